"""The first hours and early response: timelines counted by hand, and clinics one person at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from scipy import stats as scipy_stats
from statsmodels.stats.proportion import proportion_confint

from afterglow.analyses.early import early_predicts, nearest_time
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import Rules, preset, rules_from, settings_of
from afterglow.ledger import Ledger
from afterglow.pipeline import Selection, View
from afterglow.results import EarlyGroup, EarlyPoint, EarlyPredicts, EarlyRelief, EarlySession, Withheld
from tests.analyses import oracle
from tests.analyses.clinics import clinic
from tests.analyses.cohorts import cohort_of
from tests.analyses.oracle import Case
from tests.spec.timeline import ledger_from

RULES = replace(preset("end_of_induction"), population="started")
COURSE = "d3,7,10 S"


def relief(ledger: Ledger, scale: str = "madrs", rules: Rules = RULES) -> EarlyRelief:
    result = View(ledger, rules=rules, selection=Selection(instrument=scale)).result("early_relief")
    assert isinstance(result, EarlyRelief)
    return result


def points(group: EarlyGroup) -> dict[int, EarlyPoint]:
    return {point.hours: point for point in group.points}


def at(hours: int, *timelines: str) -> EarlyPoint:
    return points(relief(ledger_from(*timelines)).everybody)[hours]


def test_a_score_counts_at_the_nearest_time_that_reaches_it() -> None:
    """An hour either way of 2 and 4, six of 24, twelve of 72; at three hours the earlier time has it."""
    minutes = [0, 1, 59, 60, 180, 181, 300, 301, 1079, 1080, 1800, 1801, 3599, 3600, 5040, 5041, -120]
    found = nearest_time(np.array(minutes), Rules()).tolist()
    assert found == [-1, -1, -1, 0, 0, 1, 1, -1, -1, 2, 2, -1, -1, 3, 3, -1, -1]


def test_hours_are_counted_from_the_clock_of_the_first_session() -> None:
    person = f"d-3 madrs=30 | d0 S@23:00 | d1 madrs=20@01:00 madrs=18@22:00 | {COURSE} | d17 madrs=9"
    result = points(relief(ledger_from(person)).everybody)
    assert {hours: point.n for hours, point in result.items()} == {2: 1, 4: 0, 24: 1, 72: 0}
    assert (result[2].median, result[24].median) == (-10, -12)


def test_of_two_scores_near_one_time_the_nearer_counts_and_the_earlier_of_two_as_near() -> None:
    start = "d-3 madrs=30 | d0 S@09:00"
    assert at(2, f"{start} madrs=25@10:10 madrs=22@11:10 | {COURSE}").median == -8
    assert at(2, f"{start} madrs=25@10:30 madrs=22@11:30 | {COURSE}").median == -5


def test_without_a_clock_on_either_side_a_score_is_at_no_hour() -> None:
    kept = f"d-3 madrs=30 | d0 S@09:00 madrs=20@11:00 | {COURSE}"
    no_session = f"d-3 madrs=30 | d0 S madrs=10post@11:00 | {COURSE}"
    no_score = f"d-3 madrs=30 | d0 S@09:00 madrs=10post | {COURSE}"
    no_baseline = f"d0 S@09:00 madrs=10@11:00 | {COURSE}"
    result = relief(ledger_from(kept, no_session, no_score, no_baseline))
    assert (points(result.everybody)[2].n, result.everybody.people) == (1, 2)
    assert (result.without_time, result.without_baseline) == (1, 1)


def test_change_and_response_are_counted_by_hand_and_by_band() -> None:
    """Twelve people start at 40 (severe), ten at 30 (moderate); six and five halve within a day."""
    after = [20] * 6 + [30] * 6
    people = [f"d-3 madrs=40 | d0 S@09:00 | d1 madrs={score}@09:00 | {COURSE}" for score in after]
    people += [
        f"d-3 madrs=30 | d0 S@09:00 | d1 madrs={score}@10:00 | {COURSE}" for score in [15] * 5 + [16] * 5
    ]
    result = relief(ledger_from(*people))
    assert [(group.label, group.people) for group in result.groups] == [
        ("all", 22),
        ("moderate", 10),
        ("severe", 12),
    ]
    severe, everybody = points(result.groups[2])[24], points(result.everybody)[24]
    changes = np.array(after) - 40.0
    half = scipy_stats.t.ppf(0.975, 11) * changes.std(ddof=1) / sqrt(12)
    assert (severe.before, severe.after, severe.change.value) == (40, 25, -15)
    assert [severe.change.low, severe.change.high] == pytest.approx([-15 - half, -15 + half], abs=1e-9)
    assert (everybody.responded.successes, everybody.responded.total, everybody.n) == (11, 22, 22)
    low, high = proportion_confint(11, 22, method="wilson")
    assert [everybody.responded.low, everybody.responded.high] == pytest.approx([low, high], abs=1e-9)
    assert points(result.groups[1])[24].responded.successes == 5


def test_too_few_people_have_a_median_and_a_count() -> None:
    point = at(2, *[f"d-3 madrs=30 | d0 S@09:00 madrs=20@11:00 | {COURSE}"] * 9)
    assert (point.n, point.change.value, point.before, point.median) == (9, None, None, -10)
    assert (point.responded.successes, point.responded.total, point.responded.share) == (0, 9, None)


def test_a_baseline_of_zero_changes_but_cannot_respond() -> None:
    point = at(2, f"d-3 madrs=0 | d0 S@09:00 madrs=0@11:00 | {COURSE}")
    assert (point.n, point.responded.total) == (1, 0)


def test_scores_after_a_second_session_are_counted() -> None:
    start = "d-3 madrs=30 | d0 S@09:00"
    same_day = f"{start} | d3 S@12:00 madrs=20@09:00 | d7,10 S"
    later = f"{start} | d2 S@09:00 | d3 madrs=20@09:00 | d7,10 S"
    assert at(72, same_day).after_next == 0
    assert at(72, same_day, later).after_next == 1


@pytest.mark.parametrize(
    ("scale", "blind"),
    [("madrs", [True] * 4), ("phq9", [True] * 4), ("eq5d_index", [False] * 4), ("pain_nrs", [None] * 4)],
)
def test_a_question_about_days_before_the_session_is_flagged(scale: str, blind: list[bool | None]) -> None:
    high, low = ("0.2", "0.8") if scale == "eq5d_index" else ("10", "4")
    result = relief(ledger_from(f"d-3 {scale}={high} | d0 S@09:00 {scale}={low}@11:00 | {COURSE}"), scale)
    assert [point.covers_before for point in result.everybody.points] == blind
    assert result.recall_days == INSTRUMENTS[scale].recall_days


def test_the_scale_with_scores_in_these_hours_is_taken_where_the_one_in_use_has_none() -> None:
    people = [f"d-3 madrs=30 phq9=18 | d0 S@09:00 madrs=20@11:00 | {COURSE} | d17 phq9=9"] * 3
    result = relief(ledger_from(*people), "phq9")
    assert (result.scope.instrument, result.chosen) == ("madrs", False)
    both = [f"d-3 madrs=30 phq9=18 | d0 S@09:00 madrs=20@11:00 phq9=9@11:00 | {COURSE}"] * 10
    assert relief(ledger_from(*both), "phq9").chosen


@pytest.mark.parametrize(
    ("person", "named"),
    [
        (f"d-3 madrs=30 | d0 S | d1 madrs=20@09:00 | {COURSE}", "the time of day of sessions"),
        (f"d-3 madrs=30 | d0 S@09:00 | d1 madrs=20 | {COURSE}", "scores with a time of day"),
    ],
)
def test_without_times_one_sentence_says_what_is_missing(person: str, named: str) -> None:
    view = View(ledger_from(person), rules=RULES, selection=Selection(instrument="madrs"))
    result = view.result("early_relief")
    assert isinstance(result, Withheld)
    assert named in result.reason and "clock time" in result.reason


def test_the_hours_are_a_setting() -> None:
    rules = rules_from({"early_hours": [[6, 2]], "early_sessions": [3]})
    assert (rules.early_hours, rules.early_sessions) == (((6, 2),), (3,))
    assert rules_from(settings_of(rules)) == rules
    person = f"d-3 madrs=30 | d0 S@09:00 madrs=20@13:00 | {COURSE}"
    result = relief(ledger_from(person), rules=replace(RULES, early_hours=rules.early_hours))
    assert [(point.hours, point.n) for point in result.everybody.points] == [(6, 1)]


def predicts(ledger: Ledger, rules: Rules = RULES) -> dict[int, EarlySession]:
    result = View(ledger, rules=rules, selection=Selection(instrument="phq9")).result("early_predicts")
    assert isinstance(result, EarlyPredicts)
    return {session.number: session for session in result.sessions}


def person(first: int, second: int, endpoint: int) -> str:
    return f"d-3 phq9=20 | d0,3,7,10 S | d2 phq9={first} | d5 phq9={second} | d17 phq9={endpoint}"


def test_early_response_against_the_endpoint_is_counted_by_hand() -> None:
    """After session 1: 7 of 9 early responders and 4 of 11 others respond later on."""
    kinds = {(10, 10): 6, (10, 11): 1, (11, 10): 3, (11, 11): 1}
    people = [person(10, b, 10) for (a, b), number in kinds.items() if a == 10 for _ in range(number)]
    people += [person(11, b, 10) for (a, b), number in kinds.items() if a == 11 for _ in range(number)]
    people += [person(10, 20, 15)] * 2 + [person(11, 20, 15)] * 7
    first, second = predicts(ledger_from(*people)).values()
    assert (first.n, first.base.successes) == (20, 11)
    assert (first.positive.successes, first.positive.total) == (7, 9)
    assert (first.negative.successes, first.negative.total) == (7, 11)
    assert (first.sensitivity.successes, first.sensitivity.total) == (7, 11)
    assert (first.specificity.successes, first.specificity.total) == (7, 9)
    low, high = proportion_confint(7, 11, method="wilson")
    assert [first.negative.low, first.negative.high] == pytest.approx([low, high], abs=1e-9)
    # By session 2 the three who responded after it are early responders too; who slipped back remains one.
    assert (second.positive.successes, second.positive.total) == (10, 12)
    assert (second.negative.successes, second.negative.total) == (7, 8)


def test_an_early_score_is_never_the_endpoint_itself() -> None:
    """With one session its reading reaches day 14, which is in the endpoint window."""
    alone = predicts(ledger_from("d-3 phq9=20 | d0 S | d7 phq9=10"))
    assert alone[1].n == 0
    # Four weeks after the first session the endpoint is another score, later than the reading.
    later = predicts(ledger_from("d-3 phq9=20 | d0 S | d7 phq9=10 | d28 phq9=3"), preset("day_28"))
    assert (later[1].n, later[1].positive.successes) == (1, 1)


def test_who_cannot_respond_or_was_not_read_is_left_out() -> None:
    none = "d-3 phq9=0 | d0,3,7,10 S | d2 phq9=0 | d17 phq9=0"
    unread = "d-3 phq9=20 | d0,3,7,10 S | d17 phq9=5"
    session = predicts(ledger_from(none, unread, person(10, 10, 10)))[1]
    assert (session.n, session.positive.total) == (1, 1)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("rules", [RULES, preset("mcinnes_2022")], ids=["end_of_induction", "mcinnes_2022"])
def test_early_response_equals_a_count_one_person_at_a_time(seed: int, rules: Rules) -> None:
    ledger, scale = clinic(seed, 150), INSTRUMENTS["phq9"]
    result = early_predicts(cohort_of(ledger, instrument=scale, rules=rules))
    cases = oracle.cases_of(ledger, scale, rules)
    usable = [case for case in cases if case.scored and case.not_followed_because is None]
    assert result.usable == len(usable)
    for session in result.sessions:
        counts = Counter(kind for case in usable if (kind := early_and_later(case, session.number)))
        cells = (counts[True, True], counts[True, False], counts[False, True], counts[False, False])
        assert session.n == sum(cells)
        assert (session.positive.successes, session.positive.total) == (cells[0], cells[0] + cells[1])
        assert (session.negative.successes, session.negative.total) == (cells[3], cells[2] + cells[3])


def early_and_later(case: Case, number: int) -> tuple[bool, bool] | None:
    """Responded by that session, and at the endpoint; None without a reading after it before the endpoint."""
    endpoint = case.outcome.endpoint
    assert endpoint is not None
    readings = [oracle.reading_after(case, session) for session in range(number)]
    timely = [score if score is not None and score.day < endpoint.day else None for score in readings]
    if timely[-1] is None:
        return None
    return any(case.meets(score) for score in timely if score is not None), case.meets(endpoint)
