"""Axes and labels every chart shares: percent axes, day ticks, texts set beside the plot in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from afterglow.figures.chart import Chart
from afterglow.figures.numbers import NARROW
from afterglow.figures.theme import BEYOND, CHART_TEXT, Theme

PERCENT_TICKS = (0, 25, 50, 75, 100)
DAY_STEPS = (7, 14, 28, 56, 91, 182, 364, 728)
MOST_STEPS = 14
NARROWEST = 720
DIGIT = 6.5
"""Pixels a digit takes in chart text."""


def percent_axis() -> dict[str, Any]:
    """0-100 with the sign on the first and last tick alone, a little wider than its ends."""
    words = [f"{tick}{NARROW}%" if tick in (0, 100) else str(tick) for tick in PERCENT_TICKS]
    return {
        "range": [-BEYOND, 100 + BEYOND],
        "tickvals": list(PERCENT_TICKS),
        "ticktext": words,
        "showgrid": True,
    }


def day_ticks(last_day: float) -> tuple[int, ...]:
    """Ticks from day 0 on: four close ones, then every second; in weeks and their doubles.

    Parameters
    ----------
    last_day : float
        End of the axis.
    """
    longest = DAY_STEPS[-1]
    step = next((step for step in DAY_STEPS if last_day <= MOST_STEPS * step), longest)
    close = [step * index for index in range(5)]
    wide = range(6 * step, int(last_day) + 1, 2 * step)
    return tuple(day for day in (*close, *wide) if day <= last_day)


def beside(
    chart: Chart,
    text: str,
    *,
    x: float | str = 0,
    y: float = 0,
    xref: str = "paper",
    yref: str = "paper",
    xshift: float = 0,
    yshift: float = 0,
    anchor: str = "left",
    yanchor: str = "middle",
    color: str | None = None,
    size: int = CHART_TEXT,
    align: str = "left",
) -> None:
    """Write `text` at a place of the plot, moved by pixels; without an arrow."""
    font: dict[str, object] = {"size": size}
    if color is not None:
        font["color"] = color
    place = {"x": x, "y": y, "xref": xref, "yref": yref, "xshift": xshift, "yshift": yshift}
    look = {"showarrow": False, "borderpad": 0, "align": align, "font": font}
    chart.annotations.append({"text": text, **place, "xanchor": anchor, "yanchor": yanchor, **look})


def axis_name(chart: Chart, theme: Theme, text: str, *, height: float = 10) -> None:
    """Name of the y-axis, standing level at top left, flush with the question above the chart."""
    left = chart.margins.left
    beside(chart, text, y=1, xshift=-left, yshift=height, yanchor="bottom", color=theme.muted)


def strip(
    chart: Chart,
    theme: Theme,
    label: str,
    cells: Sequence[tuple[float, str]],
    *,
    below: float,
    narrowest: int = NARROWEST,
) -> None:
    """A row of numbers under their ticks, its name flush left, `below` pixels under the plot.

    Numbers that would run into each other in a column `narrowest` pixels wide leave out every other.
    """
    beside(chart, label, xshift=-chart.margins.left, yshift=-below, color=theme.muted)
    for x, text in _apart(chart, cells, narrowest):
        beside(chart, text, x=x, xref="x", yshift=-below, anchor="center", color=theme.text)


def _apart(chart: Chart, cells: Sequence[tuple[float, str]], narrowest: int) -> list[tuple[float, str]]:
    start, end = chart.layout["xaxis"].get("range", (0, 1))
    unit = (narrowest - chart.margins.left - chart.margins.right) / abs(end - start)
    kept: list[tuple[float, str]] = []
    for x, text in cells:
        room = DIGIT * (len(text) + len(kept[-1][1])) / 2 + 3 if kept else 0
        if not kept or (x - kept[-1][0]) * unit >= room:
            kept.append((x, text))
    return kept


def spread(heights: Sequence[float], gap: float) -> tuple[float, ...]:
    """Positions as near to `heights` as can be with `gap` between neighbours; same order as given."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed: list[list[float]] = []
    for index in order:
        placed.append([heights[index], 1])
        while len(placed) > 1 and _too_close(placed[-2], placed[-1], gap):
            upper, lower = placed.pop(), placed.pop()
            people = lower[1] + upper[1]
            placed.append([(lower[0] * lower[1] + upper[0] * upper[1]) / people, people])
    flat = [
        middle + gap * (member - (size - 1) / 2) for middle, size in placed for member in range(int(size))
    ]
    result = [0.0] * len(heights)
    for index, height in zip(order, flat, strict=True):
        result[index] = height
    return tuple(result)


def _too_close(lower: list[float], upper: list[float], gap: float) -> bool:
    return upper[0] - lower[0] < gap * (lower[1] + upper[1]) / 2
