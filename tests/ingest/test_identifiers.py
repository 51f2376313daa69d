"""How well identifying columns are told from a clinic's own, measured on a labelled list."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from afterglow.ingest.cells import words_of
from afterglow.ingest.deidentify import identifying, safe_label
from afterglow.ingest.identifiers import is_nhs_number, kind_of_value, passes_luhn
from afterglow.ingest.reading import read

NAMES, EMAIL, PHONE = "names", "e-mail addresses", "phone numbers"
STREET, POSTAL = "street addresses", "postal codes"
NATIONAL = "social security or national health numbers"
RECORD, BIRTH = "record or insurance numbers", "birth dates"
WEB, NETWORK, PHOTO = "web addresses", "network addresses", "photographs"

# header, values, kind (None: no identifier)
LABELLED: list[tuple[str, list[str], str | None]] = [
    # Told by the header.
    *[(header, ["x1", "x2"], NAMES) for header in (
        "Name", "First Name", "last_name", "PatientName", "Client Name", "Surname", "full name",
        "Emergency Contact",
        "Next of Kin", "Preferred Name", "Clinician name", "Prénom", "Nachname", "Patient Initials",
        "name_first")],
    *[(header, ["x1", "x2"], EMAIL) for header in ("Email", "e-mail", "Email Address", "contact_email",
    "eMail")],
    *[(header, ["5551", "5552"], PHONE) for header in ("Phone", "Mobile", "Cell", "Phone Number",
    "Home phone", "Telephone", "Fax")],
    *[(header, ["x1", "x2"], STREET) for header in ("Address", "Street Address", "Home address",
    "Address Line 1", "City", "Street")],
    *[(header, ["10115", "20095"], POSTAL) for header in ("ZIP", "Zip code", "postcode", "Postal Code",
    "PLZ")],
    *[(header, ["1", "2"], NATIONAL) for header in ("SSN", "Social Security Number", "NHS number", "NHS no",
    "Medicare ID", "National Insurance")],
    *[(header, ["1", "2"], RECORD) for header in ("MRN", "Medical Record Number", "chart_no",
    "Insurance ID", "Policy number", "Member ID")],
    *[(header, ["1980", "1990"], BIRTH) for header in ("DOB", "Date of Birth", "Date Of Birth", "birthdate",
    "Birth Year", "patient_dob")],
    *[(header, ["x", "y"], WEB) for header in ("URL", "Website")],
    *[(header, ["x", "y"], NETWORK) for header in ("IP", "IP Address", "ip_address")],
    *[(header, ["x", "y"], PHOTO) for header in ("Photo", "Profile picture", "Signature")],
    # Told by the values under a header that says nothing.
    ("Field 1", ["jane@example.org", "j.doe+x@mail.example.co.uk"], EMAIL),
    ("Contact", ["(212) 555-0147", "415-555-0199"], PHONE),
    ("Contact", ["+44 20 7946 0958", "+49 30 901820", "+1 415 555 0132"], PHONE),
    ("Contact", ["020 7946 0958", "0161 496 0345"], PHONE),
    ("Field 2", ["078-05-1120", "219-09-9999"], NATIONAL),
    ("Field 3", ["943 476 5919", "943 476 5870"], NATIONAL),
    ("Field 4", ["9434765919", "9434765870", "4505577104"], NATIONAL),
    ("Field 5", ["AB 12 34 56 C"], NATIONAL),
    ("Field 6", ["1EG4-TE5-MK73"], NATIONAL),
    ("Field 7", ["046 454 286"], NATIONAL),
    ("Field 8", ["1 84 12 76 451 089 46"], NATIONAL),
    ("Answer", ["https://example.org/p/1", "www.example.org"], WEB),
    ("Source", ["192.168.0.12", "10.1.2.3"], NETWORK),
    ("Field 9", ["2001:db8:85a3:0:0:8a2e:370:7334"], NETWORK),
    ("Home", ["12 High Street", "4 Elm Rd, Apt 2", "221B Baker Street"], STREET),
    ("Wohnort", ["Hauptstraße 5", "Lindenweg 12a"], STREET),
    ("Area", ["SW1A 1AA", "M1 1AE"], POSTAL),
    ("Area", ["K1A 0B1", "V6B 4Y8"], POSTAL),
    ("Area", ["94110-2345", "10001-1234"], POSTAL),
    ("Person", ["Jane Smith", "Robert O'Neil", "Maria Garcia Lopez"], NAMES),
    ("Person", ["Smith, Jane", "Jones, Robert"], NAMES),
    ("Field 10", ["1961-04-02", "1978-11-30", "1990-01-15"], BIRTH),
    ("Field 11", ["04/02/1961", "11/30/1978"], BIRTH),
    # What clinics have that identifies nobody.
    *[(header, ["x1", "x2"], None) for header in (
        "drug_name", "filename", "site_name", "clinic name", "Form Name", "Instrument Name", "Event Name",
        "brand name",
        "Arm name", "scale_name", "Medication Name", "Referral source", "Location", "Modality",
        "Session type", "Mobile clinic",
        "Telehealth", "Cell count", "Street drug use", "link to treatment", "Birth sex", "Sex at birth")],
    ("dose", ["0.5", "0.75", "1.0"], None),
    ("dose_mg", ["35", "40", "52.5"], None),
    ("score", ["12", "27", "0"], None),
    ("bp", ["120/80", "135/90"], None),
    ("site", ["NYC-01", "LA-02", "Site 3"], None),
    ("site code", ["S001", "S002"], None),
    ("Session #", ["1", "2", "Booster"], None),
    ("lot", ["A12345", "B98765"], None),
    ("Lot #", ["123456-7", "234567-8"], None),
    ("encounter", ["1000234567", "1000234568", "1000234569"], None),
    ("visit", ["2024-01", "2024-02"], None),
    ("visit date", ["2024-01-31", "2024-02-02"], None),
    ("time in", ["09:30", "10:15"], None),
    ("duration", ["40 min", "45 min"], None),
    ("diagnosis", ["Major Depression", "Bipolar Depression", "PTSD"], None),
    ("diagnosis code", ["F33.2", "F32.9", "296.33"], None),
    ("icd", ["F33.2", "F43.10"], None),
    ("referral", ["Family Doctor", "Self Referral", "Pain Clinic"], None),
    ("age band", ["18-29", "30-39", "90+"], None),
    ("weight", ["70.5", "82"], None),
    ("tms", ["yes", "no"], None),
    ("version", ["1.2.3", "1.2.4"], None),
    ("zip3", ["101", "200"], None),
    ("range", ["100-150", "150-200"], None),
    ("cohort", ["2024-2025", "2025-2026"], None),
    ("phq", ["1 2 3 0 1 2 3 0 2"], None),
    ("response id", ["550e8400-e29b-41d4-a716-446655440000"], None),
    ("ratio", ["1:2:3"], None),
    ("clinic phrase", ["Will call", "Mark as done", "Grant funded"], None),
    ("empty", ["", ""], None),
]  # fmt: skip


def found_in(header: str, values: list[str]) -> str | None:
    column = pa.chunked_array([pa.array(values, pa.large_string())])
    table = read("f.csv", b"a,b\n1,2\n").table
    assert table is not None
    whole = type(table)("f.csv", (header,), (column,), table.lines.repeat(len(values)), ",")
    return identifying(whole, 0, words_of(column))[0]


def test_the_labelled_list():
    """Nearly all identifying columns are found and hardly any other is taken for one."""
    wrong = [
        (header, kind, found)
        for header, values, kind in LABELLED
        if (found := found_in(header, values)) != kind
    ]
    missed = [case for case in wrong if case[1] is not None]
    false_alarms = [case for case in wrong if case[1] is None]
    assert missed == []
    assert [header for header, _, _ in false_alarms] == []


def test_random_numbers_are_seldom_taken_for_anything():
    draw = random.Random(20260109)
    columns = [
        [f"{draw.randrange(10**length):0{length}d}" for _ in range(40)]
        for length in (3, 4, 5, 6, 7, 8, 9, 10)
        for _ in range(25)
    ]
    assert [column[0] for column in columns if found_in("value", column) is not None] == []


def test_random_site_codes_are_seldom_taken_for_postal_codes():
    draw = random.Random(20260109)
    codes = [
        [
            "".join((draw.choice("ABCDEFG"), draw.choice("ABCDEFG"), "-", str(draw.randrange(100))))
            for _ in range(9)
        ]
        for _ in range(50)
    ]
    assert [column for column in codes if found_in("site", column) is not None] == []


@pytest.mark.parametrize(
    ("number", "sound"),
    [
        ("9434765919", True),
        ("943 476 5919", True),
        ("9434765918", False),
        ("1111111111", False),
        ("943476591", False),
    ],
)
def test_the_check_digit_of_an_nhs_number(number, sound):
    assert is_nhs_number(number) is sound


def test_the_luhn_check():
    assert passes_luhn([0, 4, 6, 4, 5, 4, 2, 8, 6])
    assert not passes_luhn([0, 4, 6, 4, 5, 4, 2, 8, 7])
    assert kind_of_value("146 454 287") is None


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("Total score", "Total score"),
        ("jane@example.org", "column 3"),
        ("1961-04-02", "column 3"),
        ("5551234567", "column 3"),
        ("", "column 3"),
        ("x" * 99, "x" * 59 + "…"),
    ],
)
def test_a_header_that_is_somebodys_data_is_not_repeated(header, label):
    assert safe_label(header, 2) == label
