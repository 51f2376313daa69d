"""The headline figures, parts of results shown in full elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afterglow.results.boosters import Boosters
from afterglow.results.parts import Base, Proportion, Rate, Scope
from afterglow.results.time import Improvement


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline(Base):
    """The six figures at the top of the Overview, each a part of a result shown in full elsewhere.

    response : Response, as on the Response page.
    remission : Remission.
    worse : Reliable deterioration.
    improvement : Time to improvement.
    boosters : Booster intervals.
    """

    kind: Literal["headline"] = "headline"
    scope: Scope
    response: Rate | None
    remission: Rate | None
    worse: Rate | None
    improvement: Improvement
    boosters: Boosters
    scored: Proportion
    """Scored with a baseline, of everybody treated whose window has closed."""
