"""Needs that appear and disappear, project year by project year, beside the activities that answered them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import polars as pl

from research_kit.analyses.participants_voice.setting import VoiceSetting, absent
from research_kit.analyses.participants_voice.unmet_rows import LEAST_VOICED
from research_kit.analyses.process.ratio_rows import people_shares
from research_kit.statistics.scales.rank_intervals import OTHER

STATISTIC = "share_voicing"
APPEARED, GONE = "APPEARED", "GONE"


def over_time_rows(setting: VoiceSetting, why_not: str | None) -> list[pl.DataFrame]:
    """Of those who voiced a need in a year of the project, the share that voiced each theme; of everybody.

    `cause` is the theme, `outcome` the year (`year_1`, …), `time` the months from the project's start to its end. The
    reason `APPEARED`: nobody voiced it in the years before; `GONE`: somebody did, and nobody this year.
    """
    needs = setting.voice.needs.explode("themes").rename({"themes": "theme"}).drop_nulls("theme")
    if not needs.height:
        return [absent(STATISTIC)]
    if why_not is not None:
        return [absent(STATISTIC, why_not)]
    years = _in_years(needs, project_start(setting))
    is_rare = pl.col("pid").n_unique().over("theme") < LEAST_VOICED
    themed = years.with_columns(theme=pl.when(is_rare).then(pl.lit(OTHER)).otherwise("theme"))
    counts = _counts(themed)
    shares = people_shares(counts, setting.limits, alarm_confidence=setting.alarm_confidence)
    before = pl.col("events").cum_sum().shift(1).over("cause", order_by="time").fill_null(0)
    is_later = pl.col("time") > shares["time"].min()
    appeared = is_later & (before == 0) & (pl.col("events") > 0)
    gone = (before > 0) & (pl.col("events") == 0)
    verdict = pl.when(appeared).then(pl.lit(APPEARED)).when(gone).then(pl.lit(GONE))
    told = pl.when(pl.col("estimate").is_not_null()).then(verdict)
    return [shares.with_columns(reason=pl.coalesce(told, "reason"), statistic=pl.lit(STATISTIC))]


def project_start(setting: VoiceSetting) -> date:
    """The project's first day; the first index date where it is not stated."""
    starts_on = setting.cohort.study.starts_on
    return starts_on if starts_on is not None else setting.cohort.frame["index_on"].min()  # type: ignore[return-value]


def _in_years(needs: pl.DataFrame, start: date) -> pl.DataFrame:
    """Needs with `year`: 1, 2, … since the project's start; whoever voiced one before is in the first."""
    months = _months(pl.col("stated_on")) - _months(pl.lit(start))
    return needs.with_columns(year=(months // 12 + 1).clip(lower_bound=1).cast(pl.Int64))


def _months(day: pl.Expr) -> pl.Expr:
    """Calendar months, of which the year of the project is twelve."""
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64)


def _counts(themed: pl.DataFrame) -> pl.DataFrame:
    """One row per year and theme: `n` who voiced any need in the year, `events` this one."""
    people = themed.group_by("year").agg(n=pl.col("pid").n_unique().cast(pl.Int64))
    given = themed.group_by("year", "theme").agg(events=pl.col("pid").n_unique().cast(pl.Int64))
    every = people.join(themed.select("theme").unique(), how="cross")
    counted = every.join(given, on=["year", "theme"], how="left", validate="1:1").with_columns(
        pl.col("events").fill_null(0)
    )
    rows = counted.sort(pl.col("theme") == OTHER, "theme", "year")
    return rows.select(
        "n", "events", unknown=pl.lit(0, dtype=pl.Int64), cause="theme", outcome=pl.format("year_{}", "year"),
        time=12.0 * pl.col("year"), line=pl.lit(0, dtype=pl.Int64),
    )  # fmt: skip


def versions_beside(setting: VoiceSetting) -> list[str]:
    """The activities that answered each theme in each year, as declared names: `svenska:1=language:1+language:2`."""
    covered, start = setting.voice.coverage, project_start(setting)
    voiced = set(setting.voice.needs["themes"].explode().drop_nulls())
    named = []
    for year, (begins, ends) in enumerate(_years(start, setting.cohort.cut), start=1):
        is_open = (pl.col("valid_from") < ends) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > begins))
        here = covered.filter(is_open & pl.col("theme").is_in(list(voiced))).sort("theme", "type", "ver")
        for (theme,), own in here.group_by("theme", maintain_order=True):
            kinds = own.select(pl.format("{}:{}", "type", "ver")).to_series().unique(maintain_order=True)
            named.append(f"{theme}:{year}={'+'.join(kinds)}")
    return sorted(named)


def _years(start: date, cut: date) -> list[tuple[date, date]]:
    days = [start]
    while days[-1] <= cut:
        days.append(pl.select(pl.lit(start).dt.offset_by(f"{len(days)}y")).item())
    return list(pairwise(days))
