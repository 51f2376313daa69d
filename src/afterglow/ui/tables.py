"""A panel's table as HTML."""

from __future__ import annotations

from afterglow.figures.markup import escape
from afterglow.panels import Table
from afterglow.panels.render_table import is_number, screen_rows


def table_html(table: Table, caption: str, *, whole: bool = False) -> str:
    """The table as HTML: numbers right, first column a row heading.

    Wider than the page, or long and not `whole`, it scrolls inside itself.
    """
    heads = "".join(
        f"<th scope='col'{_align(is_number(column))}>{escape(column.label)}</th>" for column in table.columns
    )
    numeric = [is_number(column) for column in table.columns]
    body = "".join(_row(cells, numeric) for cells in screen_rows(table))
    name = "ag-table ag-whole" if whole else "ag-table"
    label = escape(f"Table: {caption}")
    return (
        f"<div class='{name}' tabindex='0' role='region' aria-label='{label}'>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(cells: tuple[str, ...], numeric: list[bool]) -> str:
    first = f"<th scope='row'{_align(numeric[0])}>{escape(cells[0])}</th>"
    rest = zip(cells[1:], numeric[1:], strict=True)
    return (
        f"<tr>{first}" + "".join(f"<td{_align(right)}>{escape(cell)}</td>" for cell, right in rest) + "</tr>"
    )


def _align(right: bool) -> str:
    return " class='ag-right'" if right else ""
