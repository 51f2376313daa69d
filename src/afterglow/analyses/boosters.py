"""Booster intervals: first gap, later gaps, and what a spreadsheet would say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.curves import curve, day_counts, shares
from afterglow.analyses.rates import limits, proportion
from afterglow.definitions.rules import BOOSTER_DAYS, DAYS_PER_YEAR, SMALL
from afterglow.ledger import UNKNOWN, Bools, Gaps
from afterglow.results import Boosters, Curve, Estimate, GapSummary, Proportion
from afterglow.stats.gaps import ratio_rate, wang_chang
from afterglow.stats.histogram import histogram, quantile
from afterglow.stats.survival import kaplan_meier, tally

COUNT_DAYS = (0, 14, 28, 30, 42, 56, 60, 84, 90, 112, 140, 168, 196, 224, 252, 280, 308, 336, 364)


def boosters(cohort: Cohort) -> Boosters:
    """How long between boosters, how many a year, and who still comes."""
    finished = cohort.in_rows & cohort.courses.completed
    gaps = _gaps_of(cohort.gaps, finished)
    followup = cohort.courses.followup_day
    known = followup != UNKNOWN
    first = _first_gap(gaps)
    boosted = cohort.courses.first_booster_day[finished] != UNKNOWN
    naive = histogram(gaps.days[gaps.completed & (gaps.order > 0)])
    rate, years = _per_year(cohort, finished & known)
    return Boosters(
        scope=cohort.scope(),
        completed_inductions=count(finished),
        incomplete_inductions=count(~cohort.completed & ~cohort.still_in_induction),
        boosted=count(boosted),
        first=first,
        later=_later_gaps(cohort, gaps, first),
        everything=_recurrent("everything", gaps, followup_at_least=None),
        naive=Estimate(value=quantile(naive, 0.5), n=naive.n),
        naive_gaps=naive.n,
        per_year=rate,
        years=years,
        booster_count=int(cohort.courses.boosters[finished].sum()),
        still_coming=_still_coming(cohort, finished & known) if known.any() else None,
        followup_end=cohort.rules.followup_end,
        shorter_than_truth=bool((~known[cohort.rows]).any()),
    )


def _gaps_of(gaps: Gaps, courses: Bools) -> Gaps:
    return _keep(gaps, courses[gaps.course])


def _keep(gaps: Gaps, rows: Bools) -> Gaps:
    return Gaps(
        course=gaps.course[rows], order=gaps.order[rows], days=gaps.days[rows], completed=gaps.completed[rows]
    )


def _first_gap(gaps: Gaps) -> GapSummary:
    """Last induction session to the first booster: one gap a person, Kaplan-Meier."""
    own = _keep(gaps, gaps.order == 0)
    people, completed = len(own), count(own.completed)
    counts = tally(own.days, own.completed)
    fitted = kaplan_meier(counts) if people >= SMALL.curve else None
    drawn = None if fitted is None else curve(fitted, n=people, events=completed)
    middle, reason = _readable_median(drawn)
    return GapSummary(
        key="first",
        people=people,
        completed=completed,
        open=people - completed,
        curve=drawn,
        median=middle,
        shares=shares(fitted, BOOSTER_DAYS, n=people),
        counts=day_counts(counts, COUNT_DAYS),
        followup_at_least=None,
        reason=reason,
    )


def _readable_median(drawn: Curve | None) -> tuple[Estimate, str | None]:
    """The median where enough people are followed to it, and otherwise why there is none."""
    if drawn is None:
        return Estimate(value=None, n=0), "too_few_people"
    middle = drawn.median
    if middle.value is None:
        return replace(middle, low=None, high=None), "not_reached"
    if middle.value > drawn.drawn_to:
        return Estimate(value=None, n=middle.n), "too_few_at_risk"
    return middle, None


def _later_gaps(cohort: Cohort, gaps: Gaps, first: GapSummary) -> GapSummary:
    """Booster to booster, among people followed long enough that slow comers have entered."""
    rules, courses = cohort.rules, cohort.courses
    later = _keep(gaps, gaps.order > 0)
    if (courses.followup_day[cohort.rows] == UNKNOWN).any():
        return _without_curve("later", later, "no_cutoff")
    if first.median.value is None:
        return _without_curve("later", later, "no_first_median")
    needed = int(
        np.ceil(max(rules.later_gap_followup_days, rules.later_gap_followup_medians * first.median.value))
    )
    followed = courses.followup_day - courses.induction_end >= needed
    return _recurrent("later", _gaps_of(later, followed), followup_at_least=needed)


def _recurrent(key: str, gaps: Gaps, *, followup_at_least: int | None) -> GapSummary:
    """Gaps of many orders, each person counted once (Wang and Chang 1999)."""
    people = len(np.unique(gaps.course))
    returned = len(np.unique(gaps.course[gaps.completed]))
    if people < SMALL.later_gap_people or returned < SMALL.later_gap_completed:
        return replace(_without_curve(key, gaps, "too_few_people"), followup_at_least=followup_at_least)
    fitted = wang_chang(gaps.course, gaps.days, gaps.completed)
    drawn = curve(fitted, n=people, events=count(gaps.completed))
    middle, reason = _readable_median(drawn)
    return replace(
        _without_curve(key, gaps, reason),
        curve=drawn,
        median=middle,
        shares=shares(fitted, BOOSTER_DAYS, n=people),
        followup_at_least=followup_at_least,
    )


def _without_curve(key: str, gaps: Gaps, reason: str | None) -> GapSummary:
    people, completed = len(np.unique(gaps.course)), count(gaps.completed)
    return GapSummary(
        key=key,
        people=people,
        completed=completed,
        open=len(gaps) - completed,
        curve=None,
        median=Estimate(value=None, n=people),
        shares=(),
        counts=day_counts(tally(gaps.days, gaps.completed), COUNT_DAYS),
        followup_at_least=None,
        reason=reason,
    )


def _per_year(cohort: Cohort, finished: Bools) -> tuple[Estimate, float | None]:
    """Boosters per patient-year after a finished induction, and the years."""
    courses, people = cohort.courses, count(finished)
    days = (courses.followup_day - courses.induction_end)[finished]
    years = float(days.sum()) / DAYS_PER_YEAR
    if people < SMALL.group or years <= 0:
        return Estimate(value=None, n=people), years or None
    rate = ratio_rate(courses.boosters[finished], days / DAYS_PER_YEAR)
    value = None if rate is None else rate.rate
    return Estimate(value=value, n=people, **limits(rate)), years


def _still_coming(cohort: Cohort, finished: Bools) -> Proportion:
    """Of people whose first booster was 90 or more days before the cut-off: a session in the last 90."""
    courses, window = cohort.courses, cohort.rules.still_coming_days
    begun = courses.first_booster_day != UNKNOWN
    asked = finished & begun & (courses.followup_day - courses.first_booster_day >= window)
    sessions = cohort.ledger.sessions
    ends = np.searchsorted(sessions.patient, np.arange(len(cohort.ledger.patients)), side="right") - 1
    last_day = sessions.day[ends][courses.patient] - courses.start_day
    coming = asked & (courses.followup_day - last_day < window)
    return proportion(count(coming), count(asked))
