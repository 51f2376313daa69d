"""What stands in the figures equals what stands in the results."""

from __future__ import annotations

from dataclasses import replace
from math import hypot
from typing import Any

import plotly.graph_objects as go
import pytest

from afterglow.figures.before_after import NUDGE, before_after_figure, nudged
from afterglow.figures.curves import drawn_steps
from afterglow.figures.gaps import StripRow, first_gap_figure, gap_strip, later_gaps_figure
from afterglow.figures.gaps import axis_end as gap_axis_end
from afterglow.figures.improvement import axis_end as improvement_axis_end
from afterglow.figures.improvement import improvement_figure
from afterglow.figures.outcomes import outcomes_on
from afterglow.figures.rates import rates_figure
from afterglow.figures.sessions import by_session_figure
from afterglow.figures.theme import DARK, LIGHT, OUTCOME_WORDS, Theme
from afterglow.figures.trajectory import trajectory_figure
from afterglow.figures.waterfall import waterfall_figure
from afterglow.results import Estimate
from tests.figures import examples

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
        *(rates_figure(result, theme) for result in examples.BY_PANEL["rates"]),
        *(before_after_figure(result, theme, "PHQ-9") for result in examples.BY_PANEL["before_after"]),
        *(waterfall_figure(result, theme, "PHQ-9") for result in examples.BY_PANEL["waterfall"]),
        *(trajectory_figure(result, theme, "PHQ-9") for result in examples.BY_PANEL["trajectory"]),
        *(improvement_figure(result, theme) for result in examples.BY_PANEL["improvement"]),
        *(by_session_figure(result, theme) for result in examples.BY_PANEL["by_session"]),
        *(later_gaps_figure(result, theme) for result in examples.BY_PANEL["later_gaps"]),
        *(first_gap_figure(result, theme) for result in examples.BY_PANEL["first_gap"]),
    ]
    return [figure for figure in found if figure is not None]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_figure_obeys_the_grammar(theme: Theme) -> None:
    figures = all_figures(theme)
    assert len(figures) > 20
    for figure in figures:
        # Plotly's own schema: an unknown name or a value of the wrong kind raises here.
        checked = go.Figure(figure.to_plotly_json())
        layout = drawn(checked)["layout"]
        assert "title" not in layout
        assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == theme.background
        assert layout["xaxis"]["fixedrange"] and layout["yaxis"]["fixedrange"]
        assert layout["showlegend"] is False
        assert layout["font"]["family"].startswith('"Source Sans"')
        assert len(str(figure.to_json())) < 40_000
        assert all("nan" not in text.lower() and "None" not in text for text in words(figure))


def test_rates_draw_the_three_estimates_of_each_outcome() -> None:
    figure = rates_figure(examples.RATES, LIGHT)
    shown = [rate for rate in examples.RATES.rates if rate.key not in ("partial", "any_increase")]
    ranges, intervals, dots = (traces(figure, name) for name in ("range", "interval", "observed"))
    for rate, ends, interval, dot in zip(shown, ranges, intervals, dots, strict=True):
        low, high = rate.missing_as_failure.share, rate.missing_as_success.share
        assert low is not None and high is not None
        assert ends["x"] == [100 * low, 100 * high]
        assert rate.observed.low is not None and rate.observed.high is not None
        assert interval["x"] == [100 * rate.observed.low, 100 * rate.observed.high]
        assert dot["x"] == [100 * (rate.observed.share or 0)]
    assert dots[0]["marker"]["color"] == LIGHT.outcome("responded")
    assert dots[3]["marker"]["color"] == LIGHT.outcome("worse")
    assert f"<b>54{NARROW}%</b>" in words(figure)
    assert "43 of 79" in words(figure)
    assert f"38{NARROW}% – 68{NARROW}%" in words(figure)


def test_rates_of_few_people_show_counts_and_no_dot() -> None:
    figure = rates_figure(examples.RATES_TINY, LIGHT)
    assert traces(figure, "observed") == []
    assert "4 of 7" in words(figure)
    assert words(figure).count("too few") == 4


def test_rates_without_unscored_people_have_no_range() -> None:
    assert traces(rates_figure(examples.RATES_COMPLETE, LIGHT), "range") == []


