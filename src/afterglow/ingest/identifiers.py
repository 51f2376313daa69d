"""Columns that say who somebody is, told by their header's words or by what their values look like.

Header words count whole, so that a drug's or a site's name is nobody's. A value pattern with a check digit is
checked. What is found is refused by column and line; the value itself is never repeated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import resources

import numpy as np

from afterglow.definitions.plausible import EARLIEST_DATE
from afterglow.ingest.cells import Words
from afterglow.ingest.dates import Sighted, sight
from afterglow.ledger import UNKNOWN

HEADERS: dict[str, tuple[str, ...]] = {
    "names": (
        "name", "names", "surname", "firstname", "lastname", "fullname", "forename", "nickname",
        "patientname",
        "clientname", "next of kin", "emergency contact", "guardian", "username", "login", "initials",
        "patient initials", "vorname", "nachname", "nombre", "apellido", "prenom", "nom de famille",
    ),
    "e-mail addresses": ("email", "e mail", "emails", "mail address", "email address"),
    "phone numbers": (
        "phone", "telephone", "mobile", "cell", "cellphone", "phone number", "fax", "tel", "mobile number",
        "contact number", "telefon", "handy",
    ),
    "network addresses": ("ip", "ip address", "ipaddress", "mac address", "device id"),
    "street addresses": (
        "address", "street", "addr", "home address", "address line", "mailing address", "residence",
        "adresse",
        "strasse", "house number", "city", "town", "village", "latitude", "longitude", "gps",
    ),
    "postal codes": ("zip", "zipcode", "zip code", "postcode", "post code", "postal code", "postalcode",
    "plz"),
    "social security or national health numbers": (
        "ssn", "social security", "ss number", "nhs number", "nhs no", "nhs", "national id",
        "national insurance",
        "nino", "health card", "medicare number", "medicare id", "mbi", "medicaid number", "medicaid id",
        "passport",
        "drivers license", "driver license", "driving licence", "tax id", "chi number", "ihi",
    ),
    "record or insurance numbers": (
        "mrn", "medical record", "medical record number", "record number", "chart number", "chart no",
        "chart id",
        "hospital number", "account number", "policy number", "insurance number", "insurance id",
        "insurance no",
        "member id", "member number", "subscriber id", "claim number", "encounter number", "ehr id",
        "epic id", "nhi",
    ),
    "birth dates": (
        "dob", "date of birth", "birth date", "birthdate", "birthday", "birth day", "born", "year of birth",
        "birth year", "d o b", "geburtsdatum",
    ),
    "web addresses": ("url", "website", "homepage", "web address", "profile link", "link"),
    "photographs": ("photo", "photograph", "picture", "avatar", "headshot", "selfie", "signature",
    "fingerprint"),
}  # fmt: skip
"""Kind of identifier -> phrases of whole words that give it away in a header."""

PEOPLE = {
    "patient", "client", "participant", "subject", "member", "person", "mother", "father", "parent",
    "spouse", "partner",
    "caregiver", "guardian", "contact", "insured", "subscriber", "first", "last", "full", "middle", "given",
    "family",
    "maiden", "preferred", "legal", "user", "provider", "clinician", "doctor", "physician", "therapist",
    "nurse",
    "prescriber", "staff", "employee", "psychiatrist", "referrer", "s",
}  # fmt: skip
"""Words before "name" that make it a person's; after any other ("drug name", "site name") it is not."""
FREE_TEXT = {
    "note", "notes", "comment", "comments", "remark", "remarks", "narrative", "description", "freetext",
    "details",
    "explain", "explanation", "observations", "message", "text", "other_specify", "specify", "feedback",
}  # fmt: skip

