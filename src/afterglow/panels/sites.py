"""Sites in their funnel, and each condition on its own scale: words and tables."""

from __future__ import annotations

from afterglow.figures.conditions import conditions_figure, drop_of, scale_name
from afterglow.figures.funnel import funnel_figure
from afterglow.figures.groups import group_label
from afterglow.figures.numbers import (
    NARROW,
    capital,
    count,
    decimals,
    estimate_range,
    listed,
    of,
    people,
    sentences,
)
from afterglow.figures.rates import rate_label
from afterglow.figures.theme import Theme
from afterglow.panels.compare_words import MOST_NAMED, outcome_verb, too_few
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Cell, Column, Drawing, Panel, Table
from afterglow.panels.rates import proportion_cells
from afterglow.panels.words import INTERVALS, NO_CONTROL, brackets, definitions, endpoint_note
from afterglow.results import Conditions, ConditionScale, Funnel, FunnelSite


def funnel_answer(result: Funnel) -> str:
    pooled = result.pooled
    large = [site for site in result.sites if not site.too_few]
    together = f"At {count(len(result.sites))} sites together, **{of(pooled.successes, pooled.total)}**"
    level = f"{together} people scored {outcome_verb(result.outcome)}{brackets(pooled)}."
    small = too_few([site.label for site in result.sites if site.too_few])
    if not large:
        return sentences(level, small)
    outside = [_outside(site) for site in large if site.beyond is not None]
    if outside:
        told = f"Further from that than chance usually puts a site of its size: {listed(outside)}."
        return sentences(level, told, "Look for the reason, in care or in who was scored.", small)
    every = "Every site" if len(large) == len(result.sites) else "Every site large enough"
    return sentences(level, f"{every} lies where chance alone could put it.", small)


def _outside(site: FunnelSite) -> str:
    seen = site.observed
    where = f"outside the {site.beyond}{NARROW}% limit"
    return f"{group_label(site.label)} with {of(seen.successes, seen.total)} ({where})"


def funnel_note(result: Funnel) -> str:
    few = "" if result.limits else "Fewer than five sites make no funnel: they stand in rows."
    return sentences(
        few,
        f"Sites under {count(result.fewest)} scored are shown, not judged."
        if any(site.too_few for site in result.sites)
        else "",
        endpoint_note(result.scope),
        definitions(result.scope),
        "The unscored are not in it.",
        INTERVALS,
    )


def funnel_table(result: Funnel) -> Table:
    columns = (
        Column("Site"),
        Column("People", "count"),
        Column("Of", "count"),
        Column("Share", "percent"),
        Column(f"95{NARROW}% from", "percent"),
        Column("to", "percent"),
        Column(f"Chance 95{NARROW}% from", "percent"),
        Column("to", "percent"),
        Column(f"Chance 99.8{NARROW}% from", "percent"),
        Column("to", "percent"),
        Column("Outside"),
    )
    return Table(columns, tuple(_site_row(site) for site in result.sites))


def _site_row(site: FunnelSite) -> tuple[Cell, ...]:
    successes, total, share, low, high = proportion_cells(site.observed)
    limits = (site.inner_low, site.inner_high, site.outer_low, site.outer_high)
    where = "" if site.beyond is None else f"{site.beyond}{NARROW}%"
    if site.too_few:
        return group_label(site.label), successes, total, None, low, high, *limits, "too few to compare"
    return group_label(site.label), successes, total, share, low, high, *limits, where


def conditions_answer(result: Conditions) -> str:
    shown = [row for row in result.rows if row.scored]
    if not shown:
        return "Nobody with a diagnosis has been scored on the scale of their condition yet."
    told = [_row_words(row) for row in shown[: MOST_NAMED + 1]]
    more = len(shown) - len(told)
    rest = f"{count(more)} more stand below." if more else ""
    return sentences(*(f"{words}." for words in told), rest)


def _row_words(row: ConditionScale) -> str:
    start = f"{group_label(row.label)} on {scale_name(row.instrument)}"
    if row.measure == "points":
        mean = None if row.change is None else row.change.mean
        if mean is None or mean.value is None:
            return f"{start}: {people(row.scored)} scored, too few for a mean"
        told = f"mean change **{decimals(mean.value)}** points{estimate_range(mean)}"
        return f"{start}: {told}, {people(row.scored)}"
    rates = [rate for rate in row.rates if rate.key != "remission"]
    parts = [
        f"**{of(rate.observed.successes, rate.observed.total)}** "
        f"{_verb(row, rate.key)}{brackets(rate.observed)}"
        for rate in rates
    ]
    return f"{start}: {listed(parts)}" if parts else f"{start}: {people(row.scored)} scored"


