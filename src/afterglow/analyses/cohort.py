"""The people an analysis is about: a Ledger, what was derived from it, and the courses selected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from afterglow.definitions.instrument import Instrument
from afterglow.definitions.rules import Criterion, Rules, criterion_for, meets
from afterglow.ledger import (
    UNKNOWN,
    Bools,
    Courses,
    CourseScores,
    Floats,
    Gaps,
    Ints,
    Ledger,
    Outcomes,
    SessionDays,
)
from afterglow.results import Definition, Scope


@dataclass(frozen=True)
class Cohort:
    """First courses of the selected people, one row each, with everything derived about them.

    selected : one flag per patient of the ledger; the filters in force.
    """

    ledger: Ledger
    rules: Rules
    instrument: Instrument
    courses: Courses
    days: SessionDays
    gaps: Gaps
    scores: CourseScores
    outcomes: Outcomes
    selected: Bools

    def narrowed(self, keep: Bools) -> Cohort:
        """The same cohort with only the patients flagged in `keep`."""
        return replace(self, selected=self.selected & keep)

    @cached_property
    def rows(self) -> Ints:
        """Rows of `courses`: first courses of the selected people, those joined mid-course left out."""
        courses = self.courses
        first = (courses.number == 0) & self.selected[courses.patient]
        return np.flatnonzero(first & ~courses.joined_mid_course)

    @cached_property
    def in_rows(self) -> Bools:
        """One flag per row of `courses`."""
        flags = np.zeros(len(self.courses), dtype=bool)
        flags[self.rows] = True
        return flags

    @cached_property
    def joined_mid_course(self) -> int:
        courses = self.courses
        return int(np.count_nonzero(courses.joined_mid_course & self.selected[courses.patient]))

    @cached_property
    def end_of_followup(self) -> Ints:
        """Day on which a course is last followed, per row of `courses`: as its open gap ends."""
        courses = self.courses
        if self.rules.followup_end == "last_contact":
            return courses.last_contact_day
        known = courses.followup_day != UNKNOWN
        return np.where(known, courses.followup_day, courses.last_contact_day)

    @property
    def criterion(self) -> Criterion | None:
        return criterion_for(self.instrument, self.rules)

    def meets(self, score: Floats, course: Ints) -> Bools:
        """Whether each score shows the improvement asked for, against the baseline of its course."""
        before = self.outcomes.baseline[course]
        return meets(self.criterion, self.instrument, before, score)

    def not_usable_for_improvement(self) -> dict[str, Bools]:
        """Why a course cannot be followed to improvement, by reason in order; flags per row of `courses`."""
        outcomes = self.outcomes
        lowest = (outcomes.baseline == 0) & self.instrument.higher_is_worse
        ruled = self.criterion is not None
        nobody = {} if ruled else {"no_criterion": np.ones(len(self.courses), dtype=bool)}
        return {
            **nobody,
            "no_baseline": np.isnan(outcomes.baseline),
            "baseline_zero": lowest,
            "meets_at_baseline": outcomes.meets_at_baseline,
        }

    @cached_property
    def baseline(self) -> Floats:
        return self.outcomes.baseline[self.rows]

    @cached_property
    def endpoint(self) -> Floats:
        return self.outcomes.endpoint[self.rows]

    @cached_property
    def completed(self) -> Bools:
        return self.courses.completed[self.rows]

    @cached_property
    def evaluable_started(self) -> Bools:
        return self.outcomes.evaluable_started[self.rows]

    @property
    def by_completion(self) -> bool:
        """Whether the rules judge only people who finished induction."""
        return self.rules.population == "completed_induction"

    @cached_property
    def population(self) -> Bools:
        return self.completed if self.by_completion else np.ones(len(self.rows), dtype=bool)

    @cached_property
    def evaluable(self) -> Bools:
        """In the rule's population, and followed to the end of the window."""
        window = self.outcomes.evaluable if self.by_completion else self.outcomes.evaluable_started
        return self.population & window[self.rows]

    @cached_property
    def judged(self) -> Bools:
        """Evaluable with a baseline: the denominator before what an outcome itself excludes."""
        return self.evaluable & ~np.isnan(self.baseline)

    @cached_property
    def scored(self) -> Bools:
        return self.judged & ~np.isnan(self.endpoint)

    @cached_property
    def still_in_induction(self) -> Bools:
        """Not finished, and not followed long enough to say they will not."""
        followup = self.courses.followup_day[self.rows]
        young = (followup != UNKNOWN) & (followup < self.rules.completion_followup_days)
        return ~self.completed & young

    def scope(self) -> Scope:
        rules, population = self.rules, self.population
        boosted = self.outcomes.boosted_before_endpoint[self.rows]
        return Scope(
            instrument=self.instrument.key,
            rule=rules.preset,
            window=rules.endpoint.in_words(),
            population=rules.population,
            treated=len(self.rows),
            joined_mid_course=self.joined_mid_course,
            not_completed=count(~self.completed) if self.by_completion else 0,
            not_yet_evaluable=count(population & ~self.evaluable),
            missing_baseline=count(self.evaluable & np.isnan(self.baseline)),
            judged=count(self.judged),
            scored=count(self.scored),
            boosted_before_endpoint=count(self.scored & boosted),
            definitions=definitions_of(self.instrument),
        )


def count(flags: Bools) -> int:
    return int(np.count_nonzero(flags))


def definitions_of(instrument: Instrument) -> tuple[Definition, ...]:
    """The instrument's thresholds in words; one without a meaning on the scale is left out."""
    found: list[Definition] = []
    if instrument.response is not None:
        percent = instrument.response.drop_percent
        words = "at least halved" if percent == 50 else f"down by {percent} % or more"
        found.append(Definition(key="response", words=words))
    if instrument.remission is not None:
        found.append(Definition(key="remission", words=instrument.remission.in_words()))
    if instrument.reliable_points is not None:
        found.append(Definition(key="reliable", words=f"{instrument.reliable_points:g} points or more"))
    return tuple(found)
