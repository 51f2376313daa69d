"""Waterfall: everybody's change in order, worst at the left, coloured by outcome."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside
from afterglow.figures.before_after import MOST_MARKS, outcome_key
from afterglow.figures.chart import Chart, Margins, base_chart
from afterglow.figures.markup import escape
from afterglow.figures.numbers import people, points, signed
from afterglow.figures.outcomes import outcomes_on
from afterglow.figures.theme import END_NOTE, OUTCOMES, Theme
from afterglow.results import Change, PairCount

MARGINS = Margins(left=34, right=92, top=82, bottom=46)
HEIGHT = 500
STEPS = (1, 2, 5, 10, 20, 50, 100)


def waterfall_figure(result: Change, theme: Theme, measure: str) -> go.Figure | None:
    """One bar a person, worst change to best; from 401 people on one bar per change. None for nobody."""
    if not result.pairs:
        return None
    measure = escape(measure)
    chart = base_chart(theme, HEIGHT, MARGINS)
    outcome_key(chart, theme, result.scope, bars=True)
    if result.n > MOST_MARKS:
        _grouped(chart, theme, result, measure)
    else:
        _one_each(chart, theme, result, measure)
    return chart.figure()


def _change(pair: PairCount) -> float:
    return pair.endpoint - pair.baseline


def _words(change: float) -> str:
    return f"{signed(change, 0 if float(change).is_integer() else 1)} points"


def _from_worst(result: Change) -> list[PairCount]:
    """Cells from the worst change to the best, outcomes in their order within a change."""
    sign = -1 if result.higher_is_worse else 1
    order = {outcome: index for index, outcome in enumerate(reversed(OUTCOMES))}
    return sorted(result.pairs, key=lambda pair: (sign * _change(pair), order[pair.outcome]))


def _one_each(chart: Chart, theme: Theme, result: Change, measure: str) -> None:
    axis_name(chart, theme, f"Change in {measure}, one bar per person", height=22)
    bars = [pair for pair in _from_worst(result) for _ in range(pair.people)]
    for outcome, name in outcomes_on(result.scope).items():
        own = [(place, _change(pair)) for place, pair in enumerate(bars) if pair.outcome == outcome]
        chart.bars(
            x=[place for place, _ in own],
            y=[change for _, change in own],
            width=0.86,
            marker={"color": theme.outcome(outcome), "line": {"width": 0}},
            name=name,
            text=[f"{_words(change)}<br>{name}" for _, change in own],
            textposition="none",
        )
    chart.layout.update(bargap=0, barmode="relative")
    chart.xaxis(range=[-0.6, len(bars) - 0.4], showticklabels=False)
    _change_axis(chart, theme, result)
    beside(chart, f"{people(len(bars))}, worst change to best →", yshift=-26, color=theme.muted)


def _ticks(low: float, high: float, most: int) -> list[float]:
    step = next((step for step in STEPS if high - low <= most * step), STEPS[-1])
    return [step * index for index in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _change_axis(chart: Chart, theme: Theme, result: Change) -> None:
    changes = [_change(pair) for pair in result.pairs]
    reach = result.reliable or 1.0
    low, high = min(*changes, -reach) - 1, max(*changes, reach) + 1
    ticks = _ticks(low, high, 10)
    chart.yaxis(
        range=[low, high],
        tickvals=ticks,
        ticktext=[signed(tick) for tick in ticks],
        showgrid=True,
        zeroline=True,
        zerolinecolor=theme.text,
        zerolinewidth=1.2,
    )
    dotted = {"color": theme.axis, "width": 1.2, "dash": "dot"}
    for change, words in _thresholds(result):
        chart.shape("line", xref="paper", x0=0, x1=1, y0=change, y1=change, layer="above", line=dotted)
        text = f"{_words(change).removesuffix(' points')} or more:<br>{words}"
        beside(chart, text, x=1, y=change, yref="y", xshift=6, color=theme.muted, size=END_NOTE)


def _thresholds(result: Change) -> tuple[tuple[float, str], ...]:
    if result.reliable is None:
        return ()
    up, down = ("reliably worse", "reliably better")
    if not result.higher_is_worse:
        up, down = down, up
    return (result.reliable, up), (-result.reliable, down)


def _grouped(chart: Chart, theme: Theme, result: Change, measure: str) -> None:
    """People per change value, worst at the left; one bar a person would be thinner than a pixel."""
    axis_name(chart, theme, f"People, by change in {measure}", height=22)
    for outcome, name in outcomes_on(result.scope).items():
        own: dict[float, int] = {}
        for pair in result.pairs:
            if pair.outcome == outcome:
                own[_change(pair)] = own.get(_change(pair), 0) + pair.people
        chart.bars(
            x=list(own),
            y=list(own.values()),
            marker={"color": theme.outcome(outcome), "line": {"width": 0}},
            name=name,
            text=[f"{_words(change)}: {people(number)}<br>{name}" for change, number in own.items()],
            textposition="none",
        )
    chart.layout.update(bargap=0.12, barmode="relative")
    chart.yaxis(showgrid=True, rangemode="tozero", nticks=6)
    _grouped_axis(chart, theme, result)


def _grouped_axis(chart: Chart, theme: Theme, result: Change) -> None:
    changes = [_change(pair) for pair in result.pairs]
    low, high = min(changes) - 1, max(changes) + 1
    ticks = _ticks(low, high, 8)
    ends = [high, low] if result.higher_is_worse else [low, high]
    chart.xaxis(range=ends, tickvals=ticks, ticktext=[signed(tick) for tick in ticks])
    dotted = {"color": theme.axis, "width": 1.2, "dash": "dot"}
    for change, _ in _thresholds(result):
        chart.shape("line", x0=change, x1=change, yref="paper", y0=0, y1=1, layer="above", line=dotted)
    beside(chart, "worst change to best →", yshift=-36, color=theme.muted)
    if result.reliable is not None:
        text = f"dotted: {points(result.reliable)} points,<br>reliable change"
        beside(chart, text, x=1, y=1, xshift=6, yanchor="top", color=theme.muted, size=END_NOTE)
