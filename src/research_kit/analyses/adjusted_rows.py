"""The comparison that allows for what people brought with them: standardised shares at 12 months, and their gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import sqrt
from typing import Any

import numpy as np
import polars as pl

from research_kit.analyses.adjustment import (
    UNSTABLE,
    Adjustment,
    IntervalAdjustment,
    fit_adjusted,
    fit_adjusted_intervals,
)
from research_kit.analyses.answer_table import TableMaker, blocked_row
from research_kit.analyses.comparable_people import Comparable, comparable_people
from research_kit.analyses.incidence_curves import ALARM_CONFIDENCE, CONFIDENCE, DAYS_PER_MONTH
from research_kit.analyses.outcome_rows import FEW_AT_RISK, FEW_EVENTS, FEW_PEOPLE, HORIZON_MONTHS, judge
from research_kit.analyses.setting import Setting
from research_kit.errors import EstimateError
from research_kit.results import ResultTable
from research_kit.results.guards import hit
from research_kit.results.status import INSUFFICIENT, gap_from_error
from research_kit.statistics import standardised_incidence, standardised_shares
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.survival.pointwise_limits import normal_limits

Model = Adjustment | IntervalAdjustment
METHOD = "M3.5"
NOT_PROPORTIONAL = "NOT_PROPORTIONAL"
_SHARE, _GAP = "share_standardised", "gap_standardised"


def adjusted_tables(setting: Setting, maker: TableMaker) -> dict[str, ResultTable]:
    """The tables `standardised` (a share per group) and `adjusted` (the gaps between them).

    Everybody in the cohort is supposed in turn to be in each of the groups compared, all else being as it is
    (g-computation); the shares count that other outcomes may come first.
    """
    comparable = comparable_people(setting)
    own = replace(maker, method_id=METHOD, guards=(), diagnostics={})
    if isinstance(comparable, str):
        return _without(own, comparable)
    if not comparable.compared:
        return _made(own, comparable, _insufficient(comparable, FEW_PEOPLE))
    try:
        fitted = _each_fitted(setting, comparable)
    except EstimateError as error:
        told = replace(own, diagnostics={"fault": str(error)})
        return _made(told, comparable, _without_a_model(comparable, setting))
    refused = [each for each in fitted if isinstance(each, str)]
    if refused:
        return _made(own, comparable, _insufficient(comparable, refused[0]))
    models = [each for each in fitted if not isinstance(each, str)]
    guards = (hit("G-PH"),) if _changing(models) else ()
    own = replace(own, guards=guards, diagnostics=_diagnostics(comparable, models))
    return _made(own, comparable, _estimated(comparable, models, setting))


def _each_fitted(setting: Setting, comparable: Comparable) -> list[Model | str]:
    """The model of each completed data set, or the reason why there is none."""
    if comparable.fault:
        raise EstimateError(comparable.fault)
    return [_fitted(setting, comparable, people) for people in comparable.completed]


def _fitted(setting: Setting, comparable: Comparable, people: pl.DataFrame) -> Model | str:
    named, limits = comparable, setting.limits
    if setting.route.by_intervals:
        return fit_adjusted_intervals(people, covariates=named.covariates, limits=limits)
    return fit_adjusted(people, compared=named.compared, allowed_for=named.allowed_for, limits=limits)


def _without(maker: TableMaker, reason: str) -> dict[str, ResultTable]:
    return {
        "standardised": maker.plain("standardised", "share", [blocked_row(_SHARE, reason)], estimand=_SHARE),
        "adjusted": maker.plain("adjusted", "gap", [blocked_row(_GAP, reason)], estimand=_GAP),
    }


def _made(maker: TableMaker, comparable: Comparable, rows: pl.DataFrame) -> dict[str, ResultTable]:
    named = rows.with_columns(
        outcome=pl.lit(comparable.outcome),
        cause=pl.lit(comparable.cause),
        time=pl.lit(HORIZON_MONTHS),
        unit=pl.lit("share"),
    )
    said = ":".join((_GAP, ",".join(comparable.covariates)))
    parts = {name: named.filter(pl.col("statistic") == name) for name in (_SHARE, _GAP)}
    return {
        "standardised": maker.make("standardised", "share", [parts[_SHARE]], estimand=_SHARE),
        "adjusted": maker.make("adjusted", "gap", [parts[_GAP]], estimand=said),
    }


def _insufficient(comparable: Comparable, reason: str) -> pl.DataFrame:
    return comparable.lines.with_columns(status=pl.lit(INSUFFICIENT), reason=pl.lit(reason))


def _without_a_model(comparable: Comparable, setting: Setting) -> pl.DataFrame:
    """Too few people, as in the first months of a project; or enough, of whom the covariates allow no model."""
    reason = pl.when(_is_few(setting)).then(pl.lit(FEW_PEOPLE)).otherwise(pl.lit(UNSTABLE))
    return comparable.lines.with_columns(status=pl.lit(INSUFFICIENT), reason=reason)


def _changing(models: Sequence[Model]) -> list[str]:
    """The columns compared whose ratio changes over time: in most of the completed data sets."""
    found = Counter(name for each in models for name in each.not_proportional)
    return sorted(name for name, times in found.items() if 2 * times > len(models))


def _estimated(comparable: Comparable, models: Sequence[Model], setting: Setting) -> pl.DataFrame:
    """The rows of every group compared, with their status."""
    found = pl.concat([_pooled(models, name) for name in comparable.compared])
    rows = comparable.lines.join(found, on=["column", "level", "statistic"], how="left", validate="1:1")
    blocked = pl.when(pl.col("column").is_in(_changing(models))).then(pl.lit(NOT_PROPORTIONAL))
    judged = judge(
        rows.with_columns(blocked_by=blocked, too_thin=pl.lit(None, dtype=pl.String)),
        _checks(setting),
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > setting.limits.half_width,
    )
    return judged.with_columns(smallest_visible_gap=_VISIBLE)


_ERRORS = pl.when(pl.col("statistic") == _GAP).then(gap_from_error(1.0)).otherwise(gap_from_error(sqrt(2)))
_VISIBLE = pl.when(pl.col("std_error").is_not_null()).then(pl.min_horizontal(_ERRORS * pl.col("std_error"), 1.0))
"""From the gap's own error; of a share, to a group as large (METHODS 0.3)."""


