"""From files of four municipalities to four studies: how little she corrects, and that every value is the true one."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.study import open_study
from research_kit.study.study import Study
from tests.unit.desk.municipalities import SPAN, people, write_municipalities

ROWS = people(11)
ENROLLED = [row for row in ROWS if row["start"]]
STATUSES = """    - partner: norr
      table: status_spell
      file: "../data/norr/norr/Alla 2026.csv"
      csv: {date_format: "%y%m%d"}
      identifier: {column: Pnr, kind: personal_number}
      constants: {kind: unemployed}
      columns: {start: Inskrivn.dat, end: Arbete fr.o.m., verified_on: Koll}
    - partner: norr
      table: status_spell
      file: "../data/norr/norr/Alla 2026.csv"
      csv: {date_format: "%y%m%d"}
      identifier: {column: Pnr, kind: personal_number}
      constants: {kind: ord_emp}
      columns: {start: Arbete fr.o.m., hours_pct: Grad, verified_on: Koll}

cohort:"""
CORRECTIONS = {
    "norr": [(r"\ncohort:", STATUSES)],
    "soder": [
        (r'# decide: foreign_born: (\{"": no\}).*', r"foreign_born: \1"),
        (r"# decide: (start: Datum)", r"\1"),
        (r'# decide: (end: "?Datum \(2\)"?)', r"\1"),
    ],
    "oster": [
        (r"# decide: (exit_reason: Orsakskod)", r"\1"),
        (
            r'# codes:\n(\s+)# decide: exit_reason: \{"?[ABC].*',
            r'codes:\n\1exit_reason: {"A": ord_emp, "B": completed, "C": sick}',
        ),
    ],
    "vaster": [],
}
"""What she changes besides the day of the report and the legal basis: nobody has asked for consent."""


@pytest.fixture(scope="module", params=list(CORRECTIONS))
def study(request, tmp_path_factory) -> tuple[str, Study]:
    name, folder = request.param, tmp_path_factory.mktemp("towns") / request.param
    run = CliRunner().invoke
    assert run(app, ["init", str(folder)]).exit_code == 0
    write_municipalities(folder.parent / "files", ROWS)
    (folder.parent / "files" / name).rename(folder / "data" / name / name)
    parameters = Path("parameters", f"{name}.yaml")
    with contextlib.chdir(folder):
        mapped = run(app, ["map", f"data/{name}", "--delivered", "2026-06-20", "--write", str(parameters)])
        assert mapped.exit_code == 0, mapped.output
        assert not re.search(r"\d{6}[-+ ]?\d{4}", mapped.output)
        text = parameters.read_text(encoding="utf-8")
        general = [(r"as_of: \d{4}-\d\d-\d\d", "as_of: 2026-06-30"), (r"legal_basis: \w+", "legal_basis: public_task")]
        for pattern, instead in [*general, *CORRECTIONS[name]]:
            text, made = re.subn(pattern, instead, text)
            assert made, (pattern, text)
        parameters.write_text(text, encoding="utf-8")
        checked = run(app, ["check", str(parameters)])
        assert checked.exit_code == 0, checked.output
    return name, open_study(folder / parameters)


def test_every_value_is_the_true_one(study):
    name, opened = study
    tables = opened.tables
    persons = {row["pid"]: row for row in tables["participant"].iter_rows(named=True)}
    about = ("gender", "foreign_born", "birth_year")
    found = Counter(tuple(row[one] for one in about) for row in persons.values())
    assert found == Counter(tuple(_true(name, row)[one] for one in about) for row in ROWS)
    enrolments = [{**row, **{one: persons[row["pid"]][one] for one in about}} for row in tables["enrolment"].to_dicts()]
    asked = ("start", "end", "exit_reason", *about)
    assert _said(enrolments, asked) == _said([{**row, "exit_reason": row["reason"]} for row in ENROLLED], asked)


def _true(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """The list of those enrolled is the only one of `vaster` that says who is a woman."""
    return {**row, "gender": "unstated"} if name == "vaster" and not row["start"] else row


def _said(rows: list[dict[str, Any]], names: tuple[str, ...]) -> Counter:
    return Counter(tuple(row[name] for name in names) for row in rows)


def test_referrals_statuses_and_activities_too(study):
    name, opened = study
    tables = opened.tables
    if name == "norr":
        assert sorted(tables["referral"]["referred_on"]) == sorted(row["referred"] for row in ROWS)
    if name in ("norr", "soder"):
        jobs = Counter(
            (row["start"], row["hours_pct"]) for row in tables["status_spell"].to_dicts() if row["kind"] == "ord_emp"
        )
        assert jobs == Counter((row["job"], float(row["hours"])) for row in ROWS if row["job"])
    if name == "soder":
        began = sorted(row["start"] for row in tables["status_spell"].to_dicts() if row["kind"] == "unemployed")
        assert began == sorted(row["referred"] - SPAN for row in ENROLLED)
    if name == "oster":
        starts = dict(tables["enrolment"].select("enr_id", "start").iter_rows())
        assert tables["participation"].height == len(ENROLLED)
        for row in tables["participation"].to_dicts():
            assert row["start"] == starts[row["enr_id"]] + timedelta(days=7)
            assert (row["act_id"], row["planned_h"], row["attended_h"]) == ("Svenska", 40.5, 20.25)
