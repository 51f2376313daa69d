"""Headline cards: a large number, its denominator, and a bar that keeps sampling and missing people apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

from afterglow.definitions.rules import SMALL
from afterglow.figures.axes import DAY_STEPS
from afterglow.figures.gaps import NO_MEDIAN
from afterglow.figures.markup import at, block, escape, themed
from afterglow.figures.numbers import (
    NARROW,
    count,
    day_range,
    of,
    people,
    percent_range,
    plural,
    whole,
)
from afterglow.figures.rates import OUTCOME_OF, WORSE, rate_label
from afterglow.figures.theme import Theme
from afterglow.results import Boosters, Estimate, GapSummary, Headline, Improvement, Proportion, Rate

NEAR = 0.13
"""Ends of a bar nearer than this share one label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What one card says; `n` and `caption` are markup, the rest plain text."""

    title: str
    number: str
    unit: str = ""
    n: str
    marks: str = ""
    caption: str = ""
    words: bool = False


def headline_cards(result: Headline, theme: Theme) -> str:
    """Six cards as HTML: responded, remitted, worse, half improved, between boosters, scored."""
    cards = (
        _rate_card("response", result.response),
        _rate_card("remission", result.remission),
        _rate_card("reliable_deterioration", result.worse),
        _improvement_card(result.improvement),
        _booster_card(result.boosters),
        _scored_card(result),
    )
    return themed(block("ag-cards", "".join(_card(card) for card in cards)), theme)


def _card(card: Card) -> str:
    unit = block("ag-unit", escape(card.unit), tag="span") if card.unit else ""
    number = block("ag-number ag-words" if card.words else "ag-number", escape(card.number) + unit, tag="p")
    title = block("ag-title", escape(card.title), tag="h3")
    caption = block("ag-caption", card.caption, tag="p") if card.caption else ""
    return block("ag-card", title + number + block("ag-n", card.n, tag="p") + card.marks + caption)


def _strong(text: str) -> str:
    return f"<strong>{escape(text)}</strong>"


def _rate_card(key: str, rate: Rate | None) -> Card:
    title = rate_label(key)
    if rate is None:
        return _wordy(title, "Not judged", "This scale has no published rule for it.")
    seen = rate.observed
    if not seen.total:
        return _wordy(title, "Nobody scored", "No score in the window yet.")
    number, unit, n = _share(seen, "scored")
    return Card(
        title=title,
        number=number,
        unit=unit,
        n=n,
        marks=_rate_marks(OUTCOME_OF[key], rate),
        caption=_unscored_words(key, rate),
    )


def _wordy(title: str, number: str, n: str, caption: str = "") -> Card:
    return Card(title=title, number=number, n=escape(n), caption=escape(caption), words=True)


def _share(part: Proportion, noun: str) -> tuple[str, str, str]:
    """(number, unit, denominator line): the percent, or the count itself while there are few people."""
    if part.share is None or part.total < SMALL.counts_in_sentence:
        return of(part.successes, part.total), "", f"{escape(noun)}; too few for a steady percentage"
    unit, number = "%", str(whole(100 * part.share))
    if 0 < part.share < 0.01:
        number, unit = "under 1", "%"
    line = f"{_strong(of(part.successes, part.total))} {escape(noun)}"
    if part.low is not None and part.high is not None:
        line += f" (95{NARROW}%: {percent_range(part.low, part.high)})"
    return number, unit, line


def _rate_marks(outcome: str, rate: Rate) -> str:
    shares = [rate.missing_as_failure.share, rate.missing_as_success.share]
    ends = sorted(share for share in shares if share is not None)
    color = f"var(--ag-{outcome})"
    marks = block("ag-base")
    if len(ends) == 2 and ends[0] < ends[1]:
        marks += _stretch("ag-range", ends[0], ends[1])
    seen = rate.observed
    if seen.share is not None:
        if seen.low is not None and seen.high is not None:
            marks += _stretch("ag-interval", seen.low, seen.high, color)
        marks += block("ag-dot", style=f"left:{at(seen.share)};background:{color}")
    numbers = block("ag-ends", _end_labels(ends[0], ends[1])) if len(ends) == 2 else ""
    return block("ag-track", marks, hidden=True) + numbers


def _stretch(name: str, low: float, high: float, color: str = "") -> str:
    fill = f";background:{color}" if color else ""
    return block(name, style=f"left:{at(low)};width:{at(high - low)}{fill}")


def _end_labels(low: float, high: float) -> str:
    """The bar's ends in whole percent, as one label where two would run into each other."""
    first, last = whole(100 * low), whole(100 * high)
    if high - low < NEAR:
        text = str(first) if first == last else f"{first}–{last}"
        return _along((low + high) / 2, text)
    return _along(low, str(first)) + " " + _along(high, str(last))