def _checks(setting: Setting) -> dict[str, pl.Expr]:
    """When there is too little: as for the share or the gap itself, and twenty people of each group for intervals.

    People known not to have started are enough where people are still followed at 12 months.
    """
    limits = setting.limits
    without_limits = pl.col("lower").is_null() | pl.col("upper").is_null()
    return {
        FEW_PEOPLE: _is_few(setting),
        FEW_EVENTS: (pl.col("statistic") == _GAP) & (pl.col("within") < limits.gap_events),
        FEW_AT_RISK: (pl.col("still_followed") < limits.at_risk_time) | without_limits,
    }


def _is_few(setting: Setting) -> pl.Expr:
    limits = setting.limits
    least = pl.when(pl.col("statistic") == _GAP).then(limits.gap_n).otherwise(limits.share_n)
    if setting.route.by_intervals:
        least = pl.max_horizontal(least, limits.interval_n)
    return pl.col("n") < least


def _pooled(models: Sequence[Model], column: str) -> pl.DataFrame:
    """The shares of a column's groups and the gap, over the completed data by Rubin's rules, with both bars."""
    each = [_shares(model, column) for model in models]
    keys = each[0].select("column", "level", "statistic")
    estimates = np.column_stack([part["estimate"].to_numpy() for part in each])
    variances = np.column_stack([part["std_error"].to_numpy() ** 2 for part in each])
    estimate, error = estimates.mean(axis=1), np.sqrt(_total_variance(estimates, variances))
    is_share = (keys["statistic"] == _SHARE).to_numpy()
    columns: dict[str, Any] = {"estimate": estimate, "std_error": error}
    for confidence, (lower, upper) in _LEVELS.items():
        z = normal_quantile(confidence)
        low, high = normal_limits("log-log", np.where(is_share, estimate, 0.5), error, z)
        columns[lower] = np.where(is_share, low, estimate - z * error)
        columns[upper] = np.where(is_share, high, estimate + z * error)
    return keys.hstack(pl.DataFrame(columns).fill_nan(None))


def _total_variance(estimates: np.ndarray[Any, Any], variances: np.ndarray[Any, Any]) -> Any:
    """Rubin's: the mean variance, and that between the completed data sets."""
    draws = estimates.shape[1]
    between = estimates.var(axis=1, ddof=1) * (1 + 1 / draws) if draws > 1 else 0.0
    return variances.mean(axis=1) + between


def _shares(model: Model, column: str) -> pl.DataFrame:
    """One completed data set's: `column, level, statistic, estimate, std_error`; the gap is the second level's."""
    year = [HORIZON_MONTHS * DAYS_PER_MONTH]
    if isinstance(model, IntervalAdjustment):
        found = standardised_incidence(model.work, model.people, times=year, by=column)
    else:
        others = [] if model.other is None else [model.other]
        found = standardised_shares(model.work, model.people, times=year, by=column, competing=others)
    statistic = pl.when(pl.col("compared_with").is_null()).then(pl.lit(_SHARE)).otherwise(pl.lit(_GAP))
    return found.select(
        pl.lit(column).alias("column"), pl.col("level").cast(pl.String), "estimate", "std_error", statistic=statistic
    )


def _diagnostics(comparable: Comparable, models: Sequence[Model]) -> Mapping[str, Any]:
    """For the researcher alone; of the first completed data set where values were imputed.

    A ratio that changes over time is hidden here too (METHODS M3.5).
    """
    model, changing = models[0], _changing(models)
    column = pl.col("term").str.split("=").list.first()
    found: dict[str, Any] = {
        "covariates": comparable.covariates,
        "not_allowed_for": comparable.not_allowed_for,
        "excluded": comparable.excluded,
        "imputed": comparable.imputed,
        "undated": comparable.undated,
        "hazard_ratios": model.hazard_ratios.filter(~column.is_in(changing)),
    }
    if isinstance(model, IntervalAdjustment):
        return found
    checks = model.work.diagnostics
    return found | {
        "firth": model.firth,
        "strata": model.strata,
        "proportional_hazards": checks.proportional_hazards,
        "checks": checks.to_polars(),
    }


_LEVELS = {CONFIDENCE: ("lower", "upper"), ALARM_CONFIDENCE: ("alarm_lower", "alarm_upper")}
