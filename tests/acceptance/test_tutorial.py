"""The tutorial's commands and Python, run as they are written in an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial" / "first_fifteen_minutes.md"


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> subprocess.CompletedProcess[str]:
    """Every block of the page in one session: shell lines as they stand, Python of all blocks in one process."""
    folder = tmp_path_factory.mktemp("tutorial")
    blocks = re.findall(r"^```(sh|python)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), flags=re.M | re.S)
    shell = "".join(code for kind, code in blocks if kind == "sh")
    python = "".join(code for kind, code in blocks if kind == "python")
    (folder / "cells.py").write_text(f'{python}\nassert explorer.wait()\nprint("CODE", explorer.code)\n')
    ours = f'research-kit() {{ "{sys.executable}" -m research_kit.cli "$@"; }}'
    script = f'set -e\n{ours}\n{shell}\n"{sys.executable}" ../cells.py\n'
    return subprocess.run(
        ["bash", "-c", script], check=False, cwd=folder, capture_output=True, text=True, timeout=600,
        env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip


def test_every_command_and_every_cell_of_the_page_runs(done):
    assert done.returncode == 0, done.stderr[-3000:]
    assert "2 lines there begin with `# decide:`" in done.stdout + done.stderr


def test_it_ends_at_a_figure_and_shows_what_the_page_shows(done):
    code = done.stdout.partition("CODE ")[2]
    assert 'rk.time_to_employment(cohort, by=["gender", "foreign_born"])' in code
    assert code.strip().splitlines()[-1] in PAGE.read_text(encoding="utf-8")


def test_the_misspelt_word_is_answered_with_the_right_one(done):
    assert "Did you mean `gender`?" in done.stdout


def test_a_practice_study_says_that_its_people_are_invented(tmp_path):
    from research_kit.desk.practice import make_practice
    from research_kit.study.declaration import read_study_declaration

    study = make_practice(tmp_path / "practice")
    assert read_study_declaration(study.parameters).synthetic
    assert (study.folder / "data" / "practice" / "kommunen").is_dir()
