"""Groups side by side: rates as rows, times to an event as curves with the medians in rows below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

import plotly.graph_objects as go

from afterglow.definitions.vocabulary import VALUE_WORDS
from afterglow.figures.axes import axis_name, beside, day_ticks, percent_axis, spread
from afterglow.figures.chart import INTERVAL, Chart, Margins, base_chart, hollow, ringed
from afterglow.figures.curves import Steps, drawn_steps
from afterglow.figures.durability import with_band
from afterglow.figures.numbers import (
    NARROW,
    capital,
    count,
    day_range,
    of,
    of_with_share,
    people,
    percent,
    plain,
)
from afterglow.figures.rates import rate_label
from afterglow.figures.theme import DASHES, END_NOTE, LABEL_TEXT, Theme
from afterglow.results import Estimate, GroupCurve, GroupedCurves, GroupedRates, GroupRates, Rate

MOST_LINES = 5
ROW = 34
CURVE = 300
MARGINS = Margins(left=150, right=220, top=40, bottom=56)
GAP = 52
"""Pixels between the curves and the rows of medians."""
LABEL_GAP = 20
LONGEST_LABEL = 22
LONGEST = {"improvement": 90, "first_booster": 182}
"""Days drawn at most: later ones are about few people."""
BIGGEST, SMALLEST = 17.0, 8.0
COLUMN_VALUE, COLUMN_N = 62, 74
EVENTS = {"improvement": "improved", "first_booster": "had a booster"}


def group_label(label: str) -> str:
    """How a group reads: the words of a known value, else as the file has it."""
    return VALUE_WORDS.get(label) or capital(plain(label))


def short_label(label: str) -> str:
    """The group in front of its row, cut where it would run into the plot."""
    words = group_label(label)
    return words if len(words) <= LONGEST_LABEL else words[: LONGEST_LABEL - 1].rstrip() + "…"


def group_rates_figure(result: GroupedRates, theme: Theme, *, outcome: str) -> go.Figure:
    """A row a group: square by people scored, 95 % line, the range the unscored leave; everybody dashed."""
    rows = [(group, group.rate(outcome)) for group in result.groups]
    margins = replace(MARGINS, bottom=34)
    chart = base_chart(theme, margins.top + margins.bottom + ROW * len(rows), margins)
    chart.xaxis(**percent_axis())
    chart.yaxis(range=[len(rows) - 0.5, -0.5], showticklabels=False)
    _everybody(chart, theme, next((rate for rate in result.everybody if rate.key == outcome), None))
    most = max((rate.observed.total for _, rate in rows if rate is not None), default=1)
    for row, (group, rate) in enumerate(rows):
        if rate is not None:
            _rate_row(chart, theme, row, group, rate=rate, most=most)
    return chart.figure()


def _everybody(chart: Chart, theme: Theme, rate: Rate | None) -> None:
    if rate is None or rate.observed.share is None:
        return
    at = 100 * rate.observed.share
    dashed = {"color": theme.accent, "width": 1.5, "dash": "dash"}
    chart.shape("line", x0=at, x1=at, y0=0, y1=1, yref="paper", line=dashed)
    words = f"everyone, {percent(rate.observed.share)}"
    beside(chart, words, x=at, xref="x", y=1, yshift=4, anchor="center", yanchor="bottom", color=theme.accent)


def _rate_row(chart: Chart, theme: Theme, row: int, group: GroupRates, *, rate: Rate, most: int) -> None:
    seen, place = rate.observed, {"y": row, "yref": "y"}
    label = short_label(group.label)
    beside(chart, label, xshift=-MARGINS.left, color=theme.text, size=LABEL_TEXT, **place)
    counted = of(seen.successes, seen.total)
    if seen.share is None:
        beside(chart, "too few to compare", x=0, xshift=6, color=theme.muted, **place)
        beside(chart, counted, x=1, xshift=COLUMN_N, color=theme.muted, **place)
        return
    _missing(chart, theme, row, rate)
    _interval(chart, theme.people, row, 100 * (seen.low or 0.0), 100 * (seen.high or 1.0))
    size = max(SMALLEST, BIGGEST * sqrt(seen.total / most))
    chart.scatter(
        x=[100 * seen.share],
        y=[row],
        mode="markers",
        cliponaxis=False,
        marker={**ringed(theme, theme.people, size=size), "symbol": "square"},
        name="observed",
        text=[f"{group_label(group.label)}: {rate_label(rate.key).lower()} {of_with_share(seen)}"],
    )
    beside(
        chart,
        f"<b>{percent(seen.share)}</b>",
        x=1,
        xshift=COLUMN_VALUE,
        anchor="right",
        color=theme.text,
        **place,
    )
    beside(chart, counted, x=1, xshift=COLUMN_N, color=theme.muted, **place)


def _missing(chart: Chart, theme: Theme, row: int, rate: Rate) -> None:
    none, every = rate.missing_as_failure, rate.missing_as_success
    if none.share is None or every.share is None or none.share == every.share:
        return
    words = (
        f"if none of the unscored had: {of_with_share(none)}",
        f"if all of them had: {of_with_share(every)}",
    )
    chart.scatter(
        x=[100 * none.share, 100 * every.share],
        y=[row, row],
        mode="lines+markers",
        cliponaxis=False,
        line={"color": theme.soft, "width": 8},
        marker=hollow(theme, theme.axis, size=9),
        name="range",
        text=words,
    )


def _interval(chart: Chart, color: str, row: float, low: float, high: float, *, axis: str = "y") -> None:
    line = {"color": color, "width": INTERVAL}
    chart.scatter(x=[low, high], y=[row, row], mode="lines", line=line, name="interval", yaxis=axis)


def group_curves_figure(result: GroupedCurves, theme: Theme) -> go.Figure | None:
    """Up to five curves over the medians of all groups in rows; None where no group has a curve.

    Improvement rises, boosters fall, as where they are shown for everybody.
    """
    drawn = [group for group in result.groups if group.curve is not None and group.curve.drawn_to]
    if not drawn:
        return None
    lines = drawn if len(drawn) <= MOST_LINES else []
    end = min(max(group.curve.drawn_to for group in drawn if group.curve), LONGEST[result.event])
    chart = _two_parts(theme, len(result.groups), curves=bool(lines))
    _axes(chart, theme, result, end, curves=bool(lines))
    ends = [_curve(chart, theme, result, group, end) for group in lines]
    _names(chart, theme, lines, ends)
    for row, group in enumerate(result.groups):
        _median_row(chart, theme, row, group, result=result, end=end)
    return chart.figure()


def _two_parts(theme: Theme, rows: int, *, curves: bool) -> Chart:
    """Curves above (if any), rows below, on one axis of days; the axis belongs to the curves."""
    strip = ROW * rows
    plot = strip + (CURVE + GAP if curves else 0)
    chart = base_chart(theme, MARGINS.top + MARGINS.bottom + plot, MARGINS)
    lower = {**chart.layout["yaxis"], "range": [rows - 0.5, -0.5], "showticklabels": False}
    if not curves:
        chart.layout["yaxis2"] = {**lower, "domain": [0, 1], "anchor": "x"}
        chart.yaxis(domain=[0, 1], visible=False)
        return chart
    chart.layout["yaxis2"] = {**lower, "domain": [0, strip / plot], "anchor": "x"}
    chart.yaxis(**percent_axis())
    chart.yaxis(domain=[1 - CURVE / plot, 1])
    return chart


def _axes(chart: Chart, theme: Theme, result: GroupedCurves, end: float, *, curves: bool) -> None:
    improving = result.event == "improvement"
    ticks = [tick for tick in day_ticks(end) if tick <= end]
    words = [str(tick) for tick in ticks]
    chart.xaxis(range=[-0.004 * end, end], tickvals=ticks, ticktext=words, anchor="y2", showgrid=True)
    since = "days since first session" if improving else "days since induction ended"
    beside(chart, since, x=1, yshift=-38, anchor="right", color=theme.muted)
    if curves:
        share = f"Share improved,{NARROW}%" if improving else f"Share of people not yet back,{NARROW}%"
        axis_name(chart, theme, share, height=16)
    half = "Half improved by" if improving else "Half back by"
    beside(
        chart, half, x=0, y=-0.5, yref="y2", xshift=-MARGINS.left, yshift=8, color=theme.muted, size=END_NOTE
    )


def _look(theme: Theme, group: GroupCurve) -> tuple[str, str]:
    """Colour and dash of a group, the same whoever is filtered away."""
    return theme.groups[group.place % len(theme.groups)], DASHES[group.place % len(DASHES)]


def _curve(chart: Chart, theme: Theme, result: GroupedCurves, group: GroupCurve, end: float) -> float:
    """Draw a group's curve; gives the height of its end in percent."""
    assert group.curve is not None
    color, dash = _look(theme, group)
    cut = replace(group.curve, drawn_to=min(group.curve.drawn_to, end))
    steps = drawn_steps(cut, falling=result.event == "first_booster")
    chart.scatter(
        x=steps.days,
        y=steps.values,
        mode="lines",
        line={"width": 2.2, "shape": "hv", "color": color, "dash": dash},
        name=group.label,
        text=_texts(result, group, steps),
    )
    return steps.values[-1]


