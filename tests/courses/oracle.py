"""The obvious slow way from sessions and scores to courses, gaps and outcomes: one person at a time.

Written from the stated rules alone, with lists and loops, so that the fast kernels have something to equal.
Missing is None throughout. Days are the course's own unless a name says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from afterglow.definitions.instrument import Instrument
from afterglow.definitions.rules import Rules
from afterglow.ledger import PHASE_INDUCTION, PHASE_MAINTENANCE, PHASE_UNKNOWN, UNKNOWN, Ledger

EVER_AFTER = 10**9


@dataclass(frozen=True)
class Score:
    day: int
    post: bool
    total: float

    @property
    def when(self) -> float:
        """A score after the day's session sits half a day later."""
        return self.day + (0.5 if self.post else 0.0)


@dataclass(frozen=True)
class Person:
    """One patient on the patient's own clock; `phases` lists one per session of each session day."""

    code: int
    followup: int | None
    last_contact: int
    joined: bool
    phases: dict[int, list[int]]
    scores: list[Score]


@dataclass(frozen=True)
class Course:
    person: Person
    number: int
    start: int
    days: list[int]
    induction: int
    next_start: int | None

    @property
    def induction_end(self) -> int:
        return self.days[max(self.induction, 1) - 1]

    @property
    def boosters(self) -> list[int]:
        return self.days[self.induction :]

    @property
    def followup(self) -> int | None:
        return None if self.person.followup is None else self.person.followup - self.start

    @property
    def last_contact(self) -> int:
        return self.person.last_contact - self.start

    def completed(self, rules: Rules) -> bool:
        enough = self.induction >= rules.completed_sessions
        return enough and self.induction_end >= rules.completed_span_days

    def followed_to(self, day: int) -> bool:
        """Without any cut-off everybody counts as followed long enough."""
        return self.followup is None or self.followup >= day


@dataclass(frozen=True)
class Outcome:
    baseline: float | None
    endpoint: Score | None
    carried_forward: float | None
    window_last_day: int
    evaluable: bool
    evaluable_started: bool
    boosted_before_endpoint: bool
    later_scores: list[Score]
    meets_at_baseline: bool
    left: float
    right: float | None


def people_of(ledger: Ledger, instrument: str) -> list[Person]:
    everybody = [_person(ledger, code) for code in range(len(ledger.patients))]
    sessions, scores = ledger.sessions, ledger.scores
    for patient, day, phase in zip(sessions.patient, sessions.day, sessions.phase, strict=True):
        everybody[patient].phases.setdefault(int(day), []).append(int(phase))
    for row in range(len(scores)):
        if ledger.instruments[scores.instrument[row]] == instrument:
            score = Score(int(scores.day[row]), bool(scores.post[row]), float(scores.total[row]))
            everybody[scores.patient[row]].scores.append(score)
    return everybody


def _person(ledger: Ledger, code: int) -> Person:
    followup = int(ledger.patients.followup_day[code])
    return Person(
        code=code,
        followup=None if followup == UNKNOWN else followup,
        last_contact=int(ledger.patients.last_contact_day[code]),
        joined=bool(ledger.patients.joined_mid_course[code]),
        phases={},
        scores=[],
    )


def courses_of(person: Person, rules: Rules) -> list[Course]:
    days = sorted(person.phases)
    pieces = []
    for part in _split_at_gaps(person, days, rules):
        pieces += _split_at_phases(person, part, rules)
    starts = [piece[0] for piece in pieces]
    return [
        Course(
            person=person,
            number=number,
            start=piece[0],
            days=[day - piece[0] for day in piece],
            induction=_induction_length(person, piece, rules),
            next_start=starts[number + 1] - piece[0] if number + 1 < len(pieces) else None,
        )
        for number, piece in enumerate(pieces)
    ]


