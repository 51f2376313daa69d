"""Wrong rows put into the files on purpose, as real exports have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong row: where it stands and what is wrong with it.

    line : number of the line in the file, the header being line 1.
    column : the column at fault; empty when it is the whole row.
    """

    file: str
    line: int
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class _Fault:
    """How to make one mistake: copy a row that `suits`, put `written` into `column`, add it below.

    in_place : spoil the row itself; for values that are left out while the row stays.
    """

    file: str
    column: str
    written: str
    what: str
    suits: Callable[[Row], bool]
    in_place: bool = False

    def copied(self, row: Row) -> Row:
        spoilt = {self.column: self.written} if self.column else {}
        bare = dict.fromkeys(_ANSWERS, "") if self.column == "total" else {}
        return {**row, **{name: value for name, value in bare.items() if name in row}, **spoilt}


@dataclass(slots=True)
class _Line:
    row: Row
    fault: _Fault | None = None
    after: list[_Line] = field(default_factory=list)


def _of(instrument: str) -> Callable[[Row], bool]:
    return lambda row: row["instrument"] == instrument


def _booster(row: Row) -> bool:
    return row["phase"] == "maintenance" and row["route"] == "IV" and row["date"].startswith("2025")


_ANSWERS = (*(f"item_{number}" for number in range(1, 11)), "functional_difficulty")
FAULTS = (
    _Fault("scores.csv", "total", "99", "above the highest possible PHQ-9 total", _of("PHQ-9")),
    _Fault("scores.csv", "total", "34", "above the highest possible GAD-7 total", _of("GAD-7")),
    _Fault("scores.csv", "total", "-9", "below the lowest possible PHQ-9 total", _of("PHQ-9")),
    _Fault("scores.csv", "total", "17.5", "not a whole number", _of("MADRS")),
    _Fault("scores.csv", "total", "", "no total", _of("QIDS-SR16")),
    _Fault("scores.csv", "instrument", "MARDS", "a name no instrument has", _of("MADRS")),
    _Fault("scores.csv", "date", "2062-03-14", "after the day of import", _of("PHQ-9")),
    _Fault("scores.csv", "patient_id", "PK-9041", "a patient without a session", _of("WHO-5")),
    _Fault("scores.csv", "", "", "the same row twice", _of("PHQ-9")),
    _Fault("sessions.csv", "", "", "the same row twice", _booster),
    _Fault("sessions.csv", "date", "2025-02-30", "no such day in the calendar", _booster),
    _Fault("sessions.csv", "dose_mg_per_kg", "55", "a hundred times too high", _booster, in_place=True),
)


def with_mistakes(
    rng: np.random.Generator, files: Mapping[str, Sequence[Row]]
) -> tuple[dict[str, list[Row]], list[Mistake]]:
    """The same files with one wrong row for each fault, and where those rows ended up.

    Unless a fault is made in place its row is an extra one, and leaving it out gives the sound file back.
    """
    lines = {name: [_Line(row) for row in rows] for name, rows in files.items()}
    for fault in FAULTS:
        suitable = [line for line in lines[fault.file] if fault.suits(line.row) and not line.after]
        chosen = suitable[int(rng.integers(len(suitable)))]
        if fault.in_place:
            chosen.row, chosen.fault = fault.copied(chosen.row), fault
        else:
            chosen.after.append(_Line(fault.copied(chosen.row), fault))
    written = {name: _in_order(of_file) for name, of_file in lines.items()}
    mistakes = [
        Mistake(name, number, line.fault.column, line.fault.what)
        for name, of_file in written.items()
        for number, line in enumerate(of_file, start=2)
        if line.fault is not None
    ]
    return {name: [line.row for line in of_file] for name, of_file in written.items()}, mistakes


def _in_order(lines: Sequence[_Line]) -> list[_Line]:
    return [each for line in lines for each in (line, *line.after)]
