"""A rule that the partner data are checked by."""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """A rule of the intake. `{…}` in its texts is filled in from the declaration, never from a participant's value."""

    severity: str
    message: str
    remedy: str


def error(message: str, remedy: str) -> Rule:
    """A rule whose breach keeps the study from opening."""
    return Rule("error", message, remedy)


def warning(message: str, remedy: str) -> Rule:
    """A rule whose breach is told, and nothing else."""
    return Rule("warning", message, remedy)
