"""Results on boosters: how long between them, how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.parts import Base, Curve, DayCount, DayShare, Estimate, Proportion, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class GapSummary(Base):
    """One way of reading the gaps between sessions, in days.

    shares : returned by 30, 60 and 90 days. reason : why there is no median, as a key
    (too_few_people, too_few_at_risk, not_reached, no_first_median, no_cutoff), else None.
    completed : Gaps that ended in a session.
    open : Gaps still running.
    curve : Share not yet back, by days; null when too few.
    median : Days by which half are back.
    counts : Gaps still running, ended by a session, and open at the end of follow-up, by chosen days.
    followup_at_least : Only people followed at least this many days after induction; null when
        everybody counts.
    reason : Why there is no median, as a key.
    """

    key: str
    people: int
    completed: int
    open: int
    curve: Curve | None
    median: Estimate
    shares: tuple[DayShare, ...]
    counts: tuple[DayCount, ...]
    followup_at_least: int | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Boosters(Base):
    """Booster intervals of first courses with a finished induction.

    first : end of induction to first booster. later : booster to booster. everything : both together, a
    check. naive : median of completed gaps, too short. per_year : boosters per patient-year.
    still_coming : of those whose first booster was 90 or more days before the cut-off, a session since.
    completed_inductions : First courses with a finished induction.
    incomplete_inductions : First courses that ended without, followed long enough to say; counted apart.
    boosted : People with at least one booster.
    later : Booster to booster, each person counted once.
    everything : All gaps from the end of induction together, a check.
    naive : Median of completed gaps between boosters: what a spreadsheet gives, too short.
    naive_gaps : Completed gaps behind it.
    per_year : Boosters per person and year after a finished induction.
    years : Person-years behind it.
    booster_count : Boosters of these people in their first course.
    followup_end : Where open gaps end: cut_off or last_contact.
    shorter_than_truth : No cut-off is known for some people, so their open gaps end at last contact.
    """

    kind: Literal["boosters"] = "boosters"
    scope: Scope
    completed_inductions: int
    incomplete_inductions: int
    boosted: int
    first: GapSummary
    later: GapSummary
    everything: GapSummary
    naive: Estimate
    naive_gaps: int
    per_year: Estimate
    years: float | None
    booster_count: int
    still_coming: Proportion | None
    followup_end: str
    shorter_than_truth: bool
