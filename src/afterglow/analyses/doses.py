"""What is given and where: dose per kg by session number and route, its changes, supervised or at home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.session_counts import (
    filled,
    has_values,
    measured,
    nothing_recorded,
    people_among,
    people_with,
    per_hundred,
    spread,
    without,
)
from afterglow.definitions.dosing import SAME_DOSE_MG_PER_KG
from afterglow.definitions.vocabulary import find_setting
from afterglow.ledger import Bools, Category, Floats, Ints
from afterglow.results import DosePoint, Doses, PlaceCount, Places, RouteDoses, Withheld

EXCESS = 1e-9


@dataclass(frozen=True, slots=True)
class GivenDays:
    """Session days of first courses, one row each, sorted by (patient, day).

    order : from 0. same_course : the row before is the session day before of the same course.
    route, setting : code or -1. mg, per_kg : NaN where missing.
    """

    person: Ints
    order: Ints
    same_course: Bools
    route: Ints
    setting: Ints
    mg: Floats
    per_kg: Floats


def given_days(cohort: Cohort) -> GivenDays:
    """What was given on each session day; of several sessions on one day the first."""
    sessions, days = cohort.ledger.sessions, cohort.days
    own = cohort.in_rows[days.course]
    row, course = days.session[own], days.course[own]
    return GivenDays(
        person=cohort.courses.patient[course],
        order=days.order[own],
        same_course=days.order[own] > 0,
        route=_codes(sessions.categories.get("route"), row),
        setting=_settings(sessions.categories.get("setting"), row),
        mg=measured(sessions, "dose_mg")[row],
        per_kg=measured(sessions, "dose_mg_per_kg")[row],
    )


def _codes(column: Category | None, row: Ints) -> Ints:
    return np.full(len(row), -1) if column is None else column.codes[row]


SUPERVISED, HOME = 0, 1
SETTING_CODES = {"supervised": SUPERVISED, "home": HOME}


def _settings(column: Category | None, row: Ints) -> Ints:
    if column is None:
        return np.full(len(row), -1)
    told = [SETTING_CODES.get(find_setting(label) or "", -1) for label in column.labels]
    return np.array([*told, -1])[column.codes[row]]


def doses(cohort: Cohort) -> Doses | Withheld:
    """Dose per kg by session number and route in first courses, and how often it was changed."""
    if not has_values(cohort.ledger.sessions, "dose_mg_per_kg"):
        return without("doses per kg", "dose_mg_per_kg, or dose_mg with weight_kg,")
    given = given_days(cohort)
    if np.isnan(given.per_kg).all():
        return nothing_recorded("doses per kg")
    comparable, step = _steps(given)
    changed = step[comparable] != 0
    return Doses(
        scope=cohort.scope(),
        routes=tuple(
            _route_doses(given, label, by, comparable=comparable, step=step, most=cohort.rules.sessions_shown)
            for label, by in _routes(cohort, given)
        ),
        changed=per_hundred(changed, given.person[comparable]),
        people_changed=people_with(changed, given.person[comparable]),
    )


def _routes(cohort: Cohort, given: GivenDays) -> Iterator[tuple[str | None, Bools]]:
    """Each route in use with its session days; those without one last, under None."""
    column = cohort.ledger.sessions.categories.get("route")
    for code, label in enumerate(() if column is None else column.labels):
        by = given.route == code
        if by.any():
            yield label, by
    if (given.route < 0).any():
        yield None, given.route < 0


def _steps(given: GivenDays) -> tuple[Bools, Ints]:
    """Which session days can be compared with the one before, and whether the dose rose (1) or fell (-1).

    The same dose is one within `SAME_DOSE_MG_PER_KG`, or the same milligrams: neither a change of weight
    alone nor rounding is a change of dose.
    """
    step, size = np.diff(given.per_kg, prepend=np.nan), np.diff(given.mg, prepend=np.nan)
    same_route = np.concatenate(([False], given.route[1:] == given.route[:-1]))[: len(given.route)]
    comparable = given.same_course & same_route & ~np.isnan(step)
    same = (np.abs(step) <= SAME_DOSE_MG_PER_KG + EXCESS) | (np.abs(size) <= EXCESS)
    return comparable, np.where(comparable & ~same, np.sign(np.nan_to_num(step)), 0).astype(np.int8)


def _route_doses(
    given: GivenDays, label: str | None, by: Bools, *, comparable: Bools, step: Ints, most: int
) -> RouteDoses:
    pairs = comparable & by
    changed = step[pairs] != 0
    return RouteDoses(
        route=label,
        sessions=count(by),
        recorded=count(by & ~np.isnan(given.per_kg)),
        points=tuple(_points(given, by, most)),
        raised=count(step[pairs] > 0),
        lowered=count(step[pairs] < 0),
        same=count(~changed),
        changed=per_hundred(changed, given.person[pairs]),
        people_changed=people_with(changed, given.person[pairs]),
    )


def _points(given: GivenDays, by: Bools, most: int) -> Iterator[DosePoint]:
    for order in range(most):
        here = by & (given.order == order)
        if here.any():
            yield DosePoint(number=order + 1, people=count(here), dose=spread(given.per_kg[here]))


def places(cohort: Cohort) -> Places | Withheld:
    """By which route treatment was given in first courses, and whether under supervision or at home."""
    columns = cohort.ledger.sessions.categories
    missing = tuple(name for name in ("route", "setting") if filled(columns, name) is None)
    if len(missing) == 2:
        return without("by which route and where treatment is given", "route or setting")
    given = given_days(cohort)
    told = given.setting >= 0
    everywhere = np.ones(len(told), dtype=bool)
    groups = [
        _place("all", "all", given, everywhere),
        _place("session", "first", given, given.order == 0),
        _place("session", "later", given, given.order > 0),
    ]
    if "route" not in missing:
        groups += [_place("route", label or "", given, by) for label, by in _routes(cohort, given)]
    return Places(
        scope=cohort.scope(),
        groups=tuple(group for group in groups if group.sessions),
        any_home=people_with(given.setting[told] == HOME, given.person[told]),
        missing=missing,
    )


def _place(grouping: str, label: str, given: GivenDays, rows: Bools) -> PlaceCount:
    setting = given.setting[rows]
    return PlaceCount(
        grouping=grouping,
        label=label,
        sessions=count(rows),
        people=people_among(given.person[rows]),
        supervised=count(setting == SUPERVISED),
        home=count(setting == HOME),
        not_recorded=count(setting < 0),
    )
