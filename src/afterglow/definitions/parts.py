"""The parts an instrument's row is made of: bands, cut-offs, thresholds, items."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import ConfigDict

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Operator = Literal["<", "<=", ">", ">="]

_COMPARE = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
_OPERATOR_WORDS = {"<": "below {}", "<=": "{} or lower", ">": "above {}", ">=": "{} or higher"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What all parts of a definition share: read strictly, no unknown field."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Part):
    """Severity band: from `lower` (included) to the next band's lower end."""

    lower: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff(Part):
    """A line on the scale with its sign.

    label : what being on this side is called. alternatives : other published lines, for the rules page.
    unsure : no agreed standard; shown as such wherever it is printed.
    """

    op: Operator
    value: float
    label: str = "remission"
    source: str = ""
    alternatives: tuple[Cutoff, ...] = ()
    unsure: bool = False

    @classmethod
    def parse(cls, text: str) -> Cutoff:
        """Read ``"<= 10"`` or ``"<5"``.

        Raises
        ------
        ValueError
            When the text is not a sign followed by a number.
        """
        match = re.fullmatch(r"\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)\s*", text)
        if match is None:
            raise ValueError("a cut-off is a sign and a number, such as <5 or <=10")
        return cls(op=match[1], value=float(match[2]), source="set by the clinic")  # pyright: ignore[reportArgumentType]

    def met(self, score: ArrayLike) -> Bools:
        """Whether each score is on this side of the line; a missing score (NaN) is not."""
        return _COMPARE[self.op](np.asarray(score, dtype=float), self.value)

    def in_words(self) -> str:
        return _OPERATOR_WORDS[self.op].format(f"{self.value:g}")

    def in_signs(self) -> str:
        return f"{self.op}{self.value:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Part):
    """Response as a percentage drop from baseline; `also` are other drops in use, such as 30 % for pain."""

    drop_percent: int = 50
    also: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Part):
    """Published points of change that count as reliable: that many or more."""

    points: float
    source: str
    unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability(Part):
    """Spread and reliability from which a reliable change is computed.

    alternatives : other published reliability coefficients, for the Methods page.
    """

    sd: float
    r: float
    source: str
    alternatives: tuple[float, ...] = ()

    @property
    def threshold(self) -> float:
        """Change beyond measurement error, in points: 1.96 SD sqrt(2(1 - r)) (Jacobson and Truax 1991)."""
        return 1.96 * self.sd * math.sqrt(2 * (1 - self.r))


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaningful(Part):
    """A change patients or clinicians notice. Shown as context, never used as a criterion."""

    amount: float
    unit: Literal["points", "percent"]
    label: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain(Part):
    """Items of which the highest answer counts once; `needed` of them must be answered."""

    items: tuple[int, ...]
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom(Part):
    """A symptom people ask about and the items (from 1) that hold it."""

    label: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Part):
    """The answers behind a total.

    labels : our own words for the symptom, empty where the wording is licensed.
    maxima : highest answer per item where they differ, else empty.
    """

    count: int
    minimum: int
    maximum: int
    labels: tuple[str, ...] = ()
    maxima: tuple[int, ...] = ()
    domains: tuple[Domain, ...] = ()
    symptoms: tuple[Symptom, ...] = ()

    def label(self, number: int) -> str:
        """Words for item `number` (from 1)."""
        return self.labels[number - 1] if self.labels else f"Item {number}"

    def highest(self) -> Floats:
        """Highest possible answer, one per item."""
        return np.asarray(self.maxima or (self.maximum,) * self.count, dtype=float)


def bands(**lowers: float) -> tuple[Band, ...]:
    """Bands from ``label=lower end``; an underscore in a label reads as a space."""
    return tuple(Band(lower=lower, label=label.replace("_", " ")) for label, lower in lowers.items())


def symptoms(**items: tuple[int, ...]) -> tuple[Symptom, ...]:
    """Symptoms from ``label=item numbers``; an underscore in a label reads as a space."""
    return tuple(Symptom(label=label.replace("_", " "), items=numbers) for label, numbers in items.items())


NHS = "NHS Talking Therapies manual"
HALF = Response(source="Half of baseline or less, the usual definition for this scale")
