"""The gap between groups in average time without the event during the first tau."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from research_kit.counts import LifeTable
from research_kit.counts.life_table_type import require_life_table
from research_kit.errors import EstimateError
from research_kit.statistics.survival.area import LARGE_SAMPLE, group_means, multiplier

_MEANS = ("estimate", "std_error", "corrected", "df", "events")


def restricted_mean_difference(
    life_table: LifeTable,
    *,
    tau: float,
    group: str,
    compared_with: Any = None,
    cause: int | None = None,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Difference in average time without the event (or, for a cause, after it) during the first `tau`.

    Parameters
    ----------
    life_table
        From `rk.counts.life_table`, with `group` among its `by` columns.
    tau
        The horizon, > 0, on the time scale of the life table.
    group
        The column whose levels are compared; any other `by` columns are kept apart.
    compared_with
        The level subtracted from the others; None = the first in sorting order.
    cause
        As in `restricted_mean`.
    confidence
        Coverage of the two-sided interval, strictly between 0 and 1.

    Returns
    -------
    One row per other level of `group` (within the other `by` columns): `by`..., `compared_with`, `tau`, `estimate`
    (this level minus `compared_with`), `std_error`, `std_error_small_sample`, `df`, `lower`, `upper`.

    Raises
    ------
    EstimateError
        `group` is not a column of the life table, has no second level, or lacks the level `compared_with`.

    Warns
    -----
    EmptyRiskSetWarning
        As `restricted_mean`; the limits are null then.
    ApproximateVarianceWarning
        As `restricted_mean`.

    Notes
    -----
    `df` is Satterthwaite's. The interval uses `std_error_small_sample`, with the normal quantile when both groups
    have at least 30 events up to tau and Student's t otherwise; null when one has fewer than two.

    References
    ----------
    Satterthwaite FE (1946). Biometrics Bulletin 2:110-114. doi:10.2307/3002019
    Royston P, Parmar MKB (2013). BMC Med Res Methodol 13:152. doi:10.1186/1471-2288-13-152
    """
    require_life_table(life_table)
    _require_group(life_table, group)
    means = _means(life_table, tau, cause)
    reference = means.sort(group, nulls_last=True)[group][0] if compared_with is None else compared_with
    # Compared in Python: polars refuses to compare a column with what is no value of its type.
    is_reference = pl.Series([level == reference for level in means[group].to_list()], dtype=pl.Boolean)
    others, compared = means.filter(~is_reference), means.filter(is_reference)
    if not others.height or not compared.height:
        raise EstimateError(
            f"`group` {group!r} needs a level to compare with and at least one other; it has "
            f"{means[group].n_unique()}, and {compared.height} rows at the level compared with."
        )
    pairs = _paired(others, compared, [name for name in life_table.by if name != group])
    return _differences(pairs, life_table.by, group, tau, confidence)


def _require_group(life_table: LifeTable, group: str) -> None:
    if group not in life_table.by:
        raise EstimateError(f"`group` {group!r} is not a column of this life table; it is by {life_table.by}.")


def _means(life_table: LifeTable, tau: float, cause: int | None) -> pl.DataFrame:
    means = group_means(life_table, tau=tau, cause=cause)
    values = (means.estimate, means.std_error, means.corrected_std_error, means.df, means.events)
    return life_table.groups.hstack(pl.DataFrame(dict(zip(_MEANS, values, strict=True))))


def _paired(others: pl.DataFrame, compared: pl.DataFrame, within: list[str]) -> pl.DataFrame:
    if not within:
        return others.join(compared, how="cross", suffix="_compared")
    return others.join(
        compared, on=within, how="inner", nulls_equal=True, validate="m:1", maintain_order="left", suffix="_compared"
    )


def _differences(pairs: pl.DataFrame, by: tuple[str, ...], group: str, tau: float, confidence: float) -> pl.DataFrame:
    one, other = ({name: pairs[name + end].to_numpy() for name in _MEANS} for end in ("", "_compared"))
    estimate = one["estimate"] - other["estimate"]
    corrected = np.hypot(one["corrected"], other["corrected"])
    with np.errstate(divide="ignore", invalid="ignore"):
        df = corrected**4 / (one["corrected"] ** 4 / one["df"] + other["corrected"] ** 4 / other["df"])
    large = np.minimum(one["events"], other["events"]) >= LARGE_SAMPLE
    margin = corrected * multiplier(df, large, confidence)
    columns = {
        "tau": np.full(pairs.height, float(tau)),
        "estimate": estimate,
        "std_error": np.hypot(one["std_error"], other["std_error"]),
        "std_error_small_sample": corrected,
        "df": df,
        "lower": estimate - margin,
        "upper": estimate + margin,
    }
    named = pairs.select(*by, pl.col(f"{group}_compared").alias("compared_with"))
    return named.hstack(pl.DataFrame(columns).fill_nan(None))
