"""Claim: counting 10 million rows takes at most 150 MB more than the process already holds."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import interleaved, register

# In a process of its own: what it holds after a small count (everything imported and warm), and the most it ever held
# after the large one.
MEASURED = """
import itertools, sys
import polars as pl
import research_kit as rk

def held(line):
    status = open("/proc/self/status").read()
    return int(status.split(line + ":")[1].split()[0]) / 1024

def count(path):
    rows = pl.scan_parquet(path)
    tables = rk.counts.life_tables(rows, duration="duration", event="event", sets=sets)
    return [rk.statistics.kaplan_meier(table) for table in tables.values()]

small, large, *names = sys.argv[1:]
sets = [each for many in range(len(names) + 1) for each in itertools.combinations(names, many)]
count(small)
before = held("VmRSS")
count(large)
print(max(held("VmHWM") - before, 0))
"""


def run(rows: int, repeats: int) -> None:
    del repeats  # a peak has no median
    print(f"\nMemory beyond a warm process, {rows:,} rows")
    if not Path("/proc/self/status").exists():
        print("  skipped: this system does not tell a process its highest memory (needs Linux)")
        return
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        large, small = register.write_register(folder, rows), register.write_register(other, 20_000)
        for names in (register.DIMENSIONS[:2], register.DIMENSIONS):
            command = [sys.executable, "-c", MEASURED, str(small), str(large), *names]
            printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            what = f"MB, {2 ** len(names)} disaggregations of {len(names)} dimensions"
            interleaved.claim_at(rows, what, float(printed), 150, at_most=True)
