"""What sessions bring, dissociation and blood pressure: words and tables."""

from __future__ import annotations

from afterglow.definitions.rules import SMALL
from afterglow.figures.numbers import (
    NARROW,
    capital,
    count,
    of,
    people,
    percent,
    percent_range,
    sentences,
)
from afterglow.figures.safety import (
    GROUPINGS,
    MEASURES,
    dissociation_figure,
    group_label,
    pressure_figure,
    pressure_words,
)
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Cell, Column, Drawing, Panel, Table
from afterglow.panels.rates import proportion_cells
from afterglow.panels.session_words import absent, plain_number
from afterglow.panels.words import (
    INTERVALS,
    brackets,
)
from afterglow.results import (
    BloodPressure,
    Dissociation,
    SessionGroup,
    SessionMeasure,
    SessionScope,
)

GROUP_COLUMNS = (
    Column("Measure"),
    Column("Group"),
    Column("Value"),
    Column("Sessions", "count"),
    Column("With a value", "count"),
    Column("Median", "one_decimal"),
    Column("A quarter below", "one_decimal"),
    Column("A quarter above", "one_decimal"),
    Column("Sessions beyond", "count"),
    Column("Per 100 sessions", "one_decimal"),
    Column(f"Per 100, 95{NARROW}% from", "one_decimal"),
    Column("Per 100, to", "one_decimal"),
    Column("People beyond, worst session", "count"),
    Column("Of people with a value", "count"),
    Column("Share", "percent"),
    Column(f"95{NARROW}% from", "percent"),
    Column("to", "percent"),
    Column("People without a value", "count"),
)

MEASURE_NAMES = {
    "cadss_peak": "CADSS peak",
    "large_rise": "Large rise",
    "high_peak": "High peak",
    **MEASURES,
}


def sessions_counted(scope: SessionScope) -> str:
    """Whose sessions: everybody's, boosters, later courses and those who joined in mid-course included."""
    joined = scope.joined_mid_course
    with_joined = f", {people(joined)} who joined in mid-course among them" if joined else ""
    return (
        f"{count(scope.sessions)} sessions of {people(scope.people)}{with_joined}, boosters and later "
        "courses included."
    )


def not_recorded(group: SessionGroup) -> str:
    missing, without = group.sessions - group.recorded, group.not_recorded_people
    if not missing:
        return "Every session has a value."
    nobody = f"; {people(without)} {'has' if without == 1 else 'have'} none" if without else ""
    return f"{count(missing)} sessions without a value{nobody}."


def beyond_words(group: SessionGroup) -> str:
    """Such as "**2295 of 3245** sessions (71 %, 69-72 %)"."""
    return f"**{of(group.beyond, group.recorded)}** sessions{_share(group)}"


def _share(group: SessionGroup) -> str:
    rate = group.rate
    if rate.value is None:
        return ""
    share = percent(rate.value / 100)
    if rate.low is None or rate.high is None:
        return f" ({share})"
    return f" ({share}, {percent_range(rate.low / 100, rate.high / 100)})"


def by_dose(measure: SessionMeasure, unit: str) -> str:
    """The middle value with the lowest and the highest dose that enough people had."""
    bands = [
        group
        for group in measure.groups
        if group.grouping == "dose_band" and group.people >= SMALL.group and group.median is not None
    ]
    if len(bands) < 2:
        return ""
    low, high = bands[0], bands[-1]
    return (
        f"The middle value was {plain_number(low.median or 0.0)}{unit} (dose {low.label}) and "
        f"{plain_number(high.median or 0.0)}{unit} (dose {high.label})."
    )


def routes_differ(measure: SessionMeasure) -> str:
    routes = [group for group in measure.groups if group.grouping == "route"]
    dosed = any(group.grouping == "dose_band" for group in measure.groups)
    if len(routes) < 2 or not dosed:
        return ""
    return "Doses of different routes are not alike in strength: filter by route to compare doses."


def too_few_groups(measure: SessionMeasure) -> str:
    """Said where a group has too few people for a rate."""
    few = any(group.rate.value is None for group in measure.groups)
    return f"Groups of fewer than {SMALL.group} people: too few to compare." if few else ""


def dissociation_answer(result: Dissociation) -> str:
    group = result.measure.everything
    return sentences(
        f"In half of the sessions the CADSS peaked at **{plain_number(group.median or 0.0)}** or less.",
        f"It was {result.measure.line} in {beyond_words(group)}, at least once in "
        f"{of(group.worst.successes, group.worst.total)} people{brackets(group.worst)}.",
        by_dose(result.measure, ""),
    )


