"""The six figures at the top of the Overview."""

from __future__ import annotations

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.rates import proportion
from afterglow.results import Boosters, Headline, Improvement, Rates


def headline(cohort: Cohort, *, rates: Rates, improvement: Improvement, boosters: Boosters) -> Headline:
    """Parts of three results shown in full elsewhere, and the share of the treated who could be judged."""
    closed = cohort.evaluable_started
    return Headline(
        scope=rates.scope,
        response=rates.rate("response"),
        remission=rates.rate("remission"),
        worse=rates.rate("reliable_deterioration"),
        improvement=improvement,
        boosters=boosters,
        scored=proportion(count(closed & cohort.scored), count(closed)),
    )
