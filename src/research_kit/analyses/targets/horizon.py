"""Where each participant is at the horizon of a target, and what she answered: known, not known, or not yet due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.cohort import Cohort
from research_kit.study.targets import NumeratorRule, Target

TERMINAL = "terminal"


@dataclass(frozen=True, kw_only=True, slots=True)
class Horizon:
    """So many months after the index date, or the project's last day if that is sooner (METHODS M9.1)."""

    months: float
    ends_on: date | None

    def days(self) -> pl.Expr:
        """From each participant's index date; none for who is enrolled on the last day."""
        whole = pl.lit(self.months * DAYS_PER_MONTH)
        if self.ends_on is None:
            return whole
        left = (pl.lit(self.ends_on) - pl.col("index_on")).dt.total_days().cast(pl.Float64)
        return pl.min_horizontal(whole, left).clip(lower_bound=0.0)


def horizon_of(cohort: Cohort, target: Target) -> Horizon:
    """The horizon of a target in this study."""
    return Horizon(months=target.horizon_months, ends_on=cohort.study.ends_on)


def state_at_horizon(cohort: Cohort, horizon: Horizon) -> pl.DataFrame:
    """One row per participant: `pid, horizon_days, is_mature, state`.

    `is_mature`: the horizon lies on the cut or before. `state`: null where it is not known at the horizon, which is
    never the same as not in work; whoever came to a terminal status is there ever after.
    """
    days = pl.col("horizon_days")
    passed = (pl.lit(cohort.cut) - pl.col("index_on")).dt.total_days()
    people = cohort.frame.select("pid", horizon_days=horizon.days(), _passed=passed)
    stays = people.select("pid", "horizon_days").join(_stays(cohort), on="pid", how="inner")
    there = stays.filter((pl.col("start_days") < days) & (days <= pl.col("stop_days")))
    first = stays.filter((days == 0) & (pl.col("start_days") == 0))  # who is to be judged on the day she began
    known = pl.concat([there, first]).unique("pid", keep="first", maintain_order=True).select("pid", "state")
    joined = people.join(known, on="pid", how="left", validate="1:1", maintain_order="left")
    mature = joined.with_columns(is_mature=(pl.col("_passed") >= days).fill_null(False))
    return mature.select("pid", "horizon_days", "is_mature", "state")


def _stays(cohort: Cohort) -> pl.DataFrame:
    terminal = {place for place, name in enumerate(cohort.states, start=1) if name == TERMINAL}
    stays = cohort.histories.with_columns(pl.col("state").cast(pl.String))
    for_good = stays.filter(pl.col("event").is_in(list(terminal))).with_columns(
        state=pl.lit(TERMINAL), start_days="stop_days", stop_days=pl.lit(float("inf"))
    )
    return pl.concat([stays, for_good])


def reached(at: pl.DataFrame, rule: NumeratorRule, answers: pl.DataFrame | None) -> pl.DataFrame:
    """The participants with `reached`: true, false, or null where it is not known.

    Parameters
    ----------
    at
        One row per participant, from `state_at_horizon`.
    rule
        Who has reached the target.
    answers
        `pid, says_so` of those who answered about the horizon; null where the rule asks nothing.

    Notes
    -----
    An answer counts only from those known not to be in the states that the rule leaves out. Not known is neither: who
    is in work has reached a target of work or a good answer whatever she would have answered.
    """
    known = at if answers is None else at.join(answers, on="pid", how="left", validate="1:1", maintain_order="left")
    parts = [in_states(rule.states)] if rule.states else []
    if rule.scale is not None:
        says_so = pl.col("says_so") if answers is not None else pl.lit(None, dtype=pl.Boolean())
        parts.append(says_so & ~in_states(rule.not_in) if rule.not_in else says_so)
    return known.with_columns(reached=pl.any_horizontal(parts))


def in_states(states: tuple[str, ...]) -> pl.Expr:
    """Whether the state is one of these; null where it is not known."""
    return pl.when(pl.col("state").is_not_null()).then(pl.col("state").is_in(list(states)))
