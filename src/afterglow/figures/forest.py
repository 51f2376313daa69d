"""Forest plots: one row a group, a square as large as the group with its interval, numbers in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Any

import plotly.graph_objects as go

from afterglow.figures.axes import beside, percent_axis
from afterglow.figures.chart import INTERVAL, Chart, Margins, base_chart, hollow, ringed
from afterglow.figures.numbers import MINUS, count
from afterglow.figures.rows import LETTER, NumberColumn, hover_text, shortened
from afterglow.figures.theme import END_NOTE, LABEL_TEXT, Theme

ROW = 34
TOP, BOTTOM = 58, 34
BIGGEST, SMALLEST = 17.0, 8.0
SOFT = 8
HOLLOW_BELOW = 11
"""Squares of fewer people than this are hollow."""
LEAST_LEFT, MOST_LEFT = 120, 250
STEPS = (0.5, 1, 2, 5, 10, 20, 25, 50)
MOST_TICKS = 7
NAME_TOP = 26
"""Pixels the name of the axis stands above the headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """One group. Labels are plain text.

    value, low, high : the square and its interval. start, end : the range the unscored leave open.
    crude : a small hollow dot beside the square. n : people behind the square, its area. why : in place of a
    square.
    cells : one text a column. says : what hovering says.
    """

    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    start: float | None = None
    end: float | None = None
    crude: float | None = None
    n: int = 0
    cells: tuple[str, ...] = ()
    says: str = ""
    why: str = ""


def forest_figure(
    rows: Sequence[ForestRow],
    theme: Theme,
    *,
    columns: Sequence[NumberColumn],
    name: str,
    centre: tuple[float, str] | None = None,
    axis: dict[str, Any] | None = None,
) -> go.Figure:
    """Draw rows in the order given.

    Parameters
    ----------
    rows : sequence of ForestRow
    columns : sequence of NumberColumn
        As many as each row has cells.
    name : str
        What is measured and in which unit.
    centre : (value, words), optional
        The dashed line of everybody.
    axis : dict, optional
        Plotly settings of the x-axis; without it percent from 0 to 100.
    """
    margins = Margins(left=_left(rows), right=12 + sum(c.width for c in columns), top=TOP, bottom=BOTTOM)
    chart = base_chart(theme, TOP + BOTTOM + ROW * max(len(rows), 1), margins)
    chart.xaxis(**(axis or percent_axis()))
    chart.yaxis(range=[len(rows) - 0.5, -0.5], showticklabels=False)
    beside(
        chart,
        name,
        y=1,
        xshift=-margins.left,
        yshift=NAME_TOP,
        yanchor="bottom",
        color=theme.muted,
    )
    if centre is not None:
        _centre(chart, theme, *centre)
    most = max((row.n for row in rows), default=1)
    for place, row in enumerate(rows):
        _words(chart, theme, place, row, columns)
        _marks(chart, theme, place, row, most)
    _headings(chart, theme, columns)
    return chart.figure()


def points_axis(values: Sequence[float], *, theme: Theme) -> dict[str, Any]:
    """Points of change around 0, as wide as the values ask for; minus is written with its sign."""
    low, high = min([0.0, *values]), max([0.0, *values])
    step = next((step for step in STEPS if high - low <= MOST_TICKS * step), STEPS[-1])
    first, last = floor(low / step), ceil(high / step)
    ticks = [step * index for index in range(first, max(last, 1) + 1)]
    words = [("+" if tick > 0 else MINUS if tick < 0 else "") + f"{abs(tick):g}" for tick in ticks]
    edge = 0.0035 * (ticks[-1] - ticks[0])
    return {
        "range": [ticks[0] - edge, ticks[-1] + edge],
        "tickvals": ticks,
        "ticktext": words,
        "showgrid": True,
        "zeroline": True,
        "zerolinecolor": theme.text,
        "zerolinewidth": 1,
    }


def _left(rows: Sequence[ForestRow]) -> int:
    longest = max((len(row.label) for row in rows), default=0)
    return int(min(max(LETTER * longest + 24, LEAST_LEFT), MOST_LEFT))


def _centre(chart: Chart, theme: Theme, at: float, words: str) -> None:
    dashed = {"color": theme.accent, "width": 1.5, "dash": "8px,5px"}
    chart.shape("line", x0=at, x1=at, y0=0, y1=1, yref="paper", line=dashed)
    beside(chart, words, x=at, xref="x", y=1, yshift=4, anchor="center", yanchor="bottom", color=theme.accent)


def _words(chart: Chart, theme: Theme, place: int, row: ForestRow, columns: Sequence[NumberColumn]) -> None:
    left = chart.margins.left
    label = shortened(row.label, left - 12)
    beside(chart, label, y=place, yref="y", xshift=-left, color=theme.text, size=LABEL_TEXT)
    for index, (text, end) in enumerate(zip(row.cells, _ends(columns), strict=True)):
        bold, ink = (f"<b>{text}</b>", theme.text) if index == 0 and text else (text, theme.muted)
        beside(chart, bold, x=1, y=place, yref="y", xshift=end, anchor="right", color=ink, align="right")


def _ends(columns: Sequence[NumberColumn]) -> list[int]:
    """Right ends of the columns, in pixels from the plot."""
    return [8 + sum(column.width for column in columns[: index + 1]) for index in range(len(columns))]


def _headings(chart: Chart, theme: Theme, columns: Sequence[NumberColumn]) -> None:
    look = {"anchor": "right", "yanchor": "bottom", "align": "right"}
    for column, end in zip(columns, _ends(columns), strict=True):
        beside(
            chart,
            column.heading,
            x=1,
            y=1,
            xshift=end,
            yshift=4,
            color=theme.muted,
            size=END_NOTE,
            **look,
        )


def _marks(chart: Chart, theme: Theme, place: int, row: ForestRow, most: int) -> None:
    if row.start is not None and row.end is not None and row.start != row.end:
        line = {"color": theme.soft, "width": SOFT}
        chart.scatter(x=[row.start, row.end], y=[place, place], mode="lines", line=line, name="range")
    if row.value is None:
        beside(chart, row.why, y=place, yref="y", xshift=6, color=theme.muted)
        return
    if row.low is not None and row.high is not None:
        line = {"color": theme.people, "width": INTERVAL if row.n >= HOLLOW_BELOW else 1.5}
        chart.scatter(x=[row.low, row.high], y=[place, place], mode="lines", line=line, name="interval")
    size = max(SMALLEST, BIGGEST * sqrt(row.n / max(most, 1)))
    look = ringed if row.n >= HOLLOW_BELOW else hollow
    chart.scatter(
        x=[row.value],
        y=[place],
        mode="markers",
        cliponaxis=False,
        marker={**look(theme, theme.people, size=size), "symbol": "square"},
        name="value",
        text=[hover_text(row.says)],
    )
    if row.crude is not None:
        chart.scatter(
            x=[row.crude],
            y=[place - 0.24],
            mode="markers",
            cliponaxis=False,
            marker=hollow(theme, theme.axis, size=8),
            name="crude",
        )


def people_cell(n: int) -> str:
    return f"{count(n)} scored"
