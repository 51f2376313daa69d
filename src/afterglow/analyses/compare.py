"""Groups known on day 0 side by side: rates, differences, change, tests, and rates of equal severity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.grouping import CROSSED
from afterglow.analyses.groups import chosen_column
from afterglow.analyses.rates import Outcome, limits, outcomes_of, proportion, rate
from afterglow.definitions.rules import SMALL
from afterglow.ledger import Category, Ints
from afterglow.results import (
    Against,
    ComparedGroup,
    Comparison,
    Estimate,
    GroupChange,
    GroupedCurves,
    GroupOutcome,
    GroupTest,
    Proportion,
    Rate,
    Withheld,
)
from afterglow.results.compare import Method, ReferenceRule
from afterglow.stats.histogram import Histogram, histogram, moments, quantile, t_interval
from afterglow.stats.hypothesis_tests import (
    benjamini_hochberg,
    chi_square,
    fisher_exact,
    kruskal_wallis,
    mann_whitney,
)
from afterglow.stats.proportions import newcombe, odds_ratio, standardised_rate

COMPARED = ("response", "remission", "reliable_improvement", "reliable_deterioration")
"""Outcomes compared; other drops a scale has in use are added."""
REST = "(the rest)"
"""In place of a group's label: each group is compared with all others together."""
MOST_GROUPS = 40
SMALL_EXPECTED = 0.20
"""Share of expected counts below 5 from which a chi-square is flagged (Cochran, Biometrics 1954;10:417)."""

TOO_MANY = Withheld(
    heading="Too many groups to compare",
    reason=f"This column has more than {MOST_GROUPS} groups.",
    mend="Compare by a column with fewer groups, or filter some of them away.",
)


@dataclass(frozen=True, slots=True)
class Members:
    """One group's people, with every rate compared."""

    label: str
    place: int
    cohort: Cohort
    rates: dict[str, Rate]

    @property
    def scored(self) -> int:
        return count(self.cohort.scored)


def comparison(
    cohort: Cohort,
    *,
    by: Sequence[str] = (),
    reference: str | None = None,
    outcome: str | None = None,
    curves: Sequence[GroupedCurves] = (),
) -> Comparison | Withheld:
    """Everything compared between the groups of a column, or of two columns crossed.

    Parameters
    ----------
    cohort : Cohort
    by : sequence of str
        One or two columns; none: the first the data have.
    reference : str, optional
        Label of the group to compare with, or `REST`; else the largest group.
    outcome : str, optional
        The outcome asked for; else the first the scale has.
    curves : sequence of GroupedCurves
        Times by the same column, whose tests belong to the same family.
    """
    found = chosen_column(cohort, CROSSED.join(by) or None)
    if isinstance(found, Withheld):
        return found
    name, column = found
    codes = column.codes[cohort.courses.patient[cohort.rows]]
    present = np.unique(codes[codes >= 0]).tolist()
    if len(present) > MOST_GROUPS:
        return TOO_MANY
    everybody = cohort.narrowed(column.codes >= 0)
    members = [_members(cohort, column, code) for code in present]
    compared = _compared(members, everybody, reference=reference, outcome=outcome, curves=curves)
    return replace(compared, scope=cohort.scope(), columns=tuple(by) or (name,), no_value=count(codes < 0))


def _compared(
    members: Sequence[Members],
    everybody: Cohort,
    *,
    reference: str | None,
    outcome: str | None,
    curves: Sequence[GroupedCurves],
) -> Comparison:
    """The comparison of the people who have a value."""
    overall, scale = _rates(everybody), everybody.instrument
    rule, chosen = _reference(members, reference)
    fewest = max(everybody.rules.fewest_in_group, 1)
    return Comparison(
        scope=everybody.scope(),
        columns=(),
        outcome=outcome if outcome in overall else next(iter(overall), None),
        reference=None if chosen is None else chosen.label,
        reference_rule=rule,
        groups=_groups(members, chosen, fewest, everybody),
        everybody=tuple(overall.values()),
        no_value=0,
        fewest=fewest,
        severity_bands=tuple(band.label for band in scale.bands),
        higher_is_worse=scale.higher_is_worse,
        tests=_family(members, fewest, curves),
    )


