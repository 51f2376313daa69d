"""Problems of a file as such, before its columns mean anything. Data only; `codes` explains the levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Code:
    """Words hold `{names}` filled in by the finder with counts, limits and columns, never with a cell."""

    level: Literal["stop", "drop", "warn"]
    message: str
    fix: str


READING_CODES: dict[str, Code] = {
    # The file as bytes.
    "not_csv": Code("stop", "this is {what}, not a CSV file", "{fix}"),
    "empty": Code("stop", "the file is empty", "Export it again"),
    "header_only": Code("stop", "the file has a header and no rows", "Export it again with its rows"),
    "too_large": Code(
        "stop",
        "the file is larger than {limit}",
        "Split it, or use the command line, which takes larger files",
    ),
    "too_many_rows": Code(
        "stop",
        "the file has more than {limit} rows",
        "Split it, or use the command line, which takes larger files",
    ),
    "too_many_columns": Code(
        "stop",
        "the file has more than {limit} columns",
        "Export fewer columns, or use the command line, which takes more",
    ),
    "cell_too_long": Code(
        "stop",
        "a cell is longer than {limit} characters",
        "Leave free text out of the export, or look for a quote mark that is never closed",
    ),
    "record_too_long": Code(
        "stop",
        "a row is longer than any sound row could be",
        "Look for missing line ends, or a quote mark that is never closed",
    ),
    "nul": Code(
        "stop",
        "there is a NUL character, which no CSV text holds",
        "Save the file again as CSV UTF-8; it may be damaged or of another kind",
    ),
    "undecodable": Code(
        "stop", "the text cannot be read in any known encoding", "Save the file again as CSV UTF-8"
    ),
    "decoded_cp1252": Code(
        "warn",
        "the text is not UTF-8 from here on, so the file was read as Windows-1252",
        "Check accented letters, or save the file as CSV UTF-8",
    ),
    "mixed_line_ends": Code(
        "warn",
        "some lines end in a lone carriage return and others do not; each was taken as a line end",
        "Save the file again as CSV",
    ),
    # Rows and cells.
    "delimiter_unclear": Code("stop", "more than one character would part the columns", "Say which it is"),
    "too_many_cells": Code(
        "drop",
        "the row has more cells than the header ({found} instead of {expected})",
        "Put quote marks around cells that hold the delimiter, or remove the surplus",
    ),
    "too_few_cells": Code(
        "drop",
        "the row has fewer cells than the header ({found} instead of {expected})",
        "Complete the row; a line break inside a cell needs quote marks around the cell",
    ),
    "ragged": Code(
        "stop",
        "{count:,} of {rows:,} rows do not have the {expected} cells of the header",
        "Check that the first line is the header and that every row ends like it; then export again",
    ),
    "unclosed_quote": Code(
        "stop",
        "a quote mark opens a cell here and is not closed where the cell ends",
        "Close it, or remove the quote mark",
    ),
    "text_after_quote": Code(
        "stop",
        "there is text between a closing quote mark and the end of the cell",
        "Double the quote marks inside the cell, or remove them",
    ),
    "rows_in_a_cell": Code(
        "stop",
        "a quoted cell runs over the end of the line and swallows what looks like whole rows",
        "Look for a quote mark that should not be there",
    ),
    "rows_in_a_cell_perhaps": Code(
        "warn",
        "a quoted cell runs over the end of the line and may hold whole rows",
        "Look for a quote mark that should not be there",
    ),
    "stray_quote": Code(
        "warn",
        "a quote mark stands inside a cell that does not begin with one; read as written",
        "Put the whole cell in quote marks and double those inside",
    ),
    "byte_order_mark_inside": Code(
        "warn",
        "a byte order mark stands inside the text, as where files were joined; it is part of the cell",
        "Join the files without it",
    ),
    "replacement_character": Code(
        "warn", "a character was lost before the file came here (U+FFFD)", "Export the file again as UTF-8"
    ),
    "backslash_quote": Code(
        "warn",
        "a backslash stands before a quote mark, which CSV does not know; read as written",
        "Double the quote mark instead",
    ),
    "single_quotes": Code(
        "warn",
        "a cell stands in single quote marks, which CSV does not know; read as written",
        'Use " around cells',
    ),
    "one_column": Code(
        "warn",
        "the lines were taken for one column, but another character seems to part them",
        "Part the columns by comma, semicolon, tab or |",
    ),
    "blank_line": Code(
        "warn", "the line is blank and was passed over", "Remove it if no row is missing here"
    ),
    # The header.
    "duplicate_header": Code(
        "stop", "the column has the same name as {other}", "Rename or remove one of the two columns"
    ),
    "blank_header": Code("warn", "the column has no name and is not used", "Name it if it is needed"),
}
