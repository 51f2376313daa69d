"""For whom the treatment is meant, read from the words clinics write about people.

A word that does not decide a question leaves it open; open questions are counted as unknown, never as no.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

ADULT_FROM = 18
"""Years. Age from which the studies of ketamine for depression, and the esketamine label, admit people."""
LEAST_SEVERITY = "moderate"
"""Severity band from which depression counts as at least moderate."""

AGE_COLUMN, FAILED_COLUMN = "age_band", "prior_failed_treatments"

_NUMBER = r"(\d+(?:\.\d+)?)"
_YEARS = r"(?:\s*(?:years?|yrs?|y))?"
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(shape, re.IGNORECASE), kind)
    for shape, kind in (
        (_NUMBER + _YEARS, "exactly"),
        (r"(\d+)0\s*'?s", "decade"),
        (_NUMBER + r"\s*(?:-|\u2013|\u2014|to|until)\s*" + _NUMBER + _YEARS, "between"),
        (r"(?:>=|\u2265|at least|from)\s*" + _NUMBER + _YEARS, "at_least"),
        (_NUMBER + _YEARS + r"\s*(?:\+|(?:and|or)\s+(?:over|older|more|above|up))", "at_least"),
        (r"(?:>|over|above|more than|older than)\s*" + _NUMBER + _YEARS, "above"),
        (r"(?:<=|\u2264|up to|at most)\s*" + _NUMBER + _YEARS, "at_most"),
        (_NUMBER + _YEARS + r"\s*(?:and|or)\s+(?:under|younger|fewer|less|below)", "at_most"),
        (r"(?:<|under|below|less than|fewer than|younger than)\s*" + _NUMBER + _YEARS, "below"),
    )
)
_NONE = re.compile(r"no|none|never|nil", re.IGNORECASE)
_SOME = re.compile(r"yes|some|any", re.IGNORECASE)


class Span(NamedTuple):
    """Lowest and highest whole number a label can stand for, both included."""

    low: float
    high: float

    def at_least(self, least: float) -> bool | None:
        """Whether every number of the span reaches `least`; None when only some do."""
        if self.low >= least:
            return True
        return False if self.high < least else None


def span_of(label: str) -> Span | None:
    """Read "18-29", "70+", "under 18", "40s", "2 or more", "4" and the like; None for other words."""
    text = " ".join(label.split())
    for pattern, kind in _SHAPES:
        match = pattern.fullmatch(text)
        if match:
            numbers = [float(number) for number in match.groups()]
            return _span(kind, numbers[0], numbers[-1])
    return None


def _span(kind: str, first: float, last: float) -> Span:
    spans = {
        "exactly": Span(first, first),
        "decade": Span(10 * first, 10 * first + 9),
        "between": Span(min(first, last), max(first, last)),
        "at_least": Span(first, math.inf),
        "above": Span(math.floor(first) + 1, math.inf),
        "at_most": Span(0, first),
        "below": Span(0, math.ceil(first) - 1),
    }
    return spans[kind]


def is_adult(label: str) -> bool | None:
    """Whether an age or age band is that of an adult; None where it cannot be told."""
    span = span_of(label)
    return None if span is None else span.at_least(ADULT_FROM)


def has_failed(label: str, *, least: int) -> bool | None:
    """Whether a count of failed treatments reaches `least`; None where it cannot be told.

    "Yes" without a number says one or more.
    """
    text = label.strip()
    if _NONE.fullmatch(text):
        return least <= 0
    span = Span(1, math.inf) if _SOME.fullmatch(text) else span_of(text)
    return None if span is None else span.at_least(least)
