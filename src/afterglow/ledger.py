"""The words about people: the Ledger and what courses are derived from it. Types only.

A Ledger is columnar and sorted once by (patient, day, clock). Patients are codes 0..n-1 with no meaning
outside the object; time is whole days since the patient's own first session, so that no calendar date is
kept. Every patient has at least one session. Missing whole numbers are `UNKNOWN`; missing doses and
scores are NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer]
Floats = NDArray[np.floating]
Bools = NDArray[np.bool_]

UNKNOWN = -(2**30)
"""A day nobody recorded. Far below every real day, so that comparisons with it come out false."""

PHASE_UNKNOWN, PHASE_INDUCTION, PHASE_MAINTENANCE = -1, 0, 1


@dataclass(frozen=True, slots=True)
class Category:
    """A column of words: `labels[code]` for each row, code -1 where nothing was recorded."""

    labels: tuple[str, ...]
    codes: Ints


@dataclass(frozen=True, slots=True)
class Patients:
    """One row a patient.

    followup_day : days from own first session to the data cut-off; UNKNOWN without either.
    last_contact_day : day of the latest row of any kind (or the file's own column).
    start_quarter : year * 4 + (quarter - 1) of the first session; UNKNOWN when not kept.
    joined_mid_course : the first session is not where treatment began.
    """

    followup_day: Ints
    last_contact_day: Ints
    start_quarter: Ints
    joined_mid_course: Bools
    categories: Mapping[str, Category] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.followup_day)


@dataclass(frozen=True, slots=True)
class Sessions:
    """One row a session, sorted by (patient, day, clock). Clock is minutes after midnight or UNKNOWN."""

    patient: Ints
    day: Ints
    clock: Ints
    number: Ints
    phase: Ints
    measures: Mapping[str, Floats] = field(default_factory=dict)
    """dose_mg, dose_mg_per_kg, systolic_peak, cadss_peak, stopped_early (0/1) ...; NaN missing."""
    categories: Mapping[str, Category] = field(default_factory=dict)
    """route, site, setting, adverse_event."""

    def __len__(self) -> int:
        return len(self.patient)


@dataclass(frozen=True, slots=True)
class Scores:
    """One row a total score, sorted by (patient, day, post, clock).

    instrument : index into `Ledger.instruments`.
    post : taken after the session of that day (says the file, or both clocks).
    items : item answers, one column an item, per instrument key: (rows of this table, answers), NaN missing.
    """

    patient: Ints
    day: Ints
    clock: Ints
    post: Bools
    instrument: Ints
    total: Floats
    items: Mapping[str, tuple[Ints, Floats]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.patient)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything Afterglow keeps of an import, de-identified."""

    patients: Patients
    sessions: Sessions
    scores: Scores
    instruments: tuple[str, ...]
    cutoff_month: str | None = None
    """`YYYY-MM`; None when the file held relative days only."""
    years_only: bool = False
    """The data keep the year of the first session but not the quarter (`start_quarter` is its first)."""
    fingerprint: str = ""
    """Hash of the columns: names the data in caches and snapshots."""


@dataclass(frozen=True, slots=True)
class Courses:
    """One row a treatment course, sorted by (patient, start). Derived from sessions and rules alone.

    Days are relative to the course's own day 0 unless a name says otherwise.
    """

    patient: Ints
    number: Ints
    """0 for the first course of a patient."""
    start_day: Ints
    """Day 0 of this course on the patient's clock."""
    first_session: Ints
    """Row of the course's first session in `Ledger.sessions`."""
    session_days: Ints
    """How many session days the course has."""
    induction_sessions: Ints
    induction_end: Ints
    completed: Bools
    boosters: Ints
    first_booster_day: Ints
    next_course_day: Ints
    """Day on which the patient's next course starts; UNKNOWN when there is none."""
    followup_day: Ints
    last_contact_day: Ints
    joined_mid_course: Bools

    def __len__(self) -> int:
        return len(self.patient)


@dataclass(frozen=True, slots=True)
class SessionDays:
    """One row a day with at least one session, sorted by (course, day)."""

    course: Ints
    day: Ints
    order: Ints
    """0 for the first session day of the course."""
    session: Ints
    """Row of the day's first session in `Ledger.sessions`."""
    booster: Bools

    def __len__(self) -> int:
        return len(self.course)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Time from one session to the next from the end of induction on; one row a gap.

    order : 0 from the last induction session, k from the k-th booster.
    days : whole days, to the next session or the end of follow-up.
    """

    course: Ints
    order: Ints
    days: Ints
    completed: Bools

    def __len__(self) -> int:
        return len(self.course)


@dataclass(frozen=True, slots=True)
class CourseScores:
    """Scores of one instrument, each given to the course running on its day; sorted by (course, position).

    row : row in `Ledger.scores`. position : half-days since the course's day 0 (2 x day, plus 1 for a score
    taken after that day's session). offsets : first score of each course, and one past the last.
    """

    row: Ints
    course: Ints
    position: Ints
    total: Floats
    offsets: Ints

    @property
    def day(self) -> Ints:
        return self.position >> 1


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What one instrument says about each course; rows as in `Courses`. Scores are NaN where missing.

    left, right : half-days (2 x day, plus 1 for a score taken after the day's session): the improvement lies
        in (left, right]; right is UNKNOWN when none was seen.
    """

    instrument: str
    baseline: Floats
    endpoint: Floats
    endpoint_day: Ints
    carried_forward: Floats
    """Endpoint, else the last score after day 0 up to the end of the window."""
    window_last_day: Ints
    evaluable: Bools
    evaluable_started: Bools
    """Evaluable by the rule for everybody who started, whether or not induction was finished."""
    boosted_before_endpoint: Bools
    has_later_score: Bools
    meets_at_baseline: Bools
    left: Ints
    right: Ints

    def __len__(self) -> int:
        return len(self.baseline)
