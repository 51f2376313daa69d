"""What a value in a clinic's file can plausibly be, and the few day counts reading a file depends on.

A value outside its limits is left out and listed, never corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Limits:
    """Lowest and highest value taken for real, both included, and its unit in words."""

    low: float
    high: float
    unit: str


#: Session measures. Wide on purpose: they catch slips of the pen and wrong units, not unusual care.
MEASURES: Mapping[str, Limits] = {
    "dose_mg": Limits(0.1, 2000, "mg"),
    "dose_mg_per_kg": Limits(0.01, 20, "mg/kg"),
    "weight_kg": Limits(25, 350, "kg"),
    "systolic_before": Limits(50, 300, "mmHg"),
    "diastolic_before": Limits(20, 200, "mmHg"),
    "systolic_peak": Limits(50, 300, "mmHg"),
    "diastolic_peak": Limits(20, 200, "mmHg"),
}

SESSION_NUMBER = Limits(1, 2000, "")
AGE_YEARS = Limits(0, 130, "years")
OLDEST_AGE = 89
"""Older people are one group, 90+."""
AGE_BAND_STARTS = (18, 30, 40, 50, 60, 70, 80, 90)

EARLIEST_DATE = date(2000, 1, 1)
EXCEL_SERIALS = Limits(20000, 60000, "days")
"""Numbers a spreadsheet writes for the dates of 1954 to 2064."""

ENDS_APART_DAYS = 14
"""Files, or sites, whose last dates lie further apart are asked about before a cut-off is taken."""
FILE_BEGINS_DAYS = 60
"""Where a file does not reach back, people whose first session falls in its first days joined mid-course."""

MCG_PER_MG = 1000
DOSE_AGREES_SHARE = 0.2
"""Dose in mg and weight times mg per kg may differ by this share before it is pointed out."""

SENTINELS = (-9, -99, -999, -1, -8, -7, -88, -77, 77, 88, 98, 99, 777, 888, 998, 999, 7777, 8888, 9999)
"""Numbers used for "no answer"; said so when one lies outside its range."""
