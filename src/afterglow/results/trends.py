"""Results over time: control charts by quarter of the first session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPoint(Base):
    """One quarter (or year) of first sessions.

    period : Such as `2025 Q2`, or `2025` where the data keep years alone.
    n : People behind the point.
    successes : Of them with the outcome; null where the point is a median.
    value : Share 0-1, or median days; null where nobody is behind it.
    lower, upper : Limits of chance; null where none are drawn.
    settled : Everybody of the period is evaluable. Other points are drawn hollow and take no part in the
        centre, the limits or the rules.
    signals : Rules met: beyond_limits, eight_on_one_side, six_rising_or_falling,
        two_of_three_beyond_two_sigma.
    """

    period: str
    n: int
    successes: int | None
    value: float | None
    lower: float | None
    upper: float | None
    settled: bool
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPhase(Base):
    """A stretch of points with a centre and limits of its own.

    first, last : Places of its first and last point.
    centre : Pooled share, or mean of the medians; null without a settled point.
    points : Settled points that made it.
    firm : Twelve settled points or more: the run rules are applied and the limits are firm.
    laney : Limits widened because the points vary more than chance alone would make them (Laney 2002).
    sigma_z : Spread of the standardised points between neighbours, 1 when only chance is at work.
    """

    first: int
    last: int
    centre: float | None
    points: int
    firm: bool
    laney: bool
    sigma_z: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChart(Base):
    """A quantity by period of first session, with the limits chance alone would keep to.

    quantity : response, remission, completion, scored (shares) or days_to_endpoint (median days).
    unit : share or days.
    period : quarter or year.
    points : In time order; periods without anybody are left out.
    phases : One, or two where limits are worked out anew from a chosen quarter.
    recalculated_from : That quarter; null where there is none.
    """

    kind: Literal["control_chart"] = "control_chart"
    scope: Scope
    quantity: str
    unit: str
    period: str
    points: tuple[ControlPoint, ...]
    phases: tuple[ControlPhase, ...]
    recalculated_from: str | None
