"""Rows of result tables from curves: what is said of each line, and when there is enough to say it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from research_kit.analyses.groups import GROUP, Groups
from research_kit.analyses.incidence_curves import DAYS_PER_MONTH, KEY, months, read_at
from research_kit.counts import LifeTable
from research_kit.results import Thresholds, smallest_visible_gap
from research_kit.results.status import BLOCKED, INSUFFICIENT, OK, WIDE
from research_kit.statistics import quantile

HORIZON_MONTHS = 12.0
WITHIN_MONTHS = (3.0, 6.0, 9.0, 12.0)
VALUES = ("estimate", "std_error", "lower", "upper", "alarm_lower", "alarm_upper")
FEW_PEOPLE, FEW_AT_RISK, FEW_EVENTS = "FEW_PEOPLE", "FEW_AT_RISK", "FEW_EVENTS"


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """One definition of success, counted and estimated: what its rows are made from."""

    name: str
    causes: tuple[str, ...]
    life_table: LifeTable
    curves: pl.DataFrame
    blocked: pl.DataFrame
    groups: Groups
    limits: Thresholds

    @property
    def competes(self) -> bool:
        """Whether the curves are of competing causes."""
        return len(self.life_table.causes) > 1

    def named(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with their outcome and cause in words."""
        names = dict(enumerate(self.causes, start=1))
        cause = pl.col("cause").replace_strict(names, return_dtype=pl.String())
        return rows.with_columns(cause=cause, outcome=pl.lit(self.name))


def judge(rows: pl.DataFrame, checks: dict[str, pl.Expr], *, is_wide: pl.Expr) -> pl.DataFrame:
    """Status and reason of each row: blocked, else the first check that is met, else wide or ok.

    Of a row that is blocked or insufficient no number is kept.

    Parameters
    ----------
    rows
        With `blocked_by`: the reason for which the design forbids the row, or null.
    checks
        Reason -> true where there is not enough data for it; a null counts as not enough.
    is_wide
        True where the interval is too wide for a plain statement.
    """
    enough = pl.lit(None, dtype=pl.String())
    for reason, is_met in reversed(checks.items()):
        enough = pl.when(is_met.fill_null(True)).then(pl.lit(reason)).otherwise(enough)
    wide = is_wide.fill_null(True)
    judged = rows.with_columns(_lacks=enough).with_columns(
        status=pl.when(pl.col("blocked_by").is_not_null())
        .then(pl.lit(BLOCKED))
        .when(pl.col("_lacks").is_not_null())
        .then(pl.lit(INSUFFICIENT))
        .when(wide)
        .then(pl.lit(WIDE))
        .otherwise(pl.lit(OK)),
        reason=pl.coalesce("blocked_by", "_lacks", pl.when(wide).then(pl.lit("WIDE"))),
    )
    said = pl.col("status").is_in([OK, WIDE])
    kept = [pl.when(said).then(name).alias(name) for name in VALUES if name in judged.columns]
    return judged.with_columns(kept).drop("_lacks", "blocked_by")


def with_blocked(rows: pl.DataFrame, blocked: pl.DataFrame, part: str = GROUP) -> pl.DataFrame:
    """Rows by `line` with `blocked_by`, the reason for which the line is blocked."""
    reasons = blocked.filter(pl.col("part") == part).select("line", blocked_by="reason")
    return rows.join(reasons, on="line", how="left", validate="m:1", maintain_order="left")


def within_rows(followed: Followed) -> pl.DataFrame:
    """The share that has had the event within 3, 6, 9 and 12 months, per line and cause."""
    limits = followed.limits
    read = read_at(followed.curves, [m * DAYS_PER_MONTH for m in WITHIN_MONTHS])
    read = read.filter(pl.col("part") == GROUP).with_columns(time=months(pl.col("time")).round(9))
    total = read.filter(pl.col("line") == 0).select("cause", "time", total="estimate")
    read = read.join(total, on=["cause", "time"], how="left", validate="m:1", maintain_order="left")
    visible = smallest_visible_gap(read["n"].to_numpy(), read["total"].to_numpy())
    judged = judge(
        with_blocked(read.with_columns(smallest_visible_gap=pl.Series(visible)), followed.blocked),
        {
            FEW_PEOPLE: pl.col("n") < max(limits.share_n, limits.at_risk_start),
            FEW_AT_RISK: pl.col("at_risk") < limits.at_risk_time,
        },
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    )
    return followed.named(judged).with_columns(statistic=pl.lit("share_within"), unit=pl.lit("share"))


