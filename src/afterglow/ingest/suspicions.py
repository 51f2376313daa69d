"""Marks of a text that was made by other rules than CSV's: it is read as written, and said so."""

from __future__ import annotations

import re

from afterglow.ingest.decoding import line_of
from afterglow.ingest.problems import Findings

BYTE_ORDER_MARK = "\ufeff".encode()
REPLACEMENT = "\ufffd".encode()
SAMPLE_BYTES = 1 << 16
SAMPLE_LINES = 200
IN_SINGLE_QUOTES = re.compile(rb"(?:^|[,;\t|\r\n])'[^'\r\n]*'(?=[,;\t|\r\n]|$)")
NO_DELIMITER = re.compile(r"[\w\s\"'.()/-]")


def note_suspicions(body: bytes, width: int, skipped: int, findings: Findings) -> None:
    """Point at the first place of each; `skipped` lines of the file stand before `body`."""
    for code, mark in (
        ("byte_order_mark_inside", BYTE_ORDER_MARK),
        ("replacement_character", REPLACEMENT),
        ("backslash_quote", b'\\"'),
    ):
        at = body.find(mark)
        if at >= 0:
            findings.add(code, line_of(body, at) + skipped)
    quoted = IN_SINGLE_QUOTES.search(body, 0, SAMPLE_BYTES) if b"'" in body else None
    if quoted is not None:
        findings.add("single_quotes", line_of(body, body.index(b"'", quoted.start())) + skipped)
    if width == 1 and _parted_otherwise(body):
        findings.add("one_column", 1 + skipped)


def _parted_otherwise(body: bytes) -> bool:
    """Whether some character, or white space, cuts the first lines into the same number of parts."""
    lines = [line for line in body[:SAMPLE_BYTES].decode("utf-8", "ignore").splitlines() if line.strip()]
    lines = (lines if len(body) <= SAMPLE_BYTES else lines[:-1])[:SAMPLE_LINES]
    if len(lines) < 2:
        return False
    cuts = {character for character in lines[0] if not NO_DELIMITER.match(character)}
    evenly = any(len({line.count(cut) for line in lines}) == 1 for cut in cuts)
    return evenly or len({len(line.split()) for line in lines}) == 1 < len(lines[0].split())
