"""The gate: result tables go in, tables in which nobody can be recognised come out, or a refusal that says why."""

from __future__ import annotations

from research_kit.disclosure.policy import Policy, read_policy
from research_kit.disclosure.release import release
from research_kit.disclosure.released_table import Release, ReleasedAnswer, ReleasedTable
from research_kit.disclosure.stored_release import read_release, write_release

__all__ = [
    "Policy",
    "Release",
    "ReleasedAnswer",
    "ReleasedTable",
    "read_policy",
    "read_release",
    "release",
    "write_release",
]
