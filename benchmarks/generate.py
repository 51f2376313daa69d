"""Seeded ledgers of three sizes: one clinic (S), a network (M), a national programme (L).

The people differ in how often they come, start again after long pauses, have two sessions on some days and
are scored on three scales before, between and on session days. Everything is drawn for all rows at once.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from afterglow.ledger import (
    PHASE_INDUCTION,
    PHASE_MAINTENANCE,
    PHASE_UNKNOWN,
    UNKNOWN,
    Ints,
    Ledger,
    Patients,
    Scores,
    Sessions,
)

INSTRUMENTS = ("phq9", "gad7", "pcl5")
SHARE_OF_SCORES = (0.6, 0.3, 0.1)
TOP = (27, 21, 80)
DAY_ZERO = 1 << 20
FIRST_DAY = np.datetime64("2016-01-01")
STARTS_WITHIN = 365


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows of each kind."""

    patients: int
    sessions: int
    scores: int


SIZES: dict[str, Size] = {
    "XS": Size(60, 450, 900),
    "S": Size(500, 3_750, 10_000),
    "M": Size(20_000, 150_000, 400_000),
    "L": Size(1_000_000, 7_500_000, 10_000_000),
}


def make_ledger(size: Size, *, seed: int = 1) -> Ledger:
    """A ledger of `size`, sorted as an import would leave it."""
    rng = np.random.default_rng(seed)
    sessions = _sessions(rng, size)
    ends = np.cumsum(np.bincount(sessions.patient, minlength=size.patients))
    last_day = sessions.day[ends - 1]
    followup = last_day + rng.integers(0, 200, size.patients, dtype=np.int32)
    scores = _scores(rng, size, sessions, followup)
    return Ledger(
        patients=Patients(
            followup_day=followup,
            last_contact_day=np.minimum(
                last_day + rng.integers(0, 60, size.patients, dtype=np.int32), followup
            ),
            start_quarter=(2016 * 4 + rng.integers(0, 4, size.patients)).astype(np.int32),
            joined_mid_course=rng.random(size.patients) < 0.02,
        ),
        sessions=sessions,
        scores=scores,
        instruments=INSTRUMENTS,
        cutoff_month="2026-06",
    )


def _spread(rng: np.random.Generator, people: int, rows: int) -> Ints:
    """How many rows each person has: one at least, unevenly more."""
    more = (people * rng.random(rows - people) ** 1.4).astype(np.int64)
    return 1 + rng.permutation(np.bincount(more, minlength=people))


def _sessions(rng: np.random.Generator, size: Size) -> Sessions:
    counts = _spread(rng, size.patients, size.sessions)
    first = np.cumsum(counts) - counts
    patient = np.repeat(np.arange(size.patients, dtype=np.int32), counts)
    order = np.arange(size.sessions) - first[patient]
    induction = rng.choice([1, 2, 3, 4, 5, 6, 6, 6, 6, 7, 8], size.patients)[patient]
    pace = rng.gamma(4.0, 8.0, size.patients)[patient]
    gap = np.where(order < induction, rng.integers(2, 6, size.sessions), 1 + rng.exponential(pace))
    gap = _with_restarts(rng, gap.astype(np.int64), order)
    gap[(rng.random(size.sessions) < 0.01) & (order > 0)] = 0
    gap[order == 0] = 0
    day = np.cumsum(gap)
    phased = (rng.random(size.patients) < 0.2)[patient]
    phase = np.where(order < induction, PHASE_INDUCTION, PHASE_MAINTENANCE)
    return Sessions(
        patient=patient,
        day=(day - day[first][patient]).astype(np.int32),
        clock=np.full(size.sessions, UNKNOWN, dtype=np.int32),
        number=np.full(size.sessions, UNKNOWN, dtype=np.int32),
        phase=np.where(phased, phase, PHASE_UNKNOWN).astype(np.int8),
        measures={"dose_mg_per_kg": np.round(rng.uniform(0.4, 1.2, size.sessions), 1)},
    )


def _with_restarts(rng: np.random.Generator, gap: Ints, order: Ints) -> Ints:
    """A few long pauses, each followed by three sessions in close order."""
    restart = np.flatnonzero((order > 6) & (rng.random(len(order)) < 0.03))
    gap[restart] = rng.integers(60, 200, len(restart))
    for step in (1, 2, 3):
        close = restart[restart + step < len(gap)] + step
        gap[close] = 3
    return gap


