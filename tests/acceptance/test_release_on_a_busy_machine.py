"""The same answers give the same release, however busy the machine is: time decides only where it has run out."""

from __future__ import annotations

import time
from datetime import date
from types import SimpleNamespace

import highspy
import pytest

from research_kit.disclosure.linked import possible_worlds
from tests.attack.editions import answers_of, project, released

QUARTERS = ("2009-12-31", "2010-03-31")
_FASTER, _SLOWER = 50, 5
"""How much faster the clock on the wall runs beside the work, and how much longer the work takes."""


def text_of(made):
    """What two quarters tell that were released one after the other."""
    assert [each.as_of for each in made] == [date.fromisoformat(as_of) for as_of in QUARTERS]
    return [table.table.write_csv() for release in made for answer in release.values() for table in answer.values()]


@pytest.fixture
def busy(monkeypatch):
    """Clocks as on a machine with much else to do; and what a solver is told of time."""
    told = []

    def noted(solver, name, value, set_option=highspy.Highs.setOptionValue):
        told.append(name)
        return set_option(solver, name, value)

    clocks = {
        "monotonic": lambda: _FASTER * time.monotonic(),
        "perf_counter": lambda: _FASTER * time.perf_counter(),
        "time": lambda: _FASTER * time.time(),
        "process_time": lambda: _SLOWER * time.process_time(),
    }
    monkeypatch.setattr(possible_worlds, "time", SimpleNamespace(**clocks))
    monkeypatch.setattr(highspy.Highs, "setOptionValue", noted)
    return told


def test_a_busy_machine_releases_the_same_bytes(tmp_path, busy, monkeypatch):
    study = project(tmp_path / "study")
    answers = [answers_of(study, as_of) for as_of in QUARTERS]
    slowly = text_of(released(answers, study))
    assert "random_seed" in busy
    assert "time_limit" not in busy  # a solver counts by the clock on the wall, and may look elsewhere when it is short
    monkeypatch.undo()
    assert text_of(released(answers, study)) == slowly
