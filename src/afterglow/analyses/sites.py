"""Sites around their pooled rate: a funnel plot with exact binomial limits."""

from __future__ import annotations

from typing import Literal

import numpy as np

from afterglow.analyses.cohort import Cohort
from afterglow.analyses.compare import compared_outcomes
from afterglow.analyses.grouping import patient_columns
from afterglow.analyses.rates import proportion, rate
from afterglow.results import Funnel, FunnelLimit, FunnelSite, Proportion, Withheld
from afterglow.stats.funnel import PROBABILITIES, binomial_limit

NOBODY_SCORED = Withheld(
    heading="Nobody scored yet", reason="No site has an endpoint score in this selection."
)
FEWEST_SITES = 5
"""Below this many sites there is no funnel to see; they are shown in rows."""
LIMIT_POINTS = 60

NO_SITES = Withheld(
    heading="No sites to compare",
    reason="Comparing sites needs the column site, in the sessions or in the patients file.",
    mend="Add a column site that says where each person had the first session.",
)
ONE_SITE = Withheld(
    heading="No sites to compare",
    reason="Everybody in this selection was treated at one site.",
    mend="Clear the filter on sites, or add the files of another site.",
)
NO_RULE = Withheld(
    heading="No rate for this scale",
    reason="This scale has no published rule for response, remission or reliable change.",
    mend="Choose another measure.",
)


def funnel(cohort: Cohort, outcome: str | None = None) -> Funnel | Withheld:
    """Rate of every site among its scored, and how far chance alone moves a site of that size."""
    column = patient_columns(cohort.ledger).get("site")
    if column is None:
        return NO_SITES
    codes = column.codes[cohort.courses.patient[cohort.rows]]
    present = np.unique(codes[codes >= 0]).tolist()
    if len(present) < 2:
        return ONE_SITE if present else NO_SITES
    wanted = _wanted(cohort, outcome)
    if wanted is None:
        return NO_RULE
    observed = [_observed(cohort.narrowed(column.codes == code), wanted) for code in present]
    pooled = proportion(sum(k for k, _ in observed), sum(n for _, n in observed), quote_from=1)
    if pooled.share is None:
        return Withheld(
            heading="Nobody scored yet", reason="No site has an endpoint score in this selection."
        )
    fewest = max(cohort.rules.fewest_in_group, 1)
    sites = tuple(
        _site(column.labels[code], code, proportion(k, n, quote_from=1), centre=pooled.share, fewest=fewest)
        for code, (k, n) in zip(present, observed, strict=True)
    )
    return Funnel(
        scope=cohort.scope(),
        outcome=wanted,
        pooled=pooled,
        sites=sites,
        limits=_limits(sites, pooled.share) if len(sites) >= FEWEST_SITES else (),
        fewest=fewest,
    )


def _wanted(cohort: Cohort, asked: str | None) -> str | None:
    keys = list(compared_outcomes(cohort))
    return asked if asked in keys else next(iter(keys), None)


def _observed(cohort: Cohort, key: str) -> tuple[int, int]:
    seen = rate(cohort, compared_outcomes(cohort)[key]).observed
    return seen.successes, seen.total


def _site(label: str, place: int, observed: Proportion, *, centre: float, fewest: int) -> FunnelSite:
    limit = _limit(observed.total, centre) if observed.total else None
    small = observed.total < fewest
    return FunnelSite(
        label=label,
        place=place,
        observed=observed,
        too_few=small,
        inner_low=None if limit is None else limit.inner_low,
        inner_high=None if limit is None else limit.inner_high,
        outer_low=None if limit is None else limit.outer_low,
        outer_high=None if limit is None else limit.outer_high,
        beyond=None if small or limit is None else _beyond(observed.share or 0.0, limit),
    )


def _limit(n: int, centre: float) -> FunnelLimit:
    outer_low, inner_low, inner_high, outer_high = (binomial_limit(n, centre, a) for a in PROBABILITIES)
    return FunnelLimit(
        n=n, inner_low=inner_low, inner_high=inner_high, outer_low=outer_low, outer_high=outer_high
    )


def _beyond(share: float, limit: FunnelLimit) -> Literal["95", "99.8"] | None:
    if not limit.outer_low <= share <= limit.outer_high:
        return "99.8"
    return None if limit.inner_low <= share <= limit.inner_high else "95"


def _limits(sites: tuple[FunnelSite, ...], centre: float) -> tuple[FunnelLimit, ...]:
    """Limits from a handful of people to a little beyond the largest site, closer where they bend."""
    most = max(site.observed.total for site in sites)
    sizes = np.unique(np.geomspace(4, max(1.15 * most, 8), LIMIT_POINTS).astype(int))
    return tuple(_limit(n, centre) for n in sizes.tolist())
