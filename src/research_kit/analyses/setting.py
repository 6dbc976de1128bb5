"""What every part of one answer shares, and how each definition of success is followed in it: by the same route."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from research_kit.analyses.groups import Groups
from research_kit.analyses.incidence_curves import incidence_curves
from research_kit.analyses.interval_counts import count_intervals
from research_kit.analyses.interval_fits import IntervalFits, fit_intervals
from research_kit.analyses.outcome_counts import count_outcome, without_competing
from research_kit.analyses.outcome_rows import Followed
from research_kit.analyses.routing import Route, blocked_lines, choose_route, count_starts
from research_kit.cohort import Cohort
from research_kit.results import Thresholds


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """The participants, the groups they are divided into, the least data needed, and the route."""

    cohort: Cohort
    groups: Groups
    limits: Thresholds
    route: Route

    def follow(self, name: str, *, people: pl.DataFrame | None = None) -> Followed:
        """One definition of success, counted and estimated; `people` as in `count_outcome`."""
        causes = self.cohort.definition.outcomes.causes_of(name)
        counted = count_outcome(self.cohort, self.groups, name, causes=len(causes), people=people)
        life_table = counted if self.route.competes else without_competing(counted)
        shown = len(causes) if self.route.competes and name == self.cohort.definition.outcomes.headline else 1
        fits = None
        if self.route.by_intervals:
            fits = self._fits(name, len(life_table.causes), people)
        starts = count_starts(self.cohort, self.groups, name, self.limits, people=people)
        return Followed(
            name=name,
            causes=causes,
            life_table=life_table,
            curves=incidence_curves(life_table, causes=shown) if fits is None else fits.curves(causes=shown),
            blocked=blocked_lines(starts, self.route),
            groups=self.groups,
            limits=self.limits,
            fits=fits,
        )

    def _fits(self, name: str, causes: int, people: pl.DataFrame | None) -> IntervalFits:
        longest = self.limits.interval_days
        asked = {"causes": causes, "interval_days": longest, "people": people}
        return fit_intervals(count_intervals(self.cohort, self.groups, name, **asked), limits=self.limits)


def set_up(cohort: Cohort, groups: Groups, limits: Thresholds) -> Setting:
    """The setting of a cohort: every definition of success is counted once to choose the route."""
    names = definitions(cohort)
    counted = [count_outcome(cohort, groups, name, causes=_causes(cohort, name)) for name in names]
    starts = count_starts(cohort, groups, names[0], limits)
    return Setting(cohort=cohort, groups=groups, limits=limits, route=choose_route(counted, starts, limits))


def definitions(cohort: Cohort) -> list[str]:
    """The names of the definitions of success, the headline's first."""
    outcomes = cohort.definition.outcomes
    return sorted(outcomes.definitions, key=lambda name: name != outcomes.headline)


def _causes(cohort: Cohort, name: str) -> int:
    return len(cohort.definition.outcomes.causes_of(name))
