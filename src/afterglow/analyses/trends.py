"""By quarter of the first session: response, remission, completion, completeness and days to the endpoint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from afterglow.analyses.cohort import Cohort
from afterglow.analyses.rates import outcomes_of
from afterglow.definitions.rules import quarter_of
from afterglow.ledger import UNKNOWN, Bools, Floats
from afterglow.results import ControlChart, ControlPhase, ControlPoint, Withheld
from afterglow.stats.control import (
    FEWEST_POINTS,
    beyond_limits,
    eight_on_one_side,
    p_chart,
    six_rising_or_falling,
    two_of_three_beyond_two_sigma,
    xmr,
)
from afterglow.stats.histogram import histogram, quantile

NO_PERIOD = Withheld(
    heading="No trend without quarters",
    reason="The data keep neither the quarter nor the year of anybody's first session.",
    mend="Import files with dates, or a patients file with the column start_quarter.",
)


@dataclass(frozen=True, slots=True)
class Series:
    """A quantity per person: who counts, who has it, and whose period is settled."""

    quantity: str
    counted: Bools
    value: Floats
    settled: Bools


def trend(quantity: str) -> Callable[[Cohort], ControlChart | Withheld]:
    """The analysis of one quantity over time."""

    def analyse(cohort: Cohort) -> ControlChart | Withheld:
        series = SERIES[quantity](cohort)
        if isinstance(series, Withheld):
            return series
        return control_chart(cohort, series)

    return analyse


def _outcome(key: str) -> Callable[[Cohort], Series | Withheld]:
    """Share with an outcome, the unscored counted as failures: a badly scored quarter must not look good."""

    def series(cohort: Cohort) -> Series | Withheld:
        before, after = cohort.baseline, cohort.endpoint
        found = [item for item in outcomes_of(cohort.instrument, cohort.rules, before) if item.key == key]
        if not found:
            return Withheld(
                heading=f"No {key} on this scale",
                reason=f"{cohort.instrument.name} has no rule for {key}.",
                mend="Choose another measure.",
            )
        usable = cohort.judged.copy()
        for _, flags in found[0].excluded:
            usable &= ~flags
        shown = usable & found[0].shown(before, after)
        return Series(key, usable, shown.astype(float), _settled(cohort))

    return series


def _settled(cohort: Cohort) -> Bools:
    """Nobody of whom it is still open whether they will be scored."""
    return cohort.evaluable | (~cohort.population & ~cohort.still_in_induction)


def _completion(cohort: Cohort) -> Series:
    followup = cohort.courses.followup_day[cohort.rows]
    mature = (followup == UNKNOWN) | (followup >= cohort.rules.completion_followup_days)
    return Series("completion", mature, cohort.completed.astype(float), mature)


def _scored(cohort: Cohort) -> Series:
    closed = cohort.evaluable_started
    return Series("scored", closed, (closed & cohort.scored).astype(float), closed)


def _days_to_endpoint(cohort: Cohort) -> Series:
    days = cohort.outcomes.endpoint_day[cohort.rows].astype(float)
    return Series("days_to_endpoint", cohort.scored, days, _settled(cohort))


SERIES: dict[str, Callable[[Cohort], Series | Withheld]] = {
    "response": _outcome("response"),
    "remission": _outcome("remission"),
    "completion": _completion,
    "scored": _scored,
    "days_to_endpoint": _days_to_endpoint,
}


def control_chart(cohort: Cohort, series: Series) -> ControlChart | Withheld:
    """Points by period, and for each phase centre, limits and signals."""
    patients = cohort.courses.patient[cohort.rows]
    quarter = cohort.ledger.patients.start_quarter[patients]
    known = quarter != UNKNOWN
    if not known.any():
        return NO_PERIOD
    yearly = cohort.ledger.years_only
    period = np.where(known, quarter // 4 if yearly else quarter, UNKNOWN)
    listed = np.unique(period[known & series.counted])
    points = [
        _point(series, period == one, _words(int(one), yearly), days=_in_days(series)) for one in listed
    ]
    points = [point for point in points if point is not None]
    turn = _turn(cohort, yearly)
    starts = [0] if turn is None else sorted({0, int(np.searchsorted(listed, turn))} - {len(points)})
    phases: list[ControlPhase] = []
    for first, stop in zip(starts, [*starts[1:], len(points)], strict=True):
        points[first:stop], phase = _phase(points[first:stop], first, days=_in_days(series))
        phases.append(phase)
    return ControlChart(
        scope=cohort.scope(),
        quantity=series.quantity,
        unit="days" if _in_days(series) else "share",
        period="year" if yearly else "quarter",
        points=tuple(points),
        phases=tuple(phases),
        recalculated_from=None if len(starts) == 1 else points[starts[1]].period,
    )


def _in_days(series: Series) -> bool:
    return series.quantity == "days_to_endpoint"


def _words(period: int, yearly: bool) -> str:
    return str(period) if yearly else f"{period // 4} Q{period % 4 + 1}"


def _turn(cohort: Cohort, yearly: bool) -> int | None:
    """The period from which limits are worked out anew, if the rules name one."""
    quarter = quarter_of(cohort.rules.limits_from)
    return None if quarter is None else quarter // 4 if yearly else quarter


def _point(series: Series, inside: Bools, period: str, *, days: bool) -> ControlPoint:
    counted = inside & series.counted
    values = series.value[counted]
    successes = None if days else int(values.sum())
    value = quantile(histogram(values), 0.5) if days else float(values.mean())
    return ControlPoint(
        period=period,
        n=len(values),
        successes=successes,
        value=value,
        lower=None,
        upper=None,
        settled=bool(series.settled[inside].all()),
    )


def _phase(points: list[ControlPoint], first: int, *, days: bool) -> tuple[list[ControlPoint], ControlPhase]:
    """Centre and limits from the settled points alone, and signals from twelve of them on."""
    used = np.flatnonzero([point.settled for point in points])
    values = np.array([points[place].value for place in used], dtype=float)
    centre, sigma, lower, upper, laney, spread = _limits([points[place] for place in used], values, days=days)
    firm = len(used) >= FEWEST_POINTS
    signals = _signals(values, centre, sigma, lower, upper) if firm and centre is not None else {}
    marked = list(points)
    for at, place in enumerate(used):
        marked[place] = replace(
            points[place],
            lower=_number(lower[at]),
            upper=_number(upper[at]),
            signals=tuple(name for name, flags in signals.items() if flags[at]),
        )
    phase = ControlPhase(
        first=first,
        last=first + len(points) - 1,
        centre=centre,
        points=len(used),
        firm=firm,
        laney=laney,
        sigma_z=spread,
    )
    return marked, phase


def _limits(
    points: list[ControlPoint], values: Floats, *, days: bool
) -> tuple[float | None, Floats, Floats, Floats, bool, float | None]:
    """Centre, sigma and limits of each point; whether they were widened, and by what spread."""
    if not days:
        chart = p_chart([point.successes or 0 for point in points], [point.n for point in points])
        return chart.centre, chart.sigma, chart.lower, chart.upper, chart.laney, chart.sigma_z
    chart = xmr(values)
    made = [np.full(len(values), np.nan if x is None else x) for x in (chart.sigma, chart.lower, chart.upper)]
    # Days cannot be negative, and a limit below 0 would only puzzle.
    return chart.centre, made[0], np.maximum(made[1], 0.0), made[2], False, None


def _signals(values: Floats, centre: float, sigma: Floats, lower: Floats, upper: Floats) -> dict[str, Bools]:
    return {
        "beyond_limits": beyond_limits(values, lower=lower, upper=upper),
        "eight_on_one_side": eight_on_one_side(values, centre=centre),
        "six_rising_or_falling": six_rising_or_falling(values),
        "two_of_three_beyond_two_sigma": two_of_three_beyond_two_sigma(values, centre=centre, sigma=sigma),
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
