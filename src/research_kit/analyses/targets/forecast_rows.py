"""What is to be expected at the project's end (METHODS M9.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from research_kit.analyses.answer_table import provenance_of
from research_kit.analyses.targets.going_on import going_on, quarters_so_far
from research_kit.analyses.targets.horizon import horizon_of, state_at_horizon
from research_kit.analyses.targets.progress_rows import TARGET_VALUE, people_planned, people_promised
from research_kit.analyses.targets.state_moves import follow_states, moves_in_pieces, target_stays
from research_kit.cohort import Cohort
from research_kit.results.status import BLOCKED, INSUFFICIENT, OK
from research_kit.statistics.forecasts.forecast import DRAWS, draw_newcomers, summarise_numbers
from research_kit.statistics.forecasts.forecast_scenarios import can_be_forecast, forecast_scenarios
from research_kit.statistics.forecasts.forecast_states import forecast_states
from research_kit.study.targets import NumeratorRule, Target

ENROLMENT_OVER = "ENROLMENT_OVER"
FINAL, CHANCE, SCENARIO = "forecast_final", "chance_of_reaching", "scenario"


def forecast_rows(cohort: Cohort, targets: tuple[Target, ...]) -> list[pl.DataFrame]:
    """For everybody, per target and reading: the number at the project's end, what was promised, and the chance of it.

    `lower` and `upper` are the 95 % prediction interval, `alarm_lower` and `alarm_upper` that of 80 %. Where fewer than
    20 people or four quarters are known there is a table of scenarios instead.
    """
    if cohort.study.ends_on is None or cohort.study.starts_on is None or cohort.study.ends_on <= cohort.cut:
        return []
    rows = []
    for target in targets:
        if target.counted == "participants":
            rows.append(_of_newcomers(cohort, target))
        elif (rule := state_rule(target)) is not None and cohort.histories.height:
            rows.append(_of_results(cohort, target, rule))
    return rows


def state_rule(target: Target) -> NumeratorRule | None:
    """Who has reached a target that is about states alone, so that it is known of everybody followed to the horizon."""
    asked = target.numerator_rule
    return asked if asked is not None and asked.scale is None and asked.when == "at_horizon" else None


def _of_results(cohort: Cohort, target: Target, rule: NumeratorRule) -> pl.DataFrame:
    """Everybody so far from where she was last known to be, and newcomers at the pace so far."""
    judged = cohort.judged_by(rule.outcome)
    stays = target_stays(judged, rule.states)
    known = follow_states(stays, state_at_horizon(judged, horizon_of(cohort, target)), rule.states)
    promised = people_promised(cohort, target)
    if not can_be_forecast(known.mature, quarters_so_far(cohort)):
        return _scenarios(cohort, target, promised)
    pieces = moves_in_pieces(stays, horizon=target.horizon_months)
    plan = going_on(cohort, horizon=target.horizon_months, attained=known.attained)

    def foretell(value: float | None) -> pl.DataFrame:
        rng = rng_of(cohort, target)  # every reading is held against the same futures
        return forecast_states(pieces, known.people, replace(plan, target=value), rng=rng)

    return _told(target, promised, foretell)


def _of_newcomers(cohort: Cohort, target: Target) -> pl.DataFrame:
    """How many will have been enrolled by the last day; the plan is no limit here, it is what is asked about.

    Where nobody is to come any more, there is nothing to foretell: it would be the number of those enrolled.
    """
    plan = replace(going_on(cohort, horizon=1.0), most_to_come=None)
    come = draw_newcomers(plan, rng_of(cohort, target), DRAWS)
    if np.quantile(come, 0.975) < 1:
        return _nobody_to_come(cohort, target)
    return _told(
        target,
        people_promised(cohort, target),
        lambda to: summarise_numbers(len(cohort) + come, come, 0, replace(plan, target=to)),
    )


def _nobody_to_come(cohort: Cohort, target: Target) -> pl.DataFrame:
    silent = pl.DataFrame({"statistic": [FINAL], "status": [BLOCKED], "reason": [ENROLMENT_OVER]})
    promised: Mapping[str | None, float | None] = people_promised(cohort, target) or {None: None}
    parts = [
        pl.concat([silent, *([] if value is None else [_promise(value)])], how="diagonal_relaxed").pipe(
            named, target, reading
        )
        for reading, value in promised.items()
    ]
    return pl.concat(parts, how="diagonal_relaxed").with_columns(unit=pl.lit("participants"))


def _scenarios(cohort: Cohort, target: Target, promised: Mapping[str | None, float]) -> pl.DataFrame:
    """What the number would be if 20, 30, … 60 % of all who are planned reached the target: no forecast.

    Of those few who are known of already it says nothing: two scenarios would give away how many they are.
    """
    parts = []
    for reading, value in promised.items():
        made = forecast_scenarios(0, people_planned(cohort, "participants") or 0, target=value)
        name = pl.lit(SCENARIO) + pl.lit("_") + (100 * pl.col("share")).round().cast(pl.Int64).cast(pl.String)
        rows = made.select(statistic=name, estimate="estimate").with_columns(status=pl.lit(OK))
        silent = pl.DataFrame({"statistic": [FINAL], "status": [INSUFFICIENT], "reason": ["FEW_MATURE"]})
        told = pl.concat([silent, rows, _promise(value)], how="diagonal_relaxed")
        parts.append(named(told.with_columns(unit=pl.lit("participants")), target, reading))
    return pl.concat(parts) if parts else pl.DataFrame()


def _told(
    target: Target, promised: Mapping[str | None, float], foretell: Callable[[float | None], pl.DataFrame]
) -> pl.DataFrame:
    parts = []
    values: Mapping[str | None, float | None] = promised or {None: None}
    for reading, value in values.items():
        found = foretell(value).cast(pl.Float64).with_columns(status=pl.lit(OK))
        final = found.select(
            "status", "estimate", "lower", "upper", alarm_lower="lower_80", alarm_upper="upper_80",
            statistic=pl.lit(FINAL), unit=pl.lit("participants"),
        )  # fmt: skip
        chance = found.select("status", statistic=pl.lit(CHANCE), estimate="chance", unit=pl.lit("share"))
        rows = [final] if value is None else [final, _promise(value), chance]
        parts.append(named(pl.concat(rows, how="diagonal_relaxed"), target, reading))
    return pl.concat(parts, how="diagonal_relaxed")


def _promise(value: float) -> pl.DataFrame:
    row = {"statistic": [TARGET_VALUE], "estimate": [float(value)], "unit": ["participants"], "status": [OK]}
    return pl.DataFrame(row)


def named(rows: pl.DataFrame, target: Target, reading: str | None) -> pl.DataFrame:
    """Rows about everybody, with the target and the reading that they are of, and its horizon, as its shares have."""
    return rows.with_columns(
        line=pl.lit(0, dtype=pl.Int64()),
        outcome=pl.lit(target.code),
        cause=pl.lit(reading, dtype=pl.String()),
        time=pl.lit(target.horizon_months if target.counted == "share" else None, dtype=pl.Float64()),
    )


def rng_of(cohort: Cohort, target: Target) -> np.random.Generator:
    """The same numbers in each re-run, others for each target (METHODS 0.6)."""
    seed = provenance_of(cohort, f"M9.2 {target.code}").seed
    return np.random.default_rng(seed)
