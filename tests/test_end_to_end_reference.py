"""Files to numbers, against a second implementation in R that shares no code with this one.

`tests/reference/end_to_end` holds the clinics (CSV), `reference.R` and its answers. Each test runs the real
command on a clinic's files and compares what it wrote with R. Days, counts and people must be equal; closed
forms agree to 1e-9, the interval-censored estimate (npsurv) to 1e-6.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from afterglow.cli import main
from afterglow.courses.sessions import derive_courses
from afterglow.definitions.rules import SMALL, rules_from
from afterglow.definitions.vocabulary import Kind
from afterglow.ingest.importing import Answers, Source, read_files
from afterglow.ledger import UNKNOWN

Plain = dict[str, Any]

FOLDER = Path(__file__).parent / "reference" / "end_to_end"
CLINICS = ("weekly", "phased", "clock", "two_scales", "relative", "edges", "long_followup")
OTHER_SETTINGS = ("weekly_stricter", "clock_last_contact", "two_scales_shorter", "relative_unknown_end")
EXACT, FITTED = 1e-9, 1e-6
LIKELIHOOD_LIMITS = 1e-5  # both sides search for them
FOLLOWED = "cumulative_followed"  # of those followed for the longest induction and the reading after it

ANSWERS: dict[str, Plain] = {
    name: json.loads((FOLDER / "answers" / f"{name}.json").read_text(encoding="utf-8"))
    for name in (*CLINICS, *OTHER_SETTINGS)
}
SCALES = [(clinic, scale) for clinic in ANSWERS for scale in ANSWERS[clinic]["instruments"]]
WINDOWS = [
    (clinic, scale, preset)
    for clinic, scale in SCALES
    for preset in ANSWERS[clinic]["instruments"][scale]["presets"]
]
CRITERIA = [
    (clinic, scale, criterion)
    for clinic, scale in SCALES
    for criterion in ANSWERS[clinic]["instruments"][scale].get("improvement", {})
]


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Mapping[str, Plain]]:
    """Results of one clinic by kind, as `afterglow summary` writes them; each command is run once."""
    out = tmp_path_factory.mktemp("summaries")

    @cache
    def run(clinic: str, scale: str, preset: str = "mcinnes_2022", criterion: str = "response") -> Plain:
        name = f"{clinic}-{scale}-{preset}-{criterion}"
        rules, written = out / f"{name}.toml", out / f"{name}.json"
        chosen = {"preset": preset, "criterion": criterion, **ANSWERS[clinic]["rules"]}
        rules.write_text(
            "".join(f"{key} = {_toml(value)}\n" for key, value in chosen.items()), encoding="utf-8"
        )
        files = [part for kind, path in files_of(clinic).items() for part in (f"--{kind}", str(path))]
        asked = ["--rules", str(rules), "--instrument", scale, "--json", str(written)]
        assert main(["summary", *files, *asked, *_options(clinic)]) == 0
        results = json.loads(written.read_text(encoding="utf-8"))["results"]
        return {result["kind"]: result for result in results.values()}

    return run


def files_of(clinic: str) -> dict[Kind, Path]:
    answer = ANSWERS[clinic]
    kinds: tuple[Kind, ...] = (
        ("sessions", "scores", "patients") if answer["patients"] else ("sessions", "scores")
    )
    return {kind: FOLDER / "data" / answer["data"] / f"{kind}.csv" for kind in kinds}


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + "}"
    return json.dumps(value)


def _options(clinic: str) -> list[str]:
    cutoff = ANSWERS[clinic]["cutoff"]
    options = ["--reaches-back", "yes", "--who5-scale", "percent"]
    return options if cutoff is None else [*options, "--cutoff", cutoff]


def expected(clinic: str, scale: str) -> Plain:
    return ANSWERS[clinic]["instruments"][scale]


def close(found: float | None, wanted: float | None, *, within: float = EXACT) -> bool:
    if found is None or wanted is None:
        return found is None and wanted is None
    return abs(found - wanted) <= within * max(1.0, abs(wanted))


def check_proportion(found: Plain, wanted: Plain, where: str) -> None:
    assert (found["successes"], found["total"]) == (wanted["successes"], wanted["total"]), where
    for part in ("share", "low", "high"):
        quoted = wanted.get(part) if wanted["total"] >= SMALL.percentage else None
        assert close(found[part], quoted), (where, part)


def check_numbers(found: Plain, wanted: Plain, names: Iterable[str], where: str) -> None:
    for name in names:
        assert close(found[name], wanted[name]), (where, name, found[name], wanted[name])


# ---- courses --------------------------------------------------------------------------------------------


COURSE_FIELDS = ("sessions", "run", "end", "completed", "boosters", "followup", "next_course")


@pytest.mark.parametrize("clinic", ANSWERS)
def test_first_courses(clinic: str) -> None:
    """Sessions, induction, boosters, follow-up and the next course of every person, as a multiset."""
    answer = ANSWERS[clinic]
    rows = [tuple(row.get(name) for name in COURSE_FIELDS) for row in answer["courses"]]
    files = [Source(path.name, path.read_bytes(), kind) for kind, path in files_of(clinic).items()]
    cutoff = None if answer["cutoff"] is None else date.fromisoformat(answer["cutoff"])
    ledger = read_files(files, Answers(cutoff=cutoff, reaches_back=True, who5_scale="percent")).ledger
    assert ledger is not None
    courses, _ = derive_courses(ledger, rules_from(answer["rules"]))
    columns = (
        courses.session_days,
        courses.induction_sessions,
        courses.induction_end,
        courses.completed,
        courses.boosters,
        courses.followup_day,
        courses.next_course_day,
    )
    first = (courses.number == 0) & ~courses.joined_mid_course
    found = zip(*(column[first].tolist() for column in columns), strict=True)
    assert Counter(found) == Counter(tuple(UNKNOWN if x is None else x for x in row) for row in rows)
    assert int(courses.joined_mid_course.sum()) == answer["joined_mid_course"]


# ---- rates and change -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("clinic", "scale", "preset"), WINDOWS)
def test_rates(summary: Callable[..., Plain], clinic: str, scale: str, preset: str) -> None:
    found = summary(clinic, scale, preset)["rates"]
    wanted = expected(clinic, scale)["presets"][preset]
    for name, people in wanted["scope"].items():
        assert found["scope"][name] == people, name
    assert found["scope"]["joined_mid_course"] == ANSWERS[clinic]["joined_mid_course"]
    rates = {rate["key"]: rate for rate in found["rates"]}
    for key, rate in wanted.get("rates", {}).items():
        for rule in set(rate) - {"excluded"}:
            check_proportion(rates[key][rule], rate[rule], f"{key} {rule}")
        assert sum(count["people"] for count in rates[key]["excluded"]) == rate["excluded"], key
    ours = {"response", "remission", "reliable_improvement", "reliable_deterioration"} & set(rates)
    assert ours == set(wanted.get("rates", {}))


@pytest.mark.parametrize(("clinic", "scale", "preset"), WINDOWS)
def test_change(summary: Callable[..., Plain], clinic: str, scale: str, preset: str) -> None:
    found = summary(clinic, scale, preset)["change"]
    wanted = expected(clinic, scale)["presets"][preset]["change"]
    assert wanted["n"] >= SMALL.change
    plain = ("n", "baseline_mean", "endpoint_mean", "sd", "median", "lower_quartile", "upper_quartile")
    check_numbers(found, wanted, (*plain, "signed_rank_p", "signed_rank_n", "d_z", "g_av"), "change")
    mean = {"value": wanted["mean"], "low": wanted["mean_low"], "high": wanted["mean_high"]}
    check_numbers(found["mean"], mean, mean, "mean")
    shift = {"value": wanted["hodges_lehmann"], "low": wanted["hl_low"], "high": wanted["hl_high"]}
    check_numbers(found["hodges_lehmann"], shift, shift, "Hodges-Lehmann")
    changes = [pair["endpoint"] - pair["baseline"] for pair in found["pairs"]]
    assert (min(changes), max(changes)) == (wanted["minimum"], wanted["maximum"])
    assert sum(pair["people"] for pair in found["pairs"]) == wanted["n"]


@pytest.mark.parametrize(("clinic", "scale"), SCALES)
def test_trajectory(summary: Callable[..., Plain], clinic: str, scale: str) -> None:
    found = summary(clinic, scale)["trajectory"]
    wanted = expected(clinic, scale)["trajectory"]
    assert [point["day"] for point in found["points"]] == wanted["day"]
    assert [point["on_session_day"] for point in found["points"]] == wanted["on_session_day"]
    for line in ("points", "complete"):
        for point, answer in zip(found[line], wanted[line], strict=True):
            names = ("mean", "sd", "low", "high") if answer["n"] >= SMALL.change else ()
            check_numbers(point, answer, ("n", *names), f"{line}, day {point['day']}")


# ---- time to improvement --------------------------------------------------------------------------------


def check_curve(found: Plain, wanted: Plain, where: str) -> None:
    """Median with its limits; the limits are shown from 10 events on."""
    limits = wanted["events"] >= SMALL.median_interval_events
    answer = {
        "value": wanted.get("median"),
        "low": wanted.get("median_low") if limits else None,
        "high": wanted.get("median_high") if limits else None,
    }
    check_numbers(found["median"], answer, answer, where)


def check_shares(found: list[Plain], wanted: Plain, where: str) -> None:
    """Shares by day with their band, shown while five (or a weight of five) are at risk."""
    shown = {share["day"]: share["seen"] for share in found}
    compared = 0
    for day, share, low, high, at_risk in zip(
        *(wanted[name] for name in ("day", "share", "low", "high", "at_risk")), strict=True
    ):
        answer = {"value": share, "low": low, "high": high}
        if at_risk < SMALL.curve_at_risk - 1e-9:
            answer = dict.fromkeys(answer)
        check_numbers(shown[day], answer, answer, f"{where}, day {day}")
        compared += 1
    assert compared == len(shown)


@pytest.mark.parametrize(("clinic", "scale", "criterion"), CRITERIA)
def test_time_to_improvement(summary: Callable[..., Plain], clinic: str, scale: str, criterion: str) -> None:
    found = summary(clinic, scale, criterion=criterion)["improvement"]
    wanted = expected(clinic, scale)["improvement"][criterion]
    assert (found["criterion"], found["n"], found["improved"]) == (criterion, wanted["n"], wanted["improved"])
    left_out = [count["people"] for count in found["excluded"]]
    assert left_out == list(wanted["excluded"].values())
    check_curve(found["curve"], wanted["km"], "visits")
    check_shares(found["shares"], wanted["km"], "visits")


@pytest.mark.parametrize(("clinic", "scale", "criterion"), CRITERIA)
def test_interval_censored(summary: Callable[..., Plain], clinic: str, scale: str, criterion: str) -> None:
    found = summary(clinic, scale, criterion=criterion)["improvement"]
    wanted = expected(clinic, scale)["improvement"][criterion]["turnbull"]
    assert found["interval"]["gradient"] <= FITTED
    shown = {share["day"]: share for share in found["shares"]}
    for day, low, high in zip(wanted["day"], wanted["low"], wanted["high"], strict=True):
        assert close(shown[day]["true_low"], low, within=FITTED), day
        assert close(shown[day]["true_high"], high, within=FITTED), day
    for side in ("median_left", "median_right"):
        assert found["interval"][side] == wanted.get(side)


@pytest.mark.parametrize(("clinic", "scale", "criterion"), CRITERIA)
def test_likelihood_interval(summary: Callable[..., Plain], clinic: str, scale: str, criterion: str) -> None:
    """Shown for 60 people or more while the share is neither small nor large; nowhere else."""
    found = summary(clinic, scale, criterion=criterion)["improvement"]
    answers = expected(clinic, scale)["improvement"][criterion].get("likelihood", [])
    wanted = {answer["day"]: answer for answer in answers}
    for share in found["shares"]:
        low, high = share["true_low"], share["true_high"]
        judged = low >= SMALL.interval_share_low and high <= SMALL.interval_share_high
        quotable = judged and found["n"] >= SMALL.interval_censored_interval
        assert (share["interval_low"] is not None) == (quotable and share["day"] in (7, 14, 21, 28))
        if quotable and share["day"] in wanted:
            answer = wanted[share["day"]]
            assert close(share["interval_low"], answer["low"], within=LIKELIHOOD_LIMITS), share["day"]
            assert close(share["interval_high"], answer["high"], within=LIKELIHOOD_LIMITS), share["day"]


@pytest.mark.parametrize(("clinic", "scale", "criterion"), CRITERIA)
def test_by_session(summary: Callable[..., Plain], clinic: str, scale: str, criterion: str) -> None:
    found = summary(clinic, scale, criterion=criterion)["by_session"]
    wanted = expected(clinic, scale)["by_session"][criterion]
    assert (found["criterion"], found["starters"]) == (criterion, wanted["followed"])
    for point, answer in zip(found["points"], wanted["points"], strict=True):
        assert (point["number"], point["received"]) == (answer["number"], answer["received"])
        check_proportion(point["responded"], answer["responded"], f"after session {point['number']}")
        check_proportion(point["cumulative"], answer[FOLLOWED], f"by session {point['number']}")
        check_proportion(point["cumulative_all"], answer["cumulative"], f"by session {point['number']}, all")


# ---- boosters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clinic", ANSWERS)
def test_gaps(summary: Callable[..., Plain], clinic: str) -> None:
    """First gap, later gaps and all together; later ones only where the end of follow-up is known."""
    found, wanted = summary(*first_scale(clinic))["boosters"], ANSWERS[clinic]["boosters"]
    check_numbers(found, wanted, ("completed_inductions", "incomplete_inductions", "boosted"), "counts")
    first = found["first"]
    assert (first["people"], first["completed"]) == (
        wanted["completed_inductions"],
        wanted["first"]["events"],
    )
    for part in ("first", "everything", *(["later"] if "later" in wanted else [])):
        if part != "first":
            assert found[part]["people"] == wanted[part]["people"]
        check_curve(found[part], wanted[part], part)
        check_shares(found[part]["shares"], wanted[part], part)
    naive = wanted["naive"]
    assert (found["naive"]["value"], found["naive_gaps"]) == (naive["later"], naive["later_n"])


@pytest.mark.parametrize("clinic", ANSWERS)
def test_what_needs_the_end_of_followup(summary: Callable[..., Plain], clinic: str) -> None:
    found, wanted = summary(*first_scale(clinic))["boosters"], ANSWERS[clinic]["boosters"]
    assert found["shorter_than_truth"] == ("later" not in wanted)
    if "later" not in wanted:
        assert found["later"]["median"]["value"] is None and found["later"]["reason"] == "no_cutoff"
        assert found["per_year"]["value"] is None and found["still_coming"] is None
        return
    assert found["later"]["followup_at_least"] == wanted["later"]["followup_at_least"]
    rate = wanted["per_year"]
    check_numbers(found["per_year"], rate, ("value", "low", "high", "n"), "per year")
    assert (close(found["years"], rate["years"]), found["booster_count"]) == (True, rate["boosters"])
    check_proportion(found["still_coming"], wanted["still_coming"]["completed"], "still coming")


def first_scale(clinic: str) -> tuple[str, str]:
    return next((name, scale) for name, scale in SCALES if name == clinic)
