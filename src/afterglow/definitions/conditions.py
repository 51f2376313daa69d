"""Conditions treated, and the scales each is judged on: read from the words clinics write as diagnosis.

A diagnosis that names two conditions, or none of these, is left open and counted, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from afterglow.definitions.instrument import Instrument

Measure = Literal["share", "points"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatedCondition:
    """A condition and how its outcome is told.

    scales : instrument keys in order of preference; empty: any outcome scale of this condition.
    measure : shares by the scale's own rules, or points where a share of baseline has no meaning.
    outcomes : rates shown, in order.
    words : what a diagnosis says when it means this condition.
    """

    key: str
    name: str
    scales: tuple[str, ...] = ()
    measure: Measure = "share"
    outcomes: tuple[str, ...] = ("response", "remission")
    words: re.Pattern[str]

    def scales_among(self, rows: Iterable[Instrument]) -> tuple[Instrument, ...]:
        """The scales that would do: those named, in order, else every outcome scale of the condition."""
        if self.scales:
            by_key = {row.key: row for row in rows}
            return tuple(by_key[key] for key in self.scales if key in by_key)
        return tuple(row for row in rows if row.condition == self.key and row.is_outcome)


def _words(*shapes: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{shape}\b" for shape in shapes), re.IGNORECASE)


CONDITIONS: tuple[TreatedCondition, ...] = (
    TreatedCondition(
        key="depression",
        name="depression",
        words=_words(
            r"depress\w*", "mdd", "trd", "mde", r"dysthym\w*", "bipolar", "ppd", r"f3[0-4](?:\.\w+)?"
        ),
    ),
    TreatedCondition(
        key="anxiety",
        name="anxiety",
        scales=("gad7", "promis_anx"),
        words=_words(r"anxi\w*", "gad", r"panic\w*", r"f4[01](?:\.\w+)?"),
    ),
    TreatedCondition(
        key="ptsd",
        name="PTSD",
        scales=("pcl5",),
        measure="points",
        outcomes=(),
        words=_words("c?ptsd", "post.?traumatic", "trauma", r"f43\.1\w*"),
    ),
    TreatedCondition(
        key="pain",
        name="chronic pain",
        scales=("pain_nrs",),
        outcomes=("drop_30", "response"),
        words=_words(r"\w*pain", "crps", r"fibromyalg\w*", r"neuropath\w*", r"migraines?", r"g89(?:\.\w+)?"),
    ),
)


def condition_of(diagnosis: str) -> TreatedCondition | None:
    """The one condition a diagnosis names; None where it names none or several."""
    text = diagnosis.replace("_", " ").replace("-", " ")
    found = [condition for condition in CONDITIONS if condition.words.search(text)]
    return found[0] if len(found) == 1 else None
