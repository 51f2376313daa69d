"""How numbers read, on charts and in sentences: counts, percent, ranges, days."""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence

from afterglow.results import Estimate, Proportion

NARROW = "\N{NARROW NO-BREAK SPACE}"
DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"


def whole(value: float) -> int:
    """Nearest whole number, halves away from zero (1e-9 forgives how a share was stored)."""
    return int(math.copysign(math.floor(abs(value) + 0.5 + 1e-9), value))


def count(number: float) -> str:
    """A whole number; thousands set apart from 10 000 on."""
    rounded = whole(number)
    text = f"{abs(rounded):,}".replace(",", NARROW) if abs(rounded) >= 10_000 else str(abs(rounded))
    return MINUS + text if rounded < 0 else text


def plural(number: int, one: str, many: str) -> str:
    """Such as "1 person", "12 people"."""
    return f"{count(number)} {one if number == 1 else many}"


def people(number: int) -> str:
    return plural(number, "person", "people")


def were(number: int) -> str:
    return "was" if number == 1 else "were"


def of(successes: int, total: int) -> str:
    """Such as "43 of 79"."""
    return f"{count(successes)} of {count(total)}"


def percent(share: float) -> str:
    """Whole percent; "under 1 %" and "over 99 %" where rounding would say none or all."""
    if 0 < share < 0.01:
        return f"under 1{NARROW}%"
    if 0.995 <= share < 1:
        return f"over 99{NARROW}%"
    return f"{whole(100 * share)}{NARROW}%"


def percent_range(low: float, high: float) -> str:
    """Such as "43-65 %" with an en dash."""
    return f"{whole(100 * low)}{DASH}{whole(100 * high)}{NARROW}%"


def decimals(value: float, digits: int = 1) -> str:
    """Fixed decimals with a true minus sign; no minus on a rounded zero."""
    text = f"{abs(value):.{digits}f}"
    negative = value < 0 and float(text) != 0
    return MINUS + text if negative else text


def signed(value: float, digits: int = 0) -> str:
    """Whole numbers with their sign: "+6", "0" and a true minus."""
    text = decimals(value, digits)
    return text if value <= 0 or float(text) == 0 else "+" + text


def points(value: float) -> str:
    """Points on a scale: whole where they are whole, else one decimal, without a sign."""
    size = abs(value)
    return count(size) if float(size).is_integer() else decimals(size)


def number_range(low: str, high: str) -> str:
    """En dash between two written numbers, "to" where one of them has a sign."""
    joined = " to " if MINUS in low + high or "+" in low + high else DASH
    return f"{low}{joined}{high}"


def day_range(low: float, high: float) -> str:
    """Such as "13-14", or one day where both round to the same."""
    first, last = count(low), count(high)
    return first if first == last else f"{first}{DASH}{last}"


def days(value: float) -> str:
    """Such as "1 day", "49 days"."""
    return plural(whole(value), "day", "days")


def p_value(value: float) -> str:
    return "under 0.001" if value < 0.001 else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def listed(parts: Sequence[str]) -> str:
    """Such as "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def month(text: str) -> str:
    """Such as "2025-06" as "June 2025"."""
    year, number = text.split("-")[:2]
    return f"{calendar.month_name[int(number)]} {int(year)}"


def quarter(year: int, number: int) -> str:
    return f"{year} Q{number}"


def of_with_share(part: Proportion) -> str:
    """Such as "43 of 79 (54 %, 43-65 %)"; the counts alone where no percentage is quoted."""
    return of(part.successes, part.total) + in_brackets(part)


def in_brackets(part: Proportion) -> str:
    """Such as " (54 %, 43-65 %)" with a space before it, or nothing."""
    if part.share is None:
        return ""
    if part.low is None or part.high is None:
        return f" ({percent(part.share)})"
    return f" ({percent(part.share)}, {percent_range(part.low, part.high)})"


def estimate_range(estimate: Estimate, digits: int = 1) -> str:
    """Such as " (5.9-8.8)" with a space before it, or nothing."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f" ({number_range(decimals(estimate.low, digits), decimals(estimate.high, digits))})"


def plain(key: str) -> str:
    """A key as words: the last resort for one no table names."""
    return key.replace("_", " ")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentences(*parts: str) -> str:
    """Join what was said, leaving out what was not."""
    return " ".join(part for part in parts if part)
