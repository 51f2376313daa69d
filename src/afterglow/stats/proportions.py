"""Proportions: Wilson intervals, Newcombe differences, odds ratios and standardised rates."""

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import NamedTuple

Z95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution; every interval of the package uses it."""


class Interval(NamedTuple):
    """Lower and upper 95 % limit."""

    low: float
    high: float


class Difference(NamedTuple):
    """A difference of two proportions, first minus second, with its 95 % limits."""

    estimate: float
    low: float
    high: float


class OddsRatio(NamedTuple):
    """Odds of the first group over odds of the second, with 95 % limits."""

    estimate: float
    low: float
    high: float


class StandardisedRate(NamedTuple):
    """A weighted mean of band rates with its 95 % limits."""

    rate: float
    low: float
    high: float


def wilson(successes: int, n: int) -> Interval:
    """Wilson score interval without continuity correction.

    Parameters
    ----------
    successes, n
        Counts, ``0 <= successes <= n``.

    Returns
    -------
    Interval
        Limits within 0-1; exactly 0 when there is no success and exactly 1 when there is no failure.

    Raises
    ------
    ValueError
        If ``n`` is not positive or ``successes`` lies outside 0-n.

    Notes
    -----
    Wilson, J Am Stat Assoc 1927;22:209.
    """
    if n <= 0:
        raise ValueError("a proportion needs at least one observation")
    if not 0 <= successes <= n:
        raise ValueError("successes must lie between 0 and n")
    p, share = successes / n, Z95**2 / n
    centre = (p + share / 2) / (1 + share)
    half = Z95 / (1 + share) * sqrt(p * (1 - p) / n + share / (4 * n))
    # At the two ends the formula gives 0 and 1 up to rounding; the reader should see exactly that.
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Interval(low, high)


def newcombe(k1: int, n1: int, k2: int, n2: int) -> Difference:
    """Difference of two independent proportions with Newcombe's hybrid score interval (method 10).

    Each limit is the square root of two squared distances, from a proportion to its own Wilson limit.

    Notes
    -----
    Newcombe, Stat Med 1998;17:873, method 10.
    """
    p1, p2 = k1 / n1, k2 / n2
    first, second = wilson(k1, n1), wilson(k2, n2)
    estimate = p1 - p2
    low = estimate - sqrt((p1 - first.low) ** 2 + (second.high - p2) ** 2)
    high = estimate + sqrt((first.high - p1) ** 2 + (p2 - second.low) ** 2)
    return Difference(estimate, low, high)


def odds_ratio(k1: int, n1: int, k2: int, n2: int) -> OddsRatio | None:
    """Odds ratio of ``k1/n1`` against ``k2/n2`` with Woolf's interval on the log scale.

    Returns
    -------
    OddsRatio or None
        ``None`` when any of the four cells is empty: the log odds ratio or its standard error is then
        infinite, and adding a half to every cell would be a number of its own making.

    Notes
    -----
    Woolf, Ann Hum Genet 1955;19:251.
    """
    cells = (k1, n1 - k1, k2, n2 - k2)
    if min(cells) <= 0:
        return None
    a, b, c, d = cells
    centre = log(a) + log(d) - log(b) - log(c)
    half = Z95 * sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return OddsRatio(exp(centre), exp(centre - half), exp(centre + half))


def standardised_rate(
    successes_by_band: Sequence[int], n_by_band: Sequence[int], *, weights: Sequence[float]
) -> StandardisedRate | None:
    """Directly standardised rate: band rates averaged with weights that are the same for every group.

    Parameters
    ----------
    successes_by_band, n_by_band
        Counts per band, in the order of ``weights``.
    weights
        Non-negative band weights, scaled here to sum to one (shares or counts will do).

    Returns
    -------
    StandardisedRate or None
        Limits by square-and-add of the Wilson limits of the bands, clipped to 0-1. ``None`` when a band of
        positive weight holds nobody.

    Raises
    ------
    ValueError
        If the three sequences differ in length or the weights are negative or all zero.
    """
    total = sum(weights)
    if not len(successes_by_band) == len(n_by_band) == len(weights):
        raise ValueError("one count, one total and one weight per band")
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be non-negative and not all zero")
    bands = [
        (k, n, weight / total)
        for k, n, weight in zip(successes_by_band, n_by_band, weights, strict=True)
        if weight > 0
    ]
    if any(n == 0 for _, n, _ in bands):
        return None
    rate = sum(w * k / n for k, n, w in bands)
    below = sqrt(sum((w * (k / n - wilson(k, n).low)) ** 2 for k, n, w in bands))
    above = sqrt(sum((w * (wilson(k, n).high - k / n)) ** 2 for k, n, w in bands))
    return StandardisedRate(rate, max(0.0, rate - below), min(1.0, rate + above))