def dissociation_note(result: Dissociation) -> str:
    return sentences(
        sessions_counted(result.scope),
        not_recorded(result.measure.everything),
        "Dissociation passes with the session: it is no outcome and does not foretell benefit.",
        f"The line ({result.measure.line}): {result.measure.source}.",
        too_few_groups(result.measure),
        routes_differ(result.measure),
        absent(result.missing),
        INTERVALS,
    )


def dissociation_table(result: Dissociation) -> Table:
    return groups_table((result.measure,))


def groups_table(measures: tuple[SessionMeasure, ...]) -> Table:
    """Every measure in every group."""
    rows = [group_cells(measure_name(measure), group) for measure in measures for group in measure.groups]
    return Table(GROUP_COLUMNS, tuple(rows))


def measure_name(measure: SessionMeasure) -> str:
    name = MEASURE_NAMES.get(measure.key) or capital(pressure_words(measure.key))
    return f"{name} ({measure.line})" if measure.line else name


def group_cells(name: str, group: SessionGroup) -> tuple[Cell, ...]:
    heading = GROUPINGS.get(group.grouping, "All sessions").removeprefix("By ")
    kind = group.grouping in ("all", "kind")
    middle = ("", "", "") if group.median is None and not group.upper_quartile else _middle(group)
    return (
        name,
        "" if kind else capital(heading),
        group_label(group),
        group.sessions,
        group.recorded,
        *middle,
        group.beyond,
        group.rate.value,
        group.rate.low,
        group.rate.high,
        *proportion_cells(group.worst),
        group.not_recorded_people,
    )


def _middle(group: SessionGroup) -> tuple[Cell, ...]:
    return group.median, group.lower_quartile, group.upper_quartile


def pressure_answer(result: BloodPressure) -> str:
    return sentences(
        _rise(result),
        _beyond(result, "large_rise", "Pressure rose by"),
        _beyond(result, "high_peak", "The peak was"),
    )


def _rise(result: BloodPressure) -> str:
    measure = result.measure("systolic_rise") or result.measure("systolic_peak")
    if measure is None or measure.everything.median is None:
        return ""
    middle = plain_number(measure.everything.median)
    if measure.key == "systolic_rise":
        return f"In the middle session systolic pressure rose by **{middle}{NARROW}mmHg**."
    return f"In the middle session systolic pressure peaked at **{middle}{NARROW}mmHg**."


def _beyond(result: BloodPressure, key: str, verb: str) -> str:
    measure = result.measure(key)
    if measure is None or not measure.everything.recorded:
        return ""
    group = measure.everything
    return (
        f"{verb} {measure.line}, in {beyond_words(group)}, at least once in "
        f"{of(group.worst.successes, group.worst.total)} people{brackets(group.worst)}."
    )


def pressure_note(result: BloodPressure) -> str:
    sources = dict.fromkeys(measure.source for measure in result.measures)
    return sentences(
        sessions_counted(result.scope),
        *[
            f"{_named(m)}: {not_recorded(m.everything)}"
            for m in result.measures
            if m.key in ("large_rise", "high_peak")
        ],
        RISE if any(measure.key == "large_rise" for measure in result.measures) else "",
        f"Lines: {'; '.join(sources)}.",
        too_few_groups(result.measures[0]),
        routes_differ(result.measures[0]),
        absent(result.missing),
        INTERVALS,
    )


def _named(measure: SessionMeasure) -> str:
    return {"large_rise": "Rise", "high_peak": "Peak"}[measure.key]


def pressure_table(result: BloodPressure) -> Table:
    return groups_table(result.measures)


def pressure_drawing(result: BloodPressure, theme: Theme) -> Drawing:
    figure = pressure_figure(result, theme)
    return drawn_or_said(
        figure, theme, "Nothing to draw", "No session has a reading before and a highest reading."
    )


RISE = "A rise is the highest reading of the session minus the one before it."
HALF_READING = (
    "Each dot is the middle session of its row; the bar holds the middle half of sessions. Rows are "
    "sessions, not people: somebody with many sessions counts many times. Groups differ in more than "
    "the thing they are named for, so a difference between rows says where to look, not what causes "
    "it."
)

PANELS: tuple[Panel, ...] = (
    Panel(
        key="dissociation",
        page="safety",
        question="How much dissociation do sessions bring?",
        kinds=(Dissociation,),
        answer=dissociation_answer,
        note=dissociation_note,
        reading=HALF_READING,
        draw=lambda result, theme: drawn_or_said(
            dissociation_figure(result, theme), theme, "Nothing to draw", "No session has a value."
        ),
        table=dissociation_table,
    ),
    Panel(
        key="blood_pressure",
        page="safety",
        question="How far does blood pressure rise?",
        kinds=(BloodPressure,),
        answer=pressure_answer,
        note=pressure_note,
        reading=HALF_READING,
        draw=pressure_drawing,
        table=pressure_table,
    ),
)