def test_every_person_is_a_mark_near_their_scores() -> None:
    figure = before_after_figure(examples.CHANGE, LIGHT, "PHQ-9")
    for outcome, name in OUTCOME_WORDS.items():
        (trace,) = traces(figure, name)
        own = [pair for pair in examples.CHANGE.pairs if pair.outcome == outcome]
        assert len(trace["x"]) == sum(pair.people for pair in own)
        for x, y in zip(trace["x"], trace["y"], strict=True):
            off = min(hypot(x - pair.baseline, y - pair.endpoint) for pair in own)
            assert off <= NUDGE + 1e-9


def test_outcomes_are_those_the_scale_has_a_rule_for() -> None:
    assert outcomes_on(examples.scope()) == dict(OUTCOME_WORDS)
    points_only = outcomes_on(examples.FLOW_POINTS.scope)
    assert points_only == {"no_change": "Not worse", "worse": "Worse"}
    assert outcomes_on(examples.scope(definitions=())) == {"no_change": "Not judged"}


def test_nudging_is_the_same_each_time_and_starts_in_place() -> None:
    places = list(nudged(9))
    assert places == list(nudged(9))
    assert places[0] == (0.0, 0.0)
    assert len(set(places)) == 9
    assert max(hypot(*place) for place in places) == pytest.approx(NUDGE)


def test_many_people_become_squares_of_counts() -> None:
    figure = before_after_figure(examples.CHANGE_MANY, LIGHT, "PHQ-9")
    (trace,) = traces(figure, "people")
    assert sum(int(text) for text in trace["text"]) == 1580
    assert sum(shape["type"] == "rect" for shape in drawn(figure)["layout"]["shapes"]) == len(trace["text"])


def test_both_axes_of_before_and_after_run_over_the_same_whole_scale() -> None:
    layout = drawn(before_after_figure(examples.CHANGE, LIGHT, "PHQ-9"))["layout"]
    assert layout["xaxis"]["range"] == layout["yaxis"]["range"]
    assert layout["xaxis"]["range"][0] <= 0 and layout["xaxis"]["range"][1] >= 27
    assert layout["yaxis"]["scaleanchor"] == "x"


def test_lines_follow_the_direction_of_the_scale() -> None:
    assert "6 better" in words(before_after_figure(examples.CHANGE, LIGHT, "PHQ-9"))
    upward = examples.change(higher_is_worse=False, response_drop=None)
    layout = drawn(before_after_figure(upward, LIGHT, "WHO-5"))["layout"]
    over = [note["text"] for note in layout["annotations"] if note["y"] == 27 and note["yanchor"] == "bottom"]
    assert over == ["6 better"]


def test_waterfall_goes_from_the_worst_change_to_the_best() -> None:
    figure = waterfall_figure(examples.CHANGE, LIGHT, "PHQ-9")
    bars = [bar for trace in drawn(figure)["data"] for bar in zip(trace["x"], trace["y"], strict=True)]
    changes = [change for _, change in sorted(bars)]
    assert len(changes) == 79
    assert changes == sorted(changes, reverse=True)
    expected = [pair.endpoint - pair.baseline for pair in examples.CHANGE.pairs for _ in range(pair.people)]
    assert sorted(changes) == sorted(expected)


def test_waterfall_turns_round_where_higher_is_better() -> None:
    figure = waterfall_figure(examples.CHANGE_BETTER, LIGHT, "WHO-5")
    bars = [bar for trace in drawn(figure)["data"] for bar in zip(trace["x"], trace["y"], strict=True)]
    changes = [change for _, change in sorted(bars)]
    assert changes == sorted(changes)


def test_waterfall_of_many_people_counts_them_by_change() -> None:
    figure = waterfall_figure(examples.CHANGE_MANY, LIGHT, "PHQ-9")
    data = drawn(figure)["data"]
    assert sum(number for trace in data for number in trace["y"]) == 1580
    first, last = drawn(figure)["layout"]["xaxis"]["range"]
    assert first > last  # worst, the largest rise, at the left


