"""The wiring: files to Ledger, and (Ledger, rules, selection) to the result of each panel.

Each panel key is joined here to its analysis, so that drawing a panel never imports one. Derived columns
are kept in a `Derivation`, which depends on the data and the rules alone: a filter changes only the cohort.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from afterglow.analyses import doses, early, people, protocol, session_safety, suicidal, symptoms
from afterglow.analyses.benchmarks import CRITERIA, benchmarks, earlier_period
from afterglow.analyses.boosters import boosters
from afterglow.analyses.cohort import Cohort
from afterglow.analyses.compare import comparison
from afterglow.analyses.conditions import conditions
from afterglow.analyses.durability import durability
from afterglow.analyses.gap_trend import slopes
from afterglow.analyses.grouping import CROSSED, group_column, patient_columns
from afterglow.analyses.groups import first_booster_by_group, improvement_by_group, rates_by_group
from afterglow.analyses.headline import headline
from afterglow.analyses.improvement import by_session, improvement
from afterglow.analyses.later_courses import later_courses
from afterglow.analyses.other_scales import other_scales, scales_agree
from afterglow.analyses.rates import change, flow, rates
from afterglow.analyses.sites import funnel
from afterglow.analyses.standing import standing
from afterglow.analyses.stopping import stopping
from afterglow.analyses.trajectory import trajectory
from afterglow.analyses.trends import SERIES, trend
from afterglow.courses.outcomes import derive_outcomes, scores_of
from afterglow.courses.sessions import derive_courses, derive_gaps
from afterglow.definitions.conditions import CONDITIONS, TreatedCondition
from afterglow.definitions.indication import LEAST_SEVERITY
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import Rules, in_force
from afterglow.ledger import (
    UNKNOWN,
    Bools,
    Category,
    Courses,
    CourseScores,
    Gaps,
    Ledger,
    Outcomes,
    SessionDays,
)
from afterglow.panels import PANELS
from afterglow.results import GroupedCurves, Result, Withheld

if TYPE_CHECKING:
    from afterglow.ingest.importing import Import


@dataclass(frozen=True, slots=True)
class Selection:
    """Which people and which scale: `filters` pairs a column with the labels kept.

    Quarters are year * 4 + (quarter - 1) of the first session, both ends included. `by` names the columns
    by which people are compared, two at most; none: the first the data have. `reference` is the group the
    others are compared with (none: the largest), `outcome` what sites and groups are compared by.
    """

    instrument: str | None = None
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    first_quarter: int | None = None
    last_quarter: int | None = None
    by: tuple[str, ...] = ()
    reference: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class InstrumentOption:
    key: str
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen for a dataset. `quarters` is None where the data keep none."""

    instruments: tuple[InstrumentOption, ...]
    categories: Mapping[str, tuple[str, ...]]
    quarters: tuple[int, int] | None


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
        return tuple(_judged_by(self, in_force(row, self.rules), self.ledger) for row in others)

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
        return self.analysed(PANEL_ANALYSES[panel])

    def analysed(self, analysis: str) -> Result:
        if analysis not in self._results:
            self._results[analysis] = _analyse(self, analysis)
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


def known_instruments(declared: tuple[Instrument, ...] = ()) -> dict[str, Instrument]:
    """The table of instruments, with those the clinic declared."""
    return {**INSTRUMENTS, **{row.key: row for row in declared}}


def default_instrument(ledger: Ledger, declared: tuple[Instrument, ...] = ()) -> str:
    """The outcome scale with most people scored.

    Raises
    ------
    LookupError
        When the scores hold no scale on which treatment can be judged.
    """
    listed = options(ledger, declared).instruments
    if not listed:
        raise LookupError("the scores hold no scale on which treatment can be judged")
    return listed[0].key


def options(ledger: Ledger, declared: tuple[Instrument, ...] = ()) -> Options:
    """What a page offers to choose from: scales by people scored, categories known on day 0, quarters."""
    known, found = known_instruments(declared), []
    for code, key in enumerate(ledger.instruments):
        rows = ledger.scores.instrument == code
        if known[key].is_outcome and rows.any():
            people = len(np.unique(ledger.scores.patient[rows]))
            found.append(InstrumentOption(key, known[key].name, people))
    order = list(known)
    found.sort(key=lambda option: (-option.people, order.index(option.key)))
    quarters = ledger.patients.start_quarter
    kept = quarters[quarters != UNKNOWN]
    return Options(
        instruments=tuple(found),
        categories={name: _labels_used(column) for name, column in patient_columns(ledger).items()},
        quarters=(int(kept.min()), int(kept.max())) if len(kept) else None,
    )


def _labels_used(column: Category) -> tuple[str, ...]:
    used = np.unique(column.codes[column.codes >= 0])
    return tuple(column.labels[code] for code in used)


