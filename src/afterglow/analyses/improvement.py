"""Time to improvement: by visits, allowing for the days between scores, and by session number."""

from __future__ import annotations

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.curves import curve, day_counts, share_by
from afterglow.analyses.rates import proportion
from afterglow.definitions.rules import ASKED_DAYS, QUOTED_DAYS, SMALL
from afterglow.ledger import UNKNOWN, Bools, Ints
from afterglow.results import BySession, Count, DayShare, Improvement, IntervalCurve, SessionPoint
from afterglow.stats.survival import KaplanMeier, kaplan_meier, tally
from afterglow.stats.turnbull import (
    Turnbull,
    cdf_bounds,
    intervals,
    likelihood_interval,
    median_interval,
    turnbull,
)

HALF_DAYS = 2
COUNT_DAYS = (0, 7, 14, 21, 28, 42, 56, 70, 84)


def usable_for_time(cohort: Cohort) -> tuple[Bools, tuple[Count, ...]]:
    """Who can be followed to improvement (per row of the cohort), and why the others cannot."""
    rows = cohort.rows
    reasons = cohort.not_usable_for_improvement()
    reasons["no_later_score"] = ~cohort.outcomes.has_later_score
    left = np.ones(len(rows), dtype=bool)
    excluded = []
    for key, flags in reasons.items():
        excluded.append(Count(key=key, people=count(left & flags[rows])))
        left = left & ~flags[rows]
    return left, tuple(excluded)


def improvement(cohort: Cohort) -> Improvement:
    """Days to the first score that shows improvement, and where the true day can lie."""
    keep, excluded = usable_for_time(cohort)
    rows = cohort.rows[keep]
    left, right = cohort.outcomes.left[rows], cohort.outcomes.right[rows]
    seen = right != UNKNOWN
    n, improved = len(rows), count(seen)
    counts = tally(np.where(seen, right, left), seen)
    fitted = kaplan_meier(counts) if n >= SMALL.curve else None
    true = _interval_censored(left, right, seen) if n >= SMALL.interval_censored else None
    return Improvement(
        scope=cohort.scope(),
        criterion=cohort.criterion or "none",
        n=n,
        improved=improved,
        excluded=excluded,
        curve=None if fitted is None else curve(fitted, n=n, events=improved, per_day=HALF_DAYS),
        interval=None if true is None else _interval_curve(true),
        shares=_shares(fitted, true, n),
        counts=day_counts(counts, COUNT_DAYS, per_day=HALF_DAYS),
        recall_days=cohort.instrument.recall_days,
    )


def _interval_censored(left: Ints, right: Ints, seen: Bools) -> Turnbull:
    observed = intervals(left / HALF_DAYS, np.where(seen, right / HALF_DAYS, np.inf))
    return turnbull(observed.left, observed.right, observed.counts)


def _interval_curve(true: Turnbull) -> IntervalCurve:
    middle = median_interval(true)
    low, high = middle if middle is not None else (None, None)
    return IntervalCurve(
        left=tuple(float(x) for x in true.left),
        right=tuple(None if np.isinf(x) else float(x) for x in true.right),
        mass=tuple(float(x) for x in true.mass),
        gradient=float(true.gradient),
        median_left=low,
        median_right=None if high is None or np.isinf(high) else high,
        median_day=_median_day(true, low, high),
    )


def _median_day(true: Turnbull, low: float | None, high: float | None) -> float | None:
    """A single day, linear inside the interval that holds the median, when that is a week or less."""
    if low is None or high is None or high - low > 7:
        return None
    place = int(np.flatnonzero((true.left == low) & (true.right == high))[0])
    before = float(true.mass[:place].sum())
    return float(low + (high - low) * (0.5 - before) / true.mass[place])


def _shares(fitted: KaplanMeier | None, true: Turnbull | None, n: int) -> tuple[DayShare, ...]:
    if fitted is None:
        return ()
    return tuple(_share(fitted, true, day, n) for day in sorted({*ASKED_DAYS, *QUOTED_DAYS}))


def _share(fitted: KaplanMeier, true: Turnbull | None, day: int, n: int) -> DayShare:
    seen = share_by(fitted, day, n=n, per_day=HALF_DAYS)
    if true is None:
        return DayShare(day=day, seen=seen)
    low, high = cdf_bounds(true, day)
    quotable = (
        n >= SMALL.interval_censored_interval
        and day in QUOTED_DAYS
        and low >= SMALL.interval_share_low
        and high <= SMALL.interval_share_high
    )
    interval = likelihood_interval(true, day) if quotable else None
    return DayShare(
        day=day,
        seen=seen,
        true_low=low,
        true_high=high,
        interval_low=interval.low if interval else None,
        interval_high=interval.high if interval else None,
    )


def by_session(cohort: Cohort) -> BySession:
    """Improvement at the last score after session k and up to session k + 1 (after the last: 14 days).

    The cumulative share counts everybody who started, can be judged and was followed through induction, so
    that young courses are not counted as failures.
    """
    row, scored = readings(cohort)
    met = scored & cohort.meets(_taken(cohort.scores.total, row), cohort.days.course)
    usable = cohort.in_rows.copy()
    for flags in cohort.not_usable_for_improvement().values():
        usable &= ~flags
    starters = usable & _followed_through_induction(cohort)
    days, total = cohort.days, count(starters)
    ever = np.zeros(len(cohort.courses), dtype=bool)
    points = []
    for number in range(cohort.rules.sessions_shown):
        at = days.order == number
        course = days.course[at]
        inside = usable[course]
        ever[course[met[at]]] = True
        received = count(inside)
        if received == 0:
            break
        points.append(
            SessionPoint(
                number=number + 1,
                received=received,
                responded=proportion(count(met[at] & inside), count(scored[at] & inside)),
                cumulative=proportion(count(ever & starters), total),
                cumulative_all=proportion(count(ever & usable), count(usable)),
            )
        )
    return BySession(
        scope=cohort.scope(), criterion=cohort.criterion or "none", starters=total, points=tuple(points)
    )


def _followed_through_induction(cohort: Cohort) -> Bools:
    """Followed to the end of the longest induction and of the reading after it; per row of `courses`."""
    rules, followup = cohort.rules, cohort.courses.followup_day
    return (followup == UNKNOWN) | (followup >= rules.induction_last_day + rules.after_last_session_days)


def readings(cohort: Cohort) -> tuple[Ints, Bools]:
    """Row (in `cohort.scores`) of the score that follows each session day, and whether there is one.

    That is the last score after the session and up to the next one; after the course's last session, up to
    the number of days in the rules.
    """
    days, scores = cohort.days, cohort.scores
    start = HALF_DAYS * days.day.astype(np.int64)
    last = np.append(days.course[1:] != days.course[:-1], True) if len(days) else np.zeros(0, dtype=bool)
    until = np.where(last, start + HALF_DAYS * cohort.rules.after_last_session_days + 1, np.roll(start, -1))
    wide = np.int64(1) << 24
    line = scores.course.astype(np.int64) * wide + scores.position
    row = np.searchsorted(line, days.course.astype(np.int64) * wide + until, side="right") - 1
    safe = np.maximum(row, 0)
    here = (row >= 0) & (_taken(scores.course, safe) == days.course) & (_taken(scores.position, safe) > start)
    return safe, here


def _taken(values: np.ndarray, rows: Ints) -> np.ndarray:
    """`values[rows]`, or zeros where there is nothing to take from."""
    return values[rows] if len(values) else np.zeros(len(rows), dtype=values.dtype)
