"""What is to be expected at the project's end, and how well earlier expectations held (METHODS M9.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from research_kit.analyses.answer_table import provenance_of
from research_kit.analyses.incidence_curves import CONFIDENCE, DAYS_PER_MONTH
from research_kit.analyses.targets.futures import Underway, final_numbers, foretold, newcomers
from research_kit.analyses.targets.horizon import horizon_of, in_states, state_at_horizon
from research_kit.analyses.targets.occupancy import Occupancy, occupied_by_month
from research_kit.analyses.targets.progress_rows import TARGET_VALUE, people_promised
from research_kit.cohort import Cohort
from research_kit.results.status import INSUFFICIENT, OK
from research_kit.statistics.forecasts.forecast_count import forecast_count
from research_kit.statistics.forecasts.forecast_hits import forecast_hits
from research_kit.statistics.forecasts.forecast_scenarios import LEAST_QUARTERS, can_be_forecast, forecast_scenarios
from research_kit.study.project_plan import planned_on
from research_kit.study.targets import Target

FINAL, CHANCE, SCENARIO = "forecast_final", "chance_of_reaching", "scenario"
_QUARTER_MONTHS, _PACE_MONTHS = 3, 12
_HITS = {0.80: "hit_rate_80", 0.95: "hit_rate_95"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """One row per participant: `pid, index_on, horizon_on, reached` (null: not known, or not yet)."""

    people: pl.DataFrame

    def at(self, day: date) -> tuple[int, int]:
        """How many had reached the target, of those known whose horizon had passed by then."""
        passed = self.people.filter((pl.col("horizon_on") <= day) & pl.col("reached").is_not_null())
        return int(passed["reached"].sum()), passed.height


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
        elif _by_state_alone(target) and cohort.histories.height:
            rows.append(_of_results(cohort, target))
    return rows


def backtest_rows(cohort: Cohort, targets: tuple[Target, ...]) -> list[pl.DataFrame]:
    """How often what was foretold a quarter or more ago for those enrolled then held what became of them by now.

    Each earlier quarter is looked at as if known as it is now: what was recorded late is not left out. No `n`, which
    would count forecasts and not people.
    """
    rows = []
    for target in targets:
        if not _by_state_alone(target) or not cohort.histories.height or cohort.study.starts_on is None:
            continue
        past = _past_forecasts(_known(cohort, target), cohort)
        if past.height:
            hits = forecast_hits(past)
            name = pl.col("confidence").replace_strict(_HITS, return_dtype=pl.String())
            told = hits.with_columns(statistic=name).select("statistic", "estimate", "lower", "upper")
            rows.append(_named(told.with_columns(unit=pl.lit("share"), status=pl.lit(OK)), target, None))
    return rows


def _by_state_alone(target: Target) -> bool:
    """Whether the target is about states alone: then it is known of everybody who was followed to the horizon."""
    asked = target.numerator_rule
    return asked is not None and asked.scale is None and asked.when == "at_horizon"


def _known(cohort: Cohort, target: Target) -> _Known:
    rule = target.numerator_rule
    states = rule.states if rule is not None else ()
    at = state_at_horizon(cohort.judged_by(rule.outcome if rule is not None else None), horizon_of(cohort, target))
    on = pl.col("index_on") + pl.duration(days=pl.col("horizon_days").ceil().cast(pl.Int64))
    joined = cohort.frame.select("pid", "index_on").join(at, on="pid", how="left", validate="1:1")
    reached = pl.when(pl.col("is_mature")).then(in_states(states))
    return _Known(people=joined.select("pid", "index_on", horizon_on=on, reached=reached))


def _of_results(cohort: Cohort, target: Target) -> pl.DataFrame:
    judged = cohort.judged_by(target.numerator_rule.outcome if target.numerator_rule else None)
    at = state_at_horizon(judged, horizon_of(cohort, target))
    states = target.numerator_rule.states if target.numerator_rule else ()
    members = cohort.frame.select("pid", line=pl.lit(0, dtype=pl.Int64()))
    occupancy = Occupancy(cohort=judged, at=at, states=states, alarm_confidence=CONFIDENCE)
    now = occupancy.of(members).row(0, named=True)
    promised = people_promised(cohort, target)
    known = now["n"] - now["unknown"]
    if not can_be_forecast(known, _quarters_so_far(cohort)) or not now["std_error"]:
        return _scenarios(cohort, target, (now["events"], known), promised)
    standing = Underway(
        attained=now["events"],
        passed=now["n"],
        unknown=now["unknown"],
        share=now["estimate"],
        worth=now["estimate"] * (1 - now["estimate"]) / now["std_error"] ** 2,
        to_come=len(cohort) - now["n"],
        part_in_time=_part_in_time(cohort, target),
        **_inflow(cohort, is_limited=True),
    )
    return _told(final_numbers(standing, _rng(cohort, target)), promised, target)


def _of_newcomers(cohort: Cohort, target: Target) -> pl.DataFrame:
    """How many will have been enrolled by the last day; the plan is no limit here, it is what is asked about."""
    nobody = {"attained": 0, "passed": 0, "unknown": 0, "to_come": 0}
    standing = Underway(**nobody, share=0.0, worth=0.0, **_inflow(cohort, is_limited=False))
    numbers = len(cohort) + newcomers(standing, _rng(cohort, target))
    return _told(numbers, people_promised(cohort, target), target)


def _inflow(cohort: Cohort, *, is_limited: bool) -> dict[str, Any]:
    """The pace of the last twelve months (a project begins slowly), how long it goes on, and what room there is."""
    starts_on = cohort.study.starts_on or cohort.cut
    since = max(starts_on, _months_after(cohort.cut, -_PACE_MONTHS))
    left = (_enrols_until(cohort) - cohort.cut).days / DAYS_PER_MONTH
    planned = planned_on(cohort.study.promises.plan.participants, cohort.cut)
    return {
        "arrived": cohort.frame.filter(pl.col("index_on") > since).height,
        "months": (cohort.cut - since).days / DAYS_PER_MONTH,
        "months_left": max(left, 0.0),
        "room": planned - len(cohort) if planned is not None and is_limited else None,
    }


def _enrols_until(cohort: Cohort) -> date:
    ends_on = cohort.study.ends_on or cohort.cut
    return min(cohort.study.promises.plan.enrols_until or ends_on, ends_on)


def _part_in_time(cohort: Cohort, target: Target) -> float:
    """Whoever comes late has less than the whole horizon: how likely she is to be there, beside those who have it all.

    By the share in the target's states month by month; newcomers are taken to come evenly as long as there are any.
    """
    last, ends_on = int(target.horizon_months), cohort.study.ends_on or cohort.cut
    days_left, enrolling = ((until - cohort.cut).days for until in (ends_on, _enrols_until(cohort)))
    months = np.clip((days_left - np.linspace(0, max(enrolling, 0), 49)) / DAYS_PER_MONTH, 0, last)
    rule = target.numerator_rule
    if rule is None:
        return 1.0
    occupied = occupied_by_month(cohort.judged_by(rule.outcome), rule.states, last)
    if not occupied or not occupied[last]:
        return 1.0
    return float(np.clip(np.interp(months, range(last + 1), occupied).mean() / occupied[last], 0, 1))


def _scenarios(
    cohort: Cohort, target: Target, standing: tuple[int, int], promised: Mapping[str | None, float]
) -> pl.DataFrame:
    """What the number would be if 20, 30, … 60 % of all others reached the target: no forecast."""
    attained, mature = standing
    planned = planned_on(cohort.study.promises.plan.participants, cohort.cut) or len(cohort)
    parts = []
    for reading, value in promised.items():
        made = forecast_scenarios(attained, max(planned, len(cohort)) - mature, target=value)
        name = pl.lit(SCENARIO) + pl.lit("_") + (100 * pl.col("share")).round().cast(pl.Int64).cast(pl.String)
        rows = made.select(statistic=name, estimate="estimate").with_columns(status=pl.lit(OK))
        silent = pl.DataFrame({"statistic": [FINAL], "status": [INSUFFICIENT], "reason": ["FEW_MATURE"]})
        told = pl.concat([silent, rows, _promise(value)], how="diagonal_relaxed")
        parts.append(_named(told.with_columns(unit=pl.lit("participants")), target, reading))
    return pl.concat(parts) if parts else pl.DataFrame()


def _told(numbers: NDArray[np.int64], promised: Mapping[str | None, float], target: Target) -> pl.DataFrame:
    parts = []
    values: Mapping[str | None, float | None] = promised or {None: None}
    for reading, value in values.items():
        found = foretold(numbers, value).with_columns(status=pl.lit(OK))
        final = found.select(
            "status", "estimate", "lower", "upper", alarm_lower="lower_80", alarm_upper="upper_80",
            statistic=pl.lit(FINAL), unit=pl.lit("participants"),
        )  # fmt: skip
        chance = found.select("status", statistic=pl.lit(CHANCE), estimate="chance", unit=pl.lit("share"))
        rows = [final] if value is None else [final, _promise(value), chance]
        parts.append(_named(pl.concat(rows, how="diagonal_relaxed"), target, reading))
    return pl.concat(parts, how="diagonal_relaxed")


def _promise(value: float) -> pl.DataFrame:
    row = {"statistic": [TARGET_VALUE], "estimate": [float(value)], "unit": ["participants"], "status": [OK]}
    return pl.DataFrame(row)


def _named(rows: pl.DataFrame, target: Target, reading: str | None) -> pl.DataFrame:
    return rows.with_columns(
        line=pl.lit(0, dtype=pl.Int64()), outcome=pl.lit(target.code), cause=pl.lit(reading, dtype=pl.String())
    )


def _past_forecasts(known: _Known, cohort: Cohort) -> pl.DataFrame:
    """One row per earlier quarter: what was to be foretold of those enrolled then, and what came."""
    starts_on = cohort.study.starts_on or cohort.cut
    rows = []
    for quarter in range(LEAST_QUARTERS, _quarters_so_far(cohort)):
        day = _months_after(starts_on, _QUARTER_MONTHS * quarter)
        attained, mature = known.at(day)
        then = _Known(people=known.people.filter(pl.col("index_on") <= day))
        came, all_known = then.at(cohort.cut)
        if can_be_forecast(mature, quarter) and all_known > mature:
            made = forecast_count(attained, mature, all_known - mature)
            rows.append(made.with_columns(outcome=pl.lit(float(came))))
    return pl.concat(rows) if rows else pl.DataFrame()


def _quarters_so_far(cohort: Cohort) -> int:
    starts_on = cohort.study.starts_on or cohort.cut
    return int((cohort.cut - starts_on).days / (_QUARTER_MONTHS * DAYS_PER_MONTH))


def _months_after(day: date, months: int) -> date:
    later: date = pl.select(pl.lit(day).dt.offset_by(f"{months}mo")).item()
    return later


def _rng(cohort: Cohort, target: Target) -> np.random.Generator:
    """The same numbers in each re-run, others for each target (METHODS 0.6)."""
    seed = provenance_of(cohort, f"M9.2 {target.code}").seed
    return np.random.default_rng(seed)
