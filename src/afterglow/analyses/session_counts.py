"""What panels on people and sessions share: spreads, rates per 100 sessions, columns that are absent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from afterglow.analyses.cohort import count
from afterglow.analyses.rates import proportion
from afterglow.definitions.rules import SMALL
from afterglow.ledger import Bools, Category, Floats, Ints, Sessions
from afterglow.results import Estimate, Proportion, Spread, Withheld
from afterglow.stats.gaps import clustered_rate
from afterglow.stats.histogram import histogram, quantile
from afterglow.stats.segments import run_starts

HUNDRED = 100.0


def spread(values: Floats | Ints) -> Spread:
    """Median and, from 10 values on, quartiles; missing values are left out.

    Parameters
    ----------
    values : (n,) array
        NaN where missing.
    """
    numbers = np.asarray(values, dtype=np.float64)
    seen = histogram(numbers[~np.isnan(numbers)])
    enough = seen.n >= SMALL.change
    return Spread(
        n=seen.n,
        median=quantile(seen, 0.5),
        lower_quartile=quantile(seen, 0.25) if enough else None,
        upper_quartile=quantile(seen, 0.75) if enough else None,
    )


def per_hundred(event: Bools, person: Ints) -> Estimate:
    """Rows with the event per 100 rows, people as clusters; no rate below 10 people.

    Parameters
    ----------
    event : (n,) flags
        One a row that can be judged.
    person : (n,) codes
        Whose row it is, sorted.
    """
    events, rows = _by_person(event, person)
    rate = clustered_rate(events, rows, per=HUNDRED) if len(rows) >= SMALL.group else None
    if rate is None:
        return Estimate(value=None, n=len(rows))
    # The interval is symmetric on the log scale and knows no ceiling; a share of rows has one.
    high = None if rate.high is None else min(rate.high, HUNDRED)
    return Estimate(value=rate.rate, low=rate.low, high=high, n=len(rows))


def people_with(event: Bools, person: Ints) -> Proportion:
    """People with the event in at least one of their rows, of everybody with a row; `person` is sorted."""
    events, rows = _by_person(event, person)
    return proportion(count(events > 0), len(rows))


def _by_person(event: Bools, person: Ints) -> tuple[Ints, Ints]:
    """Events and rows of each person, in order."""
    starts = np.flatnonzero(run_starts(person))
    rows = np.diff(starts, append=len(person))
    return (np.add.reduceat(event, starts, dtype=np.int64) if len(starts) else rows), rows


def people_among(person: Ints) -> int:
    """How many people stand in a sorted column."""
    return count(run_starts(person))


def filled(columns: Mapping[str, Category], name: str) -> Category | None:
    """The column of that name, unless it is absent or empty."""
    column = columns.get(name)
    return column if column is not None and (column.codes >= 0).any() else None


def measured(sessions: Sessions, name: str) -> Floats:
    """(sessions,) values of a measure; all NaN where the files do not have it."""
    values = sessions.measures.get(name)
    return np.full(len(sessions), np.nan) if values is None else values


def has_values(sessions: Sessions, name: str) -> bool:
    return bool((~np.isnan(measured(sessions, name))).any())


def without(what: str, needs: str) -> Withheld:
    """In place of a panel whose column no file has."""
    return Withheld(
        heading=f"Not shown: {what}",
        reason=f"The files have no column for it: {needs} would be needed.",
        mend="Add it to the export and import the files again.",
    )


def nothing_recorded(what: str) -> Withheld:
    """In place of a panel whose column is empty for everybody selected."""
    return Withheld(
        heading=f"Not shown: {what}",
        reason="Nobody in this selection has it recorded.",
        mend="Clear a filter.",
    )