def _along(share: float, text: str) -> str:
    """A label centred at its place on the track, but never over its edges."""
    name = "ag-first" if share < 0.05 else "ag-last" if share > 0.95 else "ag-mid"
    return block(name, escape(text), tag="span", style=f"left:{at(share)}")


def _unscored_words(key: str, rate: Rate) -> str:
    unscored = rate.missing_as_failure.total - rate.observed.total
    if not unscored:
        return "everybody who could be judged was scored"
    verb = "were" if key in WORSE else "had"
    if unscored == 1:
        return f"if the one unscored person had not, or {'was' if key in WORSE else 'had'}"
    return f"if none, or all, of the {count(unscored)} unscored {verb}"


def _scored_card(result: Headline) -> Card:
    scored, waiting = result.scored, result.scope.treated - result.scored.total
    title = "Scored, of those treated"
    caption = f"{count(waiting)} more {'is' if waiting == 1 else 'are'} not yet evaluable" if waiting else ""
    if not scored.total:
        return _wordy(title, "Nobody yet", "No window has closed.", caption)
    number, unit, _ = _share(scored, "")
    few = not unit
    whom = "" if few else _strong(of(scored.successes, scored.total)) + " "
    line = f"{whom}whose window has closed"
    return Card(title=title, number=number, unit=unit, n=line, marks=_scored_marks(scored), caption=caption)


def _scored_marks(scored: Proportion) -> str:
    missing = scored.total - scored.successes
    bars = block("ag-solid", style=f"width:{at(scored.successes / scored.total)}") + block(
        "ag-hatched", style="flex:1"
    )
    words = f"<span>{count(scored.successes)} scored</span><span>{count(missing)} not scored</span>"
    return block("ag-parts", bars, hidden=True) + block("ag-two", words)


def _improvement_card(result: Improvement) -> Card:
    interval, seen = result.interval, None if result.curve is None else result.curve.median
    box = None
    if interval is not None and interval.median_left is not None and interval.median_right is not None:
        box = (interval.median_left, interval.median_right)
    n = f"{_strong(people(result.n))} with a later score"
    if box is not None:
        later = f"first seen improved at a visit: {_seen_words(result)}"
        days = count(box[1]) if box[0] == 0 else day_range(*box)
        return _scale_card("Half had improved by", days, n, seen, later, box)
    if seen is not None and seen.value is not None:
        title = "Half had been seen to improve by"
        return _scale_card(
            title,
            count(seen.value),
            n + _interval_words(seen),
            seen,
            "at a visit: the latest it can have been",
        )
    return _no_median(result)


def _seen_words(result: Improvement) -> str:
    if result.curve is None:
        return "too few people"
    median = result.curve.median
    if median.value is None:
        return f"not half by day {count(result.curve.drawn_to)}"
    return f"day {count(median.value)}" + _interval_words(median)


def _interval_words(estimate: Estimate, unit: str = "") -> str:
    if estimate.low is None:
        return ""
    if estimate.high is None:
        return f" (95{NARROW}%: {count(estimate.low)} or later)"
    return f" (95{NARROW}%: {day_range(estimate.low, estimate.high)}{unit})"


