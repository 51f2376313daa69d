"""Colours, type and words of the outcomes, one frozen value per appearance.

Colours were chosen for WCAG 2 contrast on the page background and for distance under simulated colour
blindness; the tests measure both again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

FONT = '"Source Sans","Source Sans 3",system-ui,sans-serif'
CONFIG: Mapping[str, Any] = MappingProxyType(
    {"displayModeBar": False, "scrollZoom": False, "responsive": True}
)
"""Plotly configuration of every chart: no mode bar, no zoom."""

CHART_TEXT = 13
LABEL_TEXT = 14
END_NOTE = 12
RING = 1.5
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
BEYOND = 0.35
"""Added to both ends of an axis: Plotly leaves out a grid line lying exactly on the end."""

OUTCOMES = ("remitted", "responded", "partial", "no_change", "worse")
OUTCOME_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "remitted": "Remitted",
        "responded": "Responded",
        "partial": "Partial",
        "no_change": "No change",
        "worse": "Worse",
    }
)
OUTCOME_SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "remitted": "circle",
        "responded": "circle",
        "partial": "diamond",
        "no_change": "square",
        "worse": "triangle-up",
    }
)


@dataclass(frozen=True, slots=True)
class Fill:
    """A fill and the colour of text written inside it."""

    color: str
    ink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colour tokens of one appearance, `#RRGGBB` each.

    people : counts without an outcome. soft : the range missing people leave open. accent : this clinic,
    the estimate. not_scored : outline and hatch. outcomes : one fill per outcome. groups : in fixed order.
    """

    name: str
    background: str
    surface: str
    text: str
    muted: str
    grid: str
    border: str
    axis: str
    people: str
    soft: str
    accent: str
    accent_soft: str
    control: str
    outcomes: Mapping[str, Fill]
    worse_text: str
    not_scored: str
    groups: tuple[str, ...]
    font: str = FONT

    def outcome(self, key: str) -> str:
        return self.outcomes[key].color

    def css_variables(self) -> str:
        """Declarations `--ag-...: #...;` for a style attribute."""
        plain = (
            "background",
            "surface",
            "text",
            "muted",
            "grid",
            "border",
            "axis",
            "people",
            "soft",
            "accent",
        )
        pairs = [(name, getattr(self, name)) for name in plain] + [
            ("accent-soft", self.accent_soft),
            ("not-scored", self.not_scored),
            ("worse-text", self.worse_text),
        ]
        for key, fill in self.outcomes.items():
            pairs += [(key.replace("_", "-"), fill.color), (f"{key.replace('_', '-')}-ink", fill.ink)]
        return "".join(f"--ag-{name}:{color};" for name, color in pairs)


LIGHT = Theme(
    name="light",
    background="#FFFFFF",
    surface="#F6F7F9",
    text="#1B2330",
    muted="#586273",
    grid="#E4E8ED",
    border="#D5DBE3",
    axis="#7D8796",
    people="#4A5870",
    soft="#CBD2DC",
    accent="#5B3FBF",
    accent_soft="#EFECFA",
    control="#5B3FBF",
    outcomes=MappingProxyType(
        {
            "remitted": Fill("#0C3B55", "#FFFFFF"),
            "responded": Fill("#0E69B0", "#FFFFFF"),
            "partial": Fill("#1398AE", "#12161C"),
            "no_change": Fill("#7B746C", "#FFFFFF"),
            "worse": Fill("#DB560A", "#12161C"),
        }
    ),
    worse_text="#B04300",
    not_scored="#7D8796",
    groups=("#5B3FBF", "#2F97AD", "#6B2607", "#A34F78", "#56801C", "#163A68", "#B88468", "#3B3B3B"),
)
DARK = Theme(
    name="dark",
    background="#12161C",
    surface="#1A2029",
    text="#E8ECF1",
    muted="#A6B0BE",
    grid="#2A323D",
    border="#333D4A",
    axis="#6F7B8B",
    people="#93A1B5",
    soft="#3B4654",
    accent="#A79BFF",
    accent_soft="#2A2745",
    control="#7863DE",
    outcomes=MappingProxyType(
        {
            "remitted": Fill("#C9F0F5", "#12161C"),
            "responded": Fill("#5CA4E6", "#12161C"),
            "partial": Fill("#4A7389", "#FFFFFF"),
            "no_change": Fill("#A09A91", "#12161C"),
            "worse": Fill("#E0621A", "#12161C"),
        }
    ),
    worse_text="#F08A4B",
    not_scored="#7C8797",
    groups=("#A79BFF", "#53E0E2", "#B5835A", "#A1566C", "#74790A", "#2A73BA", "#F4CDB4", "#A0A0A1"),
)


def theme_named(name: str | None) -> Theme:
    """`DARK` for "dark", else `LIGHT`."""
    return DARK if name == "dark" else LIGHT


def faded(color: str, opacity: float) -> str:
    """`#RRGGBB` as `rgba(...)`."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
