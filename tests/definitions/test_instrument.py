"""The arithmetic of an instrument, by hand."""

import math

import numpy as np
import pytest

from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.parts import Cutoff

PHQ9, QIDS, WHO5, PAIN = (INSTRUMENTS[key] for key in ("phq9", "qids_sr16", "who5", "pain_nrs"))
NAN = math.nan


def test_half_of_baseline_counts_as_response():
    assert PHQ9.responded([20, 20, 21, 21, 27], [10, 11, 10, 11, 0]).tolist() == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_every_whole_number_pair_agrees_with_integer_arithmetic():
    before, after = (grid.ravel() for grid in np.meshgrid(np.arange(1, 61), np.arange(61)))
    madrs = INSTRUMENTS["madrs"]
    response, quarter = 2 * after <= before, 4 * after <= 3 * before
    assert (madrs.responded(before, after) == response).all()
    assert (madrs.partial(before, after) == (quarter & ~response)).all()


def test_the_boundary_survives_decimals():
    assert PHQ9.responded(0.3, 0.15)
    assert not PHQ9.responded(0.3, 0.1500001)


def test_baseline_zero_and_missing_scores_never_respond():
    assert PHQ9.responded([0, NAN, 20], [0, 5, NAN]).tolist() == [False, False, False]


def test_partial_response_is_a_quarter_or_more_but_no_half():
    assert PHQ9.partial([20, 20, 20, 20], [16, 15, 11, 10]).tolist() == [False, True, True, False]


def test_thirty_percent_rule_for_pain():
    assert PAIN.response is not None
    assert PAIN.response.also == (30,)
    assert PAIN.dropped([10, 10, 7], [7, 8, 5], percent=30).tolist() == [True, False, False]


@pytest.mark.parametrize("key", ["who5", "eq5d_index", "promis_dep", "pcl5"])
def test_no_response_is_computed_where_a_ratio_has_no_meaning(key: str):
    with pytest.raises(ValueError, match="has no meaning"):
        INSTRUMENTS[key].responded([20], [10])


def test_improvement_is_positive_when_better_on_both_kinds_of_scale():
    assert PHQ9.improvement([20, 5], [10, 9]).tolist() == [10, -4]
    assert WHO5.improvement([20, 40], [60, 32]).tolist() == [40, -8]


def test_remission_honours_the_sign():
    assert PHQ9.remitted([4, 5, NAN]).tolist() == [True, False, False]
    assert QIDS.remitted([5, 6]).tolist() == [True, False]


def test_remission_without_a_cutoff_is_an_error():
    with pytest.raises(ValueError, match="has no remission cut-off"):
        PAIN.remitted([0])


def test_published_points_count_from_the_value_itself():
    assert PHQ9.reliable_threshold == 6
    assert PHQ9.reliably_improved([20, 20], [14, 15]).tolist() == [True, False]
    assert PHQ9.reliably_worsened([10, 10], [16, 15]).tolist() == [True, False]


def test_computed_threshold_counts_only_beyond_it():
    assert QIDS.reliable_threshold == pytest.approx(4.148538, abs=1e-6)
    assert QIDS.reliably_improved([20, 20], [15, 16]).tolist() == [True, False]


def test_reliable_change_without_any_threshold_is_an_error():
    assert WHO5.reliable_points is None
    with pytest.raises(ValueError, match="no reliable-change threshold"):
        WHO5.reliably_improved([20], [60])


def test_bands_include_their_lower_end():
    assert PHQ9.band_index([0, 4, 5, 19, 20, 27, NAN]).tolist() == [0, 0, 1, 3, 4, 4, -1]
    assert [PHQ9.band_of(score) for score in (9, 10, None)] == ["mild", "moderate", None]
    assert [WHO5.band_of(score) for score in (28, 32, 50, 52)] == [
        "likely depression",
        "low",
        "low",
        "adequate",
    ]
    assert PHQ9.band_from("moderate") == 10
    assert PHQ9.band_from("no such band") is None


def test_a_scale_without_bands_puts_nobody_in_one():
    assert INSTRUMENTS["pcl5"].band_index([40, NAN]).tolist() == [-1, -1]


def test_range_is_open_where_the_scale_has_no_limit():
    assert PHQ9.in_range([-1, 0, 27, 28, NAN]).tolist() == [False, True, True, False, False]
    assert INSTRUMENTS["eq5d_index"].in_range([-0.5, 1, 1.01]).tolist() == [True, True, False]


def test_phq9_total_is_prorated_for_two_missing_items_at_most():
    full = [3, 3, 2, 2, 1, 1, 1, 1, 0]
    one, two, three = (([NAN] * k) + full[k:] for k in (1, 2, 3))
    # 11 x 9/8 = 12.375; 8 x 9/7 = 10.29.
    assert PHQ9.totals([full, one, two]).tolist() == [14, 12, 10]
    assert np.isnan(PHQ9.totals([three])).all()


def test_prorated_halves_round_up():
    assert PHQ9.totals([[NAN, 1, 1, 1, 1, 0, 0, 0, 0]]).tolist() == [5]


def test_qids_total_takes_the_highest_of_each_domain():
    answers = [1, 2, 3, 0, 2, 1, NAN, 2, NAN, 1, 2, 0, 3, 1, 0, 2]
    # sleep 3, mood 2, appetite/weight 2, then 1 2 0 3 1, pace 2
    assert QIDS.totals([answers]).tolist() == [16]
    assert QIDS.totals([[3] * 16]).tolist() == [27]


def test_qids_total_is_missing_when_a_domain_is():
    answers = np.ones((3, 16))
    answers[0, 4] = answers[1, 0] = answers[2, 5] = answers[2, 6] = answers[2, 7] = NAN
    assert np.isnan(QIDS.totals(answers)).all()


def test_who5_total_is_the_percentage():
    assert WHO5.totals([[5, 5, 5, 5, 5], [1, 2, 3, 2, 1]]).tolist() == [100, 36]
    assert np.isnan(WHO5.totals([[5, NAN, 5, 5, 5]])).all()


@pytest.mark.parametrize("key", ["cssrs_screen", "promis_dep", "eq5d_index"])
def test_totals_that_are_not_made_from_items_are_refused(key: str):
    with pytest.raises(ValueError, match="not made from its items"):
        INSTRUMENTS[key].totals([[1, 1, 1, 1, 1, 1, 1]])


def test_cutoff_in_words_and_signs():
    assert Cutoff.parse("<5").in_words() == "below 5"
    assert Cutoff.parse(" <= 10 ").in_words() == "10 or lower"
    assert Cutoff.parse(">50").in_words() == "above 50"
    assert Cutoff.parse(">=70.5").in_signs() == ">=70.5"
