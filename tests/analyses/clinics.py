"""Invented clinics of a few hundred people, large enough for curves, medians and intervals."""

from __future__ import annotations

import numpy as np

from afterglow.ledger import PHASE_INDUCTION, PHASE_MAINTENANCE, PHASE_UNKNOWN, Ledger
from tests.courses.ledgers import PersonRows, ScoreRow, SessionRow, ledger_of

SCALES = ("phq9", "pcl5", "pain_nrs", "wellbeing")
TOP = {"phq9": 27, "pcl5": 80, "pain_nrs": 10, "wellbeing": 100}
MOST_FOLLOWED = 420


def clinic(seed: int, people: int, *, cut_off: bool = True) -> Ledger:
    """Weekly or quicker inductions, boosters at each person's own pace, some later courses and drop-out."""
    random = np.random.default_rng(seed)
    return ledger_of([_person(random, cut_off=cut_off) for _ in range(people)], SCALES)


def _person(random: np.random.Generator, *, cut_off: bool) -> PersonRows:
    followup = int(random.integers(5, MOST_FOLLOWED))
    sessions = _sessions(random, followup)
    scores = _scores(random, sessions, followup)
    return PersonRows(
        sessions=sessions,
        scores=scores,
        followup=followup if cut_off else None,
        joined=bool(random.random() < 0.05),
    )


def _sessions(random: np.random.Generator, followup: int) -> tuple[SessionRow, ...]:
    induction = int(random.choice([1, 2, 4, 6, 6, 6, 6, 8]))
    gaps = [0, *random.choice([2, 3, 3, 4, 5, 7], induction - 1)]
    marks = [PHASE_INDUCTION] * induction
    for _ in range(int(random.poisson(4)) if induction > 2 else 0):
        gaps.append(11 + int(random.gamma(2, random.choice([4, 12, 20]))))
        marks.append(PHASE_MAINTENANCE)
    if random.random() < 0.15:
        gaps += [60, 3, 4, 3]
        marks += [PHASE_INDUCTION] * 4
    if random.random() < 0.5:
        marks = [PHASE_UNKNOWN] * len(marks)
    days = np.cumsum(gaps).tolist()
    rows = [SessionRow(day, phase=mark) for day, mark in zip(days, marks, strict=True) if day <= followup]
    return tuple(rows)


def _scores(
    random: np.random.Generator, sessions: tuple[SessionRow, ...], followup: int
) -> tuple[ScoreRow, ...]:
    """A score before treatment, at some sessions (a few just after) and now and then between them."""
    at_sessions = [row.day for row in sessions if random.random() < 0.6]
    between = random.integers(1, followup + 1, int(random.poisson(3))).tolist()
    places = {
        (-int(random.integers(0, 35)), False),
        *((day, bool(random.random() < 0.15)) for day in at_sessions),
    }
    places |= {(day, False) for day in between}
    rows = []
    for scale in SCALES:
        start = random.uniform(0.35, 0.95)
        best = random.choice([0.1, 0.4, 0.9])
        for day, post in sorted(places):
            share = start if day <= 0 and not post else start * (best + (1 - best) * random.random() ** 2)
            total = round(TOP[scale] * min(max(share + random.normal(0, 0.05), 0), 1))
            rows.append(ScoreRow(scale, day, TOP[scale] - total if scale == "wellbeing" else total, post))
    return tuple(row for row in rows if random.random() < 0.85)
