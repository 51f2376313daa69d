"""Hand-made results of the Treatment and Safety pages: usual, tiny and empty clinics."""

from __future__ import annotations

from dataclasses import replace

from afterglow.results import (
    AdverseEvents,
    BloodPressure,
    Bound,
    Characteristic,
    Condition,
    Count,
    Dissociation,
    DosePoint,
    Doses,
    Estimate,
    Indicated,
    LateBand,
    PlaceCount,
    Places,
    Proportion,
    ProtocolBounds,
    ProtocolKept,
    RouteDoses,
    SessionCount,
    SessionGroup,
    SessionMeasure,
    SessionScope,
    SessionsPerCourse,
    Spread,
    StoppedGroup,
    Stopping,
    SuicidalThoughts,
    WhoTreated,
)
from tests.figures.examples import NOBODY, TINY, WAITING, proportion, rate, scope


def spread(n: int, median: float | None, lower: float | None = None, upper: float | None = None) -> Spread:
    return Spread(n=n, median=median, lower_quartile=lower, upper_quartile=upper)


def counts(**people: int) -> tuple[Count, ...]:
    return tuple(Count(key=key.replace("_", " "), people=number) for key, number in people.items())


def known(key: str, groups: tuple[Count, ...], not_recorded: int = 0) -> Characteristic:
    return Characteristic(key=key, groups=groups, not_recorded=not_recorded)


MANY = tuple(Count(key=f"insurer {number}", people=20 - number) for number in range(12))
WHO = WhoTreated(
    scope=scope(),
    characteristics=(
        known("baseline_severity", counts(mild=12, moderate=60, severe=80), 12),
        known("age_band", (Count(key="18-29", people=64), Count(key="30-39", people=100))),
        known("diagnosis", counts(PTSD=40, Depression_with_a_very_long_name_indeed=120), 4),
        known("insurer", MANY),
    ),
    missing=("prior_failed_treatments", "other_treatment"),
    baseline=spread(152, 17, 13, 20.5),
)
WHO_TINY = WhoTreated(
    scope=TINY,
    characteristics=(Characteristic(key="age_band", groups=counts(old=3), not_recorded=11),),
    missing=("diagnosis",),
    baseline=spread(5, 12),
)
WHO_EMPTY = WhoTreated(scope=TINY, characteristics=(), missing=("age_band",), baseline=spread(0, None))

INDICATED = Indicated(
    scope=scope(),
    instrument="phq9",
    adult_from=18,
    severity_from=10,
    failed_treatments=1,
    conditions=(
        Condition(key="adult", yes=160, no=1, unknown=3),
        Condition(key="moderate", yes=130, no=20, unknown=14),
        Condition(key="failed_treatment", yes=100, no=34, unknown=30),
    ),
    together=Condition(key="all", yes=84, no=50, unknown=30),
    least=proportion(84, 164),
    most=proportion(114, 164),
)
INDICATED_KNOWN = replace(
    INDICATED,
    failed_treatments=2,
    together=Condition(key="all", yes=114, no=50, unknown=0),
    least=proportion(114, 164),
    most=proportion(114, 164),
)
INDICATED_TINY = replace(
    INDICATED,
    scope=TINY,
    conditions=tuple(Condition(key=item.key, yes=9, no=1, unknown=4) for item in INDICATED.conditions),
    together=Condition(key="all", yes=6, no=1, unknown=7),
    least=proportion(6, 14),
    most=proportion(13, 14),
)

SESSIONS = SessionsPerCourse(
    scope=scope(),
    followed=150,
    too_young=14,
    needed_days=38,
    planned=6,
    induction=spread(150, 6, 5, 6),
    course=spread(150, 8, 6, 11.5),
    counts=tuple(SessionCount(sessions=k, people=n) for k, n in ((1, 9), (4, 11), (6, 110), (8, 20))),
)
SESSIONS_TINY = replace(
    SESSIONS,
    scope=TINY,
    followed=2,
    too_young=1,
    induction=spread(2, 1),
    course=spread(2, 1),
    counts=(SessionCount(sessions=1, people=2),),
)
SESSIONS_EMPTY = replace(
    SESSIONS,
    scope=WAITING,
    followed=0,
    too_young=5,
    induction=spread(0, None),
    course=spread(0, None),
    counts=(),
)

