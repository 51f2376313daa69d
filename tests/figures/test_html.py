"""Cards, flow and the withheld box: plain HTML that carries the result's numbers."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from afterglow.figures.cards import headline_cards
from afterglow.figures.flow import flow_bars
from afterglow.figures.markup import CARDS_CSS
from afterglow.figures.theme import DARK, LIGHT, Theme
from afterglow.figures.withheld import withheld_html
from afterglow.results import Withheld
from tests.figures import examples

NARROW = "\u202f"


class Reader(HTMLParser):
    """Checks that every element is closed, and gathers the text and the classes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.classes: set[str] = set()
        self.tags: set[str] = set()
        self.feed(markup)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        self.classes.update((dict(attrs).get("class") or "").split())

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def said(self) -> str:
        return re.sub(r"\s+", " ", "|".join(self.text).replace(NARROW, "~"))


def test_headline_cards_print_number_denominator_and_interval() -> None:
    said = Reader(headline_cards(examples.HEADLINE, LIGHT)).said
    for words in (
        "Responded|54|%|43 of 79| scored (95~%: 43–65~%)",
        "38| |68|if none, or all, of the 33 unscored had",
        "if none, or all, of the 33 unscored were",
        "Half had improved by|13–14|days|122 people| with a later score",
        "first seen improved at a visit: day 14",
        "Time between boosters|57|days|96 people|, 469 gaps (95~%: 45–72 days)",
        "Completed gaps alone give 35, too short",
        "Scored, of those treated|56|%|79 of 140| whose window has closed",
        "79 scored|61 not scored|24 more are not yet evaluable",
    ):
        assert words in said


def test_cards_lead_with_counts_while_people_are_few() -> None:
    said = Reader(headline_cards(examples.HEADLINE_TINY, LIGHT)).said
    assert "Responded|4 of 7|scored; too few for a steady percentage" in said
    assert "4 of 7|seen to improve; too few people for a median" in said
    assert "%|" not in said


def test_cards_say_what_is_missing() -> None:
    said = Reader(headline_cards(examples.HEADLINE_SHORT, LIGHT)).said
    assert said.count("Not judged|This scale has no published rule for it.") == 2
    assert "Half had improved by|Not half by day 40|7 of 24 seen to improve" in said
    assert "Time to first booster|Not half by day 56" in said
    empty = Reader(headline_cards(examples.HEADLINE_EMPTY, LIGHT)).said
    assert empty.count("Nobody scored") == 3
    assert "Nobody here has a baseline and a later score." in empty


def test_flow_tells_who_was_lost_after_each_step() -> None:
    said = Reader(flow_bars(examples.FLOW, LIGHT)).said
    for words in (
        "Treated|164",
        "Finished induction|143|16 stopped early and 5 still in induction",
        "Scored in the window|79|33 had no score in the window",
        "How the 79 did|23|20|14|17|5|43|responded, 23 of them remitted",
        "Responded, not remitted 20",
    ):
        assert words in said


def test_flow_bars_stand_on_one_scale() -> None:
    widths = [
        float(width)
        for width in re.findall(r'ag-bar[^"]*" style="width:([\d.]+)%', flow_bars(examples.FLOW, LIGHT))
    ]
    assert widths == pytest.approx([62 * n / 164 for n in (164, 164, 143, 131, 112, 79)], abs=1e-3)


def test_flow_on_a_scale_without_a_response_rule_does_not_call_the_rest_unchanged() -> None:
    said = Reader(flow_bars(examples.FLOW_POINTS, LIGHT)).said
    assert "5|reliably worse; this scale has no rule for response" in said
    assert "Not worse 74" in said and "No change" not in said and "Responded" not in said


def test_a_step_without_people_keeps_its_row() -> None:
    said = Reader(flow_bars(examples.FLOW_EMPTY, LIGHT)).said
    assert "Scored in the window|0" in said
    assert "nobody has been scored in the window yet" in said


def test_withheld_box_says_why_and_escapes_what_it_is_given() -> None:
    box = withheld_html(Withheld(heading="Not shown: <b>", reason="Too few & so on", mend="Widen it"), DARK)
    reader = Reader(box)
    assert "b" not in reader.tags
    assert reader.said == "Not shown: <b>|Too few & so on|Widen it"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_html_needs_no_script_and_no_picture_and_is_styled_in_full(theme: Theme) -> None:
    drawings = [headline_cards(result, theme) for result in examples.BY_PANEL["headline"]]
    drawings += [flow_bars(result, theme) for result in examples.BY_PANEL["flow"]]
    drawings.append(withheld_html(Withheld(heading="a", reason="b"), theme))
    for markup in drawings:
        reader = Reader(markup)
        assert reader.tags <= {"div", "p", "h3", "span", "strong", "ul", "li"}
        assert theme.people in markup
        assert "None" not in reader.said and "nan" not in reader.said.lower()
        for name in reader.classes - {"ag-row", "ag-segment", "ag-mid"}:
            assert f".{name}" in CARDS_CSS, name


def test_colours_in_the_style_sheet_come_from_the_theme() -> None:
    assert re.findall(r"#[0-9A-Fa-f]{3,6}\b", CARDS_CSS) == []
    assert set(re.findall(r"var\(--ag-([a-z-]+)\)", CARDS_CSS)) <= set(
        re.findall(r"--ag-([a-z-]+):", LIGHT.css_variables())
    )
