"""From participants, wherever they lie, to the counts a partner may share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw
import numpy as np

from research_kit.counts.engines import read
from research_kit.counts.life_table import life_tables
from research_kit.counts.life_table_type import LifeTable, made_from
from research_kit.counts.pooling import pooled_tally
from research_kit.counts.regrouped import on_grid
from research_kit.counts.tally import Moves
from research_kit.errors import CountsError

By = tuple[str, ...]
Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]


def count_outcomes(
    frame: Any, outcomes: Mapping[str, Sequence[str]], sets: Sequence[By], *, step_days: float | None = None
) -> tuple[dict[str, tuple[LifeTable, ...]], dict[str, int]]:
    """Life tables of every definition of success, by every crossing that is not part of another.

    Parameters
    ----------
    frame
        One row per participant, on any engine: the columns of `sets`; `entry_days` (0 = observed from the start; may
        be missing); and per outcome `duration_days_<outcome>` (days >= 0) and `event_<outcome>` (0 = censored, else
        the place of the cause).
    outcomes
        Definition of success -> its causes.
    sets
        The crossings wanted.
    step_days
        Round times up to steps of so many days; null leaves them as they are.

    Returns
    -------
    Definition of success -> life tables, times in days as Float64; and definition of success -> participants who
    left before the data begin, and are in no table.

    Raises
    ------
    CountsError
        A column is missing, there is nobody, or an event has a code beyond the causes.
    """
    known = read(frame)
    wanted = widest(sets)
    late = _has_late_entry(known)
    tables, never = {}, {}
    for outcome, causes in outcomes.items():
        never[outcome] = _count(known, _never_at_risk(outcome)) if late else 0
        counted = _counted(known, outcome, wanted, late=late)
        if max(len(each.causes) for each in counted) > len(causes):
            raise CountsError(f"`event_{outcome}` has codes above {len(causes)}, the number of causes of `{outcome}`.")
        tables[outcome] = tuple(on_grid(_in_days(each, len(causes)), step_days) for each in counted)
    return tables, never


def widest(sets: Sequence[By]) -> tuple[By, ...]:
    """The crossings that are part of no other: the rest is summed from them."""
    once = list(dict.fromkeys(sets))
    return tuple(by for by in once if not any(set(by) < set(other) for other in once))


def _counted(known: Frame, outcome: str, wanted: tuple[By, ...], *, late: bool) -> list[LifeTable]:
    duration, event = f"duration_days_{outcome}", f"event_{outcome}"
    columns = [*dict.fromkeys(name for by in wanted for name in by), duration, event]
    missing = [name for name in columns if name not in known.collect_schema().names()]
    if missing:
        raise CountsError(
            f"The frame has no column {', '.join(map(repr, missing))}. Rename its columns under `columns`."
        )
    if late:
        known = known.filter(~_never_at_risk(outcome)).with_columns(entered_days=_entered())
        columns.append("entered_days")
    entry = "entered_days" if late else None
    made = life_tables(known.select(columns).to_native(), duration=duration, event=event, entry=entry, sets=wanted)
    return [made[by] for by in wanted]


def _has_late_entry(known: Frame) -> bool:
    return "entry_days" in known.collect_schema().names() and _count(known, nw.col("entry_days") > 0) > 0


def _never_at_risk(outcome: str) -> nw.Expr:
    """Who entered late and left by then."""
    entry = nw.col("entry_days")
    return ((entry > 0) & (nw.col(f"duration_days_{outcome}") <= entry)).fill_null(False)


def _entered() -> nw.Expr:
    """At risk at t are those who entered before t: who was there on day 0 must have entered before it."""
    entry = nw.col("entry_days")
    return nw.when(entry > 0).then(entry.cast(nw.Float64())).otherwise(nw.lit(-1.0))


def _count(known: Frame, condition: nw.Expr) -> int:
    counted = known.lazy().filter(condition).select(nw.len().alias("people")).collect(backend="polars").to_native()
    return int(counted["people"][0])


def _in_days(life_table: LifeTable, causes: int) -> LifeTable:
    """The same table with times that may be fractions of a day, and a column for every cause, met with or not."""
    tally = pooled_tally((life_table,), life_table.by, weighted=False)
    exits, entries = (None if each is None else _as_floats(each) for each in (tally.exits, tally.entries))
    return made_from(replace(tally, exits=exits or tally.exits, entries=entries, causes=causes), "none")


def _as_floats(moves: Moves) -> Moves:
    return replace(moves, time=moves.time.astype(np.float64))