def _verb(row: ConditionScale, key: str) -> str:
    """Beside another drop, response is told as the drop it is."""
    several = any(rate.key.startswith("drop_") for rate in row.rates)
    return f"fell by {drop_of(row, key)}{NARROW}% or more" if several else outcome_verb(key)


def conditions_note(result: Conditions) -> str:
    missing = [row for row in result.rows if row.instrument is None]
    told = [f"{group_label(row.label)} ({people(row.treated)}; {' or '.join(row.wanted)})" for row in missing]
    return sentences(
        "Every diagnosis is judged on the scale of its condition, by the rule of that scale; they are "
        "not added "
        "up or compared with each other.",
        f"No scores on their scale: {listed(told)}." if told else "",
        f"{capital(people(result.unread))} with another or an unclear diagnosis left out."
        if result.unread
        else "",
        f"{capital(people(result.no_value))} without a diagnosis left out." if result.no_value else "",
        f"Endpoint {result.window}.",
        INTERVALS,
        NO_CONTROL,
    )


def conditions_table(result: Conditions) -> Table:
    columns = (
        Column("Diagnosis"),
        Column("Scale"),
        Column("Measure"),
        Column("Treated", "count"),
        Column("Could be judged", "count"),
        Column("Scored", "count"),
        Column("People", "count"),
        Column("Share", "percent"),
        Column(f"95{NARROW}% from", "percent"),
        Column("to", "percent"),
        Column("Mean change", "one_decimal"),
        Column(f"95{NARROW}% from", "one_decimal"),
        Column("to", "one_decimal"),
        Column("Middle person", "one_decimal"),
    )
    return Table(columns, tuple(cells for row in result.rows for cells in _condition_rows(row)))


def _condition_rows(row: ConditionScale) -> list[tuple[Cell, ...]]:
    scale = scale_name(row.instrument) if row.instrument else f"no scores on {' or '.join(row.wanted)}"
    start = (group_label(row.label), scale)
    counts = (row.treated, row.judged, row.scored)
    rows: list[tuple[Cell, ...]] = [
        (
            *start,
            rate_label(rate.key),
            *counts,
            rate.observed.successes,
            rate.observed.share,
            rate.observed.low,
            rate.observed.high,
            *("",) * 4,
        )
        for rate in row.rates
    ]
    change = row.change
    points = (
        (None,) * 4
        if change is None
        else (change.mean.value, change.mean.low, change.mean.high, change.median)
    )
    return [*rows, (*start, "Change in points", *counts, *("",) * 4, *points)]


def draw_conditions(result: Conditions, theme: Theme) -> Drawing:
    reason = "No diagnosis in this selection names depression, anxiety, PTSD or chronic pain."
    return drawn_or_said(conditions_figure(result, theme), theme, "No condition to show", reason)


FUNNEL = Panel(
    key="funnel",
    page="compare",
    question="Is any site further from the others than chance explains?",
    kinds=(Funnel,),
    answer=funnel_answer,
    note=funnel_note,
    reading=(
        "Small sites swing more by chance, so the limits are wide on the left and narrow on the right. "
        "Nearly "
        f"all sites lie inside the dotted lines (99.8{NARROW}%) if nothing but chance tells them apart; "
        "one in "
        f"twenty lies outside the solid lines (95{NARROW}%). The place of a site inside the limits is no "
        "news. "
        "A violet diamond is a reason to look for a cause, not a mark of good or bad care. With fewer than "
        "five sites, each has a row with its own interval instead, and the column gives the limits of chance."
    ),
    draw=funnel_figure,
    table=funnel_table,
)
CONDITIONS = Panel(
    key="conditions",
    page="compare",
    question="How did each condition do on its own scale?",
    kinds=(Conditions,),
    answer=conditions_answer,
    note=conditions_note,
    reading=(
        "Each block is one condition with its own scale and its own axis; a dot is the result of people "
        "with that "
        f"diagnosis, the line its 95{NARROW}% interval. PTSD is told in points, because half of the "
        "baseline has "
        "no agreed meaning on its checklist; chronic pain by two drops in use, 30 and 50 percent. Dots of "
        "different blocks cannot be compared."
    ),
    draw=draw_conditions,
    table=conditions_table,
)
