"""Interleaved rounds, peak memory, and what machine they ran on."""

from __future__ import annotations

import os
import platform
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of every round; peak: MiB beyond what was held before, None where it was not measured."""

    seconds: tuple[float, ...]
    peak: float | None = None

    @property
    def median(self) -> float:
        return float(np.median(self.seconds))

    def in_words(self) -> str:
        low, high = min(self.seconds), max(self.seconds)
        return f"{duration(self.median)} ({duration(low)} to {duration(high)})"


def interleaved(
    jobs: Mapping[str, Callable[[], Any]], *, rounds: int, memory: bool = True
) -> dict[str, Timing]:
    """Time the jobs in turn, round by round, so that a busy moment of the machine falls on all of them.

    A first round that counts for nothing warms caches up. Memory is traced in a run of its own, because
    tracing slows what it traces.
    """
    for job in jobs.values():
        job()
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            seconds[name].append(time.perf_counter() - start)
    return {
        name: Timing(tuple(seconds[name]), peak_of(job) if memory else None) for name, job in jobs.items()
    }


def peak_of(job: Callable[[], Any]) -> float:
    """Most MiB allocated at one time by the job, what it returns included."""
    tracemalloc.start()
    try:
        job()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def ratios(ours: Timing, theirs: Timing) -> tuple[float, float, float]:
    """(median, lowest, highest) of theirs over ours, round by round."""
    each = np.asarray(theirs.seconds) / np.asarray(ours.seconds)
    return float(np.median(each)), float(each.min()), float(each.max())


def exponent(rows: Mapping[int, float]) -> float | None:
    """Slope of log time over log rows: 1 where cost grows with the rows."""
    if len(rows) < 2:
        return None
    x, y = np.log(list(rows)), np.log(list(rows.values()))
    return float(np.polyfit(x, y, 1)[0])


def duration(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1e3:.3g} ms"


def machine() -> str:
    """Processor, cores and memory in use; nothing that names the machine."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{_processor()}, {cores} cores, {pages:.0f} GiB, {platform.system()}"


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text().splitlines() if listed.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def load() -> str:
    """How busy the machine was when asked."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"


def versions(*packages: str) -> str:
    found = [f"Python {platform.python_version()}"]
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)
