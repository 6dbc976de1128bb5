"""Rows of result tables from curves: what is said of each line, and when there is enough to say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import polars as pl

from research_kit.analyses.groups import GROUP, Groups
from research_kit.analyses.incidence_curves import ALARM_CONFIDENCE, DAYS_PER_MONTH, KEY, months, read_at
from research_kit.analyses.interval_fits import IntervalFits
from research_kit.counts import LifeTable
from research_kit.results import Thresholds, smallest_visible_gap
from research_kit.results.status import BLOCKED, INSUFFICIENT, OK, WIDE, gap_from_error

HORIZON_MONTHS = 12.0
WITHIN_MONTHS = (3.0, 6.0, 9.0, 12.0)
VALUES = ("estimate", "std_error", "lower", "upper", "alarm_lower", "alarm_upper")
FEW_PEOPLE, FEW_AT_RISK, FEW_EVENTS = "FEW_PEOPLE", "FEW_AT_RISK", "FEW_EVENTS"


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """One definition of success, counted and estimated: what its rows are made from.

    `fits` are the models of the interval route; where dates are used there are none. `alarm_confidence` is the
    coverage that the curves' alarm bar was made with.
    """

    name: str
    causes: tuple[str, ...]
    life_table: LifeTable
    curves: pl.DataFrame
    blocked: pl.DataFrame
    groups: Groups
    limits: Thresholds
    fits: IntervalFits | None = None
    alarm_confidence: float = ALARM_CONFIDENCE

    def at(self, days: Sequence[float]) -> pl.DataFrame:
        """What is known and estimated at given days, per line, part and cause; with fitted models, quarterly waves."""
        if self.fits is None:
            return read_at(self.curves, days, alarm_confidence=self.alarm_confidence)
        return self.curves.drop("events").rename({"events_so_far": "events"}).filter(pl.col("time").is_in(list(days)))

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

    Of a row that is blocked or insufficient no estimate, standard error or limit is kept; its counts are. (The thin
    end of a curve is judged afterwards, by `curve_rows`, and keeps them.)

    Parameters
    ----------
    rows
        With `blocked_by`: the reason for which the design forbids the row, or null; and `too_thin`: why its line has
        no model, or null.
    checks
        Reason -> true where there is not enough data for it; a null counts as not enough.
    is_wide
        True where the interval is too wide for a plain statement.
    """
    enough = pl.lit(None, dtype=pl.String())
    for reason, is_met in reversed(checks.items()):
        enough = pl.when(is_met.fill_null(True)).then(pl.lit(reason)).otherwise(enough)
    wide = is_wide.fill_null(True)
    judged = rows.with_columns(_lacks=pl.coalesce("too_thin", enough)).with_columns(
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
    return judged.with_columns(kept).drop("_lacks", "blocked_by", "too_thin")


def with_reasons(rows: pl.DataFrame, followed: Followed) -> pl.DataFrame:
    """Rows by `line` with `blocked_by` and `too_thin`, the reasons why nothing can be said of the line."""
    return _joined(rows, followed, _of_group)


def with_reasons_of_both(rows: pl.DataFrame, followed: Followed) -> pl.DataFrame:
    """Rows of gaps with the same: a gap cannot be told if either side cannot."""
    return _joined(rows, followed, _of_either)


def _joined(rows: pl.DataFrame, followed: Followed, of: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    thin = _NONE_THIN if followed.fits is None else followed.fits.too_thin
    for name, reasons in (("blocked_by", followed.blocked), ("too_thin", thin)):
        named = of(reasons).rename({"reason": name})
        rows = rows.join(named, on="line", how="left", validate="m:1", maintain_order="left")
    return rows


def _of_group(reasons: pl.DataFrame) -> pl.DataFrame:
    return reasons.filter(pl.col("part") == GROUP).select("line", "reason")


def _of_either(reasons: pl.DataFrame) -> pl.DataFrame:
    return reasons.group_by("line", maintain_order=True).agg(pl.col("reason").first())


_NONE_THIN = pl.DataFrame(schema={"line": pl.Int64, "part": pl.String, "reason": pl.String})


def within_rows(followed: Followed) -> pl.DataFrame:
    """The share that has had the event within 3, 6, 9 and 12 months, per line and cause."""
    shares = shares_within(followed, [m * DAYS_PER_MONTH for m in WITHIN_MONTHS])
    in_months = shares.with_columns(time=months(pl.col("time")).round(9))
    return followed.named(in_months).with_columns(statistic=pl.lit("share_within"), unit=pl.lit("share"))


def shares_within(followed: Followed, days: Sequence[float]) -> pl.DataFrame:
    """The share that has had the event within so many days, per line and cause, with status and reason."""
    limits = followed.limits
    read = followed.at(days).filter(pl.col("part") == GROUP)
    total = read.filter(pl.col("line") == 0).select("cause", "time", total="estimate")
    read = read.join(total, on=["cause", "time"], how="left", validate="m:1", maintain_order="left")
    judged = judge(
        with_reasons(read, followed),
        {
            FEW_PEOPLE: pl.col("n") < max(limits.share_n, limits.at_risk_start),
            FEW_AT_RISK: _few_at_start(limits) | (pl.col("at_risk") < limits.at_risk_time) | _WITHOUT_LIMITS,
        },
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    )
    return judged.with_columns(smallest_visible_gap=_visible(judged))


def _few_at_start(limits: Thresholds) -> pl.Expr:
    """Fewer than ten where the curve starts, or than five at any of its steps so far (with late entry few may)."""
    return (pl.col("at_risk_start") < limits.at_risk_start) | (pl.col("fewest_at_step") < limits.at_risk_time)


_WITHOUT_LIMITS = pl.col("lower").is_null() | pl.col("upper").is_null()


def _visible(shares: pl.DataFrame) -> pl.Series:
    """The gap that could be seen to a group as large and as long followed (METHODS 0.3: under equal groups).

    From the share's own standard error, which knows of censoring; where nothing is said of the group, or its share
    is 0 or 1, from its size and the total's share alone.
    """
    by_size = smallest_visible_gap(shares["n"].to_numpy(), shares["total"].to_numpy())
    by_error = gap_from_error(sqrt(2)) * pl.col("std_error")
    known = pl.col("estimate").is_not_null() & (pl.col("std_error") > 0)
    return shares.select(
        pl.when(known).then(pl.min_horizontal(by_error, 1.0)).otherwise(pl.Series(by_size))
    ).to_series()


def curve_rows(followed: Followed) -> pl.DataFrame:
    """The whole curves; a line with too little has one row without numbers.

    A curve is said until fewer than five, or than a tenth of the line, are at risk (METHODS M3.1). The rows from
    there on keep their numbers, marked `insufficient`, for the researcher who compares them with another program;
    they are the only rows that do, and disclosure control withholds them.
    """
    limits = followed.limits
    curves = followed.curves.filter(pl.col("part") == GROUP).with_columns(
        _people="n", _all=pl.col("events").sum().over(KEY)
    )
    judged = judge(
        with_reasons(curves, followed),
        {
            FEW_PEOPLE: pl.col("_people") < limits.at_risk_start,
            FEW_AT_RISK: pl.col("at_risk_start") < limits.at_risk_start,
            FEW_EVENTS: pl.col("_all") < 1,
        },
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    )
    said = pl.col("status").is_in([OK, WIDE])
    thin = is_thin(limits) | _WITHOUT_LIMITS
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


def is_thin(limits: Thresholds) -> pl.Expr:
    """Where a curve has ended: from the first row with fewer than five, or than a tenth of the most so far, at risk."""
    least = pl.max_horizontal(pl.lit(limits.at_risk_time), 0.1 * pl.col("at_risk").cum_max())
    broken = (pl.col("fewest_at_step").shift(1) < limits.at_risk_time).fill_null(False)  # no step before
    return ((pl.col("at_risk") < least) | broken).cum_max().over(KEY, order_by="time")


def _as_not_yet(rows: pl.DataFrame) -> pl.DataFrame:
    """Where nothing competes the curve is read downwards: the share that has not had the event yet."""
    flipped = {"estimate": "estimate", "lower": "upper", "upper": "lower"}
    flipped |= {"alarm_lower": "alarm_upper", "alarm_upper": "alarm_lower"}
    values = [(1 - pl.col(source)).alias(name) for name, source in flipped.items()]
    return rows.with_columns(*values, statistic=pl.lit("not_yet"))
