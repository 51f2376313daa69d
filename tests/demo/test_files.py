"""The committed sample is what the generator writes, and its wrong rows are where the README says."""

import csv
from datetime import date
from pathlib import Path

import pytest

from afterglow.definitions.instruments import find_instrument, find_item
from afterglow.definitions.vocabulary import (
    find_column,
    find_item_number,
    find_phase,
    find_route,
    find_setting,
)
from afterglow.demo import CUT_OFF, Clinic, invent, write_demo

SAMPLE = Path(__file__).parents[2] / "sample_data"
NAMES = ["sessions.csv", "scores.csv", "patients.csv"]


@pytest.fixture(scope="module")
def clinic() -> Clinic:
    return invent()


def table_rows(heading: str) -> list[list[str]]:
    """Cells of the README's table whose header starts with `heading`."""
    lines = (SAMPLE / "README.md").read_text(encoding="utf-8").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(heading))
    body = lines[start + 2 :]
    end = next((place for place, line in enumerate(body) if not line.startswith("|")), len(body))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body[:end]]


def sound(clinic: Clinic, name: str) -> list[dict[str, str]]:
    wrong = {mistake.line for mistake in clinic.mistakes if mistake.file == name}
    return [row for line, row in enumerate(clinic.files[name], start=2) if line not in wrong]


def test_the_committed_files_are_the_default_output(tmp_path: Path) -> None:
    written = write_demo(tmp_path / "new" / "folder")
    assert [path.name for path in written] == NAMES
    for path in written:
        assert path.read_bytes() == (SAMPLE / path.name).read_bytes()


def test_lines_end_in_a_bare_newline_and_the_whole_is_small() -> None:
    contents = [(SAMPLE / name).read_bytes() for name in NAMES]
    assert all(b"\r" not in content and content.endswith(b"\n") for content in contents)
    assert sum(map(len, contents)) < 3_000_000


def test_the_same_seed_gives_the_same_files_and_another_seed_others(tmp_path: Path) -> None:
    once, again, other = (
        [path.read_bytes() for path in write_demo(tmp_path / folder, seed=seed, people=30)]
        for folder, seed in (("a", 5), ("b", 5), ("c", 6))
    )
    assert once == again
    assert all(first != second for first, second in zip(once, other, strict=True))


@pytest.mark.parametrize("people", [20, 60, 150])
def test_any_number_of_people_can_be_asked_for(people: int) -> None:
    small = invent(seed=11, people=people)
    assert len(small.files["patients.csv"]) == people
    assert len({row["patient_id"] for row in small.files["sessions.csv"]}) == people


def test_the_readme_gives_the_row_counts(clinic: Clinic) -> None:
    counted = {file: int(rows) for file, rows, _ in table_rows("| file | rows")}
    assert counted == {name: len(rows) for name, rows in clinic.files.items()}


def test_the_readme_lists_every_wrong_row(clinic: Clinic) -> None:
    listed = [tuple(cells) for cells in table_rows("| file | line")]
    assert listed == [(m.file, str(m.line), m.column or "whole row", m.what) for m in clinic.mistakes]
    assert len(listed) == 12


def test_without_the_extra_rows_no_session_is_written_twice(clinic: Clinic) -> None:
    extra = {m.line for m in clinic.mistakes if m.file == "sessions.csv" and m.column != "dose_mg_per_kg"}
    kept = [row for line, row in enumerate(clinic.files["sessions.csv"], start=2) if line not in extra]
    numbers = [(row["patient_id"], row["session_number"]) for row in kept]
    days = [(row["patient_id"], row["date"][:10]) for row in kept]
    assert len(numbers) == len(set(numbers)) == len(set(days)) == len(kept)


