"""Which cells are unsafe on their own: primary rules of METHODS 10.1.

Each rule reads a table of one kind and gives it the column `withheld`: null where a cell may be seen, else a
reason. Nothing is removed here; `release` does that once for all tables.
"""

from __future__ import annotations

import polars as pl

from research_kit.disclosure.policy import Policy, least_count
from research_kit.results.result_table import Kind

SMALL = "SMALL"


def is_small(count: pl.Expr, k: pl.Expr) -> pl.Expr:
    """1 to k-1 people: too few to be shown. Nobody (0) is not a small group."""
    return (count.is_between(1, k - 1)).fill_null(False)


def primary(table: pl.DataFrame, *, kind: Kind, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """The table with `withheld`: `SMALL` where a rule of its kind forbids the row.

    Parameters
    ----------
    table
        One row per statistic and group (`results.ResultTable`).
    kind
        What the rows are; a curve is handled by `curves`, whose steps are safe as they are made.
    by
        The group columns.
    policy
        The thresholds in force.
    """
    unsafe = _unsafe(kind, least_count(policy, by), _protected(by, policy))
    return table.with_columns(withheld=pl.when(unsafe).then(pl.lit(SMALL)))


def _unsafe(kind: Kind, k: pl.Expr, protected: pl.Expr) -> pl.Expr:
    n, events = pl.col("n"), pl.col("events")
    told = (protected & ((events == 0) | (events == n)) & (n < 3 * k)).fill_null(False)
    match kind:
        case "curve":
            return pl.lit(False)
        case "share":
            return is_small(n, k) | is_small(events, k) | is_small(n - events, k) | told
        case "time":  # a median is the day of one or two people: it needs a base of its own, as quartiles need 4k
            return is_small(n, 2 * k) | is_small(events, k) | is_small(n - events, k) | told
        case "months":
            return is_small(n, k) | is_small(events, k) | is_small(n - events, k) | told
        case "count" | "gap":
            return is_small(n, k)


def _protected(by: tuple[str, ...], policy: Policy) -> pl.Expr:
    named = [pl.col(name).is_not_null() for name in by if name in policy.protected]
    return pl.any_horizontal(named) if named else pl.lit(False)
