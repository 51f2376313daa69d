"""How the questionnaires behave in the invented clinic. What they are stands in the table of instruments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from afterglow.definitions.instruments import INSTRUMENTS, Instrument


@dataclass(frozen=True, slots=True)
class Scale:
    """One questionnaire as these people fill it in.

    per_point : points of burden for one PHQ-9 point before treatment.
    spread : SD of that burden between people. noise : SD from one day to the next. Both in points.
    share : how much of a person's drop shows on this scale.
    asked : chance that it is asked of somebody who has it, by kind of occasion.
    pull : weight of each item when the total is shared out, the item on suicidal thoughts (always the last)
        left out. Empty where only totals are written down.
    easing : how much sooner (plus) or later (minus) each of those items eases than the rest.
    suicidal : points on the item on suicidal thoughts for one point on that of PHQ-9.
    """

    key: str
    per_point: float
    spread: float
    noise: float
    share: float
    asked: Mapping[str, float] = field(default_factory=dict)
    pull: tuple[float, ...] = ()
    easing: tuple[float, ...] = ()
    suicidal: float = 0

    @property
    def instrument(self) -> Instrument:
        return INSTRUMENTS[self.key]

    @property
    def highest(self) -> int:
        """Largest possible total."""
        return int(self.instrument.maximum or 0)


SCALES = (
    Scale(
        "phq9",
        per_point=1,
        spread=0,
        noise=1.7,
        share=1,
        asked={"intake": 1, "first day": 1, "week": 1, "check": 1, "session": 1},
        pull=(1.15, 1.15, 1.10, 1.25, 0.85, 1.05, 0.95, 0.60),
        easing=(0.25, 0.30, -0.10, -0.25, 0.0, 0.15, -0.15, 0.0),
        suicidal=1,
    ),
    Scale(
        "gad7",
        per_point=0.78,
        spread=2.5,
        noise=1.6,
        share=0.85,
        asked={"intake": 0.85, "first day": 0.6, "week": 0.7, "check": 0.6, "session": 0.35},
        pull=(1.2, 1.1, 1.2, 1.1, 0.8, 1.0, 0.8),
        easing=(0.1, 0.1, 0.05, 0.0, -0.1, 0.0, 0.1),
    ),
    Scale(
        "madrs",
        per_point=1.75,
        spread=3,
        noise=3,
        share=0.95,
        asked={"first day": 0.3, "interview": 1, "hours": 0.9},
        pull=(1.1, 1.2, 1.0, 1.1, 0.7, 1.0, 1.2, 1.1, 0.9),
        easing=(0.2, 0.25, 0.1, -0.15, 0.0, -0.1, -0.1, 0.15, 0.2),
        suicidal=1.6,
    ),
    Scale(
        "qids_sr16",
        per_point=0.88,
        spread=1.8,
        noise=1.5,
        share=0.95,
        asked={"intake": 0.8, "first day": 0.7, "week": 0.7, "check": 0.4, "session": 0.15},
    ),
    Scale(
        "pcl5",
        per_point=2.9,
        spread=7,
        noise=4,
        share=0.78,
        asked={"intake": 0.9, "first day": 0.5, "week": 0.6, "check": 0.8},
    ),
    Scale(
        "who5",
        per_point=4.4,
        spread=7,
        noise=6,
        share=0.75,
        asked={"intake": 0.8, "first day": 0.6, "week": 0.45, "check": 0.5},
    ),
    Scale(
        "pain_nrs",
        per_point=0.46,
        spread=0.9,
        noise=0.7,
        share=0.72,
        asked={"intake": 0.8, "first day": 0.9, "week": 0.9, "check": 0.8, "session": 0.6, "hours": 0.9},
    ),
)
