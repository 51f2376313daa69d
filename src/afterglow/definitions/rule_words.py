"""What each rule is called and what its choices mean: the words of the rules menu and the Methods page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from afterglow.definitions.rules import Endpoint, Rules, SmallNumbers


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule's name, what it decides, and a few words for each value where the values are choices."""

    group: str
    label: str
    meaning: str
    unit: str = ""
    choices: Mapping[object, str] = field(default_factory=dict)

    def value(self, setting: object) -> str:
        """How the value of this rule reads."""
        if isinstance(setting, Endpoint):
            return setting.in_words()
        if setting in self.choices:
            return self.choices[setting]
        if isinstance(setting, tuple):
            parts = [" ".join(map(str, item)) if isinstance(item, tuple) else str(item) for item in setting]
            return ", ".join(parts) if parts else "as published"
        return f"{setting} {self.unit}".strip()


INDUCTION, BASELINE, ENDPOINT, OUTCOME = "Induction and courses", "Baseline", "Endpoint", "Outcomes"
TIME, GAPS, PROTOCOL = "Time to improvement", "Boosters", "The clinic's protocol"
GROUPS, CONTEXT = "Groups", "Trends and benchmarks"
PARTS = (ENDPOINT, BASELINE, OUTCOME, TIME, GAPS, INDUCTION, PROTOCOL, GROUPS, CONTEXT)
YES_NO: Mapping[object, str] = {True: "yes", False: "no"}

PRESET_WORDS: Mapping[object, str] = {
    "mcinnes_2022": "Two to four weeks after induction",
    "end_of_induction": "Two weeks after induction",
    "day_28": "Four weeks after the first session",
    "last_of_course": "Last score of the course",
}

