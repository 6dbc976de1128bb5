"""How low and how high a share could be, whatever those who did not answer would have said."""

from __future__ import annotations

import polars as pl
from numpy.typing import ArrayLike

from research_kit.errors import EstimateError
from research_kit.statistics.proportions.counts_of_n import counts_of_n
from research_kit.statistics.proportions.wilson import wilson


def nonresponse_bounds(events: ArrayLike, answered: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> pl.DataFrame:
    """Share among those who answered, and the lowest and highest it could be among all.

    Parameters
    ----------
    events, answered, n
        Counts, 0 <= events <= answered <= n: those with the event, those who answered, all who should have.
    confidence
        Of Wilson's limits, strictly between 0 and 1.

    Returns
    -------
    One row per share: `estimate` (of those who answered; null if nobody did), `lowest` (all others without the event),
    `highest` (all others with it), `lower`, `upper` (Wilson's lower limit of `lowest` and upper limit of `highest`:
    loss and chance together); null where n is 0 or null.

    Raises
    ------
    EstimateError
        A count is negative, no whole number, or out of order, or confidence is outside (0, 1).

    References
    ----------
    Manski CF (1990). Am Econ Rev 80:319-323.
    Horowitz JL, Manski CF (2000). J Am Stat Assoc 95:77-84. doi:10.1080/01621459.2000.10473902
    """
    with_event, known = counts_of_n(events, answered)
    known_again, everybody = counts_of_n(answered, n)
    if not with_event.size == known_again.size:
        raise EstimateError(f"events has {with_event.size} values, and answered and n have {known_again.size}.")
    lowest = wilson(with_event, everybody, confidence)
    highest = wilson(with_event + everybody - known, everybody, confidence)
    return pl.DataFrame(
        {
            "estimate": wilson(with_event, known, confidence)["estimate"],
            "lowest": lowest["estimate"],
            "highest": highest["estimate"],
            "lower": lowest["lower"],
            "upper": highest["upper"],
        }
    )
