"""The invented clinic as three tables of text, and as the files a clinic would upload."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from afterglow.demo.mistakes import Mistake, Row, with_mistakes
from afterglow.demo.people import NOT_RECORDED, Person, enrol
from afterglow.demo.scoring import Score, answer
from afterglow.demo.treatment import Session, treat

SEED = 20260110
PEOPLE = 400
MOST_ITEMS = 10


@dataclass(frozen=True, slots=True)
class Clinic:
    """Everything that is written: rows by file name, in order, and the rows that are wrong on purpose."""

    files: dict[str, list[Row]]
    mistakes: list[Mistake]


def invent(*, seed: int = SEED, people: int = PEOPLE) -> Clinic:
    """Make up a clinic of `people` persons; the same seed makes the same clinic."""
    persons = enrol(np.random.default_rng((seed, 0)), people)
    sessions: list[Row] = []
    scores: list[Row] = []
    for index, person in enumerate(persons):
        rng = np.random.default_rng((seed, 1, index))
        treated, relief = treat(person, rng)
        sessions += [_session_row(person, session) for session in treated]
        scores += [_score_row(person, score) for score in answer(person, rng, treated, relief)]
    tables = {
        "sessions.csv": _by_date(sessions),
        "scores.csv": _by_date(scores),
        "patients.csv": [_person_row(person, index, seed) for index, person in enumerate(persons)],
    }
    return Clinic(*with_mistakes(np.random.default_rng((seed, 2)), tables))


def write_demo(folder: Path, *, seed: int = SEED, people: int = PEOPLE) -> list[Path]:
    """Write `sessions.csv`, `scores.csv` and `patients.csv` of an invented clinic into `folder`.

    The folder is made if it is missing; files of these names are replaced. UTF-8, lines end in a bare
    newline, and the same seed and number of people give the same bytes.

    Returns
    -------
    list of Path
        The three files, in the order above.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / name, rows) for name, rows in invent(seed=seed, people=people).files.items()]


def demo_files(*, seed: int = SEED, people: int = PEOPLE) -> dict[str, bytes]:
    """The same files in memory: bytes by file name."""
    return {name: _csv(rows) for name, rows in invent(seed=seed, people=people).files.items()}


def _write(path: Path, rows: list[Row]) -> Path:
    path.write_bytes(_csv(rows))
    return path


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _by_date(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["date"][:10], row["patient_id"], row["date"]))


def _dated(person: Person, day: int, minute: int) -> str:
    """The date as the site writes it: with hours and minutes where it keeps a clock."""
    date = (person.start + timedelta(day)).isoformat()
    return f"{date} {minute // 60:02d}:{minute % 60:02d}" if person.site.keeps_clock else date


def _session_row(person: Person, session: Session) -> Row:
    visit = session.visit
    return {
        "patient_id": person.code,
        "date": _dated(person, visit.day, visit.minute),
        "session_number": str(session.number),
        "phase": visit.phase,
        "site": person.site.name,
        "route": session.route,
        "dose_mg_per_kg": "" if session.dose is None else f"{session.dose:.2f}",
        "setting": session.setting,
        **_pressure(session),
        "cadss_peak": _text(session.dissociation),
        "adverse_event": session.adverse_event or "",
        "stopped_early": "yes" if session.stopped_early else "no",
    }


def _pressure(session: Session) -> Row:
    systolic, diastolic = session.systolic or (None, None), session.diastolic or (None, None)
    return {
        "systolic_pre": _text(systolic[0]),
        "systolic_peak": _text(systolic[1]),
        "diastolic_pre": _text(diastolic[0]),
        "diastolic_peak": _text(diastolic[1]),
    }


def _score_row(person: Person, score: Score) -> Row:
    occasion = score.occasion
    items = {f"item_{number}": "" for number in range(1, MOST_ITEMS + 1)}
    items |= {f"item_{number}": str(value) for number, value in enumerate(score.items, start=1)}
    return {
        "patient_id": person.code,
        "date": _dated(person, occasion.day, occasion.minute),
        "instrument": score.instrument,
        "total": str(score.total),
        "timing": occasion.timing,
        **items,
        "functional_difficulty": _text(score.difficulty),
    }


def _person_row(person: Person, index: int, seed: int) -> Row:
    """What is known of the person on day 0; now and then a field was left empty."""
    known = {
        "diagnosis": person.diagnosis,
        "prior_failed_treatments": person.failed,
        "age_band": person.age_band,
        "sex": person.sex,
        "referral": person.referral,
        "other_treatment": person.alongside,
    }
    empty = np.random.default_rng((seed, 3, index)).random(len(known)) < NOT_RECORDED
    often_empty = ("prior_failed_treatments", "referral", "other_treatment")
    blanks = {name: "" for name, missing in zip(known, empty, strict=True) if missing and name in often_empty}
    return {"patient_id": person.code, **known, **blanks}


def _text(value: int | None) -> str:
    return "" if value is None else str(value)