FIRST_NAMES = frozenset(
    resources.files("afterglow.ingest").joinpath("first_names.csv").read_text("utf-8").split()[1:]
)
"""Common given names, to tell a column of people's names from one of diagnoses or sites."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W_\d]+")
EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[A-Za-z]{2,}")
URL = re.compile(r"(?:https?://|ftp://|www\.)\S+", re.IGNORECASE)
IPV4 = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})")
IPV6 = re.compile(
    r"(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}|(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6}"
)
PHONES = (
    re.compile(
        r"(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?: ?(?:x|ext\.?) ?\d{1,5})?"
    ),
    re.compile(r"\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}"),
    re.compile(r"\(?0\d{2,5}\)?[ /-]\d{3,8}(?:[ -]\d{2,4})?(?:[ -]\d{2,4})?"),
)
SSN = re.compile(r"(?!000|666|9)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}")
NHS = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}")
SIN = re.compile(r"\d{3}[ -]\d{3}[ -]\d{3}")
MBI = re.compile(
    r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}"
)
NINO = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]")
NIR = re.compile(r"[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3} ?\d{2}")
POSTAL = (
    re.compile(r"\d{5}-\d{4}"),
    re.compile(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"),
    re.compile(r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d"),
)
STREET = re.compile(
    r"\d{1,5}[A-Za-z]?,? (?:[\w.'-]+ ){1,4}(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd"
    r"|court|ct|way|place|pl|square|sq|terrace|close|crescent|highway|hwy)\b\.?.*"
    r"|(?:[\w.-]+ ?)?(?:straße|strasse|str\.|weg|platz|allee) \d{1,4}[a-z]?.*"
    r"|\d{1,4},? (?:rue|avenue|boulevard) .+",
    re.IGNORECASE,
)
NAME = re.compile(r"([^\W\d_][\w'’.-]*),? ([^\W\d_][\w'’.-]*)(?:,? [^\W\d_][\w'’.-]*)?")


@dataclass(frozen=True, slots=True)
class Found:
    """An identifying column: what it holds, and which distinct values gave it away (empty: its header)."""

    kind: str
    values: np.ndarray


def by_header(header: str) -> str | None:
    """Kind of identifier a header names, or None."""
    words = words_in(header)
    for kind, phrases in HEADERS.items():
        if any(_holds(words, phrase.split()) for phrase in phrases):
            return kind
    return None


def words_in(header: str) -> list[str]:
    """The header's words, lower case and without accents; `patientName` has two."""
    plain = unicodedata.normalize("NFKD", header)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return [word.casefold() for word in _WORD.findall(plain)]


def _holds(words: list[str], phrase: list[str]) -> bool:
    starts = (at for at in range(len(words) - len(phrase) + 1) if words[at : at + len(phrase)] == phrase)
    if phrase in (["name"], ["names"]):
        return any(_persons(words, at) for at in starts)
    if len(phrase) == 1 and phrase[0] in ALONE:
        return words == phrase
    return any(True for _ in starts)


ALONE = {"cell", "link", "handy", "nhs", "city", "town", "village", "ip", "born", "signature", "guardian",
"residence",
         "login", "mobile", "initials", "street", "fax", "tel", "passport"}  # fmt: skip
"""Words with another meaning in company."""


def _persons(words: list[str], at: int) -> bool:
    """Whether the "name" at this place is a person's: alone, or after a word for one."""
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    return before in PEOPLE or (not before and after in {"", "first", "last", "full"})


def free_text_header(header: str) -> bool:
    return not FREE_TEXT.isdisjoint(words_in(header))


def kind_of_value(text: str) -> str | None:
    """Kind of identifier a whole value looks like, or None."""
    return next((kind for kind, looks in VALUES if looks(text)), None)


