"""Spellings: what is recognised, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterglow.definitions import vocabulary
from afterglow.definitions.vocabulary import COLUMNS, Kind, find_column, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Session #", "sessionnumber"),
        (" PHQ-9  Total", "phq9total"),
        ("µg", "μg"),
        ("__", ""),
        ("ＩＶ", "iv"),
    ],
)
def test_fold(text: str, folded: str):
    assert fold(text) == folded


@given(st.text(st.characters(codec="cp1252")))
def test_folding_twice_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("kind", "header", "column"),
    [
        ("sessions", "Patient ID", "patient_id"), ("sessions", "\ufeffpatient_id", "patient_id"),
        ("sessions", "Date of Infusion", "date"), ("sessions", "Session #", "session_number"),
        ("sessions", "session_type", "phase"), ("sessions", "Dose (mg/kg)", "dose_mg_per_kg"),
        ("sessions", "dose_mg", "dose_mg"), ("sessions", "Clinic", "site"),
        ("sessions", "CADSS Peak", "cadss_peak"),
        ("scores", "Total Score", "total"), ("scores", "score", "total"), ("scores", "Scale", "instrument"),
        ("scores", "pre/post", "timing"), ("patients", "followup_day", "followup_day"),
        ("patients", "Gender", "sex"), ("patients", "last_contact", "last_contact"),
    ],
)  # fmt: skip
def test_headers_are_found(kind: Kind, header: str, column: str):
    assert find_column(kind, header) == column


@pytest.mark.parametrize("header", ["", "notes", "phq9_total", "patient_name", "date_of_birth", "email"])
@pytest.mark.parametrize("kind", ["sessions", "scores", "patients"])
def test_other_headers_are_left_alone(kind: Kind, header: str):
    assert find_column(kind, header) is None


def test_a_word_means_what_the_kind_of_file_says():
    assert find_column("scores", "session_date") is None
    assert find_column("sessions", "session_date") == "date"


@pytest.mark.parametrize("kind", ["sessions", "scores", "patients"])
def test_required_columns_exist(kind: Kind):
    needed = {column for group in vocabulary.REQUIRED_COLUMNS[kind] for column in group}
    assert needed <= set(COLUMNS[kind])


@pytest.mark.parametrize(
    ("find", "text", "value"),
    [
        (vocabulary.find_route, "I.V.", "iv"), (vocabulary.find_route, "Intramuscular", "im"),
        (vocabulary.find_route, "Spravato", "nasal"), (vocabulary.find_route, "lozenge", "sublingual"),
        (vocabulary.find_route, "PO", "oral"), (vocabulary.find_route, "SubQ", "subcutaneous"),
        (vocabulary.find_route, "oral/sublingual", None), (vocabulary.find_route, "", None),
        (vocabulary.find_phase, "Booster", "maintenance"), (vocabulary.find_phase, "acute", "induction"),
        (vocabulary.find_phase, "initial series", "induction"), (vocabulary.find_phase, "consult", None),
        (vocabulary.find_timing, "Pre-infusion", "pre"), (vocabulary.find_timing, "after", "post"),
        (vocabulary.find_setting, "In clinic", "supervised"), (vocabulary.find_setting, "At home", "home"),
        (vocabulary.find_dose_unit, "mg/kg", "mg_per_kg"), (vocabulary.find_dose_unit, "mL", "ml"),
        (vocabulary.find_dose_unit, "µg", "mcg"), (vocabulary.find_dose_unit, "\u03bcg", "mcg"),
        (vocabulary.find_drug, "S-ketamine", "esketamine"),
        (vocabulary.find_drug, "racemic ketamine", "ketamine"),
        (vocabulary.find_yes_no, " Yes ", True), (vocabulary.find_yes_no, "0", False),
        (vocabulary.find_yes_no, "1.0", True), (vocabulary.find_yes_no, "none", False),
        (vocabulary.find_yes_no, "-1", None), (vocabulary.find_yes_no, "10", None),
        (vocabulary.find_yes_no, "nausea", None), (vocabulary.find_yes_no, "", None),
    ],
)  # fmt: skip
def test_values(find, text: str, value: object):
    assert find(text) is value or find(text) == value


def test_every_coded_value_has_words():
    tables = (vocabulary.ROUTES, vocabulary.PHASES, vocabulary.TIMINGS, vocabulary.SETTINGS)
    tables += (vocabulary.DOSE_UNITS, vocabulary.DRUGS)
    assert {key for table in tables for key in table} == set(vocabulary.VALUE_WORDS)


@pytest.mark.parametrize(
    ("header", "number"), [("item3", 3), ("Item_03", 3), ("Q 12", 12), ("question 9", 9)]
)
def test_bare_item_headers(header: str, number: int):
    assert vocabulary.find_item_number(header) == number


@pytest.mark.parametrize("header", ["item", "item0", "3", "item100", "quarter", "phq9_3"])
def test_other_headers_are_no_items(header: str):
    assert vocabulary.find_item_number(header) is None


def test_a_spelling_may_belong_to_one_key_only():
    with pytest.raises(ValueError, match="belongs to both"):
        vocabulary.spelling_index([("iv", ["i.v."]), ("other", ["I V"])])
