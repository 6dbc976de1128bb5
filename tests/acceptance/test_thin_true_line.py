"""From partner files to a board page: the first issue's promises, run from outside."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import personnummer.personnummer as personnummer
import polars as pl
import pytest

from research_kit.reporting.format_files import FORMATS, formats_in
from research_kit.reporting.formats.pdf import why_no_pdf
from research_kit.reporting.run_notebooks import Job
from tests.acceptance.conftest import SPELLS, add_cell
from tests.acceptance.notebooks_in_process import run_in_process

NUMBER = re.compile(rb"(?<!\d)(?:\d{2})?(\d{6})[-+ ]?(\d{4})(?!\d)")


def numbers_in(path: Path) -> set[str]:
    """Every personal identity or coordination number in a file, as its ten digits, whatever the file's format."""
    if path.suffix == ".parquet":
        content = pl.read_parquet(path).select(pl.all().cast(pl.String, strict=False)).write_csv().encode()
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            content = b"\n".join(parts.read(name) for name in parts.namelist())
    else:
        content = path.read_bytes()
    return {(a + b).decode() for a, b in NUMBER.findall(content) if personnummer.valid((a + b"-" + b).decode())}


def edition(project, study: str) -> Path:
    (found,) = [p for p in (project.folder / "reports" / study).iterdir() if re.fullmatch(r"\d{4}-Q\d", p.name)]
    return found


@pytest.mark.parametrize(
    ("study", "languages"),
    [("samba", ("sv", "en")), ("botkyrka", ("sv", "en")), ("spells", ("sv", "en", "easy-read"))],
)
def test_a_run_makes_a_board_page_in_every_language(study, languages, request):
    project = request.getfixturevalue(study)
    made = edition(project, {"spells": "unemployment_spells"}.get(study, study))
    for language in languages:
        tag = {"easy-read": "sv-simple"}.get(language, language)
        page = (made / f"board_{language}.html").read_text()
        assert f'<html lang="{tag}"' in page
        assert len(re.findall(r"<h1[ >]", page)) == 1
        assert not re.search(r"""(src|href)=["'](https?:)?//|@import|url\(\s*["']?https?:|<script""", page)
    assert json.loads((made / "manifest.json").read_text())["quarter"] == made.name


def test_an_edition_comes_in_every_form_that_it_can_be_made_in(spells):
    made = edition(spells, "unemployment_spells")
    for language in ("sv", "en", "easy-read"):
        forms = {what for what, _ in formats_in(made, language)}
        assert forms == set(FORMATS) - ({"pdf"} if why_no_pdf() else set())


def test_the_two_synthetic_quarters_are_the_missions(samba, botkyrka):
    assert edition(samba, "samba").name == "2011-Q2"
    assert edition(botkyrka, "botkyrka").name == "2019-Q2"


def test_one_level_gets_its_rule_and_substitute_splits(botkyrka):
    within = pl.read_csv(edition(botkyrka, "botkyrka") / "released" / "time_to_employment.within.csv")
    blocked = within.filter(pl.col("reason") == "ONE_LEVEL")
    assert set(blocked["statistic"]) == {"one_level:gender", "one_level:foreign_born"}
    substitutes = [c for c in ("education", "age_band", "years_in_sweden_band") if c in within.columns]
    assert within.filter(pl.any_horizontal(pl.col(substitutes).is_not_null())).height


def test_a_study_without_partners_or_activities_says_so_in_one_sentence(spells):
    page = (edition(spells, "unemployment_spells") / "01_participants_sv.html").read_text()
    assert "uppgifter saknas i den här studien" in page


def test_no_identity_number_of_the_input_is_in_any_file_of_the_reports(samba):
    """The partners' own files hold every participant's number; nothing under reports/ holds one, in any writing."""
    files = [path for path in (samba.folder / "data" / "samba").rglob("*") if path.is_file()]
    numbers = set().union(*map(numbers_in, files))
    assert len(numbers) > 200
    for path in (samba.folder / "reports").rglob("*"):
        if path.is_file():
            assert not numbers_in(path) & numbers, path


