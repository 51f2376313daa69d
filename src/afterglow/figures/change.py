"""How far each person moved: before against after, and the changes in order."""

from __future__ import annotations

import math
from collections.abc import Iterator

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside
from afterglow.figures.numbers import NARROW, count, people, points, signed
from afterglow.figures.theme import (
    END_NOTE,
    OUTCOME_SYMBOLS,
    OUTCOME_WORDS,
    OUTCOMES,
    Margins,
    Theme,
    base_figure,
    faded,
)
from afterglow.figures.trajectory import score_ticks
from afterglow.results import Change, PairCount

SCATTER = Margins(left=34, right=10, top=82, bottom=46)
WATERFALL = Margins(left=34, right=88, top=82, bottom=46)
HEIGHT = 500
SHAPES = {"remitted": "●", "responded": "●", "partial": "◆", "no_change": "■", "worse": "▲"}
MOST_MARKS = 400
NUDGE = 0.25
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
BIN_WIDTHS = (1, 2, 3, 5, 10, 20, 50)


def before_after_figure(result: Change, theme: Theme, measure: str) -> go.Figure | None:
    """Baseline against endpoint, one mark a person; squares of counts from 401 people on. None for nobody."""
    if not result.pairs:
        return None
    figure = base_figure(theme, HEIGHT, SCATTER)
    _scatter_axes(figure, result)
    axis_name(figure, theme, f"{measure} after treatment", height=22)
    beside(figure, f"{measure} at baseline →", yshift=-36, xshift=0, color=theme.muted)
    _regions(figure, theme, result)
    if result.n > MOST_MARKS:
        _bins(figure, theme, result)
        _region_key(figure, theme, result)
    else:
        _marks(figure, theme, result)
        _key(figure, theme)
        _region_names(figure, theme, result)
    return figure


def _key(figure: go.Figure, theme: Theme, *, bars: bool = False) -> None:
    """Colour and shape of each outcome in one line above the chart, flush with the question."""
    entries = [
        f'<span style="color:{theme.outcome(key)}">{"■" if bars else SHAPES[key]}</span> {OUTCOME_WORDS[key]}'
        for key in OUTCOMES
    ]
    text = "&nbsp;&nbsp;&nbsp; ".join(entries)
    place = {"y": 1, "yshift": 58, "yanchor": "bottom"}
    beside(figure, text, xshift=-SCATTER.left, color=theme.text, **place)


def _scatter_axes(figure: go.Figure, result: Change) -> None:
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
    figure.update_xaxes(**common, constraintoward="left")
    figure.update_yaxes(**common, scaleanchor="x", scaleratio=1, constraintoward="top")


def _regions(figure: go.Figure, theme: Theme, result: Change) -> None:
    low, high = result.minimum, result.maximum
    if result.response_drop is not None:
        kept = 1 - result.response_drop / 100
        figure.add_trace(
            go.Scatter(
                x=[low, high, high],
                y=[low * kept, high * kept, low],
                fill="toself",
                mode="lines",
                line={"width": 0},
                fillcolor=faded(theme.outcome("responded"), 0.08),
                hoverinfo="skip",
                name="halved",
            )
        )
    _segment(figure, theme.axis, (low, low), (high, high))
    if result.reliable is not None:
        step = result.reliable
        _segment(figure, theme.axis, (low, low + step), (high - step, high), dash="dot")
        _segment(figure, theme.axis, (low + step, low), (high, high - step), dash="dot")
    if result.remission_cutoff is not None:
        at = result.remission_cutoff
        _segment(figure, theme.outcome("remitted"), (low, at), (high, at), dash="8px,6px")


def _segment(
    figure: go.Figure,
    color: str,
    start: tuple[float, float],
    end: tuple[float, float],
    dash: str = "solid",
) -> None:
    line = {"color": color, "width": 1.2, "dash": dash}
    figure.add_shape(type="line", x0=start[0], y0=start[1], x1=end[0], y1=end[1], line=line, layer="below")


def _region_names(figure: go.Figure, theme: Theme, result: Change) -> None:
    low, high = result.minimum, result.maximum
    span = high - low
    small = {"xref": "x", "yref": "y", "anchor": "right", "yanchor": "bottom", "size": END_NOTE}
    beside(figure, "no change", x=high, y=high, yshift=8, color=theme.muted, **small)
    if result.reliable is not None:
        size = points(result.reliable)
        above, below = ("worse", "better") if result.higher_is_worse else ("better", "worse")
        at = min(high - result.reliable, high - 0.2 * span)
        beside(figure, f"{size} {above}", x=at, y=high, yshift=8, color=theme.muted, **small)
        beside(figure, f"{size} {below}", x=high, y=high - result.reliable, color=theme.muted, **small)
    if result.response_drop is not None:
        words = _drop_words(result.response_drop)
        kept = low + (high - low) * (1 - result.response_drop / 100)
        beside(figure, words, x=high, y=kept, color=theme.outcome("responded"), **small)
    if result.remission_cutoff is not None:
        text = _remission_words(result)
        # At the left, where baselines are low, few people stand under the line.
        place = {**small, "yanchor": "top", "anchor": "left"}
        beside(
            figure, text, x=low, y=result.remission_cutoff, xshift=6, color=theme.outcome("remitted"), **place
        )


