"""Several scales for the same people: change on each, and whether they say the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.rates import Outcome, outcomes_of, proportion
from afterglow.analyses.symptoms import mean_change
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.rules import SMALL
from afterglow.ledger import Bools, Floats
from afterglow.results import (
    Agreement,
    OtherScales,
    ScaleChange,
    ScalePair,
    ScalesAgree,
    Withheld,
)
from afterglow.stats.diagnostic import two_by_two
from afterglow.stats.hypothesis_tests import mcnemar_exact

OUTCOMES: tuple[Literal["response", "remission"], ...] = ("response", "remission")


def other_scales(cohort: Cohort, others: Sequence[Cohort]) -> OtherScales | Withheld:
    """Change on every other scale beside the one in use, among people scored on both.

    Parameters
    ----------
    cohort : Cohort
        Judged by the scale in use.
    others : sequence of Cohort
        The same people judged by each other outcome scale of the files.
    """
    if not others:
        return Withheld(
            heading="Not shown: other scales",
            reason="The scores hold one outcome scale; a second, such as WHO-5 or EQ-5D, would be needed.",
            mend="Add its scores to the export and import the files again.",
        )
    pairs = [_pair(cohort, other) for other in others]
    pairs.sort(key=lambda pair: -pair.own.n)
    return OtherScales(scope=cohort.scope(), own=scale_change(cohort, cohort.scored), pairs=tuple(pairs))


def _pair(cohort: Cohort, other: Cohort) -> ScalePair:
    both = cohort.scored & other.scored
    return ScalePair(
        own=scale_change(cohort, both),
        other=scale_change(other, both),
        other_scored=count(other.scored),
    )


def scale_change(cohort: Cohort, keep: Bools) -> ScaleChange:
    """One scale before and after among the rows of the cohort flagged in `keep`, all of them scored on it."""
    scale = cohort.instrument
    before, after = cohort.baseline[keep], cohort.endpoint[keep]
    minimum, maximum = _limits(scale, before, after)
    reliable = scale.reliable_threshold is not None
    return ScaleChange(
        scale=scale.key,
        name=scale.name,
        higher_is_worse=scale.higher_is_worse,
        minimum=minimum,
        maximum=maximum,
        **mean_change(before, after),
        reliable=scale.reliable_points,
        improved=proportion(count(scale.reliably_improved(before, after)), len(before)) if reliable else None,
        worsened=proportion(count(scale.reliably_worsened(before, after)), len(before)) if reliable else None,
    )


def _limits(scale: Instrument, before: Floats, after: Floats) -> tuple[float, float]:
    """Ends of the scale; where it has none, zero or the outermost score seen."""
    seen = np.concatenate((before, after))
    low = min(0.0, float(seen.min(initial=0.0))) if scale.minimum is None else scale.minimum
    high = float(seen.max(initial=low + 1)) if scale.maximum is None else scale.maximum
    return float(low), float(high)


def scales_agree(cohort: Cohort, others: Sequence[Cohort]) -> ScalesAgree | Withheld:
    """Response and remission on two scales of one condition: how often both, one or neither shows it.

    Parameters
    ----------
    cohort, others
        As for `other_scales`; scales of another condition are not compared.
    """
    alike = [other for other in others if other.instrument.condition == cohort.instrument.condition]
    found = [_agreement(cohort, other, outcome) for other in alike for outcome in OUTCOMES]
    pairs = sorted((pair for pair in found if pair is not None), key=lambda pair: -pair.n)
    if not pairs:
        return Withheld(
            heading="Not shown: whether scales agree",
            reason=f"Beside {cohort.instrument.name} the scores hold no second scale of the same condition "
            "with a rule for response or remission (for depression such as MADRS beside PHQ-9).",
            mend="Add its scores to the export, or choose another scale.",
        )
    return ScalesAgree(scope=cohort.scope(), name=cohort.instrument.name, pairs=tuple(pairs))


def _agreement(cohort: Cohort, other: Cohort, outcome: Literal["response", "remission"]) -> Agreement | None:
    own, second = _outcome(cohort, outcome), _outcome(other, outcome)
    if own is None or second is None:
        return None
    keep = cohort.scored & other.scored & ~_cannot(own) & ~_cannot(second)
    cells = two_by_two(_shown(cohort, own, keep), _shown(other, second, keep))
    n = count(keep)
    only_own, only_other = cells.false_positive, cells.false_negative
    return Agreement(
        other=other.instrument.key,
        name=other.instrument.name,
        outcome=outcome,
        own_rule=_rule(cohort, outcome),
        other_rule=_rule(other, outcome),
        n=n,
        both=cells.true_positive,
        only_own=only_own,
        only_other=only_other,
        neither=cells.true_negative,
        agree=proportion(cells.true_positive + cells.true_negative, n),
        p=mcnemar_exact(only_own, only_other) if n >= SMALL.group else None,
    )


def _outcome(cohort: Cohort, key: str) -> Outcome | None:
    listed = outcomes_of(cohort.instrument, cohort.rules, cohort.baseline)
    return next((outcome for outcome in listed if outcome.key == key), None)


def _cannot(outcome: Outcome) -> Bools:
    """Who cannot show the outcome by their baseline."""
    flags = [excluded for _, excluded in outcome.excluded]
    return np.logical_or.reduce(flags) if flags else np.zeros(1, dtype=bool)


def _shown(cohort: Cohort, outcome: Outcome, keep: Bools) -> Bools:
    return outcome.shown(cohort.baseline[keep], cohort.endpoint[keep])


def _rule(cohort: Cohort, outcome: str) -> str:
    return cohort.scope().defined(outcome) or ""
