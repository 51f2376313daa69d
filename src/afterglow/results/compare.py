"""Results that compare groups of people known on day 0: rates, change, tests, sites and conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Estimate, Proportion, Rate, Scope

Method = Literal["fisher", "chi_square", "mann_whitney", "kruskal_wallis", "log_rank"]
ReferenceRule = Literal["largest", "chosen", "rest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Against(Base):
    """A group minus the reference under each denominator rule, with Newcombe's interval (method 10).

    observed : Among the scored.
    missing_as_failure : The unscored of both counted as failures.
    missing_as_success : The unscored of both counted as successes.
    odds_ratio : Odds in the group over odds in the reference among the scored (Woolf's interval); null with
        an empty cell.
    """

    observed: Estimate
    missing_as_failure: Estimate
    missing_as_success: Estimate
    odds_ratio: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOutcome(Base):
    """One outcome of one group.

    rate : Under every denominator rule; here the interval stands for groups of any size.
    too_few : Fewer scored people than a comparison asks for.
    against : The difference from the reference; null for the reference itself and where either is too small.
    standardised : Observed rate had the group the baseline severities of all groups together; null where a
        severity band is empty in the group, or the group too small.
    """

    rate: Rate
    too_few: bool
    against: Against | None
    standardised: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChange(Base):
    """Change = endpoint - baseline among a group's scored.

    mean : With its t interval; null below 10 people.
    median : Change of the middle person.
    lower_quartile : Linear, R type 7; null below 10 people.
    upper_quartile : Likewise.
    """

    n: int
    mean: Estimate
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedGroup(Base):
    """One group.

    label : The group; of two columns crossed, both labels.
    place : Its place in the column's own order.
    treated : People with a first course.
    judged : Of these, could be judged by the rule.
    scored : Judged people with an endpoint score.
    too_few : Fewer scored people than a comparison asks for.
    outcomes : One entry an outcome compared.
    change : How far the scores of the scored moved.
    """

    label: str
    place: int
    treated: int
    judged: int
    scored: int
    too_few: bool
    outcomes: tuple[GroupOutcome, ...]
    change: GroupChange

    def outcome(self, key: str | None) -> GroupOutcome | None:
        return next((item for item in self.outcomes if item.rate.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTest(Base):
    """One test over the groups large enough.

    key : What is compared: an outcome, change, improvement or first_booster (times).
    method : fisher, chi_square, mann_whitney, kruskal_wallis or log_rank.
    groups : Groups that took part.
    n : People in them.
    statistic : Chi-square, U of the first group, H or the log-rank chi-square; null for Fisher's exact test.
    df : Degrees of freedom; null where the test has none.
    p : Two-sided.
    p_adjusted : Benjamini-Hochberg over all tests of the comparison.
    effect : 2U/(n1 n2) - 1, or H/(n - 1); null for the others.
    small_expected : Over 20 % of expected counts are below 5 (chi-square alone).
    """

    key: str
    method: Method
    groups: int
    n: int
    statistic: float | None
    df: int | None
    p: float
    p_adjusted: float
    effect: float | None
    small_expected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Base):
    """Groups of one column (or two crossed) side by side.

    columns : Columns known on day 0 the groups come from.
    outcome : The outcome asked for; null where the scale has none.
    reference : Label of the group the others are compared with; null for the rest (all other groups).
    reference_rule : largest (by scored people, ties to the first), chosen, or rest.
    groups : In the column's own order.
    everybody : Rates of all groups together.
    no_value : Treated people of whom a column says nothing.
    fewest : Scored people a group needs to be compared.
    severity_bands : Baseline bands standardised by, mildest first; none where the scale has no bands.
    tests : The family: every test made of this column under these filters.
    """

    kind: Literal["comparison"] = "comparison"
    scope: Scope
    columns: tuple[str, ...]
    outcome: str | None
    reference: str | None
    reference_rule: ReferenceRule
    groups: tuple[ComparedGroup, ...]
    everybody: tuple[Rate, ...]
    no_value: int
    fewest: int
    severity_bands: tuple[str, ...]
    higher_is_worse: bool
    tests: tuple[GroupTest, ...]

    @property
    def too_few(self) -> tuple[str, ...]:
        return tuple(group.label for group in self.groups if group.too_few)

    def overall(self, key: str | None) -> Rate | None:
        return next((rate for rate in self.everybody if rate.key == key), None)

    def test(self, key: str | None) -> GroupTest | None:
        return next((test for test in self.tests if test.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelSite(Base):
    """One site, and the limits chance sets for a site of its size, as shares.

    label : The site.
    place : Its place in the column's own order.
    observed : Share with the outcome among the scored.
    too_few : Fewer scored people than a comparison asks for.
    inner_low : Lower 95 % limit.
    inner_high : Upper 95 % limit.
    outer_low : Lower 99.8 % limit.
    outer_high : Upper 99.8 % limit.
    beyond : The widest limit its rate lies outside of; null inside all, or with too few people.
    """

    label: str
    place: int
    observed: Proportion
    too_few: bool
    inner_low: float | None
    inner_high: float | None
    outer_low: float | None
    outer_high: float | None
    beyond: Literal["95", "99.8"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelLimit(Base):
    """Limits chance sets for a site with `n` people scored, as shares.

    inner_low : Lower 95 % limit.
    inner_high : Upper 95 % limit.
    outer_low : Lower 99.8 % limit.
    outer_high : Upper 99.8 % limit.
    """

    n: int
    inner_low: float
    inner_high: float
    outer_low: float
    outer_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel(Base):
    """Sites around the pooled rate of the scored, with interpolated binomial limits.

    outcome : What is counted.
    pooled : All sites together; the centre.
    sites : In the column's own order.
    limits : Along the sizes drawn; none with too few sites for a funnel.
    fewest : Scored people a site needs to be judged by the limits.
    """

    kind: Literal["funnel"] = "funnel"
    scope: Scope
    outcome: str
    pooled: Proportion
    sites: tuple[FunnelSite, ...]
    limits: tuple[FunnelLimit, ...]
    fewest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionScale(Base):
    """People with one diagnosis on the scale of their condition.

    label : The diagnosis as the file has it.
    condition : What it was read as.
    instrument : Key of the scale; null where nobody has a score on one.
    wanted : Names of the scales that would do.
    measure : share (rates) or points (change).
    treated : People with this diagnosis.
    judged : Could be judged on the scale.
    scored : Of these, have an endpoint score.
    rates : On the scale's own rule, under every denominator rule.
    change : Endpoint - baseline among the scored.
    maximum : Top of the scale.
    """

    label: str
    condition: str
    instrument: str | None
    wanted: tuple[str, ...]
    measure: Literal["share", "points"]
    treated: int
    judged: int
    scored: int
    rates: tuple[Rate, ...]
    change: GroupChange | None
    maximum: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions(Base):
    """Every diagnosis on the scale of its condition; nothing is pooled.

    rows : By condition, then in the file's order.
    unread : People whose diagnosis names none of these conditions, or several.
    no_value : Treated people without a diagnosis.
    window : Where the endpoint is looked for, in words.
    """

    kind: Literal["conditions"] = "conditions"
    scope: Scope
    rows: tuple[ConditionScale, ...]
    unread: int
    no_value: int
    window: str
