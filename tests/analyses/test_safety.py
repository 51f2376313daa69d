"""What sessions bring and who stops: small clinics worked out by hand, larger ones counted the slow way."""

from __future__ import annotations

from dataclasses import replace
from math import exp, sqrt
from typing import Any

import numpy as np
import pytest
from scipy import stats

from afterglow.analyses.cohort import Cohort
from afterglow.analyses.session_safety import adverse_events, blood_pressure, dissociation
from afterglow.analyses.stopping import stopping
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import Rules
from afterglow.results import (
    AdverseEvents,
    BloodPressure,
    Dissociation,
    Proportion,
    SessionGroup,
    SessionMeasure,
    Withheld,
    from_json,
    to_json,
)
from tests.analyses.cohorts import cohort_of
from tests.analyses.visits import Somebody, Visit, ledger_of_visits, visits

Z = 1.959963984540054


def cohort(*people: Somebody, rules: Rules | None = None) -> Cohort:
    return cohort_of(ledger_of_visits(people), instrument=INSTRUMENTS["phq9"], rules=rules or Rules())


def group(measure: SessionMeasure | None, grouping: str, label: str) -> SessionGroup:
    assert measure is not None
    found = measure.group(grouping, label)
    assert found is not None
    return found


def counts(measure: SessionMeasure | None, grouping: str) -> dict[str, tuple[int, int, int]]:
    """Sessions beyond, recorded and altogether by group."""
    assert measure is not None
    return {g.label: (g.beyond, g.recorded, g.sessions) for g in measure.groups if g.grouping == grouping}


def dissociated(*people: Somebody) -> Dissociation:
    result = dissociation(cohort(*people))
    assert isinstance(result, Dissociation)
    return result


def test_sessions_of_everybody_count_once_each() -> None:
    result = dissociated(
        Somebody((Visit(0, cadss_peak=4), Visit(3, cadss_peak=5), Visit(7))),
        Somebody((Visit(0, cadss_peak=60),), joined=True),
        Somebody(visits(0, 3)),
    )
    scope, everything = result.scope, result.measure.everything
    assert (scope.people, scope.joined_mid_course, scope.sessions) == (3, 1, 6)
    assert (everything.beyond, everything.recorded, everything.sessions) == (2, 3, 6)
    assert (everything.people, everything.not_recorded_people) == (2, 1)
    assert everything.worst == Proportion(successes=2, total=2)
    # Three sessions of two people: a median, and nothing that would need ten.
    assert (everything.median, everything.lower_quartile, everything.rate.value) == (5, None, None)
    assert result.measure.line == "above 4 points"
    assert from_json(to_json(result)) == result


def test_groups_of_dose_number_spacing_and_setting() -> None:
    long = (0, 2, 5, 10, 21, 60, 88)
    doses = (0.4, 0.5, 0.79, 0.8, 1.2, None, 0.5)
    rows = tuple(
        Visit(day, dose_mg_per_kg=dose, setting="Supervised" if day < 60 else "At home", cadss_peak=9)
        for day, dose in zip(long, doses, strict=True)
    )
    result = dissociated(
        Somebody(rows),
        Somebody((Visit(0, number=8, cadss_peak=1), Visit(0, number=8, cadss_peak=1)), joined=True),
    )
    measure = result.measure
    assert counts(measure, "dose_band") == {
        "under 0.5 mg/kg": (1, 1, 1),
        "0.5 to under 0.8 mg/kg": (3, 3, 3),
        "0.8 to under 1.2 mg/kg": (1, 1, 1),
        "1.2 mg/kg and over": (1, 1, 1),
    }
    assert counts(measure, "session_number") == {
        "session 1": (1, 1, 1),
        "session 2": (1, 1, 1),
        "sessions 3–6": (4, 4, 4),
        "session 7 and later": (1, 3, 3),
    }
    # Of the person who joined in mid-course nobody knows when the session before was; the second session
    # of that day came 0 days after the first.
    assert counts(measure, "spacing") == {
        "first session": (1, 1, 1),
        "2 days or less": (1, 2, 2),
        "3–4 days": (1, 1, 1),
        "5–10 days": (1, 1, 1),
        "11–28 days": (2, 2, 2),
        "29 days or more": (1, 1, 1),
    }
    assert counts(measure, "setting") == {"At home": (2, 2, 2), "Supervised": (5, 5, 5)}
    assert result.missing == ("route",)


def test_a_number_nobody_knows_is_in_no_group() -> None:
    result = dissociated(
        Somebody((Visit(0, cadss_peak=9),), joined=True), Somebody((Visit(0, cadss_peak=9),))
    )
    assert counts(result.measure, "session_number") == {"session 1": (1, 1, 1)}


