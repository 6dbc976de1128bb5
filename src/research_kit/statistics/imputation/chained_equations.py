"""Chained equations: each incomplete covariate in turn from all the others, round after round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from research_kit.statistics.imputation.drawn_levels import drawn_rows
from research_kit.statistics.imputation.matched_values import matched_rows
from research_kit.statistics.imputation.observed_covariate import ObservedCovariate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = dict[str, Ints]

CYCLES = 10
_NUMBERS_AT_A_TIME = 10_000_000  # keeps memory bounded


def chained_equations(
    incomplete: Sequence[ObservedCovariate], known: Floats, *, imputations: int, rng: np.random.Generator
) -> Iterator[Rows]:
    """For each imputation and incomplete covariate: whose value every participant has, their own where they have one.

    Parameters
    ----------
    incomplete
        Covariates with missing values.
    known
        One row per participant: 1, and the terms of the outcome and of the complete covariates.
    imputations
        How many.
    rng
        Source of every random number.

    Notes
    -----
    Imputations are drawn side by side, in one pass over arrays, not one after the other. The covariate with the
    fewest missing values comes first.

    References
    ----------
    van Buuren S, Groothuis-Oudshoorn K (2011). J Stat Softw 45(3):1-67. doi:10.18637/jss.v045.i03
    """
    ordered = sorted(incomplete, key=lambda each: (len(each.missing), each.name))
    most = max(1, _NUMBERS_AT_A_TIME // (len(known) * _widest(ordered, known)))
    for done in range(0, imputations, most):
        side_by_side = min(most, imputations - done)
        rows = _rounds(ordered, known, side_by_side, rng)
        yield from ({name: each[place] for name, each in rows.items()} for place in range(side_by_side))


def _widest(incomplete: Sequence[ObservedCovariate], known: Floats) -> int:
    """Numbers per participant and imputation in the largest array made."""
    terms: int = known.shape[1] + sum(each.width for each in incomplete)
    return terms + max((each.width for each in incomplete), default=1)


def _rounds(
    ordered: Sequence[ObservedCovariate], known: Floats, imputations: int, rng: np.random.Generator
) -> dict[str, Ints]:
    """Rows of donors, imputations x participants, after the last round; at first they are drawn from all observed."""
    rows = {each.name: np.tile(np.arange(len(known)), (imputations, 1)) for each in ordered}
    for each in ordered:
        rows[each.name][:, each.missing] = rng.choice(each.observed, size=(imputations, len(each.missing)))
    for _ in range(CYCLES if ordered else 0):
        for each in ordered:
            others = [other.terms(rows[other.name]) for other in ordered if other is not each]
            beside = np.broadcast_to(known, (imputations, *known.shape))
            terms = np.concatenate([beside, *others], axis=2)
            draw = drawn_rows if each.levels else matched_rows
            rows[each.name][:, each.missing] = draw(each, terms, rng)
    return rows
