"""Relief within hours, and what early response says about the endpoint: words and tables."""

from __future__ import annotations

from afterglow.definitions.rules import SMALL
from afterglow.figures.early import (
    MEASURES,
    MET,
    early_predicts_figure,
    early_relief_figure,
    hours_words,
)
from afterglow.figures.numbers import (
    NARROW,
    capital,
    count,
    decimals,
    listed,
    number_range,
    of,
    people,
    plural,
    sentences,
)
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.improvement import CRITERION_WORDS, NO_CRITERION, improved_means
from afterglow.panels.panel import Column, Drawing, Panel, Table
from afterglow.panels.rates import proportion_cells
from afterglow.panels.words import INTERVALS, NO_CONTROL, brackets, endpoint_note, measure, why_nobody
from afterglow.results import EarlyPoint, EarlyPredicts, EarlyRelief, EarlySession


def early_relief_answer(result: EarlyRelief) -> str:
    points = [point for point in result.everybody.points if point.n]
    if not points:
        return "Nobody with a baseline was scored in these hours."
    large = [point for point in points if point.change.value is not None]
    if not large:
        told = listed([f"{count(point.n)} after {hours_words(point.hours)}" for point in points])
        return f"People scored in the first hours: {told}; too few to tell a change."
    return sentences(
        _hours_sentence(large[-1], result), _other_hours(large[:-1], result), recall_sentence(result)
    )


def _hours_sentence(point: EarlyPoint, result: EarlyRelief) -> str:
    change = point.change
    part = point.responded
    scale = measure(result.scope)
    responded = (
        f", and **{of(part.successes, part.total)}** {CRITERION_WORDS[result.criterion]}{brackets(part)}"
        if part.total
        else ""
    )
    return (
        f"About {hours_words(point.hours)} after the first session, {scale} {_went(change.value or 0.0)}"
        f"{_limits(point)} among {people(point.n)}{responded}."
    )


def _went(change: float) -> str:
    if decimals(change) in ("0.0", decimals(0.0)):
        return "was unchanged on average"
    return f"was **{decimals(abs(change))} points {'lower' if change < 0 else 'higher'}** on average"


def _limits(point: EarlyPoint) -> str:
    low, high = point.change.low, point.change.high
    if low is None or high is None:
        return ""
    return f" (change {number_range(decimals(low), decimals(high))})"


def _other_hours(points: list[EarlyPoint], result: EarlyRelief) -> str:
    told = [
        f"{decimals(point.change.value or 0.0)} after {hours_words(point.hours)} ({count(point.n)} scored)"
        for point in points
    ]
    return f"Mean change before that: {listed(told)}." if told else ""


def recall_sentence(result: EarlyRelief) -> str:
    """The warning where the questions look back to before the session."""
    blind = [point for point in result.everybody.points if point.covers_before and point.n]
    if not blind or not result.recall_days:
        return ""
    asks = f"{measure(result.scope)} asks about {result.recall_words}"
    shown = "so it cannot show relief within these hours by itself"
    if len(blind) < len([point for point in result.everybody.points if point.n]):
        shown = f"so it cannot show relief within {hours_words(blind[-1].hours)} by itself"
    return f"{asks}, mostly days before the session, {shown}."


def early_relief_note(result: EarlyRelief) -> str:
    next_one = max((point.after_next for point in result.everybody.points), default=0)
    tolerances = listed(
        [f"{count(point.hours)} ± {hours_words(point.tolerance)}" for point in result.everybody.points]
    )
    return sentences(
        ""
        if result.chosen
        else f"Read from {measure(result.scope)}, the scale most people have in these hours.",
        f"{people(result.everybody.people)} with a baseline and a time of day of the first session.",
        f"Left out: {_left_out(result)}." if _left_out(result) else "",
        f"A score counts at the nearest of {tolerances} after the first session.",
        f"{capital(people(next_one))} had a second session before the score." if next_one else "",
        _met(result),
        f"Below {SMALL.change} people counts only: too few to compare." if _few(result) else "",
        INTERVALS,
        NO_CONTROL,
    )


def _met(result: EarlyRelief) -> str:
    """Such as "Responded: MADRS at least halved."."""
    if result.criterion == "none":
        return ""
    return improved_means(result.scope, result.criterion).replace("Improved", MET[result.criterion], 1)


def _left_out(result: EarlyRelief) -> str:
    parts = (
        (result.without_time, "without a time of day"),
        (result.without_baseline, "without a baseline score"),
    )
    return listed([f"{count(number)} {words}" for number, words in parts if number])


def _few(result: EarlyRelief) -> bool:
    return any(point.change.value is None for group in result.groups for point in group.points)


