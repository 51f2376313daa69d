"""One way of looking at a ledger: derived columns, and the result of each panel.

Derived columns are kept in a `Derivation`, which depends on the data and the rules alone: a filter changes
only the cohort.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from afterglow.analyses.cohort import Cohort
from afterglow.analyses.grouping import group_column
from afterglow.courses.outcomes import derive_outcomes, scores_of
from afterglow.courses.sessions import derive_courses, derive_gaps
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.rules import Rules, in_force
from afterglow.ledger import (
    UNKNOWN,
    Bools,
    Courses,
    CourseScores,
    Gaps,
    Ledger,
    Outcomes,
    SessionDays,
)
from afterglow.panels import PANELS
from afterglow.pipeline import table
from afterglow.pipeline.selection import (
    Selection,
    default_instrument,
    known_instruments,
    month_words,
    options,
    quarter_words,
    selected_patients,
)
from afterglow.results import Result


@dataclass(frozen=True)
class Derivation:
    """Everything derived from one ledger by one set of rules for one instrument."""

    ledger: Ledger
    rules: Rules
    instrument: Instrument

    @cached_property
    def sessions(self) -> tuple[Courses, SessionDays]:
        return derive_courses(self.ledger, self.rules)

    @cached_property
    def gaps(self) -> Gaps:
        return derive_gaps(*self.sessions, self.rules)

    @cached_property
    def scores(self) -> CourseScores:
        return scores_of(self.ledger, self.sessions[0], self.instrument.key)

    @cached_property
    def outcomes(self) -> Outcomes:
        courses, _ = self.sessions
        return derive_outcomes(
            self.ledger, courses, self.scores, instrument=self.instrument, rules=self.rules
        )

    def cohort(self, selected: Bools) -> Cohort:
        courses, days = self.sessions
        return Cohort(
            ledger=self.ledger,
            rules=self.rules,
            instrument=self.instrument,
            courses=courses,
            days=days,
            gaps=self.gaps,
            scores=self.scores,
            outcomes=self.outcomes,
            selected=selected,
        )


@dataclass(frozen=True)
class View:
    """One way of looking at a ledger; results are computed once each.

    Parameters
    ----------
    ledger, rules, selection
        What is looked at, by which rules, about whom.
    declared : tuple of Instrument
        Instruments the table does not know, as the clinic declared them.
    base : Derivation, optional
        Of the same ledger, rules and instrument, to be used again.
    only : bool array of patients, optional
        Narrows the selection further: one group of a comparison.
    """

    ledger: Ledger
    rules: Rules = field(default_factory=Rules)
    selection: Selection = field(default_factory=Selection)
    declared: tuple[Instrument, ...] = ()
    base: Derivation | None = None
    only: Bools | None = None
    _results: dict[str, Result] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def instrument(self) -> Instrument:
        key = self.selection.instrument or default_instrument(self.ledger, self.declared)
        return in_force(known_instruments(self.declared)[key], self.rules)

    @cached_property
    def derivation(self) -> Derivation:
        if self.base is not None:
            return self.base
        return Derivation(self.ledger, self.rules, self.instrument)

    @cached_property
    def cohort(self) -> Cohort:
        selected = selected_patients(self.ledger, self.selection)
        return self.derivation.cohort(selected if self.only is None else selected & self.only)

    @cached_property
    def judged_otherwise(self) -> tuple[Cohort, ...]:
        """The same people judged by each other outcome scale of the data, most people first."""
        known = known_instruments(self.declared)
        listed = options(self.ledger, self.declared).instruments
        others = [known[option.key] for option in listed if option.key != self.instrument.key]
        return tuple(table.judged_by(self, in_force(row, self.rules), self.ledger) for row in others)

    def narrowed(self, keep: Bools) -> View:
        """The same view of only the patients flagged in `keep`, sharing what was derived."""
        return replace(self, base=self.derivation, only=keep if self.only is None else self.only & keep)

    def result(self, panel: str) -> Result:
        """The result behind a panel.

        Raises
        ------
        KeyError
            For a panel without an analysis.
        """
        return self.analysed(table.PANEL_ANALYSES[panel])

    def analysed(self, analysis: str) -> Result:
        if analysis not in self._results:
            self._results[analysis] = table.analyse(self, analysis)
        return self._results[analysis]

    def results(self) -> dict[str, Result]:
        return {panel.key: self.result(panel.key) for panel in PANELS}

    def scope_line(self) -> str:
        """Who is on the page, in one line."""
        people = len(self.cohort.rows)
        parts = [f"{people} {'person' if people == 1 else 'people'} treated"]
        quarters = self.ledger.patients.start_quarter[self.cohort.courses.patient[self.cohort.rows]]
        kept = quarters[quarters != UNKNOWN]
        if len(kept):
            first, last = quarter_words(int(kept.min())), quarter_words(int(kept.max()))
            parts.append(f"first sessions {first}" + ("" if first == last else f" to {last}"))
        if self.ledger.cutoff_month:
            parts.append(f"data to {month_words(self.ledger.cutoff_month)}")
        return ", ".join(parts)


def grouped_views(view: View, column: str) -> dict[str, View]:
    """One view per group of a column known on day 0, in the column's own order.

    Raises
    ------
    ValueError
        When the column is known only later, or not at all.
    """
    category = group_column(view.cohort, column)
    views = {}
    for code, label in enumerate(category.labels):
        members = category.codes == code
        if (members & view.cohort.selected).any():
            views[label] = view.narrowed(members)
    return views
