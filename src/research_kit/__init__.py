"""Quarterly follow-up of labour-market projects: from partner files to a board page.

In the order in which they are used:

    open_run, open_study, build_cohort     a study, and the people that something is said about
    explore, part_of                       look around: exact, for the researcher
    participants, time_to_employment, process, participants_voice, equity, activity_effects, targets, indicators,
    esf_plus                               the answer to one question each
    show, view                             an answer in a notebook
    release, why                           what the board may see, and why something is hidden
    decide, remeasure                      what was decided, and what came of it

The other names, such as `counts`, `statistics` and `disclosure`, hold the parts that these are made of.
Names are loaded when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import Any as _Any

__version__ = "0.1.0"

_NAMES: dict[str, str] = {
    "open_run": "reporting",
    "open_study": "study",
    "build_cohort": "cohort",
    "explore": "desk.explorer",
    "part_of": "cohort.part_of",
    "participants": "analyses",
    "time_to_employment": "analyses",
    "process": "analyses",
    "participants_voice": "analyses",
    "equity": "analyses",
    "activity_effects": "analyses",
    "targets": "analyses",
    "indicators": "analyses",
    "esf_plus": "analyses",
    "show": "display",
    "view": "display.exact_item",
    "release": "disclosure",
    "why": "disclosure",
    "decide": "analyses",
    "remeasure": "analyses",
}
_FOLDERS = (
    "study",
    "cohort",
    "counts",
    "statistics",
    "results",
    "analyses",
    "disclosure",
    "display",
    "ledger",
    "reporting",
    "errors",
)

__all__ = [*_NAMES, *_FOLDERS]  # noqa: PLE0604


def __getattr__(name: str) -> _Any:
    if name in _FOLDERS:
        return _import_module(f"{__name__}.{name}")
    if name in _NAMES:
        return getattr(_import_module(f"{__name__}.{_NAMES[name]}"), name)
    from research_kit.errors import UnknownNameError, did_you_mean

    raise UnknownNameError(
        f"module {__name__!r} has no attribute {name!r}.{did_you_mean(name, __all__)} It offers: {', '.join(__all__)}."
    )


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
