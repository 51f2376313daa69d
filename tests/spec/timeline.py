"""Patients as one line of text, for tests that are read as documentation.

    d-3 phq9=21 | d0 S | d3 S | d7 S phq9=9 | d40 phq9=4 | followup=120

Each part between bars is a day with what happened on it. `S` is a session, `Si` one marked induction, `Sb`
one marked booster; `d0,3,7 S` puts the same on several days. A score is `phq9=9`, `phq9=9post` when the file
says it was taken after the session. `S@09:30` and `phq9=9@11:00` have a clock time; with both known the
clock tells whether a score came after the day's first session. `followup=120` is the data cut-off on the
patient's own clock (left out: far in the future; `followup=none`: not known), `contact=100` the last
contact when it is not the latest row, `joined` somebody whose treatment began elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from afterglow.courses.outcomes import derive_outcomes, scores_of
from afterglow.courses.sessions import derive_courses, derive_gaps
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import Rules
from afterglow.ledger import PHASE_INDUCTION, PHASE_MAINTENANCE, PHASE_UNKNOWN, UNKNOWN, Ledger
from tests.courses.comparison import (
    assert_kernels_equal_oracle,
    course_records,
    day_records,
    gap_records,
    outcome_records,
    score_records,
)
from tests.courses.ledgers import PersonRows, ScoreRow, SessionRow, ledger_of

FAR_AHEAD = 1000
PHASES = {"": PHASE_UNKNOWN, "i": PHASE_INDUCTION, "b": PHASE_MAINTENANCE}
CLOCK = r"(?:@(?P<hour>\d\d):(?P<minute>\d\d))?"
DAYS = re.compile(r"d(-?\d+(?:,-?\d+)*)")
SESSION = re.compile(r"S(?P<phase>[ib]?)" + CLOCK)
SCORE = re.compile(r"(?P<key>[a-z]\w*)=(?P<total>\d+(?:\.\d+)?)(?P<post>post)?" + CLOCK)
SETTING = re.compile(r"(?P<name>followup|contact)=(?P<value>\d+|none)|joined")


@dataclass(frozen=True)
class Told:
    """What the derivation says of one timeline; records as in `tests.courses.comparison`."""

    courses: list[dict]
    outcomes: list[dict]
    days: list[tuple]
    gaps: list[tuple]
    scores: list[tuple]

    @property
    def starts(self) -> list[object]:
        return [course["start_day"] for course in self.courses]

    @property
    def induction_days(self) -> list[list[object]]:
        """Session days of the induction of each course."""
        return self._days(booster=False)

    @property
    def booster_days(self) -> list[list[object]]:
        return self._days(booster=True)

    def _days(self, *, booster: bool) -> list[list[object]]:
        return [
            [day for course, day, _, is_booster, _ in self.days if course == n and is_booster == booster]
            for n in range(len(self.courses))
        ]

    @property
    def interval(self) -> tuple[float, float | None]:
        """Of the first course: improvement lies after the first day and up to the second (None: not seen)."""
        left, right = self.outcomes[0]["left"], self.outcomes[0]["right"]
        return left / 2, None if right is None else right / 2


def told(*timelines: str, rules: Rules | None = None, scale: str = "phq9") -> Told:
    """Derive courses and outcomes of the timelines; the slow reading of the rules must agree."""
    rules = rules or Rules()
    ledger, instrument = ledger_from(*timelines), INSTRUMENTS[scale]
    assert_kernels_equal_oracle(ledger, instrument=instrument, rules=rules)
    courses, days = derive_courses(ledger, rules)
    scores = scores_of(ledger, courses, scale)
    outcomes = derive_outcomes(ledger, courses, scores, instrument=instrument, rules=rules)
    return Told(
        courses=course_records(courses),
        outcomes=outcome_records(outcomes),
        days=day_records(days),
        gaps=gap_records(derive_gaps(courses, days, rules)),
        scores=score_records(scores, ledger),
    )


def ledger_from(*timelines: str) -> Ledger:
    """One patient a timeline, in the order given."""
    people = [person_from(timeline) for timeline in timelines]
    instruments = dict.fromkeys(score.instrument for person in people for score in person.scores)
    return ledger_of(people, tuple(instruments))


def person_from(timeline: str) -> PersonRows:
    sessions: list[SessionRow] = []
    scores: list[ScoreRow] = []
    settings: dict[str, str] = {}
    for part in timeline.split("|"):
        words = part.split()
        if DAYS.fullmatch(words[0]):
            for day in _days(words[0]):
                todays = [_session(day, word) for word in words[1:] if SESSION.fullmatch(word)]
                sessions += todays
                scores += [_score(day, word, todays) for word in words[1:] if not SESSION.fullmatch(word)]
        else:
            settings |= dict(_settings(words))
    followup = settings.get("followup", str(FAR_AHEAD))
    return PersonRows(
        sessions=tuple(sessions),
        scores=tuple(scores),
        followup=None if followup == "none" else int(followup),
        contact=int(settings["contact"]) if "contact" in settings else None,
        joined="joined" in settings,
    )


def _days(word: str) -> list[int]:
    return [int(day) for day in word[1:].split(",")]


def _session(day: int, word: str) -> SessionRow:
    match = _matched(SESSION, word)
    return SessionRow(day, _clock(match), PHASES[match["phase"]])


def _score(day: int, word: str, todays: list[SessionRow]) -> ScoreRow:
    match = _matched(SCORE, word)
    clock = _clock(match)
    known = [session.clock for session in todays if session.clock != UNKNOWN]
    later = clock != UNKNOWN and bool(known) and clock > min(known)
    return ScoreRow(match["key"], day, float(match["total"]), bool(match["post"]) or later, clock)


def _clock(match: re.Match[str]) -> int:
    return UNKNOWN if match["hour"] is None else int(match["hour"]) * 60 + int(match["minute"])


def _settings(words: list[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        match = _matched(SETTING, word)
        yield (match["name"] or "joined", match["value"] or "")


def _matched(pattern: re.Pattern[str], word: str) -> re.Match[str]:
    match = pattern.fullmatch(word)
    if match is None:
        raise ValueError(f"the timeline has a word that means nothing: {word}")
    return match
