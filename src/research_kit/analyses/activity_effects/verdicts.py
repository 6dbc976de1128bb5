"""A check and what came of it."""

from __future__ import annotations

from typing import NamedTuple

PASSED, WARNING, FAILED, UNBALANCED = "PASSED", "WARNING", "FAILED", "UNBALANCED"


class Check(NamedTuple):
    """One figure that is looked at: its name, its value (null: only the verdict is told), its unit and the verdict.

    `about` is the activity or the confounder that it is about, if it is about one.
    """

    name: str
    value: float | None
    unit: str
    verdict: str
    about: str | None = None
    lower: float | None = None
    upper: float | None = None
