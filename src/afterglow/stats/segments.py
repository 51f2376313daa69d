"""Segment operations: what a per-patient loop would do, for all runs of a sorted column at once.

A segment is a run of consecutive rows `offsets[i] : offsets[i + 1]`. All functions are linear in rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.integer]
Ints = NDArray[np.integer]
Bools = NDArray[np.bool_]


def run_starts(*columns: Ints) -> Bools:
    """True where any of the sorted `columns` differs from the row before; the first row is a start."""
    start = np.ones(len(columns[0]), dtype=bool)
    if len(start):
        start[1:] = False
        for column in columns:
            start[1:] |= column[1:] != column[:-1]
    return start


def offsets_of(ids: Ints, count: int) -> Rows:
    """Offsets (count + 1) of each id 0..count-1 in the sorted column `ids`; ids may be absent."""
    sizes = np.bincount(ids, minlength=count)
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


def first_row(mask: Bools, offsets: Rows) -> Rows:
    """Row of the first True in each segment, -1 where there is none."""
    rows = np.flatnonzero(mask)
    place = np.searchsorted(rows, offsets[:-1])
    return _where_inside(rows, place, offsets)


def last_row(mask: Bools, offsets: Rows) -> Rows:
    """Row of the last True in each segment, -1 where there is none."""
    rows = np.flatnonzero(mask)
    place = np.searchsorted(rows, offsets[1:]) - 1
    return _where_inside(rows, place, offsets)


def _where_inside(rows: Rows, place: Rows, offsets: Rows) -> Rows:
    if not len(rows):
        return np.full(len(offsets) - 1, -1, dtype=np.int64)
    candidate = rows[np.clip(place, 0, len(rows) - 1)]
    inside = (place >= 0) & (place < len(rows)) & (candidate >= offsets[:-1]) & (candidate < offsets[1:])
    return np.where(inside, candidate, -1)


def smallest_row(cost: Ints, rows: Rows, segment: Ints, count: int) -> Rows:
    """Of the given `rows` (sorted by segment), the one with the smallest `cost` in each segment.

    Ties go to the earlier row. Cost and row share one whole number, cost above, so that one minimum per
    segment decides both. Returns -1 for a segment without rows.
    """
    best = np.full(count, -1, dtype=np.int64)
    if len(rows):
        packed = (cost.astype(np.int64) << 40) | rows
        starts = np.flatnonzero(run_starts(segment))
        best[segment[starts]] = np.minimum.reduceat(packed, starts) & ((1 << 40) - 1)
    return best


def spread(values: np.ndarray, offsets: Rows) -> np.ndarray:
    """The value of each segment on each of its rows; quicker than looking every row's segment up."""
    return np.repeat(values, np.diff(offsets))


def take(values: np.ndarray, rows: Rows, missing: float) -> np.ndarray:
    """`values[rows]` with `missing` where the row is -1."""
    if not len(values):
        return np.full(len(rows), missing, dtype=values.dtype)
    return np.where(rows >= 0, values[np.maximum(rows, 0)], np.asarray(missing, dtype=values.dtype))