def selected_patients(ledger: Ledger, selection: Selection) -> Bools:
    """One flag per patient: inside the period of first sessions and in every chosen category."""
    quarter = ledger.patients.start_quarter
    keep = np.ones(len(ledger.patients), dtype=bool)
    if selection.first_quarter is not None:
        keep &= quarter >= selection.first_quarter
    if selection.last_quarter is not None:
        keep &= (quarter != UNKNOWN) & (quarter <= selection.last_quarter)
    columns = patient_columns(ledger) if selection.filters else {}
    for name, labels in selection.filters:
        column = columns.get(name)
        if column is None:
            raise KeyError("a filter names a column the data do not have")
        wanted = np.array([label in labels for label in column.labels] + [False])
        keep &= wanted[column.codes]
    return keep


NOBODY = Withheld(
    heading="Nobody in this selection",
    reason="No first course of treatment matches the filters.",
    mend="Clear a filter, or widen the quarters of the first session.",
)


def _analyse(view: View, analysis: str) -> Result:
    nobody = not view.cohort.selected.any() if analysis in OF_SESSIONS else not len(view.cohort.rows)
    if nobody:
        return NOBODY
    return ANALYSES[analysis](view)


def _headline(view: View) -> Result:
    return headline(
        view.cohort,
        rates=view.analysed("rates"),  # pyright: ignore[reportArgumentType]
        improvement=view.analysed("improvement"),  # pyright: ignore[reportArgumentType]
        boosters=view.analysed("boosters"),  # pyright: ignore[reportArgumentType]
    )


def _judged_by(view: View, instrument: Instrument, ledger: Ledger, rules: Rules | None = None) -> Cohort:
    """The same people and courses, judged by another scale; `ledger` holds its scores."""
    courses, rules = view.cohort.courses, rules or view.rules
    scores = scores_of(ledger, courses, instrument.key)
    outcomes = derive_outcomes(ledger, courses, scores, instrument=instrument, rules=rules)
    return replace(
        view.cohort, ledger=ledger, rules=rules, instrument=instrument, scores=scores, outcomes=outcomes
    )


def _on_scale(view: View, key: str) -> Cohort:
    """The people judged by a scale of the table: the cohort itself where that is the one in use."""
    if key == view.instrument.key:
        return view.cohort
    return next(cohort for cohort in view.judged_otherwise if cohort.instrument.key == key)


def _symptoms(view: View) -> Result:
    """Items of the scale in use where the files have them, else of the scale most people have them of."""
    found = symptoms.scales_with_items(view.ledger)
    if not found:
        return symptoms.symptoms(view.cohort, None)
    cohort = _on_scale(view, view.instrument.key if view.instrument.key in found else found[0])
    # A worst or mean baseline is no single form; the last one before treatment is.
    one_form = view.rules.baseline if view.rules.baseline in ("first", "last") else "last"
    rules, forms = replace(view.rules, baseline=one_form), symptoms.numbered_forms(view.ledger)
    return symptoms.symptoms(cohort, _judged_by(view, cohort.instrument, forms, rules))


def _early_relief(view: View) -> Result:
    """The scale in use where it has scores in the first hours, else the one most people have there."""
    own, offered = view.instrument.key, options(view.ledger, view.declared).instruments
    found = early.people_by_scale(view.cohort)
    scale = early.chosen_scale(found, own, tuple(option.key for option in offered))
    return early.early_relief(_on_scale(view, scale), chosen=scale == own)


def _indicated(view: View) -> Result:
    """Severity is read from the scale in use where it is one of depression, else from the one most have."""
    known = known_instruments(view.declared)
    offered = [known[option.key] for option in options(view.ledger, view.declared).instruments]
    usable = [row for row in offered if row.condition == "depression" and row.band_from(LEAST_SEVERITY)]
    own = next((row for row in usable if row.key == view.instrument.key), None)
    scale = own or next(iter(usable), None)
    depression = None
    if scale is not None:
        depression = _judged_by(view, in_force(scale, view.rules), view.ledger)
    return people.indicated(view.cohort, depression)


def _suicidal(view: View) -> Result:
    chosen = suicidal.chosen_item(suicidal.items_found(view.ledger), view.instrument.key)
    cohort = None if chosen is None else _judged_by(view, chosen.item, chosen.ledger)
    return suicidal.suicidal_thoughts(cohort)


def _of_cohort(analyse: Callable[[Cohort], Result]) -> Callable[[View], Result]:
    return lambda view: analyse(view.cohort)


def _by_group(analyse: Callable[[Cohort, str | None], Result]) -> Callable[[View], Result]:
    return lambda view: analyse(view.cohort, CROSSED.join(view.selection.by) or None)


def _comparison(view: View) -> Result:
    curves = [view.analysed(name) for name in ("improvement_by_group", "first_booster_by_group")]
    return comparison(
        view.cohort,
        by=view.selection.by,
        reference=view.selection.reference,
        outcome=view.selection.outcome,
        curves=[result for result in curves if isinstance(result, GroupedCurves)],
    )


def _funnel(view: View) -> Result:
    return funnel(view.cohort, view.selection.outcome)


