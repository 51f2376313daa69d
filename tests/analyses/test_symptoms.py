"""Items, several scales and agreement: worked by hand on a small clinic, and again with R and statsmodels."""

from __future__ import annotations

import json
from dataclasses import replace
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from scipy import stats as scipy_stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

from afterglow.analyses.other_scales import other_scales, scales_agree
from afterglow.definitions.rules import Rules, preset
from afterglow.ledger import Floats, Ledger
from afterglow.pipeline import Selection, View
from afterglow.results import Agreement, OtherScales, ScalesAgree, SymptomChange, Symptoms, Withheld
from tests.spec.timeline import ledger_from

REFERENCE = json.loads(
    (Path(__file__).parents[1] / "reference" / "symptoms.json").read_text(encoding="utf-8")
)
RULES = replace(preset("end_of_induction"), population="started")
COURSE = "d0,3,7,10 S"
BEFORE = tuple(REFERENCE["before"])
AFTER = tuple(REFERENCE["after"])


def with_items(ledger: Ledger, answers: dict[str, Floats]) -> Ledger:
    """The ledger with item answers of some scales; one row of answers a row of scores, NaN for none."""
    items = {}
    for key, table in answers.items():
        rows = np.flatnonzero(~np.isnan(table).all(axis=1))
        items[key] = (rows, table[rows])
    return replace(ledger, scores=replace(ledger.scores, items=items))


def clinic(before: tuple[int, ...] = BEFORE, after: tuple[int, ...] = AFTER) -> Ledger:
    """One person a pair of answers to the third item of PHQ-9; daily functioning follows it up to 2."""
    people = [f"d-3 phq9={8 + a} | {COURSE} | d17 phq9={5 + b}" for a, b in zip(before, after, strict=True)]
    ledger = ledger_from(*people)
    third = np.ravel(np.column_stack((before, after))).astype(float)
    answers = np.ones((len(third), 9))
    answers[:, 2] = third
    return with_items(ledger, {"phq9": answers, "phq9_function": np.minimum(third, 2)[:, None]})


def view(ledger: Ledger, rules: Rules = RULES, scale: str = "phq9") -> View:
    return View(ledger, rules=rules, selection=Selection(instrument=scale))


def symptoms_of(ledger: Ledger, rules: Rules = RULES, scale: str = "phq9") -> Symptoms:
    result = view(ledger, rules, scale).result("symptoms")
    assert isinstance(result, Symptoms)
    return result


def item(result: Symptoms, number: int) -> SymptomChange:
    return next(row for row in result.items if row.key == f"item{number}")


def test_an_item_changes_as_r_and_scipy_say() -> None:
    sleep = item(symptoms_of(clinic()), 3)
    r = REFERENCE["paired"]
    change = np.array(AFTER) - np.array(BEFORE)
    interval = scipy_stats.ttest_1samp(change, 0).confidence_interval(0.95)
    assert (sleep.label, sleep.n, sleep.highest) == ("Sleep", len(BEFORE), 3)
    assert (sleep.before, sleep.after) == (pytest.approx(r["before"]), pytest.approx(r["after"]))
    assert sleep.change.value == pytest.approx(r["change"], abs=1e-12)
    assert [sleep.change.low, sleep.change.high] == pytest.approx([r["low"], r["high"]], abs=1e-9)
    assert [sleep.change.low, sleep.change.high] == pytest.approx(list(interval), abs=1e-9)
    assert sleep.median == np.median(change)


def test_the_largest_change_for_the_better_stands_first_and_functioning_apart() -> None:
    result = symptoms_of(clinic())
    assert result.items[0].key == "item3"
    assert {row.change.value for row in result.items[1:]} == {0.0}
    assert result.function is not None
    assert result.function.before == np.mean(np.minimum(BEFORE, 2))
    assert (result.named, result.lowest, result.higher_is_worse) == (True, 0, True)


