"""What an instrument is: one frozen row of facts, and the arithmetic that follows from them.

Direction is handled here and nowhere else: callers ask for improvement, response or a band and never
whether high is good.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from afterglow.definitions.parts import (
    Band,
    Bools,
    Cutoff,
    Domain,
    Floats,
    Items,
    Meaningful,
    Part,
    Reliability,
    Response,
    Threshold,
)

Scoring = Literal["sum", "domain_maxima", "given", "no_total"]

# Totals are whole numbers or short decimals; this only absorbs how binary holds the decimals.
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument(Part):
    """One scale. Scores are on the scale the clinic reports (`multiplier` x the sum of items).

    minimum, maximum : limits of a valid score; None where the scale has none.
    response : None where a ratio has no meaning. remission : None where no cut-off is in use.
    reliable_change : published points; else `reliability` decides; neither: not judged.
    recall_days : days the questions look back on; None where it varies or is not fixed.
    severity_gate : baseline from which the optional gate counts people.
    is_outcome : may be chosen as the scale on which treatment is judged.
    prorate_missing : items that may be missing before a total is.
    suicide_item : item (from 1) on thoughts of death or self-harm.
    function_item : highest answer of an added question on daily functioning (lowest 0), outside the total.
    unsure : facts not established well enough to compute with.
    aliases : spellings of the name; letter case, spaces and punctuation do not matter.
    """

    key: str
    name: str = ""
    full_name: str = ""
    condition: str = "other"
    minimum: float | None = None
    maximum: float | None = None
    whole_numbers: bool
    higher_is_worse: bool
    bands: tuple[Band, ...] = ()
    response: Response | None = None
    remission: Cutoff | None = None
    caseness: Cutoff | None = None
    reliable_change: Threshold | None = None
    reliability: Reliability | None = None
    meaningful_change: tuple[Meaningful, ...] = ()
    recall_days: int | None = None
    recall_words: str = ""
    recall_overlap_days: int | None = None
    severity_gate: float | None = None
    is_outcome: bool = True
    items: Items | None = None
    scoring: Scoring = "given"
    multiplier: int = 1
    prorate_missing: int = 0
    suicide_item: int | None = None
    function_item: int | None = None
    scale_note: str = ""
    licence: str = ""
    source: str = ""
    unsure: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # A declared instrument may leave the name out; a frozen value is completed this way only.
        object.__setattr__(self, "name", self.name or self.key)
        for complaint in _complaints(self):
            raise ValueError(complaint)

    def improvement(self, baseline: ArrayLike, endpoint: ArrayLike) -> Floats:
        """Points of change for the better: positive is better on every scale."""
        change = np.asarray(baseline, dtype=float) - np.asarray(endpoint, dtype=float)
        return change if self.higher_is_worse else -change

    def dropped(self, baseline: ArrayLike, endpoint: ArrayLike, *, percent: int) -> Bools:
        """Whether the endpoint is at least `percent` below baseline, the boundary included.

        Compared as whole multiples, so that exactly half counts. Baseline 0 cannot drop: False, and the
        caller leaves such people out of the denominator. NaN gives False.

        Raises
        ------
        ValueError
            On a scale where a ratio has no meaning (`response` is None).
        """
        if self.response is None:
            raise ValueError(f"a percentage drop has no meaning on {self.name}")
        left = Fraction(100 - percent, 100)
        before, after = np.asarray(baseline, dtype=float), np.asarray(endpoint, dtype=float)
        return (left.denominator * after <= left.numerator * before + _TOLERANCE) & (before > 0)

    def responded(self, baseline: ArrayLike, endpoint: ArrayLike) -> Bools:
        """Response by the instrument's own drop (50 % unless its row says otherwise)."""
        percent = 50 if self.response is None else self.response.drop_percent
        return self.dropped(baseline, endpoint, percent=percent)

    def partial(self, baseline: ArrayLike, endpoint: ArrayLike) -> Bools:
        """A drop of a quarter or more that is no response."""
        return self.dropped(baseline, endpoint, percent=25) & ~self.responded(baseline, endpoint)

    def remitted(self, score: ArrayLike) -> Bools:
        """Whether each score meets the remission cut-off.

        Raises
        ------
        ValueError
            When the instrument has no cut-off.
        """
        if self.remission is None:
            raise ValueError(f"{self.name} has no remission cut-off")
        return self.remission.met(score)

    @property
    def reliable_threshold(self) -> float | None:
        """Points of change that are reliable: published, else computed, else None."""
        if self.reliable_change is not None:
            return self.reliable_change.points
        return None if self.reliability is None else self.reliability.threshold

    @property
    def reliable_points(self) -> float | None:
        """Smallest change that counts as reliable in practice (5 where more than 4.1 whole points are)."""
        if self.reliable_change is not None or self.reliable_threshold is None or not self.whole_numbers:
            return self.reliable_threshold
        return float(math.floor(self.reliable_threshold) + 1)

    def beyond_error(self, change: ArrayLike) -> Bools:
        """Whether each change for the better (or, sign turned, for the worse) is reliable.

        Published points count from the value itself, a computed threshold only beyond it.

        Raises
        ------
        ValueError
            When the instrument has neither.
        """
        threshold = self.reliable_threshold
        if threshold is None:
            raise ValueError(f"{self.name} has no reliable-change threshold")
        points = np.asarray(change, dtype=float)
        return points >= threshold - _TOLERANCE if self.reliable_change else points > threshold

    def reliably_improved(self, baseline: ArrayLike, endpoint: ArrayLike) -> Bools:
        """Whether each change for the better is beyond measurement error."""
        return self.beyond_error(self.improvement(baseline, endpoint))

    def reliably_worsened(self, baseline: ArrayLike, endpoint: ArrayLike) -> Bools:
        """Whether each change for the worse is beyond measurement error."""
        return self.beyond_error(-self.improvement(baseline, endpoint))

    def band_index(self, score: ArrayLike) -> NDArray[np.int64]:
        """Position of each score in `bands`; -1 for a missing score or one below the first band."""
        scores = np.asarray(score, dtype=float)
        lowers = [band.lower for band in self.bands]
        place = np.searchsorted(lowers, scores, side="right") - 1
        return np.where(np.isnan(scores), -1, place)

    def band_of(self, score: float | None) -> str | None:
        """Label of the band a single score lies in, or None."""
        place = -1 if score is None else int(self.band_index(score))
        return None if place < 0 else self.bands[place].label

    def band_from(self, label: str) -> float | None:
        """Lower end of the band of that name, or None."""
        return next((band.lower for band in self.bands if band.label == label), None)

    def in_range(self, score: ArrayLike) -> Bools:
        """Whether each score is possible on this scale; NaN is not."""
        scores = np.asarray(score, dtype=float)
        low = -math.inf if self.minimum is None else self.minimum
        high = math.inf if self.maximum is None else self.maximum
        return (scores >= low) & (scores <= high)

    def totals(self, answers: ArrayLike) -> Floats:
        """Totals from item answers by the scale's own rule.

        Parameters
        ----------
        answers : array of shape (rows, items)
            Answers in item order, NaN where skipped.

        Returns
        -------
        array of shape (rows,)
            NaN where too many items are missing. Where the scale allows missing items, the others' mean
            stands in and the total is rounded to a whole number, halves up.

        Raises
        ------
        ValueError
            When the scale's total is not made from items.
        """
        if self.items is None or self.scoring not in ("sum", "domain_maxima"):
            raise ValueError(f"a total of {self.name} is not made from its items")
        given = np.asarray(answers, dtype=float)
        if self.scoring == "domain_maxima":
            return self.multiplier * _domain_total(given, self.items.domains)
        return self.multiplier * _prorated_sum(given, self.prorate_missing)


