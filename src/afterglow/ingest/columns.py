"""From headers to meaning: which kind of file this is, and which column holds what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from afterglow.definitions.instrument import Instrument
from afterglow.definitions.instruments import INSTRUMENTS, find_instrument, find_item
from afterglow.definitions.vocabulary import (
    REQUIRED_COLUMNS,
    Kind,
    find_column,
    find_item_number,
    fold,
)
from afterglow.ingest.problems import Findings

KINDS: tuple[Kind, ...] = ("scores", "sessions", "patients")
SHARED = {"patient_id", "date", "time", "day", "site"}
WEAK = {"id"}
"""Headers that mean a field only when nothing better does."""


@dataclass(frozen=True, slots=True)
class Scales:
    """The instruments an import knows: the table's and those the clinic declared."""

    declared: tuple[Instrument, ...] = ()

    def find(self, text: str) -> Instrument | None:
        folded = fold(text)
        for row in self.declared:
            if folded in {fold(name) for name in (row.key, row.name, row.full_name, *row.aliases) if name}:
                return row
        return find_instrument(text)

    def item(self, text: str) -> tuple[str, int] | None:
        found = find_item(text)
        return None if found is None else (found[0].key, found[1])

    def __getitem__(self, key: str) -> Instrument:
        return next((row for row in self.declared if row.key == key), None) or INSTRUMENTS[key]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a file mean, by position.

    fields : known fields. totals : instrument and its column, in a file with one column an instrument.
    items : (instrument, item number, column); the instrument is empty where the row names it.
    unused : columns with no meaning here.
    """

    kind: Kind
    fields: Mapping[str, int]
    totals: tuple[tuple[str, int], ...] = ()
    items: tuple[tuple[str, int, int], ...] = ()
    unused: tuple[int, ...] = ()
    surplus: tuple[tuple[int, str], ...] = field(default=())
    """Columns that would mean a field another column already holds."""


def layout_of(header: tuple[str, ...], kind: Kind, scales: Scales) -> Layout:
    """Give each column its meaning in a file of this kind; several claims to one field stay in `surplus`."""
    claims: dict[str, list[int]] = {}
    totals: list[tuple[str, int]] = []
    items: list[tuple[str, int, int]] = []
    unused: list[int] = []
    for at, name in enumerate(header):
        column = find_column(kind, name)
        if column is not None:
            claims.setdefault(column, []).append(at)
        elif kind != "scores" or not _is_score(name, at, scales, totals=totals, items=items):
            unused.append(at)
    fields = {column: _strongest(column, places, header) for column, places in claims.items()}
    surplus = [(at, column) for column, places in claims.items() for at in places if at != fields[column]]
    if (
        totals
        and "instrument" in fields
        and "total" not in fields
        and not any(not key for key, _, _ in items)
    ):
        # Some other name of a form beside one column an instrument.
        unused.append(fields.pop("instrument"))
    if "instrument" not in fields:
        totals, items = _lone_suicide_items(totals, items, scales)
    if "instrument" in fields and "total" in fields:
        # The rows name their scale, so a scale's own column would say it twice.
        unused += [at for _, at in totals]
        totals = []
    return Layout(
        kind=kind,
        fields=fields,
        totals=tuple(totals),
        items=tuple(items),
        unused=tuple(sorted(unused)),
        surplus=tuple(surplus),
    )


def _is_score(
    name: str,
    at: int,
    scales: Scales,
    *,
    totals: list[tuple[str, int]],
    items: list[tuple[str, int, int]],
) -> bool:
    item, number, scale = scales.item(name), find_item_number(name), scales.find(name)
    if item is not None:
        items.append((*item, at))
    elif number is not None:
        items.append(("", number, at))
    elif scale is not None:
        totals.append((scale.key, at))
    else:
        return False
    return True


def _lone_suicide_items(
    totals: list[tuple[str, int]], items: list[tuple[str, int, int]], scales: Scales
) -> tuple[list[tuple[str, int]], list[tuple[str, int, int]]]:
    """The item on thoughts of death without its fellows is a score of its own."""
    alone = []
    for key, number, at in items:
        own = f"{key}_item{number}"
        if key and own in INSTRUMENTS and scales[key].suicide_item == number:
            alone += [(own, at)] if sum(other == key for other, _, _ in items) == 1 else []
    taken = {at for _, at in alone}
    return totals + alone, [item for item in items if item[2] not in taken]


def _strongest(column: str, places: list[int], header: tuple[str, ...]) -> int:
    """The canonical name wins, a weak one loses; otherwise the first."""
    rank: Callable[[int], int] = lambda at: (  # noqa: E731
        0 if fold(header[at]) == fold(column) else 2 if fold(header[at]) in WEAK else 1
    )
    return min(places, key=rank)


def clear_winner(layout: Layout, header: tuple[str, ...], at: int, column: str) -> bool:
    """Whether the field went to its canonical name, or from a weak name to a better one."""
    chosen = header[layout.fields[column]]
    return fold(chosen) == fold(column) or (fold(header[at]) in WEAK and fold(chosen) not in WEAK)


def missing(layout: Layout) -> list[str]:
    """What the file lacks to be of its kind, in words; several ways are joined by "or"."""
    lacks = [
        " or ".join(group)
        for group in REQUIRED_COLUMNS[layout.kind]
        if not any(name in layout.fields for name in group)
    ]
    if layout.kind == "scores" and not _has_scores(layout):
        lacks.append("instrument and total, or one column an instrument")
    return lacks


def _has_scores(layout: Layout) -> bool:
    long = "instrument" in layout.fields and (
        "total" in layout.fields or any(not key for key, _, _ in layout.items)
    )
    return long or bool(layout.totals) or any(key for key, _, _ in layout.items)


def find_kind(header: tuple[str, ...], name: str, scales: Scales) -> Kind | None:
    """Tell the kind of a file from its headers, then from its name; None when nothing fits."""
    fits: dict[Kind, Layout] = {
        kind: layout for kind in KINDS if not missing(layout := layout_of(header, kind, scales))
    }
    if not fits:
        return None
    if "patients" in fits and ("sessions" in fits or "scores" in fits):
        del fits["patients"]
    hinted = [kind for kind in fits if kind.removesuffix("s") in name.casefold()]
    best: Kind = max(fits, key=lambda kind: (_own(fits[kind]), kind in hinted))
    return best


def looks_like(header: tuple[str, ...], kind: Kind, name: str, scales: Scales) -> Kind | None:
    """The other kind a file seems to be when nothing in it speaks for the kind it was called."""
    other = find_kind(header, name, scales)
    if other is None or other == kind or _own(layout_of(header, kind, scales)):
        return None
    return other if _own(layout_of(header, other, scales)) else None


def _own(layout: Layout) -> int:
    """How many columns speak for this kind in particular."""
    return len(layout.fields.keys() - SHARED) + 2 * len(layout.totals) + len(layout.items)


def note_columns(layout: Layout, header: tuple[str, ...], line: int, findings: Findings) -> None:
    """Report what is lacking and what claims the same field twice."""
    for lacks in missing(layout):
        findings.add("missing_column", line, what=lacks, kind=layout.kind)
    for at, column in layout.surplus:
        chosen = " ".join(header[layout.fields[column]].split())
        code = "column_passed_over" if clear_winner(layout, header, at, column) else "two_columns"
        findings.add(code, line, column=" ".join(header[at].split()), other=chosen, field=column)
    for key in _twice(key for key, _ in layout.totals):
        findings.add("two_columns_scale", line, scale=key)


def _twice(keys: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
    return [key for key, times in seen.items() if times > 1]
