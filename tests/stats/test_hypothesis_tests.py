"""Tests of groups against R, with hand-worked cases and the undefined ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterglow.stats.histogram import histogram
from afterglow.stats.hypothesis_tests import (
    benjamini_hochberg,
    chi_square,
    fisher_exact,
    kruskal_wallis,
    mann_whitney,
    mcnemar_exact,
)
from tests.stats.reference import cases, numbers

PROPORTIONS, RANKS = cases("proportions"), cases("ranks")


@pytest.mark.parametrize("case", PROPORTIONS["fisher"])
def test_fisher_is_that_of_r(case):
    assert fisher_exact(case["k1"], case["n1"], case["k2"], case["n2"]) == pytest.approx(case["p"], abs=1e-9)


def test_fisher_tea_tasting():
    # Three of four cups right (Fisher 1935): 2 x (16 + 1) / 70.
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(34 / 70)


def test_fisher_without_variation_is_one():
    assert fisher_exact(0, 5, 0, 7) == 1.0
    assert fisher_exact(5, 5, 7, 7) == 1.0
    assert fisher_exact(0, 0, 3, 7) == 1.0


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.integers(0, n), st.just(n))))
def test_fisher_does_not_depend_on_the_order_of_equal_groups(kkn):
    a, b, n = kkn
    forward = fisher_exact(a, n, b, n)
    assert forward == pytest.approx(fisher_exact(b, n, a, n), rel=1e-9)
    assert forward == pytest.approx(fisher_exact(n - a, n, n - b, n), rel=1e-9)
    assert 0 <= forward <= 1


@pytest.mark.parametrize("case", PROPORTIONS["chi_square"])
def test_chi_square_is_that_of_r(case):
    found = chi_square(case["successes"], case["totals"])
    assert found is not None
    expected = case["statistic"], case["df"], case["p"], case["share_small_expected"]
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("k", "n"), [([3], [7]), ([0, 0], [4, 5]), ([4, 5], [4, 5]), ([1, 0], [4, 0]), ([], [])]
)
def test_chi_square_is_undefined_without_variation_or_people(k, n):
    assert chi_square(k, n) is None


@pytest.mark.parametrize("case", PROPORTIONS["benjamini_hochberg"])
def test_benjamini_hochberg_is_that_of_r(case):
    assert benjamini_hochberg(numbers(case["p"]).tolist()) == pytest.approx(case["adjusted"], abs=1e-12)


def test_benjamini_hochberg_by_hand():
    # Sorted 0.01, 0.02, 0.3: times 3/1, 3/2, 3/3 is 0.03, 0.03, 0.3.
    assert benjamini_hochberg([0.3, 0.01, 0.02]) == pytest.approx([0.3, 0.03, 0.03])
    assert benjamini_hochberg([]) == []


@pytest.mark.parametrize("case", PROPORTIONS["mcnemar"])
def test_mcnemar_is_the_sign_test_of_r(case):
    assert mcnemar_exact(case["b"], case["c"]) == pytest.approx(case["p"], abs=1e-9)


def test_mcnemar_without_discordant_pairs_is_one():
    assert mcnemar_exact(0, 0) == 1.0


@pytest.mark.parametrize("case", RANKS["mann_whitney"])
def test_mann_whitney_is_that_of_r(case):
    found = mann_whitney(histogram(case["x"]), histogram(case["y"]))
    assert found is not None
    assert found.u == pytest.approx(case["u"], abs=1e-9)
    assert found.p == pytest.approx(case["p"], abs=1e-9)
    assert found.effect == pytest.approx(2 * case["u"] / (len(case["x"]) * len(case["y"])) - 1, abs=1e-12)


def test_mann_whitney_by_hand():
    # Of the four pairs of (1, 3) with (2, 3) one is higher and one equal: U = 1.5 of 4.
    found = mann_whitney(histogram([1, 3]), histogram([2, 3]))
    assert found is not None
    assert (found.u, found.effect) == (1.5, -0.25)


def test_mann_whitney_of_equal_values_has_no_p():
    assert mann_whitney(histogram([4, 4]), histogram([4])) == (1.0, None, 0.0)


def test_mann_whitney_needs_two_groups():
    assert mann_whitney(histogram([]), histogram([1])) is None


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=30), st.lists(st.integers(0, 9), min_size=1, max_size=30)
)
def test_u_counts_pairs(x, y):
    found = mann_whitney(histogram(x), histogram(y))
    pairs = np.subtract.outer(x, y)
    assert found is not None
    assert found.u == pytest.approx((pairs > 0).sum() + (pairs == 0).sum() / 2)


@pytest.mark.parametrize("case", RANKS["kruskal_wallis"])
def test_kruskal_wallis_is_that_of_r(case):
    found = kruskal_wallis([histogram(group) for group in case["groups"]])
    assert found is not None
    assert found == pytest.approx((case["h"], case["df"], case["p"], case["h"] / (case["n"] - 1)), abs=1e-9)


def test_two_groups_agree_between_the_rank_tests():
    x, y = histogram([1, 2, 2, 5, 9]), histogram([2, 3, 4, 4, 4, 8])
    u, h = mann_whitney(x, y), kruskal_wallis([x, y])
    assert u is not None
    assert h is not None
    assert u.p == pytest.approx(h.p, abs=1e-12)


@pytest.mark.parametrize("groups", [[[1, 2]], [[1, 2], []], [[3, 3], [3]], []])
def test_kruskal_wallis_is_undefined_without_variation_or_people(groups):
    assert kruskal_wallis([histogram(group) for group in groups]) is None
