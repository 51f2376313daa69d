"""Results on how soon people improve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Count, Curve, DayCount, DayShare, Proportion, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalCurve(Base):
    """Interval-censored estimate: the mass lies somewhere in (left, right]; right None is open-ended.

    gradient : the certificate, at most 1e-6. median_left/right : the interval in which the median lies;
    median_day only when that interval is no wider than a week.
    left : Left ends of the innermost intervals, in days.
    right : Right ends; null is open-ended.
    mass : Share in each interval.
    median_left : Left end of the interval in which the median lies.
    median_right : Its right end; null when never reached.
    median_day : A single day, linear inside that interval, when it is a week or less.
    """

    left: tuple[float, ...]
    right: tuple[float | None, ...]
    mass: tuple[float, ...]
    gradient: float
    median_left: float | None
    median_right: float | None
    median_day: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement(Base):
    """Time to improvement of first courses.

    n : with a usable baseline and a later score; `excluded` counts the others by reason.
    curve : visit-based Kaplan-Meier, None below 10 people; interval : None below 30.
    improved : People seen to improve.
    excluded : People who cannot be followed to improvement: no_criterion, no_baseline, baseline_zero,
        meets_at_baseline, no_later_score.
    interval : Interval-censored estimate; null below 30 people.
    shares : Share improved by chosen days.
    counts : Plain counts at chosen days.
    recall_days : Days the questions of the scale look back on.
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
    """After session `number`: of those who received it and were scored; and of all who started.

    number : Session day of the course, from 1.
    received : People with a usable baseline who had it.
    responded : Improved at the reading that follows it, among those with one.
    cumulative : Improved at this reading or an earlier one, of all who started and were followed
        through induction, so that young courses are not counted as failures.
    cumulative_all : The same of everybody who started, young courses included.
    """

    number: int
    received: int
    responded: Proportion
    cumulative: Proportion
    cumulative_all: Proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class BySession(Base):
    """BySession of the cohort.

    starters : People with a usable baseline followed through induction.
    points : One per session number.
    """

    kind: Literal["by_session"] = "by_session"
    scope: Scope
    criterion: str
    starters: int
    points: tuple[SessionPoint, ...]
