"""Safety: suicidal thoughts, sessions by dose, number, spacing and setting, rates of events, who stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import plotly.graph_objects as go

from afterglow.figures.numbers import (
    NARROW,
    capital,
    count,
    decimals,
    number_range,
    of,
    of_with_share,
    percent,
)
from afterglow.figures.rates import rate_label
from afterglow.figures.rows import DotRow, Heading, NumberColumn, dot_rows, linear_axis
from afterglow.figures.theme import Theme
from afterglow.figures.treatment import value_words
from afterglow.results import (
    AdverseEvents,
    BloodPressure,
    Dissociation,
    Estimate,
    Proportion,
    Rate,
    Rates,
    SessionGroup,
    SessionMeasure,
    StoppedGroup,
    Stopping,
    SuicidalThoughts,
)

LEFT = 216
THOUGHTS = {
    "eased": "Eased",
    "gone": "Gone, part of eased",
    "unchanged": "Unchanged",
    "stronger": "Stronger",
    "new": "New",
    "worse": "Stronger or new",
}
THOUGHT_BLOCKS = (
    ("With such thoughts at baseline", ("eased", "gone", "unchanged", "stronger")),
    ("Without at baseline", ("new",)),
    ("Everybody with both answers", ("worse",)),
)
GROUPINGS = {
    "dose_band": "By dose per kg",
    "route": "By route",
    "session_number": "By session number",
    "spacing": "By days since the session before",
    "setting": "By setting",
}
MEASURES = {"adverse_event": "Any adverse event", "stopped_early": "Stopped early"}
TOO_FEW = "too few"


def suicidal_figure(result: SuicidalThoughts, theme: Theme) -> go.Figure | None:
    """Observed share with its interval, and the range the people without a second answer leave open."""
    rows: list[Heading | DotRow] = []
    for heading, keys in THOUGHT_BLOCKS:
        rates = [rate for rate in (result.rate(key) for key in keys) if rate is not None]
        if any(rate.missing_as_failure.total for rate in rates):
            rows.append(Heading(heading))
            rows += [_rate_row(rate, THOUGHTS[rate.key], theme.people) for rate in rates]
    return dot_rows(rows, theme, columns=RATE_COLUMNS, left=196, key=RATE_KEY) if rows else None


RATE_COLUMNS = (
    NumberColumn("Observed", 66),
    NumberColumn("People", 84),
    NumberColumn("Range, none–all", 104),
)
RATE_KEY = f"● observed, with its 95{NARROW}% interval &nbsp; ○ if none, or all, without a second score had"
WORSE_RATES = ("reliable_deterioration", "any_increase")


def deterioration_figure(result: Rates, theme: Theme) -> go.Figure | None:
    """Reliably worse, and worse by any amount; None where the scale has neither."""
    rates = [rate for rate in result.rates if rate.key in WORSE_RATES and rate.missing_as_failure.total]
    colors = {"reliable_deterioration": theme.outcome("worse")}
    rows = [_rate_row(rate, rate_label(rate.key), colors.get(rate.key, theme.people)) for rate in rates]
    return dot_rows(rows, theme, columns=RATE_COLUMNS, left=170, key=RATE_KEY) if rows else None


def _rate_row(rate: Rate, label: str, color: str) -> DotRow:
    seen = rate.observed
    low, high = rate.missing_as_failure.share, rate.missing_as_success.share
    few = seen.share is None or low is None or high is None
    ends = TOO_FEW if few else percent_ends(low or 0.0, high or 0.0)
    return DotRow(
        label=label,
        value=_percent(seen.share),
        low=_percent(seen.low),
        high=_percent(seen.high),
        start=_percent(low) if seen.share is not None else None,
        end=_percent(high) if seen.share is not None else None,
        open_ends=True,
        cells=(TOO_FEW if seen.share is None else percent(seen.share), of(seen.successes, seen.total), ends),
        says=f"{label}, observed:\n{of_with_share(seen)}",
        color=color,
    )


def percent_ends(low: float, high: float) -> str:
    first, last = percent(low), percent(high)
    return first if first == last else f"{first} – {last}"


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def group_label(group: SessionGroup) -> str:
    return "All sessions" if group.grouping == "all" else value_words(group.label)


def _by_group(
    groups: Sequence[SessionGroup], row: Callable[[SessionGroup], DotRow]
) -> list[Heading | DotRow]:
    """All sessions, then a heading and its rows for each grouping."""
    rows: list[Heading | DotRow] = [row(group) for group in groups if group.grouping == "all"]
    for grouping, heading in GROUPINGS.items():
        own = [group for group in groups if group.grouping == grouping]
        if own:
            rows.append(Heading(heading))
            rows += [row(group) for group in own]
    return rows


def dissociation_figure(result: Dissociation, theme: Theme) -> go.Figure | None:
    """Median and middle half of the peak score by group, with the share above the line."""
    heading = capital(result.measure.line.removesuffix(" points"))
    return _spread_figure(result.measure, result.measure, theme, heading, "CADSS points", "")


def pressure_figure(result: BloodPressure, theme: Theme) -> go.Figure | None:
    """Median and middle half of the rise by group, with the share of large rises; the peak without a rise."""
    for value, line, heading in PRESSURES:
        shown, beyond = result.measure(value), result.measure(line)
        if shown is not None and beyond is not None:
            return _spread_figure(shown, beyond, theme, heading, pressure_words(value), " mmHg")
    return None


PRESSURES = (
    ("systolic_rise", "large_rise", "Large rise"),
    ("diastolic_rise", "large_rise", "Large rise"),
    ("systolic_peak", "high_peak", "High peak"),
    ("diastolic_peak", "high_peak", "High peak"),
)


def pressure_words(key: str) -> str:
    """Such as "systolic rise, mmHg"."""
    return f"{key.replace('_', ' ')}, mmHg"


def _spread_figure(
    shown: SessionMeasure, beyond: SessionMeasure, theme: Theme, heading: str, axis: str, unit: str
) -> go.Figure | None:
    if shown.everything.median is None:
        return None
    line = {(group.grouping, group.label): group for group in beyond.groups}

    def row(group: SessionGroup) -> DotRow:
        return _spread_row(group, line[(group.grouping, group.label)], unit)

    top = max(max(group.upper_quartile or 0.0, group.median or 0.0) for group in shown.groups)
    columns = (
        NumberColumn("Median", 52),
        NumberColumn(heading, 78),
        NumberColumn("People, ever", 88),
        NumberColumn("With a value", 100),
    )
    return dot_rows(
        _by_group(shown.groups, row),
        theme,
        columns=columns,
        left=LEFT,
        axis=linear_axis(top),
        key="● median &nbsp; <b>▬</b> middle half of sessions &nbsp; ○ too few for quartiles",
        axis_name=axis,
    )


def _spread_row(group: SessionGroup, beyond: SessionGroup, unit: str) -> DotRow:
    if group.median is None:
        return DotRow(label=group_label(group), cells=("–", "–", "–", of(group.recorded, group.sessions)))
    half = ""
    if group.lower_quartile is not None and group.upper_quartile is not None:
        half = f", middle half {number_range(_short(group.lower_quartile), _short(group.upper_quartile))}"
    return DotRow(
        label=group_label(group),
        value=group.median,
        start=group.lower_quartile,
        end=group.upper_quartile,
        cells=(
            _short(group.median),
            share_cell(beyond),
            of(beyond.worst.successes, beyond.worst.total),
            of(group.recorded, group.sessions),
        ),
        says=f"{group_label(group)}: median {_short(group.median)}{unit}{half}\n"
        f"{of(group.recorded, group.sessions)} sessions with a value, {count(group.people)} people",
        weak=group.upper_quartile is None,
    )


def _short(value: float) -> str:
    return count(value) if float(value).is_integer() else decimals(value)


def share_cell(group: SessionGroup) -> str:
    """Share of sessions, or the counts where too few people stand behind it."""
    if group.rate.value is None:
        return of(group.beyond, group.recorded)
    return percent(group.rate.value / 100)


def rate_words(rate: Estimate) -> str:
    """Such as "23.9 (22.7-25.2)"."""
    if rate.value is None:
        return TOO_FEW
    if rate.low is None or rate.high is None:
        return decimals(rate.value)
    return f"{decimals(rate.value)} ({number_range(decimals(rate.low), decimals(rate.high))})"


EVENT_COLUMNS = (
    NumberColumn("Per 100 sessions", 132),
    NumberColumn("Sessions", 96),
    NumberColumn("People, ever", 104),
)
EVENT_KEY = f"● sessions with it per 100, with its 95{NARROW}% interval"


def events_figure(result: AdverseEvents, theme: Theme) -> go.Figure:
    """Rates per 100 sessions: any event, stopped early, and each kind of event."""
    rows: list[Heading | DotRow] = [
        _event_row(measure.everything, MEASURES[measure.key]) for measure in result.measures
    ]
    if result.kinds:
        rows.append(Heading("Kinds of event"))
        rows += [_event_row(kind, capital(kind.label)) for kind in result.kinds[:MOST_KINDS]]
    return _event_figure(rows, theme)


MOST_KINDS = 10


def events_by_group_figure(result: AdverseEvents, theme: Theme) -> go.Figure:
    """The rate of adverse events (of sessions stopped early where the files name no events) by group."""
    rows = _by_group(result.measures[0].groups, lambda group: _event_row(group, group_label(group)))
    return _event_figure(rows, theme)


def _event_figure(rows: list[Heading | DotRow], theme: Theme) -> go.Figure:
    ends = [row.high or row.value or 0.0 for row in rows if isinstance(row, DotRow)]
    return dot_rows(
        rows,
        theme,
        columns=EVENT_COLUMNS,
        left=LEFT,
        axis=linear_axis(max(ends, default=0.0)),
        key=EVENT_KEY,
        axis_name="per 100 sessions",
    )


def _event_row(group: SessionGroup, label: str) -> DotRow:
    return DotRow(
        label=label,
        value=group.rate.value,
        low=group.rate.low,
        high=group.rate.high,
        cells=(
            rate_words(group.rate),
            of(group.beyond, group.recorded),
            of(group.worst.successes, group.worst.total),
        ),
        says=f"{label}: {rate_words(group.rate)} per 100 sessions\n"
        f"{of(group.beyond, group.recorded)} sessions, {of_with_share(group.worst)} people at least once",
    )


STOPPED = (
    ("after_one", "Stopped after one session"),
    ("before_finishing", "Stopped before finishing induction"),
)
STOPPED_BY = {"site": "site", "route": "route"}


def stopping_figure(result: Stopping, theme: Theme) -> go.Figure:
    """Two blocks, after one session and before finishing: everybody, each site, each route."""
    rows: list[Heading | DotRow] = []
    for name, heading in STOPPED:
        rows.append(Heading(heading))
        rows += [_stopped_row(group, getattr(group, name)) for group in result.groups]
    columns = (NumberColumn("Share", 96), NumberColumn("People", 92))
    key = f"● share of people, with its 95{NARROW}% interval"
    return dot_rows(rows, theme, columns=columns, left=LEFT, key=key)


def stopped_label(group: StoppedGroup) -> str:
    return "Everybody" if group.grouping == "all" else value_words(group.label)


def _stopped_row(group: StoppedGroup, part: Proportion) -> DotRow:
    share = TOO_FEW if part.share is None else percent(part.share)
    return DotRow(
        label=stopped_label(group),
        value=_percent(part.share),
        low=_percent(part.low),
        high=_percent(part.high),
        cells=(share, of(part.successes, part.total)),
        says=f"{stopped_label(group)}: {of_with_share(part)}",
    )
