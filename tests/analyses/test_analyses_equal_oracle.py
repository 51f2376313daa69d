"""Every count an analysis shows, and the curves drawn from them, against one person at a time."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import sqrt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterglow.analyses.boosters import boosters
from afterglow.analyses.cohort import Cohort
from afterglow.analyses.headline import headline
from afterglow.analyses.improvement import by_session, improvement
from afterglow.analyses.rates import change, flow, rates
from afterglow.analyses.trajectory import trajectory
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.rules import Endpoint, Rules, in_force, preset
from afterglow.ledger import Ledger
from afterglow.results import (
    Boosters,
    Change,
    Curve,
    DayCount,
    DayShare,
    GapSummary,
    Improvement,
    Proportion,
    Scope,
    TrajectoryPoint,
)
from tests.analyses import oracle, slow_curves
from tests.analyses.clinics import clinic
from tests.analyses.cohorts import cohort_of
from tests.analyses.oracle import Case, Ratio
from tests.analyses.slow_curves import Spell
from tests.courses.oracle import Score
from tests.courses.strategies import SCALES, ledgers

RULES: dict[str, Rules] = {
    "mcinnes_2022": preset("mcinnes_2022"),
    "end_of_induction": replace(preset("end_of_induction"), severity_gate=True),
    "day_28": preset("day_28"),
    "last_of_course": replace(preset("last_of_course"), followup_end="last_contact"),
    "started": replace(preset("mcinnes_2022"), population="started", remission_among="all"),
    "remission": replace(preset("day_14+-3"), criterion="remission", new_courses=False),
    "reliable": replace(
        preset("end_of_induction"), criterion="reliable_improvement", population="started", baseline="worst"
    ),
    "any_time": replace(
        preset("day_28"),
        population="completed_induction",
        endpoint=Endpoint(anchor="first_session", from_day=1, to_day=60, target_day=30),
        completed_sessions=2,
        completed_span_days=1,
    ),
}


@dataclass(frozen=True)
class Clinic:
    """A ledger seen both ways."""

    ledger: Ledger
    rules: Rules
    scale: str

    @cached_property
    def cohort(self) -> Cohort:
        return cohort_of(self.ledger, instrument=self.instrument, rules=self.rules)

    @cached_property
    def instrument(self) -> Instrument:
        return in_force(SCALES[self.scale], self.rules)

    @cached_property
    def cases(self) -> list[Case]:
        return oracle.cases_of(self.ledger, self.instrument, self.rules)

    def check_everything(self) -> None:
        assert [int(self.cohort.courses.patient[row]) for row in self.cohort.rows] == [
            case.course.person.code for case in self.cases
        ]
        if not self.cases:
            return
        for check in (
            check_rates,
            check_flow,
            check_change,
            check_trajectory,
            check_improvement,
            check_by_session,
            check_boosters,
            check_headline,
        ):
            check(self)


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ledger=ledgers(), scale=st.sampled_from(("phq9", *SCALES)))
def test_generated_ledgers(name: str, ledger: Ledger, scale: str):
    Clinic(ledger, RULES[name], scale).check_everything()


@pytest.mark.parametrize("scale", ["phq9", "pcl5", "pain_nrs", "wellbeing"])
@pytest.mark.parametrize("name", RULES)
def test_an_invented_clinic(name: str, scale: str):
    Clinic(clinic(seed=11, people=120), RULES[name], scale).check_everything()


@pytest.mark.parametrize("people", [4, 9, 10, 25, 40])
def test_small_clinics(people: int):
    for seed in range(3):
        Clinic(clinic(seed=seed, people=people), Rules(), "phq9").check_everything()


def test_a_clinic_without_any_cut_off():
    Clinic(clinic(seed=5, people=120, cut_off=False), Rules(), "phq9").check_everything()


# One check an analysis


def check_rates(it: Clinic) -> None:
    result = rates(it.cohort)
    check_scope(result.scope, it)
    expected = oracle.rates(it.cases, it.instrument, it.rules)
    assert [rate.key for rate in result.rates] == list(expected)
    for rate in result.rates:
        told = expected[rate.key]
        assert {item.key: item.people for item in rate.excluded} == told.pop("excluded"), rate.key
        for name, ratio in told.items():
            check_proportion(getattr(rate, name), ratio)


def check_scope(scope: Scope, it: Clinic) -> None:
    joined = int(it.ledger.patients.joined_mid_course.sum())
    assert scope.joined_mid_course == joined
    for name, people in oracle.scope(it.cases).items():
        assert getattr(scope, name) == people, name


def check_flow(it: Clinic) -> None:
    result = flow(it.cohort)
    told = [(step.key, step.people, {item.key: item.people for item in step.lost}) for step in result.steps]
    expected = oracle.flow(it.cases)
    assert told == expected["steps"]
    assert {item.key: item.people for item in result.outcomes} == expected["outcomes"]
    assert (result.responded, result.remitted) == (expected["responded"], expected["remitted"])
    people = [step.people for step in result.steps]
    lost = [sum(item.people for item in step.lost) for step in result.steps]
    assert [before - gone for before, gone in zip(people, lost[1:], strict=False)] == people[1:]
    assert sum(item.people for item in result.outcomes) == people[-1]


def check_change(it: Clinic) -> None:
    result = change(it.cohort)
    cells = oracle.pairs(it.cases)
    assert Counter({(c.baseline, c.endpoint, c.outcome): c.people for c in result.pairs}) == cells
    changes = sorted(after - before for before, after, _ in cells.elements())
    assert result.n == len(changes) == result.mean.n
    assert result.median == pytest.approx(statistics.median(changes) if changes else None)
    enough = len(changes) >= 10
    assert (result.mean.value is not None) == enough
    reliable = result.reliable is not None
    scored = [case for case in it.cases if case.scored and reliable]
    assert result.improved_reliably == sum(_by(oracle.improved_reliably, case) for case in scored)
    assert result.worsened_reliably == sum(_by(oracle.worsened_reliably, case) for case in scored)
    assert result.response_drop == (it.instrument.response and it.instrument.response.drop_percent)
    if enough:
        check_summary(result, changes)


def _by(test, case: Case) -> bool:
    return test(case.instrument, case.baseline, case.endpoint)


def check_summary(result: Change, changes: Sequence[float]) -> None:
    sd = statistics.stdev(changes)
    low, _, high = statistics.quantiles(changes, n=4, method="inclusive")
    walsh = [(a + b) / 2 for i, a in enumerate(changes) for b in changes[i:]]
    assert result.mean.value == pytest.approx(statistics.fmean(changes), abs=1e-9)
    assert result.sd == pytest.approx(sd, abs=1e-9)
    assert (result.lower_quartile, result.upper_quartile) == pytest.approx((low, high), abs=1e-9)
    assert result.hodges_lehmann.value == pytest.approx(statistics.median(walsh), abs=1e-9)
    if sd > 0:
        assert result.d_z == pytest.approx(statistics.fmean(changes) / sd, abs=1e-9)
    assert result.signed_rank_n == sum(change != 0 for change in changes)


def check_trajectory(it: Clinic) -> None:
    result = trajectory(it.cohort)
    everybody = oracle.trajectory(it.cases, complete=False)
    assert result.starters == len(everybody[0])
    assert [point.day for point in result.points] == list(it.rules.trajectory_days)
    check_points(result.points, everybody)
    check_points(result.complete, oracle.trajectory(it.cases, complete=True))


def check_points(points: Sequence[TrajectoryPoint], picks: list[list[tuple[Score, bool]]]) -> None:
    for point, scores in zip(points, picks, strict=True):
        assert point.n == len(scores)
        assert point.on_session_day == sum(on_session_day for _, on_session_day in scores)
        totals = [score.total for score, _ in scores]
        mean = statistics.fmean(totals) if len(totals) >= 10 else None
        assert point.mean == pytest.approx(mean, abs=1e-9)


def check_improvement(it: Clinic) -> None:
    result = improvement(it.cohort)
    reasons, followed = oracle.excluded_from_time(it.cases)
    assert {item.key: item.people for item in result.excluded} == reasons
    intervals = [(case.outcome.left, case.outcome.right) for case in followed]
    spells = [Spell(left if right is None else right, right is not None) for left, right in intervals]
    assert result.n == len(followed)
    assert result.improved == sum(spell.event for spell in spells)
    check_counts(result.counts, spells)
    assert (result.curve is not None) == (len(spells) >= 10)
    if result.curve is not None:
        check_curve(result.curve, spells)
        check_shares(result.shares, spells)
    assert (result.interval is not None) == (len(spells) >= 30)
    if result.interval is not None:
        drawn = zip(result.interval.left, result.interval.right, result.interval.mass, strict=True)
        check_interval_censored(list(drawn), intervals)
        check_true_shares(result, list(zip(result.interval.left, result.interval.right, strict=True)))


def check_interval_censored(
    drawn: list[tuple[float, float | None, float]], intervals: list[tuple[float, float | None]]
) -> None:
    """The masses are the most likely ones: nowhere would a little more of it make the data likelier."""
    assert sum(mass for _, _, mass in drawn) == pytest.approx(1, abs=1e-9)
    seen = [
        sum(mass for left, right, mass in drawn if _inside(left, right, *interval)) for interval in intervals
    ]
    ends = sorted({right for _, right in intervals}, key=_last)
    for left in {left for left, _ in intervals}:
        right = next((end for end in ends if _last(end) > left), None)
        covering = [
            1 / share
            for share, interval in zip(seen, intervals, strict=True)
            if _inside(left, right, *interval)
        ]
        assert sum(covering) / len(intervals) - 1 <= 1e-6


def _inside(left: float, right: float | None, low: float, high: float | None) -> bool:
    return low <= left and _last(right) <= _last(high)


def _last(end: float | None) -> float:
    return float("inf") if end is None else end


def check_true_shares(result: Improvement, places: list[tuple[float, float | None]]) -> None:
    assert result.interval is not None
    masses = list(zip(places, result.interval.mass, strict=True))
    for share in result.shares:
        certain = sum(mass for (_, right), mass in masses if _last(right) <= share.day)
        possible = sum(mass for (left, _), mass in masses if left < share.day)
        assert (share.true_low, share.true_high) == pytest.approx((certain, possible), abs=1e-9)


def check_by_session(it: Clinic) -> None:
    result = by_session(it.cohort)
    starters, points = oracle.by_session(it.cases)
    assert result.starters == starters
    assert [(point.number, point.received) for point in result.points] == [
        (session, received) for session, received, _, _ in points
    ]
    for point, (_, _, improved, so_far) in zip(result.points, points, strict=True):
        check_proportion(point.responded, improved)
        check_proportion(point.cumulative, so_far)


def check_boosters(it: Clinic) -> None:
    result = boosters(it.cohort)
    finished = [case for case in it.cases if case.completed]
    assert result.completed_inductions == len(finished)
    stopped = [case for case in it.cases if not case.completed and case.course.followed_to(38)]
    assert result.incomplete_inductions == len(stopped)
    assert result.boosted == sum(bool(case.course.boosters) for case in finished)
    assert result.booster_count == sum(len(case.course.boosters) for case in finished)
    gaps = oracle.gaps_after_induction(it.cases)
    first = [(case, days, done) for case, order, days, done in gaps if order == 0]
    later = [(case, days, done) for case, order, days, done in gaps if order > 0]
    everything = [(case, days, done) for case, _, days, done in gaps]
    check_first_gap(result.first, first)
    check_recurrent(result.everything, everything)
    check_later_gaps(result, later, it)
    completed = [days for _, days, done in later if done]
    assert result.naive_gaps == result.naive.n == len(completed)
    assert result.naive.value == (statistics.median(completed) if completed else None)
    known = [case for case in finished if case.course.followup is not None]
    check_per_year(result, known)
    if any(case.course.person.followup is not None for case in it.cases):
        assert result.still_coming is not None
        check_proportion(result.still_coming, oracle.still_coming(it.cases))
    else:
        assert result.still_coming is None


Gap = tuple[Case, int, bool]


def check_first_gap(told: GapSummary, gaps: list[Gap]) -> None:
    spells = [Spell(days, done) for _, days, done in gaps]
    check_tallied(told, gaps)
    assert told.people == len(gaps)
    if len(gaps) < 10:
        assert (told.curve, told.median.value, told.reason) == (None, None, "too_few_people")
    else:
        check_median(told, spells)


def check_recurrent(told: GapSummary, gaps: list[Gap]) -> None:
    check_tallied(told, gaps)
    people = {case.course.person.code for case, _, _ in gaps}
    returned = {case.course.person.code for case, _, done in gaps if done}
    assert told.people == len(people)
    if len(people) < 20 or len(returned) < 10:
        assert (told.curve, told.median.value, told.reason) == (None, None, "too_few_people")
    else:
        check_median(
            told,
            slow_curves.one_share_a_person(
                (case.course.person.code, days, done) for case, days, done in gaps
            ),
        )


def check_later_gaps(result: Boosters, gaps: list[Gap], it: Clinic) -> None:
    """Only people followed 180 days, or four times the median first gap if that is longer."""
    told = result.later
    if any(case.course.followup is None for case in it.cases):
        assert (told.curve, told.median.value, told.reason) == (None, None, "no_cutoff")
    elif result.first.median.value is None:
        assert (told.curve, told.median.value, told.reason) == (None, None, "no_first_median")
    else:
        needed = max(180, 4 * result.first.median.value)
        check_recurrent(
            told,
            [
                gap
                for gap in gaps
                if gap[0].course.followup is not None
                and gap[0].course.followup - gap[0].course.induction_end >= needed
            ],
        )


def check_tallied(told: GapSummary, gaps: list[Gap]) -> None:
    completed = sum(done for _, _, done in gaps)
    assert (told.completed, told.open) == (completed, len(gaps) - completed)
    check_counts(told.counts, [Spell(days, done) for _, days, done in gaps])


def check_median(told: GapSummary, spells: list[Spell]) -> None:
    assert told.curve is not None
    check_curve(told.curve, spells)
    check_shares(told.shares, spells)
    middle = slow_curves.median(spells)
    if middle is None:
        assert (told.median.value, told.reason) == (None, "not_reached")
    elif slow_curves.at_risk(spells, middle) < 5 - 1e-9:
        assert (told.median.value, told.reason) == (None, "too_few_at_risk")
    else:
        assert (told.median.value, told.reason) == (pytest.approx(middle), None)


def check_per_year(result: Boosters, known: list[Case]) -> None:
    days = sum(case.course.followup - case.course.induction_end for case in known if case.course.followup)
    assert result.per_year.n == len(known)
    assert result.years == (pytest.approx(days / 365.25) if days else None)
    if len(known) < 10 or not days:
        assert result.per_year.value is None
    else:
        boosters = sum(len(case.course.boosters) for case in known)
        assert result.per_year.value == pytest.approx(boosters / (days / 365.25))


def check_headline(it: Clinic) -> None:
    shown, found = rates(it.cohort), boosters(it.cohort)
    result = headline(it.cohort, rates=shown, improvement=improvement(it.cohort), boosters=found)
    assert (result.response, result.remission) == (shown.rate("response"), shown.rate("remission"))
    assert result.worse == shown.rate("reliable_deterioration")
    closed = [case for case in it.cases if case.outcome.evaluable_started]
    check_proportion(result.scored, (sum(case.scored for case in closed), len(closed)))


# Parts


def check_proportion(told: Proportion, expected: Ratio) -> None:
    assert (told.successes, told.total) == expected
    if expected[1] < 10:
        assert (told.share, told.low, told.high) == (None, None, None)
    else:
        assert (told.share, told.low, told.high) == pytest.approx(_wilson(*expected), abs=1e-9)


def _wilson(successes: int, total: int) -> tuple[float, float, float]:
    z, share = 1.959963984540054, successes / total
    middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z / (1 + z**2 / total) * sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    return share, middle - half, middle + half


def check_counts(told: Sequence[DayCount], spells: list[Spell]) -> None:
    for row in told:
        ended = [spell.event for spell in spells if spell.time <= row.day]
        assert (row.waiting, row.events, row.ended) == (
            len(spells) - len(ended),
            sum(ended),
            len(ended) - sum(ended),
        )


def check_curve(told: Curve, spells: list[Spell]) -> None:
    for time, risk, survival in zip(told.times, told.at_risk, told.survival, strict=True):
        assert risk == pytest.approx(slow_curves.at_risk(spells, time), abs=1e-9)
        assert survival == pytest.approx(slow_curves.survival_after(spells, time), abs=1e-9)
    assert {step.time for step in slow_curves.steps(spells)} <= set(told.times)
    assert told.median.value == slow_curves.median(spells)
    assert told.drawn_to == slow_curves.last_time_with(spells, 5)
    events = sum(spell.event for spell in spells)
    if events < 10:
        assert (told.median.low, told.median.high) == (None, None)


def check_shares(told: Sequence[DayShare], spells: list[Spell]) -> None:
    """Quoted while 5 are at risk on the day."""
    for share in told:
        enough = slow_curves.at_risk(spells, share.day) >= 5 - 1e-9
        expected = 1 - slow_curves.survival_after(spells, share.day) if enough else None
        assert share.seen.value == pytest.approx(expected, abs=1e-9)
