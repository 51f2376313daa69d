"""What the Data and Methods pages say of an import and of the definitions."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import Rules
from afterglow.ingest.codes import CODES
from afterglow.ingest.deidentify import Removed
from afterglow.ingest.importing import Accounting, FileAccount, Import
from afterglow.ingest.problems import Problem
from afterglow.panels import Column, Table
from afterglow.ui import import_words, methods_tables
from afterglow.ui.tables import table_html

ACCOUNTING = Accounting(
    files=(
        FileAccount(
            "sessions.csv", "sessions", 4015, 4013, (("date_impossible", 1), ("duplicate_session", 1))
        ),
        FileAccount("wide.csv", "scores", 100, 99, (("no_date", 1),), 300, 290, (("total_out_of_range", 7),)),
    ),
    patients=400,
    sessions=4013,
    scores=11690,
    instruments=(("phq9", 4147), ("made_up", 3)),
    joined_mid_course=4,
    cutoff_month="2026-06",
)


def test_loaded_sentence_has_its_numbers() -> None:
    said = import_words.loaded_sentence("Demo clinic", ACCOUNTING)
    assert said == (
        "Demo clinic: **400 people**, 4013 sessions and 11\N{NARROW NO-BREAK SPACE}690 scores, "
        "data to June 2026."
    )


def test_accounting_is_a_sum_and_names_reasons() -> None:
    assert import_words.sum_sentence(ACCOUNTING) == "4115 rows in = 4112 kept + 3 left out."
    rows = import_words.accounting_table(ACCOUNTING).rows
    assert rows[0][2:5] == (4015, 4013, 2)
    assert (
        rows[0][5]
        == "The calendar or the clock has no such time: 1; the same session stands above in the file: 1"
    )
    assert rows[1][5] == (
        "There is no date: 1; of 300 scores 10 left out: outside the possible totals of the scale: 7"
    )
    whole = Accounting(files=(FileAccount("a.csv", "sessions", 5, 5),))
    assert import_words.sum_sentence(whole) == "All 5 rows were kept."


@pytest.mark.parametrize("code", [code for code, row in CODES.items() if row.level == "drop"])
def test_every_reason_reads_without_a_gap(code: str) -> None:
    assert not re.search(r"[{}]", import_words.reason_words(code))


def test_notes_say_who_joined_and_what_is_missing() -> None:
    assert "4 people joined in mid-course" in import_words.notes(ACCOUNTING)[0]
    undated = replace(ACCOUNTING, cutoff_month=None, joined_mid_course=0)
    assert import_words.notes(undated) == [
        "The files hold no dates, so every course counts as followed to its end."
    ]
    assert import_words.scales_sentence(ACCOUNTING) == "Scores: PHQ-9 (4147) and made_up (3)."


def test_problems_count_by_level_and_show_no_cell() -> None:
    problems = (
        Problem("a.csv", 3, "total", "total_sentinel", "outside", "Leave it empty"),
        Problem("a.csv", None, None, "column_not_used", "the column is not used", "Nothing to do"),
    )
    assert import_words.problems_sentence(problems) == "1 row or score was left out and 1 remark."
    assert import_words.problems_table(problems).rows[0] == (
        "a.csv", "3", "total", "row left out", "Outside", "Leave it empty",
    )  # fmt: skip


def test_removed_columns_are_listed() -> None:
    imported = Import(None, (), (), ACCOUNTING, (Removed("a.csv", "e-mail", "e-mail addresses", 12),))
    assert import_words.removed_table(imported).rows == (("a.csv", "e-mail", "e-mail addresses", 12),)


def test_rules_table_shows_defaults_only_where_they_differ() -> None:
    rules = Rules(baseline="worst", severity_gate=True)
    rows = {row[1]: row for row in methods_tables.rules_table(rules).rows}
    assert rows["Baseline score"][2:4] == ("the worst in the window", "the last before treatment")
    assert rows["Only people with at least moderate symptoms"][2:4] == ("yes", "no")
    assert rows["Longest gap inside induction"][2:4] == ("10 days", "")
    assert rows["Endpoint window"][2] == "14–31 days after induction"


def test_scales_table_marks_what_is_unsure() -> None:
    rows = {row[0]: row for row in methods_tables.scales_table().rows}
    assert set(rows) == {row.name for row in INSTRUMENTS.values()}
    assert rows["BDI-II"][4] == "13 or lower (unsure)"
    assert rows["PHQ-9"][4] == "below 5; also used: 5 or lower"
    assert rows["PHQ-9"][5] == "6 points"
    assert rows["WHO-5"][2:4] == ("better", "none")
    assert rows["HAM-D17"][5] == "none"
    assert all(row[2] for row in methods_tables.sources_table().rows)


def test_table_html_escapes_and_aligns() -> None:
    table = Table((Column("Site <b>"), Column("People", "count")), (("A & B", 12), ("C", None)))
    markup = table_html(table, 'the "rates"')
    assert "Site &lt;b&gt;" in markup
    assert "<th scope='row'>A &amp; B</th><td class='ag-right'>12</td>" in markup
    assert "<td class='ag-right'>not shown</td>" in markup
    assert "aria-label='Table: the &quot;rates&quot;'" in markup
