"""Answers to the item on suicidal thoughts before and after, by the picks every outcome uses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from afterglow.analyses.suicidal import chosen_item, items_found
from afterglow.definitions.rules import Rules
from afterglow.ledger import Ledger
from afterglow.pipeline import Selection, View
from afterglow.results import SuicidalThoughts, Withheld, from_json, to_json
from tests.analyses.visits import Somebody, ledger_of_visits, visits
from tests.courses.ledgers import ScoreRow

SIX = (0, 3, 7, 10, 14, 17)
ITEM = "phq9_item9"


def answered(before: int | None, after: int | None, *, followup: int = 1000) -> Somebody:
    """Asked two days before treatment and on the endpoint's day; None: not answered."""
    scores = []
    if before is not None:
        scores += [ScoreRow(ITEM, -2, before), ScoreRow("phq9", -2, 15)]
    if after is not None:
        scores += [ScoreRow(ITEM, 38, after), ScoreRow("phq9", 38, 8)]
    return Somebody(visits(*SIX), tuple(scores), followup=followup)


def ledger_of_answers(*people: Somebody) -> Ledger:
    return ledger_of_visits(people, ("phq9", ITEM))


def shown(ledger: Ledger, *, rules: Rules | None = None, scale: str | None = None) -> SuicidalThoughts:
    result = View(ledger, rules or Rules(), Selection(instrument=scale)).analysed("suicidal_thoughts")
    assert isinstance(result, SuicidalThoughts)
    return result


def told(result: SuicidalThoughts, key: str) -> tuple[int, int]:
    rate = result.rate(key)
    assert rate is not None
    return rate.observed.successes, rate.observed.total


def test_eased_gone_unchanged_stronger_new_and_worse() -> None:
    result = shown(
        ledger_of_answers(
            answered(3, 1),
            answered(2, 0),
            answered(1, 0),
            answered(1, 1),
            answered(1, 2),
            answered(0, 0),
            answered(0, 1),
            answered(2, None),
            answered(0, None),
            answered(None, 0),
            answered(3, 0, followup=40),
        )
    )
    assert {rate.key: told(result, rate.key) for rate in result.rates} == {
        "eased": (3, 5),
        "gone": (2, 5),
        "unchanged": (1, 5),
        "stronger": (1, 5),
        "new": (1, 2),
        "worse": (2, 7),
    }
    assert (result.with_thoughts, result.without_thoughts) == (6, 3)
    eased, new = result.rate("eased"), result.rate("new")
    assert eased is not None and new is not None
    # With the unanswered counted as not eased, and as eased; excluded are those who had none.
    assert (eased.missing_as_failure.successes, eased.missing_as_failure.total) == (3, 6)
    assert (eased.missing_as_success.successes, eased.missing_as_success.total) == (4, 6)
    assert [(item.key, item.people) for item in eased.excluded] == [("no_thoughts_at_baseline", 3)]
    assert [(item.key, item.people) for item in new.excluded] == [("thoughts_at_baseline", 6)]
    assert (result.scope.judged, result.scope.scored, result.scope.not_yet_evaluable) == (9, 7, 1)
    assert (result.item, result.recall_words) == ("PHQ-9 item 9", "the last two weeks")
    assert from_json(to_json(result)) == result


def test_intervals_are_wilson() -> None:
    people = [answered(2, 0)] * 9 + [answered(2, 2)] * 5 + [answered(0, 0)] * 12 + [answered(0, 1)] * 2
    result = shown(ledger_of_answers(*people))
    for key, successes, total in (("gone", 9, 14), ("new", 2, 14), ("worse", 2, 28)):
        rate = result.rate(key)
        assert rate is not None
        assert told(result, key) == (successes, total)
        limits = stats.binomtest(successes, total).proportion_ci(method="wilson")
        assert (rate.observed.low, rate.observed.high) == pytest.approx((limits.low, limits.high), abs=1e-9)


