"""Thoughts of death or self-harm before and after, from one item. Not a risk assessment."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.rates import Outcome, rate
from afterglow.analyses.session_counts import without
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.instruments import INSTRUMENTS, suicide_item
from afterglow.ledger import Bools, Floats, Ledger, Scores
from afterglow.results import SuicidalThoughts, Withheld


class ItemScores(NamedTuple):
    """The item of one scale: a ledger whose scores hold it under the item's own key, and people with one."""

    scale: str
    item: Instrument
    ledger: Ledger
    people: int


def items_found(ledger: Ledger) -> tuple[ItemScores, ...]:
    """Every item on suicidal thoughts the ledger holds answers to, most people first."""
    found = []
    for row in INSTRUMENTS.values():
        item = suicide_item(row)
        held = None if item is None else _ledger_with(ledger, row.key, item.key)
        if item is not None and held is not None:
            code = held.instruments.index(item.key)
            people = len(np.unique(held.scores.patient[held.scores.instrument == code]))
            found.append(ItemScores(row.key, item, held, people))
    return tuple(sorted(found, key=lambda scores: -scores.people))


def _ledger_with(ledger: Ledger, scale: str, item: str) -> Ledger | None:
    """The ledger with the item as an instrument: as it came, or out of the answers of its scale."""
    if item in ledger.instruments and (ledger.scores.instrument == ledger.instruments.index(item)).any():
        return ledger
    if scale not in ledger.scores.items:
        return None
    rows, answers = ledger.scores.items[scale]
    number = int(item.rpartition("item")[2])
    answer = np.asarray(answers, dtype=float)[:, number - 1]
    told = np.flatnonzero(~np.isnan(answer))
    told = told[np.argsort(rows[told], kind="stable")]
    if not len(told):
        return None
    return replace(ledger, scores=_only(ledger.scores, rows[told], answer[told]), instruments=(item,))


def _only(scores: Scores, rows: np.ndarray, answer: Floats) -> Scores:
    """Those rows alone, as scores of the one instrument, with the answers as totals."""
    return Scores(
        patient=scores.patient[rows],
        day=scores.day[rows],
        clock=scores.clock[rows],
        post=scores.post[rows],
        instrument=np.zeros(len(rows), dtype=scores.instrument.dtype),
        total=answer,
    )


def chosen_item(found: tuple[ItemScores, ...], scale: str) -> ItemScores | None:
    """The item of the scale in use where its answers are there, else the one most people have."""
    own = next((scores for scores in found if scores.scale == scale), None)
    return own or next(iter(found), None)


def suicidal_thoughts(cohort: Cohort | None) -> SuicidalThoughts | Withheld:
    """How answers to the item changed, among those with and without such thoughts at baseline.

    Parameters
    ----------
    cohort : Cohort or None
        People judged by the item; None where the files hold no answers to one.
    """
    if cohort is None:
        return without(
            "suicidal thoughts", "PHQ-9 item 9, or the items of a PHQ-9, QIDS-SR16, MADRS or EPDS,"
        )
    before = cohort.baseline
    return SuicidalThoughts(
        scope=cohort.scope(),
        item=cohort.instrument.name,
        recall_words=cohort.instrument.recall_words,
        with_thoughts=count(cohort.judged & (before > 0)),
        without_thoughts=count(cohort.judged & (before == 0)),
        rates=tuple(rate(cohort, outcome) for outcome in _outcomes(before)),
    )


def _outcomes(before: Floats) -> tuple[Outcome, ...]:
    none: tuple[tuple[str, Bools], ...] = (("no_thoughts_at_baseline", before == 0),)
    some: tuple[tuple[str, Bools], ...] = (("thoughts_at_baseline", before > 0),)
    return (
        Outcome("eased", lambda a, b: b < a, none),
        Outcome("gone", lambda a, b: b == 0, none),
        Outcome("unchanged", lambda a, b: b == a, none),
        Outcome("stronger", lambda a, b: b > a, none),
        Outcome("new", lambda a, b: b > 0, some),
        Outcome("worse", lambda a, b: b > a),
    )
