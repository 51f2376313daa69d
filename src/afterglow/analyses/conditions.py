"""Every diagnosis on the scale of its condition: points for PTSD, two drops for pain, never pooled."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.compare import group_change
from afterglow.analyses.grouping import patient_columns
from afterglow.analyses.rates import outcomes_of, rate
from afterglow.definitions.conditions import CONDITIONS, TreatedCondition, condition_of
from afterglow.ledger import Category
from afterglow.results import Conditions, ConditionScale, Rate, Withheld

Judge = Callable[[TreatedCondition], Cohort | None]

NO_DIAGNOSIS = Withheld(
    heading="No diagnosis to go by",
    reason="Showing each condition on its own scale needs the column diagnosis in the patients file.",
    mend="Add a patients.csv with one row a person and a column diagnosis.",
)


def conditions(cohort: Cohort, judge: Judge, wanted: Mapping[str, tuple[str, ...]]) -> Conditions | Withheld:
    """Each diagnosis judged on the scale of its condition.

    Parameters
    ----------
    cohort : Cohort
        The people, judged by whatever scale.
    judge : callable
        A condition to the same people judged on its scale; None where the data have no such scores.
    wanted : mapping
        Names of the scales that would do, per condition.
    """
    column = patient_columns(cohort.ledger).get("diagnosis")
    codes = None if column is None else column.codes[cohort.courses.patient[cohort.rows]]
    if column is None or codes is None or not (codes >= 0).any():
        return NO_DIAGNOSIS
    present = np.unique(codes[codes >= 0]).tolist()
    read = [(code, condition_of(column.labels[code])) for code in present]
    rows = [
        _row(cohort, judge(condition), column, code=code, condition=condition, wanted=wanted[condition.key])
        for condition in CONDITIONS
        for code, named in read
        if named is condition
    ]
    unread = [code for code, named in read if named is None]
    return Conditions(
        scope=cohort.scope(),
        rows=tuple(rows),
        unread=count(np.isin(codes, unread)),
        no_value=count(codes < 0),
        window=cohort.rules.endpoint.in_words(),
    )


def _row(
    cohort: Cohort,
    judged: Cohort | None,
    column: Category,
    *,
    code: int,
    condition: TreatedCondition,
    wanted: tuple[str, ...],
) -> ConditionScale:
    people = column.codes == code
    own = None if judged is None else judged.narrowed(people)
    return ConditionScale(
        label=column.labels[code],
        condition=condition.key,
        instrument=None if own is None else own.instrument.key,
        wanted=wanted,
        measure=condition.measure,
        treated=len(cohort.narrowed(people).rows),
        judged=0 if own is None else count(own.judged),
        scored=0 if own is None else count(own.scored),
        rates=() if own is None else _rates(own, condition),
        change=None if own is None else group_change(own),
        maximum=None if own is None else own.instrument.maximum,
    )


def _rates(cohort: Cohort, condition: TreatedCondition) -> tuple[Rate, ...]:
    found = {item.key: item for item in outcomes_of(cohort.instrument, cohort.rules, cohort.baseline)}
    return tuple(rate(cohort, found[key]) for key in condition.outcomes if key in found)
