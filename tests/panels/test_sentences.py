"""The exact words of every panel for a usual, a tiny and an empty clinic."""

from __future__ import annotations

from typing import Any

import pytest

from afterglow.panels import PANELS, Panel
from tests.figures import examples

BY_KEY: dict[str, Panel] = {panel.key: panel for panel in PANELS}


def answer(key: str, result: Any) -> str:
    return BY_KEY[key].answer(result).replace("\u202f", "~")


def note(key: str, result: Any) -> str:
    return BY_KEY[key].note(result).replace("\u202f", "~")


def test_rates() -> None:
    assert answer("rates", examples.RATES) == (
        "**43 of 79** people scored 14–31 days after induction responded (54~%, 43–65~%). 33 more could be "
        "judged but were not scored; if none of them responded, it would be 38~%. Of all 140 who started, 43 "
        "responded (31~%, 24–39~%). 23 of 76 remitted and 5 of 79 got reliably worse."
    )
    assert note("rates", examples.RATES) == (
        "79 of 112 who could be judged were scored. Left out: 21 who had not finished induction, 19 not yet "
        "evaluable, 12 without a baseline score and 3 who joined in mid-course. PHQ-9, 14–31 days after "
        "induction. 7 of 79 had a booster before that score. Responded: at least halved. Remitted: below 5. "
        "Reliable: 6 points or more. 4 in remission at baseline cannot remit. Ranges in brackets are 95~% "
        "intervals. There is no control group: part of any change is people returning to their usual level."
    )


def test_rates_of_few_people_lead_with_the_count() -> None:
    assert answer("rates", examples.RATES_FEW) == (
        "**8 of 15** people scored 14–31 days after induction responded; too few for a steady percentage. "
        "1 more could be judged but was not scored. Of all 20 who started, 8 responded (40~%, 22–61~%)."
    )
    assert "%" not in answer("rates", examples.RATES_TINY)


def test_rates_of_nobody_and_of_a_scale_without_rules() -> None:
    assert answer("rates", examples.RATES_EMPTY) == (
        "Of 5 treated, nobody has been scored 14–31 days after induction yet: 2 had not finished induction "
        "and 3 are not yet evaluable."
    )
    assert answer("rates", examples.RATES_NONE).startswith("This scale has no published rule for response")


def test_rates_with_everybody_scored() -> None:
    assert "Nobody who could be judged was left unscored." in answer("rates", examples.RATES_COMPLETE)


def test_headline() -> None:
    assert answer("headline", examples.HEADLINE) == (
        "**43 of 79** people scored 14–31 days after induction responded (54~%, 43–65~%). Half had improved "
        "between day 13 and day 14. For the middle person 57 days passed between boosters. 79 of 140 treated "
        "people whose window has closed were scored (56~%, 48–64~%)."
    )
    assert answer("headline", examples.HEADLINE_EMPTY).startswith("Of 5 treated, nobody has been scored")


def test_flow() -> None:
    assert answer("flow", examples.FLOW) == (
        "**79 of 164** people treated were scored 14–31 days after induction. 24 are not yet evaluable. The "
        "others could not be judged: 16 stopped before finishing induction, 12 had no baseline score and 33 "
        "had no score in the window."
    )
    assert "All 164 people treated are in the first bar." in note("flow", examples.FLOW)


def test_change() -> None:
    assert answer("waterfall", examples.CHANGE) == (
        "PHQ-9 fell by **7.3 points** on average (5.9–8.8), from 17.0 to 9.7. **50 of 79** improved by 6 "
        "points or more, 5 worsened by as much."
    )
    assert answer("before_after", examples.CHANGE) == (
        "**63 of 79** people scored lower after treatment than before, 13 higher and 3 the same."
    )
    assert answer("change", examples.CHANGE) == (
        "PHQ-9 fell by **7.3 points** on average (5.9–8.8), from 17.0 to 9.7. The middle person's change is "
        "−8 points; half of all changes lie between −12 and −3."
    )
    assert note("waterfall", examples.CHANGE).endswith(
        "There is no control group: part of any change is people returning to their usual level."
    )


def test_change_on_a_scale_where_higher_is_better() -> None:
    assert answer("waterfall", examples.CHANGE_BETTER) == (
        "WHO-5 rose by **14.0 points** on average (8.2–19.8), from 31.5 to 45.5."
    )
    assert answer("before_after", examples.CHANGE_BETTER).startswith(
        "**63 of 79** people scored higher after"
    )


