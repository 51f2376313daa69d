"""The script Streamlit runs for every page: the frame first, then the page the reader opened."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from afterglow.ui import frame
from afterglow.ui.failure import keep_log_free_of_values

PAGES = Path(__file__).resolve().parents[3] / "pages"
SECTIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Outcomes": (
        ("overview", "Overview", ""),
        ("response", "Response", "response"),
        ("time", "Time to improvement", "time"),
        ("boosters", "Boosters", "boosters"),
        ("treatment", "Treatment", "treatment"),
        ("safety", "Safety", "safety"),
    ),
    "In context": (
        ("compare", "Compare", "compare"),
        ("trends", "Trends", "trends"),
        ("benchmarks", "Benchmarks", "benchmarks"),
    ),
    "Records": (("data", "Data", "data"), ("methods", "Methods", "methods")),
}
"""Script in `pages/`, name, and address of every page. A section without pages is left out."""
WITHOUT_BAR = ("Data",)


def pages() -> dict[str, list[st.Page]]:
    """The pages by section."""
    return {
        section: [
            st.Page(PAGES / f"{script}.py", title=title, url_path=address or None, default=not address)
            for script, title, address in listed
        ]
        for section, listed in SECTIONS.items()
    }


def main() -> None:
    """Draw the frame, then the page."""
    st.set_page_config(
        page_title="Afterglow",
        page_icon=str(frame.HERE / "favicon.svg"),
        layout="wide",
        initial_sidebar_state=frame.SIDEBAR_WIDTH,
        menu_items={
            "About": "Afterglow: outcomes of ketamine treatment, with what is missing in plain sight."
        },
    )
    keep_log_free_of_values()
    sections = pages()
    page = st.navigation(sections, position="hidden")
    frame.put_style()
    head = st.container(key="ag-head")
    barred = page.title not in WITHOUT_BAR
    view = frame.choose_view(page.title, shown=barred)
    frame.put_sidebar(sections, page, frame.put_url())
    with head:
        frame.put_header(page.title, view.scope_line())
    if barred:
        frame.put_change_note(view)
    page.run()


if __name__ == "__main__":
    main()
