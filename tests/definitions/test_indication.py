"""What words about age and failed treatments decide, and what they leave open."""

from __future__ import annotations

import math

import pytest

from afterglow.definitions.indication import has_failed, is_adult, span_of


@pytest.mark.parametrize(
    ("label", "span"),
    [
        ("18-29", (18, 29)),
        ("18\u201329", (18, 29)),
        ("18 to 29 years", (18, 29)),
        ("  40 - 49 ", (40, 49)),
        ("70+", (70, math.inf)),
        ("65 and over", (65, math.inf)),
        ("\u2265 65", (65, math.inf)),
        ("over 64", (65, math.inf)),
        ("under 18", (0, 17)),
        ("<18", (0, 17)),
        ("up to 17", (0, 17)),
        ("17 or younger", (0, 17)),
        ("40s", (40, 49)),
        ("23", (23, 23)),
        ("adult", None),
        ("", None),
    ],
)
def test_spans(label: str, span: tuple[float, float] | None) -> None:
    assert span_of(label) == span


@pytest.mark.parametrize(
    ("label", "adult"),
    [("18-29", True), ("90+", True), ("12-17", False), ("under 18", False), ("15-24", None), ("n/a", None)],
)
def test_adults(label: str, adult: bool | None) -> None:
    assert is_adult(label) is adult


@pytest.mark.parametrize(
    ("label", "once", "twice"),
    [
        ("0", False, False),
        ("none", False, False),
        ("No", False, False),
        ("1", True, False),
        ("0-1", None, False),
        ("2-3", True, True),
        ("4+", True, True),
        ("at least 2", True, True),
        ("yes", True, None),
        ("several", None, None),
    ],
)
def test_failed_treatments(label: str, once: bool | None, twice: bool | None) -> None:
    assert has_failed(label, least=1) is once
    assert has_failed(label, least=2) is twice
