"""The invented clinic behaves like the field, counted the slow way: person by person, from the files."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import mean, median

import pytest

from afterglow.demo import CUT_OFF, invent

HARM_ITEM = "item_9"


@dataclass
class Story:
    """One person's rows with days since the first session."""

    start: date
    sessions: list[tuple[int, str]] = field(default_factory=list)
    first_number: int = 1
    phq9: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def induction(self) -> list[int]:
        """Days of the induction sessions of the first course."""
        days: list[int] = []
        for day, phase in self.sessions:
            if phase != "induction" or (days and day - days[-1] > 28):
                break
            days.append(day)
        return days

    @property
    def finished(self) -> bool:
        return len(self.induction) >= 4 and self.induction[-1] >= 7

    @property
    def boosters(self) -> list[int]:
        return [day for day, _ in self.sessions if day > self.induction[-1]]

    @property
    def followup(self) -> int:
        return (CUT_OFF - self.start).days

    @property
    def baseline(self) -> int | None:
        before = [total for day, total, _ in self.phq9 if -30 <= day <= 0]
        return before[-1] if before else None

    @property
    def endpoint(self) -> tuple[int, str] | None:
        end = self.induction[-1]
        window = [
            (abs(day - end - 21), total, item) for day, total, item in self.phq9 if 14 <= day - end <= 31
        ]
        return min(window, key=lambda found: found[0])[1:] if window else None


def day_of(text: str) -> date:
    return date.fromisoformat(text[:10])


@pytest.fixture(scope="module")
def files() -> dict[str, list[dict[str, str]]]:
    clinic = invent()
    wrong = {(mistake.file, mistake.line) for mistake in clinic.mistakes}
    return {
        name: [row for line, row in enumerate(rows, start=2) if (name, line) not in wrong]
        for name, rows in clinic.files.items()
    }


@pytest.fixture(scope="module")
def everyone(files: dict[str, list[dict[str, str]]]) -> list[Story]:
    stories: dict[str, Story] = {}
    for row in files["sessions.csv"]:
        story = stories.setdefault(
            row["patient_id"], Story(day_of(row["date"]), first_number=int(row["session_number"]))
        )
        story.sessions.append(((day_of(row["date"]) - story.start).days, row["phase"]))
    for row in files["scores.csv"]:
        if row["instrument"] == "PHQ-9":
            story = stories[row["patient_id"]]
            day = (day_of(row["date"]) - story.start).days
            story.phq9.append((day, int(row["total"]), row[HARM_ITEM]))
    return list(stories.values())


@pytest.fixture(scope="module")
def people(everyone: list[Story]) -> list[Story]:
    """Those treated here from the beginning."""
    return [story for story in everyone if story.first_number == 1]


def share(flags: list[bool]) -> float:
    return sum(flags) / len(flags)


