"""Compare: groups known on day 0 side by side, the tests made of them, and rates of equal severity."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go

from afterglow.figures.compare import compared_change_figure, compared_rates_figure, standardised_figure
from afterglow.figures.groups import group_label
from afterglow.figures.numbers import (
    NARROW,
    capital,
    count,
    decimals,
    estimate_range,
    listed,
    people,
    percent,
    sentences,
)
from afterglow.figures.rates import rate_label
from afterglow.figures.theme import Theme
from afterglow.panels.compare_words import (
    METHODS,
    MOST_NAMED,
    chance,
    columns_words,
    compared,
    family_words,
    groups_come_from,
    note,
    outcome_verb,
    rates_answer,
    reference_words,
    test_label,
    tests_answer,
    too_few,
)
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Cell, Column, Drawing, Panel, Table
from afterglow.panels.rates import NO_RULE, proportion_cells
from afterglow.panels.words import INTERVALS, NO_CONTROL, endpoint_note, measure
from afterglow.results import ComparedGroup, Comparison, Estimate, GroupOutcome

Draw = Callable[[Comparison, Theme], Drawing]
COUNTED = (
    ("observed", "Scored people"),
    ("missing_as_failure", "Unscored counted as not"),
    ("missing_as_success", "Unscored counted as having it"),
)
NO_GROUP = "Too few people to compare"


def _drawn(figure: Callable[[Comparison, Theme], go.Figure | None], reason: str) -> Draw:
    def draw(result: Comparison, theme: Theme) -> Drawing:
        return drawn_or_said(figure(result, theme), theme, NO_GROUP, reason, "The table has the counts.")

    return draw


def _draw_rates(result: Comparison, theme: Theme) -> Drawing:
    if result.outcome is None:
        return drawn_or_said(None, theme, "Nothing to compare", NO_RULE)
    figure = compared_rates_figure(result, theme)
    return drawn_or_said(figure, theme, "Nobody scored yet", "No group has anybody who could be judged.")


def _limits(estimate: Estimate | None) -> tuple[Cell, Cell, Cell]:
    return (None, None, None) if estimate is None else (estimate.value, estimate.low, estimate.high)


def rates_table(result: Comparison) -> Table:
    """Every outcome of every group under all three rules, with difference and odds ratio."""
    columns = (
        Column(capital(columns_words(result))),
        Column("Outcome"),
        Column("Who is counted"),
        Column("People", "count"),
        Column("Of", "count"),
        Column("Share", "percent"),
        Column(f"95{NARROW}% from", "percent"),
        Column("to", "percent"),
        Column(f"Difference from {reference_words(result)}, points", "signed"),
        Column("from", "signed"),
        Column("to", "signed"),
        Column("Odds ratio", "two_decimals"),
        Column("from", "two_decimals"),
        Column("to", "two_decimals"),
    )
    rows = [
        (group_label(group.label), rate_label(own.rate.key), words, *_rule_cells(own, rule))
        for group in result.groups
        for own in group.outcomes
        for rule, words in COUNTED
    ]
    return Table(columns, tuple(rows))


def _rule_cells(own: GroupOutcome, rule: str) -> tuple[Cell, ...]:
    successes, total, share, low, high = proportion_cells(getattr(own.rate, rule))
    difference = None if own.against is None else getattr(own.against, rule)
    odds = None if own.against is None or rule != "observed" else own.against.odds_ratio
    points = tuple(_points(value) for value in _limits(difference))
    return successes, total, None if own.too_few else share, low, high, *points, *_limits(odds)


def _points(value: Cell) -> Cell:
    return 100 * value if isinstance(value, float) else None


def change_answer(result: Comparison) -> str:
    large = [group for group in result.groups if not group.too_few and group.change.mean.value is not None]
    small = [group.label for group in result.groups if group not in large]
    if not large:
        return f"By {columns_words(result)}, no group has {people(result.fewest)} scored: too few to compare."
    start = f"By {columns_words(result)}"
    if len(large) > MOST_NAMED:
        told = f"{start}, the mean change of **{count(len(large))}** groups stands side by side."
    else:
        parts = [f"{group_label(group.label)} {_mean(group)}" for group in large]
        told = f"{start}, {measure(result.scope)} changed on average by: {listed(parts)}."
    return sentences(told, chance(result, result.test("change")), too_few(small))


def _mean(group: ComparedGroup) -> str:
    mean = group.change.mean
    return "" if mean.value is None else f"**{decimals(mean.value)}** points{estimate_range(mean)}"


def change_note(result: Comparison) -> str:
    direction = "Minus is fewer symptoms." if result.higher_is_worse else "Plus is better."
    return sentences(
        groups_come_from(result),
        endpoint_note(result.scope),
        direction,
        family_words(result),
        INTERVALS,
        NO_CONTROL,
    )


def change_table(result: Comparison) -> Table:
    columns = (
        Column(capital(columns_words(result))),
        Column("Scored", "count"),
        Column("Mean change", "one_decimal"),
        Column(f"95{NARROW}% from", "one_decimal"),
        Column("to", "one_decimal"),
        Column("Middle person", "one_decimal"),
        Column("Lower quarter", "one_decimal"),
        Column("Upper quarter", "one_decimal"),
    )
    rows = [
        (
            group_label(group.label),
            change.n,
            *_limits(change.mean),
            change.median,
            change.lower_quartile,
            change.upper_quartile,
        )
        for group in result.groups
        for change in (group.change,)
    ]
    return Table(columns, tuple(rows))


def standardised_answer(result: Comparison) -> str:
    key = result.outcome
    if key is None:
        return NO_RULE
    if not result.severity_bands:
        return "This scale has no severity bands, so rates cannot be set to the same severity."
    large = compared(result, key)
    even = [(group, own) for group, own in large if own.standardised is not None]
    empty = [group.label for group, own in large if own.standardised is None]
    if not even:
        return sentences(
            "No group holds people of every severity band, so no rate is set to the same severity."
        )
    parts = [f"{group_label(group.label)} {_even(own)}" for group, own in even]
    start = f"With everybody's mix of baseline severity, the share who {outcome_verb(key)} would be"
    told = f"{start}: {listed(parts)}." if len(parts) <= MOST_NAMED else f"{start} as the rows below show."
    missing = (
        f"Not for {listed([group_label(label) for label in empty])}: a severity band is empty there."
        if empty
        else ""
    )
    return sentences(told, missing)


def _even(own: GroupOutcome) -> str:
    assert own.standardised is not None and own.standardised.value is not None
    crude = own.rate.observed.share
    was = "" if crude is None else f" ({percent(crude)} as it is)"
    return f"**{percent(own.standardised.value)}**{was}"


def standardised_note(result: Comparison) -> str:
    bands = listed(list(result.severity_bands))
    return sentences(
        groups_come_from(result),
        f"Severity bands at baseline: {bands}." if bands else "",
        "Each band's rate counts by the share of that band among everybody.",
        endpoint_note(result.scope),
        INTERVALS,
    )


def standardised_table(result: Comparison) -> Table:
    columns = (
        Column(capital(columns_words(result))),
        Column("Outcome"),
        Column("People", "count"),
        Column("Of", "count"),
        Column("As it is", "percent"),
        Column("Same severity", "percent"),
        Column(f"95{NARROW}% from", "percent"),
        Column("to", "percent"),
    )
    rows = [
        (
            group_label(group.label),
            rate_label(own.rate.key),
            own.rate.observed.successes,
            own.rate.observed.total,
            None if own.too_few else own.rate.observed.share,
            *_limits(own.standardised),
        )
        for group in result.groups
        for own in group.outcomes
    ]
    return Table(columns, tuple(rows))


def tests_note(result: Comparison) -> str:
    flagged = any(test.small_expected for test in result.tests)
    return sentences(
        groups_come_from(result),
        family_words(result),
        "A difference in days to booster counts finished inductions alone."
        if any(test.key == "first_booster" for test in result.tests)
        else "",
        f"Marked rough: more than 20{NARROW}% of the counts a chi-square expects are below 5."
        if flagged
        else "",
        "Groups may differ in more than the column says.",
    )


def tests_table(result: Comparison) -> Table:
    columns = (
        Column("Compared"),
        Column("Test"),
        Column("Groups", "count"),
        Column("People", "count"),
        Column("Statistic", "two_decimals"),
        Column("Degrees of freedom", "count"),
        Column("Effect", "two_decimals"),
        Column("p", "p_value"),
        Column("p adjusted", "p_value"),
        Column(""),
    )
    rows = [
        (
            test_label(test.key),
            METHODS[test.method],
            test.groups,
            test.n,
            "" if test.statistic is None else test.statistic,
            "" if test.df is None else test.df,
            "" if test.effect is None else test.effect,
            test.p,
            test.p_adjusted,
            "rough" if test.small_expected else "",
        )
        for test in result.tests
    ]
    return Table(columns, tuple(rows))


def _panel(key: str, question: str, answer: Callable[[Comparison], str], **parts) -> Panel:
    return Panel(key=key, page="compare", question=question, kinds=(Comparison,), answer=answer, **parts)


PANELS = (
    _panel(
        "compared_rates",
        "Does the outcome differ between groups?",
        rates_answer,
        note=note,
        reading=(
            "A square is the share among a group's scored people, larger for more people and hollow "
            "under 11; "
            f"the line is its 95{NARROW}% interval. The grey bar runs from none to all of the unscored "
            "having "
            "the outcome. The dashed line is everybody. The difference is in percentage points, with its "
            "interval; where that runs from lower to higher, the groups may not differ at all. Groups "
            "stand in "
            "their own order, never by result, and may differ in more than the column says."
        ),
        draw=_draw_rates,
        table=rates_table,
    ),
    _panel(
        "standardised_rates",
        "Would it differ if every group were equally ill at the start?",
        standardised_answer,
        note=standardised_note,
        reading=(
            "A group that treats people who are less ill may look better for that alone. The square is the "
            "rate the group would have with everybody's mix of baseline severity, the hollow dot its rate as "
            "it is. Only severity is made equal; groups may still differ in other ways. A group with "
            "nobody in "
            "one of the bands cannot be set to the same severity."
        ),
        draw=_drawn(standardised_figure, "No group holds enough people of every severity band."),
        table=standardised_table,
    ),
    _panel(
        "compared_change",
        "How far did each group's scores move?",
        change_answer,
        note=change_note,
        reading=(
            "A square is the mean change from baseline to endpoint of a group's scored people, the line its "
            f"95{NARROW}% interval, 0 no change. The middle person is the one with as many people above "
            "as below."
        ),
        draw=_drawn(
            lambda result, theme: compared_change_figure(result, theme, measure(result.scope)),
            "No group has enough scored people for a mean.",
        ),
        table=change_table,
    ),
    _panel(
        "compared_tests",
        "How many comparisons were made, and what do they leave to chance?",
        tests_answer,
        note=tests_note,
        reading=(
            "p is how often chance alone would put groups at least this far apart if they did not differ. Of "
            "twenty comparisons of groups that do not differ, one falls under 0.05 by chance; the adjusted p "
            "allows for all comparisons made here. The effect runs from −1 to 1 for two groups (how much "
            "more often a person of the first group has the higher change) and from 0 to 1 for more. A large "
            "p does not show that groups are the same."
        ),
        draw=None,
        table=tests_table,
    ),
)
