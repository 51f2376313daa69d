"""Courses, gaps and outcomes from a sorted ledger: Afterglow beside vectorised pandas, equal answers first.

Both start from the same columns in the same order (person, day), as either would keep them between two
changes of a rule. No ratio is printed before every derived column of every row has been found equal.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import Rules
from afterglow.ledger import Ledger
from afterglow.pipeline import Derivation
from benchmarks import pandas_peer
from benchmarks.generate import INSTRUMENTS as SCALES
from benchmarks.generate import SIZES, frames, make_ledger
from benchmarks.measure import interleaved, ratios
from benchmarks.report import asked_sizes, keep

ROUNDS = {"XS": 3, "S": 15, "M": 9, "L": 5}
SCALE = "phq9"


def afterglow_derivation(ledger: Ledger) -> Derivation:
    """Everything derived, computed at once."""
    derived = Derivation(ledger, Rules(), INSTRUMENTS[SCALE])
    _ = derived.gaps, derived.outcomes
    return derived


def pandas_derivation(ledger: Ledger) -> Callable[[], pandas_peer.Derived]:
    """The peer, with its frames already loaded."""
    tables = frames(ledger)
    return lambda: pandas_peer.derive(
        *tables, code=SCALES.index(SCALE), instrument=INSTRUMENTS[SCALE], rules=Rules()
    )


def measure(name: str, *, seed: int) -> dict[str, Any]:
    """Times, peaks and ratio at one size; raises AssertionError where an answer differs."""
    ledger = make_ledger(SIZES[name], seed=seed)
    peer = pandas_derivation(ledger)
    pandas_peer.same_answers(afterglow_derivation(ledger), peer())
    gc.collect()
    timed = interleaved(
        {"afterglow": lambda: afterglow_derivation(ledger), "pandas": peer}, rounds=ROUNDS[name]
    )
    ours, theirs = timed["afterglow"], timed["pandas"]
    middle, low, high = ratios(ours, theirs)
    print(f"{name}: Afterglow {ours.in_words()}, pandas {theirs.in_words()}: {middle:.1f} times")
    return {
        "stage": "derive",
        "size": name,
        "rows": SIZES[name].sessions + SIZES[name].scores,
        "what": "Courses, gaps, scores and outcomes",
        "peer": "pandas",
        "seconds": ours.seconds,
        "peer_seconds": theirs.seconds,
        "peak": ours.peak,
        "peer_peak": theirs.peak,
        "ratio": [middle, low, high],
    }


def main() -> None:
    asked = asked_sizes(__doc__)
    keep("derive", [measure(name, seed=asked.seed) for name in asked.sizes], packages=("numpy", "pandas"))


if __name__ == "__main__":
    main()
