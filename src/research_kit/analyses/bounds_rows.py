"""What the share would be had those who were lost started, or not; and among those whom a register follows.

Methods that follow people to their last verified status assume that those who were lost would have done as the
others. It cannot be seen in the data whether that holds: the bounds say how much depends on it (METHODS M6.3).
"""

from __future__ import annotations

import polars as pl

from research_kit.analyses.outcome_rows import HORIZON_MONTHS, within_rows
from research_kit.analyses.setting import Setting
from research_kit.results.status import BLOCKED

VERIFIED = "share_verified"


def bounds_rows(setting: Setting) -> list[pl.DataFrame]:
    """The headline's share at 12 months if none, or all, of those lost had started; and of those followed by register.

    Returns
    -------
    Frames of rows by `line`, statistics `share_if_none_started`, `share_if_all_started`, `share_verified`.
    """
    name, frame = setting.cohort.definition.outcomes.headline, setting.cohort.frame
    supposed = {"share_if_none_started": _none_started(frame, name), "share_if_all_started": _all_started(frame, name)}
    rows = [_at_horizon(setting, statistic, people) for statistic, people in supposed.items()]
    verified = frame.filter(pl.col("register_followed").fill_null(False))
    if not verified.height:
        nobody = {"line": [0], "statistic": [VERIFIED], "status": [BLOCKED], "reason": ["NO_REGISTER"]}
        return [*rows, pl.DataFrame(nobody, schema_overrides={"line": pl.Int64})]
    return [*rows, _at_horizon(setting, VERIFIED, verified)]


def _at_horizon(setting: Setting, statistic: str, people: pl.DataFrame) -> pl.DataFrame:
    followed = setting.follow(setting.cohort.definition.outcomes.headline, people=people)
    rows = within_rows(followed).filter((pl.col("time") == HORIZON_MONTHS) & (pl.col("cause") == followed.causes[0]))
    return rows.with_columns(statistic=pl.lit(statistic))


def _none_started(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Everybody who was lost, as if followed without an event for as long as they could have been."""
    lost, until = pl.col(f"lost_{name}"), pl.max_horizontal(f"duration_days_{name}", "potential_days")
    columns = (f"duration_days_{name}", f"left_days_{name}")
    return frame.with_columns(pl.when(lost).then(until).otherwise(column).alias(column) for column in columns)


def _all_started(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Everybody who was lost, as if they had had the headline's event on the day they were lost."""
    lost, day = pl.col(f"lost_{name}"), pl.col(f"duration_days_{name}")
    return frame.with_columns(
        pl.when(lost).then(1).otherwise(f"event_{name}").alias(f"event_{name}"),
        pl.when(lost).then(day).otherwise(f"right_days_{name}").alias(f"right_days_{name}"),
    )
