"""Who stops after one session, or before finishing induction."""

from __future__ import annotations

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.grouping import patient_columns
from afterglow.analyses.protocol import followed
from afterglow.analyses.rates import proportion
from afterglow.ledger import Bools, Ints
from afterglow.results import StoppedGroup, Stopping
from afterglow.stats.segments import offsets_of

BY = ("site", "route")


def stopping(cohort: Cohort) -> Stopping:
    """First courses that ended after one session or before induction was finished, by site and route."""
    rules = cohort.rules
    once = ~_returned_by(cohort, rules.one_session_followup_days)
    told_once = followed(cohort, rules.one_session_followup_days)
    told_finished = followed(cohort, rules.completion_followup_days)
    patient = cohort.courses.patient[cohort.rows]

    def group(grouping: str, label: str, inside: Bools) -> StoppedGroup:
        return StoppedGroup(
            grouping=grouping,
            label=label,
            people=count(inside),
            after_one=proportion(count(inside & told_once & once), count(inside & told_once)),
            before_finishing=proportion(
                count(inside & told_finished & ~cohort.completed), count(inside & told_finished)
            ),
        )

    groups = [group("all", "all", np.ones(len(patient), dtype=bool))]
    columns = patient_columns(cohort.ledger)
    for name in BY:
        if name in columns:
            codes: Ints = columns[name].codes[patient]
            used = [(label, codes == code) for code, label in enumerate(columns[name].labels)]
            groups += [group(name, label, inside) for label, inside in used if inside.any()]
    return Stopping(
        scope=cohort.scope(),
        one_session_days=rules.one_session_followup_days,
        completion_days=rules.completion_followup_days,
        groups=tuple(groups),
        missing=tuple(name for name in BY if name not in columns),
    )


def _returned_by(cohort: Cohort, day: int) -> Bools:
    """(rows of the cohort,) whether there was a second session day by then, of whatever course."""
    sessions = cohort.ledger.sessions
    offsets = offsets_of(sessions.patient, len(cohort.ledger.patients))
    soon = np.concatenate(([0], np.cumsum((sessions.day > 0) & (sessions.day <= day))))
    return (np.diff(soon[offsets]) > 0)[cohort.courses.patient[cohort.rows]]
