"""Which columns may be allowed for: those that say something of a person, known on the index date (METHODS M3.5)."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Sequence

from research_kit.analyses.groups import TARGET
from research_kit.cohort import Cohort, MissingFactWarning, late_measurements
from research_kit.errors import CohortError
from research_kit.results import raise_guard
from research_kit.statistics.survival.calling_line import levels_up_to_the_caller
from research_kit.study.codes import MEASURED_ON

AGE = "age_years"
_MADE_OF = {"age_band": AGE, "years_in_sweden_band": "foreign_born"}
"""A column, and the one it is made of: a model cannot tell the two apart."""


def require_known_at_start(cohort: Cohort, names: Sequence[str]) -> dict[str, int]:
    """Of how many people the day a covariate was measured is not known, where it has such days.

    Raises
    ------
    GuardError
        G-MEDIATOR, G-IMMORTAL: a covariate was measured, or comes about, after the index date.
    CohortError
        A column is no covariate, or is named beside what it is made of.

    Warns
    -----
    MissingFactWarning
        Of nobody is it known when a covariate was measured: it is taken as known on the index date.
    """
    facts = late_measurements(cohort, names)
    for row in facts.drop_nulls("guard").iter_rows(named=True):
        raise_guard(
            row["guard"],
            f"`{row['covariate']}` was measured after the index date of {row['after_index']} of {row['people']} "
            "people. Leave it out of `adjust_for` in the cohort file, or give the value known on that day.",
        )
    _require_covariates(cohort, names)
    undated = {row["covariate"]: row["undated"] for row in facts.drop_nulls("measured_on").iter_rows(named=True)}
    dated = cohort.definition.observed_as == "dated_statuses"  # lengths of time have no days to compare with
    for name in cohort.definition.adjust_for if dated else ():
        if undated.get(name) == cohort.frame.height:
            _warn_undated(cohort, name)
    return {name: people for name, people in undated.items() if people}


def made_of_groups(names: Sequence[str], compared: Collection[str]) -> dict[str, str]:
    """Covariates that tell to which of the groups compared somebody belongs, and why they cannot be allowed for."""
    return {name: f"made of {_MADE_OF[name]}" for name in names if _MADE_OF.get(name) in compared}


def _warn_undated(cohort: Cohort, name: str) -> None:
    warnings.warn(
        f"`adjust_for` of `{cohort.definition.name}` names `{name}`, and of none of {cohort.frame.height} people is it "
        f"known when that was measured (`{name}{MEASURED_ON}`): it is taken as known on the index date, which cannot "
        f"be checked. Have the partners deliver `{name}{MEASURED_ON}`, or make sure that it is so.",
        MissingFactWarning,
        stacklevel=levels_up_to_the_caller(),
    )


def _require_covariates(cohort: Cohort, names: Sequence[str]) -> None:
    targets = [name for name in cohort.frame.columns if name.startswith(TARGET)]
    can_be = [AGE, *cohort.dimensions, *targets]
    strange = [name for name in names if name not in can_be]
    if strange:
        raise CohortError(
            f"`adjust_for` of `{cohort.definition.name}` names `{strange[0]}`, which says nothing of what people "
            f"brought with them; covariates can be: {', '.join(can_be)}."
        )
    if {AGE, "age_band"} <= set(names):
        raise CohortError(
            f"`adjust_for` of `{cohort.definition.name}` names age_years and age_band, one of which is made of the "
            "other: a model cannot tell them apart. Name one of them (age_years needs no bands)."
        )
