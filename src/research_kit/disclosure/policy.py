"""How small a group may be and still be shown: the `disclosure` section of a parameters file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from pydantic import Field, model_validator

from research_kit.declarations import Declaration, read_section, read_yaml

HOUSE_K = 5
HEALTH_K = 10


class Policy(Declaration):
    """Thresholds of disclosure control; the defaults are those of METHODS section 10 and safe for a board page."""

    k: int = Field(default=HOUSE_K, ge=3, description="a count of 1 to k-1 people is not shown (public pages: 10)")
    k_health: int = Field(default=HEALTH_K, ge=3, description="the same for groups defined by health")
    curve_at_risk: int = Field(default=10, ge=5, description="a curve ends when fewer are followed")
    step_months: int = Field(default=3, ge=3, description="curves stand on steps of at least this length")
    health_dimensions: tuple[str, ...] = (
        "disability",
        "disability_support",
        "target_long_term_sick",
        "target_disability",
        "target_sick",
    )
    sensitive_dimensions: tuple[str, ...] = Field(
        default=(), description="dimensions in which a group of nobody, or of everybody, also tells something"
    )
    approval_note: str | None = Field(
        default=None, description="who allowed a threshold below the house rules, and why"
    )

    @model_validator(mode="after")
    def _not_weaker_without_a_note(self) -> Policy:
        weaker = self.k < HOUSE_K or self.k_health < HEALTH_K or self.curve_at_risk < 10
        if weaker and not (self.approval_note or "").strip():
            raise ValueError(
                f"k = {self.k}, k_health = {self.k_health}, curve_at_risk = {self.curve_at_risk} is weaker than the "
                f"house rules ({HOUSE_K}, {HEALTH_K}, 10). Make it stricter, or say who approved it in `approval_note`"
            )
        return self

    @property
    def protected(self) -> frozenset[str]:
        """Dimensions in which a zero or a full cell reveals a trait."""
        return frozenset(self.health_dimensions) | frozenset(self.sensitive_dimensions)


def read_policy(parameters: str | Path) -> Policy:
    """The `disclosure` section of a parameters file; the safe defaults where it says nothing.

    A dimension that the `data` section calls `sensitive` is one here too.
    """
    policy = read_section(parameters, "disclosure", Policy)
    declared = (read_yaml(parameters).get("data") or {}).get("dimensions") or {}
    sensitive = (name for name, dimension in declared.items() if dimension.get("sensitive") is True)
    every = tuple(dict.fromkeys((*policy.sensitive_dimensions, *sensitive)))
    return policy.model_copy(update={"sensitive_dimensions": every})


def least_count(policy: Policy, by: tuple[str, ...]) -> pl.Expr:
    """The `k` of each row: the health threshold where a health dimension takes part in the group."""
    health = [pl.col(name).is_not_null() for name in by if name in policy.health_dimensions]
    strict = pl.any_horizontal(health) if health else pl.lit(False)
    return pl.when(strict).then(pl.lit(max(policy.k, policy.k_health))).otherwise(pl.lit(policy.k)).cast(pl.Int64)
