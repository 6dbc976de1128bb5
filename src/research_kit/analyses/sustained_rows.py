"""Work that lasted: the share that has started work they kept for at least 90, or 180, days (METHODS M3.6)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.answer_table import blocked_row
from research_kit.analyses.outcome_rows import HORIZON_MONTHS, VALUES, within_rows
from research_kit.analyses.setting import Setting
from research_kit.results.status import INSUFFICIENT, OK, WIDE

STATISTIC = "share_sustained"
NOT_SUSTAINED_YET = "NOT_SUSTAINED_YET"


def sustained_rows(setting: Setting) -> list[pl.DataFrame]:
    """The share with such a start within 12 months, per line; one frame for each number of days.

    Everybody is followed to their last verified day less the number of days: a later start cannot yet have lasted.
    Fewer and fewer are followed long enough the more days are asked for. Where longer work then seems more common than
    shorter, or work that lasted more common than work, too few have been: nothing is said of the longer one. A study
    without the courses of its people, or whose cohort file asks for no such work, has one row that says so.
    """
    outcomes = setting.cohort.definition.outcomes
    names = sorted(outcomes.sustained_days, key=lambda name: outcomes.sustained_days[name])
    followed = [name for name in names if f"event_{name}" in setting.cohort.frame.columns]
    if not followed:
        return [blocked_row(STATISTIC, "NO_TABLE").with_columns(line=pl.lit(0, dtype=pl.Int64))]
    looser, found = _within_a_year(setting, outcomes.headline), []
    for name in followed:
        rows = _coherent(_within_a_year(setting, name), looser)
        found.append(rows.with_columns(statistic=pl.lit(STATISTIC)))
        looser = _loosest_known(rows, looser)
    return found


def _within_a_year(setting: Setting, name: str) -> pl.DataFrame:
    followed = setting.follow(name)
    return within_rows(followed).filter((pl.col("time") == HORIZON_MONTHS) & (pl.col("cause") == followed.causes[0]))


def _coherent(rows: pl.DataFrame, looser: pl.DataFrame) -> pl.DataFrame:
    """The rows, without numbers where they exceed those of the looser definition."""
    most = looser.select("line", _most="estimate")
    joined = rows.join(most, on="line", how="left", validate="1:1", maintain_order="left")
    exceeds = (pl.col("estimate") > pl.col("_most")).fill_null(False) & pl.col("status").is_in([OK, WIDE])
    silent = [pl.when(~exceeds).then(name).alias(name) for name in VALUES]
    return joined.with_columns(
        *silent,
        status=pl.when(exceeds).then(pl.lit(INSUFFICIENT)).otherwise("status"),
        reason=pl.when(exceeds).then(pl.lit(NOT_SUSTAINED_YET)).otherwise("reason"),
    ).drop("_most")


def _loosest_known(rows: pl.DataFrame, looser: pl.DataFrame) -> pl.DataFrame:
    """What the next one may not exceed in each line: this share or, where none is said, the one before."""
    before = looser.select("line", _before="estimate")
    joined = rows.select("line", "estimate").join(before, on="line", how="left", validate="1:1")
    return joined.select("line", estimate=pl.coalesce("estimate", "_before"))
