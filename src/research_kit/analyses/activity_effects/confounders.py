"""What goes with both starting an activity and the outcome: what of it can be allowed for, and what not, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from research_kit.cohort import Cohort, late_measurements
from research_kit.errors import CohortError
from research_kit.results import raise_guard
from research_kit.study.target_trial import CHANGING, TargetTrial

SUPPORT = "language_support"
NOT_RECORDED, NOT_KNOWN, ALL_ALIKE = "not_recorded", "not_known_of_many", "all_alike"
MOST_UNKNOWN = 0.05
"""People of whom a confounder is not known are left out up to this share; beyond it the confounder is (METHODS 3.5)."""
LEAST_PEOPLE = 10
"""Smaller levels are joined to the largest one: nobody can be compared within them."""
_UNKNOWN = ("unknown", "unstated")


@dataclass(frozen=True, kw_only=True, slots=True)
class Confounding:
    """The confounders that are allowed for, and those that are not, with the reason."""

    at_start: tuple[str, ...]
    at_each_month: tuple[str, ...]
    left_out: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Those allowed for."""
        return (*self.at_start, *self.at_each_month)

    def changing(self, history: pl.DataFrame) -> tuple[Confounding, pl.DataFrame | None]:
        """What changes, as far as it is recorded and differs between people; and its rows."""
        recorded = [name for name in self.at_each_month if name in history.columns]
        varied = [name for name in recorded if history[name].n_unique() > 1]
        absent = {name: NOT_RECORDED for name in self.at_each_month if name not in recorded}
        alike = {name: ALL_ALIKE for name in recorded if name not in varied}
        found = replace(self, at_each_month=tuple(varied), left_out={**self.left_out, **absent, **alike})
        return found, history.select("pid", "month", *varied) if varied else None


def usable_confounders(cohort: Cohort, trial: TargetTrial, people: pl.DataFrame) -> tuple[Confounding, pl.DataFrame]:
    """The confounders of the protocol that can be allowed for, and the people of whom they are known.

    Raises
    ------
    GuardError
        G-MEDIATOR, G-IMMORTAL: a confounder was measured, or comes about, after the index date.
    CohortError
        A confounder is no column of the participants.
    """
    _require_known_at_start(cohort, trial)
    known = people.join(cohort.records.support_at_start, on="pid", how="left", validate="1:1", maintain_order="left")
    left_out: dict[str, str] = {}
    used: list[str] = []
    for name in trial.confounders.at_start:
        why = _why_not(known, name)
        left_out |= {} if why is None else {name: why}
        used += [] if why is not None else [name]
    complete = known.filter(pl.all_horizontal(_is_known(known, name) for name in used)) if used else known
    told = complete.with_columns(_levels(complete, name) for name in used)
    for name in [one for one in used if told[one].n_unique() < 2]:
        used.remove(name)
        left_out[name] = ALL_ALIKE
    months = trial.confounders.at_each_month
    return Confounding(at_start=tuple(used), at_each_month=months, left_out=left_out), told


def _require_known_at_start(cohort: Cohort, trial: TargetTrial) -> None:
    columns = [name for name in trial.confounders.at_start if name != SUPPORT]
    said = f"the protocol of `{trial.activity}`"
    for row in late_measurements(cohort, columns).drop_nulls("guard").iter_rows(named=True):
        raise_guard(
            row["guard"],
            f"`{row['covariate']}`, a confounder of {said}, was measured after the index date of {row['after_index']} "
            f"of {row['people']} people. Leave it out of `confounders.at_start`, or give the value known on that day.",
        )
    strange = [
        name for name in columns if name not in (*cohort.dimensions, "age_years") and not name.startswith("target_")
    ]
    if strange:
        can_be = ", ".join((*cohort.dimensions, "age_years", SUPPORT))
        raise CohortError(
            f"{said} names the confounder `{strange[0]}`, which is not known of people at enrolment; there are: "
            f"{can_be}, and, at each month, {', '.join(CHANGING)}."
        )


def _why_not(people: pl.DataFrame, name: str) -> str | None:
    if name not in people.columns:
        return NOT_RECORDED
    unknown = people.filter(~_is_known(people, name)).height
    if unknown == people.height:
        return NOT_RECORDED
    return NOT_KNOWN if unknown > MOST_UNKNOWN * people.height else None


def _is_known(people: pl.DataFrame, name: str) -> pl.Expr:
    if people.schema[name].is_numeric() or people.schema[name] == pl.Boolean:
        return pl.col(name).is_not_null()
    return pl.col(name).is_not_null() & ~pl.col(name).cast(pl.String).is_in(_UNKNOWN)


def _levels(people: pl.DataFrame, name: str) -> pl.Expr:
    """Numbers as they are; levels as text, the small ones joined to the largest."""
    if people.schema[name].is_numeric() or people.schema[name] == pl.Boolean:
        return pl.col(name).cast(pl.Float64)
    sizes = people.group_by(pl.col(name).cast(pl.String)).len().sort("len", name, descending=[True, False])
    small = sizes.filter(pl.col("len") < LEAST_PEOPLE)[name].to_list()
    largest = sizes[name].to_list()[:1]
    said = pl.col(name).cast(pl.String)
    return pl.when(said.is_in(small)).then(pl.lit(largest[0] if largest else None)).otherwise(said).alias(name)
