"""Equity, targets and indicators on the three shipped studies, and against what is true in the SAMBA-like one."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import research_kit as rk
from research_kit.results import RESULT_COLUMNS
from research_kit.results.alerts import alerts_of
from research_kit.synthetic.demo import STUDIES
from research_kit.synthetic.true_values import true_values
from tests.demo_once import write_demo

ROOT = Path(__file__).parents[2]
ANSWERS = ("equity", "targets", "esf_plus")


def laid_out(name, folder):
    for part in ("parameters", "cohorts"):
        shutil.copytree(ROOT / part, folder / part)
    if name in STUDIES:
        write_demo(name, folder / "parameters" / f"{name}.yaml")
    else:
        shutil.copytree(ROOT / "src" / "research_kit" / "data", folder / "src" / "research_kit" / "data")
    return folder


def cohort_in(folder, name, **opened):
    study = rk.open_study(folder / "parameters" / f"{name}.yaml", **opened)
    return rk.build_cohort(study, folder / "cohorts" / f"{name}.yaml")


@pytest.fixture(scope="module")
def samba(tmp_path_factory):
    return laid_out("samba", tmp_path_factory.mktemp("samba"))


@pytest.fixture(scope="module")
def whole(samba):
    """The whole project, until its last day."""
    return cohort_in(samba, "samba", as_of=date(2012, 10, 31))


def everybody(table, **where):
    rows = table.table.filter(pl.all_horizontal(pl.col(name).is_null() for name in table.by))
    return rows.filter(pl.col(name) == value for name, value in where.items()).row(0, named=True)


@pytest.mark.parametrize("name", ["samba", "botkyrka", "unemployment_spells"])
def test_every_shipped_study_gets_its_answers_or_says_why_not(name, tmp_path, samba):
    cohort = cohort_in(samba if name == "samba" else laid_out(name, tmp_path), name)
    for question in ANSWERS:
        for table in getattr(rk, question)(cohort).values():
            rows = table.table
            assert rows.columns == [*table.by, *RESULT_COLUMNS]
            assert rows.height > 0
            assert rows.filter(pl.col("status") != "ok")["reason"].null_count() == 0


def test_the_answers_pass_the_gate(samba):
    cohort = cohort_in(samba, "samba")
    policy = rk.disclosure.read_policy(samba / "parameters" / "samba.yaml")
    released = rk.release([getattr(rk, question)(cohort) for question in ANSWERS], policy=policy)
    assert set(released) == set(ANSWERS)


def test_the_true_attainment_and_the_true_gap_lie_within_their_bars(whole):
    truth = true_values(STUDIES["samba"](), people=50_000)
    attained = everybody(rk.targets(whole)["attainment"], statistic="share_attained", outcome="work_or_education")
    assert attained["alarm_lower"] <= truth["groups"]["all"]["attainment_12"] <= attained["alarm_upper"]
    gaps = rk.equity(whole)["results"].table
    (gap,) = gaps.filter(
        (pl.col("gender") == "woman") & (pl.col("foreign_born") == "yes") & (pl.col("outcome") == "attained")
    ).rows(named=True)
    planted = truth["gap_foreign_born_women"]
    assert gap["alarm_lower"] <= planted["attainment_12"] <= gap["alarm_upper"]
    assert gap["estimate"] < 0


def test_indicators_agree_with_the_survival_answer_on_who_there_is(whole):
    indicators = rk.esf_plus(whole)["indicators"]
    assert indicators.diagnostics["genders_add_up"]
    enrolled = everybody(indicators, statistic="EECO01")["n"]
    flow = rk.participants(whole)["flow"]
    not_eligible = flow.table.filter(pl.col("cause") == "not_eligible")["n"].max() or 0
    assert enrolled == everybody(flow, statistic="enrolled")["n"] + not_eligible
    left = everybody(indicators, statistic="left_6_months")["n"]
    employed = everybody(indicators, statistic="EECR05")
    assert employed["n"] + employed["unknown"] <= left <= enrolled


def test_the_planted_gap_in_access_is_noticed(whole):
    found = alerts_of(rk.equity(whole))
    assert ("gender=woman&foreign_born=yes", "rest") in {(one.group, one.compared_with) for one in found}