def _split_at_gaps(person: Person, days: list[int], rules: Rules) -> list[list[int]]:
    """A session after a long gap, with the next ones close together, starts a new course."""
    pieces = [[days[0]]]
    for i in range(1, len(days)):
        following = days[i : i + 1 + rules.new_course_following_sessions]
        close = all(b - a <= rules.new_course_spacing_days for a, b in pairwise(following))
        restart = (
            rules.new_courses
            and days[i] - days[i - 1] > rules.new_course_gap_days
            and len(following) == 1 + rules.new_course_following_sessions
            and close
            and _phase(person, days[i]) != PHASE_MAINTENANCE
        )
        if restart:
            pieces.append([])
        pieces[-1].append(days[i])
    return pieces


def _split_at_phases(person: Person, days: list[int], rules: Rules) -> list[list[int]]:
    """Where every session has a phase, one marked induction after a booster starts a new course."""
    pieces = [[days[0]]]
    for before, day in pairwise(days):
        again = _phase(person, before) == PHASE_MAINTENANCE and _phase(person, day) == PHASE_INDUCTION
        if rules.new_courses and again and _all_phased(person, days):
            pieces.append([])
        pieces[-1].append(day)
    return pieces


def _induction_length(person: Person, days: list[int], rules: Rules) -> int:
    length = 0
    for i, day in enumerate(days):
        if _all_phased(person, days):
            goes_on = _phase(person, day) == PHASE_INDUCTION
        else:
            goes_on = i == 0 or (
                day - days[i - 1] <= rules.induction_gap_days
                and day - days[0] <= rules.induction_last_day
                and i < rules.induction_most_sessions
            )
        if not goes_on:
            break
        length += 1
    return length


def _phase(person: Person, day: int) -> int:
    """A day with an induction session is an induction day; one not wholly marked is not known."""
    marked = person.phases[day]
    if PHASE_UNKNOWN in marked:
        return PHASE_UNKNOWN
    return PHASE_INDUCTION if PHASE_INDUCTION in marked else PHASE_MAINTENANCE


def _all_phased(person: Person, days: list[int]) -> bool:
    return all(phase != PHASE_UNKNOWN for day in days for phase in person.phases[day])


def gaps_of(course: Course, rules: Rules) -> list[tuple[int, int, bool]]:
    """(order, days, completed) from the last induction session on."""
    stops = course.days[max(course.induction, 1) - 1 :]
    ends: list[int | None] = [*stops[1:], course.next_start]
    return [
        (order, end - start, True)
        if end is not None
        else (order, max(followed_until(course, rules) - start, 0), False)
        for order, (start, end) in enumerate(zip(stops, ends, strict=True))
    ]


def followed_until(course: Course, rules: Rules) -> int:
    if course.followup is None or rules.followup_end == "last_contact":
        return course.last_contact
    return course.followup


def scores_while_running(course: Course) -> list[Score]:
    """Scores of the course's own time, on its clock; what precedes the first course belongs to it.

    A score before the next course's first session is this one's last.
    """
    own = [Score(score.day - course.start, score.post, score.total) for score in course.person.scores]
    begin = -EVER_AFTER if course.number == 0 else 0
    end = EVER_AFTER if course.next_start is None else course.next_start
    return [score for score in own if begin < score.when <= end]


def scores_after_start(course: Course) -> list[Score]:
    return [score for score in scores_while_running(course) if score.when > 0]


def outcome_of(course: Course, instrument: Instrument, rules: Rules) -> Outcome:
    later = scores_after_start(course)
    baseline, criterion = baseline_of(course, instrument, rules), criterion_of(instrument, rules)
    endpoint = _endpoint(course, later, rules)
    last_day = _window_last_day(course, rules)
    reach = EVER_AFTER if rules.endpoint.anchor == "course" else last_day
    carried = [score.total for score in later if 1 <= score.day <= reach]
    left, right = _improvement(later, baseline, instrument, rules)
    return Outcome(
        baseline=baseline,
        endpoint=endpoint,
        carried_forward=endpoint.total if endpoint else carried[-1] if carried else None,
        window_last_day=last_day,
        evaluable=course.followed_to(last_day),
        evaluable_started=course.followed_to(max(last_day, _window_last_day_started(rules))),
        boosted_before_endpoint=endpoint is not None and any(day < endpoint.when for day in course.boosters),
        later_scores=later,
        meets_at_baseline=meets(criterion, instrument, baseline, baseline),
        left=left,
        right=right,
    )