def _region_key(figure: go.Figure, theme: Theme, result: Change) -> None:
    """What the lines are, in one line above the chart: counts leave no room beside them."""
    parts = ["solid: no change"]
    if result.reliable is not None:
        parts.append(f"dotted: {points(result.reliable)} points")
    if result.remission_cutoff is not None:
        parts.append(f"dashed: {_remission_words(result)}")
    if result.response_drop is not None:
        parts.append(f"tint: {_drop_words(result.response_drop)}")
    text = "&nbsp;&nbsp; ".join(parts)
    beside(figure, text, y=1, yshift=58, yanchor="bottom", xshift=-SCATTER.left, color=theme.muted)


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


def _marks(figure: go.Figure, theme: Theme, result: Change) -> None:
    for outcome in OUTCOMES:
        x, y, texts = [], [], []
        for pair in result.pairs:
            if pair.outcome != outcome:
                continue
            for across, up in nudged(pair.people):
                x.append(pair.baseline + across)
                y.append(pair.endpoint + up)
                texts.append(_pair_words(pair))
        figure.add_trace(
            go.Scatter(
                x=x or [None],
                y=y or [None],
                mode="markers",
                cliponaxis=False,
                marker={
                    "symbol": OUTCOME_SYMBOLS[outcome],
                    "size": 11 if outcome == "worse" else 9,
                    "color": theme.outcome(outcome),
                    "line": {"width": 1, "color": theme.background},
                },
                name=OUTCOME_WORDS[outcome],
                text=texts,
                hovertemplate="%{text}<extra></extra>",
            )
        )


def _pair_words(pair: PairCount) -> str:
    return (
        f"{people(pair.people)}: {points(pair.baseline)} before, {points(pair.endpoint)} after"
        f"<br>{OUTCOME_WORDS[pair.outcome]}"
    )


