"""The cohort of a ledger, derived as the app derives it."""

from __future__ import annotations

import numpy as np

from afterglow.analyses.cohort import Cohort
from afterglow.courses.outcomes import derive_outcomes, scores_of
from afterglow.courses.sessions import derive_courses, derive_gaps
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.rules import Rules
from afterglow.ledger import Ledger


def cohort_of(ledger: Ledger, *, instrument: Instrument, rules: Rules) -> Cohort:
    courses, days = derive_courses(ledger, rules)
    scores = scores_of(ledger, courses, instrument.key)
    return Cohort(
        ledger=ledger,
        rules=rules,
        instrument=instrument,
        courses=courses,
        days=days,
        gaps=derive_gaps(courses, days, rules),
        scores=scores,
        outcomes=derive_outcomes(ledger, courses, scores, instrument=instrument, rules=rules),
        selected=np.ones(len(ledger.patients), dtype=bool),
    )
