"""Whether somebody in the lists of names waits, and that the schedule sees what was decided."""

from __future__ import annotations

from datetime import datetime

import pytest

from research_kit.reporting.declaration import read_plan
from research_kit.reporting.schedule.arrival import seen_now
from research_kit.study.name_linkage.link_people import link_people
from research_kit.study.name_linkage.waiting import names_wait
from tests.unit.study.test_answers_are_kept import reported
from tests.unit.study.test_name_linkage import MEMBERS, NAMES, TODAY, answer, named, write

__all__ = ["named"]

pytest.importorskip("splink", reason='linkage by name needs `pip install "research-kit[linkage]"`')


def test_somebody_waits_until_everybody_is_compared_and_decided_on(named):
    parameters = named.write()
    assert names_wait(parameters, today=TODAY)
    link_people(parameters, today=TODAY)
    assert names_wait(parameters, today=TODAY)
    answer(named, {"Beganovic": ("yes", ""), "Öberg Lind": ("no", ""), "Hassan": ("no", "")})
    link_people(parameters, today=TODAY)
    assert not names_wait(parameters, today=TODAY)
    write(named, NAMES, MEMBERS + "7;Ny, Person;1980-02-02;\n")
    assert names_wait(parameters, today=TODAY)


def test_nobody_waits_where_there_are_no_names(small_study):
    assert not names_wait(small_study.write(), today=TODAY)


def test_what_was_decided_is_new_data_for_the_schedule(named):
    plan = read_plan(reported(named))
    link_people(plan.parameters, today=TODAY)
    before = seen_now(plan, datetime(2011, 1, 15))
    answer(named, {"Beganovic": ("yes", "")})
    assert seen_now(plan, datetime(2011, 1, 15)) == before
    link_people(plan.parameters, today=TODAY)
    assert seen_now(plan, datetime(2011, 1, 15)) != before
