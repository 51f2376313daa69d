"""Spellings the command line takes, and scales a rules file may not take over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afterglow.cli import main

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
FILES = [
    "summary",
    *("--sessions", str(SAMPLE / "sessions.csv")),
    *("--scores", str(SAMPLE / "scores.csv")),
    *("--patients", str(SAMPLE / "patients.csv")),
]


def run(tmp_path: Path, *options: str) -> dict:
    out = tmp_path / "out.json"
    assert main([*FILES, "--json", str(out), *options]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def test_scales_and_columns_may_be_spelt_as_people_write_them(tmp_path: Path) -> None:
    told = run(tmp_path, "--instrument", "PHQ-9", "--by", "Age band")
    assert told["rules"]["instrument"] == "phq9"
    assert list(told["groups"]) == ["18-29", "30-39", "40-49", "50-59", "60-69", "70+"]


def test_grouping_by_what_happened_later_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    code = main([*FILES, "--json", str(tmp_path / "out.json"), "--by", "Boosters"])
    assert code == 2
    assert "after the first session" in capsys.readouterr().err


@pytest.mark.parametrize("table", ["[instruments.phq9]", '[instruments.mine]\naliases = ["PHQ-9"]'])
def test_a_declared_scale_cannot_take_over_one_of_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture, table: str
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(f"{table}\nminimum = 0\nmaximum = 30\nhigher_is_worse = true\nwhole_numbers = true\n")
    code = main([*FILES, "--json", str(tmp_path / "out.json"), "--rules", str(rules)])
    assert code == 2
    assert "the table has a scale of that name" in capsys.readouterr().err
