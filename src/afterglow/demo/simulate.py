"""Simulated clinics whose truth is known: how far do estimates miss it, and how often do bands hold it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class GapSample:
    """Gaps between sessions from the end of induction on, one row a gap, sorted by (patient, order).

    patient : code of the person. order : 0 from the end of induction, k from the k-th booster.
    gap : whole days, to the next session or to the end of follow-up.
    completed : whether the next session came; everybody's last gap is open.
    followup : days of follow-up after induction, one entry a person.
    """

    patient: Ints
    order: Ints
    gap: Ints
    completed: Flags
    followup: Ints


@dataclass(frozen=True, slots=True)
class ImprovementSample:
    """Improvement known from visits only: it lies in (left, right]. One entry a person, whole days.

    left : the last visit before improvement was seen, else 0. right : the visit at which it was first seen,
    infinite when it never was. last : the last visit.
    """

    left: Floats
    right: Floats
    last: Ints


def simulate_gaps(
    rng: np.random.Generator,
    *,
    patients: int,
    followup: tuple[int, int] = (14, 365),
    median: float = 45,
    first_median: float | None = None,
    between: float = 0.6,
    within: float = 0.5,
) -> GapSample:
    """Boosters of people who differ in their rate, followed for differently long.

    The logarithm of a gap is normal around the person's own mean, which is normal around that of everybody:
    a gap of somebody drawn at random is shorter than `median` days with probability one half.

    Parameters
    ----------
    first_median : float
        The same for the first gap of each person, where it differs.
    followup : tuple of int
        Shortest and longest follow-up in days; uniform between them, independent of the gaps.
    between, within : float
        SD of the logarithm between people and between the gaps of one person.
    """
    ends = rng.integers(followup[0], followup[1] + 1, size=patients)
    usual = median * np.exp(rng.normal(0, between, size=(patients, 1)))
    gaps = _gaps_beyond(rng, ends, usual=usual, first=(first_median or median) / median, within=within)
    until = np.cumsum(gaps, axis=1)
    since = until - gaps
    patient, order = np.nonzero(since <= ends[:, None])
    completed = until[patient, order] <= ends[patient]
    gap = np.where(completed, gaps[patient, order], ends[patient] - since[patient, order])
    return GapSample(patient, order, gap, completed, ends)


def _gaps_beyond(rng: np.random.Generator, ends: Ints, *, usual: Floats, first: float, within: float) -> Ints:
    """Gaps in whole days, a row a person, enough of them to pass everybody's end of follow-up."""
    gaps = np.zeros((ends.size, 0), dtype=np.int64)
    while (gaps.sum(axis=1) <= ends).any():
        drawn = usual * np.exp(rng.normal(0, within, size=(ends.size, 16)))
        drawn[:, 0] *= 1 if gaps.size else first
        gaps = np.concatenate([gaps, np.maximum(np.rint(drawn), 1).astype(np.int64)], axis=1)
    return gaps


def simulate_improvement(
    rng: np.random.Generator,
    *,
    patients: int,
    median: float = 10,
    spread: float = 0.8,
    visits: int = 9,
    jitter: int = 2,
    missed: float = 0.1,
) -> ImprovementSample:
    """Improvement at a time nobody sees, and visits about every seventh day.

    The logarithm of the time is normal with SD `spread`, half of all people having improved by `median`
    days. Visits are due on days 7, 14 ... and take place up to `jitter` days earlier or later, every day
    being as likely; `missed` of those after the first do not take place.
    """
    time = median * np.exp(rng.normal(0, spread, size=patients))
    due = 7 * np.arange(1, visits + 1)
    days = due + rng.integers(-jitter, jitter + 1, size=(patients, visits))
    kept = rng.random((patients, visits)) >= missed
    kept[:, 0] = True
    improved = days >= time[:, None]
    left = np.where(kept & ~improved, days, 0).max(axis=1)
    right = np.where(kept & improved, days, np.inf).min(axis=1)
    return ImprovementSample(left.astype(np.float64), right, np.where(kept, days, 0).max(axis=1))
