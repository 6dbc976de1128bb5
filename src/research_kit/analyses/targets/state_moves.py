"""Who moves in and out of a target's states, how long people were followed in each, and where they were last seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.analyses.targets.horizon import TERMINAL, in_states
from research_kit.cohort import Cohort

PIECE_MONTHS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """`people`: one row per person of whom it is not known yet whether she reached the target, `pid, elapsed, inside,
    horizon` in months since the index date. Of the `mature`, whose horizon has passed and of whom it is known,
    `attained` have.
    """

    people: pl.DataFrame
    attained: int
    mature: int


def follow_states(stays: pl.DataFrame, at: pl.DataFrame, states: tuple[str, ...]) -> Followed:
    """Who has reached a target, and where the others were last known to be.

    Parameters
    ----------
    stays
        From `target_stays`, or a part of it.
    at
        One row per participant of whom something is asked, from `state_at_horizon`.
    states
        The target's states.
    """
    last = stays.sort("pid", "stop").group_by("pid", maintain_order=True).last()
    seen = last.select("pid", elapsed="stop", where=pl.coalesce("entered", _where(pl.col("inside"))))
    known = pl.col("is_mature") & pl.col("state").is_not_null()
    people = at.with_columns(known=known, horizon=pl.col("horizon_days") / DAYS_PER_MONTH)
    joined = people.join(seen, on="pid", how="left", validate="1:1", maintain_order="left")
    open_ones = joined.filter(~pl.col("known") & (pl.col("where") != GONE).fill_null(True) & (pl.col("horizon") > 0))
    return Followed(
        people=open_ones.select(
            "pid", pl.col("elapsed").fill_null(0.0), "horizon", inside=(pl.col("where") == INSIDE).fill_null(False)
        ),
        attained=people.filter(known & in_states(states)).height,
        mature=people.filter(known).height,
    )


INSIDE, OUTSIDE, GONE = "inside", "outside", "gone"
_MOVED = {"begun": (False, INSIDE), "lost": (True, OUTSIDE)}


def _where(inside: pl.Expr) -> pl.Expr:
    return pl.when(inside).then(pl.lit(INSIDE)).otherwise(pl.lit(OUTSIDE))


def target_stays(cohort: Cohort, states: tuple[str, ...]) -> pl.DataFrame:
    """The histories with the target's states for one state, and all others but the terminal one for another.

    Returns
    -------
    One row per participant and stay, in months since the index date: `pid, start, stop, inside, entered` (`inside`,
    `outside`, `gone`; null: observation ends there).
    """
    names = dict(enumerate(cohort.states, start=1))
    entered = pl.col("event").replace_strict(names, default=None, return_dtype=pl.String())
    inside = entered.is_in(list(states))
    where = pl.when(entered == TERMINAL).then(pl.lit(GONE)).when(entered.is_not_null()).then(_where(inside))
    return cohort.histories.select(
        "pid",
        start=pl.col("start_days") / DAYS_PER_MONTH,
        stop=pl.col("stop_days") / DAYS_PER_MONTH,
        inside=pl.col("state").cast(pl.String).is_in(list(states)),
        entered=where,
    )


def until_day(stays: pl.DataFrame, people: pl.DataFrame, day: date) -> pl.DataFrame:
    """The stays of those who had been enrolled by a day, as far as they had gone by then.

    Parameters
    ----------
    stays
        From `target_stays`.
    people
        One row per participant: `pid, index_on`.
    day
        What came later is cut off; what was written down later of the time before is not.
    """
    came = people.filter(pl.col("index_on") <= day)
    cut = came.select("pid", _cut=(pl.lit(day) - pl.col("index_on")).dt.total_days() / DAYS_PER_MONTH)
    begun = stays.join(cut, on="pid", how="inner", validate="m:1", maintain_order="left")
    begun = begun.filter(pl.col("start") < pl.col("_cut"))
    entered = pl.when(pl.col("stop") <= pl.col("_cut")).then("entered")
    return begun.with_columns(entered=entered, stop=pl.min_horizontal("stop", "_cut")).drop("_cut")


def moves_in_pieces(stays: pl.DataFrame, *, horizon: float) -> pl.DataFrame:
    """How many moved, and how long people were followed, in each piece of time since the index date.

    Pieces of three months up to the horizon.

    Returns
    -------
    One row per piece, as `forecast_states` reads them.
    """
    number = max(int(horizon // PIECE_MONTHS), 1)
    bounds = [PIECE_MONTHS * place for place in range(number)]
    ends = [*bounds[1:], horizon]
    pieces = pl.DataFrame({"start": bounds, "end": ends}, schema={"start": pl.Float64(), "end": pl.Float64()})
    counted = pieces.join(stays, how="cross", suffix="_stay").rename({"start_stay": "since", "stop": "until"})
    time = pl.min_horizontal("end", "until") - pl.max_horizontal("start", "since")
    here = (pl.col("until") > pl.col("start")) & (pl.col("until") <= pl.col("end"))
    moved = {
        name: (here & (pl.col("inside") == inside) & (pl.col("entered") == to).fill_null(False)).sum().cast(pl.Int64)
        for name, (inside, to) in _MOVED.items()
    }
    moved["gone"] = (here & (pl.col("entered") == GONE).fill_null(False)).sum().cast(pl.Int64)
    times = {
        f"time_{where}": time.clip(lower_bound=0).filter(pl.col("inside") == (where == INSIDE)).sum()
        for where in (OUTSIDE, INSIDE)
    }
    return counted.group_by("start", "end").agg(**moved, **times).sort("start")
