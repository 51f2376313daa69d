"""Tallies, Kaplan-Meier, the median rule, risk tables and the log-rank test."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterglow.stats.survival import (
    SurvivalAt,
    Tally,
    add_tallies,
    kaplan_meier,
    logrank,
    median,
    risk_table,
    survival_at,
    tally,
    time_by,
)
from tests.stats.reference import cases, numbers

KAPLAN_MEIER, LOGRANK = cases("survival")["kaplan_meier"], cases("survival")["logrank"]
people = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60).map(
    lambda rows: [(time, event and time > 0) for time, event in rows]
)


def tally_of(rows) -> Tally:
    return tally([time for time, _ in rows], [event for _, event in rows])


def slow_kaplan_meier(rows):
    """(time, at risk, events, S, Greenwood sum) at every time after 0, person by person."""
    table, survival, greenwood = [], 1.0, 0.0
    for time in sorted({t for t, _ in rows if t > 0}):
        at_risk = sum(t >= time for t, _ in rows)
        events = sum(t == time and e for t, e in rows)
        survival *= 1 - events / at_risk
        greenwood = greenwood + events / (at_risk * (at_risk - events)) if events < at_risk else np.nan
        table.append((time, at_risk, events, survival, greenwood))
    return table


def slow_median(times, heights):
    """R's rule in words: first time at or below one half; the middle of a stretch at exactly one half."""
    at = [t for t, h in zip(times, heights, strict=True) if h <= 0.5 + 1.5e-8]
    if not at:
        return None
    first = at[0]
    if abs(dict(zip(times, heights, strict=True))[first] - 0.5) > 1.5e-8:
        return first
    lower = [t for t, h in zip(times, heights, strict=True) if h < 0.5 - 1.5e-8]
    return (first + (lower[0] if lower else times[-1])) / 2


@pytest.mark.parametrize("case", KAPLAN_MEIER.values(), ids=KAPLAN_MEIER.keys())
def test_kaplan_meier_is_that_of_r(case):
    km = kaplan_meier(tally(case["time"], case["event"]))
    assert km.times.tolist() == case["times"]
    assert km.at_risk.tolist() == case["at_risk"]
    assert km.events.tolist() == case["events"]
    assert km.censored.tolist() == case["censored"]
    np.testing.assert_allclose(km.survival, case["survival"], atol=1e-12)
    alive = km.survival > 0
    np.testing.assert_allclose(np.sqrt(km.variance[alive]), numbers(case["se_log"])[alive], atol=1e-9)
    assert np.isnan(km.variance[~alive]).all()
    np.testing.assert_allclose(km.low, numbers(case["low"]), atol=1e-9)
    np.testing.assert_allclose(km.high, numbers(case["high"]), atol=1e-9)


@pytest.mark.parametrize("case", KAPLAN_MEIER.values(), ids=KAPLAN_MEIER.keys())
def test_median_and_limits_are_those_of_r(case):
    found = median(kaplan_meier(tally(case["time"], case["event"])))
    assert found == (case["median"], case["median_low"], case["median_high"])


@pytest.mark.parametrize("case", KAPLAN_MEIER.values(), ids=KAPLAN_MEIER.keys())
def test_quarters_are_those_of_r(case):
    km = kaplan_meier(tally(case["time"], case["event"]))
    assert [time_by(km, 0.25), time_by(km, 0.75)] == case["quarters"]


@pytest.mark.parametrize("case", KAPLAN_MEIER.values(), ids=KAPLAN_MEIER.keys())
def test_risk_table_and_survival_at_days_are_those_of_r(case):
    counts = tally(case["time"], case["event"])
    table, km = risk_table(counts, case["at"]), kaplan_meier(counts)
    assert table.at_risk.tolist() == case["n_risk_at"]
    assert ((table.waiting + table.events + table.censored) == counts.n).all()
    for day, expected in zip(case["at"], case["survival_at"], strict=True):
        found = survival_at(km, day)
        if found is None:
            assert day > km.times[-1]
        else:
            assert found.estimate == pytest.approx(expected, abs=1e-12)


@given(people)
def test_kaplan_meier_is_that_of_person_by_person(rows):
    km = kaplan_meier(tally_of(rows))
    table = np.array(slow_kaplan_meier(rows)).reshape(-1, 5)
    np.testing.assert_array_equal(km.times, table[:, 0])
    np.testing.assert_array_equal(km.at_risk, table[:, 1])
    np.testing.assert_array_equal(km.events, table[:, 2])
    np.testing.assert_allclose(km.survival, table[:, 3], atol=1e-12)
    np.testing.assert_allclose(km.variance, table[:, 4], atol=1e-12)


