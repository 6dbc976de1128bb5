"""Many sets of linked tables, shared out over processes and reported."""

from __future__ import annotations

from functools import partial

from tests.simulation.disclosure import over_time
from tests.simulation.disclosure.attack import Tally, attack, attack_small, within

CLOSELY = 20
SMALL = 400  # further sets whose optimum is sought by exhaustive search


def share(asked: tuple[int, int, int, float]) -> Tally:
    """One process's part: sets, processes, which of them, seconds."""
    sets, processes, at, seconds = asked
    small = sum((attack_small(seed) for seed in range(at, SMALL, processes)), Tally())
    return small + within(seconds, range(at, sets, processes), attack)


def share_over_time(asked: tuple[int, int, int, float]) -> over_time.Tally:
    """The same of sets over twelve releases; the independent intruder attacks one set in `CLOSELY`."""
    sets, processes, at, seconds = asked
    mine = range(at, sets, processes)
    return within(seconds, mine, partial(over_time.attack_some, each=CLOSELY), over_time.Tally())


def report_over_time(tally: over_time.Tally, sets: int) -> list[str]:
    """What to print of sets over twelve releases."""
    safe = max(tally.safe, 1)
    anew, carried = tally.anew / safe, tally.carried / safe
    naive_anew, naive_carried = tally.anew_naively / safe, tally.carried_naively / safe
    return [
        f"sets of linked tables over 12 releases: {tally.sets:,} of {sets:,}; releases {tally.releases:,}, "
        f"refused {tally.refused}",
        f"unsafe counts: {tally.unsafe:,}; changes of few since last told: {tally.few_came:,}; "
        f"told outright {tally.told_few}",
        f"found by the package's own audit of all releases together: {tally.audited}",
        f"attacked by the independent intruder: {tally.attacked:,} in {tally.closely:,} sets; recovered "
        f"{tally.recovered}; bounded within less than k {tally.narrow}; misled {tally.misled}",
        f"safe cells told anew {anew:.1%}, carried {carried:.1%}; naively {naive_anew:.1%}, {naive_carried:.1%}",
    ]


def report(tally: Tally, sets: int) -> list[str]:
    """What to print."""
    kept, naively = (part / max(tally.safe, 1) for part in (tally.kept, tally.kept_naively))
    return [
        f"sets of linked tables: {tally.sets - SMALL:,} of {sets:,}, and {SMALL} small ones",
        f"unsafe cells: {tally.unsafe:,}, all withheld; attacked {tally.attacked:,}; recovered {tally.recovered}",
        f"bounded within less than k by whole populations, not recovered: {tally.narrow}",
        f"found by the package's own audit after protecting: {tally.audited}",
        f"safe cells kept: {kept:.1%}; naively {naively:.1%}",
        f"cells withheld / the fewest possible, {tally.with_optimum} sets: {tally.hidden} / {tally.optimum}",
    ]
