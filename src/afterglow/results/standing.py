"""Results on where everybody stands on each day: improved, in care, or not seen for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Count, Proportion, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingDay(Base):
    """People at the end of a day since the first session; each of the judged is in one of the three.

    improved : have met the criterion by then, and stay so. in_care : not improved, with a session or score
    in the weeks up to the day. not_seen : neither; they may come back.
    """

    day: int
    improved: int
    in_care: int
    not_seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidence(Base):
    """Aalen-Johansen estimate of what came first, improving or leaving, among everybody with a baseline.

    Arrays share one index; times in days (halves occur). improved, left : probability that it has come by
    the time, with 95 % limits (None where undefined). drawn_to : last day with 5 at risk.
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
    """Where first courses followed to the horizon stood on each day from 0 on.

    people : followed for `horizon` days or more; `judged` of them have a usable baseline, and
    `cannot_be_judged` says why the others have none. excluded : treated people not followed that far.
    improved, in_care, not_seen : on the last day, of all `people`. away_days : not seen for this long.
    shown : the reading asked for by the rules; `incidence` is None below 10 people.
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
