"""The share in some states at the horizon, for lines of participants at once (METHODS M9.1, M4.6).

By count where all are known; otherwise by the states that people move through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.analyses.incidence_curves import CONFIDENCE, DAYS_PER_MONTH
from research_kit.analyses.joint_occupation import joint_occupation
from research_kit.analyses.targets.horizon import in_states
from research_kit.cohort import Cohort
from research_kit.statistics import wilson
from research_kit.statistics.multistate.occupation_limits import occupation_limits

Floats = NDArray[np.float64]

ATTAINED = "attained"
IN_PROJECT = "in_project"
_STATES = ("work", "education", IN_PROJECT, "ended_without_outcome", "terminal")
_COUNTS = ("line", "people", "n", "events", "unknown")


@dataclass(frozen=True, kw_only=True, slots=True)
class Occupancy:
    """What is asked of the participants: who is in these states at the horizon, and how sure the claim must be."""

    cohort: Cohort
    at: pl.DataFrame
    states: tuple[str, ...]
    alarm_confidence: float

    def of(self, members: pl.DataFrame) -> pl.DataFrame:
        """The share of each line.

        Parameters
        ----------
        members
            One row per line and participant of it: `line, pid`. Lines may overlap.

        Returns
        -------
        One row per line: `people`; of those whose horizon has passed `n`, the `events` known to be there and `unknown`;
        `estimate, std_error`, and the limits of both bars. Null where nobody was followed so far.

        Notes
        -----
        Where all of the line were known at their horizon, the plain share with Wilson's interval. Otherwise
        Aalen-Johansen's occupation, averaged over the horizons of the line's people, which are whole months here; the
        errors at several horizons are added as if they went together, which errs towards a wider bar.
        """
        people = members.join(self.at, on="pid", how="inner", validate="m:1")
        counts = _counts(people, self.states)
        whole = counts.filter((pl.col("unknown") == 0) & (pl.col("n") == pl.col("people")) & (pl.col("n") > 0))
        others = counts.join(whole, on="line", how="anti", maintain_order="left")
        parts = [self._by_count(whole), self._by_states(others, people)]
        return pl.concat(parts, how="vertical_relaxed").sort("line")

    def _by_count(self, counts: pl.DataFrame) -> pl.DataFrame:
        events, n = counts["events"].to_numpy(), counts["n"].to_numpy()
        said, claimed = wilson(events, n), wilson(events, n, confidence=self.alarm_confidence)
        error = (pl.col("estimate") * (1 - pl.col("estimate")) / pl.col("n")).sqrt()
        limits = said.with_columns(alarm_lower=claimed["lower"], alarm_upper=claimed["upper"])
        return counts.hstack(limits).with_columns(std_error=error).select(*_COUNTS, *VALUES)

    def _by_states(self, counts: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
        concerned = people.join(counts.select("line"), on="line", how="semi", maintain_order="left")
        months = (pl.col("horizon_days") / DAYS_PER_MONTH).round().clip(lower_bound=1)
        weights = concerned.group_by("line", days=months * DAYS_PER_MONTH).agg(people=pl.len()).sort("line", "days")
        occupied = self._occupied(concerned, weights["days"].unique().sort().to_list())
        if not occupied.height:
            nothing = [pl.lit(None, dtype=pl.Float64()).alias(name) for name in VALUES]
            return counts.with_columns(nothing).select(*_COUNTS, *VALUES)
        averaged = _averaged(weights, occupied)
        joined = counts.join(averaged, on="line", how="left", validate="1:1", maintain_order="left")
        return joined.with_columns(self._limits(joined)).select(*_COUNTS, *VALUES)

    def _occupied(self, members: pl.DataFrame, days: Sequence[float]) -> pl.DataFrame:
        """Per line and day the occupation; a person who is in several lines is counted in each."""
        histories = _with_names(self.cohort).join(members.select("line", "pid"), on="pid", how="inner")
        if not histories.height:
            return pl.DataFrame()
        apart = histories.with_columns(pid=pl.concat_str("line", pl.lit("/"), "pid"))
        return joint_occupation(apart, told={ATTAINED: self.states}, days=days)

    def _limits(self, rows: pl.DataFrame) -> list[pl.Series]:
        estimate, error = (
            rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("estimate", "std_error")
        )
        observed = (rows["n"] - rows["unknown"]).cast(pl.Float64).to_numpy()
        columns = []
        for confidence, prefix in ((CONFIDENCE, ""), (self.alarm_confidence, "alarm_")):
            limits = occupation_limits(estimate, error, observed, interval="logit", confidence=confidence)
            for name, values in zip(("lower", "upper"), limits, strict=True):
                columns.append(pl.Series(f"{prefix}{name}", values).fill_nan(None))
        return columns


VALUES = ("estimate", "std_error", "lower", "upper", "alarm_lower", "alarm_upper")


def _counts(people: pl.DataFrame, states: tuple[str, ...]) -> pl.DataFrame:
    mature, there = pl.col("is_mature"), in_states(states)
    return people.group_by("line").agg(
        people=pl.len().cast(pl.Int64),
        n=mature.sum().cast(pl.Int64),
        events=(mature & there.fill_null(False)).sum().cast(pl.Int64),
        unknown=(mature & pl.col("state").is_null()).sum().cast(pl.Int64),
    )


def _averaged(weights: pl.DataFrame, occupied: pl.DataFrame) -> pl.DataFrame:
    """Over the horizons of each line's people; null where one of them lies past all that was followed."""
    joined = weights.join(occupied, on=["line", "days"], how="left", validate="1:1")
    part = pl.col("people") / pl.col("people").sum()
    told = pl.col("estimate").is_not_null().all()
    return joined.group_by("line").agg(
        pl.when(told).then((part * pl.col(name)).sum()).alias(name) for name in ("estimate", "std_error")
    )


def _with_names(cohort: Cohort) -> pl.DataFrame:
    """The histories with the state entered by name, null where observation ends; every phase is in the project."""
    names = dict(enumerate(cohort.states, start=1))
    entered = pl.col("event").replace_strict(names, default=None, return_dtype=pl.String())
    state = _told(pl.col("state").cast(pl.String))
    return cohort.histories.select("pid", "start_days", "stop_days", state=state, event=_told(entered))


def _told(state: pl.Expr) -> pl.Expr:
    named = pl.when(state.is_in(_STATES)).then(state).otherwise(pl.lit(IN_PROJECT))
    return pl.when(state.is_not_null()).then(named).cast(pl.Enum(_STATES))
