"""Findings entered in the ledger: newer ones supersede, nothing is edited, and the same again adds nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from research_kit.ledger.entry import Entry
from research_kit.ledger.loop import FINDINGS, LoopRecord, enter, read_loop
from research_kit.results.finding import Finding


def new_findings(found: Iterable[Finding], record: LoopRecord) -> tuple[Finding, ...]:
    """Those of a release that say something new, each with its id and with the one it supersedes.

    Parameters
    ----------
    found
        One finding per claim, as released.
    record
        What was entered before. A number that the gate carried from an earlier quarter is not new where the finding of
        that quarter is there; a number that was told otherwise for the same quarter is.
    """
    return tuple(_named(one, record) for one in found if not _is_known(one, record))


def with_id(one: Finding, record: LoopRecord) -> Finding:
    """A finding of a release under the id that the ledger has for it, or will give it when it is entered."""
    for known in reversed(record.followed(one.claim.key)):
        if _is_of_the_same_number(known, one):
            return one.model_copy(update={"id": known.id, "supersedes": known.supersedes})
    return _named(one, record)


def enter_findings(folder: str | Path, found: Iterable[Finding], *, quarter: str, release: str) -> Entry | None:
    """Enter the findings of a release; nothing where they were all entered before.

    Parameters
    ----------
    folder
        The study's ledger, such as `ledger/samba`.
    found
        One finding per claim (`disclosure.release_findings.findings_of`).
    quarter, release
        The quarter of the release, and the hash of its entry in the ledger.

    Raises
    ------
    LedgerError
        The ledger is damaged, or another run is adding to it: nothing was entered.
    """
    new = new_findings(found, read_loop(folder))
    if not new:
        return None
    return enter(Path(folder), FINDINGS, new, label=quarter, facts={"as_of": quarter, "release": release})


def _is_known(one: Finding, record: LoopRecord) -> bool:
    same = [known for known in record.followed(one.claim.key) if known.as_of == one.as_of]
    return bool(same) and _is_of_the_same_number(same[-1], one)


def _is_of_the_same_number(known: Finding, one: Finding) -> bool:
    """Whether a finding tells what a known one does; a number that the gate carried may stand beside others now."""
    is_carried = one.as_of == known.as_of and one.as_of != one.quarter
    return known.says_the_same(one) or (is_carried and _numbers(known) == _numbers(one))


def _numbers(one: Finding) -> tuple[float | int | None, ...]:
    return one.estimate, one.lower, one.upper, one.alarm_lower, one.alarm_upper, one.n


def _named(one: Finding, record: LoopRecord) -> Finding:
    """The id tells claim and quarter; a second finding of the same quarter has its number at the end."""
    earlier = [known for known in record.followed(one.claim.key) if known.as_of <= one.as_of]
    times = sum(known.as_of == one.as_of for known in earlier) + 1
    name = f"{one.claim.short}-{one.as_of}" + (f"-{times}" if times > 1 else "")
    return one.model_copy(update={"id": name, "supersedes": earlier[-1].id if earlier else ""})
