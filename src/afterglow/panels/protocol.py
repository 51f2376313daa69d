"""How many sessions people have, and the clinic's own protocol: words and tables."""

from __future__ import annotations

from afterglow.figures.numbers import (
    NARROW,
    capital,
    count,
    days,
    listed,
    of,
    people,
    plural,
    sentences,
    were,
)
from afterglow.figures.theme import Theme
from afterglow.figures.treatment import (
    bound_label,
    bounds_figure,
    late_words,
    protocol_figure,
    sessions_figure,
    value_words,
)
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Column, Drawing, Panel, Table
from afterglow.panels.rates import proportion_cells
from afterglow.panels.session_words import (
    NOBODY,
    SHARE_COLUMNS,
    first_courses,
    middle_half,
    or_too_young,
    plain_number,
    quotable_share,
)
from afterglow.panels.words import INTERVALS, brackets
from afterglow.results import (
    Bound,
    ProtocolBounds,
    ProtocolKept,
    SessionsPerCourse,
)


def sessions_answer(result: SessionsPerCourse) -> str:
    middle, course = result.induction.median, result.course.median
    if middle is None or course is None:
        return NOBODY
    planned = sum(item.people for item in result.counts if item.sessions >= result.planned)
    had = f"{of(planned, result.followed)} had the planned {count(result.planned)} or more"
    return (
        f"The middle person had **{plural_sessions(middle)}** in "
        f"induction{middle_half(result.induction)}; {had}. With boosters it is "
        f"{plural_sessions(course)} so far{middle_half(result.course)}."
    )


def plural_sessions(number: float) -> str:
    return f"{plain_number(number)} {'session' if number == 1 else 'sessions'}"


def sessions_note(result: SessionsPerCourse) -> str:
    young = result.too_young
    left = f"{people(young)} followed for less {were(young)} left out." if young else ""
    return sentences(
        first_courses(result.scope),
        f"Counted: {people(result.followed)} followed for {count(result.needed_days)} days or more.",
        left,
        "Several sessions on one day count once.",
    )


def sessions_table(result: SessionsPerCourse) -> Table:
    columns = (Column("Session days in induction"), Column("People", "count"), Column("Share", "percent"))
    total = result.followed
    rows = [(str(item.sessions), item.people, quotable_share(item.people, total)) for item in result.counts]
    return Table(columns, tuple(rows))


def sessions_drawing(result: SessionsPerCourse, theme: Theme) -> Drawing:
    return or_too_young(sessions_figure(result, theme), theme, result.needed_days)


def protocol_answer(result: ProtocolKept) -> str:
    if not result.kept.total:
        return NOBODY
    had = f"{count(result.sessions)} sessions by day {count(result.days)}"
    kept = f"**{of(result.kept.successes, result.kept.total)}** people had {had}{brackets(result.kept)}."
    return sentences(kept, _late(result), _short(result))


def _late(result: ProtocolKept) -> str:
    late = result.days_late
    if late.median is None:
        return ""
    who = "the middle one" if late.n > 1 else "that one"
    return f"{count(late.n)} had them all but later, {who} by {days(late.median)}."


def _short(result: ProtocolKept) -> str:
    short = sum(item.people for item in result.short)
    return f"{count(short)} had fewer so far." if short else ""


def protocol_note(result: ProtocolKept) -> str:
    young = result.too_young
    left = (
        f"{people(young)} not yet followed to day {count(result.days)} {were(young)} left out."
        if young
        else ""
    )
    return sentences(
        first_courses(result.scope),
        left,
        f"Day {count(result.days)} counts from the first session and is included. The protocol is a rule.",
        INTERVALS,
    )


def protocol_table(result: ProtocolKept) -> Table:
    columns = (Column("What"), Column("People", "count"), Column("Share", "percent"))
    total = result.kept.total
    named = [(f"All {result.sessions} by day {result.days}", result.kept.successes)]
    named += [(f"All, {late_words(band.from_day, band.to_day)}", band.people) for band in result.late]
    named += [(f"{item.sessions} so far", item.people) for item in reversed(result.short)]
    return Table(columns, tuple((words, number, quotable_share(number, total)) for words, number in named))


def protocol_drawing(result: ProtocolKept, theme: Theme) -> Drawing:
    return or_too_young(protocol_figure(result, theme), theme, result.days)


