"""Each diagnosis on the scale of its condition: a section a condition, each with an axis of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import plotly.graph_objects as go

from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.figures.axes import beside
from afterglow.figures.chart import INTERVAL, Chart, Margins, base_chart, ringed
from afterglow.figures.groups import group_label
from afterglow.figures.markup import escape
from afterglow.figures.numbers import MINUS, NARROW, decimals, number_range, of, of_with_share, percent
from afterglow.figures.rates import rate_label
from afterglow.figures.rows import hover_text, shortened
from afterglow.figures.theme import LABEL_TEXT, Theme
from afterglow.results import Conditions, ConditionScale, Rate

SLOT = 29
AFTER = 0.5
"""Slots of air between two sections."""
MARGINS = Margins(left=264, right=150, top=8, bottom=8)
VALUE_END, PEOPLE_END = 66, 146
INDENT = 12
NAMES = {"depression": "Depression", "anxiety": "Anxiety", "ptsd": "PTSD", "pain": "Chronic pain"}
POINT_STEPS = (1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A row as drawn: places run from 0 to 1 along its section's axis."""

    label: str
    place: float | None = None
    low: float | None = None
    high: float | None = None
    value: str = ""
    people: str = ""
    says: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A condition: what is measured, the ticks of its axis (place, words), and its rows."""

    heading: str
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]

    @property
    def slots(self) -> float:
        return 1 + len(self.marks) + (0.8 if self.ticks else 0) + AFTER


def scale_name(key: str | None) -> str:
    """Name of a scale; one the clinic declared keeps its own."""
    row = INSTRUMENTS.get(key or "")
    return row.name if row is not None else (key or "")


def conditions_figure(result: Conditions, theme: Theme) -> go.Figure | None:
    """Sections from top to bottom; nothing is drawn across them. None without a diagnosis to show."""
    sections = [_section(key, [row for row in result.rows if row.condition == key]) for key in NAMES]
    shown = [section for section in sections if section is not None]
    if not shown:
        return None
    slots = sum(section.slots for section in shown)
    chart = base_chart(theme, int(MARGINS.top + MARGINS.bottom + SLOT * slots), MARGINS)
    chart.xaxis(range=[-0.004, 1.004], visible=False)
    chart.yaxis(range=[slots, 0], visible=False)
    top = 0.0
    for section in shown:
        _draw(chart, theme, section, top)
        top += section.slots
    return chart.figure()


def _section(key: str, rows: Sequence[ConditionScale]) -> Section | None:
    if not rows:
        return None
    first = rows[0]
    if first.instrument is None:
        marks = tuple(_missing(row) for row in rows)
        return Section(NAMES[key], (), marks)
    scale = scale_name(first.instrument)
    if first.measure == "points":
        step = _step(first)
        marks = tuple(_points(row, step) for row in rows)
        return Section(f"{NAMES[key]}: change on {scale}, points", _point_ticks(step), marks)
    wanted = [rate.key for rate in first.rates if rate.key.startswith("drop_")]
    leading = [*wanted, *[rate.key for rate in first.rates[len(wanted) : len(wanted) + 1]]]
    shares = tuple(
        (place / 4, f"{25 * place}{NARROW}%" if place in (0, 4) else f"{25 * place}") for place in range(5)
    )
    marks = tuple(_share(row, key, named=bool(wanted)) for row in rows for key in leading)
    words = "down by this much" if wanted else rate_label(leading[0]).lower() if leading else ""
    return Section(f"{NAMES[key]}: {words} on {scale},{NARROW}% of the scored", shares, marks)


def _missing(row: ConditionScale) -> Mark:
    return Mark(
        label=group_label(row.label),
        people=f"{row.treated} treated",
        why=f"no scores on {_either(row.wanted)}",
    )


def _either(names: Sequence[str]) -> str:
    return " or ".join(names) if len(names) <= 2 else "a scale of this condition"


def _share(row: ConditionScale, key: str, *, named: bool) -> Mark:
    rate = next((rate for rate in row.rates if rate.key == key), None)
    label = group_label(row.label) + (f", by {drop_of(row, key)}{NARROW}%" if named else "")
    if rate is None:
        return Mark(label=label, why="no rule on this scale")
    return _share_mark(label, rate)


def drop_of(row: ConditionScale, key: str) -> str:
    """The drop in percent behind a rate."""
    scale = INSTRUMENTS.get(row.instrument or "")
    if key.startswith("drop_") or scale is None or scale.response is None:
        return key.removeprefix("drop_")
    return str(scale.response.drop_percent)


def _share_mark(label: str, rate: Rate) -> Mark:
    seen = rate.observed
    counted = of(seen.successes, seen.total)
    if seen.share is None:
        return Mark(label=label, people=counted, why="too few for a share")
    return Mark(
        label=label,
        place=seen.share,
        low=seen.low,
        high=seen.high,
        value=percent(seen.share),
        people=counted,
        says=f"{label}: {of_with_share(seen)}",
    )


def _step(row: ConditionScale) -> float:
    wanted = (row.maximum or 20.0) / 4
    return next((step for step in POINT_STEPS if step >= wanted), ceil(wanted))


def _point_ticks(step: float) -> tuple[tuple[float, str], ...]:
    """From three steps fewer symptoms to one step more."""
    words = [f"{MINUS}{3 * step:g}", f"{MINUS}{2 * step:g}", f"{MINUS}{step:g}", "0", f"+{step:g}"]
    return tuple((place / 4, text) for place, text in enumerate(words))


def _points(row: ConditionScale, step: float) -> Mark:
    label, change = group_label(row.label), row.change
    people = f"{row.scored} scored"
    mean = None if change is None else change.mean
    if mean is None or mean.value is None or mean.low is None or mean.high is None:
        return Mark(label=label, people=people, why="too few for a mean")

    def place(value: float) -> float:
        return min(max((value + 3 * step) / (4 * step), 0.0), 1.0)

    limits = number_range(decimals(mean.low), decimals(mean.high))
    return Mark(
        label=label,
        place=place(mean.value),
        low=place(mean.low),
        high=place(mean.high),
        value=decimals(mean.value),
        people=people,
        says=f"{label}: mean change {decimals(mean.value)} points ({limits}), {people}",
    )


def _draw(chart: Chart, theme: Theme, section: Section, top: float) -> None:
    left = -chart.margins.left
    heading = f"<b>{escape(section.heading)}</b>"
    beside(chart, heading, y=top + 0.5, yref="y", xshift=left, color=theme.text, size=LABEL_TEXT)
    end = top + 1 + len(section.marks)
    for at, text in section.ticks:
        line = {"color": theme.grid, "width": 1}
        chart.shape("line", x0=at, x1=at, y0=top + 1, y1=end, line=line)
        beside(chart, text, x=at, y=end + 0.4, xref="x", yref="y", anchor="center", color=theme.muted)
    for number, mark in enumerate(section.marks):
        _mark(chart, theme, mark, top + 1.5 + number)


def _mark(chart: Chart, theme: Theme, mark: Mark, y: float) -> None:
    left, row = -chart.margins.left + INDENT, {"y": y, "yref": "y"}
    label = shortened(mark.label, chart.margins.left - INDENT - 10)
    beside(chart, label, xshift=left, color=theme.text, size=LABEL_TEXT, **row)
    beside(chart, f"<b>{mark.value}</b>", x=1, xshift=VALUE_END, anchor="right", color=theme.text, **row)
    beside(chart, mark.people, x=1, xshift=PEOPLE_END, anchor="right", color=theme.muted, **row)
    if mark.place is None:
        beside(chart, mark.why, x=0, xref="x", xshift=6, color=theme.muted, **row)
        return
    chart.scatter(
        x=[mark.low, mark.high],
        y=[y, y],
        mode="lines",
        line={"color": theme.people, "width": INTERVAL},
        name="interval",
    )
    marker = ringed(theme, theme.people, size=12)
    chart.scatter(
        x=[mark.place], y=[y], mode="markers", marker=marker, name="value", text=[hover_text(mark.says)]
    )
