"""Who is treated and with how much: bars of people, parts of a whole, doses by session number."""

from __future__ import annotations

from collections.abc import Iterator

import plotly.graph_objects as go

from afterglow.definitions.dosing import MOST_KINDS
from afterglow.definitions.rules import SMALL
from afterglow.definitions.vocabulary import VALUE_WORDS
from afterglow.figures.axes import axis_name, beside
from afterglow.figures.chart import Margins, base_chart
from afterglow.figures.numbers import NARROW, capital, count, of_with_share, people, percent, plain, plural
from afterglow.figures.rows import (
    BarRow,
    DotRow,
    Heading,
    NumberColumn,
    Part,
    bar_rows,
    dot_rows,
    linear_axis,
)
from afterglow.figures.theme import END_NOTE, Theme
from afterglow.results import (
    Bound,
    Characteristic,
    Condition,
    Count,
    Indicated,
    PlaceCount,
    Places,
    ProtocolBounds,
    ProtocolKept,
    SessionsPerCourse,
    WhoTreated,
)

NOT_RECORDED = "Not recorded"
NO_ROUTE = "No route given"
CHARACTERISTICS = {
    "baseline_severity": "Severity at baseline",
    "age_band": "Age",
    "diagnosis": "Diagnosis",
    "prior_failed_treatments": "Failed treatments before",
    "other_treatment": "Other treatment alongside",
}
SESSION_BARS = Margins(left=48, right=120, top=40, bottom=52)
SESSION_BARS_HEIGHT = 300


def column_words(key: str) -> str:
    """A column of the patients file as a heading."""
    return CHARACTERISTICS.get(key) or capital(plain(key))


def value_words(label: str) -> str:
    """A value as it reads: as the file writes it, with a capital."""
    return VALUE_WORDS.get(label) or capital(label)


def who_treated_figure(result: WhoTreated, theme: Theme) -> go.Figure | None:
    """Bars of people by each characteristic; None for nobody."""
    rows = list(_characteristic_rows(result, theme))
    if not result.scope.treated or not rows:
        return None
    top = max(part.size for row in rows if isinstance(row, BarRow) for part in row.parts)
    columns = (NumberColumn("People", 60), NumberColumn("Share", 70))
    return bar_rows(rows, theme, columns=columns, left=236, axis=linear_axis(top), axis_name="people")


def _characteristic_rows(result: WhoTreated, theme: Theme) -> Iterator[Heading | BarRow]:
    total = result.scope.treated
    for item in result.characteristics:
        yield Heading(column_words(item.key))
        for group in drawn_groups(item):
            yield _people_bar(group.key, group.people, total, theme)
        if item.not_recorded:
            yield _people_bar(NOT_RECORDED, item.not_recorded, total, theme, hatched=True)


def drawn_groups(item: Characteristic) -> tuple[Count, ...]:
    """The values drawn: all, or the commonest and the rest together."""
    if len(item.groups) <= MOST_KINDS:
        return item.groups
    common = sorted(item.groups, key=lambda group: -group.people)[: MOST_KINDS - 1]
    kept = tuple(group for group in item.groups if group in common)
    rest = sum(group.people for group in item.groups) - sum(group.people for group in kept)
    return (*kept, Count(key=f"{len(item.groups) - len(kept)} other kinds", people=rest))


def share_of(number: int, total: int) -> str:
    """Percent of a total large enough to quote one of; else how many there are."""
    return percent(number / total) if total >= SMALL.percentage else f"of {count(total)}"


def _bracketed(share: str) -> str:
    return f" ({share})" if share.endswith("%") else ""


def _people_bar(label: str, number: int, total: int, theme: Theme, *, hatched: bool = False) -> BarRow:
    share = share_of(number, total)
    part = Part(
        size=number,
        color=theme.people,
        says=f"{value_words(label)}: {people(number)} of {count(total)}{_bracketed(share)}",
        hatched=hatched,
    )
    return BarRow(label=value_words(label), parts=(part,), cells=(count(number), share))


CONDITIONS = {
    "adult": "Adult",
    "moderate": "At least moderate depression",
    "failed_treatment": "After failed treatment",
    "all": "All three",
}


def indicated_figure(result: Indicated, theme: Theme) -> go.Figure:
    """Each condition and all three: yes, no and not known as parts of everybody."""
    columns = (NumberColumn("Yes", 56), NumberColumn("No", 56), NumberColumn("Not known", 76))
    rows = [_condition_row(item, theme) for item in (*result.conditions, result.together)]
    key = (("yes", theme.people, False), ("no", theme.soft, False), ("not known", theme.not_scored, True))
    return bar_rows(rows, theme, columns=columns, left=216, key=key)


def _condition_row(item: Condition, theme: Theme) -> BarRow:
    total = item.yes + item.no + item.unknown
    label = CONDITIONS[item.key]
    parts = (
        _share_part(item.yes, total, theme.people, f"{label}: yes"),
        _share_part(item.no, total, theme.soft, f"{label}: no"),
        _share_part(item.unknown, total, theme.not_scored, f"{label}: not known", hatched=True),
    )
    cells = (count(item.yes), count(item.no), count(item.unknown))
    return BarRow(label=label, parts=parts, cells=cells, strong=item.key == "all")


def _share_part(number: int, total: int, color: str, words: str, *, hatched: bool = False) -> Part:
    share = number / total if total else 0.0
    says = f"{words}, {count(number)} of {count(total)}{_bracketed(share_of(number, total))}"
    return Part(size=100 * share, color=color, says=says, hatched=hatched)


