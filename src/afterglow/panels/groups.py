"""Rates and times group by group: words and tables."""

from __future__ import annotations

from afterglow.figures.groups import (
    day_limits,
    group_curves_figure,
    group_label,
    group_rates_figure,
)
from afterglow.figures.numbers import NARROW, capital, count, listed, of, people, plain, plural, sentences
from afterglow.figures.rates import rate_label
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.improvement import improved_means
from afterglow.panels.panel import BLANK, Cell, Column, Drawing, Panel, Table
from afterglow.panels.rates import LEADING, NO_RULE, RULES, VERBS, proportion_cells
from afterglow.panels.words import INTERVALS, NO_CONTROL, brackets, endpoint_note
from afterglow.results import GroupCurve, GroupedCurves, GroupedRates, Rate

MOST_NAMED = 5
"""Groups named one by one in a sentence; of more, the sentence says how many there are."""
CHANCE = 0.05


def column_words(column: str) -> str:
    """Such as "baseline severity"."""
    return plain(column).strip().lower()


def leading_key(result: GroupedRates) -> str | None:
    """The outcome a sentence is about: response where the scale has it, else the nearest."""
    found = {rate.key for rate in result.everybody}
    return next((key for key in LEADING if key in found), None)


def rates_answer(result: GroupedRates) -> str:
    key = leading_key(result)
    if key is None:
        return NO_RULE
    found = [(group.label, rate) for group in result.groups if (rate := group.rate(key)) is not None]
    large = [(label, rate) for label, rate in found if label not in result.too_few]
    start = f"By {column_words(result.column)}"
    if not large:
        return f"{start}, every group has too few scored people to compare."
    if len(large) > MOST_NAMED:
        told = f"{start}, {count(len(large))} groups can be looked at side by side"
    else:
        told = f"{start}, {VERBS[key]} of those scored: " + listed([_rate(*item) for item in large])
    return sentences(f"{told}.", _overlap([rate for _, rate in large]), _too_few(result.too_few))


def _rate(label: str, rate: Rate) -> str:
    seen = rate.observed
    return f"{group_label(label)} **{of(seen.successes, seen.total)}**{brackets(seen)}"


def _overlap(rates: list[Rate]) -> str:
    """Whether some value lies in every group's interval."""
    ends = [
        (part.low, part.high)
        for part in (rate.observed for rate in rates)
        if part.low is not None and part.high is not None
    ]
    if len(ends) < 2:
        return "There is no other group large enough to compare with."
    if max(low for low, _ in ends) <= min(high for _, high in ends):
        return "All intervals overlap: the differences may be chance."
    return "Not all intervals overlap."


def _too_few(labels: tuple[str, ...]) -> str:
    if not labels:
        return ""
    if len(labels) > MOST_NAMED:
        return f"{capital(plural(len(labels), 'group', 'groups'))} are too few to compare."
    return f"{listed([group_label(label) for label in labels])}: too few to compare."


def rates_note(result: GroupedRates) -> str:
    return sentences(
        f"Groups come from the {column_words(result.column)} known on the day of the first session.",
        f"{capital(people(result.no_value))} without it left out." if result.no_value else "",
        endpoint_note(result.scope),
        INTERVALS,
        NO_CONTROL,
    )


def draw_rates(result: GroupedRates, theme: Theme) -> Drawing:
    key = leading_key(result)
    if key is None:
        return drawn_or_said(None, theme, "Nothing to compare", NO_RULE)
    return group_rates_figure(result, theme, outcome=key)


def rates_table(result: GroupedRates) -> Table:
    columns = (
        Column(capital(column_words(result.column))),
        Column("Outcome"),
        Column("Who is counted"),
        Column("People", "count"),
        Column("Of", "count"),
        Column("Share", "percent"),
        Column(f"95{NARROW}% from", "percent"),
        Column("to", "percent"),
    )
    rows = [
        (group_label(group.label), rate_label(rate.key), words, *proportion_cells(getattr(rate, rule)))
        for group in result.groups
        for rate in group.rates
        for rule, words in RULES
    ]
    return Table(columns, tuple(rows))


SEEN = {"improvement": "seen to improve", "first_booster": "back for a first booster after induction"}


def curves_answer(result: GroupedCurves) -> str:
    large = [group for group in result.groups if group.curve is not None]
    start = f"By {column_words(result.column)}"
    if not large:
        return f"{start}, every group has too few people to compare."
    told = f"{start}, {count(len(large))} groups can be looked at side by side."
    if len(large) <= MOST_NAMED:
        told = f"{start}, half were {SEEN[result.event]}: {listed([_median(group) for group in large])}."
    return sentences(told, _chance(result), _too_few(result.too_few))


