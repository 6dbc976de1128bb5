"""How small a group may be and still be shown, and to whom: the `disclosure` section of a parameters file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from research_kit.declarations import Declaration, read_section, read_yaml
from research_kit.disclosure.exceptions import ApprovedException
from research_kit.disclosure.house_rules import (
    AT_RISK,
    HEALTH_DIMENSIONS,
    HEALTH_K,
    HOUSE_K,
    STEP_MONTHS,
    Audience,
    Dominance,
    PublicThresholds,
    weaknesses,
)
from research_kit.disclosure.rules.never_exported import NEVER_EXPORTED, left_out
from research_kit.errors import DisclosureError
from research_kit.study.hierarchy import Hierarchy

_SHORTEST_NOTE = 10
_ALL_TARGETS = "target_group"

LeastCount = Annotated[int, Field(ge=3)]


class Policy(Declaration):
    """Thresholds of disclosure control; the defaults are those of METHODS section 10 and safe for their audience.

    What is stricter than the house rules needs nothing; what is weaker needs an `approval_note`, which the manifest
    of the edition keeps. What is never exported can be added to and not taken from, with or without a note.
    """

    audience: Audience = Field(default="board", description="whom the edition is for: a public one shows less")
    k: int = Field(default=HOUSE_K["board"], ge=3, description="a count of 1 to k-1 people is not shown (public: 10)")
    k_health: int = Field(default=HEALTH_K, ge=3, description="the same for groups defined by health")
    k_by_dimension: dict[str, LeastCount] = Field(
        default_factory=dict,
        description="the same for groups by a dimension of its own; never less than k and k_health",
    )
    curve_at_risk: int = Field(default=AT_RISK, ge=5, description="a curve ends when fewer are followed")
    step_months: int = Field(default=STEP_MONTHS, ge=3, description="curves stand on steps of at least this length")
    public: PublicThresholds = Field(default=PublicThresholds(), description="thresholds of the public edition")
    health_dimensions: tuple[str, ...] = HEALTH_DIMENSIONS
    sensitive_dimensions: tuple[str, ...] = Field(
        default=(), description="dimensions in which a group of nobody, or of everybody, also tells something"
    )
    dominance: Dominance = Field(default=Dominance(), description="totals of hours or money that tell of one person")
    collapse: dict[str, Hierarchy | Literal["margins"]] = Field(
        default_factory=dict,
        description="coarser groups that stand instead of fine ones when a fine one is too small: a dimension -> its "
        "coarser groups, or `gender*foreign_born: margins`",
    )
    never_exported: tuple[str, ...] = Field(
        default=NEVER_EXPORTED, description="kinds of things, and columns, that are in no release; only to be added to"
    )
    optimiser_seconds: float = Field(
        default=20.0, ge=1, le=600, description="time to look for the fewest cells to withhold; then the fallback"
    )
    exceptions: tuple[ApprovedException, ...] = ()
    approval_note: str | None = Field(
        default=None, description="who allowed something weaker than the house rules, and why"
    )

    @model_validator(mode="before")
    @classmethod
    def _of_its_audience(cls, given: Any) -> Any:
        """A public policy has the thresholds of `public` where it says no others."""
        if not isinstance(given, Mapping) or given.get("audience") != "public":
            return given
        own = given.get("public") or {}
        declared = own if isinstance(own, Mapping) else own.model_dump()
        defaults = PublicThresholds().model_dump()
        return {key: declared.get(key, value) for key, value in defaults.items()} | dict(given)

    @model_validator(mode="after")
    def _names_that_are_known(self) -> Policy:
        missing = left_out(self.never_exported)
        if missing:
            raise ValueError(
                f"`never_exported` has {len(self.never_exported)} entries and leaves out {', '.join(missing)}. "
                "The list can only be added to: name these too, or leave the key out"
            )
        for key in ("health_dimensions", "sensitive_dimensions", "k_by_dimension"):
            if _ALL_TARGETS in getattr(self, key):
                raise ValueError(
                    f"`{key}` names `{_ALL_TARGETS}`, which is no column. Name target groups one by one (`target_…`)"
                )
        return self

    @model_validator(mode="after")
    def _collapses_what_it_names(self) -> Policy:
        for name, how in self.collapse.items():
            if (how == "margins") != ("*" in name):
                raise ValueError(
                    f"`collapse.{name}`: a dimension takes a coarser grouping (`name`, `labels`, `groups`), and a "
                    "crossing such as `gender*foreign_born` takes `margins`"
                )
        names = [*(name for name in self.collapse if "*" not in name), *(one.name for one in self.hierarchies.values())]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"`collapse` names {', '.join(twice)} twice. Give each coarser grouping a name of its own")
        return self

    @model_validator(mode="after")
    def _not_weaker_without_a_note(self) -> Policy:
        weaker, note = weaknesses(self), (self.approval_note or "").strip()
        if weaker and len(note) < _SHORTEST_NOTE:
            raise ValueError(
                f"{'; '.join(weaker)}. Make it stricter or leave it out, or say in `approval_note` who approved it and "
                "why"
            )
        return self

    @property
    def protected(self) -> frozenset[str]:
        """Dimensions in which a zero or a full cell reveals a trait."""
        return frozenset(self.health_dimensions) | frozenset(self.sensitive_dimensions)

    @property
    def hierarchies(self) -> dict[str, Hierarchy]:
        """The dimensions that have coarser groups: fine dimension -> its hierarchy."""
        return {name: one for name, one in self.collapse.items() if isinstance(one, Hierarchy)}

    @property
    def margins_only(self) -> tuple[tuple[str, ...], ...]:
        """The crossings that are told by their margins where one of their cells is too small."""
        return tuple(
            tuple(part.strip() for part in key.split("*")) for key, how in self.collapse.items() if how == "margins"
        )

    def k_of(self, dimension: str) -> int:
        """The least count of groups by one dimension."""
        health = self.k_health if dimension in self.health_dimensions else 0
        return max(self.k, health, self.k_by_dimension.get(dimension, 0))

    def for_audience(self, audience: Audience) -> Policy:
        """The policy of another edition of the same study: the public one is at least as strict as the board's.

        Raises
        ------
        DisclosureError
            A public policy is asked for its board's, which it no longer knows.
        """
        if audience == self.audience:
            return self
        if audience == "board":
            raise DisclosureError(
                "a policy for the public cannot be turned into one for the board. Read the study's own (`read_policy`)."
            )
        least = {key: max(value, getattr(self, key)) for key, value in self.public.model_dump().items()}
        return self.model_copy(update={"audience": audience, **least})

    def in_force(self) -> tuple[ApprovedException, ...]:
        """The exceptions approved for this audience."""
        return tuple(one for one in self.exceptions if one.audience == self.audience)

    def told(self) -> dict[str, Any]:
        """What a release says of its policy: the rules, and no names of who approved what, which the manifest has."""
        return self.model_dump(mode="json", exclude={"approval_note", "exceptions"})

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # noqa: ARG002
        """The same policy with some values changed, and judged anew: no way round the house rules."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**values, **(update or {})})


