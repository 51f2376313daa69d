"""Time to improvement on simulated clinics: the truth is 10 days, visits come weekly give or take two days.

The likelihood intervals are measured on the days quoted to the clinic at which 15 to 85 % have improved.
"""

from dataclasses import dataclass
from math import erf, log, sqrt

import numpy as np
import pytest

from afterglow.demo.simulate import ImprovementSample, simulate_improvement
from afterglow.stats.survival import kaplan_meier, median, tally
from afterglow.stats.turnbull import (
    Turnbull,
    cdf_bounds,
    intervals,
    likelihood_interval,
    median_interval,
    turnbull,
)

TRUTH, SPREAD, PATIENTS, CLINICS = 10, 0.8, 150, 200
QUOTED_DAYS = (7, 14, 21)


@dataclass(frozen=True)
class Measured:
    sample: ImprovementSample
    fit: Turnbull


def drawn(rng: np.random.Generator, *, jitter: int = 2, missed: float = 0.1) -> ImprovementSample:
    return simulate_improvement(
        rng, patients=PATIENTS, median=TRUTH, spread=SPREAD, jitter=jitter, missed=missed
    )


def fitted(sample: ImprovementSample) -> Turnbull:
    observed = intervals(sample.left, sample.right)
    return turnbull(observed.left, observed.right, observed.counts)


@pytest.fixture(scope="module")
def clinics() -> list[Measured]:
    rng = np.random.default_rng(20260630)
    samples = [drawn(rng) for _ in range(CLINICS)]
    return [Measured(sample, fitted(sample)) for sample in samples]


def true_share(day: float) -> float:
    return (1 + erf(log(day / TRUTH) / SPREAD / sqrt(2))) / 2


def day_inside(fit: Turnbull) -> float:
    """The median as one day, the mass of its innermost interval spread evenly."""
    bounds = median_interval(fit)
    assert bounds is not None
    before, through = fit.mass[fit.right <= bounds.low].sum(), fit.mass[fit.right <= bounds.high].sum()
    return bounds.low + (bounds.high - bounds.low) * (0.5 - before) / (through - before)


def day_seen(sample: ImprovementSample) -> float:
    """Kaplan-Meier median of the visit at which improvement was first seen."""
    seen = np.isfinite(sample.right)
    found = median(kaplan_meier(tally(np.where(seen, sample.right, sample.last), seen)))
    assert found.estimate is not None
    return found.estimate


def test_every_fit_is_certified(clinics: list[Measured]) -> None:
    assert all(each.fit.certified for each in clinics)


def test_the_interval_censored_median_is_ten_days(clinics: list[Measured]) -> None:
    days = np.array([day_inside(each.fit) for each in clinics])
    assert abs(days.mean() - TRUTH) < 0.3


def test_the_visit_at_which_improvement_was_seen_comes_five_days_late(clinics: list[Measured]) -> None:
    days = [day_seen(each.sample) for each in clinics]
    assert np.mean(days) == pytest.approx(15, abs=0.5)
    assert np.median(days) == 15


@pytest.mark.parametrize("day", QUOTED_DAYS)
def test_the_likelihood_interval_covers(clinics: list[Measured], day: int) -> None:
    truth = true_share(day)
    assert 0.15 <= truth <= 0.85
    limits = [likelihood_interval(each.fit, day) for each in clinics]
    coverage = np.mean([limit.low <= truth <= limit.high for limit in limits])
    # Between 94 and 99 %, less or more three Monte Carlo standard errors.
    assert 0.94 - 3 * sqrt(0.94 * 0.06 / CLINICS) <= coverage <= 1
    assert np.mean([limit.high - limit.low for limit in limits]) < 0.25


def test_visits_on_days_seven_and_fourteen_say_no_more_than_between() -> None:
    rng = np.random.default_rng(7)
    for _ in range(20):
        fit = fitted(drawn(rng, jitter=0, missed=0))
        assert median_interval(fit) == (7, 14)
        known = cdf_bounds(fit, 10)
        assert known.low == pytest.approx(cdf_bounds(fit, 7).high)
        assert known.high - known.low > 0.15


def test_a_sample_is_laid_out_as_said() -> None:
    sample = simulate_improvement(np.random.default_rng(3), patients=5_000, median=TRUTH, spread=SPREAD)
    seen = np.isfinite(sample.right)
    assert (sample.left < sample.right).all()
    assert (sample.right[seen] <= sample.last[seen]).all()
    assert (sample.left[~seen] == sample.last[~seen]).all()
    due = {7 * visit + late for visit in range(1, 10) for late in range(-2, 3)}
    assert set(sample.left) <= {0} | due
    # Who was seen improved by day 16 covers those who truly had by day 12, and nobody later than that visit.
    by_16 = np.mean(sample.right <= 16)
    assert true_share(12) - 0.08 < by_16 < true_share(16)
