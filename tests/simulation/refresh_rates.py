"""How often a number may be told anew under the carry-forward rule, by the size of its group (METHODS 10.5).

The setting, as far as METHODS tells it: a group that ends with 20 to 240 people; twelve quarterly reports; each person
comes to be known with equal probability in any of the twelve quarters, with the event with probability 0.4, without it
else, independently of the others (so that people known in a quarter are multinomial, and their events binomial); the
number told is the share of a group, with its `n` and `events`; nobody withdraws; there is no total. The number of
quarters and the share are not stated there: these two give all nine published figures, and others do not (14 quarters:
20 % unsafe at n = 240; a share of 0.35: 17 %).

`python -m tests.simulation.refresh_rates` runs the long version and prints it beside what METHODS says; it ends with 1
where a figure is further from it than 3 standard errors of their difference.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from research_kit.disclosure import Policy
from research_kit.disclosure.over_time.differencing import carried
from research_kit.disclosure.over_time.increments import is_unsafe
from research_kit.disclosure.released_table import SEAL, Release, ReleasedAnswer, ReleasedTable
from research_kit.disclosure.rules.primary import primary
from research_kit.results import Subject, result_frame
from tests.simulation.acceptance import Figure, Measured

QUARTERS, SHARE = 12, 0.4
BY = ("group",)
POLICY = Policy()
SUBJECT = Subject(study="simulated", title={"sv": "Simulerad"}, as_of=date(2012, 12, 31))
STATED: Mapping[int, tuple[float | None, float]] = {
    240: (0.11, 1.1),
    120: (0.72, 1.9),
    60: (0.96, 3.3),
    40: (None, 4.9),
    20: (None, 12.0),
}
"""METHODS 10.5: the share of quarters with an unsafe increment, and quarters per refresh ("once per project": 12)."""
STATED_GROUPS = 200
"""METHODS does not say of how many groups its figures are: as few as 12.2 has of anything are assumed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rates:
    """What became of the groups of one size: unsafe quarters, quarters per refresh, refreshes in a project.

    The Monte Carlo standard errors are those of a mean over groups: the quarters of one are not independent.
    """

    unsafe: float
    unsafe_error: float
    quarters_per_refresh: float
    quarters_error: float
    refreshes: float


