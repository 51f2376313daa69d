"""What a change of rules changed, in one line."""

from __future__ import annotations

from collections.abc import Iterator

from afterglow.figures import numbers
from afterglow.pipeline import View
from afterglow.results import Boosters, Headline, Improvement, Proportion
from afterglow.ui import state


def note(view: View) -> str | None:
    """Say what the last change of a rule changed; None until one is changed or once the filters move on."""
    kept, now = state.store(), (view.ledger.fingerprint, view.rules, view.selection)
    before, kept.before = kept.before, now
    if before is None or before == now:
        return kept.change
    same_people = before[0] == now[0] and before[2] == now[2]
    kept.change = difference(state.view(before[1], before[2]), view) if same_people else None
    return kept.change


def difference(old: View, new: View) -> str | None:
    """One sentence on how the headline figures moved; None where there are none to compare."""
    before, after = old.analysed("headline"), new.analysed("headline")
    if not (isinstance(before, Headline) and isinstance(after, Headline)):
        return None
    parts = list(_moves(before, after))
    if not parts:
        return "This rule changes none of the headline figures here."
    return numbers.capital("; ".join(parts)) + "."


def _moves(before: Headline, after: Headline) -> Iterator[str]:
    more = after.scope.scored - before.scope.scored
    if more:
        noun = "person" if abs(more) == 1 else "people"
        yield f"{abs(more)} {'more' if more > 0 else 'fewer'} {noun} can be judged"
    pairs = (
        ("response", _observed(before, "response"), _observed(after, "response")),
        ("remission", _observed(before, "remission"), _observed(after, "remission")),
        ("half seen improved by", _seen(before.improvement), _seen(after.improvement)),
        ("first booster after", _gap(before.boosters, "first"), _gap(after.boosters, "first")),
        ("between later boosters", _gap(before.boosters, "later"), _gap(after.boosters, "later")),
    )
    for name, was, now in pairs:
        if was != now:
            yield f"{name} {was} to {now}"


def _observed(result: Headline, name: str) -> str:
    rate = result.response if name == "response" else result.remission
    return "not judged" if rate is None else _share(rate.observed)


def _share(part: Proportion) -> str:
    return numbers.of(part.successes, part.total) if part.share is None else numbers.percent(part.share)


def _seen(result: Improvement) -> str:
    median = None if result.curve is None else result.curve.median.value
    return "no day yet" if median is None else f"day {numbers.count(median)}"


def _gap(result: Boosters, which: str) -> str:
    median = (result.first if which == "first" else result.later).median.value
    return "no median yet" if median is None else numbers.days(median)
