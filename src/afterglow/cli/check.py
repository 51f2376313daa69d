"""`afterglow check`: every problem of some CSV files, and what would be kept of them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from afterglow.cli import RefusedError
from afterglow.cli.reading import add_answers, answers, source, tell
from afterglow.ingest.importing import Accounting, read_files
from afterglow.ingest.limits import COMMAND_LINE
from afterglow.ingest.problems import stops
from afterglow.ingest.reading import read, write_as_read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="CSV")
    parser.add_argument(
        "--as-read",
        metavar="OUT",
        help="write one file's table exactly as read, all text, before columns get a meaning (- for output)",
    )
    add_answers(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.as_read:
        return _as_read(arguments)
    files = [source(path) for path in arguments.files]
    found = read_files(files, answers(arguments), limits=COMMAND_LINE)
    tell(found, sys.stdout)
    for line in accounting_words(found.accounting):
        print(line)
    return 2 if found.ledger is None else 0


def _as_read(arguments: argparse.Namespace) -> int:
    if len(arguments.files) != 1:
        raise RefusedError("--as-read takes one file")
    file = source(arguments.files[0])
    reading = read(file.name, file.data, delimiter=arguments.delimiter, limits=COMMAND_LINE)
    if arguments.as_read == "-":
        write_as_read(reading, sys.stdout)
        return 2 if reading.questions or stops(reading.problems) else 0
    try:
        with Path(arguments.as_read).open("w", encoding="utf-8") as out:
            write_as_read(reading, out)
    except OSError as error:
        raise RefusedError(f"--as-read: {(error.strerror or 'cannot be written').lower()}") from None
    return 2 if reading.questions or stops(reading.problems) else 0


def accounting_words(accounting: Accounting) -> list[str]:
    """What went in and what came out, a line a file."""
    lines = []
    for file in accounting.files:
        dropped = "".join(f", {number} dropped ({reason_words(code)})" for code, number in file.dropped)
        lines.append(f"{file.name}: {file.rows} rows = {file.kept} kept{dropped}")
    kept = f"{accounting.patients} people, {accounting.sessions} sessions, {accounting.scores} scores"
    return [*lines, f"in all: {kept}"]


def reason_words(code: str) -> str:
    return code.replace("_", " ")