def curve_rows(followed: Followed) -> pl.DataFrame:
    """The whole curves; a line with too little has one row without numbers.

    A curve is said until fewer than five, or than a tenth of the line, are at risk (METHODS M3.1): from there its
    rows are `insufficient`, with their numbers, for the researcher who compares them with another program.
    """
    limits = followed.limits
    curves = followed.curves.filter(pl.col("part") == GROUP).with_columns(
        _people="n", _all=pl.col("events").sum().over(KEY)
    )
    judged = judge(
        with_blocked(curves, followed.blocked),
        {FEW_PEOPLE: pl.col("_people") < limits.at_risk_start, FEW_EVENTS: pl.col("_all") < 1},
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    )
    said = pl.col("status").is_in([OK, WIDE])
    least = pl.max_horizontal(pl.lit(limits.at_risk_time), 0.1 * pl.col("_people"))
    thin = pl.col("at_risk") < least
    shown = judged.filter(said).with_columns(
        n="at_risk",
        time=months(pl.col("time")),
        status=pl.when(thin).then(pl.lit(INSUFFICIENT)).otherwise("status"),
        reason=pl.when(thin).then(pl.lit(FEW_AT_RISK)).otherwise("reason"),
    )
    silent = judged.filter(~said).unique(KEY, keep="first", maintain_order=True)
    silent = silent.with_columns(pl.lit(None).alias(name) for name in ("time", "events"))
    rows = followed.named(pl.concat([shown, silent], how="vertical_relaxed").sort(*KEY, "time"))
    return _as_not_yet(rows) if not followed.competes else rows.with_columns(statistic=pl.lit("cumulative_incidence"))


def _as_not_yet(rows: pl.DataFrame) -> pl.DataFrame:
    """Where nothing competes the curve is read downwards: the share that has not had the event yet."""
    flipped = {"estimate": "estimate", "lower": "upper", "upper": "lower"}
    flipped |= {"alarm_lower": "alarm_upper", "alarm_upper": "alarm_lower"}
    values = [(1 - pl.col(source)).alias(name) for name, source in flipped.items()]
    return rows.with_columns(*values, statistic=pl.lit("not_yet"))


def median_rows(followed: Followed) -> pl.DataFrame:
    """The months after which half have had the headline's event, per line; null where half have not got there."""
    curves = followed.curves.filter((pl.col("part") == GROUP) & (pl.col("cause") == 1))
    people = curves.group_by(KEY, maintain_order=True).agg(pl.col("n").first(), pl.col("events").sum())
    claim = curves.with_columns(lower="alarm_lower", upper="alarm_upper")
    found = quantile(curves.select(_CURVE)).rename({"time": "estimate"})
    alarm = quantile(claim.select(_CURVE)).select(*KEY, alarm_lower="lower", alarm_upper="upper")
    joined = people.join(found, on=list(KEY), how="left", validate="1:1", maintain_order="left")
    joined = joined.join(alarm, on=list(KEY), how="left", validate="1:1", maintain_order="left")
    in_months = joined.with_columns(months(pl.col(name)) for name in VALUES if name in joined.columns)
    judged = judge(
        with_blocked(in_months, followed.blocked),
        {
            FEW_PEOPLE: pl.col("n") < followed.limits.at_risk_start,
            FEW_EVENTS: pl.col("events") < followed.limits.median_events,
        },
        is_wide=pl.lit(False),
    )
    unreached = pl.col("estimate").is_null() & (pl.col("status") == OK)
    named = followed.named(judged).with_columns(statistic=pl.lit("median"), unit=pl.lit("months"))
    return named.with_columns(reason=pl.when(unreached).then(pl.lit("NOT_REACHED")).otherwise("reason"))


_CURVE = (*KEY, "time", "at_risk", "events", "estimate", "std_error", "lower", "upper")
