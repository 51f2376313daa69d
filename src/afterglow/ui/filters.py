"""The filter bar: one chip a filter, opening on its widget."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from afterglow.definitions.vocabulary import VALUE_WORDS
from afterglow.pipeline import Options, Selection, quarter_words
from afterglow.ui import url
from afterglow.ui.url import Field

ON_THE_BAR = ("site", "route", "diagnosis")
MEASURE, FIRST = "measure", "first"


def fields(options: Options) -> list[Field]:
    """Every filter the data allow, the measure first."""
    listed = (
        [url.choice(MEASURE, [scale.key for scale in options.instruments])] if options.instruments else []
    )
    listed += [url.many(key_of(column), options.categories[column]) for column in _columns(options)]
    return listed + _period_fields(options)


def _period_fields(options: Options) -> list[Field]:
    if options.quarters is None or options.quarters[0] == options.quarters[1]:
        return []
    first, last = options.quarters
    return [url.stretch(FIRST, range(first, last + 1), quarter_words)]


def _columns(options: Options) -> list[str]:
    """Columns with something to choose, those on the bar first."""
    useful = [column for column, labels in options.categories.items() if len(labels) > 1]
    return [column for column in ON_THE_BAR if column in useful] + [
        column for column in useful if column not in ON_THE_BAR
    ]


def key_of(column: str) -> str:
    """The widget key and URL parameter of a column; other columns may be called anything."""
    return column if column in ON_THE_BAR else f"only_{column}"


def column_words(column: str) -> str:
    words = column.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def label_words(label: object) -> str:
    return VALUE_WORDS.get(str(label), str(label))


def bar(options: Options) -> Selection:
    """Draw the chips and give what they select."""
    on_bar = [column for column in _columns(options) if column in ON_THE_BAR]
    instrument = _measure(options) if options.instruments else None
    chosen = [(column, _category(column, options.categories[column])) for column in on_bar]
    first, last = _period(options) if _period_fields(options) else (None, None)
    chosen += _others([column for column in _columns(options) if column not in ON_THE_BAR], options)
    return Selection(
        instrument=instrument,
        filters=tuple((column, labels) for column, labels in chosen if labels),
        first_quarter=first,
        last_quarter=last,
    )


def is_narrowed(selection: Selection) -> bool:
    """Whether any filter is on; the measure is a choice, not a filter."""
    return (
        bool(selection.filters) or selection.first_quarter is not None or selection.last_quarter is not None
    )


def clear(options: Options) -> None:
    """Put every filter back; the measure stays."""
    url.reset(field for field in fields(options) if field.key != MEASURE)


def _chip(key: str, text: str, *, active: bool) -> DeltaGenerator:
    """A chip to open; its key never changes, or it would close while it is in use."""
    chip = st.popover(text, key=f"chip-{key}")
    if active:
        name = re.sub(r"[^a-zA-Z0-9_-]", "-", key)
        look = "--chip-ground:var(--ag-accent-soft);" + "".join(
            f"--chip-{part}:var(--ag-accent);" for part in ("edge", "ink", "value")
        )
        st.html(f"<style>.st-key-chip-{name}{{{look}}}</style>")
    return chip


def _measure(options: Options) -> str:
    scales = {scale.key: scale for scale in options.instruments}
    now = str(url.now(MEASURE))
    with _chip(MEASURE, f"Measure **{scales[now].name}**", active=now != options.instruments[0].key):
        return st.radio(
            "Judge treatment by",
            list(scales),
            index=list(scales).index(url.start(MEASURE)),
            format_func=lambda key: scales[key].name,
            captions=[f"{scale.people} people scored" for scale in scales.values()],
            key=url.widget_key(MEASURE),
        )


def _category(column: str, labels: Sequence[str]) -> tuple[str, ...]:
    now = url.now(key_of(column))
    text = f"{column_words(column)} **{_some_words(now, labels)}**"
    with _chip(key_of(column), text, active=bool(now)):
        return _pills(column, labels)


def _some_words(some: list[str], labels: Sequence[str]) -> str:
    if not some:
        return f"All {len(labels)}"
    return label_words(some[0]) if len(some) == 1 else f"{len(some)} of {len(labels)}"


def _pills(column: str, labels: Sequence[str]) -> tuple[str, ...]:
    chosen = st.pills(
        f"{column_words(column)}: only",
        labels,
        selection_mode="multi",
        default=url.start(key_of(column)),
        format_func=label_words,
        key=url.widget_key(key_of(column)),
    )
    return tuple(label for label in labels if label in chosen)


def _period(options: Options) -> tuple[int | None, int | None]:
    field = _period_fields(options)[0]
    low, high = url.now(FIRST)
    first, last = options.quarters or (low, high)
    words = quarter_words(low) if low == high else f"{quarter_words(low)} – {quarter_words(high)}"
    with _chip(FIRST, f"First session **{words}**", active=(low, high) != field.default):
        st.select_slider(
            "First session from and to",
            range(first, last + 1),
            value=url.start(FIRST),
            format_func=quarter_words,
            key=url.widget_key(FIRST),
        )
    return (None if low == first else low), (None if high == last else high)


def _others(columns: Sequence[str], options: Options) -> list[tuple[str, tuple[str, ...]]]:
    """Every further category behind one chip."""
    if not columns:
        return []
    on = sum(bool(url.now(key_of(column))) for column in columns)
    with _chip("more", f"More **{on} on**" if on else "More", active=on > 0):
        return [(column, _pills(column, options.categories[column])) for column in columns]
