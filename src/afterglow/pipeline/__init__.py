"""The wiring: files to Ledger, and (Ledger, rules, selection) to the result of each panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from afterglow.pipeline.selection import (
    InstrumentOption,
    Options,
    Selection,
    default_instrument,
    known_instruments,
    month_words,
    options,
    quarter_words,
    selected_patients,
)
from afterglow.pipeline.table import ANALYSES, OF_SESSIONS, PANEL_ANALYSES
from afterglow.pipeline.view import Derivation, View, grouped_views

if TYPE_CHECKING:
    from afterglow.ingest.importing import Import

__all__ = [
    "ANALYSES",
    "OF_SESSIONS",
    "PANEL_ANALYSES",
    "Derivation",
    "InstrumentOption",
    "Options",
    "Selection",
    "View",
    "default_instrument",
    "demo",
    "grouped_views",
    "known_instruments",
    "month_words",
    "options",
    "quarter_words",
    "selected_patients",
]


def demo() -> Import:
    """The demo clinic, read through the same path as a clinic's own files."""
    from afterglow.demo import CUT_OFF, demo_files
    from afterglow.ingest.importing import Answers, Source, read_files

    files = [Source(name=name, data=data) for name, data in demo_files().items()]
    return read_files(files, Answers(cutoff=CUT_OFF, reaches_back=True))
