"""Hand-made results on what comes after the rates: usual, tiny and empty clinics."""

from __future__ import annotations

from dataclasses import replace

from afterglow.definitions.rules import BOOSTER_DAYS, DURABILITY_DAYS, LATER_COURSE_DAYS, QUOTED_DAYS
from afterglow.results import (
    Count,
    Curve,
    DayCount,
    DayShare,
    Durability,
    Estimate,
    GapOrder,
    GroupCurve,
    GroupedCurves,
    GroupedRates,
    GroupRates,
    Incidence,
    Lasting,
    LaterCourses,
    LogRank,
    Slopes,
    Standing,
    StandingDay,
    StillShare,
)
from tests.figures.examples import NOBODY, TINY, WAITING, curve, proportion, rate, scope

HORIZON = 90


def standing_days(people: int, improved: int) -> tuple[StandingDay, ...]:
    """Improvement over the first 30 days, then a slow leaving of the others."""
    rows = []
    for day in range(HORIZON + 1):
        yes = improved * min(day, 30) // 30
        gone = (people - improved) * max(day - 30, 0) // 100
        rows.append(StandingDay(day=day, improved=yes, in_care=people - yes - gone, not_seen=gone))
    return tuple(rows)


def standing(people: int, improved: int, *, unjudged: int = 12, **changes: object) -> Standing:
    days = standing_days(people - unjudged, improved)
    last = days[-1]
    base = Standing(
        scope=scope(),
        criterion="response",
        horizon=HORIZON,
        away_days=28,
        people=people,
        judged=people - unjudged,
        cannot_be_judged=(Count(key="no_baseline", people=unjudged), Count(key="baseline_zero", people=0)),
        excluded=(
            Count(key="followed_for_less", people=19),
            Count(key="followup_not_known", people=0),
        ),
        days=days,
        improved=proportion(last.improved, people),
        in_care=proportion(last.in_care, people),
        not_seen=proportion(last.not_seen, people),
        incidence=None,
        shown="counts",
    )
    return replace(base, **changes)


INCIDENCE = Incidence(
    n=130,
    improved_people=70,
    left_people=20,
    times=(7.0, 14.5, 28.0, 56.0, 90.0),
    at_risk=(130, 110, 80, 60, 40),
    improved=(0.1, 0.3, 0.45, 0.5, 0.55),
    improved_low=(0.06, 0.22, 0.36, 0.41, 0.46),
    improved_high=(0.16, 0.38, 0.53, 0.58, 0.63),
    left=(0.0, 0.0, 0.05, 0.12, 0.16),
    left_low=(None, None, 0.02, 0.07, 0.1),
    left_high=(None, None, 0.09, 0.18, 0.23),
    drawn_to=90.0,
)
STANDING = standing(145, 72, incidence=INCIDENCE)
STANDING_ESTIMATED = replace(STANDING, shown="incidence")
STANDING_FEW = standing(14, 5, unjudged=0, scope=TINY)
STANDING_TINY = standing(7, 3, unjudged=1, scope=TINY, shown="incidence")


