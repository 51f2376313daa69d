"""What each analysis has to say of a clinic, counted one person at a time.

Written from the stated rules. Everything is returned as plain values: (successes, total) for a proportion,
None for what too few people allow to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from afterglow.definitions.instrument import Instrument
from afterglow.definitions.rules import Rules
from afterglow.ledger import Ledger
from tests.courses import oracle as courses_oracle
from tests.courses.oracle import Course, Outcome, Score

Ratio = tuple[int, int]
Shown = Callable[[float, float], bool]


@dataclass(frozen=True)
class Case:
    """One treated person: the first course and its outcome."""

    course: Course
    outcome: Outcome
    instrument: Instrument
    rules: Rules

    @property
    def baseline(self) -> float | None:
        return self.outcome.baseline

    @property
    def endpoint(self) -> float | None:
        return None if self.outcome.endpoint is None else self.outcome.endpoint.total

    @property
    def completed(self) -> bool:
        return self.course.completed(self.rules)

    @property
    def in_population(self) -> bool:
        return self.completed or self.rules.population == "started"

    @property
    def evaluable(self) -> bool:
        """By the window of the person's own induction among completers, at one day for all who started."""
        if self.rules.population == "started":
            return self.outcome.evaluable_started
        return self.completed and self.outcome.evaluable

    @property
    def judged(self) -> bool:
        return self.evaluable and self.baseline is not None

    @property
    def scored(self) -> bool:
        return self.judged and self.endpoint is not None

    @property
    def criterion(self) -> str | None:
        return courses_oracle.criterion_of(self.instrument, self.rules)

    def meets(self, score: Score) -> bool:
        return courses_oracle.meets(self.criterion, self.instrument, self.baseline, score.total)

    @property
    def not_followed_because(self) -> str | None:
        """Why the person cannot be followed to improvement; a first score after day 0 is asked for later."""
        if self.criterion is None:
            return "no_criterion"
        if self.baseline is None:
            return "no_baseline"
        if self.baseline == 0 and self.instrument.higher_is_worse:
            return "baseline_zero"
        return "meets_at_baseline" if self.outcome.meets_at_baseline else None


def cases_of(ledger: Ledger, instrument: Instrument, rules: Rules) -> list[Case]:
    """First courses of everybody whose treatment began here."""
    return [
        Case(first, courses_oracle.outcome_of(first, instrument, rules), instrument, rules)
        for person in courses_oracle.people_of(ledger, instrument.key)
        if not person.joined
        for first in courses_oracle.courses_of(person, rules)[:1]
    ]


def number(cases: Iterable[Case], which: Callable[[Case], bool]) -> int:
    return sum(map(which, cases))


def scope(cases: list[Case]) -> dict[str, int]:
    by_completion = bool(cases) and cases[0].rules.population == "completed_induction"
    return {
        "treated": len(cases),
        "not_completed": number(cases, lambda case: by_completion and not case.completed),
        "not_yet_evaluable": number(cases, lambda case: case.in_population and not case.evaluable),
        "missing_baseline": number(cases, lambda case: case.evaluable and case.baseline is None),
        "judged": number(cases, lambda case: case.judged),
        "scored": number(cases, lambda case: case.scored),
        "boosted_before_endpoint": number(
            cases, lambda case: case.scored and case.outcome.boosted_before_endpoint
        ),
    }


# Rates


def rates(cases: list[Case], instrument: Instrument, rules: Rules) -> dict[str, dict]:
    return {key: _rate(cases, shown, reasons) for key, shown, reasons in _listed_outcomes(instrument, rules)}


def _listed_outcomes(
    instrument: Instrument, rules: Rules
) -> list[tuple[str, Shown, dict[str, Callable[[float], bool]]]]:
    """Name, who showed it, and the baselines that cannot show it, by reason in order."""
    gate = {}
    if rules.severity_gate and instrument.severity_gate is not None:
        gate["below_severity_gate"] = partial(_milder, instrument, instrument.severity_gate)
    zero = {"baseline_zero": lambda baseline: baseline == 0}
    listed: list[tuple[str, Shown, dict[str, Callable[[float], bool]]]] = []
    if instrument.response is not None:
        half = instrument.response.drop_percent
        listed.append(("response", partial(_dropped, half), zero | gate))
        for percent in instrument.response.also:
            listed.append((f"drop_{percent}", partial(_dropped, percent), zero | gate))
        listed.append(("partial", partial(_partial, half), zero | gate))
    if instrument.remission is not None:
        already = {"already_in_remission": partial(courses_oracle.remitted, instrument)}
        above = already if rules.remission_among == "above_cutoff" else {}
        listed.append(
            ("remission", lambda _, after: courses_oracle.remitted(instrument, after), gate | above)
        )
    if courses_oracle.reliable_points(instrument) is not None:
        listed.append(("reliable_improvement", partial(improved_reliably, instrument), {}))
        listed.append(("reliable_deterioration", partial(worsened_reliably, instrument), {}))
    listed.append(("any_increase", partial(_worse, instrument), {}))
    return listed