@given(people)
def test_median_rule(rows):
    km = kaplan_meier(tally_of(rows))
    assert median(km).estimate == slow_median(km.times.tolist(), km.survival.tolist())


@given(st.lists(people, min_size=1, max_size=4))
def test_tallies_add(parts):
    together = add_tallies([tally_of(part) for part in parts])
    whole = tally_of([row for part in parts for row in part])
    assert together.times.tolist() == whole.times.tolist()
    assert together.events.tolist() == whole.events.tolist()
    assert together.censored.tolist() == whole.censored.tolist()


def test_kaplan_meier_by_hand():
    # Five people: event at 2, event and censoring at 3 (event first), censoring at 4, event at 6.
    km = kaplan_meier(tally([2, 3, 3, 4, 6], [True, True, False, False, True]))
    assert km.at_risk.tolist() == [5, 4, 2, 1]
    assert km.survival.tolist() == pytest.approx([0.8, 0.6, 0.6, 0.0])
    assert km.variance[:2].tolist() == pytest.approx([1 / 20, 1 / 20 + 1 / 12])
    assert np.isnan(km.low[3])


def test_time_zero_is_in_no_risk_set():
    counts = tally([0, 0, 3, 5], [False, False, True, False])
    km = kaplan_meier(counts)
    assert km.times.tolist() == [3, 5]
    assert km.at_risk.tolist() == [2, 1]
    table = risk_table(counts, [0, 3, 4])
    assert table.at_risk.tolist() == [2, 2, 1]
    assert table.waiting.tolist() == [2, 1, 1]
    assert table.events.tolist() == [0, 1, 1]
    assert table.censored.tolist() == [2, 2, 2]


def test_an_event_at_time_zero_is_refused():
    with pytest.raises(ValueError, match="time 0"):
        tally([0, 3], [True, False])


@pytest.mark.parametrize("times", [[-1, 3], [1.5, 3], [np.nan, 3]])
def test_times_must_be_whole_and_not_negative(times):
    with pytest.raises(ValueError, match="whole"):
        tally(times, [True, True])


def test_long_times_are_sorted_rather_than_counted_in_slots():
    near, far = tally([2, 3, 3], [True, True, False]), tally([2, 3, 3 * 10**9], [True, True, False])
    assert far.times.tolist() == [2, 3, 3 * 10**9]
    assert far.events.tolist() == [1, 1, 0]
    assert near.events.tolist() == [1, 1]
    assert near.censored.tolist() == [0, 1]


def test_nobody_at_all():
    km = kaplan_meier(tally([], []))
    assert km.times.size == 0
    assert median(km) == (None, None, None)
    assert survival_at(km, 3) is None
    assert add_tallies([]).n == 0


def test_survival_at_before_within_and_after():
    km = kaplan_meier(tally([2, 4, 6, 8], [True, True, False, False]))
    assert survival_at(km, 1) == SurvivalAt(1.0, None, None)
    found = survival_at(km, 4)
    assert found is not None
    assert (found.estimate, found.low) == (0.5, pytest.approx(km.low[1]))
    assert survival_at(km, 9) is None
    # After everybody had the event there is nothing left to observe.
    ended = kaplan_meier(tally([2, 4], [True, True]))
    assert survival_at(ended, 9) == SurvivalAt(0.0, None, None)


@pytest.mark.parametrize("case", LOGRANK.values(), ids=LOGRANK.keys())
def test_logrank_is_that_of_r(case):
    time, event, group = (np.array(case[name]) for name in ("time", "event", "group"))
    found = logrank([tally(time[group == g], event[group == g]) for g in np.unique(group)])
    assert found is not None
    assert found == pytest.approx((case["chi2"], case["df"], case["p"]), abs=1e-9)


def test_logrank_by_hand():
    # One event in each group: at time 1 (2 and 1 at risk), at time 2 (1 and 1). Observed 1 in the first;
    # expected 2/3 + 1/2, variance 2/9 + 1/4; the second event is in the other group.
    found = logrank([tally([1, 3], [True, False]), tally([2], [True])])
    assert found is not None
    assert found.chi2 == pytest.approx((1 - 7 / 6) ** 2 / (2 / 9 + 1 / 4))


def test_logrank_has_nothing_to_compare():
    late, early = tally([5, 6], [True, True]), tally([1, 2], [False, False])
    assert logrank([late, early]) is None
    assert logrank([late]) is None
    assert logrank([]) is None
    assert logrank([early, early]) is None


@given(people, people)
def test_logrank_does_not_depend_on_the_order_of_groups(first, second):
    forward, backward = (
        logrank([tally_of(first), tally_of(second)]),
        logrank([tally_of(second), tally_of(first)]),
    )
    assert (forward is None) == (backward is None)
    if forward is not None:
        assert forward == pytest.approx(backward, abs=1e-9)
