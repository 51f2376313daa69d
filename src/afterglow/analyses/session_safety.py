"""What sessions bring: dissociation, blood pressure, adverse events, sessions stopped early."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from afterglow.analyses.cohort import Cohort
from afterglow.analyses.session_counts import filled, has_values, measured, nothing_recorded, without
from afterglow.analyses.session_groups import SafetySessions, safety_sessions, session_group, session_groups
from afterglow.definitions.session_safety import EITHER, LINES, line_words
from afterglow.ledger import Category, Floats, Sessions
from afterglow.results import (
    AdverseEvents,
    BloodPressure,
    Dissociation,
    SessionGroup,
    SessionMeasure,
    Withheld,
)

NO_EVENT = "none"
EVENT_WITHOUT_NAME = "yes"
SEPARATORS = re.compile(r"\s*[,;+]\s*")
CADSS, EVENT, STOPPED = "cadss_peak", "adverse_event", "stopped_early"


def dissociation(cohort: Cohort) -> Dissociation | Withheld:
    """Peak CADSS of each session, by dose, session number, spacing and setting."""
    if not has_values(cohort.ledger.sessions, CADSS):
        return without("dissociation", CADSS)
    sessions = safety_sessions(cohort)
    measure = _measure(sessions, CADSS, measured(cohort.ledger.sessions, CADSS)[sessions.rows])
    if not measure.everything.recorded:
        return nothing_recorded("dissociation")
    return Dissociation(scope=sessions.scope, measure=measure, missing=sessions.missing)


def _measure(sessions: SafetySessions, key: str, values: Floats) -> SessionMeasure:
    """A measure with a line of its own."""
    return SessionMeasure(
        key=key,
        line=line_words(key),
        source=LINES[key].source,
        blank_is_no=False,
        groups=session_groups(sessions, _beyond(key, values), values),
    )


def _beyond(key: str, values: Floats) -> Floats:
    return np.where(np.isnan(values), np.nan, LINES[key].met(values))


def blood_pressure(cohort: Cohort) -> BloodPressure | Withheld:
    """Rise and peak of blood pressure in each session, by dose, session number, spacing and setting."""
    own = cohort.ledger.sessions
    if not (has_values(own, "systolic_peak") or has_values(own, "diastolic_peak")):
        return without("blood pressure", "systolic_peak and diastolic_peak")
    sessions = safety_sessions(cohort)
    values = {
        key: read[sessions.rows]
        for key, read in _pressures(own).items()
        if not np.isnan(read[sessions.rows]).all()
    }
    if not values:
        return nothing_recorded("blood pressure")
    measures = [_measure(sessions, key, read) for key, read in values.items()]
    needed = ("systolic_before", "systolic_peak", "diastolic_before", "diastolic_peak")
    return BloodPressure(
        scope=sessions.scope,
        measures=(*measures, *_either(sessions, values)),
        missing=(*(name for name in needed if not has_values(own, name)), *sessions.missing),
    )


def _pressures(sessions: Sessions) -> dict[str, Floats]:
    """Rise (peak minus before) and peak, systolic and diastolic; NaN where missing."""
    found = {}
    for kind in ("systolic", "diastolic"):
        peak = measured(sessions, f"{kind}_peak")
        found[f"{kind}_rise"] = peak - measured(sessions, f"{kind}_before")
        found[f"{kind}_peak"] = peak
    return found


def _either(sessions: SafetySessions, values: dict[str, Floats]) -> Iterator[SessionMeasure]:
    """Sessions in which one or the other is beyond its line.

    One beyond decides; neither beyond only says no where every measure the files have was taken.
    """
    for key, parts in EITHER.items():
        read = [_beyond(part, values[part]) for part in parts if part in values]
        if not read:
            continue
        every = np.stack(read)
        some = (every == 1).any(axis=0)
        known = some | ~np.isnan(every).any(axis=0)
        lines = [f"{line_words(part)} {part.split('_')[0]}" for part in parts if part in values]
        yield SessionMeasure(
            key=key,
            line=", or ".join(lines),
            source=LINES[parts[0]].source,
            blank_is_no=False,
            groups=session_groups(sessions, np.where(known, some, np.nan)),
        )


def adverse_events(cohort: Cohort) -> AdverseEvents | Withheld:
    """Sessions with an adverse event and sessions stopped early, of all and by group; and kinds of event."""
    own = cohort.ledger.sessions
    column = filled(own.categories, EVENT)
    stopped = measured(own, STOPPED)
    missing = (*(() if column else (EVENT,)), *(() if has_values(own, STOPPED) else (STOPPED,)))
    if len(missing) == 2:
        return without("adverse events and sessions stopped early", f"{EVENT} or {STOPPED}")
    sessions = safety_sessions(cohort)
    measures = []
    if column is not None:
        measures.append(_event_measure(sessions, EVENT, _had_event(column)))
    if STOPPED not in missing:
        measures.append(_event_measure(sessions, STOPPED, stopped))
    kinds = () if column is None else tuple(_kinds(sessions, column))
    return AdverseEvents(
        scope=sessions.scope,
        measures=tuple(measures),
        kinds=tuple(sorted(kinds, key=lambda kind: -kind.beyond)),
        missing=(*missing, *sessions.missing),
    )


def _event_measure(sessions: SafetySessions, key: str, told: Floats) -> SessionMeasure:
    """A yes-or-no of sessions. Where no session of the files says no, an empty cell is read as no."""
    never_no = not (told == 0).any()
    read = np.nan_to_num(told) if never_no else told
    return SessionMeasure(
        key=key,
        line="",
        source="",
        blank_is_no=never_no,
        groups=session_groups(sessions, read[sessions.rows]),
    )


def _had_event(column: Category) -> Floats:
    """1 where an event is named, 0 where the cell says none, NaN where it is empty."""
    told = [float(label.casefold() != NO_EVENT) for label in column.labels]
    return np.array([*told, np.nan])[column.codes]


def _kinds(sessions: SafetySessions, column: Category) -> Iterator[SessionGroup]:
    """Sessions with each kind of event; a cell may name several, set apart by commas."""
    named = [
        {part.casefold() for part in SEPARATORS.split(label)} - {"", NO_EVENT, EVENT_WITHOUT_NAME}
        for label in column.labels
    ]
    told = _had_event(column)
    known = np.isfinite(told) | (not (told == 0).any())
    for kind in sorted(set().union(*named)):
        has = np.array([*(kind in parts for parts in named), False])[column.codes]
        told_of = np.where(known, has, np.nan)[sessions.rows]
        group = session_group(sessions, sessions.members[0], told_of)
        if group.beyond:
            yield SessionGroup(
                **{name: getattr(group, name) for name in SessionGroup.__slots__}
                | {"grouping": "kind", "label": kind}
            )
