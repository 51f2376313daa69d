"""Results beside published studies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Estimate, Proportion, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFigure(Base):
    """One published figure, and where it differs from this clinic's.

    study : Key of the study.
    name : Short name with the year.
    citation, source : Where it stands.
    design : real_world, rct, open_label, meta_analysis or vendor.
    share : 0-1 as published.
    low, high : Published interval, else Wilson's from the counts; null without either.
    n : People behind it; null where the source does not say.
    treated, analysed : People treated and analysed, as far as stated.
    time : When the outcome was judged, in words.
    differences : What differs, in words; empty means like for like.
    own : This clinic's figure by the study's definition; null where the two are not like for like.
    """

    study: str
    name: str
    citation: str
    source: str
    design: str
    share: float
    low: float | None
    high: float | None
    n: int | None
    treated: int | None
    analysed: int | None
    time: str
    differences: tuple[str, ...]
    own: Proportion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmarks(Base):
    """A clinic beside published studies.

    outcome : response or remission.
    own : The clinic's figure by the rules in force.
    treated, analysed : People treated whose window has closed, and those of them who were scored.
    matched : Studies that are like for like.
    others : Studies that are not, with what differs.
    """

    kind: Literal["benchmarks"] = "benchmarks"
    scope: Scope
    outcome: str
    own: Proportion
    treated: int
    analysed: int
    matched: tuple[StudyFigure, ...]
    others: tuple[StudyFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPeriod(Base):
    """Booster intervals of people who started in an earlier and in a later period of this clinic.

    first, second : The two periods in words.
    first_gap, second_gap : Median days from the end of induction to the first booster.
    first_year, second_year : Boosters per person and year.
    """

    kind: Literal["earlier_period"] = "earlier_period"
    scope: Scope
    first: str
    second: str
    first_gap: Estimate
    second_gap: Estimate
    first_year: Estimate
    second_year: Estimate
