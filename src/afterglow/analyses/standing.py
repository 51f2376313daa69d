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
from afterglow.stats.segments import first_row, offsets_of, run_starts, take

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
class SeenDays:
    """Distinct days with a session or score, of people numbered 0..n-1; sorted by (person, day).

    next_day : the person's next such day, NEVER without one. offsets : first row of each person.
    """

    person: Ints
    day: Ints
    next_day: Ints
    offsets: Ints


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
    improved_at = _improved_at(cohort)
    seen = seen_days(cohort, horizon)
    days = _days(cohort, seen, improved_at, usable & reached)
    last = days[-1]
    return Standing(
        scope=cohort.scope(),
        criterion=cohort.criterion or "none",
        horizon=horizon,
        away_days=cohort.rules.in_care_days,
        people=people,
        judged=count(usable & reached),
        cannot_be_judged=reasons,
        excluded=(
            Count(key="followed_for_less", people=count(known & ~reached)),
            Count(key="followup_not_known", people=count(~known)),
        ),
        days=days,
        improved=proportion(last.improved, people),
        in_care=proportion(last.in_care, people),
        not_seen=proportion(last.not_seen, people),
        incidence=_incidence(cohort, seen, improved_at, usable & known),
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


def seen_days(cohort: Cohort, last_day: int) -> SeenDays:
    """Days from the first session to `last_day` on which each person of the cohort has a row of any kind."""
    ledger, width = cohort.ledger, last_day + 1
    people = len(cohort.rows)
    number = np.full(len(ledger.patients), -1, dtype=np.int64)
    number[cohort.courses.patient[cohort.rows]] = np.arange(people)
    lines = []
    for table in (ledger.sessions, ledger.scores):
        rows = np.flatnonzero((table.day >= 0) & (table.day <= last_day))
        person = number[table.patient[rows]]
        rows, person = rows[person >= 0], person[person >= 0]
        lines.append(person * width + table.day[rows])
    line = np.concatenate(lines)
    line.sort(kind="stable")
    line = line[run_starts(line)]
    person, day = np.divmod(line, width)
    next_day = np.full(len(line), NEVER, dtype=np.int64)
    same = person[1:] == person[:-1]
    next_day[:-1][same] = day[1:][same]
    return SeenDays(person, day, next_day, offsets_of(person, people))


def _days(cohort: Cohort, seen: SeenDays, improved_at: Ints, counted: Bools) -> tuple[StandingDay, ...]:
    """People improved, in care and not seen at the end of each day.

    Each row keeps its person in care until the person's next row, improvement, or the end of the weeks
    that count, whichever comes first: stretches that never overlap, so their ends are all that is counted.
    """
    horizon, away = cohort.rules.standing_days, cohort.rules.in_care_days
    improved_day = np.minimum(-(-improved_at // HALF_DAYS), horizon + 1)
    rows = counted[seen.person]
    start = seen.day[rows]
    until = np.minimum(seen.next_day[rows], start + away)
    until = np.minimum(until, improved_day[seen.person[rows]])
    stretch = until > start
    entering = np.bincount(start[stretch], minlength=horizon + 2)
    leaving = np.bincount(np.minimum(until[stretch], horizon + 1), minlength=horizon + 2)
    in_care = np.cumsum(entering - leaving)[: horizon + 1]
    improved = np.cumsum(np.bincount(improved_day[counted], minlength=horizon + 2))[: horizon + 1]
    not_seen = count(counted) - improved - in_care
    return tuple(
        StandingDay(day=day, improved=yes, in_care=here, not_seen=gone)
        for day, (yes, here, gone) in enumerate(
            zip(improved.tolist(), in_care.tolist(), not_seen.tolist(), strict=True)
        )
    )


def _incidence(cohort: Cohort, seen: SeenDays, improved_at: Ints, counted: Bools) -> Incidence | None:
    """What came first, improving or leaving, up to the horizon (Aalen-Johansen); None below 10 people.

    Whoever is not seen for the weeks that count has left on the last day of them: dating it to the last
    visit would look at what came after.
    """
    if count(counted) < SMALL.curve:
        return None
    away = cohort.rules.in_care_days
    end = np.minimum(cohort.courses.followup_day[cohort.rows], cohort.rules.standing_days)
    silent = first_row(seen.next_day - seen.day > away, seen.offsets)
    left_day = take(seen.day, silent, NEVER) + away
    left_at = np.where(left_day <= end, HALF_DAYS * left_day, NEVER)
    improved_by = np.where(improved_at <= HALF_DAYS * end, improved_at, NEVER)
    first = np.minimum(improved_by, left_at)
    kind = np.where(first == NEVER, 0, np.where(improved_by <= left_at, IMPROVED, LEFT))[counted]
    time = np.where(first == NEVER, HALF_DAYS * end, first)[counted]
    return _curve(time, kind)


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
