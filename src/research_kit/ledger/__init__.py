"""The ledger: what was published, found and decided, in an order that cannot be changed unseen; plain text, in git.

The chain itself (`entry`, `store`) knows nothing of what its entries hold. What is made from a release
(`read_releases`, `append_release`, `findings_of`, `remeasurements_of`) is offered here because this is where a reader
looks for it; it belongs to `disclosure`, a later layer, which alone can make a `Release` (`docs/decisions/ledger.md`).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from research_kit.ledger.entry import Entry
from research_kit.ledger.store import append_entry, head_of, put_back, read_entries

_NAMES = {
    "append_release": "disclosure.release_ledger",
    "enter_decision": "ledger.decisions",
    "enter_findings": "ledger.findings",
    "enter_in_loop": "disclosure.release_loop",
    "enter_remeasurement": "ledger.remeasurements",
    "findings_of": "disclosure.release_findings",
    "read_decision": "ledger.decision_file",
    "read_loop": "ledger.loop",
    "read_releases": "disclosure.release_ledger",
    "remeasurements_of": "disclosure.release_remeasurements",
}
"""Loaded when they are first used."""

__all__ = ["Entry", "append_entry", "head_of", "put_back", "read_entries", *_NAMES]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(import_module(f"research_kit.{_NAMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}. It offers: {', '.join(__all__)}.")
