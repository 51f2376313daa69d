"""By quarter of the first session: what changed, and what chance alone explains."""

from __future__ import annotations

from collections.abc import Callable

from afterglow.figures.control import control_figure, said
from afterglow.figures.numbers import capital, count, listed, sentences
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Column, Drawing, Panel, Table
from afterglow.panels.words import measure
from afterglow.results import ControlChart, ControlPhase, ControlPoint

SIGNALS = {
    "beyond_limits": "beyond the limits",
    "eight_on_one_side": "in a run of eight or more on one side of the usual level",
    "six_rising_or_falling": "in six or more that keep rising or keep falling",
    "two_of_three_beyond_two_sigma": "one of two in three that lie far out on one side",
}
NAMES = {
    "response": "Responded",
    "remission": "Remitted",
    "completion": "Finished induction",
    "scored": "Scored, of those treated",
    "days_to_endpoint": "Days from first session to endpoint score",
}
COUNTED = {
    "response": "Of people who could be judged; the unscored count as not responded.",
    "remission": "Of people who could be judged; the unscored count as not remitted.",
    "completion": "Of people treated and followed long enough to say.",
    "scored": "Of everybody treated whose window has closed.",
    "days_to_endpoint": "The middle person among those scored.",
}


def answer(result: ControlChart) -> str:
    phase, period = result.phases[-1], result.period
    settled = [point for point in result.points if point.settled and point.value is not None]
    if not settled or phase.centre is None:
        return f"No {period} is complete yet, so there is no usual level to compare with."
    level = f"The usual level is **{said(result, phase.centre)}** over {_stretch(result, phase)}."
    if not phase.firm:
        return sentences(
            level,
            f"With {count(phase.points)} complete {period}s there are too few for firm limits: nothing can "
            "be said about change from this chart yet.",
        )
    signals = [point for point in result.points[phase.first : phase.last + 1] if point.signals]
    if not signals:
        return sentences(level, f"No {period} differs from it by more than chance explains.")
    return sentences(level, *(_told(result, phase, name) for name in SIGNALS), _look())


def _stretch(result: ControlChart, phase: ControlPhase) -> str:
    inside = [point for point in result.points[phase.first : phase.last + 1] if point.settled]
    return f"{count(phase.points)} complete {result.period}s, {inside[0].period} to {inside[-1].period}"


def _told(result: ControlChart, phase: ControlPhase, name: str) -> str:
    """One rule's signals in words, with the direction where there is one."""
    hit = [point for point in result.points[phase.first : phase.last + 1] if name in point.signals]
    if not hit:
        return ""
    if name == "eight_on_one_side":
        sides = [_side(result, phase, hit, above=above) for above in (True, False)]
        return " ".join(side for side in sides if side)
    periods = listed([f"**{point.period}**" for point in hit])
    return f"{capital(periods)} {'is' if len(hit) == 1 else 'are'} {SIGNALS[name]}."


def _side(result: ControlChart, phase: ControlPhase, hit: list[ControlPoint], *, above: bool) -> str:
    centre = phase.centre or 0.0
    run = [point for point in hit if point.value is not None and (point.value > centre) == above]
    if not run:
        return ""
    settled = [point for point in result.points if point.settled]
    latest = settled[-len(run) :] == run
    which = f"The last **{count(len(run))}** {result.period}s" if latest else _span(run, result.period)
    return f"{which} all lie {'above' if above else 'below'} it."


def _span(run: list[ControlPoint], period: str) -> str:
    return f"**{count(len(run))}** {period}s between {run[0].period} and {run[-1].period}"


def _look() -> str:
    return "That is more than chance explains: look for what changed then, in care or in who was scored."


def note(result: ControlChart) -> str:
    waiting = [point for point in result.points if not point.settled]
    hollow = (
        f"Hollow: {count(len(waiting))} {result.period}{'' if len(waiting) == 1 else 's'} not all of whose "
        "windows have closed; left out of the level, the limits and the rules."
        if waiting
        else ""
    )
    wide = (
        "The points vary more than chance alone would make them, so the limits are widened for that."
        if any(phase.laney for phase in result.phases)
        else ""
    )
    anew = f"Limits worked out anew from {result.recalculated_from}." if result.recalculated_from else ""
    scale = "" if result.quantity == "completion" else f"{measure(result.scope)}, {result.scope.window}."
    return sentences(COUNTED[result.quantity], scale, hollow, wide, anew)


def table(result: ControlChart) -> Table:
    share = result.unit == "share"
    number = "percent" if share else "one_decimal"
    columns = (
        Column(capital(result.period)),
        *((Column("People", "count"), Column("Of", "count")) if share else (Column("People", "count"),)),
        Column("Share" if share else "Median days", number),
        Column("Lower limit", number),
        Column("Upper limit", number),
        Column("Windows closed"),
        Column("Rule met"),
    )
    return Table(columns, tuple(_row(point, share) for point in result.points))


def _row(point: ControlPoint, share: bool) -> tuple:
    people = (point.successes, point.n) if share else (point.n,)
    rules = listed([SIGNALS[name] for name in point.signals]) or None
    ends = (point.lower, point.upper, "all" if point.settled else "not all", rules)
    return (point.period, *people, point.value, *ends)


def _draw(quantity: str) -> Callable[[ControlChart, Theme], Drawing]:
    def draw(result: ControlChart, theme: Theme) -> Drawing:
        unit = "" if result.unit == "days" else ", %"
        name = f"{NAMES[quantity]}{unit}, by {result.period} of first session"
        figure = control_figure(result, theme, name)
        reason = f"A trend needs people in at least two {result.period}s."
        return drawn_or_said(figure, theme, f"Too few {result.period}s", reason, "Widen the filter.")

    return draw


READING = (
    "Each dot is a {period} of first sessions. The dashed line is the usual level, the dotted lines show how "
    "far chance alone moves a {period} of that size: three standard deviations to either side. A violet "
    "diamond breaks one of four rules: beyond a limit; eight in a row on one side; six in a row each higher, "
    "or each lower, than the last; two of three far out on one side. A point inside the limits is no news, "
    "however it compares with the one before."
).replace("{period}", "quarter")


def _panel(quantity: str, question: str) -> Panel:
    return Panel(
        key=f"{quantity}_trend",
        page="trends",
        question=question,
        kinds=(ControlChart,),
        answer=answer,
        note=note,
        reading=READING,
        draw=_draw(quantity),
        table=table,
    )


PANELS = (
    _panel("response", "Does the share who respond change over time?"),
    _panel("remission", "Does the share who remit change over time?"),
    _panel("completion", "Do more or fewer people finish induction?"),
    _panel("scored", "Are more or fewer people scored?"),
    _panel("days_to_endpoint", "Has the day of the endpoint score moved?"),
)
