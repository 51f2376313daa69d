"""Results: small frozen values holding numbers about groups, never about a person.

This is the narrow waist. Analyses return these, and figures, sentences, tables, snapshots and the command
line take nothing else. Plain Python numbers; missing is None, never NaN. Every result names its n, its
denominator and the rule it used. `to_json` and `from_json` move any result out and back without loss.
"""

from __future__ import annotations

import json
from typing import Annotated, get_args

from pydantic import Field, TypeAdapter

from afterglow.results.benchmarks import Benchmarks, EarlierPeriod, StudyFigure
from afterglow.results.boosters import Boosters, GapSummary
from afterglow.results.compare import (
    Against,
    ComparedGroup,
    Comparison,
    Conditions,
    ConditionScale,
    Funnel,
    FunnelLimit,
    FunnelSite,
    GroupChange,
    GroupOutcome,
    GroupTest,
)
from afterglow.results.durability import Durability, GapOrder, Lasting, LaterCourses, Slopes, StillShare
from afterglow.results.early import EarlyGroup, EarlyPoint, EarlyPredicts, EarlyRelief, EarlySession
from afterglow.results.groups import GroupCurve, GroupedCurves, GroupedRates, GroupRates, LogRank
from afterglow.results.overview import Headline
from afterglow.results.parts import (
    Base,
    Count,
    Curve,
    DayCount,
    DayShare,
    Definition,
    Estimate,
    Proportion,
    Rate,
    Scope,
    Withheld,
)
from afterglow.results.response import Change, Flow, FlowStep, PairCount, Rates, Trajectory, TrajectoryPoint
from afterglow.results.safety import (
    AdverseEvents,
    BloodPressure,
    Dissociation,
    SessionGroup,
    SessionMeasure,
    SessionScope,
    StoppedGroup,
    Stopping,
    SuicidalThoughts,
)
from afterglow.results.standing import Incidence, Standing, StandingDay
from afterglow.results.symptoms import (
    Agreement,
    OtherScales,
    ScaleChange,
    ScalePair,
    ScalesAgree,
    SymptomChange,
    Symptoms,
)
from afterglow.results.time import BySession, Improvement, IntervalCurve, SessionPoint
from afterglow.results.treatment import (
    Bound,
    Characteristic,
    Condition,
    DosePoint,
    Doses,
    Indicated,
    LateBand,
    PlaceCount,
    Places,
    ProtocolBounds,
    ProtocolKept,
    RouteDoses,
    SessionCount,
    SessionsPerCourse,
    Spread,
    WhoTreated,
)
from afterglow.results.trends import ControlChart, ControlPhase, ControlPoint

__all__ = [
    "KINDS",
    "AdverseEvents",
    "Against",
    "Agreement",
    "Base",
    "Benchmarks",
    "BloodPressure",
    "Boosters",
    "Bound",
    "BySession",
    "Change",
    "Characteristic",
    "ComparedGroup",
    "Comparison",
    "Condition",
    "ConditionScale",
    "Conditions",
    "ControlChart",
    "ControlPhase",
    "ControlPoint",
    "Count",
    "Curve",
    "DayCount",
    "DayShare",
    "Definition",
    "Dissociation",
    "DosePoint",
    "Doses",
    "Durability",
    "EarlierPeriod",
    "EarlyGroup",
    "EarlyPoint",
    "EarlyPredicts",
    "EarlyRelief",
    "EarlySession",
    "Estimate",
    "Flow",
    "FlowStep",
    "Funnel",
    "FunnelLimit",
    "FunnelSite",
    "GapOrder",
    "GapSummary",
    "GroupChange",
    "GroupCurve",
    "GroupOutcome",
    "GroupRates",
    "GroupTest",
    "GroupedCurves",
    "GroupedRates",
    "Headline",
    "Improvement",
    "Incidence",
    "Indicated",
    "IntervalCurve",
    "Lasting",
    "LateBand",
    "LaterCourses",
    "LogRank",
    "OtherScales",
    "PairCount",
    "PlaceCount",
    "Places",
    "Proportion",
    "ProtocolBounds",
    "ProtocolKept",
    "Rate",
    "Rates",
    "Result",
    "RouteDoses",
    "ScaleChange",
    "ScalePair",
    "ScalesAgree",
    "Scope",
    "SessionCount",
    "SessionGroup",
    "SessionMeasure",
    "SessionPoint",
    "SessionScope",
    "SessionsPerCourse",
    "Slopes",
    "Spread",
    "Standing",
    "StandingDay",
    "StillShare",
    "StoppedGroup",
    "Stopping",
    "StudyFigure",
    "SuicidalThoughts",
    "SymptomChange",
    "Symptoms",
    "Trajectory",
    "TrajectoryPoint",
    "WhoTreated",
    "Withheld",
    "from_json",
    "to_json",
]

Result = Annotated[
    Withheld
    | Headline
    | Flow
    | Rates
    | Change
    | Trajectory
    | Improvement
    | BySession
    | Boosters
    | Standing
    | Durability
    | Slopes
    | LaterCourses
    | GroupedCurves
    | GroupedRates
    | WhoTreated
    | Indicated
    | SessionsPerCourse
    | ProtocolKept
    | Doses
    | Places
    | ProtocolBounds
    | SuicidalThoughts
    | Dissociation
    | BloodPressure
    | AdverseEvents
    | Stopping
    | ControlChart
    | Comparison
    | Funnel
    | Conditions
    | Benchmarks
    | EarlierPeriod
    | Symptoms
    | OtherScales
    | ScalesAgree
    | EarlyRelief
    | EarlyPredicts,
    Field(discriminator="kind"),
]
KINDS: dict[str, type] = {
    cls.__dataclass_fields__["kind"].default: cls for cls in get_args(get_args(Result)[0])
}
_ADAPTER: TypeAdapter[Result] = TypeAdapter(Result)


def to_json(value: Result) -> dict[str, object]:
    """Plain JSON values of a result, without loss."""
    return _ADAPTER.dump_python(value, mode="json")


def from_json(plain: dict[str, object]) -> Result:
    """The result that `to_json` wrote.

    Raises
    ------
    pydantic.ValidationError
        If a field is missing, unknown or of another type.
    """
    return _ADAPTER.validate_json(json.dumps(plain))
