"""Cohorts as counts: what one partner, or several, may share instead of participants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, reduce

import polars as pl

from research_kit.counts.life_table_type import LifeTable, made_from
from research_kit.counts.pooling import pooled_tally
from research_kit.counts.regrouped import regrouped
from research_kit.errors import CountsError
from research_kit.provenance import hash_values

By = tuple[str, ...]
STARTS = ".starts"
HOW_KNOWN = ("wide_interval", "met_at_follow_up", "exact_day", "narrow_interval")
"""How a start of success is known. The table `<outcome>.starts` counts these as its causes, all at time 0."""


@dataclass(frozen=True, kw_only=True, repr=False)
class SiteCounts:
    """The participants of one partner, as life tables.

    Attributes
    ----------
    site, study
        Whose participants, and of which study.
    definition
        Hash of the cohort definition: who is in and what counts. Only tables of one definition add up.
    cut
        The last day that was read.
    outcomes
        Definition of success -> its causes, in the order of the codes 1, 2, …; `<outcome>.starts` -> `HOW_KNOWN`, if
        the dates of starts may be less than exact.
    tables
        Definition of success -> life tables by the crossings shared, in days; what is by fewer columns is summed
        from them. A null label is a group of participants who are not told apart.
    step_days
        Times are known by steps of so many days; null where they are as observed.
    never_at_risk
        Definition of success -> participants who left before the data begin, and are in no table; null where
        they are too few to be counted out.
    k
        No group has fewer participants; 0 where no such rule was applied.
    unit
        What times are counted in.
    made_under
        The rules and the agreement the tables were made under, in words.
    """

    site: str
    study: str
    definition: str
    cut: date
    outcomes: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, tuple[LifeTable, ...]]
    step_days: float | None = None
    never_at_risk: Mapping[str, int | None] = field(default_factory=dict)
    k: int = 0
    unit: str = "days"
    made_under: tuple[str, ...] = ()

    @cached_property
    def hash(self) -> str:
        """Of every count in every table, whoever made them: two with the same hash hold the same counts."""
        return hash_values(
            [
                self.definition,
                self.cut,
                self.step_days,
                {outcome: [_counts_of(each) for each in several] for outcome, several in self.tables.items()},
            ]
        )

    @property
    def shared(self) -> tuple[By, ...]:
        """The crossings that are shared."""
        return tuple(each.by for each in next(iter(self.tables.values())))

    def life_table(self, outcome: str, by: By = ()) -> LifeTable | None:
        """The table by these columns, from the smallest crossing that holds them; null where none does."""
        holding = [each for each in self.tables[outcome] if set(by) <= set(each.by)]
        return min(holding, key=lambda each: each.table.height).collapse(by) if holding else None

    def participants(self, outcome: str) -> int:
        """How many are in the tables of a definition of success."""
        return int(self.tables[outcome][0].table["entered"].sum())

    def __repr__(self) -> str:
        by = "; ".join(" × ".join(each) or "everybody" for each in self.shared)
        return f"<SiteCounts {self.site}, {self.study}, {self.cut}: {by}. Not for release.>"


@dataclass(frozen=True, kw_only=True, repr=False)
class CountedCohort:
    """A cohort of which only counts are known: the participants of one partner or several, as life tables."""

    sites: tuple[SiteCounts, ...]

    def __post_init__(self) -> None:
        if not self.sites:
            raise CountsError("There are no tables to put together. Name one folder per partner.")
        facts: dict[str, list[object]] = {
            "definition of the cohort": [each.definition for each in self.sites],
            "outcomes": [hash_values(dict(each.outcomes)) for each in self.sites],
            "cut": [each.cut for each in self.sites],
            "unit of time": [each.unit for each in self.sites],
            "steps of time": [each.step_days for each in self.sites],
            "smallest group allowed, k": [each.k for each in self.sites],
        }
        for said, values in facts.items():
            if len(set(values)) > 1:
                raise CountsError(
                    f"The tables of {self._names} differ in the {said}, so that they do not belong together. "
                    "Ask each partner to count again with the same cohort file, day, steps and k."
                )
        self._require_each_once()

    def _require_each_once(self) -> None:
        names, hashes = ([getattr(each, of) for each in self.sites] for of in ("site", "hash"))
        twice = sorted({name for name in names if names.count(name) > 1})
        same = [name for name, each in zip(names, hashes, strict=True) if hashes.count(each) > 1]
        if twice or same:
            raise CountsError(
                f"The tables of {', '.join(twice or same)} are there more than once, under the same name or with the "
                "very same counts: their people would count twice. Name each partner's folder once."
            )

    @property
    def _names(self) -> str:
        return ", ".join(each.site for each in self.sites)

    @property
    def definition(self) -> str:
        """The hash of the cohort definition that every partner counted by."""
        return self.sites[0].definition

    @property
    def cut(self) -> date:
        """The last day that was read."""
        return self.sites[0].cut

    @property
    def shared(self) -> tuple[By, ...]:
        """The crossings that some partner shares."""
        return tuple(dict.fromkeys(by for each in self.sites for by in each.shared))

    @property
    def outcomes(self) -> dict[str, tuple[str, ...]]:
        """Definition of success -> its causes, in the order of their codes."""
        return {name: causes for name, causes in self._counted.items() if not name.endswith(STARTS)}

    @property
    def _counted(self) -> Mapping[str, tuple[str, ...]]:
        return self.sites[0].outcomes

    @cached_property
    def hash(self) -> str:
        """Of every count in every table: two with the same hash hold the same counts."""
        return hash_values(sorted([each.site, each.hash] for each in self.sites))

    def life_table(self, outcome: str, by: By = ()) -> LifeTable:
        """The life table of all partners' participants, as if they had been counted together.

        Parameters
        ----------
        outcome
            A definition of success.
        by
            Columns to cross. Partners who do not share this crossing are left out (`without`).

        Raises
        ------
        CountsError
            No partner shares the crossing, or the outcome is unknown.
        """
        if outcome not in self._counted:
            raise CountsError(f"There is no outcome {outcome!r} in the tables. There are: {', '.join(self.outcomes)}.")
        found = [each.life_table(outcome, by) for each in self.sites]
        tables = [each for each in found if each is not None]
        if not tables:
            raise CountsError(f"No partner shares a table by {' × '.join(by)}. Shared are: {self._shared()}.")
        tally = pooled_tally(tables, by, weighted=False)
        return made_from(replace(tally, causes=len(self._counted[outcome])), "none")

    def without(self, by: By) -> tuple[str, ...]:
        """The partners who do not share the crossing of these columns: their people are not in its tables."""
        return tuple(each.site for each in self.sites if each.life_table(next(iter(self.outcomes)), by) is None)

    def lines(self, outcome: str, members: Mapping[By, pl.DataFrame], *, by: By = ("line", "part")) -> LifeTable:
        """The life table of lines, each a sum of groups, and of whom each line is compared with.

        Parameters
        ----------
        outcome
            A definition of success.
        members
            Crossing -> one row per group and line it belongs to: the columns crossed, as text, and those of `by`. The
            same group may be a line and the rest of another.
        by
            The columns that name a line.
        """
        parts = [regrouped(self.life_table(outcome, columns), rows, by=by) for columns, rows in members.items()]
        return reduce(LifeTable.add, parts)

    def starts(self, outcome: str, members: Mapping[By, pl.DataFrame], *, by: By = ("line", "part")) -> pl.DataFrame:
        """How the starts of success are known, per line: whether dates may be trusted (METHODS M3.1, M3.3).

        Returns
        -------
        The columns of `by`, and counts: `people`; `starts`; of these `wide` (known only as an interval wider than a
        month), `exact` (to the day), and of the exact `met` (on the day of a follow-up). Where partners do not say,
        every start counts as exact.
        """
        if outcome + STARTS not in self._counted:
            table = self.lines(outcome, members, by=by).table.group_by(by).agg(pl.col("entered", "events").sum())
            wide = met = pl.lit(0, dtype=pl.Int64)
            exact = pl.col("events")
        else:
            table = self.lines(outcome + STARTS, members, by=by).table
            wide, met, exact = pl.col("events_1"), pl.col("events_2"), pl.col("events_2") + pl.col("events_3")
        counts = {"people": pl.col("entered"), "starts": pl.col("events"), "wide": wide, "exact": exact, "met": met}
        return table.select(*by, **counts).sort(by)

    def labels(self, by: By) -> pl.DataFrame:
        """One row per group of a crossing that anybody is in; who is not told apart is in none."""
        return self.life_table(next(iter(self.outcomes)), by).groups.drop_nulls()

    def _shared(self) -> str:
        return "; ".join(" × ".join(by) or "everybody" for by in self.shared)

    def __repr__(self) -> str:
        return f"<CountedCohort of {self._names}: {self._shared()}. Not for release.>"


def _counts_of(life_table: LifeTable) -> list[object]:
    frames = (life_table.table, life_table.entries)
    return [None if frame is None else frame.to_dict(as_series=False) for frame in frames]
