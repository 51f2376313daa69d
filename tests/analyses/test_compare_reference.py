"""Comparing groups, against R over the same invented people (tests/reference/compare.R)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from afterglow.analyses.compare import REST
from afterglow.cli import main
from afterglow.ledger import Category, Ledger
from afterglow.pipeline import Selection, View
from afterglow.results import Comparison, Estimate, Funnel, from_json, to_json
from tests.courses.ledgers import PersonRows, ScoreRow, SessionRow, ledger_of
from tests.stats.reference import cases

CLINICS = ("three_sites", "two_routes", "five_groups")
SESSIONS = tuple(SessionRow(day) for day in (0, 3, 7, 10))
clinics = pytest.mark.parametrize("clinic", CLINICS)


def clinic_ledger(clinic: str) -> Ledger:
    """Four sessions each; PHQ-9 before, on day 8 and, for most, on day 31."""
    rows = cases("compare")[clinic]["people"]
    people = []
    for before, middle, end in zip(rows["before"], rows["middle"], rows["end"], strict=True):
        scores = [ScoreRow("phq9", 0, before), ScoreRow("phq9", 8, middle)]
        scores += [] if end is None else [ScoreRow("phq9", 31, end)]
        people.append(PersonRows(SESSIONS, tuple(scores), followup=200))
    labels = tuple(dict.fromkeys(rows["group"]))
    codes = np.array([labels.index(label) for label in rows["group"]])
    ledger = ledger_of(people, ("phq9",))
    return replace(ledger, patients=replace(ledger.patients, categories={"site": Category(labels, codes)}))


def compared(clinic: str, **asked: Any) -> Comparison:
    result = View(clinic_ledger(clinic), selection=Selection(**asked)).analysed("comparison")
    assert isinstance(result, Comparison)
    return result


def close(found: float | None, wanted: float | None) -> bool:
    if found is None or wanted is None:
        return found is None and wanted is None
    return abs(found - wanted) <= 1e-9 * max(1.0, abs(wanted))


def check(found: Estimate | None, wanted: dict[str, float] | None) -> None:
    assert (found is None) == (wanted is None or not wanted)
    if found is not None and wanted:
        for name in ("value", "low", "high"):
            assert close(getattr(found, name), wanted[name]), name


@clinics
def test_rates_differences_and_odds(clinic: str) -> None:
    result, wanted = compared(clinic), cases("compare")[clinic]
    assert (result.reference, result.reference_rule) == (wanted["reference"], "largest")
    for group, answer in zip(result.groups, wanted["groups"], strict=True):
        assert group.label == answer["label"]
        assert group.too_few == (answer["n"] < 10)
        for own in group.outcomes:
            told = answer["outcomes"][own.rate.key]
            seen = own.rate.observed
            assert (seen.successes, seen.total) == (told["successes"], told["scored"])
            assert close(seen.low, told["low"]) and close(seen.high, told["high"])
            for part, limits in (
                (own.rate.missing_as_failure, told["failure"]),
                (own.rate.missing_as_success, told["success"]),
            ):
                assert part.total == told["judged"]
                assert close(part.low, limits[0]) and close(part.high, limits[1])
            against = own.against
            check(against and against.observed, told.get("difference"))
            check(against and against.missing_as_failure, told.get("difference_failure"))
            check(against and against.missing_as_success, told.get("difference_success"))
            # R's odds ratio comes from an iterated fit.
            odds = against and against.odds_ratio
            assert (odds is None) == (not told.get("odds"))
            if odds is not None:
                assert odds.value == pytest.approx(told["odds"]["value"], rel=1e-7)
                assert odds.low == pytest.approx(told["odds"]["low"], rel=1e-6)
                assert odds.high == pytest.approx(told["odds"]["high"], rel=1e-6)


@clinics
def test_against_the_rest(clinic: str) -> None:
    result, wanted = compared(clinic, reference=REST), cases("compare")[clinic]
    assert (result.reference, result.reference_rule) == (None, "rest")
    for group, answer in zip(result.groups, wanted["groups"], strict=True):
        for own in group.outcomes:
            check(own.against and own.against.observed, answer["outcomes"][own.rate.key].get("rest"))


@clinics
def test_every_test_and_its_adjusted_p(clinic: str) -> None:
    result, wanted = compared(clinic), cases("compare")[clinic]["tests"]
    assert {test.key for test in result.tests} == set(wanted)
    for test in result.tests:
        answer = wanted[test.key]
        assert close(test.p, answer["p"]), test.key
        assert close(test.p_adjusted, answer["adjusted"]), test.key
        assert close(test.statistic, answer.get("statistic")), test.key
        assert close(test.effect, answer.get("effect")), test.key
        assert test.small_expected == answer.get("rough", False)


@clinics
def test_change_and_rates_of_equal_severity(clinic: str) -> None:
    result, wanted = compared(clinic), cases("compare")[clinic]
    evened = 0
    for group, answer in zip(result.groups, wanted["groups"], strict=True):
        assert (group.change.n, group.change.median) == (answer["n"], answer["median"])
        check(group.change.mean if group.change.mean.value is not None else None, answer["mean"])
        for own in group.outcomes:
            told = answer["outcomes"][own.rate.key].get("standardised")
            check(own.standardised, told)
            evened += bool(told)
    assert evened > 0


@clinics
def test_funnel_limits(clinic: str) -> None:
    result, wanted = View(clinic_ledger(clinic)).analysed("funnel"), cases("compare")[clinic]
    assert isinstance(result, Funnel)
    assert result.pooled.share is not None and close(result.pooled.share, wanted["pooled"])
    for site, limits in zip(result.sites, wanted["funnel"], strict=True):
        found = (site.outer_low, site.inner_low, site.inner_high, site.outer_high)
        assert all(close(mine, theirs) for mine, theirs in zip(found, limits, strict=True))
    assert bool(result.limits) == (len(result.sites) >= 5)


@clinics
def test_results_survive_json(clinic: str) -> None:
    view = View(clinic_ledger(clinic))
    for name in ("comparison", "funnel"):
        result = view.analysed(name)
        assert from_json(to_json(result)) == result


def test_the_command_writes_the_same_tests(tmp_path: Path) -> None:
    """The same people as files: nothing is lost or made on the way."""
    rows, wanted = cases("compare")["five_groups"]["people"], cases("compare")["five_groups"]["tests"]
    sessions, scores, groups = ["patient_id,session_day"], ["patient_id,score_day,instrument,score"], []
    for number, (group, *found) in enumerate(
        zip(rows["group"], rows["before"], rows["middle"], rows["end"], strict=True)
    ):
        sessions += [f"P{number:03},{day.day}" for day in SESSIONS]
        days = zip((0, 8, 31), found, strict=True)
        scores += [f"P{number:03},{day},PHQ-9,{score}" for day, score in days if score is not None]
        groups.append(f"P{number:03},200,Site {group.upper()}")
    files = {
        "sessions": sessions,
        "scores": scores,
        "patients": ["patient_id,followup_day,site", *groups],
    }
    asked = []
    for kind, lines in files.items():
        (tmp_path / f"{kind}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        asked += [f"--{kind}", str(tmp_path / f"{kind}.csv")]
    out = tmp_path / "out.json"
    assert main(["summary", *asked, "--reaches-back", "yes", "--by", "site", "--json", str(out)]) == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    found = document["results"]["compared_tests"]
    assert (document["by"], found["columns"]) == ("site", ["site"])
    assert {test["key"] for test in found["tests"]} == set(wanted)
    for test in found["tests"]:
        assert close(test["p"], wanted[test["key"]]["p"])
        assert close(test["p_adjusted"], wanted[test["key"]]["adjusted"])
