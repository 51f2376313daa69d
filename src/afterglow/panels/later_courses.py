"""Courses after the first: words and table."""

from __future__ import annotations

from afterglow.figures.numbers import capital, count, days, listed, of, people, percent, plural, sentences
from afterglow.figures.rates import rate_label, rates_figure
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import BLANK, Cell, Drawing, Panel, Table
from afterglow.panels.rates import RULES, VERBS, leading_rate, proportion_cells
from afterglow.panels.rates import TABLE as COLUMNS
from afterglow.panels.words import INTERVALS, brackets, endpoint_note, enough_for_percent, scored_when
from afterglow.results import LaterCourses, Rates

NOBODY = "Nobody in this selection has started a second course."


def later_courses_answer(result: LaterCourses) -> str:
    if not result.had_second:
        return NOBODY
    had = f"**{of(result.had_second, result.treated)}** people treated have started a second course"
    third = sum(item.people for item in result.by_number if item.key != "2")
    more = f" ({plural(third, 'further course', 'further courses')} after it)" if third else ""
    return sentences(f"{had}{more}{_when(result)}.", _response(result))


def _when(result: LaterCourses) -> str:
    told = [
        f"{percent(item.seen.value)} by day {item.day}"
        for item in result.shares
        if item.seen.value is not None
    ]
    shares = f": {listed(told)}" if told and enough_for_percent(result.treated) else ""
    if result.middle_start_day is None:
        return shares
    return f"{shares}; the middle one of them began {days(result.middle_start_day)} after the first session"


def _response(result: LaterCourses) -> str:
    leading = leading_rate(result.rates)
    if leading is None:
        return ""
    seen = leading.observed
    if not seen.total:
        return "None of these courses could be scored by the rule yet."
    who = f"**{of(seen.successes, seen.total)}** {scored_when(result.scope)} in that course"
    return f"{who} {VERBS[leading.key]}{brackets(seen)}."


def later_courses_note(result: LaterCourses) -> str:
    return sentences(
        "Counted here alone: all other rates and times are about first courses.",
        capital(endpoint_note(result.scope)) if result.had_second else "",
        "Second courses go to people who came back, so their rates are not those of everybody.",
        INTERVALS if result.had_second else "",
    )


def draw_later_courses(result: LaterCourses, theme: Theme) -> Drawing:
    if not result.had_second:
        return drawn_or_said(None, theme, "No second courses in this selection", NOBODY)
    shown = any(rate.observed.share is not None for rate in result.rates)
    figure = rates_figure(Rates(scope=result.scope, rates=result.rates), theme) if shown else None
    reason = f"{capital(people(result.scope.scored))} scored in a second course."
    return drawn_or_said(figure, theme, "Too few people for a chart", reason, "The table has the counts.")


def later_courses_table(result: LaterCourses) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (f"Course {item.key} started", "Everybody treated", item.people, result.treated, *(BLANK,) * 3)
        for item in result.by_number
    ]
    counts = {item.day: item for item in result.counts}
    for item in result.shares:
        seen = item.seen
        by = f"Second course by day {count(item.day)}"
        began = counts[item.day].events if item.day in counts else None
        rows.append((by, "Kaplan–Meier estimate", began, result.treated, seen.value, seen.low, seen.high))
    if result.had_second:
        rows += [
            (rate_label(rate.key), words, *proportion_cells(getattr(rate, rule)))
            for rate in result.rates
            for rule, words in RULES
        ]
    return Table(COLUMNS, tuple(rows))


LATER_COURSES = Panel(
    key="later_courses",
    page="boosters",
    question="How many had a second course, and how did it go?",
    kinds=(LaterCourses,),
    answer=later_courses_answer,
    note=later_courses_note,
    reading=(
        "A new course is a long gap followed by sessions as close together as in an induction. It has its "
        "own first day, baseline and endpoint, and the chart reads as the rates of first courses do: the "
        "dot is the share among those scored, the grey bar what the unscored leave open."
    ),
    draw=draw_later_courses,
    table=later_courses_table,
)
