"""Response symptom by symptom, and several scales of the same people: words and tables."""

from __future__ import annotations

from afterglow.definitions.rules import SMALL
from afterglow.figures.numbers import (
    NARROW,
    capital,
    count,
    decimals,
    listed,
    number_range,
    of,
    people,
    sentences,
)
from afterglow.figures.symptoms import (
    OUTCOME_ROWS,
    agreement_figure,
    digits_of,
    other_scales_figure,
    symptoms_figure,
    together,
)
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import BLANK, Cell, Column, Drawing, Panel, Table
from afterglow.panels.rates import proportion_cells
from afterglow.panels.words import INTERVALS, NO_CONTROL, brackets, endpoint_note, measure, why_nobody
from afterglow.results import (
    Agreement,
    OtherScales,
    ScaleChange,
    ScalePair,
    ScalesAgree,
    Scope,
    SymptomChange,
    Symptoms,
)

NO_FORMS = "Nobody here has answers to the items both before treatment and at the endpoint."


def symptoms_answer(result: Symptoms) -> str:
    told = [item for item in result.items if item.change.value is not None]
    n = max((item.n for item in result.items), default=0)
    if not n:
        return NO_FORMS if result.scope.scored else why_nobody(result.scope)
    if not told:
        return f"**{people(n)}** answered the items before and after; too few to compare the symptoms."
    most, least = told[0], told[-1]
    changed = "fell" if result.higher_is_worse else "rose"
    first = (
        f"On {measure(result.scope)}, **{_name(most, result)}** changed most among {people(most.n)}: "
        f"the mean answer went from **{_ends(most)}** on a scale of {count(result.lowest)} to "
        f"{count(most.highest)}{_interval(most)}."
    )
    better = (least.change.value or 0) < 0 if result.higher_is_worse else (least.change.value or 0) > 0
    last = f"{capital(_name(least, result))} {changed} least, from {_ends(least)}." if better else ""
    if not better:
        last = f"{capital(_name(least, result))} did not get better on average ({_ends(least)})."
    return sentences(first, last if len(told) > 1 else "", _function(result))


def _name(item: SymptomChange, result: Symptoms) -> str:
    """The item within a sentence; one without words by its number."""
    return item.label[:1].lower() + item.label[1:] if result.named or item.key == "function" else item.label


def _ends(item: SymptomChange) -> str:
    return f"{decimals(item.before or 0.0)} to {decimals(item.after or 0.0)}"


def _interval(item: SymptomChange) -> str:
    change = item.change
    if change.low is None or change.high is None or change.value is None:
        return ""
    ends = number_range(decimals(change.low), decimals(change.high))
    return f" (change {decimals(change.value)}, {ends})"


def _function(result: Symptoms) -> str:
    asked = result.function
    if asked is None or asked.change.value is None:
        return ""
    return f"Difficulty in daily life went from {_ends(asked)} among {people(asked.n)}."


def symptoms_note(result: Symptoms) -> str:
    numbers = sorted({item.n for item in result.items})
    n = people(numbers[-1]) if len(numbers) < 2 else f"{count(numbers[0])}–{people(numbers[-1])}"
    return sentences(
        f"{n} with the answers on both forms, of {count(result.scope.scored)} scored.",
        endpoint_note(result.scope),
        "" if result.named else "The wording of this scale is licensed: items are shown by number.",
        f"Answers before treatment are those of the {result.baseline} form in the baseline window.",
        "No answer to a question on daily functioning is in the files." if result.function is None else "",
        INTERVALS,
        NO_CONTROL,
    )


def symptoms_table(result: Symptoms) -> Table:
    columns = (
        Column("Item"),
        Column("People", "count"),
        Column("Mean before", "two_decimals"),
        Column("Mean after", "two_decimals"),
        Column("Mean change", "two_decimals"),
        Column(f"95{NARROW}% low", "two_decimals"),
        Column(f"95{NARROW}% high", "two_decimals"),
        Column("Median change", "one_decimal"),
        Column("Highest answer", "count"),
    )
    listed_items = [*result.items, *([result.function] if result.function else [])]
    return Table(columns, tuple(_symptom_cells(item) for item in listed_items))


def _symptom_cells(item: SymptomChange) -> tuple[Cell, ...]:
    change = (item.change.value, item.change.low, item.change.high)
    return (item.label, item.n, item.before, item.after, *change, item.median, item.highest)


