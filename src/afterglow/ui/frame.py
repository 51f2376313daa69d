"""The frame around every page: style, brand, header, filter bar and the rules in force."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from afterglow.figures.markup import CARDS_CSS, escape
from afterglow.figures.theme import Theme, theme_named
from afterglow.pipeline import View
from afterglow.ui import changes, comparing, filters, rules_menu, state, url

HERE = Path(__file__).parent
SIDEBAR_WIDTH = 224


def theme() -> Theme:
    """The reader's appearance, light or dark."""
    return theme_named(st.context.theme.type)


def put_style() -> None:
    """Put the style sheet and the colours of the reader's appearance on the page."""
    sheet = (HERE / "style.css").read_text(encoding="utf-8")
    st.html(f"<style>:root{{{theme().css_variables()}{_mark()}}}{sheet}{CARDS_CSS}</style>")


def _mark() -> str:
    drawing = base64.b64encode((HERE / "mark.svg").read_bytes()).decode()
    return f"--ag-mark:url(data:image/svg+xml;base64,{drawing});"


def put_sidebar(
    sections: Mapping[str, Sequence[st.Page]], current: st.Page, written: Mapping[str, list[str]]
) -> None:
    """Mark, name and clinic, then the pages by section; each link keeps the filters and rules."""
    with st.sidebar:
        st.html(
            "<div class='ag-brand'><span class='ag-mark' aria-hidden='true'></span>Afterglow</div>"
            f"<div class='ag-clinic'>{escape(state.dataset().name)}</div>"
        )
        for section, pages in sections.items():
            st.html(f"<p class='ag-section'>{escape(section)}</p>")
            for page in pages:
                with st.container(
                    key=f"ag-link-{page.url_path or 'overview'}{'-here' if page == current else ''}"
                ):
                    st.page_link(
                        page, query_params=[(k, text) for k, texts in written.items() for text in texts]
                    )


def put_header(title: str, line: str) -> None:
    """Page name and one line saying who is on the page."""
    with st.container(horizontal=True, key="ag-header", vertical_alignment="top"):
        st.html(f"<h1 class='ag-page'>{escape(title)}</h1><p class='ag-scope'>{escape(line)}</p>")


def _fields() -> list[url.Field]:
    """Every choice that lives in the URL."""
    options = state.options()
    return [*filters.fields(options), *rules_menu.fields(options), *comparing.fields()]


def choose_view(page: str, *, shown: bool) -> View:
    """Draw filter bar, rules menu and what is compared, and give the view they ask for.

    A page without figures hides the bar, which stays in the page so that its values stay in the URL; likewise
    the choices of what is compared.
    """
    options = state.options()
    url.take(_fields())
    with st.container(
        horizontal=True, key="ag-bar" if shown else "ag-bar-hidden", vertical_alignment="center"
    ):
        with st.container(horizontal=True, key="ag-chips", width="content", gap="small"):
            selection = filters.bar(options)
            if filters.is_narrowed(selection):
                st.button("Clear filters", type="tertiary", on_click=filters.clear, args=(options,))
        with st.container(
            horizontal=True, key="ag-rules", width="content", gap="small", vertical_alignment="center"
        ):
            words = st.empty()
            rules = rules_menu.menu(options, selection.instrument)
            words.html(f"<span class='ag-window'>{escape(rules_menu.window_words(rules))}</span>")
            if not rules_menu.is_default(rules):
                st.button("Reset rules", type="tertiary", on_click=rules_menu.reset, args=(options,))
    view = state.view(rules, selection)
    comparing.bar(view, page)
    view = state.view(rules, comparing.chosen(view))
    state.use_view(view)
    return view


def put_url() -> dict[str, list[str]]:
    """Write the choices of this run into the URL and give what was written."""
    return url.put(_fields())


def put_change_note(view: View) -> None:
    """What the last change of a rule changed."""
    line = changes.note(view)
    if line:
        st.html(f"<p class='ag-change' role='status'>{escape(line)}</p>")
