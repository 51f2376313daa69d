import pytest

from afterglow.figures import numbers
from afterglow.results import Estimate, Proportion

NARROW, DASH, MINUS = "\u202f", "\u2013", "\u2212"


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, f"0{NARROW}%"),
        (0.0001, f"under 1{NARROW}%"),
        (0.0099, f"under 1{NARROW}%"),
        (0.01, f"1{NARROW}%"),
        (0.5443, f"54{NARROW}%"),
        (0.545, f"55{NARROW}%"),
        (0.125, f"13{NARROW}%"),
        (0.994, f"99{NARROW}%"),
        (0.9999, f"over 99{NARROW}%"),
        (1, f"100{NARROW}%"),
    ],
)
def test_percent(share: float, words: str) -> None:
    assert numbers.percent(share) == words


def test_ranges() -> None:
    assert numbers.percent_range(0.4340, 0.6498) == f"43{DASH}65{NARROW}%"
    assert numbers.number_range("5.9", "8.8") == f"5.9{DASH}8.8"
    assert numbers.number_range(f"{MINUS}2.1", "3.4") == f"{MINUS}2.1 to 3.4"
    assert numbers.day_range(13, 14) == f"13{DASH}14"
    assert numbers.day_range(13.6, 14.4) == "14"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (999, "999"),
        (9_999, "9999"),
        (10_000, f"10{NARROW}000"),
        (1_234_567, f"1{NARROW}234{NARROW}567"),
    ],
)
def test_thousands_are_set_apart_from_ten_thousand_on(number: int, words: str) -> None:
    assert numbers.count(number) == words


def test_minus_is_a_minus_sign_and_zero_has_none() -> None:
    assert numbers.decimals(-7.34) == f"{MINUS}7.3"
    assert numbers.decimals(-0.04) == "0.0"
    assert numbers.signed(6) == "+6"
    assert numbers.signed(-6) == f"{MINUS}6"
    assert numbers.signed(0) == "0"
    assert numbers.count(-3) == f"{MINUS}3"


def test_singular_and_plural() -> None:
    assert numbers.people(1) == "1 person"
    assert numbers.people(12) == "12 people"
    assert numbers.days(1) == "1 day"
    assert numbers.days(48.5) == "49 days"


def test_points_keep_a_half() -> None:
    assert numbers.points(6.0) == "6"
    assert numbers.points(-4.1) == "4.1"


def test_p_values() -> None:
    assert numbers.p_value(0.00004) == "under 0.001"
    assert numbers.p_value(0.0213) == "0.021"
    assert numbers.p_value(0.4) == "0.40"


def test_lists() -> None:
    assert numbers.listed([]) == ""
    assert numbers.listed(["a"]) == "a"
    assert numbers.listed(["a", "b", "c"]) == "a, b and c"


def test_times() -> None:
    assert numbers.month("2025-06") == "June 2025"
    assert numbers.quarter(2025, 2) == "2025 Q2"


def test_a_proportion_carries_its_count_and_its_interval() -> None:
    part = Proportion(successes=43, total=79, share=43 / 79, low=0.434, high=0.65)
    assert numbers.of_with_share(part) == f"43 of 79 (54{NARROW}%, 43{DASH}65{NARROW}%)"
    assert numbers.of_with_share(Proportion(successes=4, total=7)) == "4 of 7"


def test_an_estimate_without_limits_says_nothing_about_them() -> None:
    assert numbers.estimate_range(Estimate(value=1.0, n=3)) == ""
    assert (
        numbers.estimate_range(Estimate(value=-7.3, low=-8.8, high=-5.9, n=79))
        == f" ({MINUS}8.8 to {MINUS}5.9)"
    )