def test_change_that_may_be_none_says_both_sides() -> None:
    from afterglow.results import Estimate

    result = examples.change(mean=Estimate(value=-0.8, low=-2.1, high=0.5, n=79))
    assert "fell by **0.8 points** on average (2.1 lower to 0.5 higher)" in answer("waterfall", result)


def test_change_of_few_people_and_of_nobody() -> None:
    assert answer("waterfall", examples.CHANGE_TINY) == (
        "For the middle of **7** people scored, PHQ-9 fell by 6 points; too few for a mean. **4 of 7** "
        "improved by 6 points or more, 0 worsened by as much."
    )
    for key in ("waterfall", "before_after", "change"):
        assert answer(key, examples.CHANGE_EMPTY).startswith("Of 5 treated, nobody has been scored")


def test_trajectory() -> None:
    assert answer("trajectory", examples.TRAJECTORY) == (
        "Mean PHQ-9 went from **17.1** to **9.7** by day 42, and was **10.8** by day 84 among the 41 "
        "still scored."
    )
    told = note("trajectory", examples.TRAJECTORY)
    assert "26 people were scored at every point." in told
    assert "43~% of the later scores (272 of 629) were taken on a session day." in told
    assert answer("trajectory", examples.TRAJECTORY_TINY) == (
        "**12 people** have a baseline score; too few were scored again for a mean."
    )
    assert "nothing to follow" in answer("trajectory", examples.TRAJECTORY_EMPTY)


def test_improvement() -> None:
    assert answer("improvement", examples.IMPROVEMENT) == (
        "Half had improved between **day 13** and **day 14**, allowing for the days between scores. At "
        "visits, half had been seen to improve by **day 14** (12–18): a latest date, not the "
        "moment relief began."
    )
    assert note("improvement", examples.IMPROVEMENT) == (
        "122 people with a usable baseline and a later score; 85 improved. Left out: 14 without a baseline "
        "score, 1 with a baseline of 0 and 18 without a later score. Improved: PHQ-9 at least halved. Drawn "
        "to day 63. PHQ-9 asks about the last 14 days: a score soon after the first session still covers "
        "days before it. Ranges in brackets are 95~% intervals."
    )


def test_improvement_not_reached_or_of_few_people() -> None:
    assert answer("improvement", examples.IMPROVEMENT_FEW) == (
        "Fewer than half had been seen to improve by day 40: **7 of 24 people** so far."
    )
    assert answer("improvement", examples.IMPROVEMENT_TINY) == (
        "**4 of 7** people were seen to improve; too few people for a curve."
    )
    assert answer("improvement", examples.IMPROVEMENT_EMPTY).startswith("Nobody here has both a baseline")
    without_rule = examples.improvement(criterion="none")
    assert answer("improvement", without_rule).startswith("This scale has no rule for improvement")


def test_improvement_by_the_first_visit_needs_no_left_end() -> None:
    from dataclasses import replace

    box = examples.IMPROVEMENT.interval
    assert box is not None
    early = examples.improvement(interval=replace(box, median_left=0.0, median_right=7.0, median_day=None))
    assert answer("improvement", early).startswith("Half had improved by **day 7**, allowing for")


def test_by_session() -> None:
    assert answer("by_session", examples.BY_SESSION) == (
        "**66 of 122** people who started had been seen to improve by session 6 (54~%, 45–63~%). Of 88 who "
        "had session 6 and were scored after it, 49~% met the rule. 31 people had more than 6 sessions."
    )
    assert answer("by_session", examples.BY_SESSION_TINY) == (
        "**3 of 7** people who started had been seen to improve by session 2. 2 of 6 who had session 2 and "
        "were scored after it met the rule."
    )
    assert answer("by_session", examples.BY_SESSION_EMPTY).startswith("Nobody here has a usable baseline")


def test_gaps_between_boosters() -> None:
    assert answer("later_gaps", examples.BOOSTERS) == (
        "For the middle person **57 days** (45–72) pass between boosters. Counting completed gaps alone "
        "gives 35 days, which is too short: short gaps end first, and frequent visitors supply most of them."
    )
    assert "Counted: people followed for 212 days or more after induction." in note(
        "later_gaps", examples.BOOSTERS
    )


