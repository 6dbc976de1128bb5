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
from tests.security.hostile import ALL, SIGNS

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
LINED = {"lines"}
"""Names that cannot stand in one line of a report; what becomes of them is a test of its own."""


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


def hostile_file(folder, name: str):
    """The name as an unmapped column twice (which is a fault that names it), as a code and as a day."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Nr", "Kön", "Född", "År", "Dag", name, name])
    writer.writerow(["p1", name, "ja", "1980", "2010-01-10", "x", "y"])
    writer.writerow(["p2", "kvinna", "nej", name, name, "x", "y"])
    (folder / "deltagare.csv").write_text(text.getvalue(), encoding="utf-8")
    (folder / "p.yaml").write_text(STUDY, encoding="utf-8")
    return folder / "p.yaml"


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind not in {"null"}])
def test_a_report_of_faults_stays_a_report(kind, tmp_path):
    report = check_study(hostile_file(tmp_path, ALL[kind]))
    (tmp_path / "usual").mkdir()
    usual = check_study(hostile_file(tmp_path / "usual", "Yrke"))
    assert report.table.height
    assert set(Elements(report.to_html()).tags) <= set(Elements(usual.to_html()).tags)
    assert set(Elements(report._repr_html_()).tags) == {"p"}
    assert ALL[kind] not in repr(report)


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind not in {"null", "long"}])
def test_a_code_that_is_not_known_is_in_no_message(kind, tmp_path):
    report = check_study(hostile_file(tmp_path, "Yrke"))
    said = report.to_text()
    assert "unknown_code" in said
    changed = (tmp_path / "deltagare.csv").read_text(encoding="utf-8")
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow(["p3", ALL[kind], "ja", "1980", "2010-01-10", "x", "y"])
    (tmp_path / "deltagare.csv").write_text(changed + text.getvalue(), encoding="utf-8")
    assert ALL[kind].strip() not in check_study(tmp_path / "p.yaml").to_text()


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind not in {"null", "long", "lines"}])
def test_a_mapping_holds_it_as_a_text(kind, tmp_path):
    frame = pl.DataFrame(
        {"personnr": [f"p{n}" for n in range(12)], ALL[kind]: ["Kvinna", "Man"] * 6, "Kön": [ALL[kind], "Man"] * 6}
    )
    folder = tmp_path / "kommun"
    folder.mkdir()
    frame.write_csv(folder / "deltagare.csv", separator=";")
    parameters = tmp_path / "p.yaml"
    parameters.write_text("study: {name: liten, title: {sv: Liten}, as_of: 2010-12-31}\ndata:\n  sources: []\n")
    made = map_files([folder / "deltagare.csv"], Wanted(table="participant"), parameters=parameters)
    assert made.placed
    write_mapping(parameters, list(made.placed))
    (source,) = read_data_declaration(parameters).sources
    assert source.partner == "kommun"
    assert set(source.columns.values()) <= {name.strip() for name in frame.columns}
