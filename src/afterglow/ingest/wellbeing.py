"""WHO-5 scores stand in files as the raw sum (0 to 25) or as a percentage (four times that)."""

from __future__ import annotations

from typing import Literal

import numpy as np

from afterglow.definitions.instrument import Instrument
from afterglow.definitions.vocabulary import fold
from afterglow.ingest.problems import Question
from afterglow.ingest.values import looks_like_code
from afterglow.ledger import Bools, Floats

Who5Scale = Literal["raw", "percent"]

PERCENT_WORDS = ("percent", "pct", "0100", "percentage")
RAW_WORDS = ("raw", "025", "rawscore", "rawsum")
MULTIPLES_SHARE = 0.9
"""Where so many scores are multiples of the factor, the others cannot come from the form."""
SHARE = 0.1
"""Share of scores above the highest raw sum from which the column is a percentage; fewer may be slips."""


def find_scale(instrument: Instrument, given: Floats, sums: Floats | None, named: str) -> Who5Scale | None:
    """Tell raw sums from percentages by the name, the items, then the scores; None where that cannot be told.

    Parameters
    ----------
    given : (rows,) totals as written. sums : (rows,) sums of complete items, NaN elsewhere.
    named : how the file calls the score.
    """
    folded = fold(named.replace("%", "percent"))
    for scale, words in (("percent", PERCENT_WORDS), ("raw", RAW_WORDS)):
        if any(word in folded for word in words):
            return scale  # type: ignore[return-value]
    if sums is not None:
        telling = (sums > 0) & ~np.isnan(given)
        if telling.any() and (given[telling] == sums[telling]).all():
            return "raw"
        if telling.any() and (given[telling] == instrument.multiplier * sums[telling]).all():
            return "percent"
    highest = (instrument.maximum or 0) / instrument.multiplier
    scores = given[
        ~np.isnan(given) & ~looks_like_code(given) & (given >= 0) & (given <= (instrument.maximum or 0))
    ]
    return "percent" if len(scores) and np.mean(scores > highest) >= SHARE else None


def no_multiple(instrument: Instrument, percent: Floats) -> Bools:
    """(rows,) percentages the form cannot give, in a column in which nearly all can be."""
    odd = ~np.isnan(percent) & (percent % instrument.multiplier != 0)
    given = np.count_nonzero(~np.isnan(percent))
    return odd if given and odd.sum() <= (1 - MULTIPLES_SHARE) * given else np.zeros(len(percent), bool)


def question(file: str) -> Question:
    return Question(
        key="who5_scale",
        text=f"In {file}: are the WHO-5 scores raw sums (0 to 25) or percentages (0 to 100)?",
        option="--who5-scale",
        choices=(("raw", "raw sums, 0 to 25"), ("percent", "percentages, 0 to 100")),
    )
