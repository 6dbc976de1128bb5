"""What a cohort is called in the notebook, so that the copied code finds it."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

PLAIN = "cohort"


def name_of(cohort: object, namespace: MutableMapping[str, Any] | None = None) -> str:
    """An expression for the cohort in the notebook's own names: `cohort`, or `run.cohort`.

    A cohort that has no name there, because it was made in the call itself, is given one that is free.
    """
    names = _notebook() if namespace is None else namespace
    found = _bound(cohort, names)
    if found is not None:
        return found
    free = next(name for name in (PLAIN, *(f"{PLAIN}_{n}" for n in range(2, 100))) if name not in names)
    names[free] = cohort
    return free


def _bound(cohort: object, names: Mapping[str, Any]) -> str | None:
    own = {name: value for name, value in names.items() if name.isidentifier() and not name.startswith("_")}
    direct = next((name for name, value in own.items() if value is cohort), None)
    held = (f"{name}.{PLAIN}" for name, value in own.items() if _holds(value, cohort))
    return direct or next(held, None)


def _holds(value: object, cohort: object) -> bool:
    """A run holds its cohort; other objects are not asked, for asking might compute something."""
    return type(value).__module__.startswith("research_kit.") and getattr(value, PLAIN, None) is cohort


def _notebook() -> MutableMapping[str, Any]:
    """The names of the notebook; none outside of IPython."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return {}
    shell = get_ipython()
    return {} if shell is None else shell.user_ns
