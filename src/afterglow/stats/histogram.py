"""Histograms: distinct values with their counts.

Counts of whole numbers add across files without loss and forget the order of the rows, so moments,
quantiles and rank tests computed from a histogram are the same to the last digit however the data came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from afterglow.stats.arrays import Floats, Ints
from afterglow.stats.proportions import Interval


@dataclass(frozen=True, slots=True)
class Histogram:
    """Sorted distinct values and how often each occurs.

    Attributes
    ----------
    values : float64[k]
        Strictly increasing, finite.
    counts : int64[k]
        Positive.
    """

    values: Floats
    counts: Ints

    @property
    def n(self) -> int:
        """Number of observations."""
        return int(self.counts.sum())


class Moments(NamedTuple):
    """Number of observations, mean and standard deviation (divisor n - 1)."""

    n: int
    mean: float | None
    sd: float | None


def histogram(values: ArrayLike) -> Histogram:
    """Count the distinct values of a one-dimensional array.

    Raises
    ------
    ValueError
        If a value is missing or infinite: who is left out is the caller's decision.
    """
    numbers = np.asarray(values, dtype=np.float64).ravel() + 0.0  # -0.0 becomes 0.0
    if not np.isfinite(numbers).all():
        raise ValueError("a histogram takes finite values only")
    distinct, counts = np.unique(numbers, return_counts=True)
    return Histogram(distinct, counts.astype(np.int64))


def add(histograms: Sequence[Histogram]) -> Histogram:
    """Histogram of all observations together."""
    if not histograms:
        return histogram([])
    return combine(
        np.concatenate([h.values for h in histograms]), np.concatenate([h.counts for h in histograms])
    )


def combine(values: Floats, counts: Ints) -> Histogram:
    """Histogram of values that may repeat, each with a count; zero counts vanish."""
    distinct, place = np.unique(values, return_inverse=True)
    total = np.zeros(distinct.size, dtype=np.int64)
    np.add.at(total, place, counts)
    return Histogram(distinct[total > 0], total[total > 0])


def moments(h: Histogram) -> Moments:
    """Mean and standard deviation; ``None`` where there are too few observations (none, one)."""
    n = h.n
    if n == 0:
        return Moments(0, None, None)
    mean = float((h.values * h.counts).sum() / n)
    if n == 1:
        return Moments(1, mean, None)
    return Moments(n, mean, sqrt(float((h.counts * (h.values - mean) ** 2).sum() / (n - 1))))


def quantile(h: Histogram, p: float) -> float | None:
    """Quantile by linear interpolation between order statistics (type 7 of R); ``None`` if empty.

    Notes
    -----
    Hyndman and Fan, Am Stat 1996;50:361, definition 7.
    """
    n = h.n
    if n == 0:
        return None
    position = (n - 1) * p
    below = floor(position)
    ends = np.cumsum(h.counts)
    lower, upper = h.values[np.searchsorted(ends, [below, min(below + 1, n - 1)], side="right")]
    return float(lower + (position - below) * (upper - lower))


def t_interval(h: Histogram) -> Interval | None:
    """Student's t interval of the mean; ``None`` with fewer than two observations."""
    n, mean, sd = moments(h)
    if mean is None or sd is None:
        return None
    half = float(stdtrit(n - 1, 0.975)) * sd / sqrt(n)
    return Interval(mean - half, mean + half)
