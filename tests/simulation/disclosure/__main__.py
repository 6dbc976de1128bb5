"""Attack random sets of linked tables: `python -m tests.simulation.disclosure [--sets N] [--seconds S]`.

First sets of one release each, then sets over twelve releases (`--over-time N`, `--over-time-seconds S`).
"""

from __future__ import annotations

import argparse
import sys
from multiprocessing import get_context

from tests.simulation.disclosure import over_time
from tests.simulation.disclosure.attack import Tally
from tests.simulation.disclosure.campaign import SMALL, report, report_over_time, share, share_over_time


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.disclosure", description=__doc__)
    parser.add_argument("--sets", type=int, default=10_000, help="random sets of linked tables (default 10,000)")
    parser.add_argument("--seconds", type=float, default=1_800, help="time box (default half an hour)")
    parser.add_argument("--over-time", type=int, default=10_000, help="sets over twelve releases (default 10,000)")
    parser.add_argument("--over-time-seconds", type=float, default=3_600, help="their time box (default an hour)")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    shares = [(asked.sets, asked.processes, at, asked.seconds) for at in range(asked.processes)]
    later = [(asked.over_time, asked.processes, at, asked.over_time_seconds) for at in range(asked.processes)]
    with get_context("spawn").Pool(asked.processes) as pool:
        tally = sum(pool.map(share, shares), Tally()) if asked.sets else Tally()
        print(*report(tally, asked.sets), sep="\n", flush=True)
        quarterly = sum(pool.map(share_over_time, later), over_time.Tally())
        print(*report_over_time(quarterly, asked.over_time), sep="\n")
    lost = tally.recovered > 0 or tally.audited > 0 or tally.hidden > 1.05 * tally.optimum
    lost = lost or quarterly.recovered > 0 or quarterly.audited > 0 or quarterly.told_few > 0
    found = "some of it is given away, or too much withheld: see above" if lost else "nothing recovered"
    print(f"{max(tally.sets - SMALL, 0):,} sets of one release, {quarterly.sets:,} over twelve: {found}")
    return int(lost)


if __name__ == "__main__":
    sys.exit(main())
