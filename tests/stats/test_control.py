"""Control charts against published worked examples and hand-worked runs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterglow.stats.control import (
    beyond_limits,
    eight_on_one_side,
    p_chart,
    six_rising_or_falling,
    two_of_three_beyond_two_sigma,
    xmr,
)
from tests.stats.reference import cases

EMERGENCY = cases("charts")["laney"]

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.2: defective chips among 50 on each of 30 wafers.
WAFERS = [
    12,
    15,
    8,
    10,
    4,
    7,
    16,
    9,
    14,
    10,
    5,
    6,
    17,
    12,
    22,
    8,
    10,
    5,
    13,
    11,
    20,
    18,
    24,
    15,
    9,
    12,
    7,
    13,
    9,
    6,
]
# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rate of ten batches.
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def marked(flags) -> list[int]:
    return np.flatnonzero(flags).tolist()


def test_p_chart_limits_of_the_nist_wafers():
    # Printed: centre 0.2313, limits 0.0524 and 0.4102.
    chart = p_chart(WAFERS, [50] * 30)
    assert chart.centre is not None
    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    plain = np.sqrt(chart.centre * (1 - chart.centre) / 50)
    assert chart.centre - 3 * plain == pytest.approx(0.0524, abs=5e-5)
    assert chart.centre + 3 * plain == pytest.approx(0.4102, abs=5e-5)
    # Wafers 15 and 23 lie above 0.4102; with their chi-square of 85 the chart is over-dispersed.
    assert marked(beyond_limits(np.array(WAFERS) / 50, lower=0.0524, upper=0.4102)) == [14, 22]
    assert chart.laney
    np.testing.assert_allclose(chart.sigma, plain * chart.sigma_z)


def test_p_chart_of_few_points_keeps_plain_limits():
    chart = p_chart(WAFERS[:11], [50] * 11)
    p = sum(WAFERS[:11]) / 550
    assert (chart.laney, chart.sigma_z) == (False, None)
    np.testing.assert_allclose(chart.upper, p + 3 * np.sqrt(p * (1 - p) / 50))


def test_laney_limits_of_the_emergency_departments():
    # Mohammed, Panesar, Laney and Wilson, BMJ Qual Saf 2013;22:362: attendances at emergency departments in
    # England seen within four hours, 20 weeks, a standard example of a p' chart.
    chart = p_chart(EMERGENCY["successes"], EMERGENCY["totals"])
    assert chart.laney
    assert chart.centre == pytest.approx(EMERGENCY["centre"], abs=1e-12)
    assert chart.chi2 == pytest.approx(EMERGENCY["chi2"], rel=1e-9)
    assert chart.sigma_z == pytest.approx(EMERGENCY["sigma_z"], rel=1e-9)
    np.testing.assert_allclose(chart.lower, EMERGENCY["lower"], atol=1e-9)
    np.testing.assert_allclose(chart.upper, EMERGENCY["upper"], atol=1e-9)
    # As the paper concludes, nothing is out of the ordinary once the limits allow for it.
    share = np.array(EMERGENCY["successes"]) / np.array(EMERGENCY["totals"])
    assert not beyond_limits(share, lower=chart.lower, upper=chart.upper).any()


def test_laney_by_hand():
    # Twelve points of 100, alternately 40 and 60: p = 0.5, sigma 0.05, z = -2, 2, ...; chi2 = 48 against
    # 19.7 at 11 degrees, mean |difference| 4, sigma_z = 4 / 1.128.
    chart = p_chart([40, 60] * 6, [100] * 12)
    assert chart.laney
    assert (chart.centre, chart.chi2) == pytest.approx((0.5, 48))
    assert chart.sigma_z == pytest.approx(4 / 1.128)
    np.testing.assert_allclose(chart.upper, min(1, 0.5 + 3 * 0.05 * 4 / 1.128))
    np.testing.assert_allclose(chart.lower, 0)


def test_laney_never_narrows():
    # A level shift: large chi-square, but neighbours alike, so sigma_z is below 1.
    chart = p_chart([40] * 6 + [60] * 6, [100] * 12)
    assert chart.laney
    assert chart.sigma_z == pytest.approx(4 / 11 / 1.128)
    np.testing.assert_allclose(chart.sigma, 0.05)


def test_points_left_out_have_no_limits_and_move_none():
    included = [True] * 4 + [False, True]
    chart = p_chart([5, 6, 4, 5, 9, 0], [10, 10, 10, 10, 10, 0], included=included)
    assert chart.centre == pytest.approx(0.5)
    assert np.isnan(chart.upper[4:]).all()
    np.testing.assert_allclose(chart.upper[:4], 0.5 + 3 * np.sqrt(0.025))


@pytest.mark.parametrize(("k", "centre"), [(0, 0.0), (10, 1.0)])
def test_all_alike_has_no_spread(k, centre):
    chart = p_chart([k] * 12, [10] * 12)
    assert (chart.centre, chart.chi2, chart.sigma_z, chart.laney) == (centre, None, None, False)
    assert (chart.lower == centre).all()


def test_p_chart_of_nobody():
    assert p_chart([0, 0], [0, 0]).centre is None
    assert p_chart([], []).centre is None
    assert p_chart([3], [5], included=[False]).centre is None


def test_xmr_limits_of_the_nist_flow_rates():
    # Printed: centre 50.81, mean moving range 1.8778, limits 45.8159 and 55.8041 (with 3/1.128; 2.66 is the
    # tabulated constant).
    chart = xmr(FLOW)
    assert chart.centre == pytest.approx(50.81)
    assert chart.sigma == pytest.approx(1.8778 / 1.128, abs=1e-4)
    assert (chart.lower, chart.upper) == pytest.approx((45.8159, 55.8041), abs=2e-3)
    assert chart.upper == pytest.approx(50.81 + 2.66 * 16.9 / 9)


def test_xmr_leaves_out_what_is_missing_or_not_included():
    chart = xmr([10, np.nan, 14, 99, 12], included=[True, True, True, False, True])
    assert (chart.centre, chart.sigma) == pytest.approx((12, 3 / 1.128))


def test_xmr_of_too_few():
    assert xmr([]).centre is None
    assert (xmr([4]).centre, xmr([4]).upper) == (4.0, None)


def test_on_the_limit_is_within():
    assert marked(beyond_limits([1, 2, 3, 4, np.nan], lower=2, upper=[3, 3, 3, 3, 3])) == [0, 3]


def test_eight_on_one_side():
    assert marked(eight_on_one_side([1] * 8, centre=0)) == list(range(8))
    assert marked(eight_on_one_side([-1] * 9 + [1], centre=0)) == list(range(9))
    assert marked(eight_on_one_side([1] * 7 + [-1] + [1] * 7, centre=0)) == []


@pytest.mark.parametrize("gap", [0, np.nan])
def test_a_point_on_the_line_or_missing_ends_a_run(gap):
    assert marked(eight_on_one_side([1] * 4 + [gap] + [1] * 4, centre=0)) == []
    assert marked(eight_on_one_side([1] * 8 + [gap] + [1] * 4, centre=0)) == list(range(8))


def test_six_rising_or_falling():
    assert marked(six_rising_or_falling([1, 2, 3, 4, 5, 6])) == [0, 1, 2, 3, 4, 5]
    assert marked(six_rising_or_falling([1, 2, 3, 4, 5])) == []
    assert marked(six_rising_or_falling([9, 8, 7, 5, 3, 2, 1, 4])) == [0, 1, 2, 3, 4, 5, 6]
    # Up to the peak and down again: the peak belongs to both.
    assert marked(six_rising_or_falling([0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0])) == list(range(11))


def test_equal_neighbours_end_a_trend():
    assert marked(six_rising_or_falling([1, 2, 3, 3, 4, 5, 6])) == []
    assert marked(six_rising_or_falling([1, 2, 3, np.nan, 4, 5, 6])) == []


def test_two_of_three_beyond_two_sigma():
    def signal(values):
        return marked(two_of_three_beyond_two_sigma(values, centre=0, sigma=1))

    assert signal([0, 2.5, 0, 2.1, 0]) == [1, 3]
    assert signal([0, 2.5, 2.1, 0]) == [1, 2]
    assert signal([2.5, 0, 0, 2.5]) == []
    assert signal([2.5, -2.5, 0]) == []
    assert signal([2.5, 2.0]) == []
    assert signal([-2.5, 0, -3.5]) == [0, 2]


def test_rules_see_sigma_point_by_point():
    flags = two_of_three_beyond_two_sigma([2.5, 2.5, 2.5], centre=0, sigma=[1, 2, 1])
    assert marked(flags) == [0, 2]


@pytest.mark.parametrize("values", [[], [1.0]])
def test_rules_on_next_to_nothing(values):
    assert marked(eight_on_one_side(values, centre=0)) == []
    assert marked(six_rising_or_falling(values)) == []
    assert marked(two_of_three_beyond_two_sigma(values, centre=0, sigma=1)) == []


@given(st.lists(st.integers(-2, 2), min_size=1, max_size=40))
def test_rules_are_those_of_looking_at_every_window(values):
    n = len(values)

    def windows(length, holds):
        hits = [range(i, i + length) for i in range(n - length + 1) if holds(values[i : i + length])]
        return sorted({i for window in hits for i in window})

    assert marked(eight_on_one_side(values, centre=0)) == windows(8, lambda w: min(w) > 0 or max(w) < 0)
    steps = windows(6, lambda w: all(np.diff(w) > 0) or all(np.diff(w) < 0))
    assert marked(six_rising_or_falling(values)) == steps
    far = {
        i
        for start in range(n - 1)
        for sign in (1, -1)
        for window in [range(start, min(start + 3, n))]
        for outside in [[j for j in window if sign * values[j] > 1]]
        if len(outside) >= 2
        for i in outside
    }
    assert marked(two_of_three_beyond_two_sigma(values, centre=0, sigma=0.5)) == sorted(far)
