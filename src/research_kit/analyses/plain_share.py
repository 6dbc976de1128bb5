"""A plain share at 12 months, which only people who have been followed that long allow (METHODS 2, maturity)."""

from __future__ import annotations

import polars as pl

from research_kit.cohort import Cohort
from research_kit.cohort.maturity import days_of, is_mature
from research_kit.results import raise_guard
from research_kit.statistics import wilson


def plain_share_within(cohort: Cohort, *, outcome: str = "strict", months: int = 12) -> pl.DataFrame:
    """Share who have had the headline's event within `months`, counted without any estimate of what is not known.

    Parameters
    ----------
    cohort
        Participants who all enrolled at least `months` before the cut, and of all of whom the state is known.
    outcome
        A definition of success.
    months
        The horizon, in calendar months from each person's index date.

    Returns
    -------
    One row: `n, events, estimate, lower, upper`, with Wilson's interval.

    Raises
    ------
    GuardError
        G-MATURE: somebody has not been followed that long. G-ABSENCE: of somebody the state is not known, which is
        not the same as not in work. In both cases use `time_to_employment`.

    References
    ----------
    Wilson EB (1927). J Am Stat Assoc 22:209-212. doi:10.1080/01621459.1927.10502953
    """
    young = cohort.frame.filter(~is_mature(cohort.cut, months)).height
    if young:
        raise_guard(
            "G-MATURE",
            f"{young} of {len(cohort)} have not been followed {months} months; a plain percentage would be too low.",
        )
    horizon = days_of(months)
    days, event = pl.col(f"duration_days_{outcome}"), pl.col(f"event_{outcome}")
    unknown = cohort.frame.filter((event == 0) & (days < horizon)).height
    if unknown:
        raise_guard("G-ABSENCE", f"Of {unknown} of {len(cohort)} it is not known how they were after {months} months.")
    events = cohort.frame.filter((event == 1) & (days <= horizon)).height
    share = wilson(events, len(cohort))
    return pl.DataFrame({"n": [len(cohort)], "events": [events]}).hstack(share)
