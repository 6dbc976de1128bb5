"""Participants' scores on each scale, follow-up by follow-up, by the half rule (METHODS M6.1)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from research_kit.analyses.participants_voice.setting import VoiceSetting
from research_kit.statistics import scale_scores

KEY = ["pid", "k"]
NO_SCALE = "other"
"""Questions that belong to no scale: each is told by itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """One thing that is measured: a scale, or one question of it.

    Attributes
    ----------
    code
        The scale, or the question.
    scale
        The scale.
    is_single
        Whether it is one question, whose answers are categories.
    lowest, highest
        The ends of the scale in its latest edition.
    values
        One row per participant and follow-up: `pid, k, on, edition, lang, value`; higher is better.
    """

    code: str
    scale: str
    is_single: bool
    lowest: float
    highest: float
    values: pl.DataFrame

    @property
    def latest(self) -> pl.DataFrame:
        """The values of the latest edition of the wordings: others are not counted together with them."""
        return self.values.filter(pl.col("edition") == pl.col("edition").max())

    @property
    def earlier_wordings(self) -> int:
        """How many values were given to earlier wordings."""
        return self.values.height - self.latest.height


def told_of(setting: VoiceSetting, measure: Measure) -> VoiceSetting:
    """The lines that a measure is told of: scores of every group, questions of everybody and by gender alone."""
    return setting.of_everybody_and_gender() if measure.is_single else setting


def scales_asked(setting: VoiceSetting) -> list[str]:
    """The scales that participants are asked, in order; the question of being closer to work has a table of its own."""
    answers = setting.voice.answers.filter(pl.col("scale") != setting.plan.closer.scale)
    return answers["scale"].unique().sort().to_list()


def items_wide(setting: VoiceSetting, scale: str) -> pl.DataFrame:
    """One row per participant and follow-up: `pid, k, on, edition, lang`, and a column for each question."""
    own = setting.voice.answers.filter(pl.col("scale") == scale)
    index = own.group_by(KEY, maintain_order=True).agg(pl.col("on", "edition", "lang").first())
    wide = own.pivot(on="item", index=KEY, values="value", aggregate_function="first", sort_columns=True)
    return index.join(wide, on=KEY, how="left", validate="1:1", maintain_order="left")


def measures_of(setting: VoiceSetting, scale: str, *, singly: bool) -> list[Measure]:
    """The scale as one score, or each of its questions by itself.

    Parameters
    ----------
    setting
        The participants and their answers.
    scale
        The scale.
    singly
        Whether its questions are told one by one: it has only one, or is not reliable enough to be one score.
    """
    wide, own = items_wide(setting, scale), setting.voice.answers.filter(pl.col("scale") == scale)
    latest = own.filter(pl.col("edition") == pl.col("edition").max())
    lowest, highest = float(str(latest["range_lo"].min())), float(str(latest["range_hi"].max()))
    items = [name for name in wide.columns if name not in (*KEY, "on", "edition", "lang")]
    if singly or len(items) == 1:
        columns = {item: pl.col(item) for item in items}
    else:
        wide, columns = _scored(wide, items, own), {scale: pl.col("score")}
    index = [*KEY, "on", "edition", "lang"]
    return [
        Measure(
            code=scale if len(items) == 1 and scale != NO_SCALE else code,
            scale=scale,
            is_single=singly or len(items) == 1,
            lowest=lowest,
            highest=highest,
            values=wide.select(*index, value=column).drop_nulls("value"),
        )
        for code, column in columns.items()
    ]


def _scored(wide: pl.DataFrame, items: list[str], own: pl.DataFrame) -> pl.DataFrame:
    """The scores of each edition, of the questions that were asked in it."""
    parts = []
    for (edition,), rows in wide.group_by("edition", maintain_order=True):
        asked = own.filter(pl.col("edition") == edition)
        used = [item for item in items if item in set(asked["item"])]
        if len(used) < 2:
            continue
        ends = asked.group_by("item").agg(pl.col("range_lo").min(), pl.col("range_hi").max())
        ranges = {item: (lo, hi) for item, lo, hi in ends.iter_rows()}
        parts.append(scale_scores(rows, items=used, ranges={item: ranges[item] for item in used}).select(
            *KEY, "on", "edition", "lang", "score"))  # fmt: skip
    return pl.concat(parts)
