"""Sentences about groups compared: who against whom, by how much, and how much of it may be chance."""

from __future__ import annotations

from collections.abc import Sequence

from afterglow.figures.groups import group_label
from afterglow.figures.numbers import (
    NARROW,
    capital,
    count,
    listed,
    of,
    people,
    plain,
    plural,
    sentences,
    whole,
)
from afterglow.figures.rates import rate_label
from afterglow.panels.rates import NO_RULE, VERBS
from afterglow.panels.words import (
    INTERVALS,
    NO_CONTROL,
    brackets,
    definitions,
    endpoint_note,
    enough_for_percent,
)
from afterglow.results import ComparedGroup, Comparison, Estimate, GroupOutcome, GroupTest

MOST_NAMED = 5
"""Groups named one by one in a sentence; of more, the sentence says how many there are."""
CHANCE = 0.05
METHODS = {
    "fisher": "Fisher's exact",
    "chi_square": "Chi-square",
    "mann_whitney": "Mann–Whitney",
    "kruskal_wallis": "Kruskal–Wallis",
    "log_rank": "Log-rank",
}
COMPARED = {
    "change": "Change in score",
    "improvement": "Days to improvement",
    "first_booster": "Days to booster",
}


def columns_words(result: Comparison) -> str:
    """Such as "site", or "site and route" of two crossed."""
    return listed([plain(column).strip().lower() for column in result.columns])


def outcome_verb(key: str) -> str:
    """Such as "responded"; of another drop "fell by 30 % or more"."""
    if key.startswith("drop_"):
        return f"fell by {key.removeprefix('drop_')}{NARROW}% or more"
    return VERBS[key]


def compared(result: Comparison, key: str) -> list[tuple[ComparedGroup, GroupOutcome]]:
    """The groups large enough for this outcome."""
    found = [(group, own) for group in result.groups if (own := group.outcome(key)) is not None]
    return [(group, own) for group, own in found if not own.too_few]


def rates_answer(result: Comparison) -> str:
    key = result.outcome
    if key is None:
        return NO_RULE
    large = compared(result, key)
    small = [group.label for group in result.groups if group.label not in {one.label for one, _ in large}]
    if not large:
        return sentences(_nobody(result), _counts(result, key))
    start = f"By {columns_words(result)}"
    if len(large) > MOST_NAMED:
        told = f"{start}, **{count(len(large))}** groups stand side by side, in their own order."
    else:
        parts = [_rate(group, own) for group, own in large]
        told = f"{start}, of the scored {outcome_verb(key)}: {listed(parts)}."
    return sentences(told, _differences(result, large), chance(result, result.test(key)), too_few(small))


def _nobody(result: Comparison) -> str:
    return f"By {columns_words(result)}, no group has {people(result.fewest)} scored: too few to compare."


def _counts(result: Comparison, key: str) -> str:
    """Plain counts in place of a comparison."""
    if len(result.groups) > MOST_NAMED:
        return ""
    parts = [
        f"{group_label(group.label)} {of(own.rate.observed.successes, own.rate.observed.total)}"
        for group in result.groups
        if (own := group.outcome(key)) is not None
    ]
    return f"Of the scored {outcome_verb(key)}: {listed(parts)}." if parts else ""


def _rate(group: ComparedGroup, own: GroupOutcome) -> str:
    seen = own.rate.observed
    return f"{group_label(group.label)} **{of(seen.successes, seen.total)}**{brackets(seen)}"


def _differences(result: Comparison, large: Sequence[tuple[ComparedGroup, GroupOutcome]]) -> str:
    told = [
        f"{points(own.against.observed)} at {group_label(group.label)}"
        for group, own in large
        if own.against is not None and _quoted(own)
    ]
    if not told or len(told) >= MOST_NAMED:
        return ""
    return f"Against {reference_words(result)}: {listed(told)}."


def _quoted(own: GroupOutcome) -> bool:
    """Whether both sides have people enough for a percentage in a sentence; the drawing has the others."""
    assert own.against is not None
    mine = own.rate.observed.total
    return enough_for_percent(mine) and enough_for_percent(own.against.observed.n - mine)


