"""How far people moved: before and after, in order, over time, and summed up."""

from __future__ import annotations

from afterglow.figures.before_after import MOST_MARKS, before_after_figure
from afterglow.figures.numbers import (
    NARROW,
    count,
    decimals,
    number_range,
    of,
    points,
    sentences,
    signed,
)
from afterglow.figures.outcomes import outcomes_on
from afterglow.figures.theme import OUTCOMES, Theme
from afterglow.figures.waterfall import waterfall_figure
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import BLANK, Cell, Column, Drawing, Panel, Table
from afterglow.panels.words import INTERVALS, NO_CONTROL, definitions, endpoint_note, measure, why_nobody
from afterglow.results import Change, Estimate

NOBODY_SCORED = "Nobody scored yet"


def moved(result: Change) -> str:
    """ "PHQ-9 fell by **7.3 points** on average (5.9-8.8), from 17.0 to 9.7."; the middle change when few."""
    scale, mean = measure(result.scope), result.mean
    if mean.value is None:
        return _middle(result, scale)
    size = f"**{decimals(abs(mean.value))} points**"
    return f"{scale} {_direction(mean.value)} by {size} on average{_size_range(mean)}{_from_to(result)}."


def _direction(change: float) -> str:
    return "fell" if change < 0 else "rose" if change > 0 else "moved"


def _from_to(result: Change) -> str:
    if result.baseline_mean is None or result.endpoint_mean is None:
        return ""
    return f", from {decimals(result.baseline_mean)} to {decimals(result.endpoint_mean)}"


def _size_range(mean: Estimate) -> str:
    """The interval of a fall told as sizes; with its signs where it crosses zero."""
    if mean.low is None or mean.high is None or mean.value is None:
        return ""
    if mean.low < 0 < mean.high:
        return f" ({decimals(-mean.low)} lower to {decimals(mean.high)} higher)"
    near, far = sorted((abs(mean.low), abs(mean.high)))
    return f" ({number_range(decimals(near), decimals(far))})"


def _middle(result: Change, scale: str) -> str:
    if result.median is None:
        return why_nobody(result.scope)
    if result.median == 0:
        return f"For the middle of **{count(result.n)}** people scored, {scale} did not move."
    change = f"{_direction(result.median)} by {points(result.median)} points"
    return f"For the middle of **{count(result.n)}** people scored, {scale} {change}; too few for a mean."


def _reliably(result: Change) -> str:
    if result.reliable is None or not result.n:
        return ""
    size = points(result.reliable)
    better = f"**{of(result.improved_reliably, result.n)}** improved by {size} points or more"
    return f"{better}, {count(result.worsened_reliably)} worsened by as much."


def moved_answer(result: Change) -> str:
    if not result.n:
        return why_nobody(result.scope)
    return sentences(moved(result), _reliably(result))


def scatter_answer(result: Change) -> str:
    """How many are on each side of the line of no change, the better side first."""
    if not result.n:
        return why_nobody(result.scope)
    lower = sum(pair.people for pair in result.pairs if pair.endpoint < pair.baseline)
    higher = sum(pair.people for pair in result.pairs if pair.endpoint > pair.baseline)
    same = f"{count(result.n - lower - higher)} the same"
    better, worse = (lower, higher) if result.higher_is_worse else (higher, lower)
    down, up = ("lower", "higher") if result.higher_is_worse else ("higher", "lower")
    scored = f"**{of(better, result.n)}** people scored {down} after treatment than before"
    return f"{scored}, {count(worse)} {up} and {same}."


def _note(result: Change, marks: str) -> str:
    return sentences(endpoint_note(result.scope), marks, definitions(result.scope), NO_CONTROL)


def scatter_note(result: Change) -> str:
    if result.n > MOST_MARKS:
        return _note(result, f"Over {MOST_MARKS} people: squares hold counts.")
    return _note(
        result, "Each mark is one person; marks that coincide are nudged by at most a quarter of a point."
    )


def waterfall_note(result: Change) -> str:
    if result.n > MOST_MARKS:
        return _note(result, f"Over {MOST_MARKS} people: one bar per change.")
    return _note(result, "Each bar is one person; no bar is no change.")


def summary_note(result: Change) -> str:
    return sentences(endpoint_note(result.scope), INTERVALS, NO_CONTROL)


def _draw_scatter(result: Change, theme: Theme) -> Drawing:
    figure = before_after_figure(result, theme, measure(result.scope))
    return drawn_or_said(figure, theme, NOBODY_SCORED, why_nobody(result.scope))


def _draw_waterfall(result: Change, theme: Theme) -> Drawing:
    figure = waterfall_figure(result, theme, measure(result.scope))
    return drawn_or_said(figure, theme, NOBODY_SCORED, why_nobody(result.scope))


