"""The tables of the Methods page, made from the same definitions the figures use."""

from __future__ import annotations

from afterglow.definitions import rule_words
from afterglow.definitions.instrument import Instrument
from afterglow.definitions.instruments import INSTRUMENTS
from afterglow.definitions.parts import Cutoff
from afterglow.definitions.rule_words import PRESET_WORDS
from afterglow.definitions.rules import PRESET_SOURCES, PRESETS, SMALL, Rules
from afterglow.definitions.session_safety import LINES, line_words
from afterglow.figures.numbers import capital
from afterglow.panels import Column, Table

UNSURE = " (unsure)"
NONE = "none"


def rules_table(rules: Rules) -> Table:
    """Every rule: what it decides, its value in force, and the default where that differs."""
    default = dict(_pairs(Rules()))
    rows, part = [], ""
    for words, value in rule_words.in_words(rules):
        usual = default[words.label]
        heading = "" if words.group == part else words.group
        rows.append((heading, words.label, value, "" if value == usual else usual, words.meaning))
        part = words.group
    columns = ("Part", "Rule", "In force", "Default, where it differs", "What it decides")
    return Table(tuple(map(Column, columns)), tuple(rows))


def _pairs(rules: Rules) -> list[tuple[str, str]]:
    return [(words.label, value) for words, value in rule_words.in_words(rules)]


def presets_table() -> Table:
    """The named sets of rules with their sources."""
    populations = rule_words.RULES_IN_WORDS["population"]
    rows = tuple(
        (
            PRESET_WORDS[name],
            capital(rules.endpoint.in_words()),
            _target(rules),
            capital(populations.value(rules.population)),
            PRESET_SOURCES[name],
        )
        for name, rules in PRESETS.items()
    )
    columns = ("Preset", "Window", "Score taken", "Who is judged", "Source")
    return Table(tuple(map(Column, columns)), rows)


def _target(rules: Rules) -> str:
    return "the last" if rules.endpoint.anchor == "course" else f"nearest day {rules.endpoint.target_day}"


def session_lines_table() -> Table:
    """From where on a measure of a session counts, and who drew that line."""
    rows = tuple(
        (
            capital(key.replace("_", " ").replace("cadss", "CADSS")),
            capital(line_words(key)),
            capital(line.label) + (UNSURE if line.unsure else ""),
            capital(line.source),
        )
        for key, line in LINES.items()
    )
    return Table(tuple(map(Column, ("Measure", "Line", "Read as", "Source"))), rows)


def scales_table() -> Table:
    """The scales: range, direction and the lines on them."""
    rows = tuple(
        (
            row.name,
            _range(row),
            "worse" if row.higher_is_worse else "better",
            _response(row),
            _cutoff(row.remission),
            _reliable(row),
            row.recall_words or "not fixed",
        )
        for row in INSTRUMENTS.values()
    )
    columns = ("Scale", "Range", "Higher is", "Response", "Remission", "Reliable change", "Asks about")
    return Table(tuple(map(Column, columns)), rows)


def sources_table() -> Table:
    """The scales: severity bands, sources, terms of use and what is not established."""
    rows = tuple(
        (
            f"{row.name}: {row.full_name}" if row.full_name else row.name,
            ", ".join(f"{band.label} from {band.lower:g}" for band in row.bands) or NONE,
            _sources(row),
            row.licence,
            "; ".join(part for part in (row.scale_note, *row.unsure) if part),
        )
        for row in INSTRUMENTS.values()
    )
    columns = ("Scale", "Bands", "Sources", "Terms of use", "To know, and what is not established")
    return Table(tuple(map(Column, columns)), rows)


def small_table() -> Table:
    """From how many people on each figure is shown."""
    return Table(
        (Column("Shown"), Column("From"), Column("Below that")),
        tuple((what, f"{least:g}", below) for what, least, below in rule_words.small_in_words(SMALL)),
    )


def _range(row: Instrument) -> str:
    if row.minimum is None and row.maximum is None:
        return "not fixed"
    if row.minimum is None:
        return f"up to {row.maximum:g}"
    if row.maximum is None:
        return f"from {row.minimum:g}"
    return f"{row.minimum:g}–{row.maximum:g}"


def _response(row: Instrument) -> str:
    if row.response is None:
        return NONE
    also = "".join(f", also {percent} %" for percent in row.response.also)
    return f"{row.response.drop_percent} % lower or more{also}"


def _cutoff(cutoff: Cutoff | None) -> str:
    if cutoff is None:
        return NONE
    others = ", ".join(other.in_words() for other in cutoff.alternatives)
    return (
        cutoff.in_words() + (UNSURE if cutoff.unsure else "") + (f"; also used: {others}" if others else "")
    )


def _reliable(row: Instrument) -> str:
    if row.reliable_change is not None:
        return f"{row.reliable_change.points:g} points" + (UNSURE if row.reliable_change.unsure else "")
    if row.reliability is None or row.reliable_points is None:
        return NONE
    spread = row.reliability
    return f"{row.reliable_points:g} points (SD {spread.sd:g}, reliability {spread.r:g})"


def _sources(row: Instrument) -> str:
    parts = [row.source]
    if row.response is not None:
        parts.append(f"response: {row.response.source}")
    if row.remission is not None:
        parts.append(f"remission: {row.remission.source}")
    if row.reliable_change is not None:
        parts.append(f"reliable change: {row.reliable_change.source}")
    elif row.reliability is not None:
        parts.append(f"reliable change: {row.reliability.source}")
    return "; ".join(part for part in parts if part)
