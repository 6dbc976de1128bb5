"""What the intake does with people linked by name: decided pairs become links, names are dropped, the rest is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from research_kit.provenance import hash_values
from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.declaration import DataDeclaration
from research_kit.study.erased_people import erased_or_demanded
from research_kit.study.name_linkage.groups import links_of, most_counted_twice
from research_kit.study.name_linkage.journal import Journal
from research_kit.study.name_linkage.journal_head import journal_of
from research_kit.study.name_linkage.people import DETAILS, people_to_compare
from research_kit.study.pseudonyms import PseudonymKey
from research_kit.study.register_head import register_of

LINKED_BY_NAME = "linked by name"
"""The origin of links that no partner delivered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """The tables without names and with the decided links; `content_hash` of the decisions, empty if there are none."""

    tables: dict[str, pl.DataFrame]
    content_hash: str


def with_links_by_name(
    tables: Mapping[str, pl.DataFrame], data: DataDeclaration, parameters: Path, *, key: PseudonymKey, log: FaultLog
) -> Linked:
    """The delivered tables with the pairs decided so far as rows of `identity_link`, and without anybody's name.

    Nothing is compared here, and nobody is merged who has not been decided on: an undecided pair stays two people, and
    is told with what it could change. Of people who were erased nothing is told.
    """
    rest = {name: rows for name, rows in tables.items() if name != DETAILS}
    if DETAILS not in tables:
        return Linked(tables=rest, content_hash="")
    journal = journal_of(data, parameters)
    people = people_to_compare(tables, data, links_of((), {}), key)
    lists = lists_of(people)
    links = links_of(journal.answered("yes"), lists)
    if links.height:
        rest["identity_link"] = _with_links(rest.get("identity_link"), links)
    gone = erased_or_demanded({**tables, **rest}, key, register_of(parameters, data.key_file))
    _tell(journal.without(gone), people.filter(~pl.col("pid").is_in(gone.implode())), lists, log)
    return Linked(tables=rest, content_hash=hash_values([journal.content.decode("utf-8", "replace")]))


def lists_of(people: pl.DataFrame) -> dict[str, str]:
    """Whose number each pseudonym is; a personal number before a partner's own (the last in the alphabet stays)."""
    return dict(people.sort("list").select("person", "list").iter_rows())


def _with_links(delivered: pl.DataFrame | None, links: pl.DataFrame) -> pl.DataFrame:
    origin = links.select(
        "pid",
        "own_id",
        source=pl.lit(LINKED_BY_NAME),
        recorded_at=pl.lit(None, pl.Date),
        _partner=pl.lit(LINKED_BY_NAME),
        _file=pl.lit(LINKED_BY_NAME),
        _row=pl.lit(0, pl.Int64),
        _list=pl.lit("own_id"),
    )
    return origin if delivered is None else pl.concat([delivered, origin.select(delivered.columns)])


def _tell(journal: Journal, people: pl.DataFrame, lists: Mapping[str, str], log: FaultLog) -> None:
    place = Place(LINKED_BY_NAME, DETAILS, "journal.jsonl")
    there = set(people["person"]) | set(people["pid"])
    undecided = [pair for pair in journal.undecided if set(pair) <= there]
    if undecided:
        log.add("undecided_people", place, count=len(undecided), most=most_counted_twice(undecided, lists))
    new = people.filter(~pl.col("fingerprint").is_in(list(journal.seen)))["person"].n_unique()
    if new:
        log.add("people_not_compared", place, count=new, all=people["person"].n_unique())
