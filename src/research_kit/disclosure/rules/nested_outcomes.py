"""Outcomes that contain one another: shown beside each other only where nobody, or at least k, stand between them.

A wide definition holds work, studies and supported work; work that lasted 180 days is work that lasted 90, which is
work. Two of these numbers about one group give away the people between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import polars as pl

from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.rules.complementary import SIBLING

_KEPT_FIRST = {
    name: place
    for place, name in enumerate(("employment", "wide", "self_support", "education", "sustained_90", "sustained_180"))
}
_WHOLES = ("wide", "self_support")
_PARTS = ("employment", "education")
_NESTED = ("wide", "self_support", "employment", "sustained_90", "sustained_180")

Line = tuple[object, ...]


def withhold_thin_composites(
    table: pl.DataFrame, *, by: tuple[str, ...], policy: Policy, beside: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The table without the outcomes that would give somebody away beside those that are kept.

    `any_success` holds those in employment, those in education and those in subsidised work: published together
    with the first two, it gives away the last. Kept first are employment and the wide definition, then what is
    self-supporting, then studies, then work that lasted.

    Parameters
    ----------
    table
        One row per statistic and group with `outcome, cause, time, events` and `withheld`.
    by
        The group columns.
    policy
        The thresholds in force.
    beside
        Rows of another table of the same answer, with `withheld`: what it shows is kept.
    """
    ranked = table.with_row_index("_row").with_columns(_k=least_count(policy, by))
    kept: dict[Line, dict[str, int]] = {}
    for line, name, row in _counted(beside, by):
        kept.setdefault(line, {})[name] = row["events"]
    goes: list[int] = []
    for line, name, row in _counted(ranked, by):
        seen = kept.setdefault(line, {})
        if _gives_away({**seen, name: row["events"]}, row["_k"]):
            goes.append(row["_row"])
        else:
            seen[name] = row["events"]
    thin = pl.col("_row").is_in(goes)
    return ranked.with_columns(withheld=pl.when(thin).then(pl.lit(SIBLING)).otherwise("withheld")).drop("_row", "_k")


def _counted(table: pl.DataFrame | None, by: tuple[str, ...]) -> Iterator[tuple[Line, str, Mapping[str, int]]]:
    """The shown counts of success: which group and time, which of the nested outcomes, the row; kept first, first."""
    if table is None:
        return
    told = table.with_columns(_name=_name()).filter(
        pl.col("_name").is_not_null() & pl.col("withheld").is_null() & pl.col("events").is_not_null()
    )
    place = pl.col("_name").replace_strict(_KEPT_FIRST, return_dtype=pl.Int64)
    for row in told.sort(place, maintain_order=True).iter_rows(named=True):
        yield tuple(row[column] for column in (*by, "time")), row["_name"], row


def _name() -> pl.Expr:
    """Which of the nested outcomes a row counts; nothing where it counts another, such as leaving for good."""
    own = pl.col("outcome").is_in(["wide", "self_support", "sustained_90", "sustained_180"])
    part = pl.col("cause").is_in(list(_PARTS))
    wide = pl.col("cause") == "any_success"
    return pl.when(own).then("outcome").when(wide).then(pl.lit("wide")).when(part).then("cause")


def _gives_away(shown: Mapping[str, int], k: int) -> bool:
    """Whether two of the numbers, or a whole and some of its parts, differ by 1 to k-1 people."""
    parts = [shown[name] for name in _PARTS if name in shown]
    sums = [sum(some) for size in range(1, len(parts) + 1) for some in combinations(parts, size)]
    pairs = [(shown[whole], some) for whole in _WHOLES if whole in shown for some in sums]
    pairs += combinations([shown[name] for name in _NESTED if name in shown], 2)
    return any(0 < abs(one - other) < k for one, other in pairs)
