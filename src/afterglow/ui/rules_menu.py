"""The rules in force: the menu that changes them, their place in the URL, and what a change changed."""

from __future__ import annotations

import streamlit as st

from afterglow.definitions.rule_words import PRESET_WORDS, RULES_IN_WORDS
from afterglow.definitions.rules import PRESETS, Rules, preset, rules_from
from afterglow.ui import state

DAY_N = "day_n"
_DAY_DEFAULT, _WIDTH_DEFAULT = PRESETS["day_28"].endpoint.target_day, 7
AS_PRESET = "as the preset has it"
CHOICES = (
    "population",
    "baseline",
    "criterion",
    "remission_among",
    "severity_gate",
    "new_courses",
    "followup_end",
)
"""Rules offered in the menu. A rules file can set every rule."""
RULE_KEYS = ("window", "day", "width", *CHOICES)


def menu() -> Rules:
    """Draw the menu and give the rules it sets."""
    with st.popover("Change rules", type="tertiary", key="change-rules"):
        st.html("<p class='ag-menu-note'>Every figure is made again by the rules chosen here.</p>")
        named = _window()
        base = preset(named)
        chosen = {name: _choice(name, base) for name in CHOICES}
    changes = {name: value for name, value in chosen.items() if value is not None}
    return rules_from({"preset": named, **changes})


def is_default(rules: Rules) -> bool:
    return rules == Rules()


def window_words(rules: Rules) -> str:
    words = rules.endpoint.in_words()
    return words[:1].upper() + words[1:] if rules.endpoint.anchor == "course" else f"Window {words}"


def reset() -> None:
    """Put every rule back to its default."""
    state.forget_widgets(*RULE_KEYS)


def _window() -> str:
    named = st.selectbox(
        "Endpoint window",
        [*PRESETS, DAY_N],
        format_func=lambda key: PRESET_WORDS.get(key, "Some days after the first session"),
        key="window",
        bind="query-params",
    )
    if named != DAY_N:
        return named
    left, right = st.columns(2)
    day = left.number_input("Day", 1, 365, _DAY_DEFAULT, key="day", bind="query-params")
    width = right.number_input("Give or take", 0, 99, _WIDTH_DEFAULT, key="width", bind="query-params")
    return f"day_{day}+-{width}"


def _choice(name: str, base: Rules) -> object | None:
    """The value chosen for a rule, None where the preset's own stands."""
    default = getattr(base, name)
    chosen = _toggle(name, default) if isinstance(default, bool) else _select(name)
    return None if chosen in (default, AS_PRESET) else chosen


def _toggle(name: str, default: bool) -> bool:
    words = RULES_IN_WORDS[name]
    return st.toggle(words.label, default, key=name, help=words.meaning, bind="query-params")


def _select(name: str) -> object:
    words = RULES_IN_WORDS[name]
    # Presets differ in whom they judge, so that choice needs a way to say "as the preset has it".
    offered = ([AS_PRESET] if name == "population" else []) + list(words.choices)
    return st.selectbox(
        words.label,
        offered,
        format_func=lambda value: words.choices.get(value, str(value)),
        key=name,
        help=words.meaning,
        bind="query-params",
    )
