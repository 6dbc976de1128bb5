"""Participants' voice on the three shipped studies; and own words, which are in no file that leaves a run."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from html import escape
from pathlib import Path

import polars as pl
import pytest

import research_kit as rk
from research_kit.reporting.declaration import read_plan
from tests.demo_once import write_demo

ROOT = Path(__file__).parents[2]
STUDIES = ("samba", "botkyrka", "unemployment_spells")
TABLES = ("responses", "reliability", "scales", "agree", "languages", "change", "change_mean", "change_bounds",
          "closer", "coding", "needs_match", "unmet", "needs_over_time")  # fmt: skip
TELLING_OF_NEEDS = ("04_participants_voice", "06_activity_effects")
AS_OF = {"botkyrka": date(2020, 6, 30)}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """The study, the cohort and the answer of each study."""
    folder = tmp_path_factory.mktemp("studies")
    for name in ("parameters", "cohorts"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(ROOT / "src" / "research_kit" / "data", folder / "src" / "research_kit" / "data")
    found = {}
    for name in STUDIES:
        parameters = folder / "parameters" / f"{name}.yaml"
        if name != "unemployment_spells":
            write_demo(name, parameters)
        study = rk.open_study(parameters, as_of=AS_OF.get(name))
        cohort = rk.build_cohort(study, folder / "cohorts" / f"{name}.yaml")
        found[name] = (study, cohort, rk.participants_voice(cohort), rk.disclosure.read_policy(parameters))
    return found


@pytest.mark.parametrize("name", STUDIES)
def test_every_table_is_there_and_no_silent_row_has_a_number(answers, name):
    answer = answers[name][2]
    assert tuple(answer) == TABLES
    for table in answer.values():
        silent = table.table.filter(pl.col("status").is_in(["blocked", "insufficient"]))
        assert silent["estimate"].null_count() == silent.height
        assert silent["reason"].null_count() == 0
        assert (table.table["events"].fill_null(0) <= table.table["n"].fill_null(10**9)).all()


def test_lengths_without_dates_have_no_voice(answers):
    for table in answers["unemployment_spells"][2].values():
        assert set(table.table.select("status", "reason").rows()) == {("blocked", "NO_TABLE")}


@pytest.mark.parametrize("name", ["samba", "botkyrka"])
def test_rows_read_are_rows_used_and_rows_lost(answers, name):
    study, cohort = answers[name][:2]
    lost = {(row["frame"], row["reason"]): row["rows"] for row in cohort.voice.lost.iter_rows(named=True)}
    of = {frame: sum(rows for (own, _), rows in lost.items() if own == frame) for frame in ("answers", "needs")}
    assert study.table("item_response").height == cohort.voice.answers.height + of["answers"]
    assert study.table("need").height == cohort.voice.needs.height + of["needs"]


@pytest.mark.parametrize("name", ["samba", "botkyrka"])
def test_every_participant_is_asked_once_at_each_follow_up(answers, name):
    _, cohort, _, _ = answers[name]
    asked = cohort.voice.follow_ups
    assert asked.select("pid", "k").is_unique().all()
    assert asked["pid"].n_unique() == len(cohort)
    assert asked.filter(pl.col("answered") & ~pl.col("due")).height == 0
    assert asked.filter(pl.col("died") & pl.col("withdrawn")).height == 0


@pytest.mark.parametrize("name", ["samba", "botkyrka"])
def test_groups_of_those_asked_add_up_to_everybody(answers, name):
    table = answers[name][2]["responses"]
    rows = table.table.filter(~pl.col("statistic").str.starts_with("one_level"))
    whole = rows.filter(pl.all_horizontal(pl.col(table.by).is_null())).select("time", whole="n", all_events="events")
    for dimension in (column for column in table.by if not column.startswith("target_")):
        others = [column for column in table.by if column != dimension]
        own = rows.filter(pl.col(dimension).is_not_null() & pl.all_horizontal(pl.col(others).is_null()))
        sums = own.group_by("time").agg(pl.col("n", "events").sum()).join(whole, on="time")
        assert (sums["n"] == sums["whole"]).all(), dimension
        assert (sums["events"] == sums["all_events"]).all(), dimension


def test_received_needs_are_offered_and_bounds_hold_the_share_between_them(answers):
    for name in ("samba", "botkyrka"):
        cohort, answer = answers[name][1:3]
        assert cohort.voice.needs.filter(pl.col("received") & ~pl.col("offered")).height == 0
        keys = [*answer["closer"].by, "time"]
        of = {s: answer["closer"].table.filter(pl.col("statistic") == s).select(*keys, pl.col("estimate").alias(s))
              for s in ("share_closer", "share_if_none", "share_if_all")}  # fmt: skip
        told = of["share_closer"].drop_nulls("share_closer")
        for end in ("share_if_none", "share_if_all"):
            told = told.join(of[end], on=keys, how="inner", nulls_equal=True)
        assert told.height
        assert ((told["share_if_none"] <= told["share_closer"]) & (told["share_closer"] <= told["share_if_all"])).all()


@pytest.mark.parametrize("name", ["samba", "botkyrka"])
def test_the_answer_goes_through_the_gate_and_its_main_numbers_are_shown(answers, name):
    answer, policy = answers[name][2:]
    released = rk.release([answer], policy=policy)["participants_voice"]
    everybody = {
        table: each.table.filter(pl.all_horizontal(pl.col(each.by).is_null())) for table, each in released.items()
    }
    for table in ("responses", "change", "change_bounds", "needs_match", "unmet", "coding"):
        assert everybody[table]["estimate"].count(), table
    for each in released.values():
        small = each.table.filter(pl.col("n").is_between(1, policy.k - 1))
        assert not small.height


def test_the_same_data_give_the_same_numbers(answers):
    _, cohort, answer, _ = answers["samba"]
    again = rk.participants_voice(cohort)
    for name, table in answer.items():
        assert table.table.equals(again[name].table, null_equal=True), name


def _files(folder: Path):
    """Every file under a folder, and what is packed within it: name, bytes."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        yield path.name, path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    yield f"{path.name}/{name}", packed.read(name)
        if path.suffix == ".parquet":
            yield f"{path.name} as rows", str(pl.read_parquet(path).rows()).encode()


