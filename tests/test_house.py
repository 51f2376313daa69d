"""The house rules that no type can hold: complete tables, pages that show every panel, short functions."""

from __future__ import annotations

import ast
import importlib.util
import re
from dataclasses import fields
from pathlib import Path

import pytest

from afterglow import pipeline
from afterglow.cli import COMMANDS
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rule_words import PRESET_WORDS, RULES_IN_WORDS, SMALL_IN_WORDS
from afterglow.definitions.rules import PRESET_SOURCES, PRESETS, Rules, SmallNumbers
from afterglow.panels import PANELS
from afterglow.panels.claims import CLAIMS
from afterglow.results import KINDS
from afterglow.ui.main import SECTIONS

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
LONGEST_FUNCTION = 50
LONGEST_MODULE = 420


def panels_on_pages() -> dict[str, set[str]]:
    """Panel keys named by each page script."""
    listed = {}
    for script in sorted((ROOT / "pages").glob("*.py")):
        words = {
            node.value
            for node in ast.walk(ast.parse(script.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        listed[script.stem] = words
    return listed


def test_every_panel_is_on_a_page_and_has_an_analysis() -> None:
    shown = set().union(*panels_on_pages().values())
    assert [panel.key for panel in PANELS if panel.key not in shown] == []
    assert {panel.key for panel in PANELS} == set(pipeline.PANEL_ANALYSES)
    assert set(pipeline.PANEL_ANALYSES.values()) <= set(pipeline.ANALYSES)


def test_every_claim_leads_to_panels() -> None:
    keys = {panel.key for panel in PANELS}
    assert len(CLAIMS) == 11
    assert [claim.words for claim in CLAIMS if not claim.panels or not set(claim.panels) <= keys] == []


def test_every_command_is_documented() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"afterglow {name}" not in readme] == []


def test_the_data_dictionary_is_the_one_the_code_makes() -> None:
    spec = importlib.util.spec_from_file_location("dictionary", ROOT / "docs" / "make_data_dictionary.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    told = made.dictionary()
    assert "|  |" not in told, "a field of a result has no description"
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == told


def test_every_panel_is_complete() -> None:
    keys = [panel.key for panel in PANELS]
    assert len(keys) == len(set(keys))
    assert [panel.key for panel in PANELS if not panel.question.endswith("?")] == []
    assert [panel.key for panel in PANELS if not panel.reading.strip()] == []
    drawn = {kind for panel in PANELS for kind in panel.kinds}
    assert set(KINDS.values()) - drawn == {KINDS["withheld"]}


def test_every_page_script_is_listed_and_exists() -> None:
    listed = {script for pages in SECTIONS.values() for script, _, _ in pages}
    assert listed == set(panels_on_pages())
    assert {panel.page for panel in PANELS} <= listed


def test_every_rule_threshold_and_preset_has_words() -> None:
    assert set(RULES_IN_WORDS) == {item.name for item in fields(Rules)}
    assert set(SMALL_IN_WORDS) == {item.name for item in fields(SmallNumbers)}
    assert set(PRESETS) == set(PRESET_SOURCES) == set(PRESET_WORDS)


@pytest.mark.parametrize("key", INSTRUMENTS)
def test_every_instrument_names_its_source_and_terms(key: str) -> None:
    row = INSTRUMENTS[key]
    assert row.source
    assert row.licence
    assert row.full_name
    for part in (row.response, row.remission, row.reliable_change, row.reliability):
        assert part is None or part.source


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_functions_and_modules_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_requirements_are_pinned_and_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        plain = [line for line in lines if line and not line.startswith("#")]
        loose = [line for line in plain if "==" not in line and line not in ("-e .", "-r requirements.txt")]
        assert loose == []
        assert not re.search(r"https?://|--index|--find-links", "\n".join(plain))
    assert plain[0] == "-r requirements.txt"
    assert (ROOT / "requirements.txt").read_text(encoding="utf-8").rstrip().endswith("-e .")


def test_no_test_is_left_out() -> None:
    words = re.compile(
        r"pytest\.(skip|importorskip)|mark\.(skip|skipif|xfail)|pragma: no cover|\bTODO\b|\bFIXME\b"
    )
    here = Path(__file__)
    files = [*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
    found = [path.name for path in files if path != here and words.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_glossary_and_dictionary_ship() -> None:
    assert (ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8").startswith("# ")
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8").startswith("# ")
