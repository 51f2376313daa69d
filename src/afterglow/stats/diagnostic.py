"""How well one yes-or-no observation predicts another."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class Share(NamedTuple):
    """How many of how many; the interval is :func:`~afterglow.stats.proportions.wilson` of the two."""

    successes: int
    n: int


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """People by what was predicted and what came.

    Attributes
    ----------
    true_positive, false_positive, false_negative, true_negative
        Positive or negative is what was predicted, true or false whether it came so.
    """

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int

    @property
    def sensitivity(self) -> Share:
        """Predicted, of those in whom it came."""
        return Share(self.true_positive, self.true_positive + self.false_negative)

    @property
    def specificity(self) -> Share:
        """Not predicted, of those in whom it did not come."""
        return Share(self.true_negative, self.true_negative + self.false_positive)

    @property
    def positive_predictive_value(self) -> Share:
        """Came, of those in whom it was predicted."""
        return Share(self.true_positive, self.true_positive + self.false_positive)

    @property
    def negative_predictive_value(self) -> Share:
        """Did not come, of those in whom it was not predicted."""
        return Share(self.true_negative, self.true_negative + self.false_negative)


def two_by_two(predicted: ArrayLike, came: ArrayLike) -> TwoByTwo:
    """Cross-classify two boolean arrays of the same length."""
    p, c = np.asarray(predicted, dtype=np.bool_), np.asarray(came, dtype=np.bool_)
    return TwoByTwo(
        true_positive=int((p & c).sum()),
        false_positive=int((p & ~c).sum()),
        false_negative=int((~p & c).sum()),
        true_negative=int((~p & ~c).sum()),
    )
