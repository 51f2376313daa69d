"""Comparing groups: a small group is never judged, nothing later is compared, conditions stay apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from afterglow.analyses.compare import MOST_GROUPS, TOO_MANY
from afterglow.analyses.grouping import CROSSED
from afterglow.definitions.conditions import condition_of
from afterglow.definitions.rules import Rules
from afterglow.figures.theme import LIGHT
from afterglow.ledger import Category, Ledger
from afterglow.panels import PANELS, Html
from afterglow.pipeline import Selection, View
from afterglow.results import Comparison, Conditions, Funnel, Withheld
from tests.courses.ledgers import PersonRows, ScoreRow, SessionRow, ledger_of

BY_KEY = {panel.key: panel for panel in PANELS}
SESSIONS = tuple(SessionRow(day) for day in (0, 3, 7, 10))


def person(*, scale: str = "phq9", before: float = 20, end: float | None = 20) -> PersonRows:
    scores = (ScoreRow(scale, 0, before),) + (() if end is None else (ScoreRow(scale, 31, end),))
    return PersonRows(SESSIONS, scores, followup=200)


def labelled(people: list[tuple[PersonRows, dict[str, str]]], scales: tuple[str, ...] = ("phq9",)) -> Ledger:
    ledger = ledger_of([rows for rows, _ in people], scales)
    names = {name for _, words in people for name in words}
    columns = {}
    for name in names:
        labels = tuple(dict.fromkeys(words[name] for _, words in people if name in words))
        codes = [labels.index(words[name]) if name in words else -1 for _, words in people]
        columns[name] = Category(labels, np.array(codes))
    return replace(ledger, patients=replace(ledger.patients, categories=columns))


def sites(**counts: tuple[int, int]) -> Ledger:
    """Responders of the scored at each site."""
    return labelled(
        [
            (person(end=5 if number < responded else 20), {"site": name})
            for name, (responded, scored) in counts.items()
            for number in range(scored)
        ]
    )


def compared(ledger: Ledger, rules: Rules | None = None, **asked) -> Comparison:
    result = View(ledger, rules=rules or Rules(), selection=Selection(**asked)).analysed("comparison")
    assert isinstance(result, Comparison)
    return result


def test_a_published_pair_of_counts() -> None:
    """TRANSFORM-2, esketamine against placebo: 70 of 101 and 52 of 100 responded (Popova 2019)."""
    result = compared(sites(esketamine=(70, 101), placebo=(52, 100)), reference="placebo")
    own = result.groups[0].outcome("response")
    assert own is not None and own.against is not None
    found = own.against.observed
    assert found.value == pytest.approx(70 / 101 - 52 / 100)
    assert found.low is not None and found.high is not None
    assert (round(100 * found.low, 1), round(100 * found.high, 1)) == (3.8, 30.0)
    assert result.reference_rule == "chosen"


def test_the_largest_group_is_the_reference_and_the_first_of_equals() -> None:
    assert compared(sites(a=(5, 12), b=(6, 20), c=(6, 20))).reference == "b"


def test_a_clinic_of_sixty_is_not_misled_by_four() -> None:
    """Three sites; all four people of the smallest responded, which says nothing."""
    ledger = sites(Harbour=(14, 30), Mill=(12, 26), Park=(4, 4))
    result = compared(ledger)
    park = result.groups[2]
    assert (park.label, park.too_few, result.too_few) == ("Park", True, ("Park",))
    for own in park.outcomes:
        assert own.too_few and own.against is None and own.standardised is None
    assert park.change.mean.value is None
    seen = park.outcomes[0].rate.observed
    assert (seen.successes, seen.total) == (4, 4)
    assert seen.low == pytest.approx(0.5101, abs=1e-4)  # 1 / (1 + z^2 / 4)
    assert {test.groups for test in result.tests} == {2}
    assert {test.method for test in result.tests} <= {"fisher", "mann_whitney", "log_rank"}
    assert all(test.n == 56 for test in result.tests)
    for key in ("compared_rates", "compared_change", "compared_tests"):
        answer = BY_KEY[key].answer(result)
        assert "Park: too few to compare." in answer
        assert "at Park" not in answer and "Park **" not in answer
    rows = BY_KEY["compared_rates"].table(result).rows
    assert [row[5] for row in rows if row[0] == "Park"] == [None] * len([r for r in rows if r[0] == "Park"])
    assert all(cell is None for row in rows if row[0] == "Park" for cell in row[8:])
    figure = BY_KEY["compared_rates"].draw(result, LIGHT)  # pyright: ignore[reportOptionalCall]
    assert not isinstance(figure, Html)
    drawn = figure.to_plotly_json()
    assert "too few to compare" in [note["text"] for note in drawn["layout"]["annotations"]]
    squares = [trace["marker"] for trace in drawn["data"] if trace.get("name") == "value"]
    assert squares[2]["color"] == LIGHT.background  # hollow
    assert all(
        "arrow" not in note["text"] and not note["showarrow"] for note in drawn["layout"]["annotations"]
    )
    funnel = View(ledger).analysed("funnel")
    assert isinstance(funnel, Funnel)
    assert funnel.sites[2].beyond is None and funnel.sites[2].too_few


def test_with_small_groups_alone_nothing_is_compared() -> None:
    result = compared(sites(a=(3, 7), b=(1, 9)))
    assert result.tests == ()
    assert BY_KEY["compared_rates"].answer(result).startswith("By site, no group has 10 people scored")
    assert "No comparison was made" in BY_KEY["compared_tests"].answer(result)
    for panel in ("standardised_rates", "compared_change"):
        assert isinstance(BY_KEY[panel].draw(result, LIGHT), Html)  # pyright: ignore[reportOptionalCall]


def test_how_many_make_a_group_is_a_setting() -> None:
    ledger = sites(a=(3, 7), b=(1, 9))
    assert compared(ledger, replace(Rules(), fewest_in_group=5)).tests[0].n == 16
    assert compared(sites(a=(5, 12), b=(6, 20)), replace(Rules(), fewest_in_group=15)).too_few == ("a",)


def test_the_sentence_names_direction_size_and_doubt() -> None:
    answer = BY_KEY["compared_rates"].answer(compared(sites(Park=(20, 40), Mill=(22, 50))))
    assert "Against Mill: 6 points higher (14 lower to 26 higher) at Park." in answer
    assert "The difference may be chance." in answer


@pytest.mark.parametrize("column", ["boosters", "completed", "sessions", "responded"])
def test_what_happened_later_is_refused_with_the_reason(column: str) -> None:
    result = View(sites(a=(5, 12), b=(6, 20)), selection=Selection(by=(column,))).analysed("comparison")
    assert isinstance(result, Withheld)
    assert "after the first session" in result.reason


def test_two_columns_are_crossed() -> None:
    people = [
        (person(end=5 if number % 3 else 20), {"site": site, "route": route})
        for site, route, size in (("A", "iv", 12), ("A", "nasal", 11), ("B", "iv", 15), ("B", "nasal", 2))
        for number in range(size)
    ]
    people.append((person(), {"site": "A"}))
    result = compared(labelled(people), by=("site", "route"))
    assert [group.label for group in result.groups] == [
        f"{site}{CROSSED}{route}"
        for site, route in (("A", "iv"), ("A", "nasal"), ("B", "iv"), ("B", "nasal"))
    ]
    assert [group.scored for group in result.groups] == [12, 11, 15, 2]
    assert (result.reference, result.no_value) == (f"B{CROSSED}iv", 1)
    assert "site and route" in BY_KEY["compared_rates"].answer(result)


def test_a_column_of_many_groups_is_not_compared() -> None:
    ledger = sites(**{f"s{number}": (0, 1) for number in range(MOST_GROUPS + 1)})
    assert View(ledger).analysed("comparison") == TOO_MANY


def test_the_outcome_shown_changes_no_p_value() -> None:
    ledger = sites(a=(5, 12), b=(6, 20))
    first, second = compared(ledger), compared(ledger, outcome="remission")
    assert (first.outcome, second.outcome) == ("response", "remission")
    assert first.tests == second.tests


@pytest.mark.parametrize("name", ["site", "route", "diagnosis"])
def test_without_groups_the_column_needed_is_named(name: str) -> None:
    view = View(ledger_of([person() for _ in range(12)], ("phq9",)))
    comparison, funnel, conditions = (view.analysed(key) for key in ("comparison", "funnel", "conditions"))
    said = [result.reason for result in (comparison, funnel, conditions) if isinstance(result, Withheld)]
    assert len(said) == 3
    assert any(name in reason for reason in said)


def test_a_site_far_out_is_named_and_the_others_are_not() -> None:
    ledger = sites(a=(20, 40), b=(21, 40), c=(19, 40), d=(20, 41), e=(4, 45), f=(3, 4))
    funnel = View(ledger).analysed("funnel")
    assert isinstance(funnel, Funnel)
    assert [site.beyond for site in funnel.sites] == [None, None, None, None, "99.8", None]
    answer = BY_KEY["funnel"].answer(funnel)
    assert "E with 4 of 45 (outside the 99.8" in answer
    assert "F: too few to compare." in answer
    figure = BY_KEY["funnel"].draw(funnel, LIGHT)  # pyright: ignore[reportOptionalCall]
    assert not isinstance(figure, Html)
    marks = {trace["name"]: trace for trace in figure.to_plotly_json()["data"]}
    assert marks["signal"]["marker"]["symbol"] == "diamond"
    assert marks["signal"]["x"] == [45]
    assert marks["too few"]["x"] == [4]


@pytest.mark.parametrize(
    ("diagnosis", "condition"),
    [
        ("Treatment-resistant depression", "depression"),
        ("MDD", "depression"),
        ("bipolar_ii", "depression"),
        ("Generalised anxiety disorder", "anxiety"),
        ("PTSD", "ptsd"),
        ("C-PTSD", "ptsd"),
        ("CRPS", "pain"),
        ("Chronic back pain", "pain"),
        ("OCD", None),
        ("Depression with anxiety", None),
        ("PTSD and chronic pain", None),
    ],
)
def test_a_diagnosis_names_one_condition_or_is_left_open(diagnosis: str, condition: str | None) -> None:
    found = condition_of(diagnosis)
    assert (None if found is None else found.key) == condition


def test_each_condition_on_its_own_scale() -> None:
    scales = ("phq9", "gad7", "pcl5", "pain_nrs")
    people = [
        *((person(end=10 if number < 9 else 20), {"diagnosis": "MDD"}) for number in range(15)),
        *(
            (person(scale="gad7", before=14, end=7 if number < 4 else 14), {"diagnosis": "Anxiety"})
            for number in range(12)
        ),
        *(
            (person(scale="pcl5", before=50, end=50 - number), {"diagnosis": "PTSD"})
            for number in range(10, 21)
        ),
        *(
            (person(scale="pain_nrs", before=10, end=end), {"diagnosis": "Chronic pain"})
            for end in (5, 5, 5, 7, 7, 7, 7, 8, 8, 10, 10, 10)
        ),
        (person(), {"diagnosis": "OCD"}),
        (person(), {}),
    ]
    result = View(labelled(people, scales)).analysed("conditions")
    assert isinstance(result, Conditions)
    rows = {row.label: row for row in result.rows}
    assert {label: row.instrument for label, row in rows.items()} == {
        "MDD": "phq9",
        "Anxiety": "gad7",
        "PTSD": "pcl5",
        "Chronic pain": "pain_nrs",
    }
    shares = {
        (label, rate.key): (rate.observed.successes, rate.observed.total)
        for label, row in rows.items()
        for rate in row.rates
    }
    assert shares[("MDD", "response")] == (9, 15)
    assert shares[("Anxiety", "response")] == (4, 12)
    assert shares[("Chronic pain", "drop_30")] == (7, 12)
    assert shares[("Chronic pain", "response")] == (3, 12)
    assert rows["PTSD"].rates == ()
    assert rows["PTSD"].change is not None and rows["PTSD"].change.mean.value == -15
    assert (result.unread, result.no_value) == (1, 1)
    answer = BY_KEY["conditions"].answer(result)
    assert "PTSD on PCL-5: mean change **−15.0** points" in answer
    assert "**7 of 12** fell by 30" in answer


def test_a_condition_without_scores_on_its_scale_says_so() -> None:
    people = [(person(), {"diagnosis": "PTSD"}) for _ in range(12)]
    result = View(labelled(people)).analysed("conditions")
    assert isinstance(result, Conditions)
    assert (result.rows[0].instrument, result.rows[0].treated) == (None, 12)
    assert "PTSD (12 people; PCL-5)" in BY_KEY["conditions"].note(result)
