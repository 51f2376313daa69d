"""Results side by side for groups of people known on day 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Curve, DayCount, DayShare, Rate, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRank(Base):
    """k-sample log-rank test over the groups large enough to compare.

    df : Degrees of freedom.
    p : The p-value.
    groups : Groups that took part.
    """

    chi2: float
    """The statistic (hypergeometric variance)."""
    df: int
    p: float
    groups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCurve(Base):
    """Time to an event in one group.

    label : The group.
    place : Its place in the column's own order, the same whoever is filtered away.
    n : People followed.
    events : With the event.
    curve : Share without the event (Kaplan-Meier) with its median; null below 10 people.
    shares : Share with the event by some days.
    counts : Still waiting, with the event, and no longer followed, by chosen days.
    """

    label: str
    place: int
    n: int
    events: int
    curve: Curve | None
    shares: tuple[DayShare, ...]
    counts: tuple[DayCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedCurves(Base):
    """Time to an event, one curve a group, in the column's own order.

    event : improvement (days since the first session, by visits) or first_booster (days since the last
        induction session, finished inductions alone).
    criterion : What counts as improved; null for boosters.
    column : The column the groups come from, known on day 0.
    groups : One entry a group.
    too_few : Labels of groups with fewer people than the rules ask for (10), which have counts alone and
        no part in the test.
    no_value : People followed of whom the column says nothing.
    log_rank : The test; null with fewer than two groups large enough.
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
    """One group's rates.

    label : The group.
    place : Its place in the column's own order, the same whoever is filtered away.
    treated : People with a first course.
    judged : Of these, could be judged by the rule.
    scored : Judged people with an endpoint score.
    rates : Each outcome under every denominator rule.
    """

    label: str
    place: int
    treated: int
    judged: int
    scored: int
    rates: tuple[Rate, ...]

    def rate(self, key: str) -> Rate | None:
        return next((rate for rate in self.rates if rate.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedRates(Base):
    """The rates of each group, in the column's own order.

    column : The column the groups come from, known on day 0.
    groups : One entry a group.
    everybody : The rates of all groups together.
    too_few : Labels of groups with fewer scored people than the rules ask for (10).
    no_value : Treated people of whom the column says nothing.
    """

    kind: Literal["grouped_rates"] = "grouped_rates"
    scope: Scope
    column: str
    groups: tuple[GroupRates, ...]
    everybody: tuple[Rate, ...]
    too_few: tuple[str, ...]
    no_value: int
