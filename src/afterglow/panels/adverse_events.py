"""Adverse events and sessions stopped early: words and tables."""

from __future__ import annotations

from afterglow.figures.numbers import (
    NARROW,
    decimals,
    listed,
    of,
    sentences,
)
from afterglow.figures.safety import (
    MEASURES,
    events_by_group_figure,
    events_figure,
)
from afterglow.figures.treatment import value_words
from afterglow.panels.panel import Cell, Panel, Table
from afterglow.panels.safety_sessions import (
    GROUP_COLUMNS,
    group_cells,
    not_recorded,
    routes_differ,
    sessions_counted,
    too_few_groups,
)
from afterglow.panels.session_words import absent, rate_brackets
from afterglow.panels.words import (
    brackets,
)
from afterglow.results import (
    AdverseEvents,
    SessionGroup,
    SessionMeasure,
)


def events_answer(result: AdverseEvents) -> str:
    event, stopped = result.measure("adverse_event"), result.measure("stopped_early")
    told = []
    if event is not None:
        group = event.everything
        told.append(f"{_per_hundred(group)} had an adverse event{_most_often(result)}.")
        told.append(
            f"{of(group.worst.successes, group.worst.total)} people had one at least "
            f"once{brackets(group.worst)}."
        )
    if stopped is not None:
        told.append(f"{_per_hundred(stopped.everything)} {'was' if _one(stopped) else 'were'} stopped early.")
    return sentences(*told)


def _one(measure: SessionMeasure) -> bool:
    return measure.everything.rate.value is None and measure.everything.beyond == 1


def _per_hundred(group: SessionGroup) -> str:
    if group.rate.value is None:
        return f"**{of(group.beyond, group.recorded)}** sessions"
    return f"**{decimals(group.rate.value)}** of 100 sessions{rate_brackets(group.rate)}"


def _most_often(result: AdverseEvents) -> str:
    return f", most often {value_words(result.kinds[0].label).lower()}" if result.kinds else ""


def events_note(result: AdverseEvents) -> str:
    blank = [MEASURES[measure.key].lower() for measure in result.measures if measure.blank_is_no]
    return sentences(
        sessions_counted(result.scope),
        *[f"{MEASURES[m.key]}: {not_recorded(m.everything)}" for m in result.measures],
        f"The files never say that there was none ({listed(blank)}), so an empty cell is read as none."
        if blank
        else "",
        "A session with several events counts once in the first row and under each kind.",
        absent(result.missing),
        f"Ranges in brackets are 95{NARROW}% intervals that allow for several sessions of one person.",
    )


def events_table(result: AdverseEvents) -> Table:
    rows = [group_cells(MEASURES[measure.key], measure.everything) for measure in result.measures]
    rows += [group_cells("Kind of event", kind) for kind in result.kinds]
    return _without_middle(rows)


def _without_middle(rows: list[tuple[Cell, ...]]) -> Table:
    """The group columns without median and quartiles, which a yes or no does not have."""
    keep = [index for index, column in enumerate(GROUP_COLUMNS) if not 5 <= index <= 7]
    return Table(
        tuple(GROUP_COLUMNS[index] for index in keep),
        tuple(tuple(row[index] for index in keep) for row in rows),
    )


def by_group_answer(result: AdverseEvents) -> str:
    measure = result.measures[0]
    words = "an adverse event" if measure.key == "adverse_event" else "an early end"
    pairs = [
        told
        for told in (
            _ends_of(measure, "dose_band"),
            _ends_of(measure, "session_number"),
            _ends_of(measure, "setting"),
        )
        if told
    ]
    if not pairs:
        return f"Too few people in any group for a rate of {words}."
    return f"Sessions with {words} per 100: {'; '.join(pairs)}."


def _ends_of(measure: SessionMeasure, grouping: str) -> str:
    """The first and the last group with a rate, in the order of their column."""
    own = [g for g in measure.groups if g.grouping == grouping and g.rate.value is not None]
    if len(own) < 2:
        return ""
    told = [f"{_at(g)} **{decimals(g.rate.value or 0.0)}**{rate_brackets(g.rate)}" for g in (own[0], own[-1])]
    return " and ".join(told)


def _at(group: SessionGroup) -> str:
    label = value_words(group.label)
    return {"dose_band": f"dose {group.label}"}.get(group.grouping, label.lower())


def by_group_note(result: AdverseEvents) -> str:
    measure = result.measures[0]
    return sentences(
        sessions_counted(result.scope),
        too_few_groups(measure),
        "People and sessions in the groups differ in more than this one thing.",
        routes_differ(measure),
        absent(result.missing),
        f"Ranges in brackets are 95{NARROW}% intervals that allow for several sessions of one person.",
    )


def by_group_table(result: AdverseEvents) -> Table:
    rows = [group_cells(MEASURES[m.key], group) for m in result.measures for group in m.groups]
    return _without_middle(rows)


PANELS: tuple[Panel, ...] = (
    Panel(
        key="adverse_events",
        page="safety",
        question="How often do adverse events happen, and how often is a session stopped early?",
        kinds=(AdverseEvents,),
        answer=events_answer,
        note=events_note,
        reading=(
            "Each dot is the number of sessions with the event in every 100, the line its "
            f"95{NARROW}% interval. The last column counts people with at least one such session."
        ),
        draw=events_figure,
        table=events_table,
    ),
    Panel(
        key="events_by_group",
        page="safety",
        question="When do adverse events happen?",
        kinds=(AdverseEvents,),
        answer=by_group_answer,
        note=by_group_note,
        reading=(
            "The same rate in groups of sessions: by dose, route, session number, days since the "
            "session before, and setting. Lines that overlap are compatible with no difference."
        ),
        draw=events_by_group_figure,
        table=by_group_table,
    ),
)
