"""The contents list of the product: every question, in the order of its page."""

from __future__ import annotations

from afterglow.panels import boosters, change, improvement, overview, trends
from afterglow.panels.panel import Column, Drawing, Html, Panel, Table, words_to_html
from afterglow.panels.rates import RATES
from afterglow.panels.trajectory import TRAJECTORY

PANELS: tuple[Panel, ...] = (
    *overview.PANELS,
    RATES,
    *change.PANELS,
    TRAJECTORY,
    *improvement.PANELS,
    *boosters.PANELS,
    *trends.PANELS,
)

__all__ = ["PANELS", "Column", "Drawing", "Html", "Panel", "Table", "words_to_html"]
