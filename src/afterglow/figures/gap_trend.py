"""Whether gaps lengthen: the typical change from one gap to the next, on either side of none."""

from __future__ import annotations

import plotly.graph_objects as go

from afterglow.figures.axes import beside
from afterglow.figures.chart import INTERVAL, Chart, Margins, base_chart, ringed
from afterglow.figures.numbers import NARROW, decimals, number_range, people, signed
from afterglow.figures.theme import LABEL_TEXT, Theme
from afterglow.results import Slopes

MARGINS = Margins(left=150, right=180, top=30, bottom=48)
HEIGHT = 122
ROUND_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
COLUMN_VALUE, COLUMN_N = 82, 94


def slopes_figure(result: Slopes, theme: Theme) -> go.Figure | None:
    """Days by which each gap differs from the one before, with its interval; None with too few people."""
    shift = result.shift
    if shift.value is None:
        return None
    chart = base_chart(theme, HEIGHT, MARGINS)
    furthest = max(abs(value) for value in (shift.value, shift.low or 0.0, shift.high or 0.0))
    step = next((step for step in ROUND_STEPS if 1.1 * furthest <= 4 * step), ROUND_STEPS[-1])
    ticks = [step * place for place in range(-4, 5)]
    chart.xaxis(
        range=[ticks[0] - step / 50, ticks[-1] + step / 50],
        tickvals=ticks,
        ticktext=[signed(float(tick)) for tick in ticks],
        showgrid=True,
    )
    chart.yaxis(range=[0.5, -0.5], showticklabels=False)
    chart.shape("line", x0=0, x1=0, y0=0, y1=1, yref="paper", line={"color": theme.text, "width": 1.5})
    _mark(chart, theme, result)
    sides = (("shorter each time", -6, "right"), ("longer each time", 6, "left"))
    for words, shift_by, anchor in sides:
        beside(chart, words, x=0, xref="x", y=1, xshift=shift_by, yshift=12, anchor=anchor, color=theme.muted)
    beside(chart, "days per gap", x=1, yshift=-36, anchor="right", color=theme.muted)
    return chart.figure()


def _mark(chart: Chart, theme: Theme, result: Slopes) -> None:
    shift, place = result.shift, {"y": 0, "yref": "y"}
    interval = ""
    if shift.low is not None and shift.high is not None:
        line = {"color": theme.accent, "width": INTERVAL}
        chart.scatter(x=[shift.low, shift.high], y=[0, 0], mode="lines", line=line, name="interval")
        interval = f" (95{NARROW}%: {number_range(signed(shift.low, 1), signed(shift.high, 1))})"
    value = shift.value or 0.0
    chart.scatter(
        x=[value],
        y=[0],
        mode="markers",
        marker=ringed(theme, theme.accent, size=13),
        name="shift",
        text=[f"{signed(value, 1)} days per gap{interval}<br>{people(result.people)}"],
    )
    beside(chart, "Change per gap", xshift=-MARGINS.left, color=theme.text, size=LABEL_TEXT, **place)
    words = f"<b>{signed(value, 1) if value else decimals(value)} days</b>"
    beside(chart, words, x=1, xshift=COLUMN_VALUE, anchor="right", color=theme.text, size=LABEL_TEXT, **place)
    beside(chart, people(result.people), x=1, xshift=COLUMN_N, color=theme.muted, **place)
