"""Small clinics as files: rows as dictionaries, written the way a test wants them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from afterglow.definitions.vocabulary import Kind
from afterglow.ingest.importing import Answers, Import, Source, read_files
from afterglow.ledger import Ledger

TODAY = date(2026, 1, 31)
START = date(2025, 1, 6)
Row = dict[str, Any]
Rows = Sequence[Mapping[str, Any]] | str | bytes


def on(day: int, start: date = START) -> str:
    return (start + timedelta(days=day)).isoformat()


def csv_of(
    rows: Sequence[Mapping[str, Any]],
    *,
    delimiter: str = ",",
    end: str = "\n",
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL,
) -> str:
    """Rows as text, all columns of the first row."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, list(rows[0]), delimiter=delimiter, lineterminator=end, quoting=quoting, restval=""
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def sessions(*days: int, patient: str = "P1", **more: Any) -> list[Row]:
    return [{"patient_id": patient, "date": on(day), **more} for day in days]


def scores(*pairs: tuple[int, object], patient: str = "P1", **more: Any) -> list[Row]:
    return [
        {"patient_id": patient, "date": on(day), "instrument": "PHQ-9", "total": total, **more}
        for day, total in pairs
    ]


def bring_in(
    session_rows: Rows,
    score_rows: Rows | None = None,
    patient_rows: Rows | None = None,
    **answers: Any,
) -> Import:
    """Import rows or whole texts, by default on a day after all of them."""
    files: tuple[tuple[Kind, Rows | None], ...] = (
        ("sessions", session_rows),
        ("scores", score_rows),
        ("patients", patient_rows),
    )
    sources = [Source(f"{kind}.csv", _bytes(rows), kind) for kind, rows in files if rows is not None]
    return read_files(sources, Answers(**{"today": TODAY, **answers}))


def _bytes(rows: Rows) -> bytes:
    text = csv_of(rows) if not isinstance(rows, str | bytes) else rows
    return text.encode() if isinstance(text, str) else text


def ledger_of(found: Import) -> Ledger:
    assert found.ledger is not None, [str(problem) for problem in found.problems] + [
        q.text for q in found.questions
    ]
    return found.ledger


def told(found: Import, *levels: str) -> list[tuple[str, int | None]]:
    """Code and line of the problems, of these levels only when some are named."""
    return [(p.code, p.line) for p in found.problems if not levels or p.level in levels]
