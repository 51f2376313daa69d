"""The patients file: what is known of a person apart from sessions and scores."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from afterglow.definitions.plausible import AGE_BAND_STARTS, AGE_YEARS, OLDEST_AGE
from afterglow.ingest.cells import Words
from afterglow.ingest.limits import Limits as Sizes
from afterglow.ingest.moments import DateAnswers, read_dates
from afterglow.ingest.numbers import Decimal
from afterglow.ingest.pile import Part, Pile, join_categories, join_piles
from afterglow.ingest.sheet import Sheet
from afterglow.ingest.values import category_of, outside, read_numbers
from afterglow.ledger import UNKNOWN, Category, Ints

NUMBERS = ("followup_day", "last_contact_day", "age")
TIMES = {"patient_id", "last_contact", "last_contact_day", "followup_day", "start_quarter", "age"}
QUARTER = re.compile(
    r"(?:(?P<y>(?:19|20)\d{2})\W*Q(?P<q>[1-4]))|(?:Q(?P<q2>[1-4])\W*(?P<y2>(?:19|20)\d{2}))", re.I
)
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class PatientRows:
    """Every row of a patients file or several; `pile.kept` says which count. UNKNOWN is a missing day."""

    pile: Pile
    followup_day: Ints
    last_contact_day: Ints
    last_contact: Ints
    start_quarter: Ints
    categories: Mapping[str, Category]


def join_patients(files: Sequence[PatientRows]) -> PatientRows:
    """The rows of several files, one below the other."""
    return PatientRows(
        pile=join_piles([rows.pile for rows in files]),
        followup_day=np.concatenate([rows.followup_day for rows in files]),
        last_contact_day=np.concatenate([rows.last_contact_day for rows in files]),
        last_contact=np.concatenate([rows.last_contact for rows in files]),
        start_quarter=np.concatenate([rows.start_quarter for rows in files]),
        categories=join_categories([(len(rows.pile), dict(rows.categories)) for rows in files]),
    )


def read_patients(
    sheet: Sheet,
    ids: Words,
    answers: DateAnswers,
    *,
    decimal: Decimal,
    sizes: Sizes,
    extra: Mapping[str, Words],
) -> PatientRows:
    """Read a patients file; `extra` are the columns without a known name that may be categories."""
    last_contact = np.full(len(sheet), UNKNOWN, np.int64)
    if "last_contact" in sheet:
        last_contact, _, _ = read_dates(sheet, "last_contact", answers, limits=sizes, drops=False)
    columns = {name: sheet.words(name) for name in sheet.fields if name not in TIMES}
    categories = {name: _category(sheet, name, words, sizes) for name, words in {**columns, **extra}.items()}
    if "age" in sheet and "age_band" not in columns:
        categories["age_band"] = _age_bands(sheet, decimal)
    return PatientRows(
        pile=Pile((Part(sheet, ids),)),
        followup_day=_days(sheet, "followup_day", decimal),
        last_contact_day=_days(sheet, "last_contact_day", decimal),
        last_contact=last_contact,
        start_quarter=_quarters(sheet),
        categories={name: column for name, column in categories.items() if column is not None},
    )


def _category(sheet: Sheet, name: str, words: Words, sizes: Sizes) -> Category | None:
    found = category_of(words, sizes, oldest_together if name == "age_band" else lambda text: text)
    if found is None and name in sheet:
        sheet.findings.add("not_a_category", column=sheet.label(name), limit=sizes.category_values)
    return found


def oldest_together(text: str) -> str:
    """An age band whose every number is over the oldest age told apart becomes 90+."""
    ages = [int(number) for number in NUMBER.findall(text)]
    return f"{OLDEST_AGE + 1}+" if ages and min(ages) > OLDEST_AGE else text


def _age_bands(sheet: Sheet, decimal: Decimal) -> Category:
    """Ages in years become bands; over 89 is one band."""
    ages = read_numbers(sheet, "age", decimal, "value_not_a_number").values
    wrong = outside(ages, AGE_YEARS.low, AGE_YEARS.high)
    words = {"low": f"{AGE_YEARS.low:g}", "high": f"{AGE_YEARS.high:g}", "unit": AGE_YEARS.unit}
    sheet.note("value_implausible", wrong, sheet.label("age"), **words)
    starts = AGE_BAND_STARTS
    labels = [f"under {starts[0]}"]
    labels += [f"{low}–{high - 1}" for low, high in pairwise(starts)]
    band = np.searchsorted(starts, ages, side="right")
    return Category((*labels, f"{starts[-1]}+"), np.where(np.isnan(ages) | wrong, -1, band))


def _days(sheet: Sheet, name: str, decimal: Decimal) -> Ints:
    if name not in sheet:
        return np.full(len(sheet), UNKNOWN, np.int64)
    values = read_numbers(sheet, name, decimal, "value_not_a_number").values
    wrong = (values < 0) | (values != np.floor(values)) & ~np.isnan(values)
    sheet.note("day_not_usable", wrong, sheet.label(name))
    return np.where(np.isnan(values) | wrong, UNKNOWN, values).astype(np.int64)


def _quarters(sheet: Sheet) -> Ints:
    """Year * 4 + (quarter - 1) from `2024Q1`, `2024-Q1` or `Q1 2024`."""
    if "start_quarter" not in sheet:
        return np.full(len(sheet), UNKNOWN, np.int64)
    words = sheet.words("start_quarter")
    found = np.array([_quarter(text) for text in words.texts()], np.int64)
    wrong = (found == UNKNOWN) & ~words.blank()
    sheet.note("quarter_unreadable", wrong[words.codes], sheet.label("start_quarter"))
    return found[words.codes]


def _quarter(text: str) -> int:
    match = QUARTER.fullmatch(text)
    if match is None:
        return UNKNOWN
    return int(match["y"] or match["y2"]) * 4 + int(match["q"] or match["q2"]) - 1
