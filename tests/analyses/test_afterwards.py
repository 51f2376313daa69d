"""Cases small enough to work out by hand, and what stands in place of a result that cannot be given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from afterglow.definitions.instruments import declare
from afterglow.definitions.rules import Rules, preset
from afterglow.ledger import Category, Ledger
from afterglow.pipeline import Selection, View
from afterglow.results import (
    Durability,
    GroupedCurves,
    GroupedRates,
    LaterCourses,
    Slopes,
    Standing,
    Withheld,
)
from afterglow.stats.survival import kaplan_meier, tally, time_by
from tests.courses.ledgers import PersonRows, ScoreRow, SessionRow, ledger_of

INDUCTION = (0, 3, 7, 10, 14, 17)
END = INDUCTION[-1]


def someone(
    *scores: tuple[int, int], sessions: tuple[int, ...] = INDUCTION, followup: int | None = 200
) -> PersonRows:
    rows = tuple(ScoreRow("phq9", day, total) for day, total in scores)
    return PersonRows(tuple(SessionRow(day) for day in sessions), rows, followup=followup)


def view(
    *people: PersonRows, rules: Rules | None = None, by: str | None = None, **columns: list[str]
) -> View:
    ledger = ledger_of(list(people), ("phq9",))
    categories = {name: category(values) for name, values in columns.items()}
    ledger = replace(ledger, patients=replace(ledger.patients, categories=categories))
    return View(ledger, rules or Rules(), Selection(instrument="phq9", by=(by,) if by else ()))


def category(values: list[str]) -> Category:
    labels = tuple(dict.fromkeys(values))
    return Category(labels=labels, codes=np.array([labels.index(value) for value in values]))


def standing_on(people: list[PersonRows], day: int) -> tuple[int, int, int]:
    found = view(*people).analysed("standing")
    assert isinstance(found, Standing)
    at = found.days[day]
    return at.improved, at.in_care, at.not_seen


def test_somebody_is_in_care_for_27_days_after_a_row_and_may_come_back() -> None:
    people = [someone((0, 20), (60, 18), sessions=(0,))]
    assert standing_on(people, 27) == (0, 1, 0)
    assert standing_on(people, 28) == (0, 0, 1)
    assert standing_on(people, 60) == (0, 1, 0)
    assert standing_on(people, 87) == (0, 1, 0)
    assert standing_on(people, 88) == (0, 0, 1)


def test_improved_stays_improved_whatever_comes_after() -> None:
    people = [someone((0, 20), (10, 10), (30, 25))]
    assert standing_on(people, 9) == (0, 1, 0)
    assert standing_on(people, 10) == (1, 0, 0)
    assert standing_on(people, 90) == (1, 0, 0)


def test_people_without_a_usable_baseline_are_a_band_of_their_own() -> None:
    people = [someone((0, 20)), someone((5, 20)), someone((0, 0), (5, 3)), someone((0, 20), followup=89)]
    found = view(*people).analysed("standing")
    assert isinstance(found, Standing)
    assert (found.people, found.judged) == (3, 1)
    assert {item.key: item.people for item in found.cannot_be_judged} == {
        "no_baseline": 1,
        "baseline_zero": 1,
        "meets_at_baseline": 0,
    }
    assert {item.key: item.people for item in found.excluded} == {
        "followed_for_less": 1,
        "followup_not_known": 0,
    }


def test_leaving_is_dated_four_weeks_after_the_last_row_and_ends_what_comes_later() -> None:
    """Six stay and improve on day 20, four have one session and improve on day 50: these left on day 28."""
    stayed = [someone((0, 20), (20, 8), sessions=(0, 10, 20, 30)) for _ in range(6)]
    gone = [someone((0, 20), (50, 8), sessions=(0,)) for _ in range(4)]
    found = view(*stayed, *gone).analysed("standing")
    assert isinstance(found, Standing)
    curve = found.incidence
    assert curve is not None
    assert (curve.times, curve.at_risk) == ((20.0, 28.0), (10, 4))
    assert curve.improved == pytest.approx((0.6, 0.6))
    assert curve.left == pytest.approx((0.0, 0.4))
    assert (found.improved.successes, found.not_seen.successes) == (10, 0)


def test_a_share_that_makes_everybody_has_no_band() -> None:
    """Whether or not the sum of the steps ends a rounding error below 1."""
    for size in range(10, 40):
        people = [someone((0, 20), (3 + number, 8)) for number in range(size)]
        found = view(*people).analysed("standing")
        assert isinstance(found, Standing)
        assert found.incidence is not None
        assert found.incidence.improved[-1] == pytest.approx(1.0)
        assert (found.incidence.improved_low[-1], found.incidence.improved_high[-1]) == (None, None)


def responder(*later: tuple[int, int], boosters: tuple[int, ...] = ()) -> PersonRows:
    """Baseline 20, endpoint 8 on the 21st day after induction, then `later` scores by days after that."""
    zero = END + 21
    scores = ((0, 20), (zero, 8), *((zero + day, total) for day, total in later))
    return someone(*scores, sessions=(*INDUCTION, *(zero + day for day in boosters)))


def lasting(people: list[PersonRows], key: str):
    found = view(*people).analysed("durability")
    assert isinstance(found, Durability)
    return found.estimand(key)


def test_three_ways_of_asking_how_long_response_lasts() -> None:
    """Ten responders: four lose it on day 10, three have a booster on day 5 and lose it on day 15,
    three keep it to their last score on day 30."""
    lost = [responder((10, 11)) for _ in range(4)]
    boosted = [responder((15, 12), boosters=(5,)) for _ in range(3)]
    kept = [responder((30, 10)) for _ in range(3)]
    people = [*lost, *boosted, *kept]
    composite = lasting(people, "until_loss_or_booster")
    assert composite.curve is not None
    assert (composite.lost, composite.boosted) == (4, 3)
    assert composite.curve.times == (5.0, 10.0, 162.0)
    assert composite.curve.survival == pytest.approx((0.7, 0.3, 0.3))
    usual = lasting(people, "usual_care")
    assert usual.curve is not None
    assert usual.curve.times == (10.0, 15.0, 30.0)
    assert usual.curve.survival == pytest.approx((0.6, 0.3, 0.3))
    without = lasting(people, "without_booster")
    assert without.curve is not None
    assert without.curve.times == (5.0, 10.0, 30.0)
    assert without.curve.survival == pytest.approx((1.0, 3 / 7, 3 / 7))
    assert (without.lost, without.boosted) == (4, 3)


def test_a_loss_on_the_day_of_a_booster_came_before_it() -> None:
    assert lasting([responder((9, 12), boosters=(9,))], "without_booster").lost == 1
    composite = lasting([responder((9, 12), boosters=(9,))], "until_loss_or_booster")
    assert (composite.lost, composite.boosted) == (1, 0)


def test_boosters_up_to_the_day_of_the_endpoint_are_left_out_and_counted() -> None:
    people = [responder((9, 9), boosters=(-5, 30)), responder((9, 9), boosters=(0,)), responder((9, 9))]
    for key in ("until_loss_or_booster", "without_booster"):
        found = lasting(people, key)
        assert found.people == 1
        assert [item.people for item in found.excluded][:2] == [1, 1]
    assert lasting(people, "usual_care").people == 3


def test_scores_taken_at_sessions_alone_withhold_what_depends_on_them() -> None:
    people = [responder((10, 9), (20, 9), (30, 12), boosters=(10, 20)) for _ in range(12)]
    for key in ("usual_care", "without_booster"):
        assert lasting(people, key).reason == "on_session_days"
    assert lasting(people, "until_loss_or_booster").reason is None
    half = [responder((10, 9), (30, 12), boosters=(10,)) for _ in range(12)]
    assert lasting(half, "usual_care").reason is None


def gaps(*days: int) -> PersonRows:
    sessions = [*INDUCTION]
    for gap in days:
        sessions.append(sessions[-1] + gap)
    return someone((0, 20), sessions=tuple(sessions), followup=sessions[-1] + 10)


def test_slopes_of_ten_people() -> None:
    """Without the first gap 20, 24, 28 lengthens by 4, 28, 26, 24 shortens by 2; two gaps give no slope."""
    longer, shorter = gaps(15, 20, 24, 28), gaps(30, 28, 26, 24)
    people = [*(longer for _ in range(6)), *(shorter for _ in range(5)), gaps(15, 20, 24)]
    found = view(*people).analysed("slopes")
    assert isinstance(found, Slopes)
    assert found.longer is not None
    assert (found.people, found.longer.successes, found.shortened) == (11, 6, 5)
    assert (found.median, found.signed_rank_n) == (4.0, 11)
    assert [(order.people, order.completed) for order in found.orders] == [(12, 12)] * 3 + [(12, 11), (11, 0)]
    assert (found.orders[1].quarter, found.orders[1].half) == (20.0, 20.0)


def test_nine_slopes_are_too_few() -> None:
    found = view(*(gaps(15, 20, 24, 28) for _ in range(9))).analysed("slopes")
    assert isinstance(found, Slopes)
    assert (found.people, found.longer, found.median, found.reason) == (9, None, None, "too_few_people")
    assert found.shift.value is None


def test_a_second_course_is_counted_and_judged_by_its_own_days() -> None:
    """The second course starts on day 80 with its own baseline of 18, and an endpoint of 9."""
    again = tuple(80 + day for day in INDUCTION)
    scores = ((0, 20), (38, 19), (80, 18), (80 + END + 21, 9))
    people = [someone(*scores, sessions=(*INDUCTION, *again)), *(someone((0, 20)) for _ in range(11))]
    found = view(*people).analysed("later_courses")
    assert isinstance(found, LaterCourses)
    assert (found.treated, found.had_second, found.scope.scored) == (12, 1, 1)
    assert found.start is not None
    assert found.start.times[0] == 80.0
    assert found.start.survival[0] == pytest.approx(11 / 12)
    response = next(rate for rate in found.rates if rate.key == "response")
    assert (response.observed.successes, response.observed.total) == (1, 1)
    off = view(*people, rules=replace(Rules(), new_courses=False)).analysed("later_courses")
    assert isinstance(off, Withheld)


def fast_and_slow() -> tuple[list[PersonRows], list[str]]:
    """Twelve who improve on day 7, twelve on day 21, and three of a third site."""
    fast = [someone((0, 20), (7, 8)) for _ in range(12)]
    slow = [someone((0, 20), (7, 19), (21, 8)) for _ in range(12)]
    few = [someone((0, 20), (14, 8)) for _ in range(3)]
    return [*fast, *slow, *few], ["A"] * 12 + ["B"] * 12 + ["C"] * 3


def test_groups_too_small_have_counts_and_no_part_in_the_test() -> None:
    people, sites = fast_and_slow()
    found = view(*people, by="site", site=sites).analysed("improvement_by_group")
    assert isinstance(found, GroupedCurves)
    assert [(group.label, group.n, group.events) for group in found.groups] == [
        ("A", 12, 12),
        ("B", 12, 12),
        ("C", 3, 3),
    ]
    assert found.too_few == ("C",)
    assert found.groups[2].curve is None
    assert [group.curve.median.value for group in found.groups if group.curve] == [7.0, 21.0]
    test = found.log_rank
    assert test is not None
    assert (test.groups, test.df) == (2, 1)
    # By hand: on day 7 twelve of 24 improve, all in A: expected 6, variance 12 x 12/24 x 12/24 x 12/23.
    # On day 21 all of B are left and improve: no variance. (12 - 6)^2 / (36/23) = 23.
    assert test.chi2 == pytest.approx(23.0)


def test_one_large_group_is_not_tested() -> None:
    people, _ = fast_and_slow()
    found = view(*people[:15], by="site", site=["A"] * 12 + ["B"] * 3).analysed("improvement_by_group")
    assert isinstance(found, GroupedCurves)
    assert found.log_rank is None


def test_rates_by_group_are_those_of_its_people() -> None:
    people = [responder((9, 9)) for _ in range(12)] + [someone((0, 20), (END + 21, 19)) for _ in range(4)]
    found = view(*people, by="site", site=["A"] * 12 + ["B"] * 4).analysed("rates_by_group")
    assert isinstance(found, GroupedRates)
    seen = [group.rate("response") for group in found.groups]
    assert [(rate.observed.successes, rate.observed.total) for rate in seen if rate] == [(12, 12), (0, 4)]
    assert found.too_few == ("B",)
    everybody = next(rate for rate in found.everybody if rate.key == "response")
    assert (everybody.observed.successes, everybody.observed.total) == (12, 16)


def test_groups_come_from_the_first_column_with_two_groups() -> None:
    people, sites = fast_and_slow()
    found = view(*people, diagnosis=sites, site=["A"] * 27).analysed("improvement_by_group")
    assert isinstance(found, GroupedCurves)
    assert found.column == "diagnosis"


def test_groups_by_what_came_later_are_refused() -> None:
    people, _ = fast_and_slow()
    found = view(*people, by="boosters").analysed("rates_by_group")
    assert isinstance(found, Withheld)
    assert "after the first session" in found.reason


def withheld(ledger: Ledger, analysis: str, instrument: str = "phq9", **changes: object) -> Withheld:
    declared = declare("mood", {"minimum": 0, "maximum": 10, "higher_is_worse": False, "whole_numbers": True})
    chosen = Selection(instrument=instrument)
    found = View(ledger, replace(Rules(), **changes), chosen, (declared,)).analysed(analysis)
    assert isinstance(found, Withheld)
    assert found.heading and found.reason
    return found


def test_what_cannot_be_told_says_what_would_mend_it() -> None:
    undated = ledger_of([someone((0, 20), followup=None)], ("phq9",))
    assert "followup_day" in withheld(undated, "standing").mend
    young = ledger_of([someone((0, 20), followup=80)], ("phq9",))
    assert "90 days" in withheld(young, "standing").reason
    mood = ledger_of([someone((0, 20))], ("phq9", "mood"))
    assert "rule" in withheld(mood, "standing", "mood").heading
    assert "halved" in withheld(mood, "durability", "mood").reason
    alone = ledger_of([someone((0, 20)), someone((0, 21))], ("phq9",))
    assert "patients.csv" in withheld(alone, "rates_by_group").mend


def test_durability_uses_the_rule_for_the_end_of_follow_up() -> None:
    people = [responder((30, 9)) for _ in range(10)]
    by_rule = {
        end: view(*people, rules=replace(preset("mcinnes_2022"), followup_end=end)).analysed("durability")
        for end in ("cut_off", "last_contact")
    }
    times = {end: found.estimands[0].curve.times for end, found in by_rule.items()}  # type: ignore[union-attr]
    assert times == {"cut_off": (200.0 - END - 21,), "last_contact": (30.0,)}


def test_any_quantile_follows_the_rule_of_the_median() -> None:
    """Ten people with an event on days 1 to 10: a quarter by day 3, half between 5 and 6, nine by 9 to 10."""
    curve = kaplan_meier(tally(np.arange(1, 11), np.ones(10, dtype=bool)))
    assert time_by(curve, 0.25) == 3.0
    assert time_by(curve, 0.5) == 5.5
    assert time_by(curve, 0.9) == 9.5
    censored = kaplan_meier(tally(np.arange(1, 11), np.arange(10) < 4))
    assert time_by(censored, 0.5) is None
    assert time_by(censored, 0.4) == 7.0
