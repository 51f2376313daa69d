"""Recurrent gaps against R and person by person; rates; slopes."""

from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterglow.stats.gaps import clustered_rate, ratio_rate, theil_sen_by_group, wang_chang
from afterglow.stats.proportions import Z95
from afterglow.stats.survival import kaplan_meier, median, tally
from tests.stats.reference import cases, numbers

GAPS, RATES = cases("gaps")["wang_chang"], cases("gaps")["rate"]
histories = st.lists(
    st.tuples(st.lists(st.integers(1, 12), max_size=5), st.integers(0, 12)), min_size=1, max_size=15
)


def rows_of(people):
    """Rows (patient, gap, completed) of people given as (completed gaps, open gap)."""
    rows = [(i, gap, True) for i, (done, _) in enumerate(people) for gap in done]
    return rows + [(i, still_open, False) for i, (_, still_open) in enumerate(people)]


def slow_wang_chang(people):
    """Times, risk, events, survival and variance straight from the formulas, person by person."""
    used = [
        [(gap, 1 / len(done), True) for gap in done] if done else [(still_open, 1.0, False)]
        for done, still_open in people
    ]
    used = [person for person in used if person[0][0] > 0]
    times = sorted({gap for person in used for gap, _, _ in person})
    risk = {s: sum(w for p in used for gap, w, _ in p if gap >= s) for s in times}
    events = {s: sum(w for p in used for gap, w, event in p if gap == s and event) for s in times}
    survival, variance = [], []
    for t in times:
        upto = [s for s in times if s <= t]
        survival.append(np.prod([1 - events[s] / risk[s] for s in upto]))
        influence = [
            sum(
                sum(w * ((gap == s and event) - (gap >= s) * events[s] / risk[s]) for gap, w, event in person)
                / (risk[s] - events[s])
                for s in upto
                if risk[s] - events[s] > 1e-12
            )
            for person in used
        ]
        variance.append(sum(u**2 for u in influence))
    return times, [risk[s] for s in times], [events[s] for s in times], survival, variance


@pytest.mark.parametrize("case", GAPS.values(), ids=GAPS.keys())
def test_wang_chang_is_the_clustered_weighted_survfit_of_r(case):
    curve = wang_chang(case["patient"], case["gap"], np.array(case["completed"]) == 1)
    assert curve.times.tolist() == case["times"]
    np.testing.assert_allclose(curve.at_risk_weight, case["at_risk"], atol=1e-9)
    np.testing.assert_allclose(curve.event_weight, case["events"], atol=1e-9)
    np.testing.assert_allclose(curve.survival, case["survival"], atol=1e-9)
    alive = curve.survival > 0
    se = np.sqrt(curve.variance) * curve.survival
    np.testing.assert_allclose(se[alive], numbers(case["se"])[alive], atol=1e-9)
    assert np.isnan(curve.variance[~alive]).all()
    np.testing.assert_allclose(curve.low, numbers(case["low"]), atol=1e-9)
    np.testing.assert_allclose(curve.high, numbers(case["high"]), atol=1e-9)
    assert median(curve) == (case["median"], case["median_low"], case["median_high"])


@given(histories)
def test_wang_chang_is_that_of_person_by_person(people):
    patient, gap, completed = zip(*rows_of(people), strict=True)
    curve = wang_chang(patient, gap, completed)
    times, risk, events, survival, variance = slow_wang_chang(people)
    assert curve.times.tolist() == times
    np.testing.assert_allclose(curve.at_risk_weight, risk, atol=1e-12)
    np.testing.assert_allclose(curve.event_weight, events, atol=1e-12)
    np.testing.assert_allclose(curve.survival, survival, atol=1e-12)
    alive = curve.survival > 1e-12
    np.testing.assert_allclose(curve.variance[alive], np.array(variance)[alive], atol=1e-10)


