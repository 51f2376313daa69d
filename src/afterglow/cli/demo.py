"""`afterglow demo`: write the invented clinic."""

from __future__ import annotations

import argparse
from pathlib import Path

from afterglow.demo import PEOPLE, SEED, write_demo


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=SEED, help="another seed makes another clinic")
    parser.add_argument("--people", type=int, default=PEOPLE, help="about how many people")
    parser.add_argument("--out", type=Path, default=Path("sample_data"), help="folder to write to")


def run(arguments: argparse.Namespace) -> int:
    arguments.out.mkdir(parents=True, exist_ok=True)
    for path in write_demo(arguments.out, seed=arguments.seed, people=arguments.people):
        print(path)
    return 0
