"""Partner files in, one checked and pseudonymised study out, as it was known on a day.

Names are loaded when first used: reading a written study back needs no table schemas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from research_kit.study.checks.report import CheckReport
    from research_kit.study.handover import read_study, write_study
    from research_kit.study.identity_numbers import contains_identity_number, scrub
    from research_kit.study.needs_coding.coding import NeedsCoding, open_needs_coding
    from research_kit.study.opening import check_study, open_study
    from research_kit.study.pseudonyms import create_key
    from research_kit.study.study import Study

_NAMES = {
    "open_study": "opening",
    "check_study": "opening",
    "open_needs_coding": "needs_coding.coding",
    "NeedsCoding": "needs_coding.coding",
    "CheckReport": "checks.report",
    "Study": "study",
    "write_study": "handover",
    "read_study": "handover",
    "create_key": "pseudonyms",
    "scrub": "identity_numbers",
    "contains_identity_number": "identity_numbers",
}

__all__ = [
    "CheckReport",
    "NeedsCoding",
    "Study",
    "check_study",
    "contains_identity_number",
    "create_key",
    "open_needs_coding",
    "open_study",
    "read_study",
    "scrub",
    "write_study",
]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(import_module(f"{__name__}.{_NAMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}. It offers: {', '.join(__all__)}.")
