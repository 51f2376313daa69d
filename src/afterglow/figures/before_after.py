"""Before and after: baseline against endpoint of each person, with the lines that tell change from noise."""

from __future__ import annotations

import math
from collections.abc import Iterator

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside, spread
from afterglow.figures.chart import Chart, Margins, base_chart
from afterglow.figures.markup import escape
from afterglow.figures.numbers import NARROW, count, people, points
from afterglow.figures.outcomes import outcomes_on
from afterglow.figures.theme import (
    END_NOTE,
    OUTCOME_SYMBOLS,
    Theme,
    faded,
)
from afterglow.figures.trajectory import score_ticks
from afterglow.results import Change, PairCount, Scope

MARGINS = Margins(left=34, right=78, top=82, bottom=46)
HEIGHT = 500
SIDE = 358
"""Pixels of the square in the narrowest column."""
NAME_GAP = 15
KEY_HEIGHT = 58
MOST_MARKS = 400
NUDGE = 0.25
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
BIN_WIDTHS = (1, 2, 3, 5, 10, 20, 50)
SHAPES = {"remitted": "●", "responded": "●", "partial": "◆", "no_change": "■", "worse": "▲"}


def before_after_figure(result: Change, theme: Theme, measure: str) -> go.Figure | None:
    """Baseline against endpoint, one mark a person; squares of counts from 401 people on. None for nobody."""
    if not result.pairs:
        return None
    measure = escape(measure)
    chart = base_chart(theme, HEIGHT, MARGINS)
    _axes(chart, result)
    axis_name(chart, theme, f"{measure} after treatment", height=22)
    beside(chart, f"{measure} at baseline →", yshift=-36, color=theme.muted)
    _regions(chart, theme, result)
    if result.n > MOST_MARKS:
        _bins(chart, theme, result)
        _region_key(chart, theme, result)
    else:
        _marks(chart, theme, result)
        outcome_key(chart, theme, result.scope)
        _region_names(chart, theme, result)
    return chart.figure()


def outcome_key(chart: Chart, theme: Theme, scope: Scope, *, bars: bool = False) -> None:
    """Colour and shape of each outcome in one line above the chart, flush with the question."""
    entries = [
        f'<span style="color:{theme.outcome(key)}">{"■" if bars else SHAPES[key]}</span> {words}'
        for key, words in outcomes_on(scope).items()
    ]
    _above(chart, "&nbsp;&nbsp;&nbsp; ".join(entries), theme.text)


def _above(chart: Chart, text: str, color: str) -> None:
    beside(chart, text, y=1, yshift=KEY_HEIGHT, yanchor="bottom", xshift=-chart.margins.left, color=color)


def _axes(chart: Chart, result: Change) -> None:
    """Both axes over the whole scale, and square."""
    low, high = result.minimum, result.maximum
    room = 0.02 * (high - low)
    ticks = score_ticks(low, high)
    common = {
        "range": [low - room, high + room],
        "tickvals": ticks,
        "ticktext": [count(tick) for tick in ticks],
        "showgrid": True,
        "constrain": "domain",
    }
    chart.xaxis(**common, constraintoward="left")
    chart.yaxis(**common, scaleanchor="x", scaleratio=1, constraintoward="top")


def _regions(chart: Chart, theme: Theme, result: Change) -> None:
    low, high = result.minimum, result.maximum
    if result.response_drop is not None:
        kept = 1 - result.response_drop / 100
        chart.scatter(
            x=[low, high, high],
            y=[low * kept, high * kept, low],
            fill="toself",
            mode="lines",
            line={"width": 0},
            fillcolor=faded(theme.outcome("responded"), 0.08),
            name="response",
        )
    _segment(chart, theme.axis, (low, low), (high, high))
    if result.reliable is not None:
        step = result.reliable
        _segment(chart, theme.axis, (low, low + step), (high - step, high), dash="dot")
        _segment(chart, theme.axis, (low + step, low), (high, high - step), dash="dot")
    if result.remission_cutoff is not None:
        at = result.remission_cutoff
        _segment(chart, theme.outcome("remitted"), (low, at), (high, at), dash="8px,6px")


def _segment(
    chart: Chart, color: str, start: tuple[float, float], end: tuple[float, float], dash: str = "solid"
) -> None:
    line = {"color": color, "width": 1.2, "dash": dash}
    chart.shape("line", x0=start[0], y0=start[1], x1=end[0], y1=end[1], line=line)


