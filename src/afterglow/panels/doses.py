"""What dose is given, by which route and where: words and tables."""

from __future__ import annotations

from collections.abc import Iterator

from afterglow.definitions.dosing import SAME_DOSE_MG_PER_KG
from afterglow.definitions.rules import SMALL
from afterglow.figures.doses import doses_figure, drawn_routes, route_words
from afterglow.figures.numbers import (
    NARROW,
    count,
    decimals,
    listed,
    of,
    sentences,
)
from afterglow.figures.treatment import (
    place_label,
    places_figure,
)
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Cell, Column, Panel, Table
from afterglow.panels.session_words import absent, first_courses, rate_brackets
from afterglow.panels.words import INTERVALS, brackets
from afterglow.results import (
    Doses,
    Places,
    RouteDoses,
)


def doses_answer(result: Doses) -> str:
    firsts = [words for words in map(_first_dose, drawn_routes(result)) if words]
    changed = result.people_changed
    told = f"**{of(changed.successes, changed.total)}** people had their dose changed at least once"
    if not changed.total:
        told = "No two sessions in a row have a dose, so changes cannot be counted"
    return sentences(
        f"The middle first dose is {listed(firsts)}." if firsts else "",
        f"{told}{brackets(changed)}{_change_rate(result)}.",
    )


def _first_dose(route: RouteDoses) -> str:
    point = next((point for point in route.points if point.number == 1 and point.dose.n), None)
    if point is None or point.dose.median is None:
        return ""
    name = "" if route.route is None else f" ({route_words(route)})"
    return f"**{decimals(point.dose.median, 2)}{NARROW}mg/kg**{name}"


def _change_rate(result: Doses) -> str:
    rate = result.changed
    if rate.value is None:
        return ""
    return f", at {decimals(rate.value)} of 100 sessions{rate_brackets(rate)}"


def doses_note(result: Doses) -> str:
    undrawn = [route_words(route) for route in result.routes if route not in drawn_routes(result)]
    recorded = sum(route.recorded for route in result.routes)
    sessions = sum(route.sessions for route in result.routes)
    return sentences(
        first_courses(result.scope),
        f"{of(recorded, sessions)} session days have a dose per kg.",
        f"A change is a step of more than {SAME_DOSE_MG_PER_KG:g}{NARROW}mg/kg from the session before "
        "by the same route.",
        f"In the table alone: {listed(undrawn)}." if undrawn else "",
        INTERVALS,
    )


def doses_table(result: Doses) -> Table:
    columns = (
        Column("Route"),
        Column("Session"),
        Column("People", "count"),
        Column("With a dose", "count"),
        Column("Median, mg/kg", "two_decimals"),
        Column("A quarter below", "two_decimals"),
        Column("A quarter above", "two_decimals"),
        Column("Raised", "count"),
        Column("Lowered", "count"),
        Column("Same", "count"),
    )
    return Table(columns, tuple(row for route in result.routes for row in _dose_rows(route)))


def _dose_rows(route: RouteDoses) -> Iterator[tuple[Cell, ...]]:
    name = route_words(route)
    for point in route.points:
        dose = point.dose
        yield (
            name,
            str(point.number),
            point.people,
            dose.n,
            dose.median,
            dose.lower_quartile,
            dose.upper_quartile,
            "",
            "",
            "",
        )
    changes = (route.raised, route.lowered, route.same)
    yield (name, "all", route.sessions, route.recorded, "", "", "", *changes)


def places_answer(result: Places) -> str:
    everything = result.groups[0]
    if "setting" in result.missing:
        return sentences(_routes(result), "Where sessions took place is not in the files.")
    told = everything.supervised + everything.home
    home = result.any_home
    where = f"**{of(everything.supervised, told)}** sessions were supervised"
    where += f" and {count(everything.home)} at home."
    return sentences(
        where,
        f"{of(home.successes, home.total)} people had a session at home{brackets(home)}.",
        _routes(result),
    )


def _routes(result: Places) -> str:
    own = [group for group in result.groups if group.grouping == "route"]
    told = [f"{place_label(group)} {count(group.people)}" for group in own]
    return f"People by route: {listed(told)}." if told else ""


def places_note(result: Places) -> str:
    missing = result.groups[0].not_recorded
    return sentences(
        first_courses(result.scope),
        f"{count(result.groups[0].sessions)} session days, {count(missing)} without a setting.",
        "A person counts under every route they had.",
        absent(result.missing),
        INTERVALS,
    )


def places_table(result: Places) -> Table:
    columns = (
        Column("Sessions"),
        Column("Session days", "count"),
        Column("People", "count"),
        Column("Supervised", "count"),
        Column("At home", "count"),
        Column("Not recorded", "count"),
    )
    rows = [
        (place_label(item), item.sessions, item.people, item.supervised, item.home, item.not_recorded)
        for item in result.groups
    ]
    return Table(columns, tuple(rows))


PANELS: tuple[Panel, ...] = (
    Panel(
        key="doses",
        page="treatment",
        question="What dose is given, and how often is it changed?",
        kinds=(Doses,),
        answer=doses_answer,
        note=doses_note,
        reading=(
            "Each dot is the middle dose at that session, the upright line the middle half of people; "
            f"hollow dots have fewer than {SMALL.change} people. Later sessions are those of people "
            "who stayed, so a line that rises can mean doses going up or other people staying. Doses "
            "by different routes are not alike in strength."
        ),
        draw=lambda result, theme: drawn_or_said(
            doses_figure(result, theme), theme, "No dose to draw", "No session has a dose and a number."
        ),
        table=doses_table,
    ),
    Panel(
        key="places",
        page="treatment",
        question="By which route and where is treatment given?",
        kinds=(Places,),
        answer=places_answer,
        note=places_note,
        reading=(
            "Each bar is all sessions of its row, split by where they took place. Hatched: the file "
            "does not say."
        ),
        draw=places_figure,
        table=places_table,
    ),
)