def test_gaps_that_cannot_be_told_say_why() -> None:
    assert answer("later_gaps", examples.BOOSTERS_SHORT) == (
        "**12 people** have had a booster, with 9 gaps between boosters completed and 12 still open; too "
        "early to say how long gaps are, since the first gap has no median yet."
    )
    assert answer("later_gaps", examples.BOOSTERS_NO_CUTOFF).endswith(
        "how long gaps are needs the date the data end, which is not known."
    )
    few = examples.boosters(
        later=examples.gap(examples.BOOSTERS_SHORT.later, reason="too_few_people", followup_at_least=200)
    )
    assert answer("later_gaps", few) == (
        "**12 people** have had a booster and were followed for 200 days or more, with 9 gaps between "
        "boosters completed and 12 still open: too few for a median (20 people, 10 with "
        "a completed gap, are needed)."
    )
    assert (
        answer("later_gaps", examples.BOOSTERS_EMPTY) == "Nobody here has had a session after induction yet."
    )
    assert "shorter than the truth" in note("later_gaps", examples.BOOSTERS_NO_CUTOFF)


def test_first_gap() -> None:
    assert answer("first_gap", examples.BOOSTERS) == (
        "Half had come back by **day 71** (59–87) after induction ended; 124 of 143 who finished induction "
        "have come back."
    )
    assert answer("first_gap", examples.BOOSTERS_SHORT) == (
        "Fewer than half had returned by **day 56**, the last day with 5 still followed. 12 of 40 who "
        "finished induction have come back so far. Returned: 13~% by day 30 (5–28~%)."
    )
    assert answer("first_gap", examples.BOOSTERS_TINY) == (
        "**3 of 7** people who finished induction have come back; too few for a curve."
    )
    assert answer("first_gap", examples.BOOSTERS_EMPTY) == "Nobody here has finished induction yet."


def test_estimates_of_the_gap() -> None:
    assert answer("gap_estimates", examples.BOOSTERS) == (
        "The first booster comes **71 days** after induction for the middle person, later ones **57 days** "
        "apart: no clear difference."
    )
    assert answer("gap_estimates", examples.BOOSTERS_SHORT) == (
        "The gap cannot be estimated yet. The 9 completed gaps alone give 21 days, which is too short."
    )


def test_boosters_a_year() -> None:
    assert answer("boosters_per_year", examples.BOOSTERS) == (
        "**4.1 boosters a year** per person (3.7–4.6): 593 boosters among 143 people, over 143.9 years of "
        "follow-up. Of 90 people whose first booster lies far enough back to tell, **61** were still coming "
        "when the data end (68~%, 58–77~%)."
    )
    assert answer("boosters_per_year", examples.BOOSTERS_TINY).startswith(
        "**5 boosters among 7 people** who finished induction; too few people for a rate."
    )
    assert "no rate without the date the data end" in answer("boosters_per_year", examples.BOOSTERS_NO_CUTOFF)


@pytest.mark.parametrize("key", examples.BY_PANEL)
def test_no_text_leaks_a_missing_value_or_a_word_to_avoid(key: str) -> None:
    panel = BY_KEY[key]
    avoided = (
        "cure",
        "success",
        "efficacy",
        "proven",
        "significant",
        "drop-out",
        "target",
        "alarm",
        "!",
        " only ",
    )
    for result in examples.BY_PANEL[key]:
        for text in (panel.answer(result), panel.note(result), panel.reading, panel.question):
            assert text.strip()
            assert "None" not in text and "nan" not in text.lower().split() and "  " not in text
            assert not any(word in text.lower() for word in avoided), text
            assert text.count("**") % 2 == 0
        assert panel.answer(result).endswith(".")
        assert panel.note(result).endswith(".")
    assert panel.question.endswith("?")


def test_headline_of_a_scale_without_response_says_so() -> None:
    told = answer("headline", examples.HEADLINE_SHORT)
    assert told.startswith("WHO-5 has no rule for response or remission. **0 of 79** people scored")


def test_a_visit_median_before_the_estimated_one_is_not_called_the_latest_date() -> None:
    from dataclasses import replace

    box = examples.IMPROVEMENT.interval
    assert box is not None
    later = examples.improvement(interval=replace(box, median_left=14.0, median_right=16.0))
    assert answer("improvement", later).endswith("half had been seen to improve by **day 14** (12–18).")