def _conditions(view: View) -> Result:
    """Each condition is judged on its own scale: the one in use, else the one most people have."""
    known = known_instruments(view.declared)
    offered = [known[option.key] for option in options(view.ledger, view.declared).instruments]

    @cache
    def judge(condition: TreatedCondition) -> Cohort | None:
        usable = {row.key: row for row in condition.scales_among(offered)}
        if view.instrument.key in usable:
            return view.cohort
        scale = next(iter(usable.values()), None)
        return None if scale is None else _judged_by(view, in_force(scale, view.rules), view.ledger)

    wanted = {item.key: tuple(row.name for row in item.scales_among(known.values())) for item in CONDITIONS}
    return conditions(view.cohort, judge, wanted)


ANALYSES: dict[str, Callable[[View], Result]] = {
    "headline": _headline,
    "flow": _of_cohort(flow),
    "rates": _of_cohort(rates),
    "change": _of_cohort(change),
    "trajectory": _of_cohort(trajectory),
    "improvement": _of_cohort(improvement),
    "by_session": _of_cohort(by_session),
    "boosters": _of_cohort(boosters),
    "standing": _of_cohort(standing),
    "durability": _of_cohort(durability),
    "slopes": _of_cohort(slopes),
    "later_courses": _of_cohort(later_courses),
    "rates_by_group": _by_group(rates_by_group),
    "improvement_by_group": _by_group(improvement_by_group),
    "first_booster_by_group": _by_group(first_booster_by_group),
    "who_treated": _of_cohort(people.who_treated),
    "indicated": _indicated,
    "sessions_per_course": _of_cohort(protocol.sessions_per_course),
    "protocol_kept": _of_cohort(protocol.protocol_kept),
    "protocol_bounds": _of_cohort(protocol.protocol_bounds),
    "doses": _of_cohort(doses.doses),
    "places": _of_cohort(doses.places),
    "suicidal_thoughts": _suicidal,
    "dissociation": _of_cohort(session_safety.dissociation),
    "blood_pressure": _of_cohort(session_safety.blood_pressure),
    "adverse_events": _of_cohort(session_safety.adverse_events),
    "stopping": _of_cohort(stopping),
    **{f"{outcome}_benchmarks": _of_cohort(benchmarks(outcome)) for outcome in CRITERIA},
    "earlier_period": _of_cohort(earlier_period),
    **{f"{quantity}_trend": _of_cohort(trend(quantity)) for quantity in SERIES},
    "comparison": _comparison,
    "funnel": _funnel,
    "conditions": _conditions,
    "symptoms": _symptoms,
    "other_scales": lambda view: other_scales(view.cohort, view.judged_otherwise),
    "scales_agree": lambda view: scales_agree(view.cohort, view.judged_otherwise),
    "early_relief": _early_relief,
    "early_predicts": _of_cohort(early.early_predicts),
}
OF_SESSIONS = ("dissociation", "blood_pressure", "adverse_events")
"""Analyses that count everybody's sessions, those who joined mid-course included."""

TREATMENT_PANELS = (
    "who_treated",
    "indicated",
    "sessions_per_course",
    "protocol_kept",
    "protocol_bounds",
    "doses",
    "places",
)
SAFETY_PANELS = ("suicidal_thoughts", "dissociation", "blood_pressure", "adverse_events", "stopping")
SYMPTOM_PANELS = ("symptoms", "other_scales", "scales_agree")
EARLY_PANELS = ("early_relief", "early_predicts")
COMPARISON_PANELS = ("compared_rates", "standardised_rates", "compared_change", "compared_tests")

PANEL_ANALYSES: dict[str, str] = {
    **{
        name: name
        for name in ("headline", "flow", "rates", "change", "trajectory", "improvement", "by_session")
    },
    "stands": "standing",
    **{name: name for name in ("durability", "slopes", "later_courses")},
    "gap_orders": "slopes",
    **{name: name for name in ("rates_by_group", "improvement_by_group", "first_booster_by_group")},
    **{name: name for name in (f"{quantity}_trend" for quantity in SERIES)},
    **{name: name for name in (f"{outcome}_benchmarks" for outcome in CRITERIA)},
    "earlier_period": "earlier_period",
    **{name: name for name in (*TREATMENT_PANELS, *SAFETY_PANELS, *SYMPTOM_PANELS, *EARLY_PANELS)},
    "deterioration": "rates",
    "events_by_group": "adverse_events",
    **dict.fromkeys(COMPARISON_PANELS, "comparison"),
    "funnel": "funnel",
    "conditions": "conditions",
    **dict.fromkeys(("before_after", "waterfall"), "change"),
    **dict.fromkeys(("later_gaps", "first_gap", "gap_estimates", "boosters_per_year"), "boosters"),
}


def quarter_words(quarter: int) -> str:
    return f"{quarter // 4} Q{quarter % 4 + 1}"


def month_words(month: str) -> str:
    """`2025-06` as June 2025."""
    import calendar

    year, number = month.split("-")
    return f"{calendar.month_name[int(number)]} {year}"


def demo() -> Import:
    """The demo clinic, read through the same path as a clinic's own files."""
    from afterglow.demo import CUT_OFF, demo_files
    from afterglow.ingest.importing import Answers, Source, read_files

    files = [Source(name=name, data=data) for name, data in demo_files().items()]
    return read_files(files, Answers(cutoff=CUT_OFF, reaches_back=True))
