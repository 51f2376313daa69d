"""Recurrent gaps: times between successive events of the same person, and rates with people as clusters."""

from dataclasses import dataclass
from math import exp, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from afterglow.stats.arrays import Flags, Floats, Ints, places, weigh
from afterglow.stats.proportions import Z95
from afterglow.stats.survival import log_log_band, whole_times

MOST_SLOPES = 4_000_000
"""Slopes held at a time, unless one group alone has more."""


@dataclass(frozen=True, slots=True)
class GapCurve:
    """Survival curve of the gap length with a band that is robust to people contributing several gaps.

    Attributes
    ----------
    times : int64[k]
        Gap lengths that occur, increasing.
    at_risk_weight : float64[k]
        Weight of the gaps at least this long; at the first time the number of people.
    event_weight : float64[k]
        Weight of the completed gaps of this length.
    survival : float64[k]
        Survival after the events of the time.
    variance : float64[k]
        Robust variance of the logarithm of ``survival``; NaN once survival is 0.
    low, high : float64[k]
        Log-log 95 % band; NaN where survival is 1 or 0.
    patients
        Number of people in the risk sets.
    """

    times: Ints
    at_risk_weight: Floats
    event_weight: Floats
    survival: Floats
    variance: Floats
    low: Floats
    high: Floats
    patients: int


