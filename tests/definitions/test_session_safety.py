"""Lines on session measures: complete, and on the right side of their value."""

from __future__ import annotations

import numpy as np
import pytest

from afterglow.definitions.instruments import INSTRUMENTS, suicide_item
from afterglow.definitions.rules import Rules, rules_from, settings_of
from afterglow.definitions.session_safety import EITHER, LINES, NUMBER_BANDS, SPACING_BANDS, UNITS


def test_every_line_has_a_source_and_a_unit() -> None:
    assert set(LINES) == set(UNITS)
    assert all(line.source and line.label for line in LINES.values())
    assert all(set(parts) <= set(LINES) for parts in EITHER.values())
    assert list(NUMBER_BANDS) == sorted(set(NUMBER_BANDS))
    assert list(SPACING_BANDS) == sorted(set(SPACING_BANDS))


@pytest.mark.parametrize(
    ("key", "just_not", "just"),
    [
        ("cadss_peak", 4, 5),
        ("systolic_rise", 39, 40),
        ("diastolic_rise", 24, 25),
        ("systolic_peak", 179, 180),
        ("diastolic_peak", 109, 110),
    ],
)
def test_where_lines_lie(key: str, just_not: float, just: float) -> None:
    assert LINES[key].met(np.array([just_not, just, np.nan])).tolist() == [False, True, False]


def test_dissociation_is_no_outcome() -> None:
    assert not INSTRUMENTS["cadss"].is_outcome
    assert LINES["cadss_peak"].unsure


@pytest.mark.parametrize(
    ("scale", "key", "highest"),
    [
        ("phq9", "phq9_item9", 3),
        ("madrs", "madrs_item10", 6),
        ("qids_sr16", "qids_sr16_item12", 3),
        ("epds", "epds_item10", 3),
    ],
)
def test_suicide_items_are_scales_of_their_own(scale: str, key: str, highest: float) -> None:
    item = suicide_item(INSTRUMENTS[scale])
    assert item is not None
    assert (item.key, item.minimum, item.maximum, item.is_outcome) == (key, 0, highest, False)
    assert item.recall_days == INSTRUMENTS[scale].recall_days


def test_scales_without_such_an_item_have_none() -> None:
    assert suicide_item(INSTRUMENTS["gad7"]) is None


def test_bounds_of_the_protocol_are_rules() -> None:
    rules = rules_from({"protocol_doses": {"oral": 2.0, "IV": 0.9}, "protocol_gap_days": 3})
    assert rules.protocol_doses == (("IV", 0.9), ("oral", 2.0))
    assert rules_from(settings_of(rules)) == rules
    with pytest.raises(ValueError, match="route that is not known"):
        rules_from({"protocol_doses": {"ear": 1.0}})
    with pytest.raises(ValueError, match="must not be negative"):
        Rules(failed_treatments=-1)
