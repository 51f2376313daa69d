"""Where everybody stands, durability, slopes and later courses, against a slow reading of the same rules.

The clinics are drawn from a seed, near where the rules turn: scores on the days of sessions, boosters on the
day of the endpoint, gaps of 28 and 29 days, follow-up that ends with the last row.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from math import inf
from random import Random
from statistics import median

import numpy as np
import pytest

from afterglow.analyses.durability import NEVER, responders
from afterglow.analyses.gap_trend import slopes_of
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import Rules, preset
from afterglow.ledger import UNKNOWN, Ledger
from afterglow.pipeline import Selection, View
from afterglow.results import LaterCourses, Standing, Withheld
from tests.courses import oracle
from tests.courses.ledgers import PersonRows, ScoreRow, SessionRow, ledger_of

PHQ9 = INSTRUMENTS["phq9"]
RULES: dict[str, Rules] = {
    "mcinnes_2022": preset("mcinnes_2022"),
    "day_28": preset("day_28"),
    "last_of_course": preset("last_of_course"),
    "last_contact": replace(preset("day_14+-3"), followup_end="last_contact"),
    "remission": replace(
        preset("end_of_induction"), criterion="remission", standing_days=60, in_care_days=14
    ),
    "severe_only": replace(preset("day_28"), severity_gate=True),
}
WITHOUT_CUT_OFF = 4
rule_names = pytest.mark.parametrize("name", RULES)
seeds = pytest.mark.parametrize("seed", range(WITHOUT_CUT_OFF + 1))


@cache
def clinic(seed: int) -> Ledger:
    """Sixty people; in the last clinic nobody knows up to which day the files go."""
    luck = Random(seed)
    people = [person(luck, cut_off=seed != WITHOUT_CUT_OFF) for _ in range(60)]
    return ledger_of(people, ("phq9", "gad7"))


def person(luck: Random, *, cut_off: bool) -> PersonRows:
    sessions = session_days(luck)
    scores = score_rows(luck, sessions)
    last = max([*sessions, *(score.day for score in scores)])
    extra = luck.choice((0, 1, 27, 28, 29, 60, 150))
    return PersonRows(
        tuple(SessionRow(day) for day in sessions),
        scores,
        followup=last + extra if cut_off else None,
        joined=luck.random() < 0.05,
    )


def session_days(luck: Random) -> list[int]:
    gaps = [luck.choice((2, 3, 4)) for _ in range(luck.choice((1, 3, 4, 5, 5, 5)))]
    for _ in range(luck.choice((0, 1, 2, 5, 6))):
        gaps.append(luck.choice((11, 14, 18, 21, 25, 28, 29, 40)))
        if luck.random() < 0.2:
            gaps += [luck.choice((29, 45)), 3, 3, 4, 3]
    return [0, *np.cumsum(gaps).tolist()]


def score_rows(luck: Random, sessions: list[int]) -> tuple[ScoreRow, ...]:
    often, start = luck.choice((0.05, 0.2)), luck.choice((9, 12, 16, 20))
    found = [
        ScoreRow(scale, day, max(0, start - luck.choice((0, 2, start // 2, 8, 12))), post)
        for scale in ("phq9", "gad7")
        for day in range(1, sessions[-1] + 60)
        for post in (False, True)
        if luck.random() < (often if day in sessions else often / 2)
    ]
    if luck.random() < 0.9:
        found.append(ScoreRow("phq9", luck.choice((0, -3, -30)), start))
    return tuple(found)


def first_courses(ledger: Ledger, rules: Rules) -> list[oracle.Course]:
    return [oracle.courses_of(one, rules)[0] for one in oracle.people_of(ledger, "phq9") if not one.joined]


def row_days(ledger: Ledger, code: int) -> set[int]:
    """Days with a session or score of any kind."""
    return {
        int(day)
        for table in (ledger.sessions, ledger.scores)
        for day in table.day[table.patient == code]
        if day >= 0
    }


def can_improve(course: oracle.Course, rules: Rules) -> bool:
    found = oracle.outcome_of(course, PHQ9, rules)
    return found.baseline not in (None, 0) and not found.meets_at_baseline


def stand_on(day: int, course: oracle.Course, days: set[int], rules: Rules) -> str:
    improved = oracle.outcome_of(course, PHQ9, rules).right
    if (inf if improved is None else improved) <= day:
        return "improved"
    return "in_care" if days & set(range(day - rules.in_care_days + 1, day + 1)) else "not_seen"


@rule_names
@seeds
def test_standing(name: str, seed: int):
    ledger, rules = clinic(seed), RULES[name]
    courses, horizon = first_courses(ledger, rules), rules.standing_days
    far = [course for course in courses if course.followup is not None and course.followup >= horizon]
    judged = [course for course in far if can_improve(course, rules)]
    found = View(ledger, rules, Selection(instrument="phq9")).analysed("standing")
    if seed == WITHOUT_CUT_OFF:
        assert isinstance(found, Withheld)
        return
    assert isinstance(found, Standing)
    assert len(judged) > 10
    assert (found.people, found.judged) == (len(far), len(judged))
    assert sum(item.people for item in found.excluded) == len(courses) - len(far)
    days = [row_days(ledger, course.person.code) for course in judged]
    for at in found.days[::7]:
        wanted = Counter(stand_on(at.day, *one, rules) for one in zip(judged, days, strict=True))
        assert at.improved == wanted["improved"]
        assert at.in_care == wanted["in_care"]
        assert at.not_seen == wanted["not_seen"]


def responded(course: oracle.Course, rules: Rules) -> bool:
    found = oracle.outcome_of(course, PHQ9, rules)
    if found.baseline is None or found.endpoint is None:
        return False
    if rules.severity_gate and found.baseline < 10:
        return False
    if rules.population == "completed_induction":
        judged = course.completed(rules) and found.evaluable
    else:
        judged = found.evaluable_started
    return judged and oracle.dropped(found.baseline, found.endpoint.total, 50)


def after_response(course: oracle.Course, ledger: Ledger, rules: Rules) -> tuple:
    found = oracle.outcome_of(course, PHQ9, rules)
    assert found.baseline is not None
    assert found.endpoint is not None
    zero = found.endpoint.day
    later = [score for score in found.later_scores if score.day > zero]
    lost = [score.day for score in later if not oracle.dropped(found.baseline, score.total, 50)]
    back = [*course.boosters, *([] if course.next_start is None else [course.next_start])]
    sessions = ledger.sessions.day[ledger.sessions.patient == course.person.code] - course.start
    return (
        zero,
        min(lost, default=NEVER),
        min(back, default=NEVER),
        max((score.day for score in later), default=UNKNOWN),
        oracle.followed_until(course, rules),
        found.boosted_before_endpoint,
        len(later),
        sum(score.day in sessions for score in later),
    )


@rule_names
@seeds
def test_responders(name: str, seed: int):
    ledger, rules = clinic(seed), RULES[name]
    found = responders(View(ledger, rules, Selection(instrument="phq9")).cohort)
    courses = [course for course in first_courses(ledger, rules) if responded(course, rules)]
    wanted = [after_response(course, ledger, rules) for course in courses]
    assert len(wanted) > 3
    names = ("zero", "loss", "returned", "last_score", "end", "boosted_before")
    columns = [getattr(found, column).tolist() for column in names]
    assert list(zip(*columns, strict=True)) == [row[:6] for row in wanted]
    assert found.later_scores == sum(row[6] for row in wanted)
    assert found.on_session_days == sum(row[7] for row in wanted)


@seeds
def test_slopes(seed: int):
    ledger, rules = clinic(seed), Rules()
    cohort = View(ledger, rules, Selection(instrument="phq9")).cohort
    wanted = []
    for course in first_courses(ledger, rules):
        gaps = [gap[:2] for gap in oracle.gaps_of(course, rules) if gap[2] and gap[0] > 0]
        if len(gaps) >= 3 and course.completed(rules):
            pairs = [(b[1] - a[1]) / (b[0] - a[0]) for n, a in enumerate(gaps) for b in gaps[n + 1 :]]
            wanted.append(median(pairs))
    assert len(wanted) > 5
    found = slopes_of(cohort.gaps, cohort.in_rows & cohort.courses.completed)
    assert np.allclose(found, wanted, rtol=0, atol=1e-9)


@rule_names
@seeds
def test_later_courses(name: str, seed: int):
    ledger, rules = clinic(seed), RULES[name]
    view = View(ledger, rules, Selection(instrument="phq9"))
    found = view.analysed("later_courses")
    assert isinstance(found, LaterCourses)
    listed = [oracle.courses_of(one, rules) for one in oracle.people_of(ledger, "phq9") if not one.joined]
    numbers = Counter(str(course.number + 1) for courses in listed for course in courses if course.number)
    assert {item.key: item.people for item in found.by_number} == dict(numbers)
    assert numbers["3"] > 0
    second = [courses[1] for courses in listed if len(courses) > 1]
    assert (found.treated, found.had_second) == (len(listed), len(second))
    response = next(rate for rate in found.rates if rate.key == "response")
    assert response.observed.successes == sum(responded(course, rules) for course in second)
    assert (found.scope.treated, found.scope.definitions) == (len(second), view.cohort.scope().definitions)
