"""Columns of a sheet as arrays, each value checked; what is wrong is reported and left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from afterglow.definitions.plausible import SENTINELS, Limits
from afterglow.definitions.vocabulary import VALUE_WORDS, find_yes_no
from afterglow.ingest.cells import NOT_A_CATEGORY, Words
from afterglow.ingest.limits import Limits as Sizes
from afterglow.ingest.numbers import Decimal, parse_numbers
from afterglow.ingest.sheet import Sheet
from afterglow.ledger import Bools, Category, Floats

LARGE_CODE = 777
"""From here on a measure that is a code for "no answer" and twice any other is taken for the code."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """(rows,) the numbers of a column, NaN where blank or unreadable, and which rows gave something."""

    values: Floats
    given: Bools


def read_numbers(sheet: Sheet, name: str, decimal: Decimal, code: str = "not_a_number") -> Numbers:
    """Read a column of numbers; text that is none is reported under `code`."""
    words = sheet.words(name)
    return numbers_of(sheet, words, sheet.label(name), decimal=decimal, code=code)


def numbers_of(sheet: Sheet, words: Words, label: str, *, decimal: Decimal, code: str) -> Numbers:
    found, blank = parse_numbers(words, decimal), words.blank()
    sheet.note(code, (np.isnan(found) & ~blank)[words.codes], label)
    return Numbers(found[words.codes], ~blank[words.codes])


def read_measure(sheet: Sheet, name: str, decimal: Decimal, limits: Limits) -> Floats:
    """Read a session measure; what cannot be true is left out."""
    if name not in sheet:
        return np.full(len(sheet), np.nan)
    values = read_numbers(sheet, name, decimal, "value_not_a_number").values
    words = {"low": f"{limits.low:g}", "high": f"{limits.high:g}", "unit": limits.unit}
    wrong = outside(values, limits.low, limits.high)
    sheet.note("value_implausible", wrong, sheet.label(name), **words)
    coded = ~wrong & (values >= LARGE_CODE) & beyond_others(values, None, None)
    sheet.note("value_sentinel", coded, sheet.label(name))
    return np.where(wrong | coded, np.nan, values)


def outside(values: Floats, low: float | None, high: float | None) -> Bools:
    """Whether each number is beyond the limits; NaN is not."""
    below = values < (-np.inf if low is None else low)
    return below | (values > (np.inf if high is None else high))


def looks_like_code(values: Floats) -> Bools:
    """Numbers people use for "no answer"."""
    return np.isin(values, SENTINELS)


def beyond_others(values: Floats, low: float | None, high: float | None) -> Bools:
    """Codes for "no answer" well away from all other values, on a side that has no limit."""
    coded = looks_like_code(values)
    others = values[~coded & ~np.isnan(values)]
    below = low is None and values < min(2 * others.min(initial=0), -0.5)
    above = high is None and values > 2 * others.max(initial=0)
    return coded & (np.asarray(below) | np.asarray(above))


def read_coded(sheet: Sheet, name: str, find: Callable[[str], str | None]) -> Category | None:
    """A category of a fixed vocabulary; words it does not know are reported and left out."""
    if name not in sheet:
        return None
    words = sheet.words(name)
    found = [find(text) for text in words.texts()]
    unknown = np.array([key is None for key in found], bool) & ~words.blank()
    sheet.note("unknown_word", unknown[words.codes], sheet.label(name), field=name.replace("_", " "))
    labels = sorted({VALUE_WORDS.get(key, key) for key in found if key})
    place = {label: at for at, label in enumerate(labels)}
    codes = np.array([-1 if key is None else place[VALUE_WORDS.get(key, key)] for key in found], np.int64)
    return Category(tuple(labels), codes[words.codes])


def read_flag(sheet: Sheet, name: str) -> Floats:
    """Yes and no as 1 and 0; NaN where nothing is said."""
    if name not in sheet:
        return np.full(len(sheet), np.nan)
    words = sheet.words(name)
    answers = [find_yes_no(text) for text in words.texts()]
    unknown = np.array([answer is None for answer in answers], bool) & ~words.blank()
    sheet.note("unknown_word", unknown[words.codes], sheet.label(name), field="yes or no")
    return np.array([np.nan if answer is None else float(answer) for answer in answers], float)[words.codes]


def category_of(
    words: Words, sizes: Sizes, relabel: Callable[[str], str] = lambda text: text
) -> Category | None:
    """The column as a category, or None when its values are too many or too long to be one.

    Spellings that differ in case and spaces only are one; the commonest is the label.
    """
    spelled: dict[str, dict[str, int]] = defaultdict(dict)
    texts = [" ".join(relabel(text).split()) for text in words.texts()]
    for text, count in zip(texts, words.counts().tolist(), strict=True):
        folded = text.casefold()
        if folded not in NOT_A_CATEGORY:
            spelled[folded][text] = spelled[folded].get(text, 0) + count
        if len(spelled) > sizes.category_values or len(text) > sizes.category_length:
            return None
    labels = {folded: _commonest(spellings) for folded, spellings in spelled.items()}
    ordered = sorted(labels, key=lambda folded: labels[folded])
    place = {folded: at for at, folded in enumerate(ordered)}
    codes = np.array([place.get(text.casefold(), -1) for text in texts], np.int64)
    return Category(tuple(labels[folded] for folded in ordered), codes[words.codes])


def _commonest(spellings: Mapping[str, int]) -> str:
    return min(spellings, key=lambda text: (-spellings[text], text))
