"""The Overview: six headline figures, and who could be judged."""

from __future__ import annotations

from collections.abc import Mapping

from afterglow.figures.cards import headline_cards
from afterglow.figures.flow import flow_bars, segment_label, step_label
from afterglow.figures.numbers import NARROW, capital, count, days, listed, of, people, sentences, were
from afterglow.figures.outcomes import outcomes_on
from afterglow.figures.theme import Theme
from afterglow.panels.improvement import half_improved
from afterglow.panels.panel import Cell, Column, Html, Panel, Table
from afterglow.panels.rates import TABLE as RATE_COLUMNS
from afterglow.panels.rates import proportion_cells, rate_sentence
from afterglow.panels.words import INTERVALS, brackets, measure, reasons, why_nobody
from afterglow.results import Boosters, Flow, Headline, Improvement, Rate

STOPPED = {
    "stopped_early": "stopped before finishing induction",
    "no_baseline": "had no baseline score",
    "no_score_in_window": "had no score in the window",
}


def headline_answer(result: Headline) -> str:
    return sentences(
        _outcome(result), _improved(result.improvement), _between(result.boosters), _scored(result)
    )


def _outcome(result: Headline) -> str:
    if not result.scope.scored:
        return why_nobody(result.scope)
    rate = result.response or result.remission
    if rate is not None and rate.observed.total:
        return rate_sentence(rate, result.scope)
    told = f"{measure(result.scope)} has no rule for response or remission."
    worse = result.worse
    return sentences(told, rate_sentence(worse, result.scope)) if worse and worse.observed.total else told


def _improved(result: Improvement) -> str:
    when = half_improved(result.interval)
    if when:
        return f"Half had improved {when}."
    if result.curve is not None and result.curve.median.value is not None:
        return f"Half had been seen to improve by day {count(result.curve.median.value)}."
    return ""


def _between(result: Boosters) -> str:
    if result.later.median.value is not None:
        return f"For the middle person {days(result.later.median.value)} passed between boosters."
    if result.first.median.value is not None:
        return f"Half had their first booster by day {count(result.first.median.value)} after induction."
    return ""


def _scored(result: Headline) -> str:
    part = result.scored
    if not part.total:
        return ""
    told = f"{of(part.successes, part.total)} treated people whose window has closed were scored"
    return told + brackets(part) + "."


def headline_note(result: Headline) -> str:
    joined = result.scope.joined_mid_course
    told = f"{people(joined)} who joined in mid-course {were(joined)} left out." if joined else ""
    return sentences(
        f"{people(result.scope.treated)} treated. {measure(result.scope)}, {result.scope.window}.",
        told,
        INTERVALS,
    )


def headline_table(result: Headline) -> Table:
    rates = (("Responded", result.response), ("Remitted", result.remission), ("Reliably worse", result.worse))
    rows = [(name, "Scored people", *_rate_cells(rate)) for name, rate in rates]
    scored = ("Scored", "Treated people whose window has closed", *proportion_cells(result.scored))
    return Table(RATE_COLUMNS, (*rows, scored))


def _rate_cells(rate: Rate | None) -> tuple[Cell, ...]:
    return (None,) * 5 if rate is None else proportion_cells(rate.observed)


def flow_answer(result: Flow) -> str:
    scope = result.scope
    if not scope.scored:
        return why_nobody(scope)
    lost = {item.key: item.people for step in result.steps for item in step.lost}
    waiting = sum(lost.get(key, 0) for key in ("still_in_induction", "not_yet_evaluable"))
    gone = [f"{count(lost[key])} {words}" for key, words in STOPPED.items() if lost.get(key)]
    return sentences(
        f"**{of(scope.scored, scope.treated)}** people treated were {_in_window(scope.window)}.",
        f"{count(waiting)} {'is' if waiting == 1 else 'are'} not yet evaluable." if waiting else "",
        f"The others could not be judged: {listed(gone)}." if gone else "Nobody else was lost.",
    )


def _in_window(window: str) -> str:
    return f"scored {window}" if window[:1].isdigit() else "scored"


def flow_note(result: Flow) -> str:
    joined = result.scope.joined_mid_course
    return sentences(
        "Solid: still counted. Hatched: not scored. Outline: not yet evaluable, left out of every rate.",
        f"All {people(result.scope.treated)} treated are in the first bar.",
        f"{people(joined)} who joined in mid-course {were(joined)} left out before it." if joined else "",
        f"{measure(result.scope)}, {result.scope.window}.",
    )


def flow_table(result: Flow) -> Table:
    treated, shown = result.scope.treated, outcomes_on(result.scope)
    steps = [
        (step_label(step.key), step.people, _share(step.people, treated), capital(reasons(step.lost)) or None)
        for step in result.steps
    ]
    outcomes = [
        (_outcome_words(item.key, shown), item.people, _share(item.people, treated), None)
        for item in result.outcomes
        if item.key in shown
    ]
    columns = (
        Column("Step"),
        Column("People", "count"),
        Column("Of treated", "percent"),
        Column("Not counted from here"),
    )
    return Table(columns, (*steps, *outcomes))


def _outcome_words(key: str, shown: Mapping[str, str]) -> str:
    return f"Scored: {segment_label(key, shown[key]).lower()}"


def _share(number: int, total: int) -> float | None:
    return number / total if total else None


def _cards(result: Headline, theme: Theme) -> Html:
    return Html(headline_cards(result, theme))


def _flow(result: Flow, theme: Theme) -> Html:
    return Html(flow_bars(result, theme))


HEADLINE = Panel(
    key="headline",
    page="overview",
    question="How did the people treated here do?",
    kinds=(Headline,),
    answer=headline_answer,
    note=headline_note,
    reading=(
        "Each card has its number, the people behind it, and a bar. On the bar the dot is what was seen, the "
        f"thin line its 95{NARROW}% interval, and the grey range where the figure would lie if none, or all, "
        "of the people without a score had the outcome. Sampling and missing people are two different "
        "doubts, so they are two marks."
    ),
    draw=_cards,
    table=headline_table,
)
FLOW = Panel(
    key="flow",
    page="overview",
    question="Who was treated, and who could be judged?",
    kinds=(Flow,),
    answer=flow_answer,
    note=flow_note,
    reading=(
        "Each bar starts with the people the bar above kept. What is hatched could not be scored, what is "
        "outlined is still to come. The last bar splits those who were scored by how they did; one person is "
        "in one part. In the last bar, responded leaves out the remitted."
    ),
    draw=_flow,
    table=flow_table,
)
PANELS = (HEADLINE, FLOW)