def test_trajectory_is_dotted_and_hollow_once_fewer_than_half_are_scored() -> None:
    figure = trajectory_figure(examples.TRAJECTORY, LIGHT, "PHQ-9")
    (most,), (few,) = traces(figure, "mean, most"), traces(figure, "mean, few")
    assert most["y"] == [17.1, 13.9, 11.6, 10.2, 9.9, 9.7]
    assert few["y"] == [9.7, 10.3, 10.8]
    filled, hollow = traces(figure, "mean")
    assert filled["marker"]["color"] == LIGHT.accent
    assert hollow["marker"]["color"] == LIGHT.background
    assert hollow["x"] == [56, 84]
    assert [word for word in words(figure) if word.isdigit()][:8] == [
        "131",
        "124",
        "118",
        "109",
        "98",
        "79",
        "60",
        "41",
    ]


def test_score_axis_covers_the_whole_scale() -> None:
    low, high = drawn(trajectory_figure(examples.TRAJECTORY, LIGHT, "PHQ-9"))["layout"]["yaxis"]["range"]
    assert low <= 0 and high >= 27


def test_visit_curve_rises_by_the_result_and_stops_where_it_says() -> None:
    figure = improvement_figure(examples.IMPROVEMENT, LIGHT)
    (curve,) = traces(figure, "curve")
    assert curve["x"][0] == 0 and curve["y"][0] == 0
    assert curve["x"][-1] == examples.SEEN.drawn_to
    for day, value in zip(curve["x"][1:], curve["y"][1:], strict=True):
        index = examples.SEEN.times.index(day)
        assert value == pytest.approx(100 * (1 - examples.SEEN.survival[index]))
    assert drawn(figure)["layout"]["xaxis"]["range"] == [0, 63]


def test_band_of_the_visit_curve_holds_the_curve() -> None:
    steps = drawn_steps(examples.SEEN, falling=False)
    assert steps.low[0] is None and steps.high[0] is None
    for value, low, high in zip(steps.values[1:], steps.low[1:], steps.high[1:], strict=True):
        assert low is not None and high is not None
        assert low <= value <= high


def test_boxes_step_up_at_left_ends_above_and_at_right_ends_below() -> None:
    lower, upper = traces(improvement_figure(examples.IMPROVEMENT, LIGHT), "boxes")
    assert upper["x"][1:4] == [0, 3, 5]
    assert lower["x"][1:4] == [3, 4, 8]
    assert upper["y"][1:4] == pytest.approx([14, 20, 40])
    assert upper["y"][-1] == lower["y"][-1] == pytest.approx(75.5)


def test_improvement_says_its_medians_in_words() -> None:
    told = " ".join(words(improvement_figure(examples.IMPROVEMENT, LIGHT)))
    assert "<b>Day 13–14</b>: half<br>had likely improved" in told
    assert "<b>Day 14</b>: half had been<br>seen to improve" in told
    told = " ".join(words(improvement_figure(examples.IMPROVEMENT_FEW, LIGHT)))
    assert "Fewer than half had been seen<br>to improve by day 40" in told


def test_counts_stand_under_the_days_they_belong_to() -> None:
    layout = drawn(improvement_figure(examples.IMPROVEMENT, LIGHT))["layout"]
    waiting = {note["x"]: note["text"] for note in layout["annotations"] if note["yshift"] == -62}
    assert {day: waiting[day] for day in (7, 14, 56)} == {7: "101", 14: "63", 56: "10"}


def test_gaps_of_weeks_are_not_drawn_on_an_axis_of_years() -> None:
    long = replace(examples.LATER_CURVE, drawn_to=900.0)
    gap = examples.gap(examples.LATER, curve=long)
    assert gap.median.value == 57
    assert gap_axis_end(gap) == 6 * 57
    assert gap_axis_end(examples.gap(gap, median=Estimate(value=20, n=96))) == 140
    assert gap_axis_end(examples.gap(gap, median=Estimate(value=None, n=96))) == 364
    figure = later_gaps_figure(examples.boosters(later=gap), LIGHT)
    assert drawn(figure)["layout"]["xaxis"]["range"] == [0, 342]
    assert "days since last booster (drawn to day 342)" in words(figure)


def test_improvement_is_drawn_as_far_as_people_are_counted() -> None:
    long = examples.improvement(curve=replace(examples.SEEN, drawn_to=700.0))
    assert improvement_axis_end(long) == 84
    assert improvement_axis_end(examples.IMPROVEMENT) == 63


