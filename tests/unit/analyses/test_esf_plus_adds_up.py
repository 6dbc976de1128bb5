"""The ESF+ table of every shipped study, exactly: it adds up, before disclosure control."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

import research_kit as rk
from research_kit.synthetic.demo import STUDIES
from tests.demo_once import write_demo
from tests.property.test_esf_plus_properties import counted, require_adds_up

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("shipped")
    for part in ("parameters", "cohorts"):
        shutil.copytree(ROOT / part, made / part)
    shutil.copytree(ROOT / "src" / "research_kit" / "data", made / "src" / "research_kit" / "data")
    return made


@pytest.mark.parametrize("name", ["samba", "botkyrka", "unemployment_spells"])
def test_the_table_of_each_shipped_study_adds_up(name, folder):
    if name in STUDIES:
        write_demo(name, folder / "parameters" / f"{name}.yaml")
    study = rk.open_study(folder / "parameters" / f"{name}.yaml")
    cohort = rk.build_cohort(study, folder / "cohorts" / f"{name}.yaml")
    made = rk.esf_plus(cohort)["indicators"]
    require_adds_up(made.table)
    if cohort.records.entry_facts.height:
        assert counted(made.table, "EECO01")["total"] == (cohort.records.entry_facts.height, 0)
        assert made.diagnostics["genders_add_up"]
    else:  # a study of spells has no enrolments: said, not counted as nobody
        assert made.table.select(pl.col("status").unique()).to_series().to_list() == ["blocked"]
