"""Where everybody stands on each day: improved, in care, or not seen for a while."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from afterglow.analyses.cohort import Cohort, count
from afterglow.analyses.curves import optional
from afterglow.analyses.rates import proportion
from afterglow.definitions.rules import SMALL
from afterglow.ledger import UNKNOWN, Bools, Ints
from afterglow.results import Count, Incidence, Standing, StandingDay, Withheld
from afterglow.stats.competing import aalen_johansen, competing_tally

HALF_DAYS = 2
NEVER = 2**30
IMPROVED, LEFT = 1, 2

NO_CUTOFF = Withheld(
    heading="Not shown: the data have no end date",
    reason="Whether somebody has stayed away can be told only when it is known up to which day the files go.",
    mend="Give the last day the files cover when importing them, or a followup_day column in patients.csv.",
)
NO_CRITERION = Withheld(
    heading="Not shown: this scale has no rule for improvement",
    reason="The scale has no published rule for response, remission or reliable change.",
    mend="Choose another measure, or declare the rule in a rules file.",
)


@dataclass(frozen=True, slots=True)
class Followed:
    """Where people were day by day; one entry a person where it says nothing else.

    in_care : people in care and not improved, per day from 0 on. left_day : day on which somebody had first
    not been seen for the weeks that count, NEVER without.
    """

    in_care: Ints
    left_day: Ints


def standing(cohort: Cohort) -> Standing | Withheld:
    """Plain counts per day of everybody followed to the horizon, and what came first for all followed."""
    followup = cohort.courses.followup_day[cohort.rows]
    if (followup == UNKNOWN).all():
        return NO_CUTOFF
    if cohort.criterion is None:
        return NO_CRITERION
    horizon = cohort.rules.standing_days
    reached = followup >= horizon
    if not reached.any():
        return Withheld(
            heading="Not shown yet: nobody has been followed long enough",
            reason=f"Everybody counted must have been followed for {horizon} days from the first session.",
            mend="Widen the quarters of the first session, or come back later.",
        )
    return _standing(cohort, followup, reached)


def _standing(cohort: Cohort, followup: Ints, reached: Bools) -> Standing:
    horizon = cohort.rules.standing_days
    usable, reasons = _usable(cohort, reached)
    people, known = count(reached), followup != UNKNOWN
    counted, improved_at = usable & reached, _improved_at(cohort)
    improved_day = -(-improved_at // HALF_DAYS)
    present = seen_days(cohort, horizon)
    followed = follow(present, np.where(counted, improved_day, 0), cohort.rules.in_care_days)
    days = _days(followed, improved_day[counted], count(counted))
    last = days[-1]
    return Standing(
        scope=cohort.scope(),
        criterion=cohort.criterion or "none",
        horizon=horizon,
        away_days=cohort.rules.in_care_days,
        people=people,
        judged=count(counted),
        cannot_be_judged=reasons,
        excluded=(
            Count(key="followed_for_less", people=count(known & ~reached)),
            Count(key="followup_not_known", people=count(~known)),
        ),
        days=days,
        improved=proportion(last.improved, people),
        in_care=proportion(last.in_care, people),
        not_seen=proportion(last.not_seen, people),
        incidence=_incidence(cohort, followed, improved_at, usable & known),
        shown=cohort.rules.standing,
    )


def _usable(cohort: Cohort, reached: Bools) -> tuple[Bools, tuple[Count, ...]]:
    """Who can be judged (per row of the cohort), and of those who reached the horizon why others cannot."""
    left, reasons = np.ones(len(cohort.rows), dtype=bool), []
    for key, flags in cohort.not_usable_for_improvement().items():
        own = flags[cohort.rows] & left
        reasons.append(Count(key=key, people=count(own & reached)))
        left &= ~own
    return left, tuple(reasons)


def _improved_at(cohort: Cohort) -> Ints:
    """Half-day at which improvement was first seen, NEVER without; per row of the cohort."""
    right = cohort.outcomes.right[cohort.rows].astype(np.int64)
    return np.where(right == UNKNOWN, NEVER, right)


def seen_days(cohort: Cohort, last_day: int) -> Bools:
    """Whether each person of the cohort has a row of any kind on a day; shape (days, people)."""
    ledger = cohort.ledger
    number = np.full(len(ledger.patients), -1, dtype=np.int64)
    number[cohort.courses.patient[cohort.rows]] = np.arange(len(cohort.rows))
    present = np.zeros((last_day + 1, len(cohort.rows)), dtype=bool)
    for table in (ledger.sessions, ledger.scores):
        person = number[table.patient]
        rows = (table.day >= 0) & (table.day <= last_day) & (person >= 0)
        present[table.day[rows], person[rows]] = True
    return present


def follow(present: Bools, improved_day: Ints, away: int) -> Followed:
    """Go through the days once with everybody: who was seen last when.

    Everybody has a session on day 0. `improved_day` is 0 or less for people not to be counted in care.
    """
    last_seen = np.zeros(present.shape[1], dtype=np.int32)
    left_day = np.full(present.shape[1], NEVER, dtype=np.int32)
    in_care = np.zeros(len(present), dtype=np.int64)
    for day, seen in enumerate(present):
        np.copyto(last_seen, day, where=seen)
        in_care[day] = count((last_seen > day - away) & (improved_day > day))
        np.copyto(left_day, day, where=(last_seen == day - away) & (left_day == NEVER))
    return Followed(in_care, left_day)


def _days(followed: Followed, improved_day: Ints, people: int) -> tuple[StandingDay, ...]:
    """People improved, in care and not seen at the end of each day."""
    last = len(followed.in_care)
    improved = np.cumsum(np.bincount(np.minimum(improved_day, last), minlength=last))[:last]
    not_seen = people - improved - followed.in_care
    return tuple(
        StandingDay(day=day, improved=yes, in_care=here, not_seen=gone)
        for day, (yes, here, gone) in enumerate(
            zip(improved.tolist(), followed.in_care.tolist(), not_seen.tolist(), strict=True)
        )
    )


def _incidence(cohort: Cohort, followed: Followed, improved_at: Ints, counted: Bools) -> Incidence | None:
    """What came first, improving or leaving, up to the horizon (Aalen-Johansen); None below 10 people.

    Whoever is not seen for the weeks that count has left on the last day of them: dating it to the last
    visit would look at what came after.
    """
    if count(counted) < SMALL.curve:
        return None
    followup = cohort.courses.followup_day[cohort.rows][counted]
    end = np.minimum(followup, cohort.rules.standing_days).astype(np.int64)
    improved, left_day = improved_at[counted], followed.left_day[counted].astype(np.int64)
    left = np.where(left_day <= end, HALF_DAYS * left_day, NEVER)
    improved = np.where(improved <= HALF_DAYS * end, improved, NEVER)
    first = np.minimum(improved, left)
    kind = np.where(first == NEVER, 0, np.where(improved <= left, IMPROVED, LEFT))
    return _curve(np.where(first == NEVER, HALF_DAYS * end, first), kind)


def _curve(time: Ints, kind: Ints) -> Incidence:
    fitted = aalen_johansen(competing_tally(time, kind))
    followed = np.flatnonzero(fitted.at_risk >= SMALL.curve_at_risk)
    improved, left = IMPROVED - 1, LEFT - 1
    return Incidence(
        n=len(time),
        improved_people=count(kind == IMPROVED),
        left_people=count(kind == LEFT),
        times=tuple((fitted.times / HALF_DAYS).tolist()),
        at_risk=tuple(fitted.at_risk.tolist()),
        improved=tuple(fitted.incidence[improved].tolist()),
        improved_low=optional(fitted.low[improved]),
        improved_high=optional(fitted.high[improved]),
        left=tuple(fitted.incidence[left].tolist()),
        left_low=optional(fitted.low[left]),
        left_high=optional(fitted.high[left]),
        drawn_to=float(fitted.times[followed[-1]]) / HALF_DAYS if len(followed) else 0.0,
    )
