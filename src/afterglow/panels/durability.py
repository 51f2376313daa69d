"""How long response lasts: words and table."""

from __future__ import annotations

from afterglow.definitions.rules import DURABILITY_DAYS, SMALL
from afterglow.figures.durability import durability_figure
from afterglow.figures.numbers import (
    NARROW,
    count,
    day_range,
    listed,
    of,
    people,
    percent,
    percent_range,
    sentences,
)
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.improvement import count_cells
from afterglow.panels.panel import BLANK, Cell, Column, Drawing, Panel, Table
from afterglow.panels.words import INTERVALS, enough_for_percent, measure
from afterglow.results import Curve, Durability, Estimate, Lasting, StillShare

NOBODY = "Nobody here has responded at the endpoint yet."
NAMES = {
    "until_loss_or_booster": "Until loss of response or a booster",
    "usual_care": "Until loss, boosters going on",
    "without_booster": "Until loss, not followed past a booster",
}
EXCLUDED = {
    "boosted_before_endpoint": "with a booster before that score",
    "boosted_on_endpoint_day": "with a booster on its day",
    "no_later_score": "without a later score",
}
FOLLOWED = {
    "cut_off": "Without an event people are followed to the end of the data.",
    "last_contact": "Without an event people are followed to their last contact.",
}
SHORTER = "Without the date the data end, people are followed to their last contact: shorter than the truth."
ON_SESSION_DAYS = "over half of the later scores were taken on session days, by people who came back"


def durability_answer(result: Durability) -> str:
    if not result.responders:
        return NOBODY
    first = result.estimand("until_loss_or_booster")
    if not first.people:
        return f"**{people(result.responders)}** responded; all had a booster by the day of that score."
    if first.curve is None or not enough_for_percent(first.people):
        return _counted(first)
    return sentences(_shares(first), _half(first, first.curve), _usual(result.estimand("usual_care")))


def _counted(item: Lasting) -> str:
    few = "; too few for a steady percentage" if item.curve is not None else "; too few people for a curve"
    return (
        f"**{of(item.lost + item.boosted, item.people)}** people who responded have since scored above half "
        f"of baseline ({count(item.lost)}) or had a booster ({count(item.boosted)}){few}."
    )


def _shares(item: Lasting) -> str:
    """Read out at each day that enough people were followed to."""
    told = [_read(point) for point in item.days if point.still.value is not None]
    if not told:
        return f"**{people(item.people)}** responded; too few are followed a week later to say how it lasts."
    return f"Of {people(item.people)} who responded, still responding without a booster: {listed(told)}."


def _read(point: StillShare) -> str:
    still = point.still
    limits = ""
    if still.low is not None and still.high is not None:
        limits = f" ({percent_range(still.low, still.high)})"
    return f"**{percent(still.value or 0.0)}** after {point.day} days{limits}"


def _half(item: Lasting, curve: Curve) -> str:
    middle, last = curve.median, curve.drawn_to
    if middle.value is None or middle.value > last:
        return f"More than half still did on day {count(last)}, the last with {SMALL.curve_at_risk} followed."
    limits = "" if middle.low is None or middle.high is None else f" ({day_range(middle.low, middle.high)})"
    return f"For half it was over by day {count(middle.value)}{limits}."


def _usual(item: Lasting) -> str:
    """The same with boosters going on, at the last day read out."""
    told = [point for point in item.days if point.still.value is not None]
    if item.curve is None or not told:
        return ""
    return f"With boosters going on: {_read(told[-1])}."


def durability_note(result: Durability) -> str:
    first, usual = result.estimand("until_loss_or_booster"), result.estimand("usual_care")
    weaker = [item for item in result.estimands if item.reason == "on_session_days"]
    return sentences(
        f"{people(result.responders)} responded at the endpoint ({measure(result.scope)}, "
        f"{result.scope.window}); day 0 is that score's day.",
        _left_out(first),
        f"With boosters going on: {count(no_later)} without a later score left out."
        if (no_later := sum(item.people for item in usual.excluded))
        else "",
        f"Loss without regard to boosters is not shown: {ON_SESSION_DAYS} "
        f"({of(result.on_session_days, result.later_scores)})."
        if weaker
        else "",
        "Loss: a later score above half of baseline. It is seen late, so each line lies above the truth.",
        FOLLOWED.get(result.followup_end, "") if not result.shorter_than_truth else SHORTER,
        INTERVALS,
    )


def _left_out(item: Lasting) -> str:
    told = [f"{count(part.people)} {EXCLUDED[part.key]}" for part in item.excluded if part.people]
    return f"Left out: {listed(told)}." if told else ""


def draw_durability(result: Durability, theme: Theme) -> Drawing:
    if not result.responders:
        return drawn_or_said(None, theme, "Nobody to follow", NOBODY)
    reason = f"A curve is drawn from {SMALL.curve} people who responded on."
    heading = "Too few people for a curve"
    return drawn_or_said(
        durability_figure(result, theme), theme, heading, reason, "The table has the counts by day."
    )


COLUMNS = (
    Column("Ends at"),
    Column("Days after the score", "count"),
    Column("Still responding", "percent"),
    Column(f"95{NARROW}% from", "percent"),
    Column("to", "percent"),
    Column("People", "count"),
    Column("Still followed", "count"),
    Column("Ended", "count"),
    Column("No longer followed", "count"),
)


def durability_table(result: Durability) -> Table:
    return Table(COLUMNS, tuple(row for item in result.estimands for row in _rows(item)))


def _rows(item: Lasting) -> list[tuple[Cell, ...]]:
    """One row a day read out; a withheld estimand has one row that says so."""
    if item.reason == "on_session_days":
        return [(f"{NAMES[item.key]}: not shown", BLANK, None, None, None, item.people, None, None, None)]
    shares, counts = {point.day: point.still for point in item.days}, {one.day: one for one in item.counts}
    return [
        (NAMES[item.key], day, *_share_cells(shares.get(day)), item.people, *count_cells(counts.get(day)))
        for day in DURABILITY_DAYS
    ]


def _share_cells(still: Estimate | None) -> tuple[Cell, ...]:
    return (None,) * 3 if still is None else (still.value, still.low, still.high)


DURABILITY = Panel(
    key="durability",
    page="boosters",
    question="How long does response last?",
    kinds=(Durability,),
    answer=durability_answer,
    note=durability_note,
    reading=(
        "Everybody here had responded on day 0. The solid violet line falls when a later score is above "
        "half of baseline or a booster is given, whichever comes first: how long people went without "
        "either. The dashed line falls at the loss alone, with boosters given as they were: what a person"
        " in care here may expect. The dotted line stops following people at a booster. It flatters, "
        "because boosters go to those who are slipping. Both of these end with a person's last score."
    ),
    draw=draw_durability,
    table=durability_table,
)
