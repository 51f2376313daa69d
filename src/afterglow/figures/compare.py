"""Groups compared: rates with differences, rates of equal severity, and change, as forest plots."""

from __future__ import annotations

import plotly.graph_objects as go

from afterglow.figures.forest import ForestRow, forest_figure, people_cell, points_axis
from afterglow.figures.groups import group_label
from afterglow.figures.markup import escape
from afterglow.figures.numbers import (
    NARROW,
    decimals,
    in_brackets,
    number_range,
    of,
    of_with_share,
    percent,
    signed,
    whole,
)
from afterglow.figures.rates import rate_label
from afterglow.figures.rows import NumberColumn
from afterglow.figures.theme import Theme
from afterglow.results import ComparedGroup, Comparison, Estimate, GroupOutcome

TOO_FEW = "too few to compare"
MARK_COLUMNS = (NumberColumn("Share", 62), NumberColumn("Of scored", 84))
DIFFERENCE = 176


def compared_rates_figure(result: Comparison, theme: Theme) -> go.Figure | None:
    """A row a group: its rate with interval, the range of the unscored, and the difference in a column."""
    key = result.outcome
    found = [(group, own) for group in result.groups if (own := group.outcome(key)) is not None]
    shown = [(group, own) for group, own in found if own.rate.missing_as_failure.total]
    if key is None or not shown:
        return None
    rows = [_rate_row(result, group, own) for group, own in shown]
    heading = "Difference, points"
    return forest_figure(
        rows,
        theme,
        columns=(*MARK_COLUMNS, NumberColumn(heading, DIFFERENCE)),
        name=f"{rate_label(key)},{NARROW}% of the scored",
        centre=everyone(result),
    )


def everyone(result: Comparison) -> tuple[float, str] | None:
    """Where the dashed line of all groups together stands, and its words."""
    rate = result.overall(result.outcome)
    if rate is None or rate.observed.share is None:
        return None
    return 100 * rate.observed.share, f"everyone, {percent(rate.observed.share)}"


def _rate_row(result: Comparison, group: ComparedGroup, own: GroupOutcome) -> ForestRow:
    seen, none, every = own.rate.observed, own.rate.missing_as_failure, own.rate.missing_as_success
    words = group_label(group.label)
    share = "" if own.too_few or seen.share is None else percent(seen.share)
    unscored = f"\nunscored {'none' if none.total == seen.total else str(none.total - seen.total)}"
    return ForestRow(
        label=words,
        value=_hundred(seen.share),
        low=_hundred(seen.low),
        high=_hundred(seen.high),
        start=_hundred(none.share),
        end=_hundred(every.share),
        n=seen.total,
        cells=(share, of(seen.successes, seen.total), _difference_cell(result, group, own)),
        says=f"{words}: {rate_label(own.rate.key).lower()} {of_with_share(seen)}{unscored}",
    )


def _hundred(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _difference_cell(result: Comparison, group: ComparedGroup, own: GroupOutcome) -> str:
    if own.too_few:
        return TOO_FEW
    if group.label == result.reference:
        return "reference"
    return "" if own.against is None else difference_short(own.against.observed)


def difference_short(estimate: Estimate) -> str:
    """Such as "+12 (-2 to +26)", in percentage points."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return ""
    low, high = (signed(whole(100 * value)) for value in (estimate.low, estimate.high))
    return f"{signed(whole(100 * estimate.value))} ({low} to {high})"


def standardised_figure(result: Comparison, theme: Theme) -> go.Figure | None:
    """A row a group: the rate at everybody's mix of severity as a square, the crude rate as a hollow dot."""
    key = result.outcome
    found = [(group, own) for group in result.groups if (own := group.outcome(key)) is not None]
    if key is None or not any(own.standardised for _, own in found):
        return None
    columns = (NumberColumn("Same severity", 96), NumberColumn("As it is", 70), NumberColumn("People", 96))
    return forest_figure(
        [_standardised_row(group, own) for group, own in found],
        theme,
        columns=columns,
        name=f"{rate_label(key)},{NARROW}% of the scored: square at everyone's mix of severity, "
        "hollow dot as it is",
        centre=everyone(result),
    )


def _standardised_row(group: ComparedGroup, own: GroupOutcome) -> ForestRow:
    words, seen, even = group_label(group.label), own.rate.observed, own.standardised
    if even is None or even.value is None or seen.share is None:
        why = TOO_FEW if own.too_few else "a severity band is empty"
        crude = "" if own.too_few or seen.share is None else percent(seen.share)
        return ForestRow(label=words, n=seen.total, cells=("", crude, people_cell(seen.total)), why=why)
    return ForestRow(
        label=words,
        value=100 * even.value,
        low=_hundred(even.low),
        high=_hundred(even.high),
        crude=100 * seen.share,
        n=seen.total,
        cells=(percent(even.value), percent(seen.share), people_cell(seen.total)),
        says=f"{words}: {percent(even.value)} at everyone's mix of severity, {percent(seen.share)} as it is"
        f"{in_brackets(seen)}",
    )


def compared_change_figure(result: Comparison, theme: Theme, measure: str) -> go.Figure | None:
    """A row a group: mean change in points with its interval; fewer symptoms lie left of 0."""
    if not any(group.change.mean.value is not None for group in result.groups):
        return None
    means = [group.change.mean for group in result.groups if not group.too_few]
    ends = [end for mean in means for end in (mean.low, mean.high, mean.value) if end is not None]
    columns = (NumberColumn("Mean", 62), NumberColumn("Middle", 70), NumberColumn("People", 96))
    return forest_figure(
        [_change_row(group) for group in result.groups],
        theme,
        columns=columns,
        name=f"Change on {escape(measure)}, points",
        axis=points_axis(ends, theme=theme),
    )


def _change_row(group: ComparedGroup) -> ForestRow:
    words, change = group_label(group.label), group.change
    middle = "" if change.median is None else decimals(change.median)
    if group.too_few or change.mean.value is None or change.mean.low is None or change.mean.high is None:
        return ForestRow(label=words, n=change.n, cells=("", middle, people_cell(change.n)), why=TOO_FEW)
    mean = decimals(change.mean.value)
    limits = number_range(decimals(change.mean.low), decimals(change.mean.high))
    return ForestRow(
        label=words,
        value=change.mean.value,
        low=change.mean.low,
        high=change.mean.high,
        n=change.n,
        cells=(mean, middle, people_cell(change.n)),
        says=f"{words}: mean {mean} points ({limits}), {people_cell(change.n)}",
    )
