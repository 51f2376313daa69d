"""The Treatment and Safety pages of the invented clinic against R, which reads the same files its own way.

`tests/reference/care.R` and its answers `care.json` share no code with this side: courses are found person
by person, intervals are those of prop.test and of a Poisson model with errors clustered by person (sandwich).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from afterglow import pipeline
from afterglow.definitions.rules import Rules
from afterglow.ledger import Ledger
from afterglow.pipeline import View
from afterglow.results import (
    AdverseEvents,
    BloodPressure,
    Dissociation,
    Doses,
    Estimate,
    Places,
    Proportion,
    ProtocolBounds,
    ProtocolKept,
    SessionGroup,
    SessionsPerCourse,
    Spread,
    Stopping,
    SuicidalThoughts,
)

ANSWERS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "reference" / "care.json").read_text("utf-8")
)
CLOSE = 1e-9


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    found = pipeline.demo().ledger
    assert found is not None
    return found


@pytest.fixture(scope="module")
def view(ledger: Ledger) -> View:
    return View(ledger)


def result(view: View, key: str, kind: type) -> Any:
    found = view.analysed(key)
    assert isinstance(found, kind)
    return found


def assert_share(part: Proportion, told: dict[str, Any]) -> None:
    assert (part.successes, part.total) == (told["successes"], told["total"])
    if part.total >= 10:
        assert (part.low, part.high) == pytest.approx((told["low"], told["high"]), abs=CLOSE, rel=CLOSE)


def assert_spread(spread: Spread, told: dict[str, Any]) -> None:
    assert spread.n == told["n"]
    assert spread.median == pytest.approx(told["median"], abs=CLOSE, rel=CLOSE)
    if spread.n >= 10:
        quartiles = (spread.lower_quartile, spread.upper_quartile)
        assert quartiles == pytest.approx((told["lower"], told["upper"]), abs=CLOSE, rel=CLOSE)
    else:
        assert spread.lower_quartile is spread.upper_quartile is None


def assert_rate(rate: Estimate, told: dict[str, Any]) -> None:
    assert rate.n == told["people"]
    if rate.n < 10:
        assert rate.value is None
        return
    assert rate.value == pytest.approx(told["value"], abs=CLOSE, rel=CLOSE)
    if not told["beyond"]:
        assert rate.low is rate.high is None
        return
    assert (rate.low, rate.high) == pytest.approx((told["low"], told["high"]), abs=CLOSE, rel=CLOSE)


def assert_group(group: SessionGroup, told: dict[str, Any]) -> None:
    assert (group.beyond, group.recorded, group.people) == (told["beyond"], told["recorded"], told["people"])
    assert_rate(group.rate, told)
    assert_share(group.worst, told["worst"])


def test_sessions_and_protocol(view: View) -> None:
    sessions = result(view, "sessions_per_course", SessionsPerCourse)
    assert {str(item.sessions): item.people for item in sessions.counts} == ANSWERS["sessions"]["counts"]
    assert_spread(sessions.course, ANSWERS["sessions"]["course"])
    kept, told = result(view, "protocol_kept", ProtocolKept), ANSWERS["protocol"]
    assert_share(kept.kept, told["kept"])
    assert_spread(kept.days_late, told["late"])
    assert {str(item.sessions): item.people for item in kept.short} == told["short"]


def test_doses(view: View) -> None:
    doses, told = result(view, "doses", Doses), ANSWERS["doses"]
    assert_rate(doses.changed, told["changed"])
    assert_share(doses.people_changed, told["changed"]["worst"])
    names = {"IV": "IV", "IM": "IM", "Nasal": "nasal", "Oral": "oral"}
    assert [route.route for route in doses.routes] == sorted(names)
    for route in doses.routes:
        key = names[route.route or ""]
        assert (route.raised, route.lowered) == (told["raised"][key], told["lowered"][key])
        for point, expected in zip(route.points, told["points"][key], strict=True):
            assert_spread(point.dose, expected)


def test_places(view: View) -> None:
    places = result(view, "places", Places)
    assert_share(places.any_home, ANSWERS["any_home"])
    by_route = {group.label.lower(): group for group in places.groups if group.grouping == "route"}
    for route, told in ANSWERS["places"].items():
        group = by_route[route.lower()]
        assert (group.supervised, group.home) == (told.get("supervised", 0), told.get("at home", 0))


@pytest.mark.parametrize("least", [2, 3, 4])
def test_spacing_bound(ledger: Ledger, least: int) -> None:
    bounds = result(View(ledger, Rules(protocol_gap_days=least)), "protocol_bounds", ProtocolBounds)
    closer, told = bounds.bounds[0], ANSWERS["gaps"][f"closer{least}"]
    assert (closer.beyond, closer.judged) == (told["beyond"], told["recorded"])
    assert_rate(closer.rate, told)
    assert_share(closer.people, told["worst"])


@pytest.mark.parametrize(("most", "key"), [(0.6, "at6"), (0.8, "at8")])
def test_dose_bound(ledger: Ledger, most: float, key: str) -> None:
    rules = Rules(protocol_doses=(("iv", most),))
    bounds = result(View(ledger, rules), "protocol_bounds", ProtocolBounds)
    higher, told = bounds.bounds[1], ANSWERS["over_iv"][key]
    assert (higher.route, higher.beyond, higher.judged) == ("IV", told["beyond"], told["recorded"])
    assert_rate(higher.rate, told)
    assert_share(higher.people, told["worst"])


@pytest.mark.parametrize("name", ANSWERS["groups"])
def test_sessions_in_groups(view: View, name: str) -> None:
    grouping, label = name.split("/", 1)
    told = ANSWERS["groups"][name]
    felt = result(view, "dissociation", Dissociation)
    pressure = result(view, "blood_pressure", BloodPressure)
    events = result(view, "adverse_events", AdverseEvents)
    measures = [
        (pressure, "large_rise"),
        (pressure, "high_peak"),
        (events, "adverse_event"),
        (events, "stopped_early"),
    ]
    for found, key in measures:
        group = found.measure(key).group(grouping, label)
        assert group.sessions == told["sessions"]
        assert_group(group, told[key])
    rise = pressure.measure("systolic_rise").group(grouping, label)
    assert_spread(spread_of(rise), told["systolic_rise"])
    peak = felt.measure.group(grouping, label)
    assert_group(peak, told["cadss_over"])
    assert_spread(spread_of(peak), told["cadss_peak"])


def spread_of(group: SessionGroup) -> Spread:
    return Spread(
        n=group.recorded,
        median=group.median,
        lower_quartile=group.lower_quartile,
        upper_quartile=group.upper_quartile,
    )


def test_kinds_of_event(view: View) -> None:
    kinds = {kind.label: kind for kind in result(view, "adverse_events", AdverseEvents).kinds}
    for label, told in ANSWERS["kinds"].items():
        assert_group(kinds[label], told)


def test_who_stops(view: View) -> None:
    groups = {group.label.lower(): group for group in result(view, "stopping", Stopping).groups}
    for label, told in ANSWERS["stopping"].items():
        assert_share(groups[label.lower()].after_one, told["after_one"])
        assert_share(groups[label.lower()].before_finishing, told["before_finishing"])


def test_suicidal_thoughts(view: View) -> None:
    thoughts, told = result(view, "suicidal_thoughts", SuicidalThoughts), ANSWERS["suicidal"]
    assert (thoughts.with_thoughts, thoughts.without_thoughts) == (told["with"], told["without"])
    for rate in thoughts.rates:
        assert_share(rate.observed, told[rate.key])
