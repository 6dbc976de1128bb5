"""The ledger: what was published, in an order that cannot be changed unseen; plain text, kept in git.

The chain itself (`entry`, `store`) knows nothing of what its entries hold. `read_releases` and `append_release` are
offered here because this is where a reader looks for them; they are made in `disclosure`, a later layer, which alone
can make a `Release` (`docs/decisions/ledger.md`).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from research_kit.ledger.entry import Entry
from research_kit.ledger.store import append_entry, head_of, put_back, read_entries

_NAMES = {"append_release": "disclosure.release_ledger", "read_releases": "disclosure.release_ledger"}

__all__ = ["Entry", "append_entry", "append_release", "head_of", "put_back", "read_entries", "read_releases"]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(import_module(f"research_kit.{_NAMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}. It offers: {', '.join(__all__)}.")
