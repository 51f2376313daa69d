"""Rates and times side by side for groups of people known on day 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from afterglow.analyses.boosters import COUNT_DAYS as BOOSTER_COUNT_DAYS
from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.curves import curve, day_counts, share_by
from afterglow.analyses.grouping import group_column, group_columns
from afterglow.analyses.improvement import COUNT_DAYS as IMPROVEMENT_COUNT_DAYS
from afterglow.analyses.improvement import HALF_DAYS, usable_for_time
from afterglow.analyses.rates import outcomes_of, rate
from afterglow.definitions.rules import BOOSTER_DAYS, QUOTED_DAYS, SMALL
from afterglow.ledger import UNKNOWN, Bools, Category, Ints
from afterglow.results import (
    DayShare,
    GroupCurve,
    GroupedCurves,
    GroupedRates,
    GroupRates,
    LogRank,
    Rate,
    Withheld,
)
from afterglow.stats.survival import KaplanMeier, Tally, kaplan_meier, logrank, tally

ASKED_FIRST = ("site", "route", "diagnosis", "baseline_severity")
"""Columns people are compared by when none is asked for: the first of these with two groups or more."""

NO_COLUMN = Withheld(
    heading="Not compared: there are no groups",
    reason="Comparing people needs a column with two groups or more, such as site, route or diagnosis.",
    mend="Add a site or route column to the sessions, or a patients.csv with one row a person.",
)


@dataclass(frozen=True, slots=True)
class Times:
    """Time to an event, one row a person followed.

    rows : rows of `courses`. time : in units of which `per_day` make a day.
    """

    event: Literal["improvement", "first_booster"]
    rows: Ints
    time: Ints
    ended: Bools
    per_day: int
    share_days: tuple[int, ...]
    count_days: tuple[int, ...]


def improvement_by_group(cohort: Cohort, by: str | None = None) -> GroupedCurves | Withheld:
    """Days to the first score that shows improvement, per group."""
    keep, _ = usable_for_time(cohort)
    rows = cohort.rows[keep]
    left, right = cohort.outcomes.left[rows], cohort.outcomes.right[rows]
    seen = right != UNKNOWN
    time = np.where(seen, right, left)
    times = Times("improvement", rows, time, seen, HALF_DAYS, QUOTED_DAYS, IMPROVEMENT_COUNT_DAYS)
    return _curves(cohort, times, by)


def first_booster_by_group(cohort: Cohort, by: str | None = None) -> GroupedCurves | Withheld:
    """Days from the last induction session to the first booster, per group, finished inductions only."""
    gaps = cohort.gaps
    own = (gaps.order == 0) & (cohort.in_rows & cohort.courses.completed)[gaps.course]
    rows, days = gaps.course[own], gaps.days[own]
    times = Times("first_booster", rows, days, gaps.completed[own], 1, BOOSTER_DAYS, BOOSTER_COUNT_DAYS)
    return _curves(cohort, times, by)


def rates_by_group(cohort: Cohort, by: str | None = None) -> GroupedRates | Withheld:
    """Every rate of every group, by each denominator rule."""
    found = chosen_column(cohort, by)
    if isinstance(found, Withheld):
        return found
    name, column = found
    codes = column.codes[cohort.courses.patient[cohort.rows]]
    groups = tuple(_group_rates(cohort, column, code) for code in _present(codes))
    return GroupedRates(
        scope=cohort.scope(),
        column=name,
        groups=groups,
        everybody=_rates_of(cohort.narrowed(column.codes >= 0)),
        too_few=tuple(group.label for group in groups if group.scored < cohort.rules.fewest_in_group),
        no_value=count(codes < 0),
    )


def chosen_column(cohort: Cohort, by: str | None) -> tuple[str, Category] | Withheld:
    """The column asked for, or the first the data have; in its place why there is none."""
    if by is not None:
        try:
            return by, group_column(cohort, by)
        except ValueError as error:
            reason = f"{error}."
            return Withheld(heading="Not compared", reason=reason[:1].upper() + reason[1:])
    columns = group_columns(cohort)
    patients = cohort.courses.patient[cohort.rows]
    asked = [name for name in ASKED_FIRST if name in columns]
    for name in [*asked, *(name for name in columns if name not in asked)]:
        if len(_present(columns[name].codes[patients])) > 1:
            return name, columns[name]
    return NO_COLUMN


def _present(codes: Ints) -> list[int]:
    """Codes that occur, in the column's order."""
    return np.unique(codes[codes >= 0]).tolist()


def _group_rates(cohort: Cohort, column: Category, code: int) -> GroupRates:
    own = cohort.narrowed(column.codes == code)
    scored = count(own.scored)
    return GroupRates(
        label=column.labels[code],
        place=code,
        treated=len(own.rows),
        judged=count(own.judged),
        scored=scored,
        rates=_rates_of(own),
    )


def _rates_of(cohort: Cohort) -> tuple[Rate, ...]:
    listed = outcomes_of(cohort.instrument, cohort.rules, cohort.baseline)
    return tuple(rate(cohort, outcome) for outcome in listed)


def _curves(cohort: Cohort, times: Times, by: str | None) -> GroupedCurves | Withheld:
    found = chosen_column(cohort, by)
    if isinstance(found, Withheld):
        return found
    name, column = found
    treated = column.codes[cohort.courses.patient[cohort.rows]]
    codes = column.codes[cohort.courses.patient[times.rows]]
    present = _present(treated)
    tallies = [tally(times.time[codes == code], times.ended[codes == code]) for code in present]
    fewest = cohort.rules.fewest_in_group
    groups = tuple(
        _group_curve(column, code, counts, times=times, fewest=fewest)
        for code, counts in zip(present, tallies, strict=True)
    )
    large = [one for one in tallies if one.n >= fewest]
    return GroupedCurves(
        scope=cohort.scope(),
        event=times.event,
        criterion=(cohort.criterion or "none") if times.event == "improvement" else None,
        column=name,
        groups=groups,
        too_few=tuple(group.label for group in groups if group.n < fewest),
        no_value=count(codes < 0),
        log_rank=_log_rank(large),
    )


def _group_curve(column: Category, code: int, counts: Tally, *, times: Times, fewest: int) -> GroupCurve:
    n, events = counts.n, int(counts.events.sum())
    enough = n >= max(SMALL.curve, fewest)
    fitted = kaplan_meier(counts) if enough else None
    return GroupCurve(
        label=column.labels[code],
        place=code,
        n=n,
        events=events,
        curve=None if fitted is None else curve(fitted, n=n, events=events, per_day=times.per_day),
        shares=() if fitted is None else _shares(fitted, n, times),
        counts=day_counts(counts, times.count_days, per_day=times.per_day),
    )


def _shares(fitted: KaplanMeier, n: int, times: Times) -> tuple[DayShare, ...]:
    return tuple(
        DayShare(day=day, seen=share_by(fitted, day, n=n, per_day=times.per_day)) for day in times.share_days
    )


def _log_rank(tallies: list[Tally]) -> LogRank | None:
    """The test over groups large enough; None with fewer than two, or with nothing to compare."""
    found = logrank(tallies) if len(tallies) > 1 else None
    if found is None:
        return None
    return LogRank(chi2=found.chi2, df=found.df, p=found.p, groups=len(tallies))
