"""The pieces of sentences that several panels share: who was left out and why, windows, standing notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import SMALL
from afterglow.figures.numbers import (
    NARROW,
    capital,
    count,
    in_brackets,
    listed,
    of,
    percent,
    plain,
    sentences,
)
from afterglow.results import Count, Proportion, Scope

NO_CONTROL = "There is no control group: part of any change is people returning to their usual level."
INTERVALS = f"Ranges in brackets are 95{NARROW}% intervals."

REASONS: Mapping[str, str] = {
    "stopped_early": "stopped before finishing induction",
    "still_in_induction": "still in induction",
    "no_baseline": "without a baseline score",
    "not_yet_evaluable": "not yet evaluable",
    "no_score_in_window": "without a score in the window",
    "no_later_score": "without a later score",
    "baseline_zero": "with a baseline of 0",
    "meets_at_baseline": "who met it at baseline",
    "already_in_remission": "in remission at baseline",
    "below_severity_gate": "below the severity gate at baseline",
}


def measure(scope: Scope) -> str:
    """Name of the scale as people write it; one the clinic declared keeps its own."""
    row = INSTRUMENTS.get(scope.instrument)
    return scope.instrument if row is None else row.name


def reasons(counts: Iterable[Count]) -> str:
    """Such as "16 stopped early and 5 still in induction"; reasons nobody had are left out."""
    told = (
        f"{count(item.people)} {REASONS.get(item.key, plain(item.key))}" for item in counts if item.people
    )
    return listed(list(told))


def enough_for_percent(total: int) -> bool:
    """Whether a sentence may quote the percent; below, it leads with the count and leaves it to the table."""
    return total >= SMALL.counts_in_sentence


def brackets(part: Proportion) -> str:
    """Such as " (54 %, 43-65 %)" where a sentence may quote the percent, else nothing."""
    return in_brackets(part) if enough_for_percent(part.total) else ""


def share_or_count(part: Proportion) -> str:
    """Such as "31 %", or "4 of 7" where there are too few to quote a percentage."""
    if part.share is None or not enough_for_percent(part.total):
        return of(part.successes, part.total)
    return percent(part.share)


def scored_when(scope: Scope) -> str:
    """Such as "scored 14-31 days after induction"; "scored" where the rule has no window in days."""
    return f"scored {scope.window}" if scope.window[:1].isdigit() else "scored"


def defined(scope: Scope, key: str, label: str, before: str = "") -> str:
    """Such as "Responded: at least halved." where the words of the rule came with the result."""
    words = scope.defined(key)
    return f"{label}: {before}{words}." if words else ""


def definitions(scope: Scope) -> str:
    """The thresholds in force, as far as the result carries them."""
    return sentences(
        defined(scope, "response", "Responded"),
        defined(scope, "remission", "Remitted"),
        defined(scope, "reliable", "Reliable"),
    )


def left_out(scope: Scope) -> str:
    """Such as "Left out: 21 who had not finished induction and 19 not yet evaluable."."""
    parts = (
        (scope.not_completed, "who had not finished induction"),
        (scope.not_yet_evaluable, "not yet evaluable"),
        (scope.missing_baseline, "without a baseline score"),
        (scope.joined_mid_course, "who joined in mid-course"),
    )
    told = [f"{count(number)} {words}" for number, words in parts if number]
    return f"Left out: {listed(told)}." if told else ""


def boosted(scope: Scope) -> str:
    if not scope.boosted_before_endpoint:
        return ""
    return f"{of(scope.boosted_before_endpoint, scope.scored)} had a booster before that score."


def endpoint_note(scope: Scope) -> str:
    """Of how many how many were scored, who was left out, and by which rule."""
    return sentences(
        f"{of(scope.scored, scope.judged)} who could be judged were scored." if scope.judged else "",
        left_out(scope),
        f"{measure(scope)}, {scope.window}.",
        boosted(scope),
    )


def why_nobody(scope: Scope) -> str:
    """What is missing when nobody was scored."""
    if not scope.treated:
        return "Nobody in this selection has been treated."
    waiting = scope.not_yet_evaluable + scope.not_completed
    parts = (
        (scope.not_completed, "had not finished induction"),
        (scope.not_yet_evaluable, "are not yet evaluable"),
        (scope.missing_baseline, "had no baseline score"),
        (scope.judged - scope.scored, "had no score in the window"),
    )
    told = [f"{count(number)} {words}" for number, words in parts if number]
    ending = f": {listed(told)}" if told and (waiting or scope.judged or scope.missing_baseline) else ""
    return capital(f"of {count(scope.treated)} treated, nobody has been {scored_when(scope)} yet{ending}.")