def test_the_wrong_rows_are_wrong_in_the_committed_files() -> None:
    cells = {}
    for file, line, column, what in table_rows("| file | line"):
        with (SAMPLE / file).open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        row, above = rows[int(line) - 2], rows[int(line) - 3]
        differing = [name for name in row if row[name] != above[name]]
        assert differing == [] if column == "whole row" else column in differing
        cells[what] = row.get(column, "")
    assert cells == {
        "the same row twice": "",
        "a hundred times too high": "55",
        "no such day in the calendar": "2025-02-30",
        "a name no instrument has": "MARDS",
        "not a whole number": "17.5",
        "no total": "",
        "a patient without a session": "PK-9041",
        "above the highest possible GAD-7 total": "34",
        "above the highest possible PHQ-9 total": "99",
        "after the day of import": "2062-03-14",
        "below the lowest possible PHQ-9 total": "-9",
    }


def test_every_header_has_a_meaning(clinic: Clinic) -> None:
    for name, rows in clinic.files.items():
        for header in rows[0]:
            kind = name.removesuffix(".csv")
            known = find_column(kind, header) or find_item_number(header)  # type: ignore[arg-type]
            assert known is not None, (name, header)
            assert find_item(header) is None


def test_sound_rows_hold_possible_values_only(clinic: Clinic) -> None:
    for row in sound(clinic, "scores.csv"):
        instrument = find_instrument(row["instrument"])
        assert instrument is not None
        assert bool(instrument.in_range(float(row["total"])))
        assert int(row["total"]) % instrument.multiplier == 0
        assert date.fromisoformat(row["date"][:10]) <= CUT_OFF
    for row in sound(clinic, "sessions.csv"):
        assert find_route(row["route"]) in ("iv", "im", "nasal", "oral")
        assert find_phase(row["phase"]) in ("induction", "maintenance")
        assert find_setting(row["setting"]) in ("supervised", "home")
        assert row["dose_mg_per_kg"] == "" or 0.4 <= float(row["dose_mg_per_kg"]) <= 1.2
        assert date(2022, 7, 1) <= date.fromisoformat(row["date"][:10]) <= CUT_OFF


def test_items_add_up_to_their_total(clinic: Clinic) -> None:
    checked = {"PHQ-9": 0, "GAD-7": 0, "MADRS": 0}
    for row in sound(clinic, "scores.csv"):
        answers = [int(row[f"item_{number}"]) for number in range(1, 11) if row[f"item_{number}"]]
        if answers:
            instrument = find_instrument(row["instrument"])
            assert instrument is not None
            assert instrument.items is not None
            assert len(answers) == instrument.items.count
            assert max(answers) <= instrument.items.maximum
            assert sum(answers) == int(row["total"])
            checked[row["instrument"]] += 1
    assert min(checked.values()) > 300


def test_nobody_is_scored_twice_a_day_without_a_time(clinic: Clinic) -> None:
    keys = [(row["patient_id"], row["date"], row["instrument"]) for row in sound(clinic, "scores.csv")]
    assert len(keys) == len(set(keys))


def test_everybody_scored_or_described_has_a_session_and_a_site_code(clinic: Clinic) -> None:
    prefixes = {"Harbour Street": "HS", "Mill Lane": "ML", "Park": "PK"}
    sessions = sound(clinic, "sessions.csv")
    treated = {row["patient_id"] for row in sessions}
    assert {row["patient_id"] for row in sound(clinic, "scores.csv")} <= treated
    assert {row["patient_id"] for row in clinic.files["patients.csv"]} == treated
    assert all(row["patient_id"].startswith(prefixes[row["site"]] + "-") for row in sessions)


def test_every_file_and_site_runs_up_to_the_cut_off(clinic: Clinic) -> None:
    for name in ("sessions.csv", "scores.csv"):
        rows = sound(clinic, name)
        for prefix in ("HS", "ML", "PK"):
            latest = max(row["date"][:10] for row in rows if row["patient_id"].startswith(prefix))
            assert 0 <= (CUT_OFF - date.fromisoformat(latest)).days <= 7
        assert max(row["date"][:10] for row in rows) == CUT_OFF.isoformat()


def test_times_of_day_are_kept_by_one_site(clinic: Clinic) -> None:
    for name in ("sessions.csv", "scores.csv"):
        for row in sound(clinic, name):
            assert (len(row["date"]) == 16) == row["patient_id"].startswith("ML")
