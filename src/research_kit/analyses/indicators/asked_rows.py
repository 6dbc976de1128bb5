"""Indicators that participants answer: of those asked at a follow-up, the share whose answer counts (METHODS 6)."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from research_kit.analyses.groups import GROUP, Groups, grouping_frame
from research_kit.analyses.indicators.asked_people import asked_people, followed_people
from research_kit.analyses.outcome_counts import count_people
from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.cohort import Cohort
from research_kit.results import Thresholds
from research_kit.statistics import wilson
from research_kit.statistics.scales.response_rate import BOUNDS_BELOW, ONLY_BOUNDS_BELOW

AGREE, ANSWERED = "share_agree", "share_answered"
IF_NONE, IF_ALL = "share_if_none", "share_if_all"
UNDER_40, UNDER_60 = "UNDER_40", "UNDER_60"
BASELINE, MONTHS_APART = 0, 3.0
_NOTHING = pl.lit(None, dtype=pl.String)


class AskedRows(NamedTuple):
    """The rows of the three tables about what participants were asked."""

    responses: list[pl.DataFrame]
    answers: list[pl.DataFrame]
    bounds: list[pl.DataFrame]


def asked_rows(cohort: Cohort, groups: Groups, limits: Thresholds) -> AskedRows:
    """Per line and follow-up told of: who answered at all, and per version of an indicator who agrees.

    Of the responses and the bounds `n` are those asked (due, neither dead nor withdrawn before), of the answers those
    who answered. `cause` is the indicator, `outcome` its version. The follow-ups are those of `voice.months`.
    """
    rows = AskedRows([], [], [])
    told = pl.col("k").is_in([BASELINE, *cohort.study.promises.voice.follow_ups])
    asked = asked_people(cohort).filter(told)
    if not asked.height:
        return rows
    frame = grouping_frame(cohort, groups.used).select("pid", *groups.used)
    for part in followed_people(cohort).filter(told).partition_by("k", maintain_order=True):
        lines = _counted(part.with_columns(agrees="answered"), frame, groups)
        rows.responses.append(_responses(lines, limits))
    for part in asked.partition_by("indicator", "version", "k", maintain_order=True):
        lines = _counted(part, frame, groups)
        if int(lines["n"].max() or 0) >= limits.share_n:  # type: ignore[arg-type]
            rows.answers.append(_answers(lines, limits))
            rows.bounds.extend(_bounds(lines, limits))
    return rows


def _counted(people: pl.DataFrame, frame: pl.DataFrame, groups: Groups) -> pl.DataFrame:
    """Those asked (`n`), those who agree (`events`) and those who answered (`known`), per line, at one follow-up."""
    placed = people.join(frame, on="pid", how="inner", validate="1:1")
    flags = {"n": pl.col("pid").is_not_null(), "events": pl.col("agrees"), "known": pl.col("agrees").is_not_null()}
    lines = count_people(placed, groups, flags).filter(pl.col("part") == GROUP).drop("part").sort("line")
    first = people.row(0, named=True)
    code, version = first.get("indicator"), first.get("version")
    return lines.with_columns(
        time=pl.lit(MONTHS_APART * first["k"]),
        cause=pl.lit(code, dtype=pl.String),
        outcome=pl.lit(None if code is None else f"{code}.{version}", dtype=pl.String),
        unit=pl.lit("share"),
    )


def _responses(lines: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """The share who answered anything; the reason says where results need bounds (METHODS M6.3)."""
    rows = _shares(lines, lines["n"], limits, {}).with_columns(statistic=pl.lit(ANSWERED))
    needed = pl.when(pl.col("estimate") < BOUNDS_BELOW).then(pl.lit(UNDER_60))
    low = pl.when(pl.col("estimate") < ONLY_BOUNDS_BELOW).then(pl.lit(UNDER_40)).otherwise(needed)
    return rows.with_columns(reason=pl.coalesce("reason", low)).drop("known")


def _answers(lines: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """The share who agree of those who answered; where fewer than 40 % did, only the bounds say anything."""
    few_answered = pl.col("known") / pl.col("n") < ONLY_BOUNDS_BELOW
    rows = _shares(lines, lines["known"], limits, {UNDER_40: few_answered})
    return rows.with_columns(n="known", statistic=pl.lit(AGREE)).drop("known")


def _shares(lines: pl.DataFrame, of: pl.Series, limits: Thresholds, also: dict[str, pl.Expr]) -> pl.DataFrame:
    shares = lines.hstack(wilson(lines["events"].to_numpy(), of.to_numpy())).with_columns(_of=of)
    return judge(
        shares.with_columns(blocked_by=_NOTHING, too_thin=_NOTHING),
        {FEW_PEOPLE: pl.col("_of") < limits.share_n, **also},
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    ).drop("_of")


def _bounds(lines: pl.DataFrame, limits: Thresholds) -> list[pl.DataFrame]:
    """The share among all who were asked if nobody, and if everybody, who did not answer would have agreed."""
    silent = pl.col("n") - pl.col("known")
    made = []
    for statistic, events in ((IF_NONE, pl.col("events")), (IF_ALL, pl.col("events") + silent)):
        counts = lines.with_columns(events=events, statistic=pl.lit(statistic))
        made.append(_shares(counts, counts["n"], limits, {}).drop("known"))
    return made