RULES_IN_WORDS: Mapping[str, RuleWords] = {
    "preset": RuleWords(
        ENDPOINT, "Preset", "The named set of rules everything else starts from.", choices=dict(PRESET_WORDS)
    ),
    "induction_gap_days": RuleWords(
        INDUCTION, "Longest gap inside induction", "A longer gap between two session days ends it.", "days"
    ),
    "induction_last_day": RuleWords(
        INDUCTION, "Last day of induction", "Counted from the first session.", "days"
    ),
    "induction_most_sessions": RuleWords(
        INDUCTION, "Most session days in induction", "The next session is a booster.", "session days"
    ),
    "completed_sessions": RuleWords(
        INDUCTION, "Finished induction: sessions", "At least this many session days.", "session days"
    ),
    "completed_span_days": RuleWords(
        INDUCTION, "Finished induction: span", "Least days from the first to the last session of it.", "days"
    ),
    "completion_followup_days": RuleWords(
        INDUCTION,
        "Follow-up before completion is judged",
        "Whoever started more recently is still in induction.",
        "days",
    ),
    "one_session_followup_days": RuleWords(
        INDUCTION, "Follow-up before 'one session' is said", "Without another session by this day.", "days"
    ),
    "new_courses": RuleWords(
        INDUCTION,
        "A new series starts a new course",
        "A session after a long gap, followed by others close together, starts a course of its own. "
        "Off: all later sessions are boosters, which shortens booster intervals.",
        choices=YES_NO,
    ),
    "new_course_gap_days": RuleWords(
        INDUCTION, "Gap before a new course", "More than this many days.", "days"
    ),
    "new_course_spacing_days": RuleWords(
        INDUCTION, "Spacing inside a new course", "At most this far from one session day to the next.", "days"
    ),
    "new_course_following_sessions": RuleWords(
        INDUCTION,
        "Sessions that confirm a new course",
        "This many must follow at that spacing.",
        "session days",
    ),
    "baseline": RuleWords(
        BASELINE,
        "Baseline score",
        "Which score before the first session counts. The worst of several makes any change look larger.",
        choices={
            "last": "the last before treatment",
            "first": "the first in the window",
            "worst": "the worst in the window",
            "mean": "the mean of the window",
        },
    ),
    "baseline_days": RuleWords(
        BASELINE,
        "Baseline window",
        "Scores up to this long before the first session; day 0 if taken before it.",
        "days",
    ),
    "endpoint": RuleWords(
        ENDPOINT,
        "Endpoint window",
        "Where the outcome score is looked for; both ends count, ties go to the earlier.",
    ),
    "last_of_course_followup_days": RuleWords(
        ENDPOINT,
        "Follow-up for 'last score of the course'",
        "Courses followed for less are not yet judged.",
        "days",
    ),
    "population": RuleWords(
        ENDPOINT,
        "Who is judged",
        "Finishing induction is a result of treatment, so the share of all who started is shown too.",
        choices={
            "completed_induction": "people who finished induction",
            "started": "everybody who started",
        },
    ),
    "severity_gate": RuleWords(
        OUTCOME,
        "Only people with at least moderate symptoms",
        "Leaves out people below the scale's gate at baseline.",
        choices=YES_NO,
    ),
    "remission_among": RuleWords(
        OUTCOME,
        "Remission is judged among",
        "Whoever starts below the cut-off cannot remit.",
        choices={"above_cutoff": "people above the cut-off at baseline", "all": "everybody scored"},
    ),
    "remission_cutoff": RuleWords(OUTCOME, "Own remission cut-offs", "Set in a rules file."),
    "reliable_points": RuleWords(OUTCOME, "Own reliable-change points", "Set in a rules file."),
    "criterion": RuleWords(
        TIME,
        "Improved means",
        "What the first score must show to count as improved.",
        choices={
            "response": "response",
            "remission": "remission",
            "reliable_improvement": "reliable improvement",
        },
    ),
    "improvement_last_day": RuleWords(TIME, "Drawn to day", "Days since the first session.", ""),
    "standing": RuleWords(
        TIME,
        "Where everybody stands",
        "Counts need everybody followed to the last day. The estimate also uses people followed for less, "
        "and takes whoever stayed away for weeks as gone for good.",
        choices={"counts": "plain counts", "incidence": "Aalen–Johansen estimate"},
    ),
    "standing_days": RuleWords(
        TIME, "Where everybody stands: last day", "Only people followed this long are counted.", "days"
    ),
    "sessions_shown": RuleWords(TIME, "Sessions shown", "Later sessions are left out of the drawing.", ""),
    "after_last_session_days": RuleWords(
        TIME, "After the last session", "How long after it a score still belongs to it.", "days"
    ),
    "early_hours": RuleWords(
        TIME,
        "Hours after the first session",
        "Each with the hours a score may be away; it counts at the nearest. Set in a rules file.",
        choices={((2, 1), (4, 1), (24, 6), (72, 12)): "2 ± 1, 4 ± 1, 24 ± 6 and 72 ± 12 hours"},
    ),
    "early_sessions": RuleWords(
        TIME, "Early sessions", "After which response is held against the endpoint. Set in a rules file."
    ),
    "followup_end": RuleWords(
        GAPS,
        "Open gaps end",
        "People who left count as not yet back until the data end, or only until they were last seen. "
        "The truth for people still in care lies between the two.",
        choices={"cut_off": "where the data end", "last_contact": "at the last contact"},
    ),
    "later_gap_followup_days": RuleWords(
        GAPS, "Follow-up for later gaps", "Only people followed this long after induction.", "days"
    ),
    "later_gap_followup_medians": RuleWords(
        GAPS,
        "Follow-up for later gaps, in first gaps",
        "And for this many times the middle first gap.",
        "times",
    ),
    "still_coming_days": RuleWords(
        GAPS, "Still coming", "A session within this long before the data end.", "days"
    ),
    "in_care_days": RuleWords(GAPS, "In care", "A session or score within this many days.", "days"),
    "trajectory_days": RuleWords(OUTCOME, "Points of the trajectory", "Days since the first session."),
    "trajectory_tolerance_days": RuleWords(
        OUTCOME, "Tolerance around a point", "A score up to this far away belongs to it.", "days"
    ),
    "fewest_in_group": RuleWords(
        GROUPS,
        "Fewest people to compare",
        "A group with fewer scored people gets its counts and interval, and no difference or test.",
        "people",
    ),
    "limits_from": RuleWords(
        CONTEXT,
        "Limits counted from",
        "The quarter from which a control chart's centre and limits are made again.",
        choices={"": "the first quarter"},
    ),
    "vendor_studies": RuleWords(
        CONTEXT,
        "Studies by vendors too",
        "Published by somebody who sells the treatment or the software; marked wherever they stand.",
        choices=YES_NO,
    ),
    "protocol_sessions": RuleWords(PROTOCOL, "Sessions", "What the clinic sets out to give.", ""),
    "protocol_days": RuleWords(PROTOCOL, "By day", "Counted from the first session.", ""),
    "protocol_gap_days": RuleWords(
        PROTOCOL, "Least days between sessions", "Sessions nearer than this are counted as closer.", "days"
    ),
    "protocol_doses": RuleWords(
        PROTOCOL,
        "Highest dose by route",
        "In mg per kg of body weight; a route without one is not judged. Set in a rules file. 1 mg per kg is "
        "the highest dose of the dose-finding trial by vein (Fava 2018, doi 10.1038/s41380-018-0256-5); the "
        "same is taken for the muscle.",
        choices={(): "none set"},
    ),
    "failed_treatments": RuleWords(
        PROTOCOL,
        "Failed treatments before",
        "From how many on somebody counts as treated after failed treatment.",
        "treatments",
    ),
}


