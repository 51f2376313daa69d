from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterglow.figures.axes import day_ticks, spread
from afterglow.figures.trajectory import score_ticks


def test_days_are_ticked_closely_at_first_and_widely_later() -> None:
    assert day_ticks(63) == (0, 7, 14, 21, 28, 42, 56)
    assert day_ticks(147) == (0, 14, 28, 42, 56, 84, 112, 140)
    assert day_ticks(5) == (0,)


@given(st.floats(min_value=7, max_value=6000))
@settings(max_examples=60)
def test_day_ticks_are_few_and_inside(last: float) -> None:
    ticks = day_ticks(last)
    assert ticks[0] == 0 and ticks[-1] <= last
    assert 2 <= len(ticks) <= 11
    assert list(ticks) == sorted(set(ticks))


def test_score_ticks_hold_both_ends_of_the_scale() -> None:
    assert score_ticks(0, 27) == [0, 5, 10, 15, 20, 27]
    assert score_ticks(0, 60) == [0, 10, 20, 30, 40, 50, 60]
    assert score_ticks(0, 3)[-1] == 3


def test_labels_far_apart_stay_where_they_are() -> None:
    assert spread([10, 100, 50], 20) == (10, 100, 50)


def test_labels_at_one_place_share_the_room_around_it() -> None:
    assert spread([50, 50], 20) == (40, 60)


@given(st.lists(st.floats(min_value=0, max_value=300), min_size=1, max_size=6))
@settings(max_examples=80)
def test_labels_never_overlap_and_keep_their_order(heights: list[float]) -> None:
    placed = spread(heights, 16)
    ordered = sorted(placed)
    assert all(upper - lower >= 16 - 1e-6 for lower, upper in pairwise(ordered))
    before = sorted(range(len(heights)), key=lambda index: heights[index])
    assert [placed[index] for index in before] == pytest.approx(ordered)
