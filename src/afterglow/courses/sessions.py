"""Treatment courses from sessions: where a course starts, its induction, its boosters and its gaps."""

from __future__ import annotations

import numpy as np

from afterglow.definitions.rules import Rules
from afterglow.ledger import (
    PHASE_INDUCTION,
    PHASE_MAINTENANCE,
    UNKNOWN,
    Bools,
    Courses,
    Gaps,
    Ints,
    Ledger,
    SessionDays,
)
from afterglow.stats.segments import first_row, offsets_of, run_starts, spread, take


def derive_courses(ledger: Ledger, rules: Rules) -> tuple[Courses, SessionDays]:
    """Split each patient's session days into courses and find the induction of each.

    Parameters
    ----------
    ledger : Ledger
        Sessions sorted by (patient, day, clock).
    rules : Rules
        Windows in days.

    Returns
    -------
    Courses, SessionDays
        One row a course, sorted by (patient, start); one row a session day, sorted by (course, day).
    """
    sessions = ledger.sessions
    row = np.flatnonzero(run_starts(sessions.patient, sessions.day))
    patient, day = sessions.patient[row], sessions.day[row].astype(np.int32)
    phase = np.minimum.reduceat(sessions.phase, row) if len(row) else sessions.phase[row]
    start, phased = _course_starts(patient, day, phase, rules)
    course = np.cumsum(start) - 1
    first = np.flatnonzero(start)
    offsets = np.append(first, len(row)).astype(np.int64)
    order = np.arange(len(row)) - spread(first, offsets)
    in_course_day = day - spread(day[first], offsets)
    ended = ~_continues_induction(in_course_day, order, phase, phased, rules)
    sizes = np.diff(offsets)
    stop = first_row(ended, offsets)
    induction = np.where(stop < 0, sizes, stop - first)
    days = SessionDays(
        course=course,
        day=in_course_day,
        order=order,
        session=row,
        booster=order >= spread(induction, offsets),
    )
    return _course_table(ledger, rules, patient[first], day[first], days, offsets, induction), days


def _course_starts(patient: Ints, day: Ints, phase: Ints, rules: Rules) -> tuple[Bools, Bools]:
    """Where courses start, and for which session days the file's phase column decides."""
    start = run_starts(patient)
    if rules.new_courses:
        start |= _restarts(patient, day, rules) & (phase != PHASE_MAINTENANCE)
    phased = _all_phased(start, phase)
    if rules.new_courses and len(start):
        start[1:] |= phased[1:] & (phase[1:] == PHASE_INDUCTION) & (phase[:-1] == PHASE_MAINTENANCE)
    return start, phased


def _all_phased(start: Bools, phase: Ints) -> Bools:
    """True for every day of a course in which every session has a phase."""
    if not len(start):
        return start.copy()
    first = np.flatnonzero(start)
    return spread(np.minimum.reduceat(phase, first) >= 0, np.append(first, len(start)))


def _restarts(patient: Ints, day: Ints, rules: Rules) -> Bools:
    """A long gap followed by sessions at induction spacing, all of one patient."""
    ahead = rules.new_course_following_sessions
    restart = np.zeros(len(day), dtype=bool)
    last = len(day) - ahead
    if last < 2:
        return restart
    gap = np.diff(day)
    close = (gap <= rules.new_course_spacing_days) & (patient[1:] == patient[:-1])
    restart[1:last] = (gap > rules.new_course_gap_days)[: last - 1] & (patient[1:last] == patient[: last - 1])
    for step in range(ahead):
        restart[1:last] &= close[1 + step : last + step]
    return restart


def _continues_induction(day: Ints, order: Ints, phase: Ints, phased: Bools, rules: Rules) -> Bools:
    """Whether a session day, taken alone, could carry on the induction run of its course."""
    gap = np.diff(day, prepend=0)
    spaced = (
        (gap <= rules.induction_gap_days)
        & (day <= rules.induction_last_day)
        & (order < rules.induction_most_sessions)
    )
    return np.where(phased, phase == PHASE_INDUCTION, (order == 0) | spaced)


def _course_table(
    ledger: Ledger,
    rules: Rules,
    patient: Ints,
    start_day: Ints,
    days: SessionDays,
    offsets: Ints,
    induction: Ints,
) -> Courses:
    people = ledger.patients
    new_patient = run_starts(patient)
    number = np.arange(len(patient)) - np.flatnonzero(new_patient)[np.cumsum(new_patient) - 1]
    induction_end = days.day[offsets[:-1] + np.maximum(induction - 1, 0)] if len(patient) else start_day
    booster_row = np.where(induction < np.diff(offsets), offsets[:-1] + induction, -1)
    next_start = np.full(len(patient), UNKNOWN, dtype=np.int64)
    same = ~new_patient[1:]
    next_start[:-1][same] = (start_day[1:] - start_day[:-1])[same]
    return Courses(
        patient=patient,
        number=number,
        start_day=start_day,
        first_session=days.session[offsets[:-1]],
        session_days=np.diff(offsets),
        induction_sessions=induction,
        induction_end=induction_end,
        completed=(induction >= rules.completed_sessions) & (induction_end >= rules.completed_span_days),
        boosters=np.diff(offsets) - induction,
        first_booster_day=take(days.day, booster_row, UNKNOWN),
        next_course_day=next_start,
        followup_day=_since(people.followup_day[patient], start_day),
        last_contact_day=_since(people.last_contact_day[patient], start_day),
        joined_mid_course=people.joined_mid_course[patient] & (number == 0),
    )


def _since(day: Ints, start_day: Ints) -> Ints:
    return np.where(day == UNKNOWN, UNKNOWN, day.astype(np.int64) - start_day)


def derive_gaps(courses: Courses, days: SessionDays, rules: Rules) -> Gaps:
    """Gaps from the last induction session on: to the next session, or still open.

    A gap ended by a new course's first session is completed. An open gap ends at the end of follow-up: the
    data cut-off, or the last contact when the rules say so or when no cut-off is known.
    """
    last_induction = np.maximum(courses.induction_sessions - 1, 0)
    from_here = np.flatnonzero(days.order >= np.repeat(last_induction, courses.session_days))
    course, day = days.course[from_here], days.day[from_here]
    order = days.order[from_here] - last_induction[course]
    last = np.append(course[1:] != course[:-1], True) if len(course) else np.zeros(0, dtype=bool)
    end = np.where(last, courses.next_course_day[course], np.roll(day, -1))
    completed = end != UNKNOWN
    end = np.where(completed, end, end_of_followup(courses, rules)[course])
    return Gaps(course=course, order=order, days=np.maximum(end - day, 0), completed=completed)


def end_of_followup(courses: Courses, rules: Rules) -> Ints:
    """Day on which open gaps end: the cut-off, else the last contact."""
    if rules.followup_end == "last_contact":
        return courses.last_contact_day
    return np.where(courses.followup_day == UNKNOWN, courses.last_contact_day, courses.followup_day)


def first_course_offsets(courses: Courses, patients: int) -> Ints:
    """Row of each patient's first course."""
    return offsets_of(courses.patient, patients)[:-1]
