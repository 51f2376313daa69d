"""Improvement by session number: of everybody who started, and of those who got that far."""

from __future__ import annotations

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside, percent_axis, spread, strip
from afterglow.figures.chart import Chart, Margins, base_chart, hollow, ringed
from afterglow.figures.numbers import count, of_with_share
from afterglow.figures.theme import Theme, faded
from afterglow.results import BySession, Proportion, SessionPoint

MARGINS = Margins(left=76, right=108, top=40, bottom=86)
HEIGHT = 350
LABEL_GAP = 38


def by_session_figure(result: BySession, theme: Theme) -> go.Figure | None:
    """Violet: cumulative share of all who started. Slate, dotted, hollow: of those who had that many.

    None where there are too few people for a percentage anywhere.
    """
    points = result.points
    if not any(point.cumulative.share is not None for point in points):
        return None
    chart = base_chart(theme, HEIGHT, MARGINS)
    numbers = [point.number for point in points]
    chart.yaxis(**percent_axis())
    chart.xaxis(
        range=[numbers[0] - 0.5, numbers[-1] + 0.3], tickvals=numbers, ticktext=[str(k) for k in numbers]
    )
    axis_name(chart, theme, "Share improved after this many sessions", height=16)
    _band(chart, theme, points)
    _intervals(chart, theme, points)
    _line(chart, theme, points)
    _ends(chart, theme, points)
    strip(chart, theme, "Had it", [(p.number, count(p.received)) for p in points], below=46, narrowest=470)
    strip(
        chart,
        theme,
        "Scored",
        [(p.number, count(p.responded.total)) for p in points],
        below=68,
        narrowest=470,
    )
    return chart.figure()


def _band(chart: Chart, theme: Theme, points: tuple[SessionPoint, ...]) -> None:
    known = [(p.number, p.cumulative) for p in points if p.cumulative.share is not None]
    for bound, fill in (("low", None), ("high", "tonexty")):
        chart.scatter(
            x=[number for number, _ in known],
            y=[_percent(getattr(part, bound)) for _, part in known],
            mode="lines",
            line={"width": 0, "color": theme.accent},
            fill=fill,
            fillcolor=faded(theme.accent, 0.15),
            name="band",
        )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _intervals(chart: Chart, theme: Theme, points: tuple[SessionPoint, ...]) -> None:
    x: list[float | None] = []
    y: list[float | None] = []
    for point in points:
        if point.responded.share is not None:
            x += [point.number, point.number, None]
            y += [_percent(point.responded.low), _percent(point.responded.high), None]
    chart.scatter(x=x, y=y, mode="lines", line={"color": faded(theme.people, 0.55), "width": 2})


def _line(chart: Chart, theme: Theme, points: tuple[SessionPoint, ...]) -> None:
    lines = (
        ("responded", "of those who had it and were scored", theme.people, "dot", 1.5),
        ("cumulative", "of all who started", theme.accent, "solid", 2.5),
    )
    for name, words, color, dash, width in lines:
        parts: list[Proportion] = [getattr(point, name) for point in points]
        texts = [
            f"After session {point.number}, {words}:<br>{of_with_share(part)}"
            for point, part in zip(points, parts, strict=True)
        ]
        marker = ringed(theme, color) if name == "cumulative" else hollow(theme, color)
        chart.scatter(
            x=[point.number for point in points],
            y=[_percent(part.share) for part in parts],
            mode="lines+markers",
            line={"color": color, "dash": dash, "width": width},
            marker=marker,
            name=name,
            text=texts,
        )


def _ends(chart: Chart, theme: Theme, points: tuple[SessionPoint, ...]) -> None:
    """A name at each line's end, moved apart where the lines end close together."""
    names = (
        ("cumulative", "of all<br>who started", theme.accent),
        ("responded", "of those who<br>had this many", theme.muted),
    )
    ends = [_last_share(points, name) for name, _, _ in names]
    plot = HEIGHT - MARGINS.top - MARGINS.bottom
    places = spread([plot * (end or 0.0) for end in ends], LABEL_GAP)
    for (_, text, color), end, place in zip(names, ends, places, strict=True):
        if end is not None:
            beside(chart, text, x=1, y=0, xshift=6, yshift=max(place, 16), color=color)


def _last_share(points: tuple[SessionPoint, ...], name: str) -> float | None:
    shares = [getattr(point, name).share for point in points]
    return next((share for share in reversed(shares) if share is not None), None)
