"""One edition made in a process of its own, so that whatever ends that process is seen from outside and told.

`python -m research_kit.reporting.schedule.one_edition PARAMETERS DAY arrival|quarter OUTCOME`
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from polars.exceptions import PanicException

from research_kit.errors import CohortError, DeliveryError, GuardError, ResearchKitError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule.told_errors import may_pass, told


def make_edition(parameters: Path, as_of: date, *, with_watch: bool) -> dict[str, Any]:
    """The edition of a day; where data arrived between two quarters, these are also looked at for alerts."""
    from research_kit.reporting.alerts.tell_alerts import deliver_alerts
    from research_kit.reporting.declaration import read_plan
    from research_kit.reporting.erase_person import erase_delivered
    from research_kit.reporting.run_edition import run_edition

    plan = read_plan(parameters, as_of)
    erase_delivered(plan, progress=_progress)
    edition = run_edition(plan, progress=_progress)
    said: dict[str, Any] = {"unchanged": edition.unchanged, "standing": edition.standing, "warning": ""}
    try:
        deliver_alerts(plan, progress=_progress)
        if with_watch and plan.organisation is None:
            _watch(parameters)
    except (DeliveryError, CohortError, GuardError) as error:  # the edition stands all the same
        said["warning"] = told(error)
    try:
        said["names_wait"] = _names_wait(plan)
    except (ResearchKitError, OSError) as error:
        why = told(error).removesuffix(" Nothing was published.")
        also = f"Whether people wait to be linked by name could not be seen: {why}"
        said["warning"] = f"{said['warning']} {also}".strip()
    return said


def main(arguments: list[str]) -> int:
    """Make the edition, and write what came of it; 0 if it is there."""
    parameters, day, why, outcome = arguments
    try:
        said = make_edition(Path(parameters), date.fromisoformat(day), with_watch=why == "arrival")
    except (Exception, PanicException) as error:  # polars panics on some damaged files, and calls it no Exception
        said = {"kind": type(error).__name__, "why": told(error), "may_pass": may_pass(error)}
    Path(outcome).write_text(json.dumps(said), encoding="utf-8")
    return 1 if "kind" in said else 0


def _names_wait(plan: RunPlan) -> bool:
    from research_kit.reporting.counted_data import CountedData
    from research_kit.study.name_linkage.waiting import names_wait

    return not isinstance(plan.data, CountedData) and names_wait(plan.parameters, today=date.today())


def _watch(parameters: Path) -> None:
    from research_kit.reporting.alerts.watch_data import watch
    from research_kit.reporting.declaration import read_plan

    today = date.today()
    plan = read_plan(parameters, today)
    if plan.study.ends_on is None or today <= plan.study.ends_on:
        watch(plan, progress=_progress)


def _progress(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
