"""The import as a whole: which file is which, what is removed, what is counted, what is asked."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterglow.ingest.codes import CODES
from afterglow.ingest.deidentify import Removed
from afterglow.ingest.importing import Answers, Import, Source, read_files
from afterglow.ingest.limits import Limits
from afterglow.ingest.problem_list import problem_page
from afterglow.ingest.problems import as_csv, in_order
from afterglow.ledger import Ledger
from tests.ingest.clinic import TODAY, bring_in, csv_of, ledger_of, on, scores, sessions, told

SESSIONS = [
    {"patient_id": f"P{at}", "date": on(at + day), "session_number": number, "route": "IV", "site": "North",
    "dose_mg": "40.5"}
    for at in range(6)
    for number, day in enumerate((0, 3, 7, 30), 1)
]  # fmt: skip
SCORES = [
    {"patient_id": f"P{at}", "date": on(at + day), "instrument": "PHQ-9", "total": 20 - at - day // 3}
    for at in range(6)
    for day in (-2, 5, 25)
]
PATIENTS = [
    {"patient_id": f"P{at}", "diagnosis": ("MDD", "PTSD")[at % 2], "Hair colour": ("red", "black",
    "")[at % 3], "sex": "f"}
    for at in range(6)
]  # fmt: skip


def source(name: str, rows, **how) -> Source:
    return Source(name, csv_of(rows, **how).encode())


def bring(*sources: Source, **answers: Any) -> Import:
    return read_files(list(sources), Answers(**{"today": TODAY, **answers}))


# --- kinds of file ---


def test_files_are_told_by_their_headers():
    found = bring(source("a.csv", PATIENTS), source("b.csv", SCORES), source("c.csv", SESSIONS))
    assert [account.kind for account in found.accounting.files] == ["patients", "scores", "sessions"]
    assert (found.accounting.patients, found.accounting.sessions, found.accounting.scores) == (6, 24, 18)
    assert found.accounting.instruments == (("phq9", 18),)
    assert (found.accounting.first_quarter, found.accounting.last_quarter) == (2025 * 4, 2025 * 4)
    assert found.accounting.cutoff_month == "2025-02"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("patient_id,date", "sessions"),
        ("Client Id,Infusion Date,Modality,Dose (mg)", "sessions"),
        ("record_id,day,phq9_total,gad7_total", "scores"),
        ("patient_id,date,measure,score", "scores"),
        ("patient_id,date," + ",".join(f"phq9_{n}" for n in range(1, 10)), "scores"),
        ("patient_id,diagnosis,sex", "patients"),
        ("ID,Date,PHQ-9", "scores"),
    ],
)
def test_kinds(header, kind):
    found = read_files([Source("f.csv", (header + "\n" + ",".join("1" for _ in header.split(","))).encode())])
    assert [account.kind for account in found.accounting.files] == [kind]


@pytest.mark.parametrize(
    ("sources", "code"),
    [
        ([source("a.csv", SCORES)], "no_file"),
        ([Source("a.csv", b"x,y\n1,2\n")], "unknown_kind"),
        ([Source("a.csv", b"P1,2025-01-06,IV\nP2,2025-01-07,IM\n", "sessions")], "missing_column"),
        ([Source("a.csv", b"patient_id,total\nP1,9\n", "scores")], "missing_column"),
        (
            [Source("a.csv", b"patient_id,visit date,infusion date\nP1,2025-01-06,2025-01-07\n", "sessions")],
            "two_columns",
        ),
        (
            [Source("a.csv", b"patient_id,date,phq9,PHQ-9 total\nP1,2025-01-06,1,2\n", "scores")],
            "two_columns_scale",
        ),
        ([Source("a.csv", b"PK\x03\x04")], "not_csv"),
        ([Source("a.csv", csv_of(SCORES).encode(), "sessions")], "wrong_kind"),
        ([], "no_file"),
    ],
)
def test_what_stops_an_import(sources, code):
    found = read_files(sources, Answers(today=TODAY))
    assert found.ledger is None
    assert code in {problem.code for problem in found.problems if problem.level == "stop"}


def test_a_canonical_header_wins_and_the_other_is_mentioned():
    found = bring_in([{**row, "visit date": "2025-03-01", "id": "x"} for row in sessions(0, 3)])
    assert ledger_of(found).sessions.day.tolist() == [0, 3]
    assert {(p.code, p.column) for p in found.problems if p.code == "column_passed_over"} == {
        ("column_passed_over", "visit date"), ("column_passed_over", "id"),
    }  # fmt: skip


def test_several_files_of_a_kind_are_one():
    plain = ledger_of(bring(source("s.csv", SESSIONS), source("q.csv", SCORES), source("p.csv", PATIENTS)))
    bare = [{name: row[name] for name in ("patient_id", "date", "route", "site")} for row in SESSIONS[9:]]
    parts = (
        *(source("s1.csv", SESSIONS[:9]), source("s2.csv", SESSIONS[9:])),
        *(source("q1.csv", SCORES[:4]), source("q2.csv", SCORES[4:])),
        *(source("p1.csv", PATIENTS[:2]), source("p2.csv", PATIENTS[2:])),
    )
    assert same(plain, ledger_of(bring(*parts)))
    # A file may lack a column that another has.
    other = ledger_of(bring(source("s1.csv", SESSIONS[:9]), source("s2.csv", bare)))
    assert np.isnan(other.sessions.measures["dose_mg"]).sum() == 15
    assert other.sessions.categories["site"].labels == ("North",)


def test_rows_that_stand_in_two_files_are_one_and_listed_in_the_second():
    scores_again = [*SCORES[:2], {**SCORES[2], "total": 1}]
    found = bring(
        source("s1.csv", SESSIONS),
        source("s2.csv", SESSIONS[:2]),
        source("q1.csv", SCORES),
        source("q2.csv", scores_again),
    )
    assert [(p.code, p.file, p.line) for p in found.problems] == [
        ("duplicate_score", "q2.csv", 2),
        ("duplicate_score", "q2.csv", 3),
        ("score_differs", "q2.csv", 4),
        ("duplicate_session", "s2.csv", 2),
        ("duplicate_session", "s2.csv", 3),
    ]
    assert [(account.rows, account.kept, account.scores_kept) for account in found.accounting.files] == [
        (24, 24, 0), (2, 0, 0), (18, 18, 18), (3, 0, 0),
    ]  # fmt: skip
    assert same(ledger_of(found), ledger_of(bring(source("s.csv", SESSIONS), source("q.csv", SCORES))))


# --- what is removed ---


def test_identifying_columns_stop_until_they_are_dropped():
    rows = [
        {**row, "Patient Name": "Jane Roe", "DOB": "1961-04-02", "Notes": "felt calm", "Seen": "2025-01-01"}
        for row in PATIENTS
    ]
    found = bring(source("s.csv", SESSIONS), source("p.csv", rows))
    assert found.ledger is None
    assert [(p.code, p.column, p.line) for p in found.problems if p.level == "stop"] == [
        ("identifier_column", "DOB", 2), ("identifier_column", "Patient Name", 2),
    ]  # fmt: skip
    assert "lines 2, 3, 4, 5, 6 and 1 more" in found.problems[0].message
    dropped = bring(source("s.csv", SESSIONS), source("p.csv", rows), drop_columns=True)
    assert sorted(ledger_of(dropped).patients.categories) == ["diagnosis", "hair_colour", "sex"]
    assert {each for each in dropped.removed if each.column in ("Patient Name", "DOB", "Notes", "Seen")} == {
        Removed("p.csv", "Patient Name", "names", 6),
        Removed("p.csv", "DOB", "birth dates", 6),
        Removed("p.csv", "Notes", "free text", 6),
        Removed("p.csv", "Seen", "dates", 6),
    }
    some = bring(source("s.csv", SESSIONS), source("p.csv", rows), drop_columns=("DOB",))
    assert [p.column for p in some.problems if p.level == "stop"] == ["Patient Name"]


def test_identifiers_in_a_column_that_would_be_kept_are_refused():
    rows = [
        {**row, "site": "write to jane@example.org" if at == 3 else "North"}
        for at, row in enumerate(sessions(0, 3, 7, 9, 11))
    ]
    found = bring_in(rows)
    assert [(p.code, p.column, p.line) for p in found.problems if p.level == "stop"] == [
        ("identifier_column", "site", 5)
    ]
    assert ledger_of(bring_in(rows, drop_columns=True)).sessions.categories == {}


def test_columns_of_a_patients_file_are_categories_when_their_values_are_few_and_short():
    rows = [
        {**row, "Story": f"came on foot {at}", "Hair colour": "red"} for at, row in enumerate(PATIENTS * 1)
    ]
    found = read_files(
        [source("s.csv", SESSIONS), source("p.csv", rows)],
        Answers(today=TODAY),
        limits=Limits(category_values=5),
    )
    assert sorted(ledger_of(found).patients.categories) == ["diagnosis", "hair_colour", "sex"]
    assert found.removed == (
        Removed("s.csv", "patient_id", "patient ids, replaced by codes without meaning", 24),
        Removed("s.csv", "date", "dates, kept as days since the first session", 24),
        Removed("p.csv", "patient_id", "patient ids, replaced by codes without meaning", 6),
        Removed("p.csv", "Story", "free text", 6),
    )


def test_ages_become_bands_and_the_oldest_are_together():
    rows = [
        {"patient_id": f"P{at}", "age": age} for at, age in enumerate(("17", "18", "89", "90", "97", "x"))
    ]
    found = bring(source("s.csv", SESSIONS), source("p.csv", rows))
    bands = ledger_of(found).patients.categories["age_band"]
    assert sorted(bands.labels[code] for code in bands.codes if code >= 0) == [
        "18–29",
        "80–89",
        "90+",
        "90+",
        "under 18",
    ]
    assert told(found) == [("value_not_a_number", 7)]
    text = [
        {"patient_id": f"P{at}", "age_band": band}
        for at, band in enumerate(("80-89", "90-94", "95+", "91", "", "70-79"))
    ]
    bands = ledger_of(bring(source("s.csv", SESSIONS), source("p.csv", text))).patients.categories["age_band"]
    assert bands.labels == ("70-79", "80-89", "90+")


def test_a_patient_listed_twice_or_never_treated_is_dropped():
    rows = [*PATIENTS, {**PATIENTS[0], "sex": "m"}, {**PATIENTS[0], "patient_id": "P99"}]
    found = bring(source("s.csv", SESSIONS), source("p.csv", rows))
    assert told(found) == [("duplicate_patient", 8), ("patient_without_session", 9)]
    assert ledger_of(found).patients.categories["sex"].labels == ("f",)


# --- accounting ---


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_rows_in_are_rows_kept_and_rows_dropped(data):
    spoil = st.sampled_from(["", "x", "99", "-9", "2031-01-01", "P1", "phq9", "2025-02-30", "gad7", "12"])
    rows = {"sessions": [dict(row) for row in SESSIONS], "scores": [dict(row) for row in SCORES]}
    for name in rows:
        for _ in range(data.draw(st.integers(0, 6))):
            row = data.draw(st.sampled_from(rows[name]))
            row[data.draw(st.sampled_from(list(row)))] = data.draw(spoil)
    found = bring_in(rows["sessions"], rows["scores"], cutoff=TODAY)
    for account, name in zip(found.accounting.files, ("sessions", "scores"), strict=True):
        assert account.rows == len(rows[name]) == account.kept + sum(count for _, count in account.dropped)
        dropped = {p.line for p in found.problems if p.file == account.name and p.level == "drop"}
        assert len(dropped) == account.rows - account.kept
    if found.ledger is not None:
        assert len(found.ledger.sessions) == found.accounting.files[0].kept
        assert len(found.ledger.scores) == found.accounting.files[1].kept


# --- nothing depends on how it is written ---


def same(one: Ledger, other: Ledger) -> bool:
    return one.fingerprint == other.fingerprint and (one.scores.total == other.scores.total).all()


WAYS = {
    "as is": {},
    "semicolons": {"delimiter": ";"},
    "tabs": {"delimiter": "\t"},
    "pipes": {"delimiter": "|"},
    "CR LF": {"end": "\r\n"},
    "lone CR": {"end": "\r"},
    "all quoted": {"quoting": csv.QUOTE_ALL},
}


@pytest.mark.parametrize("how", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_way_of_writing_changes_nothing(how, encoding):
    plain = ledger_of(bring(source("s.csv", SESSIONS), source("q.csv", SCORES), source("p.csv", PATIENTS)))
    rows = {"s.csv": SESSIONS, "q.csv": SCORES, "p.csv": PATIENTS}
    other = bring(*(Source(name, csv_of(of_file, **how).encode(encoding)) for name, of_file in rows.items()))
    assert same(plain, ledger_of(other))


@given(seed=st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_the_order_of_rows_columns_and_the_case_of_headers_change_nothing(seed):
    plain = ledger_of(bring(source("s.csv", SESSIONS), source("q.csv", SCORES), source("p.csv", PATIENTS)))
    draw = random.Random(seed)

    def shuffled(rows):
        names = draw.sample(list(rows[0]), len(rows[0]))
        spelling = {name: draw.choice([name, name.upper(), name.title(), f" {name} "]) for name in names}
        return [{spelling[name]: row[name] for name in names} for row in draw.sample(rows, len(rows))]

    files = [
        source(name, shuffled(rows))
        for name, rows in (("s.csv", SESSIONS), ("q.csv", SCORES), ("p.csv", PATIENTS))
    ]
    assert same(plain, ledger_of(bring(*draw.sample(files, 3))))


def test_ids_leave_no_trace():
    """Other ids for the same people give the same Ledger."""
    plain = ledger_of(bring(source("s.csv", SESSIONS), source("q.csv", SCORES), source("p.csv", PATIENTS)))
    new = {f"P{at}": f"X{(at * 5 + 3) % 6}" for at in range(6)}
    files = [
        [{**row, "patient_id": new[row["patient_id"]]} for row in rows]
        for rows in (SESSIONS, SCORES, PATIENTS)
    ]
    assert same(plain, ledger_of(bring(*(source(f"{at}.csv", rows) for at, rows in enumerate(files)))))


def test_other_data_have_another_fingerprint():
    one = ledger_of(bring_in(SESSIONS, SCORES))
    other = [dict(row) for row in SCORES]
    other[4]["total"] = 1
    assert ledger_of(bring_in(SESSIONS, other)).fingerprint != one.fingerprint


# --- nothing is repeated ---

CANARY = "canary"


def test_no_cell_is_ever_repeated():
    """A word planted in every kind of cell is in no problem, question, account or Ledger."""
    rows = {
        "sessions": [dict(row, Note="", Email="") for row in SESSIONS],
        "scores": [dict(row, Comment="") for row in SCORES],
        "patients": [dict(row, Name="", DOB="", MRN="") for row in PATIENTS],
    }
    for name, columns in rows.items():
        for at, column in enumerate(list(columns[0])):
            columns[at % len(columns)][column] = f"{CANARY}-{name}-{at}"
    ledgers: list[Ledger] = []
    for drop in (False, True):
        found = bring_in(rows["sessions"], rows["scores"], rows["patients"], drop_columns=drop, cutoff=TODAY)
        ledger = found.ledger
        assert (ledger is not None) is drop
        ledgers += [] if ledger is None else [ledger]
        words = [str(problem) for problem in found.problems] + [
            repr(found.questions),
            repr(found.accounting),
            repr(found.removed),
        ]
        assert CANARY not in " ".join(words)
        assert CANARY not in as_csv(found.problems)
    # Categories keep their own words: a site, a diagnosis. Nothing else does.
    kept = {
        label
        for table in (ledgers[0].sessions, ledgers[0].patients)
        for column in table.categories.values()
        for label in column.labels
    }
    assert {label for label in kept if CANARY in label} == {
        "canary-sessions-4",
        "canary-patients-1",
        "canary-patients-2",
        "canary-patients-3",
    }


def test_a_file_without_a_header_shows_nobodys_data():
    found = read_files([Source("f.csv", b"canary-1,2025-01-06,canary@example.org\ncanary-2,2025-01-07,x\n")])
    assert CANARY not in " ".join(str(problem) for problem in found.problems)


@given(first=st.binary(max_size=120), second=st.binary(max_size=120))
@settings(max_examples=60, deadline=None)
def test_random_bytes_never_raise(first, second):
    found = read_files([Source("a.csv", first), Source("b.csv", b"patient_id,date\n" + second, "sessions")])
    assert found.ledger is not None or found.problems or found.questions


@given(text=st.text(alphabet=st.sampled_from(list('P1,2025-06/\n";x.é ')), max_size=150))
@settings(max_examples=100, deadline=None)
def test_random_rows_under_sound_headers_never_raise(text):
    session = "patient_id,date,session_number,phase,route,dose,dose_unit,site,adverse_event,time\n" + text
    score = "patient_id,date,instrument,total,timing,item_1,item_9\n" + text
    patient = "patient_id,age,start_quarter,last_contact,followup_day,colour\n" + text
    answers = {
        "date_order": "dmy",
        "decimal": "point",
        "excel_epoch": "1900",
        "cutoff": TODAY,
        "drop_columns": True,
    }
    found = bring_in(session, score, patient, **answers)
    assert found.ledger is not None or found.problems or found.questions


# --- problems ---


def test_problems_are_listed_gravest_first_and_download_as_csv():
    found = bring_in(sessions(0, 3), [*scores((1, 99), (2, 9)), *scores((2, 9), patient="P2")])
    listed = list(csv.DictReader(as_csv(found.problems).splitlines()))
    assert [(row["file"], row["line"], row["column"], row["level"], row["code"]) for row in listed] == [
        ("scores.csv", "2", "total", "drop", "total_sentinel"),
        ("scores.csv", "4", "patient_id", "drop", "score_without_session"),
    ]
    assert in_order(reversed(found.problems)) == found.problems


def test_a_formula_in_a_header_is_harmless_in_the_download():
    found = bring_in([{**row, "=cmd|x": "1"} for row in sessions(0)])
    assert "'=cmd|x" in as_csv(found.problems)


def test_every_code_says_what_is_wrong_and_how_to_mend_it():
    for code, kind in CODES.items():
        assert kind.level in ("stop", "drop", "warn"), code
        assert kind.message, code
        assert kind.fix, code
        assert not kind.message.endswith("."), code


def test_large_files_take_no_loop_over_rows():
    people, visits = 3000, 8
    rows = "".join(f"P{p},{on(p % 300 + 4 * v)},IV\n" for p in range(people) for v in range(visits))
    score = "".join(
        f"P{p},{on(p % 300 + 7 * v)},PHQ-9,{(p + v) % 28}\n" for p in range(people) for v in range(visits)
    )
    found = bring_in(
        "patient_id,date,route\n" + rows, "patient_id,date,instrument,total\n" + score, cutoff=TODAY
    )
    ledger = ledger_of(found)
    assert (len(ledger.patients), len(ledger.sessions), len(ledger.scores)) == (
        people,
        people * visits,
        people * visits,
    )
    assert np.all(np.diff(ledger.scores.patient) >= 0)


def test_the_page_of_problems_is_the_one_the_table_makes():
    page = Path(__file__).parents[2] / "docs" / "problems.md"
    assert page.read_text("utf-8") == problem_page()
