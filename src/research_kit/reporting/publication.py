"""A staged edition becomes a published one, or one that waits: ledger first, then one rename, then the index.

In that order a run that dies between two steps leaves at most an entry without its pages: what the ledger counts as
told was perhaps not, never the other way round. The same command goes on from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from research_kit.disclosure.release_ledger import enter_released
from research_kit.ledger import Entry
from research_kit.ledger.loop import read_loop
from research_kit.provenance import hash_values
from research_kit.reporting.approval_mark import MARKS, mark_pages
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.edition import Edition, approving, edition_in, place_of, proposed_beside, remove
from research_kit.reporting.edition_index import write_index
from research_kit.reporting.esf_table import write_esf_tables
from research_kit.reporting.loop_of_run import known_with
from research_kit.reporting.manifest import read_manifest, write_manifest
from research_kit.reporting.publish import publish
from research_kit.reporting.published_before import PublishedBefore


def put_forward(
    plan: RunPlan, staging: Path, facts: Mapping[str, Any], *, against: str, standing: Literal["proposed", "draft"]
) -> Edition:
    """Place a staged edition beside what is published: marked, in no index and in no ledger."""
    mark_pages(staging, MARKS[standing])
    write_esf_tables(staging, mark=MARKS[standing])
    told = {"against": against, "entry": None}
    write_manifest(staging, {**facts, "standing": standing, "approval": None, "ledger": told})
    place = place_of(plan, standing)
    publish(staging, place)
    return edition_in(place)


def publish_approved(
    plan: RunPlan, staging: Path, facts: Mapping[str, Any], *, against: PublishedBefore, entry: Entry
) -> Edition:
    """Publish a staged edition whose release is in the ledger, and put it in the index."""
    write_esf_tables(staging)
    told = {"against": against.head, "entry": entry.kept(), "loop": known_with(read_loop(plan.ledger), entry)}
    approval = {key: entry.facts.get(key, "") for key in ("approval", "approved_by", "note")}
    write_manifest(staging, {**facts, "standing": "approved", "approval": approval, "ledger": told})
    place = place_of(plan, "approved")
    publish(staging, place)
    finish_publishing(plan, place)
    return edition_in(place)


def finish_publishing(plan: RunPlan, place: Path) -> None:
    """What follows when an edition is in its place; a run that died before it was done leaves it to the next one."""
    beside = proposed_beside(place)
    if read_manifest(beside).get("inputs") == read_manifest(place).get("inputs"):
        remove(beside)
    for stopped in (place, beside):  # an approval that died before its edition was in its place
        remove(approving(stopped))
    write_index(plan)


def enter(
    plan: RunPlan, staging: Path, published: PublishedBefore, *, inputs: Mapping[str, Any], approval: Mapping[str, str]
) -> Entry:
    """The entry of a staged release, at the ledger's end; one that tells just this already, if none need approve it."""
    released = staging / "released"
    known = published.same_as(released, label=plan.quarter)
    if known is not None and approval["approval"] == "automatic":
        return known
    facts = {"made_from": hash_values(inputs), "loop": published.loop.head, **approval}
    return enter_released(plan.ledger, released, label=plan.quarter, facts=facts, after=published.head)
