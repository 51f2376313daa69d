"""Funnel plot: sites by size and rate, inside the limits chance alone sets; few sites stand in rows."""

from __future__ import annotations

import plotly.graph_objects as go

from afterglow.figures.axes import axis_name, beside, percent_axis, spread
from afterglow.figures.chart import Chart, Margins, base_chart, hollow, ringed
from afterglow.figures.compare import TOO_FEW
from afterglow.figures.forest import ForestRow, forest_figure
from afterglow.figures.groups import short_label
from afterglow.figures.markup import escape
from afterglow.figures.numbers import NARROW, of, of_with_share, percent, percent_range
from afterglow.figures.rates import rate_label
from afterglow.figures.rows import NumberColumn
from afterglow.figures.theme import Theme
from afterglow.results import Funnel, FunnelLimit, FunnelSite

MARGINS = Margins(left=48, right=110, top=40, bottom=52)
HEIGHT = 420
LABEL_GAP = 17
SIGNAL = 13
WIDE = {"95": ("inner_low", "inner_high"), "99.8": ("outer_low", "outer_high")}
LOOK = {"95": "solid", "99.8": "dot"}


def funnel_figure(result: Funnel, theme: Theme) -> go.Figure:
    """Dots inside two pairs of limits; below the fewest sites a funnel needs, rows with intervals."""
    if not result.limits:
        return _rows(result, theme)
    chart = base_chart(theme, HEIGHT, MARGINS)
    axis_name(chart, theme, f"{rate_label(result.outcome)},{NARROW}% of the scored", height=18)
    end = result.limits[-1].n
    chart.yaxis(**percent_axis())
    chart.xaxis(range=[0, end], showline=True, nticks=7, rangemode="tozero")
    beside(chart, "people scored at the site", x=1, yshift=-36, anchor="right", color=theme.muted)
    for limit in WIDE:
        _limits(chart, theme, result, limit)
    centre = 100 * (result.pooled.share or 0.0)
    dashed = {"color": theme.accent, "width": 1.5, "dash": "8px,5px"}
    chart.shape("line", x0=0, x1=end, y0=centre, y1=centre, line=dashed)
    _ends(chart, theme, result)
    for site in result.sites:
        _site(chart, theme, site, end)
    return chart.figure()


def _limits(chart: Chart, theme: Theme, result: Funnel, limit: str) -> None:
    for side in WIDE[limit]:
        chart.scatter(
            x=[point.n for point in result.limits],
            y=[100 * getattr(point, side) for point in result.limits],
            mode="lines",
            line={"color": theme.axis, "width": 1.3, "dash": LOOK[limit]},
            name=f"{side} limit",
        )


def _ends(chart: Chart, theme: Theme, result: Funnel) -> None:
    """Names at the right end of the lines, moved apart where they end close together."""
    last: FunnelLimit = result.limits[-1]
    share = result.pooled.share or 0.0
    labels = [
        (last.outer_high, f"99.8{NARROW}%", theme.muted),
        (last.inner_high, f"95{NARROW}%", theme.muted),
        (share, f"all, {percent(share)}", theme.accent),
        (last.inner_low, f"95{NARROW}%", theme.muted),
        (last.outer_low, f"99.8{NARROW}%", theme.muted),
    ]
    plot = HEIGHT - MARGINS.top - MARGINS.bottom
    heights = spread([plot * value for value, _, _ in labels], LABEL_GAP)
    for (_, text, color), height in zip(labels, heights, strict=True):
        beside(chart, text, x=1, y=0, xshift=8, yshift=height, color=color)


def _site(chart: Chart, theme: Theme, site: FunnelSite, end: float) -> None:
    seen = site.observed
    if seen.share is None:
        return
    signal = site.beyond == "99.8"
    marker = ringed(theme, theme.people)
    if signal:
        marker = {**ringed(theme, theme.accent, size=SIGNAL), "symbol": "diamond"}
    if site.too_few:
        marker = hollow(theme, theme.people)
    chart.scatter(
        x=[seen.total],
        y=[100 * seen.share],
        mode="markers",
        cliponaxis=False,
        marker=marker,
        name="signal" if signal else "too few" if site.too_few else "site",
        text=[_says(site)],
    )
    right = seen.total < 0.85 * end
    beside(
        chart,
        escape(short_label(site.label)),
        x=seen.total,
        y=100 * seen.share,
        xref="x",
        yref="y",
        xshift=9 if right else -9,
        anchor="left" if right else "right",
        color=theme.accent if signal else theme.text,
    )
    chart.annotations[-1].update(bgcolor=theme.background, borderpad=1)


def _says(site: FunnelSite) -> str:
    words = f"{escape(short_label(site.label))}: {of_with_share(site.observed)}"
    if site.too_few:
        return f"{words}<br>{TOO_FEW}"
    if site.inner_low is None or site.inner_high is None:
        return words
    where = {None: "inside the limits", "95": "outside 95", "99.8": "outside 99.8"}[site.beyond]
    end = where if site.beyond is None else f"{where}{NARROW}%"
    return f"{words}<br>chance alone (95{NARROW}%): {percent_range(site.inner_low, site.inner_high)}<br>{end}"


def _rows(result: Funnel, theme: Theme) -> go.Figure:
    share = result.pooled.share or 0.0
    return forest_figure(
        [_row(site) for site in result.sites],
        theme,
        columns=(NumberColumn("Share", 62), NumberColumn("Of scored", 84), NumberColumn("Chance alone", 150)),
        name=f"{rate_label(result.outcome)},{NARROW}% of the scored",
        centre=(100 * share, f"all, {percent(share)}"),
    )


def _row(site: FunnelSite) -> ForestRow:
    seen = site.observed
    limits = (
        ""
        if site.inner_low is None or site.inner_high is None
        else percent_range(site.inner_low, site.inner_high)
    )
    return ForestRow(
        label=short_label(site.label),
        value=None if seen.share is None else 100 * seen.share,
        low=None if seen.low is None else 100 * seen.low,
        high=None if seen.high is None else 100 * seen.high,
        n=seen.total,
        cells=(
            "" if site.too_few or seen.share is None else percent(seen.share),
            of(seen.successes, seen.total),
            TOO_FEW if site.too_few else limits,
        ),
        says=_says(site).replace("<br>", "\n"),
    )
