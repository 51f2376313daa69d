"""What comes after the rates, against R: where everybody stands, durability, slopes, later courses, groups.

`tests/reference/end_to_end` holds the clinics and `afterwards.R`, which goes from the CSV files to every
number by loops over people and the survival package. Counts must be equal; estimates agree to 1e-9.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from afterglow.definitions.rules import BOOSTER_DAYS, DURABILITY_DAYS, QUOTED_DAYS, SMALL
from afterglow.ingest.importing import Answers, Source, read_files
from afterglow.pipeline import Selection, View
from afterglow.results import (
    Curve,
    Durability,
    Estimate,
    GroupedCurves,
    GroupedRates,
    LaterCourses,
    Proportion,
    Slopes,
    Standing,
)

Plain = dict[str, Any]

FOLDER = Path(__file__).parent / "reference" / "end_to_end"
CLINICS = ("weekly", "phased", "clock", "two_scales", "relative", "long_followup")
ANSWERS: dict[str, Plain] = {
    name: json.loads((FOLDER / "afterwards" / f"{name}.json").read_text(encoding="utf-8")) for name in CLINICS
}
SCALES = [(clinic, scale) for clinic in CLINICS for scale in ANSWERS[clinic]["instruments"]]
KINDS: tuple[Literal["sessions", "scores", "patients"], ...] = ("sessions", "scores", "patients")
EXACT = 1e-9
scales = pytest.mark.parametrize(("clinic", "scale"), SCALES)


@pytest.fixture(scope="module")
def view() -> Callable[..., View]:
    """One clinic's files, read once, seen by one scale."""

    @cache
    def ledger(clinic: str):
        files = [
            Source(path.name, path.read_bytes(), kind)
            for kind in KINDS
            if (path := FOLDER / "data" / clinic / f"{kind}.csv").exists()
        ]
        cutoff = ANSWERS[clinic]["cutoff"]
        day = None if cutoff is None else np.datetime64(cutoff).item()
        found = read_files(files, Answers(cutoff=day, reaches_back=True, who5_scale="percent")).ledger
        assert found is not None
        return found

    @cache
    def of(clinic: str, scale: str | None = None, by: str | None = None) -> View:
        selection = Selection(instrument=scale, by=(by,) if by else ())
        return View(ledger(clinic), selection=selection)

    return of


def close(found: float | None, wanted: float | None) -> bool:
    if found is None or wanted is None:
        return found is None and wanted is None
    return abs(found - wanted) <= EXACT * max(1.0, abs(wanted))


def check_curve(curve: Curve | None, wanted: Plain) -> None:
    """Median and its limits, which are shown from 10 events on."""
    assert curve is not None
    at_time_0 = curve.n - wanted["n"]
    assert at_time_0 >= 0
    assert curve.events == wanted["events"]
    limits = wanted["events"] >= SMALL.median_interval_events
    assert close(curve.median.value, wanted.get("median"))
    assert close(curve.median.low, wanted.get("median_low") if limits else None)
    assert close(curve.median.high, wanted.get("median_high") if limits else None)


def check_shares(found: dict[int, Estimate], wanted: Plain, *, still: bool = False) -> None:
    """Shares by day with the band, shown while 5 are at risk; `still` without the event."""
    assert list(found) == wanted["day"]
    rows = zip(*(wanted[name] for name in ("day", "share", "low", "high", "at_risk")), strict=True)
    for day, share, low, high, at_risk in rows:
        if at_risk < SMALL.curve_at_risk:
            share = low = high = None
        elif still:
            share, low, high = 1 - share, None if high is None else 1 - high, None if low is None else 1 - low
        assert close(found[day].value, share), day
        assert close(found[day].low, low), day
        assert close(found[day].high, high), day


def check_proportion(found: Proportion, wanted: Plain) -> None:
    assert (found.successes, found.total) == (wanted["successes"], wanted["total"])
    quoted = wanted["total"] >= SMALL.percentage
    for part in ("share", "low", "high"):
        assert close(getattr(found, part), wanted.get(part) if quoted else None)


