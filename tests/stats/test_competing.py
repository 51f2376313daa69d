"""Cumulative incidence of competing ends against R and by hand."""

import numpy as np
import pytest

from afterglow.stats.competing import aalen_johansen, add_competing, competing_tally
from afterglow.stats.survival import kaplan_meier, tally
from tests.stats.reference import cases

COMPETING = cases("survival")["competing"]


def matrix(rows) -> np.ndarray:
    return np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=float).T


@pytest.mark.parametrize("case", COMPETING.values(), ids=COMPETING.keys())
def test_aalen_johansen_is_that_of_r(case):
    found = aalen_johansen(competing_tally(case["time"], case["end"]))
    state, se, low, high = (matrix(case[name]) for name in ("state", "se", "low", "high"))
    assert found.times.tolist() == case["times"]
    assert found.at_risk.tolist() == case["at_risk"]
    np.testing.assert_allclose(found.survival, state[0], atol=1e-9)
    np.testing.assert_allclose(found.incidence, state[1:], atol=1e-9)
    np.testing.assert_allclose(np.sqrt(np.maximum(found.variance, 0)), se[1:], atol=1e-9)
    inside = (found.incidence > 1e-12) & (found.incidence < 1)
    np.testing.assert_allclose(found.low[inside], low[1:][inside], atol=1e-9)
    np.testing.assert_allclose(found.high[inside], high[1:][inside], atol=1e-9)
    assert np.isnan(found.low[~inside]).all()


def test_by_hand():
    # Four people: end 1 at time 1, end 2 at time 2, censored at 2, end 1 at time 3.
    found = aalen_johansen(competing_tally([1, 2, 2, 3], [1, 2, 0, 1]))
    np.testing.assert_allclose(found.survival, [3 / 4, 1 / 2, 0])
    np.testing.assert_allclose(found.incidence, [[1 / 4, 1 / 4, 3 / 4], [0, 1 / 4, 1 / 4]])


def test_with_one_kind_it_is_kaplan_meier():
    time, event = [3, 5, 5, 8, 9, 12], [1, 0, 1, 1, 0, 1]
    found = aalen_johansen(competing_tally(time, event, kinds=1))
    km = kaplan_meier(tally(time, event))
    np.testing.assert_allclose(found.incidence[0], 1 - km.survival)
    alive = km.survival > 0
    np.testing.assert_allclose(found.variance[0][alive], (km.survival**2 * km.variance)[alive])


def test_tallies_add():
    first, second = competing_tally([1, 4], [1, 2]), competing_tally([0, 4, 6], [0, 2, 0])
    together, whole = add_competing([first, second]), competing_tally([1, 4, 0, 4, 6], [1, 2, 0, 2, 0])
    assert together.times.tolist() == whole.times.tolist()
    assert together.events.tolist() == whole.events.tolist()
    assert together.censored.tolist() == whole.censored.tolist()


@pytest.mark.parametrize(("time", "end"), [([0, 1], [1, 0]), ([1], [3]), ([1], [-1]), ([-1], [0])])
def test_impossible_ends_are_refused(time, end):
    with pytest.raises(ValueError, match=r"time 0|numbered|whole"):
        competing_tally(time, end)


def test_tallies_of_different_kinds_do_not_add():
    with pytest.raises(ValueError, match="kinds"):
        add_competing([competing_tally([1], [1]), competing_tally([1], [1], kinds=3)])
    with pytest.raises(ValueError, match="at least one"):
        add_competing([])


def test_nobody_at_all():
    assert aalen_johansen(competing_tally([], [])).incidence.shape == (2, 0)
