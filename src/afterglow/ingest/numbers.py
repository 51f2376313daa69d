"""Numbers as clinics write them. Which mark stands before the decimals is decided per file, or asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import pyarrow as pa

from afterglow.ingest.arrow import pc
from afterglow.ingest.cells import Words
from afterglow.ingest.problems import Question
from afterglow.ledger import Floats

Decimal = Literal["point", "comma"]

PLAIN = r"^[+-]?(\d{1,15}\.?\d*|\.\d+)$"
COMMA = r"^[+-]?\d{1,15},\d+$"


def parse_numbers(words: Words, decimal: Decimal) -> Floats:
    """(distinct,) the number each value is; NaN where it is blank or none."""
    values = words.values
    if decimal == "comma":
        fits = pc.match_substring_regex(values, COMMA)
        values = pc.if_else(fits, pc.replace_substring(values, ",", "."), _without_point(values))
    sound = pc.match_substring_regex(values, PLAIN)
    found = pc.if_else(sound, values, pa.scalar(None, pa.large_string()))
    # A leading plus is not understood by the cast.
    return pc.utf8_ltrim(found, "+").cast(pa.float64()).to_numpy(zero_copy_only=False)


def _without_point(values: pa.Array) -> pa.Array:
    """Where a comma marks decimals, a point would be something else: such values are not read."""
    return pc.if_else(pc.match_substring(values, "."), "", values)


def find_decimal(columns: Iterable[Words], delimiter: str) -> Decimal | Question:
    """Decide from all number columns of a file together.

    A comma counts as the decimal mark by itself only where it does not part the cells, no number is written
    with a point, and not every one could as well be thousands.
    """
    point = comma = unclear = False
    for words in columns:
        point |= _any(words, r"^[+-]?\d*\.\d+$")
        comma |= _any(words, COMMA)
        unclear |= _any(words, COMMA) and not _any(words, r"^[+-]?(\d{4,},\d+|\d{1,3},(\d{1,2}|\d{4,}))$")
    if not comma:
        return "point"
    if delimiter != "," and not point and not unclear:
        return "comma"
    return Question(
        key="decimal",
        text="Some numbers are written with a comma. Does it stand before the decimals (12,5 for 12.5)?",
        option="--decimal",
        choices=(("comma", "yes, a comma"), ("point", "no, decimals follow a point")),
    )


def _any(words: Words, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(words.values, pattern)).as_py())
