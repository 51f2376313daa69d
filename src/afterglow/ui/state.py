"""All state of a browser session: the data looked at, the views made of it, and the rules last used.

Nothing derived from an upload is kept anywhere else; only the demo clinic, which is invented, is shared
between sessions.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from afterglow import pipeline
from afterglow.definitions.rules import Rules
from afterglow.pipeline import Derivation, Options, Selection, View
from afterglow.ui import warming

if TYPE_CHECKING:
    from afterglow.ingest.importing import Import
    from afterglow.ingest.problems import Question
    from afterglow.ledger import Ledger

_STORE = "afterglow"
MOST_VIEWS = 24
MOST_DERIVATIONS = 6
DEMO_NAME = "Demo clinic"
OWN_NAME = "Your clinic"

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is looked at: an import that succeeded."""

    name: str
    imported: Import
    is_demo: bool

    @property
    def ledger(self) -> Ledger:
        if self.imported.ledger is None:
            raise ValueError("an import without data was opened")
        return self.imported.ledger


@dataclass(slots=True)
class Store:
    """The one object kept in `st.session_state`.

    views, derivations : most recently used last; the oldest go first.
    before : rules and selection of the last run. change : what the last change of a rule changed.
    link_read : whether the URL this session began with has been read.
    starts, generation : the value each choice of the URL started from, and how often they all started again.
    uploads : how often the uploader was emptied; part of its key, so that its bytes are let go.
    answers, asked : what was answered about the files in the uploader, and all questions so far.
    reading : the files in the uploader as last read, under the files and answers they were read with.
    """

    dataset: Dataset | None = None
    views: OrderedDict[Hashable, View] = field(default_factory=OrderedDict)
    derivations: OrderedDict[Hashable, Derivation] = field(default_factory=OrderedDict)
    options: tuple[str, Options] | None = None
    before: tuple[str, Rules, Selection] | None = None
    change: str | None = None
    link_read: bool = False
    starts: dict[str, object] = field(default_factory=dict)
    generation: int = 0
    uploads: int = 0
    answers: dict[str, object] = field(default_factory=dict)
    asked: dict[str, Question] = field(default_factory=dict)
    reading: tuple[Hashable, Import] | None = None
    current: View | None = None


def store() -> Store:
    """State of this browser session, made on first use."""
    if _STORE not in st.session_state:
        st.session_state[_STORE] = Store()
    return st.session_state[_STORE]


def dataset() -> Dataset:
    """The data in use; the demo clinic until the reader brings other data."""
    kept = store()
    if kept.dataset is None:
        kept.dataset = Dataset(DEMO_NAME, warming.demo(), True)
    return kept.dataset


def open_dataset(imported: Import) -> None:
    """Look at an import from now on, with no filter set, and let the uploaded bytes go."""
    name = os.environ.get("AFTERGLOW_CLINIC_NAME", OWN_NAME)
    _replace(Dataset(name, imported, False))


def open_demo() -> None:
    """Look at the demo clinic again; nothing is kept of what was looked at before."""
    _replace(Dataset(DEMO_NAME, warming.demo(), True))


def forget_answers() -> None:
    """Forget what was said about the files in the uploader, and what they were read as."""
    kept = store()
    kept.answers, kept.asked, kept.reading = {}, {}, None


def read_once(key: Hashable, read: Callable[[], Import]) -> Import:
    """The files in the uploader, read again only when they or the answers change."""
    kept = store()
    if kept.reading is None or kept.reading[0] != key:
        kept.reading = (key, read())
    return kept.reading[1]


def _replace(chosen: Dataset) -> None:
    before = store()
    st.session_state[_STORE] = Store(
        dataset=chosen, uploads=before.uploads + 1, link_read=True, generation=before.generation + 1
    )


def widget_value(key: str) -> object | None:
    """The value of a widget that has one."""
    return st.session_state.get(key)


def options() -> Options:
    """What can be chosen in the data in use."""
    ledger, kept = dataset().ledger, store()
    if kept.options is None or kept.options[0] != ledger.fingerprint:
        kept.options = (ledger.fingerprint, pipeline.options(ledger))
    return kept.options[1]


def view(rules: Rules, selection: Selection) -> View:
    """The view of the data in use by these rules, made once and kept while it is among the latest."""
    ledger, kept = dataset().ledger, store()
    key = (ledger.fingerprint, rules, selection)

    def make() -> View:
        fresh = View(ledger, rules=rules, selection=selection)
        base_key = (ledger.fingerprint, rules, fresh.instrument.key)
        base = _kept(kept.derivations, base_key, MOST_DERIVATIONS, lambda: fresh.derivation)
        return View(ledger, rules=rules, selection=selection, base=base)

    return _kept(kept.views, key, MOST_VIEWS, make)


def _kept(where: OrderedDict[Hashable, Made], key: Hashable, most: int, make: Callable[[], Made]) -> Made:
    if key not in where:
        where[key] = make()
    where.move_to_end(key)
    while len(where) > most:
        where.popitem(last=False)
    return where[key]


def use_view(chosen: View) -> None:
    """Make `chosen` the view of this run."""
    store().current = chosen


def current_view() -> View:
    """The view every page of this run draws.

    Raises
    ------
    RuntimeError
        When a page runs without the frame, which chooses the view.
    """
    chosen = store().current
    if chosen is None:
        raise RuntimeError("a page ran before the frame chose what it shows")
    return chosen