KEPT = ProtocolKept(
    scope=scope(),
    sessions=6,
    days=21,
    kept=proportion(100, 150),
    too_young=14,
    late=(
        LateBand(from_day=1, to_day=7, people=20),
        LateBand(from_day=8, to_day=14, people=2),
        LateBand(from_day=15, to_day=None, people=0),
    ),
    days_late=spread(22, 3, 1, 5),
    short=(SessionCount(sessions=1, people=9), SessionCount(sessions=4, people=19)),
)
KEPT_TINY = replace(
    KEPT,
    scope=TINY,
    kept=proportion(1, 3),
    too_young=0,
    late=(LateBand(from_day=1, to_day=7, people=1),),
    days_late=spread(1, 1),
    short=(SessionCount(sessions=5, people=1),),
)
KEPT_EMPTY = replace(
    KEPT, scope=WAITING, kept=proportion(0, 0), too_young=5, late=(), days_late=spread(0, None), short=()
)


def route(name: str | None, recorded: int, *doses: float) -> RouteDoses:
    points = tuple(
        DosePoint(number=k, people=40 - 4 * k, dose=spread(38 - 4 * k, dose, dose - 0.05, dose + 0.1))
        for k, dose in enumerate(doses, start=1)
    )
    return RouteDoses(
        route=name,
        sessions=recorded + 5,
        recorded=recorded,
        points=points,
        raised=20,
        lowered=4,
        same=60,
        changed=Estimate(value=28.6, low=20.1, high=40.7, n=36),
        people_changed=proportion(15, 36),
    )


DOSES = Doses(
    scope=scope(),
    routes=(route("IV", 140, 0.5, 0.5, 0.55, 0.6), route("Oral", 60, 1.0, 1.1)),
    changed=Estimate(value=28.6, low=22.1, high=36.9, n=72),
    people_changed=proportion(30, 72),
)
DOSES_MANY = replace(DOSES, routes=tuple(route(f"<b>{k}</b>", 50 + k, 0.5 + 0.01 * k) for k in range(7)))
DOSES_TINY = Doses(
    scope=TINY,
    routes=(
        replace(
            route(None, 3, 0.5),
            points=(
                DosePoint(number=1, people=4, dose=spread(3, 0.5)),
                DosePoint(number=2, people=1, dose=spread(0, None)),
            ),
        ),
    ),
    changed=Estimate(value=None, n=0),
    people_changed=proportion(0, 0),
)
DOSES_LATE = replace(
    DOSES_TINY,
    routes=(replace(DOSES_TINY.routes[0], points=(DosePoint(number=1, people=4, dose=spread(0, None)),)),),
)


def place(grouping: str, label: str, supervised: int, home: int, unknown: int = 0) -> PlaceCount:
    return PlaceCount(
        grouping=grouping,
        label=label,
        sessions=supervised + home + unknown,
        people=(supervised + home + unknown) // 5,
        supervised=supervised,
        home=home,
        not_recorded=unknown,
    )


PLACES = Places(
    scope=scope(),
    groups=(
        place("all", "all", 800, 150, 50),
        place("session", "first", 164, 0),
        place("session", "later", 636, 150, 50),
        place("route", "IV", 700, 0, 20),
        place("route", "Oral", 100, 150, 20),
        place("route", "", 0, 0, 10),
    ),
    any_home=proportion(30, 160),
    missing=(),
)
PLACES_WITHOUT_SETTING = replace(
    PLACES,
    groups=(place("all", "all", 0, 0, 100), place("route", "IV", 0, 0, 100)),
    any_home=proportion(0, 0),
    missing=("setting",),
)


def bound(key: str, name: str | None, limit: float, beyond: int, judged: int, people: Proportion) -> Bound:
    value = 100 * beyond / judged if people.total >= 10 else None
    low, high = (value * 0.6, value * 1.6) if value else (None, None)
    return Bound(
        key=key,
        route=name,
        limit=limit,
        judged=judged,
        beyond=beyond,
        rate=Estimate(value=value, low=low, high=high, n=people.total),
        people=people,
    )


BOUNDS = ProtocolBounds(
    scope=scope(),
    bounds=(
        bound("closer", None, 2, 12, 800, proportion(9, 150)),
        bound("higher", "IV", 0.9, 30, 700, proportion(14, 120)),
        bound("higher", "Nasal", 1.5, 0, 40, proportion(0, 8)),
    ),
    gaps=spread(600, 3, 3, 4.5),
    same_day=2,
    without_bound=("Oral",),
    missing=(),
)
BOUNDS_BARE = ProtocolBounds(
    scope=TINY,
    bounds=(bound("closer", None, 1, 0, 0, proportion(0, 0)),),
    gaps=spread(0, None),
    same_day=0,
    without_bound=(),
    missing=("dose_mg_per_kg", "route"),
)

# Safety.

