"""Whether foreign-born women reach the goal as often as all others, and whether gaps add up (METHODS 7.2, 7.4)."""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.analyses.equity.watch import FAMILY, FOREIGN_BORN_WOMEN, Watch
from research_kit.analyses.groups import COMPARED, GROUP
from research_kit.analyses.outcome_rows import FEW_AT_RISK, FEW_EVENTS, FEW_PEOPLE, judge
from research_kit.analyses.targets.horizon import Horizon, state_at_horizon
from research_kit.analyses.targets.lines import members_by_line
from research_kit.analyses.targets.occupancy import Occupancy
from research_kit.results.status import gap_from_error
from research_kit.statistics.proportions.interaction_contrast import contrast
from research_kit.statistics.proportions.ratio_to_total import ratio_to_total

GAP, INTERACTION, REPRESENTATION = "gap_results", "interaction", "representation_in_results"
ATTAINED = "attained"
UNDER, NOT_UNDER, CANNOT_TELL = "UNDER_REPRESENTED", "NOT_UNDER", "CANNOT_TELL"
_STATES = ("work", "education")
_MONTHS = 12.0
_NOTHING = pl.lit(None, dtype=pl.String())
_CELLS = (
    FOREIGN_BORN_WOMEN,
    {"gender": "woman", "foreign_born": "no"},
    {"gender": "man", "foreign_born": "yes"},
    {"gender": "man", "foreign_born": "no"},
)


def occupancy_of(watch: Watch) -> Occupancy:
    """In work or regular education 12 months after the index date, or at the project's end if sooner.

    What counts as work is as for the study's target about these states; the headline's definition where it has none.
    """
    cohort = watch.cohort
    rules = [one.numerator_rule for one in cohort.study.promises.targets if one.numerator_rule is not None]
    asked = next((rule.outcome for rule in rules if rule.scale is None and set(rule.states) == set(_STATES)), None)
    judged = cohort.judged_by(asked)
    at = state_at_horizon(judged, Horizon(months=_MONTHS, ends_on=cohort.study.ends_on))
    return Occupancy(cohort=judged, at=at, states=_STATES, alarm_confidence=watch.rule.family_confidence)


def gap_rows(watch: Watch, occupancy: Occupancy) -> list[pl.DataFrame]:
    """Each line minus whom it is compared with, in the share who have reached the goal.

    The interval squares and adds the distances to the limits of the two shares (as Newcombe's does). Lines of the
    family have an alarm bar and a verdict, by that bar alone: the group is said to be under-represented only if it lies
    below 0 and the gap is at least the practical minimum; not under-represented only if it lies above minus that.

    References
    ----------
    Zou GY, Donner A (2008). Stat Med 27:1693-1702. doi:10.1002/sim.3095
    """
    pairs = _pairs(watch, occupancy)
    if not pairs.height:
        return []
    rows = pairs.with_columns(
        (pl.col("estimate") - pl.col("estimate_other")).alias("gap"),
        (pl.col("std_error") ** 2 + pl.col("std_error_other") ** 2).sqrt().alias("gap_error"),
        *_limits("lower", "upper"),
        *_limits("alarm_lower", "alarm_upper"),
    )
    claimed = pl.col("line").is_in(watch.family_lines) & pl.lit(watch.is_claimed(ATTAINED))
    judged = _judged(rows, watch).with_columns(
        pl.when(claimed).then(name).alias(name) for name in ("alarm_lower", "alarm_upper")
    )
    told = claimed & pl.col("estimate").is_not_null()
    verdict = pl.when(told).then(verdict_on(watch.plan.practical_gap)).otherwise("reason")
    return [judged.with_columns(reason=verdict).with_columns(_NAMES, statistic=pl.lit(GAP))]


_NAMES = [pl.lit(ATTAINED).alias("outcome"), pl.lit(_MONTHS).alias("time"), pl.lit("share").alias("unit")]


def verdict_on(practical: float) -> pl.Expr:
    """Under-represented, not under-represented, or cannot be told, by the alarm bar (METHODS 7.4)."""
    under = (pl.col("alarm_upper") < 0) & (pl.col("estimate") <= -practical)
    not_under = pl.col("alarm_lower") > -practical
    return pl.when(under).then(pl.lit(UNDER)).when(not_under).then(pl.lit(NOT_UNDER)).otherwise(pl.lit(CANNOT_TELL))


