"""The words clinics write: spellings of column headers and of values, as tables.

A word that is in no table is unknown and stays unknown: every lookup answers ``None`` rather than guess.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal

Kind = Literal["sessions", "scores", "patients"]

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Reduce a spelling to its letters and digits, lower case.

    Parameters
    ----------
    text : str
        A header, an instrument name or a category as written in a file.

    Returns
    -------
    str
        ``"Session #"`` gives ``"sessionnumber"``; ``" PHQ-9 Total"`` gives ``"phq9total"``; may be empty.
    """
    plain = unicodedata.normalize("NFKC", text).replace("#", "number").casefold()
    return _NOT_ALPHANUMERIC.sub("", plain)


_PATIENT_ID = (
    "patient", "patient_no", "patient number", "patient_code", "patient key", "pat_id", "patid", "pid",
    "pt_id", "ptid", "subject", "subject_id", "subjid", "usubjid", "participant", "participant_id",
    "record_id", "recordid", "client", "client_id", "person_id", "study_id", "id",
)  # fmt: skip
_CLOCK = ("clock_time", "time_of_day")
_DAY = (
    "study_day",
    "day_number",
    "days",
    "relative_day",
    "days_since_first_session",
    "day_from_first_session",
)
_SITE = (
    "clinic",
    "clinic_name",
    "site_name",
    "site_id",
    "location",
    "center",
    "centre",
    "office",
    "primary_office",
)

#: For each kind of file, the columns with a meaning and their other spellings.
COLUMNS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    "sessions": {
        "patient_id": _PATIENT_ID,
        "date": (
            "session_date", "session_datetime", "date_time", "datetime", "timestamp", "treatment_date",
            "infusion_date", "date_of_infusion", "date_of_session", "date_of_treatment", "date_of_service",
            "visit_date", "usage_date", "administration_date", "dosing_date", "dose_date",
            "date_of_current_infusion", "date_of_ketamine_administration",
        ),
        "time": (*_CLOCK, "session_time", "start_time", "infusion_time", "treatment_time"),
        "day": (*_DAY, "session_day", "treatment_day", "infusion_day"),
        "session_number": (
            "session", "session_no", "session_num", "session_n", "session_index", "infusion_number",
            "infusion_no", "infusion #", "treatment_number", "treatment_no", "visit_number", "dose_number",
        ),
        "phase": (
            "session_type", "treatment_phase", "phase_of_care", "session_phase", "treatment_type",
            "infusion_type", "visit_type", "course_phase",
        ),
        "route": (
            "route_of_administration", "administration_route", "roa", "modality", "delivery",
            "delivery_route", "dose_route",
        ),
        "drug": ("medication", "drug_name", "medicine", "agent", "treatment_drug"),
        "dose": (
            "dosage", "dose_given", "dose_administered", "dosage_administered", "total_dose", "dose_amount",
        ),
        "dose_unit": ("dose_units", "dosage_unit", "dosage_units", "unit", "units", "dose_uom"),
        "dose_mg": (
            "dosage_mg", "dose_in_mg", "mg", "ketamine_dose_mg", "ketamine_mg", "dose (mg)", "total_dose_mg",
            "final_ketamine_dose_current_visit_mg", "final_ketamine_order_for_current_infusion_mg",
        ),
        "dose_mg_per_kg": (
            "dose_mg_kg", "dosage_mg_kg", "mg_per_kg", "mg/kg", "dose (mg/kg)", "ketamine_dose_mg_kg",
            "ketamine_mg_per_kg", "dose_per_kg",
        ),
        "weight_kg": ("weight", "patient_weight_kg", "body_weight_kg", "weight (kg)"),
        "site": _SITE,
        "setting": ("care_setting", "treatment_setting", "supervision", "session_setting"),
        "systolic_before": ("systolic_pre", "sbp_pre", "pre_systolic", "systolic_baseline", "sbp_before"),
        "diastolic_before": ("diastolic_pre", "dbp_pre", "pre_diastolic", "diastolic_baseline", "dbp_before"),
        "systolic_peak": (
            "peak_systolic", "systolic_max", "max_systolic", "sbp_peak", "peak_sbp", "sbp_max", "max_sbp",
        ),
        "diastolic_peak": (
            "peak_diastolic", "diastolic_max", "max_diastolic", "dbp_peak", "peak_dbp", "dbp_max", "max_dbp",
        ),
        "cadss_peak": ("peak_cadss", "cadss_max", "max_cadss", "cadss", "cadss_total", "cadss_score"),
        "adverse_event": (
            "adverse_events", "any_adverse_event", "ae", "any_ae", "side_effect", "side_effects",
        ),
        "stopped_early": (
            "stopped", "session_stopped_early", "stopped_before_end", "terminated_early",
            "discontinued_early", "infusion_stopped_early", "early_stop", "aborted",
        ),
    },
    "scores": {
        "patient_id": _PATIENT_ID,
        "date": (
            "score_date", "score_datetime", "date_time", "datetime", "timestamp", "assessment_date",
            "date_of_assessment", "completed_date", "date_completed", "completion_date", "completed_at",
            "survey_date", "measure_date", "date_submitted", "date_submited", "submitted_at", "visit_date",
            "scored_on", "administered_on",
        ),
        "time": (*_CLOCK, "score_time", "assessment_time", "completion_time"),
        "day": (*_DAY, "score_day", "assessment_day"),
        "instrument": (
            "measure", "measure_name", "scale", "scale_name", "assessment", "assessment_name",
            "questionnaire", "instrument_name", "instrument_key", "test", "survey", "form_name",
        ),
        "total": (
            "score", "total_score", "score_total", "totalscore", "sum_score", "sum", "value", "result",
            "scale_score", "assessment_score",
        ),
        "timing": (
            "pre_post", "pre/post", "relative_to_session", "before_after", "timepoint_of_day",
            "score_timing",
        ),
        "function": (
            "functional_difficulty", "difficulty", "difficulty_item", "phq9_difficulty", "phq9_function",
            "phq9_functional_difficulty", "phq9_item10", "phq9_10", "functional_impairment",
        ),
    },
    "patients": {
        "patient_id": _PATIENT_ID,
        "last_contact": ("last_contact_date", "date_of_last_contact", "last_seen", "last_seen_date"),
        "last_contact_day": ("day_of_last_contact", "last_seen_day"),
        "followup_day": (
            "follow_up_day", "followup_days", "follow_up_days", "days_of_followup", "days_followed",
        ),
        "start_quarter": ("quarter", "first_session_quarter", "starting_quarter", "quarter_of_first_session"),
        "diagnosis": ("primary_diagnosis", "dx", "primary_dx", "condition", "indication"),
        "prior_failed_treatments": (
            "failed_treatments", "prior_failures", "prior_failed_antidepressants", "failed_antidepressants",
            "previous_failed_treatments", "n_failed_treatments", "treatment_failures",
            "prior_treatment_failures",
        ),
        "age_band": ("age_group", "ageband", "agegroup", "age_range", "age_category"),
        "age": ("age_years", "age_at_start", "age_at_first_session", "age_at_intake"),
        "sex": ("gender", "sex_at_birth", "birth_sex"),
        "referral": ("referral_source", "referred_by", "referral_type", "source_of_referral"),
        "other_treatment": (
            "other_treatments", "other_treatment_alongside", "concurrent_treatment", "concomitant_treatment",
            "combined_treatment", "other_therapy",
        ),
        "prior_ect": ("previous_ect", "ect_before", "history_of_ect"),
        "prior_tms": ("previous_tms", "tms_before", "history_of_tms", "prior_rtms"),
        "site": _SITE,
    },
}  # fmt: skip

