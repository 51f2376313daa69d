"""Control chart: points by quarter, the usual level, the limits of chance, and the points that signal."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside, percent_axis, spread, strip
from afterglow.figures.chart import Chart, Margins, base_chart, hollow, ringed
from afterglow.figures.numbers import count, days, decimals, of, percent
from afterglow.figures.theme import Theme
from afterglow.results import ControlChart, ControlPhase, ControlPoint

MARGINS = Margins(left=72, right=128, top=44, bottom=92)
HEIGHT = 380
SIGNAL = 12
LABEL_GAP = 18
FEWEST_DRAWN = 2


def control_figure(result: ControlChart, theme: Theme, name: str) -> go.Figure | None:
    """Slate dots and line, dashed centre, stepped dotted limits; signals are violet diamonds.

    None with fewer than two points.
    """
    if sum(point.value is not None for point in result.points) < FEWEST_DRAWN:
        return None
    chart = base_chart(theme, HEIGHT, MARGINS)
    axis_name(chart, theme, name, height=18)
    _axes(chart, result)
    for phase in result.phases:
        _limits(chart, theme, result, phase)
    _line(chart, theme, result)
    _dots(chart, theme, result)
    _signals(chart, theme, result)
    _ends(chart, theme, result)
    cells = [(place, count(point.n)) for place, point in enumerate(result.points)]
    strip(chart, theme, "People", cells, below=68)
    return chart.figure()


def drawn(result: ControlChart, value: float) -> float:
    """A value as it stands on the axis: percent, or days."""
    return 100 * value if result.unit == "share" else value


def said(result: ControlChart, value: float) -> str:
    return percent(value) if result.unit == "share" else days(value)


def _axes(chart: Chart, result: ControlChart) -> None:
    places = list(range(len(result.points)))
    chart.xaxis(
        range=[-0.6, len(places) - 0.4],
        tickvals=places,
        ticktext=[_tick(point, place, result) for place, point in enumerate(result.points)],
        tickangle=0,
    )
    if result.unit == "share":
        chart.yaxis(**percent_axis())
        return
    highest = max(
        value for point in result.points for value in (point.value, point.upper) if value is not None
    )
    chart.yaxis(range=[0, 1.08 * highest], rangemode="tozero", showgrid=True, nticks=6)


def _tick(point: ControlPoint, place: int, result: ControlChart) -> str:
    """The quarter, with the year under the first of each."""
    if result.period == "year":
        return point.period
    year, quarter = point.period.split(" ")
    first = place == 0 or quarter == "Q1" or result.points[place - 1].period.split(" ")[0] != year
    return f"{quarter}<br>{year}" if first else quarter


def _limits(chart: Chart, theme: Theme, result: ControlChart, phase: ControlPhase) -> None:
    """The centre of a phase and both limits, each half a period wide to either side of its point."""
    if phase.centre is None:
        return
    centre = drawn(result, phase.centre)
    chart.shape(
        "line",
        x0=phase.first - 0.5,
        x1=phase.last + 0.5,
        y0=centre,
        y1=centre,
        line={"color": theme.accent, "width": 1.5, "dash": "8px,5px"},
    )
    inside = range(phase.first, phase.last + 1)
    for side in ("lower", "upper"):
        xs: list[float | None] = []
        ys: list[float | None] = []
        for place in inside:
            value = getattr(result.points[place], side)
            xs += [place - 0.5, place + 0.5]
            ys += [None, None] if value is None else [drawn(result, value)] * 2
        chart.scatter(
            x=xs,
            y=ys,
            mode="lines",
            line={"color": theme.axis, "width": 1.2, "dash": "dot"},
            name=f"{side} limit",
        )


def _line(chart: Chart, theme: Theme, result: ControlChart) -> None:
    """Solid between settled points, dotted to points not all of whose windows have closed."""
    for place in range(1, len(result.points)):
        before, after = result.points[place - 1], result.points[place]
        if before.value is None or after.value is None:
            continue
        firm = before.settled and after.settled
        chart.shape(
            "line",
            x0=place - 1,
            x1=place,
            y0=drawn(result, before.value),
            y1=drawn(result, after.value),
            line={"color": theme.people, "width": 1.8, "dash": "solid" if firm else "dot"},
        )


def _dots(chart: Chart, theme: Theme, result: ControlChart) -> None:
    for settled, marker in (
        (True, ringed(theme, theme.people, size=9)),
        (False, hollow(theme, theme.people, size=9)),
    ):
        rows = [
            (place, point)
            for place, point in enumerate(result.points)
            if point.settled == settled and point.value is not None and not point.signals
        ]
        _marks(chart, result, rows, marker, "settled" if settled else "windows still open")


def _signals(chart: Chart, theme: Theme, result: ControlChart) -> None:
    rows = [(place, point) for place, point in enumerate(result.points) if point.signals]
    marker = {**ringed(theme, theme.accent, size=SIGNAL), "symbol": "diamond"}
    _marks(chart, result, rows, marker, "signal")


def _marks(
    chart: Chart,
    result: ControlChart,
    rows: Sequence[tuple[int, ControlPoint]],
    marker: dict[str, object],
    name: str,
) -> None:
    if rows:
        chart.scatter(
            x=[place for place, _ in rows],
            y=[drawn(result, point.value or 0.0) for _, point in rows],
            mode="markers",
            marker=marker,
            name=name,
            text=[_text(result, point) for _, point in rows],
        )


def _text(result: ControlChart, point: ControlPoint) -> str:
    value = said(result, point.value or 0.0)
    people = f"{count(point.n)} people" if point.successes is None else of(point.successes, point.n)
    limits = ""
    if point.lower is not None and point.upper is not None:
        limits = f"<br>chance alone: {_end(result, point.lower)} to {_end(result, point.upper)}"
    still = "" if point.settled else "<br>not all windows have closed"
    return f"{point.period}: {value}, {people}{limits}{still}"


def _end(result: ControlChart, value: float) -> str:
    return percent(value) if result.unit == "share" else f"{decimals(value)} days"


def _ends(chart: Chart, theme: Theme, result: ControlChart) -> None:
    """What the lines at the right end are, moved apart where they end close together."""
    phase = result.phases[-1]
    last = next((point for point in reversed(result.points) if point.upper is not None), None)
    labels: list[tuple[float, str, str]] = []
    if phase.centre is not None:
        labels.append((phase.centre, f"usual level,<br>{said(result, phase.centre)}", theme.accent))
    if last is not None and last.upper is not None:
        words = "limits of chance" if phase.firm else "provisional<br>limits"
        labels.append((last.upper, words, theme.muted))
    if not labels:
        return
    low, high = chart.layout["yaxis"]["range"]
    plot = HEIGHT - MARGINS.top - MARGINS.bottom
    heights = [plot * (drawn(result, value) - low) / (high - low) for value, _, _ in labels]
    for (_, text, color), place in zip(labels, spread(heights, 2 * LABEL_GAP), strict=True):
        beside(chart, text, x=1, y=0, xshift=10, yshift=place, color=color)
