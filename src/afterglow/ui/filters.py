"""The filter bar: one chip a filter, whose value lives in the URL under the name of the filter."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from afterglow.definitions.vocabulary import VALUE_WORDS
from afterglow.pipeline import Options, Selection, quarter_words
from afterglow.ui import state
from afterglow.ui.rules_menu import RULE_KEYS

ON_THE_BAR = ("site", "route", "diagnosis")
MEASURE, FIRST = "measure", "first"
_RESERVED = {MEASURE, FIRST, *RULE_KEYS}


@dataclass(frozen=True, slots=True)
class Chip:
    """What a chip says, and whether its filter is away from its default."""

    text: str
    active: bool


def bar(options: Options) -> Selection:
    """Draw the chips and give what they select."""
    on_bar = [column for column in ON_THE_BAR if len(options.categories.get(column, ())) > 1]
    others = [
        column
        for column, labels in options.categories.items()
        if column not in ON_THE_BAR and len(labels) > 1
    ]
    instrument = _measure(options)
    kept = [(column, _category(column, options.categories[column])) for column in on_bar]
    first, last = _period(options.quarters) if options.quarters else (None, None)
    kept += _others(others, options)
    return Selection(
        instrument=instrument,
        filters=tuple((column, labels) for column, labels in kept if labels),
        first_quarter=first,
        last_quarter=last,
    )


def is_narrowed(selection: Selection) -> bool:
    """Whether any filter is away from its default; the measure is a choice, not a filter."""
    return (
        bool(selection.filters) or selection.first_quarter is not None or selection.last_quarter is not None
    )


def clear(options: Options) -> None:
    """Put every filter back; the measure stays."""
    state.forget_widgets(FIRST, *(key_of(column) for column in options.categories))


def key_of(column: str) -> str:
    """The widget key and URL parameter of a column's filter."""
    return f"only_{column}" if column in _RESERVED else column


def column_words(column: str) -> str:
    words = column.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def label_words(label: object) -> str:
    return VALUE_WORDS.get(str(label), str(label))


def _chip(key: str, default: object, say: Callable[[object], Chip], widget: Callable[[], object]) -> object:
    """A chip that opens on its widget.

    The chip is drawn before the widget inside it knows what the URL asks for, so on the first run of a link
    it may say the default; then the run starts again, once.
    """
    said = say(state.widget_value(key, default))
    with st.popover(said.text, key=f"chip-{key}"):
        chosen = widget()
    now = say(chosen)
    if now != said and state.store().labels.get(key) != now.text:
        state.store().labels[key] = now.text
        st.rerun()
    state.store().labels[key] = now.text
    if now.active:
        _mark(key)
    return chosen


def _mark(key: str) -> None:
    """Give a chip the look of a filter that is on. Its own key must stay, or it would close while in use."""
    on = "--chip-ground:var(--ag-accent-soft);--chip-edge:var(--ag-accent);--chip-ink:var(--ag-accent)"
    st.html(f"<style>.st-key-chip-{key_class(key)}{{{on};--chip-value:var(--ag-accent)}}</style>")


def key_class(key: str) -> str:
    """How Streamlit writes a key as a class name."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", key.strip())


def _measure(options: Options) -> str | None:
    scales = {scale.key: scale for scale in options.instruments}
    if not scales:
        return None
    keys = list(scales)
    chosen = _chip(
        MEASURE,
        keys[0],
        lambda key: Chip(f"Measure **{scales[str(key)].name if key in scales else ''}**", key != keys[0]),
        lambda: st.radio(
            "Judge treatment by",
            keys,
            format_func=lambda key: scales[key].name,
            captions=[f"{scale.people} people scored" for scale in scales.values()],
            key=MEASURE,
            bind="query-params",
        ),
    )
    return str(chosen)


def _category(column: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    title = column_words(column)

    def say(chosen: object) -> Chip:
        some = [label for label in labels if isinstance(chosen, list) and label in chosen]
        return Chip(f"{title} **{_some_words(some, labels)}**", bool(some))

    chosen = _chip(key_of(column), [], say, lambda: _pills(column, title, labels))
    return tuple(label for label in labels if isinstance(chosen, list) and label in chosen)


def _some_words(some: list[str], labels: tuple[str, ...]) -> str:
    if not some:
        return f"All {len(labels)}"
    if len(some) == 1:
        return label_words(some[0])
    return f"{len(some)} of {len(labels)}"


def _pills(column: str, title: str, labels: tuple[str, ...]) -> list[str]:
    return st.pills(
        f"{title}: only",
        labels,
        selection_mode="multi",
        format_func=label_words,
        key=key_of(column),
        bind="query-params",
    )


def _period(quarters: tuple[int, int]) -> tuple[int | None, int | None]:
    first, last = quarters
    if first == last:
        return None, None
    default = (first, last)

    def say(chosen: object) -> Chip:
        low, high = chosen if isinstance(chosen, tuple) else default
        words = quarter_words(low) if low == high else f"{quarter_words(low)} – {quarter_words(high)}"
        return Chip(f"First session **{words}**", (low, high) != default)

    chosen = _chip(
        FIRST,
        default,
        say,
        lambda: st.select_slider(
            "First session from and to",
            range(first, last + 1),
            value=default,
            format_func=quarter_words,
            key=FIRST,
            bind="query-params",
        ),
    )
    low, high = chosen if isinstance(chosen, tuple) else default
    return (None if low == first else low), (None if high == last else high)


def _others(columns: list[str], options: Options) -> list[tuple[str, tuple[str, ...]]]:
    """Every further category behind one chip."""
    if not columns:
        return []
    keys = [key_of(column) for column in columns]
    active = sum(bool(state.widget_value(key, [])) for key in keys)
    with st.popover(f"More **{active} on**" if active else "More", key="chip-more"):
        chosen = [
            (column, tuple(_pills(column, column_words(column), options.categories[column])))
            for column in columns
        ]
    if sum(bool(labels) for _, labels in chosen) != active:
        st.rerun()
    if active:
        _mark("more")
    return chosen
