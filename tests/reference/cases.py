"""Reading the reference cases: one JSON file each, with its data, expected values, tolerances and source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

HERE = Path(__file__).parent


def read_case(name: str) -> dict[str, Any]:
    return json.loads((HERE / f"{name}.json").read_text())


def read_data(case: dict[str, Any]) -> pl.DataFrame:
    """The case's table, with a boolean `event` if its inputs say `column==value`."""
    frame = pl.read_csv(HERE / case["data"], null_values=["", "NA"], infer_schema_length=None)
    column, is_condition, value = case["inputs"].get("event", "").partition("==")
    return frame.with_columns(event=pl.col(column) == int(value)) if is_condition else frame


def close(expected: list[float | None], case: dict[str, Any]) -> Any:
    """Compares with the case's tolerances; null stands for what is undefined."""
    tolerance = case["tolerance"]
    return pytest.approx([float("nan") if value is None else value for value in expected],
                         rel=tolerance["rel"], abs=tolerance["abs"], nan_ok=True)  # fmt: skip


def numbers(column: pl.Series) -> list[float]:
    return column.cast(pl.Float64).fill_null(float("nan")).to_list()
