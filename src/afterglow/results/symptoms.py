"""Results on symptoms one by one, and on several scales of the same people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Estimate, Proportion, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomChange(Base):
    """Answers to one question before and after.

    key : `item3` for the third item, `function` for the added question on daily functioning.
    label : Our own words for it; the number alone where the wording is licensed.
    highest : Highest answer the form offers; the lowest is that of the scale.
    n : People with the answer at baseline and at the endpoint.
    before : Mean answer at baseline; null below 10 people.
    after : Mean answer at the endpoint; null below 10 people.
    change : Mean of after minus before with its t interval.
    median : Median of after minus before.
    """

    key: str
    label: str
    highest: float
    n: int
    before: float | None
    after: float | None
    change: Estimate
    median: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptoms(Base):
    """Every item of one scale before and after, read from the very forms whose totals are judged.

    lowest : Lowest answer the form offers.
    higher_is_worse : Whether a high answer is bad.
    named : Whether the items carry words; false where only their numbers may be shown.
    baseline : Which form before treatment is read: last or first. A rule of worst or mean reads the last.
    items : Largest mean change for the better first; items of fewer than 10 people follow.
    function : The added question on daily functioning; null where the files do not have it.
    """

    kind: Literal["symptoms"] = "symptoms"
    scope: Scope
    lowest: float
    higher_is_worse: bool
    named: bool
    baseline: str
    items: tuple[SymptomChange, ...]
    function: SymptomChange | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleChange(Base):
    """One scale before and after, for a stated set of people.

    scale : Key of the scale.
    name : Its name.
    higher_is_worse : Whether a high score is bad.
    minimum : Lowest score of the scale, as drawn.
    maximum : Highest score of the scale, as drawn.
    n : People with both scores.
    before : Mean at baseline; null below 10 people.
    after : Mean at the endpoint; null below 10 people.
    change : Mean of after minus before with its t interval.
    median : Median of after minus before.
    reliable : Points from which a change counts as reliable; null where the scale has no threshold.
    improved : Improved reliably; null without a threshold.
    worsened : Got reliably worse; null without a threshold.
    """

    scale: str
    name: str
    higher_is_worse: bool
    minimum: float
    maximum: float
    n: int
    before: float | None
    after: float | None
    change: Estimate
    median: float | None
    reliable: float | None
    improved: Proportion | None
    worsened: Proportion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalePair(Base):
    """The scale in use and another one for the same people.

    own : The scale in use, for people scored before and after on both.
    other : The other scale for the same people.
    other_scored : People scored before and after on the other scale, with or without the one in use.
    """

    own: ScaleChange
    other: ScaleChange
    other_scored: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherScales(Base):
    """Every other outcome scale in the files beside the one in use.

    own : The scale in use, for everybody scored on it.
    pairs : Most people first.
    """

    kind: Literal["other_scales"] = "other_scales"
    scope: Scope
    own: ScaleChange
    pairs: tuple[ScalePair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Base):
    """Whether two scales say the same of the same people.

    other : Key of the other scale.
    name : Its name.
    outcome : response or remission.
    own_rule : The rule on the scale in use, in words.
    other_rule : The rule on the other scale, in words.
    n : People scored before and after on both who can show the outcome on both.
    both : Shown on both scales.
    only_own : Shown on the scale in use alone.
    only_other : Shown on the other scale alone.
    neither : Shown on neither.
    agree : Both or neither, of n.
    p : Exact McNemar test of the two shares; null below 10 people.
    """

    other: str
    name: str
    outcome: Literal["response", "remission"]
    own_rule: str
    other_rule: str
    n: int
    both: int
    only_own: int
    only_other: int
    neither: int
    agree: Proportion
    p: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalesAgree(Base):
    """Outcomes on scales of the same condition, side by side.

    name : Name of the scale in use.
    pairs : One per other scale and outcome both scales have a rule for.
    """

    kind: Literal["scales_agree"] = "scales_agree"
    scope: Scope
    name: str
    pairs: tuple[Agreement, ...]