def _texts(result: GroupedCurves, group: GroupCurve, steps: Steps) -> list[str]:
    what = "seen to improve" if result.event == "improvement" else "not yet back"
    who = f"{group_label(group.label)}, {people(group.n)}"
    shares = zip(steps.days, with_band(steps), strict=True)
    return [f"{who}<br>day {count(day)}: {share} {what}" for day, share in shares]


def _names(chart: Chart, theme: Theme, lines: Sequence[GroupCurve], ends: Sequence[float]) -> None:
    heights = spread([CURVE * value / 100 for value in ends], LABEL_GAP)
    for group, height in zip(lines, heights, strict=True):
        color, _ = _look(theme, group)
        text = f"<b>{short_label(group.label)}</b>"
        beside(chart, text, x=1, y=0, yref="y", xshift=8, yshift=height, color=color)


def day_limits(middle: Estimate) -> str:
    """Such as " (14-24)" or " (14 or later)", or nothing."""
    if middle.low is None:
        return ""
    limits = f"{count(middle.low)} or later" if middle.high is None else day_range(middle.low, middle.high)
    return f" ({limits})"


def _median_row(
    chart: Chart, theme: Theme, row: int, group: GroupCurve, *, result: GroupedCurves, end: float
) -> None:
    place = {"y": row, "yref": "y2"}
    beside(chart, short_label(group.label), xshift=-MARGINS.left, color=theme.text, size=LABEL_TEXT, **place)
    counted = f"{of(group.events, group.n)} {EVENTS[result.event]}"
    beside(chart, counted, x=1, xshift=COLUMN_N, color=theme.muted, **place)
    if group.curve is None:
        beside(chart, "too few to compare", x=0, xshift=6, color=theme.muted, **place)
        return
    _median(chart, theme, row, group, end=end)


def _median(chart: Chart, theme: Theme, row: int, group: GroupCurve, *, end: float) -> None:
    assert group.curve is not None
    color, words = _look(theme, group)[0], group_label(group.label)
    middle, last = group.curve.median, group.curve.drawn_to
    if middle.value is None or middle.value > last:
        beside(chart, f"not half by day {count(last)}", x=0, y=row, yref="y2", xshift=6, color=theme.muted)
        return
    if middle.low is not None and middle.low < end:
        _interval(chart, color, row, middle.low, min(middle.high or end, end), axis="y2")
    value = f"<b>day {count(middle.value)}</b>"
    beside(chart, value, x=1, y=row, yref="y2", xshift=COLUMN_VALUE, anchor="right", color=theme.text)
    if middle.value <= end:
        chart.scatter(
            x=[middle.value],
            y=[row],
            mode="markers",
            yaxis="y2",
            cliponaxis=False,
            marker=ringed(theme, color, size=12),
            name="median",
            text=[f"{words}: half by day {count(middle.value)}{day_limits(middle)}, {people(group.n)}"],
        )
