"""What stands in place of a drawing that is not shown: what, why, and what would mend it."""

from __future__ import annotations

from afterglow.figures.markup import block, escape, themed
from afterglow.figures.theme import Theme
from afterglow.results import Withheld


def withheld_html(result: Withheld, theme: Theme) -> str:
    """A dashed box with heading, reason and way out."""
    inside = f"<h3>{escape(result.heading)}</h3>" + "".join(
        f"<p>{escape(text)}</p>" for text in (result.reason, result.mend) if text
    )
    return themed(block("ag-withheld", inside), theme)
