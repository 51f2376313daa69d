"""The command line: `afterglow COMMAND`. Commands are imported when used, so that help stays quick."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from afterglow import __version__

COMMANDS: dict[str, str] = {
    "summary": "compute every panel's result from CSV files and write it as JSON",
    "check": "read CSV files and list every problem, with the accounting of rows",
    "demo": "write the invented demo clinic as CSV files",
}
"""Each command is the module of its name here, with `add_arguments(parser)` and `run(arguments) -> int`."""


class RefusedError(Exception):
    """What was asked for cannot be done; the message says why, without any cell value."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 refused (bad input, or a question to answer)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="afterglow", description="Outcomes of ketamine treatment, honestly counted."
    )
    parser.add_argument("--version", action="version", version=f"afterglow {__version__}")
    chosen = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, purpose in COMMANDS.items():
        command = chosen.add_parser(name, help=purpose, description=purpose.capitalize() + ".")
        if given[:1] == [name]:
            import_module(f"afterglow.cli.{name}").add_arguments(command)
    known = parser.parse_args(given)
    try:
        return import_module(f"afterglow.cli.{known.command}").run(known)
    except RefusedError as reason:
        print(f"afterglow: {reason}", file=sys.stderr)
        return 2
