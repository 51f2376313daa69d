"""What the panels on standing, durability, slopes, later courses and groups say, draw and table."""

from __future__ import annotations

import re

import plotly.graph_objects as go
import pytest

from afterglow.definitions.rules import DURABILITY_DAYS
from afterglow.figures.theme import DARK, LIGHT, Theme
from afterglow.panels import PANELS, Html, Panel
from afterglow.panels.gap_trend import order_label, ordinal
from afterglow.panels.render_table import screen_rows, table_csv
from afterglow.results import from_json, to_json
from tests.figures import afterwards as examples

N = "\u202f"
BY_KEY: dict[str, Panel] = {panel.key: panel for panel in PANELS}
AVOIDED = re.compile(
    r"\b(patients?|cases|subjects|drop-?outs?|lost to|cure|efficacy|significant|best|only|p <)\b"
)
every = pytest.mark.parametrize("key", examples.BY_PANEL)


@every
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_result_is_drawn_or_its_absence_said(key: str, theme: Theme) -> None:
    panel = BY_KEY[key]
    for result in examples.BY_PANEL[key]:
        assert isinstance(result, panel.kinds)
        if panel.draw is None:
            assert len(panel.table(result).columns) == 7
            continue
        drawing = panel.draw(result, theme)
        assert isinstance(drawing, go.Figure | Html)
        if isinstance(drawing, Html):
            assert "ag-withheld" in drawing.markup


@every
def test_words_are_plain_and_tables_whole(key: str) -> None:
    panel = BY_KEY[key]
    for result in examples.BY_PANEL[key]:
        for text in (panel.answer(result), panel.note(result), panel.reading):
            assert not AVOIDED.search(text)
            assert "None" not in text and "nan" not in text
            assert text.count("**") % 2 == 0
        assert panel.answer(result)
        table = panel.table(result)
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len(screen_rows(table)) == len(table.rows)
        assert table_csv(table).count("\r\n") == len(table.rows) + 1


@every
def test_results_go_through_json_without_loss(key: str) -> None:
    for result in examples.BY_PANEL[key]:
        assert from_json(to_json(result)) == result


def answer(key: str, result: object) -> str:
    return BY_KEY[key].answer(result)


def note(key: str, result: object) -> str:
    return BY_KEY[key].note(result)


def test_standing_counts_everybody_on_the_last_day() -> None:
    assert answer("stands", examples.STANDING) == (
        f"By day 90, **72 of 145** people had improved (50{N}%, 42–58{N}%); 25 were in care without having "
        "improved, 36 had not been seen for 28 days and 12 cannot be judged."
    )
    told = note("stands", examples.STANDING)
    assert told.startswith("145 people followed for 90 days or more; left out: 19 followed for less.")
    assert "Improved: PHQ-9 at least halved." in told


def test_few_people_stand_in_counts_without_a_percent() -> None:
    told = answer("stands", examples.STANDING_FEW)
    assert told.startswith("By day 90, **5 of 14** people had improved;")
    assert "%" not in told


def test_the_estimate_is_named_for_what_it_is() -> None:
    told = answer("stands", examples.STANDING_ESTIMATED)
    assert told == (
        f"By day 90, **55{N}% (46–63{N}%)** had improved before anything else, and 16{N}% (10–23{N}%) had "
        "first gone 28 days without being seen."
    )
    assert "Aalen–Johansen" in note("stands", examples.STANDING_ESTIMATED)
    assert "Too few" in answer("stands", examples.STANDING_TINY)


def test_durability_is_read_out_at_7_14_28_and_56_days() -> None:
    told = answer("durability", examples.DURABILITY)
    assert told.startswith(
        f"Of 36 people who responded, still responding without a booster: **90{N}%** after 7 days "
        f"(78–97{N}%), **73{N}%** after 14 days (61–80{N}%), **53{N}%** after 28 days (41–60{N}%) and "
        f"**40{N}%** after 56 days (28–47{N}%)."
    )
    assert f"With boosters going on: **40{N}%** after 56 days" in told
    told = note("durability", examples.DURABILITY)
    assert told.startswith("43 people responded at the endpoint (PHQ-9, 14–31 days after induction)")
    assert "Left out: 4 with a booster before that score and 3 with a booster on its day." in told


def test_durability_seen_at_sessions_is_withheld_with_its_reason() -> None:
    told = note("durability", examples.DURABILITY_AT_SESSIONS)
    assert "over half of the later scores were taken on session days" in told
    assert "(150 of 210)" in told
    rows = screen_rows(BY_KEY["durability"].table(examples.DURABILITY_AT_SESSIONS))
    assert [row[0] for row in rows[4:]] == [
        "Until loss, boosters going on: not shown",
        "Until loss, not followed past a booster: not shown",
    ]
    assert "With boosters going on" not in answer("durability", examples.DURABILITY_AT_SESSIONS)


