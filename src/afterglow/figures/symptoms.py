"""Before and after in rows: items of a scale, several scales side by side, and how often two scales agree."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from afterglow.figures.axes import percent_axis
from afterglow.figures.numbers import (
    NARROW,
    count,
    decimals,
    number_range,
    of,
    people,
    percent,
)
from afterglow.figures.rows import BarRow, DotRow, Heading, NumberColumn, Part, bar_rows, dot_rows
from afterglow.figures.theme import Theme
from afterglow.results import (
    Agreement,
    Estimate,
    OtherScales,
    Proportion,
    ScaleChange,
    ScalesAgree,
    SymptomChange,
    Symptoms,
)

TOO_FEW = "too few"
NO_RULE = "no rule"
KEY = f"○ before &nbsp; ● after, with the 95{NARROW}% interval of the change"
CHANGE_COLUMN = NumberColumn("Mean change", 150)
BEFORE_AFTER = NumberColumn("Before, after", 104)
OUTCOME_ROWS = {"response": "Response", "remission": "Remission"}


def symptoms_figure(result: Symptoms, theme: Theme, scale: str) -> go.Figure | None:
    """One row an item, largest change first, then daily functioning; None where too few people have items."""
    listed = [*result.items, *([result.function] if result.function else [])]
    if all(item.change.value is None for item in listed):
        return None
    rows: list[Heading | DotRow] = [Heading(f"Items of {scale}")]
    rows += [_symptom_row(item, theme) for item in result.items]
    if result.function is not None:
        rows += [Heading("Added question"), _symptom_row(result.function, theme)]
    highest = max(item.highest for item in listed)
    return dot_rows(
        rows,
        theme,
        columns=(CHANGE_COLUMN, BEFORE_AFTER, NumberColumn("People", 62)),
        left=222,
        axis=answer_axis(result.lowest, highest),
        key=KEY,
        axis_name="mean answer",
    )


def answer_axis(lowest: float, highest: float) -> dict:
    """Every answer the form offers."""
    ticks = [lowest + step for step in range(int(highest - lowest) + 1)]
    edge = 0.02 * (highest - lowest)
    return {"range": [lowest - edge, highest + edge], "tickvals": ticks, "showgrid": True}


def _symptom_row(item: SymptomChange, theme: Theme) -> DotRow:
    return _dumbbell(item.label, item, theme, (count(item.n),), digits=1)


def _dumbbell(
    label: str,
    item: SymptomChange | ScaleChange,
    theme: Theme,
    more: tuple[str, ...],
    *,
    digits: int,
    start: float = 0.0,
    unit: float = 1.0,
) -> DotRow:
    """A row from before to after; scores are drawn as (score - start) / unit, and written as they are."""
    change, before, after = item.change, item.before, item.after
    if change.value is None or before is None or after is None:
        return DotRow(label=label, cells=(TOO_FEW, "", *more))

    def place(score: float | None) -> float | None:
        return None if score is None else (score - start) / unit

    ends = f"{decimals(before, digits)}, {decimals(after, digits)}"
    return DotRow(
        label=label,
        value=place(after),
        low=place(None if change.low is None else before + change.low),
        high=place(None if change.high is None else before + change.high),
        start=place(before),
        end=place(after),
        open_ends=True,
        cells=(change_words(change, digits), ends, *more),
        says=f"{label}: {decimals(before, digits)} before, {decimals(after, digits)} after\n"
        f"change {change_words(change, digits)}, {people(item.n)}",
        color=theme.accent,
    )


def change_words(change: Estimate, digits: int = 1) -> str:
    """Such as "-1.1 (-1.3 to -0.9)" with true minus signs, or "too few"."""
    if change.value is None:
        return TOO_FEW
    told = decimals(change.value, digits)
    if change.low is None or change.high is None:
        return told
    return f"{told} ({number_range(decimals(change.low, digits), decimals(change.high, digits))})"


def digits_of(scale: ScaleChange) -> int:
    """Decimals its means are written with: two on a scale that ends at 1."""
    return 2 if scale.maximum - scale.minimum <= 2 else 1


def other_scales_figure(result: OtherScales, theme: Theme) -> go.Figure | None:
    """Each other scale and the one in use for the same people, each over its own whole range."""
    if all(pair.own.change.value is None for pair in result.pairs):
        return None
    rows: list[Heading | DotRow] = []
    for pair in result.pairs:
        if pair.own.n:
            rows.append(Heading(f"{pair.other.name} and {pair.own.name}: {people(pair.own.n)}"))
            rows += [_scale_row(scale, theme) for scale in (pair.other, pair.own)]
    columns = (
        CHANGE_COLUMN,
        BEFORE_AFTER,
        NumberColumn("Reliably better", 104),
        NumberColumn("Reliably worse", 100),
    )
    return dot_rows(rows, theme, columns=columns, left=222, axis=_scale_axis(), key=KEY)


def _scale_axis() -> dict:
    return {
        "range": [-1, 101],
        "tickvals": [0, 25, 50, 75, 100],
        "ticktext": ["lowest score", "", "", "", "highest"],
        "showgrid": True,
    }


def _scale_row(scale: ScaleChange, theme: Theme) -> DotRow:
    label = scale.name if scale.higher_is_worse else f"{scale.name} (higher is better)"
    return _dumbbell(
        label,
        scale,
        theme,
        (_counts(scale.improved), _counts(scale.worsened)),
        digits=digits_of(scale),
        start=scale.minimum,
        unit=(scale.maximum - scale.minimum) / 100,
    )


def _counts(part: Proportion | None) -> str:
    return NO_RULE if part is None else of(part.successes, part.total)


def agreement_figure(result: ScalesAgree, theme: Theme) -> go.Figure | None:
    """Both, one or neither, as parts of everybody who can show the outcome on both; None for too few."""
    if all(pair.agree.share is None for pair in result.pairs):
        return None
    rows: list[Heading | BarRow] = []
    named = ""
    for pair in together(result.pairs):
        if pair.name != named:
            rows.append(Heading(f"{result.name} and {pair.name}"))
            named = pair.name
        rows.append(_agreement_row(pair, theme, result.name))
    key = (
        ("both", theme.people, False),
        (f"{result.name} alone", theme.accent, False),
        ("the other alone", theme.groups[1], False),
        ("neither", theme.soft, False),
    )
    alone = (NumberColumn(f"{result.name} alone", 116), NumberColumn("Other alone", 92))
    columns = (NumberColumn("Agree", 60), NumberColumn("People", 84), *alone)
    return bar_rows(rows, theme, columns=columns, left=190, axis=percent_axis(), key=key)


def together(pairs: Sequence[Agreement]) -> list[Agreement]:
    """Outcomes of one other scale next to each other, scales in the order given."""
    names = list(dict.fromkeys(pair.name for pair in pairs))
    return sorted(pairs, key=lambda pair: (names.index(pair.name), list(OUTCOME_ROWS).index(pair.outcome)))


def _agreement_row(pair: Agreement, theme: Theme, own: str) -> BarRow:
    label, share = OUTCOME_ROWS[pair.outcome], pair.agree.share
    alone = (count(pair.only_own), count(pair.only_other))
    if share is None:
        return BarRow(label=label, parts=(), cells=(TOO_FEW, of(pair.agree.successes, pair.n), *alone))
    kinds = (
        ("both scales", pair.both, theme.people),
        (f"{own} alone", pair.only_own, theme.accent),
        (f"{pair.name} alone", pair.only_other, theme.groups[1]),
        ("neither", pair.neither, theme.soft),
    )
    parts = tuple(
        Part(size=100 * number / pair.n, color=color, says=f"{label}, {words}: {of(number, pair.n)}")
        for words, number, color in kinds
    )
    return BarRow(label=label, parts=parts, cells=(percent(share), of(pair.agree.successes, pair.n), *alone))
