"""Small clinics told visit by visit, with what a session can hold, as a ledger an import would leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from afterglow.ledger import PHASE_UNKNOWN, UNKNOWN, Category, Ledger
from tests.courses.ledgers import PersonRows, ScoreRow, SessionRow, ledger_of

WORDS = ("route", "setting", "site", "adverse_event")
NUMBERS = (
    "dose_mg",
    "dose_mg_per_kg",
    "systolic_before",
    "systolic_peak",
    "diastolic_before",
    "diastolic_peak",
    "cadss_peak",
    "stopped_early",
)


@dataclass(frozen=True)
class Visit:
    """One session; a field left out was not recorded."""

    day: int
    number: int = UNKNOWN
    phase: int = PHASE_UNKNOWN
    route: str | None = None
    setting: str | None = None
    site: str | None = None
    adverse_event: str | None = None
    dose_mg: float | None = None
    dose_mg_per_kg: float | None = None
    systolic_before: float | None = None
    systolic_peak: float | None = None
    diastolic_before: float | None = None
    diastolic_peak: float | None = None
    cadss_peak: float | None = None
    stopped_early: float | None = None


@dataclass(frozen=True)
class Somebody:
    visits: tuple[Visit, ...]
    scores: tuple[ScoreRow, ...] = ()
    followup: int | None = 1000
    joined: bool = False
    about: dict[str, str] = field(default_factory=dict)


def visits(*days: int, **same: object) -> tuple[Visit, ...]:
    """A visit on each of the days, all alike."""
    return tuple(Visit(day, **same) for day in days)  # type: ignore[arg-type]


def ledger_of_visits(people: Sequence[Somebody], instruments: tuple[str, ...] = ("phq9",)) -> Ledger:
    """Columns nobody has filled in are left out, as an import leaves them out."""
    plain = ledger_of([_rows(person) for person in people], instruments)
    every = [visit for person in people for visit in sorted(person.visits, key=lambda visit: visit.day)]
    measures = {name: _numbers([getattr(visit, name) for visit in every]) for name in NUMBERS}
    words = {name: category([getattr(visit, name) for visit in every]) for name in WORDS}
    about = {name: category([person.about.get(name) for person in people]) for name in _columns(people)}
    sessions = replace(
        plain.sessions,
        number=np.array([visit.number for visit in every], dtype=np.int64),
        measures={name: values for name, values in measures.items() if not np.isnan(values).all()},
        categories={name: column for name, column in words.items() if column.labels},
    )
    return replace(plain, sessions=sessions, patients=replace(plain.patients, categories=about))


def _rows(person: Somebody) -> PersonRows:
    return PersonRows(
        sessions=tuple(SessionRow(visit.day, phase=visit.phase) for visit in person.visits),
        scores=person.scores,
        followup=person.followup,
        joined=person.joined,
    )


def _columns(people: Sequence[Somebody]) -> dict[str, None]:
    return {name: None for person in people for name in person.about}


def _numbers(values: Sequence[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def category(values: Sequence[str | None]) -> Category:
    """Labels in alphabetical order, as an import leaves them."""
    labels = tuple(sorted({value for value in values if value is not None}))
    return Category(labels, np.array([-1 if value is None else labels.index(value) for value in values]))
