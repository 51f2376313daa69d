"""The table of instruments as data: complete, sourced, and found by the names clinics write."""

import pytest

from afterglow.definitions.instruments import INSTRUMENTS, Instrument, declare, find_instrument, find_item
from afterglow.definitions.parts import Cutoff

ROWS = pytest.mark.parametrize("row", INSTRUMENTS.values(), ids=lambda row: row.key)
EXPECTED_KEYS = {
    "phq9", "gad7", "qids_sr16", "madrs", "hamd17", "bdi2", "pcl5", "phq9_item9", "cssrs_screen", "who5",
    "eq5d_index", "pain_nrs", "cadss", "promis_dep", "promis_anx", "epds",
}  # fmt: skip


def test_every_instrument_is_there():
    assert set(INSTRUMENTS) == EXPECTED_KEYS


@ROWS
def test_row_is_complete(row: Instrument):
    assert row.name
    assert row.full_name
    assert row.condition != "other"
    assert row.licence
    assert row.recall_words
    assert any(character.isdigit() for character in row.source), "a source names a year"


@ROWS
def test_every_number_used_in_a_rule_names_its_source(row: Instrument):
    parts = [row.response, row.remission, row.caseness, row.reliable_change, row.reliability]
    parts += row.meaningful_change
    parts += row.remission.alternatives if row.remission else ()
    assert all(part.source for part in parts if part is not None)


@ROWS
def test_bands_cover_the_range_from_its_lower_end(row: Instrument):
    if row.bands and row.key not in ("promis_dep", "promis_anx"):
        assert row.bands[0].lower == row.minimum


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("phq9", 0, 27), ("gad7", 0, 21), ("qids_sr16", 0, 27), ("madrs", 0, 60), ("hamd17", 0, 52),
        ("bdi2", 0, 63), ("pcl5", 0, 80), ("phq9_item9", 0, 3), ("cssrs_screen", None, None),
        ("who5", 0, 100), ("eq5d_index", None, 1), ("pain_nrs", 0, 10), ("cadss", 0, 92), ("epds", 0, 30),
    ],
)  # fmt: skip
def test_range(key: str, low: float | None, high: float | None):
    assert (INSTRUMENTS[key].minimum, INSTRUMENTS[key].maximum) == (low, high)


@pytest.mark.parametrize(
    ("key", "lowers"),
    [
        ("phq9", [0, 5, 10, 15, 20]), ("gad7", [0, 5, 10, 15]), ("qids_sr16", [0, 6, 11, 16, 21]),
        ("madrs", [0, 7, 20, 35]), ("hamd17", [0, 8, 17, 24]), ("bdi2", [0, 14, 20, 29]), ("pcl5", []),
        ("pain_nrs", [0, 1, 4, 7]), ("who5", [0, 29, 51]),
        ("promis_dep", [10, 55, 60, 65, 70]), ("cadss", []),
    ],
)  # fmt: skip
def test_bands(key: str, lowers: list[float]):
    assert [band.lower for band in INSTRUMENTS[key].bands] == lowers


@pytest.mark.parametrize(
    ("key", "signs"),
    [
        ("phq9", "<5"), ("gad7", "<5"), ("qids_sr16", "<=5"), ("madrs", "<=10"), ("hamd17", "<=7"),
        ("bdi2", "<=13"), ("promis_dep", "<55"), ("epds", "<=9"),
    ],
)  # fmt: skip
def test_remission(key: str, signs: str):
    cutoff = INSTRUMENTS[key].remission
    assert cutoff is not None
    assert cutoff.in_signs() == signs


def test_madrs_offers_the_other_published_cutoffs():
    cutoff = INSTRUMENTS["madrs"].remission
    assert cutoff is not None
    assert [other.in_signs() for other in cutoff.alternatives] == ["<=12", "<10"]


def test_cutoffs_without_an_agreed_standard_are_marked():
    unsure = {key for key, row in INSTRUMENTS.items() if row.remission is not None and row.remission.unsure}
    assert unsure == {"bdi2", "epds", "promis_anx"}


def test_no_percentage_drop_where_a_ratio_has_no_meaning():
    without = {key for key, row in INSTRUMENTS.items() if row.response is None}
    assert without == {
        "pcl5", "phq9_item9", "cssrs_screen", "who5", "eq5d_index", "cadss", "promis_dep", "promis_anx",
    }  # fmt: skip


