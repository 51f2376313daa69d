"""Small ledgers for tests, built from rows in any order."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from afterglow.ledger import PHASE_UNKNOWN, UNKNOWN, Ledger, Patients, Scores, Sessions


@dataclass(frozen=True)
class SessionRow:
    day: int
    clock: int = UNKNOWN
    phase: int = PHASE_UNKNOWN


@dataclass(frozen=True)
class ScoreRow:
    instrument: str
    day: int
    total: float
    post: bool = False
    clock: int = UNKNOWN


@dataclass(frozen=True)
class PersonRows:
    """One patient's rows. `followup` None: no cut-off is known. `contact` None: the latest row."""

    sessions: tuple[SessionRow, ...]
    scores: tuple[ScoreRow, ...] = ()
    followup: int | None = None
    contact: int | None = None
    joined: bool = False
    quarter: int = field(default=UNKNOWN)

    @property
    def last_contact(self) -> int:
        if self.contact is not None:
            return self.contact
        return max(row.day for row in (*self.sessions, *self.scores))


def ledger_of(people: list[PersonRows], instruments: tuple[str, ...]) -> Ledger:
    """A ledger as an import would leave it: sorted by patient and time, days from the first session."""
    return Ledger(
        patients=Patients(
            followup_day=_ints(UNKNOWN if person.followup is None else person.followup for person in people),
            last_contact_day=_ints(person.last_contact for person in people),
            start_quarter=_ints(person.quarter for person in people),
            joined_mid_course=np.array([person.joined for person in people], dtype=bool),
        ),
        sessions=_sessions(people),
        scores=_scores(people, instruments),
        instruments=instruments,
    )


def _sessions(people: list[PersonRows]) -> Sessions:
    rows = [
        (code, row.day, row.clock, row.phase) for code, person in enumerate(people) for row in person.sessions
    ]
    patient, day, clock, phase = _columns(sorted(rows), 4)
    return Sessions(
        patient=patient,
        day=day,
        clock=clock,
        number=np.full(len(rows), UNKNOWN, dtype=np.int32),
        phase=phase.astype(np.int8),
    )


def _scores(people: list[PersonRows], instruments: tuple[str, ...]) -> Scores:
    rows = sorted(
        (code, row.day, row.post, row.clock, instruments.index(row.instrument), row.total)
        for code, person in enumerate(people)
        for row in person.scores
    )
    patient, day, post, clock, instrument, _ = _columns(rows, 6)
    return Scores(
        patient=patient,
        day=day,
        clock=clock,
        post=post.astype(bool),
        instrument=instrument,
        total=np.array([row[-1] for row in rows], dtype=float),
    )


def _columns(rows: list[tuple], width: int) -> list[np.ndarray]:
    return [_ints(row[column] for row in rows) for column in range(width)]


def _ints(values) -> np.ndarray:
    return np.array([int(value) for value in values], dtype=np.int32)