#: Columns a file of each kind cannot do without; of a bracketed group one is enough.
REQUIRED_COLUMNS: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    "sessions": (("patient_id",), ("date", "day")),
    "scores": (("patient_id",), ("date", "day")),
    "patients": (("patient_id",),),
}

ROUTES: Mapping[str, tuple[str, ...]] = {
    "iv": ("intravenous", "iv infusion", "intravenous infusion", "i.v.", "iv ketamine"),
    "im": ("intramuscular", "im injection", "intramuscular injection", "i.m.", "im ketamine"),
    "nasal": (
        "intranasal", "nasal spray", "in", "i.n.", "nas", "nose", "spravato", "intranasal spray",
        "intranasal esketamine", "intranasal ketamine",
    ),
    "oral": ("po", "p.o.", "by mouth", "per os", "swallowed", "oral ketamine", "oral tablet", "oral capsule"),
    "sublingual": (
        "sl", "s.l.", "under the tongue", "lozenge", "troche", "buccal", "rdt", "odt",
        "rapid dissolving tablet", "rapidly dissolving tablet", "orally disintegrating tablet",
        "sublingual tablet", "sublingual lozenge", "sublingual ketamine",
    ),
    "subcutaneous": (
        "sc", "s.c.", "subq", "sub-q", "sq", "subcut", "subcutaneous injection", "subcutaneous ketamine",
    ),
}  # fmt: skip

PHASES: Mapping[str, tuple[str, ...]] = {
    "induction": (
        "initial", "initial series", "initial phase", "acute", "acute phase", "acute series",
        "induction phase", "induction series", "foundation", "foundational", "loading", "loading series",
        "series", "ind",
    ),
    "maintenance": (
        "booster", "boosters", "booster session", "booster infusion", "boost", "maintenance phase",
        "maintenance session", "maintenance infusion", "maint", "continuation", "long-term care", "ltc",
        "top-up",
    ),
}  # fmt: skip

TIMINGS: Mapping[str, tuple[str, ...]] = {
    "pre": (
        "before", "pre-dose", "predose", "pre-session", "pre-infusion", "pre-treatment", "before session",
        "before infusion", "before treatment", "prior",
    ),
    "post": (
        "after", "post-dose", "postdose", "post-session", "post-infusion", "post-treatment", "after session",
        "after infusion", "after treatment",
    ),
}  # fmt: skip

