"""What is drawn of standing, durability, slopes and groups equals what stands in the results."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from afterglow.figures.durability import LONGEST, durability_figure
from afterglow.figures.gap_trend import slopes_figure
from afterglow.figures.groups import group_curves_figure, group_rates_figure, short_label
from afterglow.figures.standing import standing_figure
from afterglow.figures.theme import DARK, LIGHT, Theme
from tests.figures import afterwards as examples

NARROW = "\u202f"


def drawn(figure: go.Figure | None) -> dict[str, Any]:
    assert figure is not None
    return figure.to_plotly_json()


def traces(figure: go.Figure | None, name: str) -> list[dict[str, Any]]:
    return [trace for trace in drawn(figure)["data"] if trace.get("name") == name]


def words(figure: go.Figure | None) -> list[str]:
    return [note["text"] for note in drawn(figure)["layout"]["annotations"]]


def all_figures(theme: Theme) -> list[go.Figure]:
    found = [
        *(standing_figure(result, theme) for result in examples.BY_PANEL["stands"]),
        *(durability_figure(result, theme) for result in examples.BY_PANEL["durability"]),
        *(slopes_figure(result, theme) for result in examples.BY_PANEL["slopes"]),
        *(group_curves_figure(result, theme) for result in examples.BY_PANEL["improvement_by_group"]),
        *(group_curves_figure(result, theme) for result in examples.BY_PANEL["first_booster_by_group"]),
        *(
            group_rates_figure(result, theme, outcome="response")
            for result in examples.BY_PANEL["rates_by_group"]
        ),
    ]
    return [figure for figure in found if figure is not None]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_figure_obeys_the_grammar(theme: Theme) -> None:
    figures = all_figures(theme)
    assert len(figures) > 15
    for figure in figures:
        # Plotly's own schema: an unknown name or a value of the wrong kind raises here.
        layout = drawn(go.Figure(figure.to_plotly_json()))["layout"]
        assert "title" not in layout
        assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == theme.background
        assert layout["showlegend"] is False
        assert all("nan" not in text.lower() and "None" not in text for text in words(figure))
        low, high = layout["yaxis"].get("range", (0, 100))
        assert {low, high} <= {0, 100, -0.35, 100.35, 0.5, -0.5} or low > high


def test_areas_add_up_to_everybody_on_every_day() -> None:
    figure = standing_figure(examples.STANDING, LIGHT)
    areas = [trace for trace in drawn(figure)["data"] if trace.get("stackgroup")]
    names = ["improved", "in care", "not seen for 28 days", "cannot be judged"]
    assert [area["name"] for area in areas] == names
    for day in (0, 15, 45, 90):
        assert sum(area["y"][day] for area in areas) == pytest.approx(100)
        assert areas[0]["y"][day] == pytest.approx(100 * examples.STANDING.days[day].improved / 145)
    assert areas[0]["fillcolor"] == LIGHT.outcome("responded")
    assert areas[2]["fillcolor"] == LIGHT.outcome("no_change")
    assert [("fillpattern" in area) for area in areas] == [False, False, False, True]
    assert f"<b>50{NARROW}%</b> improved" in words(figure)
    assert f"<b>8{NARROW}%</b> cannot be judged" in words(figure)


def test_a_band_without_people_is_not_drawn() -> None:
    figure = standing_figure(examples.STANDING_FEW, LIGHT)
    assert traces(figure, "cannot be judged") == []
    assert not any("cannot be judged" in text for text in words(figure))


def test_standing_of_few_people_is_not_drawn() -> None:
    assert standing_figure(examples.STANDING_TINY, LIGHT) is None


def test_the_estimate_is_drawn_when_the_rules_ask_for_it() -> None:
    figure = standing_figure(examples.STANDING_ESTIMATED, LIGHT)
    improved, neither, left = (trace["y"] for trace in drawn(figure)["data"])
    assert improved[-1] == pytest.approx(55)
    assert left[-1] == pytest.approx(16)
    assert [a + b + c for a, b, c in zip(improved, neither, left, strict=True)] == pytest.approx(
        [100] * len(improved)
    )
    assert drawn(figure)["data"][0]["x"][:3] == [0.0, 7.0, 14.5]


def test_the_default_estimand_alone_is_solid_and_has_a_band() -> None:
    figure = durability_figure(examples.DURABILITY, LIGHT)
    lines = {
        name: traces(figure, name)[0]["line"]
        for name in ("until_loss_or_booster", "usual_care", "without_booster")
    }
    assert [line["dash"] for line in lines.values()] == ["solid", "dash", "dot"]
    assert lines["until_loss_or_booster"]["color"] == LIGHT.accent
    assert {line["color"] for line in list(lines.values())[1:]} == {LIGHT.people, LIGHT.axis}
    assert len(traces(figure, "band")) == 2
    solid = traces(figure, "until_loss_or_booster")[0]
    curve = examples.DURABILITY.estimands[0].curve
    assert curve is not None
    assert solid["y"][:3] == pytest.approx([100, 100 * curve.survival[0], 100 * curve.survival[1]])
    assert max(solid["x"]) <= LONGEST


def test_withheld_estimands_leave_no_line() -> None:
    figure = durability_figure(examples.DURABILITY_AT_SESSIONS, LIGHT)
    assert traces(figure, "usual_care") == traces(figure, "without_booster") == []
    assert durability_figure(examples.DURABILITY_TINY, LIGHT) is None


def test_slope_stands_beside_no_change() -> None:
    figure = slopes_figure(examples.SLOPES, LIGHT)
    assert traces(figure, "shift")[0]["x"] == [-1.0]
    assert traces(figure, "interval")[0]["x"] == [-4.0, 2.1]
    low, high = drawn(figure)["layout"]["xaxis"]["range"]
    assert low < -4.0 and high == -low
    assert "<b>−1.0 days</b>" in words(figure)
    assert slopes_figure(examples.SLOPES_TINY, LIGHT) is None


def test_groups_keep_colour_and_dash_by_their_place_in_the_column() -> None:
    figure = group_curves_figure(examples.BOOSTER_SITES, LIGHT)
    harbour, park = traces(figure, "Harbour Street")[0], traces(figure, "Park")[0]
    assert (harbour["line"]["color"], harbour["line"]["dash"]) == (LIGHT.groups[0], "solid")
    assert (park["line"]["color"], park["line"]["dash"]) == (LIGHT.groups[2], "dot")
    assert harbour["y"][0] == park["y"][0] == 100


def test_a_small_group_has_words_and_no_mark() -> None:
    figure = group_curves_figure(examples.THREE_SITES, LIGHT)
    assert traces(figure, "Park") == []
    assert len(traces(figure, "median")) == 2
    assert "too few to compare" in words(figure)
    assert "1 of 4 improved" in words(figure)
    medians = [group.curve.median.value for group in examples.THREE_SITES.groups if group.curve]
    assert [trace["x"][0] for trace in traces(figure, "median")] == medians


def test_more_than_five_groups_are_rows_and_no_lines() -> None:
    figure = group_curves_figure(examples.SEVEN_REFERRALS, LIGHT)
    assert len(traces(figure, "median")) == 7
    assert all(trace["yaxis"] == "y2" for trace in drawn(figure)["data"])
    assert group_curves_figure(examples.ALL_SMALL, LIGHT) is None


def test_rates_by_group_draw_each_group_and_everybody() -> None:
    figure = group_rates_figure(examples.RATES_BY_SITE, LIGHT, outcome="response")
    shares = [100 * 22 / 41, 100 * 17 / 34]
    assert [trace["x"][0] for trace in traces(figure, "observed")] == pytest.approx(shares)
    assert f"everyone, 54{NARROW}%" in words(figure)
    assert "too few to compare" in words(figure)
    assert "4 of 7" in words(figure)
    sizes = [trace["marker"]["size"] for trace in traces(figure, "observed")]
    assert sizes[0] > sizes[1]
    assert {trace["marker"]["color"] for trace in traces(figure, "observed")} == {LIGHT.people}


def test_long_names_are_cut_in_front_of_rows() -> None:
    assert short_label("iv") == "IV"
    assert short_label("a very long name of a referral source") == "A very long name of a…"
    assert len(short_label("x" * 80)) == 22
