"""Dates as clinics write them, a whole column at once.

Each distinct value is matched against a few ways of writing; none is guessed. Which of two numbers is the day
is decided per column by the values that allow only one reading, and asked when there are none.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from afterglow.definitions.plausible import EXCEL_SERIALS
from afterglow.ingest.arrow import pc
from afterglow.ledger import UNKNOWN, Bools, Ints

_HOUR = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
_TIME = rf"(?:[T ,]+{_HOUR}\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d{{2}}(?::?\d{{2}})?)?)?"
_NAMED = r"(?P<mon>[A-Za-z]{3,9})"
_ORDINAL = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
WAYS: Mapping[str, str] = {
    "iso": rf"^(?P<y>\d{{4}})(?P<s>[-/.])(?P<m>\d{{1,2}})(?P<t>[-/.])(?P<d>\d{{1,2}}){_TIME}$",
    "parts": rf"^(?P<a>\d{{1,2}})(?P<s>[-/.])(?P<b>\d{{1,2}})(?P<t>[-/.])(?P<y>\d{{4}}){_TIME}$",
    "short_year": rf"^(?P<a>\d{{1,2}})(?P<s>[-/.])(?P<b>\d{{1,2}})(?P<t>[-/.])(?P<y>\d{{2}}){_TIME}$",
    "day_month": rf"^{_ORDINAL}[-/ .]*{_NAMED}[-/ .,]*(?P<y>\d{{4}}){_TIME}$",
    "month_day": rf"^{_NAMED}[-/ .]*{_ORDINAL}[-/ ,]+(?P<y>\d{{4}}){_TIME}$",
    "compact": r"^(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})$",
    "serial": r"^(?P<n>\d{5})(?P<f>\.\d+)?$",
}
CLOCK = rf"^{_HOUR}$"
EPOCHS: Mapping[str, int] = {"1900": -25569, "1904": -24107}
"""Day 0 of the two spreadsheet calendars, in days since 1970-01-01 (the first holds from March 1900 on)."""
MINUTES = 24 * 60
MONTHS: Mapping[str, int] = {
    **{name.casefold(): at for at, name in enumerate(calendar.month_name) if name},
    **{name.casefold(): at for at, name in enumerate(calendar.month_abbr) if name},
    "sept": 9,
}


@dataclass(frozen=True, slots=True)
class Sighted:
    """The distinct values of a column, each taken apart; arrays of one entry a value, -1 where there is none.

    way : key of `WAYS`; empty where none fits. Of `parts`, `first` and `second` are day and month in either
    order; of the other ways `month` and `day` are known. `serial` counts days of a spreadsheet's calendar.
    zone : `utc`, `offset` or empty. clock : minutes after midnight; UNKNOWN without one, -1 impossible.
    """

    way: NDArray[np.str_]
    year: Ints
    first: Ints
    second: Ints
    month: Ints
    day: Ints
    serial: Ints
    clock: Ints
    zone: NDArray[np.str_]

    def has(self, way: str) -> Bools:
        return self.way == way

    @property
    def day_first_only(self) -> Bools:
        return self.has("parts") & (self.first > 12) & (self.second <= 12)

    @property
    def month_first_only(self) -> Bools:
        return self.has("parts") & (self.second > 12) & (self.first <= 12)

    @property
    def year_day_month(self) -> Bools:
        """Year first, and the second part can only be the day."""
        return self.has("iso") & (self.month > 12) & (self.day <= 12)

    @property
    def either(self) -> Bools:
        """Two orders, two different dates."""
        return self.has("parts") & (self.first <= 12) & (self.second <= 12) & (self.first != self.second)

    def days(self, *, day_first: bool, epoch: str) -> Ints:
        """Days since 1970-01-01; UNKNOWN for a value that is no date of the calendar."""
        parts = self.has("parts")
        month = np.where(parts, self.second if day_first else self.first, self.month)
        day = np.where(parts, self.first if day_first else self.second, self.day)
        found = civil_days(self.year, month, day)
        found = np.where(self.has("serial"), self.serial + EPOCHS[epoch], found)
        return np.where((self.way == "") | self.has("short_year") | (self.clock == -1), UNKNOWN, found)


def civil_days(year: Ints, month: Ints, day: Ints) -> Ints:
    """Days since 1970-01-01 of each date; UNKNOWN where the calendar has no such day."""
    sound = (year > 0) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(sound, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    dates = months.astype("datetime64[D]") + np.where(sound, day - 1, 0)
    sound &= dates.astype("datetime64[M]") == months
    return np.where(sound, dates.astype(np.int64), UNKNOWN)


def sight(values: pa.Array) -> Sighted:
    """Take each value apart by the first way of writing that fits it."""
    size = len(values)
    numbers = {name: np.full(size, -1, np.int64) for name in ("y", "a", "b", "m", "d", "n")}
    clock, way, zone = np.full(size, UNKNOWN, np.int64), np.full(size, "", "U10"), np.full(size, "", "U6")
    rest = np.arange(size)
    for name, pattern in WAYS.items():
        parts = pc.extract_regex(values.take(pa.array(rest)), pattern)
        fits = parts.is_valid().to_numpy(zero_copy_only=False)
        at, group = rest[fits], _groups(parts.drop_null())
        fits[fits] = sound = _same_separators(group) & _in_range(name, group)
        for key in numbers.keys() & group.keys():
            numbers[key][at[sound]] = _integers(group[key])[sound]
        if "mon" in group:
            numbers["m"][at[sound]] = _month_numbers(group["mon"])[sound]
        clock[at[sound]] = (_fraction(group["f"]) if "f" in group else _clock(group))[sound]
        zone[at[sound]] = _zone(group)[sound]
        way[at[sound]] = name
        rest = rest[~fits]
    return Sighted(
        way=way,
        year=numbers["y"],
        first=numbers["a"],
        second=numbers["b"],
        month=numbers["m"],
        day=numbers["d"],
        serial=numbers["n"],
        clock=clock,
        zone=zone,
    )


def clocks(values: pa.Array) -> Ints:
    """Minutes after midnight of times of day; UNKNOWN where the text is none, -1 where it is impossible."""
    parts = pc.extract_regex(values, CLOCK)
    fits = parts.is_valid().to_numpy(zero_copy_only=False)
    found = np.full(len(values), UNKNOWN, np.int64)
    found[fits] = _clock(_groups(parts.drop_null()))
    return found


def _groups(parts: pa.StructArray) -> dict[str, pa.Array]:
    names = [parts.type.field(at).name for at in range(parts.type.num_fields)]
    return {name: pc.struct_field(parts, name) for name in names}


def _integers(texts: pa.Array) -> Ints:
    """Digits as whole numbers; -1 for a part that is not there."""
    return pc.if_else(pc.equal(texts, ""), "-1", texts).cast(pa.int64()).to_numpy(zero_copy_only=False)


def _same_separators(group: Mapping[str, pa.Array]) -> Bools:
    if "s" in group:
        return pc.equal(group["s"], group["t"]).to_numpy(zero_copy_only=False)
    return np.ones(len(next(iter(group.values()))), bool)


def _in_range(way: str, group: Mapping[str, pa.Array]) -> Bools:
    if way != "serial":
        return np.ones(len(group["y"]), bool)
    serial = _integers(group["n"])
    return (serial >= EXCEL_SERIALS.low) & (serial <= EXCEL_SERIALS.high)


def _month_numbers(texts: pa.Array) -> Ints:
    return np.array([MONTHS.get(text.casefold(), -1) for text in texts.to_pylist()], np.int64)


def _fraction(texts: pa.Array) -> Ints:
    """The part of a spreadsheet date behind the point, as minutes; whole dates have no time of day."""
    share = pc.if_else(pc.equal(texts, ""), "0", texts).cast(pa.float64())
    minutes = np.floor(share.to_numpy(zero_copy_only=False) * MINUTES + 0.5).astype(np.int64)
    return np.where(minutes == 0, UNKNOWN, np.minimum(minutes, MINUTES - 1))


def _clock(group: Mapping[str, pa.Array]) -> Ints:
    if "H" not in group:
        return np.full(len(next(iter(group.values()))), UNKNOWN, np.int64)
    hour, minute, second = (_integers(group[name]) for name in ("H", "M", "S"))
    half = pc.utf8_lower(pc.utf8_slice_codeunits(group["half"], 0, 1)).to_numpy(zero_copy_only=False)
    twelve = half != ""
    sound = (minute < 60) & (second < 60) & np.where(twelve, (hour >= 1) & (hour <= 12), hour < 24)
    hour = np.where(twelve, hour % 12 + 12 * (half == "p"), hour)
    return np.where(hour == -1, UNKNOWN, np.where(sound, hour * 60 + minute, -1))


def _zone(group: Mapping[str, pa.Array]) -> NDArray[np.str_]:
    if "zone" not in group:
        return np.full(len(next(iter(group.values()))), "", "U6")
    texts = pc.utf8_upper(group["zone"])
    utc = pc.is_in(texts, pa.array(["Z", "UTC", "GMT", "+00:00", "+0000", "+00", "-00:00"]))
    found = pc.if_else(utc, "utc", pc.if_else(pc.equal(texts, ""), "", "offset"))
    return found.to_numpy(zero_copy_only=False).astype("U6")
