"""Whether what participants need is offered, received, and met by their own answer (METHODS M6.5)."""

from __future__ import annotations

from math import sqrt

import polars as pl

from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.analyses.participants_voice.setting import NOTHING, VoiceSetting, absent
from research_kit.results.status import BLOCKED, gap_from_error
from research_kit.statistics import weighted_match
from research_kit.statistics.resampling import RESAMPLES

OFFERED, RECEIVED, MET, MET_BY_STAFF = "match_offered", "match_received", "met_herself", "met_by_staff"
LEAST_PEOPLE = 20
_FLAGS = {OFFERED: "offered", RECEIVED: "received", MET: "met_herself", MET_BY_STAFF: "met_staff"}
_BY_THEME = (OFFERED, RECEIVED)


def match_rows(setting: VoiceSetting, why_not: str | None, *, resamples: int = RESAMPLES) -> list[pl.DataFrame]:
    """The mean share of each person's needs that is matched, urgent needs weighing more, per line.

    `match_offered`: an activity for the theme was open. `match_received`: she has begun one. `met_herself`: met, by her
    own answer; `met_by_staff` by the staff's, told apart. `n` are people with a need, `events` those with any matched.
    Where themes are not counted (`why_not`) only what she answered herself is told.
    """
    if not setting.voice.needs.height:
        return [absent(OFFERED)]
    parts = [_of_line(line, own, setting, resamples) for line, own in setting.each_line(setting.voice.needs)]
    rows = pl.concat(parts)
    blocked = pl.when(pl.col("statistic").is_in(_BY_THEME)).then(pl.lit(why_not, dtype=pl.String()))
    judged = judge(
        rows.with_columns(blocked_by=blocked, too_thin=NOTHING),
        {FEW_PEOPLE: pl.col("n") < LEAST_PEOPLE},
        is_wide=((pl.col("upper") - pl.col("lower")) / 2 > setting.limits.half_width).fill_null(False),
    )
    counted = pl.when(pl.col("status") != BLOCKED).then("events")
    visible = pl.min_horizontal(gap_from_error(sqrt(2)) * pl.col("std_error"), 1.0)
    return [judged.with_columns(events=counted, smallest_visible_gap=visible, unit=pl.lit("share"))]


def _of_line(line: int, own: pl.DataFrame, setting: VoiceSetting, resamples: int) -> pl.DataFrame:
    flags = list(_FLAGS.values())
    counts = own.group_by("pid").agg(pl.col(flags).any())
    events = counts.select(pl.col(flags).sum().cast(pl.Int64)).row(0)
    found = weighted_match(
        own, id="pid", priority="priority", met=flags, rng=setting.rng("M6.5"), resamples=resamples
    )  # fmt: skip
    return found.select(
        "estimate", "std_error", "lower", "upper",
        statistic=pl.Series(list(_FLAGS)), n=pl.lit(counts.height, dtype=pl.Int64), events=pl.Series(events),
        unknown=pl.lit(0, dtype=pl.Int64), line=pl.lit(line, dtype=pl.Int64),
    )  # fmt: skip
