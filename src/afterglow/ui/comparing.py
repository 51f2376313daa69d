"""What people are compared by: columns, reference and outcome, chosen on the page and kept in the URL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from afterglow.analyses.compare import REST, compared_outcomes
from afterglow.analyses.grouping import CROSSED, columns_with_groups
from afterglow.analyses.groups import chosen_column
from afterglow.figures.groups import group_label
from afterglow.figures.rates import rate_label
from afterglow.pipeline import Selection, View
from afterglow.results import Withheld
from afterglow.ui import url
from afterglow.ui.filters import column_words
from afterglow.ui.url import Field, Texts

BY, AND, AGAINST, OUTCOME = "by", "and", "against", "outcome"
ON_PAGES = ("Compare",)
"""Pages on which all choices are drawn; elsewhere they stay as they are."""
COLUMNS_ON_PAGES = ("Response", "Time to improvement", "Boosters")
"""Pages with a panel by group, on which the columns alone are drawn."""
USUAL = ""
"""The first column the data have, no second one, the largest group, the scale's first outcome."""


def fields() -> list[Field]:
    """The choices. Any text is read: what it may be depends on the people in view."""
    return [_text(key) for key in (BY, AND, AGAINST, OUTCOME)]


def _text(key: str) -> Field:
    def read(texts: Texts) -> object | None:
        return texts[0] if texts else None

    return Field(key, USUAL, read, lambda value: [str(value)])


def chosen(view: View) -> Selection:
    """The selection of `view` with what the reader compares by."""
    by, second = url.now(BY), url.now(AND)
    first = by or (_first(view) if second else USUAL)
    return replace(
        view.selection,
        by=tuple(dict.fromkeys(column for column in (first, second) if column)),
        reference=url.now(AGAINST) or None,
        outcome=url.now(OUTCOME) or None,
    )


def bar(view: View, page: str) -> None:
    """Draw the choices of a page; hidden ones stay on the page so that their values stay."""
    shown = st.container(horizontal=True, key="ag-compare", gap="small")
    hidden = st.container(horizontal=True, key="ag-compare-hidden", gap="small")
    with shown if page in (*ON_PAGES, *COLUMNS_ON_PAGES) else hidden:
        _columns(view)
    with shown if page in ON_PAGES else hidden:
        _against(view)


def _columns(view: View) -> None:
    columns, first = list(columns_with_groups(view.cohort)), _first(view)
    # A link may ask for a column that is refused: it stays chosen, and the panels say why.
    asked = [url.start(BY)] if url.start(BY) not in (USUAL, first, *columns) else []
    others = [name for name in columns if name != first]
    _select(BY, "Compare by", [USUAL, *others, *asked], lambda name: column_words(name or first))
    by = url.now(BY) or first
    seconds = [name for name in columns if name != by]
    _select(AND, "And by", [USUAL, *seconds], lambda name: column_words(name) or "Nothing else")


def _against(view: View) -> None:
    outcomes = list(compared_outcomes(view.cohort))
    _select(AGAINST, "Against", [USUAL, REST, *_labels(view)], _group_words)
    usual = next(iter(outcomes), USUAL)
    _select(OUTCOME, "Outcome", [USUAL, *outcomes[1:]], lambda key: rate_label(key or usual))


def _first(view: View) -> str:
    """The column people are compared by where the reader has chosen none."""
    found = chosen_column(view.cohort, None)
    return USUAL if isinstance(found, Withheld) else found[0]


def _labels(view: View) -> list[str]:
    """Groups that occur by the columns chosen, in their order."""
    found = chosen_column(view.cohort, CROSSED.join(chosen(view).by) or None)
    if isinstance(found, Withheld):
        return []
    codes = found[1].codes[view.cohort.courses.patient[view.cohort.rows]]
    return [found[1].labels[code] for code in np.unique(codes[codes >= 0]).tolist()]


def _group_words(label: str) -> str:
    return {USUAL: "The largest group", REST: "All others together"}.get(label) or group_label(label)


def _select(key: str, label: str, options: Sequence[str], words: Callable[[str], str]) -> None:
    began, name = url.start(key), url.widget_key(key)
    # The browser holds a choice by its words. With other people in view, the words of the usual choice may
    # name something else, and what comes back is no option any more.
    if st.session_state.get(name, USUAL) not in options:
        st.session_state[name] = USUAL
    st.selectbox(
        label,
        options,
        index=options.index(began) if began in options else 0,
        format_func=words,
        key=name,
    )
