"""Results on safety: suicidal thoughts, what sessions do, and who stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Estimate, Proportion, Rate, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class SuicidalThoughts(Base):
    """Answers to one item on thoughts of death or self-harm, before and after. Not a risk assessment.

    item : Name of the item.
    recall_words : The time it asks about.
    with_thoughts : Judged people whose baseline answer is above 0.
    without_thoughts : Judged people whose baseline answer is 0.
    rates : eased (fell), gone (0), unchanged and stronger among those with; new among those without; worse
        (rose) among all.
    """

    kind: Literal["suicidal_thoughts"] = "suicidal_thoughts"
    scope: Scope
    item: str
    recall_words: str
    with_thoughts: int
    without_thoughts: int
    rates: tuple[Rate, ...]

    def rate(self, key: str) -> Rate | None:
        return next((rate for rate in self.rates if rate.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionScope(Base):
    """Whose sessions a result is about: everybody selected, later courses and boosters included.

    people : People selected.
    joined_mid_course : Of these, treated elsewhere before the files begin; they count here.
    sessions : All their sessions.
    rule : Name of the preset the rules started from.
    """

    people: int
    joined_mid_course: int
    sessions: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionGroup(Base):
    """One measure in one group of sessions.

    grouping : all, dose_band, route, session_number, spacing or setting.
    label : Name of the group.
    sessions : Sessions in it.
    recorded : Of these, with a value.
    people : People with a value in it.
    not_recorded_people : People with a session in it but no value.
    median : Middle value; null where the measure is yes or no.
    lower_quartile : First quartile; null below 10 values or 10 people.
    upper_quartile : Third quartile; null below 10 values or 10 people.
    beyond : Sessions beyond the line, or with the event.
    rate : These per 100 sessions with a value, people as clusters; n people.
    worst : People whose worst session is beyond the line, of those with a value.
    """

    grouping: str
    label: str
    sessions: int
    recorded: int
    people: int
    not_recorded_people: int
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    beyond: int
    rate: Estimate
    worst: Proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMeasure(Base):
    """What sessions brought on one measure, for all of them and by group.

    key : cadss_peak, systolic_rise, diastolic_rise, large_rise, systolic_peak, diastolic_peak, high_peak,
        adverse_event or stopped_early.
    line : From where on a value counts, in words; empty for events.
    source : Who drew that line.
    blank_is_no : The file never says no, so an empty cell is read as no.
    groups : All sessions first.
    """

    key: str
    line: str
    source: str
    blank_is_no: bool
    groups: tuple[SessionGroup, ...]

    def group(self, grouping: str, label: str) -> SessionGroup | None:
        return next((g for g in self.groups if (g.grouping, g.label) == (grouping, label)), None)

    @property
    def everything(self) -> SessionGroup:
        """All sessions together."""
        return self.groups[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissociation(Base):
    """Peak dissociation (CADSS) of sessions. An acute effect, never an outcome.

    measure : The peak score.
    missing : Columns asked for that the files do not have.
    """

    kind: Literal["dissociation"] = "dissociation"
    scope: SessionScope
    measure: SessionMeasure
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodPressure(Base):
    """Rise and peak of blood pressure in sessions.

    measures : As far as the files have them: rise and peak, systolic and diastolic, and either of both.
    missing : Columns asked for that the files do not have.
    """

    kind: Literal["blood_pressure"] = "blood_pressure"
    scope: SessionScope
    measures: tuple[SessionMeasure, ...]
    missing: tuple[str, ...]

    def measure(self, key: str) -> SessionMeasure | None:
        return next((measure for measure in self.measures if measure.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseEvents(Base):
    """Sessions with an adverse event, and sessions stopped early.

    measures : adverse_event and stopped_early, as far as the files have them.
    kinds : Sessions with each kind of event, commonest first; a session may have several.
    missing : Columns asked for that the files do not have.
    """

    kind: Literal["adverse_events"] = "adverse_events"
    scope: SessionScope
    measures: tuple[SessionMeasure, ...]
    kinds: tuple[SessionGroup, ...]
    missing: tuple[str, ...]

    def measure(self, key: str) -> SessionMeasure | None:
        return next((measure for measure in self.measures if measure.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedGroup(Base):
    """People of one group who stopped early in their first course.

    grouping : all, site or route, as known at the first session.
    label : Name of the group.
    people : People in it.
    after_one : Had no other session in time, of those followed long enough to tell.
    before_finishing : Did not finish induction, of those followed long enough to tell.
    """

    grouping: str
    label: str
    people: int
    after_one: Proportion
    before_finishing: Proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping(Base):
    """Who stops after one session, or before finishing induction.

    one_session_days : No other session up to this day; follow-up asked for.
    completion_days : Follow-up asked for before somebody counts as not having finished.
    groups : Everybody first, then by site and by route.
    missing : Columns asked for that the files do not have.
    """

    kind: Literal["stopping"] = "stopping"
    scope: Scope
    one_session_days: int
    completion_days: int
    groups: tuple[StoppedGroup, ...]
    missing: tuple[str, ...]
