"""Trends: counted again one person at a time, limits by hand, signals in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from afterglow.definitions.rules import Rules, rules_from
from afterglow.ledger import UNKNOWN
from afterglow.panels import trends as words
from afterglow.pipeline import View, demo
from afterglow.results import ControlChart, Withheld


@pytest.fixture(scope="module")
def view() -> View:
    found = demo()
    assert found.ledger is not None
    return View(found.ledger)


def chart(view: View, quantity: str = "response") -> ControlChart:
    result = view.result(f"{quantity}_trend")
    assert isinstance(result, ControlChart)
    return result


def slow_response(view: View) -> dict[int, tuple[int, int, bool]]:
    """(responded, judged, settled) by quarter, one first course at a time, missing counted as failure."""
    cohort, told = view.cohort, {}
    out, courses = cohort.outcomes, cohort.courses
    for row in cohort.rows:
        quarter = int(view.ledger.patients.start_quarter[courses.patient[row]])
        got, n, settled = told.get(quarter, (0, 0, True))
        followup = courses.followup_day[row]
        if not courses.completed[row]:
            told[quarter] = (got, n, settled and followup >= 38)
            continue
        closed = followup >= courses.induction_end[row] + 31
        before, after = out.baseline[row], out.endpoint[row]
        if closed and before > 0:
            n += 1
            got += bool(2 * after <= before)
        told[quarter] = (got, n, settled and bool(closed))
    return told


def test_every_quarter_equals_a_count_by_hand(view: View) -> None:
    counted = slow_response(view)
    points = chart(view).points
    assert len(points) == len([n for _, n, _ in counted.values() if n])
    for quarter, point in zip(sorted(counted), points, strict=True):
        assert (point.successes, point.n, point.settled) == counted[quarter]
        assert point.period == f"{quarter // 4} Q{quarter % 4 + 1}"


def test_centre_and_limits_follow_the_formula(view: View) -> None:
    result = chart(view)
    settled = [point for point in result.points if point.settled]
    pooled = sum(p.successes or 0 for p in settled) / sum(p.n for p in settled)
    assert result.phases[0].centre == pytest.approx(pooled, abs=1e-12)
    assert not result.phases[0].laney
    for point in settled:
        reach = 3 * (pooled * (1 - pooled) / point.n) ** 0.5
        assert point.lower == pytest.approx(max(0, pooled - reach), abs=1e-12)
        assert point.upper == pytest.approx(min(1, pooled + reach), abs=1e-12)


def test_open_quarters_have_no_limits_and_no_signal(view: View) -> None:
    hollow = [point for point in chart(view).points if not point.settled]
    assert hollow
    assert all(point.lower is None and point.upper is None and not point.signals for point in hollow)


def test_limits_worked_out_anew_make_two_phases(view: View) -> None:
    rules = rules_from({"limits_from": "2024 Q3"})
    result = chart(View(view.ledger, rules))
    before, after = result.phases
    assert result.recalculated_from == "2024 Q3" == result.points[after.first].period
    assert before.last + 1 == after.first
    assert not before.firm
    part = [point for point in result.points[: after.first] if point.settled]
    assert before.centre == pytest.approx(sum(p.successes or 0 for p in part) / sum(p.n for p in part))


def test_an_unreadable_quarter_is_refused() -> None:
    with pytest.raises(ValueError, match="2024 Q3"):
        Rules(limits_from="autumn")


def test_few_quarters_are_said_to_be_few(view: View) -> None:
    latest = view.ledger.patients.start_quarter.max()
    few = View(view.ledger, selection=replace(view.selection, first_quarter=int(latest) - 5))
    result = chart(few)
    assert not result.phases[0].firm
    assert not any(point.signals for point in result.points)
    assert "too few for firm limits" in words.answer(result)


def test_medians_use_moving_ranges(view: View) -> None:
    result = chart(view, "days_to_endpoint")
    values = np.array([point.value for point in result.points if point.settled], dtype=float)
    spread = 2.66 * np.abs(np.diff(values)).mean()
    assert result.points[0].upper == pytest.approx(values.mean() + spread)
    assert result.points[0].lower == pytest.approx(values.mean() - spread)


def test_without_quarters_one_sentence_says_so(view: View) -> None:
    people = view.ledger.patients
    blank = replace(people, start_quarter=np.full(len(people), UNKNOWN))
    result = View(replace(view.ledger, patients=blank)).result("response_trend")
    assert isinstance(result, Withheld)
    assert "start_quarter" in result.mend


def test_years_alone_make_yearly_points(view: View) -> None:
    result = chart(View(replace(view.ledger, years_only=True)))
    assert result.period == "year"
    assert [point.period for point in result.points] == ["2022", "2023", "2024", "2025", "2026"]
    assert sum(p.n for p in result.points) == sum(p.n for p in chart(view).points)


def test_a_run_is_told_with_its_side(view: View) -> None:
    base = chart(view)
    centre = base.phases[0].centre or 0
    settled = [index for index, point in enumerate(base.points) if point.settled][-8:]
    points = tuple(
        replace(point, value=centre + 0.1, signals=("eight_on_one_side",)) if index in settled else point
        for index, point in enumerate(base.points)
    )
    told = words.answer(replace(base, points=points))
    assert "The last **8** quarters all lie above it." in told
