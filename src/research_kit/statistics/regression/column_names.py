"""Names of columns, refused if they are no names before anything is read.

What was given instead is not repeated: it may be a column with its values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from research_kit.errors import EstimateError


def require_names(roles: Mapping[str, Any]) -> None:
    """Refuse a role whose column is given as anything but one name (None: there is none)."""
    for role, given in roles.items():
        if not (given is None or isinstance(given, str)):
            raise EstimateError(f"`{role}` is a {type(given).__name__}; give the name of one column.")


def several_names(role: str, given: Any) -> tuple[str, ...]:
    """The names given for a role that may have several columns: one name, or a list of them."""
    names = (given,) if isinstance(given, str) or not isinstance(given, Iterable) else tuple(given)
    if not all(isinstance(name, str) for name in names):
        raise EstimateError(f"`{role}` is or holds what is no name; give names of columns.")
    return names


def listed(covariates: Any) -> tuple[str, ...]:
    """The names of the covariates, refused if it is no list of names."""
    if isinstance(covariates, str) or not isinstance(covariates, Iterable) or not tuple(covariates):
        raise EstimateError(
            f"`covariates` is a {type(covariates).__name__}, or empty; give a list of at least one column name."
        )
    return several_names("covariates", covariates)
