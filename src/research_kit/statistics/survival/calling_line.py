"""Which line a warning names: that of the reader's own call."""

from __future__ import annotations

import sys


def levels_up_to_the_caller() -> int:
    """How many calls up from who asks the first line outside this package is: that line is named by a warning."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith("research_kit."):
        level, frame = level + 1, frame.f_back
    return level
