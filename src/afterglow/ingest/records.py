"""The records of a sound CSV text as columns."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from afterglow.ingest.layout import Layout
from afterglow.ingest.limits import Limits
from afterglow.ingest.problems import Findings

LINE_END = re.compile(r"\r\n|\r|\n")
TEXT = pa.large_string()
SPELLED_OUT = 50
"""Most different cell counts named one by one."""


@dataclass(frozen=True, slots=True)
class Records:
    """Header and columns of text, the lines they stand on, and how many rows were left out by code."""

    header: tuple[str, ...]
    columns: tuple[pa.ChunkedArray, ...]
    lines: NDArray[np.int64]
    header_line: int
    dropped: dict[str, int] = field(default_factory=dict)


def parse(
    body: bytes, delimiter: str, layout: Layout, *, findings: Findings, limits: Limits
) -> Records | None:
    """Take a text apart whose quote marks are all in order."""
    spaces = _spaces(body, layout)
    at = int(np.argmin(spaces))
    if layout.fields[at] > limits.columns:
        findings.add("too_many_columns", limit=f"{limits.columns:,}")
        return None
    header = _header(_text(body, layout, at), delimiter)
    if header is None or max(map(len, header)) > limits.characters:
        findings.add("cell_too_long", int(layout.line[at]), limit=f"{limits.characters:,}")
        return None
    width = len(header)
    # With one column a line of spaces is a value.
    rows = np.flatnonzero(~spaces) if width > 1 else np.arange(len(spaces))
    rows = rows[rows > at]
    if _over(width, len(rows), findings, limits):
        return None
    _note_blank_lines(layout, layout.line[spaces] if width > 1 else layout.line[:0], rows, width, findings)
    right = layout.fields[rows] == width
    dropped = _note_ragged(layout.fields[rows], layout.line[rows], width, findings=findings, limits=limits)
    _note_swallowed(body, delimiter, layout, rows[right], width=width, findings=findings)
    columns = _columns(_readable(body, layout, at, width, limits), delimiter, width, layout)
    return Records(
        header=tuple(header),
        columns=tuple(column.slice(1) for column in columns),
        lines=layout.line[rows[right]],
        header_line=int(layout.line[at]),
        dropped=dropped,
    )


def _header(text: str, delimiter: str) -> list[str] | None:
    """The names; None when one is so long that the reader refuses it."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _text(body: bytes, layout: Layout, at: int) -> str:
    return body[layout.start[at] : layout.end[at]].decode()


def _spaces(body: bytes, layout: Layout) -> NDArray[np.bool_]:
    """Records with nothing in them but white space."""
    spaces = np.zeros(len(layout.start), bool)
    for at in np.flatnonzero(layout.fields == 1):
        spaces[at] = not body[layout.start[at] : layout.end[at]].strip()
    return spaces


def _readable(body: bytes, layout: Layout, header: int, width: int, limits: Limits) -> bytes:
    """The text from the header on, without records of so many cells that taking them apart costs memory."""
    giants = np.flatnonzero((layout.fields > limits.columns) & (layout.fields != width))
    starts = [int(layout.start[header]), *(int(end) for end in layout.end[giants])]
    ends = [*(int(start) for start in layout.start[giants]), len(body)]
    return (
        b"".join(body[start:end] for start, end in zip(starts, ends, strict=True))
        if len(giants)
        else body[starts[0] :]
    )


def _columns(body: bytes, delimiter: str, width: int, layout: Layout) -> list[pa.ChunkedArray]:
    longest = int((layout.end - layout.start).max())
    names = [str(at) for at in range(width)]
    quoted = b'"' in body
    table = pa_csv.read_csv(
        pa.BufferReader(body),
        read_options=pa_csv.ReadOptions(
            use_threads=False, column_names=names, block_size=max(1 << 20, 2 * longest + 16)
        ),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter,
            quote_char='"' if quoted else False,
            double_quote=quoted,
            escape_char=False,
            newlines_in_values=quoted,
            ignore_empty_lines=True,
            invalid_row_handler=lambda row: "skip",
        ),
        convert_options=pa_csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, TEXT),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )
    return table.columns


def _over(width: int, rows: int, findings: Findings, limits: Limits) -> bool:
    if width > limits.columns:
        findings.add("too_many_columns", limit=f"{limits.columns:,}")
    if rows > limits.rows:
        findings.add("too_many_rows", limit=f"{limits.rows:,}")
    return width > limits.columns or rows > limits.rows


def _note_blank_lines(
    layout: Layout, spaces: NDArray[np.int64], rows: NDArray[np.int64], width: int, findings: Findings
) -> None:
    """Blank lines at the end of a table with several columns mean nothing and are not mentioned."""
    blank = np.sort(np.concatenate([layout.blank, spaces]))
    more = layout.blanks - len(layout.blank)
    if width > 1 and not more:
        blank = blank[blank < (layout.line[rows[-1]] if len(rows) else 0)]
    findings.add("blank_line", blank, more=more)


def _note_ragged(
    fields: NDArray[np.int64], lines: NDArray[np.int64], width: int, *, findings: Findings, limits: Limits
) -> dict[str, int]:
    """List the rows whose number of cells is not the header's, and give how many, by code."""
    wrong = fields != width
    counts = np.unique(fields[wrong])
    for code, side in (("too_few_cells", counts[counts < width]), ("too_many_cells", counts[counts > width])):
        if len(side) > SPELLED_OUT:
            lines_here = lines[wrong & np.isin(fields, side)]
            findings.add(code, lines_here, found="another number", expected=width)
            continue
        for found in side:
            findings.add(code, lines[fields == found], found=int(found), expected=width)
    total = int(wrong.sum())
    if total > max(1, limits.ragged_share * len(fields)):
        findings.add("ragged", count=total, rows=len(fields), expected=width)
    few = int((fields < width).sum())
    return {code: n for code, n in (("too_few_cells", few), ("too_many_cells", total - few)) if n}


def _note_swallowed(
    body: bytes, delimiter: str, layout: Layout, rows: NDArray[np.int64], *, width: int, findings: Findings
) -> None:
    """Rows over several lines, each of which would be a row of its own if the quote marks were not there."""
    lines = layout.lines[rows]
    several = rows[(lines > 1) & (layout.marks[rows] == lines * (width - 1))]
    found = [at for at in several if _swallows(_text(body, layout, at), delimiter, width)]
    findings.add("rows_in_a_cell" if width > 3 else "rows_in_a_cell_perhaps", layout.line[found])


def _swallows(record: str, delimiter: str, width: int) -> bool:
    return width > 1 and all(line.count(delimiter) == width - 1 for line in LINE_END.split(record))
