"""What leaves with the source file: columns that identify, dates, free text, and what nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from afterglow.ingest.cells import Words, words_of
from afterglow.ingest.columns import Layout
from afterglow.ingest.identifiers import (
    by_header,
    by_parts,
    by_values,
    date_kind,
    free_text_header,
    kind_of_value,
    listed,
)
from afterglow.ingest.limits import Limits
from afterglow.ingest.problems import Findings
from afterglow.ingest.reading import Table
from afterglow.ingest.values import category_of

POSTAL_DIGITS = 3
"""So many places of a postal code may stay."""
LONGEST_LABEL = 60
REPLACED = {
    "patient_id": "patient ids, replaced by codes without meaning",
    "date": "dates, kept as days since the first session",
    "last_contact": "dates, kept as days since the first session",
    "age": "ages, kept as bands",
}
"""Known fields that come along in another form only."""
KEPT_AS_WRITTEN = {
    *("site", "adverse_event", "diagnosis", "prior_failed_treatments", "age_band", "sex", "referral"),
    *("other_treatment", "prior_ect", "prior_tms"),
}
"""Known fields whose own words stay, as labels of a category."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A column that does not come along: what it holds and in how many rows."""

    file: str
    column: str
    kind: str
    rows: int


@dataclass(frozen=True, slots=True)
class Examined:
    """What became of the columns.

    removed : those left out. categories : columns of a patients file kept as categories, by name.
    refused : positions of identifying columns that are still in the way.
    """

    removed: tuple[Removed, ...]
    categories: dict[str, Words]
    refused: tuple[int, ...]


def examine(
    table: Table, layout: Layout, findings: Findings, *, drop: bool | Collection[str], limits: Limits
) -> Examined:
    """Look through the columns without a known meaning, and those kept as written, for what must go.

    Parameters
    ----------
    drop : whether identifying columns may be dropped: all, or those of these names.
    """
    removed: list[Removed] = []
    refused: list[int] = []
    categories: dict[str, Words] = {}
    kept_as = {at: name for name, at in layout.fields.items() if name in KEPT_AS_WRITTEN}
    for at in sorted((*layout.unused, *kept_as, *(at for at, _ in layout.surplus))):
        words, label = words_of(table.columns[at]), safe_label(table.header[at], at)
        rows = int((~words.blank()[words.codes]).sum())
        other = "category" if at in kept_as else _other_kind(table.header[at], words, layout, limits)
        kind, lines = _in_category(table, words) if other == "category" else (None, table.lines[:0])
        if kind is None and at not in kept_as:
            kind, lines = identifying(table, at, words)
        if kind is not None:
            refused.append(at)
            if not (drop is True or (drop is not False and {label, table.header[at]} & set(drop))):
                line = int(lines[0]) if len(lines) else None
                findings.add("identifier_column", line, column=label, what=kind, where=listed(lines))
        elif other == "category":
            if at not in kept_as:
                categories[slug(table.header[at])] = words
            continue
        else:
            findings.add("column_not_used", column=label)
        removed.append(Removed(table.name, label, kind or other, rows))
    replaced = [
        Removed(table.name, safe_label(table.header[at], at), REPLACED[name], len(table))
        for name, at in layout.fields.items()
        if name in REPLACED
    ]
    return Examined((*replaced, *removed), categories, tuple(refused))


def _in_category(table: Table, words: Words) -> tuple[str | None, NDArray[np.int64]]:
    found = by_parts(words)
    if found is None:
        return None, table.lines[:0]
    return found.kind, table.lines[np.isin(words.codes, found.values)]


def identifying(table: Table, at: int, words: Words) -> tuple[str | None, NDArray[np.int64]]:
    """Kind of identifier a column without a known meaning holds, or None, and the lines that show it."""
    filled = ~words.blank()[words.codes]
    kind = by_header(table.header[at])
    if not filled.any() or (kind == "postal codes" and _coarse(words)):
        return None, table.lines[:0]
    if kind is not None:
        return kind, table.lines[filled]
    found = by_values(words)
    if found is not None:
        return found.kind, table.lines[np.isin(words.codes, found.values)]
    if date_kind(words) == "birth dates":
        return "birth dates", table.lines[filled]
    return None, table.lines[:0]


def _coarse(words: Words) -> bool:
    return all(len(text.rstrip("*xX")) <= POSTAL_DIGITS for text in words.texts())


def _other_kind(header: str, words: Words, layout: Layout, limits: Limits) -> str:
    if not header.strip():
        return "without a name"
    if words.blank()[words.codes].all():
        return "empty"
    if date_kind(words) is not None:
        return "dates"
    if free_text_header(header):
        return "free text"
    if layout.kind != "patients":
        return "not used"
    return "free text" if category_of(words, limits) is None else "category"


def safe_label(header: str, at: int) -> str:
    """The header for a message, unless it looks like somebody's data: then its position."""
    text = " ".join(header.split())
    if not text or kind_of_value(text) is not None or re.search(r"\d{5}|\d[-/.]\d+[-/.]\d", text):
        return f"column {at + 1}"
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def slug(header: str) -> str:
    """A header as the name of a category: lower case, words joined by underscores."""
    return re.sub(r"\W+", "_", header.strip().casefold()).strip("_")
