"""Checked rows to the Ledger: nothing of the calendar and no id comes out.

Time zero of a patient is the first session kept. Patients are numbered by what their rows say, never by id or
by place in the file, so that the same data give the same Ledger in whatever order they were written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from afterglow.definitions.plausible import FILE_BEGINS_DAYS
from afterglow.ingest.assemble import assemble, no_scores, only_used
from afterglow.ingest.columns import Scales
from afterglow.ingest.patients import PatientRows
from afterglow.ingest.people import NOBODY, common_codes
from afterglow.ingest.placing import (
    begun_before,
    days_of_scores,
    find_cutoff,
    find_starts,
    last_of,
    session_dates,
)
from afterglow.ingest.problems import Findings
from afterglow.ingest.score_table import ScoreTable, score_table, session_clocks
from afterglow.ingest.scores import ScoreRows
from afterglow.ingest.session_table import first_rows, numbered, session_table
from afterglow.ingest.sessions import SessionRows
from afterglow.ledger import (
    PHASE_MAINTENANCE,
    UNKNOWN,
    Bools,
    Category,
    Ints,
    Ledger,
    Patients,
    Scores,
    Sessions,
)

SITE_PEOPLE = 5
"""A site with fewer people ends when it ends."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the clinic said about the whole import, and the day on which it is made."""

    today: date
    cutoff: date | None = None
    reaches_back: bool | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """The checked rows of each kind of file."""

    sessions: SessionRows
    scores: ScoreRows | None = None
    patients: PatientRows | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """The Ledger, and whether somebody should say how far back the files reach."""

    ledger: Ledger
    unsettled: bool


def build(files: Files, settings: Settings, *, scales: Scales, findings: Findings) -> Built | None:
    """Make the Ledger; None when no session is left. Rows that cannot be placed are dropped and listed."""
    return _Builder(files, settings, scales, findings).built()


