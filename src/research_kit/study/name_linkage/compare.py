"""Every two people of different lists compared by name and birth date, with a match weight for each pair."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import polars as pl

from research_kit.errors import SourceError
from research_kit.study.name_linkage.levels import COMPARISONS, Comparison

LEAST_WEIGHT = 0.0
"""Pairs below this weight (more probably two people than one) are not shown."""

_SHARE_IN_BOTH = 0.2
_MOST_PAIRS = 25_000_000
_COLUMNS = (
    "given", "family", "given_parts", "family_parts", "parts", "born", "born_swapped", "is_placeholder", "place",
    "digits",
)  # fmt: skip
PAIRS = {"a": pl.String, "b": pl.String, "weight": pl.Float64} | {one.name: pl.Int32 for one in COMPARISONS}


def compare_people(people: pl.DataFrame) -> pl.DataFrame:
    """One row is a pair of persons of different lists that may be one: `a` < `b`, `weight`, and a level for each fact.

    The weight is the binary logarithm of the odds that they are one person, by Splink's Fellegi-Sunter model with the
    weights of `levels` (nothing is trained, so that the same people always give the same pairs) and names weighed by
    how rare they are in the lists. Persons known to be in a list are not compared with others of that list.

    Raises
    ------
    SourceError
        Splink is not installed, or there are too many pairs to compare.

    References
    ----------
    Fellegi IP, Sunter AB (1969). Journal of the American Statistical Association 64:1183-1210.
    doi:10.1080/01621459.1969.10501049
    Linacre R et al. (2022). International Journal of Population Data Science 7(3). doi:10.23889/ijpds.v7i3.1794
    """
    lists = people["list"].unique().sort().to_list()
    in_lists = people.group_by("person").agg(pl.col("list").unique().alias("lists"))
    found = [_pairs_of(people, left, right) for left, right in combinations(lists, 2)]
    pairs = pl.concat([pl.DataFrame(schema=PAIRS), *found])
    ordered = pairs.with_columns(a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b"))
    once = ordered.sort("weight", "a", "b", descending=[True, False, False]).unique(["a", "b"], maintain_order=True)
    both = once.join(in_lists, left_on="a", right_on="person").join(in_lists, left_on="b", right_on="person")
    disjoint = both.filter(pl.col("lists").list.set_intersection("lists_right").list.len() == 0)
    return disjoint.select(*PAIRS).sort("weight", "a", "b", descending=[True, False, False])


def _pairs_of(people: pl.DataFrame, left: str, right: str) -> pl.DataFrame:
    in_left, in_right = (people.filter(pl.col("list") == one)["person"] for one in (left, right))
    lefts = _records(people.filter((pl.col("list") == left) & ~pl.col("person").is_in(in_right.implode())))
    rights = _records(people.filter((pl.col("list") == right) & ~pl.col("person").is_in(in_left.implode())))
    if not lefts.height or not rights.height:
        return pl.DataFrame(schema=PAIRS)
    if lefts.height * rights.height > _MOST_PAIRS:
        raise SourceError(
            f"{lefts.height} and {rights.height} people are too many to compare everybody with everybody. Link "
            "lists of one municipality or one year at a time."
        )
    return _scored(lefts, rights)


def _records(people: pl.DataFrame) -> pl.DataFrame:
    return people.unique("person", keep="first", maintain_order=True).select(
        pl.col("person").alias("unique_id"), *_COLUMNS
    )


def _scored(lefts: pl.DataFrame, rights: pl.DataFrame) -> pl.DataFrame:
    """The pairs as Splink scores them, in one thread of a database in memory."""
    duckdb, splink = _library()
    with duckdb.connect(config={"threads": 1}) as connection:
        database = splink.DuckDBAPI(connection)
        tables = [
            database.register(one.to_arrow(), dataset_display_name=name)
            for name, one in (("a_left", lefts), ("b_right", rights))
        ]
        prior = _SHARE_IN_BOTH / max(lefts.height, rights.height)
        linker = splink.Linker(tables, _settings(splink, prior), log_level=logging.ERROR)
        found = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT, warning_mode="never")
        scored: pl.DataFrame = pl.DataFrame(pl.from_arrow(found.as_pyarrow_table()))
    levels = [pl.col(f"gamma_{one.name}").cast(pl.Int32).alias(one.name) for one in COMPARISONS]
    return scored.select(
        pl.col("unique_id_l").alias("a"),
        pl.col("unique_id_r").alias("b"),
        pl.col("match_weight").alias("weight"),
        *levels,
    ).cast(PAIRS)  # type: ignore[arg-type]


def _settings(splink: Any, prior: float) -> Any:
    return splink.SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=prior,
        blocking_rules_to_generate_predictions=[{"blocking_rule": "1=1", "sql_dialect": "duckdb"}],
        comparisons=[_comparison(one) for one in COMPARISONS],
    )


def _comparison(one: Comparison) -> Any:
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons

    made: list[Any] = [
        levels.CustomLevel(one.unknown, base_dialect_str="duckdb").configure(
            is_null_level=True, label_for_charts="not known"
        )
    ]
    for level in one.levels:
        rare: dict[str, Any] = (
            {"tf_adjustment_column": level.rarity_of, "tf_minimum_u_value": 0.001} if level.rarity_of else {}
        )
        own = levels.ElseLevel() if level.holds is None else levels.CustomLevel(level.holds, base_dialect_str="duckdb")
        made.append(own.configure(m_probability=level.m, u_probability=level.u, label_for_charts=level.name, **rare))
    return comparisons.CustomComparison(output_column_name=one.name, comparison_levels=made)


def _library() -> Sequence[Any]:
    try:
        import duckdb
        import splink
    except ImportError:
        raise SourceError(
            "People are linked by name through a library that is not installed here: "
            '`pip install --editable ".[linkage]"` in the folder of research-kit.'
        ) from None
    return duckdb, splink
