"""`afterglow check`: every problem of some CSV files, and what would be kept of them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from afterglow.cli import Refused
from afterglow.cli.reading import add_answers, answers, source
from afterglow.ingest.importing import read_files
from afterglow.ingest.reading import as_read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="CSV")
    parser.add_argument(
        "--as-read",
        metavar="OUT",
        help="write one file's table exactly as read, all text, before columns get a meaning",
    )
    add_answers(parser)


def run(arguments: argparse.Namespace) -> int:
    if arguments.as_read:
        return _as_read(arguments)
    found = read_files([source(path) for path in arguments.files], answers(arguments))
    for problem in found.problems:
        print(f"{problem.level}: {problem}")
    for question in found.questions:
        print(f"ask: {question.text} ({question.option})")
    for line in found.accounting.in_words():
        print(line)
    return 0 if found.ledger is not None else 2


def _as_read(arguments: argparse.Namespace) -> int:
    if len(arguments.files) != 1:
        raise Refused("--as-read takes one file")
    table = as_read(source(arguments.files[0]))
    Path(arguments.as_read).write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    return 2 if any(problem["level"] == "stop" for problem in table["problems"]) else 0
