"""The published table as data, and the rule of like for like."""

from dataclasses import replace

import pytest

from afterglow.definitions import benchmarks
from afterglow.definitions.benchmarks import Definition, Study, differences, like_for_like, shown, studies
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.vocabulary import DRUGS

MCINNES = Definition(
    instrument_key="phq9",
    criterion="response_50",
    anchor="last_induction_session",
    window_from_day=14,
    window_to_day=31,
    population="completed_induction",
    unit="observed",
    route_key="iv",
    drug="ketamine",
)
BY_SESSION = replace(
    MCINNES,
    anchor="first_session",
    window_from_day=None,
    window_to_day=None,
    n_sessions_before=4,
    population="completers_with_data",
)
DAY_28 = Definition(
    instrument_key="madrs",
    criterion="response_50",
    anchor="first_session",
    window_from_day=21,
    window_to_day=35,
    target_day=28,
    population="started",
    unit="observed",
    route_key="nasal",
    drug="esketamine",
)


def only(study_key: str, criterion: str, **wanted: object) -> Study:
    (study,) = (
        study
        for study in studies()
        if (study.study_key, study.criterion) == (study_key, criterion)
        and all(getattr(study, name) == value for name, value in wanted.items())
    )
    return study


def keys(definition: Definition) -> list[str]:
    return [study.study_key for study in like_for_like(definition)]


def test_the_table_is_whole():
    assert len(studies()) == 138
    assert sum(study.matchable for study in studies()) == 17
    counted = {kind: sum(study.verified == kind for study in studies()) for kind in ("yes", "vendor", "no")}
    assert counted == {"yes": 121, "vendor": 9, "no": 8}


def test_every_row_names_its_source_and_its_reason():
    assert all(study.source_url_or_doi and study.citation for study in studies())
    assert all(bool(study.why_not) != study.matchable for study in studies())


def test_codes_are_known():
    for study in studies():
        assert study.criterion in benchmarks.CRITERION_WORDS
        assert study.anchor is None or study.anchor in benchmarks.ANCHOR_WORDS
        assert study.population is None or study.population in benchmarks.POPULATION_WORDS
        assert study.unit is None or study.unit in benchmarks.UNIT_WORDS
        assert study.route_key is None or study.route_key in benchmarks.ROUTE_WORDS
        assert study.drug in (None, "ect", "antidepressant", "quetiapine", *DRUGS)
        assert study.instrument_key in (None, "none", *INSTRUMENTS)


def test_matchable_rows_are_complete():
    for study in (study for study in studies() if study.matchable):
        known = (
            study.instrument_key,
            study.anchor,
            study.population,
            study.unit,
            study.route_key,
            study.drug,
        )
        assert study.verified == "yes"
        assert None not in known
        assert "other" not in known
        assert study.n_sessions_before is not None or study.window_to_day is not None
        assert study.criterion != "remission" or None not in (study.cutoff_op, study.cutoff)


def test_printed_percentages_follow_from_their_counts():
    counted = [study for study in studies() if study.numerator is not None]
    assert len(counted) == 43
    for study in counted:
        assert study.numerator is not None
        assert study.denominator
        assert study.count_source in ("stated", "derived")
        assert study.is_percent
        decimals = len(f"{study.estimate:g}".partition(".")[2])
        percent = 100 * study.numerator / study.denominator
        assert abs(percent - study.estimate) <= 0.5 * 10**-decimals + 1e-9


def test_published_intervals_hold_their_estimate():
    for study in studies():
        if study.ci_low is not None and study.ci_high is not None:
            assert study.ci_low <= study.estimate <= study.ci_high


def test_unverified_rows_are_never_shown_and_vendor_rows_on_request():
    assert {study.verified for study in shown()} == {"yes"}
    assert {study.verified for study in shown(vendor=True)} == {"yes", "vendor"}


def test_analysed_share():
    assert only("mcinnes2022", "response_50").analysed_share == pytest.approx(537 / 9016)
    assert only("hull2022", "response_50", instrument_key="phq9").analysed_share is None


