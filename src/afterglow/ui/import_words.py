"""What an import says of itself: accounting, problems, what was removed, as sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.figures.numbers import capital, count, listed, month, people, plural
from afterglow.ingest.codes import CODES
from afterglow.ingest.importing import Accounting, FileAccount, Import
from afterglow.ingest.problems import Problem
from afterglow.panels import Column, Table

LEVEL_WORDS = {"stop": "stops the import", "drop": "row left out", "warn": "to know"}
SHORT_REASONS: Mapping[str, str] = {
    "too_many_cells": "the row has more cells than the header",
    "too_few_cells": "the row has fewer cells than the header",
    "scale_without_total": "the scale has no total that means anything",
    "items_missing": "too many items are missing for a total",
    "total_out_of_range": "outside the possible totals of the scale",
    "total_sentinel": "outside the possible totals: it looks like a code for a missing value",
    "total_not_whole": "totals of the scale are whole numbers",
    "total_no_multiple": "no multiple, as nearly all totals of the scale here are",
    "score_differs": "another total for this patient and time stands above and was kept",
    "with_its_row": "in a row that was left out",
}
"""Reasons whose own words name a scale or a number, said without it."""


def reason_words(code: str) -> str:
    """A code as the reason for leaving rows out."""
    return SHORT_REASONS.get(code) or CODES[code].message


def loaded_sentence(name: str, accounting: Accounting) -> str:
    """What is loaded, in one sentence with its numbers."""
    until = f", data to {month(accounting.cutoff_month)}" if accounting.cutoff_month else ""
    sessions = plural(accounting.sessions, "session", "sessions")
    scores = plural(accounting.scores, "score", "scores")
    return f"{name}: **{people(accounting.patients)}**, {sessions} and {scores}{until}."


def notes(accounting: Accounting) -> list[str]:
    """What should be known about the data before a figure is read."""
    found = []
    if accounting.joined_mid_course:
        found.append(
            f"{people(accounting.joined_mid_course)} joined in mid-course: their treatment began before the "
            "file does, so they are left out of every rate and counted."
        )
    if accounting.patients and accounting.cutoff_month is None:
        found.append("The files hold no dates, so every course counts as followed to its end.")
    return found


def sum_sentence(accounting: Accounting) -> str:
    """Rows in = rows kept + rows left out, over all files."""
    rows, kept = (sum(getattr(file, name) for file in accounting.files) for name in ("rows", "kept"))
    if rows == kept:
        return f"All {count(rows)} rows were kept."
    return f"{count(rows)} rows in = {count(kept)} kept + {count(rows - kept)} left out."


def accounting_table(accounting: Accounting) -> Table:
    """Per file: rows, kept, left out and why."""
    columns = (
        Column("File"),
        Column("Read as"),
        Column("Rows", "count"),
        Column("Kept", "count"),
        Column("Left out", "count"),
        Column("Why"),
    )
    return Table(columns, tuple(_account_row(file) for file in accounting.files))


def _account_row(file: FileAccount) -> tuple[str | int, ...]:
    return (file.name, file.kind or "not recognised", file.rows, file.kept, file.rows - file.kept, _why(file))


def _why(file: FileAccount) -> str:
    told = [_reasons(file.dropped)]
    # In a table with one column an instrument a row can stay while one of its scores goes.
    if file.scores > file.rows and file.scores_left_out:
        told.append(
            f"of {count(file.scores)} scores {count(file.scores - file.scores_kept)} left out: "
            + _reasons(file.scores_left_out)
        )
    return capital("; ".join(part for part in told if part))


def _reasons(dropped: Sequence[tuple[str, int]]) -> str:
    return "; ".join(f"{reason_words(code)}: {count(rows)}" for code, rows in dropped)


def scales_sentence(accounting: Accounting) -> str:
    """Which scales the scores hold, with how many scores each."""
    names = [
        f"{INSTRUMENTS[key].name if key in INSTRUMENTS else key} ({count(scores)})"
        for key, scores in accounting.instruments
    ]
    return f"Scores: {listed(names)}." if names else "No scores."


def problems_table(problems: Sequence[Problem]) -> Table:
    """The problem list, without any cell of the file."""
    rows = tuple(
        (
            problem.file,
            "" if problem.line is None else str(problem.line),
            problem.column or "",
            LEVEL_WORDS[problem.level],
            capital(problem.message),
            problem.fix,
        )
        for problem in problems
    )
    names = ("File", "Line", "Column", "What happens", "What is wrong", "How to mend it")
    return Table(tuple(map(Column, names)), rows)


def removed_table(imported: Import) -> Table:
    """Columns that did not come along, by kind."""
    columns = (Column("File"), Column("Column"), Column("What it holds"), Column("Rows filled in", "count"))
    return Table(columns, tuple((each.file, each.column, each.kind, each.rows) for each in imported.removed))


DEIDENTIFIED = (
    "De-identified by replacing patient ids with codes that mean nothing outside this session, by turning "
    "every date into days since the patient's own first session (the quarter of that session is kept for "
    "trends), by cutting free text, and by removing the columns below."
)
"""What always happens to a file."""


def problems_sentence(problems: Sequence[Problem]) -> str:
    """How many of each level."""
    counts = {level: sum(problem.level == level for problem in problems) for level in LEVEL_WORDS}
    parts = [
        plural(counts["stop"], "thing stops the import", "things stop the import") if counts["stop"] else "",
        plural(counts["drop"], "row or score was left out", "rows or scores were left out")
        if counts["drop"]
        else "",
        plural(counts["warn"], "remark", "remarks") if counts["warn"] else "",
    ]
    return capital(listed([part for part in parts if part])) + "."
