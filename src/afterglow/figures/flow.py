"""Patient flow: one bar a step on one scale, from everybody treated to how the scored did."""

from __future__ import annotations

from afterglow.figures.markup import block, escape, themed
from afterglow.figures.numbers import capital, count, listed, plain
from afterglow.figures.outcomes import outcomes_on
from afterglow.figures.theme import Theme
from afterglow.results import Count, Flow, FlowStep

STEPS = {
    "treated": "Treated",
    "finished_induction": "Finished induction",
    "had_baseline": "Had a baseline score",
    "window_closed": "Window has closed",
    "scored": "Scored in the window",
}
LOSSES = {
    "stopped_early": "stopped early",
    "still_in_induction": "still in induction",
    "no_baseline": "had none before the first session",
    "not_yet_evaluable": "not yet evaluable",
    "no_score_in_window": "had no score in the window",
}
NOT_YET = ("still_in_induction", "not_yet_evaluable")
LONGEST = 62
"""Percent of the lane the first bar takes; the rest holds the words after it."""
NUMBER_EDGE, NUMBER_DIGIT = 0.012, 0.018
"""Shares of the treated a segment needs to hold its number: for its edges, and for each digit."""


def step_label(key: str) -> str:
    return STEPS.get(key) or capital(plain(key))


def flow_bars(result: Flow, theme: Theme) -> str:
    """The steps in time order as HTML, with what was lost after each, and a key of the outcomes."""
    treated = max(result.scope.treated, 1)
    rows = "".join(_step(step, treated) for step in result.steps)
    rows += _outcomes(result, treated)
    return themed(block("ag-steps", rows, tag="ul") + _key(result), theme)


def _width(people: int, treated: int) -> str:
    return f"{100 * people / treated:.3f}%"


def _step(step: FlowStep, treated: int) -> str:
    total = step.people + sum(item.people for item in step.lost)
    parts = block("ag-solid", style=f"width:{_width(step.people, max(total, 1))}")
    parts += "".join(_loss_bar(item, total) for item in step.lost if item.people)
    told = listed([f"{count(item.people)} {_loss_words(item.key)}" for item in step.lost if item.people])
    return _row(step_label(step.key), _bar(parts, total, treated), count(step.people), told)


def _bar(parts: str, total: int, treated: int, name: str = "ag-bar") -> str:
    share = LONGEST * total / treated
    return block(name, parts, style=f"width:{share:.3f}%", hidden=True)


def _row(label: str, bar: str, left: str, told: str, name: str = "") -> str:
    lane = bar + block("ag-left", escape(left), tag="span") + block("ag-loss", escape(told), tag="span")
    inside = block("ag-step", escape(label), tag="span") + block("ag-lane", lane)
    return block(name or "ag-row", inside, tag="li")


def _loss_bar(item: Count, total: int) -> str:
    name = "ag-outlined" if item.key in NOT_YET else "ag-hatched"
    return block(name, style=f"width:{_width(item.people, total)}")


def _loss_words(key: str) -> str:
    return LOSSES.get(key, plain(key))


def _outcomes(result: Flow, treated: int) -> str:
    scored = sum(item.people for item in result.outcomes)
    if not scored:
        return _row("How they did", "", "0", "nobody has been scored in the window yet", "ag-outcome-row")
    shown = outcomes_on(result.scope)
    parts = "".join(_segment(item, scored, treated) for item in result.outcomes if item.people)
    left, told = _told(result, "responded" in shown)
    bar = _bar(parts, scored, treated, "ag-bar ag-outcomes")
    return _row(f"How the {count(scored)} did", bar, left, told, "ag-outcome-row")


def _told(result: Flow, by_response: bool) -> tuple[str, str]:
    """The number after the last bar and what it counts; the worse where the scale has no response rule."""
    if by_response:
        return count(result.responded), f"responded, {count(result.remitted)} of them remitted"
    worse = next((item.people for item in result.outcomes if item.key == "worse"), 0)
    if result.scope.defined("reliable"):
        return count(worse), "reliably worse; this scale has no rule for response"
    return "", "this scale has no rule for how people did"


def _segment(item: Count, scored: int, treated: int) -> str:
    name, words = item.key.replace("_", "-"), count(item.people)
    text = words if item.people / treated >= NUMBER_EDGE + NUMBER_DIGIT * len(words) else ""
    style = f"width:{_width(item.people, scored)};background:var(--ag-{name});color:var(--ag-{name}-ink)"
    return block("ag-segment", text, style=style)


def _key(result: Flow) -> str:
    """Every outcome with its count, so that a segment too narrow for its number is still read."""
    people = {item.key: item.people for item in result.outcomes}
    entries = outcomes_on(result.scope).items()
    return block("ag-key", "".join(_key_entry(key, words, people.get(key, 0)) for key, words in entries))


def _key_entry(key: str, words: str, people: int) -> str:
    words = segment_label(key, words)
    swatch = f'<span class="ag-swatch" style="background:var(--ag-{key.replace("_", "-")})"></span>'
    return f"<span>{swatch}{escape(words)} {count(people)}</span>"


def segment_label(key: str, words: str) -> str:
    """As a part of the whole, responded leaves out the remitted and says so."""
    return "Responded, not remitted" if key == "responded" else words
