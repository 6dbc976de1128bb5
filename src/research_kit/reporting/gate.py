"""The gate of a run: everything that was staged is released together, compared with everything ever published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from research_kit.disclosure import Policy, release, write_release
from research_kit.disclosure.exceptions import EXCEPTED
from research_kit.disclosure.release_remeasurements import told_with_claims
from research_kit.ledger import Entry
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.edition import place_of, remove
from research_kit.reporting.loop_of_run import tell_loop
from research_kit.reporting.published_before import PublishedBefore, holds
from research_kit.results import Answer
from research_kit.results.stored_answer import read_answers


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """What passed the gate: the facts for the manifest, what it was compared with, and its entry if it has one."""

    against: PublishedBefore
    entry: Entry | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def pass_gate(
    plan: RunPlan, staging: Path, published: PublishedBefore, *, made_from: str, progress: Callable[[str], None]
) -> Passed:
    """Release what a run staged, into its folder `released`.

    An edition that the ledger has an entry for, made from the same inputs, is compared with what had been published
    before that entry, and comes out the same. Should it not (a solver ran out of time), or should there be no such
    entry, it is compared with everything.
    """
    entry = published.made_from(made_from)
    if entry is not None:
        before = published.before(entry)
        facts = _release(plan, staging, before, progress)
        if holds(entry, staging / "released"):
            return Passed(against=before, entry=entry, facts=facts)
    return Passed(against=published, facts=_release(plan, staging, published, progress))


def _release(
    plan: RunPlan, staging: Path, published: PublishedBefore, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Release everything that was staged, together, and say what was lost."""
    answers = read_answers(staging / "internal" / "results")
    policy = _about(answers, plan.policy) if _is_draft(plan, staging) else plan.policy
    safe = told_with_claims(release(answers, policy=policy, earlier=published.releases()), published.loop)
    remove(staging / "released")
    write_release(safe, staging / "released")
    tell_loop(plan, safe, published.loop, staging / "released")
    safe.lost.write_csv(staging / "internal" / "withheld_by_rule.csv")
    lost = int(safe.lost["cells"].sum()) if safe.lost.height else 0
    count = len(published.entries)
    compared = f", compared with {count} earlier release{'s' if count > 1 else ''}" if count else ""
    shown = safe.reasons.filter(pl.col("rule") == EXCEPTED).height
    if shown:
        progress(f"gate: {shown} cell{'s' if shown > 1 else ''} shown by approved exceptions, which the manifest keeps")
    progress(f"gate: {len(answers)} answers released, {lost} cells withheld (k = {plan.policy.k}){compared}")
    return {
        "policy": plan.policy.model_dump(mode="json"),
        "withheld_cells": lost,
        "definitions": {answer.name: dict(answer.definition) for answer in answers},
        "seeds": {a.name: {n: t.provenance.seed for n, t in a.items()} for a in answers},
    }


def _is_draft(plan: RunPlan, staging: Path) -> bool:
    return staging.name.endswith(place_of(plan, "draft").name)


def _about(answers: Sequence[Answer], policy: Policy) -> Policy:
    """The policy of a draft of some notebooks: exceptions for the answers of others have nothing to show in it."""
    names = [answer.name for answer in answers]
    own = tuple(one for one in policy.exceptions if one.answer in names)
    return policy.model_copy(update={"exceptions": own})
