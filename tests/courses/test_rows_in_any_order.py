"""A clinic's files with their rows in any order become the ledger the other tests build by sorting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterglow.definitions.rules import Rules
from afterglow.ingest.importing import Answers, Source, read_files
from afterglow.ledger import PHASE_INDUCTION, PHASE_MAINTENANCE, PHASE_UNKNOWN, UNKNOWN, Ledger
from tests.courses.comparison import assert_kernels_equal_oracle
from tests.courses.ledgers import PersonRows, ledger_of
from tests.courses.strategies import SCALES, WELLBEING, person_rows

SESSIONS = "patient_id,date,phase"
SCORES = "patient_id,date,instrument,score,timing"
CUTOFF = date(2024, 6, 30)
PHASES = {PHASE_UNKNOWN: "", PHASE_INDUCTION: "induction", PHASE_MAINTENANCE: "maintenance"}


@st.composite
def clinics(draw: st.DrawFn) -> list[PersonRows]:
    """People as a file can tell of them: one session a clock time, and nothing known but its rows."""
    people = draw(st.lists(person_rows(cut_off=True), min_size=1, max_size=3))
    return [_as_told(person) for person in people]


def _as_told(person: PersonRows) -> PersonRows:
    by_time = {(row.day, row.clock): row for row in person.sessions}
    sessions = tuple(by_time[moment] for moment in sorted(by_time))
    return replace(person, sessions=sessions, contact=None, joined=sessions[0].phase == PHASE_MAINTENANCE)


def written(people: list[PersonRows]) -> tuple[list[str], list[str]]:
    """Lines of the sessions file and of the scores file, without their headers."""
    sessions, scores = [], []
    for code, person in enumerate(people):
        start = CUTOFF - timedelta(days=person.followup or 0)
        for row in person.sessions:
            sessions.append(f"P{code},{_moment(start, row.day, row.clock)},{PHASES[row.phase]}")
        for row in person.scores:
            timing = "post" if row.post else "pre"
            moment = _moment(start, row.day, row.clock)
            scores.append(f"P{code},{moment},{row.instrument},{row.total:g},{timing}")
    return sessions, scores


def _moment(start: date, day: int, clock: int) -> str:
    there = start + timedelta(days=day)
    if clock == UNKNOWN:
        return there.isoformat()
    return datetime.combine(there, time(clock // 60, clock % 60)).isoformat(" ", "minutes")


def content(ledger: Ledger) -> list[tuple]:
    """What is kept of each person, in an order that does not depend on who is listed first."""
    sessions, scores, patients = ledger.sessions, ledger.scores, ledger.patients
    people = []
    for code in range(len(patients)):
        mine, own = sessions.patient == code, scores.patient == code
        told = zip(sessions.day[mine], sessions.clock[mine], sessions.phase[mine], strict=True)
        scored = zip(
            scores.day[own],
            scores.post[own],
            scores.clock[own],
            [ledger.instruments[at] for at in scores.instrument[own]],
            scores.total[own],
            strict=True,
        )
        known = (
            patients.followup_day[code],
            patients.last_contact_day[code],
            patients.joined_mid_course[code],
        )
        people.append((*known, [tuple(row) for row in told], sorted(tuple(row) for row in scored)))
    return sorted(people)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people=clinics(), data=st.data())
def test_rows_in_any_order(people: list[PersonRows], data: st.DataObject):
    sessions, scores = written(people)
    files = [Source("sessions.csv", _file(SESSIONS, data.draw(st.permutations(sessions))))]
    if scores:
        files.append(Source("scores.csv", _file(SCORES, data.draw(st.permutations(scores)))))
    answers = Answers(cutoff=CUTOFF, reaches_back=True, instruments=(WELLBEING,), today=CUTOFF)
    imported = read_files(files, answers)
    assert imported.ledger is not None, imported.problems
    assert content(imported.ledger) == content(ledger_of(people, tuple(SCALES)))
    assert_kernels_equal_oracle(imported.ledger, instrument=SCALES["phq9"], rules=Rules())


def _file(header: str, lines: list[str]) -> bytes:
    return "\n".join([header, *lines, ""]).encode()
