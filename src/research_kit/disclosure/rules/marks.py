"""Each table of an answer with its column `withheld`: every rule applied, nothing removed yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import polars as pl

from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.rules.complementary import (
    SIBLING,
    split_of,
    withhold_lone_reasons,
    withhold_siblings,
    withhold_thin_differences,
)
from research_kit.disclosure.rules.curves import HORIZON_MONTHS
from research_kit.disclosure.rules.nested_outcomes import withhold_thin_composites
from research_kit.disclosure.rules.primary import is_small, primary
from research_kit.results import ResultTable

STEP = "STEP"
BASE = "BASE"
"""The number of people itself would tell: it is withheld with the row."""

_STAGES = ("referred", "accepted", "enrolled", "any_activity", "followed_1", "followed_2", "followed_3", "followed_4")
_KEPT_FIRST = ("enrolled", "referred", "outcome_known", "accepted", "any_activity")


NOT_SPARED = pl.lit(False)


def mark(
    table: ResultTable, steps: pl.DataFrame | None, policy: Policy, *, spared: pl.Expr = NOT_SPARED
) -> pl.DataFrame:
    """One table with `withheld`: why a row may not be seen, null where it may.

    Parameters
    ----------
    table
        Any table but a curve, whose steps are safe as they are made.
    steps
        The safe steps of the same answer's curve, where it has one.
    policy
        The thresholds in force.
    spared
        Rows that are shown whatever the rules say: no others go for their sake.
    """
    frame = without_marks(primary(table.table, kind=table.kind, by=table.by, policy=policy), spared)
    if table.name == "flow":
        return _mark_flow(frame, table.by, policy)
    if table.kind == "share":
        frame = frame if steps is None else _withhold_off_steps(frame, steps, table.by, policy)
        frame = withhold_thin_composites(frame, by=table.by, policy=policy)
    if table.kind in ("count", "gap"):
        return withhold_siblings(frame, by=table.by, counts=["n"], policy=policy)
    frame = frame.with_columns(others=pl.col("n") - pl.col("events"))
    return withhold_siblings(frame, by=table.by, counts=["events", "others"], policy=policy).drop("others")


def without_marks(marked: pl.DataFrame, spared: pl.Expr) -> pl.DataFrame:
    """The rows with `withheld`, but not those spared."""
    return marked.with_columns(withheld=pl.when(~spared).then("withheld"))


def hidden_base(frame: pl.DataFrame, *, by: tuple[str, ...], policy: Policy, spared: pl.Expr = NOT_SPARED) -> pl.Series:
    """For each row, whether the number of people it rests on is small, or could be used to find one that is."""
    small = is_small(pl.col("n"), least_count(policy, by)) | (pl.col("withheld") == BASE).fill_null(False)
    small &= ~spared
    base = frame.with_columns(withheld=pl.when(small).then(pl.lit(BASE)))
    return withhold_siblings(base, by=by, counts=["n"], policy=policy)["withheld"].is_not_null()


def _mark_flow(frame: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    lost = pl.col("statistic").str.starts_with("lost_")
    rank = pl.col("statistic").replace_strict(
        {stage: i for i, stage in enumerate(_KEPT_FIRST)}, default=len(_KEPT_FIRST), return_dtype=pl.Int64
    )
    stages = withhold_thin_differences(frame.filter(~lost), by=by, count="n", order=rank, policy=policy)
    stages = withhold_siblings(stages, by=by, counts=["n"], policy=policy)
    reasons = _withhold_reasons_beside(frame.filter(lost), stages, by)
    for _ in range(2):  # a reason that goes takes another reason, which takes the same reason of another group
        reasons = withhold_lone_reasons(reasons, by=by, policy=policy)
        reasons = withhold_siblings(reasons, by=by, counts=["n"], policy=policy)
    return pl.concat([stages, reasons])


def _withhold_reasons_beside(reasons: pl.DataFrame, stages: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """A withheld stage is the one before it less its reasons: those before and after it go too, zeros apart."""
    after = dict(pairwise(_STAGES))
    hidden = stages.filter(pl.col("withheld").is_not_null()).select(*by, stage="statistic")
    beside = pl.concat(
        [hidden, hidden.with_columns(pl.col("stage").replace_strict(after, default=None, return_dtype=pl.String))]
    )
    arrows = beside.drop_nulls("stage").select(*by, statistic="lost_before_" + pl.col("stage"), _beside=True).unique()
    joined = reasons.join(arrows, on=[*by, "statistic"], how="left", nulls_equal=True, maintain_order="left")
    goes = pl.col("_beside").is_not_null() & pl.col("withheld").is_null() & (pl.col("n") > 0)
    return joined.with_columns(withheld=pl.when(goes).then(pl.lit(SIBLING)).otherwise("withheld")).drop("_beside")


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


def hidden_unknown(frame: pl.DataFrame, *, by: tuple[str, ...], policy: Policy) -> pl.Series:
    """For each row of shares, whether the people of whom nothing is known may not be counted.

    Those who started work, who started studies, who left, who are still followed and of whom nothing is known add
    up to the group: while one of these is withheld at a time, the last one must be, whatever the outcome. A group
    whose number is withheld takes others of its split with it, as everywhere.
    """
    small = is_small(pl.col("unknown"), least_count(policy, by))
    some_hidden = (pl.col("withheld").is_not_null() | small).any().over([*by, "time"])
    marked = frame.with_columns(withheld=pl.when(small | some_hidden).then(pl.lit(SIBLING)))
    return withhold_siblings(marked, by=by, counts=["unknown"], policy=policy)["withheld"].is_not_null()


def withhold_gaps(
    gaps: pl.DataFrame, sources: Mapping[str, Sequence[pl.DataFrame]], by: tuple[str, ...]
) -> pl.DataFrame:
    """The gaps, without those of which one side may not be seen.

    A gap to a named group goes if anything of that split is withheld: the group compared with may be it.

    Parameters
    ----------
    gaps
        One row per statistic and group, with `withheld`.
    sources
        Per statistic of a gap, the marked tables it lies between the rows of, at the time it is about.
    by
        The group columns.
    """
    gaps = gaps.with_columns(_split=split_of(by))
    for statistic, tables in sources.items():
        for source in tables:
            gaps = _without_hidden_sides(gaps, source, statistic, by)
    return gaps.drop("_split")


def _without_hidden_sides(
    gaps: pl.DataFrame, source: pl.DataFrame, statistic: str, by: tuple[str, ...]
) -> pl.DataFrame:
    """A gap goes with its own side, withheld or silent; with another of its split where that may be the other side."""
    placed = source.with_columns(_split=split_of(by))
    withheld, silent = pl.col("withheld").is_not_null(), ~pl.col("status").is_in(["ok", "wide"])
    sides = [*by, "outcome", "cause"], ["_split", "outcome", "cause"]
    for keys, named, rows in zip(
        sides, (pl.lit(True), pl.col("compared_with") != "rest"), (withheld | silent, withheld), strict=True
    ):
        hidden = placed.filter(rows).select(keys).unique().with_columns(_hidden=pl.lit(True))
        joined = gaps.join(hidden, on=keys, how="left", nulls_equal=True, maintain_order="left")
        goes = (pl.col("statistic") == statistic) & pl.col("_hidden").is_not_null() & named
        goes &= pl.col("withheld").is_null() & pl.col("status").is_in(["ok", "wide"])
        gaps = joined.with_columns(withheld=pl.when(goes).then(pl.lit(SIBLING)).otherwise("withheld"))
        gaps = gaps.drop("_hidden")
    return gaps


def gap_sources(marked: Mapping[str, pl.DataFrame]) -> dict[str, list[pl.DataFrame]]:
    """Which marked tables each gap lies between the rows of."""
    shares = [marked["within"].filter(pl.col("time") == HORIZON_MONTHS)] if "within" in marked else []
    found = {"gap_within": shares, "gap_months": [marked["months"]] if "months" in marked else []}
    adjusted = [marked["standardised"]] if "standardised" in marked else []
    return {**found, "gap_standardised": [*shares, *adjusted]}


def withhold_known(marked: Mapping[str, pl.DataFrame], by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """The known outcomes, without groups of which they tell of 1 to k-1 people beside the flow.

    These are people enrolled less than a year ago, and people of whom it is known how it went although they did not
    pass every stage of the flow before that.
    """
    known, k = marked["known"].with_columns(_one=1), least_count(policy, by)
    for name, stage in (("_enrolled", "enrolled"), ("_flowed", "outcome_known")):
        there = marked["flow"].filter(pl.col("statistic") == stage).select(*by, pl.col("n").alias(name), _one=1)
        known = known.join(there, on=[*by, "_one"], how="left", nulls_equal=True, maintain_order="left")
    thin = is_small(pl.col("_enrolled") - pl.col("n"), k) | is_small(pl.col("events") - pl.col("_flowed"), k)
    goes = thin & pl.col("withheld").is_null()
    marks = pl.when(goes).then(pl.lit(SIBLING)).otherwise("withheld")
    return known.with_columns(withheld=marks).drop("_enrolled", "_flowed", "_one")
