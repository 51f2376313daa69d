"""What a panel shows where there is nothing to draw: a box with the reason, never a blank chart."""

from __future__ import annotations

import plotly.graph_objects as go

from afterglow.figures.theme import Theme
from afterglow.figures.withheld import withheld_html
from afterglow.panels.panel import Drawing, Html
from afterglow.results import Withheld


def drawn_or_said(
    figure: go.Figure | None, theme: Theme, heading: str, reason: str, mend: str = ""
) -> Drawing:
    """The figure, or in its place why there is none."""
    if figure is not None:
        return figure
    return withheld(Withheld(heading=heading, reason=reason, mend=mend), theme)


def withheld(result: Withheld, theme: Theme) -> Html:
    """Any panel's drawing when its result is withheld."""
    return Html(withheld_html(result, theme))