def bounds_answer(result: ProtocolBounds) -> str:
    told = [_bound_words(bound) for bound in result.bounds if bound.people.total]
    gaps = ""
    if result.gaps.median is not None:
        gaps = f"In induction the middle gap is {days(result.gaps.median)}{middle_half(result.gaps)}."
    return sentences(capital(listed(told)) + "." if told else "Nobody has had a second session yet.", gaps)


def in_sentence(route: str) -> str:
    """A route inside a sentence: "IV" stays, "Nasal" does not."""
    words = value_words(route)
    return words if words.isupper() else words.lower()


def _bound_words(bound: Bound) -> str:
    part = bound.people
    who = f"**{of(part.successes, part.total)}** people had"
    if bound.key == "closer":
        return f"{who} sessions less than {plural(int(bound.limit), 'day', 'days')} apart{brackets(part)}"
    route = in_sentence(bound.route or "")
    return f"{who} {route} doses over {bound.limit:g}{NARROW}mg/kg{brackets(part)}"


def bounds_note(result: ProtocolBounds) -> str:
    unbound = result.without_bound
    free = f"No highest dose is set for {listed([value_words(name) for name in unbound])}." if unbound else ""
    same = result.same_day
    twice = f"{plural(same, 'day', 'days')} with more than one session counted once." if same else ""
    return sentences(
        first_courses(result.scope),
        "The bounds are the clinic's own protocol, set in the rules; passing one is not a fault by itself.",
        free,
        twice,
        f"Doses cannot be judged; not in the files: {listed(result.missing)}." if result.missing else "",
        INTERVALS,
    )


def bounds_drawing(result: ProtocolBounds, theme: Theme) -> Drawing:
    judged = any(bound.judged for bound in result.bounds)
    return drawn_or_said(
        bounds_figure(result, theme) if judged else None,
        theme,
        "Nothing to compare yet",
        "Nobody in this selection has had a second session, or a dose by a route with a bound.",
    )


def bounds_table(result: ProtocolBounds) -> Table:
    columns = (
        Column("Bound"),
        Column("Sessions beyond", "count"),
        Column("Sessions judged", "count"),
        Column("Per 100 sessions", "one_decimal"),
        Column(f"Per 100, 95{NARROW}% from", "one_decimal"),
        Column("Per 100, to", "one_decimal"),
        *SHARE_COLUMNS,
    )
    rows = [
        (
            bound_label(bound),
            bound.beyond,
            bound.judged,
            bound.rate.value,
            bound.rate.low,
            bound.rate.high,
            *proportion_cells(bound.people),
        )
        for bound in result.bounds
    ]
    return Table(columns, tuple(rows))


PANELS: tuple[Panel, ...] = (
    Panel(
        key="sessions_per_course",
        page="treatment",
        question="How many sessions do people have?",
        kinds=(SessionsPerCourse,),
        answer=sessions_answer,
        note=sessions_note,
        reading=(
            "One bar per number of session days in the first series. Boosters are left out of the "
            "bars and are in the last number of the sentence; that number still grows while people "
            "keep coming."
        ),
        draw=sessions_drawing,
        table=sessions_table,
    ),
    Panel(
        key="protocol_kept",
        page="treatment",
        question="Do people get the planned sessions in time?",
        kinds=(ProtocolKept,),
        answer=protocol_answer,
        note=protocol_note,
        reading=(
            "The first bar had every planned session by the planned day. The bars under it had them "
            "all, but so many days later; the last bars had fewer. Fewer can mean that somebody felt "
            "better, felt no better, or could not come."
        ),
        draw=protocol_drawing,
        table=protocol_table,
    ),
    Panel(
        key="protocol_bounds",
        page="treatment",
        question="Do sessions come closer, or doses go higher, than the protocol allows?",
        kinds=(ProtocolBounds,),
        answer=bounds_answer,
        note=bounds_note,
        reading=(
            "Each dot is the share of people with at least one session beyond the bound, the line its "
            f"95{NARROW}% interval. The more sessions people have, the more often one of them can be "
            "beyond; the column of sessions shows how rare it is."
        ),
        draw=bounds_drawing,
        table=bounds_table,
    ),
)
