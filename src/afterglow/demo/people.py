"""Who comes to the invented clinic: three sites, sixteen quarters, and what is true of each person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

CUT_OFF = date(2026, 6, 30)
FIRST_QUARTER = date(2022, 7, 1)
QUARTERS = 16
REMINDERS_FROM = date(2024, 7, 1)
"""From here on the clinic texts reminders, so that more people are scored."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place of treatment. `first` and `last` are relative numbers of new people a quarter."""

    name: str
    prefix: str
    opens: int
    first: float
    last: float
    routes: Mapping[str, float]
    keeps_clock: bool
    scored: float


SITES = (
    Site("Harbour Street", "HS", 0, 9, 16, {"IV": 0.86, "IM": 0.08, "nasal": 0.06}, False, 0.02),
    Site("Mill Lane", "ML", 0, 7, 14, {"IV": 0.68, "nasal": 0.24, "IM": 0.08}, True, 0.06),
    Site("Park", "PK", 5, 5, 12, {"IV": 0.40, "IM": 0.26, "oral": 0.34}, False, -0.12),
)
SPRING_2026 = 1.4
"""A new referral agreement brings more people in the last quarter."""

DIAGNOSES = {
    "Treatment-resistant depression": 0.34,
    "Major depression": 0.24,
    "PTSD": 0.12,
    "Bipolar depression": 0.11,
    "Anxiety": 0.10,
    "Chronic pain": 0.09,
}
FAILED = ("0-1", "2-3", "4+")
FAILED_SHARES = {
    "Treatment-resistant depression": (0.0, 0.58, 0.42),
    "Major depression": (0.70, 0.26, 0.04),
}
AGE_BANDS = {"18-29": 0.17, "30-39": 0.25, "40-49": 0.24, "50-59": 0.19, "60-69": 0.11, "70+": 0.04}
SEXES = {"female": 0.56, "male": 0.42, "other": 0.02}
REFERRALS = {"psychiatrist": 0.38, "family doctor": 0.27, "self": 0.27, "pain clinic": 0.08}
ALONGSIDE = {
    "none": 0.21,
    "antidepressant": 0.36,
    "psychotherapy": 0.17,
    "antidepressant and psychotherapy": 0.22,
    "TMS": 0.04,
}
NOT_RECORDED = 0.05

BASELINES = {
    "Treatment-resistant depression": 18.6,
    "Major depression": 17.0,
    "Bipolar depression": 17.4,
    "PTSD": 16.2,
    "Anxiety": 14.0,
    "Chronic pain": 13.0,
}
"""Mean PHQ-9 before treatment."""

