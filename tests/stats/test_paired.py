"""Paired differences against R, brute force and hand-worked cases."""

from math import floor, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterglow.stats.histogram import Histogram, histogram
from afterglow.stats.paired import d_z, g_av, hodges_lehmann, signed_rank, walsh_average
from afterglow.stats.proportions import Z95
from tests.stats.reference import cases

CHANGES = cases("ranks")["change"]
changes = st.lists(st.integers(-27, 27), min_size=1, max_size=40)


def walsh_averages(values) -> np.ndarray:
    """All averages of pairs i <= j, written down one by one."""
    x = np.asarray(values, dtype=float)
    return np.sort([(x[i] + x[j]) / 2 for i in range(x.size) for j in range(i, x.size)])


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES.keys())
def test_signed_rank_is_that_of_r(case):
    found = signed_rank(histogram(case["values"]))
    assert found is not None
    assert (found.w, found.n_nonzero) == (case["w"], case["n_nonzero"])
    assert found.p == pytest.approx(case["p"], abs=1e-9)


def test_signed_rank_by_hand():
    # |d| 1, 2, 2, 4 have ranks 1, 2.5, 2.5, 4; positive are 2 and 4: W = 6.5. Expected 5, variance
    # 4 x 5 x 9 / 24 - (8 - 2) / 48 = 7.375.
    found = signed_rank(histogram([-1, 2, -2, 4, 0, 0]))
    assert found is not None
    assert (found.w, found.n_nonzero) == (6.5, 4)
    assert found.z == pytest.approx(1.5 / sqrt(7.375))


def test_signed_rank_needs_a_change():
    assert signed_rank(histogram([0, 0])) is None
    assert signed_rank(histogram([])) is None


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES.keys())
def test_hodges_lehmann_is_that_of_brute_force_in_r(case):
    found = hodges_lehmann(histogram(case["values"]))
    assert found is not None
    assert found == pytest.approx((case["hl"], case["hl_low"], case["hl_high"]), abs=1e-9)


@given(changes)
def test_hodges_lehmann_is_that_of_brute_force(values):
    n, averages = len(values), walsh_averages(values)
    found = hodges_lehmann(histogram(values))
    k = floor(n * (n + 1) / 4 - Z95 * sqrt(n * (n + 1) * (2 * n + 1) / 24)) + 1
    assert found is not None
    assert found.estimate == np.median(averages)
    assert (found.low, found.high) == ((averages[k - 1], averages[-k]) if k >= 1 else (None, None))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12))
def test_every_walsh_average_is_found_by_its_rank(values):
    averages = walsh_averages(values)
    found = [walsh_average(histogram(values), rank) for rank in range(1, averages.size + 1)]
    # Each search stops within 1e-12 of the range of the values.
    assert found == pytest.approx(averages.tolist(), rel=1e-12, abs=1e-11 * (1 + max(map(abs, values))))


def test_hodges_lehmann_by_hand():
    # Averages of 0, 1, 5: 0, 0.5, 1, 2.5, 3, 5; the middle two are 1 and 2.5. Three are too few for limits.
    assert hodges_lehmann(histogram([5, 0, 1])) == (1.75, None, None)
    # Five observations: k = 1, so the limits are the range.
    assert hodges_lehmann(histogram([1, 2, 3, 4, 5])) == (3.0, 1.0, 5.0)
    assert hodges_lehmann(histogram([])) is None


def test_a_million_observations_cost_no_more_than_their_values():
    # A symmetric two-point mixture: averages are -1, 0, 1 in shares 1/4, 1/2, 1/4.
    half = 500_000
    found = hodges_lehmann(Histogram(np.array([-1.0, 1.0]), np.array([half, half])))
    assert found == (0.0, 0.0, 0.0)
    shifted = Histogram(np.arange(-20.0, 8.0), np.full(28, 40_000))
    # Evenly spread values are symmetric about their middle.
    assert hodges_lehmann(shifted) == (-6.5, -6.5, -6.5)


def test_effect_sizes_by_hand():
    h = histogram([-2, -4, -6])
    assert d_z(h) == pytest.approx(-2)
    # J = 1 - 3/7, root mean square of 3 and 4 is sqrt(12.5).
    assert g_av(h, sd_pre=3, sd_post=4) == pytest.approx((1 - 3 / 7) * -4 / sqrt(12.5))


def test_effect_sizes_are_undefined_without_spread():
    assert d_z(histogram([3, 3])) is None
    assert d_z(histogram([3])) is None
    assert g_av(histogram([3]), sd_pre=1, sd_post=1) is None
    assert g_av(histogram([3, 4]), sd_pre=0, sd_post=0) is None
    assert g_av(histogram([3, 4]), sd_pre=None, sd_post=1) is None
