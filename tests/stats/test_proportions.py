"""Proportions against R, published intervals and hand-worked cases."""

from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterglow.stats.proportions import Z95, newcombe, odds_ratio, standardised_rate, wilson
from tests.stats.reference import cases

PROPORTIONS = cases("proportions")


def wald_difference(k1: int, n1: int, k2: int, n2: int) -> tuple[float, float]:
    p1, p2 = k1 / n1, k2 / n2
    half = Z95 * sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return p1 - p2 - half, p1 - p2 + half


@pytest.mark.parametrize("case", PROPORTIONS["wilson"])
def test_wilson_is_the_score_interval_of_r(case):
    low, high = wilson(case["successes"], case["n"])
    assert low == pytest.approx(case["low"], abs=1e-9)
    assert high == pytest.approx(case["high"], abs=1e-9)


def test_wilson_solves_the_score_equation():
    # The limits are the two p at which (k/n - p)^2 = z^2 p (1 - p) / n.
    for limit in wilson(7, 23):
        assert (7 / 23 - limit) ** 2 == pytest.approx(Z95**2 * limit * (1 - limit) / 23, rel=1e-12)


def test_wilson_ends_are_exact():
    assert wilson(0, 11).low == 0.0
    assert wilson(11, 11).high == 1.0


@pytest.mark.parametrize(("k", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_wilson_refuses_impossible_counts(k, n):
    with pytest.raises(ValueError, match=r"successes|observation"):
        wilson(k, n)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_proportion_and_mirrors(kn):
    k, n = kn
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    mirrored = wilson(n - k, n)
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((low, high), abs=1e-12)


def test_newcombe_and_wald_on_a_published_trial():
    # TRANSFORM-2 (Popova et al., Am J Psychiatry 2019;176:428), response 70/101 against 52/100.
    estimate, low, high = newcombe(70, 101, 52, 100)
    assert 100 * estimate == pytest.approx(17.3, abs=0.05)
    assert (round(100 * low, 1), round(100 * high, 1)) == (3.8, 30.0)
    wald = wald_difference(70, 101, 52, 100)
    assert (round(100 * wald[0], 1), round(100 * wald[1], 1)) == (4.0, 30.6)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    # Newcombe, Stat Med 1998;17:873, table II, method 10, contrasts (a), (b), (e), (f) and (h).
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_reproduces_its_own_paper(counts, low, high):
    difference = newcombe(*counts)
    assert (round(difference.low, 4), round(difference.high, 4)) == (low, high)


@pytest.mark.parametrize("case", PROPORTIONS["odds_ratio"])
def test_odds_ratio_is_that_of_a_logistic_regression(case):
    found = odds_ratio(case["k1"], case["n1"], case["k2"], case["n2"])
    assert found is not None
    assert found == pytest.approx((case["estimate"], case["low"], case["high"]), rel=1e-9)


def test_odds_ratio_by_hand():
    # 2/1 against 1/2: odds 4; log se = sqrt(1/2 + 1 + 1 + 1/2) = sqrt(3).
    found = odds_ratio(2, 3, 1, 3)
    assert found == pytest.approx((4, exp(log(4) - Z95 * sqrt(3)), exp(log(4) + Z95 * sqrt(3))))


@pytest.mark.parametrize("counts", [(0, 5, 2, 5), (5, 5, 2, 5), (2, 5, 0, 5), (2, 5, 5, 5)])
def test_odds_ratio_is_undefined_with_an_empty_cell(counts):
    assert odds_ratio(*counts) is None


def test_standardised_rate_by_hand():
    # Bands 1/2 and 3/10 with weights 30 and 10: rate 0.75 x 0.5 + 0.25 x 0.3 = 0.45.
    found = standardised_rate([1, 3], [2, 10], weights=[30, 10])
    first, second = wilson(1, 2), wilson(3, 10)
    below = sqrt((0.75 * (0.5 - first.low)) ** 2 + (0.25 * (0.3 - second.low)) ** 2)
    above = sqrt((0.75 * (first.high - 0.5)) ** 2 + (0.25 * (second.high - 0.3)) ** 2)
    assert found == pytest.approx((0.45, 0.45 - below, 0.45 + above))


def test_standardised_rate_of_one_band_is_the_plain_rate():
    assert standardised_rate([7], [23], weights=[1]) == pytest.approx((7 / 23, *wilson(7, 23)))


def test_standardised_rate_needs_somebody_in_every_weighted_band():
    assert standardised_rate([1, 0], [2, 0], weights=[1, 1]) is None
    assert standardised_rate([1, 0], [2, 0], weights=[1, 0]) == pytest.approx((0.5, *wilson(1, 2)))


@pytest.mark.parametrize("weights", [[1], [0, 0], [2, -1]])
def test_standardised_rate_refuses_unusable_weights(weights):
    with pytest.raises(ValueError, match=r"weight"):
        standardised_rate([1, 1], [2, 2], weights=weights)
