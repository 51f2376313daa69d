"""Kernels and oracle side by side: every derived column as plain values, one record a course."""

from __future__ import annotations

from math import isnan

import numpy as np

from afterglow.courses.outcomes import derive_outcomes, scores_of
from afterglow.courses.sessions import derive_courses, derive_gaps
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.rules import Rules
from afterglow.ledger import UNKNOWN, Courses, CourseScores, Gaps, Ledger, Outcomes, SessionDays
from tests.courses import oracle

Record = dict[str, object]


def assert_kernels_equal_oracle(ledger: Ledger, *, instrument: Instrument, rules: Rules) -> None:
    courses, days = derive_courses(ledger, rules)
    scores = scores_of(ledger, courses, instrument.key)
    outcomes = derive_outcomes(ledger, courses, scores, instrument=instrument, rules=rules)
    people = oracle.people_of(ledger, instrument.key)
    expected = [course for person in people for course in oracle.courses_of(person, rules)]

    assert course_records(courses) == [_expected_course(course, ledger, rules) for course in expected]
    assert day_records(days) == [
        (n, day, order, order >= course.induction, _first_session(course, day, ledger))
        for n, course in enumerate(expected)
        for order, day in enumerate(course.days)
    ]
    assert gap_records(derive_gaps(courses, days, rules)) == [
        (n, *gap) for n, course in enumerate(expected) for gap in oracle.gaps_of(course, rules)
    ]
    assert score_records(scores, ledger) == [
        (n, score.when, score.total)
        for n, course in enumerate(expected)
        for score in oracle.scores_while_running(course)
    ]
    assert outcome_records(outcomes) == [
        expected_outcome(oracle.outcome_of(course, instrument, rules)) for course in expected
    ]


def course_records(courses: Courses) -> list[Record]:
    return [
        {name: _plain(getattr(courses, name)[row]) for name in Courses.__dataclass_fields__}
        for row in range(len(courses))
    ]


def _expected_course(course: oracle.Course, ledger: Ledger, rules: Rules) -> Record:
    return {
        "patient": course.person.code,
        "number": course.number,
        "start_day": course.start,
        "first_session": _first_session(course, 0, ledger),
        "session_days": len(course.days),
        "induction_sessions": course.induction,
        "induction_end": course.induction_end,
        "completed": course.completed(rules),
        "boosters": len(course.boosters),
        "first_booster_day": course.boosters[0] if course.boosters else None,
        "next_course_day": course.next_start,
        "followup_day": course.followup,
        "last_contact_day": course.last_contact,
        "joined_mid_course": course.person.joined and course.number == 0,
    }


def _first_session(course: oracle.Course, day: int, ledger: Ledger) -> int:
    """Row of the first session on a day of the course."""
    sessions = ledger.sessions
    that_day = (sessions.patient == course.person.code) & (sessions.day == course.start + day)
    return int(np.flatnonzero(that_day)[0])


def day_records(days: SessionDays) -> list[tuple]:
    """(course, day, order, booster, row of the day's first session)"""
    columns = (days.course, days.day, days.order, days.booster, days.session)
    return [tuple(_plain(value) for value in row) for row in zip(*columns, strict=True)]


def gap_records(gaps: Gaps) -> list[tuple]:
    """(course, order, days, completed)"""
    columns = (gaps.course, gaps.order, gaps.days, gaps.completed)
    return [tuple(_plain(value) for value in row) for row in zip(*columns, strict=True)]


def score_records(scores: CourseScores, ledger: Ledger) -> list[tuple]:
    """(course, day with a half for a score after the session, total)"""
    course = np.repeat(np.arange(len(scores.offsets) - 1), np.diff(scores.offsets))
    assert course.tolist() == scores.course.tolist()
    assert ledger.scores.total[scores.row].tolist() == scores.total.tolist()
    return [
        (int(course), int(position) / 2, float(total))
        for course, position, total in zip(scores.course, scores.position, scores.total, strict=True)
    ]


def outcome_records(outcomes: Outcomes) -> list[Record]:
    names = [name for name in Outcomes.__dataclass_fields__ if name != "instrument"]
    records = [{name: _plain(getattr(outcomes, name)[row]) for name in names} for row in range(len(outcomes))]
    for record in records:
        if record["baseline"] is None:
            # Nothing can be said of the time to improvement; what the columns hold then is not defined.
            record["left"] = record["right"] = None
    return records


def expected_outcome(outcome: oracle.Outcome) -> Record:
    judged = outcome.baseline is not None
    return {
        "baseline": outcome.baseline,
        "endpoint": outcome.endpoint.total if outcome.endpoint else None,
        "endpoint_day": outcome.endpoint.day if outcome.endpoint else None,
        "carried_forward": outcome.carried_forward,
        "window_last_day": outcome.window_last_day,
        "evaluable": outcome.evaluable,
        "evaluable_started": outcome.evaluable_started,
        "boosted_before_endpoint": outcome.boosted_before_endpoint,
        "has_later_score": bool(outcome.later_scores),
        "meets_at_baseline": outcome.meets_at_baseline,
        "left": int(2 * outcome.left) if judged else None,
        "right": int(2 * outcome.right) if judged and outcome.right is not None else None,
    }


def _plain(value: np.generic) -> object:
    """A Python value; None where missing."""
    plain = value.item()
    missing = isinstance(plain, float) and isnan(plain)
    return None if missing or (not isinstance(plain, bool) and plain == UNKNOWN) else plain
