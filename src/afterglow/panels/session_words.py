"""The pieces of sentences that the Treatment and Safety pages share."""

from __future__ import annotations

from afterglow.definitions.rules import SMALL
from afterglow.figures.numbers import (
    NARROW,
    count,
    decimals,
    listed,
    number_range,
    people,
)
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Column, Drawing
from afterglow.results import (
    Estimate,
    Scope,
    Spread,
)

NOBODY = "Nobody in this selection can be counted yet."

SHARE_COLUMNS = (
    Column("People", "count"),
    Column("Of", "count"),
    Column("Share", "percent"),
    Column(f"95{NARROW}% from", "percent"),
    Column("to", "percent"),
)


def quotable_share(number: int, total: int) -> float | None:
    """Share of a total large enough to quote a percentage of."""
    return number / total if total >= SMALL.percentage else None


def first_courses(scope: Scope) -> str:
    """Who is counted: first courses, those who joined in mid-course left out."""
    joined = scope.joined_mid_course
    left = f", {people(joined)} who joined in mid-course left out" if joined else ""
    return f"{people(scope.treated)}, first courses{left}."


def absent(columns: tuple[str, ...]) -> str:
    """Such as "Not in the files: age_band and sex."."""
    return f"Not in the files: {listed(columns)}." if columns else ""


def middle_half(spread: Spread, digits: int = 0) -> str:
    """Such as " (middle half 14-20)", or nothing below the number that allows quartiles."""
    low, high = spread.lower_quartile, spread.upper_quartile
    if low is None or high is None:
        return ""
    first, last = plain_number(low, digits), plain_number(high, digits)
    return f" (middle half {first if first == last else number_range(first, last)})"


def plain_number(value: float, digits: int = 0) -> str:
    """Whole numbers whole, others with one decimal; with the decimals asked for where that is more."""
    if digits:
        return decimals(value, digits)
    return count(value) if float(value).is_integer() else decimals(value)


def rate_brackets(rate: Estimate) -> str:
    """Such as " (22.7-25.2)", or nothing."""
    if rate.low is None or rate.high is None:
        return ""
    return f" ({number_range(decimals(rate.low), decimals(rate.high))})"


def or_too_young(figure, theme: Theme, needed: int) -> Drawing:
    return drawn_or_said(
        figure,
        theme,
        "Too early to say",
        f"Nobody in this selection has been followed for {count(needed)} days yet.",
        "Widen the first-session filter.",
    )
