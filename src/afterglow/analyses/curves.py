"""From survival arithmetic to the curve, the counts and the shares a result carries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from afterglow.definitions.rules import SMALL
from afterglow.results import Curve, DayCount, DayShare, Estimate
from afterglow.stats.gaps import GapCurve
from afterglow.stats.survival import KaplanMeier, Tally, median, risk_table, survival_at

Fitted = KaplanMeier | GapCurve


def _steps(fitted: Fitted) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """At risk, events and censorings at each time; of recurrent gaps in people's weights."""
    if isinstance(fitted, KaplanMeier):
        return fitted.at_risk, fitted.events, fitted.censored
    at_risk, events = fitted.at_risk_weight, fitted.event_weight
    return at_risk, events, np.maximum(at_risk - events - np.append(at_risk[1:], 0.0), 0.0)


def curve(fitted: Fitted, *, n: int, events: int, per_day: int = 1) -> Curve:
    """The curve in days; `per_day` time units make a day."""
    at_risk, seen, censored = _steps(fitted)
    followed = np.flatnonzero(at_risk >= SMALL.curve_at_risk - 1e-9)
    last = float(fitted.times[followed[-1]]) / per_day if len(followed) else 0.0
    return Curve(
        n=n,
        events=events,
        times=_numbers(fitted.times / per_day),
        at_risk=_numbers(at_risk),
        event_counts=_numbers(seen),
        censored=_numbers(censored),
        survival=_numbers(fitted.survival),
        low=optional(fitted.low),
        high=optional(fitted.high),
        median=_median(fitted, n=n, events=events, per_day=per_day),
        drawn_to=last,
    )


def _median(fitted: Fitted, *, n: int, events: int, per_day: int) -> Estimate:
    middle = median(fitted)
    if events < SMALL.median_interval_events:
        return Estimate(value=_days(middle.estimate, per_day), n=n)
    return Estimate(
        value=_days(middle.estimate, per_day),
        low=_days(middle.low, per_day),
        high=_days(middle.high, per_day),
        n=n,
    )


def _days(value: float | None, per_day: int) -> float | None:
    return None if value is None else value / per_day


def share_by(fitted: Fitted, day: int, *, n: int, per_day: int = 1) -> Estimate:
    """Share with the event by a day, with its band; None where fewer than 5 are still followed."""
    here = int(np.searchsorted(fitted.times, day * per_day))
    enough = here < len(fitted.times) and _steps(fitted)[0][here] >= SMALL.curve_at_risk - 1e-9
    point = survival_at(fitted, day * per_day) if enough else None
    if point is None:
        return Estimate(value=None, n=n)
    high = None if point.low is None else 1 - point.low
    low = None if point.high is None else 1 - point.high
    return Estimate(value=1 - point.estimate, low=low, high=high, n=n)


def shares(fitted: Fitted | None, days: Sequence[int], *, n: int) -> tuple[DayShare, ...]:
    """Shares with the event by each day; none where there is no curve."""
    if fitted is None:
        return ()
    return tuple(DayShare(day=day, seen=share_by(fitted, day, n=n)) for day in days)


def day_counts(tally: Tally, days: Sequence[int], *, per_day: int = 1) -> tuple[DayCount, ...]:
    """Plain counts at whole days: still waiting, with the event so far, no longer followed."""
    table = risk_table(tally, np.asarray(days) * per_day)
    return tuple(
        DayCount(day=int(day), waiting=int(waiting), events=int(events), ended=int(ended))
        for day, waiting, events, ended in zip(days, table.waiting, table.events, table.censored, strict=True)
    )


def _numbers(values: np.ndarray) -> tuple[float, ...]:
    return tuple(values.astype(float).tolist())


def optional(values: np.ndarray) -> tuple[float | None, ...]:
    """Values with None where undefined."""
    return tuple(None if value != value else value for value in values.tolist())
