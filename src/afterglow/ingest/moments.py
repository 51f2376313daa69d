"""When each row happened: its date, its clock, and what had to be asked to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pyarrow as pa

from afterglow.definitions.plausible import EARLIEST_DATE
from afterglow.ingest.arrow import pc
from afterglow.ingest.cells import Words
from afterglow.ingest.dates import Sighted, clocks, sight
from afterglow.ingest.limits import Limits
from afterglow.ingest.numbers import Decimal
from afterglow.ingest.problems import Question
from afterglow.ingest.sheet import Sheet
from afterglow.ingest.values import looks_like_code, numbers_of
from afterglow.ledger import UNKNOWN, Ints

DateOrder = Literal["dmy", "mdy"]
Epoch = Literal["1900", "1904"]

MIDNIGHT_SHARE = 0.02
LARGEST_DAY = 40_000
"""More than a lifetime of days."""
NEAR_DAYS = 100
"""A day number used for "no answer" stands alone: no other day comes this near."""


@dataclass(frozen=True, slots=True)
class Moments:
    """(rows,) each, UNKNOWN where not given.

    date : days since 1970-01-01. day : days from the first session, as the file counts. clock : minutes after
    midnight. zones : kinds of time zone the clocks are in: `utc`, `offset`, or empty for none said.
    """

    date: Ints
    day: Ints
    clock: Ints
    zones: frozenset[str]


@dataclass(frozen=True, slots=True)
class DateAnswers:
    """What the clinic said about its dates, and the day on which the file is read."""

    order: DateOrder | None
    epoch: Epoch | None
    today: date


def join_moments(files: Sequence[Moments]) -> Moments:
    """The moments of several files, one below the other."""
    return Moments(
        date=np.concatenate([moments.date for moments in files]),
        day=np.concatenate([moments.day for moments in files]),
        clock=np.concatenate([moments.clock for moments in files]),
        zones=frozenset().union(*(moments.zones for moments in files)),
    )


def ordinal(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def read_moments(sheet: Sheet, answers: DateAnswers, *, decimal: Decimal, limits: Limits) -> Moments:
    """Read date, day and time of every row; rows whose date cannot be read are dropped and listed."""
    unknown = np.full(len(sheet), UNKNOWN, np.int64)
    day = _read_day(sheet, decimal, limits) if "day" in sheet else unknown
    date_, clock, zones = unknown, unknown, frozenset()
    if "date" in sheet:
        date_, clock, zones = read_dates(sheet, "date", answers, limits=limits)
    if "time" in sheet:
        clock = np.where(clock == UNKNOWN, _read_clock(sheet), clock)
    sheet.note("no_date", sheet.kept & (date_ == UNKNOWN) & (day == UNKNOWN), _time_columns(sheet))
    return Moments(date_, day, clock, zones)


def _time_columns(sheet: Sheet) -> str:
    return " and ".join(sheet.label(name) for name in ("date", "day") if name in sheet)


def read_dates(
    sheet: Sheet, name: str, answers: DateAnswers, *, limits: Limits, drops: bool = True
) -> tuple[Ints, Ints, frozenset[str]]:
    """Dates and clocks of a column; with `drops` false a bad date is only left out."""
    words, label = sheet.words(name), sheet.label(name)
    seen, blank = sight(words.values), words.blank()
    prefix = "" if drops else "other_"
    unread = (seen.way == "") & ~blank
    short = seen.has("short_year")
    if sheet.too_many((unread | short)[words.codes], ~blank[words.codes], limits.unreadable_share):
        sheet.findings.add("dates_unreadable", column=label)
    sheet.note(prefix + "date_unreadable", unread[words.codes], label)
    sheet.note(prefix + "two_digit_year", short[words.codes], label)
    swapped = seen.year_day_month
    if swapped.any() and not (seen.has("iso") & (seen.day > 12)).any():
        sheet.findings.add("dates_year_day_month", sheet.lines[swapped[words.codes]], column=label)
    day_first = _order(sheet, words, seen, label=label, answer=answers.order)
    epoch = _epoch(sheet, seen, label, answers.epoch)
    days = seen.days(day_first=day_first, epoch=epoch)
    impossible = ~blank & (seen.way != "") & ~short & (days == UNKNOWN)
    sheet.note(prefix + "date_impossible", impossible[words.codes], label)
    future = days > ordinal(answers.today)
    early = (days != UNKNOWN) & (days < ordinal(EARLIEST_DATE))
    sheet.note(prefix + "date_future", future[words.codes], label)
    sheet.note(prefix + "date_too_early", early[words.codes], label)
    _note_mixture(sheet, words, seen, label)
    clock = np.where(seen.clock == -1, UNKNOWN, seen.clock)
    clock = _without_midnights(sheet, words, clock, label)
    timed = clock != UNKNOWN
    if "utc" in seen.zone:
        sheet.findings.add("times_in_utc", column=label)
    days = np.where(future | early, UNKNOWN, days)
    return days[words.codes], clock[words.codes], frozenset(seen.zone[timed].tolist())


def _without_midnights(sheet: Sheet, words: Words, clock: Ints, label: str) -> Ints:
    """Nobody treats or asks at 0:00 often: where that time is common, it stands for no time."""
    counts = words.counts()
    midnight = int(counts[clock == 0].sum())
    timed = int(counts[clock != UNKNOWN].sum())
    if midnight <= max(1, MIDNIGHT_SHARE * timed) and midnight < timed:
        return clock
    if midnight < timed:
        sheet.findings.add("midnights", column=label)
    return np.where(clock == 0, UNKNOWN, clock)


def _order(sheet: Sheet, words: Words, seen: Sighted, *, label: str, answer: DateOrder | None) -> bool:
    """Whether the day comes first; asks where the values allow both, refuses where they say both."""
    day_first, month_first = seen.day_first_only, seen.month_first_only
    if day_first.any() and month_first.any():
        by_rows = sorted((day_first[words.codes], month_first[words.codes]), key=lambda rows: int(rows.sum()))
        sheet.findings.add("dates_both_orders", sheet.lines[by_rows[0]], column=label)
        return True
    if seen.either.any() and (_written_by_two(words, seen) or not (day_first.any() or month_first.any())):
        if answer is None:
            sheet.findings.ask(order_question(sheet.table.name, label))
            return True
        if not (day_first.any() or month_first.any()):
            return answer == "dmy"
    return not month_first.any()


def order_question(file: str, label: str) -> Question:
    return Question(
        key="date_order",
        text=f"In {file}, {label}: is 03/04 the third of April or March the fourth?",
        option="--date-order",
        choices=(("dmy", "day first: 3 April"), ("mdy", "month first: March 4")),
    )


def _written_by_two(words: Words, seen: Sighted) -> bool:
    """Whether numbers below ten stand with and without a leading zero in the same place.

    That is the mark of a spreadsheet that took some dates for its own, turned them round and left the others.
    """
    values = pc.if_else(pa.array(seen.has("parts")), words.values, "")
    padded = (r"^0\d", r"^\d{1,2}[-/.]0\d")
    bare = (r"^\d[-/.]", r"^\d{1,2}[-/.]\d[-/.]")
    return any(
        _any(values, with_zero) and _any(values, without)
        for with_zero, without in zip(padded, bare, strict=True)
    )


def _any(values: object, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(values, pattern)).as_py())


def _epoch(sheet: Sheet, seen: Sighted, label: str, answer: Epoch | None) -> Epoch:
    if seen.has("serial").any() and answer is None:
        sheet.findings.ask(
            Question(
                key="excel_epoch",
                text=f"In {sheet.table.name}, {label} holds spreadsheet day numbers. By which calendar?",
                option="--excel-epoch",
                choices=(
                    ("1900", "1900 (Excel on Windows, and nearly always)"),
                    ("1904", "1904 (old Excel on a Mac)"),
                ),
            )
        )
    return answer or "1900"


def _note_mixture(sheet: Sheet, words: Words, seen: Sighted, label: str) -> None:
    """Several ways of writing in one column: point at those the fewest rows use."""
    ways, of_row = np.unique(seen.way[words.codes], return_inverse=True)
    counts = np.where(np.isin(ways, ["", "short_year"]), 0, np.bincount(of_row, minlength=len(ways)))
    if np.count_nonzero(counts) > 1:
        rare = (counts > 0) & (np.arange(len(counts)) != np.argmax(counts))
        sheet.note("dates_mixed", rare[of_row], label)


def _read_clock(sheet: Sheet) -> Ints:
    words = sheet.words("time")
    found = clocks(words.values)
    wrong = (found < 0) & ~words.blank()
    sheet.note("time_unreadable", wrong[words.codes], sheet.label("time"))
    return np.where(found < 0, UNKNOWN, found)[words.codes]


def _read_day(sheet: Sheet, decimal: Decimal, limits: Limits) -> Ints:
    label = sheet.label("day")
    numbers = numbers_of(sheet, sheet.words("day"), label, decimal=decimal, code="day_unreadable")
    values = numbers.values
    if sheet.too_many(np.isnan(values) & numbers.given, numbers.given, limits.unreadable_share):
        sheet.findings.add("numbers_unreadable", column=label)
    wrong = (values != np.floor(values)) & ~np.isnan(values) | (np.abs(values) > LARGEST_DAY)
    sheet.note("day_not_whole", wrong, label)
    coded = looks_like_code(values) & (values > 0)
    others = values[~coded & ~wrong & ~np.isnan(values)]
    coded &= values > (others.max(initial=0) + NEAR_DAYS)
    sheet.note("day_sentinel", coded, label)
    return np.where(np.isnan(values) | wrong | coded, UNKNOWN, values).astype(np.int64)
