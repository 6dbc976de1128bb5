"""One look of the schedule: in which order, how often, and what is remembered for the next one.

The editions themselves are not made here (tests/faults makes them): what is looked at is who is asked for what.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from research_kit.reporting.declaration import read_plan
from research_kit.reporting.schedule import run_due as module
from research_kit.reporting.schedule.one_look import alone
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
    meanwhile: Callable[[], object] = lambda: None

    def __call__(self, plan, due, *, seconds, say) -> CameOfIt:
        self.asked.append((due.quarter, due.why))
        self.meanwhile()
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


def begins_to_arrive(plan) -> Callable[[], None]:
    """A copy of a partner's file that is not whole yet, and that nothing was to be seen of before."""
    data = plan.parameters.parent / plan.data.sources[0].file
    return lambda: data.with_name(f"{data.name}.part").write_text("half a") and None


def test_a_file_that_begins_to_arrive_while_one_edition_is_made_is_no_data_of_the_next(plan_with, maker):
    plan = plan_with("last_quarter: 2026-Q1")
    maker.meanwhile = begins_to_arrive(plan)
    came = run_due(plan)
    assert (came.outcome, maker.asked) == ("waiting", [("2025-Q4", "missed")])


def test_a_file_that_begins_to_arrive_during_an_attempt_is_no_data_of_the_next_attempt(plan_with, maker):
    plan = plan_with("last_quarter: 2025-Q4, attempts: 3")
    maker.fails["2025-Q4"] = failed("SourceUnavailableError", may_pass=True)
    maker.meanwhile = begins_to_arrive(plan)
    assert run_due(plan).outcome == "waiting"
    assert len(maker.asked) == 1


def test_an_edition_is_remembered_with_the_files_it_was_made_of(plan_with, maker):
    plan = plan_with("last_quarter: 2026-Q1")
    data = plan.parameters.parent / plan.data.sources[0].file
    maker.meanwhile = lambda: os.utime(data, (1_700_000_000, 1_700_000_000))
    run_due(plan, now=NOW)
    assert run_due(plan, now=NOW).outcome == "nothing_due"
    assert [quarter for quarter, _ in maker.asked] == ["2025-Q4", "2026-Q1"]


def test_a_run_that_holds_the_lock_for_a_day_is_a_failure_that_is_told(plan_with, maker):
    plan = plan_with("last_quarter: 2025-Q4")
    maker.fails["2025-Q4"] = failed("RunLockedError", may_pass=True)
    came = [run_due(plan, now=NOW + timedelta(hours=hours)).outcome for hours in (0, 12, 25)]
    assert came == ["busy", "busy", "failed"]
    assert not json.loads((plan.study_folder / "status.json").read_text())["is_well"]
    maker.fails.clear()
    assert run_due(plan, now=NOW + timedelta(hours=26)).outcome == "made"
    assert read_state(plan).waiting_since == ""


def test_another_look_that_hangs_is_a_failure_that_is_told(plan_with, maker):
    plan = plan_with("last_quarter: 2025-Q3")
    with alone(plan):
        began = datetime.now()
        came = [run_due(plan, now=began + timedelta(hours=hours)) for hours in (1, 29, 31)]
    assert [one.outcome for one in came] == ["busy", "busy", "failed"]
    assert "end that process" in came[-1].words
    assert not json.loads((plan.study_folder / "status.json").read_text())["is_well"]
    assert run_due(plan, now=began + timedelta(hours=32)).outcome == "nothing_due"
    assert read_state(plan).failing is None


def test_a_disk_that_cannot_lock_files_is_a_failure_that_is_told(plan_with, maker, monkeypatch):
    plan = plan_with("last_quarter: 2025-Q3")

    def cannot(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", cannot)
    assert "local disk" in run_due(plan, now=NOW).words
    assert not json.loads((plan.study_folder / "status.json").read_text())["is_well"]


def test_the_hour_that_comes_twice_in_autumn_is_no_clock_set_back(plan_with, maker, monkeypatch):
    plan = plan_with("last_quarter: 2025-Q3")
    monkeypatch.setenv("TZ", "Europe/Stockholm")
    time.tzset()
    try:
        looks = [datetime(2026, 10, 25, 2, 50), datetime(2026, 10, 25, 2, 5, fold=1), datetime(2026, 10, 25, 2, 4)]
        came = [run_due(plan, now=moment).outcome for moment in looks]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert came == ["nothing_due", "nothing_due", "failed"]