SMALL_IN_WORDS: Mapping[str, tuple[str, str]] = {
    "percentage": ("A percentage with its interval: people", "the counts alone"),
    "group": ("A group's difference, test or curve: people in each group", "the groups' counts"),
    "change": ("Mean change, its interval and effect size: people", "median and n"),
    "curve": ("A curve over time: people", "counts by chosen days"),
    "curve_at_risk": ("A curve is drawn while this many people are still followed", "it ends there"),
    "median_interval_events": ("The interval of a median: events", "the median alone"),
    "interval_censored": (
        "The share improved between visits: people",
        "the visit-based curve with its label",
    ),
    "interval_censored_interval": ("The interval of that share: people", "the share alone"),
    "interval_share_low": ("The interval of that share: the share is at least", "the share alone"),
    "interval_share_high": ("The interval of that share: the share is at most", "the share alone"),
    "later_gap_people": ("Time between later boosters: people", "counts by chosen days"),
    "later_gap_completed": (
        "Time between later boosters: people with a completed gap",
        "counts by chosen days",
    ),
    "slopes": ("Whether gaps lengthen: people", "nothing"),
    "slope_gaps": ("Whether gaps lengthen: completed gaps of each person", "the person is left out"),
    "counts_in_sentence": ("A sentence leads with the percentage: people", "it leads with the counts"),
}
"""What each threshold of `SmallNumbers` is for, and what stands below it."""


def small_in_words(small: SmallNumbers) -> list[tuple[str, float, str]]:
    """Each threshold: what is shown, from how many on, and what stands below that."""
    return [(what, getattr(small, name), below) for name, (what, below) in SMALL_IN_WORDS.items()]


def changed(rules: Rules, base: Rules) -> tuple[str, ...]:
    """Names of the rules that differ from `base`, in the order of the table."""
    return tuple(name for name in RULES_IN_WORDS if getattr(rules, name) != getattr(base, name))


def in_words(rules: Rules) -> list[tuple[RuleWords, str]]:
    """Each rule with how its value reads, part by part; every field of `Rules` is there."""
    listed = [(RULES_IN_WORDS[item.name], getattr(rules, item.name)) for item in fields(rules)]
    listed.sort(key=lambda pair: PARTS.index(pair[0].group))
    return [(words, words.value(setting)) for words, setting in listed]
