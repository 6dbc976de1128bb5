"""Claim: polars, DuckDB and Spark give the same tables of the same rows, byte for byte; and what each of them takes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import duckdb

from benchmarks import register

SPARK = find_spec("pyspark") is not None
# In a process of its own: the engine's start, the counting, and the most memory the process held (Spark's own Java
# process not included).
MEASURED = """
import hashlib, resource, sys, time
from pathlib import Path
import narwhals as nw
from research_kit.counts import life_tables
from research_kit.counts.open_frame import open_files, open_table

engine, path = sys.argv[1], Path(sys.argv[2])
sets = [("gender", "foreign_born"), ("age_band",), ("target_group",)]
begin = time.perf_counter()
frame = open_files(engine, path) if path.suffix == ".parquet" else open_table(engine, path, "people")
known = nw.from_native(frame)
text = known.with_columns(nw.col(*dict.fromkeys(name for by in sets for name in by)).cast(nw.String())).to_native()
opened = time.perf_counter()
tables = life_tables(text, duration="duration", event="event", sets=sets)
done = time.perf_counter()
same = hashlib.sha256("".join(each.table.write_csv() for each in tables.values()).encode()).hexdigest()
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(opened - begin, done - opened, held, same)
"""


def run(rows: int, repeats: int) -> None:
    del repeats  # one start of an engine is what a run has
    print(f"\nThe same tables by three engines, {rows:,} rows")
    with tempfile.TemporaryDirectory() as folder:
        file = register.write_register(folder, rows)
        database = Path(folder) / "people.duckdb"
        with duckdb.connect(str(database)) as connection:
            connection.execute("create table people as select * from read_parquet(?)", [str(file)])
        tasks = {"polars": file, "duckdb": file, "duckdb, own table": database, **({"spark": file} if SPARK else {})}
        found = {name: _measured(name.partition(",")[0], path) for name, path in tasks.items()}
    for name, (opened, counted, held, _) in found.items():
        print(f"  {name:<20} start {float(opened):6.1f} s   count {float(counted):6.1f} s   {float(held):6.0f} MB")
    if not SPARK:
        print("  spark                skipped: the extra `spark` is not installed")
    assert len({same for *_, same in found.values()}) == 1, "the engines give different tables"
    print("  the tables are the same, byte for byte")


def _measured(engine: str, path: Path) -> list[str]:
    command = [sys.executable, "-c", MEASURED, engine, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1].split()


if __name__ == "__main__":
    run(10_000_000, 1)
