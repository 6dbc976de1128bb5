"""Which columns of a frame a Cox model reads, by role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from research_kit.errors import EstimateError
from research_kit.statistics.regression.column_names import listed, require_names, several_names


@dataclass(frozen=True, kw_only=True)
class CoxColumns:
    """The columns to read, by role."""

    duration: str
    event: str
    covariates: tuple[str, ...]
    entry: str | None = None
    strata: tuple[str, ...] = ()
    cluster: str | None = None
    weight: str | None = None
    cause: int | None = None

    @property
    def named(self) -> list[str]:
        """Every column read, once."""
        optional = [name for name in (self.entry, self.cluster, self.weight) if name is not None]
        return list(dict.fromkeys([self.duration, self.event, *self.covariates, *self.strata, *optional]))

    def require(self, available: Sequence[str]) -> None:
        """Refuse names that the frame lacks, and covariates that are also what is to be explained."""
        missing = [name for name in self.named if name not in available]
        if missing:
            raise EstimateError(
                f"The frame has no column {', '.join(map(repr, missing))}. It has: {', '.join(available)}."
            )
        twice = sorted({name for name in self.covariates if self.covariates.count(name) > 1})
        if twice:
            raise EstimateError(f"`covariates` names {', '.join(map(repr, twice))} more than once.")
        explained = [name for name in self.covariates if name in (self.duration, self.event)]
        if explained:
            raise EstimateError(
                f"Covariate {', '.join(map(repr, explained))} is also duration or event: what is to be "
                "explained cannot explain itself. Leave it out."
            )


def cox_columns(roles: Mapping[str, Any]) -> CoxColumns:
    """The roles of the arguments of `cox`: a single stratum is a list of one, and covariates must be a list."""
    require_names({role: roles[role] for role in ("duration", "event", "entry", "cluster", "weight") if role in roles})
    cause = roles["cause"]
    is_plain = isinstance(cause, (bool, int, float, str, np.integer))
    if cause is not None and (isinstance(cause, bool) or not isinstance(cause, (int, np.integer)) or cause < 1):
        raise EstimateError(
            f"`cause` is {cause if is_plain else type(cause).__name__}; causes are 1, 2, ... (0 is censored), None is "
            "any event."
        )
    several = {"covariates": listed(roles["covariates"]), "strata": several_names("strata", roles["strata"])}
    return CoxColumns(**{**roles, **several})
