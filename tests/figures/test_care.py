"""What is drawn on the Treatment and Safety pages equals what stands in the results."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
import pytest

from afterglow.figures.doses import doses_figure, drawn_routes
from afterglow.figures.rows import linear_axis, shortened
from afterglow.figures.safety import (
    deterioration_figure,
    dissociation_figure,
    events_by_group_figure,
    events_figure,
    pressure_figure,
    stopping_figure,
    suicidal_figure,
)
from afterglow.figures.theme import DARK, LIGHT, Theme
from afterglow.figures.treatment import (
    bounds_figure,
    drawn_groups,
    indicated_figure,
    places_figure,
    protocol_figure,
    sessions_figure,
    who_treated_figure,
)
from tests.figures import care, examples

N = "\u202f"
DRAW = {
    "who_treated": who_treated_figure,
    "indicated": indicated_figure,
    "sessions_per_course": sessions_figure,
    "protocol_kept": protocol_figure,
    "doses": doses_figure,
    "places": places_figure,
    "protocol_bounds": bounds_figure,
    "suicidal_thoughts": suicidal_figure,
    "dissociation": dissociation_figure,
    "blood_pressure": pressure_figure,
    "adverse_events": events_figure,
    "events_by_group": events_by_group_figure,
    "stopping": stopping_figure,
}


def drawn(figure: go.Figure | None) -> dict[str, Any]:
    assert figure is not None
    return figure.to_plotly_json()


def traces(figure: go.Figure | None, name: str) -> list[dict[str, Any]]:
    return [trace for trace in drawn(figure)["data"] if trace.get("name") == name]


def words(figure: go.Figure | None) -> list[str]:
    return [note["text"] for note in drawn(figure)["layout"]["annotations"]]


def bars(figure: go.Figure | None, *, hatched: bool) -> list[float]:
    """Lengths of the bars, from the top row down."""
    found = []
    for trace in traces(figure, "bar"):
        if ("pattern" in trace["marker"]) == hatched:
            found += list(zip(trace["y"], trace["x"], strict=True))
    return [length for _, length in sorted(found)]


def dots(figure: go.Figure | None) -> list[tuple[float, float]]:
    """(value, row) of every dot."""
    return [(trace["x"][0], trace["y"][0]) for trace in traces(figure, "value")]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("key", DRAW)
def test_every_figure_obeys_the_grammar(key: str, theme: Theme) -> None:
    figures = [DRAW[key](result, theme) for result in care.BY_PANEL[key]]
    for figure in [figure for figure in figures if figure is not None]:
        # Plotly's own schema: an unknown name or a value of the wrong kind raises here.
        layout = drawn(go.Figure(figure.to_plotly_json()))["layout"]
        assert "title" not in layout
        assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == theme.background
        assert layout["showlegend"] is False
        assert all("nan" not in text.lower() and "None" not in text for text in words(figure))
        assert all(note["font"]["size"] >= 12 for note in layout["annotations"])
        colours = {theme.outcome(name) for name in ("remitted", "responded", "partial", "worse")}
        assert not any(colour in str(drawn(figure)["data"]) for colour in colours)


@pytest.mark.parametrize("top", [0, 0.3, 1, 7, 23.4, 100, 236, 99_999])
def test_axes_start_at_0_and_hold_everything(top: float) -> None:
    axis = linear_axis(top)
    low, high = axis["range"]
    assert low < 0 < high and axis["tickvals"][0] == 0
    assert high >= top
    assert len(axis["tickvals"]) == len(axis["ticktext"]) <= 8


def test_labels_are_cut_and_escaped() -> None:
    assert shortened("Major depression", 300) == "Major depression"
    assert shortened("Depression with a very long name", 99) == "Depression wit…"
    assert shortened("<b>IV</b>", 300) == "&lt;b&gt;IV&lt;/b&gt;"


def test_people_by_characteristic_are_bars_of_people() -> None:
    figure = who_treated_figure(care.WHO, LIGHT)
    assert bars(figure, hatched=False)[:7] == [12, 60, 80, 64, 100, 40, 120]
    assert bars(figure, hatched=True) == [12, 4]
    assert f"49{N}%" in words(figure)  # 80 of 164
    assert "<b>Severity at baseline</b>" in words(figure)
    assert "Depression with a very long nam…" in words(figure)
    assert drawn(figure)["layout"]["xaxis"]["range"][0] < 0


def test_fewer_than_ten_people_get_no_percentage() -> None:
    seven = replace(care.WHO_TINY, scope=replace(care.WHO_TINY.scope, treated=7))
    assert {"of 7", "<b>3</b>"} <= set(words(who_treated_figure(seven, LIGHT)))
    assert not any("%" in text for text in words(who_treated_figure(seven, LIGHT)))
    assert not any("%" in text for text in words(protocol_figure(care.KEPT_TINY, LIGHT)))


def test_a_column_of_many_kinds_is_drawn_with_its_commonest() -> None:
    insurers = drawn_groups(care.WHO.characteristics[-1])
    assert len(insurers) == 8
    assert insurers[-1].key == "5 other kinds"
    assert sum(group.people for group in insurers) == sum(20 - number for number in range(12))


def test_conditions_split_everybody() -> None:
    figure = indicated_figure(care.INDICATED, LIGHT)
    solid = traces(figure, "bar")
    assert bars(figure, hatched=True) == pytest.approx([100 * n / 164 for n in (3, 14, 30, 30)])
    lengths = dict(zip(solid[0]["y"], solid[0]["x"], strict=True))
    assert lengths[3] == pytest.approx(100 * 84 / 164)
    assert "<b>All three</b>" in words(figure)
    assert sum(trace["x"][0] for trace in solid) == pytest.approx(100)


def test_sessions_are_counted_and_the_plan_is_marked() -> None:
    figure = sessions_figure(care.SESSIONS, LIGHT)
    (people,) = traces(figure, "people")
    assert (people["x"], people["y"]) == ([1, 4, 6, 8], [9, 11, 110, 20])
    assert "planned: 6" in words(figure)
    assert drawn(figure)["layout"]["shapes"][0]["x0"] == pytest.approx(6.45)
    assert sessions_figure(care.SESSIONS_EMPTY, LIGHT) is None


def test_protocol_bars() -> None:
    figure = protocol_figure(care.KEPT, LIGHT)
    assert bars(figure, hatched=False) == [100, 20, 2, 19, 9]  # nobody 15 days late: no bar, still a row
    assert "15 days late or more" in words(figure) and "By day 21" in words(figure)


def test_doses_are_medians_with_quartiles_and_n() -> None:
    figure = doses_figure(care.DOSES, LIGHT)
    (iv,) = traces(figure, "IV")
    assert iv["y"] == [0.5, 0.5, 0.55, 0.6]
    assert [round(x) for x in iv["x"]] == [1, 2, 3, 4]
    assert iv["marker"]["color"] == [LIGHT.groups[0]] * 4
    upright = [trace["y"] for trace in drawn(figure)["data"] if trace["mode"] == "lines"]
    assert upright[0] == pytest.approx([0.45, 0.6])
    assert "IV, n" in words(figure) and "34" in words(figure)


def test_few_doses_are_hollow_and_at_most_five_routes_drawn() -> None:
    (line,) = traces(doses_figure(care.DOSES_TINY, LIGHT), "No route given")
    assert line["y"] == [0.5]
    assert line["marker"]["color"] == [LIGHT.background]
    assert [route.route for route in drawn_routes(care.DOSES_MANY)] == [
        f"<b>{k}</b>" for k in (2, 3, 4, 5, 6)
    ]
    assert not any("<b>6</b>" in text for text in words(doses_figure(care.DOSES_MANY, LIGHT)))
    assert doses_figure(care.DOSES_LATE, LIGHT) is None


def test_places_are_parts_of_all_sessions() -> None:
    figure = places_figure(care.PLACES, LIGHT)
    supervised, home = (traces(figure, "bar")[k] for k in (0, 1))
    assert supervised["x"][:2] == pytest.approx([80, 100])
    assert home["x"][0] == pytest.approx(15)
    assert bars(figure, hatched=True)[0] == pytest.approx(5)
    assert "No route given" in words(figure)


def test_bounds_show_people_and_sessions() -> None:
    figure = bounds_figure(care.BOUNDS, LIGHT)
    assert dots(figure) == [(pytest.approx(6), 0), (pytest.approx(100 * 14 / 120), 1)]
    assert {f"IV: over 0.9{N}mg/kg", "9 of 150", "12 of 800", "<b>too few</b>"} <= set(words(figure))


def test_thoughts_show_what_the_unanswered_could_change() -> None:
    figure = suicidal_figure(care.THOUGHTS, LIGHT)
    assert dots(figure)[0] == (75, 1)
    ranges = traces(figure, "range")
    assert ranges[0]["x"] == pytest.approx([100 * 30 / 60, 100 * 50 / 60])
    assert "<b>With such thoughts at baseline</b>" in words(figure)
    few = suicidal_figure(care.THOUGHTS_FEW, LIGHT)
    assert dots(few) == [(0, 8)]  # the ten with both answers; fewer get counts alone
    assert suicidal_figure(care.THOUGHTS_EMPTY, LIGHT) is None


def test_only_reliably_worse_is_orange() -> None:
    figure = deterioration_figure(examples.RATES, LIGHT)
    colours = [trace["marker"]["color"] for trace in traces(figure, "value")]
    assert colours == [LIGHT.outcome("worse"), LIGHT.people]
    # A scale without a threshold still shows any change for the worse.
    assert len(dots(deterioration_figure(examples.RATES_NONE, LIGHT))) == 1
    assert deterioration_figure(examples.RATES_EMPTY, LIGHT) is None


def test_sessions_show_median_and_middle_half() -> None:
    figure = dissociation_figure(care.FELT, LIGHT)
    assert dots(figure)[:3] == [(9, 0), (6, 2), (12, 3)]
    assert traces(figure, "range")[0]["x"] == [6, 16]
    assert {"Above 4", f"20{N}%", "4 of 15", "1200 of 1500", "90 of 150"} <= set(words(figure))
    hollow = traces(figure, "value")[3]["marker"]
    assert (traces(figure, "value")[3]["x"], hollow["color"]) == ([9.5], LIGHT.background)
    assert len(dots(figure)) == 10  # nothing was recorded at home: a row without a dot


def test_pressure_shows_the_rise_and_without_it_the_peak() -> None:
    rise = pressure_figure(care.PRESSURE, LIGHT)
    assert dots(rise)[0] == (18, 0)
    assert {"Large rise", "systolic rise, mmHg"} <= set(words(rise))
    peak = pressure_figure(care.PRESSURE_PEAKS, LIGHT)
    assert dots(peak)[0] == (108, 0)
    assert {"High peak", "systolic peak, mmHg"} <= set(words(peak))
    assert "diastolic peak, mmHg" in words(pressure_figure(care.PRESSURE_TINY, LIGHT))


def test_events_are_rates_with_intervals() -> None:
    figure = events_figure(care.EVENTS, LIGHT)
    assert [value for value, _ in dots(figure)] == [20, 20, 10, 1]
    assert traces(figure, "interval")[0]["x"] == [16, 25]
    assert "&lt;i&gt;odd&lt;/i&gt;" in words(figure)
    assert dots(events_figure(care.EVENTS_TINY, LIGHT)) == []
    by_group = events_by_group_figure(care.EVENTS, LIGHT)
    assert [value for value, _ in dots(by_group)][:3] == [20, 12, 30]
    assert "<b>too few</b>" in words(by_group)


def test_small_groups_of_people_who_stopped_keep_their_counts() -> None:
    figure = stopping_figure(care.STOPPING, LIGHT)
    assert len(dots(figure)) == 6  # Park, six people, has none
    assert {"<b>too few</b>", "1 of 6", "2 of 4"} <= set(words(figure))
