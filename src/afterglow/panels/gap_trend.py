"""Whether gaps lengthen or shorten, and how long each gap in turn is: words and tables."""

from __future__ import annotations

from afterglow.definitions.rules import SMALL
from afterglow.figures.gap_trend import slopes_figure
from afterglow.figures.numbers import (
    NARROW,
    capital,
    count,
    days,
    decimals,
    listed,
    number_range,
    of,
    people,
    sentences,
    were,
)
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import BLANK, Cell, Column, Drawing, Panel, Table
from afterglow.panels.words import INTERVALS, brackets
from afterglow.results import Estimate, GapOrder, Slopes

READ_OUT = 3
THREE = f"{SMALL.slope_gaps} or more completed gaps between boosters"


def slopes_answer(result: Slopes) -> str:
    part, shortened = result.longer, result.shortened
    if part is None or shortened is None:
        return (
            f"**{people(result.people)}** {'has' if result.people == 1 else 'have'} {THREE}; too few to tell "
            f"({SMALL.slopes} are needed)."
        )
    longer = f"{of(part.successes, part.total)} people{brackets(part)}"
    return sentences(
        f"**{_verdict(result.shift)}**",
        f"Gaps lengthened for {longer} with {THREE}, and shortened for {count(shortened)};",
        f"in the middle each was {_by(result.shift)}.",
    )


def _verdict(shift: Estimate) -> str:
    """Neither, unless the whole interval lies on one side of no change."""
    if shift.low is not None and shift.low > 0:
        return "Longer."
    if shift.high is not None and shift.high < 0:
        return "Shorter."
    return "Neither, clearly."


def _by(shift: Estimate) -> str:
    value = shift.value or 0.0
    size = f"{_days(value)} {_way(value)} than the one before"
    if shift.low is None or shift.high is None:
        return size
    low, high = f"{decimals(abs(shift.low))}", f"{decimals(abs(shift.high))}"
    if _way(shift.low) == _way(shift.high):
        return f"{size} ({number_range(*sorted((low, high), key=float))})"
    return f"{size} ({low} {_way(shift.low)} to {high} {_way(shift.high)})"


def _days(value: float) -> str:
    text = decimals(abs(value))
    return "1 day" if text == "1.0" else f"{text} days"


def _way(value: float) -> str:
    return "longer" if value >= 0 else "shorter"


def slopes_note(result: Slopes) -> str:
    return sentences(
        f"{people(result.people)} with {THREE}, after a finished induction.",
        "One slope a person: the median of the changes between all pairs of that person's gaps (Theil–Sen).",
        "The last, still open gap is left out, so lengthening is understated.",
        INTERVALS,
    )


def draw_slopes(result: Slopes, theme: Theme) -> Drawing:
    reason = f"{capital(people(SMALL.slopes))} with {THREE} are needed; {count(result.people)} "
    reason += f"{were(result.people)} found."
    return drawn_or_said(slopes_figure(result, theme), theme, "Too few people to tell", reason)


SLOPE_COLUMNS = (
    Column("Figure"),
    Column("Value", "two_decimals"),
    Column(f"95{NARROW}% from", "two_decimals"),
    Column("to", "two_decimals"),
    Column("People", "count"),
    Column("Of", "count"),
    Column("p", "p_value"),
)


def slopes_table(result: Slopes) -> Table:
    part, shift = result.longer, result.shift
    if part is None or result.shortened is None:
        return Table(SLOPE_COLUMNS, ((f"People with {THREE}", *(BLANK,) * 3, result.people, BLANK, BLANK),))
    unchanged = part.total - part.successes - result.shortened
    rows: list[tuple[Cell, ...]] = [
        ("Gaps lengthened, share", part.share, part.low, part.high, part.successes, part.total, BLANK),
        ("Gaps shortened", *(BLANK,) * 3, result.shortened, part.total, BLANK),
        ("Neither", *(BLANK,) * 3, unchanged, part.total, BLANK),
        ("Days longer per gap, median", result.median, BLANK, BLANK, result.people, BLANK, BLANK),
        (
            "Days longer per gap, centre (Hodges–Lehmann); Wilcoxon signed-rank test against none",
            shift.value,
            shift.low,
            shift.high,
            result.signed_rank_n,
            result.people,
            result.signed_rank_p,
        ),
    ]
    return Table(SLOPE_COLUMNS, tuple(rows))


def orders_answer(result: Slopes) -> str:
    if not result.orders:
        return "Nobody here has finished induction yet."
    first = result.orders[0]
    told = f"**{of(first.completed, first.people)}** people who finished induction have had a booster"
    halves = [order for order in result.orders if order.half is not None]
    if not halves:
        return f"{told}; too few for the time by which half are back."
    back = [f"{days(order.half or 0.0)} after {_start(order)}" for order in halves[:READ_OUT]]
    return f"{told}. Half were back {listed(back)}."


def _start(order: GapOrder) -> str:
    return "induction" if order.order == 0 else f"their {ordinal(order.order)} booster"


def orders_note(result: Slopes) -> str:
    return sentences(
        "Gap order within a person. Kaplan–Meier estimate per gap; the open gap counts as not yet back.",
        "Each row is about those who came for all the boosters before it, so read the table for lengths, "
        "not for a trend.",
    )


ORDER_COLUMNS = (
    Column("Gap"),
    Column("People", "count"),
    Column("Completed", "count"),
    Column("Still open", "count"),
    Column(f"25{NARROW}% back by day", "count"),
    Column("Half back by day", "count"),
    Column(f"75{NARROW}% back by day", "count"),
)


def orders_table(result: Slopes) -> Table:
    rows = [
        (order_label(o.order), o.people, o.completed, o.open, o.quarter, o.half, o.three_quarters)
        for o in result.orders
    ]
    return Table(ORDER_COLUMNS, tuple(rows))


def order_label(order: int) -> str:
    """Such as "End of induction to 1st", "1st to 2nd"."""
    start = "End of induction" if order == 0 else capital(ordinal(order))
    return f"{start} to {ordinal(order + 1)}"


def ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


SLOPES = Panel(
    key="slopes",
    page="boosters",
    question="Do the gaps get longer or shorter?",
    kinds=(Slopes,),
    answer=slopes_answer,
    note=slopes_note,
    reading=(
        "The dot is the typical change from one gap to the next, the line its 95 % interval. Right of the"
        " dark line gaps lengthen, left of it they shorten; an interval that crosses it leaves both "
        "possible."
    ),
    draw=draw_slopes,
    table=slopes_table,
)
ORDERS = Panel(
    key="gap_orders",
    page="boosters",
    question="How long is each gap in turn?",
    kinds=(Slopes,),
    answer=orders_answer,
    note=orders_note,
    reading=(
        "A row counts everybody who reached that gap. People who have not come back yet are counted up to"
        " the end of the data. Not shown: that share is not back yet while five or more people are still "
        "followed, or fewer than ten people reached the gap."
    ),
    draw=None,
    table=orders_table,
)
PANELS = (SLOPES, ORDERS)