def read_policy(parameters: str | Path) -> Policy:
    """The `disclosure` section of a parameters file; the safe defaults where it says nothing.

    A dimension that the `data` section calls `sensitive` is one here too.

    Raises
    ------
    DeclarationError
        A key is misspelt, or something is weaker than the house rules without an `approval_note`.
    """
    policy = read_section(parameters, "disclosure", Policy)
    declared = (read_yaml(parameters).get("data") or {}).get("dimensions") or {}
    sensitive = (name for name, dimension in declared.items() if dimension.get("sensitive") is True)
    every = tuple(dict.fromkeys((*policy.sensitive_dimensions, *sensitive)))
    return policy.model_copy(update={"sensitive_dimensions": every})


def least_k(policy: Policy, dimensions: Iterable[str]) -> int:
    """The `k` of a group that is defined by these dimensions: the strictest of theirs."""
    return max([policy.k, *map(policy.k_of, dimensions)])


def least_count(policy: Policy, by: tuple[str, ...]) -> pl.Expr:
    """The `k` of each row: the strictest of the dimensions that take part in its group (null: takes no part)."""
    stricter = {name: policy.k_of(name) for name in by if policy.k_of(name) > policy.k}
    ks = [pl.when(pl.col(name).is_not_null()).then(pl.lit(k)) for name, k in stricter.items()]
    return pl.max_horizontal(pl.lit(policy.k), *ks).cast(pl.Int64)
