"""Results on who is treated, and with what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Count, Estimate, Proportion, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(Base):
    """Middle and quartiles (linear, R type 7); quartiles null below 10 values.

    n : Values behind it.
    median : Half are at or below it.
    lower_quartile : A quarter is at or below it.
    upper_quartile : A quarter is at or above it.
    """

    n: int
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic(Base):
    """People by what was known of them on day 0.

    key : Column of the patients file, or baseline_severity.
    groups : People per value, in the column's order; values nobody has are left out.
    not_recorded : People without a value.
    """

    key: str
    groups: tuple[Count, ...]
    not_recorded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoTreated(Base):
    """Who is treated.

    characteristics : Baseline severity first, then the columns of the patients file.
    missing : Columns asked for that the files do not have.
    baseline : Baseline scores.
    """

    kind: Literal["who_treated"] = "who_treated"
    scope: Scope
    characteristics: tuple[Characteristic, ...]
    missing: tuple[str, ...]
    baseline: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Base):
    """People who meet a condition, who do not, and of whom it is not known.

    key : adult, moderate, failed_treatment, or all.
    yes : Meet it.
    no : Do not meet it.
    unknown : It cannot be told.
    """

    key: str
    yes: int
    no: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicated(Base):
    """How many are adults with at least moderate depression after failed treatment.

    instrument : Depression scale whose baseline is read.
    adult_from : Age in years.
    severity_from : Lowest baseline score that counts as moderate.
    failed_treatments : From how many failed treatments on.
    conditions : Each of the three alone.
    together : All three: yes when all are, no when one is not, else unknown.
    least : Yes, of everybody treated.
    most : Yes and unknown, of everybody treated.
    """

    kind: Literal["indicated"] = "indicated"
    scope: Scope
    instrument: str
    adult_from: int
    severity_from: float
    failed_treatments: int
    conditions: tuple[Condition, ...]
    together: Condition
    least: Proportion
    most: Proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCount(Base):
    """People with this many session days.

    sessions : Session days.
    """

    sessions: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsPerCourse(Base):
    """Session days of first courses followed long enough for induction to be over.

    followed : People counted.
    too_young : People not followed that long.
    needed_days : Follow-up asked for.
    planned : Sessions of the clinic's protocol.
    induction : Session days in induction.
    course : Session days in the whole course so far, boosters included.
    counts : People per number of induction session days.
    """

    kind: Literal["sessions_per_course"] = "sessions_per_course"
    scope: Scope
    followed: int
    too_young: int
    needed_days: int
    planned: int
    induction: Spread
    course: Spread
    counts: tuple[SessionCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateBand(Base):
    """People whose last protocol session came late.

    from_day : Late by this many days or more.
    to_day : And by this many at most; null: no end.
    """

    from_day: int
    to_day: int | None
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolKept(Base):
    """Whether people had the protocol's sessions in time, and by how much the others missed it.

    sessions, days : The protocol: this many session days up to and including this day.
    kept : Of people followed to that day, those who did.
    too_young : People not followed to that day.
    late : Had them all in the course, but later.
    days_late : How late.
    short : Had fewer in the course so far, by how many they had.
    """

    kind: Literal["protocol_kept"] = "protocol_kept"
    scope: Scope
    sessions: int
    days: int
    kept: Proportion
    too_young: int
    late: tuple[LateBand, ...]
    days_late: Spread
    short: tuple[SessionCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DosePoint(Base):
    """Dose per kg at a session number.

    number : Session day of the first course, from 1.
    people : Had that session by this route.
    dose : Dose in mg per kg; its n have it recorded.
    """

    number: int
    people: int
    dose: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteDoses(Base):
    """Doses by one route, and how often they were changed from one session to the next.

    route : Route of the sessions; null for those without one.
    sessions : Session days by this route in first courses.
    recorded : Of these, with a dose per kg.
    points : By session number.
    raised : Sessions with a higher dose than the session before.
    lowered : Sessions with a lower dose.
    same : Sessions with the same dose.
    changed : Changes per 100 sessions that could be compared with the one before; n people.
    people_changed : People with a change, of those with two sessions that can be compared.
    """

    route: str | None
    sessions: int
    recorded: int
    points: tuple[DosePoint, ...]
    raised: int
    lowered: int
    same: int
    changed: Estimate
    people_changed: Proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class Doses(Base):
    """Dose per kg by session number and route.

    routes : One entry a route, in the column's order.
    changed : Changes per 100 sessions, all routes; n people.
    people_changed : People with a change, all routes.
    """

    kind: Literal["doses"] = "doses"
    scope: Scope
    routes: tuple[RouteDoses, ...]
    changed: Estimate
    people_changed: Proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount(Base):
    """Session days by where they took place.

    grouping : all, session (first, later) or route.
    label : Name of the group; empty for sessions without a route.
    sessions : Session days in it.
    people : People with such a session.
    supervised : Sessions under supervision.
    home : Sessions at home.
    not_recorded : Sessions of which it is not known.
    """

    grouping: str
    label: str
    sessions: int
    people: int
    supervised: int
    home: int
    not_recorded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Places(Base):
    """By which route treatment is given, and where.

    groups : All sessions, first and later ones, each route.
    any_home : People with a session at home, of those whose setting is known at least once.
    missing : Columns asked for that the files do not have.
    """

    kind: Literal["places"] = "places"
    scope: Scope
    groups: tuple[PlaceCount, ...]
    any_home: Proportion
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound(Base):
    """How often a bound of the protocol was passed.

    key : closer (sessions too near to the one before) or higher (doses above the highest).
    limit : Least days between sessions, or highest dose in mg per kg.
    route : Route the bound is for; null for any.
    judged : Sessions that can be compared with the bound.
    beyond : Of these, those that pass it.
    rate : Beyond per 100 judged, people as clusters; n people.
    people : People with such a session, of those with a session that can be compared.
    """

    key: str
    route: str | None
    limit: float
    judged: int
    beyond: int
    rate: Estimate
    people: Proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolBounds(Base):
    """Sessions closer, or doses higher, than the protocol allows.

    bounds : Spacing first, then doses by route.
    gaps : Days from one induction session day to the next.
    same_day : Session days with more than one session; they count once.
    without_bound : Routes for which no highest dose is set.
    missing : Columns asked for that the files do not have.
    """

    kind: Literal["protocol_bounds"] = "protocol_bounds"
    scope: Scope
    bounds: tuple[Bound, ...]
    gaps: Spread
    same_day: int
    without_bound: tuple[str, ...]
    missing: tuple[str, ...]
