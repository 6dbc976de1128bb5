"""Each table of an answer with its column `withheld`: which rows may not be seen, whatever else is published.

Rows that are safe themselves and would give another away are found when everything is read together
(`read_together.repair`); no rule here looks from one row to the next but for what one line of a curve, or shares that
add up to one, say of each other.
"""

from __future__ import annotations

import polars as pl

from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.rules.joint_states import join_few
from research_kit.disclosure.rules.primary import SMALL, is_small, primary
from research_kit.disclosure.statements.table_statements import TableStatements
from research_kit.results import ResultTable

STEP = "STEP"
COARSE = 100
"""Of so many people and k more, shares in whole percent fit any small number of people of whom nothing is known."""


NOT_SPARED = pl.lit(False)


def mark(
    table: ResultTable,
    steps: pl.DataFrame | None,
    said: TableStatements,
    policy: Policy,
    *,
    spared: pl.Expr = NOT_SPARED,
) -> pl.DataFrame:
    """One table with `withheld`: why a row may not be seen, null where it may.

    Parameters
    ----------
    table
        Any table but a curve, whose steps are safe as they are made.
    steps
        The safe steps of the same answer's curve, where it has one.
    said
        What the table tells of people.
    policy
        The thresholds in force.
    spared
        Rows that are shown whatever the rules say.
    """
    rows = join_few(table.table, table.by, policy) if said.told_as_one else table.table
    frame = primary(rows, kind=table.kind, by=table.by, policy=policy)
    if said.model:
        frame = _without_thin_levels(frame, table.by, policy)
    elif said.adds_up:
        frame = _whole_lines(frame, [*table.by, *said.adds_up], table.by, policy)
    elif steps is not None and table.kind == "share":
        frame = _withhold_off_steps(frame, steps, table.by, policy)
    return frame.with_columns(withheld=pl.when(~spared).then("withheld"))


def _without_thin_levels(frame: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """Nothing of a level of a model with fewer than k people or events, nobody included (METHODS 10.6)."""
    k = least_count(policy, by)
    few = ((pl.col("n") < k) | (pl.col("events") < k)).fill_null(False)
    return frame.with_columns(withheld=pl.when(few).then(pl.lit(SMALL)).otherwise("withheld"))


def _whole_lines(frame: pl.DataFrame, line: list[str], by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """Shares that add up to one: all of a group, or none, for the last follows from the others.

    Nor are they told where 1 to k-1 people are in none of them, and the group is so small that whole percents of
    those known would say how many.
    """
    given_away = is_small(pl.col("unknown"), least_count(policy, by)) & (pl.col("n") < COARSE + least_count(policy, by))
    rules = frame.with_columns(
        withheld=pl.when(given_away & pl.col("withheld").is_null()).then(pl.lit(SMALL)).otherwise("withheld")
    )
    return rules.with_columns(withheld=pl.col("withheld").first(ignore_nulls=True).over(line))


def _withhold_off_steps(frame: pl.DataFrame, steps: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """A share at a time is shown only where the curve of the same line has the end of a safe step.

    After the last end, where the people since then are nobody or at least k, the step is missing only because too
    few are followed: that is too little to say something (`insufficient`), and no secret that others must protect.
    """
    line = [*by, "outcome", "cause"]
    lines = steps.select(line).unique().with_columns(_has_curve=pl.lit(True))
    ends = steps.filter(pl.col("estimate").is_not_null()).select([*line, "time"]).unique()
    found = frame.join(lines, on=line, how="left", nulls_equal=True, maintain_order="left").join(
        ends.with_columns(_end=pl.lit(True)), on=[*line, "time"], how="left", nulls_equal=True, maintain_order="left"
    )
    at_last_end = pl.when(pl.col("_end")).then(pl.col("events")).forward_fill().over(line, order_by="time")
    last_end = pl.when(pl.col("_end")).then(pl.col("time")).max().over(line).fill_null(0.0)
    thin = is_small(pl.col("events") - at_last_end.fill_null(0), least_count(policy, by))
    thin |= pl.col("time") < last_end
    off = pl.col("_has_curve").is_not_null() & pl.col("_end").is_null() & pl.col("withheld").is_null()
    off &= ~pl.col("status").is_in(["blocked", "insufficient"])
    return found.with_columns(
        withheld=pl.when(off & thin).then(pl.lit(STEP)).otherwise("withheld"),
        status=pl.when(off & ~thin).then(pl.lit("insufficient")).otherwise("status"),
        reason=pl.when(off & ~thin).then(pl.lit("FEW_AT_RISK")).otherwise("reason"),
    ).drop("_has_curve", "_end")
