"""The first hours, from times of day; and whether early response foretells the endpoint."""

from __future__ import annotations

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.improvement import HALF_DAYS, readings
from afterglow.analyses.rates import proportion
from afterglow.analyses.symptoms import mean_change
from afterglow.definitions.rules import SMALL, Rules
from afterglow.ledger import UNKNOWN, Bools, Courses, Ints, Ledger
from afterglow.results import (
    EarlyGroup,
    EarlyPoint,
    EarlyPredicts,
    EarlyRelief,
    EarlySession,
    Withheld,
)
from afterglow.stats.diagnostic import Share, two_by_two
from afterglow.stats.segments import smallest_row

MINUTES_A_DAY, MINUTES, HOURS_A_DAY = 1440, 60, 24
NEVER = np.int64(1) << 30
"""Minutes of a score whose time is not known: far from every hour asked for."""


def early_relief(cohort: Cohort, *, chosen: bool = True) -> EarlyRelief | Withheld:
    """Change and response at chosen hours after the first session, for everybody and by baseline severity.

    Parameters
    ----------
    cohort : Cohort
        Judged by the scale with scores in these hours.
    chosen : bool
        Whether that is the scale in use.
    """
    first = first_clock(cohort.ledger, cohort.courses)[cohort.rows]
    timed = first != UNKNOWN
    if not timed.any():
        return _without_times("the time of day of sessions")
    picks = early_rows(cohort)
    if all((pick[cohort.rows] < 0).all() for pick in picks):
        return _without_times("scores with a time of day in the first days after the first session")
    able = timed & ~np.isnan(cohort.baseline)
    return EarlyRelief(
        scope=cohort.scope(),
        criterion=cohort.criterion or "none",
        chosen=chosen,
        recall_days=cohort.instrument.recall_days,
        recall_words=cohort.instrument.recall_words,
        without_time=count(~timed),
        without_baseline=count(timed & np.isnan(cohort.baseline)),
        higher_is_worse=cohort.instrument.higher_is_worse,
        groups=_groups(cohort, picks, able),
    )


def _without_times(what: str) -> Withheld:
    return Withheld(
        heading="Not shown: relief within hours",
        reason=f"The files do not have {what}: a clock time on both sessions and scores would be needed.",
        mend="Export dates together with their time (2025-03-14 09:30) in both files and import them again.",
    )


def first_clock(ledger: Ledger, courses: Courses) -> Ints:
    """Minutes after midnight at which each course's first session began; UNKNOWN where not recorded."""
    if not len(ledger.sessions):
        return np.full(len(courses), UNKNOWN)
    return ledger.sessions.clock[courses.first_session]


def minutes_since_first(ledger: Ledger, courses: Courses, rows: Ints, course: Ints) -> Ints:
    """Minutes from the first session of its course to each score; NEVER without both times."""
    scores = ledger.scores
    start, clock = first_clock(ledger, courses)[course], scores.clock[rows]
    days = scores.day[rows].astype(np.int64) - courses.start_day[course]
    known = (start != UNKNOWN) & (clock != UNKNOWN)
    return np.where(known, MINUTES_A_DAY * days + clock - start, NEVER)


def nearest_time(minutes: Ints, rules: Rules) -> Ints:
    """Which of the times asked for each score belongs to, -1 for none: the nearest that reaches it.

    Ties go to the earlier time, so that a score counts at one time only. Scores before the session or at
    its very start are none of these.
    """
    asked = np.array(rules.early_hours, dtype=np.int64).reshape(-1, 2) * MINUTES
    if not len(asked) or not len(minutes):
        return np.full(len(minutes), -1)
    away = np.abs(minutes[:, None] - asked[:, 0])
    away = np.where((away <= asked[:, 1]) & (minutes > 0)[:, None], away, NEVER)
    best = away.argmin(axis=1)
    return np.where(away[np.arange(len(minutes)), best] < NEVER, best, -1)


def early_rows(cohort: Cohort) -> list[Ints]:
    """For each time asked for, the row (in `cohort.scores`) of each course's nearest score; -1 for none."""
    scores, rules = cohort.scores, cohort.rules
    minutes = minutes_since_first(cohort.ledger, cohort.courses, scores.row, scores.course)
    time = nearest_time(minutes, rules)
    picks = []
    for index, (hours, _) in enumerate(rules.early_hours):
        rows = np.flatnonzero(time == index)
        away = np.abs(minutes[rows] - MINUTES * hours)
        picks.append(smallest_row(away, rows, scores.course[rows], len(cohort.courses)))
    return picks


def people_by_scale(cohort: Cohort) -> dict[str, int]:
    """For each scale of the ledger, how many of the cohort's people have a score at one of these times."""
    ledger, courses, rows = cohort.ledger, cohort.courses, cohort.rows
    course = np.full(len(ledger.patients), -1)
    course[courses.patient[rows]] = rows
    timed = np.flatnonzero((ledger.scores.clock != UNKNOWN) & (course[ledger.scores.patient] >= 0))
    owner = ledger.scores.patient[timed]
    near = nearest_time(minutes_since_first(ledger, courses, timed, course[owner]), cohort.rules) >= 0
    scale = ledger.scores.instrument[timed]
    return {key: len(np.unique(owner[near & (scale == code)])) for code, key in enumerate(ledger.instruments)}


