"""Results: small frozen values holding numbers about groups, never about a person.

This is the narrow waist. Analyses return these, and figures, sentences, tables, snapshots and the command
line take nothing else. Plain Python numbers; missing is None, never NaN. Every result names its n, its
denominator and the rule it used. `to_json` and `from_json` move any result out and back without loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import ConfigDict, Field, TypeAdapter


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What all parts of a result share: read strictly, no unknown field, no NaN."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion(Base):
    """`successes` of `total`; share 0-1 with its 95 % Wilson interval, None when too few to quote."""

    successes: int
    total: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Base):
    """A number with its 95 % interval and the people behind it. None where it cannot be told."""

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
    """In place of a result: what is not shown, why, and what would mend it. All plain words."""

    kind: Literal["withheld"] = "withheld"
    heading: str
    reason: str
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates(Base):
    kind: Literal["rates"] = "rates"
    scope: Scope
    rates: tuple[Rate, ...]

    def rate(self, key: str) -> Rate | None:
        return next((rate for rate in self.rates if rate.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep(Base):
    """`people` left after the step; `lost` says where the others went, in time order of the reasons.

    Loss keys: stopped_early, still_in_induction, no_baseline, not_yet_evaluable, no_score_in_window.
    """

    key: str
    people: int
    lost: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Base):
    """Patient flow; `outcomes` splits the scored into worse, remitted, responded, partial, no_change."""

    kind: Literal["flow"] = "flow"
    scope: Scope
    steps: tuple[FlowStep, ...]
    outcomes: tuple[Count, ...]
    responded: int
    remitted: int
    """Responders who also remitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCount(Base):
    """People with this baseline and endpoint; the cells of the before/after chart and of the waterfall."""

    baseline: float
    endpoint: float
    outcome: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Base):
    """Change = endpoint - baseline among the scored (baseline 0 included).

    Below 10 people only n, median and the pairs are given. `reliable` is the threshold in points.
    `response_drop` is the drop in percent that counts as response, None where the scale has none.
    """

    kind: Literal["change"] = "change"
    scope: Scope
    n: int
    baseline_mean: float | None
    endpoint_mean: float | None
    mean: Estimate
    sd: float | None
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    hodges_lehmann: Estimate
    signed_rank_p: float | None
    signed_rank_n: int
    d_z: float | None
    g_av: float | None
    minimum: float
    maximum: float
    higher_is_worse: bool
    reliable: float | None
    remission_cutoff: float | None
    improved_reliably: int
    worsened_reliably: int
    pairs: tuple[PairCount, ...]
    response_drop: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrajectoryPoint(Base):
    """Scores near a nominal day. `on_session_day` counts how many of the n were taken on a session day."""

    day: int
    n: int
    mean: float | None
    low: float | None
    high: float | None
    sd: float | None
    on_session_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory(Base):
    """Mean score at nominal days; `complete` holds the people scored at every point."""

    kind: Literal["trajectory"] = "trajectory"
    scope: Scope
    starters: int
    """People with a baseline point (day 0)."""
    points: tuple[TrajectoryPoint, ...]
    complete: tuple[TrajectoryPoint, ...]
    minimum: float
    maximum: float
    higher_is_worse: bool
    remission_cutoff: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve(Base):
    """A survival curve by step; arrays share one index. Times in days (halves occur).

    survival : share still without the event just after the time; None bands are undefined.
    drawn_to : last day with 5 at risk (where drawing stops); at_risk may be weights.
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
class IntervalCurve(Base):
    """Interval-censored estimate: the mass lies somewhere in (left, right]; right None is open-ended.

    gradient : the certificate, at most 1e-6. median_left/right : the interval in which the median lies;
    median_day only when that interval is no wider than a week.
    """

    left: tuple[float, ...]
    right: tuple[float | None, ...]
    mass: tuple[float, ...]
    gradient: float
    median_left: float | None
    median_right: float | None
    median_day: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShare(Base):
    """Share with the event by a day.

    seen : 1 - Kaplan-Meier. true_low/true_high : where the interval-censored share can lie;
    interval_low/interval_high : its 95 % likelihood interval where one holds its level, else None.
    """

    day: int
    seen: Estimate
    true_low: float | None = None
    true_high: float | None = None
    interval_low: float | None = None
    interval_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount(Base):
    """Plain counts on a day: waiting (at risk), with the event so far, no longer followed."""

    day: int
    waiting: int
    events: int
    ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement(Base):
    """Time to improvement of first courses.

    n : with a usable baseline and a later score; `excluded` counts the others by reason.
    curve : visit-based Kaplan-Meier, None below 10 people; interval : None below 30.
    """

    kind: Literal["improvement"] = "improvement"
    scope: Scope
    criterion: str
    n: int
    improved: int
    excluded: tuple[Count, ...]
    curve: Curve | None
    interval: IntervalCurve | None
    shares: tuple[DayShare, ...]
    counts: tuple[DayCount, ...]
    recall_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPoint(Base):
    """After session `number`: of those who received it and were scored; and of all who started."""

    number: int
    received: int
    responded: Proportion
    cumulative: Proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class BySession(Base):
    kind: Literal["by_session"] = "by_session"
    scope: Scope
    criterion: str
    starters: int
    points: tuple[SessionPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapSummary(Base):
    """One way of reading the gaps between sessions, in days.

    shares : returned by 30, 60 and 90 days. reason : why there is no median, as a key
    (too_few_people, too_few_at_risk, not_reached, no_first_median, no_cutoff), else None.
    """

    key: str
    people: int
    completed: int
    open: int
    curve: Curve | None
    median: Estimate
    shares: tuple[DayShare, ...]
    counts: tuple[DayCount, ...]
    followup_at_least: int | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Boosters(Base):
    """Booster intervals of first courses with a finished induction.

    first : end of induction to first booster. later : booster to booster. everything : both together, a
    check. naive : median of completed gaps, too short. per_year : boosters per patient-year.
    still_coming : of those whose first booster was 90 or more days before the cut-off, a session since.
    """

    kind: Literal["boosters"] = "boosters"
    scope: Scope
    completed_inductions: int
    incomplete_inductions: int
    boosted: int
    first: GapSummary
    later: GapSummary
    everything: GapSummary
    naive: Estimate
    naive_gaps: int
    per_year: Estimate
    years: float | None
    booster_count: int
    still_coming: Proportion | None
    followup_end: str
    shorter_than_truth: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline(Base):
    """The six figures at the top of the Overview, each a part of a result shown in full elsewhere."""

    kind: Literal["headline"] = "headline"
    scope: Scope
    response: Rate | None
    remission: Rate | None
    worse: Rate | None
    improvement: Improvement
    boosters: Boosters
    scored: Proportion
    """Scored with a baseline, of everybody treated whose window has closed."""


Result = Annotated[
    Withheld | Headline | Flow | Rates | Change | Trajectory | Improvement | BySession | Boosters,
    Field(discriminator="kind"),
]
KINDS: dict[str, type] = {
    cls.__dataclass_fields__["kind"].default: cls for cls in get_args(get_args(Result)[0])
}
_ADAPTER: TypeAdapter[Result] = TypeAdapter(Result)


def to_json(value: Result) -> dict[str, object]:
    """Plain JSON values of a result, without loss."""
    return _ADAPTER.dump_python(value, mode="json")


def from_json(plain: dict[str, object]) -> Result:
    """The result that `to_json` wrote.

    Raises
    ------
    pydantic.ValidationError
        If a field is missing, unknown or of another type.
    """
    import json

    return _ADAPTER.validate_json(json.dumps(plain))
