"""The Treatment and Safety pages of bare, tiny and odd clinics: something true is said on each panel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from afterglow import pipeline
from afterglow.figures.theme import LIGHT
from afterglow.ledger import UNKNOWN, Ledger
from afterglow.panels import PANELS, Html, Panel
from afterglow.panels.render_table import screen_rows
from afterglow.pipeline import Selection, View
from afterglow.results import Withheld, from_json, to_json

OURS = [panel for panel in PANELS if panel.page in ("treatment", "safety")]
NEEDS = {
    "indicated": "age_band",
    "doses": "dose_mg_per_kg",
    "places": "route or setting",
    "suicidal_thoughts": "PHQ-9 item 9",
    "dissociation": "cadss_peak",
    "blood_pressure": "systolic_peak and diastolic_peak",
    "adverse_events": "adverse_event or stopped_early",
    "events_by_group": "adverse_event or stopped_early",
}


@pytest.fixture(scope="module")
def demo() -> Ledger:
    found = pipeline.demo().ledger
    assert found is not None
    return found


@pytest.fixture(scope="module")
def bare(demo: Ledger) -> Ledger:
    """The same people with nothing but days and totals."""
    keep = np.array([not key.endswith("item9") for key in demo.instruments])
    rows = keep[demo.scores.instrument]
    names = ("patient", "day", "clock", "post", "instrument", "total")
    scores = replace(demo.scores, items={}, **{name: getattr(demo.scores, name)[rows] for name in names})
    return replace(
        demo,
        patients=replace(demo.patients, categories={}),
        sessions=replace(demo.sessions, measures={}, categories={}),
        scores=scores,
    )


def assert_said(panel: Panel, view: View) -> None:
    result = view.result(panel.key)
    assert from_json(to_json(result)) == result
    if isinstance(result, Withheld):
        return
    assert isinstance(result, panel.kinds)
    for text in (panel.answer(result), panel.note(result)):
        assert text and "None" not in text and "nan" not in text.split()
    assert panel.draw is not None
    assert isinstance(panel.draw(result, LIGHT), go.Figure | Html)
    screen_rows(panel.table(result))


@pytest.mark.parametrize("panel", OURS, ids=lambda panel: panel.key)
def test_without_any_optional_column_each_panel_says_what_it_needs(panel: Panel, bare: Ledger) -> None:
    result = View(bare).result(panel.key)
    if panel.key in NEEDS:
        assert isinstance(result, Withheld)
        assert NEEDS[panel.key] in result.reason
        assert result.heading and result.mend
    else:
        assert_said(panel, View(bare))
        assert not isinstance(result, Withheld)


@pytest.mark.parametrize("panel", OURS, ids=lambda panel: panel.key)
@pytest.mark.parametrize("people", [1, 3, 9, 14, 40])
def test_few_people(panel: Panel, people: int, demo: Ledger) -> None:
    random = np.random.default_rng(people)
    for _ in range(3):
        chosen = np.zeros(len(demo.patients), dtype=bool)
        chosen[random.choice(len(demo.patients), people, replace=False)] = True
        assert_said(panel, View(demo).narrowed(chosen))


@pytest.mark.parametrize("panel", OURS, ids=lambda panel: panel.key)
@pytest.mark.parametrize("scale", ["gad7", "madrs", "who5", "pcl5"])
def test_other_scales(panel: Panel, scale: str, demo: Ledger) -> None:
    assert_said(panel, View(demo, selection=Selection(instrument=scale)))


@pytest.mark.parametrize("panel", OURS, ids=lambda panel: panel.key)
def test_without_a_cut_off(panel: Panel, demo: Ledger) -> None:
    unknown = np.full(len(demo.patients), UNKNOWN, dtype=np.int64)
    ledger = replace(demo, patients=replace(demo.patients, followup_day=unknown))
    assert_said(panel, View(ledger))


def test_the_safety_page_counts_those_who_joined_and_the_rates_do_not(demo: Ledger) -> None:
    view = View(demo)
    joined = int(demo.patients.joined_mid_course.sum())
    felt, stopped = view.analysed("dissociation"), view.analysed("stopping")
    assert joined == 4
    assert felt.scope.people == len(demo.patients)  # pyright: ignore[reportAttributeAccessIssue]
    assert stopped.scope.treated == len(demo.patients) - joined  # pyright: ignore[reportAttributeAccessIssue]
