"""Where records begin and end in a CSV text, found without taking it apart.

Quote marks are counted: at an even count the text is outside quotes, and only there do delimiters and line
ends mean anything. The count can be trusted as long as every opening mark follows a delimiter or line end and
every closing one comes before such; the first mark that breaks this is reported. The text is walked in
blocks, so that memory stays small whatever the file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LF, CR, QUOTE = 10, 13, 34
NOTHING = 0
"""Stands in for what is before and after the text, which itself holds no NUL."""
BLOCK = 1 << 22


@dataclass(frozen=True, slots=True)
class Layout:
    """The records of a text; one entry a record, blank ones included.

    start, end : byte offsets; `end` is where the line end begins.
    line : physical line on which the record begins, from 1. lines : how many it runs over.
    fields : cells in the record. marks : delimiters in it, those inside quotes too.
    misquoted : offset of the first quote mark that neither opens nor closes a cell, or None.
    open_quote : whether the text ends inside quotes.
    odd_end : record with the first line end of the rarer kind, where some are a lone CR and some are not.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    line: NDArray[np.int64]
    lines: NDArray[np.int64]
    fields: NDArray[np.int64]
    marks: NDArray[np.int64]
    misquoted: int | None
    open_quote: bool
    odd_end: int | None

    @property
    def sound(self) -> bool:
        return self.misquoted is None and not self.open_quote


@dataclass(slots=True)
class _Walk:
    """What is carried from one block to the next."""

    quotes: int = 0
    fields: int = 0
    marks: int = 0
    lines: int = 0
    misquoted: int | None = None


def lay_out(body: bytes, delimiter: str) -> Layout:
    """Find the records of `body` (UTF-8) for a one-character ASCII delimiter."""
    raw = np.frombuffer(body, np.uint8)
    walk = _Walk()
    pieces = [_block(raw, at, ord(delimiter), walk) for at in range(0, len(raw), BLOCK)]
    ends, nexts, fields, marks, lines, lone = (np.concatenate(part) for part in zip(*pieces, strict=True))
    if not len(nexts) or nexts[-1] < len(raw):
        # The last record has no line end.
        ends, nexts = np.append(ends, len(raw)), np.append(nexts, len(raw))
        fields, marks = np.append(fields, walk.fields), np.append(marks, walk.marks)
        lines = np.append(lines, walk.lines + 1)
    return Layout(
        start=np.concatenate([[0], nexts[:-1]]).astype(np.int64),
        end=ends,
        line=np.concatenate([[0], lines[:-1]]).astype(np.int64) + 1,
        lines=np.diff(lines, prepend=0),
        fields=np.diff(fields, prepend=0) + 1,
        marks=np.diff(marks, prepend=0),
        misquoted=walk.misquoted,
        open_quote=bool(walk.quotes % 2),
        odd_end=_first_odd(lone),
    )


def _first_odd(lone: NDArray[np.bool_]) -> int | None:
    if not lone.any() or lone.all():
        return None
    rare = lone if 2 * lone.sum() <= len(lone) else ~lone
    return int(np.argmax(rare))


def _block(raw: NDArray[np.uint8], at: int, delimiter: int, walk: _Walk) -> tuple[NDArray[np.int64], ...]:
    """Record ends of one block.

    Where the line end begins and where the next record does; so far: delimiters outside quotes, delimiters,
    physical lines; and whether the line end is a lone CR.
    """
    here = raw[at : at + BLOCK]
    following = _neighbours(raw, at + 1, len(here))
    outside = _outside_quotes(raw, at, here, following, delimiter, walk)
    newline = (here == LF) | ((here == CR) & (following != LF))
    mark = here == delimiter
    last = np.flatnonzero(newline & outside)
    fields, walk.fields = _running(mark & outside, last, walk.fields)
    marks, walk.marks = _running(mark, last, walk.marks)
    lines, walk.lines = _running(newline, last, walk.lines)
    offset = last + at
    pair = (here[last] == LF) & (_neighbours(raw, at - 1, len(here))[last] == CR)
    return offset - pair, offset + 1, fields, marks, lines, here[last] == CR


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