def _members(cohort: Cohort, column: Category, code: int) -> Members:
    own = cohort.narrowed(column.codes == code)
    return Members(column.labels[code], code, own, _rates(own))


def compared_outcomes(cohort: Cohort) -> dict[str, Outcome]:
    """The outcomes groups are compared by, those this scale allows."""
    listed = outcomes_of(cohort.instrument, cohort.rules, cohort.baseline)
    return {item.key: item for item in listed if item.key in COMPARED or item.key.startswith("drop_")}


def _rates(cohort: Cohort) -> dict[str, Rate]:
    """The rates compared, each with the interval of its share whatever the group's size."""
    return {key: _with_intervals(rate(cohort, item)) for key, item in compared_outcomes(cohort).items()}


def _with_intervals(found: Rate) -> Rate:
    parts = ("observed", "missing_as_failure", "missing_as_success")
    return replace(
        found,
        **{
            name: proportion(getattr(found, name).successes, getattr(found, name).total, quote_from=1)
            for name in parts
        },
    )


def _reference(members: Sequence[Members], asked: str | None) -> tuple[ReferenceRule, Members | None]:
    if asked == REST:
        return "rest", None
    chosen = next((one for one in members if one.label == asked), None)
    if chosen is not None:
        return "chosen", chosen
    return "largest", max(members, key=lambda one: one.scored, default=None)


def _groups(
    members: Sequence[Members], reference: Members | None, fewest: int, everybody: Cohort
) -> tuple[ComparedGroup, ...]:
    weights = {key: _by_band(everybody, item)[1] for key, item in compared_outcomes(everybody).items()}
    return tuple(
        ComparedGroup(
            label=one.label,
            place=one.place,
            treated=len(one.cohort.rows),
            judged=count(one.cohort.judged),
            scored=one.scored,
            too_few=one.scored < fewest,
            outcomes=tuple(
                _outcome(one, _others(members, one, reference), key, fewest=fewest, weights=weights[key])
                for key in one.rates
            ),
            change=group_change(one.cohort),
        )
        for one in members
    )


def _others(members: Sequence[Members], one: Members, reference: Members | None) -> list[Members]:
    """Whom a group is compared with: the reference, or without one everybody else."""
    return [other for other in members if other is not one and reference in (None, other)]


def _outcome(
    one: Members, others: Sequence[Members], key: str, *, fewest: int, weights: Ints
) -> GroupOutcome:
    own = one.rates[key]
    small = own.observed.total < fewest
    return GroupOutcome(
        rate=own,
        too_few=small,
        against=None if small else _against(own, [other.rates[key] for other in others], fewest),
        standardised=None if small else _standardised(one.cohort, key, weights),
    )


def _against(own: Rate, others: Sequence[Rate], fewest: int) -> Against | None:
    """The group minus the others taken together; None where those are too few."""
    k, n = _together(others, "observed")
    if n < fewest:
        return None
    parts = ("observed", "missing_as_failure", "missing_as_success")
    found = {name: _difference(own, others, name) for name in parts}
    ratio = odds_ratio(own.observed.successes, own.observed.total, k, n)
    total = own.observed.total + n
    return Against(
        **found,
        odds_ratio=None if ratio is None else Estimate(value=ratio.estimate, n=total, **limits(ratio)),
    )


def _difference(own: Rate, others: Sequence[Rate], name: str) -> Estimate:
    mine: Proportion = getattr(own, name)
    k, n = _together(others, name)
    found = newcombe(mine.successes, mine.total, k, n)
    return Estimate(value=found.estimate, n=mine.total + n, **limits(found))


def _together(rates: Sequence[Rate], name: str) -> tuple[int, int]:
    parts = [getattr(item, name) for item in rates]
    return sum(part.successes for part in parts), sum(part.total for part in parts)


def _by_band(cohort: Cohort, outcome: Outcome) -> tuple[Ints, Ints]:
    """Successes and people per severity band at baseline, among those the observed rate counts."""
    counted = cohort.scored
    for _, flags in outcome.excluded:
        counted = counted & ~flags
    shown = counted & outcome.shown(cohort.baseline, cohort.endpoint)
    band = cohort.instrument.band_index(cohort.baseline) + 1
    most = len(cohort.instrument.bands) + 1
    return np.bincount(band[shown], minlength=most), np.bincount(band[counted], minlength=most)


