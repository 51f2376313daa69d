"""Generated ledgers that crowd every limit: gaps, windows and totals are drawn near where rules turn."""

from __future__ import annotations

from hypothesis import strategies as st

from afterglow.definitions.instrument import Instrument
from afterglow.definitions.instruments import INSTRUMENTS, declare
from afterglow.ledger import PHASE_INDUCTION, PHASE_MAINTENANCE, PHASE_UNKNOWN, UNKNOWN, Ledger
from tests.courses.ledgers import PersonRows, ScoreRow, SessionRow, ledger_of

WELLBEING = declare(
    "wellbeing",
    {
        "minimum": 0,
        "maximum": 100,
        "higher_is_worse": False,
        "whole_numbers": True,
        "remission": ">50",
        "reliability": {"sd": 12.0, "r": 0.8, "source": "made up for the tests"},
    },
)
SCALES: dict[str, Instrument] = {
    **{key: INSTRUMENTS[key] for key in ("phq9", "pcl5", "gad7", "pain_nrs")},
    "wellbeing": WELLBEING,
}
TOTALS = {
    "phq9": (0, 1, 4, 5, 8, 9, 10, 12, 15, 18, 20, 27),
    "pcl5": (0, 30, 35, 38, 40, 44, 45, 80),
    "gad7": (0, 4, 5, 8, 9, 10, 12, 16, 21),
    "pain_nrs": (0, 1, 2, 3, 4, 6, 7, 8, 10),
    "wellbeing": (0, 20, 35, 36, 49, 50, 51, 52, 100),
}
DENSE_GAPS = (1, 2, 3, 3, 4, 10)
SESSION_GAPS = (0, 1, 2, 3, 3, 4, 7, 7, 9, 10, 10, 11, 14, 27, 28, 29, 30, 45, 60)
BEFORE_OFFSETS = (-31, -30, -29, -7, -2, -1, 0, 0, 0)
AFTER_OFFSETS = (1, 2, 6, 7, 8, 13, 14, 15, 20, 21, 22, 28, 30, 31, 32, 35, 36)
FOLLOWUP_EXTRA = (0, 1, 6, 7, 13, 14, 20, 21, 30, 31, 42, 59, 89, 90, 91, 200)
CLOCKS = (UNKNOWN, UNKNOWN, 540, 600, 900)


@st.composite
def session_rows(draw: st.DrawFn) -> tuple[SessionRow, ...]:
    spacing = st.sampled_from(draw(st.sampled_from((DENSE_GAPS, SESSION_GAPS, SESSION_GAPS))))
    gaps = [0, *draw(st.lists(spacing, max_size=13))]
    phases = draw(st.sampled_from((_unphased, _phased, _runs_of_phases, _half_phased)))
    day, rows = 0, []
    for gap, phase in zip(gaps, draw(phases(len(gaps))), strict=True):
        day += gap
        rows.append(SessionRow(day, draw(st.sampled_from(CLOCKS)), phase))
    return tuple(rows)


def _unphased(n: int) -> st.SearchStrategy[list[int]]:
    return st.just([PHASE_UNKNOWN] * n)


def _phased(n: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from((PHASE_INDUCTION, PHASE_MAINTENANCE)), min_size=n, max_size=n)


def _half_phased(n: int) -> st.SearchStrategy[list[int]]:
    kinds = (PHASE_UNKNOWN, PHASE_INDUCTION, PHASE_INDUCTION, PHASE_MAINTENANCE)
    return st.lists(st.sampled_from(kinds), min_size=n, max_size=n)


def _runs_of_phases(n: int) -> st.SearchStrategy[list[int]]:
    """Induction first, then boosters, perhaps the same again: what a careful clinic's file looks like."""
    lengths = st.tuples(st.integers(1, 8), st.integers(1, 5), st.integers(1, 8))
    phases = (PHASE_INDUCTION, PHASE_MAINTENANCE, PHASE_INDUCTION)

    def spelled(runs: tuple[int, ...]) -> list[int]:
        row = [phase for phase, length in zip(phases, runs, strict=True) for _ in range(length)]
        return (row + [PHASE_MAINTENANCE] * n)[:n]

    return lengths.map(spelled)


@st.composite
def score_rows(draw: st.DrawFn, sessions: tuple[SessionRow, ...]) -> tuple[ScoreRow, ...]:
    offsets = st.sampled_from((*BEFORE_OFFSETS, *AFTER_OFFSETS))
    days = st.builds(lambda row, offset: row.day + offset, st.sampled_from(sessions), offsets)
    places = st.tuples(st.sampled_from(("phq9", "phq9", *SCALES)), days, st.booleans())
    clocks = st.lists(st.sampled_from(CLOCKS), min_size=1, max_size=2, unique=True)
    return tuple(
        ScoreRow(key, day, draw(st.sampled_from(TOTALS[key])), post, clock)
        for key, day, post in draw(st.lists(places, max_size=14, unique=True))
        for clock in draw(clocks)
    )


@st.composite
def person_rows(draw: st.DrawFn, *, cut_off: bool) -> PersonRows:
    sessions = draw(session_rows())
    scores = draw(score_rows(sessions))
    latest = max(row.day for row in (*sessions, *scores))
    return PersonRows(
        sessions=tuple(draw(st.permutations(sessions))),
        scores=scores,
        followup=latest + draw(st.sampled_from(FOLLOWUP_EXTRA)) if cut_off else None,
        contact=draw(st.sampled_from((None, 0, latest, latest + 5))),
        joined=draw(st.sampled_from((False,) * 7 + (True,))),
    )


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    people = draw(st.lists(person_rows(cut_off=draw(st.booleans())), min_size=1, max_size=4))
    return ledger_of(people, tuple(draw(st.permutations(list(SCALES)))))
