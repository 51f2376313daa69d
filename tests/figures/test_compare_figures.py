"""Figures of the Compare page: what is drawn equals the result, small groups are drawn as small."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from afterglow.figures.compare import compared_change_figure, compared_rates_figure, standardised_figure
from afterglow.figures.conditions import conditions_figure
from afterglow.figures.funnel import funnel_figure
from afterglow.figures.theme import DARK, LIGHT, Theme
from afterglow.pipeline import View
from afterglow.results import Comparison, Conditions, Funnel
from tests.analyses.test_compare import labelled, person, sites
from tests.analyses.test_compare_reference import CLINICS, clinic_ledger

MANY = {f"Site {letter}": (10 + number, 24 + 9 * number) for number, letter in enumerate("ABCDEF")}


def comparison(clinic: str) -> Comparison:
    result = View(clinic_ledger(clinic)).analysed("comparison")
    assert isinstance(result, Comparison)
    return result


def funnel() -> Funnel:
    result = View(sites(**MANY)).analysed("funnel")
    assert isinstance(result, Funnel)
    return result


def conditions() -> Conditions:
    people = [(person(end=10 if number % 3 else 20), {"diagnosis": "MDD"}) for number in range(20)]
    people += [
        (person(scale="pcl5", before=50, end=50 - number), {"diagnosis": "PTSD"}) for number in range(14)
    ]
    people += [(person(), {"diagnosis": "Chronic pain"})]
    result = View(labelled(people, ("phq9", "pcl5"))).analysed("conditions")
    assert isinstance(result, Conditions)
    return result


def plain(figure: go.Figure | None) -> dict[str, Any]:
    assert figure is not None
    return figure.to_plotly_json()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_figures_hold_to_the_schema(theme: Theme) -> None:
    results = [comparison(clinic) for clinic in CLINICS]
    figures = [
        *(compared_rates_figure(result, theme) for result in results),
        *(standardised_figure(result, theme) for result in results),
        *(compared_change_figure(result, theme, "A <scale>") for result in results),
        funnel_figure(funnel(), theme),
        conditions_figure(conditions(), theme),
    ]
    for figure in figures:
        drawn = plain(figure)
        go.Figure(drawn)  # an unknown name or a value of the wrong kind raises here
        texts = [note["text"] for note in drawn["layout"]["annotations"]]
        assert all("nan" not in text and "None" not in text and "<scale>" not in text for text in texts)
        assert not any(note["showarrow"] for note in drawn["layout"]["annotations"])
        assert drawn["layout"]["paper_bgcolor"] == theme.background


def test_squares_stand_on_the_rates_in_the_order_of_the_column() -> None:
    result = comparison("five_groups")
    traces = plain(compared_rates_figure(result, LIGHT))["data"]
    squares = [trace for trace in traces if trace.get("name") == "value"]
    shares = [group.outcomes[0].rate.observed.share for group in result.groups]
    assert [trace["x"][0] for trace in squares] == [100 * (share or 0) for share in shares]
    assert [trace["y"][0] for trace in squares] == [0, 1, 2, 3, 4]
    small = [trace["marker"]["color"] == LIGHT.background for trace in squares]
    assert small == [False, False, False, False, True]
    assert squares[2]["marker"]["size"] == max(trace["marker"]["size"] for trace in squares)


def test_a_group_too_small_for_a_mean_is_said_to_be() -> None:
    drawn = plain(compared_change_figure(comparison("three_sites"), LIGHT, "PHQ-9"))
    assert len([trace for trace in drawn["data"] if trace.get("name") == "value"]) == 2
    assert "too few to compare" in [note["text"] for note in drawn["layout"]["annotations"]]
    low, high = drawn["layout"]["xaxis"]["range"]
    assert low < 0 < high


def test_the_funnel_draws_its_limits_and_few_sites_stand_in_rows() -> None:
    result = funnel()
    traces = {trace["name"]: trace for trace in plain(funnel_figure(result, LIGHT))["data"]}
    assert traces["inner_high limit"]["y"] == [100 * point.inner_high for point in result.limits]
    assert traces["outer_low limit"]["x"] == [point.n for point in result.limits]
    few = View(clinic_ledger("three_sites")).analysed("funnel")
    assert isinstance(few, Funnel)
    assert "inner_high limit" not in {trace["name"] for trace in plain(funnel_figure(few, LIGHT))["data"]}


def test_each_condition_has_its_own_axis() -> None:
    drawn = plain(conditions_figure(conditions(), LIGHT))
    texts = [note["text"] for note in drawn["layout"]["annotations"]]
    assert any("Depression: responded on PHQ-9" in text for text in texts)
    assert any("PTSD: change on PCL-5, points" in text for text in texts)
    assert "no scores on Pain NRS" in texts
    dots = [trace["x"][0] for trace in drawn["data"] if trace["name"] == "value"]
    # 13 of 20 people; a mean change of -6.5 on an axis from -60 to +20.
    assert dots == pytest.approx([13 / 20, (60 - 6.5) / 80])