def _no_median(result: Improvement) -> Card:
    title, n = "Half had improved by", f"{of(result.improved, result.n)} seen to improve"
    if not result.n:
        return _wordy(title, "Nobody to follow", "Nobody here has a baseline and a later score.")
    if result.curve is None:
        return _wordy(title, of(result.improved, result.n), "seen to improve; too few people for a median")
    return _wordy(title, f"Not half by day {count(result.curve.drawn_to)}", n)


def _booster_card(result: Boosters) -> Card:
    later, first = result.later, result.first
    if later.median.value is not None:
        n = f"{_strong(people(later.people))}, {plural(later.completed, 'gap', 'gaps')}"
        n += _interval_words(later.median, " days")
        return _scale_card(
            "Time between boosters", count(later.median.value), n, later.median, _naive_words(result)
        )
    if first.median.value is not None:
        n = f"{_strong(people(first.people))} after induction" + _interval_words(first.median, " days")
        return _scale_card(
            "Time to first booster",
            count(first.median.value),
            n,
            first.median,
            f"between later boosters: {NO_MEDIAN.get(later.reason or '', 'not known')}",
        )
    return _no_gap(first)


def _naive_words(result: Boosters) -> str:
    if result.naive.value is None:
        return "middle person"
    return f"middle person. Completed gaps alone give {count(result.naive.value)}, too short"


def _no_gap(gap: GapSummary) -> Card:
    title = "Time to first booster"
    if not gap.people:
        return _wordy(title, "Nobody to follow", "Nobody here has finished induction yet.")
    n = f"{of(gap.completed, gap.people)} have had a booster"
    if gap.reason == "not_reached" and gap.curve is not None:
        return _wordy(title, f"Not half by day {count(gap.curve.drawn_to)}", n)
    return _wordy(title, "Not known yet", n, NO_MEDIAN.get(gap.reason or "", ""))


def _scale_card(
    title: str,
    number: str,
    n: str,
    seen: Estimate | None,
    caption: str,
    box: tuple[float, float] | None = None,
) -> Card:
    """A card on a scale of days: violet dot and interval, dark box where a median lies between two days."""
    unit = "day" if number == "1" else "days"
    known = [value for value in (seen and seen.value, seen and seen.high, box and box[1]) if value]
    step, ticks = _card_ticks(max(known, default=0.0))
    return Card(
        title=title,
        number=number,
        unit=unit,
        n=n,
        marks=_scale(step * (len(ticks) - 1), ticks, seen, box),
        caption=escape(caption),
    )


def _card_ticks(furthest: float) -> tuple[int, tuple[int, ...]]:
    """Step and ticks of a narrow scale from day 0, with room after the furthest mark."""
    end = max(1.15 * furthest, 14.0)
    step = next((step for step in DAY_STEPS if end <= 6 * step), DAY_STEPS[-1])
    return step, tuple(step * index for index in range(math.ceil(end / step) + 1))


def _scale(end: float, ticks: tuple[int, ...], seen: Estimate | None, box: tuple[float, float] | None) -> str:
    marks = block("ag-base") + "".join(block("ag-tick", style=f"left:{at(tick / end)}") for tick in ticks)
    if seen is not None and seen.low is not None and seen.high is not None:
        marks += _stretch("ag-interval", seen.low / end, seen.high / end, "var(--ag-accent)")
    if box is not None:
        marks += _stretch("ag-box", box[0] / end, box[1] / end)
    if seen is not None and seen.value is not None:
        marks += block("ag-dot", style=f"left:{at(seen.value / end)};background:var(--ag-accent)")
    labels = " ".join(_along(tick / end, str(tick)) for tick in ticks)
    return block("ag-track", marks, hidden=True) + block("ag-ticks", labels, hidden=True)
