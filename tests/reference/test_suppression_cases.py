"""Complementary suppression against exhaustive search, and the attack with only the unsafe cells withheld."""

from __future__ import annotations

import polars as pl
import pytest

from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.count_tables.protect import protect
from research_kit.disclosure.policy import Policy
from tests.reference.cases import HERE, read_case

CASES = sorted(path.stem for path in HERE.glob("suppress_*.json"))


def read_cells(case) -> list[list[int]]:
    return [[int(value) for value in line.split(",")] for line in (HERE / case["data"]).read_text().split()]


def with_margins(cells) -> pl.DataFrame:
    """One row per cell, row total, column total and the grand total (null = all)."""
    inner = [(f"row {i}", f"column {j}", n) for i, row in enumerate(cells) for j, n in enumerate(row)]
    rows = [(f"row {i}", None, sum(row)) for i, row in enumerate(cells)]
    columns = [(None, f"column {j}", sum(column)) for j, column in enumerate(zip(*cells, strict=True))]
    total = [(None, None, sum(map(sum, cells)))]
    schema = {"row": pl.String, "column": pl.String, "n": pl.Int64}
    return pl.DataFrame(inner + rows + columns + total, schema=schema, orient="row")


def named(cell) -> tuple[str, str]:
    return f"row {cell[0]}", f"column {cell[1]}"


def policy_of(case) -> Policy:
    return Policy(k=case["inputs"]["threshold"])


@pytest.mark.parametrize("name", CASES)
def test_the_optimum_of_the_exhaustive_search_is_met(name):
    case = read_case(name)
    expected, cells = case["expected"], read_cells(case)
    protected = protect({"table": with_margins(cells)}, policy_of(case))["table"]
    hidden = set(protected.filter(pl.col("status") == "suppressed").select("row", "column").iter_rows())
    second = hidden - {named(cell) for cell in expected["primary"]}
    assert {named(cell) for cell in expected["primary"]} <= hidden
    assert len(second) == expected["min_secondary_count"]
    assert second in [{named(cell) for cell in cells_} for cells_ in expected["all_optimal_secondary_sets"]]
    total = sum(n for row, column, n in with_margins(cells).iter_rows() if (row, column) in second)
    assert total == expected["min_secondary_total_at_min_count"]


@pytest.mark.parametrize("name", CASES)
def test_with_only_the_unsafe_cells_withheld_the_audit_finds_what_the_search_found(name):
    case = read_case(name)
    primary = [named(cell) for cell in case["expected"]["primary"]]
    table = with_margins(read_cells(case))
    is_primary = pl.concat_list("row", "column").is_in([list(cell) for cell in primary]) if primary else pl.lit(False)
    found = audit({"table": table.with_columns(n=pl.when(~is_primary).then("n"))}, policy=policy_of(case))
    k = case["inputs"]["required_interval_width"]
    narrow = [b for b in case["expected"]["attacker_bounds_primary_only"] if b["hi"] - b["lo"] < k - 1e-6]
    assert sorted(found.select("row", "column", "lower", "upper").iter_rows()) == sorted(
        (*named(bound["cell"]), bound["lo"], bound["hi"]) for bound in narrow
    )
    assert bool(found.height) == case["expected"]["disclosive_primary_only"]
