"""Numbers that stand for the content of rows, the same on every machine and in every order of reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from afterglow.ledger import Category

Hash = NDArray[np.uint64]
_MULTIPLY = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_STEP = np.uint64(0x9E3779B97F4A7C15)


def mix(value: Hash) -> Hash:
    """Spread the bits of each number over all sixty-four (SplitMix64, Steele 2014)."""
    value = value + _STEP
    value = (value ^ (value >> np.uint64(30))) * _MULTIPLY[0]
    value = (value ^ (value >> np.uint64(27))) * _MULTIPLY[1]
    return value ^ (value >> np.uint64(31))


def row_hashes(rows: int, columns: Iterable[tuple[str, NDArray[np.generic] | Category]]) -> Hash:
    """(rows,) one number a row from its named columns."""
    found = np.zeros(rows, np.uint64)
    for name, column in columns:
        found = mix(found ^ mix(_bits(column) ^ np.uint64(_of_text(name))))
    return found


def sums(owner: NDArray[np.integer], hashes: Hash, owners: int) -> Hash:
    """(owners,) the sum of each owner's row hashes, whatever their order; overflow wraps around."""
    found = np.zeros(owners, np.uint64)
    np.add.at(found, owner, hashes)
    return found


def _bits(column: NDArray[np.generic] | Category) -> Hash:
    if isinstance(column, Category):
        of_label = np.array([*(_of_text(label) for label in column.labels), 0], np.uint64)
        return of_label[column.codes]
    if np.issubdtype(column.dtype, np.floating):
        return (column.astype(np.float64) + 0.0).view(np.uint64)
    return column.astype(np.int64).view(np.uint64)


def _of_text(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def fingerprint(columns: Iterable[tuple[str, NDArray[np.generic] | Category]]) -> str:
    """SHA-256 over named columns in the order given."""
    digest = hashlib.sha256()
    for name, column in columns:
        digest.update(f"\0{name}\0".encode())
        if isinstance(column, Category):
            digest.update("\0".join(column.labels).encode())
            column = column.codes
        digest.update(np.ascontiguousarray(column).astype(column.dtype.newbyteorder("<")).tobytes())
    return digest.hexdigest()
