"""How soon people improve, by day and by session."""

from __future__ import annotations

from afterglow.definitions.rules import SMALL
from afterglow.figures.improvement import axis_end, improvement_figure
from afterglow.figures.numbers import NARROW, count, day_range, of, people, sentences
from afterglow.figures.sessions import by_session_figure
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import BLANK, Cell, Column, Drawing, Panel, Table
from afterglow.panels.rates import proportion_cells
from afterglow.panels.words import INTERVALS, brackets, measure, reasons, share_or_count
from afterglow.results import (
    BySession,
    Curve,
    DayCount,
    DayShare,
    Estimate,
    Improvement,
    IntervalCurve,
    Scope,
    SessionPoint,
)

NO_FOLLOW_UP = (
    "Nobody here has both a baseline score and a later one, so time to improvement cannot be followed."
)
NO_CRITERION = "This scale has no rule for improvement, so the time to it cannot be told."
CRITERIA = {"response": "response", "remission": "remission", "reliable_improvement": "reliable"}
CRITERION_WORDS = {
    "response": "responded",
    "remission": "remitted",
    "reliable_improvement": "improved by the reliable amount",
}


def improved_means(scope: Scope, criterion: str) -> str:
    """ "Improved: PHQ-9 at least halved."."""
    words = scope.defined(CRITERIA.get(criterion, ""))
    told = f"{measure(scope)} {words}" if words else CRITERION_WORDS.get(criterion, criterion)
    told = f"{measure(scope)} better by {words}" if words and criterion == "reliable_improvement" else told
    return f"Improved: {told}."


def improvement_answer(result: Improvement) -> str:
    if result.criterion == "none":
        return NO_CRITERION
    if not result.n:
        return NO_FOLLOW_UP
    if result.curve is None:
        return f"**{of(result.improved, result.n)}** people were seen to improve; too few people for a curve."
    return sentences(_true_median(result), _seen_median(result, result.curve))


def half_improved(true: IntervalCurve | None, mark: str = "") -> str:
    """When half had improved: "by day 5", "between day 13 and day 14"; nothing where it cannot be told."""
    if true is None or true.median_left is None or true.median_right is None:
        return ""
    left, right = (f"{mark}day {count(day)}{mark}" for day in (true.median_left, true.median_right))
    return f"by {right}" if true.median_left == 0 else f"between {left} and {right}"


def _true_median(result: Improvement) -> str:
    true = result.interval
    if true is None or true.median_left is None:
        return ""
    when = half_improved(true, "**")
    if not when:
        last = count(true.median_left)
        return f"Fewer than half had improved by day {last}, allowing for the days between scores."
    return f"Half had improved {when}, allowing for the days between scores."


def _seen_median(result: Improvement, curve: Curve) -> str:
    seen = f"{of(result.improved, result.n)} people"
    if curve.median.value is None or curve.median.value > curve.drawn_to:
        last = count(curve.drawn_to)
        return f"Fewer than half had been seen to improve by day {last}: **{seen}** so far."
    day = f"**day {count(curve.median.value)}**{_limits(curve.median)}"
    told = f"At visits, half had been seen to improve by {day}"
    true = result.interval
    if true is not None and true.median_right is not None and curve.median.value < true.median_right:
        return told + "."
    return f"{told}: a latest date, not the moment relief began."


def _limits(median: Estimate) -> str:
    if median.low is None:
        return ""
    if median.high is None:
        return f" ({count(median.low)} or later)"
    return f" ({day_range(median.low, median.high)})"


def improvement_note(result: Improvement) -> str:
    left = reasons(result.excluded)
    return sentences(
        f"{people(result.n)} with a usable baseline and a later score; {count(result.improved)} improved.",
        f"Left out: {left}." if left else "",
        improved_means(result.scope, result.criterion) if result.criterion != "none" else "",
        _drawn_note(result),
        _boxes_note(result),
        _recall(result),
        INTERVALS,
    )


def _drawn_note(result: Improvement) -> str:
    if result.curve is None:
        return ""
    return f"Drawn to day {count(axis_end(result))}."


def _boxes_note(result: Improvement) -> str:
    if result.interval is not None or result.curve is None:
        return ""
    return f"Boxes for the days between scores need {SMALL.interval_censored} people."


def _recall(result: Improvement) -> str:
    if result.recall_days is None or result.recall_days < 2:
        return ""
    scale, back = measure(result.scope), count(result.recall_days)
    covers = "a score soon after the first session still covers days before it"
    return f"{scale} asks about the last {back} days: {covers}."


def draw_improvement(result: Improvement, theme: Theme) -> Drawing:
    if result.n and result.curve is None:
        heading, reason = "Too few people for a curve", f"A curve is drawn from {SMALL.curve} people on."
        return drawn_or_said(None, theme, heading, reason, "The table counts them by day.")
    figure = improvement_figure(result, theme)
    return drawn_or_said(figure, theme, "Nobody to follow", improvement_answer(result))


