"""The table that joins each panel to its analysis, so that drawing a panel never imports one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from afterglow.analyses import doses, early, people, protocol, session_safety, suicidal, symptoms
from afterglow.analyses.benchmarks import CRITERIA, benchmarks, earlier_period
from afterglow.analyses.boosters import boosters
from afterglow.analyses.cohort import Cohort
from afterglow.analyses.compare import comparison
from afterglow.analyses.conditions import conditions
from afterglow.analyses.durability import durability
from afterglow.analyses.gap_trend import slopes
from afterglow.analyses.grouping import CROSSED
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
from afterglow.definitions.conditions import CONDITIONS, TreatedCondition
from afterglow.definitions.indication import LEAST_SEVERITY
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.rules import Rules, in_force
from afterglow.ledger import (
    Ledger,
)
from afterglow.pipeline.selection import known_instruments, options
from afterglow.results import GroupedCurves, Result, Withheld

if TYPE_CHECKING:
    from afterglow.pipeline.view import View


NOBODY = Withheld(
    heading="Nobody in this selection",
    reason="No first course of treatment matches the filters.",
    mend="Clear a filter, or widen the quarters of the first session.",
)


def analyse(view: View, analysis: str) -> Result:
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


def judged_by(view: View, instrument: Instrument, ledger: Ledger, rules: Rules | None = None) -> Cohort:
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
    return symptoms.symptoms(cohort, judged_by(view, cohort.instrument, forms, rules))


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
        depression = judged_by(view, in_force(scale, view.rules), view.ledger)
    return people.indicated(view.cohort, depression)


def _suicidal(view: View) -> Result:
    chosen = suicidal.chosen_item(suicidal.items_found(view.ledger), view.instrument.key)
    cohort = None if chosen is None else judged_by(view, chosen.item, chosen.ledger)
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
        return None if scale is None else judged_by(view, in_force(scale, view.rules), view.ledger)

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
