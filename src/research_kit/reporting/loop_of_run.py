"""The loop in a run: decisions that are due are measured again, and what was released is entered for the next quarter.

One organisation's report has no part in it: decisions are about the project, and its findings are of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from research_kit import display
from research_kit.cohort import Cohort
from research_kit.cohort.coarse_groups import with_coarse_groups
from research_kit.disclosure import Release, read_release
from research_kit.disclosure.policy import least_k
from research_kit.disclosure.release_findings import FoundFrom
from research_kit.disclosure.release_loop import enter_in_loop
from research_kit.disclosure.release_told import loop_before, told_loop_of
from research_kit.ledger import Entry
from research_kit.ledger.loop import DECISION, REMEASUREMENT
from research_kit.ledger.told_loop import ToldLoop, read_told_loop, write_told_loop
from research_kit.reporting.run_data import RunData
from research_kit.results import History
from research_kit.results.registered import registered_of
from research_kit.results.stored_answer import write_answer

if TYPE_CHECKING:
    from research_kit.ledger.decision import Decision
    from research_kit.ledger.loop import LoopRecord
    from research_kit.reporting.declaration import RunPlan

_LANGUAGES = ("sv", "en")
"""In which a finding keeps its sentence."""


def decisions_due(plan: RunPlan, loop: LoopRecord, *, is_draft: bool) -> tuple[Decision, ...]:
    """The decisions that this run measures again: none in a draft, nor for one organisation, nor for the public."""
    is_for_the_board = plan.organisation is None and plan.policy.audience == "board"
    return loop.due(plan.as_of, quarter=plan.quarter) if is_for_the_board and not is_draft else ()


def depends_on(plan: RunPlan, loop: LoopRecord, due: tuple[Decision, ...]) -> dict[str, Any]:
    """What an edition depends on of the loop: the decisions that are due, and what is told of the quarters before."""
    if plan.organisation is not None:
        return {}
    before = loop_before(loop, quarter=plan.quarter, as_of=plan.as_of)
    return {"due": [one.id for one in due], "told": before.hash}


def measure_again(
    plan: RunPlan, data: RunData, due: tuple[Decision, ...], *, history: History, loop: LoopRecord, results: Path
) -> None:
    """Stage for the gate the number of those who came after each change that is due; nothing where none is.

    Parameters
    ----------
    plan
        What the parameters file says.
    data
        Whom the run is about.
    due
        The decisions (`decisions_due`).
    history
        Which look this is.
    loop
        Everything in the ledger, which the numbers are held against.
    results
        The folder of the exact answers.
    """
    if not due:
        return
    from research_kit.analyses.remeasure.answer import remeasure

    people = data.cohort
    if isinstance(people, Cohort):
        people = with_coarse_groups(people, plan.policy.hierarchies)
    k = max(least_k(plan.policy, one.metric.dimensions) for one in due)
    write_answer(remeasure(people, due, by=plan.report.by, history=history, k=k, told=loop), results)


def tell_loop(plan: RunPlan, safe: Release, loop: LoopRecord, released: Path) -> None:
    """Write beside the released tables what the release tells of the loop, in the board's report on the project.

    What the board was told by its own, smaller thresholds is in no public report.
    """
    if plan.organisation is None and plan.policy.audience == "board":
        write_told_loop(told_loop_of(safe, loop, registered=registered_of(plan.study)), released)


def enter_findings_and_outcomes(
    plan: RunPlan, released: Path, entry: Entry, *, inputs: Mapping[str, Any], progress: Callable[[str], None]
) -> None:
    """Enter what a release, which the ledger has an entry of, found, and what came of the decisions that were due.

    The same release again adds nothing: a run that was stopped before this is made good by the next one.
    """
    if plan.organisation is not None:
        return
    release = read_release(released)
    made_from = FoundFrom(
        registered=registered_of(plan.study),
        data_hash=inputs["data"],
        release_hash=entry.hash,
        code_version=inputs["research_kit"],
        words=_words(release, read_told_loop(released)),
    )
    entries = enter_in_loop(plan.ledger, release, made_from)
    measured = sum(one.facts["what"] == REMEASUREMENT for one in entries)
    if entries:
        again = f", {measured} decision{'' if measured == 1 else 's'} measured again" if measured else ""
        progress(f"loop: what was found is entered{again}")


def _words(release: Release, told: ToldLoop) -> dict[str, dict[str, str]]:
    """The sentences of the claims that the release tells of: those that are new and certain, and those decided on."""
    claims = [one.finding.claim for one in told.certain] + [one.decision.metric for one in told.decisions]
    return {
        claim.key: {language: display.claim_sentence(claim, release, language=language) for language in _LANGUAGES}
        for claim in claims
    }


def known_with(loop: LoopRecord, entry: Entry) -> str:
    """The hash of the last entry of the loop that was made from a release, or else of the last one known before it."""
    own = [one.hash for one in loop.entries if one.facts.get("release") == entry.hash and one.facts["what"] != DECISION]
    return own[-1] if own else entry.facts.get("loop", "")
