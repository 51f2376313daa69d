"""What results are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What all parts of a result share: read strictly, no unknown field, no NaN."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion(Base):
    """`successes` of `total`; share 0-1 with its 95 % Wilson interval, None when too few to quote.

    successes : People with the outcome.
    total : The denominator.
    share : successes / total; null when too few to quote.
    """

    successes: int
    total: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Base):
    """A number with its 95 % interval and the people behind it. None where it cannot be told.

    value : The number; null where it cannot be told.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Base):
    """People per named reason, outcome or category."""

    key: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(Base):
    """A threshold in words, as it was in force: response "at least halved", remission "below 5".

    Keys: response, remission, reliable ("6 points or more").

    words : The threshold in words.
    """

    key: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(Base):
    """Who a result is about and by which rule.

    treated : people with a first course in the selection (joined mid-course left out and counted).
    evaluable : of the rule's population, follow-up reaches the end of the window (with or without baseline).
    judged : evaluable with a baseline; `scored` of them have an endpoint score.
    definitions : the instrument's thresholds in words; one without a meaning on the scale is left out.
    instrument : Key of the scale judged by.
    rule : Name of the preset the rules started from.
    window : Where the endpoint is looked for, in words.
    population : Whom the rates are about: completed_induction or started.
    joined_mid_course : People left out because the files begin after their treatment did.
    not_completed : Treated people who have not finished induction (0 where the rule counts all who
        started).
    not_yet_evaluable : Of the rule's population, the window is still open.
    missing_baseline : Evaluable people without a baseline.
    scored : Judged people with an endpoint score.
    boosted_before_endpoint : Scored people who had a booster before the endpoint.
    """

    instrument: str
    rule: str
    window: str
    population: str
    treated: int
    joined_mid_course: int
    not_completed: int
    not_yet_evaluable: int
    missing_baseline: int
    judged: int
    scored: int
    boosted_before_endpoint: int
    definitions: tuple[Definition, ...] = ()

    def defined(self, key: str) -> str | None:
        return next((item.words for item in self.definitions if item.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Base):
    """One outcome under every denominator rule.

    observed : endpoint scored only. missing_as_failure / missing_as_success : all evaluable with a usable
    baseline. carried_forward : last score carried forward, a sensitivity. all_started : missing counted as
    failure among everybody who started, whether or not induction was finished.
    excluded : people who cannot show this outcome (baseline 0, below the gate, already in remission).
    missing_as_failure : Successes among the scored, over everybody judged.
    missing_as_success : The unscored added to the successes, over everybody judged.
    carried_forward : By the endpoint or, without one, the last score before the window closes.
    all_started : Missing counted as failure, over everybody who started and can be judged.
    """

    key: str
    observed: Proportion
    missing_as_failure: Proportion
    missing_as_success: Proportion
    carried_forward: Proportion
    all_started: Proportion
    excluded: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld(Base):
    """In place of a result: what is not shown, why, and what would mend it. All plain words.

    heading : What is not shown.
    reason : Why.
    mend : What would mend it; may be empty.
    """

    kind: Literal["withheld"] = "withheld"
    heading: str
    reason: str
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve(Base):
    """A survival curve by step; arrays share one index. Times in days (halves occur).

    survival : share still without the event just after the time; None bands are undefined.
    drawn_to : last day with 5 at risk (where drawing stops); at_risk may be weights.
    events : People (or gaps) with the event.
    times : Days at which something happens.
    at_risk : Still followed and without the event just before each time.
    event_counts : Events at each time.
    censored : Follow-up ended at each time.
    median : First day on which at most half are without the event.
    """

    n: int
    events: int
    times: tuple[float, ...]
    at_risk: tuple[float, ...]
    event_counts: tuple[float, ...]
    censored: tuple[float, ...]
    survival: tuple[float, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    median: Estimate
    drawn_to: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShare(Base):
    """Share with the event by a day.

    seen : 1 - Kaplan-Meier. true_low/true_high : where the interval-censored share can lie;
    interval_low/interval_high : its 95 % likelihood interval where one holds its level, else None.
    true_low : Least share that fits the data by the interval-censored estimate.
    true_high : Largest such share.
    """

    day: int
    seen: Estimate
    true_low: float | None = None
    true_high: float | None = None
    interval_low: float | None = None
    interval_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount(Base):
    """Plain counts on a day: waiting (at risk), with the event so far, no longer followed.

    waiting : Still followed without the event after the day.
    events : With the event by the day.
    ended : Follow-up ended by the day without the event.
    """

    day: int
    waiting: int
    events: int
    ended: int