THOUGHTS = SuicidalThoughts(
    scope=scope(instrument="phq9_item9", definitions=()),
    item="PHQ-9 item 9",
    recall_words="the last two weeks",
    with_thoughts=60,
    without_thoughts=52,
    rates=(
        rate("eased", 30, of=40, judged=60, started=75),
        rate("gone", 22, of=40, judged=60, started=75),
        rate("unchanged", 8, of=40, judged=60, started=75),
        rate("stronger", 2, of=40, judged=60, started=75),
        rate("new", 3, of=39, judged=52, started=65),
        rate("worse", 5, of=79, judged=112, started=140),
    ),
)
THOUGHTS_FEW = replace(
    THOUGHTS,
    scope=replace(TINY, instrument="phq9_item9", scored=10),
    with_thoughts=4,
    without_thoughts=6,
    rates=(
        rate("eased", 3, of=4, judged=4, started=4),
        rate("gone", 1, of=4, judged=4, started=4),
        rate("unchanged", 1, of=4, judged=4, started=4),
        rate("stronger", 0, of=4, judged=4, started=4),
        rate("new", 0, of=6, judged=6, started=6),
        rate("worse", 0, of=10, judged=10, started=10),
    ),
)
THOUGHTS_NONE_BEFORE = replace(
    THOUGHTS_FEW,
    with_thoughts=0,
    rates=(
        rate("eased", 0, of=0, judged=0, started=0),
        rate("gone", 0, of=0, judged=0, started=0),
        rate("new", 1, of=10, judged=10, started=10),
        rate("worse", 1, of=10, judged=10, started=10),
    ),
)
THOUGHTS_EMPTY = replace(
    THOUGHTS,
    scope=WAITING,
    with_thoughts=0,
    without_thoughts=0,
    rates=(rate("eased", 0, of=0, judged=0, started=0), rate("new", 0, of=0, judged=0, started=0)),
)

EVERYBODY = SessionScope(people=168, joined_mid_course=4, sessions=1500, rule="mcinnes_2022")


