"""A clinic's figures beside published ones, compared only where every definition is the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from afterglow.analyses.boosters import boosters
from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.grouping import patient_columns
from afterglow.analyses.improvement import readings
from afterglow.analyses.rates import outcomes_of, proportion, rate
from afterglow.definitions.benchmarks import Definition, Study, differences, shown
from afterglow.definitions.vocabulary import find_drug, find_route
from afterglow.ledger import UNKNOWN
from afterglow.results import Benchmarks, EarlierPeriod, Proportion, StudyFigure, Withheld
from afterglow.stats.proportions import wilson

CRITERIA = {"response": "response_50", "remission": "remission"}
ESKETAMINE_ROUTE = "nasal"
"""The one route by which either medicine is given, so that the route alone does not tell which."""


def benchmarks(outcome: str) -> Callable[[Cohort], Benchmarks | Withheld]:
    """The analysis of one outcome beside the published table."""

    def analyse(cohort: Cohort) -> Benchmarks | Withheld:
        listed = outcomes_of(cohort.instrument, cohort.rules, cohort.baseline)
        found = next((item for item in listed if item.key == outcome), None)
        if found is None:
            return Withheld(
                heading=f"No {outcome} on this scale",
                reason=f"{cohort.instrument.name} has no rule for {outcome}.",
                mend="Choose another measure.",
            )
        own = rate(cohort, found)
        figures = [
            _figure(cohort, study, outcome, {"observed": own.observed, "nri": own.missing_as_failure})
            for study in shown(vendor=cohort.rules.vendor_studies)
            if study.criterion == CRITERIA[outcome] and study.is_percent
        ]
        closed = cohort.evaluable_started
        return Benchmarks(
            scope=cohort.scope(),
            outcome=outcome,
            own=own.observed,
            treated=count(closed),
            analysed=count(closed & cohort.scored),
            matched=tuple(figure for figure in figures if not figure.differences),
            others=tuple(figure for figure in figures if figure.differences),
        )

    return analyse


def _figure(cohort: Cohort, study: Study, outcome: str, own: dict[str, Proportion]) -> StudyFigure:
    definition = clinic_definition(cohort, outcome, study)
    found = differences(study, definition)
    low, high = _interval(study)
    number = study.n_sessions_before
    mine = own.get(study.unit or "") if number is None else by_session_number(cohort, outcome, number)
    return StudyFigure(
        study=study.study_key,
        name=_name(study),
        citation=study.citation,
        source=study.source_url_or_doi,
        design=study.design,
        share=study.estimate / 100,
        low=low,
        high=high,
        n=study.denominator or study.n_analysed,
        treated=study.n_treated,
        analysed=study.n_analysed,
        time=study.timepoint,
        differences=found,
        own=mine if not found else None,
    )


def _name(study: Study) -> str:
    """First author or trial, the year, and the medicine where it is not ketamine."""
    first = study.citation.split(",")[0].split(" ")[0]
    dated = f"{first} {study.year}" if study.year else first
    return dated if study.drug in (None, "ketamine") else f"{dated}, {study.drug}"


def _interval(study: Study) -> tuple[float | None, float | None]:
    """The published interval, else Wilson's where the counts are known."""
    if study.ci_low is not None and study.ci_high is not None:
        return study.ci_low / 100, study.ci_high / 100
    if study.numerator is None or not study.denominator:
        return None, None
    return wilson(study.numerator, study.denominator)


def clinic_definition(cohort: Cohort, outcome: str, study: Study) -> Definition:
    """How this clinic's figure is defined, put beside one study.

    Where the study looks after so many sessions the clinic's figure by session number is meant, which counts
    the people who had that many and a score; otherwise the rate by the rules in force.
    """
    rules, instrument, window = cohort.rules, cohort.instrument, cohort.rules.endpoint
    cutoff = instrument.remission if outcome == "remission" else None
    after_sessions = study.n_sessions_before is not None
    timed = not after_sessions and window.anchor != "course"
    route = find_route(_only(cohort, "route") or "")
    return Definition(
        instrument_key=instrument.key,
        criterion=CRITERIA[outcome],
        cutoff_op=None if cutoff is None else cutoff.op,
        cutoff=None if cutoff is None else cutoff.value,
        anchor="first_session" if after_sessions and study.anchor == "first_session" else window.anchor,
        window_from_day=window.from_day if timed else None,
        window_to_day=window.to_day if timed else None,
        target_day=window.target_day if timed and window.anchor == "first_session" else None,
        n_sessions_before=study.n_sessions_before,
        population="completers_with_data" if after_sessions else rules.population,
        unit="nri" if study.unit == "nri" and not after_sessions else "observed",
        route_key=route,
        drug=find_drug(_only(cohort, "drug") or "") or _by_route(route),
        baseline_from=instrument.severity_gate if rules.severity_gate else None,
    )


def _only(cohort: Cohort, name: str) -> str | None:
    """The one label all selected people share, or None."""
    column = patient_columns(cohort.ledger).get(name)
    if column is None:
        return None
    codes = np.unique(column.codes[cohort.courses.patient[cohort.rows]])
    return column.labels[codes[0]] if len(codes) == 1 and codes[0] >= 0 else None


def _by_route(route: str | None) -> str | None:
    """The medicine, where the route tells: nasal may be either and needs a column that says."""
    return None if route in (None, ESKETAMINE_ROUTE) else "ketamine"


def by_session_number(cohort: Cohort, outcome: str, number: int) -> Proportion:
    """Share with the outcome at the score that follows session `number`, among those who have both."""
    row, scored = readings(cohort)
    at = scored & (cohort.days.order == number - 1) & cohort.in_rows[cohort.days.course]
    course = cohort.days.course[at]
    before, score = cohort.outcomes.baseline[course], cohort.scores.total[row[at]]
    usable = ~np.isnan(before)
    found = next(item for item in outcomes_of(cohort.instrument, cohort.rules, before) if item.key == outcome)
    for _, flags in found.excluded:
        usable &= ~flags
    return proportion(count(usable & found.shown(before, score)), count(usable))


def earlier_period(cohort: Cohort) -> EarlierPeriod | Withheld:
    """Booster intervals of the earlier and the later half of this clinic's quarters.

    No published study gives a booster interval that allows for gaps still open, so the clinic's own past is
    the one comparison there is.
    """
    quarter = cohort.ledger.patients.start_quarter
    used = np.unique(quarter[cohort.courses.patient[cohort.rows]])
    used = used[used != UNKNOWN]
    if len(used) < 2:
        return Withheld(
            heading="No earlier period to compare with",
            reason="The people selected started in one quarter, or the data keep no quarters.",
            mend="Widen the quarters of the first session.",
        )
    turn = used[len(used) // 2]
    known = quarter != UNKNOWN
    before = boosters(cohort.narrowed(known & (quarter < turn)))
    after = boosters(cohort.narrowed(known & (quarter >= turn)))
    return EarlierPeriod(
        scope=cohort.scope(),
        first=_period(used[used < turn]),
        second=_period(used[used >= turn]),
        first_gap=before.first.median,
        second_gap=after.first.median,
        first_year=before.per_year,
        second_year=after.per_year,
    )


def _period(quarters: np.ndarray) -> str:
    words = [f"{int(one) // 4} Q{int(one) % 4 + 1}" for one in (quarters[0], quarters[-1])]
    return words[0] if words[0] == words[1] else f"{words[0]} to {words[1]}"
