"""What people receive against the clinic's own protocol: how many sessions, how soon, how close, how much."""

from __future__ import annotations

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.rates import proportion
from afterglow.analyses.session_counts import filled, measured, people_with, per_hundred, spread
from afterglow.definitions.dosing import LATE_BANDS
from afterglow.definitions.vocabulary import find_route
from afterglow.ledger import UNKNOWN, Bools, Floats, Ints
from afterglow.results import Bound, LateBand, ProtocolBounds, ProtocolKept, SessionCount, SessionsPerCourse

EXCESS = 1e-9
"""Doses are short decimals; this absorbs how binary holds them."""


def followed(cohort: Cohort, days: int) -> Bools:
    """(rows of the cohort,) whether follow-up reaches the day; without any cut-off everybody's does."""
    reach = cohort.courses.followup_day[cohort.rows]
    return (reach == UNKNOWN) | (reach >= days)


def sessions_per_course(cohort: Cohort) -> SessionsPerCourse:
    """Session days of each first course, once induction can be over."""
    needed = cohort.rules.completion_followup_days
    keep = followed(cohort, needed)
    rows = cohort.rows[keep]
    induction = cohort.courses.induction_sessions[rows]
    return SessionsPerCourse(
        scope=cohort.scope(),
        followed=len(rows),
        too_young=count(~keep),
        needed_days=needed,
        planned=cohort.rules.protocol_sessions,
        induction=spread(induction),
        course=spread(cohort.courses.session_days[rows]),
        counts=_counts(induction),
    )


def _counts(sessions: Ints) -> tuple[SessionCount, ...]:
    numbers, people = np.unique(sessions, return_counts=True)
    rows = zip(numbers.tolist(), people.tolist(), strict=True)
    return tuple(SessionCount(sessions=number, people=n) for number, n in rows)


def protocol_kept(cohort: Cohort) -> ProtocolKept:
    """Whether people had the protocol's session days by its day, and by how much the others missed it."""
    rules, courses = cohort.rules, cohort.courses
    keep = followed(cohort, rules.protocol_days)
    rows = cohort.rows[keep]
    reached = np.full(len(courses), UNKNOWN, dtype=np.int64)
    last = cohort.days.order == rules.protocol_sessions - 1
    reached[cohort.days.course[last]] = cohort.days.day[last]
    day = reached[rows]
    had = day != UNKNOWN
    late = day[had] - rules.protocol_days
    return ProtocolKept(
        scope=cohort.scope(),
        sessions=rules.protocol_sessions,
        days=rules.protocol_days,
        kept=proportion(count(late <= 0), len(rows)),
        too_young=count(~keep),
        late=_late_bands(late),
        days_late=spread(late[late > 0]),
        short=_counts(courses.session_days[rows][~had]),
    )


def _late_bands(late: Ints) -> tuple[LateBand, ...]:
    ends = [*(following - 1 for following in LATE_BANDS[1:]), None]
    return tuple(
        LateBand(
            from_day=start,
            to_day=end,
            people=count((late >= start) & (late <= (np.inf if end is None else end))),
        )
        for start, end in zip(LATE_BANDS, ends, strict=True)
    )


def protocol_bounds(cohort: Cohort) -> ProtocolBounds:
    """Sessions of first courses that came closer, or held more per kg, than the protocol allows."""
    days, sessions, rules = cohort.days, cohort.ledger.sessions, cohort.rules
    own = cohort.in_rows[days.course]
    person = cohort.courses.patient[days.course]
    gap = np.diff(days.day, prepend=0)
    later = own & (days.order > 0)
    per_day = np.diff(days.session, append=len(sessions))
    missing = []
    if np.isnan(measured(sessions, "dose_mg_per_kg")).all():
        missing.append("dose_mg_per_kg")
    if filled(sessions.categories, "route") is None:
        missing.append("route")
    closer = _bound(
        "closer", None, rules.protocol_gap_days, gap[later] < rules.protocol_gap_days, person[later]
    )
    doses, without_bound = _dose_bounds(cohort, own, person)
    return ProtocolBounds(
        scope=cohort.scope(),
        bounds=(closer, *doses),
        gaps=spread(gap[later & ~days.booster]),
        same_day=count(per_day[own] > 1),
        without_bound=without_bound,
        missing=tuple(missing),
    )


def _bound(key: str, route: str | None, limit: float, beyond: Bools, person: Ints) -> Bound:
    return Bound(
        key=key,
        route=route,
        limit=float(limit),
        judged=len(beyond),
        beyond=count(beyond),
        rate=per_hundred(beyond, person),
        people=people_with(beyond, person),
    )


def _dose_bounds(cohort: Cohort, own: Bools, person: Ints) -> tuple[list[Bound], tuple[str, ...]]:
    """One bound a route that has a highest dose, and the routes in use that have none."""
    sessions, first = cohort.ledger.sessions, cohort.days.session
    dose: Floats = measured(sessions, "dose_mg_per_kg")[first]
    column = filled(sessions.categories, "route")
    if column is None:
        return [], ()
    highest = {find_route(name): limit for name, limit in cohort.rules.protocol_doses}
    bounds, unbound = [], []
    for code, label in enumerate(column.labels):
        given = own & (column.codes[first] == code) & ~np.isnan(dose)
        limit = highest.get(find_route(label))
        if not given.any():
            continue
        if limit is None:
            unbound.append(label)
        else:
            bounds.append(_bound("higher", label, limit, dose[given] > limit + EXCESS, person[given]))
    return bounds, tuple(unbound)