def test_enrolment_is_steady_over_sixteen_quarters(everyone: list[Story]) -> None:
    quarters = Counter((story.start.year, (story.start.month - 1) // 3) for story in everyone)
    assert len(quarters) == 16
    assert min(quarters.values()) >= 10


def test_some_people_joined_from_elsewhere(everyone: list[Story], people: list[Story]) -> None:
    assert 3 <= len(everyone) - len(people) <= 12


def test_leaving_early(people: list[Story]) -> None:
    grown = [story for story in people if story.followup >= 38]
    assert 0.17 < share([len(story.induction) < 6 for story in grown]) < 0.27
    assert 0.03 < share([len(story.induction) == 1 for story in grown]) < 0.10


def test_those_who_leave_had_improved_less(people: list[Story]) -> None:
    def improvement(story: Story) -> float | None:
        during = [total for day, total, _ in story.phq9 if 3 <= day <= 16]
        return story.baseline - during[-1] if story.baseline is not None and during else None

    by_group = {
        group: [
            gain for story in people if story.finished == group and (gain := improvement(story)) is not None
        ]
        for group in (True, False)
    }
    assert mean(by_group[True]) > mean(by_group[False]) + 1


def test_missing_baselines_and_open_windows(people: list[Story]) -> None:
    assert 0.05 <= share([story.baseline is None for story in people]) <= 0.08
    assert 0.06 <= share([story.followup < 59 for story in people]) <= 0.10


def test_outcomes_of_those_who_finished(people: list[Story]) -> None:
    judged = [
        (story.baseline, story.endpoint)
        for story in people
        if story.finished and story.baseline is not None and story.followup >= story.induction[-1] + 31
    ]
    scored = [(before, found[0]) for before, found in judged if found is not None]
    assert 0.60 <= len(scored) / len(judged) <= 0.70
    assert 0.45 <= share([2 * after <= before for before, after in scored]) <= 0.55
    assert 0.24 <= share([after < 5 for _, after in scored]) <= 0.32
    assert 0.03 <= share([after - before >= 6 for before, after in scored]) <= 0.07


def test_thoughts_of_death_ease_and_are_sometimes_new(people: list[Story]) -> None:
    pairs = [
        (int(before[-1]), int(story.endpoint[1]))
        for story in people
        if (before := [item for day, _, item in story.phq9 if -30 <= day <= 0 and item])
        and story.finished
        and story.endpoint is not None
        and story.endpoint[1]
    ]
    eased = [after < before for before, after in pairs if before >= 1]
    assert len(eased) > 80
    assert 0.5 < share(eased) < 0.8
    assert 0 < share([after > 0 for before, after in pairs if before == 0]) < 0.08


def test_booster_gaps(people: list[Story]) -> None:
    finished = [story for story in people if story.finished and story.followup >= story.induction[-1] + 120]
    first = [story.boosters[0] - story.induction[-1] if story.boosters else 10**6 for story in finished]
    assert 35 <= median(first) <= 47
    never = share([gap == 10**6 for gap in first])
    assert 0.2 < never < 0.4


def test_people_differ_in_how_often_they_come_back(people: list[Story]) -> None:
    usual = []
    for story in people:
        gaps = [after - before for before, after in zip(story.boosters, story.boosters[1:], strict=False)]
        single = [gap for gap in gaps if gap > 10]
        if len(single) >= 4:
            usual.append(median(single))
    usual.sort()
    assert len(usual) > 60
    assert usual[len(usual) * 9 // 10] > 1.7 * usual[len(usual) // 10]


def test_some_have_a_second_course(people: list[Story]) -> None:
    def again(story: Story) -> bool:
        days = [day for day, _ in story.sessions]
        return any(
            b - a > 28 and c - b <= 10 and d - c <= 10
            for a, b, c, d in zip(days, days[1:], days[2:], days[3:], strict=False)
        )

    assert 0.05 < share([again(story) for story in people]) < 0.15


def test_scores_fall_on_every_day_not_only_on_every_seventh(people: list[Story]) -> None:
    days = Counter(day for story in people for day, _, _ in story.phq9 if 2 <= day <= 35)
    assert len(days) == 34
    assert min(days.values()) >= 5


def test_each_condition_is_scored_on_its_own_scale(files: dict[str, list[dict[str, str]]]) -> None:
    diagnosis = {row["patient_id"]: row["diagnosis"] for row in files["patients.csv"]}
    scored: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in files["scores.csv"]:
        scored[diagnosis[row["patient_id"]], row["instrument"]].add(row["patient_id"])
    for condition, scale in (("PTSD", "PCL-5"), ("Anxiety", "GAD-7"), ("Chronic pain", "Pain NRS")):
        assert len(scored[condition, scale]) >= 25
    assert Counter(diagnosis.values()).most_common(1)[0][0] == "Treatment-resistant depression"
    assert len(set(diagnosis.values())) == 6


def test_relief_within_hours_can_be_seen(files: dict[str, list[dict[str, str]]]) -> None:
    def moment(row: dict[str, str]) -> datetime:
        return datetime.strptime(row["date"], "%Y-%m-%d %H:%M")  # noqa: DTZ007 - clinic time, as in the file

    timed = [row for row in files["sessions.csv"] if len(row["date"]) > 10 and row["session_number"] == "1"]
    first = {row["patient_id"]: moment(row) for row in timed}
    before: dict[str, int] = {}
    later: dict[int, list[float]] = defaultdict(list)
    for row in files["scores.csv"]:
        if row["instrument"] != "MADRS" or row["patient_id"] not in first:
            continue
        hours = (moment(row) - first[row["patient_id"]]).total_seconds() / 3600
        if hours < 0:
            before[row["patient_id"]] = int(row["total"])
        for near in (2, 4, 24, 72):
            if abs(hours - near) <= near / 4 and row["patient_id"] in before:
                later[near].append(1 - int(row["total"]) / max(before[row["patient_id"]], 1))
    assert all(len(later[hours]) >= 30 for hours in (2, 4, 24, 72))
    assert 0.05 < mean(later[2]) < mean(later[24])
    assert 0.2 < mean(later[24]) < 0.4


def test_safety_columns_are_mostly_filled(files: dict[str, list[dict[str, str]]]) -> None:
    sessions = files["sessions.csv"]
    watched = [row for row in sessions if row["setting"] == "supervised"]
    assert 0.8 < share([row["cadss_peak"] != "" for row in watched]) < 0.95
    assert all(row["cadss_peak"] == "" for row in sessions if row["setting"] == "at home")
    assert 0.68 < share([row["adverse_event"] == "none" for row in sessions]) < 0.82
    assert 0 < share([row["stopped_early"] == "yes" for row in sessions]) < 0.03
    rises = [int(row["systolic_peak"]) - int(row["systolic_pre"]) for row in sessions if row["systolic_peak"]]
    assert 10 < mean(rises) < 25
