"""Why each cell of a release is hidden, for the researcher: by which rule, beside what, and what would free it.

Exact counts are in it, so it stays in the run that made the release: it is never written with one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.disclosure.exceptions import EXCEPTED, is_excepted_row
from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.read_together.counted_people import Cell, describe, quantities
from research_kit.disclosure.read_together.repair import Repaired
from research_kit.disclosure.read_together.told_numbers import Candidate
from research_kit.disclosure.released_table import AS_OF
from research_kit.disclosure.statements.declared import statements_of

KEY = ("statistic", "outcome", "cause", "time", "compared_with")
LINKED, CARRIED, SIDE = "LINKED", "CARRIED", "SIDE"
"""Found by the intruder beside other numbers; changed by too few people since it was last published; made from a number
that is withheld."""

REASONS: Mapping[str, pl.DataType] = {
    "answer": pl.String(),
    "table": pl.String(),
    "group": pl.String(),
    **{name: pl.Float64() if name == "time" else pl.String() for name in KEY},
    "rule": pl.String(),
    "tied_to": pl.String(),
    "as_of": pl.String(),
    "people": pl.Int64(),
    "events": pl.Int64(),
    "k": pl.Int64(),
}


def reasons_of(
    answer: str,
    table: str,
    *,
    marked: pl.DataFrame,
    shown: Candidate,
    safe: Repaired,
    policy: Policy,
) -> pl.DataFrame:
    """One row per hidden or carried row of a table, or that an exception shows: the columns of `REASONS`.

    Parameters
    ----------
    answer, table
        Their names.
    marked
        The exact rows with `withheld`, the rule that forbids each, where one does.
    shown
        The table as it is published.
    safe
        Which cells the intruder made go, each with what it would have given away.
    policy
        The thresholds in force.
    """
    by = _by(shown.frame)
    key = [*by, *KEY]
    rules = (
        marked.select(*key, _rule="withheld", _people="n", _events="events") if "withheld" in marked.columns else None
    )
    frame = shown.frame.select(*key, "status", "reason", AS_OF)
    joined = frame.with_columns(_rule=None, _people=None, _events=None) if rules is None else _joined(frame, rules, key)
    linked = [_tied_to(answer, table, row, by, safe) for row in joined.iter_rows(named=True)]
    said = joined.with_columns(tied_to=pl.Series(linked, dtype=pl.String), k=least_count(policy, tuple(by)))
    rule = (
        pl.when(is_excepted_row() & pl.col(AS_OF).is_null())
        .then(pl.lit(EXCEPTED))
        .when(pl.col("_rule").is_not_null())
        .then(pl.col("_rule").cast(pl.String))
        .when(pl.col("tied_to").is_not_null())
        .then(pl.lit(LINKED))
        .when(
            pl.col(AS_OF).is_null() & (pl.col("status") == "suppressed") & pl.lit(_is_made_from(answer, table, shown))
        )
        .then(pl.lit(SIDE))
        .when(pl.col(AS_OF).is_not_null() | (pl.col("status") == "suppressed"))
        .then(pl.lit(CARRIED))
    )
    named = said.with_columns(
        answer=pl.lit(answer), table=pl.lit(table), group=group_text(by), rule=rule, people="_people", events="_events"
    )
    return named.drop_nulls("rule").select(pl.col(name).cast(dtype) for name, dtype in REASONS.items())


def _is_made_from(answer: str, table: str, shown: Candidate) -> bool:
    """Whether its rows go with those of another table, or with one another."""
    said = statements_of(answer, table)
    return shown.kind == "gap" or bool(said.adds_up) or any(source.hides for source in said.sources or ())


def _by(frame: pl.DataFrame) -> list[str]:
    return frame.columns[: frame.columns.index("statistic")]


def _joined(frame: pl.DataFrame, rules: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    unique = rules.unique(list(key), keep="first", maintain_order=True)
    return frame.join(unique, on=list(key), how="left", nulls_equal=True, maintain_order="left")


def group_text(by: Sequence[str]) -> pl.Expr:
    """The group in words: `gender=woman, foreign_born=yes`; empty for everybody."""
    parts = [pl.when(pl.col(name).is_not_null()).then(pl.lit(f"{name}=") + pl.col(name)) for name in by]
    return pl.concat_str(parts, separator=", ", ignore_nulls=True) if parts else pl.lit("")


def _tied_to(answer: str, table: str, row: Mapping[str, object], by: Sequence[str], safe: Repaired) -> str | None:
    """What the row would have given away, where the intruder made it go."""
    group = tuple((name, str(row[name])) for name in by if row[name] is not None)
    kind = safe.candidates[answer][table].kind
    cells = [safe.named(Cell(quantity, group)) for quantity in quantities(answer, table, kind, row).values()]
    said = [describe(secret) for cell in cells for secret in safe.tied.get(cell, ())]
    return "; ".join(dict.fromkeys(said)) if said else None


def lost_of(reasons: pl.DataFrame) -> pl.DataFrame:
    """What was lost: per table and rule how many cells are withheld, and how many people they are about."""
    withheld = reasons.filter(pl.col("as_of").is_null(), pl.col("rule") != EXCEPTED)
    counted = withheld.group_by("answer", "table", "rule", maintain_order=True)
    return counted.agg(cells=pl.len().cast(pl.Int64), people=pl.col("people").sum())