def _region_names(chart: Chart, theme: Theme, result: Change) -> None:
    """Each line named at its end outside the plot, where no mark can stand on the name."""
    low, high = result.minimum, result.maximum
    size = {"xref": "x", "yref": "y", "size": END_NOTE}
    ends = [(high, "no change", theme.muted)]
    if result.reliable is not None:
        points_off = points(result.reliable)
        above, below = ("worse", "better") if result.higher_is_worse else ("better", "worse")
        ends.append((high - result.reliable, f"{points_off} {below}", theme.muted))
        over = {"anchor": "center", "yanchor": "bottom", "yshift": 8, "color": theme.muted}
        beside(chart, f"{points_off} {above}", x=high - result.reliable, y=high, **over, **size)
    if result.response_drop is not None:
        kept = low + (high - low) * (1 - result.response_drop / 100)
        ends.append((kept, _drop_words(result.response_drop), theme.outcome("responded")))
    if result.remission_cutoff is not None:
        words = _remission_words(result).replace(", ", ",<br>")
        ends.append((result.remission_cutoff, words, theme.outcome("remitted")))
    pixels = SIDE / (high - low)
    heights = [pixels * y for y, _, _ in ends]
    for (y, words, color), height, place in zip(ends, heights, spread(heights, NAME_GAP), strict=True):
        beside(chart, words, x=high, y=y, xshift=14, yshift=place - height, color=color, **size)


def _region_key(chart: Chart, theme: Theme, result: Change) -> None:
    """What the lines are, in one line above the chart: counts leave no room beside them."""
    parts = ["solid: no change"]
    if result.reliable is not None:
        parts.append(f"dotted: {points(result.reliable)} points")
    if result.remission_cutoff is not None:
        parts.append(f"dashed: {_remission_words(result)}")
    if result.response_drop is not None:
        parts.append(f"tint: {_drop_words(result.response_drop)}")
    _above(chart, "&nbsp;&nbsp; ".join(parts), theme.muted)


def _remission_words(result: Change) -> str:
    words = result.scope.defined("remission")
    return f"remission, {words}" if words else "remission"


def _drop_words(drop: int) -> str:
    return "halved" if drop == 50 else f"down by {drop}{NARROW}%"


def nudged(number: int) -> Iterator[tuple[float, float]]:
    """Places of marks that coincide: a fixed spiral no wider than a quarter of a point."""
    for index in range(number):
        radius = NUDGE * math.sqrt(index / max(number - 1, 1))
        yield radius * math.cos(index * GOLDEN_ANGLE), radius * math.sin(index * GOLDEN_ANGLE)


def _marks(chart: Chart, theme: Theme, result: Change) -> None:
    for outcome, name in outcomes_on(result.scope).items():
        marks = [
            (pair.baseline + across, pair.endpoint + up, _pair_words(pair, name))
            for pair in result.pairs
            if pair.outcome == outcome
            for across, up in nudged(pair.people)
        ]
        chart.scatter(
            x=[x for x, _, _ in marks],
            y=[y for _, y, _ in marks],
            mode="markers",
            cliponaxis=False,
            marker={
                "symbol": OUTCOME_SYMBOLS[outcome],
                "size": 11 if outcome == "worse" else 9,
                "color": theme.outcome(outcome),
                "line": {"width": 1, "color": theme.background},
            },
            name=name,
            text=[words for _, _, words in marks],
        )


def _pair_words(pair: PairCount, name: str) -> str:
    scores = f"{points(pair.baseline)} before, {points(pair.endpoint)} after"
    return f"{people(pair.people)}: {scores}<br>{name}"


def _bins(chart: Chart, theme: Theme, result: Change) -> None:
    """Counts in squares, darker where more people are; empty squares stay empty."""
    span = result.maximum - result.minimum
    width = next((width for width in BIN_WIDTHS if span <= 10 * width), span / 10)
    cells = _cells(result, width)
    most = max(cells.values())
    for (across, up), number in cells.items():
        x, y = result.minimum + across * width, result.minimum + up * width
        chart.shape(
            "rect",
            x0=x,
            x1=x + width,
            y0=y,
            y1=y + width,
            line={"width": 1, "color": theme.background},
            fillcolor=faded(theme.people, 0.08 + 0.37 * number / most),
        )
    chart.scatter(
        x=[result.minimum + (across + 0.5) * width for across, _ in cells],
        y=[result.minimum + (up + 0.5) * width for _, up in cells],
        mode="text",
        text=[count(number) for number in cells.values()],
        textfont={"color": theme.text, "size": END_NOTE},
        name="people",
    )


def _cells(result: Change, width: float) -> dict[tuple[int, int], int]:
    """People per square; the top of the scale falls into the last whole one."""
    last = max(int((result.maximum - result.minimum) // width) - 1, 0)
    cells: dict[tuple[int, int], int] = {}
    for pair in result.pairs:
        before, after = pair.baseline - result.minimum, pair.endpoint - result.minimum
        cell = (min(int(before // width), last), min(int(after // width), last))
        cells[cell] = cells.get(cell, 0) + pair.people
    return cells
