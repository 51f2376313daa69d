"""Baseline, endpoint, who can be judged, and when improvement was first seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from afterglow.definitions.rules import Rules, preset
from tests.spec.timeline import told

END_DAY_10 = "d0,3,7,10 S"
"""A finished induction whose last session is on day 10."""


def first(timeline: str, *, rules: Rules | None = None, scale: str = "phq9") -> dict:
    return told(timeline, rules=rules, scale=scale).outcomes[0]


def baseline(timeline: str, how: str = "last") -> object:
    return first(timeline, rules=replace(Rules(), baseline=how))["baseline"]


def endpoint(timeline: str, name: str = "mcinnes_2022") -> tuple[object, object]:
    outcome = first(timeline, rules=preset(name))
    return outcome["endpoint_day"], outcome["endpoint"]


class TestBaseline:
    def test_is_the_last_score_from_30_days_before_to_day_0(self):
        assert baseline("d-30 phq9=20 | d0 S") == 20
        assert baseline("d-31 phq9=20 | d0 S") is None
        assert baseline("d-9 phq9=20 | d-2 phq9=18 | d0 S") == 18

    def test_a_score_on_day_0_counts_as_taken_before_the_session(self):
        assert baseline("d-2 phq9=18 | d0 S phq9=16") == 16

    def test_unless_the_file_says_after(self):
        assert baseline("d-2 phq9=18 | d0 S phq9=7post") == 18
        assert baseline("d0 S phq9=7post") is None

    def test_or_both_have_a_clock_time(self):
        assert baseline("d0 S@09:30 phq9=16@09:00 phq9=7@11:00") == 16
        assert baseline("d0 S@09:30 phq9=7@11:00") is None
        assert baseline("d0 S phq9=7@11:00") == 7

    def test_the_latest_of_several_on_day_0_before_the_session(self):
        assert baseline("d0 S@12:00 phq9=16@09:00 phq9=15@10:00") == 15

    def test_alternatives_over_the_same_days(self):
        timeline = "d-31 phq9=27 | d-20 phq9=14 | d-9 phq9=20 | d0 S phq9=17 | d3 S phq9=25"
        assert baseline(timeline, "first") == 14
        assert baseline(timeline, "worst") == 20
        assert baseline(timeline, "mean") == 17

    def test_worst_is_lowest_where_high_is_good(self):
        rules = replace(Rules(), baseline="worst")
        assert first("d-9 who5=30 | d0 S who5=45", rules=rules, scale="who5")["baseline"] == 30

    def test_of_a_new_course_is_its_own(self):
        seen = told("d0 S phq9=20 | d3,7,10 S | d50 phq9=15 | d60 S phq9=13 | d63,67 S phq9=9")
        assert [outcome["baseline"] for outcome in seen.outcomes] == [20, 13]

    def test_of_a_new_course_may_lie_in_the_old_one(self):
        seen = told("d0 S phq9=20 | d3,7,10 S | d45 phq9=15 | d60,63,67 S")
        assert [outcome["baseline"] for outcome in seen.outcomes] == [20, 15]


class TestWhoseScoreItIs:
    """(course, day, total) of every score."""

    def test_scores_before_treatment_belong_to_the_first_course(self):
        assert told("d-40 phq9=20 | d0 S phq9=18 | d3,7 S").scores == [(0, -40, 20), (0, 0, 18)]

    def test_a_score_belongs_to_the_course_running_on_its_day(self):
        seen = told("d0,3,7 S | d59 phq9=12 | d60 S | d63 S | d67 S phq9=5")
        assert seen.scores == [(0, 59, 12), (1, 7, 5)]

    def test_before_a_new_course_starts_that_day_it_is_the_last_of_the_old_one(self):
        assert told("d0,3,7 S | d60 S phq9=12 | d63,67 S").scores == [(0, 60, 12)]

    def test_after_the_first_session_of_a_new_course_it_is_the_new_ones(self):
        assert told("d0,3,7 S | d60 S phq9=12post | d63,67 S").scores == [(1, 0.5, 12)]


class TestEndpoint:
    def test_mcinnes_looks_14_to_31_days_after_the_last_induction_session(self):
        assert endpoint(f"{END_DAY_10} | d23 phq9=1 | d24 phq9=9") == (24, 9)
        assert endpoint(f"{END_DAY_10} | d41 phq9=9 | d42 phq9=1") == (41, 9)
        assert endpoint(f"{END_DAY_10} | d23 phq9=1 | d42 phq9=1") == (None, None)

    def test_and_takes_the_score_nearest_day_21(self):
        assert endpoint(f"{END_DAY_10} | d25 phq9=3 | d32 phq9=9 | d40 phq9=2") == (32, 9)

    def test_ties_go_to_the_earlier_never_the_better(self):
        assert endpoint(f"{END_DAY_10} | d29 phq9=9 | d33 phq9=1") == (29, 9)
        assert endpoint(f"{END_DAY_10} | d31 S phq9=9 phq9=1post") == (31, 9)
        assert endpoint(f"{END_DAY_10} | d31 phq9=9@08:00 phq9=1@18:00") == (31, 9)

    def test_is_anchored_at_the_end_of_the_induction_run_finished_or_not(self):
        outcome = first("d0,3 S | d20 phq9=9")
        assert (outcome["endpoint_day"], outcome["window_last_day"]) == (20, 34)

    def test_end_of_induction_looks_1_to_14_days_after_nearest_day_7(self):
        assert endpoint(f"{END_DAY_10} phq9=3 | d11 phq9=9", "end_of_induction") == (11, 9)
        assert endpoint(f"{END_DAY_10} | d16 phq9=8 | d18 phq9=7", "end_of_induction") == (16, 8)
        assert endpoint(f"{END_DAY_10} | d24 phq9=6 | d25 phq9=1", "end_of_induction") == (24, 6)

    def test_day_28_counts_from_the_first_session(self):
        assert endpoint(f"{END_DAY_10} | d20 phq9=1 | d21 phq9=9", "day_28") == (21, 9)
        assert endpoint(f"{END_DAY_10} | d35 phq9=9 | d36 phq9=1", "day_28") == (35, 9)
        assert endpoint(f"{END_DAY_10} | d26 phq9=9 | d30 phq9=1", "day_28") == (26, 9)

    def test_any_day_and_width_can_be_asked_for(self):
        assert endpoint(f"{END_DAY_10} | d11 phq9=9 | d18 phq9=1", "day_14+-3") == (11, 9)

    def test_only_scores_after_day_0_count(self):
        assert endpoint("d0 S phq9=20 phq9=3post", "day_3+-7") == (None, None)
        assert endpoint("d0 S phq9=20 | d1 phq9=9", "day_3+-7") == (1, 9)

    def test_last_of_course_is_the_last_score_after_day_0(self):
        assert endpoint(f"{END_DAY_10} | d30 phq9=4 | d200 phq9=11", "last_of_course") == (200, 11)
        assert endpoint("d0 S phq9=20 phq9=3post", "last_of_course") == (None, None)

    def test_last_of_course_may_be_the_score_before_the_next_one_starts(self):
        timeline = "d0,3,7 S | d40 phq9=8 | d60 S phq9=12 | d63,67 S phq9=5"
        assert endpoint(timeline, "last_of_course") == (60, 12)

    def test_a_window_does_not_reach_into_a_new_course(self):
        assert endpoint(f"{END_DAY_10} | d39,41,43 S | d40 phq9=3", "mcinnes_2022") == (None, None)

    def test_a_booster_before_it_leaves_the_score_and_is_noted(self):
        before = first(f"{END_DAY_10} | d25 S | d31 phq9=9")
        assert (before["endpoint"], before["boosted_before_endpoint"]) == (9, True)
        assert first(f"{END_DAY_10} | d31 phq9=9 | d35 S")["boosted_before_endpoint"] is False
        assert first(f"{END_DAY_10} | d25 S")["boosted_before_endpoint"] is False

    def test_a_score_on_the_day_of_the_booster_comes_before_it_unless_said_otherwise(self):
        assert first(f"{END_DAY_10} | d31 S phq9=9")["boosted_before_endpoint"] is False
        assert first(f"{END_DAY_10} | d31 S phq9=9post")["boosted_before_endpoint"] is True


class TestEvaluable:
    @pytest.mark.parametrize(
        ("name", "last_day"),
        [("mcinnes_2022", 41), ("end_of_induction", 24), ("day_28", 35), ("last_of_course", 28)],
    )
    def test_from_the_day_the_window_closes(self, name: str, last_day: int):
        rules = preset(name)
        assert first(f"{END_DAY_10} | followup={last_day}", rules=rules)["evaluable"] is True
        assert first(f"{END_DAY_10} | followup={last_day - 1}", rules=rules)["evaluable"] is False
        assert first(END_DAY_10, rules=rules)["window_last_day"] == last_day

    def test_a_score_that_came_in_early_does_not_change_that(self):
        outcome = first(f"{END_DAY_10} | d31 phq9=9 | followup=40")
        assert (outcome["endpoint"], outcome["evaluable"]) == (9, False)

    @pytest.mark.parametrize(
        ("name", "last_day"),
        [("mcinnes_2022", 59), ("end_of_induction", 42), ("day_28", 35), ("last_of_course", 28)],
    )
    def test_among_all_who_started_at_one_day_for_everyone(self, name: str, last_day: int):
        for sessions in ("d0 S", END_DAY_10):
            open_, closed = (
                first(f"{sessions} | followup={day}", rules=preset(name))["evaluable_started"]
                for day in (last_day - 1, last_day)
            )
            assert (open_, closed) == (False, True)

    def test_everybody_where_neither_cut_off_nor_followup_is_known(self):
        outcome = first("d0 S | followup=none")
        assert (outcome["evaluable"], outcome["evaluable_started"]) == (True, True)

    def test_each_course_by_its_own_clock(self):
        seen = told("d0,3,7,10 S | d60,63,67,70 S | followup=100")
        assert [outcome["evaluable"] for outcome in seen.outcomes] == [True, False]


class TestCarriedForward:
    def test_is_the_endpoint_where_there_is_one(self):
        assert first(f"{END_DAY_10} phq9=12 | d31 phq9=9 | d40 phq9=3")["carried_forward"] == 9

    def test_else_the_last_score_after_day_0_up_to_the_end_of_the_window(self):
        assert first("d0 S phq9=20 | d3 S phq9=15 | d7 S phq9=12 | d60 phq9=3")["carried_forward"] == 12

    def test_else_nothing(self):
        assert first("d0 S phq9=20 phq9=9post | d3,7,10 S | d42 phq9=3")["carried_forward"] is None


class TestImprovementInterval:
    """(last score before it, first score that shows it], in days from the first session."""

    def interval(self, timeline: str, **settings) -> tuple[float, float | None]:
        return told(timeline, rules=replace(Rules(), **settings)).interval

    def test_lies_between_the_last_score_without_and_the_first_with_it(self):
        assert self.interval("d0 S phq9=20 | d3 S phq9=15 | d7 S phq9=10 | d14 phq9=16") == (3, 7)

    def test_starts_at_time_zero_where_no_score_precedes_it_not_at_the_baseline(self):
        assert self.interval("d-9 phq9=20 | d0 S | d7 S phq9=10") == (0, 7)

    def test_is_open_after_the_last_score_where_none_was_seen(self):
        assert self.interval("d0 S phq9=20 | d7 S phq9=15 | d30 phq9=11") == (30, None)

    def test_a_score_after_the_session_sits_half_a_day_later(self):
        assert self.interval("d0 S phq9=20 phq9=9post") == (0, 0.5)
        assert self.interval("d0 S phq9=20 phq9=15post | d1 phq9=9") == (0.5, 1)
        assert self.interval("d0 S phq9=20 | d3 S phq9=15 phq9=9post") == (3, 3.5)

    def test_scores_of_one_moment_do_not_bound_each_other(self):
        assert self.interval("d0 S phq9=20 | d3 phq9=15 | d7 phq9=15@08:00 phq9=9@18:00") == (3, 7)

    def test_half_of_baseline_exactly_is_a_response(self):
        assert self.interval("d0 S phq9=15 | d3 phq9=8 | d7 phq9=7") == (3, 7)
        assert self.interval("d0 S phq9=16 | d3 phq9=8") == (0, 3)

    def test_ends_with_the_course(self):
        timeline = "d0,3,7 S | d-1 phq9=20 | d40 phq9=15 | d60 S phq9=14 | d63,67 S phq9=5"
        assert self.interval(timeline) == (60, None)
        assert self.interval(timeline, new_courses=False) == (60, 63)

    def test_remission_and_reliable_improvement_may_be_asked_for_instead(self):
        timeline = "d0 S phq9=20 | d3 phq9=15 | d7 phq9=14 | d14 phq9=10 | d21 phq9=4"
        assert self.interval(timeline, criterion="reliable_improvement") == (3, 7)
        assert self.interval(timeline, criterion="response") == (7, 14)
        assert self.interval(timeline, criterion="remission") == (14, 21)

    def test_a_scale_without_a_ratio_is_judged_by_points(self):
        seen = told("d0 S pcl5=40 | d7 pcl5=36 | d14 pcl5=35", scale="pcl5")
        assert seen.interval == (7, 14)

    def test_nobody_with_baseline_zero_can_respond(self):
        outcome = first("d0 S phq9=0 | d7 phq9=0")
        assert (outcome["baseline"], outcome["right"]) == (0, None)

    def test_meeting_the_criterion_at_baseline_is_noted(self):
        rules = replace(Rules(), criterion="remission")
        assert first("d0 S phq9=4 | d7 phq9=3", rules=rules)["meets_at_baseline"] is True
        assert first("d0 S phq9=5 | d7 phq9=3", rules=rules)["meets_at_baseline"] is False

    def test_a_later_score_is_one_after_the_first_session(self):
        assert first("d-9 phq9=21 | d0 S phq9=20 | d3 S")["has_later_score"] is False
        assert first("d0 S phq9=20 phq9=18post")["has_later_score"] is True
