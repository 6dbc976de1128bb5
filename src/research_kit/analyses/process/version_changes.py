"""When activities were changed, and what else was changed about that time (METHODS M4.5)."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from research_kit.analyses.process.setting import ProcessSetting

QUARTER_DAYS = 91.3125
STAFF_TRAINING = "staff_training"


def version_changes(setting: ProcessSetting) -> pl.DataFrame:
    """One row per version that follows another: `change` (activity:version), `act_id, ver, before` (the version until
    then), `type, changed_on`, and `from_on`, `until_on`, the stretch in which nothing else of it was changed.
    """
    versions = setting.records.versions.sort("act_id", "valid_from", "ver")
    numbered = versions.with_columns(
        before=pl.col("ver").shift(1).over("act_id"),
        from_on=pl.col("valid_from").shift(1).over("act_id"),
        until_on=pl.col("valid_from").shift(-1).over("act_id"),
        change=pl.format("{}:{}", "act_id", "ver"),
    )
    later = numbered.filter(pl.col("before").is_not_null())
    return later.select("change", "act_id", "ver", "before", "type", "from_on", "until_on", changed_on="valid_from")


def changed_at_once(setting: ProcessSetting, changes: pl.DataFrame) -> dict[str, list[str]]:
    """What else was changed within a quarter of each change: versions (`type:version`) and trainings of staff."""
    near = timedelta(days=QUARTER_DAYS)
    named = pl.format("{}:{}", pl.col("type").fill_null("other"), "ver")
    others = pl.concat(
        [
            changes.select(of="change", other=named, on="changed_on"),
            setting.records.trainings.select(of=pl.lit(""), other=pl.lit(STAFF_TRAINING), on="on"),
        ]
    )
    pairs = changes.select("change", "changed_on").join(others, how="cross").filter(pl.col("change") != pl.col("of"))
    close = pairs.filter((pl.col("on") - pl.col("changed_on")).abs() <= near)
    listed = close.unique(["change", "other"]).sort("change", "other").group_by("change", maintain_order=True)
    return dict(listed.agg("other").iter_rows())
