"""Scores: totals, items, wide tables, each bad value at its line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from afterglow.definitions.instruments import declare
from tests.ingest.clinic import START, bring_in, csv_of, ledger_of, on, scores, sessions, told

VISIT = sessions(0)
PHQ = [f"phq9_{n}" for n in range(1, 10)]


def by_instrument(ledger):
    keys = [ledger.instruments[code] for code in ledger.scores.instrument]
    return {
        (key, int(day)): total
        for key, day, total in zip(keys, ledger.scores.day, ledger.scores.total.tolist(), strict=True)
    }


def wide(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"patient_id": "P1", "date": on(at), **row} for at, row in enumerate(rows)]


def answers(*values: Any, total: Any = "") -> dict[str, Any]:
    return {**dict(zip(PHQ, values, strict=True)), "phq9_total": total}


@pytest.mark.parametrize(
    "name", ["phq9", "PHQ-9", "PHQ9 ", "phq9_total", "PHQ-9 Total", "Patient Health Questionnaire (PHQ-9)"]
)
def test_spellings_of_an_instrument(name):
    assert ledger_of(bring_in(VISIT, scores((1, 9), instrument=name))).instruments == ("phq9",)


@pytest.mark.parametrize(
    ("total", "code"),
    [
        ("28", "total_out_of_range"), ("-1", "total_sentinel"), ("-9", "total_sentinel"), ("99",
        "total_sentinel"),
        ("999", "total_sentinel"), ("12.5", "total_not_whole"), ("twelve", "total_not_a_number"),
        ("12/27", "total_not_a_number"), ("1e1", "total_not_a_number"), ("", "no_total"), ("NA", "no_total"),
        ("12,5", "total_not_a_number"), ("٩", "total_not_a_number"), ("nan", "no_total"), ("inf",
        "total_not_a_number"),
    ],
)  # fmt: skip
def test_a_bad_total_is_dropped_at_its_line(total, code):
    rows = scores(*[(at, 9) for at in range(5)], (6, total), (7, 8))
    found = bring_in(VISIT, rows, decimal="point")
    assert told(found) == [(code, 7)]
    assert ledger_of(found).scores.total.tolist() == [9, 9, 9, 9, 9, 8]
    account = found.accounting.files[1]
    assert (account.rows, account.kept, account.dropped) == (7, 6, ((code, 1),))


@pytest.mark.parametrize("total", ["9", "9.0", "+9", " 9 ", "09", "9."])
def test_ways_of_writing_nine(total):
    assert ledger_of(bring_in(VISIT, scores((1, total)))).scores.total.tolist() == [9]


def test_instruments_nobody_knows_and_blank_ones():
    rows = [*scores((1, 9)), *scores((2, 9), instrument="MARDS"), *scores((3, 9), instrument=""),
            *scores((4, 1), instrument="C-SSRS")]  # fmt: skip
    found = bring_in(VISIT, rows)
    assert told(found) == [("unknown_instrument", 3), ("no_instrument", 4), ("scale_without_total", 5)]
    assert len(ledger_of(found).scores) == 1


def test_a_declared_instrument_is_read_and_checked():
    own = declare(
        "mood_vas",
        {"minimum": 0, "maximum": 10, "higher_is_worse": True, "whole_numbers": False, "remission": "<=2"},
    )
    rows = [*scores((1, "3.5"), instrument="Mood VAS"), *scores((2, "11"), instrument="mood_vas")]
    found = bring_in(VISIT, rows, instruments=(own,))
    assert by_instrument(ledger_of(found)) == {("mood_vas", 1): 3.5}
    assert told(found) == [("total_out_of_range", 3)]


# --- one column an instrument ---


def test_a_wide_table_holds_several_scores_a_row():
    found = bring_in(
        VISIT,
        wide(
            {"PHQ-9": 20, "GAD7 total": 15}, {"PHQ-9": 12, "GAD7 total": ""}, {"PHQ-9": "", "GAD7 total": ""}
        ),
    )
    ledger = ledger_of(found)
    assert by_instrument(ledger) == {("phq9", 0): 20, ("gad7", 0): 15, ("phq9", 1): 12}
    assert told(found) == [("no_score", 4)]
    account = found.accounting.files[1]
    assert (account.rows, account.kept, account.scores, account.scores_kept) == (3, 2, 3, 3)


def test_a_bad_value_of_a_wide_table_leaves_its_neighbours():
    found = bring_in(
        VISIT,
        wide(
            {"phq9": 99, "gad7": 15},
            {"phq9": 5, "gad7": "x"},
            {"phq9": 1, "gad7": 2},
            {"phq9": 30, "gad7": ""},
        ),
    )
    assert by_instrument(ledger_of(found)) == {
        ("gad7", 0): 15,
        ("phq9", 1): 5,
        ("phq9", 2): 1,
        ("gad7", 2): 2,
    }
    assert told(found) == [
        ("total_sentinel", 2),
        ("total_not_a_number", 3),
        ("no_score", 5),
        ("total_out_of_range", 5),
    ]
    account = found.accounting.files[1]
    assert (account.rows, account.kept, account.dropped) == (4, 3, (("no_score", 1),))
    assert (account.scores, account.scores_kept) == (7, 4)
    assert sum(count for _, count in account.scores_left_out) == 3


def test_scores_that_go_with_their_row_are_counted():
    rows = wide({"phq9": 9, "gad7": 15}, {"phq9": 5, "gad7": 6})
    rows[0]["patient_id"] = ""
    account = bring_in(VISIT, rows).accounting.files[1]
    assert (account.scores, account.scores_kept, account.scores_left_out) == (4, 2, (("with_its_row", 2),))


# --- duplicates ---


def test_equal_scores_of_one_day_are_one_and_of_different_ones_the_first_stays():
    found = bring_in(VISIT, scores((1, 9), (1, 9), (2, 12), (2, 8), (2, 12)))
    assert ledger_of(found).scores.total.tolist() == [9, 12]
    assert told(found) == [("duplicate_score", 3), ("score_differs", 5), ("duplicate_score", 6)]


def test_scores_at_different_clocks_or_on_both_sides_of_the_session_are_two():
    rows = [
        {"patient_id": "P1", "date": f"{START} 09:00", "instrument": "phq9", "total": 9, "timing": ""},
        {"patient_id": "P1", "date": f"{START} 15:00", "instrument": "phq9", "total": 9, "timing": ""},
        {"patient_id": "P1", "date": on(1), "instrument": "phq9", "total": 9, "timing": "pre"},
        {"patient_id": "P1", "date": on(1), "instrument": "phq9", "total": 9, "timing": "post"},
        {"patient_id": "P1", "date": on(1), "instrument": "phq9", "total": 9, "timing": ""},
    ]
    found = bring_in(VISIT, rows)
    # Not said is before the session, so that the last row is the third again.
    assert len(ledger_of(found).scores) == 4
    assert told(found) == [("duplicate_score", 6)]


# --- items ---


def test_items_give_the_total_the_item_on_death_and_the_answers():
    found = bring_in(VISIT, wide(answers(1, 2, 3, 0, 1, 2, 3, 0, 2), answers(*[0] * 9, total=0)))
    ledger = ledger_of(found)
    assert by_instrument(ledger) == {
        ("phq9", 0): 14,
        ("phq9_item9", 0): 2,
        ("phq9", 1): 0,
        ("phq9_item9", 1): 0,
    }
    rows, given = ledger.scores.items["phq9"]
    assert [ledger.instruments[ledger.scores.instrument[row]] for row in rows] == ["phq9", "phq9"]
    assert given.tolist() == [[1, 2, 3, 0, 1, 2, 3, 0, 2], [0] * 9]
    assert found.problems == ()
    # Item 9 is counted as a score of its own in the Ledger, not as one of the file.
    account = found.accounting.files[1]
    assert (account.scores, account.scores_kept) == (2, 2)


def test_up_to_two_missing_items_are_prorated_and_said_and_more_are_not():
    one = answers(3, 3, 3, 3, 3, 3, 3, 3, "")
    two = answers("", "", 1, 1, 1, 1, 1, 1, 1)
    three = answers("", "", "", 1, 1, 1, 1, 1, 1)
    none = answers(*[""] * 9)
    found = bring_in(VISIT, wide(one, two, three, none))
    assert by_instrument(ledger_of(found)) == {("phq9", 0): 27, ("phq9", 1): 9, ("phq9_item9", 1): 1}
    assert sorted(told(found)) == [
        ("items_missing", 4), ("no_score", 4), ("no_score", 5), ("prorated", 2), ("prorated", 3),
    ]  # fmt: skip


def test_a_total_that_is_not_what_the_items_give_stays_and_is_reported():
    found = bring_in(VISIT, wide(answers(*[1] * 9, total=9), answers(*[1] * 9, total=10)))
    assert by_instrument(ledger_of(found))[("phq9", 1)] == 10
    assert told(found) == [("total_disagrees", 3)]


def test_an_answer_the_form_does_not_offer_counts_as_missing():
    found = bring_in(VISIT, wide(answers(4, *[1] * 8), answers("often", *[1] * 8)))
    assert by_instrument(ledger_of(found))[("phq9", 0)] == 9
    assert sorted(told(found)) == [
        ("item_impossible", 2),
        ("item_impossible", 3),
        ("prorated", 2),
        ("prorated", 3),
    ]


def test_qids_is_scored_by_domains_and_a_plain_sum_is_replaced():
    items = [3, 1, 0, 0, 2, 1, 2, 0, 0, 1, 1, 1, 2, 2, 1, 3]
    by_domain = 3 + 2 + 2 + 1 + 1 + 1 + 2 + 2 + 3
    names = [f"qids_sr16_{n}" for n in range(1, 17)]
    rows = [
        dict(zip(names, items, strict=True), **{"QIDS-SR16": total})
        for total in (by_domain, sum(items), "", 12)
    ]
    found = bring_in(VISIT, wide(*rows))
    assert by_instrument(ledger_of(found)) == {
        ("qids_sr16", 0): by_domain, ("qids_sr16", 1): by_domain, ("qids_sr16", 2): by_domain, ("qids_sr16",
        3): 12,
    }  # fmt: skip
    assert told(found) == [("total_is_plain_sum", 3), ("total_disagrees", 5)]


def test_items_beside_an_instrument_column_belong_to_each_rows_instrument():
    blank = {f"item_{n}": "" for n in range(1, 10)}
    phq: dict[str, Any] = {f"item_{n}": 1 for n in range(1, 10)}
    gad = {**blank, **{f"item_{n}": 2 for n in range(1, 8)}}
    rows = [*scores((0, ""), **phq), *scores((0, 14), instrument="GAD-7", **gad)]
    ledger = ledger_of(bring_in(VISIT, rows))
    assert by_instrument(ledger) == {("phq9", 0): 9, ("gad7", 0): 14, ("phq9_item9", 0): 1}
    assert ledger.scores.items["gad7"][1].shape == (1, 7)


def test_item_nine_alone_is_kept():
    rows = [{**row, "item9": item} for row, item in zip(scores((0, 20), (7, 9)), (2, 0), strict=True)]
    ledger = ledger_of(bring_in(VISIT, rows))
    assert by_instrument(ledger) == {
        ("phq9", 0): 20,
        ("phq9", 7): 9,
        ("phq9_item9", 0): 2,
        ("phq9_item9", 7): 0,
    }
    alone = ledger_of(
        bring_in(VISIT, wide({"phq9_total": 20, "phq9_item9": 2}, {"phq9_total": "", "phq9_item9": 1}))
    )
    assert by_instrument(alone) == {("phq9", 0): 20, ("phq9_item9", 0): 2, ("phq9_item9", 1): 1}


def test_the_question_on_functioning_is_kept_beside_the_items():
    rows = [
        {**row, "functional_difficulty": given}
        for row, given in zip(scores((0, 20), (7, 9)), (2, ""), strict=True)
    ]
    kept, given = ledger_of(bring_in(VISIT, rows)).scores.items["phq9_function"]
    assert (kept.tolist(), given.tolist()) == ([0], [[2]])


# --- WHO-5 ---


def who5(*totals: Any, name: str = "WHO-5", **more: Any) -> list[dict[str, Any]]:
    return [row for at, total in enumerate(totals) for row in scores((at, total), instrument=name, **more)]


def test_well_being_that_could_be_either_is_asked_about():
    rows = who5(8, 13, 20)
    assert [(q.key, q.option) for q in bring_in(VISIT, rows).questions if q.required] == [
        ("who5_scale", "--who5-scale")
    ]
    assert ledger_of(bring_in(VISIT, rows, who5_scale="raw")).scores.total.tolist() == [32, 52, 80]
    assert ledger_of(bring_in(VISIT, rows, who5_scale="percent")).scores.total.tolist() == [8, 13, 20]


def test_well_being_over_twenty_five_is_a_percentage():
    assert ledger_of(bring_in(VISIT, who5(8, 52, 72))).scores.total.tolist() == [8, 52, 72]


def test_a_code_for_no_answer_does_not_make_it_a_percentage():
    found = bring_in(VISIT, who5(8, 13, 99))
    assert [q.key for q in found.questions if q.required] == ["who5_scale"]
    found = bring_in(VISIT, who5(8, 13, 99), who5_scale="raw")
    assert ledger_of(found).scores.total.tolist() == [32, 52]
    assert told(found) == [("total_sentinel", 4)]


def test_a_percentage_the_form_cannot_give_is_dropped():
    found = bring_in(VISIT, who5(*range(4, 84, 4), 99))
    assert told(found) == [("total_no_multiple", 22)]
    # Where most are no multiples of four, the clinic's percentages are of another kind.
    assert bring_in(VISIT, who5(8, 51, 73, 99)).problems == ()


def test_a_code_for_no_answer_on_a_side_without_a_limit():
    rows = [
        row
        for at, value in enumerate(("0.7", "-0.2", "-9", "-99", "0.5"))
        for row in scores((at, value), instrument="EQ-5D")
    ]
    found = bring_in(VISIT, rows)
    assert told(found) == [("total_sentinel", 4), ("total_sentinel", 5)]
    assert ledger_of(found).scores.total.tolist() == [0.7, -0.2, 0.5]


def test_a_form_name_beside_one_column_an_instrument_is_no_instrument():
    found = bring_in(VISIT, wide({"survey": "Weekly check", "phq9_total": 9}))
    assert by_instrument(ledger_of(found)) == {("phq9", 0): 9}


def test_the_name_or_the_items_say_which_it_is():
    assert ledger_of(bring_in(VISIT, who5(8, 12, name="WHO-5 percent"))).scores.total.tolist() == [8, 12]
    items: dict[str, Any] = {f"item_{n}": n % 3 for n in range(1, 6)}
    assert ledger_of(bring_in(VISIT, who5(6, **items))).scores.total.tolist() == [24]
    assert ledger_of(bring_in(VISIT, who5(24, **items))).scores.total.tolist() == [24]
    assert ledger_of(bring_in(VISIT, who5("", **items))).scores.total.tolist() == [24]


# --- decimal commas ---


def test_a_decimal_comma_is_read_where_semicolons_part_the_cells():
    text = csv_of(scores((1, "61,5"), (2, "58"), instrument="PROMIS Depression"), delimiter=";")
    assert ledger_of(bring_in(VISIT, text)).scores.total.tolist() == [61.5, 58]


@pytest.mark.parametrize("totals", [("61,5", "58.5"), ("61,500", "58,250")])
def test_a_comma_that_may_be_something_else_is_asked_about(totals):
    text = csv_of(scores((1, totals[0]), (2, totals[1]), instrument="PROMIS Depression"), delimiter=";")
    assert [q.key for q in bring_in(VISIT, text).questions if q.required] == ["decimal"]


def test_a_quoted_decimal_comma_among_commas_is_asked_about():
    rows = scores((1, "61,5"), instrument="PROMIS Depression")
    assert [q.key for q in bring_in(VISIT, rows).questions if q.required] == ["decimal"]
    assert ledger_of(bring_in(VISIT, rows, decimal="comma")).scores.total.tolist() == [61.5]


def test_scores_of_people_without_a_session_are_dropped():
    found = bring_in(VISIT, [*scores((1, 9)), *scores((1, 9), patient="P2")])
    assert told(found) == [("score_without_session", 3)]
    assert not np.isnan(ledger_of(found).scores.total).any()


def test_a_column_of_words_where_totals_should_be_stops():
    found = bring_in(VISIT, scores((1, "IV"), (2, "IM"), (3, "9")))
    assert ("numbers_unreadable", None) in told(found, "stop")
