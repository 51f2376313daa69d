"""How scores moved over time."""

from __future__ import annotations

from afterglow.figures.numbers import NARROW, count, decimals, of, people, percent, sentences
from afterglow.figures.theme import Theme
from afterglow.figures.trajectory import trajectory_figure
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Cell, Column, Drawing, Panel, Table
from afterglow.panels.words import INTERVALS, NO_CONTROL, measure
from afterglow.results import Trajectory, TrajectoryPoint

TOO_FEW = "Too few people for a mean"


def answer(result: Trajectory) -> str:
    """First, best-known middle and last mean, with who is behind the last."""
    known = [point for point in result.points if point.mean is not None]
    if not result.starters:
        return "Nobody here has a baseline score, so there is nothing to follow."
    if len(known) < 2:
        return f"**{people(result.starters)}** have a baseline score; too few were scored again for a mean."
    first, last = known[0], known[-1]
    half = [point for point in known if 2 * point.n >= result.starters]
    firm = half[-1] if half else first
    start = f"Mean {measure(result.scope)} went from **{_mean(first)}**"
    if firm is first or firm is last:
        return f"{start} to **{_mean(last)}** by {_when(last)}, among the {count(last.n)} scored then."
    return (
        f"{start} to **{_mean(firm)}** by {_when(firm)}, and was **{_mean(last)}** by {_when(last)} "
        f"among the {count(last.n)} still scored."
    )


def _mean(point: TrajectoryPoint) -> str:
    return decimals(point.mean or 0.0)


def _when(point: TrajectoryPoint) -> str:
    return "baseline" if point.day == 0 else f"day {point.day}"


def note(result: Trajectory) -> str:
    return sentences(
        f"{people(result.starters)} with a baseline score; each point takes the score nearest its day.",
        "Who is scored changes from point to point: compare the counts before comparing the means.",
        _complete(result),
        _session_days(result),
        INTERVALS,
        NO_CONTROL,
    )


def _complete(result: Trajectory) -> str:
    number = result.complete[0].n if result.complete else 0
    if not number:
        return "Nobody was scored at every point."
    return f"{people(number)} {'was' if number == 1 else 'were'} scored at every point."


def _session_days(result: Trajectory) -> str:
    """After induction people come, and are scored, when worse: how many scores fell on session days."""
    late = [point for point in result.points if point.day > 0 and point.n]
    if not late:
        return ""
    total, on_day = sum(point.n for point in late), sum(point.on_session_day for point in late)
    return f"{percent(on_day / total)} of the later scores ({of(on_day, total)}) were taken on a session day."


def draw(result: Trajectory, theme: Theme) -> Drawing:
    figure = trajectory_figure(result, theme, measure(result.scope))
    reason = "A mean is shown from 10 people on. The table has the counts."
    return drawn_or_said(figure, theme, TOO_FEW, reason)


def table(result: Trajectory) -> Table:
    columns = (
        Column("Day", "count"),
        Column("Who"),
        Column("People", "count"),
        Column("Mean", "one_decimal"),
        Column(f"95{NARROW}% low", "one_decimal"),
        Column(f"95{NARROW}% high", "one_decimal"),
        Column("SD", "one_decimal"),
        Column("On a session day", "count"),
    )
    rows = [_row(point, "everybody scored") for point in result.points]
    rows += [_row(point, "scored at every point") for point in result.complete]
    return Table(columns, tuple(rows))


def _row(point: TrajectoryPoint, who: str) -> tuple[Cell, ...]:
    return point.day, who, point.n, point.mean, point.low, point.high, point.sd, point.on_session_day


TRAJECTORY = Panel(
    key="trajectory",
    page="response",
    question="How did scores move over time?",
    kinds=(Trajectory,),
    answer=answer,
    note=note,
    reading=(
        "The violet line joins the means of whoever was scored near that day, the band is its interval. It "
        "is dotted once fewer than half of those who started are scored. The dashed slate line holds the "
        "people scored at every point: where the two part, the violet one shows who stayed rather than how "
        "people changed. After induction people tend to come, and be scored, when they feel worse."
    ),
    draw=draw,
    table=table,
)
