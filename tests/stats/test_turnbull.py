"""Interval censoring against npsurv, expectation-maximisation and hand-worked cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterglow.stats.mixture import best_masses, runs
from afterglow.stats.survival import kaplan_meier, tally
from afterglow.stats.turnbull import (
    LARGEST_GRADIENT,
    LIKELIHOOD_DROP,
    Turnbull,
    add_intervals,
    cdf_bounds,
    innermost,
    intervals,
    likelihood_interval,
    median_interval,
    turnbull,
)
from tests.stats.reference import cases, numbers

NPSURV = cases("intervals")

observation = st.tuples(st.integers(0, 12), st.integers(1, 8), st.booleans(), st.integers(1, 30)).map(
    lambda x: (float(x[0]), np.inf if x[2] else float(x[0] + x[1]), x[3])
)
observations = st.lists(observation, min_size=1, max_size=12)


def fit_of(rows) -> Turnbull:
    left, right, counts = zip(*rows, strict=True)
    return turnbull(left, right, counts)


def covers(fit: Turnbull, left, right) -> np.ndarray:
    """Which cells lie within which observations, pair by pair."""
    seen = fit.observed
    return np.array(
        [
            [a <= lo and hi <= b for lo, hi in zip(left, right, strict=True)]
            for a, b in zip(seen.left, seen.right, strict=True)
        ],
        dtype=float,
    )


def slow_best(cover, counts, side, totals, steps=4000) -> float:
    """Greatest log-likelihood with given totals on each side, by expectation-maximisation."""
    mass = np.array([totals[s] / np.sum(side == s) for s in side])
    for _ in range(steps):
        share = mass * (cover.T @ (counts / (cover @ mass)))
        for s in range(len(totals)):
            of_side = side == s
            if share[of_side].sum() > 0:
                share[of_side] *= totals[s] / share[of_side].sum()
            else:
                share[of_side] = totals[s] / of_side.sum()
        mass = share
    return float(counts @ np.log(cover @ mass))


def split_cells(fit: Turnbull, day: float):
    """Innermost intervals with the one holding the day split, and a cell added to an empty side."""
    cells = []
    for lo, hi in zip(fit.left, fit.right, strict=True):
        cells += [(lo, day), (day, hi)] if lo < day < hi else [(lo, hi)]
    if all(hi <= day for _, hi in cells):
        cells.append((day, np.inf))
    if all(lo >= day for lo, _ in cells):
        cells.insert(0, (0.0, day))
    return zip(*cells, strict=True)


def slow_loss(fit: Turnbull, day: float, theta: float) -> float:
    """Twice the log-likelihood lost by asking for F(day) = theta."""
    left, right = split_cells(fit, day)
    side = (np.array(left) >= day).astype(int)
    best = slow_best(covers(fit, left, right), fit.observed.counts, side, [theta, 1 - theta])
    return 2 * (fit.loglik - best)


@pytest.mark.parametrize("case", NPSURV.values(), ids=NPSURV.keys())
def test_masses_are_those_of_npsurv(case):
    fit = turnbull(case["left"], numbers(case["right"], missing=np.inf), case["counts"])
    assert fit.certified
    assert fit.n == sum(case["counts"])
    held = fit.mass > 1e-7
    ends = numbers(case["cell_right"], missing=np.inf)
    theirs = numbers(case["mass"])
    assert fit.left[held].tolist() == numbers(case["cell_left"])[theirs > 1e-7].tolist()
    assert fit.right[held].tolist() == ends[theirs > 1e-7].tolist()
    np.testing.assert_allclose(fit.mass[held], theirs[theirs > 1e-7], atol=1e-6)
    assert fit.loglik == pytest.approx(case["loglik"], abs=1e-6)


def test_innermost_intervals_by_hand():
    # Ends in order, right before left at ties: 0[ 3[ 5] 7] 7[ 9] and infinity.
    seen = intervals([0, 3, 7, 7], [5, 7, 9, np.inf])
    left, right = innermost(seen)
    assert list(zip(left, right, strict=True)) == [(3, 5), (7, 9)]


def test_by_hand():
    # (0, 2], (1, 3], (2, 4]: the cells are (1, 2] and (2, 3]; the middle one holds both, the others one
    # each, so the masses are a half each.
    fit = turnbull([0, 1, 2], [2, 3, 4], [1, 1, 1])
    assert (fit.left.tolist(), fit.right.tolist()) == ([1, 2], [2, 3])
    assert fit.mass.tolist() == pytest.approx([0.5, 0.5])
    assert fit.loglik == pytest.approx(2 * np.log(0.5))
    assert median_interval(fit) == (1, 2)
    assert cdf_bounds(fit, 2) == pytest.approx((0.5, 0.5))
    assert cdf_bounds(fit, 1.5) == pytest.approx((0.0, 0.5))
    assert cdf_bounds(fit, 1) == (0.0, 0.0)
    assert cdf_bounds(fit, 3) == (1.0, 1.0)


def test_visits_on_fixed_days_leave_weeks_undetermined():
    # Everybody is seen on days 7 and 14: plain shares, and nothing is known in between.
    fit = turnbull([0, 7, 14], [7, 14, np.inf], [40, 35, 25])
    assert fit.mass.tolist() == pytest.approx([0.40, 0.35, 0.25])
    assert cdf_bounds(fit, 10) == pytest.approx((0.40, 0.75))
    assert median_interval(fit) == (7, 14)


def test_median_at_exactly_one_half_is_the_first_interval_to_reach_it():
    fit = turnbull([0, 7, 14], [7, 14, 21], [500_000, 300_000, 200_000])
    assert median_interval(fit) == (0, 7)


def test_median_not_reached():
    assert median_interval(turnbull([0, 7], [7, np.inf], [10, 30])) is None


def test_an_interval_without_mass_has_none_at_all():
    # The middle cell (4, 5] lies in one observation only, which every other cell of it serves as well.
    fit = turnbull([0, 4, 4, 0, 6], [2, 5, 9, 9, 8], [30, 1, 30, 30, 60])
    assert fit.certified
    assert fit.mass.min() >= 0
    assert fit.mass.sum() == pytest.approx(1, abs=1e-12)


def test_exactly_known_days_and_right_censoring_give_kaplan_meier():
    time, event = [2, 3, 3, 5, 6, 8, 8, 9], [1, 1, 0, 0, 1, 1, 0, 0]
    left = [t - 1 if e else t for t, e in zip(time, event, strict=True)]
    right = [t if e else np.inf for t, e in zip(time, event, strict=True)]
    fit, km = turnbull(left, right, [1] * 8), kaplan_meier(tally(time, event))
    found = [cdf_bounds(fit, float(day)).low for day in km.times[:-1]]
    assert found == pytest.approx((1 - km.survival[:-1]).tolist(), abs=1e-9)


def test_a_nearly_tied_maximum_is_reached():
    # Two cells that serve almost the same people, on which a predictor-corrector method left to itself
    # goes round in circles.
    fit = turnbull([6, 6, 6, 9, 11, 11, 12, 15], [8, 11, 14, 20, 15, 20, 20, 20], [2, 6, 2, 10, 1, 6, 6, 15])
    assert fit.gradient <= 1e-9


@given(observations)
@settings(max_examples=60)
def test_certificate_and_likelihood(rows):
    fit = fit_of(rows)
    cover = covers(fit, fit.left, fit.right)
    likelihood = cover @ fit.mass
    gradient = cover.T @ (fit.observed.counts / fit.n / likelihood) - 1
    assert gradient.max() == pytest.approx(fit.gradient, abs=1e-9)
    assert fit.gradient <= LARGEST_GRADIENT / 100
    em = slow_best(cover, fit.observed.counts, np.zeros(fit.mass.size, dtype=int), [1.0], steps=300)
    assert fit.loglik >= em - 1e-9 * fit.n


@given(observations, st.integers(1, 12), st.floats(0.02, 0.98))
@settings(max_examples=40)
def test_profile_likelihood_is_that_of_expectation_maximisation(rows, day, theta):
    fit = fit_of(rows)
    left, right = (np.array(ends) for ends in split_cells(fit, float(day)))
    seen, side = fit.observed, (left >= day).astype(np.int64)
    held = runs(
        np.searchsorted(left, seen.left, side="left"),
        np.searchsorted(right, seen.right, side="right"),
        seen.counts,
        cells=left.size,
    )
    mass, _ = best_masses(held, side, np.array([theta, 1 - theta]))
    assert mass[side == 0].sum() == pytest.approx(theta, abs=1e-9)
    loglik = float(held.counts @ np.log(held.likelihood(mass)))
    slow = slow_best(covers(fit, left, right), seen.counts, side, [theta, 1 - theta], steps=2000)
    assert loglik >= slow - 1e-9 * fit.n
    assert loglik == pytest.approx(slow, abs=2e-3 * fit.n)


def test_likelihood_interval_of_plain_shares_is_the_binomial_one():
    # With everybody seen on days 7 and 14 the profile at day 7 is binomial: 2 (l(p) - l(theta)) = 3.841.
    fit = turnbull([0, 7, 14], [7, 14, np.inf], [40, 35, 25])
    for limit in likelihood_interval(fit, 7):
        loss = 2 * (40 * np.log(0.40 / limit) + 60 * np.log(0.60 / (1 - limit)))
        assert loss == pytest.approx(LIKELIHOOD_DROP, abs=1e-4)


@pytest.mark.parametrize("name", ["cosmesis", "jittered", "sparse"])
@pytest.mark.parametrize("day", [7, 14, 28])
def test_likelihood_limits_lose_exactly_what_they_may(name, day):
    case = NPSURV[name]
    fit = turnbull(case["left"], numbers(case["right"], missing=np.inf), case["counts"])
    limits, bounds = likelihood_interval(fit, day), cdf_bounds(fit, day)
    assert 0 <= limits.low <= bounds.low <= bounds.high <= limits.high <= 1
    for limit, outward in ((limits.low, -1e-4), (limits.high, 1e-4)):
        assert slow_loss(fit, day, limit + outward) > LIKELIHOOD_DROP
        assert slow_loss(fit, day, limit - outward) < LIKELIHOOD_DROP


def test_a_day_inside_an_innermost_interval_splits_it():
    # Nothing distinguishes days 8 to 14, so the limits at day 10 are the lower one of day 7 and the upper
    # one of day 14.
    fit = turnbull([0, 7, 14], [7, 14, np.inf], [40, 35, 25])
    inside = likelihood_interval(fit, 10)
    assert inside.low == pytest.approx(likelihood_interval(fit, 7).low, abs=1e-5)
    assert inside.high == pytest.approx(likelihood_interval(fit, 14).high, abs=1e-5)


def test_limits_where_one_side_has_no_interval():
    # Everybody by day 7: at day 9 the added (9, infinity) holds nobody, so only theta^10 is left.
    late = likelihood_interval(turnbull([0], [7], [10]), 9)
    assert late.high == 1.0
    assert late.low == pytest.approx(np.exp(-LIKELIHOOD_DROP / 20), abs=1e-5)
    early = likelihood_interval(turnbull([7], [14], [10]), 3)
    assert early.low == 0.0
    assert early.high == pytest.approx(1 - np.exp(-LIKELIHOOD_DROP / 20), abs=1e-5)


@pytest.mark.parametrize("scale", [1.0, 0.5, 0.3])
def test_people_are_counted_by_distinct_interval(scale):
    left = np.array([7, 0, 7, 0, 3]) * scale
    right = np.array([14, 7, np.inf, 7, 4]) * scale
    seen = intervals(left, right)
    assert seen.left.tolist() == (np.array([0, 3, 7, 7]) * scale).tolist()
    assert seen.right.tolist() == (np.array([7, 4, 14, np.inf]) * scale).tolist()
    assert seen.counts.tolist() == [2, 1, 1, 1]


@given(st.lists(observations, min_size=1, max_size=3))
def test_counted_intervals_add(parts):
    def seen(rows):
        return intervals([a for a, _, _ in rows], [b for _, b, _ in rows])

    together = add_intervals([seen(rows) for rows in parts])
    whole = seen([row for rows in parts for row in rows])
    assert together.left.tolist() == whole.left.tolist()
    assert together.right.tolist() == whole.right.tolist()
    assert together.counts.tolist() == whole.counts.tolist()


def test_order_and_repetition_of_pairs_do_not_matter():
    once = turnbull([0, 3, 5], [7, 9, np.inf], [2, 3, 4])
    again = turnbull([5, 0, 3, 0, 1], [np.inf, 7, 9, 7, 2], [4, 1, 3, 1, 0])
    assert once.mass.tolist() == again.mass.tolist()


@pytest.mark.parametrize(("left", "right"), [([7], [7]), ([-1], [3]), ([np.nan], [3]), ([3], [np.nan])])
def test_empty_intervals_are_refused(left, right):
    with pytest.raises(ValueError, match="left < right"):
        turnbull(left, right, [1])
    with pytest.raises(ValueError, match="left < right"):
        intervals(left, right)


def test_nobody_is_refused():
    with pytest.raises(ValueError, match="no observation"):
        turnbull([], [], [])
    assert add_intervals([]).counts.size == 0
    assert intervals([], []).counts.size == 0
