"""What one instrument says about each course: baseline, endpoint, and when improvement was first seen.

Scores and course starts are laid on one line of whole numbers, patient above and half-day below (twice the
day, plus one for a score taken after that day's session), so that "the last score before" is one binary
search for all courses at once.
"""

from __future__ import annotations

import numpy as np

from afterglow.definitions.instruments import Instrument
from afterglow.definitions.rules import Criterion, Rules, criterion_for, meets
from afterglow.ledger import UNKNOWN, Bools, Courses, CourseScores, Floats, Ints, Ledger, Outcomes
from afterglow.stats.segments import (
    Rows,
    first_row,
    last_row,
    smallest_row,
    spread,
    take,
)

DAY_ZERO = 1 << 20
PATIENT = 1 << 22


def _on_line(patient: Ints, half_day: Ints) -> Ints:
    return patient.astype(np.int64) * PATIENT + (half_day.astype(np.int64) + DAY_ZERO)


def scores_of(ledger: Ledger, courses: Courses, instrument: str) -> CourseScores:
    """Scores of `instrument` with the course each belongs to.

    A score belongs to the course running on its day; one taken before the session of a course's day 0 is
    still the old course's (and the new one's baseline). Scores before the first course belong to it.
    """
    scores = ledger.scores
    code = ledger.instruments.index(instrument) if instrument in ledger.instruments else -1
    row = np.flatnonzero(scores.instrument == code)
    patient = scores.patient[row]
    half_day = 2 * scores.day[row] + scores.post[row]
    begins = np.where(courses.number == 0, -DAY_ZERO, 2 * courses.start_day.astype(np.int64))
    line = _on_line(patient, half_day)
    offsets = np.append(np.searchsorted(line, _on_line(courses.patient, begins), side="right"), len(row))
    course = spread(np.arange(len(courses)), offsets)
    position = half_day - spread(2 * courses.start_day, offsets)
    return CourseScores(row, course, position, scores.total[row], offsets)


def derive_outcomes(
    ledger: Ledger, courses: Courses, scores: CourseScores, *, instrument: Instrument, rules: Rules
) -> Outcomes:
    """Baseline, endpoint and improvement interval of every course for one instrument.

    Parameters
    ----------
    ledger : Ledger
    courses : Courses
    scores : CourseScores
        From `scores_of` the same instrument.
    instrument : Instrument
        With the thresholds in force.
    rules : Rules

    Returns
    -------
    Outcomes
        Rows as in `courses`; scores NaN where missing.
    """
    baseline = _baseline(courses, scores, rules, higher_is_worse=instrument.higher_is_worse)
    endpoint_row, window_last = _endpoint(scores, courses, rules)
    up_to_window = (scores.day >= 1) & (scores.day <= spread(_reach(window_last, rules), scores.offsets))
    last = last_row(up_to_window, scores.offsets)
    criterion = criterion_for(instrument, rules)
    met_at_baseline, left, right = _improvement(scores, baseline, instrument, criterion)
    endpoint_position = take(scores.position, endpoint_row, UNKNOWN)
    boosted = (courses.first_booster_day != UNKNOWN) & (2 * courses.first_booster_day < endpoint_position)
    return Outcomes(
        instrument=instrument.key,
        baseline=baseline,
        endpoint=take(scores.total, endpoint_row, np.nan),
        endpoint_day=take(scores.day, endpoint_row, UNKNOWN),
        carried_forward=take(scores.total, np.where(endpoint_row >= 0, endpoint_row, last), np.nan),
        window_last_day=window_last,
        evaluable=_followed(courses, window_last),
        evaluable_started=_followed(courses, np.maximum(window_last, rules.window_last_day_started)),
        boosted_before_endpoint=boosted,
        has_later_score=_last_position(scores) > 0,
        meets_at_baseline=met_at_baseline,
        left=left,
        right=right,
    )


def _followed(courses: Courses, last_day: Ints) -> Bools:
    """Follow-up reaches the day; without any cut-off every course counts as mature."""
    return (courses.followup_day == UNKNOWN) | (courses.followup_day >= last_day)


