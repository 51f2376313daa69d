"""What the invented people receive: induction, boosters, second courses, and what each session recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from afterglow.demo.people import Person

INDUCTION, MAINTENANCE = "induction", "maintenance"
PLANNED_SESSIONS = 6
USUAL_DOSE = {"IV": 0.5, "IM": 0.6, "nasal": 0.8, "oral": 1.0}
DOSE_BOUNDS = {"IV": (0.4, 0.9), "IM": (0.4, 1.0), "nasal": (0.6, 1.2), "oral": (0.7, 1.2)}
"""mg per kg of body weight."""
FLASH = 0.4
FLASH_SHAPE = ((0, 2, 4, 24, 72, 120), (0, 0.5, 0.7, 1, 0.5, 0))
RISE = ((0, 2, 4, 24), (0, 0.5, 0.7, 1))
"""Share that is there so many hours after a session."""
STRENGTH = {"IV": 1.0, "IM": 0.9, "nasal": 0.55, "oral": 0.4}
"""How strongly a mg per kg acts on blood pressure and perception, IV = 1."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A session day: `day` counts from the first session, `minute` from midnight."""

    day: int
    minute: int
    phase: str


@dataclass(frozen=True, slots=True)
class Session:
    """A visit and what was written down at it; None where nothing was."""

    visit: Visit
    number: int
    route: str
    dose: float | None
    setting: str
    systolic: tuple[int, int] | None
    diastolic: tuple[int, int] | None
    dissociation: int | None
    adverse_event: str | None
    stopped_early: bool


class Relief:
    """How much of the relief a person can have is there at each moment, from 0 to 1.

    A session brings `pace` of what is still missing for longer, and `FLASH` of the rest for a few days: both
    build up within a day. What lasts fades slowly.
    """

    def __init__(self, person: Person) -> None:
        self._pace, self._fade = person.pace, person.fade_days
        self._steps: list[tuple[float, float]] = []

    def treat(self, visit: Visit) -> None:
        """Note a session; sessions come in order of time."""
        moment = visit.day + visit.minute / 1440
        self._steps.append((moment, self._lasting(moment)))

    def at(self, moment: float) -> float:
        """Relief at `moment`, in days since the midnight before the first session."""
        lasting = self._lasting(moment)
        earlier = [since for since, _ in self._steps if since < moment]
        hours = (moment - earlier[-1]) * 24 if earlier else 0
        return lasting + FLASH * (1 - lasting) * float(np.interp(hours, *FLASH_SHAPE))

    def _lasting(self, moment: float) -> float:
        steps = [step for step in self._steps if step[0] < moment]
        if not steps:
            return 0.0
        since, before = steps[-1]
        arrived = float(np.interp((moment - since) * 24, *RISE))
        return (before + self._pace * (1 - before) * arrived) * float(np.exp((since - moment) / self._fade))


def treat(person: Person, rng: np.random.Generator) -> tuple[list[Session], Relief]:
    """All sessions of `person` up to the data cut-off, and the relief they brought."""
    relief = Relief(person)
    visits: list[Visit] = []
    for visit in _visits(person, rng, relief):
        if visit.day > person.last_day:
            break
        relief.treat(visit)
        visits.append(visit)
    return list(_recorded(person, rng, visits)), relief


def _visits(person: Person, rng: np.random.Generator, relief: Relief) -> Iterator[Visit]:
    if person.joined_late:
        yield _visit(rng, 0, MAINTENANCE)
        yield from _maintenance(person, rng, last=0, order=1)
        return
    day = 0
    for number in range(1, PLANNED_SESSIONS):
        yield _visit(rng, day, INDUCTION)
        if rng.random() < _leaving(person, relief, day, number):
            yield from _second_try(person, rng, day)
            return
        day = _working_day(person, day + _spacing(rng))
    yield _visit(rng, day, INDUCTION)
    yield from _maintenance(person, rng, last=day, order=0)


def _visit(rng: np.random.Generator, day: int, phase: str) -> Visit:
    return Visit(day, 540 + 15 * int(rng.integers(0, 29)), phase)


def _spacing(rng: np.random.Generator) -> int:
    return int(rng.choice((2, 3, 4, 5, 7), p=(0.16, 0.40, 0.30, 0.09, 0.05)))


def _working_day(person: Person, day: int) -> int:
    weekday = (person.start + timedelta(day)).weekday()
    return day + max(0, 7 - weekday) * (weekday >= 5)


def _leaving(person: Person, relief: Relief, day: int, number: int) -> float:
    """Chance to stop after session `number`: who feels no better leaves sooner."""
    felt = person.drop * relief.at(day + 1.5)
    return (0.060 if number == 1 else 0.042) * (1.9 if felt < 0.12 else 0.75)