def test_mcinnes_equals_the_default_rules():
    assert keys(MCINNES) == ["mcinnes2022"]
    assert keys(replace(MCINNES, criterion="remission", cutoff_op="<", cutoff=5)) == ["mcinnes2022"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"instrument_key": "madrs"}, "scale: PHQ-9 in the study"),
        ({"window_from_day": 1}, "time: 14-31 days after the last induction session in the study, "
                                 "1-31 days after the last induction session here"),
        ({"anchor": "first_session"}, "time: 14-31 days after the last induction session in the study, "
                                      "14-31 days after the first session here"),
        ({"population": "started"}, "people counted: people who completed induction in the study, "
                                    "everybody who started here"),
        ({"unit": "nri"}, "missing scores: people with a score in the study, "
                          "missing counted as failure here"),
        ({"route_key": "im"}, "route: IV in the study, IM here"),
        ({"route_key": None}, "route: IV in the study, mixed or not known here"),
        ({"drug": None}, "medicine: ketamine in the study, mixed or not known here"),
        ({"baseline_from": 10}, "baseline: any in the study, 10 or higher here"),
        ({"criterion": "remission", "cutoff_op": "<", "cutoff": 5},
         "criterion: response (half of baseline or less) in the study, remission here"),
    ],
)  # fmt: skip
def test_each_difference_is_said(change: dict[str, object], said: str):
    definition = replace(MCINNES, **change)  # pyright: ignore[reportArgumentType]
    assert differences(only("mcinnes2022", "response_50"), definition) == (said,)


def test_the_sign_of_the_cutoff_matters():
    study = only("mcinnes2022", "remission")
    assert differences(study, replace(MCINNES, criterion="remission", cutoff_op="<=", cutoff=5)) == (
        "cut-off: <5 in the study, <=5 here",
    )


def test_share_by_session_number_matches_completers_with_data():
    qids = replace(BY_SESSION, instrument_key="qids_sr16")
    assert keys(qids) == ["mcintyre2020"]
    assert keys(replace(qids, n_sessions_before=6)) == []
    assert keys(replace(qids, population="completed_induction")) == []


@pytest.mark.parametrize("key", ["phq9", "gad7"])
def test_hull_remission_needs_the_severity_gate(key: str):
    hull = replace(
        BY_SESSION, instrument_key=key, route_key="sublingual", criterion="remission", cutoff_op="<", cutoff=5
    )
    assert keys(hull) == []
    assert keys(replace(hull, baseline_from=10)) == ["hull2022"]
    assert keys(replace(hull, criterion="response_50", cutoff_op=None, cutoff=None)) == ["hull2022"]


def test_a_visit_day_equals_a_window_aimed_within_one_day_of_it():
    assert keys(DAY_28) == ["transform_pooled_esk", "transform2"]
    assert keys(replace(DAY_28, target_day=26)) == ["transform_pooled_esk", "transform2"]
    assert keys(replace(DAY_28, target_day=29)) == []
    assert keys(replace(DAY_28, target_day=None)) == []
    assert keys(replace(DAY_28, target_day=2, window_from_day=1, window_to_day=3)) == ["transform_pooled_esk"]


def test_the_tolerance_is_for_single_days_only():
    assert not like_for_like(replace(MCINNES, window_from_day=13, window_to_day=30, target_day=21))


def test_madrs_remission_is_compared_at_the_same_cutoff():
    at = {
        cutoff: keys(replace(DAY_28, criterion="remission", cutoff_op="<=", cutoff=cutoff))
        for cutoff in (10, 12)
    }
    assert at == {10: [], 12: ["transform2"]}


def test_a_randomised_population_equals_no_clinic():
    escape = only("escape_esk", "remission", matchable=True)
    closest = replace(
        DAY_28,
        criterion="remission",
        cutoff_op="<=",
        cutoff=10,
        unit="nri",
        anchor="randomisation",
        window_from_day=56,
        window_to_day=56,
    )
    assert differences(escape, closest) == (
        "people counted: everybody randomised in the study, everybody who started here",
    )


def test_an_incomplete_row_gives_its_reason_first():
    study = next(study for study in studies() if study.study_key == "sakurai2020")
    assert differences(study, MCINNES)[0] == study.why_not


def test_window_words():
    assert benchmarks.window_words(MCINNES) == "14-31 days after the last induction session"
    assert benchmarks.window_words(BY_SESSION) == "after 4 sessions"
    assert benchmarks.window_words(only("transform2", "remission")) == "27 days after the first session"
    nowhere = next(study for study in studies() if study.anchor is None and study.n_sessions_before is None)
    assert benchmarks.window_words(nowhere) == "not stated"


def test_one_day_reads_as_one_day():
    definition = replace(MCINNES, window_from_day=1, window_to_day=1)
    assert benchmarks.window_words(definition).startswith("1 day after")
