"""Prediction tables by hand."""

from afterglow.stats.diagnostic import two_by_two
from afterglow.stats.proportions import wilson


def test_by_hand():
    table = two_by_two([1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 1, 0, 0, 0])
    assert table.sensitivity == (2, 3)
    assert table.specificity == (3, 4)
    assert table.positive_predictive_value == (2, 3)
    assert table.negative_predictive_value == (3, 4)
    assert wilson(*table.specificity) == wilson(3, 4)


def test_nobody():
    assert two_by_two([], []).sensitivity == (0, 0)
