"""A finding: one released number as a claim that can be decided on, followed and measured again (METHODS 11).

It holds released numbers only. A newer one of the same claim supersedes it; it is never edited.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from research_kit.declarations import Declaration
from research_kit.provenance import hash_text

View = Literal["confirmed", "contradicted", "not_asked"]
Level = Literal["E0", "E1", "E2", "E3", "E4"]
EVERYBODY = ""
_APART, _AND, _IS = "|", "&", "="
_DIGITS = 8


class Claim(Declaration):
    """What is claimed, whatever the number: the same at every release. Groups are codes, such as `gender=woman`."""

    answer: str
    table: str
    statistic: str
    outcome: str = ""
    cause: str = ""
    time: float | None = None
    group: str = EVERYBODY
    compared_with: str = ""

    @property
    def key(self) -> str:
        """The claim in one line."""
        time = "" if self.time is None else f"{self.time:g}"
        said = (self.answer, self.table, self.statistic, self.outcome, self.cause, time, self.group, self.compared_with)
        return _APART.join(said)

    @property
    def short(self) -> str:
        """The first part of the id of each of its findings, by which the claim is followed over the quarters."""
        return f"F{hash_text(self.key)[:_DIGITS]}"

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What the group is a group by; none: it is about everybody."""
        return tuple(codes_of(self.group))


class Voice(Declaration):
    """What participants themselves say of a finding; where they contradict it, somebody writes what is made of that."""

    view: View = "not_asked"
    comment: str = ""

    @model_validator(mode="after")
    def _commented(self) -> Voice:
        if self.view == "contradicted" and not self.comment:
            raise ValueError(
                "what participants say contradicts the finding: write in `comment` what they say and what is made of "
                "it. Numbers do not outrank what participants say"
            )
        return self


class Finding(Declaration):
    """One claim with what was released of it.

    Attributes
    ----------
    id
        `claim.short` and the quarter that the number is of, such as `F0a1b2c3d-2011-Q1`.
    claim_sv, claim_en
        Its words, from the language catalogue, once it has been released; empty where nobody has rendered them.
    n, events, unknown
        Where they were told.
    grade, grade_reasons
        Computed (`grade_of`): how strong the evidence is, and why it is not stronger.
    as_of, until
        The quarter that the number was first published in, and the last day that was read for it.
    quarter
        The release that it was entered with; later than `as_of` where the gate carried the number.
    supersedes
        The finding of the same claim that it takes the place of.
    cohort_hash, data_hash, release_hash, code_version
        What it was made from: the definition of the population, the data, and the ledger's entry of the release.
    """

    id: str
    claim: Claim
    method_id: str
    sentence_key: str
    claim_sv: str = ""
    claim_en: str = ""
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    alarm_lower: float | None = None
    alarm_upper: float | None = None
    n: int | None = None
    events: int | None = None
    unknown: int | None = None
    unit: str = ""
    status: str
    reason: str = ""
    grade: Level
    grade_reasons: tuple[str, ...] = ()
    voice: Voice = Voice()
    guards: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    as_of: str = Field(pattern=r"^\d{4}-Q[1-4]")
    until: date
    quarter: str
    supersedes: str = ""
    cohort_hash: str = ""
    data_hash: str = ""
    release_hash: str = ""
    code_version: str = ""

    @property
    def is_told(self) -> bool:
        """Whether it has a number with an interval."""
        return None not in (self.estimate, self.lower, self.upper)

    def says_the_same(self, other: Finding) -> bool:
        """Whether two findings of one claim tell the same numbers of the same quarter, in the same standing."""
        return self.model_dump(include=_SAID) == other.model_dump(include=_SAID)


_SAID = {
    "claim", "method_id", "estimate", "lower", "upper", "alarm_lower", "alarm_upper", "n", "events", "unknown",
    "unit", "status", "reason", "grade", "grade_reasons", "voice", "as_of",
}  # fmt: skip


def codes_of(group: str) -> dict[str, str]:
    """The dimensions and codes of a group: `gender=woman&foreign_born=yes`; none of everybody."""
    return dict(part.split(_IS, 1) for part in group.split(_AND) if _IS in part)


def group_of(codes: dict[str, str]) -> str:
    """A group from its dimensions and codes."""
    return _AND.join(f"{dimension}{_IS}{code}" for dimension, code in codes.items())


def last_day_of(quarter: str) -> date:
    """The last day of a quarter such as `2011-Q2`."""
    year, number = int(quarter[:4]), int(quarter[6])
    return date(year, 3 * number, 31 if number in (1, 4) else 30)
