"""What the Safety page asks of a session: lines on each measure with their source, and groups of sessions.

The lines say where published work began to count. None of them tells harm from no harm.
"""

from __future__ import annotations

from collections.abc import Mapping

from afterglow.definitions.parts import Cutoff

_LABEL = (
    "Esketamine nasal spray (Spravato), US prescribing information, warnings: increases in blood pressure"
)
_GRADE_3 = "Grade 3 hypertension: Williams 2018 (ESC/ESH), Eur Heart J 39:3021, doi 10.1093/eurheartj/ehy339"

LINES: Mapping[str, Cutoff] = {
    "cadss_peak": Cutoff(
        op=">",
        value=4,
        label="above the level of rest",
        source="as read in esketamine trials, e.g. Popova 2019, Am J Psychiatry 176:428; no line on this "
        "scale tells reported dissociation well: Int J Neuropsychopharmacol 2023;26:198, "
        "doi 10.1093/ijnp/pyac081",
        unsure=True,
    ),
    "systolic_rise": Cutoff(op=">=", value=40, label="large rise", source=_LABEL),
    "diastolic_rise": Cutoff(op=">=", value=25, label="large rise", source=_LABEL),
    "systolic_peak": Cutoff(op=">=", value=180, label="high peak", source=_GRADE_3),
    "diastolic_peak": Cutoff(op=">=", value=110, label="high peak", source=_GRADE_3),
}

EITHER: Mapping[str, tuple[str, str]] = {
    "large_rise": ("systolic_rise", "diastolic_rise"),
    "high_peak": ("systolic_peak", "diastolic_peak"),
}
"""Said of a session when either of the two is beyond its line."""

UNITS: Mapping[str, str] = {
    "cadss_peak": "points",
    **dict.fromkeys(("systolic_rise", "diastolic_rise", "systolic_peak", "diastolic_peak"), "mmHg"),
}

NUMBER_BANDS = (1, 2, 3, 7)
"""First session of each group of session numbers."""
SPACING_BANDS = (0, 3, 5, 11, 29)
"""First day of each group of days since the session before."""


def line_words(key: str) -> str:
    """Such as "above 4 points" or "40 mmHg or more"."""
    line, unit = LINES[key], UNITS[key]
    return f"above {line.value:g} {unit}" if line.op == ">" else f"{line.value:g} {unit} or more"
