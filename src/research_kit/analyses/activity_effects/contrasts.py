"""What starting is compared with: not starting at all, or not yet (METHODS 5.2); the protocol says which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Contrast(NamedTuple):
    """A comparison of those who start in a month with those who could and do not.

    Attributes
    ----------
    gap, ratio
        The statistics that it is told as: a difference in points, a ratio of rates.
    not_started_until
        Until when those who do not start in a trial are followed in it, as `sequential_trials` names it.
    """

    gap: str
    ratio: str
    not_started_until: str


NO_START = Contrast("gap_starting", "ratio_until_start", "start")
"""Starting beside not starting: whoever does not is followed until the own start."""
NOT_YET = Contrast("gap_starting_now", "ratio_starting_now", "end")
"""Starting now beside not yet: whoever does not is followed on, though many start within months."""
BY_STRATEGY: Mapping[str, Contrast] = {"no_start": NO_START, "not_yet": NOT_YET}
"""By what the protocol says that the others do (`strategies.otherwise`)."""
