"""One file while it is being understood: which column means what, and which rows are still kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterglow.definitions.vocabulary import Kind
from afterglow.ingest.cells import Words, words_of
from afterglow.ingest.codes import CODES
from afterglow.ingest.problems import Findings
from afterglow.ingest.reading import Table
from afterglow.ledger import Bools, Ints


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
    wide: bool = False
    """One column an instrument: a bad score is left out, and the row stays with its others."""
    scores: int = 0
    scores_kept: int = 0
    scores_left_out: Counter[str] = field(default_factory=Counter)

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

    def labels(self, *names: str) -> str | None:
        """The headers of those fields the file has, for a message."""
        return " and ".join(self.label(name) for name in names if name in self) or None

    def words(self, name: str, *, trim: bool = True) -> Words:
        return words_of(self.table.columns[self.fields[name]], trim=trim)

    def note(self, code: str, which: Bools, column: str | None = None, **words: Any) -> None:
        """Report rows; where the code says so, drop them. A row is counted under its first reason only."""
        if not which.any():
            return
        self.findings.add(code, self.lines[which], column=column, **words)
        if CODES[code].level == "drop":
            new = int((which & self.kept).sum())
            self.kept &= ~which
            self.dropped[code] = self.dropped.get(code, 0) + new

    def reject(self, code: str, at: Ints, column: str | None, **words: Any) -> None:
        """Report scores by their rows; where the code says so leave them out, and unless `wide` the row."""
        if CODES[code].level == "drop":
            self.scores_left_out[code] += len(at)
        if self.wide:
            self.findings.add(code, self.lines[np.sort(at)], column=column, **words)
        else:
            which = np.zeros(len(self), bool)
            which[at] = True
            self.note(code, which, column, **words)

    def keep_only(self, left: Bools, code: str) -> None:
        """Drop the other rows under this code; what is wrong with them has been listed before."""
        gone = int((self.kept & ~left).sum())
        self.kept &= left
        if gone:
            self.dropped[code] = self.dropped.get(code, 0) + gone

    def count_scores(self, kept: int) -> None:
        """Settle the scores: those not kept and not left out by themselves went with their row."""
        self.scores_kept = kept
        self.scores_left_out["with_its_row"] = self.scores - kept - sum(self.scores_left_out.values())

    def too_many(self, wrong: Bools, given: Bools, share: float) -> bool:
        """Whether more than `share` of the values given are wrong: the column has been misread."""
        return wrong.sum() > max(1, share * given.sum())


def sheet_of(table: Table, kind: Kind, fields: Mapping[str, int], findings: Findings) -> Sheet:
    return Sheet(table, kind, fields, findings, np.ones(len(table), bool), dict(table.dropped))
