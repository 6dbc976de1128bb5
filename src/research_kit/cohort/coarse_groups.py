"""Coarser groups beside fine ones: what stands instead of age bands when one of them is too small to be shown.

They are declared before anything is counted (METHODS 10.2), and computed from participants like any other split: the
estimate of a group is not the mean of the estimates of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from research_kit.cohort.cohort import Cohort
from research_kit.errors import CohortError
from research_kit.study.hierarchy import NOT_STATED, Hierarchy

__all__ = ["Hierarchy", "with_coarse_groups"]


def with_coarse_groups(cohort: Cohort, hierarchies: Mapping[str, Hierarchy]) -> Cohort:
    """The cohort with a further dimension for each hierarchy, which analyses split by beside the fine one.

    Parameters
    ----------
    cohort
        The participants.
    hierarchies
        Fine dimension -> its hierarchy (`Policy.hierarchies`).

    Returns
    -------
    The same cohort with one Enum column per hierarchy in `frame` and `flow`, its names in `labels` and `codes`, and
    what stands for what in `coarse`.

    Raises
    ------
    CohortError
        The fine dimension is not one of the participants', its values are not the hierarchy's, or a column of the
        coarser one's name is there already.
    """
    for name, one in hierarchies.items():
        _require_fitting(cohort, name, one)
    columns = [_coarse(cohort.frame.schema[name], name, one) for name, one in hierarchies.items()]
    return replace(
        cohort,
        frame=cohort.frame.with_columns(columns),
        flow=cohort.flow.with_columns(columns) if cohort.flow.width else cohort.flow,
        labels={**cohort.labels, **{one.name: one.labels for one in hierarchies.values()}},
        codes={**cohort.codes, **{one.name: one.codes for one in hierarchies.values() if one.codes}},
        coarse={name: one.name for name, one in hierarchies.items()},
    )


def _coarse(dtype: pl.DataType, name: str, hierarchy: Hierarchy) -> pl.Expr:
    levels = dtype.categories.to_list() if isinstance(dtype, pl.Enum) else []
    kept = [level for level in levels if level in NOT_STATED]
    coarse = pl.Enum([*hierarchy.groups, *kept])
    return pl.col(name).cast(pl.String).replace(hierarchy.coarse_of).cast(coarse).alias(hierarchy.name)


def _require_fitting(cohort: Cohort, name: str, hierarchy: Hierarchy) -> None:
    dtype = cohort.frame.schema.get(name)
    if not isinstance(dtype, pl.Enum):
        raise CohortError(
            f"`disclosure.collapse` makes coarser groups of `{name}`, which participants cannot be split by. "
            f"There are: {', '.join(cohort.dimensions)}."
        )
    if hierarchy.name in cohort.frame.columns:
        raise CohortError(
            f"`disclosure.collapse.{name}` makes a column `{hierarchy.name}`, but participants have one of that name. "
            "Choose another `name`."
        )
    levels = dtype.categories.to_list()
    left = [level for level in levels if level not in hierarchy.coarse_of and level not in NOT_STATED]
    strange = [value for value in hierarchy.coarse_of if value not in levels]
    if left or strange:
        raise CohortError(
            f"`disclosure.collapse.{name}`: {len(left)} of the {len(levels)} values of `{name}` are in none of its "
            f"groups, and {len(strange)} of those named are no value of it ({', '.join(strange) or 'none'}). "
            "List each value of the dimension once."
        )
