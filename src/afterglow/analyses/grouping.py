"""Columns known on day 0, by which people may be filtered and compared."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from afterglow.analyses.cohort import Cohort
from afterglow.definitions.rules import DOSE_BANDS
from afterglow.ledger import UNKNOWN, Category, Floats, Ints, Ledger

KNOWN_AT_FIRST_SESSION = ("site", "route", "setting", "drug")
CROSSED = " × "
"""Between two columns, and between two labels, of people compared by both at a time."""
HAPPENED_LATER = (
    "boosters",
    "boosted",
    "completed",
    "completed_induction",
    "sessions",
    "session_count",
    "number_of_sessions",
    "responded",
    "remitted",
    "followup",
)


def patient_columns(ledger: Ledger) -> dict[str, Category]:
    """Every category known on day 0, one code per patient.

    From the first session (route, site, setting) and from the patients' own columns; where both hold one,
    the session decides.
    """
    sessions = ledger.sessions
    first = np.searchsorted(sessions.patient, np.arange(len(ledger.patients)))
    of_session = {
        name: Category(labels=column.labels, codes=column.codes[first])
        for name, column in sessions.categories.items()
        if name in KNOWN_AT_FIRST_SESSION and (column.codes[first] >= 0).any()
    }
    return {**of_session, **{k: v for k, v in ledger.patients.categories.items() if k not in of_session}}


def group_columns(cohort: Cohort) -> dict[str, Category]:
    """Everything people may be compared by: the columns of the files, and what follows from day 0."""
    made = {
        "baseline_severity": _baseline_band(cohort),
        "dose_band": _dose_band(cohort.ledger),
        "start_quarter": _periods(cohort.ledger.patients.start_quarter, 1),
        "start_year": _periods(cohort.ledger.patients.start_quarter, 4),
    }
    return {**patient_columns(cohort.ledger), **{k: v for k, v in made.items() if (v.codes >= 0).any()}}


def columns_with_groups(cohort: Cohort) -> dict[str, tuple[str, ...]]:
    """Columns that part these people into two groups or more, with the labels that occur among them."""
    patients = cohort.courses.patient[cohort.rows]
    found = {name: (column, column.codes[patients]) for name, column in group_columns(cohort).items()}
    used = {name: np.unique(codes[codes >= 0]).tolist() for name, (_, codes) in found.items()}
    return {
        name: tuple(found[name][0].labels[code] for code in codes)
        for name, codes in used.items()
        if len(codes) > 1
    }


def group_column(cohort: Cohort, name: str) -> Category:
    """The column of that name, or two columns crossed: their names with `CROSSED` between.

    Raises
    ------
    ValueError
        When it is known only after day 0 (comparing by it would credit people with having lasted long enough
        to get there), or when the data do not have it; the message says which.
    """
    if CROSSED not in name:
        name = "_".join(name.lower().split())
    if name in HAPPENED_LATER:
        raise ValueError(
            "people cannot be grouped by what happened after the first session: whoever stayed longer had "
            "longer to get there, so the groups would differ by that alone"
        )
    columns = group_columns(cohort)
    parts = name.split(CROSSED)
    if name not in columns and len(parts) == 2:
        return _crossed(*(group_column(cohort, part) for part in parts))
    if name not in columns:
        raise ValueError(
            f"the data have no such column known on day 0; there is {', '.join(columns) or 'none'}"
        )
    return columns[name]


def _crossed(first: Category, second: Category) -> Category:
    """Every pair of labels that occurs, in the order of the first column, then of the second."""
    pair = first.codes.astype(np.int64) * len(second.labels) + second.codes
    known = (first.codes >= 0) & (second.codes >= 0)
    used = np.unique(pair[known])
    words = [divmod(code, len(second.labels)) for code in used.tolist()]
    labels = tuple(f"{first.labels[one]}{CROSSED}{second.labels[two]}" for one, two in words)
    return Category(labels=labels, codes=np.where(known, np.searchsorted(used, pair), -1))


def _baseline_band(cohort: Cohort) -> Category:
    """Severity band of the first course's baseline, one code per patient."""
    codes = np.full(len(cohort.ledger.patients), -1)
    first = cohort.courses.number == 0
    codes[cohort.courses.patient[first]] = cohort.instrument.band_index(cohort.outcomes.baseline[first])
    return Category(labels=tuple(band.label for band in cohort.instrument.bands), codes=codes)


def _dose_band(ledger: Ledger) -> Category:
    """Dose per kg of the first session, in bands."""
    dose = ledger.sessions.measures.get("dose_mg_per_kg")
    first = np.searchsorted(ledger.sessions.patient, np.arange(len(ledger.patients)))
    return dose_bands(np.full(len(first), np.nan) if dose is None else dose[first])


def dose_bands(dose: Floats) -> Category:
    """Doses in mg per kg as bands; NaN has none."""
    labels = (
        f"under {DOSE_BANDS[0]:g} mg/kg",
        *(f"{a:g} to under {b:g} mg/kg" for a, b in pairwise(DOSE_BANDS)),
        f"{DOSE_BANDS[-1]:g} mg/kg and over",
    )
    return Category(labels=labels, codes=np.where(np.isnan(dose), -1, np.digitize(dose, DOSE_BANDS)))


def _periods(quarter: Ints, quarters: int) -> Category:
    """Quarters (or, four at a time, years) of the first session as a category in time order."""
    known = quarter != UNKNOWN
    period = np.where(known, quarter // quarters, UNKNOWN)
    used = np.unique(period[known])
    words = [str(value) if quarters == 4 else f"{value // 4} Q{value % 4 + 1}" for value in used.tolist()]
    return Category(labels=tuple(words), codes=np.where(known, np.searchsorted(used, period), -1))
