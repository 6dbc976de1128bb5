"""Which method answers, and which groups it may speak about (METHODS 3.0, M3.1, M3.2, M3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from research_kit.analyses.groups import GROUP, Groups, grouping_frame
from research_kit.analyses.outcome_counts import count_people
from research_kit.cohort import Cohort
from research_kit.cohort.definition import TERMINAL
from research_kit.counts import LifeTable
from research_kit.results import GuardHit, Thresholds, raise_guard
from research_kit.results.guards import hit

LEAST_COINCIDENCES = 3
"""Two starts may fall on follow-up days by chance; the share is judged from three on."""

LATE_ENTRY_DAYS = 30
"""METHODS M3.6: enrolments further back than this before the data begin are worth a warning."""


@dataclass(frozen=True, slots=True)
class Route:
    """From dates (Kaplan-Meier where hardly anything competes in any group, else Aalen-Johansen) or from intervals.

    `competing_share` and `interval_share` are those of the total, `highest_share` that of the group in which most
    competes. `intervals_known`: whether the intervals themselves are, and not only how many there are.
    """

    competing_share: float
    highest_share: float
    interval_share: float
    limits: Thresholds
    intervals_known: bool = True

    @property
    def competes(self) -> bool:
        """Whether other outcomes must be counted as competing."""
        return self.highest_share >= self.limits.competing_share

    @property
    def by_intervals(self) -> bool:
        """Whether too many starts are known only as an interval for dates to be used."""
        return self._few_dates and self.intervals_known

    @property
    def lacks_intervals(self) -> bool:
        """Whether the intervals would have to be used, and are not known: nothing can be said of anybody."""
        return self._few_dates and not self.intervals_known

    @property
    def _few_dates(self) -> bool:
        return self.interval_share > self.limits.interval_share

    @property
    def method_id(self) -> str:
        """As in METHODS."""
        if self.by_intervals:
            return "M3.3"
        return "M3.2" if self.competes else "M3.1"


def choose_route(counted: Sequence[LifeTable], starts: pl.DataFrame, limits: Thresholds) -> Route:
    """By how many events are of other causes than the first, and how many starts are known only as an interval.

    One group in which others compete is enough for Aalen-Johansen throughout: where nothing competes it equals
    Kaplan-Meier, while one minus Kaplan-Meier would overstate that group. Intervals are judged in the total: M3.3
    needs more people than dates do, and a small group with many intervals is blocked rather than deciding for all.

    Parameters
    ----------
    counted
        A life table by line for each definition of success, the headline's first.
    starts
        How the headline's starts are known, as `count_starts` gives it.
    limits
        The thresholds.
    """
    shares = [_competing_shares(one) for one in counted]
    total = shares[0].filter(pl.col("line") == 0)["share"].sum()  # without any event there is no row: 0
    highest = max((float(one["share"].max() or 0.0) for one in shares), default=0.0)  # type: ignore[arg-type]
    return Route(float(total), highest, _interval_share(starts), limits)


def _interval_share(starts: pl.DataFrame) -> float:
    everybody = starts.filter((pl.col("line") == 0) & (pl.col("part") == GROUP) & (pl.col("starts") > 0))
    return float(everybody.select((pl.col("wide") / pl.col("starts")).sum()).item())


def _competing_shares(life_table: LifeTable) -> pl.DataFrame:
    """One row per line with events: `line`, and the `share` of them of other causes than the first."""
    headline = pl.col("events_1" if len(life_table.causes) > 1 else "events")
    lines = life_table.table.filter(pl.col("part") == GROUP).group_by("line")
    sums = lines.agg(pl.col("events").sum(), headline=headline.sum()).filter(pl.col("events") > 0)
    return sums.select("line", share=1 - pl.col("headline") / pl.col("events"))


def count_starts(
    cohort: Cohort, groups: Groups, outcome: str, limits: Thresholds, *, people: pl.DataFrame | None = None
) -> pl.DataFrame:
    """How the starts of success are known, per line and part.

    Returns
    -------
    `line, part`, and counts: `people`; `starts`; those `wide`, known only as an interval wider than a month; those
    known to the day (`exact`), and of these those that fall on the day of a follow-up (`met`).
    """
    causes = cohort.definition.outcomes.causes_of(outcome)
    successes = [place for place, cause in enumerate(causes, start=1) if cause != TERMINAL]
    started = pl.col(f"event_{outcome}").is_in(successes)
    flags = {
        "people": pl.col(f"event_{outcome}").is_not_null(),
        "starts": started,
        "wide": started & (pl.col(f"interval_days_{outcome}") > limits.interval_days),
        "exact": started & pl.col(f"at_follow_up_{outcome}").is_not_null(),
        "met": started & pl.col(f"at_follow_up_{outcome}"),
    }
    return count_people(grouping_frame(cohort, groups.used, people), groups, flags)


def blocked_lines(starts: pl.DataFrame, route: Route) -> pl.DataFrame:
    """Lines of which nothing may be said, because too many starts are not known as days.

    Returns
    -------
    One row per line and part that is blocked: `line`, `part`, `reason`. `DETECT`: too many starts fall on the day of
    a follow-up, which is the day they were heard of. `INTERVAL`: where dates are used, more than a tenth of the
    starts of a group are known only as an interval wider than a month. `INTERVAL_ROWS`: of everybody's starts, and the
    intervals are not known (they need participants, which partners' tables do not hold): then it is every line.
    """
    limits = route.limits
    interval = (pl.col("wide") > limits.interval_share * pl.col("starts")) & (not route.by_intervals)
    detect = (pl.col("met") > limits.detection_share * pl.col("exact")) & (pl.col("met") >= LEAST_COINCIDENCES)
    known = pl.when(interval).then(pl.lit("INTERVAL")).when(detect).then(pl.lit("DETECT"))
    reason = pl.lit("INTERVAL_ROWS") if route.lacks_intervals else known
    return starts.select("line", "part", reason=reason).drop_nulls("reason")


def guard_outcomes(route: Route, blocked: pl.DataFrame, *, some_wide: bool, some_late: bool) -> tuple[GuardHit, ...]:
    """The guards that these data meet; a hit carries no counts, because it travels to the reader.

    Parameters
    ----------
    route
        How the answer is made.
    blocked
        The lines of which nothing may be said, as `blocked_lines` gives them, of all definitions of success.
    some_wide
        Whether an event of the headline is known only as an interval wider than a month.
    some_late
        Whether anybody came under observation more than `LATE_ENTRY_DAYS` after the index date.
    """
    found = {
        "G-CAUSE": route.competes,
        "G-MIDPOINT": some_wide and not route.by_intervals,
        "G-TRUNC": some_late,
        "G-DETECT": "DETECT" in blocked["reason"],
    }
    return tuple(hit(code) for code, is_met in found.items() if is_met)


def guard_cut(cohort: Cohort) -> None:
    """G-CUT: nobody is counted as without the event for longer than was verified.

    Raises
    ------
    GuardError
        Somebody is.
    """
    if cohort.definition.observed_as == "spell_durations":
        return  # the source itself says which lengths were cut off
    verified = (pl.col("verified_on") - pl.col("index_on")).dt.total_days().fill_null(0).clip(lower_bound=0)
    for outcome in cohort.definition.outcomes.definitions:
        unverified = (pl.col(f"event_{outcome}") == 0) & (pl.col(f"duration_days_{outcome}") > verified)
        concerned = cohort.frame.filter(unverified).height
        if concerned:
            raise_guard("G-CUT", f"{concerned} of {cohort.frame.height} are followed without a verified status.")
