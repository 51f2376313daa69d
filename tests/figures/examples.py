"""Results made by hand, each as a usual, a tiny and an empty clinic, for the tests of figures and panels."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from afterglow.results import (
    Boosters,
    BySession,
    Change,
    Count,
    Curve,
    DayCount,
    DayShare,
    Definition,
    Estimate,
    Flow,
    FlowStep,
    GapSummary,
    Headline,
    Improvement,
    IntervalCurve,
    PairCount,
    Proportion,
    Rate,
    Rates,
    Scope,
    SessionPoint,
    Trajectory,
    TrajectoryPoint,
)

DEFINITIONS = (
    Definition(key="response", words="at least halved"),
    Definition(key="remission", words="below 5"),
    Definition(key="reliable", words="6 points or more"),
)


def scope(**changes: object) -> Scope:
    plain: dict[str, object] = {
        "instrument": "phq9",
        "rule": "mcinnes_2022",
        "window": "14–31 days after induction",
        "population": "completed_induction",
        "treated": 164,
        "joined_mid_course": 3,
        "not_completed": 21,
        "not_yet_evaluable": 19,
        "missing_baseline": 12,
        "judged": 112,
        "scored": 79,
        "boosted_before_endpoint": 7,
        "definitions": DEFINITIONS,
    }
    return Scope(**{**plain, **changes})  # type: ignore[arg-type]


NOBODY = scope(
    treated=0,
    joined_mid_course=0,
    not_completed=0,
    not_yet_evaluable=0,
    missing_baseline=0,
    judged=0,
    scored=0,
    boosted_before_endpoint=0,
)
WAITING = scope(
    treated=5, joined_mid_course=0, not_completed=2, not_yet_evaluable=3, missing_baseline=0, judged=0,
    scored=0, boosted_before_endpoint=0,
)  # fmt: skip
TINY = scope(
    treated=14, joined_mid_course=0, not_completed=2, not_yet_evaluable=1, missing_baseline=1, judged=10,
    scored=7, boosted_before_endpoint=0,
)  # fmt: skip


def proportion(successes: int, total: int) -> Proportion:
    """With its Wilson interval from 10 people on."""
    if total < 10:
        return Proportion(successes=successes, total=total)
    z, p = 1.959963984540054, successes / total
    middle, spread = p + z * z / (2 * total), z * sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    low, high = ((middle + sign * spread) / (1 + z * z / total) for sign in (-1, 1))
    return Proportion(successes=successes, total=total, share=p, low=max(low, 0.0), high=min(high, 1.0))


def rate(key: str, seen: int, *, of: int = 79, judged: int = 112, started: int = 140, out: int = 0) -> Rate:
    return Rate(
        key=key,
        observed=proportion(seen, of),
        missing_as_failure=proportion(seen, judged),
        missing_as_success=proportion(seen + judged - of, judged),
        carried_forward=proportion(min(seen + (judged - of) // 3, judged), judged),
        all_started=proportion(seen, started),
        excluded=(Count(key="already_in_remission", people=out),) if out else (),
    )


RATES = Rates(
    scope=scope(),
    rates=(
        rate("response", 43),
        rate("partial", 14),
        rate("remission", 23, of=76, judged=108, out=4),
        rate("reliable_improvement", 50),
        rate("reliable_deterioration", 5),
        rate("any_increase", 9),
    ),
)
RATES_TINY = Rates(
    scope=TINY,
    rates=(
        rate("response", 4, of=7, judged=10, started=12),
        rate("remission", 2, of=7, judged=10, started=12),
        rate("reliable_improvement", 4, of=7, judged=10, started=12),
        rate("reliable_deterioration", 0, of=7, judged=10, started=12),
    ),
)
RATES_COMPLETE = Rates(
    scope=scope(judged=79, missing_baseline=0),
    rates=(rate("response", 43, judged=79), rate("reliable_deterioration", 0, judged=79)),
)
RATES_FEW = Rates(scope=TINY, rates=(rate("response", 8, of=15, judged=16, started=20),))
RATES_EMPTY = Rates(
    scope=WAITING,
    rates=tuple(
        rate(key, 0, of=0, judged=0, started=0)
        for key in ("response", "remission", "reliable_improvement", "reliable_deterioration")
    ),
)
RATES_NONE = Rates(scope=scope(instrument="who5", definitions=()), rates=(rate("any_increase", 9),))

FLOW = Flow(
    scope=scope(),
    steps=(
        FlowStep(key="treated", people=164),
        FlowStep(
            key="finished_induction",
            people=143,
            lost=(Count(key="stopped_early", people=16), Count(key="still_in_induction", people=5)),
        ),
        FlowStep(key="had_baseline", people=131, lost=(Count(key="no_baseline", people=12),)),
        FlowStep(key="window_closed", people=112, lost=(Count(key="not_yet_evaluable", people=19),)),
        FlowStep(key="scored", people=79, lost=(Count(key="no_score_in_window", people=33),)),
    ),
    outcomes=(
        Count(key="remitted", people=23),
        Count(key="responded", people=20),
        Count(key="partial", people=14),
        Count(key="no_change", people=17),
        Count(key="worse", people=5),
    ),
    responded=43,
    remitted=23,
)
FLOW_EMPTY = Flow(
    scope=WAITING,
    steps=(
        FlowStep(key="treated", people=5),
        FlowStep(key="finished_induction", people=3, lost=(Count(key="still_in_induction", people=2),)),
        FlowStep(key="had_baseline", people=3, lost=(Count(key="no_baseline", people=0),)),
        FlowStep(key="window_closed", people=0, lost=(Count(key="not_yet_evaluable", people=3),)),
        FlowStep(key="scored", people=0, lost=(Count(key="no_score_in_window", people=0),)),
    ),
    outcomes=tuple(
        Count(key=key, people=0) for key in ("remitted", "responded", "partial", "no_change", "worse")
    ),
    responded=0,
    remitted=0,
)


FLOW_POINTS = replace(
    FLOW,
    scope=scope(instrument="pcl5", definitions=(Definition(key="reliable", words="5 points or more"),)),
    outcomes=tuple(
        Count(key=key, people=people)
        for key, people in (
            ("remitted", 0),
            ("responded", 0),
            ("partial", 0),
            ("no_change", 74),
            ("worse", 5),
        )
    ),
    responded=0,
    remitted=0,
)


def _pairs() -> tuple[PairCount, ...]:
    """79 people spread over the scale by a fixed rule, so that pictures and tests are the same each time."""
    counts: dict[tuple[int, int, str], int] = {}
    sizes = (("remitted", 23), ("responded", 20), ("partial", 14), ("no_change", 17), ("worse", 5))
    for outcome, size in sizes:
        for index in range(size):
            before = 10 + (index * 7 + len(outcome)) % 15
            after = _endpoint(outcome, before, index)
            counts[before, after, outcome] = counts.get((before, after, outcome), 0) + 1
    return tuple(
        PairCount(baseline=float(x), endpoint=float(y), outcome=outcome, people=number)
        for (x, y, outcome), number in counts.items()
    )


def _endpoint(outcome: str, before: int, index: int) -> int:
    if outcome == "remitted":
        return index % 5
    if outcome == "responded":
        return max(5, before // 2 - index % 4)
    if outcome == "partial":
        return min(3 * before // 4, before // 2 + 1 + index % 4)
    if outcome == "worse":
        return min(27, before + 6 + index % 4)
    return before + index % 6 - 2


CHANGE = Change(
    scope=scope(),
    n=79,
    baseline_mean=17.0,
    endpoint_mean=9.7,
    mean=Estimate(value=-7.3, low=-8.8, high=-5.9, n=79),
    sd=6.4,
    median=-8.0,
    lower_quartile=-12.0,
    upper_quartile=-3.0,
    hodges_lehmann=Estimate(value=-7.5, low=-9.0, high=-6.0, n=79),
    signed_rank_p=0.0000004,
    signed_rank_n=76,
    d_z=-1.14,
    g_av=-1.3,
    minimum=0,
    maximum=27,
    higher_is_worse=True,
    reliable=6,
    remission_cutoff=5,
    improved_reliably=50,
    worsened_reliably=5,
    pairs=_pairs(),
    response_drop=50,
)


def change(**changes: object) -> Change:
    return replace(CHANGE, **changes)  # type: ignore[arg-type]


_UNKNOWN = {
    "baseline_mean": None,
    "endpoint_mean": None,
    "sd": None,
    "lower_quartile": None,
    "upper_quartile": None,
    "signed_rank_p": None,
    "signed_rank_n": 0,
    "d_z": None,
    "g_av": None,
}
CHANGE_TINY = change(
    scope=TINY,
    n=7,
    mean=Estimate(value=None, n=7),
    median=-6.0,
    hodges_lehmann=Estimate(value=None, n=7),
    improved_reliably=4,
    worsened_reliably=0,
    pairs=(
        PairCount(baseline=17, endpoint=6, outcome="responded", people=3),
        PairCount(baseline=20, endpoint=18, outcome="no_change", people=2),
        PairCount(baseline=12, endpoint=2, outcome="remitted", people=1),
        PairCount(baseline=15, endpoint=15, outcome="no_change", people=1),
    ),
    **_UNKNOWN,
)
CHANGE_EMPTY = change(
    scope=WAITING,
    n=0,
    mean=Estimate(value=None, n=0),
    median=None,
    hodges_lehmann=Estimate(value=None, n=0),
    improved_reliably=0,
    worsened_reliably=0,
    pairs=(),
    **_UNKNOWN,
)
CHANGE_MANY = change(
    n=1580,
    pairs=tuple(
        PairCount(
            baseline=pair.baseline, endpoint=pair.endpoint, outcome=pair.outcome, people=20 * pair.people
        )
        for pair in CHANGE.pairs
    ),
)
CHANGE_BETTER = change(
    scope=scope(instrument="who5", definitions=()),
    maximum=100,
    higher_is_worse=False,
    reliable=None,
    remission_cutoff=None,
    response_drop=None,
    mean=Estimate(value=14.0, low=8.2, high=19.8, n=79),
    baseline_mean=31.5,
    endpoint_mean=45.5,
    improved_reliably=0,
    worsened_reliably=0,
    pairs=tuple(
        PairCount(
            baseline=100 - 4 * pair.baseline, endpoint=100 - 4 * pair.endpoint, outcome="no_change",
            people=pair.people,
        )
        for pair in CHANGE.pairs
        if pair.baseline <= 25 and pair.endpoint <= 25
    ),
)  # fmt: skip


def _point(day: int, n: int, mean: float | None, half: float = 1.2, on_session: int = 0) -> TrajectoryPoint:
    known = mean is not None
    return TrajectoryPoint(
        day=day,
        n=n,
        mean=mean,
        low=mean - half if known else None,
        high=mean + half if known else None,
        sd=6.1 if known else None,
        on_session_day=on_session,
    )


TRAJECTORY = Trajectory(
    scope=scope(),
    starters=131,
    points=(
        _point(0, 131, 17.1, 0.8, 131),
        _point(7, 124, 13.9, 1.0, 90),
        _point(14, 118, 11.6, 1.1, 88),
        _point(21, 109, 10.2, 1.2, 30),
        _point(28, 98, 9.9, 1.2, 12),
        _point(42, 79, 9.7, 1.4, 10),
        _point(56, 60, 10.3, 1.7, 20),
        _point(84, 41, 10.8, 2.0, 22),
    ),
    complete=tuple(
        _point(day, 26, mean, 2.4)
        for day, mean in zip(
            (0, 7, 14, 21, 28, 42, 56, 84), (16.8, 13.0, 10.4, 9.0, 8.8, 9.1, 9.6, 10.1), strict=True
        )
    ),
    minimum=0,
    maximum=27,
    higher_is_worse=True,
    remission_cutoff=5,
)
TRAJECTORY_TINY = Trajectory(
    scope=TINY,
    starters=12,
    points=(_point(0, 12, 17.2, 2.5), _point(7, 9, None), _point(14, 4, None)),
    complete=(_point(0, 4, None), _point(7, 4, None), _point(14, 4, None)),
    minimum=0,
    maximum=27,
    higher_is_worse=True,
    remission_cutoff=5,
)
TRAJECTORY_EMPTY = Trajectory(
    scope=NOBODY,
    starters=0,
    points=tuple(_point(day, 0, None) for day in (0, 7, 14)),
    complete=tuple(_point(day, 0, None) for day in (0, 7, 14)),
    minimum=0,
    maximum=27,
    higher_is_worse=True,
    remission_cutoff=None,
)


def curve(
    n: int,
    steps: tuple[tuple[float, int], ...],
    *,
    median: Estimate | None = None,
    drawn_to: float,
    leaving: int = 1,
) -> Curve:
    """A Kaplan-Meier curve of `n` people with events at given days and `leaving` censored after each."""
    survival, risk, variance = 1.0, float(n), 0.0
    rows = []
    for day, events in steps:
        at = risk
        survival *= 1 - events / at
        variance += events / (at * max(at - events, 1))
        half = 1.96 * survival * sqrt(variance)
        defined = 0 < survival < 1
        low = max(survival - half, 0.0) if defined else None
        high = min(survival + half, 1.0) if defined else None
        rows.append((day, at, float(events), float(leaving), survival, low, high))
        risk -= events + leaving
    columns = tuple(zip(*rows, strict=True))
    if median is None:
        median = Estimate(
            value=_crossing(columns[0], columns[4]),
            low=_crossing(columns[0], columns[5]),
            high=_crossing(columns[0], columns[6]),
            n=n,
        )
    return Curve(
        n=n,
        events=sum(events for _, events in steps),
        times=columns[0],
        at_risk=columns[1],
        event_counts=columns[2],
        censored=columns[3],
        survival=columns[4],
        low=columns[5],
        high=columns[6],
        median=median,
        drawn_to=drawn_to,
    )


def _crossing(days: tuple[float, ...], survival: tuple[float | None, ...]) -> float | None:
    """First day at which half or fewer are left."""
    pairs = zip(days, survival, strict=True)
    return next((day for day, share in pairs if share is not None and share <= 0.5), None)


SEEN = curve(
    122,
    (
        (3, 6), (4, 6), (5, 9), (8, 2), (9, 4), (10, 9), (11, 5), (12, 12), (13, 2), (14, 4), (16, 2),
        (17, 5), (18, 3), (20, 5), (22, 3), (24, 2), (27, 3), (34, 1), (41, 1), (57, 1), (63, 0),
    ),
    drawn_to=63,
)  # fmt: skip
COUNT_DAYS = (0, 7, 14, 21, 28, 42, 56, 70, 84)
IMPROVEMENT = Improvement(
    scope=scope(),
    criterion="response",
    n=122,
    improved=85,
    excluded=(
        Count(key="no_baseline", people=14),
        Count(key="baseline_zero", people=1),
        Count(key="meets_at_baseline", people=0),
        Count(key="no_later_score", people=18),
    ),
    curve=SEEN,
    interval=IntervalCurve(
        left=(0, 3, 5, 8, 11, 13, 17, 22, 55, 63),
        right=(3, 4, 8, 9, 12, 14, 18, 23, 57, None),
        mass=(0.14, 0.06, 0.20, 0.06, 0.035, 0.105, 0.10, 0.025, 0.03, 0.245),
        gradient=2e-9,
        median_left=13,
        median_right=14,
        median_day=13.05,
    ),
    shares=tuple(
        DayShare(
            day=day,
            seen=Estimate(value=value, low=max(value - 0.08, 0), high=value + 0.08, n=122),
            true_low=low,
            true_high=high,
            interval_low=inner,
            interval_high=outer,
        )
        for day, value, low, high, inner, outer in (
            (1, 0.0, 0.0, 0.14, None, None),
            (7, 0.17, 0.2, 0.4, 0.15, 0.45),
            (14, 0.46, 0.6, 0.6, 0.5, 0.69),
            (15, 0.46, 0.6, 0.6, None, None),
            (21, 0.62, 0.7, 0.7, 0.6, 0.78),
            (28, 0.69, 0.725, 0.725, 0.63, 0.8),
        )
    ),
    counts=tuple(
        DayCount(day=day, waiting=waiting, events=events, ended=122 - waiting - events)
        for day, waiting, events in zip(
            COUNT_DAYS,
            (122, 101, 63, 39, 25, 15, 10, 3, 0),
            (0, 21, 55, 73, 84, 85, 85, 85, 85),
            strict=True,
        )
    ),
    recall_days=14,
)


def improvement(**changes: object) -> Improvement:
    return replace(IMPROVEMENT, **changes)  # type: ignore[arg-type]


IMPROVEMENT_FAST = improvement(
    curve=curve(
        60,
        ((1, 12), (2, 10), (3, 12), (5, 6), (8, 4), (15, 2), (28, 1), (45, 0)),
        drawn_to=45,
    ),
    interval=IntervalCurve(
        left=(0, 1, 2, 4, 7, 45), right=(1, 2, 3, 5, 8, None), mass=(0.25, 0.2, 0.2, 0.1, 0.05, 0.2),
        gradient=1e-9, median_left=2, median_right=3, median_day=2.25,
    ),
)  # fmt: skip
IMPROVEMENT_SLOW = improvement(
    curve=curve(
        60,
        ((7, 2), (14, 4), (28, 6), (42, 5), (56, 8), (70, 4), (80, 2)),
        drawn_to=80,
    ),
    interval=IntervalCurve(
        left=(0, 7, 21, 28, 49, 63, 80), right=(7, 14, 28, 42, 56, 70, None),
        mass=(0.04, 0.08, 0.12, 0.14, 0.2, 0.12, 0.3), gradient=1e-9, median_left=49, median_right=56,
        median_day=54.0,
    ),
)  # fmt: skip
IMPROVEMENT_FEW = improvement(
    n=24,
    improved=7,
    curve=curve(
        24,
        ((5, 1), (9, 2), (15, 2), (22, 1), (40, 1)),
        median=Estimate(value=None, n=24),
        drawn_to=40,
    ),
    interval=None,
    shares=tuple(
        DayShare(day=day, seen=Estimate(value=value, low=0.02, high=0.4, n=24))
        for day, value in ((1, 0.0), (7, 0.04), (14, 0.13), (15, 0.21), (21, 0.21), (28, 0.26))
    ),
)
IMPROVEMENT_TINY = improvement(
    scope=TINY,
    n=7,
    improved=4,
    curve=None,
    interval=None,
    shares=(),
    counts=tuple(
        DayCount(day=day, waiting=waiting, events=events, ended=7 - waiting - events)
        for day, waiting, events in ((0, 7, 0), (7, 6, 1), (14, 4, 3), (21, 3, 3), (28, 2, 4))
    ),
)
IMPROVEMENT_EMPTY = improvement(
    scope=NOBODY,
    n=0,
    improved=0,
    excluded=(),
    curve=None,
    interval=None,
    shares=(),
    counts=tuple(DayCount(day=day, waiting=0, events=0, ended=0) for day in COUNT_DAYS),
)

BY_SESSION = BySession(
    scope=scope(),
    criterion="response",
    starters=122,
    points=tuple(
        SessionPoint(
            number=index + 1,
            received=received,
            responded=proportion(met, scored),
            cumulative=proportion(ever, 122),
            cumulative_all=proportion(ever, 122),
        )
        for index, (received, scored, met, ever) in enumerate(
            (
                (122, 118, 11, 11), (120, 110, 19, 23), (116, 105, 27, 38), (110, 98, 33, 49),
                (104, 92, 38, 57), (96, 88, 43, 66), (31, 26, 12, 70), (14, 9, 4, 73),
            )
        )
    ),
)  # fmt: skip
BY_SESSION_TINY = BySession(
    scope=TINY,
    criterion="response",
    starters=7,
    points=(
        SessionPoint(
            number=1,
            received=7,
            responded=proportion(1, 6),
            cumulative=proportion(1, 7),
            cumulative_all=proportion(1, 8),
        ),
        SessionPoint(
            number=2,
            received=6,
            responded=proportion(2, 6),
            cumulative=proportion(3, 7),
            cumulative_all=proportion(3, 8),
        ),
    ),
)
BY_SESSION_EMPTY = BySession(scope=NOBODY, criterion="response", starters=0, points=())

BOOSTER_DAYS = (0, 14, 28, 30, 42, 56, 60, 84, 90, 112, 140, 168, 196, 224, 252, 280, 308, 336, 364)


def gap_counts(people: int, days: tuple[int, ...] = BOOSTER_DAYS) -> tuple[DayCount, ...]:
    counts = []
    for day in days:
        events = round(people * 0.75 * (1 - 0.5 ** (day / 49)))
        ended = round(people * 0.2 * day / 400)
        waiting = max(people - events - ended, 0)
        counts.append(DayCount(day=day, waiting=waiting, events=events, ended=people - waiting - events))
    return tuple(counts)


def gap_shares(n: int) -> tuple[DayShare, ...]:
    return tuple(
        DayShare(day=day, seen=Estimate(value=value, low=value - 0.08, high=value + 0.08, n=n))
        for day, value in ((30, 0.18), (60, 0.61), (90, 0.78))
    )


LATER_CURVE = curve(
    96,
    (*tuple((6 + 3 * step, 3 - step // 12) for step in range(34)), (140, 1), (147, 0)),
    drawn_to=147,
    leaving=0,
)
FIRST_CURVE = curve(143, tuple((11 + 4 * step, 5 - step // 8) for step in range(34)), drawn_to=143, leaving=0)
LATER = GapSummary(
    key="later",
    people=96,
    completed=469,
    open=96,
    curve=LATER_CURVE,
    median=LATER_CURVE.median,
    shares=gap_shares(96),
    counts=gap_counts(565),
    followup_at_least=212,
    reason=None,
)
FIRST = GapSummary(
    key="first",
    people=143,
    completed=124,
    open=19,
    curve=FIRST_CURVE,
    median=FIRST_CURVE.median,
    shares=gap_shares(143),
    counts=gap_counts(143),
    followup_at_least=None,
    reason=None,
)


def gap(base: GapSummary, **changes: object) -> GapSummary:
    return replace(base, **changes)  # type: ignore[arg-type]


EVERYTHING = gap(
    LATER,
    key="everything",
    people=143,
    completed=593,
    open=143,
    median=Estimate(value=46, low=42, high=50, n=143),
)
BOOSTERS = Boosters(
    scope=scope(),
    completed_inductions=143,
    incomplete_inductions=21,
    boosted=124,
    first=FIRST,
    later=LATER,
    everything=EVERYTHING,
    naive=Estimate(value=35, n=469),
    naive_gaps=469,
    per_year=Estimate(value=4.12, low=3.7, high=4.6, n=143),
    years=143.9,
    booster_count=593,
    still_coming=proportion(61, 90),
    followup_end="cut_off",
    shorter_than_truth=False,
)


def boosters(**changes: object) -> Boosters:
    return replace(BOOSTERS, **changes)  # type: ignore[arg-type]


NO_MEDIAN = Estimate(value=None, n=40)
BOOSTERS_SHORT = boosters(
    first=gap(
        FIRST,
        people=40,
        completed=12,
        open=28,
        curve=curve(
            40, tuple((12 + 4 * step, 1) for step in range(12)), median=NO_MEDIAN, drawn_to=56, leaving=1
        ),
        median=NO_MEDIAN,
        shares=tuple(
            DayShare(day=day, seen=Estimate(value=value, low=low, high=high, n=40))
            for day, value, low, high in (
                (30, 0.13, 0.05, 0.28),
                (60, None, None, None),
                (90, None, None, None),
            )
        ),
        counts=gap_counts(40),
        reason="not_reached",
    ),
    later=gap(
        LATER,
        people=12,
        completed=9,
        open=12,
        curve=None,
        median=Estimate(value=None, n=12),
        shares=(),
        counts=gap_counts(21),
        followup_at_least=None,
        reason="no_first_median",
    ),
    everything=gap(
        EVERYTHING,
        people=40,
        completed=21,
        open=40,
        curve=None,
        median=NO_MEDIAN,
        shares=(),
        reason="not_reached",
    ),
    naive=Estimate(value=21, n=9),
    naive_gaps=9,
)
BOOSTERS_TINY = boosters(
    scope=TINY,
    completed_inductions=7,
    incomplete_inductions=2,
    boosted=3,
    booster_count=5,
    first=gap(
        FIRST, people=7, completed=3, open=4, curve=None, median=Estimate(value=None, n=0), shares=(),
        counts=gap_counts(7), reason="too_few_people",
    ),
    later=gap(
        LATER, people=3, completed=2, open=3, curve=None, median=Estimate(value=None, n=3), shares=(),
        counts=gap_counts(5), followup_at_least=None, reason="no_first_median",
    ),
    everything=gap(
        EVERYTHING, people=7, completed=5, open=7, curve=None, median=Estimate(value=None, n=7), shares=(),
        counts=gap_counts(12), reason="too_few_people",
    ),
    naive=Estimate(value=24, n=2),
    naive_gaps=2,
    per_year=Estimate(value=None, n=7),
    years=2.4,
    still_coming=Proportion(successes=1, total=2),
)  # fmt: skip
_NO_GAPS = {
    "people": 0, "completed": 0, "open": 0, "curve": None, "median": Estimate(value=None, n=0), "shares": (),
    "counts": tuple(DayCount(day=day, waiting=0, events=0, ended=0) for day in BOOSTER_DAYS),
    "followup_at_least": None,
}  # fmt: skip
BOOSTERS_EMPTY = boosters(
    scope=NOBODY,
    completed_inductions=0,
    incomplete_inductions=0,
    boosted=0,
    booster_count=0,
    first=gap(FIRST, reason="too_few_people", **_NO_GAPS),
    later=gap(LATER, reason="no_first_median", **_NO_GAPS),
    everything=gap(EVERYTHING, reason="too_few_people", **_NO_GAPS),
    naive=Estimate(value=None, n=0),
    naive_gaps=0,
    per_year=Estimate(value=None, n=0),
    years=None,
    still_coming=None,
)
BOOSTERS_NO_CUTOFF = boosters(
    later=gap(
        LATER,
        curve=None,
        median=Estimate(value=None, n=96),
        shares=(),
        followup_at_least=None,
        reason="no_cutoff",
    ),
    per_year=Estimate(value=None, n=0),
    years=None,
    still_coming=None,
    shorter_than_truth=True,
)

HEADLINE = Headline(
    scope=scope(),
    response=RATES.rates[0],
    remission=RATES.rates[2],
    worse=RATES.rates[4],
    improvement=IMPROVEMENT,
    boosters=BOOSTERS,
    scored=proportion(79, 140),
)
HEADLINE_SHORT = Headline(
    scope=scope(instrument="who5"),
    response=None,
    remission=None,
    worse=RATES_COMPLETE.rates[1],
    improvement=IMPROVEMENT_FEW,
    boosters=BOOSTERS_SHORT,
    scored=proportion(140, 140),
)
HEADLINE_TINY = Headline(
    scope=TINY,
    response=RATES_TINY.rates[0],
    remission=RATES_TINY.rates[1],
    worse=RATES_TINY.rates[3],
    improvement=IMPROVEMENT_TINY,
    boosters=BOOSTERS_TINY,
    scored=proportion(7, 13),
)
HEADLINE_EMPTY = Headline(
    scope=WAITING,
    response=RATES_EMPTY.rates[0],
    remission=RATES_EMPTY.rates[1],
    worse=RATES_EMPTY.rates[3],
    improvement=IMPROVEMENT_EMPTY,
    boosters=BOOSTERS_EMPTY,
    scored=proportion(0, 0),
)

BY_PANEL = {
    "headline": (HEADLINE, HEADLINE_SHORT, HEADLINE_TINY, HEADLINE_EMPTY),
    "flow": (FLOW, FLOW_POINTS, FLOW_EMPTY),
    "rates": (RATES, RATES_COMPLETE, RATES_FEW, RATES_TINY, RATES_EMPTY, RATES_NONE),
    "before_after": (CHANGE, CHANGE_MANY, CHANGE_BETTER, CHANGE_TINY, CHANGE_EMPTY),
    "waterfall": (CHANGE, CHANGE_MANY, CHANGE_BETTER, CHANGE_TINY, CHANGE_EMPTY),
    "change": (CHANGE, CHANGE_MANY, CHANGE_BETTER, CHANGE_TINY, CHANGE_EMPTY),
    "trajectory": (TRAJECTORY, TRAJECTORY_TINY, TRAJECTORY_EMPTY),
    "improvement": (
        IMPROVEMENT, IMPROVEMENT_FAST, IMPROVEMENT_SLOW, IMPROVEMENT_FEW, IMPROVEMENT_TINY, IMPROVEMENT_EMPTY,
    ),
    "by_session": (BY_SESSION, BY_SESSION_TINY, BY_SESSION_EMPTY),
    "later_gaps": (BOOSTERS, BOOSTERS_SHORT, BOOSTERS_NO_CUTOFF, BOOSTERS_TINY, BOOSTERS_EMPTY),
    "first_gap": (BOOSTERS, BOOSTERS_SHORT, BOOSTERS_TINY, BOOSTERS_EMPTY),
    "gap_estimates": (BOOSTERS, BOOSTERS_SHORT, BOOSTERS_NO_CUTOFF, BOOSTERS_TINY, BOOSTERS_EMPTY),
    "boosters_per_year": (BOOSTERS, BOOSTERS_NO_CUTOFF, BOOSTERS_TINY, BOOSTERS_EMPTY),
}  # fmt: skip
