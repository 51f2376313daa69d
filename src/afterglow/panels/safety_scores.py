"""Suicidal thoughts, people who got worse and people who stopped: words and tables."""

from __future__ import annotations

from afterglow.definitions.rules import SMALL
from afterglow.figures.numbers import (
    NARROW,
    count,
    of,
    people,
    sentences,
)
from afterglow.figures.rates import rate_label
from afterglow.figures.safety import (
    THOUGHTS,
    deterioration_figure,
    stopped_label,
    stopping_figure,
    suicidal_figure,
)
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Column, Drawing, Panel, Table
from afterglow.panels.rates import RULES, TABLE, missing_sentence, proportion_cells, rate_sentence
from afterglow.panels.session_words import absent, first_courses
from afterglow.panels.words import (
    INTERVALS,
    NO_CONTROL,
    brackets,
    defined,
    endpoint_note,
    why_nobody,
)
from afterglow.results import (
    Rates,
    Stopping,
    SuicidalThoughts,
)

NO_RISK = "This is how people answered one question. It is not a risk assessment and does not replace one."

NO_RULE = "This scale has no published threshold for reliable change."


def suicidal_answer(result: SuicidalThoughts) -> str:
    if not result.scope.scored:
        return why_nobody(result.scope)
    told = [_with_thoughts(result), _without_thoughts(result), _second_missing(result)]
    return sentences(*told)


def _with_thoughts(result: SuicidalThoughts) -> str:
    eased, gone = result.rate("eased"), result.rate("gone")
    if eased is None or gone is None or not eased.observed.total:
        return "Nobody with such thoughts at baseline has answered again."
    return (
        f"Of **{count(eased.observed.total)}** people with such thoughts at baseline who answered again, "
        f"they had eased in **{count(eased.observed.successes)}**{brackets(eased.observed)} and gone in "
        f"{count(gone.observed.successes)}{brackets(gone.observed)}."
    )


def _without_thoughts(result: SuicidalThoughts) -> str:
    new = result.rate("new")
    if new is None or not new.observed.total:
        return ""
    part = new.observed
    return f"Of **{count(part.total)}** without, **{count(part.successes)}** had them then{brackets(part)}."


def _second_missing(result: SuicidalThoughts) -> str:
    missing = result.scope.judged - result.scope.scored
    if not missing:
        return ""
    return f"{people(missing)} with a first answer gave no second one in the window."


def suicidal_note(result: SuicidalThoughts) -> str:
    recall = f", which asks about {result.recall_words}" if result.recall_words else ""
    return sentences(
        NO_RISK,
        f"{result.item}{recall}.",
        endpoint_note(result.scope),
        INTERVALS,
        NO_CONTROL,
    )


def suicidal_table(result: SuicidalThoughts) -> Table:
    rows = [
        (THOUGHTS[rate.key], words, *proportion_cells(getattr(rate, rule)))
        for rate in result.rates
        for rule, words in RULES
    ]
    return Table(TABLE, tuple(rows))


def suicidal_drawing(result: SuicidalThoughts, theme: Theme) -> Drawing:
    figure = suicidal_figure(result, theme)
    return drawn_or_said(
        figure, theme, "Nobody can be counted yet", "Nobody has a first answer to this question."
    )


def deterioration_answer(result: Rates) -> str:
    worse, any_rise = result.rate("reliable_deterioration"), result.rate("any_increase")
    shown = worse or any_rise
    if shown is None or not shown.observed.total:
        return why_nobody(result.scope)
    told = "" if worse is not None else NO_RULE
    also = ""
    if worse is not None and any_rise is not None:
        part = any_rise.observed
        also = f"{of(part.successes, part.total)} got worse by any amount{brackets(part)}."
    return sentences(told, rate_sentence(shown, result.scope), also, missing_sentence(shown))


def deterioration_note(result: Rates) -> str:
    return sentences(
        endpoint_note(result.scope), defined(result.scope, "reliable", "Reliable"), INTERVALS, NO_CONTROL
    )


