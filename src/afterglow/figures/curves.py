"""Step curves: what is drawn of a survival curve, its band, its median and the counts under its ticks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from afterglow.figures.axes import beside, day_ticks, percent_axis, strip
from afterglow.figures.chart import DOT, Chart, ringed
from afterglow.figures.numbers import count
from afterglow.figures.theme import Theme, faded
from afterglow.results import Curve, DayCount

BAND = 0.15
MEDIAN_LINE = 1.5


@dataclass(frozen=True, slots=True)
class Steps:
    """A curve as it is drawn, in percent: from day 0 on and not past the last day with enough people.

    low, high : band from the first event on; None before it.
    """

    days: tuple[float, ...]
    values: tuple[float, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


def drawn_steps(curve: Curve, *, falling: bool) -> Steps:
    """Corners of the survival curve, or of the share with the event when not `falling`."""
    kept = [index for index, day in enumerate(curve.times) if 0 < day <= curve.drawn_to]
    turn: Callable[[float], float] = (lambda s: 100 * s) if falling else (lambda s: 100 * (1 - s))
    lower, upper = (curve.low, curve.high) if falling else (curve.high, curve.low)
    start = turn(_survival_at_zero(curve))
    rows: list[tuple[float, float, float | None, float | None]] = [(0.0, start, None, None)]
    for index in kept:
        low, high = lower[index], upper[index]
        day, value = curve.times[index], turn(curve.survival[index])
        if low is None or high is None:
            rows.append((day, value, None, None))
        else:
            rows.append((day, value, turn(low), turn(high)))
    if rows[-1][0] < curve.drawn_to:
        rows.append((curve.drawn_to, *rows[-1][1:]))
    days, values, low_ends, high_ends = zip(*rows, strict=True)
    return Steps(days, values, low_ends, high_ends)


def _survival_at_zero(curve: Curve) -> float:
    return next((s for day, s in zip(curve.times, curve.survival, strict=True) if day == 0), 1.0)


def add_band(chart: Chart, theme: Theme, steps: Steps, color: str) -> None:
    """The band as one area between two stepped lines without ink of their own."""
    rows = [
        (day, low, high)
        for day, low, high in zip(steps.days, steps.low, steps.high, strict=True)
        if low is not None and high is not None
    ]
    for place, fill in ((1, None), (2, "tonexty")):
        chart.scatter(
            x=[row[0] for row in rows],
            y=[row[place] for row in rows],
            mode="lines",
            line={"width": 0, "shape": "hv", "color": color},
            fill=fill,
            fillcolor=faded(color, BAND),
            name="band",
        )


def add_line(chart: Chart, steps: Steps, color: str, *, texts: Sequence[str], width: float = 2.5) -> None:
    chart.scatter(
        x=steps.days,
        y=steps.values,
        mode="lines",
        line={"width": width, "shape": "hv", "color": color},
        name="curve",
        text=texts,
    )


def add_median(chart: Chart, theme: Theme, day: float) -> None:
    """Dotted lines from the axes to the place where half is reached, and a dot there."""
    dotted = {"dash": "dot", "width": MEDIAN_LINE}
    chart.shape("line", x0=0, x1=day, y0=50, y1=50, line={**dotted, "color": theme.axis}, layer="below")
    chart.shape("line", x0=day, x1=day, y0=0, y1=50, line={**dotted, "color": theme.accent}, layer="below")
    chart.scatter(
        x=[day],
        y=[50],
        mode="markers",
        marker=ringed(theme, theme.accent, size=DOT),
        name="median",
    )


def day_axes(chart: Chart, theme: Theme, end: float, name: str) -> tuple[int, ...]:
    """Percent upwards and days along, the days named under the right end; gives the ticks."""
    ticks = day_ticks(end)
    chart.yaxis(**percent_axis())
    chart.xaxis(
        range=[0, end],
        tickvals=list(ticks),
        ticktext=[str(tick) for tick in ticks],
        showline=True,
    )
    beside(chart, name, x=1, yshift=-36, anchor="right", color=theme.muted)
    return ticks


def counts_under(
    chart: Chart,
    theme: Theme,
    ticks: Sequence[int],
    rows: Sequence[tuple[str, Callable[[DayCount], int]]],
    *,
    counts: Sequence[DayCount],
) -> None:
    """Rows of counts under those ticks for which the result has them."""
    by_day = {item.day: item for item in counts}
    for index, (label, pick) in enumerate(rows):
        cells = [(tick, count(pick(by_day[tick]))) for tick in ticks if tick in by_day]
        strip(chart, theme, label, cells, below=62 + 22 * index)
