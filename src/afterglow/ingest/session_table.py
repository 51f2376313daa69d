"""The sessions of a file as one table, in an order that does not depend on the file's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from afterglow.ingest.digest import Hash, row_hashes
from afterglow.ingest.sessions import SessionRows
from afterglow.ledger import PHASE_INDUCTION, PHASE_MAINTENANCE, UNKNOWN, Bools, Category, Ints, Sessions


def session_table(rows: SessionRows, patient: Ints, day: Ints) -> Sessions:
    """The rows kept, each session once, sorted by (patient, day, clock, number).

    A row that repeats one above it goes. So does one that has the same clock, or the same number on the same
    day, and says something else.
    """
    whole = _whole(rows, patient, day)
    hashes = hash_of(whole)
    at = np.flatnonzero(rows.pile.kept)
    order = at[np.lexsort((hashes[at], day[at], patient[at]))]
    _drop(rows, "duplicate_session", order, (patient, day, hashes))
    for column in (whole.clock, whole.number):
        at = np.flatnonzero(rows.pile.kept & (column != UNKNOWN))
        order = at[np.lexsort((column[at], day[at], patient[at]))]
        _drop(rows, "session_twice", order, (patient, day, column))
    at = np.flatnonzero(rows.pile.kept)
    keys = (hashes[at], whole.number[at], whole.clock[at], day[at], patient[at])
    order = at[np.lexsort(keys)]
    table = take(whole, order)
    _note_order(rows, table, order)
    return table


def _whole(rows: SessionRows, patient: Ints, day: Ints) -> Sessions:
    return Sessions(
        patient=patient,
        day=day,
        clock=rows.moments.clock,
        number=rows.number,
        phase=rows.phase,
        measures=rows.measures,
        categories=rows.categories,
    )


def take(sessions: Sessions, which: Ints | Bools) -> Sessions:
    return Sessions(
        patient=sessions.patient[which],
        day=sessions.day[which],
        clock=sessions.clock[which],
        number=sessions.number[which],
        phase=sessions.phase[which],
        measures={name: values[which] for name, values in sessions.measures.items()},
        categories={
            name: Category(column.labels, column.codes[which]) for name, column in sessions.categories.items()
        },
    )


def hash_of(sessions: Sessions) -> Hash:
    """(rows,) what each session says, the patient apart."""
    columns = {
        "day": sessions.day,
        "clock": sessions.clock,
        "number": sessions.number,
        "phase": sessions.phase,
        **sessions.measures,
        **sessions.categories,
    }
    return row_hashes(len(sessions), sorted(columns.items()))


def _drop(rows: SessionRows, code: str, order: Ints, columns: tuple[NDArray[np.generic], ...]) -> None:
    """Drop rows equal in every column to one listed above; `order` groups them, in the file's order."""
    repeated = np.ones(max(len(order) - 1, 0), bool)
    for column in columns:
        repeated &= column[order][1:] == column[order][:-1]
    which = np.zeros(len(rows.pile), bool)
    which[order[1:][repeated]] = True
    rows.pile.note(code, which)


def _note_order(rows: SessionRows, table: Sessions, order: Ints) -> None:
    """Session numbers that do not rise from one numbered session of a patient to the next."""
    known = np.flatnonzero(table.number != UNKNOWN)
    patient, number, day = table.patient[known], table.number[known], table.day[known]
    wrong = (patient[1:] == patient[:-1]) & (number[1:] <= number[:-1]) & (day[1:] > day[:-1])
    # A new course may start counting again.
    wrong &= ~((number[1:] == 1) & (table.phase[known][1:] != PHASE_MAINTENANCE))
    which = np.zeros(len(rows.pile), bool)
    which[order[known[1:][wrong]]] = True
    rows.pile.note("sessions_out_of_order", which, "session_number")


def numbered(sessions: Sessions) -> bool:
    """Whether each patient's first row says by its number or phase where in treatment it stands."""
    first = first_rows(sessions)
    told = (sessions.number[first] != UNKNOWN) | np.isin(
        sessions.phase[first], (PHASE_INDUCTION, PHASE_MAINTENANCE)
    )
    return bool(told.all())


def first_rows(sessions: Sessions) -> Ints:
    """(patients present,) row of each patient's first session."""
    return np.unique(sessions.patient, return_index=True)[1]
