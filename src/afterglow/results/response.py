"""Results on who got better, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Count, Estimate, Rate, Scope


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
