"""Charts made of rows: dots with their range, bars of people, parts of a whole; numbers in columns beside.

Row labels stand flush left, headings are bold, columns end flush right. What a row shows is decided by the
figure that makes it; here it is only drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from afterglow.figures.axes import beside, percent_axis
from afterglow.figures.chart import INTERVAL, Chart, Margins, base_chart, hollow, ringed
from afterglow.figures.markup import escape
from afterglow.figures.numbers import count
from afterglow.figures.theme import END_NOTE, LABEL_TEXT, Theme

ROW = 27
TOP, BOTTOM = 34, 46
INDENT = 12
BAR = 0.62
THICK = 8
STEPS = (
    *(0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 25, 50),
    *(size * 10**power for power in range(2, 7) for size in (1, 2, 5)),
)
"""Round distances between ticks."""
MOST_TICKS = 6
LETTER = 6.6
"""Pixels an average letter of a row label takes."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Name of the rows that follow."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DotRow:
    """A dot with its interval, or with a soft bar of what lies around it. Labels are plain text.

    low, high : ends of the 95 % interval. start, end : ends of the soft bar; `open_ends` draws them hollow.
    cells : one text a column. says : what hovering says. weak : a hollow dot.
    """

    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    start: float | None = None
    end: float | None = None
    open_ends: bool = False
    cells: tuple[str, ...] = ()
    says: str = ""
    color: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a bar. hatched : not recorded."""

    size: float
    color: str
    says: str
    hatched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """A bar made of parts, left to right; `strong` prints its label bold."""

    label: str
    parts: tuple[Part, ...]
    cells: tuple[str, ...] = ()
    strong: bool = False


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A column of numbers right of the plot, `width` pixels wide."""

    heading: str
    width: int = 76


def linear_axis(top: float) -> dict[str, Any]:
    """From 0 to a round number at or above `top`, with ticks at round steps."""
    step = next((step for step in STEPS if top <= MOST_TICKS * step), STEPS[-1]) if top > 0 else 1
    ticks = [round(step * index, 10) for index in range(max(math.ceil(top / step - 1e-9), 1) + 1)]
    words = [count(tick) if float(tick).is_integer() else f"{tick:g}" for tick in ticks]
    edge = 0.0035 * ticks[-1]
    return {"range": [-edge, ticks[-1] + edge], "tickvals": ticks, "ticktext": words, "showgrid": True}


def dot_rows(
    rows: Sequence[Heading | DotRow],
    theme: Theme,
    *,
    columns: Sequence[NumberColumn],
    left: int,
    axis: dict[str, Any] | None = None,
    key: str = "",
    axis_name: str = "",
) -> go.Figure:
    """Draw rows of dots.

    Parameters
    ----------
    rows : sequence of Heading and DotRow
    columns : sequence of NumberColumn
        As many as each row has cells.
    left : int
        Pixels for the row labels.
    axis : dict, optional
        Plotly settings of the x-axis; without it percent from 0 to 100.
    key : str
        What the marks mean, over the plot.
    axis_name : str
        Under the right end of the axis.
    """
    chart = _start(rows, theme, columns, left, key, axis_name)
    chart.xaxis(**(axis or percent_axis()))
    for place, row in enumerate(rows):
        if isinstance(row, DotRow):
            _soft_bar(chart, theme, place, row)
            _dot(chart, theme, place, row)
    return chart.figure()


def bar_rows(
    rows: Sequence[Heading | BarRow],
    theme: Theme,
    *,
    columns: Sequence[NumberColumn],
    left: int,
    axis: dict[str, Any] | None = None,
    key: Sequence[tuple[str, str, bool]] = (),
    axis_name: str = "",
) -> go.Figure:
    """Draw rows of bars; `key` names the fills: word, colour, hatched. Else as `dot_rows`."""
    chart = _start(rows, theme, columns, left, "", axis_name)
    chart.xaxis(**(axis or percent_axis()))
    chart.layout.update(barmode="stack", bargap=0)
    most = max((len(row.parts) for row in rows if isinstance(row, BarRow)), default=0)
    for index in range(most):
        _bar_parts(chart, theme, rows, index)
    _fill_key(chart, theme, key)
    return chart.figure()


def _start(
    rows: Sequence[Any], theme: Theme, columns: Sequence[NumberColumn], left: int, key: str, axis_name: str
) -> Chart:
    right = 16 + sum(column.width for column in columns)
    margins = Margins(left=left, right=right, top=TOP, bottom=BOTTOM if axis_name else BOTTOM - 14)
    chart = base_chart(theme, margins.top + margins.bottom + ROW * max(len(rows), 1), margins)
    chart.yaxis(range=[len(rows) - 0.5, -0.5], showticklabels=False)
    indented = False
    for place, row in enumerate(rows):
        _label(chart, theme, place, row, indented)
        indented = indented or isinstance(row, Heading)
        _cells(chart, theme, place, getattr(row, "cells", ()), columns)
    _column_headings(chart, theme, columns)
    above = {"y": 1, "yshift": 6, "yanchor": "bottom", "color": theme.muted, "size": END_NOTE}
    if key:
        beside(chart, key, **above)
    if axis_name:
        beside(chart, axis_name, x=1, yshift=-34, anchor="right", color=theme.muted)
    return chart


