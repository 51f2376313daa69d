"""Control charts: p-charts with Laney's correction, individuals charts, and the run rules.

Points are in time order. The run rules return one flag per point, true for every point that is part of a
signal; a missing value (NaN), a point on the line, or two equal neighbours end a run.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri

from afterglow.stats.arrays import Flags, Floats

FEWEST_POINTS = 12
"""Points from which over-dispersion is looked for and run rules mean something."""

RANGE_TO_SIGMA = 1.128
"""Expected range of two standard normal observations."""

MOVING_RANGE_LIMIT = 2.66
"""Three sigma in mean moving ranges, as tabulated."""


@dataclass(frozen=True, slots=True)
class PChart:
    """Centre and limits of a chart of proportions.

    Attributes
    ----------
    centre
        Pooled proportion of the included points; ``None`` when they hold nobody.
    sigma, lower, upper : float64[k]
        Standard deviation used for the point, and three-sigma limits clipped to 0-1; NaN at points that
        are not included or are empty.
    laney
        Whether the limits were widened for over-dispersion.
    sigma_z
        Spread of the standardised points between neighbours; 1 when only chance is at work. ``None`` where
        it was not looked for: fewer than 12 points, or a pooled proportion of 0 or 1.
    chi2
        Sum of the squared standardised points; ``None`` for a pooled proportion of 0 or 1.
    """

    centre: float | None
    sigma: Floats
    lower: Floats
    upper: Floats
    laney: bool
    sigma_z: float | None
    chi2: float | None


@dataclass(frozen=True, slots=True)
class XmR:
    """Centre and limits of a chart of single values; ``None`` with fewer than two of them."""

    centre: float | None
    lower: float | None
    upper: float | None
    sigma: float | None


def p_chart(successes: ArrayLike, totals: ArrayLike, *, included: ArrayLike | None = None) -> PChart:
    """Chart of proportions with limits that vary with the size of the point.

    Parameters
    ----------
    successes, totals : int[k]
        Counts per point.
    included : bool[k], optional
        Points that make the centre and have limits; all by default. Empty points never do.

    Notes
    -----
    From 12 points on, when the sum of squared standardised points exceeds the 95 % point of chi-square with
    k - 1 degrees of freedom, limits are those of Laney, Qual Eng 2002;14:531, never narrower than the
    ordinary ones.
    """
    k, n = np.asarray(successes, dtype=np.float64), np.asarray(totals, dtype=np.float64)
    used = (n > 0) & (True if included is None else np.asarray(included, dtype=np.bool_))
    if not used.any():
        nothing = np.full(n.size, np.nan)
        return PChart(None, nothing, nothing, nothing, False, None, None)
    centre = float(k[used].sum() / n[used].sum())
    sigma = np.sqrt(centre * (1 - centre) / np.where(used, n, np.nan))
    chi2 = sigma_z = None
    laney = False
    if 0 < centre < 1:
        z = (k[used] / n[used] - centre) / sigma[used]
        chi2 = float((z**2).sum())
        if z.size >= FEWEST_POINTS:
            sigma_z = float(np.abs(np.diff(z)).mean()) / RANGE_TO_SIGMA
            laney = chi2 > float(chdtri(z.size - 1, 0.05))
    if laney and sigma_z is not None:
        sigma = sigma * max(1.0, sigma_z)
    lower, upper = np.maximum(0.0, centre - 3 * sigma), np.minimum(1.0, centre + 3 * sigma)
    return PChart(centre, sigma, lower, upper, laney, sigma_z, chi2)


def xmr(values: ArrayLike, *, included: ArrayLike | None = None) -> XmR:
    """Chart of single values: mean and 2.66 mean moving ranges.

    Parameters
    ----------
    values : float[k]
        NaN where there is none.
    included : bool[k], optional
        Values that make the centre and the limits; all by default. A moving range is between neighbours
        among them.

    Notes
    -----
    Wheeler, Understanding Variation, 2nd ed. 2000.
    """
    x = np.asarray(values, dtype=np.float64)
    used = x[~np.isnan(x) & (True if included is None else np.asarray(included, dtype=np.bool_))]
    if used.size < 2:
        return XmR(float(used[0]) if used.size else None, None, None, None)
    centre, moving_range = float(used.mean()), float(np.abs(np.diff(used)).mean())
    reach = MOVING_RANGE_LIMIT * moving_range
    return XmR(centre, centre - reach, centre + reach, moving_range / RANGE_TO_SIGMA)


def beyond_limits(values: ArrayLike, *, lower: ArrayLike, upper: ArrayLike) -> Flags:
    """Points outside their limits."""
    x = np.asarray(values, dtype=np.float64)
    return (x < np.asarray(lower)) | (x > np.asarray(upper))


def eight_on_one_side(values: ArrayLike, *, centre: float) -> Flags:
    """Points in a run of eight or more on one side of the centre."""
    x = np.asarray(values, dtype=np.float64)
    return _in_run(x > centre, length=8) | _in_run(x < centre, length=8)


def six_rising_or_falling(values: ArrayLike) -> Flags:
    """Points in a run of six or more of which each is higher (or each lower) than the one before.

    Six points are five steps: Nelson, J Qual Technol 1984;16:237, test 3.
    """
    step = np.diff(np.asarray(values, dtype=np.float64))
    return _ends_of(_in_run(step > 0, length=5)) | _ends_of(_in_run(step < 0, length=5))


def two_of_three_beyond_two_sigma(values: ArrayLike, *, centre: float, sigma: ArrayLike) -> Flags:
    """Points beyond two sigma of which two within three neighbouring points lie on one side."""
    x, far = np.asarray(values, dtype=np.float64), 2 * np.asarray(sigma, dtype=np.float64)
    return _paired(x > centre + far) | _paired(x < centre - far)


def _in_run(flags: Flags, *, length: int) -> Flags:
    """Flags that stand in an unbroken run of at least ``length``."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    kept = np.zeros(flags.size + 1, dtype=np.int64)
    long = stops - starts >= length
    kept[starts[long]] += 1
    kept[stops[long]] -= 1
    return np.cumsum(kept)[:-1] > 0


def _ends_of(steps: Flags) -> Flags:
    """Points at either end of a flagged step."""
    return np.concatenate([[False], steps]) | np.concatenate([steps, [False]])


def _paired(far: Flags) -> Flags:
    """Flagged points with another flagged point one or two places away."""
    padded = np.concatenate([[False, False], far, [False, False]])
    return far & (padded[:-4] | padded[1:-3] | padded[3:-1] | padded[4:])
