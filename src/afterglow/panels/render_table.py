"""A panel's table for the screen and as CSV."""

from __future__ import annotations

import csv
import io

from afterglow.figures.numbers import count, decimals, p_value, percent, points, signed, whole
from afterglow.panels.panel import Cell, Column, Format, Table

NOT_SHOWN = "not shown"
STARTS_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def shown(cell: Cell, format: Format) -> str:
    """One cell as it reads on screen; a missing one says so."""
    if cell is None:
        return "" if format == "text" else NOT_SHOWN
    if isinstance(cell, str) or format == "text":
        return str(cell)
    return _number(cell, format)


def _number(value: float, format: Format) -> str:
    if format == "percent":
        return percent(value)
    if format == "one_decimal":
        return decimals(value)
    if format == "two_decimals":
        return decimals(value, 2)
    if format == "p_value":
        return p_value(value)
    if format == "score":
        return points(value) if value >= 0 else "−" + points(value)
    if format == "signed":
        return signed(value, 0 if float(value).is_integer() else 1)
    return count(whole(value))


def screen_rows(table: Table) -> tuple[tuple[str, ...], ...]:
    """All cells as text, row by row."""
    return tuple(
        tuple(shown(cell, column.format) for cell, column in zip(row, table.columns, strict=True))
        for row in table.rows
    )


def is_number(column: Column) -> bool:
    """Whether the column stands right-aligned."""
    return column.format != "text"


def safe_cell(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay.

    Covers the full-width forms of the four signs, and text with blanks before them.
    """
    if not isinstance(cell, str):
        return cell
    first = cell.lstrip(" \u00a0\u3000\u202f")[:1]
    return f"'{cell}" if cell[:1] in STARTS_FORMULA or (first in STARTS_FORMULA and first) else cell


def table_csv(table: Table) -> str:
    """The table as CSV with numbers in full precision; missing cells empty, lines ending in CRLF."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow(["" if cell is None else safe_cell(cell) for cell in row])
    return out.getvalue()
