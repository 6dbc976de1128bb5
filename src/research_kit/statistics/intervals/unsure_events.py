"""What events known only as intervals add to the log-likelihood and its derivatives.

Symbols, for one participant whose event of cause c lies in an interval, by cell m of time: w the part of the interval
in the cell, h_k the hazard of cause k there, h their sum. A = h_c w phi(h w) exp(-sum of h w over earlier cells) is the
chance of an event in the cell; q = A / sum of A. Given the event's cell j, the derivative of log A with respect to log
h_k in cell m is s = [k = c and m = j] + h_k G, with G = -w if m < j, w phi'(h w) / phi(h w) if m = j, 0 if m > j. The
derivatives of log sum A are those of a mixture with weights q: the first is E s, the second E s s' - (E s)(E s)' plus
the mean of the derivative of s.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.intervals.contributions import Contributions
from research_kit.statistics.intervals.exponential_piece import curvature, earlier, later, log_phi, slope

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsure:
    """Participants with an interval; arrays are rows x M, unless it says otherwise."""

    n: Floats  # rows
    design: Floats  # rows x terms
    ratio: Floats  # rows: the hazard ratio of cause 1
    hazard: Floats  # K x M
    own: Floats  # rows x K: 1 at the cause of the event
    length: Floats  # w
    x: Floats  # h w
    chance: Floats  # rows: log of the chance of the interval
    q: Floats

    @classmethod
    def at(cls, told: Contributions, portion: tuple[slice, slice], hazard: Floats, ratio: Floats) -> Unsure:
        """Those of a portion (rows and cells), at the hazards and ratios given; M is the cells of the portion."""
        rows, cause, length = told.unsure[portion[0]], told.unsure_cause[portion[0]], told.inside[portion]
        hazard, by_row = hazard[:, portion[1]], ratio[rows]
        x = length * (hazard[0] * by_row[:, None] + hazard[1:].sum(axis=0))
        rate = hazard[cause] * np.where(cause == 0, by_row, 1.0)[:, None]
        chance, q = _mixture(rate * length, x)
        return cls(
            n=told.n[rows],
            design=told.design[rows],
            ratio=by_row,
            hazard=hazard,
            own=np.eye(len(hazard))[cause],
            length=length,
            x=x,
            chance=chance,
            q=q,
        )

    @property
    def value(self) -> float:
        """Log-likelihood, but for the time known to be free."""
        return float(self.n @ self.chance)

    @property
    def mass(self) -> Floats:
        """Expected events by cause and cell."""
        return np.asarray((self.own * self.n[:, None]).T @ self.q)

    @property
    def moved(self) -> Floats:
        """E G: minus the expected time at risk inside the interval."""
        return np.asarray(self.q * self.length * slope(self.x) - self.length * later(self.q))

    @property
    def exposure_change(self) -> Floats:
        """Minus the expected time at risk inside the intervals, by cause and cell."""
        moved = self.moved
        change = np.tile(self.n @ moved, (len(self.hazard), 1))
        change[0] = (self.n * self.ratio) @ moved
        return change

    @property
    def term_score(self) -> Floats:
        """First derivative by the coefficients."""
        if not self.design.shape[1]:
            return np.zeros(0)
        return np.asarray((self.n * (self.own[:, 0] + self.ratio * (self.moved @ self.hazard[0]))) @ self.design)

    def curved(self) -> Floats:
        """Second derivative by (cause, cell) and terms, added up over the rows."""
        return _Curved.of(self).added()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Curved:
    """What the second derivative needs: arrays of rows x K x M."""

    unsure: Unsure
    rates: Floats  # h_k of the row
    scores: Floats  # E s
    before: Floats  # E s if the event comes later, minus E s
    moved: Floats  # E G: rows x M

    @classmethod
    def of(cls, unsure: Unsure) -> _Curved:
        rates = np.tile(unsure.hazard, (len(unsure.n), 1, 1))
        rates[:, 0] *= unsure.ratio[:, None]
        moved = unsure.moved
        scores = unsure.own[:, :, None] * unsure.q[:, None] + rates * moved[:, None]
        before = -(rates * unsure.length[:, None]) - scores
        return cls(unsure=unsure, rates=rates, scores=scores, before=before, moved=moved)

    def added(self) -> Floats:
        rows, causes, cells = self.scores.shape
        size = causes * cells
        n, terms = self.unsure.n, self.unsure.design.shape[1]
        weighted = (self.before * n[:, None, None]).reshape(rows, size)
        # Not `@`: threads multiplying such small matrices wait for each other on a busy machine (ten times as long).
        pairs = np.einsum("ri,rj->ij", weighted, self.scores.reshape(rows, size))
        cell = np.tile(np.arange(cells), causes)
        pairs = np.where(cell[:, None] < cell, pairs, np.where(cell[:, None] > cell, pairs.T, 0.0))
        same = np.stack([self._same_cell(k) for k in range(causes)])  # cause, row, cause, cell
        in_cell = np.einsum("r,arbm->abm", n, same)
        pairs.reshape(causes, cells, causes, cells)[:, range(cells), :, range(cells)] += in_cell.transpose(2, 0, 1)
        curved = np.zeros((size + terms, size + terms))
        curved[:size, :size] = pairs
        if terms:
            self._add_terms(curved, same[0])
        return curved

    def _same_cell(self, cause: int) -> Floats:
        """Second derivative with respect to this cause and every cause in the same cell: rows x K x M."""
        unsure, rate = self.unsure, self.rates[:, [cause]]
        psi, square = unsure.length * slope(unsure.x), unsure.length**2
        q_psi = (unsure.q * psi)[:, None]
        squared = unsure.q * (psi**2 + square * curvature(unsure.x)) + square * later(unsure.q)
        own, is_own = unsure.own[:, :, None], unsure.own[:, [cause], None]
        both = (is_own * self.rates + own * rate) * q_psi + rate * self.rates * squared[:, None]
        both[:, cause] += unsure.own[:, [cause]] * unsure.q + self.rates[:, cause] * self.moved
        return np.asarray(both - self.scores[:, [cause]] * self.scores)

    def _add_terms(self, curved: Floats, same: Floats) -> None:
        """The rows and columns of the coefficients, which move cause 1 in every cell alike."""
        rows, causes, cells = self.scores.shape
        size, n, design = causes * cells, self.unsure.n, self.unsure.design
        after = later(self.scores[:, 0])[:, None]
        summed = self.before * after + self.scores * earlier(self.before[:, 0])[:, None] + same
        across = (summed * n[:, None, None]).reshape(rows, size).T @ design
        curved[:size, size:], curved[size:, :size] = across, across.T
        curved[size:, size:] = (design * (n * summed[:, 0].sum(axis=1))[:, None]).T @ design


def _mixture(weight: Floats, x: Floats) -> tuple[Floats, Floats]:
    """Log of the chance of the interval, and the share of it in each cell; `weight` is rate x length."""
    with np.errstate(divide="ignore"):
        logs = np.log(weight) - earlier(x) + log_phi(x)
    largest = logs.max(axis=1, initial=-np.inf, keepdims=True)
    chance = np.exp(logs - largest)
    total = chance.sum(axis=1, keepdims=True)
    return np.asarray((largest + np.log(total))[:, 0]), np.asarray(chance / total)
