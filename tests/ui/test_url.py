"""How choices are read from the URL and written into it."""

from __future__ import annotations

import pytest

from afterglow.pipeline import quarter_words
from afterglow.ui import url


def test_choice_takes_known_values_only() -> None:
    field = url.choice("measure", ["phq9", "gad7"])
    assert field.default == "phq9"
    assert field.read(["gad7"]) == "gad7"
    assert field.read(["gad-7"]) is None
    assert field.read([]) is None
    assert field.write("gad7") == ["gad7"]


def test_many_keeps_the_order_of_the_options() -> None:
    field = url.many("site", ("Harbour", "Mill Lane", "Park"))
    assert field.default == []
    assert field.read(["Park", "Harbour", "Nowhere"]) == ["Harbour", "Park"]
    assert field.write(["Park", "Mill Lane"]) == ["Mill Lane", "Park"]


def test_stretch_reads_quarters_in_either_order() -> None:
    field = url.stretch("first", range(8090, 8100), quarter_words)
    assert field.default == (8090, 8099)
    assert field.write((8090, 8092)) == ["2022 Q3", "2023 Q1"]
    assert field.read(["2023 Q1", "2022 Q3"]) == (8090, 8092)
    assert field.read(["2023 Q1"]) is None
    assert field.read(["2023 Q1", "1999 Q1"]) is None


@pytest.mark.parametrize(
    ("text", "value"), [("28", 28), ("0", None), ("366", None), ("1e2", None), ("x", None)]
)
def test_number_keeps_its_limits(text: str, value: int | None) -> None:
    assert url.number("day", 28, 1, 365).read([text]) == value


def test_switch_says_yes_and_no() -> None:
    field = url.switch("new_courses", True)
    assert field.read(["no"]) is False
    assert field.read(["yes"]) is True
    assert field.read(["perhaps"]) is None
    assert field.read([]) is None
    assert field.write(False) == ["no"]