def _scores(rng: np.random.Generator, size: Size, sessions: Sessions, followup: Ints) -> Scores:
    counts = _spread(rng, size.patients, size.scores)
    patient = np.repeat(np.arange(size.patients, dtype=np.int32), counts)
    held = np.bincount(sessions.patient, minlength=size.patients)
    visit = (np.cumsum(held) - held)[patient] + (rng.random(size.scores) * held[patient]).astype(np.int64)
    kind = rng.random(size.scores)
    on_session = kind < 0.45
    day = np.where(
        on_session, sessions.day[visit], (rng.random(size.scores) * followup[patient]).astype(np.int64)
    )
    day = np.where(kind > 0.8, -rng.integers(0, 35, size.scores), day)
    post = on_session & (rng.random(size.scores) < 0.3)
    instrument = rng.choice(3, size.scores, p=SHARE_OF_SCORES).astype(np.int16)
    total = _totals(rng, patient, day, np.asarray(TOP)[instrument])
    key = (patient.astype(np.int64) << 25) | ((day + DAY_ZERO) << 4) | (post * 4) | instrument
    order = np.argsort(key, kind="stable")
    return Scores(
        patient=patient[order],
        day=day[order].astype(np.int32),
        clock=np.full(size.scores, UNKNOWN, dtype=np.int32),
        post=post[order],
        instrument=instrument[order],
        total=total[order],
    )


def _totals(rng: np.random.Generator, patient: Ints, day: Ints, top: Ints) -> np.ndarray:
    """People differ in where they begin and how far they come down."""
    people = int(patient.max()) + 1
    begin, fall = rng.uniform(0.4, 0.95, people), rng.uniform(0.1, 0.9, people)
    gone = 1 - np.exp(-np.maximum(day, 0) / 15)
    share = begin[patient] * (1 - fall[patient] * gone) + rng.normal(0, 0.06, len(patient))
    return np.clip(np.round(share * top), 0, top)


def write_csv(ledger: Ledger, folder: Path, *, seed: int = 1, sort: bool = False) -> tuple[Path, Path]:
    """The ledger as the two files of a clinic, with dates; in random order unless `sort`."""
    import pyarrow as pa
    from pyarrow import csv

    rng = np.random.default_rng(seed)
    begin = FIRST_DAY + rng.integers(0, STARTS_WITHIN, len(ledger.patients))
    names = np.char.add("P", np.arange(len(ledger.patients)).astype("U7"))
    words = {
        "instrument": pa.array(np.array(INSTRUMENTS)[ledger.scores.instrument]),
        "total": pa.array(ledger.scores.total.astype(np.int64)),
        "timing": pa.array(np.where(ledger.scores.post, "post", "")),
    }
    written = []
    for name, rows, more in (("sessions", ledger.sessions, {}), ("scores", ledger.scores, words)):
        columns = {
            "patient_id": pa.array(names[rows.patient]),
            "date": pa.array(begin[rows.patient] + rows.day),
            **more,
        }
        table = pa.table(columns)
        table = table if sort else table.take(pa.array(rng.permutation(len(rows))))
        written.append(folder / f"{name}.csv")
        csv.write_csv(table, written[-1], csv.WriteOptions(quoting_style="none"))
    return written[0], written[1]


def frames(ledger: Ledger) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """(patients, sessions, scores) of the ledger, as the same columns in pandas."""
    patients = pd.DataFrame(
        {name: getattr(ledger.patients, name) for name in ("followup_day", "last_contact_day")}
    )
    sessions = pd.DataFrame({name: getattr(ledger.sessions, name) for name in ("patient", "day", "phase")})
    scores = pd.DataFrame(
        {name: getattr(ledger.scores, name) for name in ("patient", "day", "post", "instrument", "total")}
    )
    return patients, sessions, scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--sorted", action="store_true", help="rows by person and day; otherwise in random order"
    )
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    ledger = make_ledger(SIZES[asked.size], seed=asked.seed)
    for path in write_csv(ledger, asked.folder, seed=asked.seed, sort=asked.sorted):
        print(path)


if __name__ == "__main__":
    main()