def sessions_figure(result: SessionsPerCourse, theme: Theme) -> go.Figure | None:
    """People by number of induction sessions, the planned number marked; None for nobody."""
    if not result.counts:
        return None
    chart = base_chart(theme, SESSION_BARS_HEIGHT, SESSION_BARS)
    by_number = {item.sessions: item.people for item in result.counts}
    last = max(*by_number, result.planned)
    axis = linear_axis(1.12 * max(by_number.values()))
    chart.yaxis(**axis)
    chart.xaxis(range=[0.4, last + 0.6], tickvals=list(range(1, last + 1)), showline=True)
    chart.bars(
        x=list(by_number),
        y=list(by_number.values()),
        width=0.7,
        marker={"color": theme.people, "line": {"width": 0}},
        name="people",
        text=[
            f"{plural(number, 'session', 'sessions')}: {people(n)} of {count(result.followed)}"
            for number, n in by_number.items()
        ],
        textposition="none",
    )
    for number, n in by_number.items():
        words = f"<b>{count(n)}</b>"
        beside(chart, words, x=number, xref="x", y=n, yref="y", yshift=10, anchor="center", color=theme.text)
    _planned(chart, theme, result.planned)
    axis_name(chart, theme, "People", height=16)
    beside(chart, "session days in induction", x=1, yshift=-38, anchor="right", color=theme.muted)
    return chart.figure()


def _planned(chart, theme: Theme, planned: int) -> None:
    line = {"color": theme.axis, "width": 1.2, "dash": "dot"}
    at = planned + 0.45
    chart.shape("line", x0=at, x1=at, yref="paper", y0=0, y1=1, line=line)
    text = f"planned: {count(planned)}"
    beside(chart, text, x=at, xref="x", y=1, xshift=4, yanchor="bottom", color=theme.muted, size=END_NOTE)


def protocol_figure(result: ProtocolKept, theme: Theme) -> go.Figure | None:
    """People who kept the protocol, were late by so many days, or had so many sessions; None for nobody."""
    total = result.kept.total
    if not total:
        return None
    rows: list[Heading | BarRow] = [Heading(f"Had all {count(result.sessions)} sessions")]
    rows.append(_people_bar(f"by day {count(result.days)}", result.kept.successes, total, theme))
    rows += [
        _people_bar(late_words(band.from_day, band.to_day), band.people, total, theme) for band in result.late
    ]
    if result.short:
        rows.append(Heading("Had fewer so far"))
        rows += [
            _people_bar(plural(item.sessions, "session", "sessions"), item.people, total, theme)
            for item in reversed(result.short)
        ]
    top = max(part.size for row in rows if isinstance(row, BarRow) for part in row.parts)
    columns = (NumberColumn("People", 60), NumberColumn("Share", 70))
    return bar_rows(rows, theme, columns=columns, left=200, axis=linear_axis(top), axis_name="people")


def late_words(first: int, last: int | None) -> str:
    """Such as "1-7 days late"."""
    return f"{first} days late or more" if last is None else f"{first}–{last} days late"


def places_figure(result: Places, theme: Theme) -> go.Figure:
    """Sessions by where they took place: all, first and later, each route."""
    home = theme.groups[1]
    rows: list[Heading | BarRow] = []
    for grouping, heading in (("all", ""), ("session", "By session"), ("route", "By route")):
        own = [group for group in result.groups if group.grouping == grouping]
        if own and heading:
            rows.append(Heading(heading))
        rows += [_place_row(group, theme, home) for group in own]
    columns = (
        NumberColumn("Supervised", 78),
        NumberColumn("At home", 66),
        NumberColumn("Not recorded", 92),
        NumberColumn("People", 60),
    )
    key = (
        ("supervised", theme.people, False),
        ("at home", home, False),
        ("not recorded", theme.not_scored, True),
    )
    return bar_rows(rows, theme, columns=columns, left=150, key=key, axis_name="share of sessions")


def place_label(group: PlaceCount) -> str:
    words = {"all": "All sessions", "first": "First", "later": "Later"}
    return words.get(group.label) or value_words(group.label) or NO_ROUTE


def _place_row(group: PlaceCount, theme: Theme, home: str) -> BarRow:
    label = place_label(group)
    parts = (
        _share_part(group.supervised, group.sessions, theme.people, f"{label}: supervised"),
        _share_part(group.home, group.sessions, home, f"{label}: at home"),
        _share_part(
            group.not_recorded, group.sessions, theme.not_scored, f"{label}: not recorded", hatched=True
        ),
    )
    cells = (count(group.supervised), count(group.home), count(group.not_recorded), count(group.people))
    return BarRow(label=label, parts=parts, cells=cells)


def bound_label(bound: Bound) -> str:
    """What was passed, in a few words."""
    if bound.key == "closer":
        return f"Closer than {plural(int(bound.limit), 'day', 'days')}"
    return f"{value_words(bound.route or '')}: over {bound.limit:g}{NARROW}mg/kg"


def bounds_figure(result: ProtocolBounds, theme: Theme) -> go.Figure:
    """Per bound the share of people with a session beyond it, with its interval."""
    rows = [
        DotRow(
            label=bound_label(bound),
            value=_percent(bound.people.share),
            low=_percent(bound.people.low),
            high=_percent(bound.people.high),
            cells=(
                "too few" if bound.people.share is None else percent(bound.people.share),
                f"{count(bound.people.successes)} of {count(bound.people.total)}",
                f"{count(bound.beyond)} of {count(bound.judged)}",
            ),
            says=f"{bound_label(bound)}, at least once:\n{of_with_share(bound.people)} people",
        )
        for bound in result.bounds
    ]
    columns = (NumberColumn("At least once", 84), NumberColumn("People", 92), NumberColumn("Sessions", 104))
    key = f"● share of people with such a session, with its 95{NARROW}% interval"
    return dot_rows(rows, theme, columns=columns, left=176, key=key)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
