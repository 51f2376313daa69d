"""Funnel limits against R and by hand."""

import pytest

from afterglow.stats.funnel import PROBABILITIES, binomial_limit
from tests.stats.reference import cases

FUNNEL = cases("charts")["funnel"]


@pytest.mark.parametrize("case", FUNNEL)
def test_limits_are_those_of_r(case):
    assert list(PROBABILITIES) == case["tails"]
    found = [binomial_limit(case["n"], case["p"], a) for a in case["tails"]]
    assert found == pytest.approx(case["limits"], abs=1e-9)


def test_by_hand():
    # Binomial(2, 1/2): F = 1/4, 3/4, 1. For 0.5: r = 1, (1 - (0.75 - 0.5) / 0.5) / 2 = 0.25.
    assert binomial_limit(2, 0.5, 0.5) == pytest.approx(0.25)
    # For 0.975: r = 2, (2 - 0.025 / 0.25) / 2 = 0.95; for 0.025: (0 - 0.225 / 0.25) / 2 is below 0.
    assert binomial_limit(2, 0.5, 0.975) == pytest.approx(0.95)
    assert binomial_limit(2, 0.5, 0.025) == 0.0


def test_limits_close_in_with_size():
    widths = [
        binomial_limit(n, 0.4, 0.999) - binomial_limit(n, 0.4, 0.001) for n in (10, 100, 1000, 1_000_000)
    ]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.004


def test_a_probability_of_nought_or_one():
    assert binomial_limit(20, 0, 0.975) == 0.0
    assert binomial_limit(20, 1, 0.975) == pytest.approx(1 - 0.025 / 20)


@pytest.mark.parametrize(("n", "p", "a"), [(0, 0.5, 0.5), (5, 1.5, 0.5), (5, 0.5, 0), (5, 0.5, 1)])
def test_impossible_requests_are_refused(n, p, a):
    with pytest.raises(ValueError, match="needs n"):
        binomial_limit(n, p, a)
