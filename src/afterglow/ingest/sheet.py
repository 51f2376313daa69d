"""One file while it is being understood: which column means what, and which rows are still kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from afterglow.definitions.vocabulary import Kind
from afterglow.ingest.cells import Words, words_of
from afterglow.ingest.codes import CODES
from afterglow.ingest.problems import Findings
from afterglow.ingest.reading import Table
from afterglow.ledger import Bools


@dataclass(slots=True)
class Sheet:
    """A table with its columns named, and the fate of each row.

    fields : position of the column of each known field.
    kept : (rows,) rows not dropped so far. dropped : rows dropped, by the code that came first.
    """

    table: Table
    kind: Kind
    fields: Mapping[str, int]
    findings: Findings
    kept: Bools
    dropped: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.table)

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    @property
    def lines(self) -> NDArray[np.int64]:
        return self.table.lines

    def label(self, name: str) -> str:
        """The header of a known field as the file writes it."""
        return " ".join(self.table.header[self.fields[name]].split())

    def words(self, name: str, *, trim: bool = True) -> Words:
        return words_of(self.table.columns[self.fields[name]], trim=trim)

    def note(self, code: str, which: Bools, column: str | None = None, **words: object) -> None:
        """Report rows; where the code says so, drop them. A row is counted under its first reason only."""
        if not which.any():
            return
        self.findings.add(code, self.lines[which], column=column, **words)
        if CODES[code].level == "drop":
            new = int((which & self.kept).sum())
            self.kept &= ~which
            self.dropped[code] = self.dropped.get(code, 0) + new

    def too_many(self, wrong: Bools, given: Bools, share: float) -> bool:
        """Whether more than `share` of the values given are wrong: the column has been misread."""
        return wrong.sum() > max(1, share * given.sum())


def sheet_of(table: Table, kind: Kind, fields: Mapping[str, int], findings: Findings) -> Sheet:
    return Sheet(table, kind, fields, findings, np.ones(len(table), bool), dict(table.dropped))
