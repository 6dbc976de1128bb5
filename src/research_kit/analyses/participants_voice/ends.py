"""Who is already at an end of a scale: then means hide what happens, and gains are not comparable (METHODS M6.1)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.groups import TARGET
from research_kit.analyses.participants_voice.scores import Measure
from research_kit.analyses.participants_voice.setting import BASELINE, VoiceSetting
from research_kit.results import GuardHit
from research_kit.results.guards import hit
from research_kit.statistics import floor_and_ceiling, gains_comparable

CEILING = "G-CEILING"


def ends_of(setting: VoiceSetting, measure: Measure, waves: list[int]) -> pl.DataFrame:
    """Per line and follow-up: `line, k, flagged`, whether 15 % or more are at the lowest or the highest value."""
    rows = setting.placed(measure.latest.filter(pl.col("k").is_in(waves)))
    if not rows.height:
        return pl.DataFrame(schema={"line": pl.Int64, "k": pl.Int64, "flagged": pl.Boolean})
    found = floor_and_ceiling(
        rows, value="value", lowest=measure.lowest, highest=measure.highest, by=["line", "k"]
    )  # fmt: skip
    return found.group_by("line", "k").agg(pl.col("flagged").any()).sort("line", "k")


def ceiling_guards(setting: VoiceSetting, measures: list[Measure]) -> tuple[GuardHit, ...]:
    """G-CEILING, where two groups that stand side by side have not the same room to gain."""
    differ = any(_differ(setting, measure, split) for measure in measures for split in _splits(setting))
    return (hit(CEILING),) if differ else ()


def _splits(setting: VoiceSetting) -> list[list[int]]:
    """The lines of each division of everybody, at least two."""
    groups = setting.groups
    overlapping = {place for place, split in enumerate(groups.splits) if any(n.startswith(TARGET) for n in split.by)}
    lines = groups.lines.filter(~pl.col("split").is_in(list(overlapping)))
    parts = lines.group_by("split", maintain_order=True).agg("line")
    return [own for own in parts["line"].to_list() if len(own) > 1]


def _differ(setting: VoiceSetting, measure: Measure, lines: list[int]) -> bool:
    rows = setting.placed(measure.latest.filter(pl.col("k") == BASELINE)).filter(pl.col("line").is_in(lines))
    enough = rows.filter(pl.len().over("line") >= setting.limits.gap_n)
    if enough["line"].n_unique() < 2:
        return False
    ends = floor_and_ceiling(
        enough, value="value", lowest=measure.lowest, highest=measure.highest, by=["line"]
    )  # fmt: skip
    return not bool(gains_comparable(ends)["comparable"].item())
