"""Two-group and k-group tests, and the adjustment of a family of p-values."""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
from scipy.special import bdtr, chdtrc, ndtr

from afterglow.stats.arrays import Floats
from afterglow.stats.histogram import Histogram, add


class ChiSquare(NamedTuple):
    """Pearson's statistic; ``share_small_expected`` is the share of expected counts below 5."""

    statistic: float
    df: int
    p: float
    share_small_expected: float


class MannWhitney(NamedTuple):
    """U of the first group, two-sided p, and the effect 2U/(n1 n2) - 1 between -1 and 1."""

    u: float
    p: float | None
    effect: float


class KruskalWallis(NamedTuple):
    """Tie-corrected H, its degrees of freedom, p, and the effect H/(n - 1) between 0 and 1."""

    h: float
    df: int
    p: float
    effect: float


def fisher_exact(k1: int, n1: int, k2: int, n2: int) -> float:
    """Two-sided p of Fisher's exact test: all tables at most as likely as the one seen.

    Likelihoods within a factor 1 + 1e-7 count as equal, the rule R uses, so that mirrored tables are
    never parted by rounding.
    """
    lowest, highest = max(0, k1 + k2 - n2), min(k1 + k2, n1)
    likelihood = _hypergeometric(lowest, highest, k1 + k2, n1=n1, n2=n2)
    extreme = likelihood <= likelihood[k1 - lowest] * (1 + 1e-7)
    return min(1.0, float(likelihood[extreme].sum() / likelihood.sum()))


def _hypergeometric(lowest: int, highest: int, drawn: int, *, n1: int, n2: int) -> Floats:
    """Hypergeometric likelihoods of ``lowest..highest`` relative to the mode.

    Summing log ratios outwards from the mode keeps full precision where the mass is, for any size.
    """
    x = np.arange(lowest, highest, dtype=np.float64)
    steps = np.log((n1 - x) * (drawn - x)) - np.log((x + 1) * (n2 - drawn + x + 1))
    mode = int((steps > 0).sum())
    left = -np.cumsum(steps[:mode][::-1])[::-1]
    right = np.cumsum(steps[mode:])
    return np.exp(np.concatenate([left, [0.0], right]))


def chi_square(successes: Sequence[int], totals: Sequence[int]) -> ChiSquare | None:
    """Pearson chi-square of k proportions, without continuity correction.

    Returns
    -------
    ChiSquare or None
        ``None`` where the statistic is undefined: fewer than two groups, an empty group, or all
        observations alike.
    """
    k, n = np.asarray(successes, dtype=np.float64), np.asarray(totals, dtype=np.float64)
    if k.size < 2 or n.min() <= 0 or not 0 < k.sum() < n.sum():
        return None
    pooled = k.sum() / n.sum()
    seen = np.concatenate([k, n - k])
    expected = np.concatenate([n * pooled, n * (1 - pooled)])
    statistic = float(((seen - expected) ** 2 / expected).sum())
    df = k.size - 1
    return ChiSquare(statistic, df, float(chdtrc(df, statistic)), float((expected < 5).mean()))


def benjamini_hochberg(pvalues: Sequence[float]) -> list[float]:
    """Benjamini-Hochberg adjusted p-values, in the order given.

    Notes
    -----
    Benjamini and Hochberg, J R Stat Soc B 1995;57:289.
    """
    p = np.asarray(pvalues, dtype=np.float64)
    descending = np.argsort(-p, kind="stable")
    scaled = p[descending] * p.size / np.arange(p.size, 0, -1)
    adjusted = np.empty_like(p)
    adjusted[descending] = np.minimum(1.0, np.minimum.accumulate(scaled))
    return adjusted.tolist()


def mid_ranks(counts: Floats) -> Floats:
    """Mean rank of each distinct value, from the counts of the values in increasing order."""
    return np.cumsum(counts) - (counts - 1) / 2


def _counts_at(h: Histogram, values: Floats) -> Floats:
    """Counts of ``h`` spread over a longer sorted list of values that contains its own."""
    spread = np.zeros(values.size)
    spread[np.searchsorted(values, h.values)] = h.counts
    return spread


def mann_whitney(first: Histogram, second: Histogram) -> MannWhitney | None:
    """Mann-Whitney test: normal approximation, tie correction, no continuity correction.

    Returns
    -------
    MannWhitney or None
        ``None`` if a group is empty. ``p`` is ``None`` when all observations are equal.
    """
    n1, n2 = first.n, second.n
    if n1 == 0 or n2 == 0:
        return None
    both, n = add([first, second]), n1 + n2
    ranks, ties = mid_ranks(both.counts.astype(np.float64)), both.counts.astype(np.float64)
    u = float((_counts_at(first, both.values) * ranks).sum()) - n1 * (n1 + 1) / 2
    variance = n1 * n2 / 12 * ((n + 1) - float((ties**3 - ties).sum()) / (n * (n - 1)))
    effect = 2 * u / (n1 * n2) - 1
    if both.values.size == 1:
        return MannWhitney(u, None, effect)
    return MannWhitney(u, two_sided((u - n1 * n2 / 2) / sqrt(variance)), effect)


def two_sided(z: float) -> float:
    """Two-sided p-value of a standard normal statistic."""
    return float(2 * ndtr(-abs(z)))


def kruskal_wallis(groups: Sequence[Histogram]) -> KruskalWallis | None:
    """Kruskal-Wallis test with tie correction.

    Returns
    -------
    KruskalWallis or None
        ``None`` with fewer than two groups, an empty group, or all observations equal.
    """
    if len(groups) < 2 or any(g.n == 0 for g in groups):
        return None
    whole = add(groups)
    n, ties = whole.n, whole.counts.astype(np.float64)
    if whole.values.size == 1:
        return None
    ranks = mid_ranks(ties)
    # Deviations from the mean rank rather than raw rank sums: nothing large is subtracted.
    deviations = [float((_counts_at(g, whole.values) * (ranks - (n + 1) / 2)).sum()) for g in groups]
    raw = 12 / (n * (n + 1)) * sum(d * d / g.n for d, g in zip(deviations, groups, strict=True))
    h = raw / (1 - float((ties**3 - ties).sum()) / (float(n) ** 3 - n))
    df = len(groups) - 1
    return KruskalWallis(h, df, float(chdtrc(df, h)), h / (n - 1))


def mcnemar_exact(b: int, c: int) -> float:
    """Exact two-sided McNemar p from the two discordant counts; 1 when there are none."""
    return min(1.0, 2 * float(bdtr(min(b, c), b + c, 0.5))) if b + c else 1.0