@scales
def test_where_everybody_stands(view: Callable[..., View], clinic: str, scale: str) -> None:
    wanted = ANSWERS[clinic]["instruments"][scale]["standing"]
    found = view(clinic, scale).result("stands")
    assert isinstance(found, Standing)
    left_out = {item.key: item.people for item in found.cannot_be_judged}
    assert (found.people, found.judged) == (wanted["people"], wanted["judged"])
    for name in ("no_baseline", "baseline_zero"):
        assert left_out[name] == wanted[name]
    for name in ("improved", "in_care", "not_seen"):
        assert [getattr(found.days[day], name) for day in wanted["day"]] == wanted[name], name
    last = found.days[-1]
    assert (found.improved.successes, found.improved.total) == (last.improved, found.people)


@scales
def test_what_came_first(view: Callable[..., View], clinic: str, scale: str) -> None:
    wanted = ANSWERS[clinic]["instruments"][scale]["standing"]["incidence"]
    found = view(clinic, scale).result("stands")
    assert isinstance(found, Standing)
    curve = found.incidence
    assert curve is not None
    assert (curve.improved_people, curve.left_people) == (wanted["improved_people"], wanted["left_people"])
    for day, improved, left in zip(wanted["day"], wanted["improved"], wanted["left"], strict=True):
        place = np.searchsorted(curve.times, day, side="right") - 1
        assert close(curve.improved[place] if place >= 0 else 0.0, improved), day
        assert close(curve.left[place] if place >= 0 else 0.0, left), day


@scales
def test_durability(view: Callable[..., View], clinic: str, scale: str) -> None:
    wanted = ANSWERS[clinic]["instruments"][scale]["durability"]
    found = view(clinic, scale).result("durability")
    assert isinstance(found, Durability)
    assert found.responders == wanted["responders"]
    assert (found.later_scores, found.on_session_days) == (wanted["later_scores"], wanted["on_session_days"])
    composite = found.estimand("until_loss_or_booster")
    for name in ("lost", "boosted"):
        assert getattr(composite, name) == wanted[composite.key][name]
    boosted = {"boosted_before_endpoint": wanted["before"], "boosted_on_endpoint_day": wanted["same_day"]}
    assert {item.key: item.people for item in composite.excluded} == boosted
    usual, without = found.estimand("usual_care"), found.estimand("without_booster")
    assert [item.people for item in usual.excluded] == [wanted["unscored"]]
    assert [item.people for item in without.excluded] == [*boosted.values(), wanted["unscored_unboosted"]]
    for lasting in found.estimands:
        answer = wanted[lasting.key]
        assert lasting.people == answer["people"]
        if lasting.reason is None:
            check_curve(lasting.curve, answer)
            check_shares({item.day: item.still for item in lasting.days}, answer, still=True)


def test_durability_is_withheld_where_scores_come_with_sessions(view: Callable[..., View]) -> None:
    """Each reason for a missing curve, wherever the clinics have it, is the one the numbers call for."""
    reasons = []
    for clinic, scale in SCALES:
        found = view(clinic, scale).result("durability")
        assert isinstance(found, Durability)
        at_sessions = 2 * found.on_session_days > found.later_scores
        for lasting in found.estimands:
            of_scores = lasting.key != "until_loss_or_booster"
            few = "too_few_people" if lasting.people < SMALL.curve else None
            assert lasting.reason == ("on_session_days" if at_sessions and of_scores else few)
            assert (lasting.curve is None) == (lasting.reason is not None)
            reasons.append(lasting.reason)
    assert reasons.count(None) > len(reasons) / 2


