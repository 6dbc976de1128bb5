"""The grammar of addresses, parsed when an address is first checked instead of whenever a notebook's file is read.

`nbformat` imports `jsonschema`, which imports `rfc3987_syntax` where it is installed, and that parses thirty-eight
grammars as it is imported: a second and a half of processor time, in every process, for a check that no notebook asks.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

NAME = "rfc3987_syntax"


class _Late(ModuleType):
    """Stands for the grammar until something of it is asked for."""

    def is_valid_syntax(self, term: str, value: str) -> bool:
        """As the grammar's own: whether a text is an address of that kind."""
        return bool(_grammar().is_valid_syntax(term, value))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_grammar(), name)


def parse_when_asked() -> None:
    """Let the grammar be parsed when it is first used; nothing where it is imported already, or not installed."""
    if NAME in sys.modules or (spec := find_spec(NAME)) is None:
        return
    late = _Late(NAME)
    late.__spec__ = spec
    sys.modules[NAME] = late


def _grammar() -> ModuleType:
    if isinstance(sys.modules.get(NAME), _Late):
        del sys.modules[NAME]
    return import_module(NAME)