SETTINGS: Mapping[str, tuple[str, ...]] = {
    "supervised": (
        "clinic", "in clinic", "at clinic", "in the clinic", "office", "in office", "on site", "in person",
        "supervised in clinic", "clinic supervised", "hospital", "inpatient", "outpatient",
    ),
    "home": (
        "at home", "at-home", "home use", "telehealth", "telemedicine", "remote", "unsupervised",
        "self-administered", "home unsupervised",
    ),
}  # fmt: skip

DOSE_UNITS: Mapping[str, tuple[str, ...]] = {
    "mg": ("milligram", "milligrams", "mgs"),
    "mg_per_kg": ("mg/kg", "mg per kg", "milligram per kilogram", "milligrams per kilogram"),
    "mcg": ("µg", "ug", "microgram", "micrograms"),
    "ml": ("millilitre", "milliliter", "millilitres", "milliliters", "mls", "cc"),
}

DRUGS: Mapping[str, tuple[str, ...]] = {
    "ketamine": (
        "racemic ketamine",
        "ketamine hydrochloride",
        "ketamine hcl",
        "ketalar",
        "r,s-ketamine",
        "rs-ketamine",
    ),
    "esketamine": ("s-ketamine", "spravato", "esketamine nasal spray", "esketamine hydrochloride"),
}

YES_NO: Mapping[str, tuple[str, ...]] = {
    "yes": ("y", "true", "t", "1", "1.0", "checked", "present"),
    "no": ("n", "false", "f", "0", "0.0", "unchecked", "absent", "none"),
}

#: How a coded value reads on a page.
VALUE_WORDS: Mapping[str, str] = {
    "iv": "IV",
    "im": "IM",
    "nasal": "Nasal",
    "oral": "Oral",
    "sublingual": "Sublingual",
    "subcutaneous": "Subcutaneous",
    "induction": "Induction",
    "maintenance": "Booster",
    "pre": "Before the session",
    "post": "After the session",
    "supervised": "Supervised",
    "home": "At home",
    "mg": "mg",
    "mg_per_kg": "mg/kg",
    "mcg": "µg",
    "ml": "mL",
    "ketamine": "Ketamine",
    "esketamine": "Esketamine",
}


def spelling_index(table: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Turn ``(key, spellings)`` rows into a dictionary from folded spelling to key.

    Raises
    ------
    ValueError
        When two keys share a spelling, which would make the lookup depend on order.
    """
    index: dict[str, str] = {}
    for key, spellings in table:
        for folded in {fold(key), *map(fold, spellings)}:
            if index.setdefault(folded, key) != key:
                raise ValueError(f"the spelling {folded!r} belongs to both {index[folded]} and {key}")
    return index


_COLUMN_INDEX = {kind: spelling_index(columns.items()) for kind, columns in COLUMNS.items()}
_ROUTE_INDEX = spelling_index(ROUTES.items())
_PHASE_INDEX = spelling_index(PHASES.items())
_TIMING_INDEX = spelling_index(TIMINGS.items())
_SETTING_INDEX = spelling_index(SETTINGS.items())
_DOSE_UNIT_INDEX = spelling_index(DOSE_UNITS.items())
_DRUG_INDEX = spelling_index(DRUGS.items())
# Not folded: "-1" and "10" must not read as "1".
_YES_NO_INDEX = {spelling: key for key, spellings in YES_NO.items() for spelling in (key, *spellings)}

_ITEM_HEADER = re.compile(r"(?:item|question|q|i)0*([1-9]\d?)")


def find_column(kind: Kind, header: str) -> str | None:
    """Give the column a header stands for in a file of this kind, or None."""
    return _COLUMN_INDEX[kind].get(fold(header))


def find_item_number(header: str) -> int | None:
    """Give n for a bare item header such as ``item3``, ``Q 3`` or ``item_03``, or None."""
    match = _ITEM_HEADER.fullmatch(fold(header))
    return int(match[1]) if match else None


def find_route(text: str) -> str | None:
    """Give ``iv``, ``im``, ``nasal``, ``oral``, ``sublingual`` or ``subcutaneous``, or None."""
    return _ROUTE_INDEX.get(fold(text))


def find_phase(text: str) -> str | None:
    """Give ``induction`` or ``maintenance``, or None."""
    return _PHASE_INDEX.get(fold(text))


def find_timing(text: str) -> str | None:
    """Give ``pre`` or ``post`` (the session), or None."""
    return _TIMING_INDEX.get(fold(text))


def find_setting(text: str) -> str | None:
    """Give ``supervised`` or ``home``, or None."""
    return _SETTING_INDEX.get(fold(text))


def find_dose_unit(text: str) -> str | None:
    """Give ``mg``, ``mg_per_kg``, ``mcg`` or ``ml``, or None."""
    return _DOSE_UNIT_INDEX.get(fold(text))


def find_drug(text: str) -> str | None:
    """Give ``ketamine`` or ``esketamine``, or None."""
    return _DRUG_INDEX.get(fold(text))


def find_yes_no(text: str) -> bool | None:
    """Give True, False, or None when the text is neither."""
    answer = _YES_NO_INDEX.get(text.strip().casefold())
    return None if answer is None else answer == "yes"
