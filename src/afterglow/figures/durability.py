"""How long response lasts: falling steps, the default estimand with its band, the others weaker."""

from __future__ import annotations

from dataclasses import replace

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside, spread
from afterglow.figures.chart import Chart, Margins, base_chart
from afterglow.figures.curves import Steps, add_band, counts_under, day_axes, drawn_steps
from afterglow.figures.numbers import NARROW, count, people, whole
from afterglow.figures.theme import Theme
from afterglow.results import Curve, Durability, Lasting

MARGINS = Margins(left=132, right=176, top=40, bottom=124)
HEIGHT = 440
LONGEST = 98
"""Days drawn at most: what follows is about few people, and the first weeks are the question."""
LABEL_GAP = 40
LINES: dict[str, tuple[str, str, str, float]] = {
    "until_loss_or_booster": ("until loss or booster", "accent", "solid", 2.5),
    "usual_care": ("until loss, boosters<br>going on", "people", "dash", 1.8),
    "without_booster": ("until loss, not followed<br>past a booster", "axis", "dot", 1.8),
}
"""Words, colour token, dash and width of each line."""


def durability_figure(result: Durability, theme: Theme) -> go.Figure | None:
    """Share still responding by days since the endpoint score; None where no estimand has a curve."""
    drawn = [(item, item.curve) for item in result.estimands if item.curve and item.curve.drawn_to]
    if not drawn:
        return None
    chart = base_chart(theme, HEIGHT, MARGINS)
    end = min(max(curve.drawn_to for _, curve in drawn), LONGEST)
    ticks = day_axes(chart, theme, end, "days since the endpoint score")
    axis_name(chart, theme, f"Share still responding,{NARROW}%", height=16)
    lines = [(item, _cut(curve, end)) for item, curve in drawn]
    for item, steps in reversed(lines):
        _line(chart, theme, item, steps)
    _names(chart, theme, lines)
    first = drawn[0][0]
    rows = (
        ("Still followed", lambda item: item.waiting),
        ("Ended", lambda item: item.events),
        ("No longer followed", lambda item: item.ended),
    )
    counts_under(chart, theme, ticks, rows, counts=first.counts)
    return chart.figure()


def _cut(curve: Curve, end: float) -> Steps:
    return drawn_steps(replace(curve, drawn_to=min(curve.drawn_to, end)), falling=True)


def _line(chart: Chart, theme: Theme, item: Lasting, steps: Steps) -> None:
    words, token, dash, width = LINES[item.key]
    color = getattr(theme, token)
    if dash == "solid":
        add_band(chart, theme, steps, color)
    chart.scatter(
        x=steps.days,
        y=steps.values,
        mode="lines",
        line={"width": width, "shape": "hv", "color": color, "dash": dash},
        name=item.key,
        text=_texts(item, words.replace("<br>", " "), steps),
    )


def _texts(item: Lasting, words: str, steps: Steps) -> list[str]:
    who = f"{words}, {people(item.people)}"
    shares = zip(steps.days, with_band(steps), strict=True)
    return [f"Day {count(day)}: {share} still responding<br>{who}" for day, share in shares]


def with_band(steps: Steps) -> list[str]:
    """Each corner's share in words, such as "54 % (43-65 %)"."""
    rows = zip(steps.values, steps.low, steps.high, strict=True)
    return [f"{whole(value)}{NARROW}%{_band(low, high)}" for value, low, high in rows]


def _band(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({whole(low)}–{whole(high)}{NARROW}%)"


def _names(chart: Chart, theme: Theme, lines: list[tuple[Lasting, Steps]]) -> None:
    """A name at each line's end, moved apart where lines end close together."""
    plot = HEIGHT - MARGINS.top - MARGINS.bottom
    heights = spread([plot * steps.values[-1] / 100 for _, steps in lines], LABEL_GAP)
    for (item, _), height in zip(lines, heights, strict=True):
        words, token, dash, _ = LINES[item.key]
        solid = dash == "solid"
        text = f"<b>{words}</b>,<br>with 95{NARROW}% band" if solid else words
        color = getattr(theme, token) if solid else theme.muted
        beside(chart, text, x=1, y=0, xshift=10, yshift=max(height, 12), color=color)
