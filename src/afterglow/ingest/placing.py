"""From dates and day numbers to days since each patient's first session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from afterglow.definitions.plausible import ENDS_APART_DAYS
from afterglow.ingest.moments import Moments, ordinal
from afterglow.ingest.people import NOBODY
from afterglow.ingest.pile import Pile
from afterglow.ingest.problems import Findings, Question
from afterglow.ledger import UNKNOWN, Bools, Ints


@dataclass(frozen=True, slots=True)
class Starts:
    """Where each patient's days begin; (patients,) each, UNKNOWN for one without a session.

    date : of the first session, in days since 1970-01-01; UNKNOWN throughout when the file has no dates.
    base : number the file gives that day (0, or 1 where it counts from 1).
    """

    date: Ints
    base: Ints
    dated: bool

    @property
    def present(self) -> Bools:
        return self.base != UNKNOWN


def first_of(patient: Ints, value: Ints, patients: int) -> Ints:
    """(patients,) the smallest value of each patient; UNKNOWN for one without a row."""
    found = np.full(patients, np.iinfo(np.int64).max)
    np.minimum.at(found, patient, value)
    return np.where(found == np.iinfo(np.int64).max, UNKNOWN, found)


def last_of(patient: Ints, value: Ints, patients: int) -> Ints:
    """(patients,) the largest value of each patient; UNKNOWN for one without a row."""
    found = np.full(patients, UNKNOWN, np.int64)
    np.maximum.at(found, patient, value)
    return found


def commonest_of(patient: Ints, value: Ints, patients: int) -> Ints:
    """(patients,) the value most rows of a patient have, the smallest of equals; UNKNOWN without a row."""
    order = np.lexsort((value, patient))
    patient, value = patient[order], value[order]
    new = np.ones(len(patient), bool)
    new[1:] = (patient[1:] != patient[:-1]) | (value[1:] != value[:-1])
    starts = np.flatnonzero(new)
    counts = np.diff(starts, append=len(patient))
    best = np.lexsort((value[starts], -counts, patient[starts]))
    found = np.full(patients, UNKNOWN, np.int64)
    owners, at = np.unique(patient[starts][best], return_index=True)
    found[owners] = value[starts][best][at]
    return found


def session_dates(pile: Pile, patient: Ints, moments: Moments, patients: int) -> tuple[Ints, Ints]:
    """Settle each session's date where the file gives date and day, and drop rows in which they disagree.

    Returns
    -------
    date : (rows,) with dates completed from the patient's other rows.
    zero : (patients,) date of the file's day 0, UNKNOWN where date and day never stand together.
    """
    when = moments.date
    both = pile.kept & (when != UNKNOWN) & (moments.day != UNKNOWN) & (patient != NOBODY)
    zero = commonest_of(patient[both], (when - moments.day)[both], patients)
    here = zero[patient]
    pile.note("day_disagrees", both & (when - moments.day != here), "date", "day")
    fill = (when == UNKNOWN) & (moments.day != UNKNOWN) & (here != UNKNOWN)
    return np.where(fill, here + moments.day, when), zero


def find_starts(pile: Pile, patient: Ints, when: Ints, day: Ints, *, zero: Ints) -> Starts:
    """Find each patient's first session among the rows kept; report where it is not the file's day 0."""
    dated = bool((when[pile.kept] != UNKNOWN).any())
    patients = len(zero)
    if dated:
        pile.note("no_date", pile.kept & (when == UNKNOWN), "date", "day")
        first = first_of(patient[pile.kept], when[pile.kept], patients)
        base = np.where(
            (zero == UNKNOWN) | (first == UNKNOWN), np.where(first == UNKNOWN, UNKNOWN, 0), first - zero
        )
    else:
        pile.note("day_before_first", pile.kept & (day < 0) & (day != UNKNOWN), "date", "day")
        base = first_of(patient[pile.kept], day[pile.kept], patients)
        first = np.full(patients, UNKNOWN, np.int64)
    late = pile.kept & (base[patient] > 0) & np.where(dated, when == first[patient], day == base[patient])
    pile.note("day_not_from_zero", late, "date", "day")
    return Starts(first, base, dated)


def begun_before(starts: Starts) -> Bools:
    """(patients,) whose first session here stands on a later day of the file's own count.

    When everybody's does on the same day, the file merely counts from there.
    """
    present = starts.base[starts.present]
    if not len(present) or (present == present[0]).all():
        return np.zeros(len(starts.base), bool)
    return starts.base > 0


def days_of_scores(pile: Pile, patient: Ints, moments: Moments, starts: Starts) -> Ints:
    """(rows,) days since the patient's first session; rows that cannot be placed are dropped."""
    start, base = starts.date[patient], starts.base[patient]
    known = (patient != NOBODY) & (base != UNKNOWN)
    pile.note("score_without_session", pile.kept & ~known, "patient_id")
    by_date = np.where((moments.date != UNKNOWN) & (start != UNKNOWN), moments.date - start, UNKNOWN)
    by_day = np.where(moments.day != UNKNOWN, moments.day - base, UNKNOWN)
    apart = known & (by_date != UNKNOWN) & (by_day != UNKNOWN) & (by_date != by_day)
    pile.note("day_disagrees", pile.kept & apart, "date", "day")
    day = np.where(by_date != UNKNOWN, by_date, by_day)
    lost = pile.kept & known & (day == UNKNOWN)
    if lost.any() and not (pile.kept & known & ~lost).any():
        pile.findings.add("dates_not_linkable")
    pile.note("no_date", lost, "date", "day")
    return day


def find_cutoff(
    ends: Sequence[tuple[str, int]], *, given: date | None, today: date, findings: Findings
) -> int | None:
    """The data cut-off in days since 1970-01-01: as given, else the latest date of all.

    ends : last date of each file and site, with its name. Ask when they lie far apart.
    """
    if given is not None:
        if given > today:
            findings.add("cutoff_future")
        return ordinal(given)
    if not ends:
        return None
    days = [day for _, day in ends]
    if max(days) - min(days) > ENDS_APART_DAYS:
        findings.ask(_cutoff_question(ends))
    return max(days)


def _cutoff_question(ends: Sequence[tuple[str, int]]) -> Question:
    """Months only: the message holds no date of the file."""
    months = ", ".join(f"{name} {date(1970, 1, 1) + timedelta(days=day):%B %Y}" for name, day in ends)
    return Question(
        key="cutoff",
        text="Up to which day are the data complete? Not everything ends within"
        f" {ENDS_APART_DAYS} days: {months}",
        option="--cutoff",
        choices=(),
    )
