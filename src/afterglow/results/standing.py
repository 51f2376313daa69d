"""Results on where everybody stands on each day: improved, in care, or not seen for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Count, Proportion, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingDay(Base):
    """Where people stood at the end of a day; each of the judged is in one of the three.

    improved : Have met the criterion by then, and stay counted so.
    in_care : Not improved, with a session or score in the weeks up to the day.
    not_seen : Neither; they may come back.
    """

    day: int
    improved: int
    in_care: int
    not_seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidence(Base):
    """Aalen-Johansen estimate of what came first, improving or leaving, among all with a usable baseline.

    Whoever has no session or score for some weeks has left on the last day of these weeks. Followed to the
    horizon at most. Arrays share one index.

    improved_people : Improved first.
    left_people : Left first.
    times : Days since the first session; halves occur.
    at_risk : Neither improved nor left nor past the end of follow-up before the time.
    improved : Probability of having improved first by the time.
    left : Probability of having left first by the time.
    improved_low, left_low : Lower 95 % limits; null where undefined.
    improved_high, left_high : Upper 95 % limits; null where undefined.
    drawn_to : Last day with 5 at risk.
    """

    n: int
    improved_people: int
    left_people: int
    times: tuple[float, ...]
    at_risk: tuple[int, ...]
    improved: tuple[float, ...]
    improved_low: tuple[float | None, ...]
    improved_high: tuple[float | None, ...]
    left: tuple[float, ...]
    left_low: tuple[float | None, ...]
    left_high: tuple[float | None, ...]
    drawn_to: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Base):
    """Where everybody with a first course followed to the horizon stood on each day from 0 on.

    horizon : Last day, and the days everybody counted was followed.
    away_days : Without a session or score for this many days somebody is not seen.
    people : Followed for `horizon` days or more.
    judged : Of these, with a usable baseline.
    cannot_be_judged : Why the others have none.
    excluded : Treated people not followed that far, by reason.
    days : Plain counts of the judged, one entry a day.
    improved, in_care, not_seen : On the last day, of all `people`.
    incidence : The other way of asking; null below 10 people.
    shown : Which of the two the rules ask for.
    """

    kind: Literal["standing"] = "standing"
    scope: Scope
    criterion: str
    horizon: int
    away_days: int
    people: int
    judged: int
    cannot_be_judged: tuple[Count, ...]
    excluded: tuple[Count, ...]
    days: tuple[StandingDay, ...]
    improved: Proportion
    in_care: Proportion
    not_seen: Proportion
    incidence: Incidence | None
    shown: Literal["counts", "incidence"]
