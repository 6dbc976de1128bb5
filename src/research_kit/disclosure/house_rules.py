"""The house rules of disclosure control, and in what a policy is weaker than they are (METHODS 10.1, 10.6, 10.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, Protocol

from pydantic import Field

from research_kit.declarations import Declaration

Audience = Literal["board", "public"]

HOUSE_K: Mapping[Audience, int] = {"board": 5, "public": 10}
HEALTH_K = 10
AT_RISK = 10
STEP_MONTHS = 3
HEALTH_DIMENSIONS = (
    "disability",
    "disability_support",
    "target_long_term_sick",
    "target_disability",
    "target_sick",
)


class Dominance(Declaration):
    """When an amount (hours, money) tells of one of those it is added up from."""

    one_person: float = Field(
        default=0.50, gt=0, lt=1, description="a total of which one person has more than this share is not shown"
    )
    two_persons: float = Field(
        default=0.75, gt=0, lt=1, description="a total of which two people have more than this share is not shown"
    )
    known_within: float = Field(
        default=0.15, gt=0, lt=1, description="nobody in the total may work out another's amount closer than this share"
    )


class PublicThresholds(Declaration):
    """Thresholds of a public edition; where the board's are stricter, those hold."""

    k: int = Field(default=HOUSE_K["public"], ge=3, description="a count of 1 to k-1 people is not shown")
    k_health: int = Field(default=HEALTH_K, ge=3, description="the same for groups defined by health")
    curve_at_risk: int = Field(default=AT_RISK, ge=5, description="a curve ends when fewer are followed")
    step_months: int = Field(default=STEP_MONTHS, ge=3, description="curves stand on steps of at least this length")


class Thresholds(Protocol):
    """What of a policy the house rules are about."""

    @property
    def audience(self) -> Audience:
        """Whom the edition is for."""

    @property
    def public(self) -> PublicThresholds:
        """Those of the public edition."""

    @property
    def dominance(self) -> Dominance:
        """When an amount tells of one person."""

    @property
    def health_dimensions(self) -> tuple[str, ...]:
        """Which groups are defined by health."""


def weaknesses(policy: Thresholds) -> tuple[str, ...]:
    """In what a policy is weaker than the house rules: the key, the value seen, and what the rule says."""
    return (*_low_thresholds(policy), *_loose_dominance(policy.dominance), *_health_left_out(policy))


def _low_thresholds(policy: Thresholds) -> Iterator[str]:
    public = policy.audience == "public"
    yield from _below("", policy, _least("public" if public else "board"))
    yield from _below("public.", policy.public, _least("public"))
    if public:  # its own thresholds are those of the public edition
        yield from _below("", policy, policy.public.model_dump(), whose="`public.{key}`")


def _least(audience: Audience) -> dict[str, int]:
    return {"k": HOUSE_K[audience], "k_health": HEALTH_K, "curve_at_risk": AT_RISK, "step_months": STEP_MONTHS}


def _below(
    prefix: str, thresholds: object, least: Mapping[str, int], *, whose: str = "the house rule"
) -> Iterator[str]:
    for key, rule in least.items():
        seen = getattr(thresholds, key)
        if seen < rule:
            yield f"`{prefix}{key}` is {seen} where {whose.format(key=key)} is at least {rule}"


def _loose_dominance(dominance: Dominance) -> Iterator[str]:
    rules = Dominance()
    for key in ("one_person", "two_persons"):
        seen, rule = getattr(dominance, key), getattr(rules, key)
        if seen > rule:
            yield f"`dominance.{key}` is {seen:g} where the house rule is at most {rule:g}"
    seen, rule = dominance.known_within, rules.known_within
    if seen < rule:
        yield f"`dominance.known_within` is {seen:g} where the house rule is at least {rule:g}"


def _health_left_out(policy: Thresholds) -> Iterator[str]:
    missing = [name for name in HEALTH_DIMENSIONS if name not in policy.health_dimensions]
    if missing:
        yield f"`health_dimensions` leaves out {', '.join(missing)}, which the house rules count as health"
