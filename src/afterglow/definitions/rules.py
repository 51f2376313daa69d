"""The rules in force: every window, threshold and choice an analysis depends on, as one frozen value.

Each field is a setting (page, TOML file, URL). Its default is the field's first choice; `RULES_IN_WORDS`
is what the Methods page prints, so that a rule is told where it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike
from pydantic import ConfigDict, TypeAdapter, ValidationError

from afterglow.definitions.instrument import Bools, Cutoff, Instrument, Threshold
from afterglow.definitions.vocabulary import find_route

Anchor = Literal["last_induction_session", "first_session", "course"]
Population = Literal["completed_induction", "started"]
Criterion = Literal["response", "remission", "reliable_improvement"]
BaselineChoice = Literal["last", "first", "worst", "mean"]

LARGEST_SETTING = 100_000
"""More days than anybody lives: whatever is larger was mistyped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where the outcome score is looked for.

    Days count from the anchor and include both ends. `course` has no window: the last score of the course.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    anchor: Anchor = "last_induction_session"
    from_day: int = 14
    to_day: int = 31
    target_day: int = 21

    def __post_init__(self) -> None:
        if not self.from_day <= self.target_day <= self.to_day:
            raise ValueError("the endpoint needs from_day <= target_day <= to_day")
        if max(-self.from_day, self.to_day) > LARGEST_SETTING:
            raise ValueError(f"the endpoint lies beyond {LARGEST_SETTING:,} days")

    def in_words(self) -> str:
        if self.anchor == "course":
            return "last score of the course"
        origin = "induction" if self.anchor == "last_induction_session" else "the first session"
        return f"{self.from_day}–{self.to_day} days after {origin}"


def quarter_of(words: str) -> int | None:
    """`2024 Q3` as year * 4 + (quarter - 1); None for nothing.

    Raises
    ------
    ValueError
        When it is no quarter.
    """
    if not words:
        return None
    match = re.fullmatch(r"(\d{4})\s*-?Q([1-4])", words)
    if match is None:
        raise ValueError("a quarter is written 2024 Q3")
    return int(match[1]) * 4 + int(match[2]) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One way of deriving courses and outcomes. Days are whole calendar days."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    preset: str = "mcinnes_2022"

    induction_gap_days: int = 10
    induction_last_day: int = 28
    induction_most_sessions: int = 8
    completed_sessions: int = 4
    completed_span_days: int = 7
    completion_followup_days: int = 38
    one_session_followup_days: int = 28

    new_courses: bool = True
    new_course_gap_days: int = 28
    new_course_spacing_days: int = 10
    new_course_following_sessions: int = 2

    baseline: BaselineChoice = "last"
    baseline_days: int = 30
    endpoint: Endpoint = field(default_factory=Endpoint)
    last_of_course_followup_days: int = 28
    population: Population = "completed_induction"

    severity_gate: bool = False
    remission_among: Literal["above_cutoff", "all"] = "above_cutoff"
    remission_cutoff: tuple[tuple[str, str], ...] = ()
    reliable_points: tuple[tuple[str, float], ...] = ()

    criterion: Criterion = "response"
    improvement_last_day: int = 90
    standing: Literal["counts", "incidence"] = "counts"
    standing_days: int = 90
    sessions_shown: int = 12
    after_last_session_days: int = 14
    early_hours: tuple[tuple[int, int], ...] = ((2, 1), (4, 1), (24, 6), (72, 12))
    early_sessions: tuple[int, ...] = (1, 2)

    followup_end: Literal["cut_off", "last_contact"] = "cut_off"
    later_gap_followup_days: int = 180
    later_gap_followup_medians: int = 4
    still_coming_days: int = 90
    in_care_days: int = 28

    trajectory_days: tuple[int, ...] = (0, 7, 14, 21, 28, 42, 56, 84)
    trajectory_tolerance_days: int = 3

    limits_from: str = ""
    vendor_studies: bool = False
    fewest_in_group: int = 10

    protocol_sessions: int = 6
    protocol_days: int = 21
    protocol_gap_days: int = 2
    protocol_doses: tuple[tuple[str, float], ...] = (("im", 1.0), ("iv", 1.0))
    failed_treatments: int = 1

    def __post_init__(self) -> None:
        quarter_of(self.limits_from)
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, int) and not isinstance(value, bool) and value < 0:
                raise ValueError(f"{item.name} must not be negative")
            if isinstance(value, int) and value > LARGEST_SETTING:
                raise ValueError(f"{item.name} must not be above {LARGEST_SETTING:,}")
        if not all(0 < points < np.inf for _, points in self.reliable_points):
            raise ValueError("reliable_points must be numbers above 0")
        if any(find_route(route) is None for route, _ in self.protocol_doses):
            raise ValueError("protocol_doses names a route that is not known")

    @property
    def window_last_day_started(self) -> int:
        """Follow-up after which the window counts as closed for everybody who started."""
        if self.endpoint.anchor == "last_induction_session":
            return self.induction_last_day + self.endpoint.to_day
        if self.endpoint.anchor == "course":
            return self.last_of_course_followup_days
        return self.endpoint.to_day