def reference_words(result: Comparison) -> str:
    """Whom the groups are compared with."""
    if result.reference is None:
        return "all others together"
    return group_label(result.reference)


def points(difference: Estimate) -> str:
    """Such as "12 points higher (2 lower to 26 higher)"."""
    if difference.value is None or difference.low is None or difference.high is None:
        return ""
    low, high = side(difference.low), side(difference.high)
    if low.split(" ")[-1] == high.split(" ")[-1]:
        low = low.split(" ")[0]
    return f"{_middle(difference.value)} ({low} to {high})"


def _middle(value: float) -> str:
    number = abs(whole(100 * value))
    if not number:
        return "the same to a point"
    return f"{plural(number, 'point', 'points')} {'higher' if value > 0 else 'lower'}"


def side(value: float) -> str:
    """Such as "2 lower", in percentage points."""
    number = whole(100 * value)
    return f"{count(abs(number))} {'lower' if number < 0 else 'higher'}"


def chance(result: Comparison, test: GroupTest | None) -> str:
    """How much of a difference may be chance, allowing for every comparison made."""
    if test is None:
        return "There is no second group large enough to compare with."
    made = count(len(result.tests))
    if test.p_adjusted < CHANCE:
        return (
            "The groups lie further apart than chance usually puts them, also after allowing for all "
            f"{made} comparisons."
        )
    if test.p < CHANCE:
        return (
            "Taken alone, they lie further apart than chance usually puts them; allowing for the "
            f"{made} comparisons made, it may still be chance."
        )
    return "The difference may be chance."


def too_few(labels: Sequence[str]) -> str:
    if not labels:
        return ""
    if len(labels) > MOST_NAMED:
        return f"{capital(plural(len(labels), 'group', 'groups'))} are too few to compare."
    return f"{listed([group_label(label) for label in labels])}: too few to compare."


def note(result: Comparison) -> str:
    """Where groups come from, who is left out, the rule, how many comparisons were made."""
    return sentences(
        groups_come_from(result),
        endpoint_note(result.scope),
        definitions(result.scope),
        family_words(result),
        INTERVALS,
        NO_CONTROL,
    )


def groups_come_from(result: Comparison) -> str:
    known = f"Groups come from {columns_words(result)}, known on the day of the first session."
    left = f"{capital(people(result.no_value))} without it left out." if result.no_value else ""
    small = f"Groups under {count(result.fewest)} scored are listed, not compared." if result.too_few else ""
    return sentences(known, left, small)


def family_words(result: Comparison) -> str:
    """How many comparisons were made, and what is done about it."""
    made = len(result.tests)
    if not made:
        return "No test was made."
    if made == 1:
        return "One comparison was made."
    return (
        f"{capital(count(made))} comparisons were made by {columns_words(result)}; the table gives each p as "
        "it is and adjusted for all of them (Benjamini–Hochberg)."
    )


def tests_answer(result: Comparison) -> str:
    if not result.tests:
        return (
            f"No comparison was made: fewer than two groups have {people(result.fewest)} scored. "
            "Small groups are too few to compare."
        )
    made = f"**{count(len(result.tests))}** comparisons were made by {columns_words(result)}."
    if len(result.tests) == 1:
        made = f"**One** comparison was made by {columns_words(result)}."
    firm = [test_label(test.key).lower() for test in result.tests if test.p_adjusted < CHANCE]
    alone = [test for test in result.tests if test.p < CHANCE]
    if firm:
        apart = "After allowing for that, groups lie further apart than chance usually puts them in"
        told = f"{apart}: {listed(firm)}."
    elif alone:
        number = "One" if len(alone) == 1 else count(len(alone))
        told = (
            f"{number} would stand out alone; after allowing for all of them none does, so the differences "
            "may be chance."
        )
    else:
        told = "None stands out from chance."
    return sentences(made, told, too_few(result.too_few))


def test_label(key: str) -> str:
    return COMPARED.get(key) or rate_label(key)
