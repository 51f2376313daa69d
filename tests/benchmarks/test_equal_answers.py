"""The comparisons compare like with like: both sides derive the same, and a difference is noticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import Rules
from afterglow.ingest.importing import Answers, Source, read_files
from afterglow.pipeline import Derivation
from benchmarks import pandas_peer
from benchmarks.generate import SIZES, Size, frames, make_ledger, write_csv

SMALL = SIZES["XS"]


def both(rules: Rules, seed: int) -> tuple[Derivation, pandas_peer.Derived]:
    ledger, scale = make_ledger(SMALL, seed=seed), INSTRUMENTS["phq9"]
    theirs = pandas_peer.derive(*frames(ledger), code=0, instrument=scale, rules=rules)
    return Derivation(ledger, rules, scale), theirs


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    "rules", [Rules(), Rules(induction_gap_days=4, baseline_days=10, new_course_gap_days=14)]
)
def test_pandas_derives_the_same(rules: Rules, seed: int) -> None:
    pandas_peer.same_answers(*both(rules, seed))


def test_a_different_answer_is_noticed() -> None:
    ours, theirs = both(Rules(), 1)
    courses = theirs.courses.assign(left=theirs.courses["left"] + 1)
    with pytest.raises(AssertionError, match=r"Outcomes\.left differs"):
        pandas_peer.same_answers(ours, replace(theirs, courses=courses))


def test_sizes_are_exact_and_seeds_repeat() -> None:
    ledger, again = make_ledger(SMALL, seed=3), make_ledger(SMALL, seed=3)
    assert (len(ledger.patients), len(ledger.sessions), len(ledger.scores)) == (60, 450, 900)
    assert np.array_equal(ledger.scores.total, again.scores.total)
    starts = np.flatnonzero(np.diff(ledger.sessions.patient, prepend=-1))
    assert (ledger.sessions.day[starts] == 0).all()
    assert len(starts) == 60


def test_the_files_can_be_read(tmp_path: Path) -> None:
    paths = write_csv(make_ledger(Size(20, 150, 200), seed=2), tmp_path)
    found = read_files(
        [Source(name=path.name, data=path.read_bytes()) for path in paths],
        Answers(cutoff=date(2026, 6, 30), reaches_back=True),
    )
    assert found.ledger is not None
    assert len(found.ledger.patients) == 20
