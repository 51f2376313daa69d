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
        """Sum over each pair of cells of the weights of the runs that hold both.

        A run holds cells j <= k when it starts at or before j and stops after k, so two running sums over
        the table of starts by stops give the whole matrix.
        """
        m = self.cells
        table = weigh(self.first * (m + 1) + self.stop, weights, m * (m + 1)).reshape(m, m + 1)
        started = np.cumsum(table, axis=0)
        both = np.cumsum(started[:, ::-1], axis=1)[:, ::-1][:, 1:]
        return np.triu(both) + np.triu(both, 1).T


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
    likelihood = observed.likelihood(at.mass)
    matrix = observed.curvature(at.dual / likelihood)
    diagonal = np.diag_indices_from(matrix)
    matrix[diagonal] = (matrix[diagonal] + at.slack / at.mass) * (1 + 1e-13)
    factor = cho_factor(matrix, lower=True, check_finite=False)
    belongs = (side[:, None] == np.arange(totals.size)).astype(np.float64)
    spread = cho_solve(factor, belongs, check_finite=False)
    misfit = share / likelihood - at.dual
    # What the dual equations (slack = price - pull) and the totals are still off by, folded into one side.
    pull_error = observed.gather(misfit + at.dual) - at.price[side] + at.slack
    total_error = totals - belongs.T @ at.mass

    def towards(product: Floats) -> _Point:
        wanted = cho_solve(factor, product / at.mass - at.slack + pull_error, check_finite=False)
        price = np.linalg.solve(belongs.T @ spread, belongs.T @ wanted - total_error)
        mass = wanted - spread @ price
        dual = misfit - at.dual * observed.likelihood(mass) / likelihood
        return _Point(mass, dual, price, (product - at.slack * mass) / at.mass - at.slack)

    straight = towards(np.zeros_like(at.mass))
    ahead = _along(at, straight, keep=1.0)
    gap, reached = float(at.mass @ at.slack), float(ahead.mass @ ahead.slack)
    centre = (reached / gap) ** 3 * gap / at.mass.size
    return _along(at, towards(centre - straight.mass * straight.slack), keep=0.995)


def _along(at: _Point, move: _Point, *, keep: float) -> _Point:
    """As far along a move as keeps masses, duals and slacks positive, at most the whole of it."""
    shrinking = [(x, -dx) for x, dx in ((at.mass, move.mass), (at.dual, move.dual), (at.slack, move.slack))]
    longest = min(float(np.min(x[dx > 0] / dx[dx > 0], initial=np.inf)) for x, dx in shrinking)
    length = min(1.0, keep * longest)
    return _Point(*(x + length * dx for x, dx in zip(at, move, strict=True)))
