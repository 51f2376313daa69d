"""What can be wrong with a file, said to the person who can mend it.

A problem names file, line and column and never repeats a cell. How grave a code is, and its words, are data:
`CODES`. `stop` ends the import, `drop` leaves the row out, `warn` only says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from afterglow.ingest.codes import CODES

Level = Literal["stop", "drop", "warn"]
Lines = int | None | Iterable[int] | NDArray[np.integer]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A spreadsheet takes text beginning so for a formula."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place. `line` counts from 1 as an editor does; None speaks of the whole file."""

    file: str
    line: int | None
    column: str | None
    code: str
    message: str
    fix: str

    @property
    def level(self) -> Level:
        return CODES[self.code].level

    def __str__(self) -> str:
        place = [self.file, *([] if self.line is None else [f"line {self.line}"])]
        return f"{', '.join([*place, *([self.column] if self.column else [])])}: {self.message}. {self.fix}."


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the clinic knows. `option` is the command line option that answers it.

    An open question that is not `required` does not hold the import up; `text` says what is assumed.
    """

    key: str
    text: str
    option: str
    choices: tuple[tuple[str, str], ...]
    """Pairs of the answer and its words; empty when the answer is a date."""
    required: bool = True


class Findings:
    """The problems and questions collected while one file is read.

    Parameters
    ----------
    file : str
        The file's name, for the messages.
    listed : int
        Most lines listed for one code in one column; one closing problem counts the rest.
    """

    def __init__(self, file: str, *, listed: int = 10_000) -> None:
        self.file = file
        self.listed = listed
        self.problems: list[Problem] = []
        self.questions: list[Question] = []

    def add(
        self, code: str, lines: Lines = None, *, column: str | None = None, more: int = 0, **words: object
    ) -> None:
        """Note a problem at one line, at each of several (and `more`), or (None) in the file as a whole."""
        kind = CODES[code]
        message, fix = kind.message.format(**words), kind.fix.format(**words)
        at = [lines] if lines is None or isinstance(lines, int) else [int(line) for line in lines]
        self.problems += [Problem(self.file, line, column, code, message, fix) for line in at[: self.listed]]
        more += len(at) - self.listed
        if more > 0:
            message = f"{message}; {more:,} further lines are like this"
            self.problems.append(
                Problem(self.file, at[min(self.listed, len(at) - 1)], column, code, message, fix)
            )

    def ask(self, question: Question) -> None:
        self.questions.append(question)

    @property
    def stopped(self) -> bool:
        return stops(self.problems) or any(question.required for question in self.questions)


def stops(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems ends the import."""
    return any(problem.level == "stop" for problem in problems)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by level, file and line, the gravest first."""
    rank = {"stop": 0, "drop": 1, "warn": 2}
    return tuple(sorted(problems, key=lambda p: (rank[p.level], p.file, p.line or 0, p.column or "", p.code)))


def rows_of(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as plain rows, for JSON."""
    return [
        {
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "level": problem.level,
            "code": problem.code,
            "message": problem.message,
            "fix": problem.fix,
        }
        for problem in problems
    ]


def as_csv(problems: Sequence[Problem]) -> str:
    """The problem list for download, text that a spreadsheet would take for a formula neutralised."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ["file", "line", "column", "level", "code", "message", "fix"])
    writer.writeheader()
    for row in rows_of(problems):
        writer.writerow({key: _plain(value) for key, value in row.items()})
    return out.getvalue()


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
