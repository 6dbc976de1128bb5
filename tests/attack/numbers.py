"""Where ties between numbers of people are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Numbers(Protocol):
    """Numbers by their places."""

    def rest(self, whole: int, parts: Sequence[int], name: str, *, any_sign: bool = False) -> int:
        """whole = parts + rest."""

    def equal(self, whole: int, parts: Sequence[int], why: str) -> None:
        """whole = sum of parts."""
