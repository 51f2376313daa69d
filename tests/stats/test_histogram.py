"""Histograms: adding, moments, quantiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from afterglow.stats.histogram import Histogram, add, combine, histogram, moments, quantile, t_interval
from tests.stats.reference import cases

CHANGES = cases("ranks")["change"]
whole_lists = st.lists(st.integers(-40, 40), max_size=60)


def same(a: Histogram, b: Histogram) -> bool:
    return bool(np.array_equal(a.values, b.values) and np.array_equal(a.counts, b.counts))


def test_values_are_distinct_sorted_and_counted():
    h = histogram([3, 1, 3, -0.0, 0.0])
    assert h.values.tolist() == [0.0, 1.0, 3.0]
    assert h.counts.tolist() == [2, 1, 2]
    assert h.n == 5
    assert not np.signbit(h.values).any()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_missing_values_are_refused(bad):
    with pytest.raises(ValueError, match="finite"):
        histogram([1.0, bad])


@given(st.lists(whole_lists, max_size=5))
def test_adding_is_counting_everything_together(parts):
    whole = histogram([value for part in parts for value in part])
    assert same(add([histogram(part) for part in parts]), whole)


def test_combine_drops_zero_counts():
    h = combine(np.array([2.0, 1.0, 2.0]), np.array([1, 0, 4]))
    assert (h.values.tolist(), h.counts.tolist()) == ([2.0], [5])


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES.keys())
def test_moments_and_quantiles_are_those_of_r(case):
    h = histogram(case["values"])
    assert moments(h) == pytest.approx((len(case["values"]), case["mean"], case["sd"]), abs=1e-9)
    found = [quantile(h, p) for p in case["probs"]]
    assert found == pytest.approx(case["quantiles"], abs=1e-9)
    assert t_interval(h) == pytest.approx((case["t_low"], case["t_high"]), abs=1e-9)


@given(npst.arrays(np.float64, st.integers(1, 40), elements=st.integers(-30, 30)), st.floats(0, 1))
def test_quantile_is_linear_between_order_statistics(values, p):
    assert quantile(histogram(values), p) == pytest.approx(float(np.quantile(values, p)), abs=1e-9)


@given(whole_lists, st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_of_the_rows(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    first, second = histogram(values), histogram(shuffled)
    assert moments(first) == moments(second)
    assert t_interval(first) == t_interval(second)


def test_too_few_observations():
    empty, one = histogram([]), histogram([4])
    assert moments(empty) == (0, None, None)
    assert moments(one) == (1, 4.0, None)
    assert quantile(empty, 0.5) is None
    assert quantile(one, 0.25) == 4.0
    assert t_interval(empty) is None
    assert t_interval(one) is None
