"""How many responded, remitted or got worse: words and table."""

from __future__ import annotations

from afterglow.figures.numbers import NARROW, capital, count, listed, of, percent, sentences, were
from afterglow.figures.rates import rate_label, rates_figure
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Cell, Column, Drawing, Panel, Table
from afterglow.panels.words import (
    INTERVALS,
    NO_CONTROL,
    REASONS,
    brackets,
    definitions,
    endpoint_note,
    enough_for_percent,
    scored_when,
    why_nobody,
)
from afterglow.results import Proportion, Rate, Rates, Scope

VERBS = {
    "response": "responded",
    "remission": "remitted",
    "reliable_improvement": "improved reliably",
    "reliable_deterioration": "got reliably worse",
    "partial": "responded in part",
    "any_increase": "got worse by any amount",
}
LEADING = ("response", "reliable_improvement", "remission")
NO_RULE = "This scale has no published rule for response, remission or reliable change, so no rate is shown."
CANNOT = {
    "baseline_zero": "with a baseline of 0 cannot fall",
    "already_in_remission": "in remission at baseline cannot remit",
    "below_severity_gate": "below the severity gate are not counted",
}


def leading_rate(rates: tuple[Rate, ...]) -> Rate | None:
    """The rate a sentence starts with: response where the scale has it, else the nearest."""
    found = {rate.key: rate for rate in rates}
    return next((found[key] for key in LEADING if key in found), None)


def rate_sentence(rate: Rate, scope: Scope) -> str:
    """Such as "**43 of 79** people scored ... responded (54 %, 43-65 %)." """
    seen = rate.observed
    few = "" if enough_for_percent(seen.total) else "; too few for a steady percentage"
    who = f"**{of(seen.successes, seen.total)}** people {scored_when(scope)}"
    return f"{who} {VERBS[rate.key]}{brackets(seen)}{few}."


def missing_sentence(rate: Rate) -> str:
    """How many could be judged but were not scored, and the rate had none of them shown the outcome."""
    unscored = rate.missing_as_failure.total - rate.observed.total
    if not unscored:
        return "Nobody who could be judged was left unscored."
    told = f"{count(unscored)} more could be judged but {were(unscored)} not scored"
    worst = rate.missing_as_failure
    if worst.share is None or not enough_for_percent(rate.observed.total):
        return told + "."
    return f"{told}; if none of them {VERBS[rate.key]}, it would be {percent(worst.share)}."


def started_sentence(rate: Rate, scope: Scope) -> str:
    """The rate among everybody who started: finishing is itself a result of treatment."""
    if scope.population == "started" or not rate.all_started.total:
        return ""
    part = rate.all_started
    return (
        f"Of all {count(part.total)} who started, {count(part.successes)} {VERBS[rate.key]}{brackets(part)}."
    )


def _others(rates: tuple[Rate, ...], leading: Rate) -> str:
    told = [
        f"{of(rate.observed.successes, rate.observed.total)} {VERBS[rate.key]}"
        for rate in rates
        if rate.key in ("remission", "reliable_deterioration") and rate is not leading and rate.observed.total
    ]
    return capital(listed(told)) + "." if told else ""


def rates_answer(result: Rates) -> str:
    leading = leading_rate(result.rates)
    if leading is None:
        return NO_RULE
    if not leading.observed.total:
        return why_nobody(result.scope)
    return sentences(
        rate_sentence(leading, result.scope),
        missing_sentence(leading),
        started_sentence(leading, result.scope),
        _others(result.rates, leading),
    )


def rates_note(result: Rates) -> str:
    return sentences(
        endpoint_note(result.scope), definitions(result.scope), _excluded(result), INTERVALS, NO_CONTROL
    )


def _excluded(result: Rates) -> str:
    """Who cannot show an outcome, each reason once."""
    told = {item.key: item.people for rate in result.rates for item in rate.excluded}
    words = [
        f"{count(number)} {CANNOT.get(key, REASONS.get(key, key))}" for key, number in told.items() if number
    ]
    return capital(listed(words)) + "." if words else ""


RULES = (
    ("observed", "Scored people"),
    ("missing_as_failure", "Unscored counted as not"),
    ("missing_as_success", "Unscored counted as having it"),
    ("carried_forward", "Last score carried forward (sensitivity)"),
    ("all_started", "Everybody who started, unscored counted as not"),
)
TABLE = (
    Column("Outcome"),
    Column("Who is counted"),
    Column("People", "count"),
    Column("Of", "count"),
    Column("Share", "percent"),
    Column(f"95{NARROW}% low", "percent"),
    Column(f"95{NARROW}% high", "percent"),
)


def rates_table(result: Rates) -> Table:
    rows = [
        (rate_label(rate.key), words, *proportion_cells(getattr(rate, rule)))
        for rate in result.rates
        for rule, words in RULES
    ]
    return Table(TABLE, tuple(rows))


def proportion_cells(part: Proportion) -> tuple[Cell, ...]:
    return part.successes, part.total, part.share, part.low, part.high


def draw_rates(result: Rates, theme: Theme) -> Drawing:
    seen = [rate for rate in result.rates if rate.observed.total or rate.missing_as_failure.total]
    if leading_rate(result.rates) is None:
        return drawn_or_said(None, theme, "No rate for this scale", NO_RULE)
    if not seen:
        return drawn_or_said(None, theme, "Nobody scored yet", why_nobody(result.scope))
    return rates_figure(result, theme)


RATES = Panel(
    key="rates",
    page="response",
    question="How many responded, remitted or got worse?",
    kinds=(Rates,),
    answer=rates_answer,
    note=rates_note,
    reading=(
        f"The dot is the share among people who were scored, the line its 95{NARROW}% interval. The grey bar "
        "runs from the share if none of the unscored had the outcome to the share if all of them had. The "
        "truth lies somewhere on the bar; a long bar means too few people were scored to say. The table adds "
        "two other ways of counting: the last score carried forward, and everybody who started."
    ),
    draw=draw_rates,
    table=rates_table,
)
