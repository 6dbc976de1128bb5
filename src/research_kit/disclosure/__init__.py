"""The gate: result tables go in, tables in which nobody can be recognised come out, or a refusal that says why.

`protect` and `audit` do for any linked tables of counts what `release` does for the answers of a run.
"""

from __future__ import annotations

from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.count_tables.protect import protect
from research_kit.disclosure.policy import Policy, read_policy
from research_kit.disclosure.release import release
from research_kit.disclosure.released_table import Release, ReleasedAnswer, ReleasedTable
from research_kit.disclosure.stored_release import read_release, write_release
from research_kit.disclosure.why import why

__all__ = [
    "Policy",
    "Release",
    "ReleasedAnswer",
    "ReleasedTable",
    "audit",
    "protect",
    "read_policy",
    "read_release",
    "release",
    "why",
    "write_release",
]
