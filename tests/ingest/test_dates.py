"""Ways of writing dates, and columns that mix them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterglow.ingest.dates import clocks, sight
from afterglow.ledger import UNKNOWN
from tests.ingest.clinic import bring_in, ledger_of, told

WRITTEN = [
    # text, date when the day comes first, clock
    ("2024-01-31", "2024-01-31", None),
    ("2024/1/5", "2024-01-05", None),
    ("2024.01.05", "2024-01-05", None),
    ("20240131", "2024-01-31", None),
    ("2024-01-31 09:30", "2024-01-31", 570),
    ("2024-01-31T09:30:15", "2024-01-31", 570),
    ("2024-01-31T09:30:15.250Z", "2024-01-31", 570),
    ("2024-01-31T09:30:15+02:00", "2024-01-31", 570),
    ("2024-01-31 09:30:15 -0500", "2024-01-31", 570),
    ("31/01/2024", "2024-01-31", None),
    ("31.01.2024 23:59", "2024-01-31", 1439),
    ("1-2-2024", "2024-02-01", None),
    ("5/6/2024 12:05 AM", "2024-06-05", 5),
    ("5/6/2024, 12:05 p.m.", "2024-06-05", 725),
    ("31 Jan 2024", "2024-01-31", None),
    ("31-JAN-2024", "2024-01-31", None),
    ("1st February 2024", "2024-02-01", None),
    ("Feb 3, 2024", "2024-02-03", None),
    ("September 3rd, 2024 08:00", "2024-09-03", 480),
    ("Sept 3 2024", "2024-09-03", None),
    ("45322", "2024-01-31", None),
    ("45322.75", "2024-01-31", 1080),
    ("29/02/2024", "2024-02-29", None),
]
NO_DATES = [
    "2024-02-30", "29/02/2023", "2024-13-01", "31/04/2024", "00/01/2024", "2024-01-31 25:00",
    "2024-01-31 10:61",
    "1/2/2024 13:00 PM", "31 Foo 2024", "3/4/24", "hello", "12", "19999", "60001", "2024-01", "01/2024",
    "2024-01/31",
    "2024-01-31 10", "31/01/2024x", "١٢/٠١/٢٠٢٤",
]  # fmt: skip


@pytest.mark.parametrize(("text", "day", "clock"), WRITTEN)
def test_a_written_date_is_read(text, day, clock):
    seen = sight(pa.array([text], pa.large_string()))
    found = seen.days(day_first=True, epoch="1900")[0]
    assert date.fromordinal(date(1970, 1, 1).toordinal() + int(found)) == date.fromisoformat(day)
    assert seen.clock[0] == (UNKNOWN if clock is None else clock)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_stays_none(text):
    assert sight(pa.array([text], pa.large_string())).days(day_first=True, epoch="1900")[0] == UNKNOWN


@given(day=st.dates(date(1900, 3, 1), date(2099, 12, 31)))
@settings(max_examples=100, deadline=None)
def test_each_way_of_writing_gives_the_same_day(day):
    texts = [f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}", f"{day:%d %b %Y}", f"{day:%B %d, %Y}", f"{day:%Y%m%d}"]
    serial = (day - date(1899, 12, 30)).days
    found = (
        sight(pa.array([*texts, str(serial)], pa.large_string())).days(day_first=True, epoch="1900").tolist()
    )
    assert set(found[:5]) == {(day - date(1970, 1, 1)).days}
    assert found[5] == (found[0] if 20000 <= serial <= 60000 else UNKNOWN)


def test_times_of_day():
    texts = ["09:30", "9:30 pm", "23:59:59", "24:00", "12:60", "noon", ""]
    assert clocks(pa.array(texts, pa.large_string())).tolist() == [570, 1290, 1439, -1, -1, UNKNOWN, UNKNOWN]


def dated(*dates: str, **answers: Any):
    return bring_in([{"patient_id": "P1", "date": text} for text in dates], **answers)


def test_one_deciding_date_decides_the_column():
    assert ledger_of(dated("03/02/2025", "05/02/2025", "13/02/2025")).sessions.day.tolist() == [0, 2, 10]
    assert ledger_of(dated("02/03/2025", "02/05/2025", "02/13/2025")).sessions.day.tolist() == [0, 2, 10]


def test_nothing_decides_so_it_is_asked():
    found = dated("03/02/2025", "05/02/2025")
    assert found.ledger is None
    assert [(q.key, q.option) for q in found.questions] == [("date_order", "--date-order")]
    assert ledger_of(dated("03/02/2025", "05/02/2025", date_order="dmy")).sessions.day.tolist() == [0, 2]
    assert ledger_of(dated("03/02/2025", "05/02/2025", date_order="mdy")).sessions.day.tolist() == [0, 61]


def test_where_both_orders_are_one_day_there_is_nothing_to_ask():
    assert ledger_of(dated("01/01/2025", "02/02/2025")).sessions.day.tolist() == [0, 32]


def test_an_answer_never_overrides_dates_that_decide():
    assert ledger_of(dated("03/02/2025", "13/02/2025", date_order="mdy")).sessions.day.tolist() == [0, 10]


def test_both_orders_in_one_column_are_refused_with_their_lines():
    found = dated("13/02/2025", "14/02/2025", "02/15/2025", "03/03/2025", date_order="dmy")
    assert found.ledger is None
    assert told(found, "stop") == [("dates_both_orders", 4)]
    assert found.problems[0].column == "date"


def test_the_day_between_year_and_month_is_refused():
    assert told(dated("2025-03-02", "2025-13-02"), "stop") == [("dates_year_day_month", 3)]
    # Where other dates can only be year, month, day it is a slip.
    assert told(dated("2025-03-20", "2025-13-02")) == [("date_impossible", 3)]


def test_a_column_written_by_two_hands_is_asked_about():
    """A spreadsheet in month-first country turns 04/03/2025 round and leaves 13/02/2025 alone."""
    mixed = ("13/02/2025", "04/03/2025", "3/5/2025")
    assert [q.key for q in dated(*mixed).questions] == ["date_order"]
    assert ledger_of(dated(*mixed, date_order="dmy")).sessions.day.tolist() == [0, 19, 79]


def test_iso_dates_among_others_are_read_and_pointed_out():
    found = dated("13/02/2025", "14/02/2025", "2025-02-20")
    assert ledger_of(found).sessions.day.tolist() == [0, 1, 7]
    assert told(found) == [("dates_mixed", 4)]


def test_spreadsheet_day_numbers_are_asked_about():
    found = dated("45322", "45324")
    assert [(q.key, q.option) for q in found.questions] == [("excel_epoch", "--excel-epoch")]
    late, early = (
        ledger_of(dated("45322", "45324", excel_epoch=e, today=date(2030, 1, 1))) for e in ("1904", "1900")
    )
    assert (early.cutoff_month, late.cutoff_month) == ("2024-02", "2028-02")


def test_each_bad_date_is_dropped_at_its_line():
    good = [f"2025-02-{day:02d}" for day in range(1, 9)]
    found = dated(*good, "soon", "1/2/25", "2025-02-30", "2031-01-01", "1999-12-31", "", "NA")
    assert told(found, "drop") == [
        ("date_unreadable", 10), ("two_digit_year", 11), ("date_impossible", 12), ("date_future", 13),
        ("date_too_early", 14), ("no_date", 15), ("no_date", 16),
    ]  # fmt: skip
    account = found.accounting.files[0]
    assert (account.rows, account.kept, sum(count for _, count in account.dropped)) == (15, 8, 7)


def test_a_column_that_is_mostly_no_dates_stops():
    assert ("dates_unreadable", None) in told(dated("IV", "IM", "2025-02-01"), "stop")
    assert ("dates_unreadable", None) in told(dated("1/2/25", "13/2/25", "2/2/25"), "stop")


def test_the_order_of_each_column_is_its_own():
    session = [{"patient_id": "P1", "date": text} for text in ("03/02/2025", "13/02/2025")]
    score = [
        {"patient_id": "P1", "date": text, "instrument": "phq9", "total": 9}
        for text in ("02/14/2025", "02/03/2025")
    ]
    assert ledger_of(bring_in(session, score)).scores.day.tolist() == [0, 11]
