"""`release`: the one place where internal results become something that may be seen.

Pure: values in, values out. A notebook may preview it; a publication calls it once over everything a run staged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.disclosure.complementary import (
    SIBLING,
    withhold_siblings,
    withhold_thin_composites,
    withhold_thin_differences,
)
from research_kit.disclosure.curves import HORIZON_MONTHS, drawn, safe_steps
from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.primary import is_small, primary
from research_kit.disclosure.released_table import SEAL, Release, ReleasedAnswer, ReleasedTable
from research_kit.errors import DisclosureError
from research_kit.results import Answer, ResultTable

STEP = "STEP"

VALUES = ("estimate", "std_error", "lower", "upper", "alarm_lower", "alarm_upper")
_DECIMALS: Mapping[str, int] = {"share": 2, "curve": 2, "gap": 2, "months": 1, "time": 0, "count": 0}
_STAGE_ORDER = ("enrolled", "referred", "outcome_known", "accepted", "any_activity")
_SUM_COLUMN: Mapping[str, str] = {
    "share": "events",
    "months": "events",
    "time": "events",
    "count": "n",
    "gap": "n",
}


def release(answers: Sequence[Answer], *, policy: Policy, earlier: Sequence[Release] = ()) -> Release:
    """Everything of `answers` that may be seen, with what may not replaced by null and its reason.

    Parameters
    ----------
    answers
        The answers of one run, all of them: tables released together protect one another.
    policy
        The thresholds in force (`read_policy`).
    earlier
        Earlier releases of the same study. Only an empty history is accepted so far: a comparison with what
        was published before is not made, and a caller who asks for it must not believe that it was.

    Returns
    -------
    A `Release`: per answer its `ReleasedTable`s, and `lost`, one row per table and reason with the number of
    cells withheld.

    Raises
    ------
    DisclosureError
        Two answers have one name, or `earlier` is not empty.
    """
    if earlier:
        raise DisclosureError(
            f"{len(earlier)} earlier releases were given, but differences between releases are not checked yet. "
            "Release without `earlier`, and do not publish two quarters of a small group beside each other."
        )
    names = [answer.name for answer in answers]
    if len(set(names)) < len(names):
        raise DisclosureError(f"two answers have the same name among {', '.join(names)}. Release each answer once.")
    released = {answer.name: _release_answer(answer, policy) for answer in answers}
    lost = pl.concat([_lost(answer) for answer in released.values()]) if released else pl.DataFrame()
    return Release(answers=released, policy=policy.model_dump(exclude={"approval_note"}), lost=lost)


def _release_answer(answer: Answer, policy: Policy) -> ReleasedAnswer:
    curve = answer.tables.get("curve")
    steps = safe_steps(curve.table, by=curve.by, policy=policy) if curve is not None else None
    marked: dict[str, pl.DataFrame] = {}
    for name, table in answer.tables.items():
        if table.kind != "curve":
            marked[name] = _mark(table, steps, policy)
    if "gaps" in marked:
        marked["gaps"] = _withhold_gaps(marked["gaps"], marked, answer.tables["gaps"].by)
    tables = {
        name: _seal(answer.tables[name], _clear(frame, answer.tables[name], policy), policy)
        for name, frame in marked.items()
    }
    if curve is not None and steps is not None:
        within = marked.get("within")
        tables["curve"] = _seal(
            curve, _round(drawn(_without_withheld(steps, within, curve.by), policy=policy), "curve"), policy
        )
    ordered = {name: tables[name] for name in answer.tables}
    return ReleasedAnswer(
        name=answer.name,
        tables=ordered,
        subject=answer.subject,
        guards=answer.guards,
        definition=answer.definition,
    )


def _mark(table: ResultTable, steps: pl.DataFrame | None, policy: Policy) -> pl.DataFrame:
    """The table with `withheld`: why a row may not be seen, null where it may."""
    frame = primary(table.table, kind=table.kind, by=table.by, policy=policy)
    if table.name == "flow":
        return _mark_flow(frame, table.by, policy)
    if table.kind == "share":
        frame = frame if steps is None else _withhold_off_steps(frame, steps, table.by, policy)
        frame = withhold_thin_composites(frame, by=table.by, policy=policy)
    return withhold_siblings(frame, by=table.by, count=_SUM_COLUMN[table.kind])


def _mark_flow(frame: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    lost = pl.col("statistic").str.starts_with("lost_")
    rank = pl.col("statistic").replace_strict(
        {stage: i for i, stage in enumerate(_STAGE_ORDER)}, default=len(_STAGE_ORDER), return_dtype=pl.Int64
    )
    stages = withhold_thin_differences(frame.filter(~lost), by=by, count="n", order=rank, policy=policy)
    reasons = frame.filter(lost)
    for _ in range(2):  # a reason that goes takes another reason, which takes the same reason of another group
        reasons = withhold_siblings(_withhold_lone_reasons(reasons, by), by=by, count="n")
    return pl.concat([withhold_siblings(stages, by=by, count="n"), reasons])


def _withhold_lone_reasons(lost: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """One withheld reason of an arrow is its total less the other reasons: the smallest other goes too."""
    arrow = [*by, "statistic"]
    shown = pl.col("withheld").is_null() & (pl.col("n") > 0)
    alone = (pl.col("withheld").is_not_null()).sum().over(arrow) == 1
    smallest = shown & (pl.col("n").rank("ordinal").over([*arrow, "_shown"]) == 1)
    return (
        lost.with_columns(_shown=shown)
        .with_columns(withheld=pl.when(alone & smallest).then(pl.lit(SIBLING)).otherwise(pl.col("withheld")))
        .drop("_shown")
    )


def _withhold_off_steps(frame: pl.DataFrame, steps: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """A share at a time is shown only where the curve of the same line has the end of a safe step.

    After the last end, where the people since then are nobody or at least k, the step is missing only because too
    few are followed: that is too little to say something (`insufficient`), and no secret that others must protect.
    """
    line = [*by, "outcome", "cause"]
    lines = steps.select(line).unique().with_columns(_has_curve=pl.lit(True))
    ends = (
        steps.filter(pl.col("estimate").is_not_null()).select([*line, "time"]).unique().with_columns(_end=pl.lit(True))
    )
    found = frame.join(lines, on=line, how="left", nulls_equal=True, maintain_order="left").join(
        ends, on=[*line, "time"], how="left", nulls_equal=True, maintain_order="left"
    )
    at_last_end = pl.when(pl.col("_end")).then(pl.col("events")).forward_fill().over(line, order_by="time").fill_null(0)
    last_end = pl.when(pl.col("_end")).then(pl.col("time")).max().over(line).fill_null(0.0)
    thin = is_small(pl.col("events") - at_last_end, least_count(policy, by)) | (pl.col("time") < last_end)
    off = pl.col("_has_curve").is_not_null() & pl.col("_end").is_null() & pl.col("withheld").is_null()
    off &= ~pl.col("status").is_in(["blocked", "insufficient"])
    return found.with_columns(
        withheld=pl.when(off & thin).then(pl.lit(STEP)).otherwise(pl.col("withheld")),
        status=pl.when(off & ~thin).then(pl.lit("insufficient")).otherwise(pl.col("status")),
        reason=pl.when(off & ~thin).then(pl.lit("FEW_AT_RISK")).otherwise(pl.col("reason")),
    ).drop("_has_curve", "_end")


def _withhold_gaps(gaps: pl.DataFrame, marked: Mapping[str, pl.DataFrame], by: tuple[str, ...]) -> pl.DataFrame:
    """A gap goes where a share or a number of months that it is the difference of may not be seen."""
    for name, statistic in (("within", "gap_within"), ("months", "gap_months")):
        if name not in marked:
            continue
        source = marked[name].filter(pl.col("withheld").is_not_null())
        if name == "within":
            source = source.filter(pl.col("time") == HORIZON_MONTHS)
        hidden = source.select([*by, "outcome", "cause"]).unique().with_columns(_hidden=pl.lit(True))
        concerned = (pl.col("statistic") == statistic) & pl.col("_hidden").is_not_null() & pl.col("withheld").is_null()
        gaps = (
            gaps.join(hidden, on=[*by, "outcome", "cause"], how="left", nulls_equal=True, maintain_order="left")
            .with_columns(withheld=pl.when(concerned).then(pl.lit(SIBLING)).otherwise(pl.col("withheld")))
            .drop("_hidden")
        )
    return gaps


def _without_withheld(steps: pl.DataFrame, within: pl.DataFrame | None, by: tuple[str, ...]) -> pl.DataFrame:
    """The curve without the points whose share is withheld to protect another group."""
    if within is None:
        return steps
    line = [*by, "outcome", "cause", "time"]
    hidden = within.filter(pl.col("withheld") == SIBLING).select(line).unique()
    return steps.join(hidden, on=line, how="anti", nulls_equal=True, maintain_order="left")


def _clear(frame: pl.DataFrame, table: ResultTable, policy: Policy) -> pl.DataFrame:
    """Withheld rows lose their values; a base that could be found by subtraction is withheld in every row."""
    k = least_count(policy, table.by)
    base = frame.with_columns(withheld=pl.when(is_small(pl.col("n"), k)).then(pl.lit("SMALL")))
    base_hidden = withhold_siblings(base, by=table.by, count="n")["withheld"].is_not_null()
    hidden = pl.col("withheld").is_not_null()
    silent = hidden | pl.col("status").is_in(["blocked", "insufficient"])
    count_hidden = pl.lit(table.kind == "count") & hidden
    return _round(
        frame.with_columns(_base=base_hidden)
        .with_columns(
            *(pl.when(~silent).then(pl.col(name)).alias(name) for name in VALUES),
            n=pl.when(~(pl.col("_base") | count_hidden)).then(pl.col("n")),
            events=pl.when(~(silent | pl.col("_base"))).then(pl.col("events")),
            unknown=pl.when(~(silent | pl.col("_base") | is_small(pl.col("unknown"), k))).then(pl.col("unknown")),
            smallest_visible_gap=pl.when(~(hidden | pl.col("_base"))).then(pl.col("smallest_visible_gap")),
            status=pl.when(hidden).then(pl.lit("suppressed")).otherwise(pl.col("status")),
            reason=pl.when(hidden).then(pl.col("withheld")).otherwise(pl.col("reason")),
        )
        .select(table.table.columns),
        table.kind,
    )


def _round(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Values as exact as a reader may have them; the standard error, which would undo it, is left out."""
    months = pl.col("unit") == "months"
    decimals = _DECIMALS[kind]
    rounded = [
        pl.when(months & pl.lit(kind == "gap"))
        .then(pl.col(name).round(1))
        .otherwise(pl.col(name).round(decimals))
        .alias(name)
        for name in VALUES
    ]
    return frame.with_columns(*rounded, smallest_visible_gap=pl.col("smallest_visible_gap").round(2)).with_columns(
        std_error=pl.lit(None, dtype=pl.Float64)
    )


def _seal(table: ResultTable, frame: pl.DataFrame, policy: Policy) -> ReleasedTable:
    return ReleasedTable(
        name=table.name,
        kind=table.kind,
        table=frame,
        by=table.by,
        method_id=table.method_id,
        sentence_key=table.sentence_key,
        k=policy.k,
        confidence=table.confidence,
        alarm_z=table.alarm_z,
        guards=table.guards,
        seal=SEAL,
    )


def _lost(answer: ReleasedAnswer) -> pl.DataFrame:
    schema = {"answer": pl.String, "table": pl.String, "reason": pl.String, "cells": pl.UInt32}
    rows = [
        table.table.filter(pl.col("status") == "suppressed")
        .group_by("reason", maintain_order=True)
        .agg(cells=pl.len())
        .select(
            pl.lit(answer.name).alias("answer"),
            pl.lit(table.name).alias("table"),
            "reason",
            pl.col("cells").cast(pl.UInt32),
        )
        for table in answer.tables.values()
    ]
    return pl.concat([pl.DataFrame(schema=schema), *rows])