def _second_try(person: Person, rng: np.random.Generator, day: int) -> Iterator[Visit]:
    """Some of those who stopped early start again after weeks, from the beginning."""
    if rng.random() < 0.16:
        again = _working_day(person, day + int(rng.integers(40, 150)))
        yield from _series(person, rng, again, PLANNED_SESSIONS)


def _series(person: Person, rng: np.random.Generator, day: int, sessions: int) -> Iterator[Visit]:
    for _ in range(sessions):
        yield _visit(rng, day, INDUCTION)
        day = _working_day(person, day + _spacing(rng))


def _maintenance(person: Person, rng: np.random.Generator, *, last: int, order: int) -> Iterator[Visit]:
    """Boosters while the person keeps coming; a long gap is now and then answered by a second course."""
    while rng.random() < _returning(person, order):
        gap = _gap(person, rng, order)
        day = _working_day(person, last + gap)
        visits = [_visit(rng, day, MAINTENANCE)]
        if gap > 42 and rng.random() < 0.05:
            visits = list(_series(person, rng, day, int(rng.integers(4, 7))))
        yield from visits
        last, order = visits[-1].day, order + 1


def _returning(person: Person, order: int) -> float:
    if order == 0:
        return float(np.clip(0.38 + 0.62 * person.drop, 0.2, 0.92))
    return 0.94


def _gap(person: Person, rng: np.random.Generator, order: int) -> int:
    """Days to the next booster: people differ in their rate, and many come a little later each time."""
    spread = float(rng.weibull(2.0)) / max(person.rate, 0.08) ** 0.6
    usual = 18 if order == 0 else 28 * (1 + person.stretch) ** order
    return 11 + min(int(usual * spread), 240)


def _recorded(person: Person, rng: np.random.Generator, visits: list[Visit]) -> Iterator[Session]:
    low, high = DOSE_BOUNDS[person.route]
    dose = USUAL_DOSE[person.route] + 0.05 * int(rng.integers(-1, 3))
    before = int(rng.integers(5, 10)) if person.joined_late else 1
    systolic, diastolic = rng.normal(125, 11), rng.normal(78, 8)
    for number, visit in enumerate(visits, start=before):
        dose = float(np.clip(dose, low, high))
        session = _session(person, rng, visit, number, dose, (float(systolic), float(diastolic)))
        yield session
        dose += _adjustment(person, rng, session)


def _adjustment(person: Person, rng: np.random.Generator, session: Session) -> float:
    """Less after a bad session, more while little has changed, mostly the same."""
    if session.stopped_early or (session.dissociation or 0) > 35:
        return -0.1
    if rng.random() < (0.30 if person.drop < 0.4 else 0.16):
        return float(rng.choice((0.05, 0.1)))
    return -0.05 if rng.random() < 0.04 else 0.0


def _session(
    person: Person,
    rng: np.random.Generator,
    visit: Visit,
    number: int,
    dose: float,
    pressure: tuple[float, float],
) -> Session:
    home = person.at_home and number > 1
    watched = not home and rng.random() < 0.94
    force = STRENGTH[person.route] * dose
    dissociation = _dissociation(rng, force, number) if watched and rng.random() < 0.92 else None
    event = _adverse_event(rng, force) if rng.random() < 0.96 else None
    return Session(
        visit=visit,
        number=number,
        route=person.route,
        dose=round(dose, 2) if rng.random() < 0.98 else None,
        setting="at home" if home else "supervised",
        systolic=_rise(rng, pressure[0], 30 * force) if watched else None,
        diastolic=_rise(rng, pressure[1], 19 * force) if watched else None,
        dissociation=dissociation,
        adverse_event=event,
        stopped_early=bool(rng.random() < _stopping(dissociation, event)),
    )


def _stopping(dissociation: int | None, event: str | None) -> float:
    return 0.05 if (dissociation or 0) > 35 or event == "vomiting" else 0.008


def _rise(rng: np.random.Generator, usual: float, by: float) -> tuple[int, int]:
    before = round(usual + rng.normal(0, 7))
    return before, before + max(0, round(rng.normal(by, 7)))


def _dissociation(rng: np.random.Generator, force: float, number: int) -> int:
    """Peak CADSS: skewed, higher with the dose, lower as people get used to it."""
    mean = 26 * force * (0.6 + 0.4 / number**0.5)
    return int(min(rng.poisson(rng.gamma(1.3, mean / 1.3)), 76))


def _adverse_event(rng: np.random.Generator, force: float) -> str:
    chance = 0.10 + 0.22 * force
    if rng.random() > chance:
        return "none"
    kinds = ("nausea", "headache", "dizziness", "anxiety", "raised blood pressure", "vomiting")
    return str(rng.choice(kinds, p=(0.34, 0.22, 0.22, 0.11, 0.06, 0.05)))
