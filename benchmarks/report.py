"""What the scripts measured, kept side by side, and `docs/performance.md` written from it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.generate import SIZES
from benchmarks.measure import duration, exponent, load, machine, versions

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "benchmarks"
PAGE = ROOT / "docs" / "performance.md"
PARTS = ("derive", "curves", "pages")
WIDTH = 40


def asked_sizes(about: str | None) -> argparse.Namespace:
    """The sizes and the seed of the command line."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("sizes", nargs="*", default=["S", "M"], choices=SIZES)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def keep(part: str, rows: list[dict[str, Any]], *, packages: tuple[str, ...]) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    found = {"machine": machine(), "load": load(), "versions": versions(*packages), "rows": rows}
    (KEPT / f"{part}.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


def page(parts: dict[str, dict[str, Any]]) -> str:
    """The document, from what was kept of each part."""
    rows = [row for part in parts.values() for row in part["rows"]]
    lines = [
        "# How fast Afterglow is",
        "",
        'Written by `make bench`; change the sizes with `make bench SIZES="S M L"`.',
        "",
        f"Machine: {next(iter(parts.values()))['machine']}.",
        "",
        *(f"- {name}: {part['versions']}; load average {part['load']}" for name, part in parts.items()),
        "",
        "Times are medians of rounds taken in turn (first this program, then the other, and again), with the",
        "fastest and slowest round. A ratio is the median of the ratios of each round. A load average above",
        "the number of cores means that other work ran at the same time: plain times are then upper bounds,",
        "and a single round can be disturbed either way: where the spread of a ratio is wide, measure again",
        "on an idle machine. No ratio is written before the answers were found equal (of scikit-survival and",
        "scipy the curve, not the band). Parts may have been measured at different times. Memory is the",
        "most allocated at one time on top of the loaded input.",
        "",
        *_sizes(rows),
        "## Beside other programs",
        "",
        *_table(rows),
        "",
        *_chart(rows),
        *_alone(rows),
        *_growth(rows),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _sizes(rows: list[dict[str, Any]]) -> list[str]:
    used = [name for name in SIZES if any(row["size"] == name for row in rows)]
    listed = []
    for name in used:
        size = SIZES[name]
        listed.append(
            f"- {name}: {size.patients:,} patients, {size.sessions:,} sessions, {size.scores:,} scores"
        )
    return [*listed, ""]


def _table(rows: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| what | size | Afterglow | peak | beside | time | peak | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        if row.get("peer"):
            middle, low, high = row["ratio"]
            ratio = f"**{_times(middle)}** ({_times(low)} to {_times(high)})"
            own, other = (_spread(row[name]) for name in ("seconds", "peer_seconds"))
            peaks = [_peak(row.get(name)) for name in ("peak", "peer_peak")]
            cells = (row["what"], row["size"], own, peaks[0], row["peer"], other, peaks[1], ratio)
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def _times(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 20 else f"{ratio:.1f}"


def _spread(seconds: list[float]) -> str:
    return f"{duration(float(np.median(seconds)))} ({duration(min(seconds))} to {duration(max(seconds))})"


def _peak(mebibytes: float | None) -> str:
    return "" if mebibytes is None else f"{mebibytes:,.1f} MiB"


def _chart(rows: list[dict[str, Any]]) -> list[str]:
    """How many times faster, as bars on a logarithmic scale (a full bar: 10,000 times)."""
    compared = [row for row in rows if row.get("peer")]
    if not compared:
        return []
    labels = [f"{row['what']}, {row['size']}, {row['peer']}" for row in compared]
    room = max(map(len, labels))
    lines = [
        "How many times faster, on a logarithmic scale (1 is no bar, 10,000 the full width):",
        "",
        "```text",
    ]
    for row, label in zip(compared, labels, strict=True):
        bar = "█" * max(0, round(WIDTH * np.log10(max(row["ratio"][0], 1)) / 4))
        lines.append(f"{label:<{room}}  {bar} {_times(row['ratio'][0])}")
    return [*lines, "```", ""]


def _alone(rows: list[dict[str, Any]]) -> list[str]:
    alone = [row for row in rows if not row.get("peer")]
    if not alone:
        return []
    sizes = [name for name in SIZES if any(row["size"] == name for row in alone)]
    lines = ["## Afterglow alone", "", f"| what | {' | '.join(sizes)} |", f"|---|{'---|' * len(sizes)}"]
    for what in dict.fromkeys(row["what"] for row in alone):
        found = {row["size"]: row["seconds"] for row in alone if row["what"] == what}
        cells = [duration(float(np.median(found[size]))) if size in found else "" for size in sizes]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return [*lines, ""]


def _growth(rows: list[dict[str, Any]]) -> list[str]:
    """How time grows with the rows, where two sizes or more were measured."""
    found: dict[str, dict[int, float]] = {}
    for row in rows:
        found.setdefault(row["what"], {})[row["rows"]] = float(np.median(row["seconds"]))
    fitted = [(what, exponent(times)) for what, times in found.items()]
    lines = [f"| {what} | {slope:.2f} |" for what, slope in fitted if slope is not None]
    if not lines:
        return []
    about = "Slope of log time over log rows: 1 grows as the rows do, less is overhead shared by more rows."
    return ["## Growth with the rows", "", about, "", "| what | exponent |", "|---|---|", *lines]


def main() -> None:
    parts = {}
    for part in PARTS:
        kept = KEPT / f"{part}.json"
        if kept.exists():
            parts[part] = json.loads(kept.read_text(encoding="utf-8"))
    PAGE.write_text(page(parts), encoding="utf-8")
    print(PAGE.relative_to(ROOT))


if __name__ == "__main__":
    main()