def test_durability_of_few_people_leads_with_counts() -> None:
    assert answer("durability", examples.DURABILITY_FEW) == (
        "**8 of 13** people who responded have since scored above half of baseline (3) or had a booster (5); "
        "too few for a steady percentage."
    )
    assert answer("durability", examples.DURABILITY_TINY).endswith("too few people for a curve.")
    assert answer("durability", examples.DURABILITY_EMPTY) == "Nobody here has responded at the endpoint yet."


def test_durability_table_has_three_estimands_and_four_days() -> None:
    rows = BY_KEY["durability"].table(examples.DURABILITY).rows
    assert [row[1] for row in rows] == [*DURABILITY_DAYS] * 3
    assert [row[2] for row in rows[:4]] == [0.9, 0.73, 0.53, 0.4]


def test_slopes_say_neither_when_the_interval_holds_no_change() -> None:
    assert answer("slopes", examples.SLOPES) == (
        f"**Neither, clearly.** Gaps lengthened for 32 of 70 people (46{N}%, 35–57{N}%) with 3 or more "
        "completed gaps between boosters, and shortened for 36; in the middle each was 1 day shorter than "
        "the one before (4.0 shorter to 2.1 longer)."
    )
    assert answer("slopes", examples.SLOPES_LONGER).startswith("**Longer.**")
    assert answer("slopes", examples.SLOPES_LONGER).endswith("2.2 days longer than the one before (1.0–3.5).")
    assert "4 people** have 3 or more" in answer("slopes", examples.SLOPES_TINY)


def test_gap_orders_are_named_in_words() -> None:
    assert [order_label(order) for order in (0, 1, 2, 3)] == [
        "End of induction to 1st",
        "1st to 2nd",
        "2nd to 3rd",
        "3rd to 4th",
    ]
    assert [ordinal(number) for number in (11, 12, 13, 21, 22, 103, 112)] == [
        *("11th", "12th", "13th", "21st", "22nd", "103rd", "112th")
    ]
    rows = screen_rows(BY_KEY["gap_orders"].table(examples.SLOPES))
    assert rows[0] == ("End of induction to 1st", "124", "99", "25", "34", "53", "81")
    assert rows[4] == ("4th to 5th", "4", "3", "1", "not shown", "not shown", "not shown")
    assert "Half were back 53 days after induction, 51 days after their 1st booster" in answer(
        "gap_orders", examples.SLOPES
    )


def test_later_courses_say_how_many_when_and_how_they_went() -> None:
    assert answer("later_courses", examples.LATER_COURSES) == (
        "**24 of 164** people treated have started a second course (3 further courses after it): "
        f"3{N}% by day 90, 10{N}% by day 180 and 16{N}% by day 365; the middle one of them began 132 days "
        "after the first session. **8 of 15** scored 14–31 days after induction in that course responded."
    )
    assert "all other rates and times are about first courses" in note(
        "later_courses", examples.LATER_COURSES
    )
    assert answer("later_courses", examples.LATER_COURSES_EMPTY) == (
        "Nobody in this selection has started a second course."
    )


def test_groups_are_read_out_with_the_doubt() -> None:
    told = answer("rates_by_group", examples.RATES_BY_SITE)
    assert told.startswith("By site, responded of those scored: Harbour Street **22 of 41** (54")
    assert told.endswith("All intervals overlap: the differences may be chance. Elm: too few to compare.")
    assert "Not all intervals overlap." in answer("rates_by_group", examples.RATES_APART)
    assert answer("rates_by_group", examples.RATES_SMALL).startswith("By route, every group has too few")
    assert "8 groups can be looked at side by side" in answer("rates_by_group", examples.RATES_MANY)
    assert "no published rule" in answer("rates_by_group", examples.RATES_NO_RULE)


def test_curves_by_group_name_medians_and_whether_chance_may_explain_them() -> None:
    told = answer("improvement_by_group", examples.THREE_SITES)
    assert told.startswith("By site, half were seen to improve: Harbour Street by **day")
    assert told.endswith("The difference between the curves may be chance. Park: too few to compare.")
    assert "further apart than chance" in answer("improvement_by_group", examples.APART)
    assert "no other group large enough" in answer("improvement_by_group", examples.ONE_LARGE)
    assert "too few people to compare" in answer("improvement_by_group", examples.ALL_SMALL)
    assert "first booster after induction" in answer("first_booster_by_group", examples.BOOSTER_SITES)
    assert " p " not in told and "0.2" not in told


def test_the_log_rank_test_stands_in_the_table() -> None:
    rows = screen_rows(BY_KEY["improvement_by_group"].table(examples.THREE_SITES))
    assert rows[-1][0] == "Test of 2 groups"
    assert rows[-1][-3:] == ("3.10", "1", "0.21")
    assert len(BY_KEY["improvement_by_group"].table(examples.ALL_SMALL).rows) == 2