def _standardised(cohort: Cohort, key: str, weights: Ints) -> Estimate | None:
    if not cohort.instrument.bands:
        return None
    successes, people = _by_band(cohort, compared_outcomes(cohort)[key])
    found = standardised_rate(successes.tolist(), people.tolist(), weights=weights.tolist())
    if found is None:
        return None
    return Estimate(value=found.rate, n=int(people.sum()), **limits(found))


def _changes(cohort: Cohort) -> Histogram:
    keep = cohort.scored
    return histogram(cohort.endpoint[keep] - cohort.baseline[keep])


def group_change(cohort: Cohort) -> GroupChange:
    """Change of the scored: mean from 10 people on, else the median alone."""
    differences = _changes(cohort)
    n = differences.n
    enough = n >= SMALL.change
    interval = t_interval(differences) if enough else None
    mean = moments(differences).mean if enough else None
    return GroupChange(
        n=n,
        mean=Estimate(value=mean, n=n, **limits(interval)),
        median=quantile(differences, 0.5),
        lower_quartile=quantile(differences, 0.25) if enough else None,
        upper_quartile=quantile(differences, 0.75) if enough else None,
    )


def _family(
    members: Sequence[Members], fewest: int, curves: Sequence[GroupedCurves]
) -> tuple[GroupTest, ...]:
    """Every test made, with p adjusted over all of them."""
    keys = members[0].rates if members else ()
    tests = [_rate_test(key, [one.rates[key] for one in members], fewest) for key in keys]
    tests.append(_change_test(members, fewest))
    tests += [_log_rank(item) for item in curves]
    made = [test for test in tests if test is not None]
    adjusted = benjamini_hochberg([test.p for test in made]) if made else []
    return tuple(replace(test, p_adjusted=value) for test, value in zip(made, adjusted, strict=True))


def _rate_test(key: str, rates: Sequence[Rate], fewest: int) -> GroupTest | None:
    seen = [item.observed for item in rates if item.observed.total >= fewest]
    k, n = [item.successes for item in seen], [item.total for item in seen]
    if len(seen) == 2:
        p = fisher_exact(k[0], n[0], k[1], n[1])
        return _test(key, "fisher", len(seen), sum(n), p=p)
    found = chi_square(k, n) if len(seen) > 2 else None
    if found is None:
        return None
    flagged = found.share_small_expected > SMALL_EXPECTED
    test = _test(key, "chi_square", len(seen), sum(n), p=found.p, statistic=found.statistic, df=found.df)
    return replace(test, small_expected=flagged)


def _change_test(members: Sequence[Members], fewest: int) -> GroupTest | None:
    large = [one for one in map(_changes, (m.cohort for m in members)) if one.n >= fewest]
    n = sum(one.n for one in large)
    if len(large) == 2:
        pair = mann_whitney(large[0], large[1])
        if pair is None or pair.p is None:
            return None
        return _test("change", "mann_whitney", 2, n, p=pair.p, statistic=pair.u, effect=pair.effect)
    found = kruskal_wallis(large) if len(large) > 2 else None
    if found is None:
        return None
    return _test(
        "change",
        "kruskal_wallis",
        len(large),
        n,
        p=found.p,
        statistic=found.h,
        df=found.df,
        effect=found.effect,
    )


def _log_rank(curves: GroupedCurves) -> GroupTest | None:
    test = curves.log_rank
    if test is None:
        return None
    n = sum(group.n for group in curves.groups if group.label not in curves.too_few)
    return _test(curves.event, "log_rank", test.groups, n, p=test.p, statistic=test.chi2, df=test.df)


def _test(
    key: str,
    method: Method,
    groups: int,
    n: int,
    *,
    p: float,
    statistic: float | None = None,
    df: int | None = None,
    effect: float | None = None,
) -> GroupTest:
    return GroupTest(
        key=key,
        method=method,
        groups=groups,
        n=n,
        statistic=statistic,
        df=df,
        p=p,
        p_adjusted=p,
        effect=effect,
        small_expected=False,
    )