def lasting_curve(n: int, median: Estimate | None = None) -> Curve:
    steps = ((5.0, n // 10), (12.0, n // 6), (20.0, n // 5), (40.0, n // 8), (70.0, n // 12))
    return curve(n, steps, median=median, drawn_to=84.0)


def lasting(key, n: int, *, lost: int, boosted: int, **changes: object) -> Lasting:
    shares = zip(DURABILITY_DAYS, (0.9, 0.73, 0.53, 0.4), strict=True)
    base = Lasting(
        key=key,
        people=n,
        lost=lost,
        boosted=boosted,
        excluded=(
            Count(key="boosted_before_endpoint", people=4),
            Count(key="boosted_on_endpoint_day", people=3),
        ),
        curve=lasting_curve(n) if n >= 10 else None,
        days=tuple(
            StillShare(day=day, still=Estimate(value=share, low=share - 0.12, high=share + 0.07, n=n))
            for day, share in shares
        ),
        counts=tuple(
            DayCount(day=day, waiting=n - day // 4, events=day // 4, ended=0)
            for day in (0, 7, 14, 21, 28, 42, 56, 70, 84)
        ),
        reason=None,
    )
    return replace(base, **changes)


def durability(*estimands: Lasting, **changes: object) -> Durability:
    base = Durability(
        scope=scope(),
        responders=43,
        later_scores=210,
        on_session_days=60,
        estimands=estimands,
        followup_end="cut_off",
        shorter_than_truth=False,
    )
    return replace(base, **changes)


NO_LATER = (Count(key="no_later_score", people=5),)
WITHHELD: dict[str, object] = {"curve": None, "days": (), "counts": (), "reason": "on_session_days"}
FEW: dict[str, object] = {"curve": None, "days": (), "reason": "too_few_people"}
DURABILITY = durability(
    lasting("until_loss_or_booster", 36, lost=10, boosted=14),
    lasting("usual_care", 38, lost=15, boosted=0, excluded=NO_LATER),
    lasting("without_booster", 31, lost=9, boosted=12),
)
DURABILITY_AT_SESSIONS = durability(
    lasting("until_loss_or_booster", 36, lost=10, boosted=14),
    lasting("usual_care", 38, lost=15, boosted=0, excluded=NO_LATER, **WITHHELD),
    lasting("without_booster", 31, lost=9, boosted=12, **WITHHELD),
    on_session_days=150,
)
DURABILITY_FEW = durability(
    lasting("until_loss_or_booster", 13, lost=3, boosted=5),
    lasting("usual_care", 12, lost=4, boosted=0, excluded=NO_LATER),
    lasting("without_booster", 9, lost=2, boosted=5, **FEW),
    responders=17,
    scope=TINY,
)
DURABILITY_TINY = durability(
    lasting("until_loss_or_booster", 4, lost=1, boosted=2, **FEW),
    lasting("usual_care", 3, lost=1, boosted=0, excluded=NO_LATER, **FEW),
    lasting("without_booster", 3, lost=1, boosted=1, **FEW),
    responders=4,
    scope=TINY,
)
_NOBODY: dict[str, object] = {**FEW, "excluded": (), "counts": ()}
DURABILITY_EMPTY = durability(
    lasting("until_loss_or_booster", 0, lost=0, boosted=0, **_NOBODY),
    lasting("usual_care", 0, lost=0, boosted=0, **_NOBODY),
    lasting("without_booster", 0, lost=0, boosted=0, **_NOBODY),
    responders=0,
    later_scores=0,
    on_session_days=0,
    scope=WAITING,
)


def orders(*people: int) -> tuple[GapOrder, ...]:
    return tuple(
        GapOrder(
            order=place,
            people=n,
            completed=4 * n // 5,
            open=n - 4 * n // 5,
            quarter=34.0 - place if n >= 10 else None,
            half=53.0 - 2 * place if n >= 10 else None,
            three_quarters=81.0 if n >= 50 else None,
        )
        for place, n in enumerate(people)
    )


SLOPES = Slopes(
    scope=scope(),
    people=70,
    longer=proportion(32, 70),
    shortened=36,
    median=-0.8,
    shift=Estimate(value=-1.0, low=-4.0, high=2.1, n=70),
    signed_rank_p=0.52,
    signed_rank_n=68,
    orders=orders(124, 96, 70, 12, 4),
    reason=None,
)
SLOPES_LONGER = replace(
    SLOPES,
    longer=proportion(50, 70),
    shortened=18,
    median=2.0,
    shift=Estimate(value=2.2, low=1.0, high=3.5, n=70),
)
_NO_SLOPES: dict[str, object] = {
    "longer": None,
    "shortened": None,
    "median": None,
    "shift": Estimate(value=None, n=0),
    "signed_rank_p": None,
    "signed_rank_n": 0,
    "reason": "too_few_people",
}
SLOPES_TINY = replace(SLOPES, scope=TINY, people=4, orders=orders(9, 4), **_NO_SLOPES)
SLOPES_EMPTY = replace(SLOPES, scope=WAITING, people=0, orders=(), **_NO_SLOPES)

STARTS = ((60.0, 4), (100.0, 5), (150.0, 6), (300.0, 4))
LATER_COURSES = LaterCourses(
    scope=scope(treated=24, judged=20, scored=15, not_completed=2, not_yet_evaluable=2, missing_baseline=0),
    treated=164,
    had_second=24,
    by_number=(Count(key="2", people=24), Count(key="3", people=3)),
    start=curve(164, STARTS, drawn_to=300.0),
    shares=tuple(
        DayShare(day=day, seen=Estimate(value=share, low=share - 0.02, high=share + 0.04, n=164))
        for day, share in zip(LATER_COURSE_DAYS, (0.03, 0.1, 0.16), strict=True)
    ),
    counts=tuple(
        DayCount(day=day, waiting=140, events=day // 20, ended=10) for day in (0, *LATER_COURSE_DAYS)
    ),
    middle_start_day=132.0,
    rates=(
        rate("response", 8, of=15, judged=20, started=22),
        rate("remission", 3, of=15, judged=20, started=22),
    ),
    shorter_than_truth=False,
)
LATER_COURSES_TINY = replace(
    LATER_COURSES,
    scope=replace(LATER_COURSES.scope, treated=3, judged=3, scored=2),
    treated=14,
    had_second=3,
    by_number=(Count(key="2", people=3),),
    middle_start_day=None,
    rates=(rate("response", 1, of=2, judged=3, started=3),),
)
LATER_COURSES_EMPTY = replace(
    LATER_COURSES_TINY,
    scope=NOBODY,
    had_second=0,
    by_number=(),
    start=None,
    shares=(),
    rates=(rate("response", 0, of=0, judged=0, started=0),),
)


def group_curve(label: str, place: int, n: int, *, event: str = "improvement") -> GroupCurve:
    days = QUOTED_DAYS if event == "improvement" else BOOSTER_DAYS
    steps = ((7.0 + 2 * place, n // 6), (14.0 + 2 * place, n // 4), (28.0 + 3 * place, n // 5))
    large = n >= 10
    return GroupCurve(
        label=label,
        place=place,
        n=n,
        events=sum(number for _, number in steps),
        curve=curve(n, steps, drawn_to=60.0) if large else None,
        shares=tuple(DayShare(day=day, seen=Estimate(value=day / 100, n=n)) for day in days) if large else (),
        counts=(DayCount(day=0, waiting=n, events=0, ended=0),),
    )


def grouped(*groups: GroupCurve, event: str = "improvement", **changes: object) -> GroupedCurves:
    few = tuple(group.label for group in groups if group.curve is None)
    large = len(groups) - len(few)
    base = GroupedCurves(
        scope=scope(),
        event="improvement" if event == "improvement" else "first_booster",
        criterion="response" if event == "improvement" else None,
        column="site",
        groups=groups,
        too_few=few,
        no_value=2,
        log_rank=LogRank(chi2=3.1, df=large - 1, p=0.21, groups=large) if large > 1 else None,
    )
    return replace(base, **changes)


THREE_SITES = grouped(
    group_curve("Harbour Street", 0, 60), group_curve("Mill Lane", 1, 41), group_curve("Park", 2, 4)
)
APART = replace(THREE_SITES, log_rank=LogRank(chi2=9.9, df=1, p=0.002, groups=2))
SEVEN_REFERRALS = grouped(
    *(group_curve(f"referral number {place}", place, 12 + place) for place in range(7)), column="referral"
)
ONE_LARGE = grouped(group_curve("iv", 0, 30), group_curve("im", 1, 5), column="route")
ALL_SMALL = grouped(group_curve("iv", 0, 8), group_curve("im", 1, 5), column="route")
BOOSTER_SITES = grouped(
    group_curve("Harbour Street", 0, 60, event="first_booster"),
    group_curve("Park", 2, 30, event="first_booster"),
    event="first_booster",
)


def group_rates(label: str, place: int, seen: int, of: int) -> GroupRates:
    judged = of + of // 3
    return GroupRates(
        label=label,
        place=place,
        treated=judged + 2,
        judged=judged,
        scored=of,
        rates=(
            rate("response", seen, of=of, judged=judged, started=judged + 2),
            rate("remission", seen // 2, of=of, judged=judged, started=judged + 2),
        ),
    )


def grouped_rates(*groups: GroupRates, **changes: object) -> GroupedRates:
    base = GroupedRates(
        scope=scope(),
        column="site",
        groups=groups,
        everybody=(rate("response", 43), rate("remission", 23)),
        too_few=tuple(group.label for group in groups if group.scored < 10),
        no_value=2,
    )
    return replace(base, **changes)


RATES_BY_SITE = grouped_rates(
    group_rates("Harbour Street", 0, 22, 41), group_rates("Mill Lane", 1, 17, 34), group_rates("Elm", 2, 4, 7)
)
RATES_APART = grouped_rates(group_rates("Harbour Street", 0, 38, 41), group_rates("Mill Lane", 1, 5, 34))
RATES_SMALL = grouped_rates(group_rates("iv", 0, 2, 7), group_rates("im", 1, 1, 3), column="route")
RATES_MANY = grouped_rates(*(group_rates(f"clinician {place}", place, 6, 11) for place in range(8)))
RATES_NO_RULE = replace(
    RATES_BY_SITE, everybody=(), groups=tuple(replace(group, rates=()) for group in RATES_BY_SITE.groups)
)

BY_PANEL: dict[str, tuple] = {
    "stands": (STANDING, STANDING_ESTIMATED, STANDING_FEW, STANDING_TINY),
    "durability": (DURABILITY, DURABILITY_AT_SESSIONS, DURABILITY_FEW, DURABILITY_TINY, DURABILITY_EMPTY),
    "slopes": (SLOPES, SLOPES_LONGER, SLOPES_TINY, SLOPES_EMPTY),
    "gap_orders": (SLOPES, SLOPES_TINY, SLOPES_EMPTY),
    "later_courses": (LATER_COURSES, LATER_COURSES_TINY, LATER_COURSES_EMPTY),
    "improvement_by_group": (THREE_SITES, APART, SEVEN_REFERRALS, ONE_LARGE, ALL_SMALL),
    "first_booster_by_group": (BOOSTER_SITES,),
    "rates_by_group": (RATES_BY_SITE, RATES_APART, RATES_SMALL, RATES_MANY, RATES_NO_RULE),
}
