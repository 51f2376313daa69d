"""How large a file may be, and the shares at which reading gives up. Settings, not clinical numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one import accepts.

    bytes, rows, columns : of one file.
    characters : in one cell.
    listed : lines listed for one kind of problem in one column.
    ragged_share : share of rows with a wrong number of cells above which the file as a whole is misread.
    unreadable_share : share of a column's values that cannot be read above which the column is misread.
    category_values, category_length : most distinct values, and longest value, of a category column.
    """

    bytes: int = 50_000_000
    rows: int = 1_000_000
    columns: int = 200
    characters: int = 10_000
    listed: int = 10_000
    ragged_share: float = 0.05
    unreadable_share: float = 0.5
    category_values: int = 30
    category_length: int = 60

    @property
    def record_bytes(self) -> int:
        """No sound record is longer; guards memory before a record is taken apart."""
        return min(self.columns * self.characters * 4, 2**26)

    @property
    def lines(self) -> int:
        """Most line ends counted before a file is refused (cells may hold line breaks)."""
        return self.rows * 3


BROWSER = Limits()
COMMAND_LINE = Limits(bytes=8_000_000_000, rows=50_000_000, columns=2_000)
