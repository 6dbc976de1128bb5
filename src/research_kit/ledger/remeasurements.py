"""Re-measurements entered in the ledger, one for each decision."""

from __future__ import annotations

from pathlib import Path

from research_kit.errors import LedgerError
from research_kit.ledger.entry import Entry
from research_kit.ledger.loop import REMEASUREMENT, enter, read_loop
from research_kit.ledger.remeasurement import Remeasurement


def enter_remeasurement(folder: str | Path, measured: Remeasurement) -> Entry | None:
    """Enter what came of a decision; nothing where it was entered before: a decision is measured again once.

    Raises
    ------
    LedgerError
        There is no such decision, the ledger is damaged, or another run is adding to it: nothing was entered.
    """
    record = read_loop(folder)
    if measured.decision_id not in record.decisions:
        raise LedgerError(
            f"there is no decision `{measured.decision_id}` in {folder}. It has: "
            f"{', '.join(record.decisions) or 'none'}. Nothing was entered."
        )
    if measured.decision_id in record.remeasurements:
        return None
    facts = {"as_of": str(measured.as_of), "release": measured.release_hash}
    return enter(Path(folder), REMEASUREMENT, [measured], label=measured.release, facts=facts)
