"""Every page by Streamlit's own test harness: no browser, so quick; what needs one is in tests/browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from afterglow.demo import demo_files
from afterglow.ui import main as main_script
from afterglow.ui.main import SECTIONS

MAIN = Path(main_script.__file__)
SCRIPTS = [script for pages in SECTIONS.values() for script, _, _ in pages]


def run(query: dict[str, str | list[str]] | None = None) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    for key, value in (query or {}).items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("script", SCRIPTS)
def test_page_runs(script: str) -> None:
    app = run()
    app.switch_page(f"../../../pages/{script}.py").run()
    assert not app.exception
    assert "class='ag-failure'" not in words(app)
    assert "<h1" in words(app)


def test_overview_leads_with_the_headline_figures() -> None:
    app = run()
    said = words(app)
    assert said.count('class="ag-card"') == 6
    assert "Responded" in said
    assert "Who was treated, and who could be judged?" in said


def test_link_narrows_the_people() -> None:
    everybody, park = words(run()), words(run({"site": "Park"}))
    assert "396 people treated" in everybody
    assert "396 people treated" not in park
    assert "people treated" in park


def test_chart_has_its_answer_as_alternative_text() -> None:
    app = run()
    charts = app.get("plotly_chart")
    assert len(charts) == 1
    assert "responded" in charts[0].proto.alt
    assert "**" not in charts[0].proto.alt


def test_rule_change_is_said() -> None:
    app = run()
    toggle = next(each for each in app.toggle if each.label.startswith("Only people"))
    toggle.set_value(True).run()
    assert not app.exception
    said = words(app).split("class='ag-change'")[1].split("</p>")[0]
    assert "esponse" in said
    assert " to " in said


def test_upload_replaces_the_demo_clinic_and_goes_again() -> None:
    app = run()
    app.switch_page("../../../pages/data.py").run()
    files = demo_files(seed=3, people=60)
    for name in ("sessions.csv", "scores.csv"):
        app.file_uploader[0].upload(name, files[name], "text/csv")
    app.run()
    assert not app.exception
    while not any(button.label == "Open the dashboard" for button in app.button):
        answer(app)
    press(app, "Open the dashboard")
    assert "Your clinic" in words(app)
    press(app, "Close these files and show the demo clinic")
    assert "Demo clinic" in words(app)


def answer(app: AppTest) -> None:
    """Answer what is asked with its first choice, or with the last day of the demo clinic."""
    from afterglow.demo import CUT_OFF

    for date in app.date_input:
        date.set_value(CUT_OFF)
    for radio in app.radio:
        if radio.value is None:
            radio.set_value(radio.options[0])
    press(app, "Go on")


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
