"""The first hours, and what early response says about the endpoint: rows of dots."""

from __future__ import annotations

import math
from collections.abc import Iterator

import plotly.graph_objects as go

from afterglow.figures.numbers import NARROW, capital, count, of, of_with_share, people, percent, plural
from afterglow.figures.rows import DotRow, Heading, NumberColumn, dot_rows
from afterglow.figures.symptoms import TOO_FEW, change_words
from afterglow.figures.theme import Theme
from afterglow.results import (
    EarlyGroup,
    EarlyPoint,
    EarlyPredicts,
    EarlyRelief,
    EarlySession,
    Proportion,
)

MEASURES = (
    ("positive", "Responded later, of early responders"),
    ("negative", "Did not, of all others"),
    ("sensitivity", "Early responder, of later responders"),
    ("specificity", "Not early, of later non-responders"),
)
MET = {"response": "Responded", "remission": "Remitted", "reliable_improvement": "Improved"}
"""What meeting each criterion is called over a column."""
KEY = f"● mean change since baseline, with its 95{NARROW}% interval"
MOST_TICKS = 8
STEPS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


def early_relief_figure(result: EarlyRelief, theme: Theme, scale: str) -> go.Figure | None:
    """Mean change at each time, for everybody and by baseline severity; None for too few people."""
    if all(point.change.value is None for point in result.everybody.points):
        return None
    rows: list[Heading | DotRow] = []
    for group in result.groups:
        rows.append(Heading(f"{group_words(group)}: {people(group.people)}"))
        rows += [_hour_row(point, theme) for point in group.points]
    met = NumberColumn(MET.get(result.criterion, ""), 84)
    columns = (NumberColumn("Mean change", 166), met, NumberColumn("People", 62))
    return dot_rows(
        rows,
        theme,
        columns=columns,
        left=262,
        axis=change_axis(*_ends(result)),
        key=KEY,
        axis_name=f"{scale} points",
    )


def group_words(group: EarlyGroup) -> str:
    """Such as "Everybody" or "Moderately severe at baseline"."""
    return "Everybody" if group.label == "all" else f"{capital(group.label)} at baseline"


def hours_words(hours: int) -> str:
    """Such as "2 hours", "24 hours"."""
    return plural(hours, "hour", "hours")


def _hour_row(point: EarlyPoint, theme: Theme) -> DotRow:
    label, told = f"{hours_words(point.hours)} after", change_words(point.change)
    part = point.responded
    return DotRow(
        label=label,
        value=point.change.value,
        low=point.change.low,
        high=point.change.high,
        cells=(told, of(part.successes, part.total) if part.total else "", count(point.n)),
        says=f"{label}: {told}, {people(point.n)}\nresponded: {of_with_share(part)}",
        color=theme.accent,
    )


def _ends(result: EarlyRelief) -> tuple[float, float]:
    """Lowest and highest number drawn, no change among them."""
    values = [value for value in _drawn(result) if value is not None]
    return min(0.0, *values), max(0.0, *values)


def _drawn(result: EarlyRelief) -> Iterator[float | None]:
    for group in result.groups:
        for point in group.points:
            yield from (point.change.value, point.change.low, point.change.high)


def change_axis(low: float, high: float) -> dict:
    """Round ticks over all that is drawn, with their signs; zero is always one of them."""
    span = max(high - low, 1.0)
    step = next((step for step in STEPS if span <= (MOST_TICKS - 1) * step), STEPS[-1])
    first, last = math.floor(low / step), max(math.ceil(high / step), 1)
    ticks = [step * index for index in range(first, last + 1)]
    words = [f"{tick:g}".replace("-", "−") for tick in ticks]
    edge = 0.0035 * (ticks[-1] - ticks[0])
    return {
        "range": [ticks[0] - edge, ticks[-1] + edge],
        "tickvals": ticks,
        "ticktext": words,
        "showgrid": True,
    }


def early_predicts_figure(result: EarlyPredicts, theme: Theme) -> go.Figure | None:
    """Four shares per session, each with its interval; None where no session has people enough for one."""
    shares = [getattr(session, name).share for session in result.sessions for name, _ in MEASURES]
    if all(share is None for share in shares):
        return None
    rows: list[Heading | DotRow] = []
    for session in result.sessions:
        rows.append(Heading(f"By session {session.number}: {people(session.n)}"))
        rows += [_share_row(session, name, label, theme) for name, label in MEASURES]
    columns = (NumberColumn("Share", 66), NumberColumn("People", 84))
    key = f"● share, with its 95{NARROW}% interval"
    return dot_rows(rows, theme, columns=columns, left=282, key=key)


def _share_row(session: EarlySession, name: str, label: str, theme: Theme) -> DotRow:
    part: Proportion = getattr(session, name)
    share = None if part.share is None else 100 * part.share
    return DotRow(
        label=label,
        value=share,
        low=None if part.low is None else 100 * part.low,
        high=None if part.high is None else 100 * part.high,
        cells=(TOO_FEW if part.share is None else percent(part.share), of(part.successes, part.total)),
        says=f"{label}:\n{of_with_share(part)}",
        color=theme.people,
    )