def _median(group: GroupCurve) -> str:
    assert group.curve is not None
    middle, last = group.curve.median, group.curve.drawn_to
    if middle.value is None or middle.value > last:
        return f"{group_label(group.label)} not by day {count(last)}"
    return f"{group_label(group.label)} by **day {count(middle.value)}**{day_limits(middle)}"


def _chance(result: GroupedCurves) -> str:
    test = result.log_rank
    if test is None:
        return "There is no other group large enough to compare with."
    if test.p < CHANCE:
        return "The curves lie further apart than chance alone usually puts them."
    return "The difference between the curves may be chance."


def curves_note(result: GroupedCurves) -> str:
    followed = sum(group.n for group in result.groups)
    improved = improved_means(result.scope, result.criterion) if result.criterion else ""
    return sentences(
        f"{people(followed)} followed, in groups by the {column_words(result.column)} known on the day of "
        "the first session.",
        f"{capital(people(result.no_value))} without it left out." if result.no_value else "",
        improved if result.event == "improvement" else "Finished inductions alone.",
        "The log-rank test in the table leaves out groups too few to compare and is not corrected for other "
        "comparisons.",
        INTERVALS,
    )


def draw_curves(result: GroupedCurves, theme: Theme) -> Drawing:
    reason = "Every group has too few people for a curve."
    return drawn_or_said(
        group_curves_figure(result, theme),
        theme,
        "Too few people to compare",
        reason,
        "The table counts them.",
    )


def curves_table(result: GroupedCurves) -> Table:
    days = sorted({item.day for group in result.groups for item in group.shares})
    columns = (
        Column(capital(column_words(result.column))),
        Column("People", "count"),
        Column("With the event", "count"),
        Column("Half by day", "count"),
        Column(f"95{NARROW}% from", "count"),
        Column("to", "count"),
        *(Column(f"By day {day}", "percent") for day in days),
        Column("Log-rank χ²", "two_decimals"),
        Column("degrees of freedom", "count"),
        Column("p", "p_value"),
    )
    rows = [_curve_row(group, days) for group in result.groups]
    test = result.log_rank
    if test is not None:
        name = f"Test of {test.groups} groups"
        rows.append((name, *(BLANK,) * (5 + len(days)), test.chi2, test.df, test.p))
    return Table(columns, tuple(rows))


def _curve_row(group: GroupCurve, days: list[int]) -> tuple[Cell, ...]:
    middle = None if group.curve is None else group.curve.median
    limits = (None,) * 3 if middle is None else (middle.value, middle.low, middle.high)
    shares = {item.day: item.seen.value for item in group.shares}
    seen = tuple(shares.get(day) for day in days)
    return (group_label(group.label), group.n, group.events, *limits, *seen, *(BLANK,) * 3)


HOW_CURVES = (
    "One line a group; below them the day by which half of each group had the event, with its 95 % "
    "interval. Groups are formed by what was known on the first day. Grouping by what came later, such as "
    "the number of sessions, would credit people with having stayed. Groups may differ in more than the "
    "column says."
)
RATES_BY_GROUP = Panel(
    key="rates_by_group",
    page="response",
    question="How many responded in each group?",
    kinds=(GroupedRates,),
    answer=rates_answer,
    note=rates_note,
    reading=(
        "A square is the share among the scored people of a group, larger for more people; the line is its "
        "95 % interval. The grey bar runs from none to all of the unscored. The dashed line is everybody. "
        "Groups are formed by what was known on the first day, and may differ in more than the column says."
    ),
    draw=draw_rates,
    table=rates_table,
)
IMPROVEMENT_BY_GROUP = Panel(
    key="improvement_by_group",
    page="time",
    question="How soon does each group improve?",
    kinds=(GroupedCurves,),
    answer=curves_answer,
    note=curves_note,
    reading=HOW_CURVES,
    draw=draw_curves,
    table=curves_table,
)
FIRST_BOOSTER_BY_GROUP = Panel(
    key="first_booster_by_group",
    page="boosters",
    question="How long until each group's first booster?",
    kinds=(GroupedCurves,),
    answer=curves_answer,
    note=curves_note,
    reading=HOW_CURVES,
    draw=draw_curves,
    table=curves_table,
)