EXTRA_SCALES = {"phq9": 0.97, "gad7": 0.55, "madrs": 0.30, "qids_sr16": 0.20, "who5": 0.42}
INTERVIEWED_WITH_CLOCK = 0.5
"""Share interviewed (MADRS) where hours are kept, so that the first hours can be looked at."""
SCALE_OF_CONDITION = {"PTSD": "pcl5", "Chronic pain": "pain_nrs", "Anxiety": "gad7"}


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person: what the files say about them and the truth behind it.

    depression : PHQ-9 points before treatment; the other scales hang on it.
    drop : share of the symptoms that lifts at full relief; negative for those who get worse.
    pace : share of the relief still possible that one session brings.
    fade_days : days in which relief falls to 1/e.
    rate : how much faster than the average this person comes back for boosters.
    stretch : change of the gap per booster, as a factor minus one.
    suicidal : inclination behind PHQ-9 item 9 before treatment; item 9 is this, rounded.
    """

    code: str
    site: Site
    start: date
    diagnosis: str
    failed: str
    age_band: str
    sex: str
    referral: str
    alongside: str
    route: str
    at_home: bool
    scales: frozenset[str]
    depression: float
    drop: float
    pace: float
    fade_days: float
    rate: float
    stretch: float
    suicidal: float
    joined_late: bool

    @property
    def last_day(self) -> int:
        """Days from the first session to the data cut-off."""
        return (CUT_OFF - self.start).days


def pick(rng: np.random.Generator, shares: Mapping[str, float]) -> str:
    """One key of `shares`, drawn with its (relative) share."""
    weights = np.array(list(shares.values()))
    return list(shares)[int(rng.choice(len(weights), p=weights / weights.sum()))]


def enrol(rng: np.random.Generator, people: int) -> list[Person]:
    """Invent `people` persons, in order of first session."""
    starts = sorted(_starts(rng, people), key=lambda start: (start[0], start[1].prefix))
    numbers = _numbers(rng, [site for _, site in starts])
    return [
        _person(rng, f"{site.prefix}-{number:04d}", site, day)
        for (day, site), number in zip(starts, numbers, strict=True)
    ]


def _starts(rng: np.random.Generator, people: int) -> list[tuple[date, Site]]:
    cells = [(quarter, site) for quarter in range(QUARTERS) for site in SITES if quarter >= site.opens]
    weights = np.array([_expected(site, quarter) for quarter, site in cells])
    # One person in each equal slice of the expected total: steadier than chance, as waiting lists make it.
    places = (np.arange(people) + rng.random(people)) / people
    chosen = np.searchsorted(np.cumsum(weights) / weights.sum(), places, side="right")
    return [(_weekday_in(rng, quarter), site) for quarter, site in (cells[index] for index in chosen)]


def _expected(site: Site, quarter: int) -> float:
    grown = (quarter - site.opens) / (QUARTERS - 1 - site.opens)
    usual = site.first + (site.last - site.first) * grown
    return usual * (SPRING_2026 if quarter == QUARTERS - 1 else 1)


def _weekday_in(rng: np.random.Generator, quarter: int) -> date:
    first, after = _quarter_start(quarter), _quarter_start(quarter + 1)
    days = [first + timedelta(days) for days in range((after - first).days)]
    working = [day for day in days if day.weekday() < 5]
    return working[int(rng.integers(len(working)))]


def _quarter_start(quarter: int) -> date:
    months = FIRST_QUARTER.month - 1 + 3 * quarter
    return date(FIRST_QUARTER.year + months // 12, months % 12 + 1, 1)


def _numbers(rng: np.random.Generator, sites: Sequence[Site]) -> list[int]:
    """Clinic numbers rising at each site, with holes for people who never started."""
    latest = {site.prefix: int(rng.integers(100, 300)) for site in SITES}
    numbers = []
    for site in sites:
        latest[site.prefix] += int(rng.integers(1, 5))
        numbers.append(latest[site.prefix])
    return numbers


def _person(rng: np.random.Generator, code: str, site: Site, start: date) -> Person:
    diagnosis = pick(rng, DIAGNOSES)
    failed = str(rng.choice(FAILED, p=FAILED_SHARES.get(diagnosis, (0.45, 0.37, 0.18))))
    route = pick(rng, site.routes)
    drop = _drop(rng, diagnosis, failed, route)
    return Person(
        code=code,
        site=site,
        start=start,
        diagnosis=diagnosis,
        failed=failed,
        age_band=pick(rng, AGE_BANDS),
        sex=pick(rng, SEXES),
        referral=pick(rng, REFERRALS),
        alongside=pick(rng, ALONGSIDE),
        route=route,
        at_home=bool(rng.random() < {"oral": 0.7, "nasal": 0.2}.get(route, 0)),
        scales=_scales(rng, diagnosis, site),
        depression=_depression(rng, diagnosis, drop),
        drop=drop,
        pace=float(rng.beta(5, 8)),
        fade_days=float(rng.lognormal(np.log(75 if 0 < drop < 0.85 else 200), 0.6)),
        rate=float(rng.gamma(1.6, 1 / 1.6)),
        stretch=float(rng.normal(0.02, 0.05)),
        suicidal=_suicidal(rng),
        joined_late=bool(rng.random() < 0.015),
    )


def _scales(rng: np.random.Generator, diagnosis: str, site: Site) -> frozenset[str]:
    shares = EXTRA_SCALES | ({"madrs": INTERVIEWED_WITH_CLOCK} if site.keeps_clock else {})
    chosen = {scale for scale, share in shares.items() if rng.random() < share}
    return frozenset(chosen | {SCALE_OF_CONDITION.get(diagnosis, "phq9")})


def _drop(rng: np.random.Generator, diagnosis: str, failed: str, route: str) -> float:
    """Most improve a lot or somewhat, a third hardly, a few get worse; harder histories shift the odds."""
    against = {"4+": 0.07, "2-3": 0.01}.get(failed, -0.03) + (0.05 if route == "oral" else 0)
    against += {"Anxiety": -0.02, "Chronic pain": 0.04}.get(diagnosis, 0)
    luck = rng.random() + against
    if luck < 0.37:
        return float(min(rng.normal(0.97, 0.06), 1.05))
    if luck < 0.58:
        return float(rng.normal(0.70, 0.08))
    if luck < 0.90:
        return float(rng.normal(0.16, 0.16))
    return float(rng.normal(-0.65, 0.12))


def _depression(rng: np.random.Generator, diagnosis: str, drop: float) -> float:
    """Who gets worse by a lot had room to: those people start lower."""
    mean = BASELINES[diagnosis] if drop > -0.25 else 14.0
    return float(np.clip(rng.normal(mean, 3.8), 6, 26))


def _suicidal(rng: np.random.Generator) -> float:
    if rng.random() < 0.55:
        return float(rng.uniform(-1.0, 0.2))
    return float(rng.choice((1, 2, 3), p=(0.62, 0.27, 0.11)))
