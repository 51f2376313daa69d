"""How long between boosters, first and later, and how the estimates compare."""

from __future__ import annotations

from afterglow.definitions.rules import SMALL
from afterglow.figures.gaps import NO_MEDIAN, StripRow, first_gap_figure, gap_strip, later_gaps_figure
from afterglow.figures.numbers import (
    NARROW,
    count,
    day_range,
    days,
    listed,
    of,
    people,
    percent,
    plural,
    sentences,
)
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.improvement import count_cells
from afterglow.panels.panel import BLANK, Cell, Column, Drawing, Panel, Table
from afterglow.panels.words import INTERVALS
from afterglow.results import Boosters, DayShare, Estimate, GapSummary

NO_BOOSTERS = "No boosters in this selection"
NO_BOOSTERS_WHY = "Nobody here has had a session after induction yet."
NO_BOOSTERS_MEND = "Widen the first-session filter, or check the phase column on the Data page."
NO_INDUCTION = "Nobody here has finished induction yet."
WHO_LEFT = {
    "cut_off": "People who left count as not yet back, which lengthens the gap.",
    "last_contact": "Open gaps end at a person's last contact, which shortens the gap.",
}
LABELS = {
    "first": "End of induction to first booster",
    "later": "Booster to booster",
    "everything": "All gaps together, a check",
}


def _limits(estimate: Estimate) -> str:
    if estimate.low is None:
        return ""
    if estimate.high is None:
        return f" ({count(estimate.low)} or more)"
    return f" ({day_range(estimate.low, estimate.high)})"


def later_answer(result: Boosters) -> str:
    gap = result.later
    if not gap.people:
        return NO_BOOSTERS_WHY if not result.boosted else _no_later(result)
    if gap.median.value is not None:
        middle = (
            f"For the middle person **{days(gap.median.value)}**{_limits(gap.median)} pass between boosters."
        )
        return sentences(middle, _naive(result))
    if gap.curve is not None:
        return sentences(_not_half(gap), _returned(gap.shares))
    return _no_later(result)


def _naive(result: Boosters) -> str:
    if result.naive.value is None:
        return ""
    return (
        f"Counting completed gaps alone gives {days(result.naive.value)}, which is too short: short gaps end "
        "first, and frequent visitors supply most of them."
    )


def _not_half(gap: GapSummary) -> str:
    last = gap.curve.drawn_to if gap.curve is not None else 0
    return (
        f"Fewer than half had returned by **day {count(last)}**, the last day with "
        f"{SMALL.curve_at_risk} still followed."
    )


def _returned(shares: tuple[DayShare, ...]) -> str:
    told = [
        f"{percent(item.seen.value)} by day {item.day}{_band(item.seen)}"
        for item in shares
        if item.seen.value is not None
    ]
    return f"Returned: {listed(told)}." if told else ""


def _band(seen: Estimate) -> str:
    if seen.low is None or seen.high is None:
        return ""
    return f" ({count(100 * seen.low)}–{count(100 * seen.high)}{NARROW}%)"


def _no_later(result: Boosters) -> str:
    gap = result.later
    had = f"**{people(gap.people)}** {'has' if gap.people == 1 else 'have'} had a booster"
    gaps = (
        f"{plural(gap.completed, 'gap', 'gaps')} between boosters completed and {count(gap.open)} still open"
    )
    if gap.reason == "no_cutoff":
        return f"{had}, with {gaps}; how long gaps are needs the date the data end, which is not known."
    if gap.reason == "no_first_median":
        return (
            f"{had}, with {gaps}; too early to say how long gaps are, since the first gap has no median yet."
        )
    followed = ""
    if gap.followup_at_least is not None:
        followed = f" and were followed for {count(gap.followup_at_least)} days or more"
    need = f"{SMALL.later_gap_people} people, {SMALL.later_gap_completed} with a completed gap, are needed"
    return f"{had}{followed}, with {gaps}: too few for a median ({need})."