def _domain_total(answers: Floats, domains: tuple[Domain, ...]) -> Floats:
    total = np.zeros(len(answers))
    for domain in domains:
        part = answers[:, [item - 1 for item in domain.items]]
        enough = np.count_nonzero(~np.isnan(part), axis=1) >= domain.needed
        total += np.where(enough, np.max(np.nan_to_num(part, nan=-np.inf), axis=1), np.nan)
    return total


def _prorated_sum(answers: Floats, may_miss: int) -> Floats:
    answered = np.count_nonzero(~np.isnan(answers), axis=1)
    missing = answers.shape[1] - answered
    scaled = np.nansum(answers, axis=1) * answers.shape[1] / np.maximum(answered, 1)
    return np.where(missing > may_miss, np.nan, np.where(missing > 0, np.floor(scaled + 0.5), scaled))


def _complaints(row: Instrument) -> Iterator[str]:
    """Yield what is contradictory in a row, in words."""
    low = -math.inf if row.minimum is None else row.minimum
    high = math.inf if row.maximum is None else row.maximum
    lowers = [band.lower for band in row.bands]
    if not low < high:
        yield "the minimum must be below the maximum"
    if any(left >= right for left, right in pairwise(lowers)):
        yield "the bands must increase"
    if any(not low <= lower <= high for lower in lowers):
        yield "a band lies outside the range"
    for cutoff in (row.remission, row.caseness):
        if cutoff is not None and not low <= cutoff.value <= high:
            yield "a cut-off lies outside the range"
    if row.remission is not None and (row.remission.op[0] == "<") != row.higher_is_worse:
        yield "the sign of the remission cut-off contradicts the direction of the scale"
    if row.response is not None and not (row.higher_is_worse and row.minimum == 0):
        yield "a percentage drop needs a scale from 0 on which higher is worse"
    yield from _item_complaints(row)


def _item_complaints(row: Instrument) -> Iterator[str]:
    if row.items is None:
        if row.scoring in ("sum", "domain_maxima") or row.suicide_item is not None:
            yield "items are used but not described"
        return
    if row.items.labels and len(row.items.labels) != row.items.count:
        yield "there must be one label per item"
    if row.items.maxima and len(row.items.maxima) != row.items.count:
        yield "there must be one highest answer per item"
    if row.scoring == "sum" and row.items.highest().sum() * row.multiplier != row.maximum:
        yield "the items do not add up to the maximum"
    named = [number for symptom in row.items.symptoms for number in symptom.items]
    if any(not 1 <= number <= row.items.count for number in (*named, row.suicide_item or 1)):
        yield "an item number is beyond the last item"
