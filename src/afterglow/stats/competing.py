"""Competing ends: cumulative incidence of each when only the first to come is seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from afterglow.stats.arrays import Floats, Ints, places
from afterglow.stats.survival import from_here_on, log_log_band, whole_times


@dataclass(frozen=True, slots=True)
class CompetingTally:
    """Ends of several kinds, and censorings, per time.

    Attributes
    ----------
    times : int64[k]
        Strictly increasing, not negative.
    events : int64[kinds, k]
        One row for each kind of end; none at time 0.
    censored : int64[k]
    """

    times: Ints
    events: Ints
    censored: Ints


@dataclass(frozen=True, slots=True)
class AalenJohansen:
    """Cumulative incidences at every time of a tally after 0.

    Attributes
    ----------
    times, at_risk : int64[k]
    survival : float64[k]
        Probability that no end of any kind has come; with the incidences it adds up to 1.
    incidence : float64[kinds, k]
        Probability that the end of this kind has come.
    variance : float64[kinds, k]
        Variance of ``incidence``.
    low, high : float64[kinds, k]
        Log-log 95 % band; NaN where the incidence is 0 or 1.
    """

    times: Ints
    at_risk: Ints
    survival: Floats
    incidence: Floats
    variance: Floats
    low: Floats
    high: Floats


def competing_tally(times: ArrayLike, end: ArrayLike, *, kinds: int = 2) -> CompetingTally:
    """Count ends per distinct time.

    Parameters
    ----------
    times : int[n]
        Whole numbers, not negative.
    end : int[n]
        0 for censored, 1 to ``kinds`` for the kind of end.
    kinds
        How many kinds there are, whether or not they occur.

    Raises
    ------
    ValueError
        If times are negative or not whole, an end is out of range, or an end other than censoring falls on
        time 0.
    """
    at, kind = whole_times(times), np.asarray(end, dtype=np.int64)
    if kind.size and (kind.min() < 0 or kind.max() > kinds):
        raise ValueError("ends are numbered from 0 (censored) to the number of kinds")
    if (kind[at == 0] > 0).any():
        raise ValueError("an event at time 0: risk begins after time 0")
    distinct, place = places(at)
    counts = np.bincount(kind * distinct.size + place, minlength=(kinds + 1) * distinct.size)
    table = counts.reshape(kinds + 1, distinct.size).astype(np.int64)
    return CompetingTally(distinct, table[1:], table[0])


def add_competing(tallies: Sequence[CompetingTally]) -> CompetingTally:
    """Tally of everybody together; all must have the same kinds.

    Raises
    ------
    ValueError
        If there is no tally, or the numbers of kinds differ.
    """
    if len({one.events.shape[0] for one in tallies}) != 1:
        raise ValueError("tallies of the same kinds only, and at least one")
    distinct = np.unique(np.concatenate([one.times for one in tallies]))
    events = np.zeros((tallies[0].events.shape[0], distinct.size), dtype=np.int64)
    censored = np.zeros(distinct.size, dtype=np.int64)
    for one in tallies:
        place = np.searchsorted(distinct, one.times)
        events[:, place] += one.events
        censored[place] += one.censored
    return CompetingTally(distinct, events, censored)


def aalen_johansen(counts: CompetingTally) -> AalenJohansen:
    """Aalen-Johansen estimate of the cumulative incidence of each kind of end.

    Notes
    -----
    Aalen and Johansen, Scand J Stat 1978;5:141. Variance of Greenwood type as in Allignol et al., Biom J
    2010;52:126; band: Choudhury, Stat Med 2002;21:1129.
    """
    rows = counts.times > 0
    times, events, censored = counts.times[rows], counts.events[:, rows], counts.censored[rows]
    ended = events.sum(axis=0)
    at_risk = from_here_on(ended + censored)
    survival = np.cumprod((at_risk - ended) / at_risk)
    before = np.concatenate([[1.0], survival])[: times.size]
    incidence = np.cumsum(before * events / at_risk, axis=1)
    shared = {"ended": ended, "at_risk": at_risk}
    variance = np.stack(
        [_variance(before, own, incidence=f, **shared) for own, f in zip(events, incidence, strict=True)]
    )
    # The band of 1 - F on the log-log scale of F: turn the incidence's own variance into that of log F.
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = log_log_band(incidence, variance / incidence**2)
    return AalenJohansen(times, at_risk, survival, incidence, variance, low, high)


def _variance(before: Floats, own: Ints, *, ended: Ints, at_risk: Ints, incidence: Floats) -> Floats:
    """Greenwood-type variance of one incidence at every time.

    var F(t) = sum over s <= t of (F(t) - F(s))^2 a(s) + b(s) - 2 (F(t) - F(s)) c(s); multiplied out in
    F(t) it needs running sums only.
    """
    n = at_risk.astype(np.float64)
    # When everybody left ends at once F stops changing, so that time's a(s) is never weighted.
    a = np.divide(ended, n * (n - ended), out=np.zeros_like(n), where=n > ended)
    b = before**2 * own * (n - own) / n**3
    c = before * own / n**2
    f = incidence
    sums = [np.cumsum(term) for term in (a, a * f, a * f * f, b, c, c * f)]
    return f * f * sums[0] - 2 * f * sums[1] + sums[2] + sums[3] - 2 * (f * sums[4] - sums[5])