def first_answer(result: Boosters) -> str:
    gap = result.first
    if not gap.people:
        return NO_INDUCTION
    had = f"{of(gap.completed, gap.people)} who finished induction have come back"
    if gap.median.value is not None:
        day = f"**day {count(gap.median.value)}**{_limits(gap.median)}"
        return f"Half had come back by {day} after induction ended; {had}."
    if gap.curve is not None:
        return sentences(_not_half(gap), f"{had[0].upper()}{had[1:]} so far.", _returned(gap.shares))
    counted = f"**{of(gap.completed, gap.people)}** people who finished induction have come back"
    return f"{counted}; too few for a curve."


def estimates_answer(result: Boosters) -> str:
    first, later = result.first.median.value, result.later.median.value
    if not result.first.people:
        return NO_INDUCTION
    if first is None:
        return sentences("The gap cannot be estimated yet.", _naive_alone(result))
    told = f"The first booster comes **{days(first)}** after induction for the middle person"
    if later is None:
        return sentences(f"{told}; the gap between later ones is not known yet.", _naive_alone(result))
    return f"{told}, later ones **{days(later)}** apart{_differ(result)}."


def _differ(result: Boosters) -> str:
    """In words whether the two gaps differ, judged by whether each interval holds the other's median."""
    first, later = result.first.median, result.later.median
    if _holds(first, later.value) or _holds(later, first.value):
        return ": no clear difference"
    return ""


def _holds(estimate: Estimate, value: float | None) -> bool:
    if estimate.low is None or value is None:
        return False
    return estimate.low <= value and (estimate.high is None or value <= estimate.high)


def _naive_alone(result: Boosters) -> str:
    if result.naive.value is None:
        return ""
    gaps = plural(result.naive_gaps, "completed gap", "completed gaps")
    return f"The {gaps} alone give {days(result.naive.value)}, which is too short."


def cohort_note(result: Boosters) -> str:
    left = result.incomplete_inductions
    return sentences(
        f"{people(result.completed_inductions)} finished induction, {count(result.boosted)} have had "
        "a booster.",
        f"{people(left)} who did not finish induction {'is' if left == 1 else 'are'} left out."
        if left
        else "",
    )


def _length_note(result: Boosters) -> str:
    shorter = "Without the date the data end, open gaps stop at the last contact: shorter than the truth."
    return shorter if result.shorter_than_truth else WHO_LEFT.get(result.followup_end, "")


def later_note(result: Boosters) -> str:
    gap = result.later
    limit = gap.followup_at_least
    return sentences(
        f"{people(gap.people)} with a booster: {count(gap.completed)} gaps completed, "
        f"{count(gap.open)} still open.",
        f"Counted: people followed for {count(limit)} days or more after induction." if limit else "",
        "Describes gaps while people keep coming, as an average over all of them.",
        _length_note(result),
        INTERVALS,
    )


def first_note(result: Boosters) -> str:
    gap = result.first
    return sentences(
        f"{people(gap.people)} who finished induction: {count(gap.completed)} came back, "
        f"{count(gap.open)} not yet. A new course counts as coming back.",
        f"{people(result.incomplete_inductions)} who did not finish induction left out."
        if result.incomplete_inductions
        else "",
        _length_note(result),
        INTERVALS,
    )


def estimates_note(result: Boosters) -> str:
    return sentences(
        "Solid: every person counts once and open gaps are allowed for. Dotted and hollow: the figure a "
        "spreadsheet gives, shown so that it can be recognised.",
        cohort_note(result),
        _length_note(result),
        INTERVALS,
    )


def _draw_gap(result: Boosters, gap: GapSummary, theme: Theme, *, later: bool) -> Drawing:
    figure = (later_gaps_figure if later else first_gap_figure)(result, theme)
    if not result.boosted and later:
        return drawn_or_said(figure, theme, NO_BOOSTERS, NO_BOOSTERS_WHY, NO_BOOSTERS_MEND)
    if not gap.people:
        return drawn_or_said(figure, theme, "Nobody to follow", NO_INDUCTION)
    reason = later_answer(result) if later else first_answer(result)
    heading = "No curve for these gaps yet"
    return drawn_or_said(figure, theme, heading, reason.replace("**", ""), "The table has the counts by day.")


def draw_later(result: Boosters, theme: Theme) -> Drawing:
    return _draw_gap(result, result.later, theme, later=True)


