"""Which people and which scale: what can be chosen for a dataset, and who a choice leaves in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from afterglow.analyses.grouping import patient_columns
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.ledger import (
    UNKNOWN,
    Bools,
    Category,
    Ledger,
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which people and which scale: `filters` pairs a column with the labels kept.

    Quarters are year * 4 + (quarter - 1) of the first session, both ends included. `by` names the columns
    by which people are compared, two at most; none: the first the data have. `reference` is the group the
    others are compared with (none: the largest), `outcome` what sites and groups are compared by.
    """

    instrument: str | None = None
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    first_quarter: int | None = None
    last_quarter: int | None = None
    by: tuple[str, ...] = ()
    reference: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class InstrumentOption:
    key: str
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen for a dataset. `quarters` is None where the data keep none."""

    instruments: tuple[InstrumentOption, ...]
    categories: Mapping[str, tuple[str, ...]]
    quarters: tuple[int, int] | None


def known_instruments(declared: tuple[Instrument, ...] = ()) -> dict[str, Instrument]:
    """The table of instruments, with those the clinic declared."""
    return {**INSTRUMENTS, **{row.key: row for row in declared}}


def default_instrument(ledger: Ledger, declared: tuple[Instrument, ...] = ()) -> str:
    """The outcome scale with most people scored.

    Raises
    ------
    LookupError
        When the scores hold no scale on which treatment can be judged.
    """
    listed = options(ledger, declared).instruments
    if not listed:
        raise LookupError("the scores hold no scale on which treatment can be judged")
    return listed[0].key


def options(ledger: Ledger, declared: tuple[Instrument, ...] = ()) -> Options:
    """What a page offers to choose from: scales by people scored, categories known on day 0, quarters."""
    known, found = known_instruments(declared), []
    for code, key in enumerate(ledger.instruments):
        rows = ledger.scores.instrument == code
        if known[key].is_outcome and rows.any():
            people = len(np.unique(ledger.scores.patient[rows]))
            found.append(InstrumentOption(key, known[key].name, people))
    order = list(known)
    found.sort(key=lambda option: (-option.people, order.index(option.key)))
    quarters = ledger.patients.start_quarter
    kept = quarters[quarters != UNKNOWN]
    return Options(
        instruments=tuple(found),
        categories={name: _labels_used(column) for name, column in patient_columns(ledger).items()},
        quarters=(int(kept.min()), int(kept.max())) if len(kept) else None,
    )


def _labels_used(column: Category) -> tuple[str, ...]:
    used = np.unique(column.codes[column.codes >= 0])
    return tuple(column.labels[code] for code in used)


def selected_patients(ledger: Ledger, selection: Selection) -> Bools:
    """One flag per patient: inside the period of first sessions and in every chosen category."""
    quarter = ledger.patients.start_quarter
    keep = np.ones(len(ledger.patients), dtype=bool)
    if selection.first_quarter is not None:
        keep &= quarter >= selection.first_quarter
    if selection.last_quarter is not None:
        keep &= (quarter != UNKNOWN) & (quarter <= selection.last_quarter)
    columns = patient_columns(ledger) if selection.filters else {}
    for name, labels in selection.filters:
        column = columns.get(name)
        if column is None:
            raise KeyError("a filter names a column the data do not have")
        wanted = np.array([label in labels for label in column.labels] + [False])
        keep &= wanted[column.codes]
    return keep


def quarter_words(quarter: int) -> str:
    return f"{quarter // 4} Q{quarter % 4 + 1}"


def month_words(month: str) -> str:
    """`2025-06` as June 2025."""
    import calendar

    year, number = month.split("-")
    return f"{calendar.month_name[int(number)]} {year}"
