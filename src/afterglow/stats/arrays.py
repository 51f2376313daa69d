"""Names for the array types used throughout this package, and counting by place."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Numbers = NDArray[Any]


MOST_SLOTS = 2**22
"""Range up to which whole numbers are counted in slots, one per possible value, rather than sorted."""


def places(values: Ints) -> tuple[Ints, Ints]:
    """Distinct values in order, and the place of each value among them.

    The same as ``np.unique(values, return_inverse=True)`` for values not below 0. Where their range is
    modest (days always are) counting takes a fraction of the time of sorting.
    """
    top = int(values.max(initial=0))
    if top > MOST_SLOTS:
        distinct, place = np.unique(values, return_inverse=True)
        return distinct, place.astype(np.int64)
    present = np.bincount(values, minlength=top + 1) > 0
    return np.flatnonzero(present).astype(np.int64), (np.cumsum(present) - 1)[values]


def weigh(place: Ints, weights: Numbers, size: int) -> Floats:
    """Sum of the weights that fall on each of the places ``0..size-1``."""
    return np.bincount(place, weights, size).astype(np.float64)
