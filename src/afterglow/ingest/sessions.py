"""The sessions file: one row a treatment session, each value checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from afterglow.definitions.plausible import DOSE_AGREES_SHARE, MCG_PER_MG, MEASURES, SESSION_NUMBER, Limits
from afterglow.definitions.vocabulary import (
    find_dose_unit,
    find_drug,
    find_phase,
    find_route,
    find_setting,
    find_yes_no,
)
from afterglow.ingest.cells import Words
from afterglow.ingest.limits import Limits as Sizes
from afterglow.ingest.moments import Moments, join_moments
from afterglow.ingest.numbers import Decimal, parse_numbers
from afterglow.ingest.pile import Part, Pile, join_categories, join_measures, join_piles
from afterglow.ingest.sheet import Sheet
from afterglow.ingest.values import (
    category_of,
    outside,
    read_coded,
    read_flag,
    read_measure,
    read_numbers,
)
from afterglow.ledger import (
    PHASE_INDUCTION,
    PHASE_MAINTENANCE,
    PHASE_UNKNOWN,
    UNKNOWN,
    Category,
    Floats,
    Ints,
)

CADSS_PEAK = "cadss_peak"
NUMBERS = ("day", "session_number", "dose", CADSS_PEAK, *MEASURES)
"""Fields that hold numbers, looked at together for the decimal mark."""
PHASES = {"induction": PHASE_INDUCTION, "maintenance": PHASE_MAINTENANCE}


@dataclass(frozen=True, slots=True)
class SessionRows:
    """Every row of a sessions file or several, dropped ones included; `pile.kept` says which count."""

    pile: Pile
    moments: Moments
    number: Ints
    phase: Ints
    measures: Mapping[str, Floats]
    categories: Mapping[str, Category]


def join_sessions(files: Sequence[SessionRows]) -> SessionRows:
    """The rows of several files, one below the other."""
    return SessionRows(
        pile=join_piles([rows.pile for rows in files]),
        moments=join_moments([rows.moments for rows in files]),
        number=np.concatenate([rows.number for rows in files]),
        phase=np.concatenate([rows.phase for rows in files]),
        measures=join_measures([(len(rows.pile), dict(rows.measures)) for rows in files]),
        categories=join_categories([(len(rows.pile), dict(rows.categories)) for rows in files]),
    )


def read_sessions(
    sheet: Sheet, ids: Words, moments: Moments, *, decimal: Decimal, cadss: Limits, sizes: Sizes
) -> SessionRows:
    """Read everything but ids and times of a sessions file."""
    number, booster = _numbers(sheet, decimal)
    phase = _phases(sheet)
    measures = {
        **{name: read_measure(sheet, name, decimal, MEASURES[name]) for name in MEASURES},
        CADSS_PEAK: read_measure(sheet, CADSS_PEAK, decimal, cadss),
        "stopped_early": read_flag(sheet, "stopped_early"),
    }
    _add_dose(sheet, measures, decimal)
    categories = {
        "route": read_coded(sheet, "route", find_route),
        "setting": read_coded(sheet, "setting", find_setting),
        "drug": read_coded(sheet, "drug", find_drug),
        "site": _site(sheet, sizes),
        "adverse_event": _adverse_event(sheet, sizes),
    }
    return SessionRows(
        pile=Pile((Part(sheet, ids),)),
        moments=moments,
        number=number,
        phase=np.where((phase == PHASE_UNKNOWN) & booster, PHASE_MAINTENANCE, phase),
        measures={name: values for name, values in measures.items() if not np.isnan(values).all()},
        categories={name: column for name, column in categories.items() if column is not None},
    )


def _numbers(sheet: Sheet, decimal: Decimal) -> tuple[Ints, NDArray[np.bool_]]:
    """Session numbers, and where the word for a booster stands in their place."""
    unknown = np.full(len(sheet), UNKNOWN, np.int64)
    if "session_number" not in sheet:
        return unknown, np.zeros(len(sheet), bool)
    words = sheet.words("session_number")
    booster = np.array([find_phase(text) == "maintenance" for text in words.texts()], bool)
    values = parse_numbers(words, decimal)
    whole = (values == np.floor(values)) & ~outside(values, SESSION_NUMBER.low, SESSION_NUMBER.high)
    wrong = ~whole & ~booster & ~words.blank()
    sheet.note("session_number_unreadable", wrong[words.codes], sheet.label("session_number"))
    return np.where(whole, values, UNKNOWN).astype(np.int64)[words.codes], booster[words.codes]


def _phases(sheet: Sheet) -> Ints:
    found = read_coded(sheet, "phase", find_phase)
    if found is None:
        return np.full(len(sheet), PHASE_UNKNOWN, np.int64)
    of_label = [PHASES[find_phase(label) or ""] for label in found.labels]
    return np.array([*of_label, PHASE_UNKNOWN], np.int64)[found.codes]


def _add_dose(sheet: Sheet, measures: dict[str, Floats], decimal: Decimal) -> None:
    """Join `dose` with its unit to the two dose columns, and mg per kg from mg and weight."""
    if "dose" in sheet:
        _add_dose_with_unit(sheet, measures, decimal)
    mg, per_kg, weight = (measures[name] for name in ("dose_mg", "dose_mg_per_kg", "weight_kg"))
    given = mg / weight
    apart = np.abs(given - per_kg) > DOSE_AGREES_SHARE * per_kg
    sheet.note("doses_disagree", apart)
    measures["dose_mg_per_kg"] = np.where(np.isnan(per_kg), given, per_kg)


def _add_dose_with_unit(sheet: Sheet, measures: dict[str, Floats], decimal: Decimal) -> None:
    dose, label = read_numbers(sheet, "dose", decimal, "value_not_a_number").values, sheet.label("dose")
    unit = _units(sheet)
    sheet.note("dose_without_unit", ~np.isnan(dose) & (unit == ""), label)
    sheet.note("dose_in_ml", ~np.isnan(dose) & (unit == "ml"), label)
    mg = np.where(unit == "mg", dose, np.where(unit == "mcg", dose / MCG_PER_MG, np.nan))
    for name, given in (("dose_mg", mg), ("dose_mg_per_kg", np.where(unit == "mg_per_kg", dose, np.nan))):
        limits = MEASURES[name]
        wrong = outside(given, limits.low, limits.high)
        words = {"low": f"{limits.low:g}", "high": f"{limits.high:g}", "unit": limits.unit}
        sheet.note("value_implausible", wrong, label, **words)
        measures[name] = np.where(np.isnan(measures[name]) & ~wrong, given, measures[name])


def _units(sheet: Sheet) -> NDArray[np.str_]:
    if "dose_unit" not in sheet:
        return np.full(len(sheet), "")
    words = sheet.words("dose_unit")
    found = np.array([find_dose_unit(text) or "" for text in words.texts()], "U10")
    sheet.note(
        "unknown_word", ((found == "") & ~words.blank())[words.codes], sheet.label("dose_unit"), field="unit"
    )
    return found[words.codes]


def _site(sheet: Sheet, sizes: Sizes) -> Category | None:
    if "site" not in sheet:
        return None
    found = category_of(sheet.words("site"), sizes)
    if found is None:
        sheet.findings.add("not_a_category", column=sheet.label("site"), limit=sizes.category_values)
    return found


def _adverse_event(sheet: Sheet, sizes: Sizes) -> Category | None:
    """Kinds of event where they are few and short; else only whether there was one."""
    if "adverse_event" not in sheet:
        return None
    words = sheet.words("adverse_event")
    found = category_of(words, sizes, _event_word)
    if found is None:
        sheet.findings.add(
            "events_shortened", column=sheet.label("adverse_event"), limit=sizes.category_values
        )
        found = category_of(words, sizes, _whether_event)
    return found


def _event_word(text: str) -> str:
    answer = find_yes_no(text)
    return text if answer is None else "yes" if answer else "none"


def _whether_event(text: str) -> str:
    word = _event_word(text)
    return word if word in ("", "none") else "yes"