class _Builder:
    """The steps from rows to Ledger; each patient is a code shared by the files until the last step."""

    def __init__(self, files: Files, settings: Settings, scales: Scales, findings: Findings) -> None:
        self.files, self.settings, self.scales, self.findings = files, settings, scales, findings
        present = [rows for rows in (files.sessions, files.scores, files.patients) if rows is not None]
        codes = iter(common_codes([rows.pile for rows in present]))
        nobody = np.zeros(0, np.int64)
        self.session_owner = next(codes)
        self.score_owner = next(codes) if files.scores is not None else nobody
        self.patient_owner = next(codes) if files.patients is not None else nobody
        every = (self.session_owner, self.score_owner, self.patient_owner)
        self.people = 1 + max(int(owner.max(initial=NOBODY)) for owner in every)
        self._list_each_patient_once()

    def _list_each_patient_once(self) -> None:
        if self.files.patients is not None:
            pile = self.files.patients.pile
            kept = np.flatnonzero(pile.kept)
            again = pile.kept.copy()
            again[kept[np.unique(self.patient_owner[kept], return_index=True)[1]]] = False
            pile.note("duplicate_patient", again, "patient_id")

    def built(self) -> Built | None:
        pile, moments, owner = self.files.sessions.pile, self.files.sessions.moments, self.session_owner
        if self._nobody_left():
            return None
        when, zero = session_dates(pile, owner, moments, self.people)
        self.cutoff = self._find_cutoff(when)
        self.followup = self._column("followup_day") if self.cutoff is None else self._unknown()
        late = when > self.cutoff if self.cutoff is not None else self._beyond(owner, moments.day)
        pile.note("after_cutoff", pile.kept & late)
        if self._nobody_left():
            return None
        self.starts = find_starts(pile, owner, when, moments.day, zero=zero)
        if self._nobody_left():
            return None
        self.dated = self.starts.dated
        day = when - self.starts.date[owner] if self.dated else moments.day - self.starts.base[owner]
        sessions = session_table(self.files.sessions, owner, day)
        table = self._scores(sessions)
        return self._ledger(sessions, table)

    def _nobody_left(self) -> bool:
        left = bool(self.files.sessions.pile.kept.any())
        if not left:
            self.findings.add("no_sessions_left")
        return not left

    def _unknown(self) -> Ints:
        return np.full(self.people, UNKNOWN, np.int64)

    def _column(self, name: str) -> Ints:
        """(people,) a column of the patients file; UNKNOWN for whoever is not in it."""
        found, rows = self._unknown(), self.files.patients
        if rows is not None:
            kept = rows.pile.kept
            found[self.patient_owner[kept]] = getattr(rows, name)[kept]
        return found

    def _beyond(self, owner: Ints, day: Ints) -> Bools:
        """Rows after the follow-up day the patients file gives."""
        followup = self.followup[owner]
        return (followup != UNKNOWN) & (day > followup)

    # Cut-off.

    def _find_cutoff(self, when: Ints) -> int | None:
        pile = self.files.sessions.pile
        if not (when[pile.kept] != UNKNOWN).any():
            if self.settings.cutoff is not None:
                self.findings.add("cutoff_unused")
            return None
        settings = self.settings
        ends = self._ends(when)
        return find_cutoff(ends, given=settings.cutoff, today=settings.today, findings=self.findings)

    def _ends(self, when: Ints) -> list[tuple[str, int]]:
        """Last date of each file, and of the first site to end."""
        pile, last = self.files.sessions.pile, self._unknown()
        np.maximum.at(last, self.session_owner[pile.kept], when[pile.kept])
        treated = last != UNKNOWN
        ends = [(pile.name, int(when[pile.kept].max()))]
        if self.files.scores is not None:
            rows = self.files.scores
            kept = rows.pile.kept & treated[self.score_owner] & (rows.moments.date != UNKNOWN)
            np.maximum.at(last, self.score_owner[kept], rows.moments.date[kept])
            if kept.any():
                ends.append((rows.pile.name, int(rows.moments.date[kept].max())))
        return ends + self._site_end(last)

    def _site_end(self, last: Ints) -> list[tuple[str, int]]:
        """The first of the sites to end, each ending with the last row of its patients."""
        rows = self.files.sessions
        site = rows.categories.get("site")
        if site is None:
            return []
        here = rows.pile.kept & (site.codes >= 0)
        of_person = np.full(self.people, -1, np.int64)
        of_person[self.session_owner[here]] = site.codes[here]
        counted = of_person >= 0
        ends = last_of(of_person[counted], last[counted], len(site.labels))
        large = np.bincount(of_person[counted], minlength=len(site.labels)) >= SITE_PEOPLE
        return [("one site", int(ends[large].min()))] if large.sum() > 1 else []

    # Scores.

    def _scores(self, sessions: Sessions) -> ScoreTable:
        rows = self.files.scores
        if rows is None:
            return ScoreTable(no_scores(), ())
        pile, owner = rows.pile, self.score_owner
        # A score after the cut-off says so, also when its patient came later still.
        if self.cutoff is not None:
            pile.note("after_cutoff", pile.kept & (rows.moments.date > self.cutoff))
        day = days_of_scores(pile, owner, rows.moments, self.starts)
        if self.cutoff is None:
            pile.note("after_cutoff", pile.kept & self._beyond(owner, day))
        else:
            pile.note("after_cutoff", pile.kept & (day > self.cutoff - self.starts.date[owner]))
        clock = self._score_clocks()
        clocks = session_clocks(sessions.patient, sessions.day, sessions.clock)
        return score_table(rows, owner, day, clock=clock, clocks=clocks, scales=self.scales)

    def _score_clocks(self) -> Ints:
        """The scores' clocks, unless they run by another time zone than the sessions'."""
        rows = self.files.scores
        assert rows is not None
        here, there = rows.moments.zones, self.files.sessions.moments.zones
        if here and there and (here != there or len(here) > 1):
            rows.pile.findings.add("clocks_apart")
            return np.full_like(rows.moments.clock, UNKNOWN)
        return rows.moments.clock

    # The Ledger.

    def _ledger(self, sessions: Sessions, table: ScoreTable) -> Built:
        present = np.unique(sessions.patient)
        patients = self._patients(sessions, table.scores, present)
        month = None if self.cutoff is None else str(np.datetime64(self.cutoff, "D"))[:7]
        ledger = assemble(patients, sessions, table, present=present, cutoff_month=month)
        unsettled = self.dated and not numbered(sessions)
        return Built(ledger, unsettled)

    def _patients(self, sessions: Sessions, scores: Scores, present: Ints) -> Patients:
        self._drop_strangers(present)
        last = np.maximum(
            last_of(sessions.patient, sessions.day, self.people),
            last_of(scores.patient, scores.day, self.people),
        )
        followup = self.followup
        if self.cutoff is not None:
            followup = self.cutoff - self.starts.date
            self._note_unused("followup_day", "followup_unused")
        return Patients(
            followup_day=followup[present].astype(np.int32),
            last_contact_day=self._last_contact(last, followup)[present].astype(np.int32),
            start_quarter=self._quarters()[present].astype(np.int32),
            joined_mid_course=self._joined(sessions)[present],
            categories=self._categories(present),
        )

    def _drop_strangers(self, present: Ints) -> None:
        if self.files.patients is not None:
            pile = self.files.patients.pile
            known = np.isin(self.patient_owner, present)
            pile.note("patient_without_session", pile.kept & ~known, "patient_id")

    def _note_unused(self, name: str, code: str) -> None:
        if self.files.patients is not None:
            self.files.patients.pile.note_column(code, name)

    def _last_contact(self, last: Ints, followup: Ints) -> Ints:
        """The patient's own column where it is not before the latest row, and never after the cut-off."""
        given, by_date = self._column("last_contact_day"), self._column("last_contact")
        if self.dated:
            given = np.where(by_date == UNKNOWN, given, by_date - self.starts.date)
        elif (by_date != UNKNOWN).any():
            self._note_unused("last_contact", "last_contact_unused")
        early = (given != UNKNOWN) & (given < last)
        if early.any() and self.files.patients is not None:
            pile = self.files.patients.pile
            pile.note("contact_before_last_row", pile.kept & early[self.patient_owner])
        contact = np.maximum(given, last)
        return np.where(followup == UNKNOWN, contact, np.minimum(contact, np.maximum(followup, last)))

    def _quarters(self) -> Ints:
        if not self.dated:
            return self._column("start_quarter")
        known = self.starts.date != UNKNOWN
        months = (
            np.where(known, self.starts.date, 0)
            .astype("datetime64[D]")
            .astype("datetime64[M]")
            .astype(np.int64)
        )
        return np.where(known, 1970 * 4 + months // 3, UNKNOWN)

    def _joined(self, sessions: Sessions) -> Bools:
        """Whose first row here is not where treatment began, as far as the file or the clinic says."""
        first = first_rows(sessions)
        joined = begun_before(self.starts)
        joined[sessions.patient[first]] |= (sessions.number[first] > 1) | (
            sessions.phase[first] == PHASE_MAINTENANCE
        )
        if self.dated and self.settings.reaches_back is False:
            start = self.starts.date
            joined |= start < start[start != UNKNOWN].min() + FILE_BEGINS_DAYS
        return joined

    def _categories(self, present: Ints) -> dict[str, Category]:
        rows = self.files.patients
        if rows is None:
            return {}
        kept, found = rows.pile.kept, {}
        for name, column in rows.categories.items():
            codes = np.full(self.people, -1, np.int64)
            codes[self.patient_owner[kept]] = column.codes[kept]
            if (codes[present] >= 0).any():
                found[name] = only_used(Category(column.labels, codes[present]))
        return found