def test_answers_come_from_the_forms_whose_totals_are_judged() -> None:
    """Nearest day 7 after induction is day 17, not 13; the last form before treatment is day -1, not -9."""
    people = [f"d-9 phq9=20 | d-1 phq9=18 | {COURSE} | d13 phq9=3 | d17 phq9=9"] * 10
    answers = np.tile(np.array([3.0, 2.0, 0.0, 1.0])[:, None], (10, 9))
    ledger = with_items(ledger_from(*people), {"phq9": answers})
    assert (item(symptoms_of(ledger), 1).before, item(symptoms_of(ledger), 1).after) == (2, 1)
    first = symptoms_of(ledger, replace(RULES, baseline="first"))
    assert (item(first, 1).before, first.baseline) == (3, "first")
    # A worst or mean baseline is no single form.
    worst = symptoms_of(ledger, replace(RULES, baseline="worst"))
    assert (item(worst, 1).before, worst.baseline) == (2, "last")


def test_whoever_lacks_an_answer_is_left_out_of_that_item_alone() -> None:
    ledger = clinic()
    rows, answers = ledger.scores.items["phq9"]
    answers = answers.copy()
    answers[0, 2] = np.nan  # the first person's sleep before treatment
    ledger = replace(ledger, scores=replace(ledger.scores, items={"phq9": (rows, answers)}))
    result = symptoms_of(ledger)
    assert (item(result, 3).n, item(result, 1).n) == (len(BEFORE) - 1, len(BEFORE))
    assert item(result, 3).before == pytest.approx(np.mean(BEFORE[1:]))
    assert result.function is None


def test_below_ten_people_only_the_median_is_told() -> None:
    sleep = item(symptoms_of(clinic((3, 3, 2), (1, 0, 2))), 3)
    assert (sleep.n, sleep.before, sleep.after, sleep.change.value, sleep.median) == (3, None, None, None, -2)


def test_items_of_a_licensed_scale_are_numbered() -> None:
    people = [f"d-3 madrs=30 | {COURSE} | d17 madrs=10"] * 10
    answers = np.tile(np.array([3.0, 1.0])[:, None], (10, 10))
    result = symptoms_of(with_items(ledger_from(*people), {"madrs": answers}), scale="madrs")
    assert (result.named, result.scope.instrument) == (False, "madrs")
    assert {row.label for row in result.items} == {f"Item {number}" for number in range(1, 11)}


def test_a_scale_without_items_borrows_those_of_the_scale_most_people_have() -> None:
    people = [f"d-3 phq9=18 gad7=12 | {COURSE} | d17 phq9=9 gad7=6"] * 10
    ledger = ledger_from(*people)
    of_phq9 = ledger.scores.instrument == ledger.instruments.index("phq9")
    answers = np.where(of_phq9[:, None], 1.0, np.nan) * np.ones((len(of_phq9), 9))
    result = symptoms_of(with_items(ledger, {"phq9": answers}), scale="gad7")
    assert (result.scope.instrument, item(result, 1).n) == ("phq9", 10)


def test_without_items_the_columns_are_named() -> None:
    result = view(ledger_from(f"d-3 phq9=18 | {COURSE} | d17 phq9=9")).result("symptoms")
    assert isinstance(result, Withheld)
    assert "phq9_1 to phq9_9" in result.reason


def both_scales() -> Ledger:
    """PHQ-9 20 to 10 or 11 and MADRS 30 to 15 or 20: four kinds of people by which scale shows response."""
    kinds = {(10, 15): 9, (10, 20): 1, (11, 15): 6, (11, 20): 4}
    people = [
        f"d-3 phq9=20 madrs=30 | {COURSE} | d17 phq9={a} madrs={b}"
        for (a, b), number in kinds.items()
        for _ in range(number)
    ]
    return ledger_from(
        *people, f"d-3 phq9=0 madrs=30 | {COURSE} | d17 phq9=0 madrs=15", f"{COURSE} | d17 madrs=3"
    )


def agreement(ledger: Ledger, outcome: str, rules: Rules = RULES) -> Agreement:
    result = view(ledger, rules).result("scales_agree")
    assert isinstance(result, ScalesAgree)
    return next(pair for pair in result.pairs if pair.outcome == outcome)


