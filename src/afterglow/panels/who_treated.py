"""Who is treated: words and tables."""

from __future__ import annotations

from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.figures.numbers import (
    count,
    listed,
    of,
    percent,
    plural,
    sentences,
)
from afterglow.figures.theme import Theme
from afterglow.figures.treatment import (
    CONDITIONS,
    column_words,
    indicated_figure,
    value_words,
    who_treated_figure,
)
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Cell, Column, Drawing, Panel, Table
from afterglow.panels.session_words import absent, first_courses, middle_half, plain_number, quotable_share
from afterglow.panels.words import INTERVALS, brackets, enough_for_percent, measure
from afterglow.results import (
    Characteristic,
    Indicated,
    WhoTreated,
)

TOLD = ("age_band", "diagnosis", "prior_failed_treatments", "other_treatment")
"""Columns the sentence names the commonest value of; the drawing has the others too."""


def who_answer(result: WhoTreated) -> str:
    before = result.baseline
    first = "Nobody has a baseline score."
    if before.median is not None:
        first = (
            f"Before treatment the middle person scored **{plain_number(before.median)}** on the "
            f"{measure(result.scope)}{middle_half(before)}."
        )
    commonest = [words for words in map(_commonest, result.characteristics) if words]
    return sentences(first, f"Most often: {listed(commonest)}." if commonest else "")


def _commonest(item: Characteristic) -> str:
    if item.key not in TOLD or not item.groups:
        return ""
    most = max(item.groups, key=lambda group: group.people)
    known = sum(group.people for group in item.groups)
    return f"{column_words(item.key).lower()} {most.key} ({of(most.people, known)})"


def who_note(result: WhoTreated) -> str:
    return sentences(
        first_courses(result.scope),
        "As known on the day of the first session; shares are of everybody, the not recorded included.",
        absent(result.missing),
    )


def who_table(result: WhoTreated) -> Table:
    columns = (Column("What"), Column("Value"), Column("People", "count"), Column("Share", "percent"))
    total = result.scope.treated
    rows: list[tuple[Cell, ...]] = []
    for item in result.characteristics:
        name = column_words(item.key)
        told = [(value_words(group.key), group.people) for group in item.groups]
        told.append(("Not recorded", item.not_recorded))
        rows += [(name, value, number, quotable_share(number, total)) for value, number in told]
    return Table(columns, tuple(rows))


def who_drawing(result: WhoTreated, theme: Theme) -> Drawing:
    figure = who_treated_figure(result, theme)
    return drawn_or_said(
        figure,
        theme,
        "Nothing is known of these people",
        "This scale has no severity bands, and the files have no column about people.",
        "Import a file about people, or choose another measure.",
    )


def indicated_answer(result: Indicated) -> str:
    group = result.together
    told = (
        f"**{of(group.yes, result.scope.treated)}** people are adults with at least moderate "
        f"depression after failed treatment{brackets(result.least)}; {count(group.no)} "
        f"{'is' if group.no == 1 else 'are'} not."
    )
    if not group.unknown:
        return told
    most = result.most
    told_share = most.share if enough_for_percent(most.total) else None
    could = "" if told_share is None else f"; if all of them were, it would be {percent(told_share)}"
    return sentences(told, f"Of {count(group.unknown)} it cannot be told{could}.")


def indicated_note(result: Indicated) -> str:
    scale = measure_name(result.instrument)
    failed = plural(result.failed_treatments, "failed treatment", "failed treatments")
    return sentences(
        first_courses(result.scope),
        f"Adult: {result.adult_from} or older. At least moderate: {scale} "
        f"{plain_number(result.severity_from)} or beyond at baseline. At least {failed} before.",
        "Somebody of whom one of the three is known not to hold is a no; a value that leaves it open, "
        "such as 0–1 failed treatments, is not known.",
        INTERVALS,
    )


def measure_name(key: str) -> str:
    """Name of a scale as people write it."""
    return INSTRUMENTS[key].name if key in INSTRUMENTS else key


def indicated_table(result: Indicated) -> Table:
    columns = (
        Column("Condition"),
        Column("Yes", "count"),
        Column("No", "count"),
        Column("Not known", "count"),
    )
    rows = [
        (CONDITIONS[item.key], item.yes, item.no, item.unknown)
        for item in (*result.conditions, result.together)
    ]
    return Table(columns, tuple(rows))


PANELS: tuple[Panel, ...] = (
    Panel(
        key="who_treated",
        page="treatment",
        question="Who is treated?",
        kinds=(WhoTreated,),
        answer=who_answer,
        note=who_note,
        reading=(
            "Each bar counts people by something known on the day of their first session. Hatched "
            "bars are people without an entry; they belong to one of the other bars, nobody knows "
            "which."
        ),
        draw=who_drawing,
        table=who_table,
    ),
    Panel(
        key="indicated",
        page="treatment",
        question="How many are the people the treatment is written for?",
        kinds=(Indicated,),
        answer=indicated_answer,
        note=indicated_note,
        reading=(
            "The treatment is described as one for adults with at least moderate depression whom "
            "other treatment has not helped. Each row is one of these conditions and splits everybody "
            "into yes, no and not known; the last row asks for all three. Not known is counted as "
            "such and never as no. Being outside does not mean that treatment was wrong: anxiety, "
            "trauma and pain are treated too."
        ),
        draw=indicated_figure,
        table=indicated_table,
    ),
)
