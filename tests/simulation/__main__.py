"""Validate the estimators: `python -m tests.simulation [--size SIZE] [--replications N] [--write] [family ...]`.

With `--keep FOLDER` the tables are kept there, so that a run that was stopped goes on where it was. Only the full size
is written to the page: what is shorter would have it say less.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import sys
import time
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.simulation.acceptance import Row, is_as_it_should
from tests.simulation.document import Family, page, table
from tests.simulation.plan import FULL, SIZES, Plan
from tests.simulation.validation import FAMILIES, LONG_FAMILIES, validate

EVERY = (*FAMILIES, *LONG_FAMILIES)
PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
HEADING = """\
# Validation by simulation

Written by `python -m tests.simulation --size full --write` (part of `make validate FULL=1`) on {today}, with
research-kit {kit}, polars {polars}, numpy {numpy} and scipy {scipy}; not edited by hand. Studies are drawn from a known
truth, every estimator is applied to each, and what it says is compared with the truth (METHODS 12.2). Seeds are fixed:
numpy's `default_rng([seed, n, portion])` for studies drawn together, `default_rng([seed, number of the study])` for
those fitted one at a time, with the seeds that stand in the modules of `tests/simulation/families`. The same versions
give the same figures again, whatever the number of processes.

Every figure here is of the full size. `make validate` makes the same rows of fewer studies, and accepts them within
limits that are wider by three of their standard errors; it leaves this page as it is.

How to read it:

- *Bias* is the mean estimate minus the truth. *Coverage* is the share of studies whose 95 % interval holds the truth;
  an interval that cannot be computed does not hold it; studies in which a method refuses an estimate are not counted,
  their share is shown. *±* is the Monte Carlo standard error: how far the figure itself may be off by chance.
- *Accepted* are the limits of METHODS 12.2; for n = 1,000 and the few people of section 3, which it does not name,
  those of n = 240. *METHODS* are the figures it quotes for the same setting; "differs" means more than three standard
  errors of both.
- *Passes*: within the limits. *At the limit*: outside, by less than two standard errors. **Fails**: outside.
  *Fails, as it must*: a naive method, which nobody should use, breaks the limits. *Reported*: METHODS sets no limit.
- *Replications* stand in each row: fewer where models are fitted one study at a time, or histories have many spells.
  The standard error of a coverage of 95 % is .34 points for 4,000 of them, .69 for 1,000, 1.4 for 250. METHODS 12.2
  plans 2,000 of everything and 10,000 for alarms: `--replications` makes as many as one has time for.

Every row of METHODS 12.2 has a table here but disclosure, of which `python -m tests.simulation.disclosure` and
`python -m tests.attack` make their own. The naive methods (follow-up dates taken for start dates, 1 − Kaplan–Meier,
"ever took part", bars that take no notice of the looks) stand beside what they are compared with. Whole answers on
participants' voice are held to a planted truth in `tests/simulation/test_voice_truth.py`.
"""


def main() -> None:
    """Run what is asked for, print the tables, and write the page if asked.

    Ends with an error if a row is not as it should be.
    """
    asked = _arguments()
    plan = _plan(asked)
    families, from_before = [], 0
    for name in asked.names:
        began, busy = time.perf_counter(), time.process_time()
        kept = None if asked.keep is None else _place(asked.keep, name, plan)
        from_before += kept is not None and kept.exists()
        family = _kept(name, plan, kept)
        families.append(family)
        spent = f"{time.perf_counter() - began:.0f} s, {time.process_time() - busy:.0f} of them computing here"
        print(f"\n{family.title} ({spent})\n", flush=True)
        print(table(family.rows, plan.margin), flush=True)
    if asked.write:
        PAGE.write_text(page(families, heading=heading()), encoding="utf-8")
    rows = [row for family in families for row in family.rows]
    departing = [row for row in rows if not is_as_it_should(row, plan.margin)]
    before = f"; {from_before} as an earlier run kept them" if from_before else ""
    print(f"\n{len(families)} families, {_in_a_line(len(rows), departing)}{before}")
    sys.exit(bool(departing))


def _in_a_line(rows: int, departing: list[Row]) -> str:
    if not departing:
        return f"{rows} rows, each as it should be"
    named = "; ".join(f"{row.estimator}, n = {row.n}, {row.scenario}" for row in departing)
    return f"{len(departing)} of {rows} rows not as they should be: {named}"


def _place(folder: Path, name: str, plan: Plan) -> Path:
    """Where a family's table is kept; each plan has its own."""
    marked = replace(plan, processes=0)  # how many there are changes no figure
    return folder / f"{name}-{hashlib.sha256(repr(marked).encode()).hexdigest()[:8]}.pickle"


def _kept(name: str, plan: Plan, path: Path | None) -> Family:
    """A family's table: made, or as it was kept by an earlier run of the same plan."""
    if path is None:
        return next(validate([name], plan))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(next(validate([name], plan))))
    family: Family = pickle.loads(path.read_bytes())
    return family


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("names", nargs="*", default=EVERY, help=f"of: {', '.join(EVERY)}")
    parser.add_argument("--size", choices=SIZES, default="nightly", help="replications, and how wide limits are")
    parser.add_argument("--replications", type=int, help="of everything, instead of the plan's")
    parser.add_argument("--processes", type=int, help="for models fitted one at a time")
    parser.add_argument("--keep", type=Path, help="folder of tables already made, by this very code")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(EVERY))
    if unknown:
        parser.error(f"no family {', '.join(unknown)}; there are {', '.join(EVERY)}")
    if asked.write and set(asked.names) != set(EVERY):
        parser.error("--write writes the whole page: name no family with it")
    if asked.write and _plan(asked) != replace(FULL, processes=_plan(asked).processes):
        parser.error("--write writes figures of the full size: ask for --size full, without --replications")
    return asked


def _plan(asked: argparse.Namespace) -> Plan:
    plan = SIZES[asked.size]
    plan = replace(plan, processes=asked.processes or plan.processes)
    if asked.replications is None:
        return plan
    every = ("studies", "small_studies", "histories", "fits", "lives", "cloned", "resampled", "projects")
    return replace(plan, **dict.fromkeys(every, asked.replications))


def heading() -> str:
    """What precedes the tables: when and with what they were made, and how to read them."""
    names = {"kit": "research-kit", "polars": "polars", "numpy": "numpy", "scipy": "scipy"}
    return HEADING.format(today=date.today().isoformat(), **{key: version(name) for key, name in names.items()})


if __name__ == "__main__":
    main()