def test_agreement_on_response_is_counted_by_hand() -> None:
    """The person with a baseline of 0 cannot respond on one scale and is on neither side."""
    pair = agreement(both_scales(), "response")
    assert (pair.both, pair.only_own, pair.only_other, pair.neither, pair.n) == (9, 1, 6, 4, 20)
    low, high = proportion_confint(13, 20, method="wilson")
    assert (pair.agree.successes, pair.agree.share) == (13, 0.65)
    assert [pair.agree.low, pair.agree.high] == pytest.approx([low, high], abs=1e-9)
    theirs = mcnemar([[9, 1], [6, 4]], exact=True)
    assert pair.p == pytest.approx(float(vars(theirs)["pvalue"]), abs=1e-12)
    assert pair.p == pytest.approx(REFERENCE["mcnemar"], abs=1e-12)


def test_agreement_on_remission_leaves_out_who_was_there_at_baseline_on_either_scale() -> None:
    people = [
        f"d-3 phq9=20 madrs=30 | {COURSE} | d17 phq9=4 madrs=11",
        f"d-3 phq9=20 madrs=30 | {COURSE} | d17 phq9=4 madrs=10",
        f"d-3 phq9=4 madrs=30 | {COURSE} | d17 phq9=4 madrs=10",
        f"d-3 phq9=20 madrs=10 | {COURSE} | d17 phq9=4 madrs=10",
    ]
    pair = agreement(ledger_from(*people), "remission")
    assert (pair.n, pair.both, pair.only_own, pair.only_other, pair.neither) == (2, 1, 1, 0, 0)
    assert (pair.p, pair.agree.share, pair.own_rule, pair.other_rule) == (
        None,
        None,
        "below 5",
        "10 or lower",
    )
    everybody = agreement(ledger_from(*people), "remission", replace(RULES, remission_among="all"))
    assert (everybody.n, everybody.both) == (4, 3)


def test_scales_of_another_condition_are_not_set_against_each_other() -> None:
    result = view(ledger_from(f"d-3 phq9=20 gad7=12 | {COURSE} | d17 phq9=4 gad7=3")).result("scales_agree")
    assert isinstance(result, Withheld)
    assert "MADRS beside PHQ-9" in result.reason


def test_both_scales_are_told_for_the_same_people() -> None:
    result = view(both_scales()).result("other_scales")
    assert isinstance(result, OtherScales)
    (pair,) = result.pairs
    assert (result.own.n, pair.own.n, pair.other.n, pair.other_scored) == (21, 21, 21, 21)
    # PHQ-9: ten from 20 to 10, ten to 11, one stays at 0.
    assert pair.own.change.value == pytest.approx(-(10 * 10 + 10 * 9) / 21)
    # MADRS: sixteen from 30 to 15, five to 20.
    differences = np.array([-15.0] * 16 + [-10.0] * 5)
    half = scipy_stats.t.ppf(0.975, 20) * differences.std(ddof=1) / sqrt(21)
    assert pair.other.change.low == pytest.approx(differences.mean() - half, abs=1e-9)
    assert pair.other.improved is not None and pair.own.improved is not None and pair.own.worsened is not None
    assert (pair.other.improved.successes, pair.own.improved.successes) == (21, 20)
    assert pair.own.worsened.successes == 0


def test_a_scale_without_a_threshold_has_no_reliable_change() -> None:
    people = [f"d-3 phq9=20 who5=20 eq5d_index=0.4 | {COURSE} | d17 phq9=9 who5=60 eq5d_index=0.9"] * 10
    result = view(ledger_from(*people)).result("other_scales")
    assert isinstance(result, OtherScales)
    found = {pair.other.scale: pair.other for pair in result.pairs}
    assert found["who5"].change.value == 40 and not found["who5"].higher_is_worse
    assert found["eq5d_index"].change.value == pytest.approx(0.5)
    assert found["who5"].improved is found["eq5d_index"].improved is None
    assert (found["eq5d_index"].minimum, found["eq5d_index"].maximum) == (0, 1)


def test_one_scale_alone_says_what_is_missing() -> None:
    found = view(ledger_from(f"d-3 phq9=20 | {COURSE} | d17 phq9=9"))
    results = (other_scales(found.cohort, ()), scales_agree(found.cohort, ()))
    assert all(isinstance(result, Withheld) for result in results)
