"""The tutorial's commands and Python, run as they are written: from an empty folder, the Python in `notebooks`."""

from __future__ import annotations

import contextlib
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.study.declaration import read_study_declaration

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial" / "first_fifteen_minutes.md"


@dataclass(frozen=True)
class Done:
    """What the page's blocks came to: the study's folder, what was said, and the names of the notebook."""

    folder: Path
    said: str
    names: dict[str, Any]


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> Done:
    """Every block of the page in its order, in one process: a new one takes two seconds before it reads anything."""
    pytest.importorskip("ipywidgets")
    names: dict[str, Any] = {}
    folder, said = tmp_path_factory.mktemp("tutorial"), ""
    blocks = re.findall(r"^```(sh|python)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), flags=re.M | re.S)
    assert {kind for kind, _ in blocks} == {"sh", "python"}
    for kind, code in blocks:
        if kind == "python":
            with contextlib.chdir(folder / "notebooks"):
                exec(compile(code, PAGE.name, "exec"), names)
            continue
        for line in code.splitlines():
            folder, more = in_a_shell(line, folder)
            said += more
    return Done(folder, said, names)


def in_a_shell(line: str, folder: Path) -> tuple[Path, str]:
    """One line of the page: the folder that it ends in, and what it says."""
    first, *words = shlex.split(line)
    if first == "cd":
        return folder / words[0], ""
    if first != "research-kit":
        subprocess.run(["bash", "-c", line], check=True, cwd=folder)
        return folder, ""
    with contextlib.chdir(folder):
        given = [one for word in words for one in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
        ran = CliRunner().invoke(app, given, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return folder, ran.output


def test_two_lines_are_left_to_decide_and_then_nothing_blocks(done):
    assert "2 lines there begin with `# decide:`" in done.said
    assert "# decide:" not in (done.folder / "parameters" / "practice.yaml").read_text(encoding="utf-8")
    assert "The study can be opened: 0 errors" in done.said


def test_it_ends_at_a_figure_and_shows_the_code_that_the_page_shows(done):
    explorer = done.names["explorer"]
    assert explorer.wait()
    assert "<svg" in explorer.figure
    assert explorer.code.splitlines()[-1] in PAGE.read_text(encoding="utf-8")


def test_the_misspelt_word_is_answered_with_the_right_one(done, capsys):
    rk = done.names["rk"]
    with pytest.raises(rk.errors.DisaggregationError, match="Did you mean `gender`"):
        rk.time_to_employment(done.names["run"].cohort, by=["gendr"])
    assert 'by=["gendr"]' in PAGE.read_text(encoding="utf-8")


def test_a_practice_study_says_that_its_people_are_invented(done):
    assert read_study_declaration(done.folder / "parameters" / "practice.yaml").synthetic


def test_what_is_not_run_says_why():
    text = PAGE.read_text(encoding="utf-8")
    reasons = YAML(typ="safe").load((ROOT / "docs" / "blocks_not_run.yaml").read_text(encoding="utf-8"))
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.M | re.S)
    left = [code.splitlines()[0] for kind, code in blocks if kind not in ("sh", "python")]
    assert set(left) == set(reasons[str(PAGE.relative_to(ROOT))])


def test_a_new_study_waits_for_approval_and_the_page_says_how(done):
    declared = YAML(typ="safe").load((done.folder / "parameters" / "practice.yaml").read_text(encoding="utf-8"))
    assert declared["report"]["approval"] == "required"
    as_of = declared["study"]["as_of"]
    edition = f"reports/practice/{as_of.year}-Q{(as_of.month + 2) // 3}"
    assert f"research-kit approve {edition} --by" in PAGE.read_text(encoding="utf-8")
