"""Results on the first hours and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Estimate, Proportion, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyPoint(Base):
    """What scores say about so many hours after the first session began.

    hours : Hours since the first session.
    tolerance : A score up to this many hours away belongs to it.
    n : People with a score there.
    after_next : Of these, scored after a second session had begun.
    before : Their mean baseline; null below 10 people.
    after : Their mean score; null below 10 people.
    change : Mean of that score minus baseline, with its t interval.
    median : Median of the same.
    responded : Met the criterion, of those with a score who can.
    covers_before : The questions look back to before the first session, so that the score cannot show
        what these hours brought; null where the scale does not say how far it looks back.
    """

    hours: int
    tolerance: int
    n: int
    after_next: int
    before: float | None
    after: float | None
    change: Estimate
    median: float | None
    responded: Proportion
    covers_before: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyGroup(Base):
    """The hours after the first session for people of one severity at baseline.

    label : Severity band at baseline; `all` for everybody.
    people : People with a baseline and a known time of the first session.
    points : One per time asked for.
    """

    label: str
    people: int
    points: tuple[EarlyPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyRelief(Base):
    """Change within hours of the first session.

    criterion : What counts as response.
    chosen : Whether this is the scale in use; false where that one has too few scores in these hours.
    recall_days : Days the questions look back on.
    recall_words : The same as the form puts it.
    without_time : People whose first session has no time of day.
    without_baseline : People with such a time but no baseline.
    higher_is_worse : Whether a high score is bad.
    groups : Everybody first, then by severity at baseline.
    """

    kind: Literal["early_relief"] = "early_relief"
    scope: Scope
    criterion: str
    chosen: bool
    recall_days: int | None
    recall_words: str
    without_time: int
    without_baseline: int
    higher_is_worse: bool
    groups: tuple[EarlyGroup, ...]

    @property
    def everybody(self) -> EarlyGroup:
        return self.groups[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlySession(Base):
    """Response by a session against response at the endpoint.

    number : Session, from 1.
    n : People with a score after it (and before the next) and one at the endpoint later on.
    base : Responded at the endpoint, of n.
    sensitivity : Had responded by that session, of those who responded at the endpoint.
    specificity : Had not, of those who did not respond at the endpoint.
    positive : Responded at the endpoint, of those who had by that session.
    negative : Did not respond at the endpoint, of those who had not by that session.
    """

    number: int
    n: int
    base: Proportion
    sensitivity: Proportion
    specificity: Proportion
    positive: Proportion
    negative: Proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyPredicts(Base):
    """Whether response by an early session foretells response at the endpoint.

    criterion : What counts as response.
    usable : People scored at the endpoint who can show response.
    sessions : One per session asked for.
    """

    kind: Literal["early_predicts"] = "early_predicts"
    scope: Scope
    criterion: str
    usable: int
    sessions: tuple[EarlySession, ...]
