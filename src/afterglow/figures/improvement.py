"""Time to improvement: what visits showed, and where the true share can lie between them."""

from __future__ import annotations

from dataclasses import replace

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside
from afterglow.figures.chart import Chart, Margins, base_chart
from afterglow.figures.curves import (
    Steps,
    add_band,
    add_line,
    add_median,
    counts_under,
    day_axes,
    drawn_steps,
)
from afterglow.figures.numbers import NARROW, count, day_range, whole
from afterglow.figures.theme import LABEL_TEXT, Theme, faded
from afterglow.results import Curve, Improvement, IntervalCurve

MARGINS = Margins(left=118, right=148, top=40, bottom=124)
HEIGHT = 440
ROOM_LEFT = 0.34
"""Share of the axis a callout needs to stand left of its median; else it goes right, below the curve."""
LATE = 0.62
"""From this share of the axis on there is no room right of a median."""


def improvement_figure(result: Improvement, theme: Theme) -> go.Figure | None:
    """Violet steps with their band, dark boxes of the interval-censored estimate, and the counts below.

    None where there are too few people for a curve.
    """
    end = axis_end(result)
    if result.curve is None or end <= 0:
        return None
    curve = replace(result.curve, drawn_to=end)
    chart = base_chart(theme, HEIGHT, MARGINS)
    seen = drawn_steps(curve, falling=False)
    ticks = day_axes(chart, theme, end, "days since first session")
    axis_name(chart, theme, f"Share improved,{NARROW}%", height=16)
    if result.interval is not None:
        _median_column(chart, theme, result.interval, end)
        _boxes(chart, theme, result.interval, end)
    add_band(chart, theme, seen, theme.accent)
    add_line(chart, seen, theme.accent, texts=_texts(seen))
    if curve.median.value is not None and curve.median.value <= end:
        add_median(chart, theme, curve.median.value)
    _callouts(chart, theme, result, curve)
    _end_labels(chart, theme, boxes=result.interval is not None)
    rows = (
        ("Still waiting", lambda item: item.waiting),
        ("Seen improved", lambda item: item.events),
        ("No longer scored", lambda item: item.ended),
    )
    counts_under(chart, theme, ticks, rows, counts=result.counts)
    return chart.figure()


def axis_end(result: Improvement) -> float:
    """Last day drawn: with enough people still waiting, and no later than people are counted by day."""
    if result.curve is None:
        return 0.0
    counted = [item.day for item in result.counts]
    return min([result.curve.drawn_to, *counted[-1:]])


def _texts(steps: Steps) -> list[str]:
    rows = zip(steps.days, steps.values, steps.low, steps.high, strict=True)
    return [_text(*row) for row in rows]


def _text(day: float, value: float, low: float | None, high: float | None) -> str:
    band = "" if low is None or high is None else f" ({whole(low)}–{whole(high)}{NARROW}%)"
    return f"Day {count(day)}: {whole(value)}{NARROW}% seen to improve{band}"


def _boxes(chart: Chart, theme: Theme, true: IntervalCurve, end: float) -> None:
    """The share can lie anywhere in a box: its upper line steps at each left end, its lower at each right."""
    closed = [
        (left, right, mass)
        for left, right, mass in zip(true.left, true.right, true.mass, strict=True)
        if right is not None and left <= end
    ]
    upper, lower, total = [(0.0, 0.0)], [(0.0, 0.0)], 0.0
    for left, right, mass in closed:
        total += 100 * mass
        upper.append((left, total))
        lower.append((min(right, end), total))
    upper.append((end, upper[-1][1]))
    lower.append((end, lower[-1][1]))
    for path, fill in ((lower, None), (upper, "tonexty")):
        chart.scatter(
            x=[day for day, _ in path],
            y=[share for _, share in path],
            mode="lines",
            line={"width": 1.2, "shape": "hv", "color": theme.text},
            fill=fill,
            fillcolor=faded(theme.text, 0.2),
            name="boxes",
            text=[f"Day {count(day)}: {whole(share)}{NARROW}% improved at most" for day, share in path]
            if fill
            else [f"Day {count(day)}: {whole(share)}{NARROW}% improved at least" for day, share in path],
        )


def _median_column(chart: Chart, theme: Theme, true: IntervalCurve, end: float) -> None:
    if true.median_left is None or true.median_right is None:
        return
    chart.shape(
        "rect",
        x0=true.median_left,
        x1=min(true.median_right, end),
        y0=0,
        y1=50,
        line={"width": 0},
        fillcolor=faded(theme.axis, 0.42),
    )


def _callouts(chart: Chart, theme: Theme, result: Improvement, curve: Curve) -> None:
    end, true, day = curve.drawn_to, result.interval, curve.median.value
    box = None
    if true is not None and true.median_left is not None and true.median_right is not None:
        box = (true.median_left, true.median_right)
    shown = day is not None and day <= end
    if day is None or not shown:
        words = f"Fewer than half had been seen<br>to improve by day {count(end)}"
        _callout(chart, theme.accent, words, x=0, y=88, side="right")
    elif day <= LATE * end:
        words = f"<b>Day {count(day)}</b>: half had been<br>seen to improve"
        _callout(chart, theme.accent, words, x=day, y=11, side="right")
    else:
        _callout(
            chart, theme.accent, f"<b>Day {count(day)}</b>: half seen to improve", x=day, y=92, side="left"
        )
    if box is not None:
        _box_callout(chart, theme, box, day if shown else None, end)


def _box_callout(
    chart: Chart, theme: Theme, box: tuple[float, float], seen: float | None, end: float
) -> None:
    days = f"<b>By day {count(box[1])}</b>" if box[0] == 0 else f"<b>Day {day_range(*box)}</b>"
    if box[0] >= ROOM_LEFT * end:
        _callout(chart, theme.text, f"{days}: half<br>had likely improved", x=box[0], y=72, side="left")
        return
    start = max(box[1], seen or 0.0)
    _callout(chart, theme.text, f"{days}: half<br>had likely improved", x=start, y=29, side="right")


def _callout(chart: Chart, color: str, text: str, *, x: float, y: float, side: str) -> None:
    left = side == "right"
    beside(
        chart,
        text,
        x=x,
        xref="x",
        y=y,
        yref="y",
        xshift=8 if left else -8,
        anchor="left" if left else "right",
        color=color,
        size=LABEL_TEXT,
        align=side if not left else "left",
    )


def _end_labels(chart: Chart, theme: Theme, *, boxes: bool) -> None:
    seen = f"<b>First seen improved</b><br>(visit-based, with<br>95{NARROW}% band)"
    true = "<b>Improved by then</b><br>(allows for the days<br>between scores)"
    texts = [(true, theme.text), (seen, theme.accent)] if boxes else [(seen, theme.accent)]
    for index, (text, color) in enumerate(texts):
        beside(chart, text, x=1, y=1, xshift=12, yshift=-68 * index, yanchor="top", color=color)
