"""The contents list of the product: every question, in the order of its page."""

from __future__ import annotations

from afterglow.panels import (
    adverse_events,
    benchmarks,
    boosters,
    change,
    compare,
    doses,
    early,
    gap_trend,
    improvement,
    overview,
    protocol,
    safety_scores,
    safety_sessions,
    symptoms,
    trends,
    who_treated,
)
from afterglow.panels.durability import DURABILITY
from afterglow.panels.groups import FIRST_BOOSTER_BY_GROUP, IMPROVEMENT_BY_GROUP, RATES_BY_GROUP
from afterglow.panels.later_courses import LATER_COURSES
from afterglow.panels.panel import Column, Drawing, Html, Panel, Table, words_to_html
from afterglow.panels.rates import RATES
from afterglow.panels.sites import CONDITIONS, FUNNEL
from afterglow.panels.standing import STANDS
from afterglow.panels.trajectory import TRAJECTORY

PANELS: tuple[Panel, ...] = (
    *overview.PANELS,
    RATES,
    *change.PANELS,
    TRAJECTORY,
    *symptoms.PANELS,
    RATES_BY_GROUP,
    *improvement.PANELS,
    STANDS,
    *early.PANELS,
    IMPROVEMENT_BY_GROUP,
    *boosters.PANELS,
    DURABILITY,
    *gap_trend.PANELS,
    LATER_COURSES,
    FIRST_BOOSTER_BY_GROUP,
    *who_treated.PANELS,
    *protocol.PANELS,
    *doses.PANELS,
    *safety_scores.PANELS,
    *safety_sessions.PANELS,
    *adverse_events.PANELS,
    *compare.PANELS,
    FUNNEL,
    CONDITIONS,
    *trends.PANELS,
    *benchmarks.PANELS,
)

__all__ = ["PANELS", "Column", "Drawing", "Html", "Panel", "Table", "words_to_html"]