def draw_symptoms(result: Symptoms, theme: Theme) -> Drawing:
    figure = symptoms_figure(result, theme, measure(result.scope))
    if not any(item.n for item in result.items):
        return drawn_or_said(None, theme, "No forms to compare yet", symptoms_answer(result))
    return drawn_or_said(
        figure, theme, "Too few people", f"Means are shown from {SMALL.change} people on.", "See the table."
    )


def other_scales_answer(result: OtherScales) -> str:
    told = [pair for pair in result.pairs if pair.own.n]
    if not told:
        return "Nobody here was scored before and after on a second scale as well."
    large = [pair for pair in told if pair.own.change.value is not None]
    if not large:
        names = listed([f"{pair.other.name} ({people(pair.own.n)})" for pair in told])
        return f"Scored on both {result.own.name} and another scale: {names}; too few to compare."
    # Well-being or quality of life is named even where more people have another scale.
    wellbeing = [pair for pair in large[1:] if not pair.other.higher_is_worse]
    return sentences(*(_pair_sentence(pair) for pair in (large[0], *(wellbeing or large[1:])[:1])))


def _pair_sentence(pair: ScalePair) -> str:
    """What both scales say of the same people."""
    return (
        f"Among **{people(pair.own.n)}** scored on both, {_went(pair.other)}{_better(pair.other)}, "
        f"and {_went(pair.own)}{_better(pair.own)}."
    )


def _went(scale: ScaleChange) -> str:
    digits = digits_of(scale)
    before, after = decimals(scale.before or 0.0, digits), decimals(scale.after or 0.0, digits)
    return f"{scale.name} went from {before} to **{after}**"


def _better(scale: ScaleChange) -> str:
    if scale.improved is None:
        return ", where higher is better" if not scale.higher_is_worse else ""
    return f" ({of(scale.improved.successes, scale.improved.total)} reliably better)"


def other_scales_note(result: OtherScales) -> str:
    higher = [pair.other.name for pair in result.pairs if not pair.other.higher_is_worse]
    without = [pair.other.name for pair in result.pairs if pair.other.reliable is None]
    return sentences(
        f"{people(result.own.n)} were scored before and after on {result.own.name}; each pair counts those "
        "scored on the other scale too.",
        f"Higher is better on {listed(higher)}." if higher else "",
        f"No published threshold for reliable change: {listed(without)}." if without else "",
        endpoint_note(result.scope),
        INTERVALS,
        NO_CONTROL,
    )


def other_scales_table(result: OtherScales) -> Table:
    columns = (
        Column("Pair"),
        Column("Scale"),
        Column("People", "count"),
        Column("Mean before", "two_decimals"),
        Column("Mean after", "two_decimals"),
        Column("Mean change", "two_decimals"),
        Column(f"95{NARROW}% low", "two_decimals"),
        Column(f"95{NARROW}% high", "two_decimals"),
        Column("Median change", "two_decimals"),
        Column("Reliably better", "count"),
        Column("Reliably worse", "count"),
    )
    rows = [("Everybody scored", *_scale_cells(result.own))]
    for pair in result.pairs:
        name = f"{pair.other.name} and {pair.own.name}"
        rows += [(name, *_scale_cells(scale)) for scale in (pair.other, pair.own)]
    return Table(columns, tuple(rows))


def _scale_cells(scale: ScaleChange) -> tuple[Cell, ...]:
    change = (scale.change.value, scale.change.low, scale.change.high)
    counts = [BLANK if part is None else part.successes for part in (scale.improved, scale.worsened)]
    return (scale.name, scale.n, scale.before, scale.after, *change, scale.median, *counts)


def draw_other_scales(result: OtherScales, theme: Theme) -> Drawing:
    return drawn_or_said(
        other_scales_figure(result, theme),
        theme,
        "Too few people on two scales",
        f"Means are shown from {SMALL.change} people on who were scored on both.",
        "See the table.",
    )


def scales_agree_answer(result: ScalesAgree) -> str:
    told = [pair for pair in result.pairs if pair.n]
    if not told:
        return "Nobody here was scored before and after on both scales."
    large = [pair for pair in told if pair.agree.share is not None]
    if not large:
        return sentences(*(f"{_agreed(pair, result.name)}; too few to tell." for pair in told[:2]))
    first = [pair for pair in large if pair.other == large[0].other]
    return sentences(*(f"{_agreed(pair, result.name)}: {_alone(pair, result.name)}." for pair in first))


