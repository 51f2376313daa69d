"""Several files of one kind as one: rows one below the other, each still told by its own file and line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterglow.ingest.cells import Words
from afterglow.ingest.problems import Findings
from afterglow.ingest.sheet import Sheet
from afterglow.ledger import Bools, Category, Floats, Ints


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a pile, and the ids of its rows."""

    sheet: Sheet
    ids: Words


@dataclass(frozen=True, slots=True)
class Pile:
    """Files of one kind in the order given."""

    parts: tuple[Part, ...]

    def __len__(self) -> int:
        return sum(len(part.sheet) for part in self.parts)

    @property
    def name(self) -> str:
        first, *others = (part.sheet.table.name for part in self.parts)
        return f"{first} and {len(others)} more" if others else first

    @property
    def findings(self) -> Findings:
        """Where something is said of all files together."""
        return self.parts[0].sheet.findings

    @property
    def kept(self) -> Bools:
        return np.concatenate([part.sheet.kept for part in self.parts])

    def note(self, code: str, which: Bools, *fields: str, **words: object) -> None:
        """Report rows, and drop them where the code says so; `fields` are the columns at fault."""
        self._each(which, lambda sheet, mine: sheet.note(code, mine, sheet.labels(*fields), **words))

    def note_column(self, code: str, field: str) -> None:
        """Say something of a column as a whole, for each file that has it."""
        for part in self.parts:
            if field in part.sheet:
                part.sheet.findings.add(code, column=part.sheet.label(field))

    def reject(self, code: str, at: Ints, **words: object) -> None:
        """Leave the scores of these rows out."""
        which = np.zeros(len(self), bool)
        which[at] = True
        self._each(which, lambda sheet, mine: sheet.reject(code, np.flatnonzero(mine), None, **words))

    def keep_only(self, left: Bools, code: str) -> None:
        """Count rows as dropped whose scores were listed one by one before."""
        self._each(left, lambda sheet, mine: sheet.keep_only(mine, code))

    def count_scores(self, at: Ints) -> None:
        """Tell each file how many of its scores were kept; `at` are their rows."""
        counts = np.bincount(at, minlength=len(self))
        self._each(counts, lambda sheet, mine: sheet.count_scores(int(mine.sum())))

    def _each(self, rows: NDArray[Any], act: Callable[[Sheet, NDArray[Any]], None]) -> None:
        start = 0
        for part in self.parts:
            act(part.sheet, rows[start : start + len(part.sheet)])
            start += len(part.sheet)


def join_piles(piles: Sequence[Pile]) -> Pile:
    return Pile(tuple(part for pile in piles for part in pile.parts))


def join_measures(tables: Sequence[tuple[int, dict[str, Floats]]]) -> dict[str, Floats]:
    """Columns of all files, each with its number of rows; NaN where a file lacks the column."""
    names = sorted({name for _, columns in tables for name in columns})
    return {
        name: np.concatenate([columns.get(name, np.full(rows, np.nan)) for rows, columns in tables])
        for name in names
    }


def join_categories(tables: Sequence[tuple[int, dict[str, Category]]]) -> dict[str, Category]:
    """Categories of all files; labels that differ in case only are one."""
    nothing = Category((), np.zeros(0, np.int64))
    found = {}
    for name in sorted({name for _, columns in tables for name in columns}):
        columns = [(rows, of_file.get(name, nothing)) for rows, of_file in tables]
        spelled: dict[str, str] = {}
        for label in sorted(label for _, column in columns for label in column.labels):
            spelled.setdefault(label.casefold(), label)
        place = {folded: at for at, folded in enumerate(sorted(spelled, key=lambda folded: spelled[folded]))}
        codes = [_moved(rows, column, place) for rows, column in columns]
        found[name] = Category(tuple(spelled[folded] for folded in place), np.concatenate(codes))
    return found


def _moved(rows: int, column: Category, place: dict[str, int]) -> Ints:
    if not column.labels:
        return np.full(rows, -1, np.int64)
    return np.array([*(place[label.casefold()] for label in column.labels), -1], np.int64)[column.codes]
