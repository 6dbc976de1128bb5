"""Decisions entered in the ledger, each once and with its number."""

from __future__ import annotations

from pathlib import Path

from research_kit.ledger.decision import Decision
from research_kit.ledger.loop import DECISION, enter, last_release, read_loop


def enter_decision(folder: str | Path, decision: Decision) -> Decision:
    """Enter a decision, and give it its number; one that stands there word for word is not entered again.

    Parameters
    ----------
    folder
        The study's ledger, such as `ledger/samba`.
    decision
        Without an id, made with everything the ledger holds (`analyses.remeasure.decide`).

    Returns
    -------
    The decision as it stands in the ledger.

    Raises
    ------
    LedgerError
        The ledger is damaged, or another run is adding to it: nothing was entered.
    """
    record = read_loop(folder)
    for known in record.decisions.values():
        if known.model_copy(update={"id": ""}) == decision.model_copy(update={"id": ""}):
            return known
    named = decision.model_copy(update={"id": f"D{len(record.decisions) + 1}"})
    facts = {"as_of": str(named.decided_on), "release": last_release(Path(folder))}
    enter(Path(folder), DECISION, [named], label=str(named.decided_on), facts=facts)
    return named
