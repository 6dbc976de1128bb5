"""What every part of one answer shares, and how each definition of success is followed in it: by the same route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import polars as pl

from research_kit.analyses.counted_groups import members_of
from research_kit.analyses.diagnostics import count_already_in, start_precision
from research_kit.analyses.groups import EVERY_TARGET_GROUP, Groups
from research_kit.analyses.incidence_curves import incidence_curves
from research_kit.analyses.interval_counts import count_intervals
from research_kit.analyses.interval_fits import IntervalFits, fit_intervals
from research_kit.analyses.outcome_counts import count_never_at_risk, count_outcome, without_competing
from research_kit.analyses.outcome_rows import Followed
from research_kit.analyses.routing import (
    LATE_ENTRY_DAYS,
    Route,
    blocked_lines,
    choose_route,
    count_starts,
    guard_cut,
    guard_outcomes,
)
from research_kit.cohort import Cohort
from research_kit.counts import LifeTable
from research_kit.counts.counted_study import CountedStudy
from research_kit.results import GuardHit, Thresholds


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """One definition of success, by `line` and `part`: its life table of all causes, and how the starts are known."""

    life_table: LifeTable
    starts: pl.DataFrame


class Counts(Protocol):
    """What the headline's tables need of those they are about: `Setting`, or `TableSetting` where rows stay away."""

    @property
    def cohort(self) -> Cohort | CountedStudy:
        """Whom the answer is about."""

    @property
    def groups(self) -> Groups:
        """How they are divided."""

    @property
    def route(self) -> Route:
        """Which method answers."""

    def follow(self, name: str) -> Followed:
        """One definition of success, counted and estimated."""

    def guards(self, blocked: pl.DataFrame) -> tuple[GuardHit, ...]:
        """The guards that these data meet, where these lines of any definition of success are blocked."""

    def checks(self) -> dict[str, Any]:
        """What the researcher is told of how they were counted; exact, never released."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """The participants, the groups they are divided into, the least data needed, the route; and what was counted."""

    cohort: Cohort
    groups: Groups
    limits: Thresholds
    route: Route
    counted: Mapping[str, Counted] = field(repr=False)
    _estimated: dict[str, Followed] = field(default_factory=dict, repr=False)

    def follow(self, name: str, *, people: pl.DataFrame | None = None) -> Followed:
        """One definition of success, counted and estimated, once; `people` as in `count_outcome`."""
        if people is not None:
            return self._followed(name, people)
        if name not in self._estimated:
            self._estimated[name] = self._followed(name, None)
        return self._estimated[name]

    def _followed(self, name: str, people: pl.DataFrame | None) -> Followed:
        known = self.counted.get(name) if people is None else None
        counted = known or _count(self.cohort, self.groups, name, self.limits, people=people)
        return _followed(self, name, counted, self._fits(name, people) if self.route.by_intervals else None)

    def guards(self, blocked: pl.DataFrame) -> tuple[GuardHit, ...]:
        """The guards that these data meet.

        Raises
        ------
        GuardError
            G-CUT: somebody is counted as without the event for longer than was verified.
        """
        guard_cut(self.cohort)
        frame, width = self.cohort.frame, pl.col(f"interval_days_{self.cohort.definition.outcomes.headline}")
        return guard_outcomes(
            self.route,
            blocked,
            some_wide=bool(frame.select((width > self.limits.interval_days).any()).item()),
            some_late=bool((frame["entry_days"] > LATE_ENTRY_DAYS).any()),
        )

    def checks(self) -> dict[str, Any]:
        """Who was counted, and how their starts are known."""
        return {
            "already_in_at_start": count_already_in(self.cohort),
            "never_at_risk": {name: count_never_at_risk(self.cohort, name) for name in definitions(self.cohort)},
            "starts": start_precision(self.cohort),
        }

    def _fits(self, name: str, people: pl.DataFrame | None) -> IntervalFits:
        causes = _causes(self.cohort, name) if self.route.competes else 1
        longest = self.limits.interval_days
        counts = count_intervals(self.cohort, self.groups, name, causes=causes, interval_days=longest, people=people)
        return fit_intervals(counts, limits=self.limits)


@dataclass(frozen=True, kw_only=True, slots=True)
class TableSetting:
    """The same where only the partners' tables are known: what needs participants is not in it."""

    cohort: CountedStudy
    groups: Groups
    limits: Thresholds
    route: Route
    counted: Mapping[str, Counted] = field(repr=False)

    def follow(self, name: str) -> Followed:
        """One definition of success, as counted by the partners."""
        return _followed(self, name, self.counted[name], None)

    def guards(self, blocked: pl.DataFrame) -> tuple[GuardHit, ...]:
        """The guards that these tables meet; G-CUT was each partner's own, when it counted."""
        headline = self.counted[self.cohort.definition.outcomes.headline]
        entries = headline.life_table.entries
        return guard_outcomes(
            self.route,
            blocked,
            some_wide=bool((headline.starts["wide"] > 0).any()),
            some_late=entries is not None and bool((entries["time"] > LATE_ENTRY_DAYS).any()),
        )

    def checks(self) -> dict[str, Any]:
        """What the partners say of how they counted; lines of a crossing lack the people of who does not share it."""
        counted, split_by = self.cohort.counted, self.cohort.definition.split_by
        wanted = [split.by for split in self.groups.splits if not split.blocked]
        wanted += [(name,) for name in (*split_by.crossed, *split_by.single) if name != EVERY_TARGET_GROUP]
        return {
            "never_at_risk": {site.site: dict(site.never_at_risk) for site in counted.sites},
            "not_shared_by": {" × ".join(by): sites for by in wanted if (sites := counted.without(by))},
            "intervals_need_participants": self.route.lacks_intervals,
        }


