"""From a study and a definition to a cohort."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from research_kit.cohort.attrition import attrition_table, criterion_steps, require_somebody, require_sums
from research_kit.cohort.cohort import Cohort
from research_kit.cohort.covariates import add_covariates, dimension_columns
from research_kit.cohort.definition import CohortDefinition, read_cohort_definition
from research_kit.cohort.durations import spell_durations
from research_kit.cohort.eligibility import failed_criteria
from research_kit.cohort.examples import require_examples
from research_kit.cohort.flow import flow_stages, follow_flow
from research_kit.cohort.follow_up import OUTCOME_COLUMNS, already_in, follow_outcomes
from research_kit.cohort.index_dates import Tables, index_dates
from research_kit.cohort.status_intervals import place_statuses

if TYPE_CHECKING:
    from research_kit.study import Study

YEAR_DAYS = 365.25
_READ = ("participant", "referral", "enrolment", "participation", "wave", "status_spell")


def build_cohort(study: Study, definition: CohortDefinition | str | Path) -> Cohort:
    """The participants of a definition, each followed from the index date to the exit.

    Parameters
    ----------
    study
        An opened study, as known on its `as_of` day.
    definition
        A cohort file such as `cohorts/samba.yaml`, or what `read_cohort_definition` gave.

    Returns
    -------
    A frozen `Cohort`.

    Raises
    ------
    CohortError
        Nobody meets the criteria (the counts per criterion are shown), a needed table is absent, a status has no
        meaning in the outcome map, or an example person of the definition comes out otherwise than written.

    References
    ----------
    METHODS sections 1.1, 2 and 3.0.
    """
    if not isinstance(definition, CohortDefinition):
        definition = read_cohort_definition(definition)
    require_examples(definition)
    inputs = _inputs_of(study, definition)
    frame, flow, attrition = assemble(inputs)
    require_somebody(attrition, definition.name)
    require_sums(attrition, frame.height)
    labels = {**{name: one.labels for name, one in study.data.dimensions.items()}}
    return Cohort(
        frame=frame,
        flow=flow,
        definition=definition,
        attrition=attrition,
        study=study.declaration,
        cut=inputs.cut,
        data_hash=study.data_hash,
        dimensions={name: labels.get(name) for name in dimension_columns(tuple(labels))},
        codes={name: one.codes for name, one in study.data.dimensions.items()},
        target_groups=study.data.target_groups,
        absent_tables=tuple(name for name in _READ if name not in inputs.tables),
        flow_stages=flow_stages(inputs.tables) if flow.height else (),
    )
