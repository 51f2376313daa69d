"""Who got better: each outcome under every denominator rule, the patient flow, and the summary of change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.rules import SMALL, Rules
from afterglow.ledger import Bools, Floats
from afterglow.results import Change, Count, Estimate, Flow, FlowStep, PairCount, Proportion, Rate, Rates
from afterglow.stats.histogram import Histogram, histogram, moments, quantile, t_interval
from afterglow.stats.paired import d_z, g_av, hodges_lehmann, signed_rank
from afterglow.stats.proportions import wilson

Shown = Callable[[Floats, Floats], Bools]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A yes/no outcome: who can show it (by baseline), and who showed it.

    excluded : reason and the baselines it takes out of every denominator.
    """

    key: str
    shown: Shown
    excluded: tuple[tuple[str, Bools], ...] = ()


def outcomes_of(instrument: Instrument, rules: Rules, baseline: Floats) -> tuple[Outcome, ...]:
    """The outcomes this scale allows, in the order in which they are shown."""
    listed: list[Outcome] = []
    gate = _below_gate(instrument, rules, baseline)
    if instrument.response is not None:
        out = (("baseline_zero", baseline == 0), *gate)
        listed.append(Outcome("response", instrument.responded, out))
        listed += [_drop(instrument, percent, out) for percent in instrument.response.also]
        listed.append(Outcome("partial", instrument.partial, out))
    if instrument.remission is not None:
        already = (("already_in_remission", instrument.remitted(baseline)),)
        above = already if rules.remission_among == "above_cutoff" else ()
        listed.append(Outcome("remission", lambda _, score: instrument.remitted(score), (*gate, *above)))
    if instrument.reliable_threshold is not None:
        listed.append(Outcome("reliable_improvement", instrument.reliably_improved))
        listed.append(Outcome("reliable_deterioration", instrument.reliably_worsened))
    listed.append(Outcome("any_increase", lambda before, after: instrument.improvement(before, after) < 0))
    return tuple(listed)


def _drop(instrument: Instrument, percent: int, out: tuple[tuple[str, Bools], ...]) -> Outcome:
    return Outcome(f"drop_{percent}", lambda a, b: instrument.dropped(a, b, percent=percent), out)


def _below_gate(instrument: Instrument, rules: Rules, baseline: Floats) -> tuple[tuple[str, Bools], ...]:
    if not rules.severity_gate or instrument.severity_gate is None:
        return ()
    return (("below_severity_gate", instrument.improvement(baseline, instrument.severity_gate) < 0),)


def proportion(successes: int, total: int, *, quote_from: int = SMALL.percentage) -> Proportion:
    """A proportion; its share and Wilson interval only from `quote_from` people on."""
    if total < max(quote_from, 1):
        return Proportion(successes=successes, total=total)
    low, high = wilson(successes, total)
    return Proportion(successes=successes, total=total, share=successes / total, low=low, high=high)


def rate(cohort: Cohort, outcome: Outcome) -> Rate:
    """One outcome, observed and with the missing counted each way."""
    before, after = cohort.baseline, cohort.endpoint
    carried = cohort.outcomes.carried_forward[cohort.rows]
    usable = ~np.isnan(before)
    excluded = []
    for reason, flags in outcome.excluded:
        excluded.append(Count(key=reason, people=count(cohort.judged & usable & flags)))
        usable = usable & ~flags
    judged = cohort.judged & usable
    shown = judged & outcome.shown(before, after)
    unscored = count(judged & np.isnan(after))
    started = cohort.evaluable_started & usable
    total = count(judged)
    return Rate(
        key=outcome.key,
        observed=proportion(count(shown), total - unscored),
        missing_as_failure=proportion(count(shown), total),
        missing_as_success=proportion(count(shown) + unscored, total),
        carried_forward=proportion(count(judged & outcome.shown(before, carried)), total),
        all_started=proportion(count(started & outcome.shown(before, after)), count(started)),
        excluded=tuple(item for item in excluded if item.people),
    )


def rates(cohort: Cohort) -> Rates:
    """Response, remission, reliable change and any increase under every denominator rule."""
    listed = outcomes_of(cohort.instrument, cohort.rules, cohort.baseline)
    return Rates(scope=cohort.scope(), rates=tuple(rate(cohort, outcome) for outcome in listed))


def categories(instrument: Instrument, rules: Rules, before: Floats, after: Floats) -> np.ndarray:
    """One category per scored person, tested in the order worse, remitted, responded, partial, no change."""
    none = np.zeros(len(before), dtype=bool)
    reliable, ratio = instrument.reliable_threshold is not None, instrument.response is not None
    worse = instrument.reliably_worsened(before, after) if reliable else none
    remitted = none
    if instrument.remission is not None:
        remitted = instrument.remitted(after)
        if rules.remission_among == "above_cutoff":
            remitted = remitted & ~instrument.remitted(before)
    responded = instrument.responded(before, after) if ratio else none
    partial = instrument.partial(before, after) if ratio else none
    names = ["worse", "remitted", "responded", "partial"]
    return np.select([worse, remitted, responded, partial], names, default="no_change")