def hover_text(words: str) -> str:
    """Plain words for hovering; a line break in them becomes one on the chart."""
    return "<br>".join(escape(line) for line in words.split("\n"))


def shortened(label: str, pixels: float) -> str:
    """A label, escaped for the chart, cut where it would run into the plot; the table has it whole."""
    most = max(int(pixels / LETTER), 4)
    return escape(label if len(label) <= most else label[: most - 1].rstrip() + "…")


def _label(chart: Chart, theme: Theme, place: int, row: Any, indented: bool) -> None:
    head = isinstance(row, Heading)
    # A heading stands alone in its row and may run over the plot.
    words = shortened(row.label, chart.margins.left * (3 if head else 1) - INDENT - 8)
    text = f"<b>{words}</b>" if head or getattr(row, "strong", False) else words
    shift = -chart.margins.left + (INDENT if indented and not head else 0)
    beside(chart, text, y=place, yref="y", xshift=shift, color=theme.text, size=LABEL_TEXT)


def _ends(columns: Sequence[NumberColumn]) -> list[int]:
    """Right ends of the columns, in pixels from the plot."""
    return [16 + sum(column.width for column in columns[: index + 1]) for index in range(len(columns))]


def _cells(
    chart: Chart, theme: Theme, place: int, cells: Sequence[str], columns: Sequence[NumberColumn]
) -> None:
    for index, (text, end) in enumerate(zip(cells, _ends(columns), strict=False)):
        bold, ink = (f"<b>{text}</b>", theme.text) if index == 0 else (text, theme.muted)
        beside(chart, bold, x=1, y=place, yref="y", xshift=end, anchor="right", color=ink, align="right")


def _column_headings(chart: Chart, theme: Theme, columns: Sequence[NumberColumn]) -> None:
    for column, end in zip(columns, _ends(columns), strict=True):
        beside(
            chart,
            column.heading,
            x=1,
            y=1,
            xshift=end,
            yshift=4,
            anchor="right",
            yanchor="bottom",
            color=theme.muted,
            size=END_NOTE,
            align="right",
        )


def _soft_bar(chart: Chart, theme: Theme, place: int, row: DotRow) -> None:
    if row.start is None or row.end is None or row.start == row.end:
        return
    chart.scatter(
        x=[row.start, row.end],
        y=[place, place],
        mode="lines+markers" if row.open_ends else "lines",
        cliponaxis=False,
        line={"color": theme.soft, "width": THICK},
        marker=hollow(theme, theme.axis, size=9) if row.open_ends else None,
        name="range",
    )


def _dot(chart: Chart, theme: Theme, place: int, row: DotRow) -> None:
    if row.value is None:
        return
    color = row.color or theme.people
    if row.low is not None and row.high is not None:
        chart.scatter(
            x=[row.low, row.high],
            y=[place, place],
            mode="lines",
            line={"color": color, "width": INTERVAL},
            name="interval",
        )
    chart.scatter(
        x=[row.value],
        y=[place],
        mode="markers",
        cliponaxis=False,
        marker=hollow(theme, color, size=10) if row.weak else ringed(theme, color, size=12),
        name="value",
        text=[hover_text(row.says)],
    )


def _bar_parts(chart: Chart, theme: Theme, rows: Sequence[Heading | BarRow], index: int) -> None:
    """The parts that stand at one place of their bars, row by row."""
    own = [
        (place, row.parts[index])
        for place, row in enumerate(rows)
        if isinstance(row, BarRow) and len(row.parts) > index and row.parts[index].size
    ]
    for hatched in (False, True):
        drawn = [(place, part) for place, part in own if part.hatched == hatched]
        if drawn:
            chart.bars(
                orientation="h",
                x=[part.size for _, part in drawn],
                y=[place for place, _ in drawn],
                width=BAR,
                marker=_fill(theme, [part.color for _, part in drawn], hatched),
                name="bar",
                text=[hover_text(part.says) for _, part in drawn],
                textposition="none",
            )


def _fill(theme: Theme, colors: list[str], hatched: bool) -> dict[str, Any]:
    if not hatched:
        return {"color": colors, "line": {"width": 1, "color": theme.background}}
    return {
        "color": theme.background,
        "line": {"width": 1, "color": theme.not_scored},
        "pattern": {
            "shape": "/",
            "fgcolor": theme.not_scored,
            "bgcolor": theme.background,
            "size": 6,
            "solidity": 0.25,
        },
    }


def _fill_key(chart: Chart, theme: Theme, key: Sequence[tuple[str, str, bool]]) -> None:
    """Names of the fills over the plot, each with a small square of its own."""
    words = []
    for name, color, hatched in key:
        square = f'<span style="color:{color}">{"▨" if hatched else "■"}</span>'
        words.append(f"{square} {name}")
    if words:
        text = " &nbsp; ".join(words)
        beside(chart, text, y=1, yshift=6, yanchor="bottom", color=theme.muted, size=END_NOTE)
