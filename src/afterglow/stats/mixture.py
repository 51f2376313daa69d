"""The concave maximisation behind interval-censored estimates.

Every observation is a run of neighbouring cells whose total mass is its likelihood; wanted are the cell
masses of greatest likelihood, with prescribed totals over one or more sides. With the contributions of the
observations as dual variables the conditions of optimality are those of a linear programme with a few
products held at fixed values (Koenker and Mizera, J Am Stat Assoc 2014;109:674). A primal-dual
interior-point method (Mehrotra, SIAM J Optim 1992;2:575) solves it in some fifteen Newton steps, each the
size of the number of cells, however many observations there are and whether or not masses vanish.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from afterglow.stats.arrays import Floats, Ints, weigh

MOST_STEPS = 100
SMALLEST_GAP = 1e-20
"""Where to stop: a cell with neither mass nor slack is left with the square root of this, 1e-10."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Distinct runs of cells, ``first <= j < stop``, and how many observations have each.

    Attributes
    ----------
    first, stop, counts : int64[k]
    cells
        Number of cells.
    """

    first: Ints
    stop: Ints
    counts: Ints
    cells: int

    def likelihood(self, mass: Floats) -> Floats:
        """Mass within each run."""
        upto = np.concatenate([[0.0], np.cumsum(mass)])
        return upto[self.stop] - upto[self.first]

    def gather(self, weights: Floats) -> Floats:
        """Sum over each cell of the weights of the runs that hold it."""
        opens = weigh(self.first, weights, self.cells + 1)
        closes = weigh(self.stop, weights, self.cells + 1)
        return np.cumsum(opens - closes)[:-1]

    def curvature(self, weights: Floats) -> Floats:
        """Sum over each pair of cells k >= j of the weights of the runs that hold both; row k, column j.

        A run holds cells j <= k when it starts at or before j and stops after k, so two running sums over
        the table of stops by starts, made in place, give the lower half. The upper half means nothing.
        """
        m = self.cells
        table = weigh((self.stop - 1) * m + self.first, weights, m * m).reshape(m, m)
        np.cumsum(table, axis=1, out=table)
        np.cumsum(table[::-1], axis=0, out=table[::-1])
        return table


def runs(first: Ints, stop: Ints, counts: Ints, *, cells: int) -> Runs:
    """Add up observations that hold the same cells."""
    code, place = np.unique(first * (cells + 1) + stop, return_inverse=True)
    total = np.zeros(code.size, dtype=np.int64)
    np.add.at(total, place, counts)
    return Runs(code // (cells + 1), code % (cells + 1), total, cells)


class Solution(NamedTuple):
    """Masses, and for each side the gain in mean log-likelihood per unit added to its total."""

    mass: Floats
    price: Floats


class _Point(NamedTuple):
    """Cell masses, one dual per run (its share over its likelihood), one price per side, cell slacks."""

    mass: Floats
    dual: Floats
    price: Floats
    slack: Floats


def best_masses(observed: Runs, side: Ints, totals: Floats, *, gap: float = SMALLEST_GAP) -> Solution:
    """Masses of greatest likelihood with given totals over the sides.

    Parameters
    ----------
    observed
        The observations.
    side : int64[cells]
        Which total each cell counts towards, from 0; every side has a cell.
    totals : float64[sides]
        Positive.
    gap
        Mean log-likelihood the answer may fall short by.
    """
    share = observed.counts / observed.counts.sum()
    mass = totals[side] / np.bincount(side)[side]
    dual = share / observed.likelihood(mass)
    pull = observed.gather(dual)
    price = np.full(totals.size, 1.1 * pull.max())
    point = _Point(mass, dual, price, price[side] - pull)
    for _ in range(MOST_STEPS):
        if float(point.mass @ point.slack) < gap:
            break
        point = _step(point, observed, share, side, totals)
    return Solution(point.mass, point.price)


def _step(at: _Point, observed: Runs, share: Floats, side: Ints, totals: Floats) -> _Point:
    """One predictor-corrector step towards: dual x likelihood = share, mass x slack = 0, totals kept."""
    newton = _Newton.at(at, observed, side, totals)
    straight = newton.towards(np.zeros_like(at.mass), share)
    ahead = _along(at, straight, keep=1.0)
    gap, reached = float(at.mass @ at.slack), float(ahead.mass @ ahead.slack)
    even = gap / at.mass.size
    curved = newton.towards(
        (reached / gap) ** 3 * even - straight.mass * straight.slack,
        share - straight.dual * observed.likelihood(straight.mass),
    )
    best = _along(at, curved, keep=0.995)
    if _distance(best, observed, share) > 0.8 * _distance(at, observed, share):
        # The corrector is not certain to help; a plain step to half the gap, evenly spread, is.
        return _along(at, newton.towards(np.full_like(at.mass, even / 2), share), keep=0.9)
    return best


def _distance(at: _Point, observed: Runs, share: Floats) -> float:
    """How far a point is from the conditions of optimality."""
    return float(at.mass @ at.slack + np.abs(at.dual * observed.likelihood(at.mass) - share).sum())


@dataclass(frozen=True, slots=True)
class _Newton:
    """The factored equations of one step; ``belongs`` marks the cells of each side (columns)."""

    point: _Point
    observed: Runs
    likelihood: Floats
    factor: tuple[Floats, bool]
    belongs: Floats
    spread: Floats
    slack_error: Floats
    total_error: Floats

    @classmethod
    def at(cls, point: _Point, observed: Runs, side: Ints, totals: Floats) -> "_Newton":
        likelihood = observed.likelihood(point.mass)
        matrix = observed.curvature(point.dual / likelihood)
        diagonal = np.diag_indices_from(matrix)
        matrix[diagonal] = (matrix[diagonal] + point.slack / point.mass) * (1 + 1e-13)
        # Turned over, the lower half by rows is the upper half by columns, which LAPACK takes without a copy.
        factor = cho_factor(matrix.T, lower=False, overwrite_a=True, check_finite=False)
        belongs = (side[:, None] == np.arange(totals.size)).astype(np.float64)
        spread = cho_solve(factor, belongs, check_finite=False)
        slack_error = point.price[side] - point.slack - observed.gather(point.dual)
        total_error = totals - belongs.T @ point.mass
        return cls(point, observed, likelihood, factor, belongs, spread, slack_error, total_error)

    def towards(self, product: Floats, share: Floats) -> _Point:
        """The move after which, to first order, mass x slack and dual x likelihood are as given."""
        at = self.point
        misfit = share / self.likelihood - at.dual
        wanted = product / at.mass - at.slack + self.observed.gather(misfit) - self.slack_error
        unbound = cho_solve(self.factor, wanted, check_finite=False)
        due = self.belongs.T @ unbound - self.total_error
        price = np.linalg.solve(self.belongs.T @ self.spread, due).astype(np.float64)
        mass = unbound - self.spread @ price
        dual = misfit - at.dual * self.observed.likelihood(mass) / self.likelihood
        return _Point(mass, dual, price, (product - at.slack * mass) / at.mass - at.slack)


def _along(at: _Point, move: _Point, *, keep: float) -> _Point:
    """As far along a move as keeps masses, duals and slacks positive, at most the whole of it."""
    shrinking = [(x, -dx) for x, dx in ((at.mass, move.mass), (at.dual, move.dual), (at.slack, move.slack))]
    longest = min(float(np.min(x[dx > 0] / dx[dx > 0], initial=np.inf)) for x, dx in shrinking)
    length = min(1.0, keep * longest)
    return _Point(*(x + length * dx for x, dx in zip(at, move, strict=True)))
