"""Results on what comes after: how long response lasts, whether gaps lengthen, and later courses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Count, Curve, DayCount, DayShare, Estimate, Proportion, Rate, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class StillShare(Base):
    """Share still responding on a day after the endpoint score.

    day : Days since the endpoint score.
    still : The share; null where fewer than 5 are followed that far.
    """

    day: int
    still: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting(Base):
    """One way of asking how long response lasts, in days since the endpoint score.

    key : until_loss_or_booster (whichever first), usual_care (loss alone, boosters going on) or
        without_booster (loss, no longer followed from a booster on).
    people : Responders it follows.
    lost : A score above half of baseline came first.
    boosted : A booster or new course came first; 0 for usual_care, which does not look at them.
    excluded : Responders it cannot follow, by reason.
    curve : Share still responding (Kaplan-Meier); null when withheld.
    days : Its reading at 7, 14, 28 and 56 days.
    counts : Still followed and responding, ended by the event, and no longer followed, by chosen days.
    reason : Why there is no curve: too_few_people, or on_session_days (over half of the later scores
        were taken on session days, so only those who came back are seen); else null.
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

    responders : People counted as responding among the scored.
    later_scores : Their scores after the endpoint's day in the same course.
    on_session_days : Of these scores, taken on the day of a session.
    estimands : The three ways of asking, the default first.
    followup_end : Where following ends for those without an event: cut_off or last_contact.
    shorter_than_truth : No cut-off is known for some people, who are followed to their last contact only.
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
    """Gaps of one order, by Kaplan-Meier.

    order : 0 from the end of induction to the first booster, k from the k-th booster on.
    completed : Gaps that ended in a session.
    open : Gaps still running at the end of follow-up.
    quarter, half, three_quarters : Days by which that share was back; null where not reached, where fewer
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
    booster. Below 10 such people nothing but their number is given.

    people : People with a slope.
    longer : Slopes above 0, of all.
    shortened : Slopes below 0.
    median : Middle slope.
    shift : Hodges-Lehmann centre of the slopes with its interval.
    signed_rank_p : Wilcoxon signed-rank test of the slopes against 0; null below 10 slopes other than 0.
    signed_rank_n : Slopes other than 0.
    orders : The gaps by their order.
    reason : too_few_people when there is no slope to show; else null.
    """

    kind: Literal["slopes"] = "slopes"
    scope: Scope
    people: int
    longer: Proportion | None
    shortened: int | None
    median: float | None
    shift: Estimate
    signed_rank_p: float | None
    signed_rank_n: int
    orders: tuple[GapOrder, ...]
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterCourses(Base):
    """Courses after the first, which no other panel counts.

    scope : Who the second courses are about, and by which rule.
    treated : People with a first course.
    had_second : Of these, started a second.
    by_number : Courses per number: 2 for second courses, 3 for third.
    start : Share without a second course by days since the first session (Kaplan-Meier); null below 10.
    shares : Share with one by 90, 180 and 365 days.
    counts : Without one, with one, and no longer followed, by chosen days.
    middle_start_day : Median day on which it started, among those who had one; null below 10.
    rates : Second courses alone, each with its own baseline and endpoint.
    shorter_than_truth : No cut-off is known for some people, who are followed to their last contact only.
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
