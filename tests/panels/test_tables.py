"""Tables: raw numbers for the file, words for the screen, no formula for the spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterglow.panels import PANELS, Column, Panel, Table
from afterglow.panels.render_table import NOT_SHOWN, safe_cell, screen_rows, shown, table_csv
from tests.figures import examples

BY_KEY: dict[str, Panel] = {panel.key: panel for panel in PANELS}


def rows(key: str, result: Any) -> list[dict[str, Any]]:
    table = BY_KEY[key].table(result)
    labels = [column.label.replace("\u202f", "~") for column in table.columns]
    return [dict(zip(labels, row, strict=True)) for row in table.rows]


@pytest.mark.parametrize("key", examples.BY_PANEL)
def test_tables_are_whole_and_can_be_shown_and_saved(key: str) -> None:
    for result in examples.BY_PANEL[key]:
        table = BY_KEY[key].table(result)
        labels = [column.label for column in table.columns]
        assert len(labels) == len(set(labels)) and all(label == label.strip() for label in labels)
        assert all(len(row) == len(labels) for row in table.rows)
        assert "None" not in str(screen_rows(table))
        read = list(csv.reader(io.StringIO(table_csv(table), newline="")))
        assert len(read) == len(table.rows) + 1
        for cells, row in zip(read[1:], table.rows, strict=True):
            for cell, raw in zip(cells, row, strict=True):
                if isinstance(raw, float):
                    assert float(cell) == raw
                elif isinstance(raw, int):
                    assert int(cell) == raw


def test_rates_table_holds_every_way_of_counting() -> None:
    table = rows("rates", examples.RATES)
    assert len(table) == 5 * len(examples.RATES.rates)
    response = {row["Who is counted"]: row for row in table if row["Outcome"] == "Responded"}
    carried = response["Last score carried forward (sensitivity)"]
    assert (carried["People"], carried["Of"]) == (54, 112)
    assert response["Scored people"]["Share"] == 43 / 79
    assert response["Everybody who started, unscored counted as not"]["Of"] == 140


def test_improvement_table_joins_shares_and_counts_by_day() -> None:
    by_day = {row["By day"]: row for row in rows("improvement", examples.IMPROVEMENT)}
    assert by_day[7]["Seen improved"] == 0.17
    assert by_day[7]["Improved, at most"] == 0.4
    assert by_day[7]["Improved, 95~% low"] == 0.15
    assert by_day[7]["People still waiting"] == 101
    assert by_day[1]["People still waiting"] == ""
    assert by_day[42]["Seen improved"] == ""


def test_gap_tables_hold_counts_where_there_is_no_curve() -> None:
    by_day = {row["By day"]: row for row in rows("first_gap", examples.BOOSTERS_TINY)}
    counted = {item.day: item for item in examples.BOOSTERS_TINY.first.counts}
    for day in (30, 60, 90):
        assert by_day[day]["Ended by a booster"] == counted[day].events


def test_estimates_table_names_the_spreadsheet_figure_last() -> None:
    table = rows("gap_estimates", examples.BOOSTERS)
    assert [row["Estimate"] for row in table][-1] == "Completed gaps only (too short)"
    assert table[-1]["Median days"] == 35 and table[-1]["Completed gaps"] == 469


def test_flow_table_counts_everybody() -> None:
    table = rows("flow", examples.FLOW)
    assert [row["People"] for row in table] == [164, 143, 131, 112, 79, 23, 20, 14, 17, 5]
    assert (
        table[1]["Not counted from here"] == "16 stopped before finishing induction and 5 still in induction"
    )


def test_waterfall_table_starts_with_the_worst_change() -> None:
    table = rows("waterfall", examples.CHANGE)
    changes = [row["Change"] for row in table]
    assert changes == sorted(changes, reverse=True)
    assert sum(row["People"] for row in table) == 79


def test_summary_table_keeps_its_signs_and_precision() -> None:
    table = {row["Change in score"]: row for row in rows("change", examples.CHANGE)}
    assert table["Mean change"]["Value"] == -7.3
    assert table["Wilcoxon signed-rank test"]["p"] == 0.0000004
    shown_rows = {row[0]: row for row in screen_rows(BY_KEY["change"].table(examples.CHANGE))}
    assert shown_rows["Mean change"][1:4] == ("−7.30", "−8.80", "−5.90")
    assert shown_rows["Wilcoxon signed-rank test"][4] == "under 0.001"


@pytest.mark.parametrize(
    ("cell", "format", "words"),
    [
        (None, "percent", NOT_SHOWN),
        (None, "text", ""),
        ("", "count", ""),
        (0.5443, "percent", "54\u202f%"),
        (12_345, "count", "12\u202f345"),
        (-7.26, "one_decimal", "−7.3"),
        (-7.26, "two_decimals", "−7.26"),
        (48.5, "days", "49"),
        (6.0, "score", "6"),
        (6.5, "score", "6.5"),
        (-6.0, "signed", "−6"),
        (6.0, "signed", "+6"),
        (0.0004, "p_value", "under 0.001"),
    ],
)
def test_cells_on_screen(cell: Any, format: Any, words: str) -> None:
    assert shown(cell, format) == words


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " =", "\u3000＝"])
def test_text_a_spreadsheet_would_run_is_neutralised(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


def test_numbers_and_plain_text_are_left_alone() -> None:
    assert safe_cell(-7.3) == -7.3
    assert safe_cell(-5) == -5
    assert safe_cell("Park") == "Park"
    assert safe_cell("") == ""
    assert safe_cell(None) is None


@given(st.text(max_size=12))
@settings(max_examples=100)
def test_no_text_cell_starts_a_formula(text: str) -> None:
    table = Table((Column("Site"), Column("People", "count")), ((text, -3),))
    (_, row) = csv.reader(io.StringIO(table_csv(table), newline=""))
    assert row[1] == "-3"
    assert row[0].lstrip(" ")[:1] not in tuple("=+-@\t\r＝＋－＠")
