"""The choices that live in the URL: filters and rules, so that a view can be bookmarked and shared.

Every choice has a key, under which it stands in the URL unless it is the default. A link is read when a
session begins and when the reader goes back or forward; at all other times the page decides and the URL
follows.

A widget inside a closed menu cannot be told a new value: the browser keeps the old one and sends it back.
So when the app itself changes a choice, every widget gets a new name and starts again from the new value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from afterglow.ui import state

Texts = list[str]


@dataclass(frozen=True, slots=True)
class Field:
    """One choice. `read` gives None for texts that mean nothing here."""

    key: str
    default: object
    read: Callable[[Texts], object | None]
    write: Callable[[object], Texts]


def choice(key: str, options: Sequence[object], *, default: object = None) -> Field:
    """One of several options; the first is the default unless another is named."""
    usual = options[0] if default is None else default
    return Field(key, usual, lambda texts: _one(texts, options), lambda value: [str(value)])


def many(key: str, options: Sequence[str]) -> Field:
    """Any of several options; none of them is the default."""

    def read(texts: Texts) -> object:
        return [option for option in options if option in texts]

    def write(value: object) -> Texts:
        return [option for option in options if isinstance(value, list) and option in value]

    return Field(key, [], read, write)


def stretch(key: str, options: Sequence[int], words: Callable[[int], str]) -> Field:
    """From one of several options to another, as a pair; all of them is the default."""
    by_text = {words(option): option for option in options}

    def read(texts: Texts) -> object | None:
        ends = [by_text[text] for text in texts if text in by_text]
        return (min(ends), max(ends)) if len(ends) == 2 else None

    def write(value: object) -> Texts:
        return [words(end) for end in value] if isinstance(value, tuple) else []

    return Field(key, (options[0], options[-1]), read, write)


def number(key: str, default: int, low: int, high: int) -> Field:
    """A whole number between two limits."""

    def read(texts: Texts) -> object | None:
        text = texts[0] if texts else ""
        return int(text) if text.isdecimal() and low <= int(text) <= high else None

    return Field(key, default, read, lambda value: [str(value)])


def switch(key: str, default: bool) -> Field:
    """On or off, written yes and no."""
    words = {"yes": True, "no": False}
    return Field(
        key,
        default,
        lambda texts: words.get(texts[0]) if texts else None,
        lambda value: ["yes" if value else "no"],
    )


def _one(texts: Texts, options: Sequence[object]) -> object | None:
    return next((option for option in options if texts and str(option) == texts[0]), None)


def widget_key(key: str) -> str:
    """The name of the widget that holds a choice at present."""
    return f"{key}-{state.store().generation}"


def start(key: str) -> Any:
    """The value the widget of a choice starts from."""
    return state.store().starts[key]


def now(key: str) -> Any:
    """The value of a choice in this run, also before its widget is drawn."""
    return st.session_state.get(widget_key(key), start(key))


def take(fields: Sequence[Field]) -> None:
    """Settle the value of every choice before its widget is drawn."""
    kept = state.store()
    if not kept.link_read or _went_back_or_forward():
        kept.link_read = True
        _begin_again({field.key: _asked(field) for field in fields})
    for field in fields:
        kept.starts.setdefault(field.key, field.default)


def _asked(field: Field) -> object:
    value = field.read(st.query_params.get_all(field.key))
    return field.default if value is None else value


def _begin_again(starts: dict[str, object]) -> None:
    kept = state.store()
    kept.starts, kept.generation = starts, kept.generation + 1


def _went_back_or_forward() -> bool:
    # Not part of the public interface; without it the page wins over the browser's history.
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


def put(fields: Sequence[Field]) -> dict[str, Texts]:
    """Write every choice away from its default into the URL and give what was written."""
    written = {field.key: field.write(now(field.key)) for field in fields if now(field.key) != field.default}
    there = {key: st.query_params.get_all(key) for key in st.query_params}
    if there != written:
        st.query_params.from_dict(written)
    return written


def change(values: dict[str, object]) -> None:
    """Give choices new values and leave the others as they are."""
    standing = {key: now(key) for key in state.store().starts}
    _begin_again(standing | values)


def reset(fields: Iterable[Field]) -> None:
    """Put choices back to their defaults and leave the others as they are."""
    change({field.key: field.default for field in fields})
