"""Results side by side for groups of people known on day 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Curve, DayCount, DayShare, Rate, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRank(Base):
    """k-sample log-rank test over `groups` groups of 10 people or more."""

    chi2: float
    df: int
    p: float
    groups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCurve(Base):
    """One group's curve; None, and its median with it, below 10 people.

    events : people with the event. shares : with the event by some days. counts : plain counts by day.
    """

    label: str
    n: int
    events: int
    curve: Curve | None
    shares: tuple[DayShare, ...]
    counts: tuple[DayCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedCurves(Base):
    """Time to an event, one curve a group, in the column's own order.

    event : improvement (days since the first session, by visits) or first_booster (days since the last
    induction session). criterion : what counts as improved, None for boosters. too_few : labels of groups
    under 10 people, which have counts alone and no part in the test. no_value : people followed of whom the
    column says nothing. log_rank : None with fewer than two groups large enough.
    """

    kind: Literal["grouped_curves"] = "grouped_curves"
    scope: Scope
    event: Literal["improvement", "first_booster"]
    criterion: str | None
    column: str
    groups: tuple[GroupCurve, ...]
    too_few: tuple[str, ...]
    no_value: int
    log_rank: LogRank | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRates(Base):
    """One group's rates; `treated` people of whom `judged` could be judged and `scored` were."""

    label: str
    treated: int
    judged: int
    scored: int
    rates: tuple[Rate, ...]

    def rate(self, key: str) -> Rate | None:
        return next((rate for rate in self.rates if rate.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedRates(Base):
    """The rates of each group, in the column's own order, and of everybody in one of them.

    too_few : labels of groups with fewer than 10 scored people. no_value : treated people of whom the
    column says nothing.
    """

    kind: Literal["grouped_rates"] = "grouped_rates"
    scope: Scope
    column: str
    groups: tuple[GroupRates, ...]
    everybody: tuple[Rate, ...]
    too_few: tuple[str, ...]
    no_value: int
