"""The same analysis where nothing should be found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.effects.one_estimate import Estimate, estimate_of
from research_kit.statistics.regression.column_names import several_names


def negative_control(
    estimator: Callable[[str], Estimate], names: Sequence[str] | str, *, null: float = 0.0
) -> pl.DataFrame:
    """What an analysis finds for outcomes (or exposures) that the activity cannot have changed.

    Parameters
    ----------
    estimator
        From the name of an outcome's (or exposure's) column to the analysis of it, otherwise unchanged: a one-row frame
        with `estimate`, `lower`, `upper`, or a model of this package that has `.effect`.
    names
        The negative controls: columns about what happened before, or cannot be affected.
    null
        The value that means no difference: 0 for differences and logarithms of ratios, 1 for ratios.

    Returns
    -------
    One row per control: `control`, `estimate`, `lower`, `upper`, `passed` (the interval holds the null).

    Raises
    ------
    EstimateError
        No name is given, or the estimator gives no estimate with limits.

    Notes
    -----
    A control that fails says that something unmeasured moves both; one that passes says it only as far as its interval
    is narrow.

    References
    ----------
    Lipsitch M, Tchetgen Tchetgen E, Cohen T (2010). Epidemiology 21:383-388. doi:10.1097/EDE.0b013e3181d61eeb
    """
    controls = several_names("names", names)
    if not controls:
        raise EstimateError("`names` is empty: name at least one negative control.")
    rows = [{"control": name, **estimate_of(estimator(name))} for name in controls]
    return pl.DataFrame(rows).with_columns(passed=(pl.col("lower") <= null) & (pl.col("upper") >= null))
