"""Mean score at nominal days after the first session, with who was scored at each."""

from __future__ import annotations

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.rates import limits
from afterglow.definitions.rules import SMALL
from afterglow.ledger import Bools, Ints
from afterglow.results import Trajectory, TrajectoryPoint
from afterglow.stats.histogram import histogram, moments, t_interval
from afterglow.stats.segments import smallest_row


def trajectory(cohort: Cohort) -> Trajectory:
    """One score per person and nominal day, the nearest within the tolerance, ties earlier."""
    rules, instrument = cohort.rules, cohort.instrument
    picks = [_nearest(cohort, day)[cohort.rows] for day in rules.trajectory_days]
    everywhere = np.all([pick >= 0 for pick in picks], axis=0)
    on_session = _on_session_day(cohort)
    top = instrument.maximum
    if top is None:
        top = float(cohort.scores.total.max(initial=1.0))
    return Trajectory(
        scope=cohort.scope(),
        starters=count(picks[0] >= 0),
        points=_points(cohort, picks, on_session, np.ones(len(cohort.rows), dtype=bool)),
        complete=_points(cohort, picks, on_session, everywhere),
        minimum=float(instrument.minimum or 0),
        maximum=float(top),
        higher_is_worse=instrument.higher_is_worse,
        remission_cutoff=None if instrument.remission is None else instrument.remission.value,
    )


def _nearest(cohort: Cohort, day: int) -> Ints:
    scores = cohort.scores
    distance = np.abs(scores.day - day)
    rows = np.flatnonzero(distance <= cohort.rules.trajectory_tolerance_days)
    return smallest_row(distance[rows], rows, scores.course[rows], len(cohort.courses))


def _on_session_day(cohort: Cohort) -> Bools:
    """Per score: whether its patient had a session that day, of this course or (before it) of the next."""
    wide = np.int64(1) << 24
    sessions, scores = cohort.ledger.sessions, cohort.ledger.scores
    held = sessions.patient.astype(np.int64) * wide + sessions.day
    asked = (scores.patient.astype(np.int64) * wide + scores.day)[cohort.scores.row]
    if not len(held):
        return np.zeros(len(asked), dtype=bool)
    place = np.minimum(np.searchsorted(held, asked), len(held) - 1)
    return held[place] == asked


def _points(
    cohort: Cohort, picks: list[Ints], on_session: Bools, people: Bools
) -> tuple[TrajectoryPoint, ...]:
    return tuple(
        _point(cohort, day, pick[people & (pick >= 0)], on_session)
        for day, pick in zip(cohort.rules.trajectory_days, picks, strict=True)
    )


def _point(cohort: Cohort, day: int, rows: Ints, on_session: Bools) -> TrajectoryPoint:
    values = histogram(cohort.scores.total[rows])
    enough = values.n >= SMALL.change
    n, mean, sd = moments(values)
    return TrajectoryPoint(
        day=day,
        n=n,
        mean=mean if enough else None,
        sd=sd if enough else None,
        on_session_day=count(on_session[rows]),
        **limits(t_interval(values) if enough else None),
    )
