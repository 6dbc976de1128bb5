"""Which look this is, and how far a gap must be from none before it is claimed (METHODS 8)."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from research_kit.results import History
from research_kit.results.look_plan import watch_rule
from research_kit.study.declaration import StudyDeclaration


def rule(history=None, **declared):
    equity = {"registered_on": "2009-05-01", **declared.pop("equity", {})}
    study = StudyDeclaration(
        name="made_up", title={"sv": "a"}, as_of="2011-06-30", starts_on="2009-05-01", promises={"equity": equity},
        **declared,
    )  # fmt: skip
    return watch_rule(study, history)


def test_the_limit_is_the_larger_of_the_default_and_the_exact_one():
    # METHODS 8: 2.70 for one claim at up to 14 looks. Of three gaps at 12 looks the exact value, taken as independent,
    # is above the default 2.90.
    assert rule(planned_reports=14).single_z == 2.70
    assert rule(planned_reports=4).family_z == 2.90
    assert 2.90 < rule(planned_reports=12).family_z < 3.0


def test_a_look_beyond_the_plan_widens_the_bar():
    assert rule(History(look=20), planned_reports=14).single_z > rule(History(look=14), planned_reports=14).single_z
    assert rule(History(look=20), planned_reports=14).looks == 20


@pytest.mark.parametrize(("loads", "chance"), [(12, 0.10), (42, 0.16), (157, 0.21)])
def test_the_chance_of_a_warning_from_nothing_is_that_of_the_methods(loads, chance):
    # METHODS 7.7: one-sided, about 10 % for 12 looks, 16 % for 42, 21 % for 157.
    assert rule(equity={"planned_loads": loads}).yellow_chance == pytest.approx(chance, abs=0.006)


def test_a_family_fixed_after_the_first_look_claims_nothing():
    assert rule().is_registered
    assert not rule(equity={"registered_on": "2009-09-01"}).is_registered
    assert not rule(equity={"registered_on": None}).is_registered


def test_a_family_of_one_gap_has_the_limit_of_one_claim():
    assert rule(planned_reports=12, equity={"family": ["women_men"]}).family_z == 2.70


def test_the_bar_is_widened_and_never_lowered_when_people_come_otherwise_than_planned():
    starts = date(2009, 5, 1)
    evenly = pl.Series([starts + timedelta(days=int(day)) for day in range(0, 1278, 6)])
    declared = {"planned_reports": 14, "planned_participants": 213}
    plain = watch(History(look=7), evenly, **declared)
    assert (plain.single_z, plain.recomputed) == (2.70, False)
    late = pl.Series([starts + timedelta(days=500 + int(day)) for day in range(0, 120, 2)])
    limits = [watch(History(look=look), late, **declared) for look in range(1, 15)]
    assert any(one.recomputed for one in limits)
    family = [one.family_z for one in limits]
    assert family == sorted(family)
    assert family[0] == plain.family_z


def watch(history, came, **declared):
    study = StudyDeclaration(
        name="made_up", title={"sv": "a"}, as_of="2011-06-30", starts_on="2009-05-01",
        promises={"equity": {"registered_on": "2009-05-01"}}, **declared,
    )  # fmt: skip
    return watch_rule(study, history, index_on=came)
