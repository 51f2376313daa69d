"""One sample of paired differences, held as a histogram."""

from math import floor, sqrt
from typing import NamedTuple

import numpy as np

from afterglow.stats.arrays import Floats
from afterglow.stats.histogram import Histogram, combine, moments
from afterglow.stats.hypothesis_tests import mid_ranks, two_sided
from afterglow.stats.proportions import Z95


class SignedRank(NamedTuple):
    """Wilcoxon signed-rank statistic: the rank sum of the positive differences."""

    w: float
    z: float
    p: float
    n_nonzero: int


class HodgesLehmann(NamedTuple):
    """Median of the Walsh averages; limits are ``None`` below five observations."""

    estimate: float
    low: float | None
    high: float | None


def signed_rank(h: Histogram) -> SignedRank | None:
    """Wilcoxon signed-rank test: zeros dropped, tie correction, normal, no continuity correction.

    Returns
    -------
    SignedRank or None
        ``None`` when no difference is other than zero.
    """
    kept = h.values != 0
    values, counts = h.values[kept], h.counts[kept]
    n = int(counts.sum())
    if n == 0:
        return None
    sizes = combine(np.abs(values), counts)
    ties = sizes.counts.astype(np.float64)
    ranks = mid_ranks(ties)[np.searchsorted(sizes.values, np.abs(values))]
    w = float((ranks * counts)[values > 0].sum())
    variance = n * (n + 1) * (2 * n + 1) / 24 - float((ties**3 - ties).sum()) / 48
    z = (w - n * (n + 1) / 4) / sqrt(variance)
    return SignedRank(w, z, two_sided(z), n)


def hodges_lehmann(h: Histogram) -> HodgesLehmann | None:
    """Hodges-Lehmann estimate: the median of all Walsh averages of pairs i <= j, zeros kept.

    The interval runs from the k-th smallest to the k-th largest Walsh average with
    ``k = floor(n(n+1)/4 - z sqrt(n(n+1)(2n+1)/24)) + 1``; it is ``None`` where k is below 1.

    Returns
    -------
    HodgesLehmann or None
        ``None`` for an empty histogram.

    Notes
    -----
    Hodges and Lehmann, Ann Math Stat 1963;34:598. The n(n+1)/2 averages are never written down; see
    :func:`walsh_average`.
    """
    n = h.n
    if n == 0:
        return None
    pairs = n * (n + 1) // 2
    middle = (walsh_average(h, (pairs + 1) // 2) + walsh_average(h, pairs // 2 + 1)) / 2
    k = floor(n * (n + 1) / 4 - Z95 * sqrt(n * (n + 1) * (2 * n + 1) / 24)) + 1
    if k < 1:
        return HodgesLehmann(middle, None, None)
    return HodgesLehmann(middle, walsh_average(h, k), walsh_average(h, pairs + 1 - k))


def walsh_average(h: Histogram, rank: int) -> float:
    """The ``rank``-th smallest (from 1) of the Walsh averages of a histogram.

    How many averages are <= t follows from one sorted lookup per distinct value, so the rank is found by
    halving an interval for t until it is too narrow to matter, and the answer is the first Walsh average
    in it. Time is that of some forty lookups whatever the number of observations.
    """
    values, ends = h.values, np.concatenate([[0], np.cumsum(h.counts)])
    low, high = _below(float(values[0])), float(values[-1])
    narrow = 1e-12 * max(abs(low), abs(high), high - low)
    while high - low > narrow:
        middle = (low + high) / 2
        partner = np.searchsorted(values, 2 * middle - values, side="right")
        # Ordered pairs of observations, plus each observation with itself, is twice the pairs i <= j.
        itself = ends[np.searchsorted(values, middle, side="right")]
        if (int((h.counts * ends[partner]).sum()) + int(itself)) // 2 >= rank:
            high = middle
        else:
            low = middle
    return _first_average_above(values, low)


def _below(value: float) -> float:
    """A number safely below ``value`` on its own scale."""
    return value - max(1e-9, 1e-9 * abs(value))


def _first_average_above(values: Floats, bound: float) -> float:
    partner = np.searchsorted(values, 2 * bound - values, side="right")
    there = partner < values.size
    return float(((values[there] + values[partner[there]]) / 2).min())


def d_z(h: Histogram) -> float | None:
    """Mean over standard deviation of the differences; ``None`` when the deviation is zero or undefined."""
    _, mean, sd = moments(h)
    return mean / sd if mean is not None and sd else None


def g_av(h: Histogram, *, sd_pre: float | None, sd_post: float | None) -> float | None:
    """Mean difference over the root mean square of the two standard deviations, small-sample corrected.

    ``None`` with fewer than two differences, or when both deviations are zero or one is missing.

    Notes
    -----
    Correction J = 1 - 3/(4(n-1) - 1): Hedges, J Educ Stat 1981;6:107. Average variance: Cumming,
    Understanding the New Statistics, 2012.
    """
    n, mean, _ = moments(h)
    if n < 2 or mean is None or sd_pre is None or sd_post is None or sd_pre == sd_post == 0:
        return None
    correction = 1 - 3 / (4 * (n - 1) - 1)
    return correction * mean / sqrt((sd_pre**2 + sd_post**2) / 2)
