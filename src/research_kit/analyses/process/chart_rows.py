"""Control charts quarter by quarter, with the chance that one signals though nothing has changed (METHODS M4.3)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import polars as pl

from research_kit.analyses.outcome_rows import FEW_PEOPLE
from research_kit.analyses.process.chart_points import CHARTS, Chart
from research_kit.analyses.process.quarters import pooled, quarters_until
from research_kit.analyses.process.setting import ProcessSetting, absent
from research_kit.analyses.process.stock_rows import first_day
from research_kit.results.status import INSUFFICIENT, OK
from research_kit.statistics import false_signal_risk

CENTRE, RISK = "centre", "false_signal_risk"
SIGNAL, PRELIMINARY, RUN_CHART, POOLED = "SIGNAL", "PRELIMINARY_LIMITS", "RUN_CHART", "POOLED"
_LEAST_POINTS = 2


def chart_rows(setting: ProcessSetting) -> tuple[list[pl.DataFrame], dict[str, Any]]:
    """A row per chart, line and quarter, with control limits as `lower` and `upper`; and what the charts were told by.

    `cause` is the quarter; `centre` the centre line; `false_signal_risk` the chance that a chart of so many quarters
    signals at least once from nothing. A quarter in which too few are expected is pooled with the next; where there
    are fewer than eight there are values without limits. Only quarters that are over are charted: no point changes
    later.
    """
    first = first_day(setting)
    if first is None:
        return [absent(CHARTS[0].statistic)], {}
    quarters = quarters_until(first, setting.cohort.cut)
    rows, told = [], {}
    for chart in CHARTS:
        due = chart.due(quarters, setting.cohort.cut)
        points = chart.points(setting, due)
        if points is None or not points.height:
            rows.append(absent(chart.statistic, reason="NO_TABLE" if points is None else RUN_CHART))
            continue
        for (line,), of in points.sort("line").group_by("line", maintain_order=True):
            own, drawn = _chart_of_line(chart, of, due, setting)
            rows.append(_rows_of_line(chart, (of, own, drawn), due, setting))
            told[f"{chart.statistic}:{line}"] = _spread(drawn)
    return rows, told


def _chart_of_line(
    chart: Chart, points: pl.DataFrame, due: pl.DataFrame, setting: ProcessSetting
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The points of a line, counted anew in pooled periods where there are any, and the chart of them."""
    periods = _pooled_periods(chart, points, due)
    if periods is not None:
        anew = chart.points(setting, periods)
        points = points if anew is None else anew.filter(pl.col("line") == points["line"][0])
    ordered = points.sort("quarter")
    return ordered, _drawn(chart, ordered, setting.limits.share_n)


def _rows_of_line(
    chart: Chart,
    parts: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame],
    due: pl.DataFrame,
    setting: ProcessSetting,
) -> pl.DataFrame:
    """The rows of one line: its quarters in order, those pooled among them, then what is told of the whole chart."""
    points, own, drawn = parts
    joined = own.join(drawn, left_on="quarter", right_on="period", how="left", maintain_order="left")
    told = _told(chart, joined, due, setting)
    ordered = pl.concat([told, _swallowed(chart, points, own)], how="diagonal_relaxed").sort("cause")
    return pl.concat([ordered, _whole(chart, joined)], how="diagonal_relaxed")


def _pooled_periods(chart: Chart, points: pl.DataFrame, due: pl.DataFrame) -> pl.DataFrame | None:
    """The quarters from the first to the last that has points, pooled where too few are expected; None if in none."""
    if chart.counted is None:
        return None
    first, last = pl.lit(points["quarter"].min()), pl.lit(points["quarter"].max())
    span = due.filter(pl.col("quarter").is_between(first, last))
    sizes = span.join(points, on="quarter", how="left", maintain_order="left")[chart.counted[1]].fill_null(0)
    periods = pooled(span, sizes.to_list(), chart.is_enough(points))
    return periods if periods.height < span.height else None


