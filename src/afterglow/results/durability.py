"""Results on what comes after: how long response lasts, whether gaps lengthen, and later courses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Count, Curve, DayCount, DayShare, Estimate, Proportion, Rate, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class StillShare(Base):
    """Share still responding by a day after the endpoint score; None where fewer than 5 are followed."""

    day: int
    still: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting(Base):
    """One way of asking how long response lasts, in days since the endpoint score.

    key : until_loss_or_booster (whichever first), usual_care (loss alone, boosters going on) or
    without_booster (loss, no longer followed from a booster on). people : responders it follows; `excluded`
    counts the others by reason. lost : a score above half of baseline came first; boosted : a booster or
    new course came first. counts : plain counts by day. reason : why there is no curve
    (too_few_people, on_session_days), else None.
    """

    key: Literal["until_loss_or_booster", "usual_care", "without_booster"]
    people: int
    lost: int
    boosted: int
    excluded: tuple[Count, ...]
    curve: Curve | None
    days: tuple[StillShare, ...]
    counts: tuple[DayCount, ...]
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Durability(Base):
    """How long response lasts among those who responded at the endpoint.

    later_scores : their scores after the endpoint's day in the same course; `on_session_days` of these were
    taken on the day of a session. shorter_than_truth : without a cut-off some are followed only to their
    last contact.
    """

    kind: Literal["durability"] = "durability"
    scope: Scope
    responders: int
    later_scores: int
    on_session_days: int
    estimands: tuple[Lasting, ...]
    followup_end: str
    shorter_than_truth: bool

    def estimand(self, key: str) -> Lasting:
        return next(item for item in self.estimands if item.key == key)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapOrder(Base):
    """Gaps of one order (0 from the end of induction, k from the k-th booster), Kaplan-Meier.

    quarter, half, three_quarters : days by which that share was back; None where not reached, where fewer
    than 5 were still followed, or below 10 people.
    """

    order: int
    people: int
    completed: int
    open: int
    quarter: float | None
    half: float | None
    three_quarters: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slopes(Base):
    """Whether a person's gaps between boosters lengthen or shorten.

    One slope a person (Theil-Sen, days per booster) over three or more completed gaps that start at a
    booster. people : with a slope. longer : slopes above 0, of all. median : middle slope. shift :
    Hodges-Lehmann centre of the slopes. reason : too_few_people when nothing of this is shown.
    """

    kind: Literal["slopes"] = "slopes"
    scope: Scope
    people: int
    lengthened: int
    shortened: int
    unchanged: int
    longer: Proportion
    median: float | None
    shift: Estimate
    signed_rank_p: float | None
    signed_rank_n: int
    orders: tuple[GapOrder, ...]
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterCourses(Base):
    """Courses after the first, which no other panel counts.

    treated : people with a first course. had_second : those who started a second. by_number : courses per
    number (2, 3 ...). start : Kaplan-Meier from the first session to the start of the second course, and
    `shares` its reading at some days. middle_start_day : median day among those who had one,
    None below 10. scope and rates : the second
    courses alone, each with its own baseline and endpoint.
    """

    kind: Literal["later_courses"] = "later_courses"
    scope: Scope
    treated: int
    had_second: int
    by_number: tuple[Count, ...]
    start: Curve | None
    shares: tuple[DayShare, ...]
    counts: tuple[DayCount, ...]
    middle_start_day: float | None
    rates: tuple[Rate, ...]
    shorter_than_truth: bool