PRESETS: dict[str, Rules] = {
    "mcinnes_2022": Rules(),
    "end_of_induction": Rules(
        preset="end_of_induction", endpoint=Endpoint(from_day=1, to_day=14, target_day=7)
    ),
    "day_28": Rules(
        preset="day_28",
        endpoint=Endpoint(anchor="first_session", from_day=21, to_day=35, target_day=28),
        population="started",
    ),
    "last_of_course": Rules(
        preset="last_of_course",
        endpoint=Endpoint(anchor="course", from_day=1, to_day=1, target_day=1),
        population="started",
    ),
}
PRESET_SOURCES: dict[str, str] = {
    "mcinnes_2022": "McInnes LA et al., J Affect Disord 2022, doi 10.1016/j.jad.2021.12.097",
    "end_of_induction": "Two weeks after the last induction session; a common clinic audit window",
    "day_28": "Four weeks after the first session, as in the esketamine trials (TRANSFORM-1 and -2)",
    "last_of_course": "Last score of the course; shown for comparison with clinic reports",
}
DAY_N = re.compile(r"day_(\d{1,3})(?:\+-(\d{1,2}))?")


def preset(name: str) -> Rules:
    """Return the rules named `name`; `day_N` and `day_N+-W` make a window of N plus or minus W days (7).

    Raises
    ------
    ValueError
        For a name that is no preset; the message lists the presets.
    """
    if name in PRESETS:
        return PRESETS[name]
    match = DAY_N.fullmatch(name)
    if match is None:
        raise ValueError(f"there is no preset of that name; choose one of {', '.join(PRESETS)} or day_N+-W")
    day, width = int(match[1]), int(match[2] or 7)
    window = Endpoint(
        anchor="first_session", from_day=max(day - width, 1), to_day=day + width, target_day=day
    )
    return replace(PRESETS["day_28"], preset=name, endpoint=window)


_ADAPTER: TypeAdapter[Rules] = TypeAdapter(Rules)


def rules_from(settings: dict[str, object]) -> Rules:
    """Rules from plain settings (TOML, URL): start from `preset`, then change what is named.

    Raises
    ------
    ValueError
        Naming the setting that is unknown or out of range, never its value.
    """
    settings = dict(settings)
    base = preset(str(settings.pop("preset", "mcinnes_2022")))
    plain = _ADAPTER.dump_python(base)
    for name in ("remission_cutoff", "reliable_points", "protocol_doses"):
        if isinstance(settings.get(name), dict):
            settings[name] = tuple(sorted(settings[name].items()))  # type: ignore[union-attr]
    if isinstance(settings.get("endpoint"), dict):
        settings["endpoint"] = {**plain["endpoint"], **settings["endpoint"]}  # type: ignore[dict-item]
    try:
        return _ADAPTER.validate_python({**plain, **settings})
    except ValidationError as error:
        where = "; ".join(
            ".".join(str(part) for part in item["loc"]) + ": " + item["msg"] for item in error.errors()
        )
        raise ValueError(f"the rules cannot be read: {where}") from None


