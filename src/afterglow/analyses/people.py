"""Who is treated: what was known of people on day 0."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.rates import proportion
from afterglow.analyses.session_counts import filled, spread, without
from afterglow.definitions.indication import (
    ADULT_FROM,
    AGE_COLUMN,
    FAILED_COLUMN,
    LEAST_SEVERITY,
    has_failed,
    is_adult,
)
from afterglow.ledger import Category, Ints
from afterglow.results import Characteristic, Condition, Count, Indicated, WhoTreated, Withheld

ASKED = (AGE_COLUMN, "diagnosis", FAILED_COLUMN, "other_treatment")
"""Columns of the patients file everybody is asked about, in the order shown; others follow."""
OF_SESSIONS = ("site", "route", "setting")
UNKNOWN_YET, NO, YES = -1, 0, 1


def who_treated(cohort: Cohort) -> WhoTreated:
    """People by baseline severity and by every column of the patients file."""
    columns = cohort.ledger.patients.categories
    names = [*ASKED, *(name for name in columns if name not in (*ASKED, *OF_SESSIONS))]
    patient = cohort.courses.patient[cohort.rows]
    found = [(name, filled(columns, name)) for name in names]
    told = [
        _characteristic(name, column, column.codes[patient]) for name, column in found if column is not None
    ]
    return WhoTreated(
        scope=cohort.scope(),
        characteristics=(*_severity(cohort), *told),
        missing=tuple(name for name, column in found if column is None),
        baseline=spread(cohort.baseline),
    )


def _characteristic(key: str, column: Category, codes: Ints) -> Characteristic:
    people = np.bincount(codes[codes >= 0], minlength=len(column.labels)).tolist()
    return Characteristic(
        key=key,
        groups=tuple(
            Count(key=label, people=number)
            for label, number in zip(column.labels, people, strict=True)
            if number
        ),
        not_recorded=count(codes < 0),
    )


def _severity(cohort: Cohort) -> tuple[Characteristic, ...]:
    """Bands of the baseline score; none where the scale has no bands."""
    bands = cohort.instrument.bands
    if not bands:
        return ()
    codes = cohort.instrument.band_index(cohort.baseline)
    column = Category(labels=tuple(band.label for band in bands), codes=codes)
    return (_characteristic("baseline_severity", column, codes),)


def indicated(cohort: Cohort, depression: Cohort | None) -> Indicated | Withheld:
    """How many are adults with at least moderate depression after failed treatment.

    Parameters
    ----------
    cohort : Cohort
    depression : Cohort or None
        The same people judged by a depression scale with a moderate band; None where nobody has one.

    Notes
    -----
    Somebody of whom one of the three is known not to hold is a no whatever the others; somebody for whom
    none is known to fail and one is not known stays unknown.
    """
    what = "how many are adults with at least moderate depression after failed treatment"
    columns = cohort.ledger.patients.categories
    age, failed = filled(columns, AGE_COLUMN), filled(columns, FAILED_COLUMN)
    needs = [name for name, column in ((AGE_COLUMN, age), (FAILED_COLUMN, failed)) if column is None]
    if depression is None:
        needs.append("a depression scale in the scores")
    if age is None or failed is None or depression is None:
        return without(what, " and ".join(needs))
    lowest = depression.instrument.band_from(LEAST_SEVERITY)
    if lowest is None:
        raise ValueError("the depression scale has no moderate band")
    patient, least = cohort.courses.patient[cohort.rows], cohort.rules.failed_treatments
    answers = {
        "adult": _by_label(age, is_adult)[patient],
        "moderate": _at_least(depression, lowest),
        "failed_treatment": _by_label(failed, lambda label: has_failed(label, least=least))[patient],
    }
    together = _together(np.stack(list(answers.values())))
    return Indicated(
        scope=cohort.scope(),
        instrument=depression.instrument.key,
        adult_from=ADULT_FROM,
        severity_from=lowest,
        failed_treatments=least,
        conditions=tuple(_condition(key, states) for key, states in answers.items()),
        together=_condition("all", together),
        least=proportion(count(together == YES), len(together)),
        most=proportion(count(together != NO), len(together)),
    )


def _by_label(column: Category, decide: Callable[[str], bool | None]) -> Ints:
    """One state per row: what its label says; unknown without a label."""
    told = [decide(label) for label in column.labels]
    states = [UNKNOWN_YET if answer is None else int(answer) for answer in told]
    return np.array([*states, UNKNOWN_YET], dtype=np.int8)[column.codes]


def _at_least(depression: Cohort, lowest: float) -> Ints:
    before = depression.baseline
    reached = depression.instrument.improvement(before, lowest) >= 0
    return np.where(np.isnan(before), UNKNOWN_YET, reached).astype(np.int8)


def _together(states: Ints) -> Ints:
    """Of (conditions, people) states: no where one is no, else unknown where one is unknown, else yes."""
    no, unknown = (states == NO).any(axis=0), (states == UNKNOWN_YET).any(axis=0)
    return np.select([no, unknown], [NO, UNKNOWN_YET], default=YES)


def _condition(key: str, states: Ints) -> Condition:
    return Condition(
        key=key, yes=count(states == YES), no=count(states == NO), unknown=count(states == UNKNOWN_YET)
    )
