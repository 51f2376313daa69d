"""The table of problems as a page of the documentation."""

from __future__ import annotations

import re

from afterglow.ingest.codes import CODES

FORMAT = re.compile(r"\{(\w+):[^}]*\}")
INTRODUCTION = """# What an import can find wrong

Every problem is listed with file, line and column and never repeats a cell. **stop** ends the import,
**drop** leaves the row out and counts it (in a table with one column an instrument, the score alone),
**warn** says something and keeps the row. Words in braces are filled in. This page is made from the table the
import uses (`src/afterglow/ingest/codes.py`, `reading_codes.py`).

| code | level | what is wrong | how to mend it |
|---|---|---|---|
"""


def problem_page() -> str:
    """The page in Markdown, gravest first."""
    rank = {"stop": 0, "drop": 1, "warn": 2}
    ordered = sorted(CODES.items(), key=lambda item: rank[item[1].level])
    lines = (
        f"| {code} | {kind.level} | {_cell(kind.message)} | {_cell(kind.fix)} |" for code, kind in ordered
    )
    return INTRODUCTION + "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return FORMAT.sub(r"{\1}", text).replace("|", "\\|")
