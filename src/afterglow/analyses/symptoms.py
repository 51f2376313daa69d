"""Which symptoms change: the answers to each item on the forms whose totals are judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from afterglow.analyses.cohort import Cohort
from afterglow.analyses.rates import limits
from afterglow.analyses.session_counts import without
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import SMALL
from afterglow.ledger import Bools, Floats, Ints, Ledger
from afterglow.results import Estimate, SymptomChange, Symptoms, Withheld
from afterglow.stats.histogram import histogram, moments, quantile, t_interval

FUNCTION = "function"


def function_key(scale: str) -> str:
    """Where a ledger keeps the added question on daily functioning of a scale."""
    return f"{scale}_function"


def scales_with_items(ledger: Ledger) -> tuple[str, ...]:
    """Outcome scales of the table whose item answers the ledger holds, most people first."""
    held = ledger.scores.items
    keys = [key for key, row in INSTRUMENTS.items() if row.is_outcome and row.items and key in held]
    people = {key: len(np.unique(ledger.scores.patient[held[key][0]])) for key in keys}
    return tuple(sorted(keys, key=lambda key: -people[key]))


def numbered_forms(ledger: Ledger) -> Ledger:
    """The ledger with each form's row number in place of its total.

    Judged by it, the baseline and the endpoint of a course are the rows of the forms that were picked, from
    which every item can be read at once.
    """
    rows = np.arange(len(ledger.scores), dtype=np.float64)
    return replace(ledger, scores=replace(ledger.scores, total=rows))


def symptoms(cohort: Cohort, forms: Cohort | None) -> Symptoms | Withheld:
    """Mean answer to every item before and after.

    Parameters
    ----------
    cohort : Cohort
        People judged by the scale whose items are read.
    forms : Cohort or None
        The same people judged by `numbered_forms`; None where the files hold no items.
    """
    if forms is None:
        return without("symptom by symptom", "the answer to each item (such as phq9_1 to phq9_9)")
    instrument = cohort.instrument
    items = instrument.items
    assert items is not None
    changes = _changes(cohort, forms, instrument.key, items.count)
    listed = [
        _symptom(f"item{number}", items.label(number), float(highest), change)
        for number, (highest, change) in enumerate(zip(items.highest(), changes, strict=True), start=1)
    ]
    asked = instrument.function_item
    function = _changes(cohort, forms, function_key(instrument.key), 1)[0] if asked else None
    return Symptoms(
        scope=cohort.scope(),
        lowest=float(items.minimum),
        higher_is_worse=instrument.higher_is_worse,
        named=bool(items.labels),
        baseline=forms.rules.baseline,
        items=tuple(sorted(listed, key=lambda item: _worse_last(item, instrument))),
        function=None
        if function is None or not len(function[0])
        else _symptom(FUNCTION, "Difficulty in daily life", float(asked or 0), function),
    )


def _worse_last(item: SymptomChange, instrument: Instrument) -> tuple[bool, float]:
    """Order of the rows: largest change for the better first, those of too few people last."""
    if item.change.value is None:
        return True, 0.0
    return False, item.change.value if instrument.higher_is_worse else -item.change.value


Pairs = tuple[Floats, Floats]


def _changes(cohort: Cohort, forms: Cohort, key: str, count: int) -> list[Pairs]:
    """Answers before and after of the people scored, one pair of arrays an item; whoever lacks one is out."""
    rows, answers = forms.ledger.scores.items.get(key, (np.zeros(0, np.int64), np.zeros((0, count))))
    keep = cohort.scored & ~np.isnan(forms.baseline) & ~np.isnan(forms.endpoint)
    before = _answers(rows, answers, forms.baseline[keep].astype(np.int64))
    after = _answers(rows, answers, forms.endpoint[keep].astype(np.int64))
    both: Bools = ~np.isnan(before) & ~np.isnan(after)
    return [(before[both[:, item], item], after[both[:, item], item]) for item in range(count)]


def _answers(rows: Ints, answers: Floats, wanted: Ints) -> Floats:
    """(wanted, items) answers on the forms asked for; NaN where a form has none."""
    order = np.argsort(rows, kind="stable")
    if not len(order):
        return np.full((len(wanted), answers.shape[1]), np.nan)
    place = order[np.minimum(np.searchsorted(rows[order], wanted), len(order) - 1)]
    found = np.asarray(answers, dtype=np.float64)[place]
    return np.where((rows[place] == wanted)[:, None], found, np.nan)


def _symptom(key: str, label: str, highest: float, pairs: Pairs) -> SymptomChange:
    before, after = pairs
    return SymptomChange(key=key, label=label, highest=highest, **mean_change(before, after))


def mean_change(before: Floats, after: Floats) -> dict:
    """Means before and after and the mean change with its interval; below 10 people the median alone.

    Parameters
    ----------
    before, after : (n,) arrays
        Of the same people, none missing.
    """
    change = histogram(after - before)
    enough = change.n >= SMALL.change
    interval = t_interval(change) if enough else None
    return {
        "n": change.n,
        "before": moments(histogram(before)).mean if enough else None,
        "after": moments(histogram(after)).mean if enough else None,
        "change": Estimate(value=moments(change).mean if enough else None, n=change.n, **limits(interval)),
        "median": quantile(change, 0.5),
    }
