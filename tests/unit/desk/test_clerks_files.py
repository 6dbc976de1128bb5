"""From clerks' files to a study: what is proposed, what she decides, and that every value is then the true one."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.study import open_study
from research_kit.study.study import Study
from tests.unit.desk.clerks import people, write_clerks_files

NAMES = "Personnummer,Kön,Födelseår"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A new study with the files in it, mapped."""
    folder = tmp_path_factory.mktemp("clerks") / "egen"
    assert CliRunner().invoke(app, ["init", str(folder)]).exit_code == 0
    write_clerks_files(folder / "data" / "egen", people())
    return folder


@pytest.fixture(scope="module")
def said(folder) -> str:
    """What the assistant said of them."""
    with contextlib.chdir(folder):
        to = ["--write", "parameters/egen.yaml"]
        first = CliRunner().invoke(app, ["map", "data/egen", *to])
        second = CliRunner().invoke(app, ["map", "data/egen/forening/medlemmar.csv", "--names", NAMES, *to])
    assert (first.exit_code, second.exit_code) == (0, 0)
    return first.output + second.output


@pytest.fixture(scope="module")
def study(folder, said) -> Study:
    """The study, once she has decided."""
    parameters = folder / "parameters" / "egen.yaml"
    decide(parameters)
    with contextlib.chdir(folder):
        checked = CliRunner().invoke(app, ["check", "parameters/egen.yaml"])
    assert checked.exit_code == 0, checked.output
    return open_study(parameters)


def decide(parameters: Path) -> None:
    """Her decisions: the day of delivery, a column that is right as proposed, and three codes."""
    text = parameters.read_text(encoding="utf-8")
    for pattern, instead in (
        (r"as_of: \d{4}-\d\d-\d\d", "as_of: 2011-03-31"),
        (r"legal_basis: \w+", "legal_basis: public_task"),
        (r"# decide: recorded_on: .*", "recorded_on: 2011-01-15"),
        (r"# decide: (referred_on: Datum)", r"\1"),
        (r"# decide: kind: .*\n\s+kind: {", 'kind: {"Arbete med lön": ord_emp, '),
        (r"# decide: exit_reason: .*\n\s+exit_reason: {", 'exit_reason: {"Sjukdom": sick, '),
        (r"# codes:\n\s+# decide: disability_support: .*", 'codes: {disability_support: {"Utreds": unknown}}'),
    ):
        text, made = re.subn(pattern, instead, text)
        assert made, pattern
    parameters.write_text(text, encoding="utf-8")


def test_every_file_of_the_folder_is_mapped_and_the_one_without_names_is_told(said):
    assert said.count(": the table `") == 7
    assert "seems to have no line of names" in said
    assert '--names "Personnummer,Kön,Född"' in said


def test_nobodys_number_and_no_rare_code_about_health_is_shown(said, folder):
    text = said + (folder / "parameters" / "egen.yaml").read_text(encoding="utf-8")
    assert not re.search(r"\d{6}[-+ ]?\d{4}", text)
    assert "Utreds: " not in said
    assert "Utreds →" not in said


def test_what_is_not_read_is_told(said):
    for told in ("2 rows above the header are not read", "rows at the end are not read: sums", "rows 4 and 5"):
        assert told in said
    assert "may have been cut short" in said  # inskrivningar.csv ends without a line break


def by_person(study: Study) -> list[dict[str, Any]]:
    """What the study knows of each person, in the order of the truth: enrolments are numbered as people are."""
    enrolments = study.tables["enrolment"].sort("start", "pid")
    referrals = study.tables["referral"].select("pid", "referred_on")
    spells = study.tables["status_spell"].select("pid", "kind", "start_lo", "start_hi", "end_hi")
    persons = study.tables["participant"].drop("source", "recorded_at")
    joined = enrolments.select("pid", "enr_id", "start", "end", "exit_reason")
    for table in (persons, referrals, spells):
        joined = joined.join(table, on="pid", how="left", validate="1:1")
    hours = study.tables["participation"].select("enr_id", "planned_h", "attended_h", from_on="start", to_on="end")
    return joined.join(hours, on="enr_id", how="left", validate="1:1").rows(named=True)


def quarter_end(day: date | None) -> date | None:
    return None if day is None else pl.Series([day]).dt.truncate("1q").dt.offset_by("3mo").dt.offset_by("-1d").item()


EXPECTED: dict[str, Callable[[dict[str, Any]], Any]] = {
    **{name: lambda row, name=name: row[name] for name in (
        "gender", "foreign_born", "education", "birth_year", "disability_support", "start", "end", "exit_reason",
        "referred_on", "kind", "language_support",
    )},
    "start_lo": lambda row: row["start"].replace(day=1),
    "end_hi": lambda row: quarter_end(row["end"]),
    "planned_h": lambda row: row["hours"] if row["end"] else None,
    "attended_h": lambda row: row["hours"] / 2 if row["end"] else None,
    "from_on": lambda row: row["start"] if row["end"] else None,
    "to_on": lambda row: row["end"],
}  # fmt: skip


def test_every_value_is_the_true_one(study):
    names = list(EXPECTED)
    found = [tuple(one[name] for name in names) for one in by_person(study)]
    true = [tuple(EXPECTED[name](row) for name in names) for row in people()]
    assert len(found) == 60
    for name, a, b in zip(
        names, zip(*sorted(found, key=str), strict=True), zip(*sorted(true, key=str), strict=True), strict=True
    ):
        assert list(a) == list(b), name
