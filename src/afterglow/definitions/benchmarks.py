"""Published outcomes, and the rule by which one is like for like with a clinic's own figure.

The table is `published_outcomes.csv`, one row a figure; a new study is a new row. An empty cell means that
the source does not say. Percentages (outcomes ending in ``_pct``) run from 0 to 100, as printed there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Literal

Verified = Literal["yes", "vendor", "no"]

CRITERION_WORDS: Mapping[str, str] = {
    "response_50": "response (half of baseline or less)",
    "remission": "remission",
    "sustained_response": "sustained response",
    "si_relief": "suicidal thoughts eased",
    "si_gone": "suicidal thoughts gone",
    "si_new_or_worse": "suicidal thoughts new or worse",
    "any_increase": "any increase in score",
    "reliable_deterioration": "reliable deterioration",
    "relapse": "relapse",
    "effect_size": "effect size",
    "median_sessions_to_response": "median sessions to response",
    "booster_interval_days": "days between boosters",
    "sessions_per_year": "sessions in a year",
    "completed_induction": "induction completed",
    "stopped_after_one": "stopped after one session",
    "other": "another measure",
}
ANCHOR_WORDS: Mapping[str, str] = {
    "first_session": "the first session",
    "last_induction_session": "the last induction session",
    "randomisation": "randomisation",
    "response": "the response",
    "course": "the course as a whole",
    "other": "another event",
}
POPULATION_WORDS: Mapping[str, str] = {
    "started": "everybody who started",
    "completed_induction": "people who completed induction",
    "completers_with_data": "people who had that many sessions and a score",
    "randomised": "everybody randomised",
    "responders": "responders",
    "other": "another group",
}
UNIT_WORDS: Mapping[str, str] = {
    "observed": "people with a score",
    "nri": "missing counted as failure",
    "locf": "last score carried forward",
    "mmrm": "a model of repeated scores",
    "km": "Kaplan-Meier",
    "cumulative_ever": "ever reached by then",
}
ROUTE_WORDS: Mapping[str, str] = {
    "iv": "IV",
    "im": "IM",
    "nasal": "nasal",
    "oral": "oral",
    "sublingual": "sublingual",
    "ect": "ECT",
    "drug": "comparator tablets",
}
_UNKNOWN = "not stated"
# A trial's single visit day and a clinic's window aimed at a day are the same time when this close.
_SAME_DAY_WITHIN = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One published figure with everything that defines it; None where the source does not say.

    numerator, denominator : printed by the source or the only whole numbers that give its percentage
        (`count_source`); without them no interval is computed.
    baseline_from : lowest baseline score of those counted, where the source restricts the figure so.
    matchable : the row's own definition is complete; `why_not` says what is missing.
    """

    study_key: str
    citation: str
    year: int | None
    setting: str
    route: str
    n_treated: int | None
    n_analysed: int | None
    instrument: str
    outcome: str
    timepoint: str
    estimate: float
    ci_low: float | None
    ci_high: float | None
    source_url_or_doi: str
    notes: str
    verified: Verified
    instrument_key: str | None
    criterion: str
    cutoff_op: str | None
    cutoff: float | None
    anchor: str | None
    window_from_day: int | None
    window_to_day: int | None
    n_sessions_before: int | None
    population: str | None
    unit: str | None
    route_key: str | None
    drug: str | None
    numerator: int | None
    denominator: int | None
    count_source: str | None
    design: str
    matchable: bool
    why_not: str
    baseline_from: float | None

    @property
    def is_percent(self) -> bool:
        return self.outcome.endswith("_pct")

    @property
    def analysed_share(self) -> float | None:
        """Analysed of treated, 0-1."""
        if not self.n_treated or self.n_analysed is None:
            return None
        return self.n_analysed / self.n_treated


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """How a clinic's figure is defined, in the words of the table of studies.

    window_from_day, window_to_day : days from the anchor, both included; None where `n_sessions_before`
        (the share by session number) or no window defines the time.
    target_day : the day a ``day_n`` window is aimed at; None for every other window.
    baseline_from : the severity gate where it is on.
    drug : None when the clinic's file does not tell.
    """

    instrument_key: str
    criterion: str
    cutoff_op: str | None = None
    cutoff: float | None = None
    anchor: str
    window_from_day: int | None = None
    window_to_day: int | None = None
    target_day: int | None = None
    n_sessions_before: int | None = None
    population: Literal["started", "completed_induction", "completers_with_data"]
    unit: str
    route_key: str | None
    drug: str | None
    baseline_from: float | None = None


