"""The rules in force: the menu that changes them."""

from __future__ import annotations

import streamlit as st

from afterglow.definitions.rule_words import PRESET_WORDS, RULES_IN_WORDS
from afterglow.definitions.rules import PRESETS, Rules, preset, rules_from
from afterglow.ui import url
from afterglow.ui.url import Field

WINDOW, DAY, WIDTH = "window", "day", "width"
DAY_N = "day_n"
DAYS, WIDTHS = (1, 365), (0, 99)
DAY_DEFAULT, WIDTH_DEFAULT = PRESETS["day_28"].endpoint.target_day, 7
AS_PRESET = "as the preset has it"
SELECTS = ("population", "baseline", "criterion", "remission_among", "followup_end")
SWITCHES = ("severity_gate", "new_courses")
"""Rules offered in the menu. A rules file can set every rule."""


def fields() -> list[Field]:
    """Every rule of the menu."""
    default = Rules()
    return [
        url.choice(WINDOW, [*PRESETS, DAY_N]),
        url.number(DAY, DAY_DEFAULT, *DAYS),
        url.number(WIDTH, WIDTH_DEFAULT, *WIDTHS),
        *(url.choice(name, _offered(name)) for name in SELECTS),
        *(url.switch(name, getattr(default, name)) for name in SWITCHES),
    ]


def _offered(name: str) -> list[object]:
    # Presets differ in whom they judge, so that choice needs a way to say "as the preset has it".
    return ([AS_PRESET] if name == "population" else []) + list(RULES_IN_WORDS[name].choices)


def menu() -> Rules:
    """Draw the menu and give the rules it sets."""
    with st.popover("Change rules", type="tertiary", key="change-rules"):
        st.html("<p class='ag-menu-note'>Every figure is made again by the rules chosen here.</p>")
        named = _window()
        chosen = {name: _select(name) for name in SELECTS} | {name: _toggle(name) for name in SWITCHES}
    base = preset(named)
    changes = {name: value for name, value in chosen.items() if value not in (AS_PRESET, getattr(base, name))}
    return rules_from({"preset": named, **changes})


def is_default(rules: Rules) -> bool:
    return rules == Rules()


def window_words(rules: Rules) -> str:
    words = rules.endpoint.in_words()
    return words[:1].upper() + words[1:] if rules.endpoint.anchor == "course" else f"Window {words}"


def reset() -> None:
    """Put every rule back to its default."""
    url.reset(fields())


def _window() -> str:
    windows = [*PRESETS, DAY_N]
    named = st.selectbox(
        "Endpoint window",
        windows,
        index=windows.index(url.start(WINDOW)),
        format_func=lambda key: PRESET_WORDS.get(key, "Some days after the first session"),
        key=url.widget_key(WINDOW),
    )
    if named != DAY_N:
        return named
    left, right = st.columns(2)
    day = left.number_input("Day", *DAYS, value=url.start(DAY), key=url.widget_key(DAY))
    width = right.number_input("Give or take", *WIDTHS, value=url.start(WIDTH), key=url.widget_key(WIDTH))
    return f"day_{day}+-{width}"


def _toggle(name: str) -> bool:
    words = RULES_IN_WORDS[name]
    return st.toggle(words.label, url.start(name), key=url.widget_key(name), help=words.meaning)


def _select(name: str) -> object:
    words = RULES_IN_WORDS[name]
    return st.selectbox(
        words.label,
        _offered(name),
        index=_offered(name).index(url.start(name)),
        format_func=lambda value: words.choices.get(value, str(value)),
        key=url.widget_key(name),
        help=words.meaning,
    )