OUTCOME_ORDER = ("remitted", "responded", "partial", "no_change", "worse")


def flow(cohort: Cohort) -> Flow:
    """Who was treated, and who could be judged: each step with where the others went."""
    scope, completed, rows = cohort.scope(), cohort.completed, len(cohort.rows)
    has_baseline = cohort.population & ~np.isnan(cohort.baseline)
    steps = [FlowStep(key="treated", people=rows)]
    if cohort.by_completion:
        young = count(cohort.still_in_induction)
        stopped = rows - count(completed) - young
        steps.append(
            _step("finished_induction", count(completed), stopped_early=stopped, still_in_induction=young)
        )
    missing = count(cohort.population) - count(has_baseline)
    steps.append(_step("had_baseline", count(has_baseline), no_baseline=missing))
    waiting = count(has_baseline) - scope.judged
    steps.append(_step("window_closed", scope.judged, not_yet_evaluable=waiting))
    steps.append(_step("scored", scope.scored, no_score_in_window=scope.judged - scope.scored))
    before, after = cohort.baseline[cohort.scored], cohort.endpoint[cohort.scored]
    named = categories(cohort.instrument, cohort.rules, before, after)
    ratio = cohort.instrument.response is not None
    responded = cohort.instrument.responded(before, after) if ratio else named == "responded"
    return Flow(
        scope=scope,
        steps=tuple(steps),
        outcomes=tuple(Count(key=key, people=count(named == key)) for key in OUTCOME_ORDER),
        responded=count(responded),
        remitted=count(responded & (named == "remitted")),
    )


def _step(key: str, people: int, **lost: int) -> FlowStep:
    gone = tuple(Count(key=reason, people=number) for reason, number in lost.items())
    return FlowStep(key=key, people=people, lost=gone)


def change(cohort: Cohort) -> Change:
    """Endpoint minus baseline among the scored, baseline 0 included."""
    instrument, keep = cohort.instrument, cohort.scored
    before, after = cohort.baseline[keep], cohort.endpoint[keep]
    differences = histogram(after - before)
    enough = differences.n >= SMALL.change
    reliable = instrument.reliable_threshold is not None
    return Change(
        scope=cohort.scope(),
        n=differences.n,
        **_summary(differences, histogram(before), histogram(after), enough=enough),
        minimum=float(instrument.minimum or 0),
        maximum=_top(instrument, before, after),
        higher_is_worse=instrument.higher_is_worse,
        reliable=instrument.reliable_points,
        remission_cutoff=None if instrument.remission is None else instrument.remission.value,
        improved_reliably=count(instrument.reliably_improved(before, after)) if reliable else 0,
        worsened_reliably=count(instrument.reliably_worsened(before, after)) if reliable else 0,
        pairs=_pairs(categories(instrument, cohort.rules, before, after), before, after),
        response_drop=None if instrument.response is None else instrument.response.drop_percent,
    )


def _top(instrument: Instrument, before: Floats, after: Floats) -> float:
    """Top of the scale; the highest score seen where the scale has no top."""
    if instrument.maximum is not None:
        return float(instrument.maximum)
    return float(max(before.max(initial=1.0), after.max(initial=1.0)))


def _summary(differences: Histogram, before: Histogram, after: Histogram, *, enough: bool) -> dict:
    n, mean, sd = moments(differences)
    pre, post = moments(before), moments(after)
    interval = t_interval(differences) if enough else None
    shift = hodges_lehmann(differences) if enough else None
    ranks = signed_rank(differences) if enough else None
    tested = ranks if ranks is not None and ranks.n_nonzero >= SMALL.change else None
    return {
        "baseline_mean": pre.mean if enough else None,
        "endpoint_mean": post.mean if enough else None,
        "mean": Estimate(value=mean if enough else None, n=n, **limits(interval)),
        "sd": sd if enough else None,
        "median": quantile(differences, 0.5),
        "lower_quartile": quantile(differences, 0.25) if enough else None,
        "upper_quartile": quantile(differences, 0.75) if enough else None,
        "hodges_lehmann": Estimate(value=shift.estimate if shift else None, n=n, **limits(shift)),
        "signed_rank_p": tested.p if tested else None,
        "signed_rank_n": ranks.n_nonzero if ranks else 0,
        "d_z": d_z(differences) if enough else None,
        "g_av": g_av(differences, sd_pre=pre.sd, sd_post=post.sd) if enough else None,
    }


def limits(interval) -> dict[str, float | None]:
    """`low` and `high` of anything that has them."""
    if interval is None:
        return {"low": None, "high": None}
    return {"low": interval.low, "high": interval.high}


def _pairs(named: np.ndarray, before: Floats, after: Floats) -> tuple[PairCount, ...]:
    cells, first, people = np.unique(
        np.column_stack((before, after)), axis=0, return_index=True, return_counts=True
    )
    return tuple(
        PairCount(baseline=float(x), endpoint=float(y), outcome=str(named[row]), people=int(number))
        for (x, y), row, number in zip(cells, first, people, strict=True)
    )
