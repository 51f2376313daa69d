"""Item answers: read, checked, and made into totals by each scale's own rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from afterglow.definitions.instrument import Instrument
from afterglow.ledger import Bools, Floats, Ints

Note = Callable[..., None]
"""Reports scores: `note(code, which of the entry's rows, **words)`."""


@dataclass(frozen=True, slots=True)
class Answers:
    """(rows, items) answers of one instrument, (rows,) the added question on functioning; NaN missing."""

    items: Floats | None = None
    function: Floats | None = None

    def take(self, which: Bools | Ints) -> Answers:
        return Answers(
            None if self.items is None else self.items[which],
            None if self.function is None else self.function[which],
        )

    @property
    def answered(self) -> Ints:
        """(rows,) how many items were answered."""
        return (
            np.count_nonzero(~np.isnan(self.items), axis=1)
            if self.items is not None
            else np.zeros(0, np.int64)
        )


def possible(answers: Floats, lowest: float, highest: float) -> Bools:
    """Whether each answer is a whole number the form offers, or missing."""
    return np.isnan(answers) | ((answers >= lowest) & (answers <= highest) & (answers == np.floor(answers)))


def totals_with_items(instrument: Instrument, given: Floats, answers: Answers, note: Note) -> Floats:
    """The totals to keep: as given, and from the items where none is given.

    A total that differs from its items stays and is reported, with one exception: the plain sum of all items
    of a scale that is scored by domains is no total of that scale, and the domain total takes its place.
    """
    if answers.items is None or instrument.scoring not in ("sum", "domain_maxima"):
        return given
    computed = instrument.totals(answers.items)
    missing = np.isnan(answers.items).any(axis=1)
    blank = np.isnan(given)
    plain = np.sum(answers.items, axis=1) * instrument.multiplier
    mistaken = (instrument.scoring == "domain_maxima") & (given == plain) & (given != computed)
    mistaken &= ~np.isnan(computed)
    if instrument.scoring == "sum":
        note("prorated", blank & missing & ~np.isnan(computed), scale=instrument.name)
    note("total_is_plain_sum", mistaken, scale=instrument.name)
    note(
        "total_disagrees",
        ~blank & ~np.isnan(computed) & ~mistaken & (given != computed),
        scale=instrument.name,
    )
    return np.where(blank | mistaken, computed, given)