@cache
def studies() -> tuple[Study, ...]:
    """All rows of the published table, in its order. Read once."""
    text = files("afterglow.definitions").joinpath("published_outcomes.csv").read_text(encoding="utf-8")
    return tuple(_study(row) for row in csv.DictReader(text.splitlines()))


def shown(*, vendor: bool = False) -> tuple[Study, ...]:
    """Rows that may be shown: never the unverified, the vendors' own summaries only on request."""
    allowed = ("yes", "vendor") if vendor else ("yes",)
    return tuple(study for study in studies() if study.verified in allowed)


def differences(study: Study, definition: Definition) -> tuple[str, ...]:
    """Say in words where a study and a clinic's figure differ; empty means like for like.

    Parameters
    ----------
    study : Study
        A row of the published table. One whose own definition is incomplete always differs; its first
        difference is the reason given in the table.
    definition : Definition
        The clinic's figure.

    Returns
    -------
    tuple of str
        One phrase per difference, the study's side first.
    """
    incomplete = () if study.matchable else (study.why_not,)
    return (*incomplete, *_differing(study, definition))


def like_for_like(definition: Definition) -> tuple[Study, ...]:
    """Verified rows without any difference from the definition."""
    return tuple(study for study in shown() if not differences(study, definition))


def window_words(source: Study | Definition) -> str:
    """The time point in words: "14-31 days after the last induction session"."""
    if source.n_sessions_before is not None:
        return f"after {source.n_sessions_before} sessions"
    if source.anchor is None or source.window_to_day is None:
        return _UNKNOWN
    first, last = source.window_from_day, source.window_to_day
    days = f"{last} day{'s' * (last != 1)}" if first in (None, last) else f"{first}-{last} days"
    return f"{days} after {ANCHOR_WORDS[source.anchor]}"


def cutoff_words(source: Study | Definition) -> str:
    """The remission cut-off with its sign, such as "<=10"."""
    return _UNKNOWN if source.cutoff is None else f"{source.cutoff_op}{source.cutoff:g}"


def _differing(study: Study, own: Definition) -> Iterator[str]:
    if study.instrument_key != own.instrument_key:
        yield f"scale: {study.instrument} in the study"
    if study.criterion != own.criterion:
        yield _phrase("criterion", study.criterion, own.criterion, words=CRITERION_WORDS)
    elif (study.cutoff_op, study.cutoff) != (own.cutoff_op, own.cutoff):
        yield f"cut-off: {cutoff_words(study)} in the study, {cutoff_words(own)} here"
    if not _same_time(study, own):
        yield f"time: {window_words(study)} in the study, {window_words(own)} here"
    if study.population != own.population:
        yield _phrase("people counted", study.population, own.population, words=POPULATION_WORDS)
    if study.unit != own.unit:
        yield _phrase("missing scores", study.unit, own.unit, words=UNIT_WORDS)
    if study.route_key != own.route_key:
        yield _phrase("route", study.route_key, own.route_key, words=ROUTE_WORDS)
    if study.drug != own.drug:
        yield _phrase("medicine", study.drug, own.drug, words={})
    if study.baseline_from != own.baseline_from:
        yield f"baseline: {_gate_words(study)} in the study, {_gate_words(own)} here"


def _same_time(study: Study, own: Definition) -> bool:
    if study.anchor != own.anchor or study.n_sessions_before != own.n_sessions_before:
        return False
    theirs = (study.window_from_day, study.window_to_day)
    if theirs == (own.window_from_day, own.window_to_day):
        return True
    if own.target_day is None or theirs[0] is None or theirs[0] != theirs[1]:
        return False
    return abs(own.target_day - theirs[0]) <= _SAME_DAY_WITHIN


def _phrase(what: str, theirs: str | None, ours: str | None, *, words: Mapping[str, str]) -> str:
    said = _UNKNOWN if theirs is None else words.get(theirs, theirs)
    here = "mixed or not known" if ours is None else words.get(ours, ours)
    return f"{what}: {said} in the study, {here} here"


def _gate_words(source: Study | Definition) -> str:
    return "any" if source.baseline_from is None else f"{source.baseline_from:g} or higher"


_KINDS = {field.name: str(field.type) for field in fields(Study)}


def _study(row: Mapping[str, str]) -> Study:
    """Type one row; a column the table lacks, or an extra one, is an error of the table."""
    return Study(**{name: _cell(text, _KINDS[name]) for name, text in row.items()})  # pyright: ignore[reportArgumentType]


def _cell(text: str, kind: str) -> object:
    if kind == "bool":
        return text == "yes"
    if "None" in kind and not text:
        return None
    if kind.startswith("int"):
        return int(text)
    return float(text) if kind.startswith("float") else text
