"""Courses after the first: how many, when, and how they went. Counted nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.curves import curve, day_counts, shares
from afterglow.analyses.rates import rates
from afterglow.definitions.rules import LATER_COURSE_DAYS, SMALL
from afterglow.ledger import UNKNOWN, Ints
from afterglow.results import Count, LaterCourses, Withheld
from afterglow.stats.histogram import histogram, quantile
from afterglow.stats.survival import kaplan_meier, tally

COUNT_DAYS = (0, *LATER_COURSE_DAYS, 730)

NOT_TOLD_APART = Withheld(
    heading="Not shown: later courses are not told apart",
    reason="By the rules in force every session after induction is a booster, even in a new series.",
    mend="Turn on 'A new series starts a new course' under Change rules.",
)


@dataclass(frozen=True)
class SecondCourses(Cohort):
    """Second courses of the people a cohort is about, one row each."""

    @cached_property
    def rows(self) -> Ints:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Rows of `courses`; nobody who joined in mid-course, whose first course is not known."""
        courses = self.courses
        whole = np.zeros(len(self.ledger.patients), dtype=bool)
        first = (courses.number == 0) & ~courses.joined_mid_course
        whole[courses.patient[first]] = True
        return np.flatnonzero((courses.number == 1) & (whole & self.selected)[courses.patient])


def later_courses(cohort: Cohort) -> LaterCourses | Withheld:
    """Second and later courses of the people selected, with the rates of second courses alone."""
    if not cohort.rules.new_courses:
        return NOT_TOLD_APART
    courses, rows = cohort.courses, cohort.rows
    start = courses.next_course_day[rows]
    seen = start != UNKNOWN
    counts = tally(np.where(seen, start, np.maximum(cohort.end_of_followup[rows], 0)), seen)
    fitted = kaplan_meier(counts) if len(rows) >= SMALL.curve else None
    had, second = count(seen), rates(_second(cohort))
    days = histogram(start[seen])
    return LaterCourses(
        scope=second.scope,
        treated=len(rows),
        had_second=had,
        by_number=_by_number(cohort),
        start=None if fitted is None else curve(fitted, n=len(rows), events=had),
        shares=shares(fitted, LATER_COURSE_DAYS, n=len(rows)),
        counts=day_counts(counts, COUNT_DAYS),
        middle_start_day=quantile(days, 0.5) if had >= SMALL.change else None,
        rates=second.rates,
        shorter_than_truth=bool((courses.followup_day[rows] == UNKNOWN).any()),
    )


def _second(cohort: Cohort) -> SecondCourses:
    return SecondCourses(**{item.name: getattr(cohort, item.name) for item in fields(Cohort)})


def _by_number(cohort: Cohort) -> tuple[Count, ...]:
    """Courses per number, from the second on."""
    courses = cohort.courses
    inside = np.zeros(len(cohort.ledger.patients), dtype=bool)
    inside[courses.patient[cohort.rows]] = True
    number = courses.number[(courses.number > 0) & inside[courses.patient]]
    return tuple(
        Count(key=str(place + 1), people=people)
        for place, people in enumerate(np.bincount(number).tolist())
        if place
    )