def _milder(instrument: Instrument, gate: float, baseline: float) -> bool:
    return baseline < gate if instrument.higher_is_worse else baseline > gate


def _dropped(percent: int, before: float, after: float) -> bool:
    return courses_oracle.dropped(before, after, percent)


def _remitted(instrument: Instrument, _: float, after: float) -> bool:
    return courses_oracle.remitted(instrument, after)


def _worse(instrument: Instrument, before: float, after: float) -> bool:
    return courses_oracle.improvement(instrument, before, after) < 0


def _partial(half: int, before: float, after: float) -> bool:
    return _dropped(25, before, after) and not _dropped(half, before, after)


def improved_reliably(instrument: Instrument, before: float, after: float) -> bool:
    points = courses_oracle.improvement(instrument, before, after)
    return courses_oracle.changed_reliably(instrument, points)


def worsened_reliably(instrument: Instrument, before: float, after: float) -> bool:
    points = courses_oracle.improvement(instrument, before, after)
    return courses_oracle.changed_reliably(instrument, -points)


def _rate(cases: list[Case], shown: Shown, reasons: dict[str, Callable[[float], bool]]) -> dict:
    excluded: Counter[str] = Counter()
    observed, missing, carried, started = [], 0, [], []
    for case in cases:
        if case.baseline is None:
            continue
        reason = next((name for name, applies in reasons.items() if applies(case.baseline)), None)
        if reason is not None:
            excluded[reason] += case.judged
            continue
        if case.outcome.evaluable_started:
            started.append(case.endpoint is not None and shown(case.baseline, case.endpoint))
        if not case.judged:
            continue
        last = case.outcome.carried_forward
        carried.append(last is not None and shown(case.baseline, last))
        if case.endpoint is None:
            missing += 1
        else:
            observed.append(shown(case.baseline, case.endpoint))
    successes, everybody = sum(observed), len(observed) + missing
    return {
        "observed": (successes, len(observed)),
        "missing_as_failure": (successes, everybody),
        "missing_as_success": (successes + missing, everybody),
        "carried_forward": (sum(carried), everybody),
        "all_started": (sum(started), len(started)),
        "excluded": {name: people for name, people in excluded.items() if people},
    }


def category(case: Case) -> str:
    """The first that applies of worse, remitted, responded, partial."""
    instrument, before, after = case.instrument, case.baseline, case.endpoint
    assert before is not None and after is not None
    reliable = courses_oracle.reliable_points(instrument) is not None
    if reliable and worsened_reliably(instrument, before, after):
        return "worse"
    if instrument.remission is not None and courses_oracle.remitted(instrument, after):
        already = courses_oracle.remitted(instrument, before)
        if not already or case.rules.remission_among == "all":
            return "remitted"
    if instrument.response is not None:
        half = instrument.response.drop_percent
        if _dropped(half, before, after):
            return "responded"
        if _dropped(25, before, after):
            return "partial"
    return "no_change"


def responded(case: Case) -> bool:
    if case.instrument.response is None or case.baseline is None or case.endpoint is None:
        return False
    return _dropped(case.instrument.response.drop_percent, case.baseline, case.endpoint)


def flow(cases: list[Case]) -> dict:
    """People left after each step, where the others went, and what became of the scored."""
    rules = cases[0].rules
    left, steps = cases, [("treated", len(cases), {})]

    def go_on(step: str, stays: Callable[[Case], bool], reason: Callable[[Case], str], *reasons: str) -> None:
        nonlocal left
        lost = Counter(dict.fromkeys(reasons, 0))
        lost.update(reason(case) for case in left if not stays(case))
        left = [case for case in left if stays(case)]
        steps.append((step, len(left), dict(lost)))

    def stopped(case: Case) -> str:
        old_enough = case.course.followed_to(rules.completion_followup_days)
        return "stopped_early" if old_enough else "still_in_induction"

    if rules.population == "completed_induction":
        go_on(
            "finished_induction",
            lambda case: case.completed,
            stopped,
            "stopped_early",
            "still_in_induction",
        )
    go_on("had_baseline", lambda case: case.baseline is not None, lambda _: "no_baseline", "no_baseline")
    go_on("window_closed", lambda case: case.judged, lambda _: "not_yet_evaluable", "not_yet_evaluable")
    go_on("scored", lambda case: case.scored, lambda _: "no_score_in_window", "no_score_in_window")
    outcomes = Counter(category(case) for case in left)
    return {
        "steps": steps,
        "outcomes": {name: outcomes[name] for name in OUTCOMES},
        "responded": number(left, responded),
        "remitted": number(left, lambda case: responded(case) and category(case) == "remitted"),
    }


