"""What leaves with the source file: columns that identify, dates, free text, and what nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from afterglow.ingest.cells import Words, words_of
from afterglow.ingest.columns import Layout
from afterglow.ingest.identifiers import (
    by_header,
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
KEPT_AS_WRITTEN = ("site", "adverse_event", "diagnosis", "prior_failed_treatments", "age_band", "sex", "referral",
                   "other_treatment", "prior_ect", "prior_tms")  # fmt: skip


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
    known = {at: name for name, at in layout.fields.items()}
    watched = [at for at, name in known.items() if name in KEPT_AS_WRITTEN]
    for at in sorted((*layout.unused, *watched, *(at for at, _ in layout.surplus))):
        words, label = words_of(table.columns[at]), safe_label(table.header[at], at)
        filled = ~words.blank()[words.codes]
        kind, lines = identifying(table, at, words, known=known.get(at))
        if kind is not None:
            refused.append(at)
            removed.append(Removed(table.name, label, kind, int(filled.sum())))
            if not (drop is True or (drop is not False and table.header[at] in drop)):
                findings.add("identifier_column", int(lines[0]) if len(lines) else None, column=label, what=kind,
                             where=listed(lines))  # fmt: skip
            continue
        if at in known:
            continue
        other = _other_kind(table.header[at], words, layout, limits)
        if other == "category":
            categories[slug(table.header[at])] = words
            continue
        removed.append(Removed(table.name, label, other, int(filled.sum())))
        findings.add("column_not_used", column=label)
    return Examined(tuple(removed), categories, tuple(refused))


def identifying(
    table: Table, at: int, words: Words, *, known: str | None = None
) -> tuple[str | None, np.ndarray]:
    """Kind of identifier a column holds and the lines that show it, or None; `known` is its field, if any."""
    filled = ~words.blank()[words.codes]
    if not filled.any():
        return None, table.lines[filled]
    kind = by_header(table.header[at]) if known is None else None
    if kind is not None and not (kind == "postal codes" and _coarse(words)):
        return kind, table.lines[filled]
    found = by_values(words, kept=known is not None)
    if found is not None and not (
        known is not None and found.kind in ("names", "street addresses", "network addresses")
    ):
        return found.kind, table.lines[np.isin(words.codes, found.values)]
    if known is None and date_kind(words) == "birth dates":
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
