"""Collapse before suppress: coarser groups, declared before anything was counted, where a fine one is too small.

The first remedy of METHODS 10.2. An estimate of two groups together cannot be made from those of each: the analyses
compute the coarse grouping beside the fine one (`cohort.coarse_groups`), and here one of the two is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from research_kit.disclosure.policy import Policy
from research_kit.disclosure.released_table import Release
from research_kit.disclosure.rules.primary import primary
from research_kit.disclosure.rules.splits import split_of
from research_kit.errors import DisclosureError
from research_kit.results import Answer, ResultTable
from research_kit.study.hierarchy import Hierarchy

MAIN_TABLES = ("composition", "within")
"""Where a group must be safe for its split to be shown as it is: who takes part, and the headline's last share."""


def collapsed(answer: Answer, policy: Policy) -> Answer:
    """One answer, with the fine or the coarse form of each split that the policy has two forms of.

    Of several answers released together use `collapsed_together`: bands in one and halves in another could be
    subtracted.
    """
    return collapsed_together([answer], policy)[0]


def collapsed_together(
    answers: Sequence[Answer], policy: Policy, *, earlier: Sequence[Release] = ()
) -> tuple[Answer, ...]:
    """The answers of a release, each split in the same form in all of them, and in the form it had before.

    Where a group of the fine split is unsafe on its own (primary rules) in a main table of any answer, the rows of
    the whole fine split go, and the coarse one stands in its place; else the rows of the coarse one go. A form once
    published stays: ages in one quarter less halves in the quarter before would tell of those who came between. A
    crossing that the policy turns into margins goes as a whole.

    Parameters
    ----------
    answers
        The answers of one release, exact.
    policy
        The thresholds in force, and `collapse`. Where tables have one of the two forms only (partners' tables have no
        coarse one), it stays, and is left to suppression.
    earlier
        Everything published before, oldest first.

    Raises
    ------
    DisclosureError
        Coarser groups that were published before are not in the policy any more, or are made of other values.
    """
    _require_kept(earlier, policy)
    chosen = list(answers)
    for fine, hierarchy in policy.hierarchies.items():
        if any({fine, hierarchy.name} <= set(table.by) for table in _tables(chosen)):
            goes = fine if _is_told_coarse(chosen, fine, policy, earlier) else hierarchy.name
            chosen = [_without_dimension(answer, goes) for answer in chosen]
    for crossing in policy.margins_only:
        if _is_unsafe(chosen, crossing, policy):
            chosen = [_without_crossing(answer, crossing) for answer in chosen]
    return tuple(chosen)


def _is_told_coarse(answers: Sequence[Answer], fine: str, policy: Policy, earlier: Sequence[Release]) -> bool:
    hierarchy = policy.hierarchies[fine]
    for release in reversed(earlier):
        published = _published_by(release)
        if hierarchy.name in published or fine in published:
            return hierarchy.name in published
    in_a_group = pl.col(fine).is_in(list(hierarchy.coarse_of))  # who did not say stays apart in the coarse form too
    return _is_unsafe(answers, (fine,), policy, among=in_a_group)


def _published_by(release: Release) -> set[str]:
    """The dimensions that some row of a release is split by."""
    tables = [table for answer in release.answers.values() for table in answer.tables.values()]
    return {name for table in tables for name in table.by if table.table[name].is_not_null().any()}


def _require_kept(earlier: Sequence[Release], policy: Policy) -> None:
    for release in earlier:
        for fine, hierarchy in _published_hierarchies(release):
            now = policy.hierarchies.get(fine)
            if now is None or (now.name, now.coarse_of) != (hierarchy.name, hierarchy.coarse_of):
                state, when = "gone" if now is None else "another", release.quarter or "an earlier quarter"
                raise DisclosureError(
                    f"`disclosure.collapse.{fine}` is {state}, but `{hierarchy.name}` was published in {when}: other "
                    "groups beside those would tell of few people. Put it back as it was."
                )


def _published_hierarchies(release: Release) -> Iterator[tuple[str, Hierarchy]]:
    declared = release.policy.get("collapse")
    published = _published_by(release)
    for fine, how in declared.items() if isinstance(declared, Mapping) else ():
        if how != "margins" and how["name"] in published:
            yield fine, Hierarchy.model_validate(how)


def _tables(answers: Sequence[Answer]) -> list[ResultTable]:
    return [table for answer in answers for table in answer.tables.values()]


_EVERY_ROW = pl.lit(True)


def _is_unsafe(
    answers: Sequence[Answer], split: tuple[str, ...], policy: Policy, *, among: pl.Expr = _EVERY_ROW
) -> bool:
    """Whether a primary rule forbids a row of a split in a main table, of the headline at its last time."""
    tables = [table for answer in answers for name, table in answer.tables.items() if name in MAIN_TABLES]
    return any(_has_unsafe(table, split, policy, among) for table in tables if set(split) <= set(table.by))


def _has_unsafe(table: ResultTable, split: tuple[str, ...], policy: Policy, among: pl.Expr) -> bool:
    marked = primary(_headline(table.table), kind=table.kind, by=table.by, policy=policy)
    unsafe = _is_split(split, table.by) & among & pl.col("withheld").is_not_null()
    return not marked.filter(unsafe).is_empty()


def _headline(rows: pl.DataFrame) -> pl.DataFrame:
    """The first outcome and cause, at the last time; all rows of a table without outcomes."""
    told = rows.filter(pl.col("outcome").is_not_null()).select("outcome", "cause").head(1)
    if told.is_empty():
        return rows
    first = rows.join(told, on=["outcome", "cause"], how="semi", nulls_equal=True, maintain_order="left")
    return first.filter(pl.col("time").eq_missing(pl.col("time").max()))


def _is_split(split: Sequence[str], by: tuple[str, ...]) -> pl.Expr:
    return split_of(by) == "*".join(name for name in by if name in split)


def _without_dimension(answer: Answer, name: str) -> Answer:
    """Every table without the rows that are split by a dimension, and without its column."""
    return replace(answer, tables={key: _without_column(table, name) for key, table in answer.tables.items()})


def _without_column(table: ResultTable, name: str) -> ResultTable:
    if name not in table.by:
        return table
    rows = table.table.filter(pl.col(name).is_null()).drop(name)
    return replace(table, table=rows, by=tuple(other for other in table.by if other != name))


def _without_crossing(answer: Answer, crossing: Sequence[str]) -> Answer:
    tables = {
        key: replace(table, table=table.table.filter(~_is_split(crossing, table.by)))
        if set(crossing) <= set(table.by)
        else table
        for key, table in answer.tables.items()
    }
    return replace(answer, tables=tables)