def pairs_table(result: Change) -> Table:
    scale, words = measure(result.scope), outcomes_on(result.scope)
    columns = (
        Column(f"{scale} before", "score"),
        Column("after", "score"),
        Column("Change", "signed"),
        Column("Outcome"),
        Column("People", "count"),
    )
    cells = sorted(result.pairs, key=lambda pair: (pair.baseline, pair.endpoint))
    rows = [
        (
            pair.baseline,
            pair.endpoint,
            pair.endpoint - pair.baseline,
            words.get(pair.outcome, pair.outcome),
            pair.people,
        )
        for pair in cells
    ]
    return Table(columns, tuple(rows))


def waterfall_table(result: Change) -> Table:
    """People per change and outcome, worst change first."""
    words = outcomes_on(result.scope)
    counts: dict[tuple[float, str], int] = {}
    for pair in result.pairs:
        key = (pair.endpoint - pair.baseline, pair.outcome)
        counts[key] = counts.get(key, 0) + pair.people
    sign = -1 if result.higher_is_worse else 1
    order = sorted(counts, key=lambda key: (sign * key[0], OUTCOMES.index(key[1])))
    rows = [(change, words.get(outcome, outcome), counts[change, outcome]) for change, outcome in order]
    return Table((Column("Change", "signed"), Column("Outcome"), Column("People", "count")), tuple(rows))


def summary_table(result: Change) -> Table:
    columns = (
        Column("Change in score"),
        Column("Value", "two_decimals"),
        Column(f"95{NARROW}% low", "two_decimals"),
        Column(f"95{NARROW}% high", "two_decimals"),
        Column("p", "p_value"),
        Column("People", "count"),
    )
    single = (
        ("Mean before", result.baseline_mean),
        ("Mean after", result.endpoint_mean),
        ("Standard deviation of change", result.sd),
        ("Median change", result.median),
        ("Lower quartile", result.lower_quartile),
        ("Upper quartile", result.upper_quartile),
        ("Effect size d_z (mean / SD of change)", result.d_z),
        ("Effect size g_av (mean / average SD)", result.g_av),
    )
    rows: list[tuple[Cell, ...]] = [
        ("Mean change", *_cells(result.mean)),
        *((label, value, BLANK, BLANK, BLANK, result.n) for label, value in single),
        ("Hodges–Lehmann shift", *_cells(result.hodges_lehmann)),
        ("Wilcoxon signed-rank test", BLANK, BLANK, BLANK, result.signed_rank_p, result.signed_rank_n),
    ]
    return Table(columns, tuple(rows))


def _cells(estimate: Estimate) -> tuple[Cell, ...]:
    return estimate.value, estimate.low, estimate.high, BLANK, estimate.n


def summary_answer(result: Change) -> str:
    """The mean with its interval, and the middle person beside it."""
    if not result.n:
        return why_nobody(result.scope)
    if result.mean.value is None or result.median is None:
        return moved(result)
    middle = f"The middle person's change is {signed(result.median)} points{_quartiles(result)}."
    return sentences(moved(result), middle)


def _quartiles(result: Change) -> str:
    if result.lower_quartile is None or result.upper_quartile is None:
        return ""
    lower, upper = signed(result.lower_quartile), signed(result.upper_quartile)
    return f"; half of all changes lie between {lower} and {upper}"


BEFORE_AFTER = Panel(
    key="before_after",
    page="response",
    question="Where did each person start and end?",
    kinds=(Change,),
    answer=scatter_answer,
    note=scatter_note,
    reading=(
        "Across is the score before treatment, up the score after. On the solid line nothing changed; "
        "outside the dotted lines the change is larger than measurement error explains. The tinted part is "
        "response, below the dashed line is remission."
    ),
    draw=_draw_scatter,
    table=pairs_table,
)
WATERFALL = Panel(
    key="waterfall",
    page="response",
    question="How far did each person move?",
    kinds=(Change,),
    answer=moved_answer,
    note=waterfall_note,
    reading=(
        "People stand in order of their change, the worst at the left. Below zero the score fell. Beyond the "
        "dotted lines the change is larger than measurement error explains."
    ),
    draw=_draw_waterfall,
    table=waterfall_table,
)
SUMMARY = Panel(
    key="change",
    page="response",
    question="What does the change come to?",
    kinds=(Change,),
    answer=summary_answer,
    note=summary_note,
    reading=(
        "Change is the score after minus the score before, so minus means fewer points. The Hodges–Lehmann "
        "shift is the middle of all averages of two changes and is not moved by a few extreme ones. d_z "
        "divides the mean by the spread of changes, g_av by the spread of scores; the second compares better "
        "between studies."
    ),
    draw=None,
    table=summary_table,
)
PANELS = (BEFORE_AFTER, WATERFALL, SUMMARY)