def set_up(cohort: Cohort, groups: Groups, limits: Thresholds) -> Setting:
    """The setting of a cohort: every definition of success is counted once, and by that the route is chosen."""
    counted = {name: _count(cohort, groups, name, limits) for name in definitions(cohort)}
    return Setting(cohort=cohort, groups=groups, limits=limits, route=_route(counted, limits), counted=counted)


def set_up_tables(study: CountedStudy, groups: Groups, limits: Thresholds) -> TableSetting:
    """The setting of partners' tables: added up to lines. The intervals of METHODS M3.3 are never in them."""
    members = members_of(groups)
    counted = {
        name: Counted(life_table=study.counted.lines(name, members), starts=study.counted.starts(name, members))
        for name in definitions(study)
    }
    route = replace(_route(counted, limits), intervals_known=False)
    return TableSetting(cohort=study, groups=groups, limits=limits, route=route, counted=counted)


def definitions(cohort: Cohort | CountedStudy) -> list[str]:
    """The names of the definitions of success, the headline's first."""
    outcomes = cohort.definition.outcomes
    return sorted(outcomes.definitions, key=lambda name: name != outcomes.headline)


def _causes(cohort: Cohort | CountedStudy, name: str) -> int:
    return len(cohort.definition.outcomes.causes_of(name))


def _count(
    cohort: Cohort, groups: Groups, name: str, limits: Thresholds, *, people: pl.DataFrame | None = None
) -> Counted:
    return Counted(
        life_table=count_outcome(cohort, groups, name, causes=_causes(cohort, name), people=people),
        starts=count_starts(cohort, groups, name, limits, people=people),
    )


def _route(counted: Mapping[str, Counted], limits: Thresholds) -> Route:
    """By every definition of success, and how the starts of the first, the headline's, are known."""
    every = list(counted.values())
    return choose_route([each.life_table for each in every], every[0].starts, limits)


def _followed(setting: Setting | TableSetting, name: str, counted: Counted, fits: IntervalFits | None) -> Followed:
    """The curves by the route chosen: of all causes for the headline, of the first for the others."""
    outcomes, route = setting.cohort.definition.outcomes, setting.route
    life_table = counted.life_table if route.competes else without_competing(counted.life_table)
    causes = outcomes.causes_of(name)
    shown = len(causes) if route.competes and name == outcomes.headline else 1
    return Followed(
        name=name,
        causes=causes,
        life_table=life_table,
        curves=incidence_curves(life_table, causes=shown) if fits is None else fits.curves(causes=shown),
        blocked=blocked_lines(counted.starts, route),
        groups=setting.groups,
        limits=setting.limits,
        fits=fits,
    )
