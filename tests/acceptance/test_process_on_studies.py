"""The answer about process on the three shipped studies: tables, or in one row why there is none; never a crash."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

import research_kit as rk
from tests.demo_once import write_demo

ROOT = Path(__file__).parents[2]
STUDIES = ("samba", "botkyrka", "unemployment_spells")
TABLES = ("waits", "waits_median", "dropout", "attendance", "offers", "contacts", "charts", "versions", "series",
          "phases", "stock", "flow_balance")  # fmt: skip


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """The cohort and the answer of each study."""
    folder = tmp_path_factory.mktemp("studies")
    for name in ("parameters", "cohorts"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(ROOT / "src" / "research_kit" / "data", folder / "src" / "research_kit" / "data")
    found = {}
    for name in STUDIES:
        parameters = folder / "parameters" / f"{name}.yaml"
        if name != "unemployment_spells":
            write_demo(name, parameters)
        cohort = rk.build_cohort(rk.open_study(parameters), folder / "cohorts" / f"{name}.yaml")
        found[name] = (cohort, rk.process(cohort))
    return found


@pytest.mark.parametrize("name", STUDIES)
def test_every_table_is_there_and_no_silent_row_has_a_number(answers, name):
    _, answer = answers[name]
    assert tuple(answer) == TABLES
    for table in answer.values():
        assert table.table.height > 0
        silent = table.table.filter(pl.col("status").is_in(["blocked", "insufficient"]))
        assert silent["estimate"].null_count() == silent.height
        assert silent["reason"].null_count() == 0
        assert (table.table["unknown"].fill_null(0) <= table.table["n"].fill_null(10**9)).all()


def test_lengths_without_dates_have_no_process(answers):
    _, answer = answers["unemployment_spells"]
    for table in answer.values():
        assert set(table.table.select("status", "reason").rows()) == {("blocked", "NO_TABLE")}


@pytest.mark.parametrize("name", ["samba", "botkyrka"])
def test_groups_add_up_to_everybody(answers, name):
    _, answer = answers[name]
    by = answer["stock"].by
    rows = answer["stock"].table.filter(pl.col("statistic") == "at_once")
    everybody = rows.filter(pl.all_horizontal(pl.col(by).is_null())).select("cause", whole="n")
    for dimension in (column for column in by if not column.startswith("target_")):
        others = [column for column in by if column != dimension]
        own = rows.filter(pl.col(dimension).is_not_null() & pl.all_horizontal(pl.col(others).is_null()))
        if own.height:
            sums = own.group_by("cause").agg(pl.col("n").sum()).join(everybody, on="cause")
            assert (sums["n"] == sums["whole"]).all(), dimension


def test_samba_tells_its_waits_and_phases_by_gender_and_birth(answers):
    cohort, answer = answers["samba"]
    said = answer["waits"].table.filter((pl.col("status") == "ok") & (pl.col("outcome") == "referral_to_enrolment"))
    crossed = said.filter(pl.col("gender").is_not_null() & pl.col("foreign_born").is_not_null())
    assert crossed.select("gender", "foreign_born").unique().height == 4
    causes = answer["phases"].table.filter(pl.col("status") == "ok")["cause"].unique().to_list()
    assert {"utredning", "rekrytering", "work"} <= set(causes)
    assert set(cohort.codes["phase"]) == {"utredning", "rekrytering"}


def test_botkyrka_says_that_everybody_is_of_one_group(answers):
    _, answer = answers["botkyrka"]
    for table in answer.values():
        assert {"one_level:gender", "one_level:foreign_born"} <= set(table.table["statistic"])