def test_nobody_is_left_in_an_edition(samba):
    made = edition(samba, "samba")
    assert not (made / "study").exists()
    assert not list(made.rglob("*.key"))
    for path in made.rglob("*.parquet"):
        assert "pid" not in pl.read_parquet_schema(path)
    assert (made / "internal").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("project", "study"), [("spells", "unemployment_spells"), pytest.param("samba", "samba", marks=pytest.mark.long)]
)
def test_the_same_inputs_give_the_same_bytes(project, study, tmp_path, request):
    """Every day of the real spells, with every notebook, language and form; of people at several partners in validate.

    What the gate publishes of the latter is the same every day (`test_release_on_a_busy_machine`).
    """
    made = request.getfixturevalue(project)
    again = made.copy(tmp_path / "again")
    first = edition(made, study)
    before = {p.relative_to(first): p.read_bytes() for p in first.rglob("*") if p.is_file()}
    second = edition(again, study)
    (second / "manifest.json").unlink()  # so that it is made anew, not found unchanged
    again.research_kit("run", f"parameters/{study}.yaml")
    after = {p.relative_to(second): p.read_bytes() for p in second.rglob("*") if p.is_file()}
    assert set(before) == set(after)
    assert [name for name in before if before[name] != after[name]] == []


def test_a_rerun_with_nothing_changed_says_so_and_keeps_the_edition(spells):
    assert "nothing has changed" in spells.here("run", SPELLS)


def test_pages_can_be_rebuilt_from_what_was_released_alone(spells, tmp_path):
    project = spells.copy(tmp_path / "export")
    made = edition(project, "unemployment_spells")
    page = (made / "board_sv.html").read_bytes()
    (made / "board_sv.html").unlink()
    (project.folder / "src" / "research_kit" / "data" / "unemployment.csv").unlink()
    project.here("export", str(made.relative_to(project.folder)))
    assert (made / "board_sv.html").read_bytes() == page


def test_a_draft_of_one_notebook_stands_beside_the_edition(spells, tmp_path):
    project = spells.copy(tmp_path / "draft")
    made = edition(project, "unemployment_spells")
    before = (made / "manifest.json").read_bytes()
    project.research_kit("run", "parameters/unemployment_spells.yaml", "--notebook", "02_time_to_employment")
    draft = made.with_name(f"{made.name}-draft")
    assert (draft / "02_time_to_employment_sv.html").is_file()
    assert (made / "manifest.json").read_bytes() == before


def test_a_notebook_that_fails_stops_the_publication_and_says_where(one_question, tmp_path):
    project = one_question.copy(tmp_path / "fails")
    made = edition(project, "unemployment_spells")
    before = (made / "board_sv.html").read_bytes()
    notebook = project.folder / "notebooks" / "01_participants.ipynb"
    notebook.write_text(notebook.read_text().replace('rk.show(people, \\"known\\")', 'rk.show(people, \\"nothing\\")'))
    done = project.research_kit("run", SPELLS, ok=False)
    assert done.returncode != 0
    assert re.search(r"01_participants\.ipynb stopped at cell \d+", done.stderr)
    assert "run the same command again" in done.stderr
    assert (made / "board_sv.html").read_bytes() == before
    assert made.with_name(f".staging-{made.name}").is_dir()


