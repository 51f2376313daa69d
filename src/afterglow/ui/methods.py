"""The Methods page: every definition in force, printed from the tables the figures are made with."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from afterglow.definitions.rules import Rules
from afterglow.figures.markup import escape
from afterglow.figures.numbers import capital
from afterglow.panels import PANELS, Column, Table, words_to_html
from afterglow.panels.claims import CLAIMS
from afterglow.ui import methods_tables, rules_menu, state
from afterglow.ui.tables import table_html

DOCS = Path(__file__).resolve().parents[3] / "docs"


def show() -> None:
    """Draw the Methods page."""
    rules = state.current_view().rules
    _section("Which rules are in force?", _in_force(rules), methods_tables.rules_table(rules), "rules-first")
    _section(
        "Which presets are there?",
        "A preset is a named set of rules. The first is the default.",
        methods_tables.presets_table(),
        "presets",
    )
    _section(
        "How is each scale read?",
        "A value marked unsure is used as a convention, not as an established standard. “None” means that "
        "nobody has settled the value, so nothing is computed with it.",
        methods_tables.scales_table(),
        "scales",
    )
    _section(
        "Where do these values come from?",
        "Sources, terms of use, and what is not established well enough to compute with.",
        methods_tables.sources_table(),
        "sources",
    )
    _section(
        "Which lines are drawn on dissociation and blood pressure?",
        "They say from where on a session is counted on the Safety page. None of them tells harm from no "
        "harm.",
        methods_tables.session_lines_table(),
        "session-lines",
    )
    _section(
        "How few people are too few?",
        "On these pages, which only the clinic sees.",
        methods_tables.small_table(),
        "small",
    )
    _section(
        "What does each figure answer?", "Question by question, and how to read it.", _readings(), "figures"
    )
    _section(
        "What is said of ketamine, and where do these pages answer?",
        "Claims made to patients, each with the questions that put it to this clinic's numbers. How the "
        "medicine works is not a question outcome data can answer.",
        _claims(),
        "claims",
    )
    _document("Glossary", "GLOSSARY.md")
    _document("Data dictionary", "data-dictionary.md")


def _in_force(rules: Rules) -> str:
    words = rules_menu.window_words(rules)
    if rules_menu.is_default(rules):
        return f"{words}. All rules stand at their defaults; **Change rules** at the top sets them."
    return f"{words}. Rules that differ from their defaults say so in the fourth column."


def _section(question: str, line: str, table: Table, key: str) -> None:
    with st.container(key=f"ag-panel-methods-{key}"):
        st.html(
            f"<h2 class='ag-question'>{escape(question)}</h2><p class='ag-answer'>{words_to_html(line)}</p>"
        )
        st.html(table_html(table, question, whole=True))


def _readings() -> Table:
    rows = tuple((panel.page, panel.question, panel.reading) for panel in PANELS)
    return Table(
        (Column("Page"), Column("Question"), Column("How to read it")),
        tuple((capital(a), b, c) for a, b, c in rows),
    )


def _claims() -> Table:
    asked = {panel.key: f"{capital(panel.page)}: {panel.question}" for panel in PANELS}
    rows = tuple((claim.words, " ".join(asked[key] for key in claim.panels)) for claim in CLAIMS)
    return Table((Column("What is said"), Column("Where the answer stands")), rows)


def _document(title: str, name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    with st.container(key=f"ag-panel-methods-{title.split()[0].lower()}"):
        st.html(f"<h2 class='ag-question'>{escape(title)}</h2>")
        with st.expander(f"Open the {title.lower()}", type="compact"):
            st.markdown(_below_heading(text))


def _below_heading(text: str) -> str:
    """The document without its own title, its headings one level down."""
    lines = text.splitlines()
    body = lines[1:] if lines and lines[0].startswith("# ") else lines
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in body)
