"""How well earlier expectations held (METHODS M9.2): what was to be foretold quarter by quarter, and what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from research_kit.analyses.targets.forecast_rows import named, rng_of, state_rule
from research_kit.analyses.targets.going_on import QUARTER_MONTHS, months_after, quarters_so_far
from research_kit.analyses.targets.horizon import horizon_of, in_states, state_at_horizon
from research_kit.analyses.targets.state_moves import follow_states, moves_in_pieces, target_stays, until_day
from research_kit.cohort import Cohort
from research_kit.results.status import OK
from research_kit.statistics.forecasts.forecast import ForecastPlan
from research_kit.statistics.forecasts.forecast_hits import forecast_hits
from research_kit.statistics.forecasts.forecast_scenarios import LEAST_QUARTERS, can_be_forecast
from research_kit.statistics.forecasts.forecast_states import forecast_states
from research_kit.study.targets import NumeratorRule, Target

_HITS = {0.80: "hit_rate_80", 0.95: "hit_rate_95"}
_DRAWS = 2_000


def backtest_rows(cohort: Cohort, targets: tuple[Target, ...]) -> list[pl.DataFrame]:
    """How often what was to be foretold a quarter or more ago for those enrolled then held what became of them by now.

    At each earlier quarter the histories end where they had come to by then. A study is opened with each record in its
    latest version: when it was first written down is not known, so that what was recorded late is not left out. No
    `n`, which would count forecasts and not people.
    """
    rows = []
    for target in targets:
        if state_rule(target) is None or not cohort.histories.height or cohort.study.starts_on is None:
            continue
        past = past_forecasts(cohort, target)
        if past.height:
            hits = forecast_hits(past)
            name = pl.col("confidence").replace_strict(_HITS, return_dtype=pl.String())
            told = hits.with_columns(statistic=name).select("statistic", "estimate", "lower", "upper")
            rows.append(named(told.with_columns(unit=pl.lit("share"), status=pl.lit(OK)), target, None))
    return rows


@dataclass(frozen=True, kw_only=True, slots=True)
class _Past:
    """What is known now of a target: stays and, of people whose horizon has passed, where they were and when."""

    cohort: Cohort
    target: Target
    states: tuple[str, ...]
    stays: pl.DataFrame
    people: pl.DataFrame

    def foretold(self, day: date, quarters: int) -> pl.DataFrame | None:
        """The forecast of a day; none where too few were known then, or nobody was left to be foretold."""
        then = until_day(self.stays, self.cohort.frame.select("pid", "index_on"), day)
        enrolled = self.people.filter(pl.col("index_on") <= day).with_columns(is_mature=pl.col("due_on") <= day)
        known = follow_states(then, enrolled, self.states)
        if not can_be_forecast(known.mature, quarters) or not known.people.height:
            return None
        pieces, plan = moves_in_pieces(then, horizon=self.target.horizon_months), self._plan(known.attained)
        made = forecast_states(pieces, known.people, plan, rng=rng_of(self.cohort, self.target), draws=_DRAWS)
        came = enrolled.filter(in_states(self.states)).height
        return made.with_columns(outcome=pl.lit(float(came)), day=pl.lit(day))

    def _plan(self, attained: int) -> ForecastPlan:
        """Of those enrolled then alone: nobody is still to come."""
        months = self.target.horizon_months
        return ForecastPlan(
            attained=attained, enrolled=0, observed_time=1.0, remaining_time=months, horizon=months, most_to_come=0
        )


def past_forecasts(cohort: Cohort, target: Target) -> pl.DataFrame:
    """One row per earlier quarter: `day`, what was to be foretold of those enrolled then, and `outcome`, what came.

    It is about people of whom the outcome is known by now; the hazards are those of everybody enrolled then. Empty
    where nothing was to be foretold, or the target is not about states alone.
    """
    rule = state_rule(target)
    if rule is None:
        return pl.DataFrame()
    past = _past(cohort, target, rule)
    starts_on = cohort.study.starts_on or cohort.cut
    made = [
        past.foretold(months_after(starts_on, QUARTER_MONTHS * quarters), quarters)
        for quarters in range(LEAST_QUARTERS, quarters_so_far(cohort))
    ]
    told = [part for part in made if part is not None]
    return pl.concat(told) if told else pl.DataFrame()


def _past(cohort: Cohort, target: Target, rule: NumeratorRule) -> _Past:
    judged = cohort.judged_by(rule.outcome)
    at = state_at_horizon(judged, horizon_of(cohort, target))
    known = at.filter(pl.col("is_mature") & pl.col("state").is_not_null())
    dated = known.join(cohort.frame.select("pid", "index_on"), on="pid", how="left", validate="1:1")
    due_on = pl.col("index_on") + pl.duration(days=pl.col("horizon_days").ceil().cast(pl.Int64))
    return _Past(
        cohort=cohort,
        target=target,
        states=rule.states,
        stays=target_stays(judged, rule.states),
        people=dated.with_columns(due_on=due_on),
    )