def test_a_killed_run_leaves_the_last_report_and_a_rerun_completes(one_question, tmp_path):
    project = one_question.copy(tmp_path / "killed")
    made = edition(project, "unemployment_spells")
    before = (made / "board_sv.html").read_bytes()
    parameters = project.folder / "parameters" / "unemployment_spells.yaml"
    parameters.write_text(parameters.read_text().replace("\nreport:", "\n# another edition\nreport:"))
    command = [sys.executable, "-m", "research_kit.cli", "run", str(parameters)]
    run = subprocess.Popen(command, cwd=project.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    staging = made.with_name(f".staging-{made.name}")
    while not list(staging.glob("internal/notebooks/*.ipynb")) and run.poll() is None:
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert (made / "board_sv.html").read_bytes() == before
    project.research_kit("run", str(parameters))
    assert not staging.exists()
    assert (made / "board_sv.html").is_file()


def test_a_full_disk_is_said_and_loses_nothing(one_question, tmp_path):
    project = one_question.copy(tmp_path / "full")
    made = edition(project, "unemployment_spells")
    before = (made / "board_sv.html").read_bytes()
    parameters = project.folder / "parameters" / "unemployment_spells.yaml"
    parameters.write_text(parameters.read_text().replace("\nreport:", "\n# another edition\nreport:"))
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); from research_kit.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", limit, "run", str(parameters)],
        check=False, cwd=project.folder, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode != 0
    assert "the disk is full" in done.stderr
    assert (made / "board_sv.html").read_bytes() == before
    project.research_kit("run", str(parameters))


@pytest.mark.parametrize(
    "name",
    [
        "01_participants",
        "02_time_to_employment",
        "03_process",
        "04_participants_voice",
        "05_equal_access_and_results",
        "06_activity_effects",
        "07_targets_and_decisions",
        "board_report",
    ],
)
def test_notebooks_run_top_to_bottom_on_their_default_parameters(samba, name, tmp_path):
    """One in a kernel; the others in this process, as all have been executed in kernels by the run of `samba`."""
    import papermill

    folder, executed = samba.folder / "notebooks", tmp_path / "made" / "executed.ipynb"
    if name == "board_report":
        executed.parent.mkdir()
        papermill.execute_notebook(str(folder / f"{name}.ipynb"), str(executed), cwd=str(folder), progress_bar=False)
    else:
        with contextlib.chdir(folder):
            run_in_process(
                [Job(notebook=folder / f"{name}.ipynb", output=executed, parameters={}, working_folder=folder)]
            )
    text = executed.read_text()
    assert "inte för spridning" in text.lower() or "not for release" in text.lower()


def spoiled(project, cell: str) -> str:
    """What is said when a notebook of the report holds one more cell."""
    add_cell(project, cell)
    done = project.research_kit("run", SPELLS, ok=False)
    assert done.returncode == 1
    return done.stderr


@pytest.mark.parametrize(
    "cell",
    [
        "print(3, 'women')",
        "from IPython.display import HTML\nHTML('<p>3 women</p>')",
        "from IPython.display import display\n"
        "display({'application/vnd.research-kit.item+json': {'id': 'participants-flow', "
        "'languages': {'sv': '<p>3 kvinnor</p>', 'en': '<p>3 women</p>'}, 'section': None, 'contents': {}}}, raw=True)",
    ],
)
def test_what_was_not_released_is_refused_word_for_word(one_question, tmp_path, cell):
    project = one_question.copy(tmp_path / "smuggled")
    made = edition(project, "unemployment_spells")
    before = (made / "01_participants_sv.html").read_bytes()
    assert re.search(
        r"01_participants\.ipynb, cell \d+: it shows something that is not a released", spoiled(project, cell)
    )
    assert (made / "01_participants_sv.html").read_bytes() == before


def test_a_file_that_a_notebook_leaves_is_not_published(one_question, tmp_path):
    project = one_question.copy(tmp_path / "stray")
    made = edition(project, "unemployment_spells")
    assert "people.csv" in spoiled(
        project, "from pathlib import Path\nleft = Path(room, 'people.csv').write_text('stray')"
    )
    assert not (made / "people.csv").exists()


def test_the_board_room_is_told_of_no_study(one_question, tmp_path):
    project = one_question.copy(tmp_path / "board")
    looks = "from pathlib import Path\nbeside = [*Path().rglob('*'), *Path(room).parent.rglob('*.parquet')]\n"
    looks += "assert Path(room, 'room.json').exists() or not beside, beside"
    add_cell(project, looks)
    project.research_kit("run", SPELLS)