def test_the_endpoint_is_picked_as_for_any_outcome() -> None:
    """Nearest to 21 days after induction, ties earlier; the rules move it."""
    somebody = Somebody(
        visits(*SIX),
        tuple(ScoreRow(ITEM, day, value) for day, value in ((-20, 3), (-2, 2), (36, 1), (40, 0), (45, 3))),
    )
    result = shown(ledger_of_visits([somebody], (ITEM, "phq9")), scale="phq9")
    assert (told(result, "eased"), told(result, "gone")) == ((1, 1), (0, 1))
    worst_first = Rules(baseline="first", population="started")
    moved = shown(ledger_of_visits([somebody], (ITEM, "phq9")), scale="phq9", rules=worst_first)
    assert moved.scope.population == "started"
    assert told(moved, "eased") == (1, 1)


def with_items(ledger: Ledger, scale: str, item: int, answers: list[float], width: int) -> Ledger:
    """The same scores with answers to the scale's items; all but one are 0."""
    rows = np.flatnonzero(ledger.scores.instrument == ledger.instruments.index(scale))
    table = np.zeros((len(rows), width))
    table[:, item - 1] = answers
    items = {**ledger.scores.items, scale: (rows, table)}
    return replace(ledger, scores=replace(ledger.scores, items=items))


def test_the_item_is_read_out_of_the_answers_of_other_scales() -> None:
    people = [
        Somebody(visits(*SIX), (ScoreRow("madrs", -2, 30), ScoreRow("madrs", 38, 10))),
        Somebody(visits(*SIX), (ScoreRow("madrs", -2, 30), ScoreRow("madrs", 38, 10))),
    ]
    ledger = with_items(ledger_of_visits(people, ("madrs",)), "madrs", 10, [4, 1, 0, np.nan], 10)
    result = shown(ledger)
    assert result.item == "MADRS item 10"
    assert told(result, "eased") == (1, 1)
    assert (result.without_thoughts, told(result, "new")) == (1, (0, 0))


def test_the_scale_in_use_decides_where_its_answers_are_there() -> None:
    people = [answered(2, 0), answered(2, 0)]
    extra = (ScoreRow("madrs", -2, 30), ScoreRow("madrs", 38, 10))
    people[0] = replace(people[0], scores=(*people[0].scores, *extra))
    ledger = with_items(ledger_of_visits(people, ("phq9", ITEM, "madrs")), "madrs", 10, [3, 3], 10)
    found = items_found(ledger)
    assert [(item.item.key, item.people) for item in found] == [(ITEM, 2), ("madrs_item10", 1)]
    assert shown(ledger, scale="madrs").item == "MADRS item 10"
    assert shown(ledger, scale="phq9").item == "PHQ-9 item 9"
    assert chosen_item(found, "gad7") == found[0]
    assert chosen_item((), "phq9") is None


def test_without_any_item_the_panel_names_what_it_needs() -> None:
    ledger = ledger_of_visits([Somebody(visits(*SIX), (ScoreRow("phq9", -2, 15),))])
    result = View(ledger).analysed("suicidal_thoughts")
    assert isinstance(result, Withheld)
    assert "PHQ-9 item 9" in result.reason and "MADRS" in result.reason


def test_people_who_joined_in_mid_course_have_no_baseline() -> None:
    joined = replace(answered(3, 0), joined=True)
    result = shown(ledger_of_answers(answered(1, 1), joined))
    assert (result.with_thoughts, result.scope.joined_mid_course) == (1, 1)


def test_sessions_count_people_who_joined_even_where_nobody_else_is_selected() -> None:
    somebody = Somebody(visits(0, 3, cadss_peak=9), (ScoreRow("phq9", 0, 9),), joined=True)
    view = View(ledger_of_visits([somebody]))
    felt, rates = view.analysed("dissociation"), view.analysed("rates")
    assert felt.kind == "dissociation"
    assert isinstance(rates, Withheld)
