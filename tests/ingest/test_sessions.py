"""Sessions: numbers, phases, doses, measures, categories; each bad value at its line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from afterglow.ledger import PHASE_INDUCTION, PHASE_MAINTENANCE, PHASE_UNKNOWN, UNKNOWN
from tests.ingest.clinic import bring_in, csv_of, ledger_of, sessions, told


def measured(name: str, *values: Any, **more: Any):
    rows = [
        {**row, name: value, **more} for row, value in zip(sessions(*range(len(values))), values, strict=True)
    ]
    return bring_in(rows)


def numbers_of(found, name: str) -> list[float | None]:
    values = ledger_of(found).sessions.measures.get(name)
    return [] if values is None else [None if np.isnan(value) else float(value) for value in values]


def labels_of(found, name: str) -> list[str | None]:
    column = ledger_of(found).sessions.categories[name]
    return [None if code < 0 else column.labels[code] for code in column.codes]


def test_numbers_and_the_word_for_a_booster():
    found = measured("session_number", 1, 2, "Booster", "", "x", 0)
    ledger = ledger_of(found)
    assert ledger.sessions.number.tolist() == [1, 2, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]
    assert ledger.sessions.phase.tolist() == [-1, -1, PHASE_MAINTENANCE, -1, -1, -1]
    assert told(found) == [("session_number_unreadable", 6), ("session_number_unreadable", 7)]


def test_phases():
    found = measured("session_type", "Induction", "initial series", "Booster", "maint", "", "follow")
    assert ledger_of(found).sessions.phase.tolist() == [
        PHASE_INDUCTION, PHASE_INDUCTION, PHASE_MAINTENANCE, PHASE_MAINTENANCE, PHASE_UNKNOWN, PHASE_UNKNOWN,
    ]  # fmt: skip
    assert told(found) == [("unknown_word", 7)]


def test_routes_in_their_spellings():
    found = measured("route", "IV", "i.v.", "Intramuscular", "lozenge", "", "by balloon")
    assert labels_of(found, "route") == ["IV", "IV", "IM", "Sublingual", None, None]
    assert told(found) == [("unknown_word", 7)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dose_mg", "0"), ("dose_mg", "-9"), ("dose_mg", "9999"), ("dose_mg_per_kg", "40"),
        ("dose_mg_per_kg", "0"),
        ("systolic_peak", "1200"), ("diastolic_peak", "9"), ("cadss_peak", "93"), ("cadss_peak", "-1"),
        ("weight_kg", "0"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_left_out_and_the_session_stays(name, value):
    good = {
        "dose_mg": 40,
        "dose_mg_per_kg": 0.5,
        "systolic_peak": 130,
        "diastolic_peak": 80,
        "cadss_peak": 20,
        "weight_kg": 70,
    }
    found = measured(name, good[name], value, "")
    assert numbers_of(found, name) == [good[name], None, None]
    assert told(found) == [("value_implausible", 3)]
    assert found.problems[0].column == name


def test_a_code_for_no_answer_among_doses_is_left_out():
    found = measured("dose_mg", "40", "999", "99", "55")
    assert numbers_of(found, "dose_mg") == [40, None, 99, 55]
    assert told(found) == [("value_sentinel", 3)]


def test_text_for_a_number_is_left_out():
    found = measured("systolic_peak", "130", "130/80")
    assert numbers_of(found, "systolic_peak") == [130, None]
    assert told(found) == [("value_not_a_number", 3)]


def test_a_dose_goes_where_its_unit_says():
    rows = [
        {**row, "dose": dose, "dose_unit": unit}
        for row, dose, unit in zip(
            sessions(*range(6)),
            (40, 0.5, 500, 2, 40, 60),
            ("mg", "mg/kg", "mcg", "mL", "", "drops"),
            strict=True,
        )
    ]
    found = bring_in(rows)
    assert numbers_of(found, "dose_mg") == [40, None, 0.5, None, None, None]
    assert numbers_of(found, "dose_mg_per_kg") == [None, 0.5, None, None, None, None]
    assert told(found) == [
        ("dose_in_ml", 5),
        ("dose_without_unit", 6),
        ("dose_without_unit", 7),
        ("unknown_word", 7),
    ]


def test_a_dose_without_any_unit_is_not_guessed():
    assert told(measured("dose", 40)) == [("dose_without_unit", 2)]


def test_dose_per_kg_follows_from_dose_and_weight():
    assert numbers_of(measured("dose_mg", 35, weight_kg=70), "dose_mg_per_kg") == [0.5]
    found = measured("dose_mg", 35, weight_kg=70, dose_mg_per_kg=0.8)
    assert numbers_of(found, "dose_mg_per_kg") == [0.8]
    assert told(found) == [("doses_disagree", 2)]


def test_yes_and_no():
    found = measured("stopped_early", "yes", "N", "1", "false", "", "maybe")
    assert numbers_of(found, "stopped_early") == [1, 0, 1, 0, None, None]
    assert told(found) == [("unknown_word", 7)]


def test_spellings_of_a_site_that_differ_in_case_and_spaces_are_one():
    assert labels_of(measured("clinic", "North", "north ", "NORTH  ", "North", "South"), "site") == [
        "North"
    ] * 4 + ["South"]


def test_kinds_of_adverse_event_or_only_whether_there_was_one():
    found = measured("adverse_event", "nausea", "none", "no", "Nausea", "")
    assert labels_of(found, "adverse_event") == ["Nausea", "none", "none", "Nausea", None]
    found = measured("adverse_event", *[f"felt odd for {at} minutes" for at in range(31)], "none", "")
    assert labels_of(found, "adverse_event") == ["yes"] * 31 + ["none", None]
    assert told(found) == [("events_shortened", None)]


def test_the_same_session_twice_is_one():
    rows = [{**row, "route": "IV"} for row in sessions(0, 3, 3)]
    found = bring_in(rows)
    assert ledger_of(found).sessions.day.tolist() == [0, 3]
    assert told(found) == [("duplicate_session", 4)]


def test_one_number_twice_on_a_day_keeps_the_first():
    rows = [
        {**row, "session_number": number, "dose_mg": dose}
        for row, number, dose in zip(sessions(0, 3, 3), (1, 2, 2), (40, 50, 500), strict=True)
    ]
    found = bring_in(rows)
    assert numbers_of(found, "dose_mg") == [40, 50]
    assert told(found) == [("session_twice", 4)]


def test_two_sessions_on_a_day_that_nothing_tells_apart_stay_two():
    rows = [{**row, "dose_mg": dose} for row, dose in zip(sessions(0, 3, 3), (40, 50, 60), strict=True)]
    found = bring_in(rows)
    assert ledger_of(found).sessions.day.tolist() == [0, 3, 3]
    assert found.problems == ()


def test_numbers_that_do_not_rise_with_the_dates_are_pointed_out():
    rows = [
        {**row, "session_number": number}
        for row, number in zip(sessions(0, 3, 7, 90), (1, 3, 2, 1), strict=True)
    ]
    # Starting again at 1 is a new course.
    assert told(bring_in(rows)) == [("sessions_out_of_order", 4)]


def test_ids_that_nearly_agree_are_reported_and_kept_apart():
    rows = [*sessions(0, patient="P007"), *sessions(0, patient="p007"), *sessions(0, patient="P7"),
    *sessions(0, patient="P70"),
            *sessions(0, patient="P007 ")]  # fmt: skip
    found = bring_in(rows)
    assert len(ledger_of(found).patients) == 5
    assert told(found) == [("similar_ids", 3), ("similar_ids", 4), ("similar_ids", 6)]
    assert "sessions.csv, line 2" in found.problems[0].message
    assert "007" not in " ".join(str(problem) for problem in found.problems)


def test_an_id_of_zeros_and_na_stay_what_they_are():
    assert (
        len(
            ledger_of(
                bring_in([*sessions(0, patient="NA"), *sessions(0, patient="001"), *sessions(0, patient="0")])
            ).patients
        )
        == 3
    )


def test_a_row_without_an_id_is_dropped():
    found = bring_in([*sessions(0), *sessions(1, patient="  ")])
    assert told(found) == [("no_patient", 3)]
    assert len(ledger_of(found).sessions) == 1


def test_nothing_left_stops():
    found = bring_in(sessions(0, patient=""))
    assert found.ledger is None
    assert told(found, "stop") == [("no_sessions_left", None)]


def test_decimal_commas_in_doses():
    rows = [
        {**row, "dose_mg_per_kg": dose} for row, dose in zip(sessions(0, 3), ("0,5", "0,75"), strict=True)
    ]
    assert numbers_of(bring_in(csv_of(rows, delimiter=";")), "dose_mg_per_kg") == [0.5, 0.75]
