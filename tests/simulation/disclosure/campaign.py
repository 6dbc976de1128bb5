"""Many sets of linked tables, shared out over processes and reported."""

from __future__ import annotations

from tests.simulation.disclosure.attack import Tally, attack, attack_small, within

SMALL = 400  # further sets whose optimum is sought by exhaustive search


def share(asked: tuple[int, int, int, float]) -> Tally:
    """One process's part: sets, processes, which of them, seconds."""
    sets, processes, at, seconds = asked
    small = sum((attack_small(seed) for seed in range(at, SMALL, processes)), Tally())
    return small + within(seconds, range(at, sets, processes), attack)


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
