"""The button that puts a published study's own rules in force, and says what that cannot match."""

from __future__ import annotations

import streamlit as st

from afterglow.definitions.benchmarks import (
    CRITERION_WORDS,
    POPULATION_WORDS,
    ROUTE_WORDS,
    Study,
    cutoff_words,
    shown,
    window_words,
)
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.rules import PRESETS
from afterglow.definitions.vocabulary import find_route
from afterglow.figures.markup import escape
from afterglow.figures.numbers import listed
from afterglow.pipeline import Options
from afterglow.ui import filters, rules_menu, state, url

OFFERED = ("response_50", "remission")
WEEK = 7


def offer() -> None:
    """Draw the choice of a study, what can and cannot be matched, and the button."""
    options = state.options()
    study = st.selectbox(
        "Use the rules of a study",
        [study for study in shown() if study.matchable and study.criterion in OFFERED],
        index=None,
        format_func=_name,
        placeholder="Choose a study to match it as far as the data allow",
        key="study-rules",
    )
    if study is None:
        return
    values, cannot = settings(study, options)
    told = f"Sets {listed(_set_words(study, values))}."
    if cannot:
        told += f" Cannot be matched: {listed(cannot)}."
    st.html(f"<p class='ag-note'>{escape(told)}</p>")
    st.button("Use these rules", on_click=url.change, args=(values,))


def _name(study: Study) -> str:
    first = study.citation.split(",")[0].split(" ")[0]
    medicine = "" if study.drug in (None, "ketamine") else f", {study.drug}"
    what = CRITERION_WORDS[study.criterion].split(" (")[0]
    return f"{first} {study.year}{medicine}: {study.instrument} {what}, {window_words(study)}"


def settings(study: Study, options: Options) -> tuple[dict[str, object], list[str]]:
    """Values of filters and rules that make the clinic's figure the study's, and what they cannot make."""
    values: dict[str, object] = {
        "severity_gate": study.baseline_from is not None,
        rules_menu.CUTOFF: _cutoff(study),
    }
    cannot: list[str] = []
    if study.instrument_key in [scale.key for scale in options.instruments]:
        values[filters.MEASURE] = study.instrument_key
    else:
        cannot.append(f"the scale ({study.instrument} is not in the data)")
    _window(study, values, cannot)
    if study.population in ("started", "completed_induction"):
        values["population"] = study.population
    elif study.population != "completers_with_data":
        cannot.append(f"the people counted ({POPULATION_WORDS[study.population or 'other']})")
    routes = [label for label in options.categories.get("route", ()) if find_route(label) == study.route_key]
    if routes:
        values[filters.key_of("route")] = routes
    else:
        cannot.append(f"the route ({ROUTE_WORDS[study.route_key or '']})")
    if study.drug != "ketamine":
        cannot.append(f"the medicine ({study.drug}), unless the files name it")
    return values, cannot


def _window(study: Study, values: dict[str, object], cannot: list[str]) -> None:
    """The window of the endpoint; a figure after so many sessions needs none."""
    if study.n_sessions_before is not None:
        return
    first, last = study.window_from_day, study.window_to_day
    for name, rules in PRESETS.items():
        window = rules.endpoint
        if (window.anchor, window.from_day, window.to_day) == (study.anchor, first, last):
            values[rules_menu.WINDOW] = name
            return
    if study.anchor == "first_session" and first is not None and first == last:
        width = WEEK if first > WEEK else 0
        values |= {rules_menu.WINDOW: rules_menu.DAY_N, rules_menu.DAY: first, rules_menu.WIDTH: width}
        return
    cannot.append(f"the time ({window_words(study)})")


def _cutoff(study: Study) -> str:
    """The study's remission cut-off where it is not the usual one of its scale."""
    row = INSTRUMENTS.get(study.instrument_key or "")
    if study.criterion != "remission" or row is None or row.remission is None:
        return rules_menu.USUAL
    sign = cutoff_words(study)
    return rules_menu.USUAL if sign == row.remission.in_signs() else sign


def _set_words(study: Study, values: dict[str, object]) -> list[str]:
    words = []
    if filters.MEASURE in values:
        words.append(f"the scale ({study.instrument})")
    if rules_menu.WINDOW in values or study.n_sessions_before is not None:
        words.append(f"the time ({window_words(study)})")
    if "population" in values:
        words.append(f"the people counted ({POPULATION_WORDS[str(values['population'])]})")
    if filters.key_of("route") in values:
        words.append(f"the route ({ROUTE_WORDS[study.route_key or '']})")
    if values["severity_gate"]:
        words.append(f"baseline {study.baseline_from:g} or higher")
    if study.criterion == "remission":
        words.append(f"the cut-off ({cutoff_words(study)})")
    return words