SHARE_COLUMNS = (
    Column("By day", "count"),
    Column("Seen improved", "percent"),
    Column(f"95{NARROW}% low", "percent"),
    Column(f"95{NARROW}% high", "percent"),
    Column("Improved, at least", "percent"),
    Column("Improved, at most", "percent"),
    Column(f"Improved, 95{NARROW}% low", "percent"),
    Column(f"Improved, 95{NARROW}% high", "percent"),
    Column("People still waiting", "count"),
    Column("People seen improved", "count"),
    Column("People no longer scored", "count"),
)


def improvement_table(result: Improvement) -> Table:
    """Shares and plain counts by day; a day that has one of them has blanks for the other."""
    shares = {item.day: item for item in result.shares}
    counts = {item.day: item for item in result.counts}
    days = sorted({*shares, *counts})
    rows = [(day, *_share_cells(shares.get(day)), *count_cells(counts.get(day))) for day in days]
    return Table(SHARE_COLUMNS, tuple(rows))


def _share_cells(share: DayShare | None) -> tuple[Cell, ...]:
    if share is None:
        return (BLANK,) * 7
    seen = (share.seen.value, share.seen.low, share.seen.high)
    return (*seen, share.true_low, share.true_high, share.interval_low, share.interval_high)


def count_cells(counts: DayCount | None) -> tuple[Cell, ...]:
    return (BLANK,) * 3 if counts is None else (counts.waiting, counts.events, counts.ended)


def usual_point(points: tuple[SessionPoint, ...]) -> SessionPoint | None:
    """The last session at least half of the people of the first one had."""
    reached = [point for point in points if 2 * point.received >= points[0].received]
    return reached[-1] if reached else None


def by_session_answer(result: BySession) -> str:
    if result.criterion == "none":
        return NO_CRITERION
    point = usual_point(result.points)
    if point is None or not result.starters:
        return "Nobody here has a usable baseline and a session that can be judged."
    ever = point.cumulative
    told = (
        f"**{of(ever.successes, ever.total)}** people who started had been seen to improve by session "
        f"{point.number}{brackets(ever)}."
    )
    return sentences(told, _among(point), _beyond(result, point))


def _among(point: SessionPoint) -> str:
    part = point.responded
    if not part.total:
        return ""
    who = f"who had session {point.number} and were scored after it"
    if part.share is None:
        return f"{of(part.successes, part.total)} {who} met the rule."
    return f"Of {count(part.total)} {who}, {share_or_count(part)} met the rule."


def _beyond(result: BySession, point: SessionPoint) -> str:
    after = [later for later in result.points if later.number > point.number]
    if not after:
        return ""
    return f"{people(after[0].received)} had more than {point.number} sessions."


def by_session_note(result: BySession) -> str:
    return sentences(
        f"{people(result.starters)} with a usable baseline who were followed through induction.",
        improved_means(result.scope, result.criterion) if result.criterion != "none" else "",
        "Each session is read from the last score before the next one; people with many sessions are a "
        "small, selected group.",
        INTERVALS,
    )


def draw_by_session(result: BySession, theme: Theme) -> Drawing:
    figure = by_session_figure(result, theme) if result.points else None
    if not result.starters:
        return drawn_or_said(figure, theme, "Nobody to follow", by_session_answer(result))
    reason = f"Percentages are shown from {SMALL.percentage} people on."
    return drawn_or_said(figure, theme, "Too few people for a chart", reason, "The table has the counts.")


def by_session_table(result: BySession) -> Table:
    columns = (
        Column("Session", "count"),
        Column("Had it", "count"),
        Column("Met the rule after it", "count"),
        Column("Of scored", "count"),
        Column("Share of scored", "percent"),
        Column(f"95{NARROW}% low", "percent"),
        Column(f"95{NARROW}% high", "percent"),
        Column("Ever seen improved", "count"),
        Column("Of all who started", "count"),
        Column("Share of all", "percent"),
        Column(f"Of all, 95{NARROW}% low", "percent"),
        Column(f"Of all, 95{NARROW}% high", "percent"),
    )
    rows = [
        (p.number, p.received, *proportion_cells(p.responded), *proportion_cells(p.cumulative))
        for p in result.points
    ]
    return Table(columns, tuple(rows))


IMPROVEMENT = Panel(
    key="improvement",
    page="time",
    question="How soon do people improve?",
    kinds=(Improvement,),
    answer=improvement_answer,
    note=improvement_note,
    reading=(
        "The violet line steps up each time someone is first seen improved at a visit; the band is its "
        f"95{NARROW}% interval. They improved some time before that visit: the dark boxes show where the "
        "true share can lie, given the days between "
        "scores, and the grey column the days between which half had improved. "
        "People no longer scored are counted up to their last score and assumed to be like those who stayed."
    ),
    draw=draw_improvement,
    table=improvement_table,
)
BY_SESSION = Panel(
    key="by_session",
    page="time",
    question="How many sessions does it take?",
    kinds=(BySession,),
    answer=by_session_answer,
    note=by_session_note,
    reading=(
        "The violet line counts everybody who started: who stops coming stays in it, so it can rise but not "
        "fall. The dotted line looks at those who had that many sessions and were scored after it. Late in "
        "a series the two answer different questions, because who goes on is no longer everybody."
    ),
    draw=draw_by_session,
    table=by_session_table,
)
PANELS = (IMPROVEMENT, BY_SESSION)
