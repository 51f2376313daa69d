"""When the invented people are asked how they are, and whether they reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from afterglow.demo.people import REMINDERS_FROM, Person
from afterglow.demo.treatment import INDUCTION, PLANNED_SESSIONS, Session

HOURS_AFTER = (2, 4, 24, 72)
MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Occasion:
    """A moment at which somebody answers.

    kind : why they were asked: intake, first day, interview, hours, session, week or check.
    timing : before or after the session of that day; mostly left empty.
    """

    day: int
    minute: int
    kind: str
    timing: str = ""

    @property
    def moment(self) -> float:
        """Days since the midnight before the first session."""
        return self.day + self.minute / MINUTES_A_DAY


def occasions(person: Person, rng: np.random.Generator, sessions: Sequence[Session]) -> list[Occasion]:
    """All occasions up to the data cut-off, in order of time; never the same question twice a day."""
    kept: dict[tuple[int, str], Occasion] = {}
    for occasion in _occasions(person, rng, sessions):
        apart = {"hours": f"minute {occasion.minute}", "interview": "interview"}
        kept.setdefault((occasion.day, apart.get(occasion.kind, "form")), occasion)
    in_time = [occasion for occasion in kept.values() if occasion.day <= person.last_day]
    return sorted(in_time, key=lambda occasion: occasion.moment)


def _occasions(person: Person, rng: np.random.Generator, sessions: Sequence[Session]) -> Iterator[Occasion]:
    """Session days first: where two occasions fall on one day, the one given first is kept."""
    yield from _before_treatment(rng, sessions[0])
    yield from _hours(person, rng, sessions[0])
    yield from _at_sessions(rng, sessions[1:])
    days = [session.visit.day for session in sessions[:PLANNED_SESSIONS] if _in_first_series(session)]
    end, finished = max(days, default=0), len(days) == PLANNED_SESSIONS
    replies = bool(rng.random() < _replying(person, finished))
    yield from _weekly(rng, end, 0.74 if finished else 0.6, replies)
    yield from _interview(rng, end, replies)
    yield from _checks(rng, end, replies)


def _in_first_series(session: Session) -> bool:
    return session.visit.phase == INDUCTION and session.visit.day <= 40


def _replying(person: Person, finished: bool) -> float:
    """Chance to keep answering after induction; lower for those who left or felt no better."""
    chance = 0.62 if finished else 0.20
    chance += 0.10 if person.drop > 0.5 else -0.14
    chance += 0.07 if person.start >= REMINDERS_FROM else -0.09
    return chance + person.site.scored


def _before_treatment(rng: np.random.Generator, first: Session) -> Iterator[Occasion]:
    """An intake form up to three weeks before, rarely one too old to count, and a form on the first day."""
    if rng.random() < 0.92:
        yield Occasion(-int(rng.integers(1, 12)), _office_hours(rng), "interview")
    if rng.random() < 0.07:
        yield Occasion(-int(rng.integers(34, 60)), _evening(rng), "intake")
    elif rng.random() < 0.84:
        yield Occasion(-int(rng.integers(2, 22)), _evening(rng), "intake")
    if rng.random() < 0.74:
        yield Occasion(0, first.visit.minute - int(rng.integers(20, 50)), "first day", _marked_before(rng))


def _hours(person: Person, rng: np.random.Generator, first: Session) -> Iterator[Occasion]:
    if not person.site.keeps_clock:
        return
    for hours in HOURS_AFTER:
        if rng.random() < 0.88:
            late = int(rng.integers(-15, 25)) * (1 if hours < 24 else 4)
            day, minute = divmod(first.visit.minute + 60 * hours + late, MINUTES_A_DAY)
            yield Occasion(day, minute, "hours", "" if day else "post")


def _at_sessions(rng: np.random.Generator, sessions: Sequence[Session]) -> Iterator[Occasion]:
    for session in sessions:
        if rng.random() < (0.30 if session.visit.phase == INDUCTION else 0.52):
            minute = session.visit.minute - int(rng.integers(15, 45))
            yield Occasion(session.visit.day, minute, "session", _marked_before(rng))


def _weekly(rng: np.random.Generator, end: int, during: float, replies: bool) -> Iterator[Occasion]:
    """A form by text message about every seventh day until five weeks after induction."""
    for week in range(7, end + 36, 7):
        if rng.random() < (during if week <= end + 7 else 0.62 if replies else 0.04):
            late = int(np.clip(round(rng.normal(0, 1.6)), -3, 3))
            yield Occasion(week + late, _evening(rng), "week")


def _interview(rng: np.random.Generator, end: int, replies: bool) -> Iterator[Occasion]:
    if rng.random() < (0.85 if replies else 0.12):
        yield Occasion(end + int(rng.integers(16, 29)), _office_hours(rng), "interview")


def _checks(rng: np.random.Generator, end: int, replies: bool) -> Iterator[Occasion]:
    """About one form a month later on, for a year and a half, answered less and less."""
    for month in range(2, 20):
        if rng.random() < (0.42 if replies else 0.03) * 0.96**month:
            yield Occasion(end + 30 * month + int(rng.integers(-9, 10)), _evening(rng), "check")


def _marked_before(rng: np.random.Generator) -> str:
    return "pre" if rng.random() < 0.7 else ""


def _office_hours(rng: np.random.Generator) -> int:
    return 600 + 15 * int(rng.integers(0, 20))


def _evening(rng: np.random.Generator) -> int:
    return int(rng.integers(17 * 60, 21 * 60 + 30))
