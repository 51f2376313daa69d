"""`afterglow summary`: CSV files in, every panel's result out as JSON."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from afterglow import __version__
from afterglow.analyses.grouping import CROSSED
from afterglow.cli import RefusedError
from afterglow.cli.reading import add_answers, add_files, answers, read, sources
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.instruments import declare, find_instrument
from afterglow.definitions.rules import Rules, check_scales, rules_from, settings_of
from afterglow.pipeline import Selection, View, grouped_views, known_instruments
from afterglow.results import to_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_files(parser)
    rules = parser.add_mutually_exclusive_group()
    rules.add_argument(
        "--rules", type=Path, metavar="TOML", help="settings of the rules; may declare instruments"
    )
    rules.add_argument("--preset", default="mcinnes_2022", metavar="NAME", help="a named set of rules")
    parser.add_argument(
        "--instrument", metavar="KEY", help="the scale to judge by; else the one most people have"
    )
    parser.add_argument(
        "--by",
        metavar="COLUMN",
        action="append",
        default=[],
        help="compare by this column and repeat the results for each group; twice: two columns crossed",
    )
    parser.add_argument(
        "--json", required=True, metavar="OUT", help="file to write, or - for standard output"
    )
    add_answers(parser)


def run(arguments: argparse.Namespace) -> int:
    rules, declared = _rules(arguments)
    found = read(sources(arguments), answers(arguments, instruments=declared))
    assert found.ledger is not None
    by = tuple(arguments.by)
    selection = Selection(instrument=_instrument(arguments, declared), by=by)
    view = View(found.ledger, rules, selection, declared)
    document = {
        "afterglow": __version__,
        "rules": {**settings_of(rules), "instrument": _chosen(view)},
        "data": asdict(found.accounting),
        "results": _results(view),
    }
    if by:
        document["by"] = CROSSED.join(by)
        document["groups"] = _groups(view, CROSSED.join(by))
    _write(arguments.json, json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False, default=str))
    return 0


def _chosen(view: View) -> str:
    try:
        return view.instrument.key
    except LookupError as error:
        raise RefusedError(str(error.args[0])) from None


def _results(view: View) -> dict[str, Any]:
    return {key: to_json(result) for key, result in view.results().items()}


def _groups(view: View, column: str) -> dict[str, Any]:
    try:
        views = grouped_views(view, column)
    except (KeyError, ValueError) as error:
        raise RefusedError(str(error.args[0])) from None
    return {label: _results(group) for label, group in views.items()}


def _rules(arguments: argparse.Namespace) -> tuple[Rules, tuple[Instrument, ...]]:
    path: Path | None = arguments.rules
    try:
        if path is None:
            return rules_from({"preset": arguments.preset}), ()
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
        declared = _declared(settings.pop("instruments", {}))
        rules = rules_from(settings)
        check_scales(rules, known_instruments(declared))
        return rules, declared
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise RefusedError(f"{'rules' if path is None else path.name}: {reason}") from None
    except UnicodeDecodeError:
        raise RefusedError(f"{'rules' if path is None else path.name}: the text is not UTF-8") from None
    except ValueError as error:
        name = "the preset" if path is None else path.name
        raise RefusedError(f"{name}: {error}") from None


def _declared(rows: object) -> tuple[Instrument, ...]:
    """The instruments of the rules file, each a table of its own."""
    if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
        raise ValueError("an instrument is declared as a table, [instruments.KEY]")
    if not all(key.strip() for key in rows):
        raise ValueError("a declared instrument needs a key, [instruments.KEY]")
    return tuple(declare(key, row) for key, row in rows.items())


def _instrument(arguments: argparse.Namespace, declared: tuple[Instrument, ...]) -> str | None:
    known, asked = known_instruments(declared), arguments.instrument
    if asked is None or asked in known:
        return asked
    found = find_instrument(asked)
    if found is None:
        raise RefusedError(f"--instrument: choose one of {', '.join(known)}")
    return found.key


def _write(where: str, text: str) -> None:
    if where == "-":
        sys.stdout.write(text + "\n")
        return
    try:
        Path(where).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise RefusedError(f"--json: {(error.strerror or 'cannot be written').lower()}") from None