def test_own_words_are_in_no_file_of_a_whole_edition(samba, tmp_path):
    """Whatever a run makes: pages, released tables, the ledger, exact results, executed notebooks, what it stages."""
    words = rk.open_study(samba.folder / "parameters" / "samba.yaml").table("need")["own_words"].drop_nulls().unique()
    assert len(words) >= 5
    made = [file for place in ("reports", "ledger") for file in _files(samba.folder / place)]
    assert {name for name, _ in made} >= {
        *("participants_voice.unmet.csv", "participants_voice.unmet.parquet", "indicators.indicator_answers.csv"),
        *(f"{notebook}.ipynb" for notebook in TELLING_OF_NEEDS),
        *(f"{page}_{language}.html" for page in (*TELLING_OF_NEEDS, "board") for language in ("sv", "en")),
    }
    made.append(("the executed coding notebook", _coded(samba.folder, tmp_path)))
    for name, content in made:
        assert not any(said.encode() in content or escape(said).encode() in content for said in words), name


def _coded(folder: Path, to: Path) -> bytes:
    """The notebook of the coders, run as it is shipped: it shows how far they are, nobody's words."""
    import papermill

    executed = to / "coded.ipynb"
    papermill.execute_notebook(
        str(folder / "notebooks" / "04b_needs_coding.ipynb"), str(executed), cwd=str(folder / "notebooks"),
        parameters={"parameters": "../parameters/samba.yaml"}, progress_bar=False,
    )  # fmt: skip
    content = executed.read_bytes()
    assert b"kappa" in content
    return content


@pytest.mark.parametrize("study", ["samba", "botkyrka", "unemployment_spells"])
def test_the_coding_of_needs_is_in_no_report(study):
    plan = read_plan(ROOT / "parameters" / f"{study}.yaml", None)
    assert {"04_participants_voice", "06_activity_effects"} <= set(plan.report.notebooks)
    assert not [name for name in plan.report.notebooks if "coding" in name]


def test_the_coding_file_is_read_and_stays_out_of_the_study_that_a_run_stages(answers, tmp_path):
    from research_kit.study import write_study

    study = answers["samba"][0]
    words = study.table("need")["own_words"].drop_nulls().unique().to_list()
    write_study(study, tmp_path / "staged")
    for name, content in _files(tmp_path / "staged"):
        assert not any(said.encode() in content for said in words), name