def _swallowed(chart: Chart, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """A row for each quarter that was pooled with the next, so that none is missing."""
    gone = before.join(after, on="quarter", how="anti").select("line", cause="quarter")
    status, reason = pl.lit(INSUFFICIENT), pl.lit(POOLED)
    return gone.with_columns(statistic=pl.lit(chart.statistic), unit=pl.lit(chart.unit), status=status, reason=reason)


def _drawn(chart: Chart, points: pl.DataFrame, least: int) -> pl.DataFrame:
    """The chart; of a single quarter nothing can be drawn. Single values of too few people are not put among others."""
    used = points if chart.counted else points.filter(pl.col("n") >= least)
    if used.height >= _LEAST_POINTS:
        return chart.draw(used).rename({"value": "shown"})
    return pl.DataFrame(schema=_UNDRAWN)


_UNDRAWN = {
    "period": pl.String(), "shown": pl.Float64(), "centre": pl.Float64(), "lower_limit": pl.Float64(),
    "upper_limit": pl.Float64(), "signal": pl.Boolean(), "status": pl.String(), "reason": pl.String(),
}  # fmt: skip


def _told(chart: Chart, drawn: pl.DataFrame, quarters: pl.DataFrame, setting: ProcessSetting) -> pl.DataFrame:
    """A row per period, with what it says of itself."""
    few = pl.col("n") < setting.limits.share_n
    limited = (pl.col("status") != INSUFFICIENT).fill_null(False)
    reason = (
        pl.when(few)
        .then(pl.lit(FEW_PEOPLE))
        .when(~limited)
        .then(pl.lit(RUN_CHART))
        .when("signal")
        .then(pl.lit(SIGNAL))
        .when(pl.col("status") == "preliminary")
        .then(pl.lit(PRELIMINARY))
    )
    points = drawn.join(quarters.select("quarter", "time"), on="quarter", validate="m:1").with_columns(
        statistic=pl.lit(chart.statistic),
        cause="quarter",
        unit=pl.lit(chart.unit),
        estimate=pl.when(~few).then("shown"),
        lower=pl.when(~few & limited).then("lower_limit"),
        upper=pl.when(~few & limited).then("upper_limit"),
        reason=reason,
        status=pl.when(few | pl.col("shown").is_null()).then(pl.lit(INSUFFICIENT)).otherwise(pl.lit(OK)),
    )
    columns = ["line", "statistic", "cause", "time", "n", "events", "estimate", "lower", "upper", "unit", "status"]
    return points.select(*columns, "reason")


def _whole(chart: Chart, drawn: pl.DataFrame) -> pl.DataFrame:
    """The centre line, and the chance of a false signal where there are limits."""
    line, centre = drawn["line"][0], drawn["centre"].drop_nulls()
    found = [(CENTRE, float(centre[0]), chart.unit)] if len(centre) else []
    if (drawn["status"] != INSUFFICIENT).any():
        found.append((RISK, _false_signal(chart, drawn), "share"))
    names = {"cause": pl.String(), "estimate": pl.Float64(), "unit": pl.String()}
    rows = pl.DataFrame(found, schema=names, orient="row")
    return rows.with_columns(line=pl.lit(line, dtype=pl.Int64), statistic=pl.lit(chart.statistic), status=pl.lit(OK))


def _false_signal(chart: Chart, drawn: pl.DataFrame) -> float:
    """The chance for a chart of so many periods; of shares within binomial limits by their size, else of values."""
    told = drawn.filter(pl.col("shown").is_not_null())
    binomial = chart.counted is not None and chart.is_share and told["limits"][0] == "binomial"
    centre = float(told["centre"][0])
    if not binomial or chart.counted is None or not 0 < centre < 1:
        return _risk(told.height)
    size = told[chart.counted[1]].to_numpy().mean()
    return _risk(told.height, share=round(centre, 3), n=max(round(float(size)), 1))


@lru_cache(maxsize=64)
def _risk(points: int, *, share: float | None = None, n: int | None = None) -> float:
    return float(false_signal_risk(points, share=share, n=n)["estimate"].item())


def _spread(drawn: pl.DataFrame) -> dict[str, Any]:
    """What the limits rest on: the spread between neighbours in sigmas, and whether neighbours are alike."""
    wanted = ("sigma_z", "autocorrelation", "status", "reason")
    return {name: drawn[name][0] for name in wanted if name in drawn.columns and drawn.height}