class Rate(NamedTuple):
    """Events per unit of exposure; limits are ``None`` without events or with fewer than two clusters."""

    rate: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Gaps in use, sorted by person and length.

    Attributes
    ----------
    gap : int64[r]
    completed : bool[r]
    starts : int64[p]
        First row of each person.
    size : int64[p]
        Rows of each person.
    """

    gap: Ints
    completed: Flags
    starts: Ints
    size: Ints

    def running(self, values: Floats) -> Floats:
        """Sum within the person up to and including each row."""
        total = np.cumsum(values)
        return total - np.repeat(total[self.starts] - values[self.starts], self.size)


def wang_chang(patient: ArrayLike, gap: ArrayLike, completed: ArrayLike) -> GapCurve:
    """Wang-Chang estimate of the survival function of recurrent gap times.

    A person with m completed gaps contributes each of them with weight 1/m and the open gap is left out; a
    person with none contributes the open gap as censored with weight 1. An open gap of length 0 is in no
    risk set.

    Parameters
    ----------
    patient : int[n]
        Codes of the people, not negative.
    gap : int[n]
        Lengths, whole numbers not negative, completed ones positive; below 2**31.
    completed : bool[n]
        Whether the gap ended in the event; at most one open gap per person.

    Raises
    ------
    ValueError
        If lengths or codes are not whole numbers in range, a completed gap has length 0, or a person
        without a completed gap has two open ones.

    Notes
    -----
    Wang and Chang, J Am Stat Assoc 1999;94:146. The variance is that of R's
    ``survfit(Surv(gap, event) ~ 1, weights = w, cluster = id)``: the sum over people of u(t)^2, with u(t)
    the person's influence on log S(t).
    """
    rows = _used_gaps(patient, gap, completed)
    times, place = places(rows.gap)
    weight = np.repeat(1.0 / rows.size, rows.size)
    event_weight = weigh(place, weight * rows.completed, times.size)
    leaving = weigh(place, weight, times.size)
    after = np.concatenate([np.cumsum(leaving[::-1])[::-1][1:], [0.0]])[: times.size]
    # After the last event nothing is left but exact zeros, so that S reaches 0 exactly when it should.
    surviving = after + weigh(place, weight * ~rows.completed, times.size)
    at_risk = surviving + event_weight
    survival: Floats = np.cumprod(surviving / at_risk, dtype=np.float64)
    variance = _robust_variance(rows, place, weight, event_weight, surviving)
    low, high = log_log_band(survival, variance)
    return GapCurve(times, at_risk, event_weight, survival, variance, low, high, rows.starts.size)


def _used_gaps(patient: ArrayLike, gap: ArrayLike, completed: ArrayLike) -> _Gaps:
    """Leave out the open gap of whoever has a completed one, and open gaps of length 0."""
    who, length, done = whole_times(patient), whole_times(gap), np.asarray(completed, dtype=np.bool_)
    if (length[done] == 0).any():
        raise ValueError("a completed gap of length 0")
    if max(who.max(initial=0), length.max(initial=0)) >= 2**31:
        raise ValueError("a code or length of 2**31 or more")
    # One integer per row, person above completed above length: sorting integers is the fastest way to
    # bring each person's rows together, open gap first, the rest by length.
    keys = np.sort(who << 32 | done.astype(np.int64) << 31 | length)
    who, done, length = keys >> 32, (keys >> 31 & 1).astype(np.bool_), keys & (2**31 - 1)
    has_completed = np.concatenate([who[:-1] == who[1:], [False]])[: who.size] & ~done
    if (~done[1:] & has_completed[:-1]).any():
        raise ValueError("two open gaps of one person")
    kept = (done | ~has_completed) & (length > 0)
    who, done, length = who[kept], done[kept], length[kept]
    starts = np.flatnonzero(np.concatenate([[True], who[1:] != who[:-1]])[: who.size])
    return _Gaps(length, done, starts, np.diff(np.append(starts, who.size)))


def _robust_variance(
    rows: _Gaps, place: Ints, weight: Floats, event_weight: Floats, surviving: Floats
) -> Floats:
    """Sum over people of the squared influence on log S, at every time.

    The influence is u(t) = A(t) - B(t) G(t). G(t) sums d/(R (R - d)) over times up to t and is the same for
    everybody; B(t) is the weight of the person's gaps longer than t, and A(t) sums weight x (1/(R - d) if
    completed, minus G) over the gaps up to t. Hence sum u^2 = sum A^2 - 2 G sum AB + G^2 sum B^2, and the
    three sums change only where a person's gap ends: each is a running total over time of the changes of
    one product at one row.
    """
    at_risk = surviving + event_weight
    with np.errstate(divide="ignore"):
        per_survivor = 1.0 / surviving
    # Where nobody survives S is 0 and its logarithm has no variance; only the last time can be so.
    per_survivor[surviving == 0] = 0.0
    common = np.cumsum(event_weight / at_risk * per_survivor)
    gain = rows.completed * per_survivor[place] - common[place]
    a_after = rows.running(weight * gain)
    a_before = a_after - weight * gain
    longer = np.repeat(rows.starts + rows.size, rows.size) - np.arange(rows.gap.size)
    b_before, b_after = longer * weight, (longer - 1) * weight

    def total(change: Floats) -> Floats:
        return np.cumsum(weigh(place, change, surviving.size))

    squares = total(a_after**2 - a_before**2)
    products = total(a_after * b_after - a_before * b_before)
    weights = rows.starts.size + total(b_after**2 - b_before**2)
    variance = squares - 2 * common * products + common**2 * weights
    return np.where(surviving > 0, np.maximum(variance, 0.0), np.nan)


def ratio_rate(events: ArrayLike, years: ArrayLike) -> Rate | None:
    """Events per unit of exposure over people (or other clusters) of unequal exposure.

    Parameters
    ----------
    events, years : float[n]
        Events and exposure of each person.

    Returns
    -------
    Rate or None
        Rate r = sum events / sum exposure with limits r exp(+-z se), where
        ``se^2 = n/(n-1) sum (b_i - r y_i)^2 / (sum b_i)^2``. ``None`` without exposure.

    Notes
    -----
    The linearised variance of a ratio of totals: Cochran, Sampling Techniques, 3rd ed. 1977, chapter 6.
    """
    b, y = np.asarray(events, dtype=np.float64), np.asarray(years, dtype=np.float64)
    total, exposure, n = float(b.sum()), float(y.sum()), b.size
    if exposure <= 0:
        return None
    rate = total / exposure
    if total <= 0 or n < 2:
        return Rate(rate, None, None)
    half = Z95 * sqrt(n / (n - 1) * float(((b - rate * y) ** 2).sum())) / total
    return Rate(rate, rate * exp(-half), rate * exp(half))


def clustered_rate(
    events_by_cluster: ArrayLike, exposure_by_cluster: ArrayLike, *, per: float = 100.0
) -> Rate | None:
    """Events per ``per`` units of exposure with the interval of :func:`ratio_rate`."""
    return ratio_rate(events_by_cluster, np.asarray(exposure_by_cluster, dtype=np.float64) / per)


def theil_sen_by_group(group: ArrayLike, x: ArrayLike, y: ArrayLike) -> tuple[Ints, Floats]:
    """Theil-Sen slope, the median of all pairwise slopes, of every group with three points or more.

    Pairs with equal ``x`` have no slope and are left out, as are groups without any pair.

    Parameters
    ----------
    group : int[n]
    x, y : float[n]

    Returns
    -------
    groups : int64[g]
        Increasing.
    slopes : float64[g]

    Notes
    -----
    Sen, J Am Stat Assoc 1968;63:1379.
    """
    code, u, v = _by_group_and_x(
        np.asarray(group, dtype=np.int64), np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    )
    groups, starts, size = np.unique(code, return_index=True, return_counts=True)
    slopes = np.full(groups.size, np.nan)
    # Groups of one size form a rectangle, so there is a turn per size and not per group.
    for points in np.unique(size[size >= 3]):
        same = np.flatnonzero(size == points)
        at_once = max(1, MOST_SLOPES // int(points) ** 2)
        for part in np.split(same, range(at_once, same.size, at_once)):
            cells = starts[part][:, None] + np.arange(points)
            slopes[part] = _median_slopes(u[cells], v[cells])
    found = ~np.isnan(slopes)
    return groups[found], slopes[found]


def _by_group_and_x(group: Ints, x: Floats, y: Floats) -> tuple[Ints, Floats, Floats]:
    step, rise = np.diff(group), np.diff(x)
    if ((step > 0) | ((step == 0) & (rise >= 0))).all():
        return group, x, y
    order = np.lexsort((x, group))
    return group[order], x[order], y[order]


def _median_slopes(x: Floats, y: Floats) -> Floats:
    """Median pairwise slope of each row; NaN for a row without two different ``x``."""
    rows, points = x.shape
    slopes = np.empty((rows, points * (points - 1) // 2))
    filled = 0
    for lag in range(1, points):
        run = x[:, lag:] - x[:, :-lag]
        with np.errstate(divide="ignore", invalid="ignore"):
            lagged = np.where(run > 0, (y[:, lag:] - y[:, :-lag]) / run, np.nan)
        slopes[:, filled : filled + points - lag] = lagged
        filled += points - lag
    valid = slopes.shape[1] - np.isnan(slopes).sum(axis=1)
    if (valid == slopes.shape[1]).all():
        slopes.partition([(slopes.shape[1] - 1) // 2, slopes.shape[1] // 2], axis=1)
    else:
        slopes.sort(axis=1)  # NaN goes last
    row = np.arange(rows)
    return (slopes[row, np.maximum(valid - 1, 0) // 2] + slopes[row, valid // 2 % slopes.shape[1]]) / 2
