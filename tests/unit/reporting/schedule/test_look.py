"""One look of the schedule: in which order, how often, and what is remembered for the next one.

The editions themselves are not made here (tests/faults makes them): what is looked at is who is asked for what.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from research_kit.reporting.declaration import read_plan
from research_kit.reporting.schedule import run_due as module
from research_kit.reporting.schedule.run_due import run_due
from research_kit.reporting.schedule.state import read_state
from research_kit.reporting.schedule.supervise import CameOfIt
from tests.unit.reporting.schedule.conftest import edition

NOW = datetime(2026, 11, 23, 12)


@dataclass
class Maker:
    """Makes an edition of what it is asked for, unless its name stands in `fails`; remembers what it was asked."""

    fails: dict[str, CameOfIt] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, plan, due, *, seconds, say) -> CameOfIt:
        self.asked.append((due.quarter, due.why))
        if due.quarter in self.fails:
            return self.fails[due.quarter]
        if not (plan.study_folder / due.quarter).exists():
            edition(plan, due.quarter, "proposed" if plan.report.approval == "required" else "approved")
        return CameOfIt(is_made=True, words=f"{due.quarter}: made")


@pytest.fixture
def maker(monkeypatch) -> Maker:
    made = Maker()
    monkeypatch.setattr(module, "make_supervised", made)
    return made


def failed(kind: str, *, may_pass: bool) -> CameOfIt:
    return CameOfIt(is_made=False, kind=kind, words=f"{kind}: what to do", may_pass=may_pass)


def test_missed_quarters_are_made_oldest_first_and_then_nothing_is_due(plan_with, maker):
    plan = plan_with()
    assert run_due(plan, now=NOW).outcome == "made"
    assert [quarter for quarter, _ in maker.asked] == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert run_due(plan, now=NOW).outcome == "nothing_due"
    assert len(maker.asked) == 4


def test_what_fails_stops_those_after_it_and_goes_on_there(plan_with, maker):
    plan = plan_with("attempts: 2")
    maker.fails["2026-Q1"] = failed("SourceUnavailableError", may_pass=True)
    assert run_due(plan, now=NOW).exit_code == 1
    assert [quarter for quarter, _ in maker.asked] == ["2025-Q4", "2026-Q1", "2026-Q1"]
    failing = read_state(plan).failing
    assert failing is not None
    assert (failing.quarter, failing.kind) == ("2026-Q1", "SourceUnavailableError")
    maker.fails.clear()
    maker.asked.clear()
    assert run_due(plan, now=NOW).exit_code == 0
    assert [quarter for quarter, _ in maker.asked] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert read_state(plan).failing is None


def test_a_lasting_failure_waits_for_a_correction_or_a_day_or_somebody(plan_with, maker):
    plan = plan_with("last_quarter: 2025-Q4")
    maker.fails["2025-Q4"] = failed("FaultyInputError", may_pass=False)
    for moment in (NOW, NOW, datetime(2026, 11, 24, 13)):
        assert run_due(plan, now=moment).exit_code == 1
    assert len(maker.asked) == 2
    assert run_due(plan, now=datetime(2026, 11, 24, 14), again=True).exit_code == 1
    assert len(maker.asked) == 3
    notebook = plan.notebook("01_participants")
    notebook.write_text(notebook.read_text() + "\n")
    maker.fails.clear()
    assert run_due(plan, now=datetime(2026, 11, 24, 15)).exit_code == 0


def test_data_that_arrived_make_the_newest_report_anew_and_once(plan_with, maker):
    plan = plan_with("last_quarter: 2025-Q4")
    run_due(plan, now=NOW)
    data = plan.parameters.parent / plan.data.sources[0].file
    os.utime(data, (1_700_000_000, 1_700_000_000))
    for _ in range(2):
        assert run_due(plan, now=NOW).exit_code == 0
    assert maker.asked == [("2025-Q4", "quarter"), ("2025-Q4", "arrival")]


def test_where_somebody_approves_each_waits_for_the_one_before(plan_with, maker):
    plan = plan_with()
    path = plan.parameters
    path.write_text(path.read_text().replace("approval: automatic", "approval: required"))
    plan = read_plan(path)
    for _ in range(3):
        run_due(plan, now=NOW)
    assert maker.asked == [("2025-Q4", "missed")]
    (plan.study_folder / "2025-Q4" / "manifest.json").write_text('{"standing": "approved", "files": {}}')
    run_due(plan, now=NOW)
    assert [quarter for quarter, _ in maker.asked] == ["2025-Q4", "2026-Q1"]
