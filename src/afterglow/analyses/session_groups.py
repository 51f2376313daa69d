"""Sessions of everybody selected, and the groups in which their safety is looked at.

People who joined mid-course and later courses count here: a session is a session whatever came before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.grouping import dose_bands
from afterglow.analyses.session_counts import (
    filled,
    measured,
    people_among,
    people_with,
    per_hundred,
    spread,
)
from afterglow.definitions.rules import SMALL
from afterglow.definitions.session_safety import NUMBER_BANDS, SPACING_BANDS
from afterglow.ledger import UNKNOWN, Category, Floats, Ints
from afterglow.results import SessionGroup, SessionScope
from afterglow.stats.segments import run_starts

FIRST = "first session"


@dataclass(frozen=True, slots=True)
class Members:
    """The sessions of one group: their places among the rows looked at, in order."""

    grouping: str
    label: str
    places: Ints


@dataclass(frozen=True, slots=True)
class SafetySessions:
    """Every session of everybody selected.

    rows : in `Ledger.sessions`. person : whose it is, sorted. members : all of them, then each group in use.
    missing : columns for groupings the files do not have.
    """

    rows: Ints
    person: Ints
    members: tuple[Members, ...]
    missing: tuple[str, ...]
    scope: SessionScope


def safety_sessions(cohort: Cohort) -> SafetySessions:
    """All sessions of the selected people, grouped by dose, route, number, spacing and setting."""
    sessions = cohort.ledger.sessions
    rows = np.flatnonzero(cohort.selected[sessions.patient])
    every = {name: column for name, column in _groupings(cohort) if (column.codes >= 0).any()}
    needed = {"dose_band": "dose_mg_per_kg", "route": "route", "setting": "setting"}
    return SafetySessions(
        rows=rows,
        person=sessions.patient[rows],
        members=(Members("all", "all", np.arange(len(rows))), *_members(every, rows)),
        missing=tuple(column for name, column in needed.items() if name not in every),
        scope=SessionScope(
            people=count(cohort.selected),
            joined_mid_course=cohort.joined_mid_course,
            sessions=len(rows),
            rule=cohort.rules.preset,
        ),
    )


def _members(columns: Mapping[str, Category], rows: Ints) -> Iterator[Members]:
    """Each group with a session in it, in the order of its column."""
    for grouping, column in columns.items():
        codes = column.codes[rows]
        for code, label in enumerate(column.labels):
            places = np.flatnonzero(codes == code)
            if len(places):
                yield Members(grouping, label, places)


def _groupings(cohort: Cohort) -> Iterator[tuple[str, Category]]:
    sessions = cohort.ledger.sessions
    yield "dose_band", dose_bands(measured(sessions, "dose_mg_per_kg"))
    for name in ("route", "setting"):
        column = filled(sessions.categories, name)
        if column is not None:
            yield name, column
        if name == "route":
            yield "session_number", banded(_session_number(cohort), NUMBER_BANDS, "session", "sessions")
            yield "spacing", _spacing(cohort)


def _session_number(cohort: Cohort) -> Ints:
    """Which session day of the person each session is, from 1; -1 where that cannot be told.

    Counted over all courses. Whoever joined mid-course has the number the file gives.
    """
    sessions = cohort.ledger.sessions
    day = np.cumsum(run_starts(sessions.patient, sessions.day))
    first = np.flatnonzero(run_starts(sessions.patient))
    own = day - day[first][sessions.patient] + 1
    joined = cohort.ledger.patients.joined_mid_course[sessions.patient]
    return np.where(joined, np.where(sessions.number == UNKNOWN, -1, sessions.number), own)


def _spacing(cohort: Cohort) -> Category:
    """Days since the person's session before; a group of its own for the first of all."""
    sessions = cohort.ledger.sessions
    first = run_starts(sessions.patient)
    gap = np.where(first, -1, np.diff(sessions.day.astype(np.int64), prepend=0))
    later = banded(gap, SPACING_BANDS, "day", "days")
    joined = cohort.ledger.patients.joined_mid_course[sessions.patient]
    codes = np.where(first, np.where(joined, -1, 0), later.codes + 1)
    return Category(labels=(FIRST, *later.labels), codes=codes)


def banded(values: Ints, starts: tuple[int, ...], one: str, many: str) -> Category:
    """Whole numbers in bands from each start to before the next; -1 for a number below the first."""
    labels = []
    for start, end in zip(starts, [*(following - 1 for following in starts[1:]), None], strict=True):
        labels.append(_band_words(start, end, one, many))
    return Category(labels=tuple(labels), codes=np.searchsorted(starts, values, side="right") - 1)


def _band_words(start: int, end: int | None, one: str, many: str) -> str:
    if end is None:
        return f"{start} {many} or more" if one == "day" else f"{one} {start} and later"
    if start == 0:
        return f"{end} {many} or less"
    if one == "day":
        return f"{start}–{end} {many}"
    return f"{one} {start}" if start == end else f"{many} {start}–{end}"


def session_groups(
    sessions: SafetySessions, beyond: Floats, values: Floats | None = None
) -> tuple[SessionGroup, ...]:
    """One measure for all sessions and in each group.

    Parameters
    ----------
    sessions : SafetySessions
    beyond : (rows,) array
        1 where the session is beyond the line or has the event, 0 where not, NaN where not recorded.
    values : (rows,) array, optional
        The measure itself where it is a number; NaN where not recorded.

    Returns
    -------
    tuple of SessionGroup
        All sessions first; groups nobody has are left out.
    """
    return tuple(session_group(sessions, members, beyond, values) for members in sessions.members)


def session_group(
    sessions: SafetySessions, members: Members, beyond: Floats, values: Floats | None = None
) -> SessionGroup:
    """One measure in one group of sessions."""
    person, state = sessions.person[members.places], beyond[members.places]
    told = ~np.isnan(state)
    event, recorded = state[told] == 1, person[told]
    middle = None if values is None else spread(values[members.places])
    worst = people_with(event, recorded)
    # Quartiles of a few people's many sessions would be quartiles of those people.
    enough = middle is not None and worst.total >= SMALL.group
    return SessionGroup(
        grouping=members.grouping,
        label=members.label,
        sessions=len(members.places),
        recorded=len(recorded),
        people=worst.total,
        not_recorded_people=people_among(person) - worst.total,
        median=None if middle is None else middle.median,
        lower_quartile=middle.lower_quartile if middle is not None and enough else None,
        upper_quartile=middle.upper_quartile if middle is not None and enough else None,
        beyond=count(event),
        rate=per_hundred(event, recorded),
        worst=worst,
    )
