"""Dose per kg by session number, one line a route."""

from __future__ import annotations

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside, spread, strip
from afterglow.figures.chart import Chart, Margins, base_chart
from afterglow.figures.numbers import NARROW, count, decimals, number_range
from afterglow.figures.rows import linear_axis, shortened
from afterglow.figures.theme import DASHES, RING, Theme
from afterglow.figures.treatment import NO_ROUTE, value_words
from afterglow.results import DosePoint, Doses, RouteDoses

HEIGHT = 330
STRIP = 21
APART = 0.13
"""Sessions by which the lines of two routes stand apart, so that no quartile line hides another."""
LABEL_GAP = 18
NAME_PIXELS = 96


def drawn_routes(result: Doses) -> tuple[RouteDoses, ...]:
    """At most as many routes as there are dashes, those with most sessions, in the column's order."""
    dosed = [route for route in result.routes if any(point.dose.n for point in route.points)]
    common = sorted(dosed, key=lambda route: -route.recorded)[: len(DASHES)]
    return tuple(route for route in dosed if route in common)


def route_words(route: RouteDoses) -> str:
    return NO_ROUTE if route.route is None else value_words(route.route)


def _drawn_name(route: RouteDoses) -> str:
    return shortened(route_words(route), NAME_PIXELS)


def doses_figure(result: Doses, theme: Theme) -> go.Figure | None:
    """Median dose with the middle half of people, by session number; counts of people under the axis."""
    routes = drawn_routes(result)
    if not routes:
        return None
    margins = Margins(left=112, right=112, top=40, bottom=58 + STRIP * len(routes))
    chart = base_chart(theme, HEIGHT + STRIP * len(routes), margins)
    last = max(point.number for route in routes for point in route.points)
    top = max(_top(point) for route in routes for point in route.points)
    chart.yaxis(**linear_axis(top))
    chart.xaxis(range=[0.4, last + 0.4], tickvals=list(range(1, last + 1)), showline=True)
    axis_name(chart, theme, "Dose, mg per kg of body weight", height=16)
    beside(chart, "session day of the course", x=1, yshift=-34, anchor="right", color=theme.muted)
    colors = {
        route.route: theme.groups[index] for index, route in enumerate(result.routes[: len(theme.groups)])
    }
    for index, route in enumerate(routes):
        shift = APART * (index - (len(routes) - 1) / 2)
        _line(
            chart, theme, route, color=colors.get(route.route, theme.people), dash=DASHES[index], shift=shift
        )
        cells = [(point.number, count(point.dose.n)) for point in route.points]
        strip(chart, theme, f"{_drawn_name(route)}, n", cells, below=58 + STRIP * index)
    _names(chart, routes, colors, theme, top=chart.layout["yaxis"]["range"][1])
    return chart.figure()


def _top(point: DosePoint) -> float:
    return max(point.dose.upper_quartile or 0.0, point.dose.median or 0.0)


def _line(chart: Chart, theme: Theme, route: RouteDoses, *, color: str, dash: str, shift: float) -> None:
    points = [point for point in route.points if point.dose.median is not None]
    for point in points:
        if point.dose.lower_quartile is not None:
            at = point.number + shift
            ends = [point.dose.lower_quartile, point.dose.upper_quartile]
            chart.scatter(x=[at, at], y=ends, mode="lines", line={"color": color, "width": 2}, opacity=0.55)
    full = [point.dose.lower_quartile is not None for point in points]
    chart.scatter(
        x=[point.number + shift for point in points],
        y=[point.dose.median for point in points],
        mode="lines+markers",
        line={"color": color, "dash": dash, "width": 2},
        marker={
            "size": 9,
            "color": [color if enough else theme.background for enough in full],
            "line": {"width": RING, "color": [theme.background if enough else color for enough in full]},
        },
        name=_drawn_name(route),
        text=[_says(route, point) for point in points],
    )


def _says(route: RouteDoses, point: DosePoint) -> str:
    dose = point.dose
    half = ""
    if dose.lower_quartile is not None and dose.upper_quartile is not None:
        ends = number_range(decimals(dose.lower_quartile, 2), decimals(dose.upper_quartile, 2))
        half = f"<br>middle half {ends}"
    return (
        f"{_drawn_name(route)}, session {point.number}:<br>"
        f"median {decimals(dose.median or 0.0, 2)}{NARROW}mg/kg"
        f"{half}<br>{count(dose.n)} of {count(point.people)} recorded"
    )


def _names(chart: Chart, routes: tuple[RouteDoses, ...], colors: dict, theme: Theme, *, top: float) -> None:
    """A name at each line's end, moved apart where the lines end close together."""
    height = HEIGHT - chart.margins.top - 58
    ends = [
        next(point.dose.median or 0.0 for point in reversed(route.points) if point.dose.n) for route in routes
    ]
    places = spread([height * end / top for end in ends], LABEL_GAP)
    for route, place in zip(routes, places, strict=True):
        color = colors.get(route.route, theme.people)
        beside(chart, f"<b>{_drawn_name(route)}</b>", x=1, y=0, xshift=8, yshift=place, color=color)