def _baseline(courses: Courses, scores: CourseScores, rules: Rules, *, higher_is_worse: bool) -> Floats:
    """Last (first, worst, mean) score in the days before the first session, that day's pre score included."""
    start = _on_line(courses.patient, 2 * courses.start_day.astype(np.int64))
    line = spread(start, scores.offsets) + scores.position
    low = np.searchsorted(line, start - 2 * rules.baseline_days, side="left")
    high = np.searchsorted(line, start, side="right")
    total = scores.total
    if rules.baseline in ("last", "first"):
        pick = high - 1 if rules.baseline == "last" else low
        return take(total, np.where(high > low, pick, -1), np.nan)
    return _summary_over(total, low, high, rules.baseline, higher_is_worse)


def _summary_over(total: Floats, low: Rows, high: Rows, how: str, higher_is_worse: bool) -> Floats:
    """Mean or worst of `total[low:high]` for many overlapping stretches."""
    if how == "mean":
        cumulated = np.concatenate(([0.0], np.cumsum(total)))
        with np.errstate(invalid="ignore"):
            return np.where(
                high > low, (cumulated[high] - cumulated[low]) / np.maximum(high - low, 1), np.nan
            )
    sign = 1.0 if higher_is_worse else -1.0
    padded = np.append(sign * total, -np.inf)
    worst = np.maximum.reduceat(padded, np.column_stack((low, high)).ravel())[::2]
    return np.where(high > low, sign * worst, np.nan)


def _reach(window_last: Ints, rules: Rules) -> Ints:
    """Last day a score may be carried forward from; the course has no window."""
    return np.full_like(window_last, DAY_ZERO) if rules.endpoint.anchor == "course" else window_last


def _endpoint(scores: CourseScores, courses: Courses, rules: Rules) -> tuple[Rows, Ints]:
    """Row (in `scores`) of each course's endpoint, -1 without one; and the last day of its window."""
    window = rules.endpoint
    after = scores.day >= 1
    if window.anchor == "course":
        closed = np.full(len(courses), rules.last_of_course_followup_days)
        return last_row(after, scores.offsets), closed
    anchor = (
        courses.induction_end if window.anchor == "last_induction_session" else np.zeros(len(courses), int)
    )
    since = scores.day - spread(anchor, scores.offsets)
    rows = np.flatnonzero(after & (since >= window.from_day) & (since <= window.to_day))
    distance = np.abs(since[rows] - window.target_day)
    return smallest_row(distance, rows, scores.course[rows], len(courses)), anchor + window.to_day


def _improvement(
    scores: CourseScores, baseline: Floats, instrument: Instrument, criterion: Criterion | None
) -> tuple[Bools, Ints, Ints]:
    """(meets at baseline, left, right) of each course, in half-days; right UNKNOWN when never seen."""
    met = (scores.position > 0) & meets(criterion, instrument, spread(baseline, scores.offsets), scores.total)
    first_met = first_row(met, scores.offsets)
    left = np.where(
        first_met >= 0, _earlier_position(scores, first_met), np.maximum(_last_position(scores), 0)
    )
    return meets(criterion, instrument, baseline, baseline), left, take(scores.position, first_met, UNKNOWN)


def _last_position(scores: CourseScores) -> Ints:
    """Position of the last score of each course, UNKNOWN without one."""
    last = np.where(np.diff(scores.offsets) > 0, scores.offsets[1:] - 1, -1)
    return take(scores.position, last, UNKNOWN)


def _earlier_position(scores: CourseScores, row: Rows) -> Ints:
    """For each row the position of the last strictly earlier score after day 0 in its course, else 0."""
    previous, position = row - 1, take(scores.position, row, 0)
    tied = np.flatnonzero((previous >= 0) & (take(scores.position, previous, 0) == position))
    if len(tied):
        line = _on_line(scores.course, scores.position)
        previous[tied] = np.searchsorted(line, line[row[tied]]) - 1
    same = (previous >= 0) & (take(scores.course, previous, -1) == take(scores.course, row, -2))
    return np.where(same, np.maximum(take(scores.position, previous, 0), 0), 0)