def _matches(*patterns: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: any(pattern.fullmatch(text) for pattern in patterns)


def _is_ip(text: str) -> bool:
    match = IPV4.fullmatch(text)
    return bool(IPV6.fullmatch(text)) if match is None else all(int(part) < 256 for part in match.groups())


def _digits(text: str) -> list[int]:
    return [int(character) for character in text if character in "0123456789"]


def is_nhs_number(text: str) -> bool:
    """Ten digits, the last of which is the modulus-11 check digit."""
    if NHS.fullmatch(text) is None:
        return False
    digits = _digits(text)
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(set(digits)) > 1 and (0 if check == 11 else check) == digits[9]


def passes_luhn(digits: list[int]) -> bool:
    doubled = [digit * 2 - 9 * (digit > 4) if at % 2 else digit for at, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _is_national(text: str) -> bool:
    if SSN.fullmatch(text) or MBI.fullmatch(text) or NINO.fullmatch(text):
        return True
    if SIN.fullmatch(text):
        return passes_luhn(_digits(text))
    if NIR.fullmatch(text):
        number = int("".join(map(str, _digits(text))))
        return 97 - number // 100 % 97 == number % 100
    return is_nhs_number(text)


def _is_name(text: str) -> bool:
    match = NAME.fullmatch(text)
    if match is None or not all(word[0].isupper() for word in text.replace(",", " ").split()):
        return False
    return any(part.casefold() in FIRST_NAMES for part in match.groups())


VALUES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("e-mail addresses", _matches(EMAIL)),
    ("web addresses", _matches(URL)),
    ("network addresses", _is_ip),
    ("social security or national health numbers", _is_national),
    ("phone numbers", _matches(*PHONES)),
    ("postal codes", _matches(*POSTAL)),
    ("street addresses", _matches(STREET)),
    ("names", _is_name),
)
SAMPLE = 2000
"""Most distinct values of a column looked at."""
INSIDE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail addresses", EMAIL),
    ("web addresses", URL),
    ("social security or national health numbers", SSN),
    ("phone numbers", PHONES[0]),
)
"""What no value kept as written may hold, not even among other words."""
SHARE = 0.5
SHARE_CHECKED = 0.9
"""Ten digits pass the check by chance one time in eleven; nearly all must."""


def by_values(words: Words) -> Found | None:
    """What the values of a column are, when most of the distinct ones look alike."""
    sample = words.sample(SAMPLE)
    texts = [text for text, blank in zip(sample.texts(), sample.blank(), strict=True) if not blank]
    # A value may look like several things (a phone number may pass for a health number by chance).
    seen = {kind: [text for text in texts if looks(text)] for kind, looks in VALUES}
    for kind, values in sorted(seen.items(), key=lambda item: -len(item[1])):
        plain = all(text.isdigit() for text in values)
        share = SHARE_CHECKED if plain else SHARE
        if values and len(values) > share * len(texts) and (not plain or len(values) > 2):
            return Found(kind, _positions(sample, set(values)))
    return None


def by_parts(words: Words) -> Found | None:
    """What single values of a column hold that would be kept as written."""
    texts = words.texts()
    for kind, pattern in INSIDE:
        values = {text for text in texts if pattern.search(text)}
        if values:
            return Found(kind, _positions(words, values))
    return None


def _positions(words: Words, wanted: set[str]) -> np.ndarray:
    return np.flatnonzero([text in wanted for text in words.texts()])


def date_kind(words: Words) -> str | None:
    """`birth dates` or `dates` when the values are mostly dates, else None."""
    words = words.sample(SAMPLE)
    blank = words.blank()
    seen = sight(words.values)
    dated = (seen.way != "") & ~blank & ~_only_number(seen)
    if not dated.any() or dated.sum() < SHARE * (~blank).sum():
        return None
    day = np.where(seen.has("short_year"), UNKNOWN, seen.days(day_first=True, epoch="1900"))
    other = seen.days(day_first=False, epoch="1900")
    day = np.where(day == UNKNOWN, other, day)[dated]
    day = day[day != UNKNOWN]
    earliest = (EARLIEST_DATE - type(EARLIEST_DATE)(1970, 1, 1)).days
    return "birth dates" if len(day) and np.mean(day < earliest) >= SHARE else "dates"


def _only_number(seen: Sighted) -> np.ndarray:
    """Five digits alone are an Excel date at best, and a number more often."""
    return seen.has("serial")


def listed(lines: Iterable[int], shown: int = 5) -> str:
    """Lines in words: the first few and how many more."""
    every = [int(line) for line in lines]
    first = ", ".join(str(line) for line in every[:shown])
    more = len(every) - shown
    return f"line{'s' if len(every) > 1 else ''} {first}" + (f" and {more:,} more" if more > 0 else "")