def settings_of(rules: Rules) -> dict[str, object]:
    """Plain settings that give `rules` back through `rules_from`."""
    return _ADAPTER.dump_python(rules, mode="json")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallNumbers:
    """From how many people on a figure is shown on the clinic's own pages."""

    percentage: int = 10
    group: int = 10
    change: int = 10
    curve: int = 10
    curve_at_risk: int = 5
    median_interval_events: int = 10
    interval_censored: int = 30
    interval_censored_interval: int = 60
    interval_share_low: float = 0.15
    interval_share_high: float = 0.85
    later_gap_people: int = 20
    later_gap_completed: int = 10
    slopes: int = 10
    slope_gaps: int = 3
    counts_in_sentence: int = 20


SMALL = SmallNumbers()
QUOTED_DAYS = (7, 14, 21, 28)
ASKED_DAYS = (1, 7, 15, 28)
BOOSTER_DAYS = (30, 60, 90)
DURABILITY_DAYS = (7, 14, 28, 56)
LATER_COURSE_DAYS = (90, 180, 365)
DAYS_PER_YEAR = 365.25
DOSE_BANDS = (0.5, 0.8, 1.2)
"""Edges, in mg per kg, by which first doses are grouped; 0.5 is the usual first infusion."""


def in_force(instrument: Instrument, rules: Rules) -> Instrument:
    """The instrument with the clinic's own cut-off and reliable change, where the rules set them.

    Raises
    ------
    ValueError
        When a cut-off is not a sign and a number.
    """
    cutoff = dict(rules.remission_cutoff).get(instrument.key)
    points = dict(rules.reliable_points).get(instrument.key)
    if cutoff is not None:
        instrument = replace(instrument, remission=Cutoff.parse(cutoff))
    if points is not None:
        instrument = replace(instrument, reliable_change=Threshold(points=points, source="set by the clinic"))
    return instrument


def check_scales(rules: Rules, known: Mapping[str, Instrument]) -> None:
    """See that the clinic's own cut-offs and reliable changes name scales there are and fit them.

    Raises
    ------
    ValueError
        Naming the setting and the scale.
    """
    for name in ("remission_cutoff", "reliable_points"):
        for key, _ in getattr(rules, name):
            if key not in known:
                raise ValueError(f"{name}: there is no instrument {key}; choose one of {', '.join(known)}")
            try:
                in_force(known[key], rules)
            except ValueError as error:
                raise ValueError(f"{name}, {key}: {error}") from None


def criterion_for(instrument: Instrument, rules: Rules) -> Criterion | None:
    """The improvement criterion asked for, or the nearest one the scale allows; None when it has none."""
    allowed: dict[Criterion, bool] = {
        "response": instrument.response is not None,
        "reliable_improvement": instrument.reliable_threshold is not None,
        "remission": instrument.remission is not None,
    }
    wanted: tuple[Criterion, ...] = (rules.criterion, *allowed)
    return next((criterion for criterion in wanted if allowed[criterion]), None)


def meets(
    criterion: Criterion | None, instrument: Instrument, baseline: ArrayLike, score: ArrayLike
) -> Bools:
    """Whether each score shows the improvement asked for; False where one is missing or none is defined."""
    match criterion:
        case "response":
            return instrument.responded(baseline, score)
        case "remission":
            return instrument.remitted(score)
        case "reliable_improvement":
            return instrument.reliably_improved(baseline, score)
    return np.zeros(np.shape(score), dtype=bool)
