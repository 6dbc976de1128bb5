"""Sums over tied events, at a cost that does not grow with how many are tied."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.regression.tie_nodes import Nodes, exact_nodes, graded_nodes, smooth_nodes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_HALF = 0.5  # of the risk set having the event at once


@dataclass(frozen=True, kw_only=True, slots=True)
class TieSums:
    """Sums over l = 0...d-1 at every event time; D = at_risk - f dying, with the share f = l/d."""

    log: Floats  # of log D
    inverse: Floats  # of 1/D: the jump of the baseline hazard
    shared_inverse: Floats  # of f/D
    square: Floats  # of 1/D^2
    shared_square: Floats  # of f/D^2
    twice_shared_square: Floats  # of f^2/D^2


@dataclass(frozen=True, kw_only=True)
class Ties:
    """How many events are tied at each event time, and how the method shares the risk set among them.

    Notes
    -----
    Before the l-th of d tied events, Efron (1977) takes the share l/d of those who have the event out of the risk
    set; Breslow (1974) never does. With weights, as R: the sum over l counts events, each with their mean weight.
    How the sums are taken without a loop over l: `tie_nodes`.

    References
    ----------
    Efron B (1977). J Am Stat Assoc 72:557-565. doi:10.1080/01621459.1977.10480613
    Breslow N (1974). Biometrics 30:89-99. doi:10.2307/2529620
    """

    events: Ints  # at each event time, >= 1
    mean_weight: Floats  # of those with the event
    method: str

    def sums(self, at_risk: Floats, dying: Floats) -> TieSums:
        """The sums, given at each event time the relative hazards of those at risk and of those with the event."""
        nodes = self._nodes(at_risk, dying)
        left = (at_risk - dying)[nodes.place] + nodes.rest * dying[nodes.place]
        inverse = nodes.count / left
        square, shared = inverse / left, inverse * nodes.share
        shared_square = shared / left
        return TieSums(
            log=self._total(nodes, nodes.count * np.log(left)),
            inverse=self._total(nodes, inverse),
            shared_inverse=self._total(nodes, shared),
            square=self._total(nodes, square),
            shared_square=self._total(nodes, shared_square),
            twice_shared_square=self._total(nodes, shared_square * nodes.share),
        )

    def _total(self, nodes: Nodes, terms: Floats) -> Floats:
        one_each = len(terms) == len(nodes.starts)
        return self.mean_weight * (terms if one_each else np.add.reduceat(terms, nodes.starts))

    def _nodes(self, at_risk: Floats, dying: Floats) -> Nodes:
        if self.method == "breslow" or not self._is_many.any():
            return self._exact
        steep = dying[self._is_many] > _HALF * at_risk[self._is_many]
        return self._graded if steep.any() else self._smooth

    @cached_property
    def _is_many(self) -> NDArray[np.bool_]:
        return self.events > self.most_explicit

    most_explicit = 24

    @cached_property
    def _exact(self) -> Nodes:
        return exact_nodes(self.events, shared=self.method == "efron")

    @cached_property
    def _smooth(self) -> Nodes:
        return smooth_nodes(self.events, self.most_explicit)

    @cached_property
    def _graded(self) -> Nodes:
        return graded_nodes(self.events, self.most_explicit)
