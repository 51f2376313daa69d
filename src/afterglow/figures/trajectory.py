"""Mean score at nominal days, with the people scored at each under the axis."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside, spread, strip
from afterglow.figures.chart import Chart, Margins, base_chart, hollow, ringed
from afterglow.figures.markup import escape
from afterglow.figures.numbers import NARROW, count, decimals, number_range
from afterglow.figures.theme import LABEL_TEXT, Theme, faded
from afterglow.results import Trajectory, TrajectoryPoint

MARGINS = Margins(left=100, right=132, top=40, bottom=86)
HEIGHT = 380
LABEL_GAP = 40
STEEP = 0.1
STEPS = (1, 2, 5, 10, 20, 25, 50, 100)


def trajectory_figure(result: Trajectory, theme: Theme, measure: str) -> go.Figure | None:
    """Violet line with its band, dotted and hollow once fewer than half of the starters are scored.

    None where no point has enough people for a mean.
    """
    points = [point for point in result.points if point.mean is not None]
    if not points:
        return None
    measure = escape(measure)
    chart = base_chart(theme, HEIGHT, MARGINS)
    better = "lower" if result.higher_is_worse else "higher"
    axis_name(chart, theme, f"Mean {measure} ({_scale(result)}, {better} is better)", height=16)
    _axes(chart, result)
    whole = [point for point in result.complete if point.mean is not None]
    whole = whole if len(whole) > 1 else []
    _remission(chart, theme, result)
    _band(chart, theme, points)
    _line(chart, whole, theme.people, dash="dash", width=1.5, marker=hollow(theme, theme.people, size=6))
    _main(chart, theme, points, result.starters)
    _ends(chart, theme, result, points, whole)
    strip(chart, theme, "People scored", [(p.day, count(p.n)) for p in result.points], below=62)
    beside(chart, "days since first session", x=1, yshift=-36, anchor="right", color=theme.muted)
    return chart.figure()


def _scale(result: Trajectory) -> str:
    return f"{count(result.minimum)}–{count(result.maximum)}"


def score_ticks(minimum: float, maximum: float) -> list[float]:
    """Round ticks over the whole scale with its two ends; a round one too near the top gives way."""
    span = maximum - minimum
    step = next((step for step in STEPS if span <= 6 * step), STEPS[-1])
    inner = [minimum + step * index for index in range(int(span // step) + 1)]
    return [tick for tick in inner if maximum - tick > 0.7 * step] + [maximum]


def _axes(chart: Chart, result: Trajectory) -> None:
    ticks = score_ticks(result.minimum, result.maximum)
    room = 0.013 * (result.maximum - result.minimum)
    chart.yaxis(
        range=[result.minimum - room, result.maximum + room],
        tickvals=ticks,
        ticktext=[count(tick) for tick in ticks],
        showgrid=True,
    )
    days = [point.day for point in result.points]
    span = max(days[-1] - days[0], 7)
    words = ["Baseline" if day == 0 else str(day) for day in days]
    chart.xaxis(range=[days[0] - 0.06 * span, days[-1] + 0.02 * span], tickvals=days, ticktext=words)


def _remission(chart: Chart, theme: Theme, result: Trajectory) -> None:
    if result.remission_cutoff is None:
        return
    chart.shape(
        "line",
        xref="paper",
        x0=0,
        x1=1,
        y0=result.remission_cutoff,
        y1=result.remission_cutoff,
        line={"color": theme.outcome("remitted"), "width": 1.2, "dash": "8px,6px"},
    )


def _band(chart: Chart, theme: Theme, points: Sequence[TrajectoryPoint]) -> None:
    known = [point for point in points if point.low is not None and point.high is not None]
    for bound, fill in (("low", None), ("high", "tonexty")):
        chart.scatter(
            x=[point.day for point in known],
            y=[getattr(point, bound) for point in known],
            mode="lines",
            line={"width": 0, "color": theme.accent},
            fill=fill,
            fillcolor=faded(theme.accent, 0.15),
            name="band",
        )


def _text(point: TrajectoryPoint) -> str:
    mean = "" if point.mean is None else decimals(point.mean)
    interval = ""
    if point.low is not None and point.high is not None:
        interval = f" ({number_range(decimals(point.low), decimals(point.high))})"
    return f"Day {point.day}: mean {mean}{interval}<br>{count(point.n)} people scored"


def _line(
    chart: Chart,
    points: Sequence[TrajectoryPoint],
    color: str,
    *,
    dash: str,
    width: float,
    marker: dict[str, object] | None,
    name: str = "complete",
) -> None:
    if not points:
        return
    chart.scatter(
        x=[point.day for point in points],
        y=[point.mean for point in points],
        mode="lines" if marker is None else "lines+markers",
        line={"color": color, "dash": dash, "width": width},
        marker=marker,
        name=name,
        text=[_text(point) for point in points],
    )


def _main(chart: Chart, theme: Theme, points: Sequence[TrajectoryPoint], starters: int) -> None:
    """Solid while at least half of the starters are scored, dotted from the last such point on."""
    firm = next((i for i, point in enumerate(points) if 2 * point.n < starters), len(points))
    color = theme.accent
    _line(chart, points[max(firm - 1, 0) :], color, dash="dot", width=2.5, marker=None, name="mean, few")
    _line(chart, points[:firm], color, dash="solid", width=2.5, marker=None, name="mean, most")
    for kept, marker in ((points[:firm], ringed(theme, color)), (points[firm:], hollow(theme, color))):
        chart.scatter(
            x=[point.day for point in kept],
            y=[point.mean for point in kept],
            mode="markers",
            marker=marker,
            name="mean",
            text=[_text(point) for point in kept],
        )
    _values(chart, theme, points)


def _values(chart: Chart, theme: Theme, points: Sequence[TrajectoryPoint]) -> None:
    """The mean over each dot; to its right after a steep fall, where the line comes down from the left."""
    size = {"xref": "x", "yref": "y", "yshift": 10, "size": LABEL_TEXT, "color": theme.text}
    span = chart.layout["yaxis"]["range"][1] - chart.layout["yaxis"]["range"][0]
    before = None
    for point in points:
        mean = point.mean or 0.0
        steep = before is not None and before - mean > STEEP * span
        y = mean if point.high is None else point.high
        beside(
            chart,
            f"<b>{decimals(mean)}</b>",
            x=point.day,
            y=y,
            xshift=12 if steep else 0,
            anchor="center",
            **size,
        )
        before = mean


def _ends(
    chart: Chart,
    theme: Theme,
    result: Trajectory,
    points: Sequence[TrajectoryPoint],
    whole: Sequence[TrajectoryPoint],
) -> None:
    """What each line is, at the right and moved apart where lines end close together."""
    labels = [(points[-1].mean, f"<b>mean</b> with its<br>95{NARROW}% interval", theme.accent)]
    if whole:
        labels.append((whole[-1].mean, f"{count(whole[-1].n)} scored at<br>every point", theme.people))
    if result.remission_cutoff is not None:
        words = result.scope.defined("remission")
        text = f"remission,<br>{words}" if words else "remission"
        labels.append((result.remission_cutoff, text, theme.outcome("remitted")))
    plot = HEIGHT - MARGINS.top - MARGINS.bottom
    span = result.maximum - result.minimum
    heights = [plot * ((value or 0.0) - result.minimum) / span for value, _, _ in labels]
    for (_, text, color), place in zip(labels, spread(heights, LABEL_GAP), strict=True):
        beside(chart, text, x=1, y=0, xshift=10, yshift=place, color=color)
