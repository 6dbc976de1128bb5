"""Attack random sets of linked tables: `python -m tests.simulation.disclosure [--sets N] [--seconds S]`."""

from __future__ import annotations

import argparse
import sys
from multiprocessing import get_context

from tests.simulation.disclosure.attack import Tally
from tests.simulation.disclosure.campaign import report, share


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.disclosure", description=__doc__)
    parser.add_argument("--sets", type=int, default=10_000, help="random sets of linked tables (default 10,000)")
    parser.add_argument("--seconds", type=float, default=1_800, help="time box (default half an hour)")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    shares = [(asked.sets, asked.processes, at, asked.seconds) for at in range(asked.processes)]
    with get_context("spawn").Pool(asked.processes) as pool:
        tally = sum(pool.map(share, shares), Tally())
    for line in report(tally, asked.sets):
        print(line)
    return int(tally.recovered > 0 or tally.audited > 0 or tally.hidden > 1.05 * tally.optimum)


if __name__ == "__main__":
    sys.exit(main())