@pytest.mark.parametrize("clinic", CLINICS)
def test_lengthening_or_shortening(view: Callable[..., View], clinic: str) -> None:
    wanted = ANSWERS[clinic]["slopes"]
    found = view(clinic).result("slopes")
    assert isinstance(found, Slopes)
    assert found.people == wanted["people"]
    assert len(found.orders) == len(wanted["orders"])
    for number, (order, answer) in enumerate(zip(found.orders, wanted["orders"], strict=True)):
        assert (order.order, order.people, order.completed) == (number, answer["people"], answer["completed"])
        assert order.open == order.people - order.completed
        for name in ("quarter", "half", "three_quarters"):
            shown = answer.get(name) if order.people >= SMALL.curve else None
            assert close(getattr(order, name), shown), (number, name)
    if "p" not in wanted:
        assert (found.longer, found.median, found.reason) == (None, None, "too_few_people")
        return
    assert found.longer is not None
    check_proportion(found.longer, wanted["longer"])
    assert (found.shortened, found.signed_rank_n) == (wanted["shortened"], wanted["nonzero"])
    assert close(found.signed_rank_p, wanted["p"])
    assert abs((found.median or 0) - wanted["median"]) < EXACT
    for name, answer in (("value", "shift"), ("low", "low"), ("high", "high")):
        assert abs(getattr(found.shift, name) - wanted[answer]) < 2e-9, name


@scales
def test_later_courses(view: Callable[..., View], clinic: str, scale: str) -> None:
    wanted = ANSWERS[clinic]["instruments"][scale]["later_courses"]
    found = view(clinic, scale).result("later_courses")
    assert isinstance(found, LaterCourses)
    assert (found.treated, found.had_second) == (wanted["treated"], wanted["had_second"])
    numbers = {item.key: item.people for item in found.by_number}
    assert (numbers.get("2", 0), numbers.get("3", 0)) == (wanted["had_second"], wanted["third"])
    check_curve(found.start, wanted["start"])
    check_shares({item.day: item.seen for item in found.shares}, wanted["start"])
    middle = wanted["middle"] if found.had_second >= SMALL.change else None
    assert close(found.middle_start_day, middle)
    for name, people in wanted["rates"]["scope"].items():
        assert getattr(found.scope, name) == people, name
    rates = {rate.key: rate for rate in found.rates}
    for key, rate in wanted["rates"]["rates"].items():
        for rule in set(rate) - {"excluded"}:
            check_proportion(getattr(rates[key], rule), rate[rule])


@pytest.mark.parametrize("column", ["route", "baseline_severity"])
@pytest.mark.parametrize(
    ("panel", "days"), [("improvement_by_group", QUOTED_DAYS), ("first_booster_by_group", BOOSTER_DAYS)]
)
@scales
def test_curves_by_group(
    view: Callable[..., View], clinic: str, scale: str, panel: str, days: tuple[int, ...], column: str
) -> None:
    found = view(clinic, scale, column).result(panel)
    assert isinstance(found, GroupedCurves)
    wanted = ANSWERS[clinic]["instruments"][scale]["groups"][column][found.event]
    order = sorted(wanted["groups"], key=lambda name: (column == "route" and name != "IV", name))
    shown = [group for group in found.groups if group.n]
    if column == "route":
        shown.sort(key=lambda group: group.label.upper() != "IV")
    assert len(shown) == len(order)
    for group, name in zip(shown, order, strict=True):
        answer = wanted["groups"][name]
        assert group.events == answer["events"]
        if group.n < SMALL.group:
            assert (group.n, group.curve, group.shares) == (answer["n"], None, ())
            assert group.label in found.too_few
            continue
        check_curve(group.curve, answer)
        assert [item.day for item in group.shares] == list(days)
        check_shares({item.day: item.seen for item in group.shares}, answer)
    test = found.log_rank
    assert test is not None
    assert (test.df, test.groups) == (wanted["df"], wanted["df"] + 1)
    assert close(test.chi2, wanted["chi2"])
    assert close(test.p, wanted["p"])


@scales
def test_rates_by_group(view: Callable[..., View], clinic: str, scale: str) -> None:
    wanted = ANSWERS[clinic]["instruments"][scale]["groups"]["route"]["rates"]
    found = view(clinic, scale, "route").result("rates_by_group")
    assert isinstance(found, GroupedRates)
    assert sorted(group.label.upper() for group in found.groups) == sorted(wanted)
    for group in found.groups:
        answer = wanted[group.label.upper()]
        for key, rate in answer.items():
            own = group.rate(key)
            assert own is not None
            for rule in set(rate) - {"excluded"}:
                check_proportion(getattr(own, rule), rate[rule])


def test_durability_days_are_those_read_out() -> None:
    assert DURABILITY_DAYS == (7, 14, 28, 56)
