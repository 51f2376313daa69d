"""What a panel is: one question, and how its answer is told, drawn and tabled from a Result alone."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import plotly.graph_objects as go

from afterglow.figures.theme import Theme

RANGE = re.compile(r"[\d.]+–[\d.]+(?:\u202f%)?")

Cell = str | int | float | None
Format = Literal[
    "text", "count", "percent", "one_decimal", "two_decimals", "p_value", "days", "score", "signed"
]


BLANK = ""
"""A cell that has no meaning in its row; None is one that is not shown."""


@dataclass(frozen=True, slots=True)
class Column:
    """A table column; `format` says how its numbers read on screen (CSV keeps them as they are)."""

    label: str
    format: Format = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Aggregates behind a panel: raw cells, None where nothing is shown."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Html:
    """A drawing made of plain HTML, already escaped (cards, flow): reads without scripts."""

    markup: str


Drawing = go.Figure | Html


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One question of the dashboard.

    answer : result -> the sentence that answers, `**bold**` around its numbers.
    note : result -> the n line: how many of how many, who was left out, the rule.
    reading : how to read the drawing.
    draw : (result, theme) -> figure or HTML; None when the table is the answer.
    """

    key: str
    page: str
    question: str
    kinds: tuple[type, ...]
    answer: Callable[[Any], str]
    note: Callable[[Any], str]
    reading: str
    draw: Callable[[Any, Theme], Drawing] | None
    table: Callable[[Any], Table]


def words_to_html(text: str) -> str:
    """Escape `text`, turn its `**bold**` into <strong>, and keep ranges such as 43-65 % on one line."""
    bold = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(text, quote=False))
    return RANGE.sub(r'<span style="white-space:nowrap">\g<0></span>', bold)
