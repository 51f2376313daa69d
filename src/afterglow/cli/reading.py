"""What the commands that read CSV files share: the options that answer questions, and the problem list."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TextIO

from afterglow.cli import RefusedError
from afterglow.definitions.vocabulary import Kind
from afterglow.ingest.importing import Answers, Import, Source, read_files
from afterglow.ingest.limits import COMMAND_LINE

KINDS: tuple[Kind, ...] = ("sessions", "scores", "patients")


def add_answers(parser: argparse.ArgumentParser) -> None:
    """One option for each question an import can ask."""
    group = parser.add_argument_group("answers to what a file leaves open")
    group.add_argument("--cutoff", type=_date, metavar="DATE", help="day up to which the files are complete")
    group.add_argument("--date-order", choices=("dmy", "mdy"), help="order of day and month")
    group.add_argument("--delimiter", choices=("comma", "semicolon", "tab", "pipe"))
    group.add_argument("--decimal", choices=("point", "comma"), help="decimal mark")
    group.add_argument("--excel-epoch", choices=("1900", "1904"), help="day count of serial dates")
    group.add_argument("--who5-scale", choices=("raw", "percent"), help="WHO-5 totals as 0-25 or 0-100")
    group.add_argument(
        "--reaches-back",
        choices=("yes", "no"),
        help="whether the files reach back to everybody's first session",
    )
    group.add_argument(
        "--drop-columns",
        nargs="*",
        metavar="HEADER",
        help="leave out columns that identify people instead of stopping: all of them, or those named",
    )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a date is written YYYY-MM-DD") from None


def add_files(parser: argparse.ArgumentParser) -> None:
    """`--sessions`, `--scores` and `--patients`, each one file or more."""
    for kind in KINDS:
        parser.add_argument(
            f"--{kind}", type=Path, nargs="+", default=[], required=kind != "patients", metavar="CSV"
        )


def sources(arguments: argparse.Namespace) -> list[Source]:
    """The files named by kind.

    Raises
    ------
    RefusedError
        When one cannot be read.
    """
    return [source(path, kind) for kind in KINDS for path in getattr(arguments, kind)]


def source(path: Path, kind: Kind | None = None) -> Source:
    try:
        return Source(name=path.name, data=path.read_bytes(), kind=kind)
    except OSError as error:
        raise RefusedError(f"{path.name}: {(error.strerror or 'cannot be read').lower()}") from None


def answers(arguments: argparse.Namespace, *, instruments: tuple = ()) -> Answers:
    reaches = {None: None, "yes": True, "no": False}[arguments.reaches_back]
    return Answers(
        date_order=arguments.date_order,
        decimal=arguments.decimal,
        delimiter=arguments.delimiter,
        who5_scale=arguments.who5_scale,
        excel_epoch=arguments.excel_epoch,
        cutoff=arguments.cutoff,
        reaches_back=reaches,
        drop_columns=_dropped(arguments.drop_columns),
        instruments=instruments,
    )


def _dropped(named: list[str] | None) -> bool | tuple[str, ...]:
    return False if named is None else tuple(named) or True


def read(files: list[Source], given: Answers) -> Import:
    """Read, print what was found to stderr, and refuse when nothing can be built from it.

    Raises
    ------
    RefusedError
        When a problem stops the import or a question is open.
    """
    found = read_files(files, given, limits=COMMAND_LINE)
    tell(found, sys.stderr)
    if found.ledger is None:
        raise RefusedError("nothing was computed; see the list above")
    return found


def tell(found: Import, out: TextIO) -> None:
    """Print every problem and every question, one a line."""
    for problem in found.problems:
        print(f"{problem.level}: {problem}", file=out)
    for question in found.questions:
        choices = f" {{{','.join(value for value, _ in question.choices)}}}" if question.choices else " DATE"
        print(f"ask: {question.text} Answer with {question.option}{choices}.", file=out)