def _bins(figure: go.Figure, theme: Theme, result: Change) -> None:
    """Counts in squares, darker where more people are; empty squares stay empty."""
    span = result.maximum - result.minimum
    width = next((width for width in BIN_WIDTHS if span <= 10 * width), span / 10)
    # The top of the scale falls into the last full square.
    last = max(int(span // width) - 1, 0)
    cells: dict[tuple[int, int], int] = {}
    for pair in result.pairs:
        cell = (
            int((pair.baseline - result.minimum) // width),
            int((pair.endpoint - result.minimum) // width),
        )
        cells[cell] = cells.get(cell, 0) + pair.people
    most = max(cells.values())
    for (across, up), number in sorted(cells.items()):
        x, y = result.minimum + across * width, result.minimum + up * width
        figure.add_shape(
            type="rect",
            x0=x,
            x1=x + width,
            y0=y,
            y1=y + width,
            line={"width": 1, "color": theme.background},
            fillcolor=faded(theme.people, 0.08 + 0.37 * number / most),
            layer="below",
        )
    corners = sorted(cells)
    figure.add_trace(
        go.Scatter(
            x=[result.minimum + (across + 0.5) * width for across, _ in corners],
            y=[result.minimum + (up + 0.5) * width for _, up in corners],
            mode="text",
            text=[count(cells[cell]) for cell in corners],
            textfont={"color": theme.text, "size": END_NOTE},
            name="people",
            hoverinfo="skip",
        )
    )


def waterfall_figure(result: Change, theme: Theme, measure: str) -> go.Figure | None:
    """One bar a person, worst change to best; from 401 people on one bar per change. None for nobody."""
    if not result.pairs:
        return None
    figure = base_figure(theme, HEIGHT, WATERFALL)
    _key(figure, theme, bars=True)
    figure.update_layout(bargap=0, barmode="relative")
    if result.n > MOST_MARKS:
        _grouped(figure, theme, result, measure)
    else:
        _bars(figure, theme, result, measure)
    return figure


def _from_worst(result: Change) -> list[PairCount]:
    """Cells from the worst change to the best, outcomes in their order within a change."""
    sign = -1 if result.higher_is_worse else 1
    order = {outcome: index for index, outcome in enumerate(reversed(OUTCOMES))}
    return sorted(
        result.pairs, key=lambda pair: (sign * (pair.endpoint - pair.baseline), order[pair.outcome])
    )


def _bars(figure: go.Figure, theme: Theme, result: Change, measure: str) -> None:
    axis_name(figure, theme, f"Change in {measure}, one bar per person", height=22)
    bars = [pair for pair in _from_worst(result) for _ in range(pair.people)]
    for outcome in OUTCOMES:
        own = [(place, bar) for place, bar in enumerate(bars) if bar.outcome == outcome]
        changes = [bar.endpoint - bar.baseline for _, bar in own]
        figure.add_trace(
            go.Bar(
                x=[place for place, _ in own] or [None],
                y=changes or [None],
                width=0.86,
                marker={"color": theme.outcome(outcome), "line": {"width": 0}},
                name=OUTCOME_WORDS[outcome],
                text=[f"{signed(change)} points<br>{OUTCOME_WORDS[outcome]}" for change in changes],
                textposition="none",
                hovertemplate="%{text}<extra></extra>",
            )
        )
    figure.update_xaxes(range=[-0.6, len(bars) - 0.4], showticklabels=False)
    _change_axis(figure, theme, result)
    beside(figure, f"{people(len(bars))}, worst change to best →", yshift=-26, color=theme.muted)


def _change_axis(figure: go.Figure, theme: Theme, result: Change) -> None:
    changes = [pair.endpoint - pair.baseline for pair in result.pairs]
    reach = result.reliable or 1.0
    low, high = min(*changes, -reach) - 1, max(*changes, reach) + 1
    step = next((step for step in (1, 2, 5, 10, 20, 50) if high - low <= 10 * step), 100)
    ticks = [step * index for index in range(math.ceil(low / step), math.floor(high / step) + 1)]
    figure.update_yaxes(
        range=[low, high],
        tickvals=ticks,
        ticktext=[signed(tick) for tick in ticks],
        showgrid=True,
        zeroline=True,
        zerolinecolor=theme.text,
        zerolinewidth=1.2,
    )
    for change, words in _thresholds(result):
        figure.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=change, y1=change,
            line={"color": theme.axis, "width": 1.2, "dash": "dot"},
        )  # fmt: skip
        text = f"{signed(change)} or more:<br>{words}"
        beside(figure, text, x=1, y=change, yref="y", xshift=6, color=theme.muted, size=END_NOTE)


def _thresholds(result: Change) -> tuple[tuple[float, str], ...]:
    if result.reliable is None:
        return ()
    up, down = ("reliably worse", "reliably better")
    if not result.higher_is_worse:
        up, down = down, up
    return (result.reliable, up), (-result.reliable, down)


def _grouped(figure: go.Figure, theme: Theme, result: Change, measure: str) -> None:
    """People per change value, worst at the left; one bar a person would be thinner than a pixel."""
    axis_name(figure, theme, f"People, by change in {measure}", height=22)
    for outcome in OUTCOMES:
        own: dict[float, int] = {}
        for pair in result.pairs:
            if pair.outcome == outcome:
                change = pair.endpoint - pair.baseline
                own[change] = own.get(change, 0) + pair.people
        texts = [f"{signed(k)} points: {people(v)}<br>{OUTCOME_WORDS[outcome]}" for k, v in own.items()]
        figure.add_trace(
            go.Bar(
                x=list(own) or [None],
                y=list(own.values()) or [None],
                marker={"color": theme.outcome(outcome), "line": {"width": 0}},
                name=OUTCOME_WORDS[outcome],
                text=texts,
                textposition="none",
                hovertemplate="%{text}<extra></extra>",
            )
        )
    figure.update_layout(bargap=0.12)
    figure.update_yaxes(showgrid=True, rangemode="tozero", nticks=6)
    _grouped_axis(figure, theme, result)


def _grouped_axis(figure: go.Figure, theme: Theme, result: Change) -> None:
    changes = sorted({pair.endpoint - pair.baseline for pair in result.pairs})
    low, high = changes[0] - 1, changes[-1] + 1
    step = next((step for step in (1, 2, 5, 10, 20, 50) if high - low <= 8 * step), 100)
    ticks = [step * index for index in range(math.ceil(low / step), math.floor(high / step) + 1)]
    ends = [high, low] if result.higher_is_worse else [low, high]
    figure.update_xaxes(range=ends, tickvals=ticks, ticktext=[signed(tick) for tick in ticks])
    for change, _ in _thresholds(result):
        figure.add_vline(x=change, line={"color": theme.axis, "width": 1.2, "dash": "dot"})
    beside(figure, "worst change to best →", yshift=-36, color=theme.muted)
    if result.reliable is not None:
        text = f"dotted: {points(result.reliable)} points,<br>reliable change"
        beside(figure, text, x=1, y=1, xshift=6, yanchor="top", color=theme.muted, size=END_NOTE)
