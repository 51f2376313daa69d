"""From dates and days to days since the first session: hand-worked cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from afterglow.ledger import UNKNOWN
from tests.ingest.clinic import TODAY, bring_in, ledger_of, on, scores, sessions, told


def test_days_count_from_the_first_session_and_scores_before_it_are_negative():
    ledger = ledger_of(bring_in(sessions(7, 0, 3), scores((-5, 20), (0, 18), (21, 9))))
    assert ledger.sessions.day.tolist() == [0, 3, 7]
    assert ledger.scores.day.tolist() == [-5, 0, 21]
    assert ledger.scores.total.tolist() == [20, 18, 9]
    assert ledger.instruments == ("phq9",)


def test_the_cutoff_is_the_latest_date_of_either_file():
    ledger = ledger_of(bring_in(sessions(0, 3, 30), scores((-5, 20), (40, 9))))
    assert ledger.patients.followup_day.tolist() == [40]
    assert ledger.patients.last_contact_day.tolist() == [40]
    assert ledger.cutoff_month == "2025-02"
    assert ledger.patients.start_quarter.tolist() == [2025 * 4]


def test_a_given_cutoff_drops_and_counts_what_lies_after_it():
    found = bring_in(sessions(0, 3, 30), scores((-5, 20), (40, 9)), cutoff=date.fromisoformat(on(20)))
    ledger = ledger_of(found)
    assert ledger.sessions.day.tolist() == [0, 3]
    assert ledger.scores.day.tolist() == [-5]
    assert ledger.patients.followup_day.tolist() == [20]
    assert told(found) == [("after_cutoff", 3), ("after_cutoff", 4)]
    assert {account.name: account.dropped for account in found.accounting.files} == {
        "sessions.csv": (("after_cutoff", 1),),
        "scores.csv": (("after_cutoff", 1),),
    }


def test_a_cutoff_in_the_future_is_refused():
    assert ("cutoff_future", None) in told(bring_in(sessions(0), cutoff=date(2027, 1, 1)))


def test_files_that_end_far_apart_are_asked_about():
    found = bring_in(sessions(0, 3), scores((40, 9)))
    assert found.ledger is None
    assert [(q.key, q.option) for q in found.questions if q.required] == [("cutoff", "--cutoff")]
    assert bring_in(sessions(0, 3), scores((17, 9))).ledger is not None


def test_sites_that_end_far_apart_are_asked_about():
    rows = [row for at in range(5) for row in sessions(0, patient=f"A{at}", site="North")]
    rows += [row for at in range(5) for row in sessions(0, 20, patient=f"B{at}", site="South")]
    assert [q.key for q in bring_in(rows).questions if q.required] == ["cutoff"]
    assert bring_in(rows, cutoff=date.fromisoformat(on(20))).ledger is not None
    # A site's end is the last row of its people, scores included.
    assert (
        bring_in(rows, [row for at in range(5) for row in scores((19, 9), patient=f"A{at}")]).ledger
        is not None
    )


def test_rows_in_the_future_or_before_2000_never_set_the_cutoff():
    found = bring_in(
        [
            *sessions(0, 3),
            {"patient_id": "P1", "date": "2031-01-01"},
            {"patient_id": "P1", "date": "1925-01-06"},
        ]
    )
    assert ledger_of(found).patients.followup_day.tolist() == [3]
    assert told(found, "drop") == [("date_future", 4), ("date_too_early", 5)]


def test_relative_days_need_no_dates():
    found = bring_in(
        [{"patient_id": "P1", "day": day} for day in (0, 4)],
        [{"patient_id": "P1", "day": day, "instrument": "phq9", "total": 9} for day in (-3, 30)],
    )
    ledger = ledger_of(found)
    assert ledger.sessions.day.tolist() == [0, 4]
    assert ledger.scores.day.tolist() == [-3, 30]
    assert ledger.patients.followup_day.tolist() == [UNKNOWN]
    assert ledger.patients.last_contact_day.tolist() == [30]
    assert ledger.patients.start_quarter.tolist() == [UNKNOWN]
    assert ledger.cutoff_month is None
    assert found.problems == ()
    assert found.questions == ()


def test_relative_days_take_follow_up_and_quarter_from_the_patients_file():
    found = bring_in(
        [{"patient_id": "P1", "day": day} for day in (0, 4, 50)],
        [{"patient_id": "P1", "day": day, "instrument": "phq9", "total": 9} for day in (-3, 30, 41)],
        [{"patient_id": "P1", "followup_day": 40, "start_quarter": "2024-Q3", "last_contact_day": 35}],
    )
    ledger = ledger_of(found)
    assert ledger.patients.followup_day.tolist() == [40]
    assert ledger.patients.last_contact_day.tolist() == [35]
    assert ledger.patients.start_quarter.tolist() == [2024 * 4 + 2]
    assert ledger.sessions.day.tolist() == [0, 4]
    assert ledger.scores.day.tolist() == [-3, 30]
    assert told(found) == [("after_cutoff", 4), ("after_cutoff", 4)]


def test_days_counted_from_one_are_moved_to_zero():
    found = bring_in(
        [{"patient_id": "P1", "day": day} for day in (1, 4)] + [{"patient_id": "P2", "day": 1}],
        [{"patient_id": "P1", "day": 8, "instrument": "phq9", "total": 9}],
    )
    ledger = ledger_of(found)
    assert sorted(ledger.sessions.day.tolist()) == [0, 0, 3]
    assert ledger.scores.day.tolist() == [7]
    assert not ledger.patients.joined_mid_course.any()
    assert {code for code, _ in told(found)} == {"day_not_from_zero"}


def test_whoever_alone_begins_on_a_later_day_joined_mid_course():
    found = bring_in([{"patient_id": "P1", "day": day} for day in (0, 4)] + [{"patient_id": "P2", "day": 31}])
    assert sorted(ledger_of(found).patients.joined_mid_course.tolist()) == [False, True]
    assert told(found) == [("day_not_from_zero", 4)]


def test_a_session_before_the_first_is_dropped():
    found = bring_in([{"patient_id": "P1", "day": day} for day in (-99, 0, 4)])
    assert ledger_of(found).sessions.day.tolist() == [0, 4]
    assert told(found) == [("day_before_first", 2)]


def test_date_and_day_must_agree():
    rows = [{**row, "day": day} for row, day in zip(sessions(0, 3, 7), (0, 3, 8), strict=True)]
    score = [{**row, "day": day} for row, day in zip(scores((-2, 20), (9, 8)), (-2, 10), strict=True)]
    found = bring_in(rows, score)
    ledger = ledger_of(found)
    assert ledger.sessions.day.tolist() == [0, 3]
    assert ledger.scores.day.tolist() == [-2]
    assert told(found) == [("day_disagrees", 3), ("day_disagrees", 4)]


def test_a_missing_date_is_filled_from_the_day():
    rows = [{**row, "day": day} for row, day in zip(sessions(0, 3, 7), (0, 3, 7), strict=True)]
    rows[1]["date"] = ""
    assert ledger_of(bring_in(rows)).sessions.day.tolist() == [0, 3, 7]


def test_scores_by_day_and_sessions_by_date_meet():
    ledger = ledger_of(
        bring_in(sessions(0, 9), [{"patient_id": "P1", "day": 7, "instrument": "phq9", "total": 9}])
    )
    assert ledger.scores.day.tolist() == [7]


def test_scores_by_date_and_sessions_by_day_cannot_meet():
    found = bring_in([{"patient_id": "P1", "day": 0}], scores((7, 9)))
    assert found.ledger is None
    assert told(found, "stop") == [("dates_not_linkable", None)]


def test_without_dates_a_cutoff_means_nothing():
    found = bring_in([{"patient_id": "P1", "day": 0}], cutoff=date(2025, 2, 1))
    assert told(found) == [("cutoff_unused", None)]
    assert found.ledger is not None


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("1.5", "day_not_whole"),
        ("x", "day_unreadable"),
        ("9999", "day_sentinel"),
        ("", "no_date"),
        ("99999", "day_not_whole"),
    ],
)
def test_days_that_cannot_be(day, code):
    found = bring_in([{"patient_id": "P1", "day": given} for given in (0, 4, day, 8)])
    assert told(found) == [(code, 4)]
    assert ledger_of(found).sessions.day.tolist() == [0, 4, 8]


# --- clocks ---


def clocked(*times: str, **more: Any) -> list[dict[str, Any]]:
    return [{"patient_id": "P1", "date": time, **more} for time in times]


def test_clocks_order_a_score_after_the_days_session():
    session = clocked("2025-01-06 10:00", "2025-01-06 08:30")
    score = clocked("2025-01-06 08:30", "2025-01-06 08:31", "2025-01-07 23:00", instrument="phq9", total=9)
    ledger = ledger_of(bring_in(session, score))
    assert ledger.sessions.clock.tolist() == [510, 600]
    # The first session of the day was at 8:30: only a later clock is after it.
    assert ledger.scores.post.tolist() == [False, True, False]
    assert ledger.scores.clock.tolist() == [510, 511, 1380]


def test_a_day_on_which_a_session_has_no_clock_says_nothing():
    session = clocked("2025-01-06", "2025-01-06 08:30")
    ledger = ledger_of(bring_in(session, clocked("2025-01-06 12:00", instrument="phq9", total=9)))
    assert ledger.sessions.clock.tolist() == [UNKNOWN, 510]
    assert ledger.scores.post.tolist() == [False]


def test_what_the_file_says_counts_for_more_than_clocks():
    session = clocked("2025-01-06 10:00")
    score = [
        *clocked("2025-01-06 12:00", instrument="phq9", total=9, timing="pre"),
        *clocked("2025-01-06 08:00", instrument="phq9", total=8, timing="post-infusion"),
        *clocked("2025-01-06 11:00", instrument="phq9", total=7, timing=""),
    ]
    ledger = ledger_of(bring_in(session, score))
    assert dict(zip(ledger.scores.total.tolist(), ledger.scores.post.tolist(), strict=True)) == {
        9: False,
        8: True,
        7: True,
    }


def test_a_time_column_is_joined_to_the_date():
    session = [{"patient_id": "P1", "date": "2025-01-06", "time": "2:05 PM"}]
    assert ledger_of(bring_in(session)).sessions.clock.tolist() == [845]
    found = bring_in([{**session[0], "time": "25:00"}])
    assert told(found) == [("time_unreadable", 2)]
    assert ledger_of(found).sessions.clock.tolist() == [UNKNOWN]


def test_midnight_throughout_is_no_time_of_day():
    ledger = ledger_of(bring_in(clocked("2025-01-06 00:00:00", "2025-01-08 00:00:00")))
    assert ledger.sessions.clock.tolist() == [UNKNOWN, UNKNOWN]


def test_many_midnights_among_times_are_no_times_either():
    times = [f"2025-01-{day:02d} {hour:02d}:00" for day, hour in ((6, 9), (7, 0), (8, 0), (9, 0), (10, 14))]
    found = bring_in(clocked(*times))
    assert ledger_of(found).sessions.clock.tolist() == [540, UNKNOWN, UNKNOWN, UNKNOWN, 840]
    assert told(found) == [("midnights", None)]
    one = bring_in(clocked("2025-01-06 09:00", "2025-01-07 00:00"))
    assert ledger_of(one).sessions.clock.tolist() == [540, 0]


def test_a_date_of_last_contact_beside_relative_days_is_not_used():
    found = bring_in([{"patient_id": "P1", "day": 0}], None, [{"patient_id": "P1", "last_contact": on(3)}])
    assert told(found) == [("last_contact_unused", None)]


def test_clocks_in_different_zones_are_not_compared():
    session = clocked("2025-01-06T10:00")
    found = bring_in(session, clocked("2025-01-06T14:00Z", instrument="phq9", total=9))
    ledger = ledger_of(found)
    assert ledger.scores.post.tolist() == [False]
    assert ledger.scores.clock.tolist() == [UNKNOWN]
    assert told(found) == [("clocks_apart", None), ("times_in_utc", None)]


def test_zones_that_are_given_alike_are_compared():
    session = clocked("2025-01-06T10:00-05:00")
    found = bring_in(session, clocked("2025-01-06T14:00-05:00", instrument="phq9", total=9))
    assert ledger_of(found).scores.post.tolist() == [True]


# --- who joined mid-course ---


@pytest.mark.parametrize(
    ("first", "joined"),
    [
        ({"session_number": 1}, False),
        ({"session_number": 3}, True),
        ({"session_number": "Booster"}, True),
        ({"phase": "induction"}, False),
        ({"phase": "maintenance"}, True),
        ({}, False),
    ],
)
def test_the_first_row_tells_who_joined_mid_course(first, joined):
    found = bring_in([{**row, **first} for row in sessions(0)])
    assert ledger_of(found).patients.joined_mid_course.tolist() == [joined]
    # Only where neither number nor phase tells is the clinic asked; it need not answer.
    assert [q.key for q in found.questions] == ([] if first else ["reaches_back"])
    assert not any(q.required for q in found.questions)


def test_a_file_that_does_not_reach_back_makes_its_first_sixty_days_mid_course():
    rows = [*sessions(0, patient="A"), *sessions(59, patient="B"), *sessions(60, patient="C")]
    score = [*scores((1, 5), patient="A"), *scores((60, 6), patient="B"), *scores((61, 7), patient="C")]

    def joined(answer: bool) -> dict[float, bool]:
        ledger = ledger_of(bring_in(rows, score, reaches_back=answer))
        flags = ledger.patients.joined_mid_course[ledger.scores.patient]
        return dict(zip(ledger.scores.total.tolist(), flags.tolist(), strict=True))

    assert joined(False) == {5: True, 6: True, 7: False}
    assert joined(True) == {5: False, 6: False, 7: False}


def test_last_contact_is_the_latest_row_or_the_files_own_column_and_never_after_the_cutoff():
    def contact(given: str) -> tuple[list[int], list[str]]:
        found = bring_in(
            sessions(0, 30),
            None,
            [{"patient_id": "P1", "last_contact": given}],
            cutoff=date.fromisoformat(on(40)),
        )
        return ledger_of(found).patients.last_contact_day.tolist(), [p.code for p in found.problems]

    assert contact("") == ([30], [])
    assert contact(on(35)) == ([35], [])
    assert contact(on(90)) == ([40], [])
    assert contact(on(10)) == ([30], ["contact_before_last_row"])
    assert contact("soon") == ([30], ["other_date_unreadable"])


def test_today_is_the_day_of_import_when_nobody_says():
    found = bring_in([{"patient_id": "P1", "date": "9999-01-01"}, *sessions(0)], today=None)
    assert told(found, "drop") == [("date_future", 2)]
    assert date.fromisoformat(on(0)) < TODAY
