"""What the invented people answer: totals, and the items that add up to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from afterglow.demo.occasions import Occasion, occasions
from afterglow.demo.people import Person
from afterglow.demo.scales import SCALES, Scale
from afterglow.demo.treatment import Relief, Session

TOTAL_ONLY = 0.03
"""Share of questionnaires of which only the total was kept."""


@dataclass(frozen=True, slots=True)
class Score:
    """One questionnaire filled in.

    items : the answers; empty where only the total is known.
    difficulty : the closing question on daily life, outside the total; None on scales without it.
    """

    occasion: Occasion
    instrument: str
    total: int
    items: tuple[int, ...] = ()
    difficulty: int | None = None


def answer(
    person: Person, rng: np.random.Generator, sessions: Sequence[Session], relief: Relief
) -> list[Score]:
    """All scores of `person` up to the data cut-off, in order of time."""
    burden = {scale.key: _burden(person, rng, scale) for scale in SCALES}
    return [
        _score(person, rng, scale, occasion, level=burden[scale.key], eased=relief.at(occasion.moment))
        for occasion in occasions(person, rng, sessions)
        for scale in SCALES
        if scale.key in person.scales and rng.random() < scale.asked.get(occasion.kind, 0)
    ]


def _burden(person: Person, rng: np.random.Generator, scale: Scale) -> float:
    """Points before treatment; where high is good, the points that are missing to the top."""
    level = person.depression * scale.per_point + rng.normal(0, 1) * scale.spread
    return float(np.clip(level, 0, scale.highest))


def _score(
    person: Person, rng: np.random.Generator, scale: Scale, occasion: Occasion, *, level: float, eased: float
) -> Score:
    today = level * (1 - person.drop * scale.share * eased) + rng.normal(0, scale.noise)
    step = scale.instrument.multiplier
    points = step * int(np.clip(round(today / step), 0, scale.highest // step))
    total = points if scale.instrument.higher_is_worse else scale.highest - points
    if not scale.pull or rng.random() < TOTAL_ONLY:
        return Score(occasion, scale.instrument.name, total)
    items = _items(person, rng, scale, points, eased)
    return Score(occasion, scale.instrument.name, total, items, _difficulty(rng, scale, points))


def _difficulty(rng: np.random.Generator, scale: Scale, points: int) -> int | None:
    """How hard the problems make daily life: follows the total, loosely."""
    highest = scale.instrument.function_item
    if highest is None:
        return None
    return int(np.clip(round(highest * 1.1 * points / scale.highest + rng.normal(0, 0.5)), 0, highest))


def _items(
    person: Person, rng: np.random.Generator, scale: Scale, points: int, eased: float
) -> tuple[int, ...]:
    """Answers that add up to `points`: suicidal thoughts first, the rest shared out by pull."""
    assert scale.instrument.items is not None
    highest = scale.instrument.items.maximum
    weights = np.array(scale.pull) * (1 - np.array(scale.easing) * person.drop * eased)
    if not scale.suicidal:
        return _shared_out(rng, weights, points, highest)
    last = round(_suicidal(person, rng, eased) * scale.suicidal)
    last = min(max(last, points - len(weights) * highest), points, highest)
    return (*_shared_out(rng, weights, points - last, highest), last)


def _suicidal(person: Person, rng: np.random.Generator, eased: float) -> float:
    """Answer to PHQ-9 item 9 before rounding: it follows the person's relief, and now and then rises."""
    change = -1.15 * person.drop * eased * max(person.suicidal, 0.5)
    return max(0.0, person.suicidal + change + float(rng.normal(0, 0.22)))


def _shared_out(
    rng: np.random.Generator, weights: NDArray[np.floating], points: int, highest: int
) -> tuple[int, ...]:
    """Draw `points` of the `highest` tokens that each item has; heavier items are drawn sooner."""
    tokens = np.repeat(np.arange(len(weights)), highest)
    waits = rng.exponential(size=len(tokens)) / np.repeat(weights**2, highest)
    drawn = tokens[np.argsort(waits, kind="stable")[:points]]
    return tuple(int(count) for count in np.bincount(drawn, minlength=len(weights)))
