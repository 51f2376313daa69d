"""Answers made by R, read from ``tests/reference``."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[1] / "reference"


@cache
def cases(name: str) -> Any:
    """The cases of one reference file."""
    return json.loads((FOLDER / f"{name}.json").read_text())["cases"]


def numbers(values: list[float | None], *, missing: float = np.nan) -> NDArray[np.float64]:
    """A JSON list as an array; null becomes ``missing``."""
    return np.array([missing if value is None else value for value in values], dtype=np.float64)
