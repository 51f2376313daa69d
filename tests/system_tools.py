"""Programs the tests need that pip does not bring: finds each, or installs it, or says how to get it.

Run as a script by `make test`. Another program is one more row of `TOOLS`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CHROMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
CHROME_FILES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


@dataclass(frozen=True, slots=True)
class Tool:
    """A program, how it is found and which Debian package brings it."""

    name: str
    find: Callable[[], Path | None]
    debian_package: str
    advice: str


def find_chromium() -> Path | None:
    """Give the browser named by AFTERGLOW_CHROMIUM, else the first installed one that starts."""
    named = os.environ.get("AFTERGLOW_CHROMIUM")
    candidates = [named] if named else [shutil.which(name) for name in CHROMES] + list(CHROME_FILES)
    return next((Path(path) for path in candidates if path and _starts(path)), None)


def _starts(path: str) -> bool:
    # Ubuntu ships a chromium-browser that only says it is not there.
    if not Path(path).exists():
        return False
    if sys.platform == "win32":  # --version opens a window there
        return True
    return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60).returncode == 0


TOOLS = (
    Tool(
        "Chromium",
        find_chromium,
        "chromium",
        "The browser tests need Chrome or Chromium: install one, "
        "or set AFTERGLOW_CHROMIUM to the path of its program.",
    ),
)


def install(tool: Tool) -> None:
    """Install the tool's Debian package where that is possible: as root, with apt-get."""
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "check": False}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]
    subprocess.run(["apt-get", "install", "-y", "-qq", tool.debian_package], **quiet)  # type: ignore[call-overload]


def main() -> int:
    """Install what is missing; 1 and one sentence when a tool cannot be had."""
    for tool in TOOLS:
        if tool.find() is None:
            install(tool)
        if tool.find() is None:
            sys.stderr.write(tool.advice + "\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
