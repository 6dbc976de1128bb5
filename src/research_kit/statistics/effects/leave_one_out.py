"""What each covariate does to an estimate: the analysis without each in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.effects.one_estimate import Estimate, estimate_of
from research_kit.statistics.regression.column_names import listed


def leave_one_out(estimator: Callable[[list[str]], Estimate], covariates: Sequence[str]) -> pl.DataFrame:
    """How far an estimate moves if it is not adjusted for each confounder in turn.

    Parameters
    ----------
    estimator
        From a list of covariates to the analysis adjusted for them: a one-row frame with `estimate`, `lower`, `upper`,
        or a model of this package that has `.effect`.
    covariates
        All covariates, at least two.

    Returns
    -------
    One row per analysis, the full one first: `left_out` (null for the full one), `estimate`, `lower`, `upper`, `change`
    (from the full one).

    Raises
    ------
    EstimateError
        Fewer than two covariates, or the estimator gives no estimate with limits.

    Notes
    -----
    Where leaving out something measured moves an estimate much, something of that kind left unmeasured would too.

    References
    ----------
    Cinelli C, Hazlett C (2020). J R Stat Soc B 82:39-67. doi:10.1111/rssb.12348
    """
    names = list(listed(covariates))
    if len(names) < 2:
        raise EstimateError(f"{len(names)} covariate is given: leaving one out needs at least two.")
    full = estimate_of(estimator(names))
    rows: list[dict[str, str | float | None]] = [{"left_out": None, **full}]
    rows += [{"left_out": name, **estimate_of(estimator([each for each in names if each != name]))} for name in names]
    table = pl.DataFrame(rows, schema_overrides={"left_out": pl.String})
    return table.with_columns(change=pl.col("estimate") - full["estimate"])
