"""Rates: per outcome the observed share, its interval, and the range the unscored leave open."""

from __future__ import annotations

import plotly.graph_objects as go

from afterglow.figures.axes import beside, percent_axis
from afterglow.figures.chart import INTERVAL, Chart, Margins, base_chart, hollow, ringed
from afterglow.figures.numbers import NARROW, capital, of, of_with_share, percent, plain
from afterglow.figures.theme import END_NOTE, LABEL_TEXT, Theme
from afterglow.results import Proportion, Rate, Rates

RATE_WORDS = {
    "response": "Responded",
    "partial": "Partial response",
    "remission": "Remitted",
    "reliable_improvement": "Reliably improved",
    "reliable_deterioration": "Reliably worse",
    "any_increase": "Worse by any amount",
}
WORSE = ("reliable_deterioration", "any_increase")
OUTCOME_OF = {"response": "responded", "remission": "remitted", "reliable_deterioration": "worse"}
IN_TABLE_ONLY = ("partial", "any_increase")
ROW = 42
MARGINS = Margins(left=136, right=240, top=64, bottom=34)
COLUMNS = (("Observed", 64), ("People", 142), ("Range, none–all", 240))
APART = 0.24
"""Share of the axis two names need between them; nearer, the marks are named in a key above the rows."""


def rate_label(key: str) -> str:
    """What people did, in a word or three; `drop_30` reads "Down by 30 %"."""
    if key.startswith("drop_"):
        return f"Down by {key.removeprefix('drop_')}{NARROW}%"
    return RATE_WORDS.get(key) or capital(plain(key))


def rate_color(theme: Theme, key: str) -> str:
    """Outcome colour of a rate; slate for those without an outcome of their own."""
    return theme.outcome(OUTCOME_OF[key]) if key in OUTCOME_OF else theme.people


def rates_figure(result: Rates, theme: Theme) -> go.Figure:
    """One row per outcome: soft bar with hollow ends, 3 px interval, dot, and the numbers in columns."""
    rows = [rate for rate in result.rates if rate.key not in IN_TABLE_ONLY]
    chart = base_chart(theme, MARGINS.top + MARGINS.bottom + ROW * max(len(rows), 1), MARGINS)
    chart.xaxis(**percent_axis())
    chart.yaxis(range=[len(rows) - 0.5, -0.5], showticklabels=False)
    for row, rate in enumerate(rows):
        _range(chart, theme, row, rate)
    for row, rate in enumerate(rows):
        _observed(chart, theme, row, rate)
        _words(chart, theme, row, rate)
    _headings(chart, theme)
    if rows:
        _name_marks(chart, theme, rows[0])
    return chart.figure()


def _ends(rate: Rate) -> tuple[Proportion, Proportion]:
    """(none of the unscored, all of the unscored), whichever way the outcome points."""
    pair = (rate.missing_as_failure, rate.missing_as_success)
    return pair if (pair[0].share or 0) <= (pair[1].share or 0) else (pair[1], pair[0])


def _range(chart: Chart, theme: Theme, row: int, rate: Rate) -> None:
    low, high = _ends(rate)
    if low.share is None or high.share is None or low.share == high.share:
        return
    chart.scatter(
        x=[100 * low.share, 100 * high.share],
        y=[row, row],
        mode="lines+markers",
        cliponaxis=False,
        line={"color": theme.soft, "width": 8},
        marker=hollow(theme, theme.axis, size=10),
        name="range",
        text=[_end_words(rate, low, "none"), _end_words(rate, high, "all")],
    )


def _end_words(rate: Rate, part: Proportion, who: str) -> str:
    return f"{rate_label(rate.key)} if {who} of the unscored had:<br>{of_with_share(part)}"


def _observed(chart: Chart, theme: Theme, row: int, rate: Rate) -> None:
    seen, color = rate.observed, rate_color(theme, rate.key)
    if seen.share is None:
        return
    text = f"{rate_label(rate.key)}, observed:<br>{of_with_share(seen)}"
    if seen.low is not None and seen.high is not None:
        chart.scatter(
            x=[100 * seen.low, 100 * seen.high],
            y=[row, row],
            mode="lines",
            line={"color": color, "width": INTERVAL},
            name="interval",
        )
    chart.scatter(
        x=[100 * seen.share],
        y=[row],
        mode="markers",
        cliponaxis=False,
        marker=ringed(theme, color, size=14),
        name="observed",
        text=[text],
    )


def _words(chart: Chart, theme: Theme, row: int, rate: Rate) -> None:
    seen = rate.observed
    beside(
        chart,
        rate_label(rate.key),
        y=row,
        yref="y",
        xshift=-MARGINS.left,
        color=theme.text,
        size=LABEL_TEXT,
    )
    observed = "too few" if seen.share is None else f"<b>{percent(seen.share)}</b>"
    cells = (observed, of(seen.successes, seen.total), _range_words(rate))
    for (_, shift), text, color in zip(COLUMNS, cells, (theme.text, theme.muted, theme.muted), strict=True):
        beside(chart, text, x=1, y=row, yref="y", xshift=shift, anchor="right", color=color, align="right")


def _range_words(rate: Rate) -> str:
    low, high = _ends(rate)
    if low.share is None or high.share is None:
        return "too few"
    first, last = percent(low.share), percent(high.share)
    return first if first == last else f"{first} – {last}"


def _headings(chart: Chart, theme: Theme) -> None:
    for heading, shift in COLUMNS:
        beside(
            chart,
            heading,
            x=1,
            y=1,
            xshift=shift,
            yshift=4,
            anchor="right",
            yanchor="bottom",
            color=theme.muted,
            size=END_NOTE,
        )


def _name_marks(chart: Chart, theme: Theme, rate: Rate) -> None:
    """Name the three marks once: over the first row, or in a key when its ends stand too close."""
    low, seen, high = _ends(rate)[0].share, rate.observed.share, _ends(rate)[1].share
    if low is None or seen is None or high is None:
        return
    if high - low < APART:
        ends = "○ none, or all, of the unscored had &nbsp;&nbsp; " if high > low else ""
        key = f"{ends}● observed, with its 95{NARROW}% interval"
        beside(chart, key, y=1, yshift=24, yanchor="bottom", color=theme.muted, size=END_NOTE)
        return
    fails, succeeds = ("none worse", "all worse") if rate.key in WORSE else ("failed", "succeeded")
    _over(chart, theme, low, f"all unscored<br>{fails}", 18)
    _over(chart, theme, seen, "observed", 4)
    _over(chart, theme, high, f"all unscored<br>{succeeds}", 18)


def _over(chart: Chart, theme: Theme, share: float, text: str, height: float) -> None:
    place = {"x": 100 * share, "xref": "x", "y": 1, "yshift": height}
    beside(
        chart,
        text,
        **place,
        anchor="center",
        yanchor="bottom",
        color=theme.muted,
        size=END_NOTE,
        align="center",
    )
