"""Where to evaluate a sum over tied events, and how many of them each place stands for.

Up to 24 tied events every one is a term. Beyond, the sum over l = 0...d-1 is taken by the Gauss rule of the discrete
uniform measure on those d points: 12 nodes, positive counts, exact for polynomials of degree 23 in l; nodes and counts
from the three-term recurrence of the discrete Chebyshev polynomials (Golub & Welsch 1969). Its error is at most 2d
times that of the best polynomial of degree 23. For 1/D, with D falling by at most a factor 2 over the sum, that best
error is below 5.8^-23 = 3e-18 of 1/D, beneath rounding. Where more than half of the risk set has the event at once,
the sum is cut into stretches that each halve what is left of it, and the last events are terms of their own.

References
----------
Golub GH, Welsch JH (1969). Math Comp 23:221-230. doi:10.1090/S0025-5718-69-99647-1
Gautschi W (2004). Orthogonal Polynomials: Computation and Approximation, section 1.5.2. Oxford University Press.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_NODES = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Nodes:
    """Terms of the sums: the event time they belong to (ascending), their share l/d, how many events they stand for.

    `rest` is 1 - share, kept because near the last of many tied events the difference would lose its digits.
    """

    place: Ints
    share: Floats
    rest: Floats
    count: Floats
    starts: Ints  # first term of each event time


def exact_nodes(events: Ints) -> Nodes:
    """A term for every tied event."""
    place = np.repeat(np.arange(len(events)), events)
    starts = np.cumsum(events) - events
    position = np.arange(len(place)) - starts[place]
    share, rest = position / events[place], (events[place] - position) / events[place]
    return Nodes(place=place, share=share, rest=rest, count=np.ones(len(place)), starts=starts)


def smooth_nodes(events: Ints, most_explicit: int) -> Nodes:
    """12 terms wherever more than `most_explicit` events are tied."""
    many = np.flatnonzero(events > most_explicit)
    return _assembled(events, many, np.zeros(len(many), dtype=np.int64), events[many])


def graded_nodes(events: Ints, most_explicit: int) -> Nodes:
    """12 terms for the first half of many tied events, 12 for half of the rest, and so on to the last few."""
    place, first, length = [], [], []
    many = np.flatnonzero(events > most_explicit)
    done = np.zeros(len(many), dtype=np.int64)
    while len(many):
        half = (events[many] - done) // 2
        place.append(many)
        first.append(done)
        length.append(half)
        done = done + half
        more = events[many] - done > most_explicit
        many, done = many[more], done[more]
    return _assembled(events, *(np.concatenate(parts) if parts else events[:0] for parts in (place, first, length)))


def _assembled(events: Ints, place: Ints, first: Ints, length: Ints) -> Nodes:
    """The Gauss terms of the stretches, and a term for every tied event that no stretch covers."""
    lengths, which = np.unique(length, return_inverse=True)
    node, count = _gauss(lengths)
    covered = np.bincount(place, weights=length, minlength=len(events)).astype(np.int64)
    rest = exact_nodes(events - covered)
    single = np.round(rest.share * (events - covered)[rest.place]) + covered[rest.place]
    places = np.concatenate([np.repeat(place, _NODES), rest.place])
    counts = np.concatenate([count[which].ravel(), rest.count])
    order = np.argsort(places, kind="stable")
    places = places[order]
    position = np.concatenate([(first[:, None] + node[which]).ravel(), single])[order]
    return Nodes(
        place=places,
        share=position / events[places],
        rest=(events[places] - position) / events[places],
        count=counts[order],
        starts=np.searchsorted(places, np.arange(len(events))),
    )


def _gauss(lengths: Ints) -> tuple[Floats, Floats]:
    """Nodes and counts of the rule for 0...m-1, one row per m."""
    degree = np.arange(1, _NODES)
    m = lengths.astype(np.float64)[:, None]
    beside = np.sqrt(degree**2 * (m**2 - degree**2) / (4 * (4 * degree**2 - 1)))
    jacobi = np.zeros((len(lengths), _NODES, _NODES))
    jacobi[:, degree, degree - 1] = beside  # only the lower triangle is read
    offset, vectors = np.linalg.eigh(jacobi)
    return (m - 1) / 2 + offset, m * vectors[:, 0, :] ** 2
