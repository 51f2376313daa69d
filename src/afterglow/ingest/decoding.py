"""Bytes of unknown encoding to UTF-8 bytes, refusing what is no text."""

from __future__ import annotations

import codecs

from afterglow.ingest.limits import Limits
from afterglow.ingest.problems import Findings
from afterglow.ingest.signatures import KINDS, not_text

MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK = 1 << 20


def to_utf8(data: bytes, findings: Findings, limits: Limits) -> bytes | None:
    """Give the text as UTF-8 without a byte order mark, or None with a problem that says why not."""
    if len(data) > limits.bytes:
        findings.add("too_large", limit=f"{limits.bytes // 1_000_000:,} MB")
        return None
    kind = not_text(data)
    if kind is not None:
        what, fix = KINDS[kind]
        findings.add("not_csv", what=what, fix=fix)
        return None
    body = _decoded(data, findings)
    if body is not None and b"\0" in body:
        findings.add("nul", line_of(body, body.index(b"\0")))
        return None
    return body


def _decoded(data: bytes, findings: Findings) -> bytes | None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _from(data, encoding, findings)
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    bad = first_not_utf8(data)
    if bad is None:
        return data
    if b"\0" in data[:CHUNK]:
        findings.add("nul", line_of(data, data.index(b"\0")))
        return None
    body = _from(data, "cp1252", findings)
    if body is not None:
        findings.add("decoded_cp1252", line_of(data, bad))
    return body


def _from(data: bytes, encoding: str, findings: Findings) -> bytes | None:
    """Re-encode; lone surrogates and bytes the encoding lacks are refused."""
    try:
        return data.decode(encoding).encode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "ignore")
        findings.add("undecodable", line_of(before.encode("utf-8", "ignore"), len(data)))
        return None
    except UnicodeEncodeError:
        findings.add("undecodable")
        return None


def first_not_utf8(data: bytes) -> int | None:
    """Offset of the first byte that is no UTF-8, read in pieces so that no second copy is held."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    for start in range(0, len(data), CHUNK):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(view[start : start + CHUNK], final=start + CHUNK >= len(data))
        except UnicodeDecodeError as error:
            return start - held + error.start
    return None


def line_of(body: bytes, offset: int) -> int:
    """Line, counted from 1, on which the byte at `offset` stands; LF, CR LF and lone CR end a line."""
    before = body[:offset]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
