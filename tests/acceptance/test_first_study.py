"""Her first study: init in an empty folder, the partners' messy files, map, her decisions, check, a first page."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.study import open_study
from research_kit.study.declaration import read_data_declaration
from research_kit.synthetic import partner_files
from research_kit.synthetic.studies import botkyrka_like, samba_like
from tests.acceptance.conftest import Project, with_one_question

STUDIES = {"samba": samba_like, "botkyrka": botkyrka_like}
AS_OF = {"samba": "2011-06-30", "botkyrka": "2019-06-30"}
DELIVERED = {"samba": "2009-05-01", "botkyrka": "2018-03-01"}
"""The day on which the partners handed over the lists that link their own numbers to personal numbers."""


@dataclass(frozen=True)
class FirstStudy:
    """The folder of a new study, what the assistant said, and which lines it left to her."""

    name: str
    folder: Path
    said: str
    decisions: list[str]

    @property
    def parameters(self) -> Path:
        return self.folder / "parameters" / f"{self.name}.yaml"

    def research_kit(self, *arguments: str) -> tuple[int, str]:
        with contextlib.chdir(self.folder):
            done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        return done.exit_code, done.output


def make_first_study(folder: Path, name: str) -> FirstStudy:
    """What a new researcher does: make a study, put the files into it, let them be mapped."""
    study = FirstStudy(name, folder / name, "", [])
    assert CliRunner().invoke(app, ["init", str(study.folder)]).exit_code == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partner_files, "TRUTH_PEOPLE", 500)  # nobody looks at the truth here
        partner_files.write_partner_files(STUDIES[name](), study.folder / "data" / name, seed=15, participants=60)
    with contextlib.chdir(study.folder):
        files = [str(path) for path in sorted(Path("data", name).glob("*/*"))]
    code, said = study.research_kit("map", *files, "--write", f"parameters/{name}.yaml")
    assert code == 0, said
    lines = study.parameters.read_text(encoding="utf-8").splitlines()
    decisions = [line.strip() for line in lines if line.strip().startswith("# decide:")]
    return FirstStudy(name, study.folder, said, decisions)


def decide(study: FirstStudy) -> None:
    """Her decisions: until when the report knows, and when the lists of links were handed over. Nothing else."""
    text = re.sub(
        r"as_of: \d{4}-\d\d-\d\d", f"as_of: {AS_OF[study.name]}", study.parameters.read_text(encoding="utf-8")
    )
    text = re.sub(r"# decide: recorded_on: .*", f"recorded_on: {DELIVERED[study.name]}", text)
    study.parameters.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module", params=list(STUDIES))
def study(request, tmp_path_factory) -> FirstStudy:
    return make_first_study(tmp_path_factory.mktemp("first"), request.param)


def test_the_assistant_leaves_her_little_to_decide(study):
    assert study.decisions
    assert all(line.startswith("# decide: recorded_on: YYYY-MM-DD") for line in study.decisions)


def test_it_shows_nobodys_number(study):
    assert not re.search(r"\d{6}[-+ ]?\d{4}", study.said)


def test_check_passes_once_she_has_decided(study):
    decide(study)
    code, said = study.research_kit("check", f"parameters/{study.name}.yaml")
    assert (code, said.split(".")[0].partition(" and ")[0]) == (0, "The study can be opened: 0 errors")


def test_the_same_files_again_change_nothing(study):
    before = study.parameters.read_text(encoding="utf-8")
    files = [str(path.relative_to(study.folder)) for path in sorted((study.folder / "data").glob("*/*/*"))]
    code, said = study.research_kit("map", *files, "--write", f"parameters/{study.name}.yaml")
    assert code == 0
    assert "0 sources written" in said
    assert study.parameters.read_text(encoding="utf-8") == before


def test_what_was_mapped_is_what_the_files_are(study):
    """The mapping as written, against the parameters file that the synthetic study was made with."""
    truth = {
        _place(one.file, study.name, one.sheet): one for one in read_data_declaration(_shipped(study.name)).sources
    }
    for one in read_data_declaration(study.parameters).sources:
        true = truth.pop(_place(one.file, study.name, one.sheet))
        assert (one.partner, one.table, one.columns) == (true.partner, true.table, true.columns)
        assert one.csv.date_format in (true.csv.date_format, None)
        assert one.identifier == true.identifier
    assert truth == {}


def test_every_row_of_the_opened_study_is_as_by_the_mapping_made_by_hand(study, tmp_path):
    by_hand = study.folder / "parameters" / "by_hand.yaml"
    by_hand.write_text(_shipped(study.name).read_text(encoding="utf-8"), encoding="utf-8")
    as_of = date.fromisoformat(AS_OF[study.name])
    hers, theirs = open_study(study.parameters, as_of), open_study(by_hand, as_of)
    assert hers.delivered == theirs.delivered
    assert hers.tables["enrolment"].height > 20
    for name, table in theirs.tables.items():
        assert_frame_equal(hers.tables[name], table, check_row_order=False)


def _shipped(name: str) -> Path:
    return Path(__file__).parents[2] / "parameters" / f"{name}.yaml"


def _place(file: str | None, name: str, sheet: str | None) -> tuple[str, str | None]:
    return str(file).partition(f"/{name}/")[2], sheet


def test_her_first_page(tmp_path):
    """From the empty folder to a page for the board, of one question, with the number of her participants."""
    study = make_first_study(tmp_path, "samba")
    decide(study)
    project = with_one_question(Project(study.folder), "parameters/samba.yaml")
    project.research_kit("run", "parameters/samba.yaml")
    page = study.folder / "reports" / "samba" / "2011-Q2" / "board_sv.html"
    enrolled = open_study(study.parameters).tables["enrolment"]["pid"].n_unique()
    assert f"{enrolled} personer" in page.read_text(encoding="utf-8")
