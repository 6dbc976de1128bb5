"""Run every benchmark, or those named: `python -m benchmarks [--rows N] [--repeats R] [name ...]`."""

from __future__ import annotations

import argparse
from importlib import import_module

NAMES = [
    "kaplan_meier_10m",
    "disaggregations",
    "aalen_johansen_1m",
    "log_rank_1m",
    "restricted_mean_1m",
    "cox_1m",
    "cox_continuous",
    "cox_start_stop",
    "cox_growth",
    "turnbull_10k",
    "engines",
    "small_240",
    "disclosure_growth",
    "whole_edition",
    "memory",
    "import_time",
]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES, help=f"of: {', '.join(NAMES)}")
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows of the large tables (default 10 million)")
    parser.add_argument("--repeats", type=int, default=5, help="interleaved rounds; medians are shown (default 5)")
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.names) - set(NAMES))
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    for name in chosen.names:
        import_module(f"benchmarks.{name}").run(rows=chosen.rows, repeats=chosen.repeats)


if __name__ == "__main__":
    main()
