"""What a page costs: every analysis after a filter change, whole pages, and a clinic's CSV files read.

Analyses are timed on a ledger whose courses are already derived, as after a change of filter; an analysis
that builds on others is charged for them too, a page computes each only once.
"""

from __future__ import annotations

import datetime
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from afterglow.ingest.importing import Answers, Source, read_files
from afterglow.ledger import Ledger
from afterglow.panels import PANELS
from afterglow.pipeline import ANALYSES, PANEL_ANALYSES, View
from benchmarks.generate import SIZES, make_ledger, write_csv
from benchmarks.report import asked_sizes, keep

ROUNDS = {"XS": 1, "S": 5, "M": 1, "L": 1}
LARGEST_READ = 1_000_000


def fresh(view: View) -> View:
    """The view as it is just after a change of filter: what was derived stays, results go."""
    return View(view.ledger, view.rules, view.selection, base=view.derivation)


def pages() -> dict[str, tuple[str, ...]]:
    """Analyses of each page, every one once."""
    found: dict[str, dict[str, None]] = {}
    for panel in PANELS:
        found.setdefault(panel.page, {})[PANEL_ANALYSES[panel.key]] = None
    return {page: tuple(analyses) for page, analyses in found.items()}


def timed(job: Callable[[], Any], rounds: int) -> tuple[float, ...]:
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        job()
        seconds.append(time.perf_counter() - start)
    return tuple(seconds)


def measure(name: str, *, seed: int) -> list[dict[str, Any]]:
    ledger = make_ledger(SIZES[name], seed=seed)
    view, rounds = View(ledger), ROUNDS[name]
    _ = view.derivation.outcomes, view.derivation.gaps
    jobs = {f"page {page}": list(analyses) for page, analyses in pages().items()}
    jobs |= {f"analysis {analysis}": [analysis] for analysis in ANALYSES}
    rows = [] if SIZES[name].scores > LARGEST_READ else [row(name, "read CSV files", reading(ledger, seed))]
    for what, analyses in jobs.items():
        rows.append(row(name, what, timed(lambda analyses=analyses: _all_of(fresh(view), analyses), rounds)))
    return rows


def _all_of(view: View, analyses: list[str]) -> None:
    for analysis in analyses:
        view.analysed(analysis)


def reading(ledger: Ledger, seed: int) -> tuple[float, ...]:
    """Seconds from the bytes of two files in random row order to a ledger."""
    with tempfile.TemporaryDirectory() as folder:
        paths = write_csv(ledger, Path(folder), seed=seed)
        sources = [Source(name=path.name, data=path.read_bytes()) for path in paths]
    answers = Answers(cutoff=datetime.date(2026, 6, 30), reaches_back=True)
    found = read_files(sources, answers)
    assert found.ledger is not None, [problem.message for problem in found.problems[:3]]
    return timed(lambda: read_files(sources, answers), 1)


def row(name: str, what: str, seconds: tuple[float, ...]) -> dict[str, Any]:
    print(f"{name}: {what}: {sorted(seconds)[len(seconds) // 2]:.4f} s", flush=True)
    rows = SIZES[name].sessions + SIZES[name].scores
    return {"stage": "pages", "size": name, "rows": rows, "what": what, "seconds": seconds, "peak": None}


def main() -> None:
    asked = asked_sizes(__doc__)
    rows = [one for name in asked.sizes for one in measure(name, seed=asked.seed)]
    keep("pages", rows, packages=("numpy", "scipy", "pandas", "pyarrow"))


if __name__ == "__main__":
    main()
