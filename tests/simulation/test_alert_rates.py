"""The simulated alerts are judged as the answer on equity judges them; `families/alarms` says how often they come."""

from __future__ import annotations

import numpy as np
import pytest

import research_kit as rk
from research_kit.results.alerts import alerts_of
from research_kit.results.look_plan import watch_rule
from tests.simulation.alerts import GAPS, judged
from tests.unit.analyses.promised import cohort_of, referrals
from tests.unit.cohort.small_studies import together

CELLS = (("woman", "yes"), ("woman", "no"), ("man", "yes"), ("man", "no"))
CALLED = {
    "women_men": ("gender=woman", "gender=man"),
    "foreign_born": ("foreign_born=yes", "foreign_born=no"),
    "foreign_born_women": ("gender=woman&foreign_born=yes", "rest"),
}


def cohort_with(events, people):
    """Everybody referred long ago; so many of each cell enrolled in time."""
    through, not_through = ("accepted", 5, 20), ("declined_by_project", 5, None)
    rows = [
        referrals(f"{gender}{born}", [through] * e + [not_through] * (n - e), gender=gender, foreign_born=born)
        for e, n, (gender, born) in zip(events, people, CELLS, strict=True)
    ]
    return cohort_of(together(*rows), equity={"registered_on": "2009-05-01", "planned_loads": 14})


@pytest.mark.parametrize("seed", range(8))
def test_the_same_counts_give_the_same_alerts_in_the_answer_and_in_the_simulation(seed):
    rng = np.random.default_rng(seed)
    people = rng.integers(8, 45, 4)
    events = rng.binomial(people, rng.uniform(0.02, 0.9, 4))
    cohort = cohort_with(events, people)
    given = watch_rule(cohort.study, None)
    found = {
        (frozenset((one.group, one.compared_with)), one.level)
        for one in alerts_of(rk.equity(cohort, by=["gender", "foreign_born"]))
        if one.statistic == "gap_access" and one.outcome == "enrolled"
    }
    for gap, sides in CALLED.items():
        red, yellow = (each.item() for each in judged(events[None, None, :], people[None, None, :], gap, given))
        level = "red" if red else "yellow" if yellow else None
        named = {each for each in found if each[0] == frozenset(sides)}
        assert named == ({(frozenset(sides), level)} if level else set())


def test_the_counts_tried_hold_reds_yellows_and_neither():
    seen = set()
    for seed in range(8):
        rng = np.random.default_rng(seed)
        people = rng.integers(8, 45, 4)
        events = rng.binomial(people, rng.uniform(0.02, 0.9, 4))
        given = watch_rule(cohort_with(events, people).study, None)
        for gap in GAPS:
            red, yellow = (each.item() for each in judged(events[None, None, :], people[None, None, :], gap, given))
            seen.add("red" if red else "yellow" if yellow else "neither")
    assert seen == {"red", "yellow", "neither"}