def _pairs(watch: Watch, occupancy: Occupancy) -> pl.DataFrame:
    """Both sides of every line that is compared with somebody; who is the same is estimated once."""
    parts = {part: members_by_line(watch.cohort, watch.groups, part=part) for part in (GROUP, COMPARED)}
    parts = {part: rows.filter(pl.col("line").is_in(watch.compared_lines)) for part, rows in parts.items()}
    both = pl.concat([rows.with_columns(line=2 * pl.col("line") + place) for place, rows in enumerate(parts.values())])
    shares = occupancy.of(both).with_columns(_side=pl.col("line") % 2, line=pl.col("line") // 2)
    group, other = (shares.filter(pl.col("_side") == side).drop("_side") for side in (0, 1))
    pairs = group.join(other, on="line", how="inner", validate="1:1", suffix="_other").sort("line")
    lines = watch.groups.lines.select("line", "compared_with")
    return pairs.join(lines, on="line", how="left", validate="1:1", maintain_order="left")


def _limits(low: str, high: str) -> list[pl.Expr]:
    gap = pl.col("estimate") - pl.col("estimate_other")
    below = (pl.col("estimate") - pl.col(low)) ** 2 + (pl.col(f"{high}_other") - pl.col("estimate_other")) ** 2
    above = (pl.col(high) - pl.col("estimate")) ** 2 + (pl.col("estimate_other") - pl.col(f"{low}_other")) ** 2
    return [(gap - below.sqrt()).alias(f"gap_{low}"), (gap + above.sqrt()).alias(f"gap_{high}")]


def _judged(rows: pl.DataFrame, watch: Watch) -> pl.DataFrame:
    limits = watch.limits
    events = pl.col("events") + pl.col("events_other")
    known = pl.col("n") - pl.col("unknown"), pl.col("n_other") - pl.col("unknown_other")
    replaced = rows.with_columns(
        *(pl.col(f"gap_{name}").alias(name) for name in ("lower", "upper", "alarm_lower", "alarm_upper")),
        estimate="gap",
        std_error="gap_error",
        blocked_by=_NOTHING,
        too_thin=_NOTHING,
    )
    checks = {
        FEW_PEOPLE: pl.min_horizontal("n", "n_other") < limits.gap_n,
        FEW_EVENTS: (events < limits.gap_events) | (known[0] + known[1] - events < limits.gap_events),
        FEW_AT_RISK: (pl.min_horizontal(*known) < limits.at_risk_time) | pl.col("gap").is_null(),
    }
    judged = judge(replaced, checks, is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width)
    smaller = pl.min_horizontal("n", "n_other")
    visible = pl.min_horizontal(gap_from_error(1) * pl.col("gap_error"), 1.0)
    told = judged.with_columns(n=smaller, smallest_visible_gap=visible, events=pl.lit(None), unknown=pl.lit(None))
    return told.drop([c for c in told.columns if c.endswith("_other") or c.startswith("gap") or c == "people"])


def interaction_rows(watch: Watch, occupancy: Occupancy) -> list[pl.DataFrame]:
    """How much larger the gap between foreign- and Swedish-born is among women than among men, in points."""
    lines = [watch.line_of(cell) for cell in _CELLS]
    if not all(lines):
        return []
    members = members_by_line(watch.cohort, watch.groups)
    wanted = [line[0] for line in lines]
    shares = occupancy.of(members.filter(pl.col("line").is_in(wanted)))
    cells = pl.DataFrame({"line": wanted}).join(shares, on="line", how="left", maintain_order="left")
    row = _contrast(cells)
    judged = judge(
        row, _enough(cells, watch), is_wide=(pl.col("upper") - pl.col("lower")) / 2 > watch.limits.half_width
    )
    return [judged.with_columns(_NAMES, statistic=pl.lit(INTERACTION), line=pl.lit(0, dtype=pl.Int64()))]


def _contrast(cells: pl.DataFrame) -> pl.DataFrame:
    n = pl.DataFrame({"n": [cells["n"].min()], "std_error": [float(np.sqrt(float((cells["std_error"] ** 2).sum())))]})
    if cells["lower"].null_count():
        nothing = [pl.lit(None, dtype=pl.Float64()).alias(name) for name in ("estimate", "lower", "upper")]
        found = n.with_columns(nothing)
    else:
        found = n.hstack(contrast(cells["estimate"], cells["lower"], cells["upper"]))
    return found.with_columns(blocked_by=_NOTHING, too_thin=_NOTHING)


def _enough(cells: pl.DataFrame, watch: Watch) -> dict[str, pl.Expr]:
    known = cells["n"] - cells["unknown"]
    thin = bool((known < watch.limits.at_risk_time).any()) or bool(cells["lower"].null_count())
    few = int(cells["events"].sum()) < watch.limits.gap_events
    return {
        FEW_PEOPLE: pl.lit(bool((cells["n"] < watch.limits.gap_n).any())),
        FEW_EVENTS: pl.lit(few),
        FEW_AT_RISK: pl.lit(thin),
    }


def in_results_rows(watch: Watch, occupancy: Occupancy) -> list[pl.DataFrame]:
    """The group's share of those who have reached the goal, divided by its share of all, for lines of the family.

    Counted among those whose state at the horizon is known: whoever is not followed so far has reached nothing yet.
    """
    members = members_by_line(watch.cohort, watch.groups)
    lines = [line for gap in watch.plan.family for line in watch.line_of(*FAMILY[gap])]
    if not lines:
        return []
    shares = occupancy.of(members.filter(pl.col("line").is_in([0, *lines]))).with_columns(
        known=pl.col("n") - pl.col("unknown")
    )
    total, groups = shares.filter(pl.col("line") == 0), shares.filter((pl.col("line") != 0) & (pl.col("known") > 0))
    sides = (groups["events"], groups["known"], total["events"].item(), total["known"].item())
    said, bar = ratio_to_total(*sides), ratio_to_total(*sides, confidence=watch.rule.family_confidence)
    counts = groups.select("line", "n", "events", "unknown", "known")
    rows = counts.hstack(said).with_columns(alarm_lower=bar["lower"], alarm_upper=bar["upper"])
    checks = {
        FEW_PEOPLE: pl.col("known") < watch.limits.gap_n,
        FEW_EVENTS: pl.lit(int(total["events"].item()) < watch.limits.gap_events),
    }
    judged = judge(rows.with_columns(blocked_by=_NOTHING, too_thin=_NOTHING), checks, is_wide=pl.lit(False))
    named = judged.with_columns(_NAMES, statistic=pl.lit(REPRESENTATION), compared_with=pl.lit("total"))
    return [named.with_columns(unit=pl.lit("ratio")).drop("known")]