def test_numbers_under_an_axis_leave_each_other_room() -> None:
    points = tuple(
        replace(point, number=index + 1, received=1234)
        for index, point in enumerate(examples.BY_SESSION.points * 2)
    )
    figure = by_session_figure(replace(examples.BY_SESSION, points=points), LIGHT)
    assert words(figure).count("1234") == 8
    assert words(by_session_figure(examples.BY_SESSION, LIGHT)).count("122") == 1


def test_there_is_no_curve_of_too_few_people() -> None:
    assert improvement_figure(examples.IMPROVEMENT_TINY, LIGHT) is None
    assert later_gaps_figure(examples.BOOSTERS_SHORT, LIGHT) is None
    assert first_gap_figure(examples.BOOSTERS_TINY, LIGHT) is None
    assert by_session_figure(examples.BY_SESSION_TINY, LIGHT) is None
    assert before_after_figure(examples.CHANGE_EMPTY, LIGHT, "PHQ-9") is None
    assert waterfall_figure(examples.CHANGE_EMPTY, LIGHT, "PHQ-9") is None
    assert trajectory_figure(examples.TRAJECTORY_EMPTY, LIGHT, "PHQ-9") is None


def test_sessions_draw_both_shares() -> None:
    figure = by_session_figure(examples.BY_SESSION, LIGHT)
    (all_started,), (had_it,) = traces(figure, "cumulative"), traces(figure, "responded")
    assert all_started["y"][5] == pytest.approx(100 * 66 / 122)
    assert had_it["y"][5] == pytest.approx(100 * 43 / 88)
    assert had_it["y"][7] is None  # 9 scored: too few for a percentage
    assert had_it["marker"]["color"] == LIGHT.background


def test_gap_curve_falls_and_the_spreadsheet_median_is_the_weaker_mark() -> None:
    figure = later_gaps_figure(examples.BOOSTERS, LIGHT)
    (curve,), (naive,) = traces(figure, "curve"), traces(figure, "naive")
    assert curve["y"][0] == 100
    assert list(curve["y"]) == sorted(curve["y"], reverse=True)
    assert naive["x"] == [35]
    assert naive["marker"]["color"] == LIGHT.background
    assert naive["marker"]["line"]["color"] == LIGHT.axis
    assert "○ completed gaps alone: 35 days, too short" in words(figure)


def test_people_still_followed_stand_under_the_gap_curve() -> None:
    layout = drawn(later_gaps_figure(examples.BOOSTERS, LIGHT))["layout"]
    followed = {note["x"]: note["text"] for note in layout["annotations"] if note["yshift"] == -62}
    assert followed[0] == "Still followed" or followed[0] == "96"
    assert followed[14] == str(round(examples.LATER_CURVE.at_risk[3]))


def test_strip_draws_the_spreadsheet_figure_hollow_and_names_it() -> None:
    rows = [
        StripRow("Booster to booster", Estimate(value=49, low=45, high=57, n=96), "96 people"),
        StripRow("First", Estimate(value=None, n=4), "4 people", "too few people"),
        StripRow("Completed gaps only", Estimate(value=35, n=469), "469 gaps", usable=False),
    ]
    figure = gap_strip(rows, LIGHT)
    usable, naive = traces(figure, "estimate")
    assert usable["x"] == [49] and usable["marker"]["color"] == LIGHT.accent
    assert naive["x"] == [35] and naive["marker"]["color"] == LIGHT.background
    assert "too few people" in words(figure)
    assert "Completed gaps only <i>(too short)</i>" in words(figure)
    assert "<b>49 days</b>" in words(figure)


def test_a_scale_named_by_the_clinic_cannot_bring_markup_into_a_chart() -> None:
    name = '<a href="https://example.org">scale</a>'
    for figure in (
        before_after_figure(examples.CHANGE, LIGHT, name),
        waterfall_figure(examples.CHANGE, LIGHT, name),
        trajectory_figure(examples.TRAJECTORY, LIGHT, name),
    ):
        assert "<a" not in " ".join(words(figure))
        assert any("&lt;a href" in word for word in words(figure))
