"""Text whose quote marks are not all in order, read record by record by Python's own strict reader.

What that reader accepts (a quote mark inside a cell that does not begin with one) is written down again as
sound CSV; what it refuses is traced to the line where the offending cell begins.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from afterglow.ingest.limits import Limits
from afterglow.ingest.problems import Findings

QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')


@dataclass(frozen=True, slots=True)
class Mended:
    """The same records as sound CSV, the line of the file on which each begins, and the lines left blank."""

    body: bytes
    lines: NDArray[np.int64]
    blank: NDArray[np.int64]


def mend(body: bytes, delimiter: str, skipped: int, *, findings: Findings, limits: Limits) -> Mended | None:
    """Write the records down soundly, or say on which line that cannot be done.

    `skipped` lines of the file stand before `body`.
    """
    source = _Lines(body, delimiter, skipped, limits)
    try:
        return _rewritten(source, delimiter, findings, limits)
    except csv.Error:
        code, offset = (
            ("record_too_long", 0) if source.beyond else find_fault("".join(source.record), delimiter)
        )
        findings.add(code, source.start + offset, limit=f"{limits.characters:,}")
        return None


class _Lines:
    """Physical lines of a text, remembering those of the record being read."""

    def __init__(self, body: bytes, delimiter: str, skipped: int, limits: Limits) -> None:
        self.text = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline="")
        self.delimiter, self.limits = delimiter, limits
        self.record: list[str] = []
        self.number = skipped
        self.beyond = False
        self.start = skipped + 1

    def __iter__(self) -> Iterator[str]:
        for line in self.text:
            self.number += 1
            self.record.append(line)
            if len(line) > self.limits.record_bytes or line.count(self.delimiter) > 2 * self.limits.columns:
                self.beyond = True
                raise csv.Error
            yield line

    def next_record(self) -> None:
        self.record.clear()
        self.start = self.number + 1


def _rewritten(source: _Lines, delimiter: str, findings: Findings, limits: Limits) -> Mended | None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    sound = _sound_record(delimiter)
    starts: list[int] = []
    stray: list[int] = []
    blank: list[int] = []
    for record in csv.reader(source, delimiter=delimiter, strict=True):
        (starts if record else blank).append(source.start)
        raw = "".join(source.record) if record else ""
        if '"' in raw:
            writer.writerow(record)
            # Past the number listed there is nothing more to say.
            if len(stray) <= limits.listed and not sound.fullmatch(raw):
                stray.append(source.start)
        else:
            out.write(raw)
        source.next_record()
        if len(starts) + len(blank) > limits.lines:
            findings.add("too_many_rows", limit=f"{limits.rows:,}")
            return None
    findings.add("stray_quote", stray)
    return Mended(out.getvalue().encode(), np.array(starts, np.int64), np.array(blank, np.int64))


def _sound_record(delimiter: str) -> re.Pattern[str]:
    """A whole record in which each cell is quoted throughout or holds no quote mark."""
    mark = re.escape(delimiter)
    cell = rf'(?:{QUOTED.pattern}|[^"{mark}\r\n]*)'
    return re.compile(rf"{cell}(?:{mark}{cell})*(?:\r\n|\r|\n)?")


def find_fault(record: str, delimiter: str) -> tuple[str, int]:
    """Code of what is wrong with a refused record, and how many lines below its first the cell begins."""
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    at = 0
    while at < len(record):
        if record[at] != '"':
            end = plain.match(record, at).end()  # type: ignore[union-attr]
        else:
            cell = QUOTED.match(record, at)
            if cell is None:
                return "unclosed_quote", _lines_before(record, at)
            end = cell.end()
            if end < len(record) and record[end] not in (delimiter, "\r", "\n"):
                crosses = _lines_before(record, end) > _lines_before(record, at)
                return "unclosed_quote" if crosses else "text_after_quote", _lines_before(record, at)
        if end < len(record) and record[end] != delimiter:
            break
        at = end + 1
    return "cell_too_long", 0


def _lines_before(text: str, at: int) -> int:
    before = text[:at]
    return before.count("\n") + before.count("\r") - before.count("\r\n")
