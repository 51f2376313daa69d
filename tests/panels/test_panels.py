"""The table of panels as a whole: every question can be answered, drawn and tabled."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from afterglow.figures.theme import DARK, LIGHT, Theme
from afterglow.panels import PANELS, Html, Panel, words_to_html
from afterglow.panels.empty import withheld
from afterglow.results import Withheld
from tests.figures import examples

BY_KEY: dict[str, Panel] = {panel.key: panel for panel in PANELS}


def test_keys_are_their_own() -> None:
    assert len(BY_KEY) == len(PANELS)
    assert set(examples.BY_PANEL) <= set(BY_KEY)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("key", examples.BY_PANEL)
def test_every_result_is_drawn_or_its_absence_said(key: str, theme: Theme) -> None:
    panel = BY_KEY[key]
    for result in examples.BY_PANEL[key]:
        assert isinstance(result, panel.kinds)
        if panel.draw is None:
            assert panel.table(result).rows
            continue
        drawing = panel.draw(result, theme)
        if isinstance(drawing, Html):
            assert theme.text in drawing.markup
        else:
            assert isinstance(drawing, go.Figure)
            assert len(drawing.to_plotly_json()["data"]) > 0


@pytest.mark.parametrize("key", [key for key in examples.BY_PANEL if key not in ("headline", "flow")])
def test_nothing_to_draw_is_a_box_with_a_reason(key: str) -> None:
    panel = BY_KEY[key]
    empty = examples.RATES_EMPTY if key == "rates" else examples.BY_PANEL[key][-1]
    if panel.draw is None:
        return
    drawing = panel.draw(empty, LIGHT)
    assert isinstance(drawing, Html)
    assert "ag-withheld" in drawing.markup
    assert "<h3>" in drawing.markup and "<p>" in drawing.markup


def test_any_panel_can_be_withheld() -> None:
    result = Withheld(
        heading="Not shown: too few people", reason="Between 1 and 10 people fall in this group."
    )
    assert "Not shown: too few people" in withheld(result, LIGHT).markup


def test_words_become_html_without_letting_any_in() -> None:
    assert words_to_html("**43 of 79** at <Park & Sons>") == (
        "<strong>43 of 79</strong> at &lt;Park &amp; Sons&gt;"
    )


def test_ranges_stay_on_one_line() -> None:
    html = words_to_html("(54\u202f%, 43–65\u202f%), 5.9–8.8")
    assert '<span style="white-space:nowrap">43–65\u202f%</span>' in html
    assert '<span style="white-space:nowrap">5.9–8.8</span>' in html