def test_without_the_column_the_panel_names_it() -> None:
    bare = cohort(Somebody(visits(0)))
    for analysis, needs in (
        (dissociation, "cadss_peak"),
        (blood_pressure, "systolic_peak and diastolic_peak"),
        (adverse_events, "adverse_event or stopped_early"),
    ):
        result = analysis(bare)
        assert isinstance(result, Withheld)
        assert needs in result.reason


def test_with_the_column_but_nobody_selected_recorded() -> None:
    two = cohort(Somebody(visits(0)), Somebody(visits(0, cadss_peak=9, systolic_peak=120)))
    first = two.narrowed(np.array([True, False]))
    for analysis in (dissociation, blood_pressure):
        result = analysis(first)
        assert isinstance(result, Withheld)
        assert "Nobody in this selection" in result.reason


def pressure(day: int, systolic: tuple, diastolic: tuple) -> Visit:
    return Visit(
        day,
        systolic_before=systolic[0],
        systolic_peak=systolic[1],
        diastolic_before=diastolic[0],
        diastolic_peak=diastolic[1],
    )


def test_rise_and_peak_of_blood_pressure() -> None:
    result = blood_pressure(
        cohort(
            Somebody((pressure(0, (120, 160), (80, 90)), pressure(3, (120, 159), (80, 104)))),
            Somebody((pressure(0, (150, 180), (70, 80)), pressure(3, (None, 185), (None, 95)))),
            Somebody((pressure(0, (120, 130), (80, None)), pressure(3, (120, 165), (80, None)))),
        )
    )
    assert isinstance(result, BloodPressure)

    def everything(key: str) -> tuple[int, int]:
        measure = result.measure(key)
        assert measure is not None
        return measure.everything.beyond, measure.everything.recorded

    assert everything("systolic_rise") == (2, 5)
    assert everything("diastolic_rise") == (0, 3)
    assert everything("systolic_peak") == (2, 6)
    assert everything("diastolic_peak") == (0, 4)
    # One beyond its line decides; not beyond with the other not taken leaves the session open.
    assert everything("large_rise") == (2, 4)
    assert everything("high_peak") == (2, 4)
    large = result.measure("large_rise")
    assert large is not None
    assert large.everything.worst == Proportion(successes=2, total=3)
    assert large.line == "40 mmHg or more systolic, or 25 mmHg or more diastolic"
    rise = result.measure("systolic_rise")
    assert rise is not None and rise.everything.median == 39
    assert result.missing == ("dose_mg_per_kg", "route", "setting")


def test_peaks_alone_give_no_rise() -> None:
    result = blood_pressure(cohort(Somebody((Visit(0, systolic_peak=181),))))
    assert isinstance(result, BloodPressure)
    assert [measure.key for measure in result.measures] == ["systolic_peak", "high_peak"]
    assert result.missing[:3] == ("systolic_before", "diastolic_before", "diastolic_peak")


def events(*people: Somebody) -> AdverseEvents:
    result = adverse_events(cohort(*people))
    assert isinstance(result, AdverseEvents)
    return result


def test_events_kinds_and_sessions_stopped_early() -> None:
    result = events(
        Somebody(
            (
                Visit(0, adverse_event="Nausea, headache", stopped_early=1),
                Visit(3, adverse_event="none", stopped_early=0),
                Visit(7, stopped_early=0),
            )
        ),
        Somebody((Visit(0, adverse_event="nausea"), Visit(3, adverse_event="yes", stopped_early=0))),
    )
    event, stopped = result.measures
    assert (event.key, event.everything.beyond, event.everything.recorded) == ("adverse_event", 3, 4)
    assert (stopped.key, stopped.everything.beyond, stopped.everything.recorded) == ("stopped_early", 1, 4)
    assert not event.blank_is_no and not stopped.blank_is_no
    assert [(kind.label, kind.beyond, kind.recorded) for kind in result.kinds] == [
        ("nausea", 2, 4),
        ("headache", 1, 4),
    ]


def test_a_file_that_never_says_no_is_read_as_saying_it_by_silence() -> None:
    result = events(Somebody((Visit(0, adverse_event="nausea", stopped_early=1), Visit(3), Visit(7))))
    for measure in result.measures:
        assert measure.blank_is_no
        assert (measure.everything.beyond, measure.everything.recorded) == (1, 3)
    assert (result.kinds[0].beyond, result.kinds[0].recorded) == (1, 3)


