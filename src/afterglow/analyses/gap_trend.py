"""Whether a person's gaps between boosters lengthen or shorten, and how long gaps of each order are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.rates import limits, proportion
from afterglow.definitions.rules import SMALL
from afterglow.ledger import Bools, Floats, Gaps
from afterglow.results import Estimate, GapOrder, Slopes
from afterglow.stats.gaps import theil_sen_by_group
from afterglow.stats.histogram import histogram, quantile
from afterglow.stats.paired import hodges_lehmann, signed_rank
from afterglow.stats.survival import KaplanMeier, kaplan_meier, tally, time_by

MOST_ORDERS = 10
ROUNDED = 9
"""Decimals kept of a slope: equal slopes must tie, whichever gaps they came from."""


def slopes(cohort: Cohort) -> Slopes:
    """Slope of the completed gaps that start at a booster, one a person; and a table by gap order."""
    finished = cohort.in_rows & cohort.courses.completed
    found = np.round(slopes_of(cohort.gaps, finished), ROUNDED)
    enough = len(found) >= SMALL.slopes
    values = histogram(found if enough else np.zeros(0))
    ranks, shift = (signed_rank(values), hodges_lehmann(values)) if enough else (None, None)
    tested = ranks if ranks is not None and ranks.n_nonzero >= SMALL.change else None
    return Slopes(
        scope=cohort.scope(),
        people=len(found),
        longer=proportion(count(found > 0), len(found)) if enough else None,
        shortened=count(found < 0) if enough else None,
        median=quantile(values, 0.5),
        shift=Estimate(value=shift.estimate if shift else None, n=values.n, **limits(shift)),
        signed_rank_p=tested.p if tested else None,
        signed_rank_n=ranks.n_nonzero if ranks else 0,
        orders=tuple(_orders(cohort.gaps, finished)),
        reason=None if enough else "too_few_people",
    )


def slopes_of(gaps: Gaps, finished: Bools) -> Floats:
    """Theil-Sen slope, days per booster, of everybody with enough completed gaps."""
    use = gaps.completed & (gaps.order > 0) & finished[gaps.course]
    course = gaps.course[use]
    enough = np.bincount(course, minlength=len(finished))[course] >= SMALL.slope_gaps
    rows = np.flatnonzero(use)[enough]
    return theil_sen_by_group(gaps.course[rows], gaps.order[rows], gaps.days[rows])[1]


def _orders(gaps: Gaps, finished: Bools) -> Iterator[GapOrder]:
    """Gaps of each order while anybody has one."""
    inside = finished[gaps.course] & (gaps.order < MOST_ORDERS)
    order, days, completed = gaps.order[inside], gaps.days[inside], gaps.completed[inside]
    for number in range(MOST_ORDERS):
        own = order == number
        people, back = count(own), count(completed[own])
        if not people:
            return
        fitted = kaplan_meier(tally(days[own], completed[own])) if people >= SMALL.curve else None
        yield GapOrder(
            order=number,
            people=people,
            completed=back,
            open=people - back,
            quarter=_back_by(fitted, 0.25),
            half=_back_by(fitted, 0.5),
            three_quarters=_back_by(fitted, 0.75),
        )


def _back_by(fitted: KaplanMeier | None, share: float) -> float | None:
    """Day by which that share was back; None past the last day with 5 people still followed."""
    if fitted is None:
        return None
    day = time_by(fitted, share)
    followed = fitted.times[fitted.at_risk >= SMALL.curve_at_risk]
    return day if day is not None and len(followed) and day <= followed[-1] else None
