"""Who is treated and with what: small clinics worked out by hand, larger ones one person at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TypeVar

import numpy as np
import pytest
from scipy import stats

from afterglow.analyses.cohort import Cohort
from afterglow.analyses.doses import doses, places
from afterglow.analyses.people import indicated, who_treated
from afterglow.analyses.protocol import protocol_bounds, protocol_kept, sessions_per_course
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import Rules
from afterglow.results import (
    Count,
    Doses,
    Indicated,
    LateBand,
    Places,
    Proportion,
    SessionCount,
    Withheld,
    from_json,
    to_json,
)
from tests.analyses.cohorts import cohort_of
from tests.analyses.visits import Somebody, Visit, ledger_of_visits, visits
from tests.courses.ledgers import ScoreRow

SIX = (0, 3, 7, 10, 14, 17)
PHQ9 = INSTRUMENTS["phq9"]


def cohort(*people: Somebody, rules: Rules | None = None, scale: str = "phq9") -> Cohort:
    return cohort_of(
        ledger_of_visits(people, (scale,)), instrument=INSTRUMENTS[scale], rules=rules or Rules()
    )


def baseline(total: float, scale: str = "phq9") -> tuple[ScoreRow, ...]:
    return (ScoreRow(scale, -2, total),)


def wilson(successes: int, total: int) -> tuple[float, float]:
    found = stats.binomtest(successes, total).proportion_ci(method="wilson")
    return found.low, found.high


def assert_proportion(part: Proportion, successes: int, total: int) -> None:
    assert (part.successes, part.total) == (successes, total)
    if total < 10:
        assert part.share is part.low is part.high is None
    else:
        assert part.share == pytest.approx(successes / total, abs=1e-12)
        assert (part.low, part.high) == pytest.approx(wilson(successes, total), abs=1e-9)


# Who is treated.

PEOPLE = (
    Somebody(visits(*SIX), baseline(22), about={"age_band": "18-29", "prior_failed_treatments": "2-3"}),
    Somebody(visits(*SIX), baseline(10), about={"age_band": "40-49", "prior_failed_treatments": "0-1"}),
    Somebody(visits(*SIX), baseline(9), about={"age_band": "40-49", "prior_failed_treatments": "4+"}),
    Somebody(visits(*SIX), baseline(15), about={"age_band": "12-17", "prior_failed_treatments": "2-3"}),
    Somebody(visits(*SIX), about={"age_band": "40-49", "prior_failed_treatments": "1"}),
    Somebody(visits(*SIX), baseline(12), about={"prior_failed_treatments": "none"}),
    Somebody(visits(*SIX), baseline(27), joined=True, about={"age_band": "70+"}),
)


def test_people_by_what_was_known_on_day_0() -> None:
    result = who_treated(cohort(*PEOPLE))
    told = {item.key: (item.groups, item.not_recorded) for item in result.characteristics}
    assert list(told) == ["baseline_severity", "age_band", "prior_failed_treatments"]
    assert told["baseline_severity"] == (
        tuple(
            Count(key=key, people=n)
            for key, n in (("mild", 1), ("moderate", 2), ("moderately severe", 1), ("severe", 1))
        ),
        1,
    )
    assert told["age_band"] == (
        (Count(key="12-17", people=1), Count(key="18-29", people=1), Count(key="40-49", people=3)),
        1,
    )
    assert told["prior_failed_treatments"][1] == 0
    assert result.missing == ("diagnosis", "other_treatment")
    assert (result.baseline.n, result.baseline.median, result.baseline.lower_quartile) == (5, 12, None)
    assert result.scope.joined_mid_course == 1
    assert from_json(to_json(result)) == result


def test_other_columns_of_the_patients_file_follow_and_session_columns_do_not() -> None:
    somebody = Somebody(visits(0), about={"insurance": "public", "site": "Elm", "diagnosis": "PTSD"})
    keys = [item.key for item in who_treated(cohort(somebody)).characteristics]
    assert keys == ["baseline_severity", "diagnosis", "insurance"]


def test_a_scale_without_bands_has_no_severity() -> None:
    result = who_treated(cohort(Somebody(visits(0), baseline(50, "pcl5")), scale="pcl5"))
    assert result.characteristics == ()
    assert result.baseline.median == 50


def test_indicated_counts_what_is_open_as_unknown() -> None:
    everybody = cohort(*PEOPLE)
    result = indicated(everybody, everybody)
    assert isinstance(result, Indicated)
    told = {item.key: (item.yes, item.no, item.unknown) for item in (*result.conditions, result.together)}
    assert told == {
        "adult": (4, 1, 1),
        "moderate": (4, 1, 1),
        "failed_treatment": (4, 1, 1),
        # 1 meets all three; 3 fail one for certain; of 2 one condition is open and none fails.
        "all": (1, 3, 2),
    }
    assert (result.least.successes, result.most.successes, result.least.total) == (1, 3, 6)
    assert (result.severity_from, result.adult_from, result.failed_treatments) == (10, 18, 1)
    assert from_json(to_json(result)) == result


def test_more_failed_treatments_may_be_asked_for() -> None:
    stricter = cohort(*PEOPLE, rules=Rules(failed_treatments=2))
    result = indicated(stricter, stricter)
    assert isinstance(result, Indicated)
    failed = result.conditions[2]
    assert (failed.yes, failed.no, failed.unknown) == (3, 3, 0)


def test_indicated_names_what_is_missing() -> None:
    bare = cohort(Somebody(visits(*SIX), baseline(20)))
    for depression, words in ((bare, "age_band and prior_failed_treatments"), (None, "a depression scale")):
        result = indicated(bare, depression)
        assert isinstance(result, Withheld)
        assert words in result.reason


# Sessions and protocol.


def test_sessions_of_courses_followed_long_enough() -> None:
    result = sessions_per_course(
        cohort(
            Somebody(visits(0), followup=38),
            Somebody(visits(*SIX, 40, 80)),
            Somebody((*visits(*SIX), Visit(17))),
            Somebody(visits(0, 3), followup=37),
            Somebody(visits(0), joined=True),
        )
    )
    assert result.counts == (SessionCount(sessions=1, people=1), SessionCount(sessions=6, people=2))
    assert (result.followed, result.too_young, result.planned) == (3, 1, 6)
    assert (result.induction.median, result.course.median) == (6, 6)


def test_protocol_day_is_included_and_the_rest_is_late_or_short() -> None:
    late = (0, 3, 7, 10, 14)
    result = protocol_kept(
        cohort(
            Somebody(visits(*late, 21), followup=21),
            Somebody(visits(*late, 22)),
            Somebody(visits(*late, 28)),
            Somebody(visits(*late, 29)),
            Somebody(visits(*late, 60)),
            Somebody(visits(*late)),
            Somebody(visits(0)),
            Somebody(visits(0, 0, 3)),
            Somebody(visits(*late), followup=20),
        )
    )
    assert (result.kept.successes, result.kept.total, result.too_young) == (1, 8, 1)
    assert result.late == (
        LateBand(from_day=1, to_day=7, people=2),
        LateBand(from_day=8, to_day=14, people=1),
        LateBand(from_day=15, to_day=None, people=1),
    )
    assert (result.days_late.n, result.days_late.median) == (4, 7.5)
    assert result.short == tuple(SessionCount(sessions=n, people=1) for n in (1, 2, 5))


def test_a_second_course_does_not_complete_the_first() -> None:
    again = (0, 3, 60, 63, 66, 69)
    result = protocol_kept(cohort(Somebody(visits(*again))))
    assert result.short == (SessionCount(sessions=2, people=1),)


def test_the_protocol_is_a_rule() -> None:
    somebody = Somebody(visits(0, 7, 14))
    kept = protocol_kept(cohort(somebody, rules=Rules(protocol_sessions=3, protocol_days=14)))
    assert (kept.kept.successes, kept.kept.total) == (1, 1)


def test_bounds_of_spacing_and_dose() -> None:
    result = protocol_bounds(
        cohort(
            Somebody(
                (
                    Visit(0, route="IV", dose_mg_per_kg=0.5),
                    Visit(1, route="IV", dose_mg_per_kg=1.0),
                    Visit(3, route="IV", dose_mg_per_kg=1.05),
                    Visit(3, route="IV", dose_mg_per_kg=9),
                )
            ),
            Somebody((Visit(0, route="Oral", dose_mg_per_kg=3), Visit(2, route="IM"))),
            Somebody(visits(0, 1, route="IV", dose_mg_per_kg=2), joined=True),
        )
    )
    told = [(b.key, b.route, b.limit, b.beyond, b.judged, b.people.successes) for b in result.bounds]
    assert told == [("closer", None, 2, 1, 3, 1), ("higher", "IV", 1, 1, 3, 1)]
    assert result.without_bound == ("Oral",)
    assert (result.same_day, result.missing) == (1, ())
    assert (result.gaps.n, result.gaps.median) == (3, 2)


def test_bounds_without_dose_or_route_are_named() -> None:
    result = protocol_bounds(cohort(Somebody(visits(0, 1))))
    assert result.missing == ("dose_mg_per_kg", "route")
    assert [bound.key for bound in result.bounds] == ["closer"]


# Doses.


def dose(day: int, per_kg: float | None, mg: float | None = None, route: str = "IV") -> Visit:
    return Visit(day, route=route, dose_mg_per_kg=per_kg, dose_mg=mg)


def test_changes_of_dose() -> None:
    result = doses(
        cohort(
            # Raised, within rounding, lowered, then nothing to compare with.
            Somebody(
                (dose(0, 0.5), dose(3, 0.6), dose(7, 0.62), dose(10, 0.5), dose(14, None), dose(17, 0.9))
            ),
            # The same milligrams at another weight are no change; another route cannot be compared.
            Somebody(
                (dose(0, 0.5, 40), dose(3, 0.55, 40), dose(7, 1.0, 80, "Oral"), dose(10, 1.0, 80, "Oral"))
            ),
            Somebody((dose(0, 0.5),)),
            Somebody((dose(0, 5), dose(3, 6)), joined=True),
        )
    )
    assert isinstance(result, Doses)
    iv, oral = result.routes
    assert (iv.route, iv.raised, iv.lowered, iv.same, iv.sessions, iv.recorded) == ("IV", 1, 1, 2, 9, 8)
    assert (oral.raised, oral.lowered, oral.same) == (0, 0, 1)
    assert (result.people_changed.successes, result.people_changed.total) == (1, 2)
    first = iv.points[0]
    assert (first.number, first.people, first.dose.n, first.dose.median) == (1, 3, 3, 0.5)
    assert [point.number for point in oral.points] == [3, 4]


def test_doses_without_a_route_are_one_line() -> None:
    result = doses(cohort(Somebody(visits(0, 3, dose_mg_per_kg=0.5))))
    assert isinstance(result, Doses)
    assert [route.route for route in result.routes] == [None]


def test_doses_that_no_file_has_or_nobody_selected_has() -> None:
    missing = doses(cohort(Somebody(visits(0))))
    assert isinstance(missing, Withheld)
    assert "dose_mg_per_kg, or dose_mg with weight_kg" in missing.reason
    both = cohort(Somebody(visits(0)), Somebody(visits(0, dose_mg_per_kg=0.5)))
    others = doses(both.narrowed(np.array([True, False])))
    assert isinstance(others, Withheld)
    assert "Nobody in this selection" in others.reason


def test_places() -> None:
    result = places(
        cohort(
            Somebody((Visit(0, route="IV", setting="Supervised"), Visit(3, route="Oral", setting="At home"))),
            Somebody((Visit(0, route="Oral", setting="Supervised"), Visit(3, route="Oral"))),
            Somebody(visits(0, setting="At home"), joined=True),
        )
    )
    assert isinstance(result, Places)
    told = {(g.grouping, g.label): (g.supervised, g.home, g.not_recorded, g.people) for g in result.groups}
    assert told == {
        ("all", "all"): (2, 1, 1, 2),
        ("session", "first"): (2, 0, 0, 2),
        ("session", "later"): (0, 1, 1, 2),
        ("route", "IV"): (1, 0, 0, 1),
        ("route", "Oral"): (1, 1, 1, 2),
    }
    assert (result.any_home.successes, result.any_home.total) == (1, 2)


def test_places_without_setting_or_route() -> None:
    only_route = places(cohort(Somebody(visits(0, route="IV"))))
    assert isinstance(only_route, Places)
    assert only_route.missing == ("setting",)
    nothing = places(cohort(Somebody(visits(0))))
    assert isinstance(nothing, Withheld)
    assert "route or setting" in nothing.reason


# Generated clinics, one person at a time.


Value = TypeVar("Value")


def pick(random: np.random.Generator, values: Sequence[Value]) -> Value:
    return values[int(random.integers(len(values)))]


def invented(seed: int, people: int) -> list[Somebody]:
    random = np.random.default_rng(seed)

    def somebody() -> Somebody:
        days = np.cumsum([0, *random.choice([1, 2, 3, 4, 7, 12, 40], int(random.integers(0, 14)))]).tolist()
        rows = [
            Visit(
                day,
                route=pick(random, ["IV", "IM", "Oral", None]),
                setting=pick(random, ["Supervised", "At home", None]),
                dose_mg_per_kg=pick(random, [0.4, 0.5, 0.51, 0.55, 1.0, 1.05, None]),
                dose_mg=pick(random, [30.0, 40.0, None]),
            )
            for day in days
        ]
        return Somebody(
            tuple(rows),
            baseline(int(random.integers(0, 28))) if random.random() < 0.8 else (),
            followup=int(days[-1] + random.integers(0, 60)),
            joined=bool(random.random() < 0.1),
            about={
                key: pick(random, values)
                for key, values in (
                    ("age_band", ["12-17", "15-24", "18-29", "70+"]),
                    ("prior_failed_treatments", ["0", "0-1", "1", "4+", "yes"]),
                )
                if random.random() < 0.9
            },
        )

    return [somebody() for _ in range(people)]


def first_course(person: Somebody) -> list[Visit]:
    """Visits of the first course, the first of each day: without phases a course ends before a long gap
    that two close session days follow."""
    first_of_day = {visit.day: visit for visit in reversed(person.visits)}
    days = sorted(first_of_day)
    for place in range(1, len(days) - 2):
        gaps = [days[place + step] - days[place + step - 1] for step in range(3)]
        if gaps[0] > 28 and gaps[1] <= 10 and gaps[2] <= 10:
            return [first_of_day[day] for day in days[:place]]
    return [first_of_day[day] for day in days]


def changes_of(rows: list[Visit]) -> list[int]:
    """-1, 0 or 1 for each session that can be compared with the one before."""
    found = []
    for before, after in pairwise(rows):
        old, new = before.dose_mg_per_kg, after.dose_mg_per_kg
        if old is None or new is None or before.route != after.route:
            continue
        same_mg = before.dose_mg is not None and before.dose_mg == after.dose_mg
        step = round(new - old, 6)
        found.append(0 if same_mg or abs(step) <= 0.02 else (1 if step > 0 else -1))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_treatment_equals_a_count_of_one_person_at_a_time(seed: int) -> None:
    people = invented(seed, 60)
    everybody = cohort(*people)
    own = [person for person in people if not person.joined]
    courses = [first_course(person) for person in own]

    kept = protocol_kept(everybody)
    followed = [rows for person, rows in zip(own, courses, strict=True) if (person.followup or 0) >= 21]
    sixth = [rows[5].day for rows in followed if len(rows) >= 6]
    assert_proportion(kept.kept, sum(day <= 21 for day in sixth), len(followed))
    assert sum(band.people for band in kept.late) == sum(day > 21 for day in sixth) == kept.days_late.n
    assert sum(item.people for item in kept.short) == len(followed) - len(sixth)

    given = doses(everybody)
    assert isinstance(given, Doses)
    steps = [step for rows in courses for step in changes_of(rows)]
    totals = [sum(getattr(route, name) for route in given.routes) for name in ("raised", "lowered", "same")]
    comparable = [changes_of(rows) for rows in courses]
    with_pairs = [found for found in comparable if found]
    assert_proportion(given.people_changed, sum(any(found) for found in with_pairs), len(with_pairs))
    rate = 100 * sum(step != 0 for step in steps) / len(steps)
    assert given.changed.value == pytest.approx(rate, abs=1e-9)
    assert totals == [sum(step == sign for step in steps) for sign in (1, -1, 0)]

    firsts = [rows[0].dose_mg_per_kg for rows in courses if rows[0].route == "IV" and rows[0].dose_mg_per_kg]
    iv = next(route for route in given.routes if route.route == "IV")
    assert iv.points[0].dose.median == pytest.approx(median(firsts))

    bounds = protocol_bounds(everybody)
    gaps = [[b.day - a.day for a, b in pairwise(rows)] for rows in courses]
    assert_proportion(
        bounds.bounds[0].people,
        sum(any(gap < 2 for gap in found) for found in gaps),
        sum(bool(found) for found in gaps),
    )
    high = next(bound for bound in bounds.bounds if bound.route == "IV")
    iv_doses = [row.dose_mg_per_kg for rows in courses for row in rows if row.route == "IV"]
    told = [value for value in iv_doses if value is not None]
    assert (high.beyond, high.judged) == (sum(value > 1 for value in told), len(told))


@pytest.mark.parametrize("seed", range(6))
def test_indicated_equals_a_count_of_one_person_at_a_time(seed: int) -> None:
    people = [replace(person, joined=False) for person in invented(100 + seed, 50)]
    everybody = cohort(*people)
    result = indicated(everybody, everybody)
    assert isinstance(result, Indicated)
    adult = {"12-17": False, "18-29": True, "70+": True}
    failed = {"0": False, "1": True, "4+": True, "yes": True}
    counts = {True: 0, False: 0, None: 0}
    for person in people:
        answers = [
            adult.get(person.about.get("age_band", "")),
            failed.get(person.about.get("prior_failed_treatments", "")),
            person.scores[0].total >= 10 if person.scores else None,
        ]
        verdict = False if False in answers else None if None in answers else True
        counts[verdict] += 1
    together = result.together
    assert (together.yes, together.no, together.unknown) == (counts[True], counts[False], counts[None])