def test_one_of_the_two_columns_is_enough() -> None:
    result = events(Somebody(visits(0, stopped_early=0)))
    assert [measure.key for measure in result.measures] == ["stopped_early"]
    assert result.kinds == ()
    assert result.missing[0] == "adverse_event"


# Who stops.


def test_stopping_counts_only_people_followed_long_enough() -> None:
    six = (0, 3, 7, 10, 14, 17)
    result = stopping(
        cohort(
            Somebody(visits(0, site="Elm"), followup=28),
            Somebody(visits(0, site="Elm"), followup=27),
            Somebody(visits(0, 28, site="Elm")),
            Somebody(visits(0, 29, site="Elm")),
            Somebody((Visit(0), Visit(0))),
            Somebody(visits(*six, site="Park")),
            Somebody(visits(*six, site="Park"), followup=37),
            Somebody(visits(0, site="Park"), joined=True),
            Somebody(visits(0, site="Park"), followup=None),
        )
    )
    told = {g.label: (g.people, pair(g.after_one), pair(g.before_finishing)) for g in result.groups}
    assert told == {
        "all": (8, (4, 7), (4, 5)),
        "Elm": (4, (2, 3), (2, 2)),
        "Park": (3, (1, 3), (1, 2)),
    }
    assert result.missing == ("route",)
    assert (result.one_session_days, result.completion_days) == (28, 38)


def pair(part: Proportion) -> tuple[int, int]:
    return part.successes, part.total


# Generated clinics, one session and one person at a time.


def invented(seed: int, people: int) -> list[Somebody]:
    random = np.random.default_rng(seed)

    def maybe(value: Any, chance: float = 0.85) -> Any:
        return value if random.random() < chance else None

    def somebody() -> Somebody:
        days = np.cumsum([0, *random.choice([0, 2, 3, 5, 9, 20, 45], int(random.integers(0, 9)))]).tolist()
        rows = [
            Visit(
                day,
                number=int(random.integers(4, 9)),
                route=maybe(str(random.choice(["IV", "Oral"]))),
                setting=maybe(str(random.choice(["Supervised", "At home"]))),
                site=str(random.choice(["Elm", "Park"])),
                dose_mg_per_kg=maybe(float(random.choice([0.4, 0.5, 0.9, 1.3]))),
                cadss_peak=maybe(float(random.integers(0, 15))),
                adverse_event=maybe(str(random.choice(["none", "none", "nausea", "headache, nausea"]))),
                stopped_early=maybe(float(random.random() < 0.1)),
                systolic_before=maybe(float(random.integers(100, 150))),
                systolic_peak=maybe(float(random.integers(120, 190))),
                diastolic_before=maybe(float(random.integers(60, 90))),
                diastolic_peak=maybe(float(random.integers(70, 115))),
            )
            for day in days
        ]
        return Somebody(
            tuple(rows), followup=int(days[-1] + random.integers(0, 50)), joined=random.random() < 0.1
        )

    return [somebody() for _ in range(people)]


def told_by(people: list[Somebody], value: Any, beyond: Any, inside: Any) -> dict[str, Any]:
    """The figures of one group, session by session: `value` of a visit (None: not recorded), whether it is
    `beyond`, and `inside`, which is given the person and the place of the visit."""
    values, events_by_person, sessions_by_person, sessions, present = [], [], [], 0, 0
    for person in people:
        rows = sorted(person.visits, key=lambda visit: visit.day)
        own = [row for place, row in enumerate(rows) if inside(person, rows, place)]
        known = [value(row) for row in own if value(row) is not None]
        sessions, present = sessions + len(own), present + bool(own)
        values += known
        if known:
            events_by_person.append(sum(map(beyond, known)))
            sessions_by_person.append(len(known))
    return {
        "sessions": sessions,
        "values": values,
        "events": events_by_person,
        "exposure": sessions_by_person,
        "silent": present - len(events_by_person),
    }


def assert_group(found: SessionGroup, told: dict[str, Any], *, number: bool) -> None:
    b, y = np.array(told["events"], dtype=float), np.array(told["exposure"], dtype=float)
    n = len(b)
    assert (found.sessions, found.recorded, found.people) == (told["sessions"], len(told["values"]), n)
    assert (found.beyond, found.not_recorded_people) == (int(b.sum()), told["silent"])
    assert pair(found.worst) == (int((b > 0).sum()), n)
    if n < 10:
        assert found.rate.value is found.worst.share is found.upper_quartile is None
        return
    rate = b.sum() / y.sum()
    assert found.rate.value == pytest.approx(100 * rate, abs=1e-9)
    wilson = stats.binomtest(int((b > 0).sum()), n).proportion_ci(method="wilson")
    assert (found.worst.low, found.worst.high) == pytest.approx((wilson.low, wilson.high), abs=1e-9)
    if b.sum():
        se = sqrt(n / (n - 1) * sum((b - rate * y) ** 2)) / b.sum()
        limits = (100 * rate * exp(-Z * se), min(100 * rate * exp(Z * se), 100))
        assert (found.rate.low, found.rate.high) == pytest.approx(limits, abs=1e-9)
    else:
        assert found.rate.low is found.rate.high is None
    if number:
        quartiles = np.quantile(told["values"], [0.5, 0.25, 0.75])
        seen = (found.median, found.lower_quartile, found.upper_quartile)
        assert seen == pytest.approx(tuple(quartiles), abs=1e-9)


