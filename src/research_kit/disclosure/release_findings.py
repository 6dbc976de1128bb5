"""The findings of a release: every number with an interval that was told, graded by what was released with it.

Nothing is read but the release. So a finding cannot hold what the gate withheld, and its grade tells no more of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from research_kit.disclosure.released_evidence import Beside, evidence_of
from research_kit.disclosure.released_table import AS_OF, Release, ReleasedAnswer, ReleasedTable
from research_kit.results.finding import Claim, Finding, Voice, group_of, last_day_of
from research_kit.results.grades import grade_of
from research_kit.results.registered import Registered
from research_kit.results.status import INSUFFICIENT, OK, WIDE

NO_CLAIMS = (
    ("time_to_employment", "bounds"),
    ("equity", "pooled"),
    ("equity", "organisations"),
    ("process", "charts"),
    ("targets", "backtest"),
    ("activity_effects", "effect_checks"),
    ("activity_effects", "effect_questions"),
    ("esf_plus", "indicators"),
)
"""Tables that stand beside a claim, or of which nobody may claim anything: pooled shares, single organisations."""
REMEASURED = "remeasure"
"""The answer whose numbers are entered with their decision, and are no findings of their own."""
_NO_STATISTIC = r"^(one_level:.*|.*pooled.*|target_value)$"
_NUMBERS = ("estimate", "lower", "upper", "alarm_lower", "alarm_upper", "n", "events", "unknown")


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundFrom:
    """What a release was made from, and what is known of its claims beside it.

    `registered`: what was written down before anybody looked. `voices`: by claim key, what participants say of it.
    `words`: by claim key and language, its sentence, rendered after the gate.
    """

    registered: Registered = field(default_factory=Registered)
    data_hash: str = ""
    release_hash: str = ""
    code_version: str = ""
    voices: Mapping[str, Voice] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def findings_of(release: Release, made_from: FoundFrom | None = None) -> tuple[Finding, ...]:
    """One finding per claim of a release, in its order; a row of which nothing may be told is none.

    Parameters
    ----------
    release
        What was released.
    made_from
        Its provenance, and what is known of its claims beside it.

    Returns
    -------
    Findings without an id, which the ledger gives (`ledger.findings.enter_findings`). A number that the gate carried
    keeps the quarter that it is of in `as_of`. A release that is of no quarter has none: they could not be followed.
    """
    if not release.quarter:
        return ()
    known = made_from or FoundFrom()
    beside = Beside(release=release)
    found = (one for answer in release.values() for one in _of_answer(beside, answer, known))
    return tuple({one.claim.key: one for one in found}.values())


def _of_answer(beside: Beside, answer: ReleasedAnswer, known: FoundFrom) -> Iterator[Finding]:
    for name, table in answer.items():
        if table.kind == "curve" or answer.name == REMEASURED or (answer.name, name) in NO_CLAIMS:
            continue
        for row in _claimed(table).iter_rows(named=True):
            facts = _numbers(row) | _standing(beside.release, row, known)
            facts |= _graded(beside, table, row, _claim(answer.name, table, row), known)
            facts["cohort_hash"] = answer.definition.get("population", "")
            yield Finding.model_validate({"id": "", **facts})


def _claimed(table: ReleasedTable) -> pl.DataFrame:
    """Numbers with an interval, be it open to one side, and those of which there is not enough to say."""
    has_limit = pl.any_horizontal(pl.col("lower", "upper").is_not_null())
    told = pl.col("status").is_in([OK, WIDE]) & pl.col("estimate").is_not_null() & has_limit
    allowed = ~pl.col("statistic").str.contains(_NO_STATISTIC)
    return table.table.filter(allowed & (told | (pl.col("status") == INSUFFICIENT)))


def _claim(answer: str, table: ReleasedTable, row: Mapping[str, Any]) -> Claim:
    names = ("statistic", "outcome", "cause", "compared_with")
    group = {name: row[name] for name in table.by if row[name] is not None}
    said = {name: row[name] or "" for name in names}
    return Claim(answer=answer, table=table.name, group=group_of(group), time=row["time"], **said)


def _graded(
    beside: Beside, table: ReleasedTable, row: Mapping[str, Any], claim: Claim, known: FoundFrom
) -> dict[str, Any]:
    """The claim, how strong its evidence is, and what is known of it beside the number."""
    evidence = evidence_of(beside, table, row, claim, registered=known.registered)
    grade, words = grade_of(evidence), known.words.get(claim.key, {})
    return {
        "claim": claim,
        "claim_sv": words.get("sv", ""),
        "claim_en": words.get("en", ""),
        "method_id": table.method_id,
        "sentence_key": table.sentence_key,
        "grade": grade.level,
        "grade_reasons": grade.reasons,
        "voice": known.voices.get(claim.key, Voice()),
        "guards": tuple(dict.fromkeys(one.code for one in table.guards)),
        "limits": evidence.changed_at_once,
    }


def _numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: row[name] or "" for name in ("unit", "status", "reason")}
    return {name: row[name] for name in _NUMBERS} | said


def _standing(release: Release, row: Mapping[str, Any], known: FoundFrom) -> dict[str, Any]:
    """Which quarter it is of, and what it was made from; a carried number is as old as its quarter."""
    as_of = row[AS_OF] or release.quarter
    is_new = row[AS_OF] is None and release.as_of is not None
    return {
        "as_of": as_of,
        "until": release.as_of if is_new else last_day_of(as_of),
        "quarter": release.quarter,
        "data_hash": known.data_hash,
        "release_hash": known.release_hash,
        "code_version": known.code_version,
    }
