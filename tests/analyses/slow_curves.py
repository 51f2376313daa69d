"""Product-limit curves, one time after another, from weighted spells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spell:
    time: float
    event: bool
    weight: float = 1.0


@dataclass(frozen=True)
class Step:
    time: float
    events: float
    survival: float


def at_risk(spells: Iterable[Spell], time: float) -> float:
    """Nobody is at risk at time 0; somebody censored on a day still is on that day."""
    return sum(spell.weight for spell in spells if spell.time >= max(time, 0.5))


def steps(spells: Sequence[Spell]) -> list[Step]:
    """One step a time with an event."""
    survival, found = 1.0, []
    for time in sorted({spell.time for spell in spells if spell.event}):
        events = sum(spell.weight for spell in spells if spell.event and spell.time == time)
        survival *= 1 - events / at_risk(spells, time)
        found.append(Step(time, events, survival))
    return found


def survival_after(spells: Sequence[Spell], time: float) -> float:
    passed = [step.survival for step in steps(spells) if step.time <= time]
    return passed[-1] if passed else 1.0


def median(spells: Sequence[Spell]) -> float | None:
    """First time with half or fewer left; the middle of the stretch on which exactly half are left."""
    curve = steps(spells)
    for place, step in enumerate(curve):
        if abs(step.survival - 0.5) < 1.5e-8:
            later = [other.time for other in curve[place + 1 :]]
            return (step.time + (later[0] if later else max(spell.time for spell in spells))) / 2
        if step.survival < 0.5:
            return step.time
    return None


def last_time_with(spells: Sequence[Spell], people: float) -> float:
    """Last time at which so many are at risk."""
    times = [spell.time for spell in spells if at_risk(spells, spell.time) >= people - 1e-9]
    return max(times, default=0.0)


def one_share_a_person(gaps: Iterable[tuple[object, int, bool]]) -> list[Spell]:
    """Wang and Chang's weights for (person, days, completed): completed gaps share one; else the open one."""
    completed, open_ = defaultdict(list), {}
    for person, days, done in gaps:
        if done:
            completed[person].append(days)
        else:
            open_[person] = days
    shared = [Spell(days, True, 1 / len(own)) for own in completed.values() for days in own]
    return shared + [Spell(days, False) for person, days in open_.items() if person not in completed]