def baseline_of(course: Course, instrument: Instrument, rules: Rules) -> float | None:
    own = [Score(score.day - course.start, score.post, score.total) for score in course.person.scores]
    totals = [score.total for score in own if -rules.baseline_days <= score.day and score.when <= 0]
    if not totals:
        return None
    worst = max if instrument.higher_is_worse else min
    match rules.baseline:
        case "last":
            return totals[-1]
        case "first":
            return totals[0]
        case "worst":
            return worst(totals)
        case "mean":
            return sum(totals) / len(totals)


def _window_last_day(course: Course, rules: Rules) -> int:
    match rules.endpoint.anchor:
        case "last_induction_session":
            return course.induction_end + rules.endpoint.to_day
        case "first_session":
            return rules.endpoint.to_day
        case "course":
            return rules.last_of_course_followup_days


def _window_last_day_started(rules: Rules) -> int:
    match rules.endpoint.anchor:
        case "last_induction_session":
            return rules.induction_last_day + rules.endpoint.to_day
        case "first_session":
            return rules.endpoint.to_day
        case "course":
            return rules.last_of_course_followup_days


def _endpoint(course: Course, later: list[Score], rules: Rules) -> Score | None:
    after_day_0 = [score for score in later if score.day >= 1]
    if rules.endpoint.anchor == "course":
        return after_day_0[-1] if after_day_0 else None
    origin = course.induction_end if rules.endpoint.anchor == "last_induction_session" else 0
    first, last = origin + rules.endpoint.from_day, origin + rules.endpoint.to_day
    inside = [score for score in after_day_0 if first <= score.day <= last]
    # The first of equals is the earliest, as scores are in order of time.
    return min(inside, key=lambda score: abs(score.day - origin - rules.endpoint.target_day), default=None)


def _improvement(
    later: list[Score], baseline: float | None, instrument: Instrument, rules: Rules
) -> tuple[float, float | None]:
    criterion = criterion_of(instrument, rules)
    met = [score for score in later if meets(criterion, instrument, baseline, score.total)]
    if not met:
        return (later[-1].when if later else 0), None
    right = met[0].when
    return max((score.when for score in later if score.when < right), default=0), right


def criterion_of(instrument: Instrument, rules: Rules) -> str | None:
    """The criterion asked for; on a scale without it the first of the others that the scale has."""
    allowed = {
        "response": instrument.response is not None,
        "reliable_improvement": reliable_points(instrument) is not None,
        "remission": instrument.remission is not None,
    }
    return next((name for name in (rules.criterion, *allowed) if allowed[name]), None)


def meets(criterion: str | None, instrument: Instrument, baseline: float | None, score: float | None) -> bool:
    if baseline is None or score is None:
        return False
    match criterion:
        case "response":
            assert instrument.response is not None
            return dropped(baseline, score, instrument.response.drop_percent)
        case "remission":
            return remitted(instrument, score)
        case "reliable_improvement":
            return changed_reliably(instrument, improvement(instrument, baseline, score))
    return False


def dropped(baseline: float, score: float, percent: int) -> bool:
    return baseline > 0 and 100 * score <= (100 - percent) * baseline + 1e-7


def improvement(instrument: Instrument, baseline: float, score: float) -> float:
    return baseline - score if instrument.higher_is_worse else score - baseline


def remitted(instrument: Instrument, score: float) -> bool:
    assert instrument.remission is not None
    line = instrument.remission.value
    sides = {"<": score < line, "<=": score <= line, ">": score > line, ">=": score >= line}
    return sides[instrument.remission.op]


def reliable_points(instrument: Instrument) -> float | None:
    if instrument.reliable_change is not None:
        return instrument.reliable_change.points
    if instrument.reliability is None:
        return None
    return 1.96 * instrument.reliability.sd * sqrt(2 * (1 - instrument.reliability.r))


def changed_reliably(instrument: Instrument, points: float) -> bool:
    """Published points count from the value on; a computed limit must be passed."""
    threshold = reliable_points(instrument)
    assert threshold is not None
    return points >= threshold - 1e-9 if instrument.reliable_change is not None else points > threshold
