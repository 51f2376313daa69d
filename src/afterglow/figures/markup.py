"""Plain HTML: escaping, tags and the style sheet of cards, flow and withheld boxes.

Drawn with positioned blocks and text alone (no pictures, no scripts), so that it reads wherever HTML does.
Colours come as variables on the outermost element, one set per theme.
"""

from __future__ import annotations

import html
from importlib.resources import files

from afterglow.figures.theme import Theme

CARDS_CSS = files("afterglow.figures").joinpath("cards.css").read_text(encoding="utf-8")
"""Style sheet of every HTML drawing; put it on the page once."""


def escape(text: str) -> str:
    return html.escape(text, quote=True)


def block(name: str, inside: str = "", *, style: str = "", tag: str = "div", hidden: bool = False) -> str:
    """An element of class `name` around markup that is already escaped."""
    attributes = f' style="{style}"' if style else ""
    attributes += ' aria-hidden="true"' if hidden else ""
    return f'<{tag} class="{name}"{attributes}>{inside}</{tag}>'


def themed(inside: str, theme: Theme) -> str:
    """The outermost element, with the theme's colours."""
    return f'<div class="ag" style="{theme.css_variables()}">{inside}</div>'


def at(share: float) -> str:
    """A place along a track as a percentage of its width, held inside it."""
    return f"{100 * min(max(share, 0.0), 1.0):.2f}%"
