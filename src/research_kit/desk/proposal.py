"""What the assistant proposes for a partner's table: which column is which, which code means what, and how sure it is.

A proposal holds no participant's value: codes are in it only where a closed small set has each of them on at least `k`
rows, or where they are the assistant's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from research_kit.desk.words.vocabulary import Vocabulary

SURE = 0.8
"""A proposal that is at least so sure is written as it is; a less sure one as a comment, for her to decide."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerContext:
    """What is known of a delivery beside its cells.

    `called`: the names of the file and the sheet. `k`: the fewest rows (and people) with which a code is shown;
    `k_health`: of columns about health.
    """

    partner: str
    called: tuple[str, ...] = ()
    study: str = "project"
    k: int = 5
    k_health: int = 10
    today: date = date(2100, 1, 1)
    typed_dates: bool = False
    vocabulary: Vocabulary = field(default_factory=Vocabulary)


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeProposal:
    """One of the partner's codes and ours. `rows` is how many it stands on; null: the assistant's own word."""

    theirs: str
    ours: str
    sureness: float
    rows: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CodesOfColumn:
    """The codes of a column.

    `open`: codes that may be shown and that nothing is proposed for, with their rows. `not_shown`: how many others
    there are that nothing is proposed for. `says_only_yes`: in every cell stands yes or nothing.
    """

    proposed: tuple[CodeProposal, ...] = ()
    open: tuple[tuple[str, int], ...] = ()
    not_shown: int = 0
    says_only_yes: bool = False
    separator: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnProposal:
    """One of the partner's columns, and which of ours it is: how sure that is, 0 to 1, and why."""

    theirs: str
    ours: str
    sureness: float
    why: str
    codes: CodesOfColumn = CodesOfColumn()

    @property
    def is_sure(self) -> bool:
        """Whether it is written as it is."""
        return self.sureness >= SURE


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentifierProposal:
    """The column by which the partner tells people apart."""

    column: str
    kind: str
    sureness: float
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MappingProposal:
    """Everything that is proposed for one table of one partner.

    `open`: column -> why nothing is proposed for it. `missing`: our columns that the table cannot do without.
    `header`: the names she gave to columns without any. `recorded_on`: the day of delivery, if she said it.
    `told`: what she should know or decide besides.
    """

    partner: str
    table: str
    table_sureness: float
    rows: int
    identifier: IdentifierProposal | None
    columns: tuple[ColumnProposal, ...]
    open: Mapping[str, str]
    missing: tuple[str, ...]
    date_format: str | None = None
    decimal: str | None = None
    id_scheme: str | None = None
    header: tuple[str, ...] = ()
    recorded_on: str | None = None
    told: tuple[str, ...] = ()

    def column(self, ours: str) -> ColumnProposal | None:
        """What is proposed for one of our columns."""
        return next((one for one in self.columns if one.ours == ours), None)
