"""What the share would be had those who were lost started, or not; and among those whom a register follows.

Methods that follow people to their last verified status assume that those who were lost would have done as the
others. It cannot be seen in the data whether that holds: the bounds say how much depends on it (METHODS M6.3).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from research_kit.analyses.answer_table import blocked_row
from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.analyses.outcome_rows import FEW_PEOPLE, HORIZON_MONTHS, Followed, within_rows
from research_kit.analyses.setting import Setting
from research_kit.results.status import INSUFFICIENT

NONE, ALL, VERIFIED = "share_if_none_started", "share_if_all_started", "share_verified"
_HORIZON_DAYS = HORIZON_MONTHS * DAYS_PER_MONTH


def bounds_rows(setting: Setting) -> list[pl.DataFrame]:
    """The headline's share at 12 months if none, or all, of those lost had started; and of those followed by register.

    Returns
    -------
    Frames of rows by `line`, statistics `share_if_none_started`, `share_if_all_started`, `share_verified`. A study
    that does not say how long people could have been followed has one row that says so.

    Notes
    -----
    None: everybody lost without an event is followed without one to 12 months, or to the end of observation if that
    is later. (To the end of observation alone would be no bound where others compete: the lost would stand in for
    those followed on, of whom more may start.) All: they start on the day they were lost. Every share lies between,
    whatever the lost did.
    """
    name, frame = setting.cohort.definition.outcomes.headline, setting.cohort.frame
    if frame[f"lost_{name}"].null_count() == frame.height:
        return [_without(NONE, "NO_TABLE")]
    headline = setting.follow(name)
    supposed = {NONE: _none_started(frame, name), ALL: _all_started(frame, name)}
    both = [(statistic, setting.follow(name, people=people)) for statistic, people in supposed.items()]
    rows = [_at_horizon(replace(one, blocked=headline.blocked), statistic) for statistic, one in both]
    verified = frame.filter(pl.col("register_followed").fill_null(False))
    if not verified.height:
        return [*rows, _without(VERIFIED, "NO_REGISTER")]
    return [*rows, _of_every_line(_at_horizon(setting.follow(name, people=verified), VERIFIED), headline)]


def _without(statistic: str, reason: str) -> pl.DataFrame:
    return blocked_row(statistic, reason).with_columns(line=pl.lit(0, dtype=pl.Int64))


def _at_horizon(followed: Followed, statistic: str) -> pl.DataFrame:
    rows = within_rows(followed).filter((pl.col("time") == HORIZON_MONTHS) & (pl.col("cause") == followed.causes[0]))
    return rows.with_columns(statistic=pl.lit(statistic))


def _of_every_line(rows: pl.DataFrame, headline: Followed) -> pl.DataFrame:
    """The rows, and one without numbers for each line of which nobody is there."""
    lacking = headline.groups.lines.select("line").join(rows, on="line", how="anti")
    about = rows.select("statistic", "outcome", "cause", "time", "unit").head(1)
    silent = lacking.join(about, how="cross").with_columns(
        n=pl.lit(0), events=pl.lit(0), unknown=pl.lit(0), status=pl.lit(INSUFFICIENT), reason=pl.lit(FEW_PEOPLE)
    )
    return pl.concat([rows, silent], how="diagonal_relaxed").sort("line", maintain_order=True)


def _lost(name: str) -> pl.Expr:
    """Those lost, of those who were ever at risk: who had left before the data begin is in no line."""
    at_risk = (pl.col("entry_days") <= 0) | (pl.col(f"duration_days_{name}") > pl.col("entry_days"))
    return (pl.col(f"lost_{name}") & at_risk).fill_null(False)


def _none_started(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Everybody who was lost, as if followed without an event for the year, or for as long as they could have been."""
    columns = (f"duration_days_{name}", f"left_days_{name}")
    until = pl.max_horizontal(columns[0], "potential_days", pl.lit(_HORIZON_DAYS))
    return frame.with_columns(pl.when(_lost(name)).then(until).otherwise(column).alias(column) for column in columns)


def _all_started(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Everybody who was lost, as if they had had the headline's event on the day they were lost."""
    lost, day = _lost(name), pl.col(f"duration_days_{name}")
    return frame.with_columns(
        pl.when(lost).then(1).otherwise(f"event_{name}").alias(f"event_{name}"),
        *(pl.when(lost).then(day).otherwise(side).alias(side) for side in (f"left_days_{name}", f"right_days_{name}")),
    )
