"""Which further numbers must go so that no secret can be found by subtraction: the fewest, over all linked tables.

An integer program with one yes or no per unit (Fischetti and Salazar 2001). The intruder's own linear programs say
which units a proposal lacks: each secret that they bound too closely gives a cut, until none is left; whole numbers
have the last word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from research_kit.disclosure.linked.fewest_units import fewest
from research_kit.disclosure.linked.linked_counts import Floats, LinkedCounts, Told
from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.linked.shown_units import Unit, showing

__all__ = ["Choice", "Unit", "withhold"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which units are hidden, those asked for included."""

    hidden: tuple[int, ...]
    proven: bool  # no choice hides fewer units: the optimum was reached in time
    unprotected: tuple[int, ...] = ()  # secrets that stay too close even if everything that may go is hidden


def withhold(
    linked: LinkedCounts,
    world: Sequence[float] | Floats,
    units: Sequence[Unit],
    secrets: Mapping[int, int],
    *,
    told: Told | None = None,
    hidden: Collection[int] = (),
    never: Collection[int] = (),
    seconds: float = 20.0,
) -> Choice:
    """The fewest units to hide so that every secret keeps an interval of at least its k; then the fewest people.

    Units that are totals of others (`Unit.totals`) go only where nothing else suffices.

    Parameters
    ----------
    linked
        The counts and what ties them.
    world
        The true counts, all of them.
    units
        What is shown or hidden as one, such as a row of a table. A count in several units is hidden if all of them
        are; a count in none, and not told, is never shown.
    secrets
        Count -> k, the width that its interval must keep.
    told
        What is published for good, by earlier releases: count -> interval.
    hidden
        Units hidden in any case.
    never
        Units that may not be hidden: true zeros.
    seconds
        The time box. The choice is the same on every machine unless it ends the search.

    Returns
    -------
    The choice. Ties in number go to fewer `people`, then to the units that come first (least sum of positions). When
    the time is up: everything that hangs together with a secret, less what is not needed (largest first, while time
    is left), and `proven` is false.

    Raises
    ------
    DisclosureError
        `world` contradicts `linked` or `told`.

    References
    ----------
    Fischetti M, Salazar JJ (2001). Management Science 47:1008-1027. doi:10.1287/mnsc.47.7.1008.10445
    """
    deadline = Deadline(seconds)
    decided = frozenset(hidden), frozenset(never)
    state = showing(linked, np.asarray(world, dtype=float), tuple(units), told=told or {}, decided=decided)
    found = [fewest(problem, deadline) for problem in state.problems(secrets)]
    goes = set(hidden).union(*(each.hidden for each in found))
    lost = set(state.settled(secrets)).union(*(each.unprotected for each in found))
    return Choice(tuple(sorted(goes)), all(each.proven for each in found), tuple(sorted(lost)))
