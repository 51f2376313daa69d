"""Names for the array types used throughout this package, and weighted counting."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Numbers = NDArray[Any]


def weigh(place: Ints, weights: Numbers, size: int) -> Floats:
    """Sum of the weights that fall on each of the places ``0..size-1``."""
    return np.bincount(place, weights, size).astype(np.float64)
