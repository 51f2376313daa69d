"""Funnel-plot limits around a pooled proportion."""

from math import ceil

import numpy as np
from scipy.special import bdtr, bdtrik

PROBABILITIES = (0.001, 0.025, 0.975, 0.999)
"""Lower and upper tail points of the 99.8 and 95 % limits, in increasing order."""


def binomial_limit(n: int, p: float, a: float) -> float:
    """Interpolated binomial quantile as a proportion.

    With F the distribution function of Binomial(n, p) and r the smallest count with F(r) >= a, the limit
    is ``(r - (F(r) - a) / (F(r) - F(r-1))) / n``, clipped to 0-1.

    Raises
    ------
    ValueError
        Unless n is positive, p within 0-1 and a strictly between 0 and 1.

    Notes
    -----
    Spiegelhalter, Stat Med 2005;24:1185, appendix.
    """
    if n <= 0 or not 0 <= p <= 1 or not 0 < a < 1:
        raise ValueError("needs n above 0, p from 0 to 1 and a between 0 and 1")
    if p == 0:
        return 0.0
    if p == 1:
        return 1 - (1 - a) / n
    r = _smallest_count(n, p, a)
    reached, before = _cdf(r, n, p), _cdf(r - 1, n, p)
    return float(np.clip((r - (reached - a) / (reached - before)) / n, 0.0, 1.0))


def _cdf(count: int, n: int, p: float) -> float:
    return float(bdtr(count, n, p)) if count >= 0 else 0.0


def _smallest_count(n: int, p: float, a: float) -> int:
    """Smallest count with F >= a: the continuous inverse, put right by a step where it rounds badly."""
    guess = float(bdtrik(a, n, p))
    r = min(n, max(0, ceil(guess))) if np.isfinite(guess) else 0
    while r > 0 and _cdf(r - 1, n, p) >= a:
        r -= 1
    while _cdf(r, n, p) < a:
        r += 1
    return r
