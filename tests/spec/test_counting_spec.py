"""Who is counted where: denominators, the patient flow, improvement by session, boosters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from afterglow.analyses.boosters import boosters
from afterglow.analyses.cohort import Cohort
from afterglow.analyses.headline import headline
from afterglow.analyses.improvement import by_session, improvement
from afterglow.analyses.rates import change, flow, rates
from afterglow.analyses.trajectory import trajectory
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import Rules, preset
from afterglow.results import Proportion, Rate
from tests.analyses.cohorts import cohort_of
from tests.spec.timeline import ledger_from

FINISHED = "d0 S phq9=20 | d3,7,10 S"
"""Induction finished on day 10, baseline 20: the default window is open from day 24 to 41."""


def cohort(*timelines: str, rules: Rules | None = None, scale: str = "phq9") -> Cohort:
    return cohort_of(ledger_from(*timelines), instrument=INSTRUMENTS[scale], rules=rules or Rules())


def rate(key: str, *timelines: str, rules: Rules | None = None, scale: str = "phq9") -> Rate:
    found = rates(cohort(*timelines, rules=rules, scale=scale)).rate(key)
    assert found is not None
    return found


def ratio(proportion: Proportion) -> tuple[int, int]:
    return proportion.successes, proportion.total


def excluded(found: Rate) -> dict[str, int]:
    return {item.key: item.people for item in found.excluded}


class TestDenominators:
    def test_the_missing_are_left_out_counted_as_failures_and_counted_as_successes(self):
        found = rate(
            "response",
            f"{FINISHED} | d31 phq9=9",
            f"{FINISHED} | d31 phq9=15",
            FINISHED,
            f"{FINISHED} | d60 phq9=1",
        )
        assert ratio(found.observed) == (1, 2)
        assert ratio(found.missing_as_failure) == (1, 4)
        assert ratio(found.missing_as_success) == (3, 4)

    def test_carrying_the_last_score_forward_is_a_fourth_reading(self):
        found = rate("response", f"{FINISHED} phq9=9", FINISHED, f"{FINISHED} phq9=9 | d31 phq9=15")
        assert ratio(found.observed) == (0, 1)
        assert ratio(found.carried_forward) == (1, 3)

    def test_who_cannot_be_judged_yet_is_in_none_of_them_not_even_with_a_score(self):
        found = rate(
            "response", f"{FINISHED} | d31 phq9=9 | followup=40", f"{FINISHED} | d31 phq9=9 | followup=41"
        )
        assert ratio(found.observed) == ratio(found.missing_as_success) == (1, 1)

    def test_who_has_no_baseline_is_in_none_of_them_and_counted(self):
        timeline = "d0,3,7,10 S | d31 phq9=9"
        assert ratio(rate("response", timeline).missing_as_success) == (0, 0)
        assert cohort(timeline).scope().missing_baseline == 1

    def test_completers_are_judged_above_the_line_of_all_who_started(self):
        found = rate(
            "response", f"{FINISHED} | d31 phq9=9", "d0 S phq9=20 | d3 S", "d0 S phq9=20 | d20 phq9=9"
        )
        assert ratio(found.missing_as_failure) == (1, 1)
        assert ratio(found.all_started) == (2, 3)

    @pytest.mark.parametrize(("name", "last_day"), [("mcinnes_2022", 59), ("end_of_induction", 42)])
    def test_all_who_started_are_counted_from_one_day_on_whenever_they_stopped(
        self, name: str, last_day: int
    ):
        for sessions in ("d0 S phq9=20", FINISHED):
            young, old = (
                rate("response", f"{sessions} | followup={day}", rules=preset(name)).all_started.total
                for day in (last_day - 1, last_day)
            )
            assert (young, old) == (0, 1)

    def test_a_rule_about_all_who_started_judges_everybody_by_that_day(self):
        rules = replace(Rules(), population="started")
        for followup, people in ((58, 0), (59, 1)):
            assert cohort(f"{FINISHED} | followup={followup}", rules=rules).scope().judged == people

    def test_without_any_cut_off_everybody_counts_as_followed_long_enough(self):
        found = rate("response", f"{FINISHED} | followup=none", f"{FINISHED} | d31 phq9=9 | followup=none")
        assert ratio(found.missing_as_failure) == (1, 2)
        assert ratio(found.all_started) == (1, 2)


class TestOnePersonOneRow:
    def test_only_first_courses_are_counted(self):
        found = rate("response", f"{FINISHED} | d60 S phq9=18 | d63,67,70 S | d91 phq9=4")
        assert ratio(found.missing_as_failure) == (0, 1)

    def test_who_joined_in_the_middle_of_treatment_is_left_out_and_counted(self):
        scope = cohort(f"{FINISHED} | d31 phq9=9 | joined", FINISHED).scope()
        assert (scope.treated, scope.joined_mid_course) == (1, 1)

    def test_also_with_the_course_that_follows(self):
        scope = cohort("d0 Sb | d10 Si phq9=20 | d13,17,20 Si | d41 phq9=9 | joined").scope()
        assert (scope.treated, scope.joined_mid_course) == (0, 1)


class TestWhoCanShowAnOutcome:
    def test_nobody_from_zero_can_respond(self):
        found = rate("response", "d0 S phq9=0 | d3,7,10 S | d31 phq9=0", f"{FINISHED} | d31 phq9=10")
        assert ratio(found.observed) == (1, 1)
        assert excluded(found) == {"baseline_zero": 1}

    def test_nobody_in_remission_can_remit_unless_asked_for(self):
        timelines = (
            "d0 S phq9=4 | d3,7,10 S | d31 phq9=3",
            f"{FINISHED} | d31 phq9=4",
            f"{FINISHED} | d31 phq9=5",
        )
        found = rate("remission", *timelines)
        assert (ratio(found.observed), excluded(found)) == ((1, 2), {"already_in_remission": 1})
        all_ = rate("remission", *timelines, rules=replace(Rules(), remission_among="all"))
        assert (ratio(all_.observed), excluded(all_)) == ((2, 3), {})

    def test_the_severity_gate_keeps_mild_baselines_out(self):
        timelines = ("d0 S phq9=9 | d3,7,10 S | d31 phq9=4", "d0 S phq9=10 | d3,7,10 S | d31 phq9=5")
        found = rate("response", *timelines, rules=replace(Rules(), severity_gate=True))
        assert (ratio(found.observed), excluded(found)) == ((1, 1), {"below_severity_gate": 1})

    def test_a_quarter_off_is_partial_and_half_off_is_not(self):
        timelines = [f"{FINISHED} | d31 phq9={after}" for after in (10, 11, 15, 16)]
        assert ratio(rate("partial", *timelines).observed) == (2, 4)
        assert ratio(rate("response", *timelines).observed) == (1, 4)

    def test_six_points_on_the_phq9_are_reliable_and_any_increase_is_told_apart(self):
        timelines = [f"{FINISHED} | d31 phq9={after}" for after in (14, 15, 20, 21, 25, 26)]
        assert ratio(rate("reliable_improvement", *timelines).observed) == (1, 6)
        assert ratio(rate("reliable_deterioration", *timelines).observed) == (1, 6)
        assert ratio(rate("any_increase", *timelines).observed) == (3, 6)

    def test_a_scale_without_a_ratio_or_a_cut_off_has_no_such_rates(self):
        found = rates(cohort("d0 S pcl5=40 | d3,7,10 S | d31 pcl5=10", scale="pcl5"))
        assert [item.key for item in found.rates] == [
            "reliable_improvement",
            "reliable_deterioration",
            "any_increase",
        ]

    def test_where_high_is_good_a_fall_is_an_increase_of_symptoms(self):
        timelines = ("d0 S who5=40 | d3,7,10 S | d31 who5=30", "d0 S who5=40 | d3,7,10 S | d31 who5=60")
        assert ratio(rate("any_increase", *timelines, scale="who5").observed) == (1, 2)


class TestFlow:
    def test_says_at_each_step_where_the_others_went(self):
        told = flow(
            cohort(
                "d0 S phq9=20 | followup=37",
                "d0 S phq9=20 | followup=38",
                "d0,3,7,10 S",
                f"{FINISHED} | followup=40",
                FINISHED,
                f"{FINISHED} | d31 phq9=9",
                f"{FINISHED} | d31 phq9=3",
                f"{FINISHED} | d31 phq9=26",
            )
        )
        assert [(step.key, step.people) for step in told.steps] == [
            ("treated", 8),
            ("finished_induction", 6),
            ("had_baseline", 5),
            ("window_closed", 4),
            ("scored", 3),
        ]
        assert {item.key: item.people for step in told.steps for item in step.lost} == {
            "stopped_early": 1,
            "still_in_induction": 1,
            "no_baseline": 1,
            "not_yet_evaluable": 1,
            "no_score_in_window": 1,
        }
        assert {item.key: item.people for item in told.outcomes if item.people} == {
            "remitted": 1,
            "responded": 1,
            "worse": 1,
        }
        assert (told.responded, told.remitted) == (2, 1)

    def test_without_asking_for_a_finished_induction_has_no_such_step(self):
        told = flow(cohort("d0 S phq9=20", rules=preset("day_28")))
        assert [step.key for step in told.steps] == ["treated", "had_baseline", "window_closed", "scored"]


class TestChange:
    def test_includes_people_from_baseline_zero(self):
        told = change(cohort("d0 S phq9=0 | d3,7,10 S | d31 phq9=3", f"{FINISHED} | d31 phq9=9"))
        assert (told.n, told.median) == (2, -4)

    def test_tells_how_far_a_response_is(self):
        assert change(cohort(FINISHED)).response_drop == 50
        assert change(cohort("d0 S pcl5=40", scale="pcl5")).response_drop is None


class TestTrajectory:
    def points(self, *timelines: str) -> dict[int, tuple[int, int]]:
        """Nominal day: people scored near it, and how many of them on a session day."""
        told = trajectory(cohort(*timelines))
        return {point.day: (point.n, point.on_session_day) for point in told.points if point.n}

    def test_takes_scores_up_to_three_days_away(self):
        assert self.points("d-3 phq9=20 | d0 S | d10 phq9=9") == {0: (1, 0), 7: (1, 0)}
        assert self.points("d-4 phq9=20 | d0 S | d11 phq9=9") == {14: (1, 0)}

    def test_says_how_many_came_on_a_session_day(self):
        assert self.points("d0 S phq9=20 | d7 S phq9=9", "d0 S phq9=20 | d3 S | d7 phq9=9") == {
            0: (2, 2),
            7: (2, 1),
        }

    def test_the_first_day_of_a_new_course_is_a_session_day_too(self):
        assert self.points("d0,3,7,10 S | d41 phq9=9 | d42 S phq9=9 | d45,49 S") == {42: (1, 1)}

    def test_follows_apart_who_was_scored_at_every_point(self):
        everywhere = "d0 S phq9=20 | d7,14,21,28,42,56,84 phq9=9"
        told = trajectory(cohort(everywhere, "d0 S phq9=20 | d7 phq9=9"))
        assert {point.n for point in told.complete} == {1}
        assert [point.n for point in told.points] == [2, 2, 1, 1, 1, 1, 1, 1]


class TestTimeToImprovement:
    def test_counts_who_cannot_be_followed(self):
        told = improvement(
            cohort(
                "d0 S | d7 phq9=9",
                "d0 S phq9=0 | d7 phq9=0",
                "d0 S phq9=20",
                "d0 S phq9=20 | d7 phq9=9",
                "d0 S phq9=20 | d7 phq9=15",
            )
        )
        assert {item.key: item.people for item in told.excluded} == {
            "no_baseline": 1,
            "baseline_zero": 1,
            "meets_at_baseline": 0,
            "no_later_score": 1,
        }
        assert (told.n, told.improved) == (2, 1)

    def test_zero_is_no_floor_where_high_is_good(self):
        rules = replace(Rules(), criterion="reliable_improvement", reliable_points=(("who5", 10.0),))
        instrument = replace(INSTRUMENTS["who5"], reliable_change=INSTRUMENTS["phq9"].reliable_change)
        ledger = ledger_from("d0 S who5=0 | d7 who5=40")
        told = improvement(cohort_of(ledger, instrument=instrument, rules=rules))
        assert (told.n, told.improved) == (1, 1)

    def test_the_young_and_those_who_stopped_are_followed_as_far_as_they_go(self):
        assert improvement(cohort("d0 S phq9=20 | d3 phq9=15 | followup=3")).n == 1

    def test_counts_events_and_ends_up_to_each_day(self):
        told = improvement(cohort("d0 S phq9=20 | d7 phq9=9", "d0 S phq9=20 | d7 phq9=15"))
        assert [(row.waiting, row.events, row.ended) for row in told.counts[:2]] == [(2, 0, 0), (0, 1, 1)]


class TestBySession:
    def table(self, *timelines: str) -> list[tuple[int, int, tuple[int, int], tuple[int, int]]]:
        """(session, received, improved of those read after it, improved so far of the starters)"""
        return [
            (point.number, point.received, ratio(point.responded), ratio(point.cumulative))
            for point in by_session(cohort(*timelines)).points
        ]

    def test_reads_the_last_score_up_to_the_day_of_the_next_session(self):
        assert self.table("d0 S phq9=20 | d3 S phq9=15 | d5 phq9=9 | d7 S phq9=12") == [
            (1, 1, (0, 1), (0, 1)),
            (2, 1, (0, 1), (0, 1)),
            (3, 1, (0, 0), (0, 1)),
        ]

    def test_a_score_after_the_session_of_that_day_is_read_with_it(self):
        assert self.table("d0 S phq9=20 phq9=9post | d3 S phq9=15post") == [
            (1, 1, (1, 1), (1, 1)),
            (2, 1, (0, 1), (1, 1)),
        ]

    def test_the_last_session_is_read_for_fourteen_days(self):
        assert self.table("d0 S phq9=20 | d14 phq9=9post")[0][2] == (1, 1)
        assert self.table("d0 S phq9=20 | d15 phq9=9")[0][2] == (0, 0)

    def test_who_has_improved_once_stays_in_the_cumulative_share(self):
        timelines = ("d0 S phq9=20 | d3 S phq9=9 | d7 S phq9=15", "d0 S phq9=20")
        assert [row[3] for row in self.table(*timelines)] == [(1, 2), (1, 2), (1, 2)]

    def test_starters_have_been_followed_through_induction_and_a_reading(self):
        assert by_session(cohort("d0 S phq9=20 | followup=41")).starters == 0
        assert by_session(cohort("d0 S phq9=20 | followup=42")).starters == 1
        assert by_session(cohort("d0 S phq9=20 | followup=none")).starters == 1


class TestBoosters:
    def test_incomplete_inductions_are_counted_apart(self):
        told = boosters(cohort(f"{FINISHED} | d40 S", FINISHED, "d0,3 S | d40 S"))
        assert (told.completed_inductions, told.incomplete_inductions, told.boosted) == (2, 1, 1)
        assert (told.first.people, told.first.completed, told.first.open) == (2, 1, 1)

    def test_later_gaps_start_at_a_booster(self):
        told = boosters(cohort(f"{FINISHED} | d40 S | d75 S", f"{FINISHED} | d40 S"))
        assert (told.everything.people, told.everything.completed, told.everything.open) == (2, 3, 2)
        assert (told.naive_gaps, told.naive.value) == (1, 35)

    def test_still_coming_asks_for_a_session_in_the_last_90_days(self):
        def asked(timeline: str) -> tuple[int, int]:
            found = boosters(cohort(timeline)).still_coming
            assert found is not None
            return ratio(found)

        assert asked(f"{FINISHED} | d40 S | followup=129") == (0, 0)
        assert asked(f"{FINISHED} | d40 S | followup=130") == (0, 1)
        assert asked(f"{FINISHED} | d40 S | d80 S | followup=169") == (1, 1)
        assert asked(f"{FINISHED} | d40 S | d80 S | followup=170") == (0, 1)
        assert asked(f"{FINISHED} | d40 S | d80,83,87,90 S | followup=170") == (1, 1)

    def test_a_year_is_counted_from_the_end_of_induction_to_the_cut_off(self):
        told = boosters(cohort(f"{FINISHED} | d40 S | d75 S | followup=375", f"{FINISHED} | followup=375"))
        assert told.booster_count == 2
        assert told.years == pytest.approx(2 * 365 / 365.25)

    def test_without_a_cut_off_later_gaps_and_the_year_are_withheld(self):
        told = boosters(cohort(*[f"{FINISHED} | d40 S | d75 S | d110 S | followup=none"] * 25))
        assert told.shorter_than_truth is True
        assert (told.later.median.value, told.later.reason) == (None, "no_cutoff")
        assert (told.per_year.value, told.years, told.still_coming) == (None, None, None)
        assert told.first.median.value == 30

    def test_later_gaps_need_long_follow_up(self):
        """First gaps of 50 days: four times that is asked for, counted from the end of induction."""
        timeline = f"{FINISHED} | d60 S | d80 S"
        short = boosters(cohort(*[f"{timeline} | followup=209"] * 20)).later
        long = boosters(cohort(*[f"{timeline} | followup=210"] * 20)).later
        assert (short.people, short.followup_at_least, short.reason) == (0, 200, "too_few_people")
        assert (long.people, long.followup_at_least, long.median.value) == (20, 200, 20)

    def test_and_at_least_half_a_year_of_it(self):
        timeline = f"{FINISHED} | d30 S | d50 S | followup=190"
        assert boosters(cohort(*[timeline] * 20)).later.followup_at_least == 180


class TestHeadline:
    def test_scored_is_of_everybody_treated_whose_window_has_closed(self):
        people = cohort(
            f"{FINISHED} | d31 phq9=9", FINISHED, "d0 S phq9=20", f"{FINISHED} | d31 phq9=9 | followup=58"
        )
        told = headline(
            people, rates=rates(people), improvement=improvement(people), boosters=boosters(people)
        )
        assert ratio(told.scored) == (1, 3)
