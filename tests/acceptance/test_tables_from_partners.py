"""Three partners keep their participants and hand over tables: the report is that of the pooled participants."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.analyses.answer_table import thresholds_of
from research_kit.analyses.groups import plan_groups
from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.analyses.outcome_rows import within_rows
from research_kit.analyses.setting import definitions, set_up
from research_kit.counts.stored_counts import write_counts
from research_kit.reporting.write_counts import count_cohort
from research_kit.results.stored_answer import read_answers
from tests.acceptance.conftest import Project

TOLD = ("within", "curve", "median", "months", "gaps")
NEED_PARTICIPANTS = ("sustained", "bounds", "states", "standardised", "adjusted")
Answers = dict[str, rk.results.Answer]
JOINT = """
study: {{name: {name}, title: {{sv: "Samba: på väg till arbete", en: "Samba: on the way to work"}}, synthetic: true,
         starts_on: 2009-05-01, as_of: 2011-06-30, planned_participants: 240, planned_reports: 14}}
data:
  counts: [{counts}]
  target_groups:
    long_term_sick: {{sv: Långtidssjukskrivna, en: Long-term sick}}
    unemployed: {{sv: Arbetslösa, en: Unemployed}}
    income_support: {{sv: Personer med försörjningsstöd, en: People on income support}}
    youth: {{sv: "Unga, under 30 år", en: "Young, under 30"}}
    newly_arrived: {{sv: Nyanlända, en: Newly arrived}}
cohort: {{file: ../cohorts/samba.yaml}}
disclosure: {{k: 5, k_health: 10}}
report: {{folder: ../reports, languages: [sv, en], formats: []}}
"""


def write_joint(project: Project, name: str, *counts: str) -> str:
    path = f"parameters/{name}.yaml"
    folders = ", ".join(f"../counts/{each}" for each in counts)
    (project.folder / path).write_text(JOINT.format(name=name, counts=folders), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def cohort(samba):
    study = rk.open_study(samba.folder / "parameters" / "samba.yaml")
    return rk.build_cohort(study, samba.folder / "cohorts" / "samba.yaml")


@pytest.fixture(scope="module")
def joint(samba, cohort, tmp_path_factory) -> Project:
    """The SAMBA-like study's people at three partners, one of which has only women; run from their tables."""
    project = samba.copy(tmp_path_factory.mktemp("joint"))
    drawn = np.random.default_rng(3).integers(0, 2, cohort.frame.height)
    is_third = (pl.col("gender") == "woman") & (pl.col("index_on").dt.day() < 12)
    placed = cohort.frame.with_columns(_place=pl.when(is_third).then(2).otherwise(pl.Series(drawn)))
    for number in range(3):
        part = replace(cohort, frame=placed.filter(_place=number).drop("_place"))
        site = f"partner_{number}"
        write_counts(count_cohort(part, site, step_days=None), project.folder / "counts" / site)
    for name in ("data", "parameters/samba.yaml"):  # no participant is there when the joint report is made
        (project.folder / name).rename(tmp_path_factory.mktemp("away") / "gone")
    project.research_kit("run", write_joint(project, "joint", "partner_0", "partner_1", "partner_2"))
    return project


@pytest.fixture(scope="module")
def pooled(samba, tmp_path_factory) -> Answers:
    """The same people at one partner, as a notebook asks; without coarser ages, which tables of counts do not have."""
    project = samba.copy(tmp_path_factory.mktemp("pooled"))
    parameters = project.folder / "parameters" / "samba.yaml"
    text, found = re.subn(r"(?m)^  collapse:.*\n(?:    .*\n)+", "", parameters.read_text(encoding="utf-8"))
    assert found == 1
    parameters.write_text(text, encoding="utf-8")
    run = replace(rk.open_run(str(parameters)), results=project.folder / "results")
    run.answer("time_to_employment")
    return stored(project.folder / "results")


def edition(project: Project, study: str) -> Path:
    return project.folder / "reports" / study / "2011-Q2"


def stored(folder: Path) -> Answers:
    return {answer.name: answer for answer in read_answers(folder)}


def answers(project: Project, study: str) -> Answers:
    return stored(edition(project, study) / "internal" / "results")


@pytest.mark.parametrize("table", TOLD)
def test_the_answer_is_that_of_the_pooled_participants_to_the_last_digit(pooled, joint, table):
    found, expected = (of["time_to_employment"] for of in (answers(joint, "joint"), pooled))
    assert found[table].table.height > 20
    assert_frame_equal(found[table].table, expected[table].table, check_exact=True)
    assert found[table].method_id == expected[table].method_id
    assert (found.guards, found.definition) == (expected.guards, expected.definition)


def test_what_needs_participants_says_so_in_one_row(joint):
    work, people = (answers(joint, "joint")[name] for name in ("time_to_employment", "participants"))
    for table in (*(work[name] for name in NEED_PARTICIPANTS), *people.values()):
        assert table.table.select("status", "reason").rows() == [("blocked", "NO_TABLE")]


def test_the_boards_page_holds_what_was_released_and_nothing_of_the_partners(joint):
    made = edition(joint, "joint")
    headline = (pl.col("outcome") == "strict") & (pl.col("cause") == "employment") & (pl.col("time") == 12)
    within = pl.read_csv(made / "released" / "time_to_employment.within.csv").filter(headline).drop_nulls("estimate")
    assert within.height > 5
    page = re.sub(r"<[^>]+>", "", (made / "board_en.html").read_text())
    for estimate, lower, upper in within.select("estimate", "lower", "upper").rows():
        assert f"{estimate * 100:.0f}% ({lower * 100:.0f}–{upper * 100:.0f})" in page
    for question in ("whether a job lasted", "who the participants are"):
        assert question in page[page.index("What we cannot answer") :]
    assert not (made / "study").exists()
    assert not any("partner_0" in path.read_text() for path in made.glob("*.html"))


def test_what_the_command_writes_is_what_a_report_is_made_from(samba, cohort, tmp_path):
    project = samba.copy(tmp_path)
    project.here("counts", "parameters/samba.yaml", "--out", "counts/everybody")
    run = rk.open_run(str(project.folder / write_joint(project, "joint", "everybody")))
    total = pl.all_horizontal(pl.col(run.answer("time_to_employment")["within"].by).is_null())
    found = run.answer("time_to_employment")["within"].table.filter(total)
    in_months = {
        name: (pl.col(name) / DAYS_PER_MONTH).ceil() * DAYS_PER_MONTH
        for name in (f"duration_days_{outcome}" for outcome in definitions(cohort))
    }
    rounded = replace(cohort, frame=cohort.frame.with_columns(**in_months))
    setting = set_up(rounded, plan_groups(cohort, [], "the total alone"), thresholds_of(cohort))
    expected = pl.concat([within_rows(setting.follow(name)) for name in definitions(cohort)])
    columns = [
        "statistic",
        "outcome",
        "cause",
        "time",
        "n",
        "events",
        "unknown",
        "estimate",
        "lower",
        "upper",
        "status",
    ]
    assert found.height == expected.height > 10
    assert_frame_equal(found.select(columns), expected.select(columns), check_exact=True, check_dtypes=False)
