"""The empty chart every figure starts from, and how its parts are gathered before Plotly sees them.

Parts are collected as plain dictionaries and handed over once: adding them to a Plotly figure one by one
checks the whole figure each time, which takes longer than a page may.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go

from afterglow.figures.theme import CHART_TEXT, RING, Theme

DOT = 10
INTERVAL = 3
HOVER_TEXT = "%{text}<extra></extra>"


@dataclass(frozen=True, slots=True)
class Margins:
    """Pixels around the plot; row labels, columns and n strips live in them."""

    left: int = 48
    right: int = 16
    top: int = 28
    bottom: int = 48


@dataclass(slots=True)
class Chart:
    """A chart being drawn: marks, writing and shapes, with the common grammar already in its layout."""

    margins: Margins
    layout: dict[str, Any]
    traces: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)

    def xaxis(self, **settings: Any) -> None:
        self.layout["xaxis"].update(settings)

    def yaxis(self, **settings: Any) -> None:
        self.layout["yaxis"].update(settings)

    def scatter(self, **parts: Any) -> None:
        """Points, lines and areas; `text` is what hovering says, without it hovering says nothing."""
        self._add("scatter", parts)

    def bars(self, **parts: Any) -> None:
        self._add("bar", parts)

    def _add(self, kind: str, parts: dict[str, Any]) -> None:
        says = "text" in parts and parts.get("mode") != "text"
        hover = {"hovertemplate": HOVER_TEXT} if says else {"hoverinfo": "skip"}
        given = {name: value for name, value in parts.items() if value is not None}
        lists = {name: list(given[name]) for name in ("x", "y", "text") if name in given}
        self.traces.append({"type": kind, **hover, **given, **lists})

    def shape(self, kind: str, **parts: Any) -> None:
        """A line or rectangle under the marks."""
        self.shapes.append({"type": kind, "layer": "below", **parts})

    def figure(self) -> go.Figure:
        layout = {**self.layout, "annotations": self.annotations, "shapes": self.shapes}
        # Unchecked here for speed; the tests check every figure against Plotly's schema.
        return go.Figure({"data": self.traces, "layout": layout}, _validate=False)


def base_chart(theme: Theme, height: int, margins: Margins) -> Chart:
    """An empty chart with the common grammar: no title, box, legend or zoom, and fixed margins."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "ticks": "",
        "automargin": False,
        "gridcolor": theme.grid,
        "linecolor": theme.axis,
    }
    layout = {
        "autosize": True,
        "height": height,
        "margin": {
            "l": margins.left,
            "r": margins.right,
            "t": margins.top,
            "b": margins.bottom,
            "pad": 0,
            "autoexpand": False,
        },
        "paper_bgcolor": theme.background,
        "plot_bgcolor": theme.background,
        "font": {"family": theme.font, "size": CHART_TEXT, "color": theme.muted},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": theme.surface,
            "bordercolor": theme.axis,
            "font": {"family": theme.font, "size": CHART_TEXT, "color": theme.text},
            "align": "left",
        },
        "xaxis": dict(axis),
        "yaxis": dict(axis),
        # An empty template: the default one is large and would be sent with every figure.
        "template": {},
    }
    return Chart(margins=margins, layout=layout)


def ringed(theme: Theme, color: str, *, size: float = DOT) -> dict[str, Any]:
    """Marker of a filled dot with its ring in the background colour."""
    return {"size": size, "color": color, "line": {"width": RING, "color": theme.background}}


def hollow(theme: Theme, color: str, *, size: float = DOT) -> dict[str, Any]:
    """Marker of a hollow dot."""
    return {"size": size, "color": theme.background, "line": {"width": RING, "color": color}}
