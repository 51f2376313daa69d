"""Booster gaps: who is not back yet day by day, and how the estimates of the gap compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside, strip
from afterglow.figures.chart import INTERVAL, Chart, Margins, base_chart, hollow, ringed
from afterglow.figures.curves import (
    Steps,
    add_band,
    add_line,
    add_median,
    day_axes,
    drawn_steps,
)
from afterglow.figures.numbers import NARROW, capital, count, day_range, days, plural, whole
from afterglow.figures.theme import LABEL_TEXT, Theme
from afterglow.results import Boosters, Curve, Estimate, GapSummary

MARGINS = Margins(left=104, right=128, top=40, bottom=80)
HEIGHT = 370
LATE = 0.6
MEDIANS_DRAWN = 6
SHORTEST_AXIS = 140
STRIP = Margins(left=206, right=180, top=8, bottom=30)
ROW = 36
COLUMN_DAYS, COLUMN_N = 92, 104
NO_MEDIAN = {
    "too_few_people": "too few people",
    "too_few_at_risk": "too few followed long enough",
    "not_reached": "fewer than half are back yet",
    "no_first_median": "not known without a first one",
    "no_cutoff": "needs the date the data end",
}
ROUND_STEPS = (7, 14, 28, 56, 91, 182, 364)


def later_gaps_figure(result: Boosters, theme: Theme) -> go.Figure | None:
    """Share of people not back for the next booster; the completed-gaps median as a hollow mark.

    None where there is no curve.
    """
    chart = _gap_chart(result.later, theme, "days since last booster", "Still followed")
    if chart is None or result.later.curve is None:
        return None
    _naive_mark(chart, theme, result.naive, result.later)
    words = f"<b>Each person<br>counted once</b><br>(Wang–Chang),<br>with 95{NARROW}% band"
    _end_label(chart, theme, words)
    return chart.figure()


def first_gap_figure(result: Boosters, theme: Theme) -> go.Figure | None:
    """Share of people without a booster yet, from the last induction session; None without a curve."""
    chart = _gap_chart(result.first, theme, "days since induction ended", "Still waiting")
    if chart is None:
        return None
    _end_label(chart, theme, f"<b>First booster</b><br>(Kaplan–Meier),<br>with 95{NARROW}% band")
    return chart.figure()


def _gap_chart(gap: GapSummary, theme: Theme, axis: str, label: str) -> Chart | None:
    if gap.curve is None or gap.curve.drawn_to <= 0:
        return None
    curve = replace(gap.curve, drawn_to=axis_end(gap))
    chart = base_chart(theme, HEIGHT, MARGINS)
    steps = drawn_steps(curve, falling=True)
    cut = f" (drawn to day {count(curve.drawn_to)})" if curve.drawn_to < gap.curve.drawn_to else ""
    ticks = day_axes(chart, theme, curve.drawn_to, axis + cut)
    axis_name(chart, theme, f"Share of people not yet back,{NARROW}%", height=16)
    add_band(chart, theme, steps, theme.accent)
    add_line(chart, steps, theme.accent, texts=_texts(steps))
    _callout(chart, theme, gap, curve.drawn_to)
    cells = [(tick, count(_followed(curve, tick))) for tick in ticks]
    strip(chart, theme, label, cells, below=62)
    return chart


def axis_end(gap: GapSummary) -> float:
    """Last day drawn.

    No later than enough people are followed and people are counted by day; and a few medians, since a gap
    of weeks could not be read on an axis of years.
    """
    if gap.curve is None:
        return 0.0
    ends = [gap.curve.drawn_to, *(item.day for item in gap.counts[-1:])]
    if gap.median.value is not None:
        ends.append(max(MEDIANS_DRAWN * gap.median.value, SHORTEST_AXIS))
    return min(ends)


def _followed(curve: Curve, day: float) -> float:
    """At risk on a day; a weight where people count once however many gaps they have."""
    pairs = zip(curve.times, curve.at_risk, strict=True)
    return next((at_risk for time, at_risk in pairs if time >= day), 0.0)


def _texts(steps: Steps) -> list[str]:
    rows = zip(steps.days, steps.values, steps.low, steps.high, strict=True)
    return [_text(*row) for row in rows]


def _text(day: float, value: float, low: float | None, high: float | None) -> str:
    band = "" if low is None or high is None else f" ({whole(low)}–{whole(high)}{NARROW}%)"
    return f"Day {count(day)}: {whole(value)}{NARROW}% not yet back{band}<br>open gaps count as not yet back"


def _callout(chart: Chart, theme: Theme, gap: GapSummary, end: float) -> None:
    day = gap.median.value
    if day is None:
        text = f"Fewer than half had come<br>back by day {count(end)}"
    else:
        add_median(chart, theme, day)
        text = f"<b>{days(day)}</b>: half had come<br>back by then"
    x, y = _place(day, end)
    place = {"x": x, "xref": "x", "y": y, "yref": "y", "xshift": 14}
    beside(chart, text, color=theme.accent, size=LABEL_TEXT, **place)


def _naive_mark(chart: Chart, theme: Theme, naive: Estimate, gap: GapSummary) -> None:
    """Where a spreadsheet would put the median: hollow, grey and named for what it is."""
    end = axis_end(gap)
    if naive.value is None or naive.value > end:
        return
    told = f"completed gaps alone: {days(naive.value)}, too short"
    chart.scatter(
        x=[naive.value],
        y=[50],
        mode="markers",
        marker=hollow(theme, theme.axis, size=11),
        name="naive",
        text=[f"{capital(told)}<br>({plural(naive.n, 'gap', 'gaps')}, open ones left out)"],
    )
    x, height = _place(gap.median.value, end)
    y = height - 18 if x else height + 16
    beside(chart, f"○ {told}", x=x, xref="x", y=y, yref="y", xshift=14, color=theme.muted)


def _place(median: float | None, end: float) -> tuple[float, float]:
    """Where words about the median stand: right of it above the falling curve, or else under its start."""
    return (0.0, 14.0) if median is None or median > LATE * end else (median, 88.0)


def _end_label(chart: Chart, theme: Theme, text: str) -> None:
    beside(chart, text, x=1, y=1, xshift=12, yanchor="top", color=theme.accent)


@dataclass(frozen=True, slots=True)
class StripRow:
    """One estimate of the gap. `usable` False: the figure a spreadsheet gives, drawn weaker."""

    label: str
    estimate: Estimate
    n: str
    why: str = ""
    usable: bool = True


def gap_strip(rows: Sequence[StripRow], theme: Theme) -> go.Figure:
    """Estimates of the gap one under the other: dot and line where usable, hollow and dotted where not."""
    chart = base_chart(theme, STRIP.top + STRIP.bottom + ROW * len(rows), STRIP)
    ends = [value for row in rows for value in (row.estimate.value, row.estimate.high) if value is not None]
    top = max(ends, default=28.0) * 1.05
    step = next((step for step in ROUND_STEPS if top <= 7 * step), ROUND_STEPS[-1])
    ticks = [step * index for index in range(int(top // step) + 2)]
    chart.xaxis(
        range=[-0.35, ticks[-1] + 0.35],
        tickvals=ticks,
        ticktext=[*(str(tick) for tick in ticks[:-1]), f"{ticks[-1]} days"],
        showgrid=True,
    )
    chart.yaxis(range=[len(rows) - 0.5, -0.5], showticklabels=False)
    for index, row in enumerate(rows):
        _strip_marks(chart, theme, index, row)
        _strip_words(chart, theme, index, row)
    return chart.figure()


def _strip_marks(chart: Chart, theme: Theme, index: int, row: StripRow) -> None:
    estimate = row.estimate
    if estimate.value is None:
        beside(chart, row.why or "no median yet", x=0, y=index, yref="y", xshift=6, color=theme.muted)
        return
    color = theme.accent if row.usable else theme.axis
    if estimate.low is not None and estimate.high is not None:
        line = {
            "color": color,
            "width": INTERVAL if row.usable else 2,
            "dash": "solid" if row.usable else "dot",
        }
        ends = [estimate.low, estimate.high]
        chart.scatter(x=ends, y=[index, index], mode="lines", line=line)
    interval = ""
    if estimate.low is not None and estimate.high is not None:
        interval = f" ({day_range(estimate.low, estimate.high)})"
    chart.scatter(
        x=[estimate.value],
        y=[index],
        mode="markers",
        cliponaxis=False,
        marker=ringed(theme, color, size=13) if row.usable else hollow(theme, color, size=12),
        name="estimate",
        text=[f"{row.label}: {days(estimate.value)}{interval}<br>{row.n}"],
    )


def _strip_words(chart: Chart, theme: Theme, index: int, row: StripRow) -> None:
    place = {"y": index, "yref": "y"}
    ink = theme.text if row.usable else theme.muted
    label = row.label if row.usable else f"{row.label} <i>(too short)</i>"
    beside(chart, label, xshift=-STRIP.left, color=ink, size=LABEL_TEXT, **place)
    value = "–" if row.estimate.value is None else f"<b>{days(row.estimate.value)}</b>"
    beside(chart, value, x=1, xshift=COLUMN_DAYS, anchor="right", color=ink, size=LABEL_TEXT, **place)
    beside(chart, row.n, x=1, xshift=COLUMN_N, color=theme.muted, **place)
