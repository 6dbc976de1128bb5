"""How many people have come, and how many take part at once, beside what was promised (METHODS M9.1, M4.7)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.groups import GROUP, Groups, grouping_frame
from research_kit.analyses.outcome_counts import count_people
from research_kit.cohort import Cohort
from research_kit.results.status import OK
from research_kit.study.project_plan import planned_on
from research_kit.study.targets import Target

SO_FAR, TARGET_VALUE = "reached", "target_value"
REACHED, NOT_YET = "REACHED", "NOT_YET"


def progress_rows(cohort: Cohort, groups: Groups, targets: tuple[Target, ...]) -> list[pl.DataFrame]:
    """Per line the people counted so far; and for everybody the number promised, by the plan in force on the cut."""
    counts = [_counted(cohort, groups, one) for one in targets if one.counted != "share"]
    promised = [promised_row(cohort, one) for one in targets]
    return [part for part in (*counts, *promised) if part.height]


def _counted(cohort: Cohort, groups: Groups, target: Target) -> pl.DataFrame:
    """How many there are, and for everybody whether that is what was planned by now."""
    planned = planned_on(getattr(cohort.study.promises.plan, target.counted), cohort.cut)
    present = _is_here(cohort) if target.counted == "at_once" else pl.lit(True)
    frame = grouping_frame(cohort, groups.used)
    counts = count_people(frame, groups, {"n": present & pl.col("pid").is_not_null()})
    lines = counts.filter(pl.col("part") == GROUP).drop("part").sort("line")
    enough = pl.when(pl.col("n") >= (planned or 0)).then(pl.lit(REACHED)).otherwise(pl.lit(NOT_YET))
    told = (pl.col("line") == 0) & pl.lit(planned is not None)
    return lines.with_columns(
        statistic=pl.lit(SO_FAR),
        outcome=pl.lit(target.code),
        unit=pl.lit("participants"),
        status=pl.lit(OK),
        reason=pl.when(told).then(enough),
    )


def _is_here(cohort: Cohort) -> pl.Expr:
    """Enrolled on the day of the cut."""
    stays = cohort.records.stays
    lasts = pl.col("end_on").is_null() | (pl.col("end_on") > cohort.cut)
    here = stays.filter((pl.col("start_on") <= cohort.cut) & lasts)["pid"].unique()
    return pl.col("pid").is_in(here.implode())


def promised_row(cohort: Cohort, target: Target) -> pl.DataFrame:
    """What was promised, as numbers of people: of a share, out of those planned, per reading (METHODS M9.1)."""
    people = people_promised(cohort, target)
    schema = {"cause": pl.String(), "estimate": pl.Float64()}
    rows = [{"cause": reading, "estimate": number} for reading, number in people.items()]
    return pl.DataFrame(rows, schema=schema).with_columns(
        line=pl.lit(0, dtype=pl.Int64()),
        statistic=pl.lit(TARGET_VALUE),
        outcome=pl.lit(target.code),
        unit=pl.lit("participants"),
        status=pl.lit(OK),
    )


def people_promised(cohort: Cohort, target: Target) -> dict[str | None, float]:
    """Reading -> people; where some are left out of the denominator, their own target says how many are left."""
    planned = people_planned(cohort, "participants" if target.counted == "share" else target.counted)
    if planned is None:
        return {}
    if target.counted != "share":
        return {None: float(planned)}
    return {
        reading: round(planned * (1 - _promised_in(denominator.not_in, cohort)) * value, 6)
        for reading, (denominator, value) in target.rules.items()
    }


def people_planned(cohort: Cohort, counted: str) -> int | None:
    """How many `participants`, or people `at_once`, the plan in force on the cut has; before it begins, at first."""
    steps = getattr(cohort.study.promises.plan, counted)
    return planned_on(steps, cohort.cut) or (steps[0].people if steps else None)


def _promised_in(states: tuple[str, ...], cohort: Cohort) -> float:
    """The share promised to be in these states, by the target that is about them."""
    if not states:
        return 0.0
    for one in cohort.study.promises.targets:
        asked = one.numerator_rule
        if asked is not None and asked.scale is None and set(asked.states) == set(states) and one.value:
            return one.value
    return 0.0
