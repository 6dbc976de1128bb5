"""Which columns of a frame a count reads, and whether they are there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from research_kit.errors import CountsError

_COUNTS = ("time", "entered", "at_risk", "censored", "events", "cause", "_time", "_event", "_entry", "_group")
_SUMS = ("_records", "_weight", "_squared", "_bad_weights", "_broken_weights")
_ESTIMATES = ("tau", "compared_with", "estimate", "std_error", "lower", "upper", "statistic", "df", "p_value")
_CORRECTED = ("std_error_small_sample", "corrected")
_BY_CAUSE = re.compile(r"^events_\d+$|_squared_weights$")
_WRITTEN_BY_US = frozenset((*_COUNTS, *_SUMS, *_ESTIMATES, *_CORRECTED))


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The columns to read, by role. `sets` are the disaggregations wanted; `by` all the columns they use."""

    duration: str
    event: str
    entry: str | None = None
    weight: str | None = None
    by: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """Every column read, once."""
        optional = [name for name in (self.entry, self.weight) if name is not None]
        return tuple(dict.fromkeys([*self.by, self.duration, self.event, *optional]))

    def require(self, available: Sequence[str]) -> None:
        """Refuse column names that the frame lacks, or that would collide with the columns of the result."""
        missing = [name for name in self.named if name not in available]
        if missing:
            raise CountsError(
                f"The frame has no column {', '.join(map(repr, missing))}. It has: {', '.join(available)}."
            )
        taken = [name for name in self.by if name in _WRITTEN_BY_US or _BY_CAUSE.search(name)]
        if taken:
            raise CountsError(
                f"`by` column {', '.join(map(repr, taken))} has the name of a column of the life table. Rename it."
            )
        counted = [name for name in self.by if name in (self.duration, self.event, self.entry)]
        if counted:
            raise CountsError(
                f"`by` column {', '.join(map(repr, counted))} is also counted as duration, event or entry. "
                "To group by its values, copy it to a column of another name and rename `by`."
            )
        twice = sorted({name for name in self.by if self.by.count(name) > 1})
        if twice:
            raise CountsError(f"`by` names {', '.join(map(repr, twice))} more than once.")