def group(
    grouping: str,
    label: str,
    sessions: int,
    recorded: int,
    people: int,
    beyond: int,
    *,
    worst: int = 0,
    middle: tuple[float, float | None, float | None] | None = None,
) -> SessionGroup:
    value = 100 * beyond / recorded if people >= 10 else None
    low, high = (0.8 * value, min(1.25 * value, 100)) if value else (None, None)
    median, lower, upper = middle or (None, None, None)
    return SessionGroup(
        grouping=grouping,
        label=label,
        sessions=sessions,
        recorded=recorded,
        people=people,
        not_recorded_people=3,
        median=median,
        lower_quartile=lower,
        upper_quartile=upper,
        beyond=beyond,
        rate=Estimate(value=value, low=low, high=high, n=people),
        worst=proportion(worst or beyond // 3, people),
    )


def measure(key: str, line: str, *, number: bool, blank: bool = False, step: float = 1) -> SessionMeasure:
    def middle(value: float) -> tuple[float, float | None, float | None] | None:
        return (value * step, (value - 3) * step, (value + 7) * step) if number else None

    few = (9.5 * step, None, None) if number else None
    return SessionMeasure(
        key=key,
        line=line,
        source="A source 2020" if line else "",
        blank_is_no=blank,
        groups=(
            group("all", "all", 1500, 1200, 150, 240, worst=90, middle=middle(9)),
            group("dose_band", "under 0.5 mg/kg", 300, 250, 60, 30, middle=middle(6)),
            group("dose_band", "0.8 to under 1.2 mg/kg", 500, 400, 80, 120, worst=60, middle=middle(12)),
            group("dose_band", "1.2 mg/kg and over", 20, 15, 4, 4, middle=few),
            group("route", "IV", 1000, 900, 110, 180, middle=middle(9)),
            group("route", "Oral", 500, 300, 50, 60, middle=middle(8)),
            group("session_number", "session 1", 160, 140, 140, 35, middle=middle(11)),
            group("session_number", "session 7 and later", 700, 500, 90, 90, middle=middle(8)),
            group("spacing", "29 days or more", 200, 150, 60, 30, middle=middle(9)),
            group("setting", "At home", 100, 0, 0, 0),
            group("setting", "Supervised", 1400, 1200, 150, 240, worst=90, middle=middle(9)),
        ),
    )


def tiny(key: str, line: str, *, number: bool) -> SessionMeasure:
    return SessionMeasure(
        key=key,
        line=line,
        source="A source 2020" if line else "",
        blank_is_no=False,
        groups=(group("all", "all", 6, 4, 3, 1, worst=1, middle=(5, None, None) if number else None),),
    )


FELT = Dissociation(
    scope=EVERYBODY, measure=measure("cadss_peak", "above 4 points", number=True), missing=("setting",)
)
TINY_SESSIONS = SessionScope(people=4, joined_mid_course=0, sessions=6, rule="mcinnes_2022")
FELT_TINY = Dissociation(
    scope=TINY_SESSIONS, measure=tiny("cadss_peak", "above 4 points", number=True), missing=()
)
LARGE = "40 mmHg or more systolic, or 25 mmHg or more diastolic"
PRESSURE = BloodPressure(
    scope=EVERYBODY,
    measures=(
        measure("systolic_rise", "40 mmHg or more", number=True, step=2),
        measure("systolic_peak", "180 mmHg or more", number=True, step=12),
        measure("large_rise", LARGE, number=False),
        measure("high_peak", "180 mmHg or more systolic", number=False),
    ),
    missing=(),
)
PRESSURE_PEAKS = BloodPressure(
    scope=EVERYBODY,
    measures=(
        measure("systolic_peak", "180 mmHg or more", number=True, step=12),
        measure("high_peak", "180 mmHg or more systolic", number=False),
    ),
    missing=("systolic_before", "diastolic_before", "diastolic_peak"),
)
PRESSURE_TINY = BloodPressure(
    scope=TINY_SESSIONS,
    measures=(
        tiny("diastolic_peak", "110 mmHg or more", number=True),
        tiny("high_peak", "110 mmHg or more diastolic", number=False),
    ),
    missing=("systolic_before",),
)
KINDS = (
    group("kind", "nausea", 1500, 1200, 150, 120, worst=70),
    group("kind", "<i>odd</i>", 1500, 1200, 150, 12, worst=9),
)
EVENTS = AdverseEvents(
    scope=EVERYBODY,
    measures=(
        measure("adverse_event", "", number=False),
        measure("stopped_early", "", number=False, blank=True),
    ),
    kinds=KINDS,
    missing=(),
)
EVENTS_STOPPED = AdverseEvents(
    scope=EVERYBODY,
    measures=(measure("stopped_early", "", number=False),),
    kinds=(),
    missing=("adverse_event", "setting"),
)
EVENTS_TINY = AdverseEvents(
    scope=TINY_SESSIONS,
    measures=(tiny("adverse_event", "", number=False), tiny("stopped_early", "", number=False)),
    kinds=(group("kind", "nausea", 6, 4, 3, 1, worst=1),),
    missing=(),
)


def stopped(grouping: str, label: str, people: int, once: int, early: int) -> StoppedGroup:
    return StoppedGroup(
        grouping=grouping,
        label=label,
        people=people,
        after_one=proportion(once, people),
        before_finishing=proportion(early, max(people - 2, 0)),
    )


STOPPING = Stopping(
    scope=scope(),
    one_session_days=28,
    completion_days=38,
    groups=(
        stopped("all", "all", 150, 9, 24),
        stopped("site", "Elm", 100, 6, 15),
        stopped("site", "Park", 6, 1, 2),
        stopped("route", "IV", 140, 8, 20),
    ),
    missing=(),
)
STOPPING_EMPTY = replace(
    STOPPING, scope=NOBODY, groups=(stopped("all", "all", 0, 0, 0),), missing=("site", "route")
)

BY_PANEL: dict[str, tuple] = {
    "who_treated": (WHO, WHO_TINY, WHO_EMPTY),
    "indicated": (INDICATED, INDICATED_KNOWN, INDICATED_TINY),
    "sessions_per_course": (SESSIONS, SESSIONS_TINY, SESSIONS_EMPTY),
    "protocol_kept": (KEPT, KEPT_TINY, KEPT_EMPTY),
    "doses": (DOSES, DOSES_MANY, DOSES_TINY, DOSES_LATE),
    "places": (PLACES, PLACES_WITHOUT_SETTING),
    "protocol_bounds": (BOUNDS, BOUNDS_BARE),
    "suicidal_thoughts": (THOUGHTS, THOUGHTS_FEW, THOUGHTS_NONE_BEFORE, THOUGHTS_EMPTY),
    "dissociation": (FELT, FELT_TINY),
    "blood_pressure": (PRESSURE, PRESSURE_PEAKS, PRESSURE_TINY),
    "adverse_events": (EVENTS, EVENTS_STOPPED, EVENTS_TINY),
    "events_by_group": (EVENTS, EVENTS_STOPPED, EVENTS_TINY),
    "stopping": (STOPPING, STOPPING_EMPTY),
}
