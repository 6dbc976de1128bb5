"""Sums over tied events, at a cost that does not grow with how many are tied."""

from __future__ import annotations

from dataclasses import dataclass, fields
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

    def multiplied(self, factor: Floats) -> TieSums:
        """Each of them times a factor by event time."""
        return TieSums(**{each.name: factor * getattr(self, each.name) for each in fields(self)})


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
        inverse = self._weight / at_risk
        sums = TieSums(
            log=self._weight * np.log(at_risk),
            inverse=inverse,
            shared_inverse=np.zeros(len(inverse)),
            square=inverse / at_risk,
            shared_square=np.zeros(len(inverse)),
            twice_shared_square=np.zeros(len(inverse)),
        )
        tied = self._shared
        if len(tied):
            for name, values in self._shared_sums(at_risk[tied], dying[tied]).items():
                getattr(sums, name)[tied] = values
        return sums

    def _shared_sums(self, at_risk: Floats, dying: Floats) -> dict[str, Floats]:
        """The sums, by name, where a risk set is shared."""
        nodes = self._nodes(at_risk, dying)
        left = (at_risk - dying)[nodes.place] + nodes.rest * dying[nodes.place]
        inverse = nodes.count / left
        square, shared = inverse / left, inverse * nodes.share
        shared_square = shared / left
        terms = {
            "log": nodes.count * np.log(left),
            "inverse": inverse,
            "shared_inverse": shared,
            "square": square,
            "shared_square": shared_square,
            "twice_shared_square": shared_square * nodes.share,
        }
        weight = self.mean_weight[self._shared]
        return {name: weight * np.add.reduceat(values, nodes.starts) for name, values in terms.items()}

    def _nodes(self, at_risk: Floats, dying: Floats) -> Nodes:
        if not self._is_many.any():
            return self._exact
        steep = dying[self._is_many] > _HALF * at_risk[self._is_many]
        return self._graded if steep.any() else self._smooth

    @cached_property
    def _weight(self) -> Floats:
        return self.events * self.mean_weight

    @cached_property
    def _shared(self) -> Ints:
        """The event times at which several events share the risk set."""
        return np.flatnonzero(self.events > 1) if self.method == "efron" else np.zeros(0, dtype=np.int64)

    @cached_property
    def _is_many(self) -> NDArray[np.bool_]:
        return self.events[self._shared] > self.most_explicit

    most_explicit = 24

    @cached_property
    def _exact(self) -> Nodes:
        return exact_nodes(self.events[self._shared])

    @cached_property
    def _smooth(self) -> Nodes:
        return smooth_nodes(self.events[self._shared], self.most_explicit)

    @cached_property
    def _graded(self) -> Nodes:
        return graded_nodes(self.events[self._shared], self.most_explicit)
