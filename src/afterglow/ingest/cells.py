"""A column of text as its distinct values: each is looked at once, however many rows repeat it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from afterglow.ingest.arrow import pc

MISSING_WORDS = frozenset(
    {
        "",
        "na",
        "n/a",
        "#n/a",
        "nan",
        "null",
        "none",
        ".",
        "-",
        "--",
        "—",
        "missing",
        "not recorded",
        "unknown",
    }
)
"""What people write for nothing. Only where a number, a date or a category is expected, never in an id."""
NOT_A_CATEGORY = frozenset(
    {"", "na", "n/a", "#n/a", "nan", "null", ".", "-", "--", "—", "missing", "not recorded", "unknown"}
)
"""The same among categories, where "none" is an answer."""


@dataclass(frozen=True, slots=True)
class Words:
    """Distinct values (white space around them removed) and, per row, which one it holds.

    values : (distinct,) text. codes : (rows,) index into `values`.
    """

    values: pa.LargeStringArray
    codes: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.codes)

    def texts(self) -> list[str]:
        return self.values.to_pylist()

    def sample(self, most: int) -> Words:
        """The first distinct values, without their rows."""
        return Words(self.values.slice(0, most), np.zeros(0, np.int32))

    def blank(self) -> NDArray[np.bool_]:
        """(distinct,) whether a value says nothing."""
        lower = pc.utf8_lower(self.values)
        return pc.is_in(lower, pa.array(sorted(MISSING_WORDS), pa.large_string())).to_numpy(False)

    def first_rows(self) -> NDArray[np.int64]:
        """(distinct,) the first row that holds each value; beyond the last row for one no row holds."""
        first = np.full(len(self.values), len(self.codes), np.int64)
        np.minimum.at(first, self.codes, np.arange(len(self.codes)))
        return first

    def counts(self, kept: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """(distinct,) how many (kept) rows hold each value."""
        codes = self.codes if kept is None else self.codes[kept]
        return np.bincount(codes, minlength=len(self.values))


def words_of(column: pa.ChunkedArray | pa.Array, *, trim: bool = True) -> Words:
    """Take a column apart. Ids are not trimmed: two spellings of one stay two."""
    text = pc.utf8_trim_whitespace(column) if trim else column
    chunked = text if isinstance(text, pa.ChunkedArray) else pa.chunked_array([text])
    encoded = chunked.cast(pa.large_string()).dictionary_encode().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        # No rows leave no chunk behind.
        return Words(pa.array([], pa.large_string()), np.zeros(0, np.int32))
    return Words(encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32))
