"""A rules file that cannot be meant as written is refused with a sentence, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afterglow.cli import main

SESSIONS = "patient_id,date\n" + "".join(f"{who},2024-01-{day:02d}\n" for who in "ab" for day in (1, 4, 15))
SCORES = (
    "patient_id,date,instrument,total\na,2023-12-30,PHQ-9,20\na,2024-02-05,PHQ-9,6\nb,2023-12-30,PHQ-9,18\n"
)
ROW = "minimum = 0\nmaximum = 10\nhigher_is_worse = true\nwhole_numbers = true\n"


def summary(tmp_path: Path, rules: str | bytes) -> int:
    (tmp_path / "sessions.csv").write_text(SESSIONS)
    (tmp_path / "scores.csv").write_text(SCORES)
    (tmp_path / "rules.toml").write_bytes(rules.encode() if isinstance(rules, str) else rules)
    names = {
        "--sessions": "sessions.csv",
        "--scores": "scores.csv",
        "--rules": "rules.toml",
        "--json": "out.json",
    }
    return main(
        [
            "summary",
            "--cutoff",
            "2024-06-30",
            *(part for key, name in names.items() for part in (key, str(tmp_path / name))),
        ]
    )


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ('remission_cutoff = {phq9 = "<=x"}', "remission_cutoff, phq9: a cut-off is a sign and a number"),
        ('remission_cutoff = {phq9 = "<=999"}', "remission_cutoff, phq9: a cut-off lies outside the range"),
        ('remission_cutoff = {phq9 = ">=5"}', "contradicts the direction"),
        ('remission_cutoff = {phq99 = "<=5"}', "there is no instrument phq99"),
        ("reliable_points = {phq99 = 5}", "there is no instrument phq99"),
        ("reliable_points = {phq9 = nan}", "reliable_points"),
        ("reliable_points = {phq9 = inf}", "reliable_points"),
        ("reliable_points = {phq9 = -3}", "reliable_points must be numbers above 0"),
        ("baseline_days = 9223372036854775807", "baseline_days must not be above"),
        ("induction_last_day = 99999999999999999999", "induction_last_day must not be above"),
        ("endpoint = {to_day = 99999999999999999999}", "beyond 100,000 days"),
        ("instruments = 3", "declared as a table"),
        ("[instruments]\nx = 3", "declared as a table"),
        ("[[instruments]]\nkey = 'x'", "declared as a table"),
        (f'[instruments.""]\n{ROW}', "needs a key"),
        (b"\xff", "the text is not UTF-8"),
    ],
)
def test_a_rules_file_with_a_mistake_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rules: str | bytes, says: str
) -> None:
    assert summary(tmp_path, rules) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


def test_own_cut_off_of_a_declared_instrument_is_taken(tmp_path: Path) -> None:
    assert summary(tmp_path, f'remission_cutoff = {{mood = "<=3"}}\n[instruments.mood]\n{ROW}') == 0


def test_a_table_as_read_goes_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sessions.csv").write_text(SESSIONS)
    assert main(["check", "--as-read", "-", str(tmp_path / "sessions.csv")]) == 0
    table = json.loads(capsys.readouterr().out)
    assert table["header"] == ["patient_id", "date"]
    assert len(table["rows"]) == 6
