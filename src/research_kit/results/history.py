"""What earlier releases fixed, as a plain value that analyses may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """Which look this is, what stands open, and the definitions that earlier releases were computed with.

    `is_look` is false at a data load between two quarterly looks: then nothing is claimed, but warnings are given.
    `open_alerts` holds the keys of red alerts that no re-measurement has closed. `definitions` holds, per answer, the
    named parts of the headline definition of the latest release before this one (for example
    `{"time_to_employment": {"outcome": "strict", "outcome_map": "<hash>"}}`).
    """

    look: int = 1
    release: str = ""
    is_look: bool = True
    open_alerts: tuple[str, ...] = ()
    definitions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
