"""Published studies beside the clinic: words and tables."""

from __future__ import annotations

from afterglow.figures.benchmark import benchmark_figure
from afterglow.figures.numbers import (
    NARROW,
    count,
    days,
    decimals,
    estimate_range,
    in_brackets,
    listed,
    of,
    percent,
    percent_range,
    plain,
    sentences,
)
from afterglow.figures.theme import Theme
from afterglow.panels.empty import drawn_or_said
from afterglow.panels.panel import Cell, Column, Drawing, Panel, Table
from afterglow.panels.words import INTERVALS, brackets, measure, scored_when
from afterglow.results import Benchmarks, EarlierPeriod, Estimate, StudyFigure

VERB = {"response": "responded", "remission": "remitted"}
CASE_MIX = (
    "Who was treated differs between places and is not adjusted for: a study is context, not a mark to reach."
)


def answer(result: Benchmarks) -> str:
    own, verb = result.own, VERB[result.outcome]
    start = (
        f"Here **{of(own.successes, own.total)}** people {scored_when(result.scope)} {verb}{brackets(own)}."
    )
    if not result.matched:
        return sentences(
            start,
            "No published figure is like for like with that. Choose a study's own rules above to see what "
            "would have to match.",
        )
    return sentences(start, *(_told(figure, result) for figure in result.matched))


def _told(figure: StudyFigure, result: Benchmarks) -> str:
    """One study's figure; with this clinic's by the same definition where that is another one."""
    interval = ""
    if figure.low is not None and figure.high is not None:
        interval = f" ({percent_range(figure.low, figure.high)})"
    people = f" of {count(figure.n)}" if figure.n else ""
    words = f"In {figure.name} it was **{percent(figure.share)}**{people}{interval}."
    if figure.own is None or figure.own == result.own:
        return words
    return f"{words} By that definition it is {of(figure.own.successes, figure.own.total)}" + (
        f"{in_brackets(figure.own)} here."
    )


def note(result: Benchmarks) -> str:
    shares = [
        f"{figure.name} analysed {of(figure.analysed, figure.treated)} treated"
        for figure in result.matched
        if figure.analysed is not None and figure.treated
    ]
    return sentences(
        f"Here {of(result.analysed, result.treated)} treated whose window has closed were scored.",
        f"{listed(shares)}." if shares else "",
        f"{measure(result.scope)}, {result.scope.window}.",
        f"{count(len(result.others))} published figures are not like for like; the table says why.",
        INTERVALS,
        CASE_MIX,
    )


COLUMNS = (
    Column("Study"),
    Column("Design"),
    Column("Judged"),
    Column("Share", "percent"),
    Column(f"95{NARROW}% from", "percent"),
    Column("to", "percent"),
    Column("People", "count"),
    Column("Analysed", "count"),
    Column("Treated", "count"),
    Column("Like for like"),
    Column("Source"),
)


def table(result: Benchmarks) -> Table:
    own = result.own
    clinic: tuple[Cell, ...] = (
        "This clinic",
        None,
        result.scope.window,
        own.share,
        own.low,
        own.high,
        own.total,
        result.analysed,
        result.treated,
        None,
        None,
    )
    return Table(COLUMNS, (clinic, *(_row(figure) for figure in (*result.matched, *result.others))))


def _row(figure: StudyFigure) -> tuple[Cell, ...]:
    same = "yes" if not figure.differences else "no: " + "; ".join(figure.differences)
    return (
        figure.citation,
        plain(figure.design),
        figure.time,
        figure.share,
        figure.low,
        figure.high,
        figure.n,
        figure.analysed,
        figure.treated,
        same,
        figure.source,
    )


def draw(result: Benchmarks, theme: Theme) -> Drawing:
    figure = benchmark_figure(result, theme)
    reason = "A share is set beside published ones from 10 people on. The table has the counts."
    return drawn_or_said(figure, theme, "Not shown: too few people", reason)


READING = (
    "A study stands above the line where scale, cut-off, window, who is counted, how missing scores count, "
    "route and medicine are all the same as here. Below it a study differs in at least one of these, so "
    "its number answers another question: the first difference is named, the table has all. The bar at the "
    "right shows how many of those treated each figure is about; where it is short, the people missing could "
    "change it."
)


def earlier_answer(result: EarlierPeriod) -> str:
    return sentences(
        "No published study gives a booster interval that allows for gaps still open, so nothing can be set "
        "beside this clinic's but its own past.",
        f"Half had come back {_gap(result.first_gap)} among people who started {result.first}, and "
        f"{_gap(result.second_gap)} among those who started {result.second}.",
    )


def _gap(gap: Estimate) -> str:
    if gap.value is None:
        return "after an interval that cannot be told yet"
    return f"by **{days(gap.value)}**{estimate_range(gap, 0)}"


def earlier_note(result: EarlierPeriod) -> str:
    return sentences(
        f"{count(result.first_gap.n)} and {count(result.second_gap.n)} people with a finished induction.",
        f"Boosters a year: {_year(result.first_year)} and {_year(result.second_year)}.",
        "People who started later have been followed for less time; open gaps are allowed for. No test is "
        "made between periods that were not chosen beforehand.",
        INTERVALS,
    )


def _year(rate: Estimate) -> str:
    return "too few to tell" if rate.value is None else f"{decimals(rate.value)}{estimate_range(rate)}"


def earlier_table(result: EarlierPeriod) -> Table:
    columns = (
        Column("Started"),
        Column("Figure"),
        Column("People", "count"),
        Column("Estimate", "one_decimal"),
        Column(f"95{NARROW}% from", "one_decimal"),
        Column("to", "one_decimal"),
    )
    figures = (
        (result.first, "Days to the first booster (median)", result.first_gap),
        (result.second, "Days to the first booster (median)", result.second_gap),
        (result.first, "Boosters a year", result.first_year),
        (result.second, "Boosters a year", result.second_year),
    )
    rows = ((period, name, one.n, one.value, one.low, one.high) for period, name, one in figures)
    return Table(columns, tuple(rows))


def _panel(outcome: str, question: str) -> Panel:
    return Panel(
        key=f"{outcome}_benchmarks",
        page="benchmarks",
        question=question,
        kinds=(Benchmarks,),
        answer=answer,
        note=note,
        reading=READING,
        draw=draw,
        table=table,
    )


PANELS = (
    _panel("response", "How does response compare with published studies?"),
    _panel("remission", "How does remission compare with published studies?"),
    Panel(
        key="earlier_period",
        page="benchmarks",
        question="How do booster intervals compare with an earlier period here?",
        kinds=(EarlierPeriod,),
        answer=earlier_answer,
        note=earlier_note,
        reading=(
            "Each figure allows for people who have not come back yet, so that a period followed for less "
            "time is not made to look shorter. Where the two ranges overlap widely, the difference may be "
            "chance."
        ),
        draw=None,
        table=earlier_table,
    ),
)
