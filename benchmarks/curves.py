"""Survival estimates at each size: Afterglow from tallies, beside lifelines, scikit-survival and scipy.

Runs in the environment of `benchmarks/requirements.txt`, where this package is on the path and both sides
share one process. Times start from the same arrays, one entry a person: counting them into a tally is part
of the work. Answers are compared before any ratio is printed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test
from scipy import stats
from sksurv.nonparametric import kaplan_meier_estimator

from afterglow.courses.outcomes import derive_outcomes, scores_of
from afterglow.courses.sessions import derive_courses, derive_gaps
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import Rules
from afterglow.ledger import UNKNOWN, Bools, Gaps, Ints
from afterglow.stats.gaps import wang_chang
from afterglow.stats.survival import KaplanMeier, LogRank, kaplan_meier, logrank, median, tally
from afterglow.stats.turnbull import Turnbull, intervals, turnbull
from benchmarks.generate import SIZES, make_ledger
from benchmarks.measure import Timing, interleaved, ratios
from benchmarks.report import asked_sizes, keep

ROUNDS = {"XS": 3, "S": 9, "M": 7, "L": 3}
GROUPS = 5
SCALE = "phq9"


class Followed(NamedTuple):
    """One entry a person: half-days to improvement, in (left, right] where it was seen; and later gaps."""

    left: Ints
    right: Ints
    seen: Bools
    group: Ints
    gaps: Gaps

    @property
    def time(self) -> Ints:
        return np.where(self.seen, self.right, self.left)


def followed(name: str, *, seed: int) -> Followed:
    """What the page on time to improvement and the one on boosters are about, derived from a ledger."""
    ledger, rules, instrument = make_ledger(SIZES[name], seed=seed), Rules(), INSTRUMENTS[SCALE]
    courses, days = derive_courses(ledger, rules)
    scores = scores_of(ledger, courses, SCALE)
    outcomes = derive_outcomes(ledger, courses, scores, instrument=instrument, rules=rules)
    use = (courses.number == 0) & ~np.isnan(outcomes.baseline) & ~outcomes.meets_at_baseline
    use &= outcomes.has_later_score
    gaps = derive_gaps(courses, days, rules)
    later = (gaps.order > 0) & courses.completed[gaps.course]
    kept = Gaps(*(getattr(gaps, column)[later] for column in ("course", "order", "days", "completed")))
    left, right = outcomes.left[use], outcomes.right[use]
    group = np.random.default_rng(seed).integers(0, GROUPS, len(left))
    return Followed(left, right, right != UNKNOWN, group, kept)


def own_curve(data: Followed) -> KaplanMeier:
    return kaplan_meier(tally(data.time, data.seen))


def own_test(data: Followed) -> LogRank | None:
    tallies = [tally(data.time[data.group == g], data.seen[data.group == g]) for g in range(GROUPS)]
    return logrank(tallies)


def own_intervals(data: Followed) -> Turnbull:
    observed = intervals(data.left / 2, np.where(data.seen, data.right / 2, np.inf))
    return turnbull(observed.left, observed.right, observed.counts)


def lifelines_curve(data: Followed) -> KaplanMeierFitter:
    return KaplanMeierFitter().fit(data.time, data.seen)


def same_as_lifelines(data: Followed) -> None:
    ours, theirs = own_curve(data), lifelines_curve(data)
    at = theirs.survival_function_at_times(ours.times).to_numpy()
    assert np.allclose(ours.survival, at, rtol=0, atol=1e-9), "Kaplan-Meier differs from lifelines"
    band = theirs.confidence_interval_.loc[ours.times].to_numpy().T
    for mine, other in zip((ours.low, ours.high), band, strict=True):
        both = ~np.isnan(mine)
        assert np.allclose(mine[both], other[both], rtol=0, atol=1e-6), "the band differs from lifelines"


def same_as_scipy(data: Followed) -> None:
    ours, theirs = own_curve(data), scipy_curve(data)
    at = theirs.evaluate(ours.times)
    assert np.allclose(ours.survival, at, rtol=0, atol=1e-9), "Kaplan-Meier differs from scipy"


def scipy_curve(data: Followed) -> Any:
    found = stats.ecdf(stats.CensoredData.right_censored(data.time, ~data.seen)).sf
    found.confidence_interval(method="log-log")
    return found


def sksurv_curve(data: Followed) -> Any:
    return kaplan_meier_estimator(data.seen, data.time, conf_type="log-log")


def same_as_sksurv(data: Followed) -> None:
    ours, (times, survival, _) = own_curve(data), sksurv_curve(data)
    at = survival[np.searchsorted(times, ours.times)]
    assert np.allclose(ours.survival, at, rtol=0, atol=1e-9), "Kaplan-Meier differs from scikit-survival"


def lifelines_test(data: Followed) -> Any:
    return multivariate_logrank_test(data.time, data.group, data.seen)


def same_test(data: Followed) -> None:
    ours = own_test(data)
    assert ours is not None
    assert np.isclose(ours.chi2, lifelines_test(data).test_statistic, rtol=1e-8), "log-rank differs"


COMPARED: tuple[tuple[str, str, Callable[[Followed], Any], Callable[[Followed], Any], Callable], ...] = (
    ("Kaplan-Meier with band", "lifelines", own_curve, lifelines_curve, same_as_lifelines),
    ("Kaplan-Meier with band", "scikit-survival", own_curve, sksurv_curve, same_as_sksurv),
    ("Kaplan-Meier with band", "scipy", own_curve, scipy_curve, same_as_scipy),
    ("Log-rank of five groups", "lifelines", own_test, lifelines_test, same_test),
)


def beside_others(name: str, data: Followed) -> list[dict[str, Any]]:
    rows = []
    for what, peer, ours, theirs, same in COMPARED:
        same(data)
        jobs = {"afterglow": lambda ours=ours: ours(data), "peer": lambda theirs=theirs: theirs(data)}
        timed = interleaved(jobs, rounds=ROUNDS[name])
        middle, low, high = ratios(timed["afterglow"], timed["peer"])
        ours_took, theirs_took = timed["afterglow"], timed["peer"]
        print(f"{name}: {what}: {ours_took.in_words()}, {peer} {theirs_took.in_words()}: {middle:.1f} times")
        beside = {"peer": peer, "peer_seconds": timed["peer"].seconds, "peer_peak": timed["peer"].peak}
        rows.append(
            row(name, what, timed["afterglow"], len(data.left)) | beside | {"ratio": [middle, low, high]}
        )
    return rows


def alone(name: str, data: Followed) -> list[dict[str, Any]]:
    """Estimates no other package here makes from the same intervals; each must prove or hold its own."""
    fit = own_intervals(data)
    assert fit.certified, "the certificate of the interval-censored estimate fails"
    gaps = data.gaps

    def later_gaps() -> Any:
        return median(wang_chang(gaps.course, gaps.days, gaps.completed))

    jobs = {
        "Interval-censored estimate with certificate": (lambda: own_intervals(data), len(data.left)),
        "Median booster interval with robust limits": (later_gaps, len(gaps)),
    }
    rows = []
    for what, (job, count) in jobs.items():
        timed = interleaved({what: job}, rounds=ROUNDS[name])[what]
        print(f"{name}: {what}: {timed.in_words()}")
        rows.append(row(name, what, timed, count))
    return rows


def row(name: str, what: str, timed: Timing, count: int) -> dict[str, Any]:
    return {
        "stage": "curves",
        "size": name,
        "rows": count,
        "what": what,
        "seconds": timed.seconds,
        "peak": timed.peak,
    }


def main() -> None:
    asked = asked_sizes(__doc__)
    rows = []
    for name in asked.sizes:
        data = followed(name, seed=asked.seed)
        rows += beside_others(name, data) + alone(name, data)
    packages = ("numpy", "pandas", "lifelines", "scikit-survival", "scipy")
    keep("curves", rows, packages=packages)


if __name__ == "__main__":
    main()
