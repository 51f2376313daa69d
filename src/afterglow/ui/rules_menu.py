"""The rules in force: the menu that changes them."""

from __future__ import annotations

import streamlit as st

from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rule_words import PRESET_WORDS, RULES_IN_WORDS
from afterglow.definitions.rules import PRESETS, Rules, preset, rules_from
from afterglow.pipeline import Options, quarter_words
from afterglow.ui import url
from afterglow.ui.url import Field

WINDOW, DAY, WIDTH = "window", "day", "width"
DAY_N = "day_n"
DAYS, WIDTHS = (1, 365), (0, 99)
DAY_DEFAULT, WIDTH_DEFAULT = PRESETS["day_28"].endpoint.target_day, 7
AS_PRESET = "as the preset has it"
SELECTS = ("population", "baseline", "criterion", "remission_among", "standing", "followup_end")
SWITCHES = ("severity_gate", "new_courses", "vendor_studies")
CUTOFF, LIMITS = "remission_cutoff", "limits_from"
USUAL = "as usual"
"""Rules offered in the menu. A rules file can set every rule."""


def fields(options: Options) -> list[Field]:
    """Every rule of the menu, as far as the data have something to choose."""
    default = Rules()
    return [
        url.choice(WINDOW, [*PRESETS, DAY_N]),
        url.number(DAY, DAY_DEFAULT, *DAYS),
        url.number(WIDTH, WIDTH_DEFAULT, *WIDTHS),
        *(url.choice(name, _offered(name)) for name in SELECTS),
        *(url.switch(name, getattr(default, name)) for name in SWITCHES),
        url.choice(CUTOFF, [USUAL, *_every_cutoff()]),
        url.choice(LIMITS, _quarters(options)),
    ]


def _cutoffs(instrument: str | None) -> list[str]:
    """The published remission cut-offs of a scale, its usual one first."""
    row = INSTRUMENTS.get(instrument or "")
    if row is None or row.remission is None:
        return []
    return [line.in_signs() for line in (row.remission, *row.remission.alternatives)]


def _every_cutoff() -> list[str]:
    return sorted({line for key in INSTRUMENTS for line in _cutoffs(key)})


def _quarters(options: Options) -> list[str]:
    """Quarters from which limits may be worked out anew; the first choice is from the beginning."""
    if options.quarters is None:
        return [""]
    first, last = options.quarters
    return ["", *(quarter_words(quarter) for quarter in range(first + 1, last + 1))]


def _offered(name: str) -> list[object]:
    # Presets differ in whom they judge, so that choice needs a way to say "as the preset has it".
    return ([AS_PRESET] if name == "population" else []) + list(RULES_IN_WORDS[name].choices)


def menu(options: Options, instrument: str | None) -> Rules:
    """Draw the menu and give the rules it sets."""
    with st.popover("Change rules", type="tertiary", key="change-rules"):
        st.html("<p class='ag-menu-note'>Every figure is made again by the rules chosen here.</p>")
        named = _window()
        chosen = {name: _select(name) for name in SELECTS} | {name: _toggle(name) for name in SWITCHES}
        cutoff, limits = _cutoff(instrument), _limits(options)
    base = preset(named)
    changes = {name: value for name, value in chosen.items() if value not in (AS_PRESET, getattr(base, name))}
    own = {CUTOFF: {instrument: cutoff}} if cutoff != USUAL else {}
    return rules_from({"preset": named, **changes, **own, LIMITS: limits})


def _cutoff(instrument: str | None) -> str:
    """The remission cut-off of the measure, where more than one is in use."""
    offered = [USUAL, *_cutoffs(instrument)[1:]]
    if len(offered) == 1:
        return USUAL
    now = url.start(CUTOFF)
    usual = _cutoffs(instrument)[0]
    return st.selectbox(
        "Remission cut-off",
        offered,
        index=offered.index(now) if now in offered else 0,
        format_func=lambda sign: f"{usual}, the usual one" if sign == USUAL else sign,
        key=url.widget_key(CUTOFF),
        help=RULES_IN_WORDS[CUTOFF].meaning,
    )


def _limits(options: Options) -> str:
    words, offered = RULES_IN_WORDS[LIMITS], _quarters(options)
    return st.selectbox(
        words.label,
        offered,
        index=offered.index(url.start(LIMITS)),
        format_func=lambda quarter: quarter or words.choices[""],
        key=url.widget_key(LIMITS),
        help=words.meaning,
    )


def is_default(rules: Rules) -> bool:
    return rules == Rules()


def window_words(rules: Rules) -> str:
    words = rules.endpoint.in_words()
    return words[:1].upper() + words[1:] if rules.endpoint.anchor == "course" else f"Window {words}"


def reset(options: Options) -> None:
    """Put every rule back to its default."""
    url.reset(fields(options))


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
