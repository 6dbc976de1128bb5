"""What came of the decisions that were due, from what a release tells of those who came after each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from research_kit.analyses.remeasure.answer import NAME
from research_kit.analyses.remeasure.claimed_rows import is_claimed
from research_kit.analyses.remeasure.pooled_baseline import Reading
from research_kit.analyses.remeasure.verdict import remeasure_outcome
from research_kit.disclosure.release_findings import FoundFrom
from research_kit.disclosure.released_table import AS_OF, Release
from research_kit.disclosure.rules.silence import silenced
from research_kit.ledger.decision import Decision
from research_kit.ledger.loop import LoopRecord
from research_kit.ledger.remeasurement import Remeasurement
from research_kit.results.finding import Claim
from research_kit.results.status import OK, WIDE

SENTENCE = "M11.1"


def remeasurements_of(
    release: Release, record: LoopRecord, made_from: FoundFrom | None = None
) -> tuple[Remeasurement, ...]:
    """One re-measurement per decision that was due and that the release has a row of.

    Parameters
    ----------
    release
        What was released, with the answer `remeasure`.
    record
        The decisions, each with its baseline.
    made_from
        The provenance of the release.

    Returns
    -------
    Re-measurements from released numbers alone. Where the number after the change was withheld, or there was too little
    for one, the verdict is that it cannot be told, and `reason` says why.
    """
    if release.as_of is None or NAME not in release:
        return ()
    rows = {row["outcome"]: row for table in release[NAME].values() for row in table.table.iter_rows(named=True)}
    known = made_from or FoundFrom()
    due = [one for one in record.due(release.as_of, quarter=release.quarter) if one.id in rows]
    return tuple(_measured(release, decision, rows[decision.id], known) for decision in due)


def told_with_claims(release: Release, record: LoopRecord) -> Release:
    """The release, in which a number after a change is told only where the claim's own number is told anew.

    Where the gate carries or withholds everybody's number, for whatever reason, those after the change could be set
    against it.
    """
    held = [name for name, one in record.decisions.items() if _is_held(release, one.metric)]
    if NAME not in release or not held:
        return release
    is_held, answer = pl.col("outcome").is_in(held), release[NAME]
    tables = {
        name: replace(table, table=silenced(table.table, silent=is_held, people=is_held, unknown=is_held))
        for name, table in answer.items()
    }
    return replace(release, answers={**release.answers, NAME: replace(answer, tables=tables)})


def _is_held(release: Release, claim: Claim) -> bool:
    if claim.answer not in release or claim.table not in release[claim.answer]:
        return False
    table = release[claim.answer][claim.table]
    rows = table.table.filter(is_claimed(claim, table.by))
    return bool((rows[AS_OF].is_not_null() | (rows["status"] == "suppressed")).any())


def _measured(release: Release, decision: Decision, row: Mapping[str, Any], known: FoundFrom) -> Remeasurement:
    baseline = decision.baseline
    facts = {
        "id": f"R{decision.id[1:]}",
        "decision_id": decision.id,
        "release": release.quarter,
        "release_hash": known.release_hash,
        "as_of": release.as_of,
        "estimate_before": None if baseline is None else baseline.estimate,
        "expected_rebound": None if baseline is None else baseline.expected_rebound,
        "unit": decision.unit,
        "sentence_key": SENTENCE,
        "data_hash": known.data_hash,
    }
    return Remeasurement.model_validate(facts | _outcome(decision, row))


def _outcome(decision: Decision, row: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers and the verdict, where the number after the change was told."""
    numbers = (row["estimate"], row["lower"], row["upper"])
    if row["status"] not in (OK, WIDE) or None in numbers or decision.baseline is None:
        return {"verdict": "cannot_be_told", "reason": row["reason"] or row["status"]}
    found = remeasure_outcome(
        decision.baseline,
        Reading(*numbers),
        direction=decision.expected_direction or "higher",
        size=decision.expected_size or 0.0,
    )
    difference, beyond = found.difference, found.beyond_chance
    return {
        "estimate_after": row["estimate"],
        "after_lower": row["lower"],
        "after_upper": row["upper"],
        "n_after": row["n"],
        "difference": difference.estimate,
        "lower": difference.lower,
        "upper": difference.upper,
        "beyond_chance": beyond.estimate,
        "beyond_lower": beyond.lower,
        "beyond_upper": beyond.upper,
        "verdict": found.verdict,
        "guards": found.guards,
    }