def chosen_scale(people: dict[str, int], own: str, offered: tuple[str, ...]) -> str:
    """The scale in use where enough people have it in these hours, else the one most people have."""
    most = max(offered, key=lambda key: people.get(key, 0), default=own)
    return own if people.get(own, 0) >= SMALL.change or not people.get(most, 0) else most


def _groups(cohort: Cohort, picks: list[Ints], able: Bools) -> tuple[EarlyGroup, ...]:
    groups = [_group(cohort, picks, "all", able)]
    band = cohort.instrument.band_index(cohort.baseline)
    for index, row in enumerate(cohort.instrument.bands):
        members = able & (band == index)
        if members.any():
            groups.append(_group(cohort, picks, row.label, members))
    return tuple(groups)


def _group(cohort: Cohort, picks: list[Ints], label: str, members: Bools) -> EarlyGroup:
    asked = zip(cohort.rules.early_hours, picks, strict=True)
    points = [_point(cohort, hours, tolerance, pick, members) for (hours, tolerance), pick in asked]
    return EarlyGroup(label=label, people=count(members), points=tuple(points))


def _point(cohort: Cohort, hours: int, tolerance: int, pick: Ints, members: Bools) -> EarlyPoint:
    course = cohort.rows[members]
    row = pick[course]
    course, row = course[row >= 0], row[row >= 0]
    before, after = cohort.outcomes.baseline[course], cohort.scores.total[row]
    usable = usable_for_response(cohort)[course]
    met = cohort.meets(after, course) & usable
    recall = cohort.instrument.recall_days
    return EarlyPoint(
        hours=hours,
        tolerance=tolerance,
        after_next=count(_after_next(cohort, row)),
        **mean_change(before, after),
        responded=proportion(count(met), count(usable)),
        covers_before=None if recall is None else recall * HOURS_A_DAY > hours,
    )


def _after_next(cohort: Cohort, row: Ints) -> Bools:
    """Whether each score (row of `cohort.scores`) came after its course's second session.

    On the day of that session it counts as before it unless it is known to follow.
    """
    days, scores = cohort.days, cohort.scores
    second = np.full(len(cohort.courses), NEVER)
    at = days.order == 1
    second[days.course[at]] = HALF_DAYS * days.day[at].astype(np.int64)
    return scores.position[row] > second[scores.course[row]]


def usable_for_response(cohort: Cohort) -> Bools:
    """Who can show the improvement asked for, per row of `courses`."""
    flags = list(cohort.not_usable_for_improvement().values())
    return ~np.logical_or.reduce(flags)


def early_predicts(cohort: Cohort) -> EarlyPredicts:
    """Response seen by an early session against response at the endpoint.

    Counted are people with a score between that session and the next and, on a later day, one at the
    endpoint. By session 2 means after session 1 or after session 2.
    """
    usable = usable_for_response(cohort) & _scored(cohort)
    row, read = readings(cohort)
    days, outcomes = cohort.days, cohort.outcomes
    position = cohort.scores.position[row] if len(cohort.scores.position) else np.zeros(len(row))
    read = read & (position // HALF_DAYS < outcomes.endpoint_day[days.course])
    total = cohort.scores.total[row] if len(cohort.scores.total) else np.zeros(len(row))
    met = read & cohort.meets(total, days.course)
    later = cohort.meets(outcomes.endpoint, np.arange(len(cohort.courses)))
    ever = np.zeros(len(cohort.courses), dtype=bool)
    sessions = []
    for number in range(1, max(cohort.rules.early_sessions, default=0) + 1):
        at = days.order == number - 1
        ever[days.course[at & met]] = True
        if number in cohort.rules.early_sessions:
            course = days.course[at & read]
            course = course[usable[course]]
            sessions.append(_session(number, ever[course], later[course]))
    return EarlyPredicts(
        scope=cohort.scope(),
        criterion=cohort.criterion or "none",
        usable=count(usable),
        sessions=tuple(sessions),
    )


def _scored(cohort: Cohort) -> Bools:
    """Scored at the endpoint, per row of `courses`."""
    flags = np.zeros(len(cohort.courses), dtype=bool)
    flags[cohort.rows[cohort.scored]] = True
    return flags


def _session(number: int, early: Bools, later: Bools) -> EarlySession:
    cells = two_by_two(early, later)

    def told(share: Share):
        return proportion(share.successes, share.n)

    return EarlySession(
        number=number,
        n=len(early),
        base=proportion(count(later), len(later)),
        sensitivity=told(cells.sensitivity),
        specificity=told(cells.specificity),
        positive=told(cells.positive_predictive_value),
        negative=told(cells.negative_predictive_value),
    )
