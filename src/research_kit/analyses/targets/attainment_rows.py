"""How many have reached a target at its horizon, and whether it is reached: above, below, or not to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from research_kit.analyses.groups import Groups
from research_kit.analyses.outcome_rows import FEW_AT_RISK, FEW_PEOPLE, judge
from research_kit.analyses.targets.answered import says_so
from research_kit.analyses.targets.by_answer import AnsweredShare
from research_kit.analyses.targets.horizon import horizon_of, state_at_horizon
from research_kit.analyses.targets.lines import members_by_line
from research_kit.analyses.targets.occupancy import Occupancy
from research_kit.analyses.targets.progress_rows import TARGET_VALUE
from research_kit.cohort import Cohort
from research_kit.results import Thresholds, raise_guard, smallest_visible_gap
from research_kit.results.look_plan import WatchRule
from research_kit.results.status import OK
from research_kit.study.targets import NumeratorRule, ReadingName, Target

STATISTIC = "share_attained"
ABOVE, BELOW, CANNOT_TELL = "ABOVE", "BELOW", "CANNOT_TELL"
NO_ANSWERS, FEW_ANSWERS, FEW_MATURE = "NO_TABLE", "FEW_ANSWERS", "FEW_MATURE"
_LEAST_ANSWERED = 0.40
"""METHODS Annex A, M6.4: below this share of answers nothing is said of those who answered."""


def attainment_rows(
    cohort: Cohort, groups: Groups, targets: Sequence[Target], *, rule: WatchRule, limits: Thresholds
) -> list[pl.DataFrame]:
    """The share of each line that has reached each target, per reading; targets that are numbers of people have none.

    Raises
    ------
    GuardError
        G-EVER: a target asks who has ever been in a state, which is not who is in it at the horizon.
    """
    members, found = members_by_line(cohort, groups), {}
    parts = []
    for target in targets:
        asked = target.numerator_rule
        if asked is None:
            continue
        if asked.when == "ever":
            raise_guard("G-EVER", f"The target `{target.code}` counts who has ever been in {', '.join(asked.states)}.")
        states, horizon = asked.states or asked.not_in, horizon_of(cohort, target)
        same = (asked.outcome, states, horizon)
        if same not in found:  # several targets ask for the same states: they are estimated once
            judged = cohort.judged_by(asked.outcome)
            at = state_at_horizon(judged, horizon)
            occupancy = Occupancy(cohort=judged, at=at, states=states, alarm_confidence=rule.single_confidence)
            found[same] = (occupancy, occupancy.of(members))
        shares = _Shares(target, asked, *found[same])
        parts += [shares.told(reading, members, limits) for reading in target.rules]
        parts.append(_values(target))
    return parts


@dataclass(frozen=True, slots=True)
class _Shares:
    target: Target
    asked: NumeratorRule
    occupancy: Occupancy
    occupied: pl.DataFrame

    def told(self, reading: ReadingName | None, members: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
        """One reading of the target, judged and named."""
        denominator, value = self.target.rules[reading]
        if self.asked.scale is None:
            shares = self.occupied.with_columns(answered=pl.lit(1.0))
        else:
            answers = says_so(self.occupancy.cohort, self.occupancy.at, self.asked)
            by_answer = AnsweredShare(occupancy=self.occupancy, rule=self.asked, answers=answers)
            shares = by_answer.of(members, denominator, self.occupied)
        return _named(_judged(shares, self._verdict(value), value, limits), self.target, reading)

    def _verdict(self, value: float) -> pl.Expr:
        """The final report says what the 95 % bar says: nobody will look again (METHODS M9.1)."""
        cohort = self.occupancy.cohort
        is_final = cohort.study.ends_on is not None and cohort.study.ends_on <= cohort.cut
        lower, upper = ("lower", "upper") if is_final else ("alarm_lower", "alarm_upper")
        return verdict_on(value, self.target.direction, lower=lower, upper=upper)


def _values(target: Target) -> pl.DataFrame:
    """What was promised, per reading, beside what has been reached."""
    values = {"cause": list(target.rules), "estimate": [value for _, value in target.rules.values()]}
    rows = pl.DataFrame(values, schema={"cause": pl.String(), "estimate": pl.Float64()})
    return rows.with_columns(
        line=pl.lit(0, dtype=pl.Int64()),
        statistic=pl.lit(TARGET_VALUE),
        outcome=pl.lit(target.code),
        time=pl.lit(target.horizon_months, dtype=pl.Float64()),
        unit=pl.lit("share"),
        status=pl.lit(OK),
    )


def _judged(shares: pl.DataFrame, verdict: pl.Expr, value: float, limits: Thresholds) -> pl.DataFrame:
    """Status by the rule of enough data; the reason of a row that is told is the verdict."""
    nothing = pl.lit(None, dtype=pl.String)
    blocked = pl.when(pl.col("answered").is_null()).then(pl.lit(NO_ANSWERS))
    judged = judge(
        shares.with_columns(blocked_by=blocked, too_thin=nothing),
        {
            FEW_PEOPLE: pl.col("people") < limits.share_n,
            FEW_MATURE: pl.col("n") < limits.states_n,
            FEW_ANSWERS: pl.col("answered") < _LEAST_ANSWERED,
            FEW_AT_RISK: (pl.col("n") - pl.col("unknown") < limits.at_risk_start) | pl.col("lower").is_null(),
        },
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    )
    visible = pl.Series(smallest_visible_gap(judged["n"].to_numpy(), value))
    told = pl.col("estimate").is_not_null()
    reason = pl.when(told).then(verdict).otherwise("reason")
    return judged.with_columns(reason=reason, smallest_visible_gap=visible)


def verdict_on(value: float, direction: str, *, lower: str, upper: str) -> pl.Expr:
    """Above, below or cannot be told, by the whole of a bar: the alarm bar while the project runs (G-LOOK)."""
    from_below, from_above = pl.col(lower), pl.col(upper)
    if direction == "at_least":
        above, below = from_below >= value, from_above < value
    else:
        above, below = from_below > value, from_above <= value
    return pl.when(above).then(pl.lit(ABOVE)).when(below).then(pl.lit(BELOW)).otherwise(pl.lit(CANNOT_TELL))


def _named(rows: pl.DataFrame, target: Target, reading: ReadingName | None) -> pl.DataFrame:
    return rows.drop("people", "answered").with_columns(
        statistic=pl.lit(STATISTIC),
        outcome=pl.lit(target.code),
        cause=pl.lit(reading, dtype=pl.String()),
        time=pl.lit(target.horizon_months, dtype=pl.Float64()),
        unit=pl.lit("share"),
    )
