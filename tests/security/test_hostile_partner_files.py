"""A partner's file whose names and codes would act somewhere: in reports, YAML, notebooks and tables they are text."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import polars as pl
import pytest

from research_kit.desk.map_files import Wanted, map_files
from research_kit.desk.write_mapping import write_mapping
from research_kit.study import check_study
from research_kit.study.declaration import read_data_declaration
from tests.security.hostile import FORMULA, MARKUP, SIGNS, TEMPLATE

STUDY = """study: {name: liten, title: {sv: Liten}, as_of: 2010-12-31}
data:
  legal_basis: not_personal
  sources:
    - partner: kommun
      table: participant
      file: deltagare.csv
      identifier: {column: Nr, kind: own_id}
      columns: {gender: Kön, foreign_born: Född, birth_year: År, recorded_at: Dag}
"""
GROUPS = {"markup": MARKUP, "formulas": FORMULA, "templates": TEMPLATE, "signs": {**SIGNS, "null": "ond"}}


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


def hostile_file(folder, names: list[str]):
    """Each name as a column twice (which is a fault that names it), and as a code and a day in a row of its own."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    more = ["x"] * 2 * len(names)
    writer.writerow(["Nr", "Kön", "Född", "År", "Dag", *names, *names])
    writer.writerow(["p0", "kvinna", "ja", "1980", "2010-01-10", *more])
    for number, name in enumerate(names, start=1):
        writer.writerow([f"p{number}", name, "ja", name, name, *more])
    folder.mkdir(exist_ok=True)
    (folder / "deltagare.csv").write_text(text.getvalue(), encoding="utf-8")
    (folder / "p.yaml").write_text(STUDY, encoding="utf-8")
    return folder / "p.yaml"


@pytest.mark.parametrize("group", GROUPS)
def test_a_report_of_faults_stays_a_report(group, tmp_path):
    names = list(GROUPS[group].values())
    report = check_study(hostile_file(tmp_path, names))
    usual = check_study(hostile_file(tmp_path / "usual", ["Yrke"]))
    named = set(report.table.filter(rule="duplicate_column")["column"])
    assert {name.strip() for name in names if name.isprintable()} <= named
    assert set(Elements(report.to_html()).tags) <= set(Elements(usual.to_html()).tags)
    assert set(Elements(report._repr_html_()).tags) == {"p"}
    assert not [name for name in names if name in repr(report)]


@pytest.mark.parametrize("group", GROUPS)
def test_a_code_that_is_not_known_is_in_no_message(group, tmp_path):
    names = list(GROUPS[group].values())
    parameters = hostile_file(tmp_path, names)
    file = tmp_path / "deltagare.csv"
    lines = file.read_text(encoding="utf-8")
    header, _, rows = lines.partition("p0;")
    plain = "Nr;Kön;Född;År;Dag;" + ";".join(f"k{number}" for number in range(2 * len(names)))
    file.write_text(f"{plain}\r\np0;{rows}", encoding="utf-8")
    said = check_study(parameters).to_text()
    assert header
    assert "unknown_code" in said
    assert [name for name in names if name.strip() in said] == []


def test_a_name_forges_no_line_of_the_report(tmp_path):
    said = check_study(hostile_file(tmp_path, [SIGNS["lines"], SIGNS["terminal"]])).to_text()
    assert "\nERROR file.csv: forged" not in said
    assert "\x1b" not in said


@pytest.mark.parametrize("group", GROUPS)
def test_a_mapping_holds_it_as_a_text(group, tmp_path):
    names = [name for key, name in GROUPS[group].items() if key not in ("long", "lines", "line")]
    columns = {name: ["Kvinna", "Man"] * 6 for name in names}
    codes = [*names, *["Man"] * 12][:12]
    frame = pl.DataFrame({"personnr": [f"p{number}" for number in range(12)], "Kön": codes, **columns})
    (tmp_path / "kommun").mkdir()
    frame.write_csv(tmp_path / "kommun" / "deltagare.csv", separator=";")
    parameters = tmp_path / "p.yaml"
    parameters.write_text("study: {name: liten, title: {sv: Liten}, as_of: 2010-12-31}\ndata:\n  sources: []\n")
    made = map_files([tmp_path / "kommun" / "deltagare.csv"], Wanted(table="participant"), parameters=parameters)
    assert made.placed
    write_mapping(parameters, list(made.placed))
    (source,) = read_data_declaration(parameters).sources
    assert source.partner == "kommun"
    assert set(source.columns.values()) <= {name.strip() for name in frame.columns}