def test_what_is_never_an_outcome():
    assert {key for key, row in INSTRUMENTS.items() if not row.is_outcome} == {
        "cadss",
        "cssrs_screen",
        "phq9_item9",
    }


def test_only_wellbeing_and_quality_of_life_are_better_when_higher():
    assert {key for key, row in INSTRUMENTS.items() if not row.higher_is_worse} == {"who5", "eq5d_index"}


@pytest.mark.parametrize(("key", "item"), [("phq9", 9), ("madrs", 10), ("qids_sr16", 12), ("epds", 10)])
def test_suicide_items(key: str, item: int):
    assert INSTRUMENTS[key].suicide_item == item


@pytest.mark.parametrize("key", ["bdi2", "madrs", "hamd17", "epds", "cadss", "pcl5"])
def test_no_item_wording_where_it_is_licensed_or_not_needed(key: str):
    items = INSTRUMENTS[key].items
    assert items is not None
    assert items.labels == ()
    assert items.label(3) == "Item 3"


def test_qids_domains_use_each_item_once():
    items = INSTRUMENTS["qids_sr16"].items
    assert items is not None
    assert sorted(item for domain in items.domains for item in domain.items) == list(range(1, 17))
    assert len(items.domains) * items.maximum == INSTRUMENTS["qids_sr16"].maximum


# Jacobson and Truax 1991, by hand: 1.96 x SD x sqrt(2 (1 - r)).
@pytest.mark.parametrize(
    ("key", "computed", "points"),
    [("phq9", 5.06, 6), ("gad7", 3.53, 4), ("qids_sr16", 4.15, 5), ("madrs", 5.32, 6)],
)
def test_reliable_change_recomputed(key: str, computed: float, points: float):
    row = INSTRUMENTS[key]
    assert row.reliability is not None
    assert row.reliability.threshold == pytest.approx(computed, abs=0.005)
    assert row.reliable_points == points


@pytest.mark.parametrize(("sd", "r", "computed"), [(5.5, 0.84, 6.1), (6.4, 0.84, 7.1)])
def test_reliable_change_with_the_other_published_reliability(sd: float, r: float, computed: float):
    row = next(row for row in INSTRUMENTS.values() if row.reliability and row.reliability.sd == sd)
    assert row.reliability is not None
    assert r in row.reliability.alternatives
    assert 1.96 * sd * (2 * (1 - r)) ** 0.5 == pytest.approx(computed, abs=0.05)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("PHQ9", "phq9"), ("PHQ-9", "phq9"), (" phq 9 Total Score", "phq9"), ("phq9_total", "phq9"),
        ("Total PHQ-9", "phq9"), ("Patient Health Questionnaire-9 (PHQ-9)", "phq9"), ("PHQ\u20119", "phq9"),
        ("Patient Health Questionnaire 9", "phq9"), ("phq9_item9", "phq9_item9"), ("PHQ-9 Q9", "phq9_item9"),
        ("GAD7 score", "gad7"), ("QIDS-SR", "qids_sr16"), ("QIDS SR-16", "qids_sr16"), ("HDRS17", "hamd17"),
        ("HAM-D 17", "hamd17"), ("BDI II total", "bdi2"), ("BDI-2", "bdi2"), ("pcl5", "pcl5"),
        ("WHO 5", "who5"), ("C-SSRS", "cssrs_screen"), ("EQ-5D-5L index", "eq5d_index"), ("NPRS", "pain_nrs"),
        ("PROMIS Depression T-score", "promis_dep"), ("EPDS sum", "epds"), ("CADSS", "cadss"),
        ("Montgomery-Åsberg Depression Rating Scale", "madrs"),
    ],
)  # fmt: skip
def test_names_are_found(written: str, key: str):
    assert find_instrument(written) is INSTRUMENTS[key]


@pytest.mark.parametrize(
    "written",
    [
        "", "MADRS-S", "PHQ-8", "PHQ-2", "PHQ-15", "PHQ", "GAD-2", "QIDS", "QIDS-C", "QIDS-C16", "CADSS-6",
        "BDI", "BDI-I", "HAM-D", "HAM-D 21", "PCL-C", "PCL-5 weekly", "EQ-5D VAS", "EQ-5D-3L", "NRS",
        "PHQ-9 item 3",
        "PHQ-9 (MADRS)", "PROMIS Depression 8a raw",
    ],
)  # fmt: skip
def test_other_and_ambiguous_names_are_not(written: str):
    assert find_instrument(written) is None


