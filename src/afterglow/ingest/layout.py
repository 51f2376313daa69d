"""Where records begin and end in a CSV text, found without taking it apart.

Quote marks are counted: at an even count the text is outside quotes, and only there do delimiters and line
ends mean anything. The count can be trusted as long as every opening mark follows a delimiter or line end and
every closing one comes before such; the first mark that breaks this is reported. The text is walked in
blocks, so that memory stays small whatever the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

LF, CR, QUOTE = 10, 13, 34
NOTHING = 0
"""Stands in for what is before and after the text, which itself holds no NUL."""
BLOCK = 1 << 20
MOST_BLANK = 100_000
"""More blank lines are counted, not remembered."""

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """The records of a text; one entry a record that is not empty.

    start, end : byte offsets; `end` is where the line end begins.
    line : physical line on which the record begins, from 1. lines : how many it runs over.
    fields : cells in the record. marks : delimiters in it, those inside quotes too.
    blank : lines of the first empty records. blanks : how many there are.
    misquoted : offset of the first quote mark that neither opens nor closes a cell, or None.
    open_quote : whether the text ends inside quotes.
    odd_end : line with the first line end of the rarer kind, where some are a lone CR and some are not.
    """

    start: Longs
    end: Longs
    line: Longs
    lines: Longs
    fields: Longs
    marks: Longs
    blank: Longs
    blanks: int
    misquoted: int | None
    open_quote: bool
    odd_end: int | None

    @property
    def sound(self) -> bool:
        return self.misquoted is None and not self.open_quote


@dataclass(slots=True)
class _Walk:
    """What is carried from one block to the next: totals so far, and the same at the last record's end."""

    quotes: int = 0
    totals: tuple[int, int, int] = (0, 0, 0)
    """Delimiters outside quotes, delimiters, lines."""
    at_record: tuple[int, int, int] = (0, 0, 0)
    start: int = 0
    misquoted: int | None = None
    blank: list[Longs] = field(default_factory=list)
    blanks: int = 0
    ends: list[int] = field(default_factory=lambda: [0, 0])
    """Line ends that are no lone CR, and those that are."""
    first_end: list[int] = field(default_factory=lambda: [0, 0])
    """Line of the first of each."""


def lay_out(body: bytes, delimiter: str) -> Layout:
    """Find the records of `body` (UTF-8) for a one-character ASCII delimiter."""
    raw = np.frombuffer(body, np.uint8)
    walk = _Walk()
    pieces = [_block(raw, at, ord(delimiter), walk) for at in range(0, len(raw), BLOCK)]
    if walk.start < len(raw):
        # The last record has no line end.
        totals = tuple(np.array([total]) for total in walk.totals)
        pieces.append(
            _records(np.array([len(raw)]), np.array([len(raw)]), (*totals[:2], totals[2] + 1), walk)
        )
    start, end, line, lines, fields, marks = (np.concatenate(part) for part in zip(*pieces, strict=True))
    rare = int(walk.ends[1] <= walk.ends[0])
    return Layout(
        start=start,
        end=end,
        line=line,
        lines=lines,
        fields=fields,
        marks=marks,
        blank=np.concatenate([np.zeros(0, np.int64), *walk.blank]),
        blanks=walk.blanks,
        misquoted=walk.misquoted,
        open_quote=bool(walk.quotes % 2),
        odd_end=walk.first_end[rare] if all(walk.ends) else None,
    )


def _block(raw: NDArray[np.uint8], at: int, delimiter: int, walk: _Walk) -> tuple[Longs, ...]:
    """The records that end in one block, as `_records` gives them."""
    here = raw[at : at + BLOCK]
    following = _neighbours(raw, at + 1, len(here))
    outside = _outside_quotes(raw, at, here, following, delimiter, walk)
    newline = (here == LF) | ((here == CR) & (following != LF))
    mark = here == delimiter
    last = np.flatnonzero(newline & outside)
    counted = [
        _running(which, last, before)
        for which, before in zip((mark & outside, mark, newline), walk.totals, strict=True)
    ]
    walk.totals = counted[0][1], counted[1][1], counted[2][1]
    totals = tuple(up_to for up_to, _ in counted)
    _count_ends(here[last] == CR, totals[2], walk)
    pair = (here[last] == LF) & (_neighbours(raw, at - 1, len(here))[last] == CR)
    return _records(last + at - pair, last + at + 1, totals, walk)


def _records(end: Longs, following: Longs, totals: tuple[Longs, ...], walk: _Walk) -> tuple[Longs, ...]:
    """Start, end, line, lines, fields and marks of the records with these ends, the empty ones set aside.

    following : where the next record starts. totals : counts up to each record's end.
    """
    if not len(end):
        return (end,) * 6
    start = np.concatenate([[walk.start], following[:-1]])
    fields, marks, lines = (
        np.diff(total, prepend=before) for total, before in zip(totals, walk.at_record, strict=True)
    )
    line = totals[2] - lines + 1
    walk.start = int(following[-1])
    walk.at_record = int(totals[0][-1]), int(totals[1][-1]), int(totals[2][-1])
    there = end > start
    blank = line[~there]
    if walk.blanks < MOST_BLANK:
        walk.blank.append(blank)
    walk.blanks += len(blank)
    return start[there], end[there], line[there], lines[there], fields[there] + 1, marks[there]


def _count_ends(lone: NDArray[np.bool_], lines: Longs, walk: _Walk) -> None:
    for kind in (0, 1):
        at = np.flatnonzero(lone == kind)
        if len(at):
            walk.first_end[kind] = walk.first_end[kind] or int(lines[at[0]])
            walk.ends[kind] += len(at)


def _running(which: NDArray[np.bool_], at: NDArray[np.int64], before: int) -> tuple[NDArray[np.int64], int]:
    """How many there are up to and with each place, and in all; `before` is how many came earlier."""
    counts = np.cumsum(which, dtype=np.int32)
    return counts[at].astype(np.int64) + before, before + int(counts[-1])


def _neighbours(raw: NDArray[np.uint8], start: int, length: int) -> NDArray[np.uint8]:
    """`length` bytes from `start`, filled up where that reaches beyond the text."""
    inside = raw[max(start, 0) : max(start + length, 0)]
    before, after = max(-start, 0), length - max(-start, 0) - len(inside)
    return np.pad(inside, (before, after), constant_values=NOTHING) if before or after else inside


def _outside_quotes(
    raw: NDArray[np.uint8],
    at: int,
    here: NDArray[np.uint8],
    following: NDArray[np.uint8],
    delimiter: int,
    walk: _Walk,
) -> NDArray[np.bool_]:
    quote = here == QUOTE
    if not quote.any():
        return np.full(len(here), walk.quotes % 2 == 0)
    before = np.cumsum(quote, dtype=np.int32) - quote + walk.quotes % 2
    outside = before % 2 == 0
    if walk.misquoted is None:
        edge = np.array([delimiter, LF, CR, QUOTE, NOTHING], np.uint8)
        preceding = _neighbours(raw, at - 1, len(here))
        marks = np.flatnonzero(quote)
        beside = np.where(outside[marks], preceding[marks], following[marks])
        wrong = marks[~np.isin(beside, edge)]
        walk.misquoted = at + int(wrong[0]) if len(wrong) else None
    walk.quotes = int(before[-1] + quote[-1]) % 2
    return outside
