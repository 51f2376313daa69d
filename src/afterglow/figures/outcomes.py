"""Which outcomes a scale can show, and what they are called on it."""

from __future__ import annotations

from afterglow.figures.theme import OUTCOME_WORDS, OUTCOMES
from afterglow.results import Scope

NEEDS = {"remitted": "remission", "responded": "response", "partial": "response", "worse": "reliable"}
"""The rule without which nobody can be in an outcome."""


def outcomes_on(scope: Scope) -> dict[str, str]:
    """Outcomes by key with their words, best first.

    On a scale without a rule for response or remission people who did not get worse may have improved a
    great deal: they are not said to have had no change.
    """
    if not scope.definitions:
        return {"no_change": "Not judged"}
    ruled = scope.defined("response") or scope.defined("remission")
    words = {**OUTCOME_WORDS, "no_change": "No change" if ruled else "Not worse"}
    return {key: words[key] for key in OUTCOMES if key not in NEEDS or scope.defined(NEEDS[key])}
