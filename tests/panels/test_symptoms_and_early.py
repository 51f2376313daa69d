"""Words, tables and charts of symptoms, other scales, the first hours and early response."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from afterglow.figures.early import change_axis
from afterglow.figures.theme import DARK, LIGHT, Theme
from afterglow.panels import PANELS, Html, Panel
from afterglow.results import (
    Agreement,
    EarlyGroup,
    EarlyPoint,
    EarlyPredicts,
    EarlyRelief,
    EarlySession,
    Estimate,
    OtherScales,
    ScaleChange,
    ScalePair,
    ScalesAgree,
    SymptomChange,
    Symptoms,
    from_json,
    to_json,
)
from tests.figures.examples import NOBODY, proportion, scope

BY_KEY: dict[str, Panel] = {panel.key: panel for panel in PANELS}


def means(n: int, before: float, after: float) -> dict[str, Any]:
    """Means of n people with an interval of half a point; the median alone below 10."""
    change = after - before
    if n < 10:
        return {"n": n, "before": None, "after": None, "change": Estimate(value=None, n=n), "median": change}
    told = Estimate(value=change, low=change - 0.5, high=change + 0.5, n=n)
    return {"n": n, "before": before, "after": after, "change": told, "median": change}


def symptom(key: str, label: str, n: int, before: float = 2.0, after: float = 1.0) -> SymptomChange:
    return SymptomChange(key=key, label=label, highest=3, **means(n, before, after))


def symptoms(n: int, *, named: bool = True, function: bool = True) -> Symptoms:
    items = (
        symptom("item3", "Sleep" if named else "Item 3", n, 2.4, 1.0),
        symptom("item9", "Thoughts of death or self-harm" if named else "Item 9", n, 0.4, 0.5),
    )
    asked = symptom("function", "Difficulty in daily life", n) if function else None
    return Symptoms(
        scope=scope() if n else NOBODY,
        lowest=0,
        higher_is_worse=True,
        named=named,
        baseline="last",
        items=items,
        function=asked,
    )


def scale(key: str, name: str, n: int, *, before: float = 16.0, after: float = 9.0, better: int | None = 6):
    up = key == "who5"
    return ScaleChange(
        scale=key,
        name=name,
        higher_is_worse=not up,
        minimum=0,
        maximum=100 if up else 27,
        **means(n, before, after),
        reliable=None if up else 6,
        improved=None if better is None else proportion(better, n),
        worsened=None if better is None else proportion(0, n),
    )


def other_scales(n: int) -> OtherScales:
    own = scale("phq9", "PHQ-9", n)
    pairs = (
        ScalePair(own=own, other=scale("gad7", "GAD-7", n, before=12, after=6), other_scored=n),
        ScalePair(own=own, other=scale("madrs", "MADRS", n, before=26, after=12), other_scored=n),
        ScalePair(own=own, other=scale("who5", "WHO-5", n, before=28, after=55, better=None), other_scored=n),
    )
    return OtherScales(scope=scope(), own=scale("phq9", "PHQ-9", n), pairs=pairs)


def agree(n: int) -> ScalesAgree:
    both, own, other = n // 2, n // 10, n // 5
    neither = n - both - own - other
    rows = [
        Agreement(
            other="madrs",
            name="MADRS",
            outcome=outcome,  # pyright: ignore[reportArgumentType]
            own_rule=rules[0],
            other_rule=rules[1],
            n=n,
            both=both,
            only_own=own,
            only_other=other,
            neither=neither,
            agree=proportion(both + neither, n),
            p=0.25 if n >= 10 else None,
        )
        for outcome, rules in (
            ("response", ("at least halved", "at least halved")),
            ("remission", ("below 5", "10 or lower")),
        )
    ]
    return ScalesAgree(scope=scope(), name="PHQ-9", pairs=tuple(rows))


def early_relief(n: int, *, criterion: str = "response", chosen: bool = True) -> EarlyRelief:
    points = tuple(
        EarlyPoint(
            hours=hours,
            tolerance=width,
            after_next=1 if hours == 72 and n else 0,
            **means(n, 20.0, 20.0 - hours / 10),
            responded=proportion(n // 3, n),
            covers_before=True,
        )
        for hours, width in ((2, 1), (24, 6), (72, 12))
    )
    return EarlyRelief(
        scope=scope(),
        criterion=criterion,
        chosen=chosen,
        recall_days=14,
        recall_words="the last two weeks",
        without_time=5,
        without_baseline=0,
        higher_is_worse=True,
        groups=(
            EarlyGroup(label="all", people=n, points=points),
            EarlyGroup(label="moderately severe", people=n, points=points),
        ),
    )


def early_predicts(n: int, *, criterion: str = "response") -> EarlyPredicts:
    early, later = n // 3, n // 2
    session = EarlySession(
        number=1,
        n=n,
        base=proportion(later, n),
        sensitivity=proportion(early - 1 if n else 0, later),
        specificity=proportion(n - later - 1 if n else 0, n - later),
        positive=proportion(early - 1 if n else 0, early),
        negative=proportion(n - later - 1 if n else 0, n - early),
    )
    return EarlyPredicts(scope=scope(), criterion=criterion, usable=79, sessions=(session,))


USUAL: dict[str, Any] = {
    "symptoms": symptoms(60),
    "other_scales": other_scales(60),
    "scales_agree": agree(60),
    "early_relief": early_relief(60),
    "early_predicts": early_predicts(60),
}
TINY: dict[str, Any] = {
    "symptoms": symptoms(4),
    "other_scales": other_scales(7),
    "scales_agree": agree(5),
    "early_relief": early_relief(4),
    "early_predicts": early_predicts(6),
}
EMPTY: dict[str, Any] = {
    "symptoms": symptoms(0),
    "other_scales": other_scales(0),
    "scales_agree": agree(0),
    "early_relief": early_relief(0),
    "early_predicts": early_predicts(0, criterion="none"),
}


def answer(result: Any) -> str:
    return BY_KEY[result.kind].answer(result).replace("\u202f", " ").replace("\N{MINUS SIGN}", "-")


def note(result: Any) -> str:
    return BY_KEY[result.kind].note(result).replace("\u202f", " ")


def written(result: Any) -> list[str]:
    drawing = BY_KEY[result.kind].draw(result, LIGHT)  # type: ignore[misc]
    assert isinstance(drawing, go.Figure)
    return [item["text"] for item in drawing.to_plotly_json()["layout"]["annotations"]]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("key", USUAL)
def test_usual_results_are_drawn_and_small_ones_said(key: str, theme: Theme) -> None:
    draw = BY_KEY[key].draw
    assert draw is not None
    drawn = draw(USUAL[key], theme)
    assert isinstance(drawn, go.Figure)
    go.Figure(drawn.to_plotly_json())
    for result in (TINY[key], EMPTY[key]):
        boxed = draw(result, theme)
        assert isinstance(boxed, Html) and "ag-withheld" in boxed.markup


@pytest.mark.parametrize("key", USUAL)
def test_results_travel_and_no_text_leaks_a_missing_value(key: str) -> None:
    for result in (USUAL[key], TINY[key], EMPTY[key]):
        assert from_json(to_json(result)) == result
        text = answer(result) + note(result)
        assert not any(word in text for word in ("None", "nan", "  ", "signific", "patient"))
        table = BY_KEY[key].table(result)
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_symptoms_in_words() -> None:
    assert answer(symptoms(60)) == (
        "On PHQ-9, **sleep** changed most among 60 people: the mean answer went from **2.4 to 1.0** "
        "on a scale "
        "of 0 to 3 (change -1.4, -1.9 to -0.9). Thoughts of death or self-harm did not get better on average "
        "(0.4 to 0.5). Difficulty in daily life went from 2.0 to 1.0 among 60 people."
    )
    assert "too few to compare" in answer(symptoms(4))
    licensed = symptoms(60, named=False, function=False)
    assert "**Item 3** changed most" in answer(licensed)
    assert "licensed" in note(licensed) and "daily functioning" in note(licensed)


def test_symptoms_stand_in_the_order_of_the_result_with_functioning_last() -> None:
    words = written(symptoms(60))
    assert words.index("Sleep") < words.index("Thoughts of death or self-harm")
    assert words.index("Thoughts of death or self-harm") < words.index("Difficulty in daily life")


def test_other_scales_name_the_largest_pair_and_well_being() -> None:
    assert answer(other_scales(60)) == (
        "Among **60 people** scored on both, GAD-7 went from 12.0 to **6.0** (6 of 60 reliably "
        "better), and PHQ-9 "
        "went from 16.0 to **9.0** (6 of 60 reliably better). Among **60 people** scored on both, "
        "WHO-5 went from "
        "28.0 to **55.0**, where higher is better, and PHQ-9 went from 16.0 to **9.0** (6 of 60 "
        "reliably better)."
    )
    assert "No published threshold for reliable change: WHO-5." in note(other_scales(60))
    assert "no rule" in written(other_scales(60))
    assert "too few to compare" in answer(other_scales(7))


def test_agreement_in_words() -> None:
    assert answer(agree(60)).startswith(
        "On response, PHQ-9 and MADRS say the same of **42 of 60** people (70 %, 57–80 %): 30 by "
        "both, 6 by PHQ-9 "
        "alone and 12 by MADRS alone. On remission,"
    )
    assert "MADRS: response at least halved and remission 10 or lower." in note(agree(60))
    assert "too few to tell" in answer(agree(5)) and "%" not in answer(agree(5))
    assert BY_KEY["scales_agree"].table(agree(5)).rows[0][-1] is None


def test_the_first_hours_in_words_with_their_warning() -> None:
    told = answer(early_relief(60))
    assert told.startswith(
        "About 72 hours after the first session, PHQ-9 was **7.2 points lower** on average (change "
        "-7.7 to -6.7) "
        "among 60 people, and **20 of 60** responded"
    )
    assert "PHQ-9 asks about the last two weeks" in told and "cannot show relief" in told
    assert "1 person had a second session before the score." in note(early_relief(60))
    assert "Responded: PHQ-9 at least halved." in note(early_relief(60))
    assert "the scale most people have in these hours" in note(early_relief(60, chosen=False))
    assert "too few to tell a change" in answer(early_relief(4))
    assert "Remitted" in written(early_relief(60, criterion="remission"))


def test_early_response_in_words() -> None:
    assert answer(early_predicts(60)) == (
        "Of **20 people** who had responded by session 1, **19** did at the endpoint (95 %, 76–99 "
        "%); of 40 who had "
        "not, 11 did."
    )
    assert "too few to tell" in answer(early_predicts(6))
    assert "no rule for improvement" in answer(early_predicts(60, criterion="none"))
    names = [row[2] for row in BY_KEY["early_predicts"].table(early_predicts(60)).rows]
    assert names[1:] == [
        "positive predictive value",
        "negative predictive value",
        "sensitivity",
        "specificity",
    ]


@pytest.mark.parametrize(
    ("low", "high", "ticks"), [(-21.4, 0.6, [-25, -20, -15, -10, -5, 0, 5]), (0.0, 0.0, [0, 0.2])]
)
def test_axis_of_change_has_zero_and_holds_what_is_drawn(low: float, high: float, ticks: list[float]) -> None:
    axis = change_axis(low, high)
    assert axis["tickvals"] == pytest.approx(ticks)
    assert axis["range"][0] <= low and axis["range"][1] >= high