def draw_first(result: Boosters, theme: Theme) -> Drawing:
    return _draw_gap(result, result.first, theme, later=False)


def draw_estimates(result: Boosters, theme: Theme) -> Drawing:
    if not result.boosted:
        return drawn_or_said(None, theme, NO_BOOSTERS, NO_BOOSTERS_WHY, NO_BOOSTERS_MEND)
    rows = [_strip_row(gap) for gap in (result.later, result.first, result.everything)]
    gaps = plural(result.naive_gaps, "gap", "gaps")
    rows.append(StripRow("Completed gaps only", result.naive, gaps, usable=False))
    return gap_strip(rows, theme)


def _strip_row(gap: GapSummary) -> StripRow:
    return StripRow(LABELS[gap.key], gap.median, people(gap.people), NO_MEDIAN.get(gap.reason or "", ""))


GAP_COLUMNS = (
    Column("By day", "count"),
    Column("Back by then", "percent"),
    Column(f"95{NARROW}% low", "percent"),
    Column(f"95{NARROW}% high", "percent"),
    Column("Gaps still open", "count"),
    Column("Ended by a booster", "count"),
    Column("No longer followed", "count"),
)


def gap_table(gap: GapSummary) -> Table:
    shares = {item.day: item.seen for item in gap.shares}
    counts = {item.day: item for item in gap.counts}
    days_shown = sorted({*shares, *counts})
    rows = [(day, *_seen_cells(shares.get(day)), *count_cells(counts.get(day))) for day in days_shown]
    return Table(GAP_COLUMNS, tuple(rows))


def _seen_cells(seen: Estimate | None) -> tuple[Cell, ...]:
    return (BLANK,) * 3 if seen is None else (seen.value, seen.low, seen.high)


def estimates_table(result: Boosters) -> Table:
    columns = (
        Column("Estimate"),
        Column("Median days", "days"),
        Column(f"95{NARROW}% low", "days"),
        Column(f"95{NARROW}% high", "days"),
        Column("People", "count"),
        Column("Completed gaps", "count"),
        Column("Open gaps", "count"),
    )
    rows = [_estimate_row(gap) for gap in (result.later, result.first, result.everything)]
    naive = result.naive
    rows.append(
        ("Completed gaps only (too short)", naive.value, BLANK, BLANK, BLANK, result.naive_gaps, BLANK)
    )
    return Table(columns, tuple(rows))


def _estimate_row(gap: GapSummary) -> tuple[Cell, ...]:
    middle = gap.median
    return LABELS[gap.key], middle.value, middle.low, middle.high, gap.people, gap.completed, gap.open


LATER = Panel(
    key="later_gaps",
    page="boosters",
    question="How long between boosters?",
    kinds=(Boosters,),
    answer=later_answer,
    note=later_note,
    reading=(
        "The line falls each time someone is back for the next booster. Each person counts once, however "
        "many gaps they have (Wang and Chang's estimator), and gaps still open count as not yet back. The "
        "hollow mark is what the completed gaps alone would say."
    ),
    draw=draw_later,
    table=lambda result: gap_table(result.later),
)
FIRST = Panel(
    key="first_gap",
    page="boosters",
    question="How long until the first booster?",
    kinds=(Boosters,),
    answer=first_answer,
    note=first_note,
    reading=(
        "The line starts at the last induction session and falls each time someone has a first booster. Who "
        "has not had one yet is followed to the end of the data and then leaves the count (Kaplan–Meier)."
    ),
    draw=draw_first,
    table=lambda result: gap_table(result.first),
)
ESTIMATES = Panel(
    key="gap_estimates",
    page="boosters",
    question="How do the estimates compare?",
    kinds=(Boosters,),
    answer=estimates_answer,
    note=estimates_note,
    reading=(
        "Ask of any booster figure how it treats the people who have not come back yet. Leaving them out "
        "makes the gap look shorter than it is. The first gap and later gaps are different questions; all "
        "gaps together mix the two and serve as a check."
    ),
    draw=draw_estimates,
    table=estimates_table,
)
PANELS = (LATER, FIRST, ESTIMATES)