def early_relief_table(result: EarlyRelief) -> Table:
    columns = (
        Column("Severity at baseline"),
        Column("Hours", "count"),
        Column("Scored", "count"),
        Column("After a second session", "count"),
        Column("Mean before", "one_decimal"),
        Column("Mean after", "one_decimal"),
        Column("Mean change", "one_decimal"),
        Column(f"95{NARROW}% low", "one_decimal"),
        Column(f"95{NARROW}% high", "one_decimal"),
        Column("Median change", "one_decimal"),
        Column("Responded", "count"),
        Column("Of", "count"),
        Column("Share", "percent"),
        Column(f"Share, 95{NARROW}% low", "percent"),
        Column(f"Share, 95{NARROW}% high", "percent"),
    )
    rows = [
        (
            "Everybody" if group.label == "all" else capital(group.label),
            *(point.hours, point.n, point.after_next, point.before, point.after),
            *(point.change.value, point.change.low, point.change.high, point.median),
            *proportion_cells(point.responded),
        )
        for group in result.groups
        for point in group.points
    ]
    return Table(columns, tuple(rows))


def draw_early_relief(result: EarlyRelief, theme: Theme) -> Drawing:
    return drawn_or_said(
        early_relief_figure(result, theme, measure(result.scope)),
        theme,
        "Too few people in the first hours",
        f"Means are shown from {SMALL.change} people on.",
        "The table has the counts.",
    )


def early_predicts_answer(result: EarlyPredicts) -> str:
    if result.criterion == "none":
        return NO_CRITERION
    if not result.usable:
        return why_nobody(result.scope)
    told = [session for session in result.sessions if session.n]
    if not told:
        return "Nobody scored at the endpoint has a score between the first sessions as well."
    return sentences(*(_session_sentence(session, result) for session in told))


def _session_sentence(session: EarlySession, result: EarlyPredicts) -> str:
    verb = CRITERION_WORDS[result.criterion]
    early, others = session.positive, session.negative
    later = others.total - others.successes
    if session.base.share is None:
        return f"By session {session.number}: {people(session.n)} with both scores, too few to tell."
    return (
        f"Of **{people(early.total)}** who had {verb} by session {session.number}, "
        f"**{count(early.successes)}** did at the endpoint{brackets(early)}; "
        f"of {count(others.total)} who had not, {count(later)} did."
    )


def early_predicts_note(result: EarlyPredicts) -> str:
    if result.criterion == "none":
        return endpoint_note(result.scope)
    counts = [f"{count(session.n)} by session {session.number}" for session in result.sessions]
    return sentences(
        f"{people(result.usable)} scored at the endpoint who can show it; with an earlier score in between: "
        f"{listed(counts)}.",
        improved_means(result.scope, result.criterion),
        "An early score is the last one after a session and up to the next; it must come before the day of "
        "the endpoint score. People scored early may differ from the others.",
        endpoint_note(result.scope),
        INTERVALS,
    )


def early_predicts_table(result: EarlyPredicts) -> Table:
    columns = (
        Column("By session", "count"),
        Column("What"),
        Column("Also called"),
        Column("People", "count"),
        Column("Of", "count"),
        Column("Share", "percent"),
        Column(f"95{NARROW}% low", "percent"),
        Column(f"95{NARROW}% high", "percent"),
    )
    rows = [
        (session.number, label, NAMES[name], *proportion_cells(getattr(session, name)))
        for session in result.sessions
        for name, label in (("base", "Responded at the endpoint"), *MEASURES)
    ]
    return Table(columns, tuple(rows))


NAMES = {
    "base": "base rate",
    "positive": "positive predictive value",
    "negative": "negative predictive value",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
}


def draw_early_predicts(result: EarlyPredicts, theme: Theme) -> Drawing:
    return drawn_or_said(
        early_predicts_figure(result, theme),
        theme,
        "Too few people to tell",
        early_predicts_answer(result)
        if not any(session.n for session in result.sessions)
        else f"Shares are shown from {plural(SMALL.percentage, 'person', 'people')} on.",
    )


PANELS: tuple[Panel, ...] = (
    Panel(
        key="early_relief",
        page="time",
        question="Is there relief within hours of the first session?",
        kinds=(EarlyRelief,),
        answer=early_relief_answer,
        note=early_relief_note,
        reading=(
            "Each dot is the mean change from baseline in the people scored about that many hours after the "
            f"first session began, the line its 95{NARROW}% interval. Different people may be scored at "
            "different times. A form that asks about the last days or weeks mixes the time before the "
            "session into its answer; a form about today or the last 24 hours does not."
        ),
        draw=draw_early_relief,
        table=early_relief_table,
    ),
    Panel(
        key="early_predicts",
        page="time",
        question="Does early response foretell the endpoint?",
        kinds=(EarlyPredicts,),
        answer=early_predicts_answer,
        note=early_predicts_note,
        reading=(
            "For each early session four shares: of those who had responded by then, how many did at the "
            "endpoint; of the others, how many did not; and looking back, how many of the later responders "
            "had responded early, and how many of the later non-responders had not. Low shares in the second "
            "row mean that people without early response often respond later, so its absence is no reason "
            "to stop."
        ),
        draw=draw_early_predicts,
        table=early_predicts_table,
    ),
)