def _agreed(pair: Agreement, own: str) -> str:
    said = f"**{of(pair.agree.successes, pair.n)}** people{brackets(pair.agree)}"
    return f"On {pair.outcome}, {own} and {pair.name} say the same of {said}"


def _alone(pair: Agreement, own: str) -> str:
    ways = (f"{count(pair.only_own)} by {own} alone", f"{count(pair.only_other)} by {pair.name} alone")
    return f"{count(pair.both)} by both, {ways[0]} and {ways[1]}"


def scales_agree_note(result: ScalesAgree) -> str:
    return sentences(
        "Only people scored before and after on both scales, who by their baselines can show the outcome on "
        "both.",
        *_rules(result),
        _window(result.scope),
        f"From {SMALL.group} people on the table has an exact McNemar test of the two shares.",
        INTERVALS,
    )


def _rules(result: ScalesAgree) -> list[str]:
    """Such as "MADRS: response at least halved, remission 10 or lower.", each scale once."""
    told: dict[str, dict[str, str]] = {}
    for pair in together(result.pairs):
        told.setdefault(result.name, {})[pair.outcome] = pair.own_rule
        told.setdefault(pair.name, {})[pair.outcome] = pair.other_rule
    return [
        f"{name}: {listed([f'{outcome} {rule}' for outcome, rule in rules.items() if rule])}."
        for name, rules in told.items()
    ]


def _window(scope: Scope) -> str:
    return f"Scored {scope.window}." if scope.window[:1].isdigit() else ""


def scales_agree_table(result: ScalesAgree) -> Table:
    columns = (
        Column("Other scale"),
        Column("Outcome"),
        Column("Both", "count"),
        Column(f"{result.name} alone", "count"),
        Column("Other alone", "count"),
        Column("Neither", "count"),
        Column("Agree", "count"),
        Column("Of", "count"),
        Column("Share", "percent"),
        Column(f"95{NARROW}% low", "percent"),
        Column(f"95{NARROW}% high", "percent"),
        Column("McNemar p", "p_value"),
    )
    rows = [
        (
            pair.name,
            OUTCOME_ROWS[pair.outcome],
            *(pair.both, pair.only_own, pair.only_other, pair.neither),
            *proportion_cells(pair.agree),
            pair.p,
        )
        for pair in result.pairs
    ]
    return Table(columns, tuple(rows))


def draw_scales_agree(result: ScalesAgree, theme: Theme) -> Drawing:
    return drawn_or_said(
        agreement_figure(result, theme),
        theme,
        "Too few people on two scales",
        f"Shares are shown from {SMALL.percentage} people on who were scored on both.",
        "See the table.",
    )


PANELS: tuple[Panel, ...] = (
    Panel(
        key="symptoms",
        page="response",
        question="Which symptoms change most?",
        kinds=(Symptoms,),
        answer=symptoms_answer,
        note=symptoms_note,
        reading=(
            "Each row is one question of the form: the hollow dot is the mean answer before treatment, the "
            f"violet dot the mean after, its line the 95{NARROW}% interval of the change. The largest change "
            "stands first. A symptom few people had at the start cannot fall far, so a short row does not "
            "mean it stayed."
        ),
        draw=draw_symptoms,
        table=symptoms_table,
    ),
    Panel(
        key="other_scales",
        page="response",
        question="What do other scales say of the same people?",
        kinds=(OtherScales,),
        answer=other_scales_answer,
        note=other_scales_note,
        reading=(
            "Each pair of rows is about the same people. Every scale is drawn from its lowest to its highest "
            "score: hollow before, violet after. On a scale where higher is better the violet dot moves "
            "right when people feel better, on the others left. Reliably better means by more than the "
            "error of the scale."
        ),
        draw=draw_other_scales,
        table=other_scales_table,
    ),
    Panel(
        key="scales_agree",
        page="response",
        question="Do two scales of the same condition agree?",
        kinds=(ScalesAgree,),
        answer=scales_agree_answer,
        note=scales_agree_note,
        reading=(
            "The bar parts the people scored on both scales into those whom both, one alone or neither calls "
            "responded or remitted. Where many are called so by one scale alone, the rate depends on the "
            "scale chosen, and two clinics that use different scales cannot be compared."
        ),
        draw=draw_scales_agree,
        table=scales_agree_table,
    ),
)
