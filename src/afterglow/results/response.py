"""Results on who got better, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Count, Estimate, Rate, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates(Base):
    """Rates of the cohort.

    rates : Response (and other drops), partial, remission, reliable_improvement,
        reliable_deterioration, any_increase, as far as the scale has them.
    """

    kind: Literal["rates"] = "rates"
    scope: Scope
    rates: tuple[Rate, ...]

    def rate(self, key: str) -> Rate | None:
        return next((rate for rate in self.rates if rate.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep(Base):
    """`people` left after the step; `lost` says where the others went, in time order of the reasons.

    Loss keys: stopped_early, still_in_induction, no_baseline, not_yet_evaluable, no_score_in_window.

    lost : People who left before this step, by reason.
    """

    key: str
    people: int
    lost: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Base):
    """Patient flow; `outcomes` splits the scored into worse, remitted, responded, partial, no_change.

    steps : treated, finished_induction (where the rule asks for it), had_baseline, window_closed,
        scored.
    outcomes : The scored by category.
    responded : Scored people who responded, whatever their category.
    """

    kind: Literal["flow"] = "flow"
    scope: Scope
    steps: tuple[FlowStep, ...]
    outcomes: tuple[Count, ...]
    responded: int
    remitted: int
    """Responders who also remitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCount(Base):
    """People with this baseline and endpoint; the cells of the before/after chart and of the waterfall.

    baseline : Score before.
    endpoint : Score after.
    outcome : Category of these people.
    """

    baseline: float
    endpoint: float
    outcome: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Base):
    """Change = endpoint - baseline among the scored (baseline 0 included).

    Below 10 people only n, median and the pairs are given. `reliable` is the threshold in points.
    `response_drop` is the drop in percent that counts as response, None where the scale has none.

    baseline_mean : Mean score before.
    endpoint_mean : Mean score after.
    mean : Mean change with its t interval.
    median : Median change.
    lower_quartile : First quartile of change (linear, R type 7).
    upper_quartile : Third quartile of change.
    hodges_lehmann : Median of all Walsh averages, with its interval.
    signed_rank_p : Wilcoxon signed-rank test, two-sided, normal with tie correction.
    signed_rank_n : Changes other than 0.
    d_z : Mean change over its standard deviation.
    g_av : Mean change over the average of both standard deviations, Hedges' correction.
    reliable : Smallest change that counts as reliable, in points.
    improved_reliably : People better by that much.
    worsened_reliably : People worse by that much.
    pairs : People per pair of scores.
    response_drop : Drop from baseline, in percent, that counts as response; null where a ratio has no
        meaning.
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
    """Scores near a nominal day. `on_session_day` counts how many of the n were taken on a session day.

    mean : Mean score; null below 10 people.
    on_session_day : How many of the n were scored on a day with a session.
    """

    day: int
    n: int
    mean: float | None
    low: float | None
    high: float | None
    sd: float | None
    on_session_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory(Base):
    """Mean score at nominal days; `complete` holds the people scored at every point.

    points : Everybody scored near each day.
    complete : Only people scored near every day.
    """

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
