"""The scores of a file as one table: before or after the day's session, and each counted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from afterglow.ingest.columns import Scales
from afterglow.ingest.scores import NOT_SAID, POST, ScoreRows
from afterglow.ledger import UNKNOWN, Bools, Floats, Ints, Scores

FAR = 2**31


@dataclass(frozen=True, slots=True)
class SessionClocks:
    """Clock of the first session of each (patient, day), sorted by `key`."""

    key: Ints
    clock: Ints

    def at(self, patient: Ints, day: Ints) -> Ints:
        """Clock of that day's first session; UNKNOWN without a session or without its clock."""
        if not len(self.key):
            return np.full(len(patient), UNKNOWN, np.int64)
        wanted = key_of(patient, day)
        place = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        return np.where(self.key[place] == wanted, self.clock[place], UNKNOWN)


def key_of(patient: Ints, day: Ints) -> Ints:
    """One number for a patient's day, in their order."""
    return patient.astype(np.int64) * FAR + day + FAR // 2


def session_clocks(patient: Ints, day: Ints, clock: Ints) -> SessionClocks:
    """From sessions in any order; one without a clock comes first on its day."""
    order = np.lexsort((clock, day, patient))
    key, first = np.unique(key_of(patient, day)[order], return_index=True)
    return SessionClocks(key, clock[order][first])


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """One row a score; `scores.instrument` indexes `instruments`."""

    scores: Scores
    instruments: tuple[str, ...]


@dataclass(slots=True)
class _Listed:
    """All scores of a file side by side; derived ones (item 9 out of its questionnaire) stand last."""

    entry: Ints
    position: Ints
    row: Ints
    instrument: Ints
    total: Floats
    derived: Bools


def _listed(rows: ScoreRows, keys: Mapping[str, int]) -> _Listed:
    sizes = [len(entry.rows) for entry in rows.entries]
    if not sizes:
        empty = np.zeros(0, np.int64)
        return _Listed(empty, empty, empty, empty, np.zeros(0), np.zeros(0, bool))
    listed = _Listed(
        entry=np.repeat(np.arange(len(sizes)), sizes),
        position=np.concatenate([np.arange(size) for size in sizes]),
        row=np.concatenate([entry.rows for entry in rows.entries]),
        instrument=np.repeat([keys[entry.instrument] for entry in rows.entries], sizes),
        total=np.concatenate([entry.total for entry in rows.entries]),
        derived=np.repeat([entry.derived for entry in rows.entries], sizes),
    )
    order = np.lexsort((listed.instrument, listed.row, listed.derived))
    return _take(listed, order)


def _take(listed: _Listed, which: Ints | Bools) -> _Listed:
    return _Listed(*(getattr(listed, name)[which] for name in _Listed.__slots__))


def score_table(
    rows: ScoreRows, patient: Ints, day: Ints, *, clock: Ints, clocks: SessionClocks, scales: Scales
) -> ScoreTable:
    """Join the file's scores into one table.

    Parameters
    ----------
    patient, day, clock : (rows of the pile,) as placed. clocks : of the sessions.

    Two totals of one instrument at one time: equal ones are one; of different ones the first listed stays.
    """
    instruments = tuple(sorted({entry.instrument for entry in rows.entries}))
    listed = _listed(rows, {key: at for at, key in enumerate(instruments)})
    listed = _take(listed, rows.pile.kept[listed.row])
    post = _after_session(rows.timing, patient, day, clock=clock, clocks=clocks)
    listed = _each_once(rows, listed, patient, day, clock=clock, post=post, scales=scales, keys=instruments)
    at = listed.row
    scores = Scores(
        patient=patient[at],
        day=day[at],
        clock=clock[at],
        post=post[at],
        instrument=listed.instrument,
        total=listed.total,
        items=_answers(rows, listed),
    )
    rows.pile.count_scores(at[~listed.derived])
    return ScoreTable(scores, instruments)


def _after_session(timing: Ints, patient: Ints, day: Ints, *, clock: Ints, clocks: SessionClocks) -> Bools:
    """Post says the file; or, where it says nothing, both clocks do."""
    session = clocks.at(patient, day)
    later = (session != UNKNOWN) & (clock != UNKNOWN) & (clock > session)
    return (timing == POST) | ((timing == NOT_SAID) & later)


def _each_once(
    rows: ScoreRows,
    listed: _Listed,
    patient: Ints,
    day: Ints,
    *,
    clock: Ints,
    post: Bools,
    scales: Scales,
    keys: tuple[str, ...],
) -> _Listed:
    at = listed.row
    # lexsort is stable, so that within a group the order of the file is kept.
    order = np.lexsort((clock[at], post[at], day[at], patient[at], listed.instrument))
    columns = (listed.instrument, patient[at], day[at], post[at], clock[at])
    new = np.ones(len(order), bool)
    new[1:] = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    first = order[np.flatnonzero(new)[np.cumsum(new) - 1]] if len(order) else order
    again = order[~new]
    same = listed.total[again] == listed.total[first[~new]]
    told = ~listed.derived[again]
    rows.pile.reject("duplicate_score", at[again[same & told]])
    for code, key in enumerate(keys):
        differs = again[~same & told & (listed.instrument[again] == code)]
        rows.pile.reject("score_differs", at[differs], scale=scales[key].name)
    kept = np.ones(len(order), bool)
    kept[again] = False
    listed = _take(listed, kept)
    # A row of a wide table goes when its every score was counted already.
    left = np.zeros(len(rows.pile), bool)
    left[listed.row] = True
    rows.pile.keep_only(left, "duplicate_score")
    return _take(listed, rows.pile.kept[listed.row])


def _answers(rows: ScoreRows, listed: _Listed) -> dict[str, tuple[Ints, Floats]]:
    """Item answers by instrument: row of the table and answers; the question on functioning apart."""
    found: dict[str, tuple[Ints, Floats]] = {}
    for number, entry in enumerate(rows.entries):
        here = np.flatnonzero(listed.entry == number)
        answers = entry.answers.take(listed.position[here])
        for key, values in (
            (entry.instrument, answers.items),
            (f"{entry.instrument}_function", answers.function),
        ):
            if values is not None and not np.isnan(values).all():
                values = values.reshape(len(here), -1)
                some = ~np.isnan(values).all(axis=1)
                found[key] = (here[some], values[some])
    return found
