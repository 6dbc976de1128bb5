"""The parameters file as a whole: its sections, its schema for editors, and the quarter of a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from research_kit.errors import DeclarationError
from research_kit.reporting.declaration import quarter_of, quarters_since, read_plan
from research_kit.reporting.schemas import schema_texts

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", ["samba", "botkyrka", "unemployment_spells"])
def test_the_shipped_parameters_are_read_whole(name):
    plan = read_plan(ROOT / "parameters" / f"{name}.yaml")
    assert plan.study.name == name
    assert plan.study_folder == ROOT / "reports" / name


@pytest.mark.parametrize("path", schema_texts())
def test_editors_have_the_schema_of_the_code(path):
    assert (ROOT / path).read_text(encoding="utf-8") == schema_texts()[path], "run `make schemas`"


def test_a_file_that_is_named_but_not_there_is_refused_before_anything_is_read(tmp_path):
    (tmp_path / "cohort.yaml").write_text("name: x\n")
    (tmp_path / "p.yaml").write_text(
        "study: {name: x, title: {sv: X}, as_of: 2011-06-30}\n"
        "data: {sources: [{partner: p, table: participant, file: a.csv}]}\n"
        "cohort: {file: cohort.yaml}\n"
        "report: {notebooks_folder: ., notebooks: [01_nothing]}\n"
    )
    with pytest.raises(DeclarationError, match=r"`report\.notebooks`: there is no file .*01_nothing\.ipynb"):
        read_plan(tmp_path / "p.yaml")


@pytest.mark.parametrize(
    ("day", "quarter"), [(date(2011, 1, 1), "2011-Q1"), (date(2011, 6, 30), "2011-Q2"), (date(2011, 12, 31), "2011-Q4")]
)
def test_a_day_lies_in_its_calendar_quarter(day, quarter):
    assert quarter_of(day) == quarter


def test_quarters_are_counted_from_the_first_one():
    assert quarters_since(date(2009, 5, 1), date(2009, 6, 30)) == 1
    assert quarters_since(date(2009, 5, 1), date(2011, 6, 30)) == 9
