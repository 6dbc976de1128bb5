"""A study whose participants stay with the partners: their tables, and what else an answer says about whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape

from research_kit.cohort.definition import CohortDefinition
from research_kit.counts.counted_cohort import CountedCohort
from research_kit.errors import CountsError
from research_kit.provenance import hash_values
from research_kit.study.declaration import StudyDeclaration, Texts


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class CountedStudy:
    """A cohort of which only the partners' tables are known, for the questions that need no more.

    Attributes
    ----------
    counted
        The tables.
    definition
        The cohort file that every partner counted by.
    study
        What the study is.
    labels, codes, target_groups
        The study's own names: of its dimensions, of their codes, and of the target groups.

    Raises
    ------
    CountsError
        The partners counted by another definition.
    """

    counted: CountedCohort
    definition: CohortDefinition
    study: StudyDeclaration
    labels: Mapping[str, Texts] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Texts]] = field(default_factory=dict)
    target_groups: Mapping[str, Texts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.counted.definition != self.definition.hash:
            raise CountsError(
                f"The partners counted by another cohort file than `{self.definition.name}` of this report. Name the "
                "one they used under `cohort.file`, or ask them to count again with this one."
            )

    @property
    def cut(self) -> date:
        """The last day that was read."""
        return self.counted.cut

    @property
    def data_hash(self) -> str:
        """Of every count in the tables."""
        return self.counted.hash

    @property
    def hash(self) -> str:
        """Of the tables, the definition and the cut."""
        return hash_values([self.data_hash, self.definition.hash, self.cut])

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The columns that some partner tells participants apart by, target groups included."""
        return tuple(dict.fromkeys(name for by in self.counted.shared for name in by))

    def __len__(self) -> int:
        """How many participants are in the tables of the headline."""
        headline = self.definition.outcomes.headline
        return sum(site.participants(headline) for site in self.counted.sites)

    def __repr__(self) -> str:
        return f"CountedStudy({self.definition.name!r}, {len(self)} participants, {self.counted!r})"

    def _repr_html_(self) -> str:
        sites = ", ".join(escape(site.site) for site in self.counted.sites)
        return (
            f"<p>Tables of <b>{escape(self.definition.name)}</b> from {sites}: {len(self)} participants. "
            "Not for release.</p>"
        )
