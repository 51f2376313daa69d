"""Where everybody stands: areas of plain counts stacked over the days, named at the right end."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside, day_ticks, percent_axis, spread
from afterglow.figures.chart import Chart, Margins, base_chart
from afterglow.figures.numbers import count, of, percent
from afterglow.figures.theme import RING, Theme
from afterglow.results import Incidence, Standing

MARGINS = Margins(left=58, right=142, top=40, bottom=56)
HEIGHT = 350
LABEL_GAP = 36
HATCH = 7
"""Pixels from one line of the hatching to the next."""


@dataclass(frozen=True, slots=True)
class Area:
    """One band of the stack, in percent per day. `texts` is what hovering says."""

    words: str
    color: str
    ink: str
    values: tuple[float, ...]
    texts: tuple[str, ...]
    hatched: bool = False


def standing_figure(result: Standing, theme: Theme) -> go.Figure | None:
    """Bottom up: improved, in care, not seen for a while, cannot be judged; None below a percentage."""
    if result.shown == "incidence" and result.incidence is not None:
        return _incidence_figure(result, result.incidence, theme)
    if result.improved.share is None:
        return None
    days = tuple(float(item.day) for item in result.days)
    areas = _count_areas(result, theme)
    return _stack(days, areas, theme, f"Share of {count(result.people)} people on each day", result.horizon)


def _count_areas(result: Standing, theme: Theme) -> tuple[Area, ...]:
    total = result.people
    unjudged = total - result.judged
    blue = theme.outcome("responded")
    parts = (
        ("improved", blue, blue, [d.improved for d in result.days]),
        ("in care", theme.soft, theme.text, [d.in_care for d in result.days]),
        (
            f"not seen for<br>{result.away_days} days",
            theme.outcome("no_change"),
            theme.muted,
            [d.not_seen for d in result.days],
        ),
        ("cannot be judged", theme.not_scored, theme.muted, [unjudged for _ in result.days]),
    )
    return tuple(
        Area(
            words=words,
            color=color,
            ink=ink,
            values=tuple(100 * number / total for number in numbers),
            texts=tuple(
                f"Day {day.day}: {of(number, total)} {words.replace('<br>', ' ')} ({percent(number / total)})"
                for day, number in zip(result.days, numbers, strict=True)
            ),
            hatched=words == "cannot be judged",
        )
        for words, color, ink, numbers in parts
    )


def _incidence_figure(result: Standing, curve: Incidence, theme: Theme) -> go.Figure | None:
    kept = [index for index, day in enumerate(curve.times) if day <= curve.drawn_to]
    if not kept:
        return None
    days = (0.0, *(curve.times[index] for index in kept), curve.drawn_to)
    improved = _held(curve.improved, kept)
    left = _held(curve.left, kept)
    neither = tuple(1 - a - b for a, b in zip(improved, left, strict=True))
    parts = (
        ("improved first", theme.outcome("responded"), theme.outcome("responded"), improved),
        ("neither so far", theme.soft, theme.text, neither),
        (f"not seen for<br>{result.away_days} days first", theme.outcome("no_change"), theme.muted, left),
    )
    areas = tuple(
        Area(
            words=words,
            color=color,
            ink=ink,
            values=tuple(100 * max(share, 0.0) for share in shares),
            texts=tuple(
                f"Day {count(day)}: {percent(max(share, 0.0))} {words.replace('<br>', ' ')}"
                for day, share in zip(days, shares, strict=True)
            ),
        )
        for words, color, ink, shares in parts
    )
    return _stack(days, areas, theme, f"Estimated share of {count(curve.n)} people", curve.drawn_to)


def _held(shares: tuple[float, ...], kept: list[int]) -> tuple[float, ...]:
    """From 0 on day 0 to the last value, which holds to the end of the drawing."""
    return (0.0, *(shares[index] for index in kept), shares[kept[-1]])


def _stack(
    days: tuple[float, ...], areas: tuple[Area, ...], theme: Theme, name: str, end: float
) -> go.Figure:
    chart = base_chart(theme, HEIGHT, MARGINS)
    ticks = [tick for tick in day_ticks(end) if tick <= end]
    chart.yaxis(**percent_axis())
    chart.yaxis(range=[0, 100], showgrid=False)
    chart.xaxis(range=[0, end], tickvals=ticks, ticktext=[str(tick) for tick in ticks], showline=True)
    axis_name(chart, theme, name, height=16)
    beside(chart, "days since first session", x=1, yshift=-38, anchor="right", color=theme.muted)
    for area in areas:
        _area(chart, theme, days, area)
    _end_names(chart, [area for area in areas if area.values[-1] > 0], areas)
    return chart.figure()


def _area(chart: Chart, theme: Theme, days: tuple[float, ...], area: Area) -> None:
    if not any(area.values):
        return
    hatch = {"shape": "/", "size": HATCH, "solidity": 0.15}
    pattern = {**hatch, "fgcolor": area.color, "bgcolor": theme.background}
    chart.scatter(
        x=days,
        y=area.values,
        mode="lines",
        stackgroup="people",
        line={"width": RING, "shape": "hv", "color": theme.background},
        fillcolor=area.color,
        fillpattern=pattern if area.hatched else None,
        name=area.words.replace("<br>", " "),
        text=area.texts,
    )


def _end_names(chart: Chart, named: list[Area], areas: tuple[Area, ...]) -> None:
    """Each share on the last day beside its band, moved apart where bands are thin."""
    plot = HEIGHT - MARGINS.top - MARGINS.bottom
    below, middles = 0.0, {}
    for area in areas:
        middles[area.words] = below + area.values[-1] / 2
        below += area.values[-1]
    heights = spread([plot * middles[area.words] / 100 for area in named], LABEL_GAP)
    for area, height in zip(named, heights, strict=True):
        text = f"<b>{percent(area.values[-1] / 100)}</b> {area.words}"
        beside(chart, text, x=1, y=0, xshift=8, yshift=height, color=area.ink)
