"""Survival from tallies: how many events and how many censorings at each time.

A tally is as long as the number of distinct times, whatever the number of people, and tallies add. Times
are whole numbers of any unit the caller likes (half-days, for example). At one time events come before
censorings, so whoever is censored at a time is at risk at it; a time of 0 is in no risk set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from afterglow.stats.arrays import Flags, Floats, Ints, places
from afterglow.stats.proportions import Z95

ROUNDING = 1e-12
"""Nearer to 1 than any share of people can come."""
FLAT_TOLERANCE = 1.5e-8
"""How close to a level counts as exactly on it (R: the square root of the machine epsilon)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Events and censorings per time.

    Attributes
    ----------
    times : int64[k]
        Strictly increasing, not negative.
    events, censored : int64[k]
        Counts; an event at time 0 is impossible.
    """

    times: Ints
    events: Ints
    censored: Ints

    @property
    def n(self) -> int:
        """Number of people, those with time 0 included."""
        return int(self.events.sum() + self.censored.sum())


class Curve(Protocol):
    """A step function with a pointwise band: what :func:`median` and :func:`survival_at` read."""

    @property
    def times(self) -> Ints: ...
    @property
    def survival(self) -> Floats: ...
    @property
    def low(self) -> Floats: ...
    @property
    def high(self) -> Floats: ...


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """Kaplan-Meier estimate at every time of a tally after 0.

    Attributes
    ----------
    times : int64[k]
        Times with an event or a censoring, increasing.
    at_risk, events, censored : int64[k]
        ``at_risk`` counts everybody whose time is this one or later.
    survival : float64[k]
        Survival after the events of the time.
    variance : float64[k]
        Greenwood's variance of the logarithm of ``survival``; NaN once survival is 0.
    low, high : float64[k]
        Log-log 95 % band; NaN where survival is 1 or 0.
    """

    times: Ints
    at_risk: Ints
    events: Ints
    censored: Ints
    survival: Floats
    variance: Floats
    low: Floats
    high: Floats


class Median(NamedTuple):
    """Median time with limits; ``None`` where the curve or its band does not come down to one half."""

    estimate: float | None
    low: float | None
    high: float | None


class SurvivalAt(NamedTuple):
    """Survival at a time with its limits; a limit is ``None`` where the band is undefined."""

    estimate: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class RiskTable:
    """The rows printed under a survival curve.

    Attributes
    ----------
    times : int64[m]
        As asked for.
    at_risk : int64[m]
        At risk just before the time (R's ``n.risk``); at time 0 those ever at risk.
    waiting, events, censored : int64[m]
        Still without an end after the time, and events and censorings up to and including it: the three
        add up to everybody in every column.
    """

    times: Ints
    at_risk: Ints
    waiting: Ints
    events: Ints
    censored: Ints


class LogRank(NamedTuple):
    """Log-rank statistic, its degrees of freedom and p-value."""

    chi2: float
    df: int
    p: float


def tally(times: ArrayLike, is_event: ArrayLike) -> Tally:
    """Count events and censorings per distinct time.

    Parameters
    ----------
    times : int[n]
        Whole numbers, not negative.
    is_event : bool[n]
        Whether the time ends in the event; otherwise it is censored.

    Raises
    ------
    ValueError
        If times are not whole numbers or negative, or an event falls on time 0.
    """
    at, seen = whole_times(times), np.asarray(is_event, dtype=np.bool_)
    if (at[seen] == 0).any():
        raise ValueError("an event at time 0: risk begins after time 0")
    distinct, place = places(at)
    total, events = (np.bincount(p, minlength=distinct.size) for p in (place, place[seen]))
    return Tally(distinct, events.astype(np.int64), (total - events).astype(np.int64))


def whole_times(times: ArrayLike) -> Ints:
    """Times as int64, refused if negative or not whole."""
    given = np.asarray(times)
    with np.errstate(invalid="ignore"):
        whole = given.astype(np.int64)
    is_whole = given.dtype.kind in "iu" or bool((whole == given).all())
    if not is_whole or whole.min(initial=0) < 0:
        raise ValueError("times must be whole numbers, zero or more")
    return whole


def add_tallies(tallies: Sequence[Tally]) -> Tally:
    """Tally of everybody together."""
    distinct = _all_times(tallies)
    events, censored = np.zeros((2, distinct.size), dtype=np.int64)
    for one in tallies:
        place = np.searchsorted(distinct, one.times)
        events[place] += one.events
        censored[place] += one.censored
    return Tally(distinct, events, censored)


def _all_times(tallies: Sequence[Tally]) -> Ints:
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(one.times for one in tallies)]))


def kaplan_meier(counts: Tally) -> KaplanMeier:
    """Kaplan-Meier estimate with Greenwood variance and log-log band.

    Notes
    -----
    Kaplan and Meier, J Am Stat Assoc 1958;53:457. Band: Kalbfleisch and Prentice, The Statistical Analysis
    of Failure Time Data, 1980; the same as R's ``survfit(conf.type = "log-log")``.
    """
    rows = counts.times > 0
    times, events, censored = counts.times[rows], counts.events[rows], counts.censored[rows]
    at_risk = from_here_on(events + censored)
    survival: Floats = np.cumprod((at_risk - events) / at_risk, dtype=np.float64)
    with np.errstate(divide="ignore"):
        variance = np.cumsum(events / (at_risk * (at_risk - events).astype(np.float64)))
    variance[~np.isfinite(variance)] = np.nan
    low, high = log_log_band(survival, variance)
    return KaplanMeier(times, at_risk, events, censored, survival, variance, low, high)


def from_here_on(counts: Ints) -> Ints:
    """Sum of each entry and all after it."""
    return np.cumsum(counts[::-1])[::-1]


def log_log_band(survival: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """95 % band that is symmetric for log(-log S), from the variance of log S.

    NaN where S is 0 or 1, where the transform has no value.
    """
    # A sum of shares that makes 1 may end a rounding error below it.
    inside = (survival > 0) & (survival < 1 - ROUNDING)
    log_s = np.log(np.where(inside, survival, np.nan))
    spread = np.exp(Z95 * np.sqrt(np.where(inside, variance, np.nan)) / -log_s)
    return np.exp(log_s * spread), np.exp(log_s / spread)


def median(curve: Curve) -> Median:
    """Median time of a survival curve and its limits, by the rule of R's ``quantile.survfit``.

    The first time at which survival is at most one half. Where survival is exactly one half over a
    stretch, its middle: from that first time to the first time below one half, or to the last observed
    time if the curve ends there. The limits are the same rule applied to the band (lower limit from the
    lower band), whose undefined places are passed over.

    Notes
    -----
    Limits: Brookmeyer and Crowley, Biometrics 1982;38:29.
    """
    return Median(*(_crossing(curve.times, line, 0.5) for line in (curve.survival, curve.low, curve.high)))


def time_by(curve: Curve, share: float) -> float | None:
    """Time by which ``share`` (0-1) have had the event, by the rule of :func:`median`.

    ``None`` where the curve does not come down that far.
    """
    return _crossing(curve.times, curve.survival, 1 - share)


def _crossing(times: Ints, line: Floats, level: float) -> float | None:
    defined = ~np.isnan(line)
    at, height = times[defined], line[defined]
    reached = height <= level + FLAT_TOLERANCE
    if not reached.any():
        return None
    first = int(reached.argmax())
    if height[first] < level - FLAT_TOLERANCE:
        return float(at[first])
    below = height < level - FLAT_TOLERANCE
    end = at[below.argmax()] if below.any() else times[-1]
    return (float(at[first]) + float(end)) / 2


def survival_at(curve: Curve, time: float) -> SurvivalAt | None:
    """Survival at a time, that is after the events of that time.

    Returns
    -------
    SurvivalAt or None
        1 before the first time of the curve. ``None`` after its last time, unless survival has reached 0:
        nothing was observed there.
    """
    place = int(np.searchsorted(curve.times, time, side="right")) - 1
    if curve.times.size == 0 or (time > curve.times[-1] and curve.survival[-1] > 0):
        return None
    if place < 0:
        return SurvivalAt(1.0, None, None)
    return SurvivalAt(float(curve.survival[place]), _number(curve.low[place]), _number(curve.high[place]))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def risk_table(counts: Tally, at_times: ArrayLike) -> RiskTable:
    """Numbers at risk, still waiting, and ended so far, at chosen times.

    Notes
    -----
    Peto et al., Br J Cancer 1977;35:1; layout after Morris et al., BMJ Open 2019;9:e030215.
    """
    asked = np.asarray(at_times, dtype=np.int64)
    through = np.searchsorted(counts.times, asked, side="right")
    before = np.searchsorted(counts.times, np.maximum(asked, 1), side="left")
    events, censored = _running(counts.events), _running(counts.censored)
    return RiskTable(
        times=asked,
        at_risk=counts.n - (events + censored)[before],
        waiting=counts.n - (events + censored)[through],
        events=events[through],
        censored=censored[through],
    )


def _running(counts: Ints) -> Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])


def logrank(tallies: Sequence[Tally]) -> LogRank | None:
    """Log-rank test of k groups with the hypergeometric variance.

    Returns
    -------
    LogRank or None
        ``None`` where there is nothing to compare: no time with an event finds two groups at risk. Groups
        that are never at risk when an event happens carry no degree of freedom.

    Notes
    -----
    Mantel, Cancer Chemother Rep 1966;50:163; k groups as in R's ``survdiff``.
    """
    times = _all_times(tallies)
    times = times[times > 0]
    deaths, at_risk = _aligned(tallies, times)
    d, n = deaths.sum(axis=0), at_risk.sum(axis=0)
    busy = d > 0
    d, n, at_risk = d[busy], n[busy], at_risk[:, busy]
    expected = (at_risk * (d / n)).sum(axis=1)
    groups = expected > 0
    excess = (deaths.sum(axis=1) - expected)[groups]
    share = at_risk[groups] / n
    spread = d * (n - d) / np.maximum(n - 1, 1)
    covariance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    df = int(groups.sum()) - 1
    if df < 1 or not (covariance.diagonal() > 0).all():
        return None
    chi2 = float(excess[1:] @ np.linalg.solve(covariance[1:, 1:], excess[1:]))
    return LogRank(chi2, df, float(chdtrc(df, chi2)))


def _aligned(tallies: Sequence[Tally], times: Ints) -> tuple[Floats, Floats]:
    """Events and numbers at risk of every group (rows) at common times after 0 (columns)."""
    deaths, at_risk = np.zeros((2, len(tallies), times.size))
    for row, one in enumerate(tallies):
        later: Flags = one.times > 0
        place = np.searchsorted(times, one.times[later])
        leaving = np.zeros(times.size)
        deaths[row, place] = one.events[later]
        leaving[place] = one.events[later] + one.censored[later]
        at_risk[row] = np.cumsum(leaving[::-1])[::-1]
    return deaths, at_risk
