"""Interval-censored times: the nonparametric maximum-likelihood estimate and likelihood intervals.

Each observation says that the event lies in (left, right], right may be infinite. Distinct observations
with their counts are all that is needed, and they add.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from afterglow.stats.arrays import Floats, Ints, places
from afterglow.stats.mixture import Runs, best_masses, runs
from afterglow.stats.proportions import Z95, Interval

LARGEST_GRADIENT = 1e-6
"""The certificate: no redistribution of mass can gain more than this in mean log-likelihood."""

NO_MASS = 1e-9
"""A mass below this part of one observation's share is rounding and is set to 0."""

HALF = 0.5 - 1e-9
"""Cumulative mass that counts as one half."""

LIMIT_TOLERANCE = 1e-7
"""How closely a likelihood limit is found."""

LIKELIHOOD_DROP = 3.841
"""Twice the drop in log-likelihood at a 95 % limit: the 95 % point of chi-square with one degree."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """Distinct observations (left, right] and how often each was made.

    Attributes
    ----------
    left, right : float64[k]
        ``0 <= left < right``; ``right`` may be infinite. Sorted, no pair twice.
    counts : int64[k]
        Positive.
    """

    left: Floats
    right: Floats
    counts: Ints


@dataclass(frozen=True, slots=True)
class Turnbull:
    """Nonparametric maximum-likelihood estimate.

    Attributes
    ----------
    left, right : float64[m]
        The innermost intervals (left, right], in order; how the mass lies inside one is not determined.
    mass : float64[m]
        Probability of each, summing to 1; exactly 0 where an interval carries none.
    gradient
        Largest gradient of the mean log-likelihood; 0 at the maximum.
    loglik
        Log-likelihood.
    n
        Number of observations.
    observed
        The observations it was fitted to.
    """

    left: Floats
    right: Floats
    mass: Floats
    gradient: float
    loglik: float
    n: int
    observed: Intervals

    @property
    def certified(self) -> bool:
        """Whether the gradient proves the maximum."""
        return self.gradient <= LARGEST_GRADIENT


class Bounds(NamedTuple):
    """Least and greatest value of the distribution function at a time."""

    low: float
    high: float


def intervals(left: ArrayLike, right: ArrayLike) -> Intervals:
    """Count the distinct observations (left, right].

    Raises
    ------
    ValueError
        Unless ``0 <= left < right`` throughout.
    """
    lower, upper = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    _check(lower, upper)
    # No right end is 0, so 0 can stand for infinity.
    firsts, first = _end_places(lower)
    lasts, last = _end_places(np.where(np.isinf(upper), 0.0, upper))
    pairs, place = places(first * lasts.size + last)
    which_first, which_last = np.divmod(pairs, max(1, lasts.size))
    ends = lasts[which_last]
    counts = np.bincount(place, minlength=pairs.size).astype(np.int64)
    return _counted(firsts[which_first], np.where(ends == 0, np.inf, ends), counts)


def _end_places(ends: Floats) -> tuple[Floats, Ints]:
    """Distinct ends and the place of each; whole and half units, the usual case, are counted, not sorted."""
    doubled = ends * 2
    if doubled.max(initial=0) < 2**52 and (doubled == np.floor(doubled)).all():
        distinct, place = places(doubled.astype(np.int64))
        return distinct / 2, place
    distinct, place = np.unique(ends, return_inverse=True)
    return distinct, place.astype(np.int64)


def add_intervals(several: Sequence[Intervals]) -> Intervals:
    """All observations together."""
    if not several:
        return intervals([], [])
    fields = ([getattr(one, name) for one in several] for name in ("left", "right", "counts"))
    return _counted(*(np.concatenate(field) for field in fields))


def _check(left: Floats, right: Floats) -> None:
    if not ((left >= 0) & (left < right)).all():
        raise ValueError("an interval (left, right] needs 0 <= left < right")


def _counted(left: Floats, right: Floats, counts: Ints) -> Intervals:
    """Sort pairs that may repeat and add up their counts."""
    order = np.lexsort((right, left))
    left, right, counts = left[order], right[order], counts[order]
    new = np.concatenate([[True], (np.diff(left) > 0) | (right[1:] > right[:-1])])[: left.size]
    starts = np.flatnonzero(new)
    total = np.add.reduceat(counts, starts) if starts.size else counts
    return Intervals(left[starts], right[starts], total)


def turnbull(left: ArrayLike, right: ArrayLike, counts: ArrayLike) -> Turnbull:
    """Nonparametric maximum-likelihood estimate from observations (left, right] with counts.

    Parameters
    ----------
    left, right : float[k]
        ``0 <= left < right``; ``right`` may be infinite. Pairs need not be distinct.
    counts : int[k]
        How often each was observed, not negative.

    Raises
    ------
    ValueError
        If an interval is empty or nothing was observed.

    Notes
    -----
    Turnbull, J R Stat Soc B 1976;38:290. Innermost intervals: among all ends in order, a left end followed
    at once by a right end; at equal values right ends come first, since (a, 7] and (7, b] do not meet.
    """
    tally = np.asarray(counts, dtype=np.int64)
    lower, upper = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    _check(lower, upper)
    there = tally > 0
    observed = _counted(lower[there], upper[there], tally[there])
    if observed.counts.size == 0:
        raise ValueError("no observation")
    cells = innermost(observed)
    held = _held(observed, *cells)
    mass = best_masses(held, np.zeros(held.cells, dtype=np.int64), np.ones(1)).mass
    n = int(held.counts.sum())
    mass = np.where(mass < NO_MASS / n, 0.0, mass)
    mass /= mass.sum()
    likelihood = held.likelihood(mass)
    gradient = float(held.gather(held.counts / n / likelihood).max() - 1)
    loglik = float(held.counts @ np.log(likelihood))
    return Turnbull(*cells, mass, gradient, loglik, n, observed)


def innermost(observed: Intervals) -> tuple[Floats, Floats]:
    """Left and right ends of the innermost intervals."""
    ends = np.concatenate([np.unique(observed.right), np.unique(observed.left)])
    is_left = np.arange(ends.size) >= np.unique(observed.right).size
    order = np.lexsort((is_left, ends))
    ends, is_left = ends[order], is_left[order]
    meets = np.flatnonzero(is_left[:-1] & ~is_left[1:])
    return ends[meets], ends[meets + 1]


def _held(observed: Intervals, left: Floats, right: Floats) -> Runs:
    """The run of cells (left, right] that lies within each observation."""
    first = np.searchsorted(left, observed.left, side="left")
    stop = np.searchsorted(right, observed.right, side="right")
    return runs(first, stop, observed.counts, cells=left.size)


def cdf_bounds(fit: Turnbull, day: float) -> Bounds:
    """What is known of the probability of an event by ``day``.

    From the mass of the intervals that end by then to the mass of those that begin before; the two differ
    only inside an innermost interval.
    """
    low, high = fit.mass[fit.right <= day].sum(), fit.mass[fit.left < day].sum()
    return Bounds(min(1.0, float(low)), min(1.0, float(high)))


def median_interval(fit: Turnbull) -> Bounds | None:
    """The innermost interval (left, right] in which the cumulative mass first reaches one half.

    Returns
    -------
    Bounds or None
        ``None`` when that is the interval without a right end: the median was not reached.
    """
    place = int(np.argmax(np.cumsum(fit.mass) >= HALF))
    if np.isinf(fit.right[place]):
        return None
    return Bounds(float(fit.left[place]), float(fit.right[place]))


def likelihood_interval(fit: Turnbull, day: float) -> Interval:
    """95 % likelihood-ratio interval of the probability of an event by ``day``.

    All theta for which twice the log-likelihood lost by asking for F(day) = theta is at most 3.841. An
    innermost interval holding the day is split there; if no interval lies on one side, (day, infinity) or
    (0, day] is added. Limits are good to 1e-6.

    Notes
    -----
    Likelihood-ratio inference for the current-status and mixed-case models: Banerjee and Wellner, Ann Stat
    2001;29:1699. The loss is convex in theta and its slope is known from the prices of the two sides, so
    each limit is found by Newton steps kept inside a shrinking bracket.
    """
    left, right = _cells_split_at(fit, day)
    held, side = _held(fit.observed, left, right), (left >= day).astype(np.int64)
    middle = sum(cdf_bounds(fit, day)) / 2
    return Interval(*(_limit(fit, held, side, middle=middle, end=end) for end in (0.0, 1.0)))


def _cells_split_at(fit: Turnbull, day: float) -> tuple[Floats, Floats]:
    left, right = fit.left, fit.right
    if ((left < day) & (day < right)).any():
        left, right = np.sort(np.append(left, day)), np.sort(np.append(right, day))
    if left[-1] < day:
        left, right = np.append(left, day), np.append(right, np.inf)
    if right[0] > day:
        left, right = np.append(0.0, left), np.append(day, right)
    return left, right


def _limit(fit: Turnbull, held: Runs, side: Ints, *, middle: float, end: float) -> float:
    """The limit between the middle and one end of 0-1."""
    inside, outside = middle, end
    guess = middle + (2 * end - 1) * Z95 * sqrt(middle * (1 - middle) / fit.n)
    while abs(outside - inside) > LIMIT_TOLERANCE:
        if not min(inside, outside) < guess < max(inside, outside):
            guess = (inside + outside) / 2
        excess, slope = _loss(fit, held, side, theta=guess)
        inside, outside = (inside, guess) if excess > 0 else (guess, outside)
        last, guess = guess, guess - excess / slope if slope else np.nan
        if abs(guess - last) < LIMIT_TOLERANCE:
            return min(1.0, max(0.0, guess))
    return outside


def _loss(fit: Turnbull, held: Runs, side: Ints, *, theta: float) -> tuple[float, float]:
    """Twice the log-likelihood lost at F(day) = theta beyond what a limit allows, and its slope."""
    mass, price = best_masses(held, side, np.array([theta, 1 - theta]), gap=1e-8 / fit.n)
    loglik = float(held.counts @ np.log(held.likelihood(mass)))
    return 2 * (fit.loglik - loglik) - LIKELIHOOD_DROP, -2 * fit.n * float(price[0] - price[1])
