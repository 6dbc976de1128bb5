"""Quarterly follow-up of labour-market projects: from partner files to a board page.

Names are loaded when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_FOLDERS = (
    "counts",
    "statistics",
    "disclosure",
    "display",
    "results",
    "study",
    "cohort",
    "ledger",
    "analyses",
    "reporting",
)
_NAMES: dict[str, str] = {
    "open_study": "study",
    "build_cohort": "cohort",
    "participants": "analyses",
    "time_to_employment": "analyses",
    "process": "analyses",
    "participants_voice": "analyses",
    "equity": "analyses",
    "activity_effects": "analyses",
    "targets": "analyses",
    "esf_plus": "analyses",
    "indicators": "analyses",
    "decide": "analyses",
    "remeasure": "analyses",
    "release": "disclosure",
    "why": "disclosure",
    "show": "display",
    "open_run": "reporting",
}

__all__ = [*_FOLDERS, *_NAMES]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name in _FOLDERS:
        return import_module(f"{__name__}.{name}")
    if name in _NAMES:
        return getattr(import_module(f"{__name__}.{_NAMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}. It offers: {', '.join(sorted(__all__))}.")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
