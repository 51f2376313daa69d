"""How long response lasts: three ways of asking, each named for what happens at a booster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.curves import curve, day_counts, share_by
from afterglow.analyses.rates import outcomes_of
from afterglow.definitions.rules import DURABILITY_DAYS, SMALL
from afterglow.ledger import UNKNOWN, Bools, Ints
from afterglow.results import Count, Durability, Estimate, Lasting, StillShare, Withheld
from afterglow.stats.segments import first_row, last_row, take
from afterglow.stats.survival import KaplanMeier, kaplan_meier, tally

COUNT_DAYS = (0, 7, 14, 21, 28, 42, 56, 70, 84, 112, 140, 168, 196, 224, 252, 280, 308, 336, 364)
NEVER = 2**30

NO_RESPONSE = Withheld(
    heading="Not shown: this scale has no rule for response",
    reason="How long response lasts needs a scale on which a score at least halved has a meaning.",
    mend="Choose another measure.",
)


@dataclass(frozen=True, slots=True)
class Responders:
    """One row a responder; days on the course's own clock, NEVER where there is none.

    zero : day of the endpoint score. loss : first later day with a score above half of baseline.
    returned : first booster or new course. last_score : last later day with a score, UNKNOWN without one.
    end : end of follow-up.
    """

    zero: Ints
    loss: Ints
    returned: Ints
    last_score: Ints
    end: Ints
    boosted_before: Bools
    later_scores: int
    on_session_days: int

    @property
    def boosted_same_day(self) -> Bools:
        return ~self.boosted_before & (self.returned == self.zero)

    @property
    def rescored(self) -> Bools:
        return self.last_score != UNKNOWN


def durability(cohort: Cohort) -> Durability | Withheld:
    """How long response lasts from the endpoint score on, among those who responded there."""
    if cohort.instrument.response is None:
        return NO_RESPONSE
    people = responders(cohort)
    return Durability(
        scope=cohort.scope(),
        responders=len(people.zero),
        later_scores=people.later_scores,
        on_session_days=people.on_session_days,
        estimands=(_until_loss_or_booster(people), _usual_care(people), _without_booster(people)),
        followup_end=cohort.rules.followup_end,
        shorter_than_truth=bool((cohort.courses.followup_day[cohort.rows] == UNKNOWN).any()),
    )


def responders(cohort: Cohort) -> Responders:
    """The people counted as responders among the scored, and what came after."""
    rows = cohort.rows[_responded(cohort)]
    zero = cohort.outcomes.endpoint_day[rows].astype(np.int64)
    later, lost, at_session = _later_scores(cohort, rows)
    offsets, day = cohort.scores.offsets, cohort.scores.day
    return Responders(
        zero=zero,
        loss=take(day, first_row(lost, offsets)[rows], NEVER).astype(np.int64),
        returned=_returned(cohort, rows),
        last_score=take(day, last_row(later, offsets)[rows], UNKNOWN).astype(np.int64),
        end=cohort.end_of_followup[rows].astype(np.int64),
        boosted_before=cohort.outcomes.boosted_before_endpoint[rows],
        later_scores=count(later),
        on_session_days=at_session,
    )


def _responded(cohort: Cohort) -> Bools:
    """Scored people who responded, as the response rate counts them; per row of the cohort."""
    response = outcomes_of(cohort.instrument, cohort.rules, cohort.baseline)[0]
    flags = cohort.scored & response.shown(cohort.baseline, cohort.endpoint)
    for _, out in response.excluded:
        flags = flags & ~out
    return flags


def _returned(cohort: Cohort, rows: Ints) -> Ints:
    """Day of the first booster or of the next course, whichever is first."""
    booster, course = cohort.courses.first_booster_day[rows], cohort.courses.next_course_day[rows]
    return np.minimum(
        np.where(booster == UNKNOWN, NEVER, booster), np.where(course == UNKNOWN, NEVER, course)
    )


def _later_scores(cohort: Cohort, rows: Ints) -> tuple[Bools, Bools, int]:
    """(later than the endpoint's day, and no longer a response) per score; how many on session days."""
    scores = cohort.scores
    after = np.full(len(cohort.courses), NEVER, dtype=np.int64)
    after[rows] = cohort.outcomes.endpoint_day[rows]
    later = scores.day > after[scores.course]
    found = np.flatnonzero(later)
    course = scores.course[found]
    kept = cohort.instrument.responded(cohort.outcomes.baseline[course], scores.total[found])
    lost = np.zeros(len(later), dtype=bool)
    lost[found[~kept]] = True
    return later, lost, count(_on_session_day(cohort, course, scores.day[found]))


def _on_session_day(cohort: Cohort, course: Ints, day: Ints) -> Bools:
    """Whether each day of a course has a session, the first of the next course included."""
    days, wide = cohort.days, np.int64(1) << 24
    sessions = days.course.astype(np.int64) * wide + days.day
    asked = course.astype(np.int64) * wide + day
    place = np.minimum(np.searchsorted(sessions, asked), len(sessions) - 1)
    return (sessions[place] == asked) | (cohort.courses.next_course_day[course] == day)


def _until_loss_or_booster(people: Responders) -> Lasting:
    """Loss, booster or new course, whichever first: all boosters are on record up to the end of follow-up."""
    keep = ~people.boosted_before & ~people.boosted_same_day
    event = np.minimum(people.loss, people.returned)
    ended = event != NEVER
    until = np.where(ended, event, people.end)
    return Lasting(
        key="until_loss_or_booster",
        lost=count(keep & ended & (people.loss <= people.returned)),
        boosted=count(keep & ended & (people.returned < people.loss)),
        excluded=_boosted_already(people),
        **_curve_of(until - people.zero, ended, keep),
    )


def _usual_care(people: Responders) -> Lasting:
    """Loss with boosters going on as they do, followed to the last score."""
    keep = people.rescored
    ended = people.loss != NEVER
    until = np.where(ended, people.loss, people.last_score)
    return Lasting(
        key="usual_care",
        lost=count(keep & ended),
        boosted=0,
        excluded=(Count(key="no_later_score", people=count(~keep)),),
        **_curve_of(until - people.zero, ended, keep, unseen=_seen_only_at_sessions(people)),
    )


def _without_booster(people: Responders) -> Lasting:
    """Loss, followed to the last score or the booster; a loss on the booster's day came before it."""
    unboosted = ~people.boosted_before & ~people.boosted_same_day
    keep = unboosted & people.rescored
    ended = (people.loss != NEVER) & (people.loss <= people.returned)
    until = np.where(ended, people.loss, np.minimum(people.last_score, people.returned))
    stopped = ~ended & (people.returned <= people.last_score)
    return Lasting(
        key="without_booster",
        lost=count(keep & ended),
        boosted=count(keep & stopped),
        excluded=(
            *_boosted_already(people),
            Count(key="no_later_score", people=count(unboosted & ~people.rescored)),
        ),
        **_curve_of(until - people.zero, ended, keep, unseen=_seen_only_at_sessions(people)),
    )


def _boosted_already(people: Responders) -> tuple[Count, ...]:
    return (
        Count(key="boosted_before_endpoint", people=count(people.boosted_before)),
        Count(key="boosted_on_endpoint_day", people=count(people.boosted_same_day)),
    )


def _seen_only_at_sessions(people: Responders) -> bool:
    """Over half of the later scores on session days: then only those who came back are seen."""
    return 2 * people.on_session_days > people.later_scores


def _curve_of(time: Ints, ended: Bools, keep: Bools, *, unseen: bool = False) -> dict:
    """What every estimand has: people, curve, shares and counts, as far as they may be shown."""
    n, events = count(keep), count(keep & ended)
    counts = tally(np.maximum(time[keep], 0), ended[keep])
    reason = "on_session_days" if unseen else "too_few_people" if n < SMALL.curve else None
    fitted = None if reason else kaplan_meier(counts)
    return {
        "people": n,
        "curve": None if fitted is None else curve(fitted, n=n, events=events),
        "days": () if fitted is None else tuple(_still(fitted, day, n) for day in DURABILITY_DAYS),
        "counts": () if unseen else day_counts(counts, COUNT_DAYS),
        "reason": reason,
    }


def _still(fitted: KaplanMeier, day: int, n: int) -> StillShare:
    gone = share_by(fitted, day, n=n)
    still = Estimate(value=_rest(gone.value), low=_rest(gone.high), high=_rest(gone.low), n=n)
    return StillShare(day=day, still=still)


def _rest(share: float | None) -> float | None:
    return None if share is None else 1 - share
