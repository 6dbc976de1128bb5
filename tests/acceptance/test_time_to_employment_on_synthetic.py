"""The synthetic studies, from partner files to the answer on time to employment, against what is true in them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import research_kit as rk
from research_kit.synthetic.demo import STUDIES
from research_kit.synthetic.partner_files import write_partner_files
from research_kit.synthetic.true_values import true_values
from tests.demo_once import write_demo

ROOT = Path(__file__).parents[2]
CELLS = [("woman", "yes"), ("woman", "no"), ("man", "yes"), ("man", "no")]


def made(name, folder, **kwargs):
    (folder / "parameters").mkdir()
    parameters = Path(shutil.copy(ROOT / "parameters" / f"{name}.yaml", folder / "parameters"))
    write_demo(name, parameters)
    return rk.build_cohort(rk.open_study(parameters, **kwargs), ROOT / "cohorts" / f"{name}.yaml")


@pytest.fixture(scope="module")
def samba(tmp_path_factory):
    """The whole project, all four agencies, until its last day."""
    return made("samba", tmp_path_factory.mktemp("samba"), as_of=date(2012, 10, 31))


@pytest.fixture(scope="module")
def botkyrka(tmp_path_factory):
    return made("botkyrka", tmp_path_factory.mktemp("botkyrka"))


@pytest.fixture(scope="module")
def truth():
    return true_values(STUDIES["samba"](), people=50_000)["groups"]


@pytest.fixture(scope="module")
def answer(samba):
    return rk.time_to_employment(samba, by=["gender", "foreign_born"])


def cell(table, gender=None, foreign_born=None, **where):
    rows = table.table.filter(
        pl.col("gender").eq_missing(pl.lit(gender)), pl.col("foreign_born").eq_missing(pl.lit(foreign_born))
    )
    for name, value in where.items():
        rows = rows.filter(pl.col(name) == value)
    return rows.row(0, named=True)


def test_every_number_has_a_status_and_every_silence_a_reason(answer):
    for table in answer.values():
        assert table.table["status"].null_count() == 0
        assert table.table.filter(~pl.col("status").is_in(["ok"]))["reason"].null_count() == 0
    for gender, born in CELLS:
        assert cell(answer["within"], gender, born, time=12.0, cause="employment")["status"] in (
            "ok",
            "wide",
            "blocked",
        )


def test_the_share_with_work_or_education_is_near_the_truth(answer, truth):
    wide = cell(answer["within"], time=12.0, cause="any_success")
    assert wide["alarm_lower"] < truth["all"]["work_or_education_12"] < wide["alarm_upper"]
    for cause in ("education", "terminal"):
        row = cell(answer["within"], time=12.0, cause=cause)
        assert row["alarm_lower"] < truth["all"]["cumulative_incidence_12"][cause] < row["alarm_upper"]


def test_the_gap_of_foreign_born_women_covers_the_planted_one(answer, truth):
    gap = cell(answer["gaps"], "woman", "yes", statistic="gap_within", outcome="wide")
    women = truth["foreign_born_women"]
    everybody = truth["all"]
    rest = everybody["people"] - women["people"]
    others = (
        everybody["people"] * everybody["work_or_education_12"] - women["people"] * women["work_or_education_12"]
    ) / rest
    assert gap["compared_with"] == "rest"
    assert gap["lower"] < women["work_or_education_12"] - others < gap["upper"]


def test_the_causes_compete_and_add_up(answer):
    assert {answer[name].method_id for name in ("within", "curve", "median", "months", "gaps")} == {"M3.2"}
    assert max(answer["within"].diagnostics["causes_add_up"].values()) < 1e-12


def test_counting_the_unverified_as_without_work_would_be_too_low(samba, answer):
    """Censoring at the cut, which G-CUT forbids, gives less than censoring at the last verified status."""
    at_cut = (pl.lit(samba.cut) - pl.col("index_on")).dt.total_days().cast(pl.Float64)
    naive = samba.frame.with_columns(
        days=pl.when(pl.col("event_wide") > 0).then("duration_days_wide").otherwise(at_cut)
    )
    curve = rk.statistics.cumulative_incidence(
        rk.counts.life_table(naive, duration="days", event="event_wide"), confidence=0.95
    )
    share = rk.statistics.at_times(curve.filter(pl.col("cause") == 1), 365.25)["estimate"].item()
    assert share < cell(answer["within"], time=12.0, cause="any_success")["estimate"] - 0.01


def test_the_flow_of_everybody_referred_adds_up(samba):
    flow = rk.participants(samba, by=["gender", "foreign_born"])["flow"].table.filter(pl.col("gender").is_null())
    flow = flow.filter(pl.col("foreign_born").is_null())
    reached = dict(flow.filter(pl.col("cause").is_null()).select("statistic", "n").iter_rows())
    lost = flow.filter(pl.col("cause").is_not_null())["n"].sum()
    assert reached["referred"] == reached["outcome_known"] + lost
    assert reached["enrolled"] == len(samba)


def test_a_project_for_foreign_born_women_is_split_by_what_differs_among_them(botkyrka):
    answer = rk.time_to_employment(botkyrka, by=["gender", "foreign_born"])
    table = answer["within"].table
    blocked = table.filter(pl.col("status") == "blocked", pl.col("reason") == "ONE_LEVEL")["statistic"].to_list()
    assert blocked == ["one_level:gender", "one_level:foreign_born"]
    assert {"education", "years_in_sweden_band", "age_band"} <= set(answer["within"].by)
    assert table.filter(pl.col("education").is_not_null(), pl.col("status") == "ok").height


def test_the_analyses_need_neither_lifelines_nor_statsmodels():
    loaded = "import sys, research_kit.analyses; print({'lifelines', 'statsmodels', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.fixture(scope="module")
def coarse(tmp_path_factory):
    """The whole project, twice as large, where most starts are known to the quarter or between two visits only."""
    folder = tmp_path_factory.mktemp("coarse")
    (folder / "parameters").mkdir()
    parameters = Path(shutil.copy(ROOT / "parameters" / "samba.yaml", folder / "parameters"))
    into = write_demo("samba", parameters)
    truth = STUDIES["samba"]().with_participants(600)
    rough = replace(truth, follow_up=replace(truth.follow_up, precision=(0.2, 0.2, 0.3, 0.3)))
    write_partner_files(rough, into, seed=4)
    return rk.build_cohort(rk.open_study(parameters, as_of=date(2012, 10, 31)), ROOT / "cohorts" / "samba.yaml")


def test_starts_known_to_the_quarter_are_read_as_intervals(coarse, truth):
    answer = rk.time_to_employment(coarse, by=["gender", "foreign_born"])
    assert answer["within"].method_id == "M3.3"
    assert "G-MIDPOINT" not in {guard.code for guard in answer.guards}
    for cause, true in truth["all"]["cumulative_incidence_12"].items():
        if cause in ("employment", "education"):
            row = cell(answer["within"], time=12.0, cause=cause)
            assert row["alarm_lower"] < true < row["alarm_upper"], cause
    wide = cell(answer["within"], time=12.0, cause="any_success")
    assert wide["lower"] < truth["all"]["work_or_education_12"] < wide["upper"]
    for name in ("sustained", "bounds", "states", "standardised", "adjusted"):
        assert answer[name].table["status"].is_in(["ok", "wide"]).any(), name


def test_lengths_without_dates_are_answered_as_far_as_they_go():
    """The real unemployment spells: no courses, no visits, no register; an adjusted gap all the same."""
    cohort = rk.build_cohort(
        rk.open_study(ROOT / "parameters" / "unemployment_spells.yaml"), ROOT / "cohorts" / "unemployment_spells.yaml"
    )
    answer = rk.time_to_employment(cohort)
    for name in ("sustained", "bounds", "states"):
        assert answer[name].table.select("status", "reason").rows() == [("blocked", "NO_TABLE")], name
    assert answer["adjusted"].estimand_key == "gap_standardised:gender,race"
    assert answer["adjusted"].table["status"].to_list() == ["ok", "ok"]


def test_a_project_for_foreign_born_women_has_no_adjusted_gap(botkyrka):
    answer = rk.time_to_employment(botkyrka)
    for name in ("standardised", "adjusted"):
        assert answer[name].table.select("status", "reason").rows() == [("blocked", "ONE_LEVEL")]
