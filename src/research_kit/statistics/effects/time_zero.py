"""What is known at time zero, and what is not: the two guards every comparison of section 5 passes first."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from research_kit.errors import EstimateError, GuardError


def require_columns(frame: pl.DataFrame, names: list[str]) -> None:
    """Refuse a frame without the columns named."""
    missing = [name for name in dict.fromkeys(names) if name not in frame.columns]
    if missing:
        raise EstimateError(
            f"The frame has no column {', '.join(map(repr, missing))}. It has: {', '.join(frame.columns)}."
        )


def require_exposed_by(frame: pl.DataFrame, exposure_time: str | None, *, time_zero: float = 0.0) -> None:
    """Refuse groups formed by something that happened after time zero.

    Raises
    ------
    GuardError
        `G-IMMORTAL`, with the number of rows dated after time zero.
    """
    if exposure_time is None:
        return
    require_columns(frame, [exposure_time])
    late = int((frame[exposure_time].cast(pl.Float64) > time_zero).fill_null(False).sum())
    if late:
        raise GuardError(
            f"G-IMMORTAL: {late:,} of {frame.height:,} rows have an exposure in {exposure_time!r} dated after time "
            f"zero ({time_zero:g}). Exposure is defined after time zero: people who find work early never get the "
            "chance to start, and the comparison would be false. Use `sequential_trials`, `clone_censor_weight`, "
            "`start_stop` with `cox`, or `landmark`."
        )


def require_measured_by(
    frame: pl.DataFrame, measured: Mapping[str, str] | None, *, time_zero: float = 0.0, used: list[str] | None = None
) -> None:
    """Refuse covariates that were measured after time zero; `measured` maps each to the column with its time.

    Raises
    ------
    GuardError
        `G-MEDIATOR`, with the columns and the number of rows.
    """
    if not measured:
        return
    require_columns(frame, list(measured.values()))
    chosen = {name: column for name, column in measured.items() if used is None or name in used}
    late = {name: int((frame[at].cast(pl.Float64) > time_zero).fill_null(False).sum()) for name, at in chosen.items()}
    late = {name: rows for name, rows in late.items() if rows}
    if late:
        said = ", ".join(f"{name!r} in {rows:,}" for name, rows in late.items())
        raise GuardError(
            f"G-MEDIATOR: a covariate is measured after time zero ({time_zero:g}): {said} of {frame.height:,} rows. It "
            "may be a consequence of what is compared. Adjust only for what was known at the start."
        )
