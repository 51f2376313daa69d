"""Tables to a Ledger in an order of its own: by content, never by id or by place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from afterglow.ingest.digest import fingerprint, row_hashes, sums
from afterglow.ingest.score_table import ScoreTable
from afterglow.ingest.session_table import hash_of, take
from afterglow.ledger import Category, Ints, Ledger, Patients, Scores, Sessions


def assemble(
    patients: Patients, sessions: Sessions, table: ScoreTable, *, present: Ints, cutoff_month: str | None
) -> Ledger:
    """Join the tables to a Ledger.

    Parameters
    ----------
    patients : one row for each code in `present`.
    sessions, table : with the codes of `present`, which have no meaning after this.
    """
    place = np.full(int(present.max()) + 1, -1, np.int64)
    place[present] = _by_content(patients, sessions, table, present)
    ledger = Ledger(
        patients=_take_patients(patients, np.argsort(place[present])),
        sessions=_sorted_sessions(sessions, place),
        scores=_sorted_scores(table.scores, place),
        instruments=table.instruments,
        cutoff_month=cutoff_month,
    )
    return with_fingerprint(ledger)


def only_used(column: Category) -> Category:
    """The column without labels that no row holds; labels stay in their order."""
    used = np.unique(column.codes[column.codes >= 0])
    place = np.full(len(column.labels) + 1, -1, np.int32)
    place[used] = np.arange(len(used))
    return Category(tuple(column.labels[code] for code in used), place[column.codes])


def no_scores() -> Scores:
    whole = np.zeros(0, np.int64)
    return Scores(whole, whole, whole, np.zeros(0, bool), whole, np.zeros(0))


def _by_content(patients: Patients, sessions: Sessions, table: ScoreTable, present: Ints) -> Ints:
    """(people present,) place of each in an order that depends only on what is kept of them."""
    place = np.full(int(present.max()) + 1, -1, np.int64)
    place[present] = np.arange(len(present))
    total = row_hashes(len(present), _patient_columns(patients))
    total += sums(place[sessions.patient], hash_of(sessions), len(present))
    scores = table.scores
    of_instrument = Category(table.instruments, scores.instrument)
    columns = (
        ("clock", scores.clock),
        ("day", scores.day),
        ("instrument", of_instrument),
        ("post", scores.post),
        ("total", scores.total),
    )
    hashes = row_hashes(len(scores), columns)
    for key, (rows, answers) in sorted(scores.items.items()):
        hashes[rows] += row_hashes(
            len(rows), ((f"{key} {at}", answers[:, at]) for at in range(answers.shape[1]))
        )
    total += sums(place[scores.patient], hashes, len(present))
    order = np.argsort(total, kind="stable")
    found = np.empty(len(present), np.int64)
    found[order] = np.arange(len(present))
    return found


def _patient_columns(patients: Patients) -> list[tuple[str, NDArray[np.generic] | Category]]:
    columns = {
        "followup_day": patients.followup_day,
        "last_contact_day": patients.last_contact_day,
        "start_quarter": patients.start_quarter,
        "joined_mid_course": patients.joined_mid_course,
        **{f"category {name}": column for name, column in patients.categories.items()},
    }
    return sorted(columns.items())


def _take_patients(patients: Patients, order: Ints) -> Patients:
    return Patients(
        followup_day=patients.followup_day[order],
        last_contact_day=patients.last_contact_day[order],
        start_quarter=patients.start_quarter[order],
        joined_mid_course=patients.joined_mid_course[order],
        categories={
            name: Category(column.labels, column.codes[order]) for name, column in patients.categories.items()
        },
    )


def _sorted_sessions(sessions: Sessions, place: Ints) -> Sessions:
    """In the patients' new order; within a patient the order stays."""
    moved = take(sessions, np.argsort(place[sessions.patient], kind="stable"))
    return Sessions(
        patient=place[moved.patient].astype(np.int32),
        day=moved.day.astype(np.int32),
        clock=moved.clock.astype(np.int32),
        number=moved.number.astype(np.int32),
        phase=moved.phase.astype(np.int8),
        measures={
            name: values for name, values in sorted(moved.measures.items()) if not np.isnan(values).all()
        },
        categories={
            name: only_used(column)
            for name, column in sorted(moved.categories.items())
            if (column.codes >= 0).any()
        },
    )


def _sorted_scores(scores: Scores, place: Ints) -> Scores:
    patient = place[scores.patient]
    order = np.lexsort((scores.instrument, scores.clock, scores.post, scores.day, patient))
    moved_to = np.empty(len(order), np.int64)
    moved_to[order] = np.arange(len(order))
    items = {}
    for key, (rows, answers) in sorted(scores.items.items()):
        at = np.argsort(moved_to[rows])
        items[key] = (moved_to[rows][at], answers[at])
    return Scores(
        patient=patient[order].astype(np.int32),
        day=scores.day[order].astype(np.int32),
        clock=scores.clock[order].astype(np.int32),
        post=scores.post[order],
        instrument=scores.instrument[order].astype(np.int16),
        total=scores.total[order],
        items=items,
    )


def with_fingerprint(ledger: Ledger) -> Ledger:
    """The same Ledger, named by the hash of its columns."""
    return replace(ledger, fingerprint=fingerprint(_columns_of(ledger)))


def _columns_of(ledger: Ledger) -> Iterator[tuple[str, NDArray[np.generic] | Category]]:
    yield f"cutoff {ledger.cutoff_month}", np.zeros(0, np.int8)
    yield f"instruments {' '.join(ledger.instruments)}", np.zeros(0, np.int8)
    yield from _patient_columns(ledger.patients)
    for name in ("patient", "day", "clock", "number", "phase"):
        yield f"sessions {name}", getattr(ledger.sessions, name)
    for name, values in (*ledger.sessions.measures.items(), *ledger.sessions.categories.items()):
        yield f"sessions {name}", values
    for name in ("patient", "day", "clock", "post", "instrument", "total"):
        yield f"scores {name}", getattr(ledger.scores, name)
    for key, (rows, answers) in ledger.scores.items.items():
        yield f"items {key}", rows
        yield f"answers {key}", answers
