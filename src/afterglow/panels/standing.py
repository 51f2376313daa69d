"""Where everybody stands on each day: words and table."""

from __future__ import annotations

from afterglow.definitions.rules import SMALL
from afterglow.figures.numbers import NARROW, count, listed, of, people, percent, sentences
from afterglow.figures.standing import standing_figure
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.improvement import improved_means
from afterglow.panels.panel import BLANK, Cell, Column, Drawing, Panel, Table
from afterglow.panels.words import INTERVALS, brackets, reasons
from afterglow.results import Count, Incidence, Standing

EVERY_DAYS = 7


def standing_answer(result: Standing) -> str:
    if result.shown == "incidence":
        return _incidence_answer(result)
    improved, others = result.improved, []
    if result.in_care.successes:
        others.append(f"{count(result.in_care.successes)} were in care without having improved")
    if result.not_seen.successes:
        others.append(f"{count(result.not_seen.successes)} had not been seen for {result.away_days} days")
    unjudged = result.people - result.judged
    if unjudged:
        others.append(f"{count(unjudged)} cannot be judged")
    told = (
        f"By day {result.horizon}, **{of(improved.successes, improved.total)}** people had improved"
        f"{brackets(improved)}"
    )
    return f"{told}; {listed(others)}." if others else f"{told}."


def _incidence_answer(result: Standing) -> str:
    curve = result.incidence
    if curve is None:
        return f"Too few people for an estimate: {SMALL.curve} with a usable baseline are needed."
    if not curve.times:
        return "Nobody has been followed past the first day."
    place = max((i for i, day in enumerate(curve.times) if day <= curve.drawn_to), default=0)
    improved = _estimated(curve.improved[place], curve.improved_low[place], curve.improved_high[place])
    left = _estimated(curve.left[place], curve.left_low[place], curve.left_high[place])
    return (
        f"By day {count(curve.drawn_to)}, **{improved}** had improved before anything else, and {left} had "
        f"first gone {result.away_days} days without being seen."
    )


def _estimated(share: float, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return percent(share)
    return f"{percent(share)} ({count(100 * low)}–{count(100 * high)}{NARROW}%)"


def standing_note(result: Standing) -> str:
    if result.shown == "incidence":
        return _incidence_note(result)
    return sentences(
        f"{people(result.people)} followed for {result.horizon} days or more{_left_out(result.excluded)}.",
        f"Cannot be judged: {reasons(result.cannot_be_judged)}." if result.people > result.judged else "",
        improved_means(result.scope, result.criterion),
        "The share improved is below the curve of how soon people improve: here nobody is assumed to be like "
        "those who were scored.",
        INTERVALS,
    )


LEFT_OUT = {
    "followed_for_less": "followed for less",
    "followup_not_known": "whose end of follow-up is not known",
}


def _left_out(excluded: tuple[Count, ...]) -> str:
    told = [f"{count(item.people)} {LEFT_OUT[item.key]}" for item in excluded if item.people]
    return f"; left out: {listed(told)}" if told else ""


def _incidence_note(result: Standing) -> str:
    if result.incidence is None:
        return improved_means(result.scope, result.criterion)
    curve = result.incidence
    return sentences(
        f"{people(curve.n)} with a usable baseline, also those followed for less than {result.horizon} days: "
        f"{count(curve.improved_people)} improved first, {count(curve.left_people)} left first.",
        f"Left: no session or score for {result.away_days} days, dated to the last of these; they may come "
        "back. Aalen–Johansen estimate.",
        improved_means(result.scope, result.criterion),
        INTERVALS,
    )


def draw_standing(result: Standing, theme: Theme) -> Drawing:
    figure = standing_figure(result, theme)
    reason = f"Shares are drawn from {SMALL.percentage} people on."
    return drawn_or_said(figure, theme, "Too few people for a chart", reason, "The table has the counts.")


COLUMNS = (
    Column("Day", "count"),
    Column("Improved", "count"),
    Column("In care", "count"),
    Column("Not seen", "count"),
    Column("Cannot be judged", "count"),
    Column("Share improved", "percent"),
    Column("Estimate: improved first", "percent"),
    Column(f"95{NARROW}% from", "percent"),
    Column("to", "percent"),
    Column("Estimate: left first", "percent"),
    Column(f"95{NARROW}% from ", "percent"),
    Column("to ", "percent"),
)


def standing_table(result: Standing) -> Table:
    """Counts every week, with the estimate for the same day beside them."""
    unjudged = result.people - result.judged
    enough = result.people >= SMALL.percentage
    rows = [
        (
            item.day,
            item.improved,
            item.in_care,
            item.not_seen,
            unjudged,
            item.improved / result.people if enough else None,
            *_incidence_cells(result.incidence, item.day),
        )
        for item in result.days
        if item.day % EVERY_DAYS == 0 or item.day == result.horizon
    ]
    return Table(COLUMNS, tuple(rows))


def _incidence_cells(curve: Incidence | None, day: int) -> tuple[Cell, ...]:
    """The estimate on a day; blank before its first step and where too few are followed."""
    if curve is None or day > curve.drawn_to:
        return (BLANK,) * 6
    place = sum(1 for time in curve.times if time <= day) - 1
    if place < 0:
        return (0.0, BLANK, BLANK, 0.0, BLANK, BLANK)
    improved = (curve.improved[place], curve.improved_low[place], curve.improved_high[place])
    left = (curve.left[place], curve.left_low[place], curve.left_high[place])
    return tuple(BLANK if cell is None else cell for cell in (*improved, *left))


STANDS = Panel(
    key="stands",
    page="time",
    question="Where does everybody stand?",
    kinds=(Standing,),
    answer=standing_answer,
    note=standing_note,
    reading=(
        "Each day splits the same people into four. Improved: have met the rule by then, and stay counted"
        " so even if they get worse later. In care: not yet, but with a session or score in the last four"
        " weeks. Not seen: neither; they may come back. Hatched: people without a usable baseline, whom "
        "no score can show to improve. These are plain counts that can be checked by hand. Change rules "
        "offers an estimate that also uses people followed for less."
    ),
    draw=draw_standing,
    table=standing_table,
)
