"""How many boosters a year and whether people keep coming; with the gaps, the panels of the Boosters page."""

from __future__ import annotations

from afterglow.figures.numbers import NARROW, count, decimals, number_range, people, plural, sentences
from afterglow.panels import gaps
from afterglow.panels.gaps import NO_INDUCTION, cohort_note
from afterglow.panels.panel import BLANK, Cell, Column, Panel, Table
from afterglow.panels.words import INTERVALS, brackets
from afterglow.results import Boosters


def yearly_answer(result: Boosters) -> str:
    if not result.completed_inductions:
        return NO_INDUCTION
    return sentences(_per_year(result), _still_coming(result))


def _per_year(result: Boosters) -> str:
    rate, years = result.per_year, result.years
    had = f"{plural(result.booster_count, 'booster', 'boosters')} among {people(result.completed_inductions)}"
    if rate.value is None:
        why = "too few people for a rate" if years is not None else "no rate without the date the data end"
        return f"**{had}** who finished induction; {why}."
    limits = ""
    if rate.low is not None and rate.high is not None:
        limits = f" ({number_range(decimals(rate.low), decimals(rate.high))})"
    over = f", over {decimals(years)} years of follow-up" if years is not None else ""
    return f"**{decimals(rate.value)} boosters a year** per person{limits}: {had}{over}."


def _still_coming(result: Boosters) -> str:
    part = result.still_coming
    if part is None or not part.total:
        return ""
    return (
        f"Of {people(part.total)} whose first booster lies far enough back to tell, "
        f"**{count(part.successes)}** were still coming when the data end{brackets(part)}."
    )


def yearly_note(result: Boosters) -> str:
    return sentences(
        cohort_note(result),
        "Years run from the end of induction to the end of the data, also for people who left.",
        INTERVALS,
    )


def yearly_table(result: Boosters) -> Table:
    columns = (
        Column("Figure"),
        Column("Value", "two_decimals"),
        Column(f"95{NARROW}% low", "two_decimals"),
        Column(f"95{NARROW}% high", "two_decimals"),
        Column("People", "count"),
    )
    rate, coming = result.per_year, result.still_coming
    rows: list[tuple[Cell, ...]] = [
        ("Boosters per person and year", rate.value, rate.low, rate.high, rate.n),
        ("Boosters", result.booster_count, BLANK, BLANK, result.completed_inductions),
        ("Years of follow-up", result.years, BLANK, BLANK, rate.n),
        ("People with a booster", result.boosted, BLANK, BLANK, result.completed_inductions),
    ]
    if coming is not None:
        rows.append(("Still coming, people", coming.successes, BLANK, BLANK, coming.total))
        rows.append(("Still coming, share", coming.share, coming.low, coming.high, coming.total))
    return Table(columns, tuple(rows))


YEARLY = Panel(
    key="boosters_per_year",
    page="boosters",
    question="How many boosters a year, and do people keep coming?",
    kinds=(Boosters,),
    answer=yearly_answer,
    note=yearly_note,
    reading=(
        "All boosters divided by all years of follow-up since induction. The interval allows for people "
        "differing. The share still coming stands beside the gaps because who stops after two boosters "
        "leaves no trace in them; from when on it is asked is a rule on the Methods page."
    ),
    draw=None,
    table=yearly_table,
)
PANELS = (*gaps.PANELS, YEARLY)