def simulated(n: int, groups: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """People known by the end of each quarter: groups, quarters, and (all, those with the event)."""
    known = rng.multinomial(n, [1 / QUARTERS] * QUARTERS, size=groups)
    events = rng.binomial(known, SHARE)
    return np.stack([known.cumsum(axis=1), events.cumsum(axis=1)], axis=2).astype(np.int64)


def rates(n: int, groups: int, rng: np.random.Generator) -> Rates:
    """What `carried` makes of twelve releases of so many groups of one size."""
    counts = simulated(n, groups, rng)
    fresh = told_anew(counts)
    refreshes = fresh.sum(axis=1)
    unsafe, quarters = naively_unsafe(counts).mean(axis=1), QUARTERS / np.maximum(refreshes, 1)
    return Rates(
        unsafe=float(unsafe.mean()),
        unsafe_error=float(unsafe.std(ddof=1) / np.sqrt(groups)),
        quarters_per_refresh=float(quarters.mean()),
        quarters_error=float(quarters.std(ddof=1) / np.sqrt(groups)),
        refreshes=float(refreshes.mean()),
    )


def is_as_stated(n: int, found: Rates, groups: int) -> bool:
    """Whether what was found of so many groups may be what METHODS rounds to: "about once" is 1 to 2 refreshes."""
    unsafe, quarters = STATED[n]
    if quarters == QUARTERS:
        return 1 <= found.refreshes <= 2
    both = np.sqrt(1 + groups / STATED_GROUPS)
    stated = [Measured(quantity="quarters", value=quarters, error=_rounded(0.1, both * found.quarters_error))]
    if unsafe is not None:
        stated.append(Measured(quantity="unsafe", value=unsafe, error=_rounded(0.01, both * found.unsafe_error)))
    own = {"quarters": found.quarters_per_refresh, "unsafe": found.unsafe}
    return all(each.agrees(Figure(value=own[each.quantity], error=0.0)) for each in stated)


def _rounded(step: float, error: float) -> float:
    """The standard error of a figure that was rounded to steps besides."""
    return float(np.hypot(error, step / np.sqrt(12)))


def told_anew(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """For each group and quarter, whether its share is told anew."""
    earlier: tuple[Release, ...] = ()
    fresh = []
    for quarter in range(QUARTERS):
        candidate = {"answer": {"within": _candidate(counts[:, quarter])}}
        table = carried(candidate, earlier, POLICY)["answer"]["within"]
        fresh.append((table["as_of"].is_null() & table["estimate"].is_not_null()).to_numpy())
        earlier = (*earlier, _release(table, f"{2010 + quarter // 4}-Q{quarter % 4 + 1}"))
    return np.stack(fresh, axis=1)


def naively_unsafe(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """For each group and quarter, whether a new number beside that of the quarter before tells of 1 to 4 people."""
    moved = np.diff(counts, axis=1, prepend=0)
    known, events = moved[..., 0].ravel(), moved[..., 1].ravel()
    frame = pl.DataFrame({"n": known, "events": events, "others": known - events})
    unsafe = [is_unsafe(pl.col(name), pl.col(name), pl.lit(POLICY.k)) for name in frame.columns]
    return frame.select(pl.any_horizontal(unsafe)).to_series().to_numpy().reshape(counts.shape[:2])


def _candidate(counts: npt.NDArray[np.int64]) -> pl.DataFrame:
    """One quarter's shares after the primary rules: n, events or the others of 1 to 4 are withheld."""
    rows = pl.DataFrame({"group": [f"g{i}" for i in range(len(counts))], "n": counts[:, 0], "events": counts[:, 1]})
    named = rows.with_columns(statistic=pl.lit("share_within"), time=12.0, unit=pl.lit("share"), status=pl.lit("ok"))
    table = result_frame([named.with_columns(estimate=pl.col("events") / pl.col("n"))], BY)
    marked = primary(table, kind="share", by=BY, policy=POLICY)
    hidden = pl.col("withheld").is_not_null() | (pl.col("n") == 0)
    shown = [pl.when(~hidden).then(pl.col(name)).alias(name) for name in ("n", "events", "estimate")]
    status = pl.when(hidden).then(pl.lit("suppressed")).otherwise("status")
    return marked.with_columns(*shown, status=status, as_of=pl.lit(None, dtype=pl.String)).drop("withheld")


def _release(table: pl.DataFrame, quarter: str) -> Release:
    sealed = ReleasedTable(
        name="within", kind="share", table=table, by=BY, method_id="M0", sentence_key="M0", k=POLICY.k, seal=SEAL
    )
    answer = ReleasedAnswer(name="answer", tables={"within": sealed}, subject=SUBJECT)
    return Release(answers={"answer": answer}, quarter=quarter)


def main() -> int:
    """The long version."""
    groups, departing = 2_000, []
    print(f"{groups} groups of each size, {QUARTERS} quarters, share {SHARE}, seed 105")
    for n, (unsafe, quarters) in STATED.items():
        found = rates(n, groups, np.random.default_rng([105, n]))
        departing += [] if is_as_stated(n, found, groups) else [f"n = {n}"]
        stated = "" if unsafe is None else f" (stated {unsafe:.0%})"
        print(
            f"n = {n:3}: unsafe {found.unsafe:.1%} ± {found.unsafe_error:.1%}{stated}, "
            f"{found.quarters_per_refresh:.2f} ± {found.quarters_error:.2f} quarters per refresh (stated {quarters}), "
            f"{found.refreshes:.1f} refreshes in the project"
        )
    print(f"not as METHODS 10.5 states: {', '.join(departing)}" if departing else "each size as METHODS 10.5 states")
    return int(bool(departing))


if __name__ == "__main__":
    sys.exit(main())
