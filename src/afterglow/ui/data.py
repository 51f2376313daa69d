"""The Data page: what is loaded and what became of its rows, and how to open other files."""

from __future__ import annotations

import streamlit as st

from afterglow.figures.markup import escape
from afterglow.panels import Column, Table, words_to_html
from afterglow.ui import import_words, state, upload
from afterglow.ui.tables import table_html

WHAT_FILES = (
    "Two exports are enough: treatment **sessions** and symptom **scores**, one row each. A third may "
    "describe the **patients**. The files are read in memory on this computer "
    "and let go once they are imported."
)
COLUMNS = Table(
    (Column("File"), Column("Needs"), Column("May have")),
    (
        (
            "sessions",
            "patient_id, date (or day, counted from the first session)",
            "session_number, phase, route, dose with dose_unit, site, setting, systolic_peak, "
            "diastolic_peak, cadss_peak, adverse_event, stopped_early",
        ),
        (
            "scores",
            "patient_id, date (or day), instrument and total; or one column per instrument",
            "timing (pre or post), item columns",
        ),
        (
            "patients",
            "patient_id",
            "any categories, such as diagnosis, prior failed treatments, age band, sex or referral; "
            "last_contact; for files without dates followup_day and start_quarter",
        ),
    ),
)
SPELLINGS = (
    "Usual spellings are understood (PHQ-9 Total, phq9_total, Infusion date and the like). "
    "Columns nobody asked for are listed and left out."
)


def show() -> None:
    """Draw the Data page."""
    with st.container(key="ag-panel-data-open-first"):
        _heading("Open your clinic's files", WHAT_FILES)
        waiting = upload.show()
        if not waiting:
            _columns()
    _loaded(in_full=not waiting)


def _columns() -> None:
    with st.expander("What the files look like", type="compact"):
        st.html(table_html(COLUMNS, "What the files look like", whole=True))
        st.html(f"<p class='ag-note'>{SPELLINGS}</p>")


def _loaded(*, in_full: bool) -> None:
    chosen = state.dataset()
    accounting = chosen.imported.accounting
    with st.container(key="ag-panel-data-loaded"):
        _heading("What is loaded now?", import_words.loaded_sentence(chosen.name, accounting))
        if chosen.is_demo:
            st.html("<p class='ag-plain'>Everybody in the demo clinic is invented.</p>")
        else:
            st.button("Close these files and show the demo clinic", on_click=state.open_demo)
        if in_full:
            upload.details(chosen.imported)


def _heading(title: str, line: str) -> None:
    st.html(f"<h2 class='ag-question'>{escape(title)}</h2><p class='ag-answer'>{words_to_html(line)}</p>")
