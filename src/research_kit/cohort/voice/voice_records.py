"""The frames of participants' own voice, one row of what in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

_DAY, _TEXT, _YES, _NUMBER, _WHOLE = pl.Date(), pl.String(), pl.Boolean(), pl.Float64(), pl.Int64()
_THEMES = pl.List(pl.String())

SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = MappingProxyType(
    {
        "follow_ups": {
            "pid": _TEXT, "k": _WHOLE, "planned_on": _DAY, "actual_on": _DAY, "due": _YES, "died": _YES,
            "withdrawn": _YES, "answered": _YES, "mode": _TEXT,
        },
        "answers": {
            "pid": _TEXT, "k": _WHOLE, "on": _DAY, "item": _TEXT, "ver": _WHOLE, "scale": _TEXT, "edition": _WHOLE,
            "lang": _TEXT, "value": _NUMBER, "range_lo": _NUMBER, "range_hi": _NUMBER,
        },
        "needs": {
            "pid": _TEXT, "stated_on": _DAY, "themes": _THEMES, "coder1": _THEMES, "coder2": _THEMES,
            "priority": _WHOLE, "offered": _YES, "received": _YES, "met_herself": _YES, "met_staff": _YES,
        },
        "coverage": {
            "theme": _TEXT, "act_id": _TEXT, "ver": _WHOLE, "type": _TEXT, "valid_from": _DAY, "valid_to": _DAY,
        },
        "lost": {"frame": _TEXT, "reason": _TEXT, "rows": _WHOLE},
    }
)  # fmt: skip
"""Frame -> its columns; an empty frame stands where a study lacks the table."""


def empty(frame: str) -> pl.DataFrame:
    """The frame of a study without the table that it is made from."""
    return pl.DataFrame(schema=dict(SCHEMAS[frame]))


def shaped(frame: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of a frame, in their order and types."""
    return rows.select(pl.col(name).cast(dtype) for name, dtype in SCHEMAS[frame].items())


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class VoiceRecords:
    """What participants said themselves until the cut; their own words are in none of the frames.

    Attributes
    ----------
    follow_ups
        One row per participant and follow-up `k` (0: at the start) that the study plans: `due` (its planned day has
        come, or it was held), `died` and `withdrawn` before it, `answered` (she answered at least one question), `mode`
        (how it was held). Where nobody wrote down that a follow-up was missed it was missed all the same.
    answers
        One row per participant, follow-up and question answered: `ver`, the wording in use that day, and `edition` the
        set of wordings of its whole scale (1, 2, …); `value` turned so that higher is better; `range_lo` and `range_hi`
        of that wording.
    needs
        One row per need that is still wanted: `themes` as agreed, `coder1` and `coder2` each coder's own (null: not
        coded), `priority` (1 is the most urgent), `offered` (an activity for one of its themes was open from the day it
        was voiced), `received` (she has begun one), `met_herself` (met, by her own answer), `met_staff` (by staff's).
    coverage
        One row per theme and version of an activity for it.
    lost
        What is in none of the frames, and why: `frame, reason, rows`.
    """

    follow_ups: pl.DataFrame = field(default_factory=lambda: empty("follow_ups"))
    answers: pl.DataFrame = field(default_factory=lambda: empty("answers"))
    needs: pl.DataFrame = field(default_factory=lambda: empty("needs"))
    coverage: pl.DataFrame = field(default_factory=lambda: empty("coverage"))
    lost: pl.DataFrame = field(default_factory=lambda: empty("lost"))

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {getattr(self, name).height}" for name in SCHEMAS if name != "lost")
        return f"VoiceRecords({sizes} rows, not for release)"
