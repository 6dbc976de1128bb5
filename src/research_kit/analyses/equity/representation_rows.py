"""Each group's share of those referred, enrolled and successful, beside its share of a reference (METHODS M4.4, 7.4).

A benchmark has its own uncertainty, from the number of people it was counted among; an aim of the project has none.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date

import polars as pl

from research_kit.analyses.equity.watch import Watch
from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.analyses.targets.occupancy import Occupancy
from research_kit.errors import CohortError
from research_kit.results.status import BLOCKED
from research_kit.statistics.proportions.representation_ratio import representation_ratio

STATISTIC = "representation_ratio"
NO_SOURCE, NO_SAMPLE_SIZE, OLD = "NO_SOURCE", "NO_SAMPLE_SIZE", "OLD_BENCHMARK"
_OLD_DAYS = 731
"""METHODS Annex A: a benchmark older than two years is flagged."""
_NOTHING = pl.lit(None, dtype=pl.String())


class BenchmarkWarning(UserWarning):
    """A benchmark without its source or its sample size: nothing can be compared with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Benchmark:
    """A share to compare with; `people` null and not an aim: nobody knows how sure it is."""

    dim: str
    level: str
    share: float
    source: str | None
    counted_on: date | None = None
    people: int | None = None
    is_aim: bool = False

    @property
    def fault(self) -> str | None:
        """Why nothing can be compared with it."""
        if not self.source:
            return NO_SOURCE
        return NO_SAMPLE_SIZE if self.people is None and not self.is_aim else None

    def is_old(self, day: date) -> bool:
        """Whether it was counted more than two years before a day."""
        return self.counted_on is not None and (day - self.counted_on).days > _OLD_DAYS


def benchmarks_of(watch: Watch) -> list[Benchmark]:
    """Those declared, and the latest that partners deliver of each group and source, by a column of the participants.

    Warns
    -----
    BenchmarkWarning
        A delivered one has no source or no sample size (a declared one is refused when it is read).
    """
    declared = [
        Benchmark(
            dim=one.dim, level=one.level, share=one.share, source=one.source, counted_on=one.counted_on,
            people=one.n_ref, is_aim=one.is_aim,
        )
        for one in watch.plan.benchmarks
    ]  # fmt: skip
    key = ["dim", "level", "reference"]
    latest = watch.cohort.records.benchmarks.sort("date").unique(key, keep="last", maintain_order=True)
    delivered = [
        Benchmark(
            dim=row["dim"], level=row["level"], share=row["share"], source=row["reference"], counted_on=row["date"],
            people=row["n_ref"],
        )
        for row in latest.sort(key).iter_rows(named=True)
    ]  # fmt: skip
    _require_groups(declared, watch)
    known = [one for one in (*declared, *delivered) if watch.line_of({one.dim: one.level}) and 0 < one.share < 1]
    if faulty := [one for one in known if one.fault]:
        warnings.warn(_told(faulty), BenchmarkWarning, stacklevel=2)
    return known


def _require_groups(declared: list[Benchmark], watch: Watch) -> None:
    """A declared benchmark is about a group that there is.

    Raises
    ------
    CohortError
        The participants have no such column, or the column no such code.
    """
    schema = watch.cohort.frame.schema
    for one in declared:
        dtype = schema.get(one.dim)
        codes = dtype.categories.to_list() if isinstance(dtype, pl.Enum) else []
        if one.level not in codes:
            known = (
                f"its codes are: {', '.join(codes)}" if codes else f"they have: {', '.join(watch.cohort.dimensions)}"
            )
            raise CohortError(
                f"the benchmark `{one.dim}={one.level}` (`equity.benchmarks`) is about no group of the participants; "
                f"{known}. Correct `dim` or `level`."
            )


def _told(faulty: list[Benchmark]) -> str:
    named = ", ".join(f"{one.dim}={one.level}" for one in faulty)
    return (
        f"{len(faulty)} benchmarks have no source or no sample size ({named}): nothing is compared with them. "
        "Ask the partner for `reference` and `n_ref`."
    )


def representation_rows(watch: Watch, occupancy: Occupancy | None) -> list[pl.DataFrame]:
    """Per benchmark the ratio of shares among those referred, those enrolled, and those who have reached the goal."""
    benchmarks = benchmarks_of(watch)
    if not benchmarks:
        return []
    people = {"referred": watch.gates.people if watch.gates.told else None, "enrolled": watch.cohort.frame}
    if occupancy is not None:
        there = occupancy.at.filter(pl.col("is_mature") & pl.col("state").is_in(list(occupancy.states)))["pid"]
        people["attained"] = watch.cohort.frame.filter(pl.col("pid").is_in(there.implode()))
    return [
        _ratio(frame, one, watch).with_columns(outcome=pl.lit(stage))
        for stage, frame in people.items()
        if frame is not None
        for one in benchmarks
    ]


def _ratio(people: pl.DataFrame, one: Benchmark, watch: Watch) -> pl.DataFrame:
    """One row: the group's share of these people, of whom the group is known, over the benchmark's."""
    column = pl.col(one.dim).cast(pl.String)
    n = people.filter(~column.is_in(["unknown", "unstated"])).height
    events = people.filter(column == one.level).height
    row = pl.DataFrame({"n": [n], "events": [events], "unknown": [people.height - n]}).with_columns(
        line=pl.lit(watch.line_of({one.dim: one.level})[0], dtype=pl.Int64()),
        statistic=pl.lit(STATISTIC),
        compared_with=pl.lit(one.source),
        unit=pl.lit("ratio"),
    )
    if one.fault:
        return row.with_columns(status=pl.lit(BLOCKED), reason=pl.lit(one.fault))
    size = None if one.is_aim else one.people
    said = representation_ratio(events, n, one.share, size)
    bar = representation_ratio(events, n, one.share, size, watch.rule.single_confidence)
    values = row.hstack(said).with_columns(alarm_lower=bar["lower"], alarm_upper=bar["upper"])
    few = {FEW_PEOPLE: pl.col("n") < watch.limits.share_n}
    judged = judge(values.with_columns(blocked_by=_NOTHING, too_thin=_NOTHING), few, is_wide=pl.lit(False))
    old = pl.lit(OLD if one.is_old(watch.cohort.cut) else None, dtype=pl.String())
    return judged.with_columns(reason=pl.coalesce("reason", old))
