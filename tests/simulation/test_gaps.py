"""Booster intervals on simulated clinics with a true median of 45 days: how wrong, and how often covered.

Each clinic has 150 people who differ in their rate and were followed for 14 to 365 days, or 14 to 120. The
expected figures are those by which the estimators were chosen; what a mean over the clinics may differ from
them is their rounding and three Monte Carlo standard errors.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pytest

from afterglow.demo.simulate import GapSample, simulate_gaps
from afterglow.stats.gaps import GapCurve, wang_chang
from afterglow.stats.survival import KaplanMeier, kaplan_meier, median, tally

TRUTH, PATIENTS, CLINICS, LONG, SHORT = 45, 150, 600, (14, 365), (14, 120)

Estimator = Callable[[GapSample], KaplanMeier | GapCurve]


@dataclass(frozen=True)
class Measured:
    """Medians of the clinics in which one was reached, and whether the limits held the truth."""

    medians: np.ndarray
    covered: np.ndarray

    @property
    def error(self) -> float:
        """Standard error of the mean median."""
        return float(self.medians.std(ddof=1) / sqrt(self.medians.size))


def pooled(sample: GapSample) -> KaplanMeier:
    return kaplan_meier(tally(sample.gap, sample.completed))


def first_gap(sample: GapSample) -> KaplanMeier:
    first = sample.order == 0
    return kaplan_meier(tally(sample.gap[first], sample.completed[first]))


def all_gaps(sample: GapSample) -> GapCurve:
    return wang_chang(sample.patient, sample.gap, sample.completed)


def later_gaps(sample: GapSample) -> GapCurve:
    later = sample.order > 0
    return wang_chang(sample.patient[later], sample.gap[later], sample.completed[later])


def later_gaps_of_those_followed_long(sample: GapSample) -> GapCurve:
    kept = (sample.order > 0) & (sample.followup[sample.patient] >= 180)
    return wang_chang(sample.patient[kept], sample.gap[kept], sample.completed[kept])


def clinics(followup: tuple[int, int], *, patients: int = PATIENTS, count: int = CLINICS) -> list[GapSample]:
    rng = np.random.default_rng((20260630, *followup, patients))
    return [simulate_gaps(rng, patients=patients, followup=followup) for _ in range(count)]


@pytest.fixture(scope="module")
def followed_long() -> list[GapSample]:
    return clinics(LONG)


@pytest.fixture(scope="module")
def followed_short() -> list[GapSample]:
    return clinics(SHORT)


def measure(samples: list[GapSample], estimator: Estimator) -> Measured:
    found = [median(estimator(sample)) for sample in samples]
    covered = [low is not None and low <= TRUTH and (high is None or high >= TRUTH) for _, low, high in found]
    return Measured(
        np.array([each.estimate for each in found if each.estimate is not None]), np.array(covered)
    )


def near(measured: Measured, expected: float) -> bool:
    return abs(measured.medians.mean() - expected) <= 0.5 + 3 * measured.error


def covers(measured: Measured, expected: float) -> bool:
    error = sqrt(expected * (1 - expected) / measured.covered.size)
    return abs(measured.covered.mean() - expected) <= 0.005 + 3 * error


def test_the_median_of_completed_gaps_is_far_too_short(
    followed_long: list[GapSample], followed_short: list[GapSample]
) -> None:
    for samples, expected in ((followed_long, 29), (followed_short, 25)):
        naive = np.array([np.median(sample.gap[sample.completed]) for sample in samples])
        assert abs(naive.mean() - expected) < 0.7
        assert naive.max() < TRUTH


def test_pooling_all_gaps_stays_too_short(
    followed_long: list[GapSample], followed_short: list[GapSample]
) -> None:
    assert near(measure(followed_long, pooled), 33)
    assert near(measure(followed_short, pooled), 36)
    assert measure(followed_long, pooled).covered.mean() < 0.03


def test_the_first_gap_by_kaplan_meier_is_right_whatever_the_followup(
    followed_long: list[GapSample], followed_short: list[GapSample]
) -> None:
    for samples in (followed_long, followed_short):
        measured = measure(samples, first_gap)
        assert near(measured, 45)
        assert covers(measured, 0.97)


def test_wang_chang_from_the_end_of_induction_is_right_too(
    followed_long: list[GapSample], followed_short: list[GapSample]
) -> None:
    for samples in (followed_long, followed_short):
        measured = measure(samples, all_gaps)
        assert near(measured, 45)
        assert covers(measured, 0.97)


def test_starting_at_the_first_booster_leaves_out_who_comes_late(
    followed_long: list[GapSample], followed_short: list[GapSample]
) -> None:
    long, short = measure(followed_long, later_gaps), measure(followed_short, later_gaps)
    assert near(long, 42)
    assert covers(long, 0.85)
    assert near(short, 34)
    assert covers(short, 0.33)


def test_asking_for_half_a_year_of_followup_mends_that(followed_long: list[GapSample]) -> None:
    measured = measure(followed_long, later_gaps_of_those_followed_long)
    assert near(measured, 44)
    assert covers(measured, 0.94)


def test_the_robust_band_holds_from_twenty_people_on() -> None:
    measured = measure(clinics(LONG, patients=20, count=400), all_gaps)
    assert 0.94 <= measured.covered.mean() <= 0.99


def test_one_headline_would_mix_a_short_first_gap_with_longer_later_ones() -> None:
    rng = np.random.default_rng(22)
    samples = [simulate_gaps(rng, patients=PATIENTS, first_median=22) for _ in range(200)]
    assert abs(measure(samples, first_gap).medians.mean() - 22) < 0.7
    assert abs(measure(samples, later_gaps_of_those_followed_long).medians.mean() - 45) < 1.5
    assert abs(measure(samples, all_gaps).medians.mean() - 34) < 1.5


def test_a_sample_is_laid_out_as_said() -> None:
    sample = simulate_gaps(np.random.default_rng(4), patients=80)
    assert sample.followup.min() >= 14
    assert sample.followup.max() <= 365
    for person in range(80):
        own = sample.patient == person
        assert sample.order[own].tolist() == list(range(own.sum()))
        assert sample.completed[own].tolist() == [True] * (own.sum() - 1) + [False]
        assert sample.gap[own].sum() == sample.followup[person]
        assert (sample.gap[own][:-1] > 0).all()


def test_half_of_all_first_gaps_are_shorter_than_the_truth() -> None:
    sample = simulate_gaps(np.random.default_rng(5), patients=60_000, followup=(200, 200))
    first = sample.gap[sample.order == 0]
    # Whole days: a gap of 45 stands for anything from 44.5 to 45.5.
    shorter = np.mean(first < TRUTH) + np.mean(first == TRUTH) / 2
    assert shorter == pytest.approx(0.5, abs=0.007)