@ROWS
def test_every_row_is_found_by_its_own_names(row: Instrument):
    for written in (row.key, row.name, row.full_name, *row.aliases, row.name.upper() + " total"):
        assert find_instrument(written) is row


@pytest.mark.parametrize(
    ("header", "key", "number"),
    [
        ("phq9_1", "phq9", 1), ("phq9_01", "phq9", 1), ("phq_9_1", "phq9", 1), ("PHQ-9 Q3", "phq9", 3),
        ("phq9_item9", "phq9", 9), ("madrs_10", "madrs", 10), ("bdi2_21", "bdi2", 21),
        ("qids_sr16_16", "qids_sr16", 16), ("who5.5", "who5", 5), ("gad7 item 7", "gad7", 7),
    ],
)  # fmt: skip
def test_item_headers_are_found(header: str, key: str, number: int):
    assert find_item(header) == (INSTRUMENTS[key], number)


@pytest.mark.parametrize(
    "header",
    ["phq9", "PHQ-9", "madrs10", "gad7_8", "CADSS-6", "hamd_17", "qids_sr_16", "phq9_0", "bdi_21", ""],
)
def test_totals_and_impossible_items_are_no_items(header: str):
    assert find_item(header) is None


DASS = {"minimum": 0, "maximum": 42, "higher_is_worse": True, "whole_numbers": True, "remission": "<= 9"}


def test_declared_instrument_needs_only_range_direction_cutoff_and_kind_of_number():
    row = declare("dass_d", DASS)
    assert row.name == "dass_d"
    assert row.remission == Cutoff(op="<=", value=9, source="set by the clinic")
    assert row.responded([20, 20], [10, 11]).tolist() == [True, False]
    assert row.reliable_threshold is None


def test_declared_instrument_where_higher_is_better_has_no_percentage_rule():
    row = declare("gaf", DASS | {"maximum": 100, "higher_is_worse": False, "remission": ">=71"})
    assert row.response is None
    assert row.remitted([70, 71]).tolist() == [False, True]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"remission": "<= 99"}, "a cut-off lies outside the range"),
        ({"remission": ">= 9"}, "contradicts the direction"),
        ({"remission": "nine"}, "a cut-off is a sign and a number"),
        ({"remission": {"op": "<", "value": 3, "vlaue": 3}}, "remission.vlaue: Unexpected keyword argument"),
        ({"maximum": 0}, "the minimum must be below the maximum"),
        ({"maximum": "plenty"}, "maximum: Input should be a valid number"),
        ({"worse": "higher"}, "worse: Unexpected keyword argument"),
        ({"bands": [{"lower": 5, "label": "b"}, {"lower": 5, "label": "a"}]}, "the bands must increase"),
        ({"bands": [{"lower": 50, "label": "a"}]}, "a band lies outside the range"),
        ({"minimum": 1, "response": {"drop_percent": 50}}, "a percentage drop needs a scale from 0"),
        ({"scoring": "sum"}, "items are used but not described"),
        ({"scoring": "sum", "items": {"count": 9, "minimum": 0, "maximum": 3}}, "do not add up"),
        ({"items": {"count": 2, "minimum": 0, "maximum": 3, "labels": ["a"]}}, "one label per item"),
        ({"items": {"count": 2, "minimum": 0, "maximum": 3, "maxima": [3]}}, "one highest answer per item"),
        ({"items": {"count": 2, "minimum": 0, "maximum": 3}, "suicide_item": 3}, "beyond the last item"),
    ],
)
def test_faulty_declaration_says_what_is_wrong_and_repeats_no_value(change: dict[str, object], said: str):
    with pytest.raises(ValueError, match=said) as caught:
        declare("dass_d", DASS | change)
    assert "plenty" not in str(caught.value)
    assert "99" not in str(caught.value)


def test_declaration_without_direction_is_refused():
    with pytest.raises(ValueError, match="higher_is_worse: Field required"):
        declare("dass_d", {key: value for key, value in DASS.items() if key != "higher_is_worse"})