OUTCOMES = ("remitted", "responded", "partial", "no_change", "worse")


def pairs(cases: list[Case]) -> Counter[tuple[float, float, str]]:
    return Counter(
        (case.baseline, case.endpoint, category(case))
        for case in cases
        if case.scored and case.baseline is not None and case.endpoint is not None
    )


# Scores near nominal days


def trajectory(cases: list[Case], *, complete: bool) -> list[list[tuple[Score, bool]]]:
    """Per nominal day the scores near it, and whether a session was held on the score's day.

    complete : of people with a score near every day.
    """
    days = cases[0].rules.trajectory_days
    rows = [(case, [_near(case, day) for day in days]) for case in cases]
    kept = [(case, picks) for case, picks in rows if all(picks) or not complete]
    return [
        [(score, _on_session_day(case, score)) for case, picks in kept if (score := picks[at])]
        for at in range(len(days))
    ]


def _near(case: Case, day: int) -> Score | None:
    scores = courses_oracle.scores_while_running(case.course)
    near = [score for score in scores if abs(score.day - day) <= case.rules.trajectory_tolerance_days]
    return min(near, key=lambda score: abs(score.day - day), default=None)


def _on_session_day(case: Case, score: Score) -> bool:
    """Any session of the person counts, that of a new course too."""
    return score.day + case.course.start in case.course.person.phases


# Time to improvement


REASONS = ("no_baseline", "baseline_zero", "meets_at_baseline", "no_later_score")


def excluded_from_time(cases: list[Case]) -> tuple[dict[str, int], list[Case]]:
    """People who cannot be followed to improvement, by reason; and the others."""
    unruled = ("no_criterion",) if cases and cases[0].criterion is None else ()
    reasons: dict[str, int] = dict.fromkeys((*unruled, *REASONS), 0)
    followed = []
    for case in cases:
        reason = case.not_followed_because
        if reason is None and not case.outcome.later_scores:
            reason = "no_later_score"
        if reason is None:
            followed.append(case)
        else:
            reasons[reason] += 1
    return reasons, followed


def by_session(cases: list[Case]) -> tuple[int, list[tuple[int, int, Ratio, Ratio]]]:
    """Starters; and (session, received, improved of those read, improved so far of the starters)."""
    usable = [case for case in cases if case.not_followed_because is None]
    rules = cases[0].rules
    through = rules.induction_last_day + rules.after_last_session_days
    starters = [case for case in usable if case.course.followed_to(through)]
    points = []
    for session in range(rules.sessions_shown):
        received = [case for case in usable if len(case.course.days) > session]
        if not received:
            break
        read = [score for case in received if (score := reading_after(case, session))]
        improved = number(received, partial(_improved_after, session))
        so_far = number(starters, partial(_improved_up_to, session))
        points.append((session + 1, len(received), (improved, len(read)), (so_far, len(starters))))
    return len(starters), points


def reading_after(case: Case, session: int) -> Score | None:
    """Last score after the session and up to the day of the next, before it; after the last, for 14 days."""
    if session >= len(case.course.days):
        return None
    day = case.course.days[session]
    after = [score for score in case.outcome.later_scores if score.when > day]
    if session + 1 < len(case.course.days):
        inside = [score for score in after if score.when <= case.course.days[session + 1]]
    else:
        inside = [score for score in after if score.day <= day + case.rules.after_last_session_days]
    return inside[-1] if inside else None


def _improved_after(session: int, case: Case) -> bool:
    score = reading_after(case, session)
    return score is not None and case.meets(score)


def _improved_up_to(session: int, case: Case) -> bool:
    return any(_improved_after(earlier, case) for earlier in range(session + 1))


# Boosters


def gaps_after_induction(cases: list[Case]) -> list[tuple[Case, int, int, bool]]:
    """(person, order, days, completed) of everybody who finished induction."""
    return [
        (case, *gap)
        for case in cases
        if case.completed
        for gap in courses_oracle.gaps_of(case.course, case.rules)
    ]


def still_coming(cases: list[Case]) -> Ratio:
    """Of those whose first booster was long enough before the cut-off: a session of any course since then."""
    asked = came = 0
    for case in cases:
        course, window = case.course, case.rules.still_coming_days
        if case.completed and course.followup is not None and course.boosters:
            last_session = max(course.person.phases) - course.start
            long_enough = course.followup - course.boosters[0] >= window
            asked += long_enough
            came += long_enough and course.followup - last_session < window
    return came, asked