@given(histories, st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_of_the_rows(people, random):
    rows = rows_of(people)
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = (wang_chang(*zip(*some, strict=True)) for some in (rows, shuffled))
    for name in ("times", "at_risk_weight", "survival", "low", "high"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def test_wang_chang_by_hand():
    # First person: gaps 10 and 20, a half each; second: 15, whole; third: open at 12, whole.
    curve = wang_chang([1, 1, 1, 2, 2, 3], [10, 20, 5, 15, 3, 12], [True, True, False, True, False, False])
    assert curve.times.tolist() == [10, 12, 15, 20]
    assert curve.at_risk_weight.tolist() == [3, 2.5, 1.5, 0.5]
    assert curve.event_weight.tolist() == [0.5, 0, 1, 0.5]
    assert curve.survival.tolist() == pytest.approx([2.5 / 3, 2.5 / 3, 2.5 / 9, 0])
    assert curve.patients == 3
    # Influences at 10, times R - d = 2.5: 0.5 - 1/6, -1/6 and -1/6.
    assert curve.variance[0] == pytest.approx(((1 / 3) ** 2 + 2 * (1 / 6) ** 2) / 2.5**2)


def test_one_gap_each_is_kaplan_meier():
    gap, event = [5, 8, 8, 13, 21, 30], [True, True, False, True, False, True]
    curve, km = wang_chang(range(6), gap, event), kaplan_meier(tally(gap, event))
    np.testing.assert_allclose(curve.survival, km.survival)
    alive = km.survival > 0
    # With one row each the robust variance is Greenwood's.
    np.testing.assert_allclose(curve.variance[alive], km.variance[alive])


def test_an_open_gap_of_no_length_is_in_no_risk_set():
    curve = wang_chang([1, 2], [0, 9], [False, True])
    assert (curve.times.tolist(), curve.at_risk_weight.tolist(), curve.patients) == ([9], [1], 1)


def test_nobody_at_all():
    curve = wang_chang([], [], [])
    assert (curve.times.size, curve.patients) == (0, 0)
    assert median(curve) == (None, None, None)


@pytest.mark.parametrize(
    ("patient", "gap", "completed"),
    [
        ([1], [0], [True]),
        ([1], [-3], [False]),
        ([-1], [3], [True]),
        ([1], [2**31], [True]),
        ([1, 1], [3, 4], [False, False]),
        ([1], [2.5], [True]),
    ],
)
def test_impossible_gaps_are_refused(patient, gap, completed):
    with pytest.raises(ValueError, match=r"length 0|whole|2\*\*31|two open"):
        wang_chang(patient, gap, completed)


@pytest.mark.parametrize("case", RATES.values(), ids=RATES.keys())
def test_rate_is_the_ratio_estimator_of_r(case):
    assert ratio_rate(case["events"], case["years"]) == pytest.approx(
        (case["rate"], case["low"], case["high"]), abs=1e-9
    )


def test_rate_by_hand():
    # 2 in one year, 1 in two: r = 1; squared residuals 1 and 1; se = sqrt(2 x 2) / 3.
    half = exp(Z95 * sqrt(4) / 3)
    assert ratio_rate([2, 1], [1, 2]) == pytest.approx((1, 1 / half, half))
    assert clustered_rate([2, 1], [1, 2]) == pytest.approx((100, 100 / half, 100 * half))
    assert clustered_rate([2, 1], [1, 2], per=10) == pytest.approx((10, 10 / half, 10 * half))


def test_rate_without_events_exposure_or_company():
    assert ratio_rate([0, 0], [1, 2]) == (0.0, None, None)
    assert ratio_rate([3], [2]) == (1.5, None, None)
    assert ratio_rate([1], [0]) is None
    assert ratio_rate([], []) is None
    assert clustered_rate([], []) is None


def slow_slopes(group, x, y):
    found = {}
    for g in sorted(set(group)):
        points = [(a, b) for h, a, b in zip(group, x, y, strict=True) if h == g]
        slopes = [(b2 - b1) / (a2 - a1) for a1, b1 in points for a2, b2 in points if a1 < a2]
        if len(points) >= 3 and slopes:
            found[g] = float(np.median(slopes))
    return found


points = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.integers(-20, 90)), max_size=30)


@given(points)
def test_slopes_are_those_of_group_by_group(rows):
    group, x, y = zip(*rows, strict=True) if rows else ((), (), ())
    groups, slopes = theil_sen_by_group(group, x, y)
    expected = slow_slopes(group, x, y)
    assert groups.tolist() == list(expected)
    assert slopes.tolist() == pytest.approx(list(expected.values()))


def test_slopes_by_hand():
    # Points (1, 10), (2, 14), (3, 30): slopes 4, 16, 10, median 10. The second group has two points only.
    groups, slopes = theil_sen_by_group([7, 7, 7, 9, 9], [1, 2, 3, 1, 2], [10, 14, 30, 5, 6])
    assert (groups.tolist(), slopes.tolist()) == ([7], [10])


def test_many_groups_are_taken_in_parts(monkeypatch):
    monkeypatch.setattr("afterglow.stats.gaps.MOST_SLOPES", 20)
    group = np.repeat(np.arange(11), 3)
    groups, slopes = theil_sen_by_group(group, np.tile([1, 2, 3], 11), np.tile([1, 2, 3], 11) * group)
    assert groups.tolist() == slopes.tolist() == list(range(11))
