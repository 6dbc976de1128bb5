"""The ledger and approval on real runs: nothing is published past a damaged ledger, nor before somebody agreed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import research_kit as rk
from tests.acceptance.conftest import Project

PARAMETERS = "parameters/unemployment_spells.yaml"


def edition(project: Project) -> Path:
    return project.folder / "reports" / "unemployment_spells" / "1993-Q4"


def ledger(project: Project) -> Path:
    return project.folder / "ledger" / "unemployment_spells"


def change(project: Project, old: str, new: str) -> None:
    path = project.folder / PARAMETERS
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def everything(project: Project) -> dict[str, bytes]:
    folders = (project.folder / "reports", project.folder / "ledger")
    found = [p for folder in folders for p in folder.rglob("*") if p.is_file() and p.name != ".lock"]
    return {str(path.relative_to(project.folder)): path.read_bytes() for path in found}


def pages(folder: Path) -> dict[str, str]:
    return {page.name: page.read_text() for page in folder.glob("*.html")}


def test_what_a_run_published_is_in_the_ledger_and_in_the_index(spells):
    (entered,) = rk.ledger.read_releases(ledger(spells))
    published = rk.disclosure.read_release(edition(spells) / "released")
    assert entered.quarter == "1993-Q4"
    for name, answer in published.items():
        for table in answer:
            assert entered[name][table].table.equals(answer[table].table)
    index = (edition(spells).parent / "index.html").read_text()
    assert '<a href="1993-Q4/board_sv.html">' in index
    told = spells.here("ledger", PARAMETERS)
    assert re.search(r"1  1993-Q4  board  \d+ tables, \d+ cells, \d+ withheld", told)


def without_a_table(folder: Path) -> None:
    (folder / "releases" / "0001-1993-Q4" / "time_to_employment.within.csv").unlink()


def with_a_cell_more(folder: Path) -> None:
    path = folder / "releases" / "0001-1993-Q4" / "time_to_employment.within.csv"
    path.write_text(path.read_text().replace("suppressed", "ok", 1))


@pytest.mark.parametrize("tamper", [shutil.rmtree, without_a_table, with_a_cell_more])
def test_a_run_with_a_tampered_or_missing_ledger_publishes_nothing(spells, tmp_path, tamper):
    project = spells.copy(tmp_path / "tampered")
    tamper(ledger(project))
    change(project, "\nreport:", "\n# another edition\nreport:")
    before = everything(project)
    assert "git checkout -- " in project.refused_here("run", PARAMETERS)
    assert everything(project) == before


@pytest.mark.slow
def test_an_edition_waits_marked_until_it_is_approved_and_is_then_what_was_looked_at(one_question, tmp_path):
    project = one_question.copy(tmp_path / "waits")
    for folder in ("reports", "ledger"):
        shutil.rmtree(project.folder / folder)
    change(project, "approval: automatic", "approval: required")
    run = project.research_kit("run", PARAMETERS)
    assert "research-kit approve" in run.stderr
    for name, page in pages(edition(project)).items():
        words = "Ej godkänd för publicering" if name.endswith("_sv.html") else "Not approved for release"
        assert f'<header><p class="not-approved">{words}' in page
    assert not (edition(project).parent / "index.html").exists()
    assert not ledger(project).exists()
    project.refused_here("approve", str(edition(project)), "--by", "")
    project.here("approve", str(edition(project)), "--by", "study lead", "--note", "seen on paper")
    assert pages(edition(project)) == pages(edition(one_question))
    manifest = json.loads((edition(project) / "manifest.json").read_text())
    assert manifest["approval"] == {"approval": "required", "approved_by": "study lead", "note": "seen on paper"}
    assert "1993-Q4/board_en.html" in (edition(project).parent / "index.html").read_text()
    assert "study lead (seen on paper)" in project.here("ledger", PARAMETERS)
    assert "nothing has changed" in project.here("run", PARAMETERS)
