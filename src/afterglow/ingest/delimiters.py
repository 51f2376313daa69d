"""Which character parts the cells, judged by how evenly it cuts the first records."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice

from afterglow.ingest.problems import Findings, Question

NAMES: dict[str, str] = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
SAMPLE_BYTES = 1 << 20
SAMPLE_RECORDS = 1000
NOTHING = (0.0, False)
"""The fit of a character that parts nothing."""
DECLARED = re.compile(rb'"?sep=([^\w"\r\n])"?[,;\t|]*(\r\n|\n|\r|$)', re.IGNORECASE)


def declared(body: bytes) -> tuple[str, int] | None:
    """The delimiter of an Excel `sep=` line and the offset behind that line."""
    match = DECLARED.match(body)
    if match is None or not is_mark(match[1].decode("latin-1")):
        return None
    return match[1].decode(), match.end()


def is_mark(text: str) -> bool:
    """Whether the text can part cells: one ASCII character that is no letter, digit, quote or line end."""
    return len(text) == 1 and text.isascii() and not text.isalnum() and text not in '"\r\n\0'


def find_delimiter(body: bytes, findings: Findings) -> str | None:
    """Choose the delimiter of a text that names none; ask, and give None, when two fit equally well."""
    sample = body[:SAMPLE_BYTES]
    whole = len(sample) == len(body)
    text = sample.decode("utf-8", "ignore")
    fits = {delimiter: _fit(text, delimiter, whole) for delimiter in NAMES.values()}
    best = max(fits.values())
    if best == NOTHING:
        return ","
    chosen = [delimiter for delimiter, fit in fits.items() if fit == best]
    if len(chosen) > 1:
        findings.ask(delimiter_question([name for name, mark in NAMES.items() if mark in chosen]))
        return None
    return chosen[0]


def delimiter_question(names: list[str]) -> Question:
    return Question(
        key="delimiter",
        text="Which character parts the columns of this file? More than one would fit",
        option="--delimiter",
        choices=tuple((name, name) for name in names),
    )


def _fit(text: str, delimiter: str, whole: bool) -> tuple[float, bool]:
    """Share of records with the usual number of cells, and whether the first is one of them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        counts = [len(record) for record in islice(reader, SAMPLE_RECORDS) if record]
    except csv.Error:
        # A cell too long to be one: nothing can be said about this delimiter.
        return NOTHING
    counts = counts if whole or len(counts) <= 1 else counts[:-1]
    if not counts:
        return NOTHING
    cells, times = max(Counter(counts).items(), key=lambda item: (item[1], item[0]))
    if cells == 1:
        cells, times = counts[0], 1
    return (times / len(counts), counts[0] == cells) if cells > 1 else NOTHING
