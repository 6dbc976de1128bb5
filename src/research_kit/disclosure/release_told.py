"""What a release tells of the loop: what was decided and what came of it, and what is certain now and was not before.

It is made from the release and from what the ledger held of the quarters before it. So a quarter made anew tells the
same, whatever was entered since; and it holds released numbers and the words of a decision only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from research_kit.disclosure.release_findings import FoundFrom, findings_of
from research_kit.disclosure.release_remeasurements import remeasurements_of
from research_kit.disclosure.released_table import Release
from research_kit.ledger.findings import with_id
from research_kit.ledger.loop import LoopRecord
from research_kit.ledger.told_loop import ToldDecision, ToldFinding, ToldLoop
from research_kit.provenance import hash_values
from research_kit.results.finding import Finding, Voice
from research_kit.results.grades import LEVELS
from research_kit.results.registered import Registered
from research_kit.results.status import OK

_ATTAINMENT = ("targets", "attainment")
_REACHED_OR_NOT = ("ABOVE", "BELOW")
_LEAST = LEVELS.index("E2")
_KEPT_APART = {"data_hash": "", "release_hash": "", "code_version": ""}
"""What a finding was made from stands in the ledger: a page needs none of it, and the entry has no hash yet."""


@dataclass(frozen=True, kw_only=True)
class LoopBefore:
    """What a quarter's report is told of the loop as it stood before: nothing that was found in the quarter or later.

    `decisions`: those that still count, with what came of them until then. `compared_with`: the quarter of the release
    before, empty at the first. `certain`: by claim key, which way each claim pointed that was certain then. `follows`:
    the quarter of the release before, where its findings were not kept.
    """

    decisions: tuple[ToldDecision, ...] = ()
    compared_with: str = ""
    certain: Mapping[str, str] = field(default_factory=dict)
    follows: str = ""

    @property
    def hash(self) -> str:
        """Of everything in it, for what an edition depends on."""
        told = [one.model_dump_json(exclude_defaults=True) for one in self.decisions]
        return hash_values({"decisions": told, "compared_with": self.compared_with, "certain": dict(self.certain)})


def loop_before(record: LoopRecord, *, quarter: str, as_of: date) -> LoopBefore:
    """What the report of a quarter is told of the loop.

    Parameters
    ----------
    record
        Everything in the ledger; of later quarters too, where an older one is made anew.
    quarter, as_of
        The report's, such as `2011-Q2`. A decision counts from the day on which it was taken, until another one has
        taken its place.
    """
    taken = [one for one in record.decisions.values() if one.decided_on <= as_of]
    replaced = {one.replaces for one in taken}
    earlier = {one.quarter for one in record.findings.values() if one.quarter < quarter}
    before = max(earlier, default="")
    known = {key: directed(one) for key, one in (record.known_at(before) if before else {}).items()}
    return LoopBefore(
        decisions=tuple(_told(one.id, record, quarter) for one in taken if one.id not in replaced),
        compared_with=before,
        certain={key: way for key, way in sorted(known.items()) if way},
        follows="" if before else max((one for one in record.releases if one < quarter), default=""),
    )


def told_loop_of(release: Release, record: LoopRecord, *, registered: Registered) -> ToldLoop:
    """What a release tells of the loop.

    Parameters
    ----------
    release
        What was released, with the answer `remeasure` where decisions were due.
    record
        Everything in the ledger.
    registered
        What the study wrote down before anybody looked, on which grades depend.

    Returns
    -------
    Decisions, those measured at this release first, then the newest; and the findings that are certain now and were
    not at the release before, the strongest first and everybody before groups. Certain is a difference of grade E2 or
    higher, or a target that is established as reached or as not reached by everybody's number, which is no mere range;
    one that the gate carried is not new.
    """
    if release.as_of is None:
        return ToldLoop(quarter=release.quarter)
    before = loop_before(record, quarter=release.quarter, as_of=release.as_of)
    measured = {one.decision_id: one for one in remeasurements_of(release, record)}
    decisions = [
        one.model_copy(update={"remeasurement": measured[one.decision.id], "is_new": True})
        if one.decision.id in measured
        else one
        for one in before.decisions
    ]
    found = [
        with_id(one, record) for one in findings_of(release, FoundFrom(registered=registered)) if _is_new(one, before)
    ]
    return ToldLoop(
        quarter=release.quarter,
        compared_with=before.compared_with,
        follows=before.follows,
        decisions=tuple(sorted(decisions, key=lambda one: (not one.is_new, -one.decision.decided_on.toordinal()))),
        certain=tuple(ToldFinding(finding=one, voice=_view_of(one, decisions)) for one in sorted(found, key=_order)),
    )


def directed(one: Finding) -> str:
    """Which way a certain finding points: a target reached or not, a difference up or down; empty of all others."""
    if not one.is_told:
        return ""
    is_target = (one.claim.answer, one.claim.table) == _ATTAINMENT and not one.claim.group  # none is promised of groups
    if is_target and one.reason in _REACHED_OR_NOT and one.status == OK:
        return one.reason
    if LEVELS.index(one.grade) < _LEAST:
        return ""
    return "up" if (one.estimate or 0.0) > (1.0 if one.unit == "ratio" else 0.0) else "down"


def _is_new(one: Finding, before: LoopBefore) -> bool:
    """Whether it is certain, of this very quarter, and was not so, or the other way round, at the release before."""
    way = directed(one)
    return bool(way) and one.as_of == one.quarter and before.certain.get(one.claim.key) != way


def _told(name: str, record: LoopRecord, quarter: str) -> ToldDecision:
    """A decision, the finding that is measured again, and what came of it by an earlier quarter."""
    decision, measured = record.decisions[name], record.remeasurements.get(name)
    about = [record.findings[one] for one in decision.finding_ids if one in record.findings]
    finding = next((one for one in about if one.claim == decision.metric), None)
    is_earlier = measured is not None and measured.release < quarter
    return ToldDecision(
        decision=decision,
        finding=None if finding is None else finding.model_copy(update=_KEPT_APART),
        remeasurement=measured.model_copy(update={"data_hash": "", "release_hash": ""})
        if measured is not None and is_earlier
        else None,
    )


def _view_of(one: Finding, decisions: Sequence[ToldDecision]) -> Voice:
    """What participants say of it: as it came with the finding, or else with the latest decision on the same claim."""
    asked = [told.decision.participants_view for told in decisions if told.decision.metric == one.claim]
    said = [voice for voice in (*asked, one.voice) if voice.view != "not_asked"]
    return said[-1] if said else one.voice


def _order(one: Finding) -> tuple[int, bool]:
    return -LEVELS.index(one.grade), bool(one.claim.group)
