"""Draws a page: rows of panels, each a question, its answer, a drawing with its n, reading help and table."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from afterglow.figures.markup import escape
from afterglow.figures.theme import CONFIG, Theme
from afterglow.figures.withheld import withheld_html
from afterglow.panels import PANELS, Panel, words_to_html
from afterglow.panels.render_table import table_csv
from afterglow.results import Result, Withheld
from afterglow.ui import frame, state
from afterglow.ui.tables import table_html

BY_KEY = {panel.key: panel for panel in PANELS}
Rows = Sequence[Sequence[str]]


def show(page: str, rows: Rows, *, lead: str | None = None) -> None:
    """Draw the panels of a page, row by row.

    Parameters
    ----------
    page : str
        Key of the page; part of the widget keys on it.
    rows : sequence of rows of panel keys
        Two keys in a row stand side by side where the window is wide enough.
    lead : str, optional
        Panel at the top that needs no heading: its drawing says everything.
    """
    if lead is not None:
        _panel(page, lead, place="lead")
    for number, row in enumerate(rows):
        place = "first" if number == 0 and lead is None else "later"
        if len(row) == 1:
            _panel(page, row[0], place=place)
            continue
        with st.container(key=f"ag-pair-{page}-{row[0]}"):
            for column, key in zip(st.columns(len(row), gap="large"), row, strict=True):
                with column:
                    _panel(page, key, place=place)


def _panel(page: str, key: str, *, place: str) -> None:
    """Draw a panel; `place` is lead (no heading), first (no rule above) or later."""
    panel, result, theme = BY_KEY[key], state.current_view().result(key), frame.theme()
    with st.container(key=f"ag-panel-{page}-{key}-{place}"):
        if isinstance(result, Withheld):
            _heading(panel.question, "", hidden=False)
            st.html(withheld_html(result, theme))
            return
        answer = panel.answer(result)
        _heading(panel.question, answer, hidden=place == "lead")
        _drawing(page, panel, result, answer, theme)
        st.html(f"<p class='ag-note'>{words_to_html(panel.note(result))}</p>")
        with st.container(horizontal=True, key=f"ag-more-{page}-{key}"):
            _reading(panel)
            _table(page, key)


def _heading(question: str, answer: str, *, hidden: bool) -> None:
    name = "ag-unseen" if hidden else "ag-heading"
    told = f"<p class='ag-answer'>{words_to_html(answer)}</p>" if answer else ""
    st.html(f"<div class='{name}'><h2 class='ag-question'>{escape(question)}</h2>{told}</div>")


def _drawing(page: str, panel: Panel, result: Result, answer: str, theme: Theme) -> None:
    if panel.draw is None:
        st.html(table_html(panel.table(result), panel.question, whole=True))
        return
    drawn = panel.draw(result, theme)
    if isinstance(drawn, go.Figure):
        st.plotly_chart(
            drawn,
            theme=None,
            key=f"chart-{page}-{panel.key}",
            config=dict(CONFIG),
            alt=answer.replace("**", ""),
        )
    else:
        st.html(drawn.markup)


def _reading(panel: Panel) -> None:
    if panel.reading:
        with st.expander("How to read this", type="compact"):
            st.html(f"<p class='ag-reading'>{words_to_html(panel.reading)}</p>")


@st.fragment
def _table(page: str, key: str) -> None:
    """The table behind a panel, made when it is opened: closed ones cost every click on a filter."""
    panel, result = BY_KEY[key], state.current_view().result(key)
    folded = st.expander("Table", type="compact", key=f"table-{page}-{key}", on_change="rerun")
    if not folded.open:
        return
    table = panel.table(result)
    with folded:
        if panel.draw is not None:
            st.html(table_html(table, panel.question))
        st.download_button(
            "Download as CSV",
            lambda: table_csv(table),
            file_name=f"afterglow-{key.replace('_', '-')}.csv",
            mime="text/csv",
            key=f"csv-{page}-{key}",
            on_click="ignore",
        )
