"""Bytes to a table of text, exactly as written, or the reasons why not.

Nothing here knows what a column means. A row with a wrong number of cells is left out and listed with its
line; when too many are, the file as a whole has been misread and is refused. Cells are never padded, moved,
trimmed or turned into anything but text. Blank lines are no rows; they are listed too.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TextIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from afterglow.ingest.arrow import pc
from afterglow.ingest.codes import CODES
from afterglow.ingest.decoding import to_utf8
from afterglow.ingest.delimiters import NAMES, declared, find_delimiter, is_mark
from afterglow.ingest.layout import lay_out
from afterglow.ingest.limits import BROWSER, Limits
from afterglow.ingest.mending import mend
from afterglow.ingest.problems import Findings, Problem, Question, in_order, rows_of
from afterglow.ingest.records import Records, parse
from afterglow.ingest.suspicions import note_suspicions

__all__ = ["Reading", "Table", "as_read", "read", "write_as_read"]

CELLS_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: all text.

    header : one name a column, as written.
    columns : one array of text a column, all of one length.
    lines : (rows,) physical line on which each row begins.
    dropped : rows left out while reading, by problem code.
    delimiter : the character that parted the cells.
    """

    name: str
    header: tuple[str, ...]
    columns: tuple[pa.ChunkedArray, ...]
    lines: NDArray[np.int64]
    delimiter: str
    header_line: int = 1
    dropped: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def pieces(self) -> Iterator[list[list[str]]]:
        """The rows, as many at once as memory hardly notices."""
        size = max(CELLS_AT_ONCE // len(self.columns), 1)
        for start in range(0, len(self), size):
            cells = [column.slice(start, size).to_pylist() for column in self.columns]
            yield list(map(list, zip(*cells, strict=True)))

    def rows(self) -> Iterator[list[str]]:
        for piece in self.pieces():
            yield from piece


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one file. `table` may be there beside a problem that stops the import."""

    name: str
    table: Table | None
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...] = ()


def read(name: str, data: bytes, *, delimiter: str | None = None, limits: Limits = BROWSER) -> Reading:
    """Read one file.

    Parameters
    ----------
    name : str
        File name, for the messages only.
    data : bytes
        The file.
    delimiter : str, optional
        `comma`, `semicolon`, `tab`, `pipe` or the character itself; found by itself when not given.
    limits : Limits
        Sizes above which the file is refused.

    Returns
    -------
    Reading
        With a table, or with at least one problem or question that says why there is none.

    Raises
    ------
    ValueError
        When `delimiter` can be none.
    """
    if delimiter is not None and delimiter not in NAMES and not is_mark(delimiter):
        raise ValueError("a delimiter is comma, semicolon, tab, pipe or one such character")
    findings = Findings(name, listed=limits.listed)
    body = to_utf8(data, findings, limits)
    table = None if body is None else _table(name, body, delimiter, findings, limits)
    return Reading(name, table, in_order(findings.problems), tuple(findings.questions))


def _table(name: str, body: bytes, delimiter: str | None, findings: Findings, limits: Limits) -> Table | None:
    skipped, mark = 0, None if delimiter is None else NAMES.get(delimiter, delimiter)
    excel = declared(body)
    if excel is not None:
        skipped, body, mark = 1, body[excel[1] :], mark or excel[0]
    if not body.strip():
        findings.add("empty")
        return None
    if body.count(b"\n") + body.count(b"\r") > 2 * limits.lines:
        findings.add("too_many_rows", limit=f"{limits.rows:,}")
        return None
    mark = mark or find_delimiter(body, findings)
    return None if mark is None else _parsed(name, body, mark, skipped, findings=findings, limits=limits)


def _parsed(
    name: str, body: bytes, mark: str, skipped: int, *, findings: Findings, limits: Limits
) -> Table | None:
    text, layout = body, lay_out(body, mark)
    if layout.odd_end is not None:
        findings.add("mixed_line_ends", layout.odd_end + skipped)
    if layout.sound:
        layout = replace(layout, line=layout.line + skipped, blank=layout.blank + skipped)
    else:
        mended = mend(body, mark, skipped, findings=findings, limits=limits)
        if mended is None:
            return None
        text = mended.body
        layout = replace(lay_out(text, mark), line=mended.lines, blank=mended.blank, blanks=len(mended.blank))
    longest = layout.end - layout.start
    if longest.max() > limits.record_bytes:
        findings.add("record_too_long", int(layout.line[np.argmax(longest > limits.record_bytes)]))
        return None
    records = parse(text, mark, layout, findings=findings, limits=limits)
    if records is None:
        return None
    note_suspicions(body, len(records.header), skipped, findings)
    _check_header(records, findings)
    _check_rows(records, findings, limits)
    return Table(
        name, records.header, records.columns, records.lines, mark, records.header_line, records.dropped
    )


def _check_header(records: Records, findings: Findings) -> None:
    """Columns are named by position: in a file without a header the first line would be somebody's data."""
    seen: dict[str, int] = {}
    for at, name in enumerate(records.header, 1):
        folded = "".join(name.split()).casefold()
        if not folded:
            findings.add("blank_header", records.header_line, column=f"column {at}")
        elif seen.setdefault(folded, at) != at:
            other = f"column {seen[folded]}"
            findings.add("duplicate_header", records.header_line, column=f"column {at}", other=other)


def _check_rows(records: Records, findings: Findings, limits: Limits) -> None:
    if not len(records.lines) and not records.dropped:
        findings.add("header_only")
    for at, column in enumerate(records.columns, 1):
        long = pc.greater(pc.utf8_length(column), limits.characters).to_numpy()
        if long.any():
            lines = records.lines[np.flatnonzero(long)]
            findings.add("cell_too_long", lines, column=f"column {at}", limit=f"{limits.characters:,}")


def as_read(
    name: str, data: bytes, *, delimiter: str | None = None, limits: Limits = BROWSER
) -> dict[str, Any]:
    """The table exactly as read, before any column gets a meaning.

    Returns
    -------
    dict
        `header` (list of text), `rows` (list of lists of text) and `problems` (plain rows).
    """
    out = io.StringIO()
    write_as_read(read(name, data, delimiter=delimiter, limits=limits), out)
    return json.loads(out.getvalue())


def _open(question: Question, file: str) -> Problem:
    kind = CODES["delimiter_unclear"]
    return Problem(file, None, None, "delimiter_unclear", kind.message, f"{kind.fix} ({question.option})")


def write_as_read(reading: Reading, out: TextIO) -> None:
    """Write what `as_read` gives as JSON, a few thousand rows held at a time."""
    table = reading.table
    problems = [*reading.problems, *(_open(question, reading.name) for question in reading.questions)]
    out.write('{"header": ' + json.dumps([] if table is None else table.header, ensure_ascii=False))
    out.write(', "rows": [')
    for at, piece in enumerate(() if table is None else table.pieces()):
        out.write(",\n" * (at > 0) + json.dumps(piece, ensure_ascii=False)[1:-1])
    out.write('\n], "problems": ' + json.dumps(rows_of(problems), ensure_ascii=False) + "}\n")
