"""Which columns hold the intervals, and whether a frame has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from research_kit.errors import CountsError

_ESTIMATES = ("left", "right", "probability", "survival", "log_likelihood", "largest_violation", "participants")
_OURS = frozenset((*_ESTIMATES, "_left", "_right", "_event", "_entry", "_n", "_unusable"))


@dataclass(frozen=True, kw_only=True)
class IntervalColumns:
    """The columns to read, by role; `carried` are groups or covariates, kept as they are."""

    left: str
    right: str
    event: str | None = None
    entry: str | None = None
    weight: str | None = None
    carried: tuple[str, ...] = ()

    @property
    def times(self) -> dict[str, str]:
        """The columns that must hold numbers, by the name they are read under."""
        optional = {"_event": self.event, "_entry": self.entry}
        given = {alias: name for alias, name in optional.items() if name is not None}
        return {"_left": self.left, "_right": self.right} | given

    @property
    def named(self) -> tuple[str, ...]:
        """Every column read, once."""
        weight = () if self.weight is None else (self.weight,)
        return tuple(dict.fromkeys([*self.carried, *self.times.values(), *weight]))

    def require(self, schema: nw.Schema) -> None:
        """Refuse column names that the frame lacks, and columns of a type that holds no numbers."""
        missing = [name for name in self.named if name not in schema]
        if missing:
            raise CountsError(f"The frame has no column {', '.join(map(repr, missing))}. It has: {', '.join(schema)}.")
        if self.left == self.right:
            raise CountsError(
                f"`left` and `right` are the same column, {self.left!r}: everybody would be known to the moment, also "
                "who was not seen to have the event. Give `right` a column of its own, null where no event was seen."
            )
        for name in dict.fromkeys([*self.times.values(), *([self.weight] if self.weight is not None else [])]):
            if not (schema[name].is_numeric() or schema[name] == nw.Unknown or self._may_be_boolean(name, schema)):
                raise CountsError(
                    f"Column {name!r} holds {str(schema[name]).partition('(')[0]}, not numbers: times are days (or "
                    "months) since the index date. Convert it first."
                )

    def _may_be_boolean(self, name: str, schema: nw.Schema) -> bool:
        return name == self.event and bool(schema[name] == nw.Boolean)


def require_groups(by: Sequence[str] | str, columns: Sequence[str]) -> tuple[str, ...]:
    """The `by` columns as a tuple; refuses names that the result needs, and columns read as times."""
    names: tuple[Any, ...] = (by,) if isinstance(by, str) else tuple(by)
    taken = [name for name in names if name in _OURS or name in columns or names.count(name) > 1]
    if taken:
        raise CountsError(
            f"`by` column {', '.join(map(repr, taken))} is named twice, is read as a time, or has the name of a column "
            "of the result. Copy it to a column of another name and name that in `by`."
        )
    return names
