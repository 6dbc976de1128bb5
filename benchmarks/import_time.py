"""Claim: importing the package costs next to nothing, its estimators not much more than polars and numpy."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import interleaved

IMPORTS = {
    "research_kit": "import research_kit",
    "research_kit, counts and an estimator": "import research_kit as rk; rk.counts, rk.statistics.kaplan_meier",
    "polars and numpy": "import polars, numpy",
    "lifelines": "import lifelines",
    "statsmodels' survival functions": "from statsmodels.duration.survfunc import SurvfuncRight",
    "python alone": "pass",
}


def run(rows: int, repeats: int) -> None:
    del rows  # nothing is counted

    def imported(statement: str) -> object:
        return subprocess.run([sys.executable, "-c", statement], check=True)

    tasks = {name: (lambda statement=statement: imported(statement)) for name, statement in IMPORTS.items()}
    found = interleaved.medians(tasks, repeats)
    interleaved.show("Time to import, in a fresh process", found, "research_kit, counts and an estimator")
    alone = found["python alone"]
    interleaved.claim("import research_kit, seconds beyond python", found["research_kit"] - alone, 0.1, at_most=True)
    ratio = found["research_kit, counts and an estimator"] / found["lifelines"]
    interleaved.claim("with an estimator / lifelines", ratio, 1, at_most=True)
