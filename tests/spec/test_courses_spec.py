"""Where a course starts, which sessions are its induction, and which are boosters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from afterglow.definitions.rules import Rules
from tests.spec.timeline import told

SIX_IN_THREE_WEEKS = "d0,3,7,10,14,17 S"


def induction(timeline: str, **settings) -> list[object]:
    return told(timeline, rules=replace(Rules(), **settings)).induction_days[0]


def completed(timeline: str) -> object:
    return told(timeline).courses[0]["completed"]


class TestInductionWithoutAPhaseColumn:
    def test_runs_on_while_sessions_are_at_most_ten_days_apart(self):
        assert induction("d0,3,13 S | d24 S") == [0, 3, 13]
        assert induction("d0,10,20 S") == [0, 10, 20]
        assert induction("d0,10,21 S") == [0, 10]

    def test_ends_with_day_28(self):
        assert induction("d0,7,14,21,28 S") == [0, 7, 14, 21, 28]
        assert induction("d0,7,14,21,29 S") == [0, 7, 14, 21]

    def test_has_at_most_eight_sessions(self):
        assert induction("d0,3,6,9,12,15,18,21,24 S") == [0, 3, 6, 9, 12, 15, 18, 21]

    def test_does_not_start_again_once_ended(self):
        assert induction("d0,3,14,17 S") == [0, 3]

    def test_counts_several_sessions_on_a_day_once(self):
        course = told("d0 S@09:00 S@14:00 | d3 S S | d7 S").courses[0]
        assert (course["session_days"], course["induction_sessions"]) == (3, 3)

    def test_a_single_session_is_an_induction_of_one(self):
        course = told("d0 S").courses[0]
        assert (course["induction_sessions"], course["induction_end"], course["boosters"]) == (1, 0, 0)

    @pytest.mark.parametrize(
        ("setting", "days"),
        [
            ({"induction_gap_days": 4}, [0, 3, 7]),
            ({"induction_last_day": 13}, [0, 3, 7, 12]),
            ({"induction_most_sessions": 2}, [0, 3]),
        ],
    )
    def test_every_limit_is_a_setting(self, setting: dict[str, int], days: list[int]):
        assert induction("d0,3,7,12,14 S", **setting) == days


class TestCompleted:
    def test_is_four_sessions_over_at_least_seven_days(self):
        assert completed("d0,2,4,7 S") is True
        assert completed("d0,2,4,6 S") is False
        assert completed("d0,7,14 S") is False

    def test_does_not_count_two_sessions_of_one_day_twice(self):
        assert completed("d0 S S | d4 S | d7 S") is False

    def test_does_not_count_boosters(self):
        assert completed("d0,3,7 S | d30 S | d60 S") is False


class TestBoosters:
    def test_are_all_sessions_after_the_induction(self):
        seen = told(f"{SIX_IN_THREE_WEEKS} | d40 S | d75 S S | d120 S")
        assert seen.booster_days == [[40, 75, 120]]
        assert seen.courses[0]["boosters"] == 3
        assert seen.courses[0]["first_booster_day"] == 40

    def test_the_first_comes_early_only_where_the_induction_ran_to_its_limit(self):
        assert told("d0,3,6,9,12,15,18,21 S | d24 S").booster_days == [[24]]

    def test_none_is_missing_not_zero(self):
        assert told(SIX_IN_THREE_WEEKS).courses[0]["first_booster_day"] is None


class TestNewCourse:
    def test_starts_after_more_than_28_days_with_two_more_sessions_close_behind(self):
        seen = told(f"{SIX_IN_THREE_WEEKS} | d46 S | d56 S | d66 S")
        assert seen.starts == [0, 46]
        assert seen.induction_days == [[0, 3, 7, 10, 14, 17], [0, 10, 20]]
        assert [course["number"] for course in seen.courses] == [0, 1]
        assert [course["next_course_day"] for course in seen.courses] == [46, None]

    @pytest.mark.parametrize(
        "later",
        [
            pytest.param("d45 S | d48 S | d51 S", id="28 days are not more than 28"),
            pytest.param("d46 S | d49 S", id="only one session follows"),
            pytest.param("d46 S | d49 S | d60 S", id="the second follows after 11 days"),
            pytest.param("d46 S S | d49 S S", id="two sessions of one day are one session day"),
        ],
    )
    def test_otherwise_they_are_boosters(self, later: str):
        assert told(f"{SIX_IN_THREE_WEEKS} | {later}").starts == [0]

    def test_has_its_own_clock(self):
        seen = told("d0,3,7 S | d60,63,67,70 S | d110 S | followup=200 | contact=150")
        second = seen.courses[1]
        assert second["induction_end"] == 10
        assert second["completed"] is True
        assert second["first_booster_day"] == 50
        assert (second["followup_day"], second["last_contact_day"]) == (140, 90)

    def test_can_come_more_than_once(self):
        assert told("d0,3,7 S | d50,53,57 S | d100,103,107 S").starts == [0, 50, 100]

    def test_the_sensitivity_setting_counts_its_sessions_as_boosters(self):
        timeline = f"{SIX_IN_THREE_WEEKS} | d60,63,67 S"
        seen = told(timeline, rules=Rules(new_courses=False))
        assert seen.starts == [0]
        assert seen.booster_days == [[60, 63, 67]]

    def test_never_joins_two_patients(self):
        seen = told("d0 S | d40 S", "d0,3,7 S")
        assert [(course["patient"], course["start_day"]) for course in seen.courses] == [(0, 0), (1, 0)]


class TestPhaseColumn:
    def test_decides_when_every_session_of_the_course_has_one(self):
        seen = told("d0,3,7 Si | d9 Sb | d12 Sb")
        assert seen.induction_days == [[0, 3, 7]]
        assert seen.booster_days == [[9, 12]]

    def test_may_make_an_induction_longer_than_the_limits(self):
        assert told("d0,12,24,36 Si | d60 Sb").induction_days == [[0, 12, 24, 36]]

    def test_is_not_used_when_one_session_lacks_it(self):
        assert told("d0,3,7 Si | d9 Sb | d12 S").induction_days == [[0, 3, 7, 9, 12]]
        assert told("d0,3 Si | d7 Sb S | d9 Sb").induction_days == [[0, 3, 7, 9]]

    def test_induction_after_a_booster_starts_a_new_course_however_short_the_gap(self):
        seen = told("d0,3,7,10 Si | d20 Sb | d25,28 Si | d40 Sb")
        assert seen.starts == [0, 25]
        assert seen.induction_days == [[0, 3, 7, 10], [0, 3]]
        assert seen.booster_days == [[20], [15]]

    def test_booster_marks_prevail_over_a_restart_by_gaps(self):
        seen = told("d0,3,7,10 Si | d60,63,67 Sb")
        assert seen.starts == [0]
        assert seen.booster_days == [[60, 63, 67]]

    def test_a_restart_by_gaps_marked_induction_is_a_new_course(self):
        assert told("d0,3,7,10 Si | d60,63,67 Si").starts == [0, 60]

    def test_a_late_session_still_marked_induction_is_induction(self):
        assert told("d0,3,7,10 Si | d60 Si").induction_days == [[0, 3, 7, 10, 60]]

    def test_each_course_is_judged_by_its_own_column(self):
        seen = told("d0,12,24 Si | d60,63,67,90 S")
        assert seen.starts == [0, 60]
        assert seen.induction_days == [[0, 12, 24], [0, 3, 7]]

    def test_a_day_with_an_induction_session_is_an_induction_day(self):
        assert told("d0 Si | d3 Sb Si | d7 Sb").induction_days == [[0, 3]]

    def test_without_new_courses_induction_after_a_booster_counts_as_a_booster(self):
        seen = told("d0,3 Si | d20 Sb | d25 Si", rules=Rules(new_courses=False))
        assert seen.starts == [0]
        assert seen.booster_days == [[20, 25]]


class TestJoinedMidCourse:
    def test_is_said_of_the_first_course_only(self):
        seen = told("d0 S | d40,43,47 S | joined", "d0 S")
        assert [course["joined_mid_course"] for course in seen.courses] == [True, False, False]

    def test_treatment_that_opens_with_a_booster_has_no_induction(self):
        first = told("d0,30 Sb | joined").courses[0]
        assert (first["induction_sessions"], first["completed"], first["boosters"]) == (0, False, 2)

    def test_the_induction_that_follows_is_a_course_of_its_own(self):
        assert told("d0 Sb | d10,13,17,20 Si | joined").starts == [0, 10]


class TestGaps:
    """(course, order, days, completed): order 0 starts at the last induction session."""

    def test_run_from_the_end_of_induction_to_each_booster_and_stay_open_at_the_cut_off(self):
        seen = told(f"{SIX_IN_THREE_WEEKS} | d40 S | d75 S | followup=100")
        assert seen.gaps == [(0, 0, 23, True), (0, 1, 35, True), (0, 2, 25, False)]

    def test_somebody_who_never_returned_has_one_open_gap(self):
        assert told(f"{SIX_IN_THREE_WEEKS} | followup=100").gaps == [(0, 0, 83, False)]

    def test_a_new_course_completes_the_last_gap_of_the_old_one(self):
        seen = told(f"{SIX_IN_THREE_WEEKS} | d40 S | d80,83,87 S | followup=100")
        assert seen.gaps == [(0, 0, 23, True), (0, 1, 40, True), (1, 0, 13, False)]

    def test_open_gaps_may_end_at_the_last_contact_instead(self):
        timeline = f"{SIX_IN_THREE_WEEKS} | d50 phq9=4 | followup=100"
        assert told(timeline).gaps == [(0, 0, 83, False)]
        assert told(timeline, rules=Rules(followup_end="last_contact")).gaps == [(0, 0, 33, False)]
        assert told(f"{timeline} | contact=60", rules=Rules(followup_end="last_contact")).gaps == [
            (0, 0, 43, False)
        ]

    def test_without_a_cut_off_they_end_at_the_last_contact(self):
        assert told(f"{SIX_IN_THREE_WEEKS} | d50 phq9=4 | followup=none").gaps == [(0, 0, 33, False)]

    def test_a_gap_opened_on_the_last_day_has_no_length(self):
        assert told("d0,3,7,10 S | followup=10").gaps == [(0, 0, 0, False)]
