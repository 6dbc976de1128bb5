"""How many examples a property is tried on."""

from __future__ import annotations

import os

IS_SEARCH = os.environ.get("HYPOTHESIS_PROFILE") == "search"
"""`make validate` searches among new examples; other days see a part of one sequence, the same each day."""


def examples(searched: int) -> int:
    """So many where new ones are searched for, a third of them every day."""
    return searched if IS_SEARCH else -(-searched // 3)
