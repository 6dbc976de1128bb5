"""What participants answered about the horizon of a target: the last answer within the follow-up's window."""

from __future__ import annotations

import polars as pl

from research_kit.cohort import Cohort
from research_kit.study.targets import NumeratorRule


def says_so(cohort: Cohort, at: pl.DataFrame, rule: NumeratorRule) -> pl.DataFrame | None:
    """Whether each who answered about the horizon gave at least the answer that counts: `pid, says_so`.

    Of several questions of the scale the mean is judged. Null where the study has no answers.
    """
    answers = cohort.records.answers
    if rule.scale is None or not answers.height:
        return None
    window = cohort.definition.follow_up.window_days
    index = cohort.frame.select("pid", "index_on").join(at.select("pid", "horizon_days"), on="pid", how="left")
    asked = answers.filter(pl.col("scale").cast(pl.String) == rule.scale).join(index, on="pid", how="inner")
    since = (pl.col("on") - pl.col("index_on")).dt.total_days()
    near = asked.filter((since - pl.col("horizon_days")).abs() <= window)
    last = near.filter(pl.col("on") == pl.col("on").max().over("pid"))
    return last.group_by("pid").agg(says_so=pl.col("value").mean() >= float(rule.at_least or 0)).sort("pid")
