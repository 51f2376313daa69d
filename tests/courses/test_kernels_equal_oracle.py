"""The vectorised derivation gives, column by column, what the slow reading of the rules gives."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterglow.definitions.rules import Endpoint, Rules, preset
from afterglow.ledger import Ledger
from tests.courses.comparison import assert_kernels_equal_oracle
from tests.courses.ledgers import PersonRows, ScoreRow, SessionRow, ledger_of
from tests.courses.strategies import SCALES, ledgers

ALTERNATIVES: dict[str, Rules] = {
    "mcinnes_2022": preset("mcinnes_2022"),
    "end_of_induction": preset("end_of_induction"),
    "day_28": preset("day_28"),
    "day_14+-3": preset("day_14+-3"),
    "last_of_course": preset("last_of_course"),
    "first_baseline": replace(preset("end_of_induction"), baseline="first", population="started"),
    "worst_baseline": replace(preset("mcinnes_2022"), baseline="worst"),
    "mean_baseline": replace(preset("day_28"), baseline="mean", baseline_days=14),
    "one_long_course": replace(preset("last_of_course"), new_courses=False, followup_end="last_contact"),
    "remission": replace(preset("mcinnes_2022"), criterion="remission", followup_end="last_contact"),
    "reliable_improvement": replace(preset("end_of_induction"), criterion="reliable_improvement"),
    "own_limits": replace(
        preset("mcinnes_2022"),
        induction_gap_days=7,
        induction_last_day=21,
        induction_most_sessions=6,
        completed_sessions=3,
        completed_span_days=10,
        new_course_gap_days=14,
        new_course_spacing_days=7,
        new_course_following_sessions=1,
        endpoint=Endpoint(anchor="last_induction_session", from_day=0, to_day=10, target_day=3),
    ),
}


@pytest.mark.parametrize("name", ALTERNATIVES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ledger=ledgers(), scale=st.sampled_from(("phq9", *SCALES)))
def test_every_column_equals_the_oracle(name: str, ledger: Ledger, scale: str):
    assert_kernels_equal_oracle(ledger, instrument=SCALES[scale], rules=ALTERNATIVES[name])


@pytest.mark.parametrize("scale", SCALES)
def test_people_without_any_score_of_the_scale(scale: str):
    sessions = _sessions(0, 3, 7, 10, 50)
    people = [PersonRows(sessions), PersonRows(sessions, (ScoreRow("phq9", 0, 20),), followup=90)]
    assert_kernels_equal_oracle(ledger_of(people, ("phq9",)), instrument=SCALES[scale], rules=Rules())


def test_a_ledger_without_people():
    assert_kernels_equal_oracle(ledger_of([], ()), instrument=SCALES["phq9"], rules=Rules())


def test_the_order_in_which_people_are_listed_changes_nothing_about_any_of_them():
    one = PersonRows(_sessions(0, 3, 7), (ScoreRow("phq9", -2, 18),), followup=80)
    two = PersonRows(_sessions(0, 40, 43, 47), (ScoreRow("phq9", 9, 4),), followup=60)
    for people in ([one, two, one], [two, one, one]):
        assert_kernels_equal_oracle(ledger_of(people, ("phq9",)), instrument=SCALES["phq9"], rules=Rules())


def _sessions(*days: int) -> tuple[SessionRow, ...]:
    return tuple(SessionRow(day) for day in days)
