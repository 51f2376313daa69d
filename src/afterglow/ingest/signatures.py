"""Files that are not text at all, told by their first bytes."""

from __future__ import annotations

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x1f\x8b", "compressed"),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ\x00", "compressed"),
    (b"7z\xbc\xaf\x27\x1c", "compressed"),
    (b"Rar!\x1a\x07", "compressed"),
    (b"\x28\xb5\x2f\xfd", "compressed"),
    (b"%PDF", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"{\\rtf", "document"),
    (b"PAR1", "table_file"),
    (b"SQLite format 3\x00", "table_file"),
    (b"$FL2", "table_file"),
    (b"<HTML", "html"),
)
MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<?xml", b"<!doctype")

KINDS: dict[str, tuple[str, str]] = {
    "workbook": ("an Excel workbook", "Open it and save the sheet as CSV UTF-8"),
    "zip": ("a zip archive", "Unpack it and choose the CSV file inside"),
    "ole": ("an old Excel or Word file", "Open it and save the sheet as CSV UTF-8"),
    "compressed": ("a compressed file", "Unpack it and choose the CSV file inside"),
    "pdf": ("a PDF", "Export the table as CSV from the program that made it"),
    "image": ("a picture", "Choose the CSV export instead"),
    "document": ("a text document", "Export the table as CSV"),
    "table_file": ("a database or statistics file", "Export the table as CSV"),
    "html": ("a web page", "Export the table as CSV; a page saved from the browser does not hold it"),
    "json": ("JSON", "Export the table as CSV"),
}


def not_text(data: bytes) -> str | None:
    """Name the kind of file (a key of `KINDS`) when the bytes are certainly no CSV, else None."""
    for start, kind in SIGNATURES:
        if data.startswith(start):
            return "workbook" if kind == "zip" and _is_workbook(data) else kind
    if data[:2] == b"BM" and int.from_bytes(data[2:6], "little") == len(data) and data[6:10] == bytes(4):
        return "image"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image"
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.lower().startswith(MARKUP):
        return "html"
    return "json" if _is_json(head, data[-64:].rstrip()) else None


def _is_workbook(data: bytes) -> bool:
    return b"[Content_Types].xml" in data[:4096] or b"xl/" in data[:65536] or b"xl/workbook" in data[-65536:]


def _is_json(head: bytes, tail: bytes) -> bool:
    """An object, or a list of objects; a header such as `[id],[total]` is neither."""
    if head.startswith(b"{"):
        return tail.endswith(b"}")
    return head.startswith(b"[") and head[1:].lstrip().startswith((b"{", b"[")) and tail.endswith(b"]")