def deterioration_table(result: Rates) -> Table:
    rates = [rate for rate in result.rates if rate.key in ("reliable_deterioration", "any_increase")]
    rows = [
        (rate_label(rate.key), words, *proportion_cells(getattr(rate, rule)))
        for rate in rates
        for rule, words in RULES
    ]
    return Table(TABLE, tuple(rows))


def deterioration_drawing(result: Rates, theme: Theme) -> Drawing:
    figure = deterioration_figure(result, theme)
    return drawn_or_said(figure, theme, "Nobody can be counted yet", why_nobody(result.scope))


def stopping_answer(result: Stopping) -> str:
    everybody = result.groups[0]
    once, early = everybody.after_one, everybody.before_finishing
    if not once.total:
        return f"Nobody has been followed for {count(result.one_session_days)} days yet."
    told = f"**{of(once.successes, once.total)}** people stopped after one session{brackets(once)}."
    if not early.total:
        return told
    return sentences(
        told, f"**{of(early.successes, early.total)}** stopped before finishing induction{brackets(early)}."
    )


def stopping_note(result: Stopping) -> str:
    few = any(group.after_one.share is None for group in result.groups)
    return sentences(
        first_courses(result.scope),
        f"After one session: no other by day {count(result.one_session_days)}, among people followed "
        "that long.",
        f"Before finishing: among people followed for {count(result.completion_days)} days; those who "
        "stopped after one session are among them.",
        f"Groups of fewer than {SMALL.group}: too few to compare." if few else "",
        "Site and route are those of the first session. Why people stop is not in the files.",
        absent(result.missing),
        INTERVALS,
    )


def stopping_drawing(result: Stopping, theme: Theme) -> Drawing:
    told = any(group.after_one.total for group in result.groups)
    return drawn_or_said(
        stopping_figure(result, theme) if told else None,
        theme,
        "Too early to say",
        f"Nobody in this selection has been followed for {count(result.one_session_days)} days yet.",
        "Widen the first-session filter.",
    )


def stopping_table(result: Stopping) -> Table:
    columns = (
        Column("What"),
        Column("Group"),
        Column("People", "count"),
        Column("Of", "count"),
        Column("Share", "percent"),
        Column(f"95{NARROW}% from", "percent"),
        Column("to", "percent"),
    )
    rows = [
        (words, stopped_label(group), *proportion_cells(getattr(group, name)))
        for name, words in (
            ("after_one", "After one session"),
            ("before_finishing", "Before finishing induction"),
        )
        for group in result.groups
    ]
    return Table(columns, tuple(rows))


PANELS: tuple[Panel, ...] = (
    Panel(
        key="suicidal_thoughts",
        page="safety",
        question="What becomes of suicidal thoughts?",
        kinds=(SuicidalThoughts,),
        answer=suicidal_answer,
        note=suicidal_note,
        reading=(
            "One question of the form asks how often thoughts of death or self-harm came. Eased: the "
            "answer fell. Gone: it fell to zero. New: it was zero before and is not any more. The dot "
            f"is the share among people who answered twice, the line its 95{NARROW}% interval; the bar "
            "runs from none to all of those who were not asked again."
        ),
        draw=suicidal_drawing,
        table=suicidal_table,
    ),
    Panel(
        key="deterioration",
        page="safety",
        question="How many got worse?",
        kinds=(Rates,),
        answer=deterioration_answer,
        note=deterioration_note,
        reading=(
            "Reliably worse means a rise larger than the error of the scale; worse by any amount "
            "counts every rise and includes chance. Some people get worse with any treatment and with "
            "none."
        ),
        draw=deterioration_drawing,
        table=deterioration_table,
    ),
    Panel(
        key="stopping",
        page="safety",
        question="Who stops early?",
        kinds=(Stopping,),
        answer=stopping_answer,
        note=stopping_note,
        reading=(
            f"Each dot is the share of people who stopped, the line its 95{NARROW}% interval; under "
            f"{SMALL.group} people the counts stand alone. People stop because they feel better, feel "
            "no better, or for reasons of money, distance or side effects."
        ),
        draw=stopping_drawing,
        table=stopping_table,
    ),
)
