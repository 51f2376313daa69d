"""The same derivation in vectorised pandas, as an expert would write it: no groupby-apply, no Python loop.

Frames arrive sorted as the ledger is (person, day, before or after the session). Days without a value are
NaN here; `same_answers` compares column by column with what Afterglow derives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from afterglow.definitions.instrument import Instrument
from afterglow.definitions.rules import Rules
from afterglow.ledger import PHASE_INDUCTION, PHASE_MAINTENANCE, UNKNOWN
from afterglow.pipeline import Derivation

PERSON = 1 << 22
DAY_ZERO = 1 << 20


@dataclass(frozen=True, slots=True)
class Derived:
    """One frame a table: courses with their outcomes, session days, gaps, and scores with their course."""

    courses: pd.DataFrame
    days: pd.DataFrame
    gaps: pd.DataFrame
    scores: pd.DataFrame


def derive(
    patients: pd.DataFrame,
    sessions: pd.DataFrame,
    scores: pd.DataFrame,
    *,
    code: int,
    instrument: Instrument,
    rules: Rules,
) -> Derived:
    """Everything Afterglow derives, for an endpoint counted from the last induction session."""
    days = session_days(sessions, rules)
    courses = course_table(days, patients, rules)
    gaps = gap_table(days, courses)
    mine = scores_with_course(scores[scores["instrument"] == code], courses)
    return Derived(with_outcomes(courses, mine, instrument, rules), days, gaps, mine)


def session_days(sessions: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    days = sessions.groupby(["patient", "day"], as_index=False, sort=False)["phase"].min()
    gap = days.groupby("patient", sort=False)["day"].diff()
    close = gap <= rules.new_course_spacing_days
    restart = (gap > rules.new_course_gap_days) & (days["phase"] != PHASE_MAINTENANCE)
    for ahead in range(1, rules.new_course_following_sessions + 1):
        restart &= close.shift(-ahead, fill_value=False)
    start = gap.isna() | restart
    phased = days.groupby(start.cumsum(), sort=False)["phase"].transform("min") >= 0
    start |= phased & (days["phase"] == PHASE_INDUCTION) & (days["phase"].shift(1) == PHASE_MAINTENANCE)
    days["course"] = start.cumsum() - 1
    by_course = days.groupby("course", sort=False)
    days["order"] = by_course.cumcount()
    days["start_day"] = by_course["day"].transform("first")
    days["course_day"] = days["day"] - days["start_day"]
    spaced = (
        (days["course_day"].diff() <= rules.induction_gap_days)
        & (days["course_day"] <= rules.induction_last_day)
        & (days["order"] < rules.induction_most_sessions)
    )
    alone = (days["order"] == 0) | spaced
    ended = ~alone.where(~phased, days["phase"] == PHASE_INDUCTION)
    days["in_induction"] = ended.groupby(days["course"], sort=False).cumsum() == 0
    days["induction_sessions"] = days.groupby("course", sort=False)["in_induction"].transform("sum")
    days["booster"] = days["order"] >= days["induction_sessions"]
    return days


def course_table(days: pd.DataFrame, patients: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    courses = days.groupby("course", sort=False).agg(
        patient=("patient", "first"),
        start_day=("start_day", "first"),
        session_days=("order", "size"),
        induction_sessions=("induction_sessions", "first"),
    )
    last = days[days["order"] == (days["induction_sessions"] - 1).clip(lower=0)]
    courses["induction_end"] = last.set_index("course")["course_day"]
    first_booster = days[days["order"] == days["induction_sessions"]]
    courses["first_booster_day"] = first_booster.set_index("course")["course_day"]
    by_patient = courses.groupby("patient", sort=False)["start_day"]
    courses["number"] = by_patient.cumcount()
    courses["next_course_day"] = by_patient.shift(-1) - courses["start_day"]
    courses["completed"] = (courses["induction_sessions"] >= rules.completed_sessions) & (
        courses["induction_end"] >= rules.completed_span_days
    )
    courses["boosters"] = courses["session_days"] - courses["induction_sessions"]
    people = patients.loc[courses["patient"]]
    for name in ("followup_day", "last_contact_day"):
        courses[name] = people[name].to_numpy() - courses["start_day"]
    return courses


def gap_table(days: pd.DataFrame, courses: pd.DataFrame) -> pd.DataFrame:
    gaps = days.loc[
        days["order"] >= (days["induction_sessions"] - 1).clip(lower=0),
        ["course", "course_day", "order", "induction_sessions"],
    ]
    order = gaps["order"] - (gaps["induction_sessions"] - 1).clip(lower=0)
    end = gaps.groupby("course", sort=False)["course_day"].shift(-1)
    own = courses.loc[gaps["course"], ["next_course_day", "followup_day"]]
    end = end.fillna(pd.Series(own["next_course_day"].to_numpy(), index=gaps.index))
    completed = end.notna()
    end = end.fillna(pd.Series(own["followup_day"].to_numpy(), index=gaps.index))
    length = (end - gaps["course_day"]).clip(lower=0)
    return pd.DataFrame({"course": gaps["course"], "order": order, "days": length, "completed": completed})


def scores_with_course(scores: pd.DataFrame, courses: pd.DataFrame) -> pd.DataFrame:
    """Each score with the last course that began strictly before it, else the first of the person."""
    half_day = 2 * scores["day"].astype(np.int64) + scores["post"]
    line = scores["patient"].astype(np.int64) * PERSON + half_day + DAY_ZERO
    mine = pd.DataFrame(
        {"patient": scores["patient"], "total": scores["total"], "half_day": half_day, "line": line}
    )
    begins = pd.DataFrame(
        {"line": _line_of(courses), "course": courses.index, "whose": courses["patient"].to_numpy()}
    )
    mine = pd.merge_asof(mine, begins, on="line", allow_exact_matches=False)
    first = courses.loc[courses["number"] == 0].reset_index().set_index("patient")["course"]
    before_first = mine["whose"] != mine["patient"]
    course = mine["course"].mask(before_first, mine["patient"].map(first)).astype(np.int64)
    mine["course"] = course
    mine["position"] = mine["half_day"] - 2 * courses["start_day"].to_numpy()[course].astype(np.int64)
    mine["day"] = mine["position"] // 2
    return mine


def _line_of(courses: pd.DataFrame) -> pd.Series:
    return courses["patient"].astype(np.int64) * PERSON + 2 * courses["start_day"].astype(np.int64) + DAY_ZERO


def with_outcomes(
    courses: pd.DataFrame, scores: pd.DataFrame, instrument: Instrument, rules: Rules
) -> pd.DataFrame:
    window, out = rules.endpoint, courses.copy()
    asked = pd.DataFrame({"line": _line_of(courses)})
    taken = pd.merge_asof(asked, scores[["line", "total"]], on="line", tolerance=2 * rules.baseline_days)
    out["baseline"] = taken["total"].to_numpy()
    out["window_last_day"] = out["induction_end"] + window.to_day
    anchor = out["induction_end"].to_numpy()[scores["course"]]
    since = scores["day"] - anchor
    after = scores["day"] >= 1
    inside = scores[after & since.between(window.from_day, window.to_day)]
    away = (since[inside.index] - window.target_day).abs()
    best = inside.loc[away.groupby(inside["course"], sort=False).idxmin()].set_index("course")
    out["endpoint"], out["endpoint_day"] = best["total"], best["day"]
    up_to = scores[after & (since <= window.to_day)]
    last = up_to.drop_duplicates("course", keep="last").set_index("course")["total"]
    out["carried_forward"] = out["endpoint"].fillna(last)
    out["evaluable"] = out["followup_day"] >= out["window_last_day"]
    started = np.maximum(out["window_last_day"], rules.window_last_day_started)
    out["evaluable_started"] = out["followup_day"] >= started
    out["boosted_before_endpoint"] = 2 * out["first_booster_day"] < best["position"].reindex(out.index)
    return _with_improvement(out, scores, instrument)


def _with_improvement(out: pd.DataFrame, scores: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """The first later score at or below half of baseline, and the last occasion before it."""
    later = scores[scores["position"] > 0]
    final = later.drop_duplicates("course", keep="last").set_index("course")["position"]
    out["has_later_score"] = pd.Series(True, index=final.index).reindex(out.index, fill_value=False)
    occasions = later.drop_duplicates(["course", "position"])
    before = occasions.groupby("course", sort=False)["position"].shift(1, fill_value=0)
    met = later[instrument.responded(out["baseline"].to_numpy()[later["course"]], later["total"].to_numpy())]
    first = met.drop_duplicates("course").set_index("course")["position"]
    at = occasions.assign(before=before).merge(first.rename("found"), left_on="course", right_index=True)
    seen = at[at["position"] == at["found"]].set_index("course")["before"]
    out["left"] = seen.reindex(out.index).fillna(final).fillna(0)
    out["right"] = first
    out["meets_at_baseline"] = instrument.responded(out["baseline"].to_numpy(), out["baseline"].to_numpy())
    return out


def same_answers(ours: Derivation, theirs: Derived) -> None:
    """Every derived column of every row equal, or an AssertionError that names the column."""
    courses, days = ours.sessions
    shared = [
        (courses, theirs.courses, COURSE_COLUMNS),
        (ours.outcomes, theirs.courses, OUTCOME_COLUMNS),
        (
            days,
            theirs.days,
            {"course": "course", "day": "course_day", "order": "order", "booster": "booster"},
        ),
        (ours.gaps, theirs.gaps, {name: name for name in ("course", "order", "days", "completed")}),
        (ours.scores, theirs.scores, {name: name for name in ("course", "position", "total")}),
    ]
    for table, frame, columns in shared:
        assert len(table) == len(frame) if hasattr(table, "__len__") else True, type(table).__name__
        for name, theirs_name in columns.items():
            mine, other = getattr(table, name), frame[theirs_name].to_numpy()
            other = np.where(pd.isna(other), UNKNOWN if mine.dtype.kind in "iu" else np.nan, other)
            equal = np.array_equal(mine.astype(float), other.astype(float), equal_nan=True)
            assert equal, f"{type(table).__name__}.{name} differs"


COURSE_COLUMNS = {
    name: name
    for name in (
        "patient",
        "number",
        "start_day",
        "session_days",
        "induction_sessions",
        "induction_end",
        "completed",
        "boosters",
        "first_booster_day",
        "next_course_day",
        "followup_day",
        "last_contact_day",
    )
}
OUTCOME_COLUMNS = {
    name: name
    for name in (
        "baseline",
        "endpoint",
        "endpoint_day",
        "carried_forward",
        "window_last_day",
        "evaluable",
        "evaluable_started",
        "boosted_before_endpoint",
        "has_later_score",
        "meets_at_baseline",
        "left",
        "right",
    )
}
