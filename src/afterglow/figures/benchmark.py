"""Published studies beside the clinic: like for like above a hairline, others small and hollow below."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from afterglow.figures.axes import beside, percent_axis
from afterglow.figures.chart import INTERVAL, Chart, Margins, base_chart, hollow, ringed
from afterglow.figures.numbers import count, percent, percent_range
from afterglow.figures.theme import LABEL_TEXT, Theme
from afterglow.results import Benchmarks, Proportion, StudyFigure

ROW = 34
MARGINS = Margins(left=196, right=318, top=40, bottom=34)
SHARE_AT, BAR_AT, BAR_WIDTH, BAR_TEXT = 16, 176, 80, 300
MOST_OTHERS = 6
HEADING = 0.8


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the chart; `own` lines are this clinic's."""

    label: str
    share: float
    low: float | None
    high: float | None
    n: int | None
    analysed: int | None
    treated: int | None
    own: bool


def nearest(result: Benchmarks) -> tuple[StudyFigure, ...]:
    """The unmatched studies that differ least; the table has them all."""
    ordered = sorted(result.others, key=lambda figure: (len(figure.differences), figure.name))
    return tuple(ordered[:MOST_OTHERS])


def benchmark_figure(result: Benchmarks, theme: Theme) -> go.Figure | None:
    """Violet for this clinic, slate for matching studies; None where the clinic has too few to show."""
    if result.own.share is None:
        return None
    firm, others = _rows(result), nearest(result)
    # The heading of the unmatched studies takes a row of its own.
    below = len(firm) + (HEADING if others else 0)
    total = below + len(others)
    chart = base_chart(theme, int(MARGINS.top + MARGINS.bottom + ROW * total), MARGINS)
    chart.xaxis(**percent_axis())
    chart.yaxis(range=[total - 0.5, -0.5], showticklabels=False)
    for place, row in enumerate(firm):
        _firm(chart, theme, place, row)
    for place, figure in enumerate(others):
        _other(chart, theme, below + place, figure)
    if others:
        _hairline(chart, theme, len(firm) - 0.4)
        _label(chart, "Not like for like", len(firm) - 0.4 + HEADING / 2, theme.muted)
        words = "first of what differs"
        beside(
            chart, words, x=1, y=len(firm) - 0.4 + HEADING / 2, yref="y", xshift=SHARE_AT, color=theme.muted
        )
    _headings(chart, theme, result)
    return chart.figure()


def _rows(result: Benchmarks) -> list[Row]:
    """The clinic first, then matching studies by year; another clinic figure where a study needs its own."""
    rows = [_clinic("<b>This clinic</b>", result.own, result.analysed, result.treated)]
    for figure in result.matched:
        if figure.own is not None and figure.own != result.own and figure.own.share is not None:
            rows.append(_clinic(f"This clinic, {figure.time}", figure.own, None, None))
        rows.append(
            Row(
                label=figure.name,
                share=figure.share,
                low=figure.low,
                high=figure.high,
                n=figure.n,
                analysed=figure.analysed,
                treated=figure.treated,
                own=False,
            )
        )
    return rows


def _clinic(label: str, part: Proportion, analysed: int | None, treated: int | None) -> Row:
    return Row(
        label=label,
        share=part.share or 0.0,
        low=part.low,
        high=part.high,
        n=part.total,
        analysed=analysed,
        treated=treated,
        own=True,
    )


def _firm(chart: Chart, theme: Theme, place: int, row: Row) -> None:
    color = theme.accent if row.own else theme.people
    words = percent(row.share) + (f" of {count(row.n)}" if row.n else "")
    interval = ""
    if row.low is not None and row.high is not None:
        interval = f" ({percent_range(row.low, row.high)})"
        chart.scatter(
            x=[100 * row.low, 100 * row.high],
            y=[place, place],
            mode="lines",
            line={"color": color, "width": INTERVAL},
            name="interval",
        )
    chart.scatter(
        x=[100 * row.share],
        y=[place],
        mode="markers",
        cliponaxis=False,
        marker=ringed(theme, color, size=13),
        name="share",
        text=[f"{row.label}: {words}{interval}"],
    )
    _label(chart, row.label, place, theme.text)
    beside(chart, f"<b>{words}</b>", x=1, y=place, yref="y", xshift=SHARE_AT, color=theme.text)
    if row.analysed is not None and row.treated:
        _bar(chart, theme, place, row.analysed / row.treated)


def _bar(chart: Chart, theme: Theme, place: int, share: float) -> None:
    """How many of those treated the figure is about: slate on an outlined track."""
    place_on_axis = {"xref": "paper", "yref": "y", "xsizemode": "pixel", "xanchor": 1}
    height = {"y0": place - 0.16, "y1": place + 0.16}
    end = BAR_AT + BAR_WIDTH * min(share, 1.0)
    chart.shape(
        "rect", **place_on_axis, **height, x0=BAR_AT, x1=end, fillcolor=theme.people, line={"width": 0}
    )
    chart.shape(
        "rect",
        **place_on_axis,
        **height,
        x0=BAR_AT,
        x1=BAR_AT + BAR_WIDTH,
        line={"width": 1, "color": theme.axis},
    )
    beside(chart, percent(share), x=1, y=place, yref="y", xshift=BAR_TEXT, anchor="right", color=theme.text)


def _other(chart: Chart, theme: Theme, place: float, figure: StudyFigure) -> None:
    chart.scatter(
        x=[100 * figure.share],
        y=[place],
        mode="markers",
        cliponaxis=False,
        marker=hollow(theme, theme.axis, size=8),
        name="not like for like",
        text=[f"{figure.name}, {figure.time}: {percent(figure.share)}<br>not like for like"],
    )
    _label(chart, figure.name, place, theme.muted)
    more = len(figure.differences) - 1
    words = short(figure.differences[0]) + (f" and {count(more)} more" if more else "")
    beside(chart, words, x=1, y=place, yref="y", xshift=SHARE_AT, color=theme.muted)


def short(difference: str) -> str:
    """A difference without what is true here: "route: sublingual"."""
    first = difference.split(";")[0].split(" in the study")[0]
    return first if len(first) <= 34 else first[:33].rsplit(" ", 1)[0] + "…"


def _label(chart: Chart, text: str, place: float, color: str) -> None:
    beside(chart, text, y=place, yref="y", xshift=-MARGINS.left, color=color, size=LABEL_TEXT)


def _hairline(chart: Chart, theme: Theme, height: float) -> None:
    chart.shape(
        "line",
        xref="paper",
        x0=0,
        x1=1,
        y0=height,
        y1=height,
        line={"color": theme.border, "width": 1},
    )


def _headings(chart: Chart, theme: Theme, result: Benchmarks) -> None:
    name = "Responded" if result.outcome == "response" else "Remitted"
    for text, shift, anchor in ((name, SHARE_AT, "left"), ("Analysed, of treated", BAR_TEXT, "right")):
        beside(chart, text, x=1, y=1, xshift=shift, yshift=16, anchor=anchor, color=theme.muted)