def everywhere(person: Somebody, rows: list[Visit], place: int) -> bool:
    return True


def third_to_sixth(person: Somebody, rows: list[Visit], place: int) -> bool:
    if person.joined:
        return 3 <= rows[place].number <= 6
    return 3 <= sorted({row.day for row in rows}).index(rows[place].day) + 1 <= 6


def soon_after(person: Somebody, rows: list[Visit], place: int) -> bool:
    return place > 0 and rows[place].day - rows[place - 1].day <= 2


def at_home(person: Somebody, rows: list[Visit], place: int) -> bool:
    return rows[place].setting == "At home"


def strong(person: Somebody, rows: list[Visit], place: int) -> bool:
    return (rows[place].dose_mg_per_kg or 0) >= 1.2


GROUPS = (
    ("all", "all", everywhere),
    ("session_number", "sessions 3–6", third_to_sixth),
    ("spacing", "2 days or less", soon_after),
    ("setting", "At home", at_home),
    ("dose_band", "1.2 mg/kg and over", strong),
)


def rise(visit: Visit) -> float | None:
    if visit.systolic_before is None or visit.systolic_peak is None:
        return None
    return visit.systolic_peak - visit.systolic_before


def high_peak(visit: Visit) -> bool | None:
    parts = [
        None if visit.systolic_peak is None else visit.systolic_peak >= 180,
        None if visit.diastolic_peak is None else visit.diastolic_peak >= 110,
    ]
    return True if True in parts else None if None in parts else False


def had_event(visit: Visit) -> bool | None:
    return None if visit.adverse_event is None else visit.adverse_event != "none"


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("people", [8, 45])
def test_sessions_equal_a_count_of_one_at_a_time(seed: int, people: int) -> None:
    clinic = invented(seed, people)
    everybody = cohort(*clinic)
    felt, bp, harm = dissociation(everybody), blood_pressure(everybody), adverse_events(everybody)
    assert (
        isinstance(felt, Dissociation) and isinstance(bp, BloodPressure) and isinstance(harm, AdverseEvents)
    )
    measures = (
        (felt.measure, lambda visit: visit.cadss_peak, lambda value: value > 4, True),
        (bp.measure("systolic_rise"), rise, lambda value: value >= 40, True),
        (bp.measure("high_peak"), high_peak, bool, False),
        (harm.measure("adverse_event"), had_event, bool, False),
        (harm.measure("stopped_early"), lambda visit: visit.stopped_early, bool, False),
    )
    for measure, value, beyond, number in measures:
        for grouping, label, inside in GROUPS:
            told = told_by(clinic, value, beyond, inside)
            if told["sessions"]:
                assert_group(group(measure, grouping, label), told, number=number)


@pytest.mark.parametrize("seed", range(5))
def test_stopping_equals_a_count_of_one_person_at_a_time(seed: int) -> None:
    clinic = [replace(person, joined=False) for person in invented(50 + seed, 60)]
    result = stopping(cohort(*clinic))
    for site in ("all", "Elm", "Park"):
        own = [person for person in clinic if site in ("all", person.visits[0].site)]
        days = [(person.followup or 0, sorted({visit.day for visit in person.visits})) for person in own]
        month = [when for followup, when in days if followup >= 28]
        stopped = sum(not any(0 < day <= 28 for day in when) for when in month)
        found = next(g for g in result.groups if g.label == site)
        assert pair(found.after_one) == (stopped, len(month))
        later = [when for followup, when in days if followup >= 38]
        assert pair(found.before_finishing) == (sum(not finished(when) for when in later), len(later))


def finished(days: list[int]) -> bool:
    """At least four session days in induction, the last a week after the first or later."""
    run = [days[0]]
    for day in days[1:]:
        if day - run[-1] > 10 or day > 28 or len(run) == 8:
            break
        run.append(day)
    return len(run) >= 4 and run[-1] >= 7
