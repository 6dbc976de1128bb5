"""What is committed: notebooks without outputs, locks with hashes, no machine's paths, no registry's address."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebooks_are_committed_without_outputs_and_keep_the_house_rules(path):
    notebook = json.loads(path.read_text())
    cells = notebook["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
    assert set(notebook["metadata"]) <= {"kernelspec", "language_info"}
    assert code[0]["metadata"]["tags"] == ["parameters"]
    assert len(cells) <= 30
    assert sum("".join(c["source"]).startswith("# ") for c in cells if c["cell_type"] == "markdown") == 1
    for cell in code:
        source = "".join(cell["source"])
        assert len(source.splitlines()) <= 10
        assert not re.search(r"\b(def|for|while|lambda|class|filter)\b", source), "a notebook computes nothing itself"


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_the_lock_has_exact_versions_and_hashes_and_names_no_registry(name):
    text = (ROOT / name).read_text()
    pins = re.findall(r"^([a-z0-9][\w.-]*)==([\w.!+]+)", text, flags=re.M)
    assert len(pins) > 50
    assert len(re.findall(r"^[a-z0-9][\w.-]*", text, flags=re.M)) == len(pins)
    assert text.count("--hash=sha256:") >= len(pins)
    assert not re.search(r"https?://|index-url|find-links", text)


def test_every_requirement_of_the_project_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = set(re.findall(r"^([a-z0-9][\w.-]*)==", (ROOT / "requirements.lock").read_text(), flags=re.M))
    names = {re.match(r"[\w.-]+", requirement)[0].lower().replace(".", "-") for requirement in project["dependencies"]}
    assert names <= {name.replace(".", "-") for name in locked}


def test_the_conda_user_gets_the_same_set_from_the_same_source():
    text = (ROOT / "environment.yml").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f'"python{project["requires-python"]}"' in text
    assert "--requirement requirements.lock" in text


def test_a_researcher_who_only_runs_reports_gets_no_browser_stack():
    names = set(re.findall(r"^([a-z0-9][\w.-]*)==", (ROOT / "requirements.lock").read_text(), flags=re.M))
    assert not names & {
        "playwright",
        "pytest",
        "hypothesis",
        "mypy",
        "ruff",
        "duckdb",
        "sphinx",
        "atheris",
        "pip-audit",
    }


def test_no_path_of_a_machine_is_committed():
    own = Path(__file__).resolve()
    pattern = re.compile(r"(?<![\w.])/(tmp|work|root|home)/[A-Za-z]|\.\./shared")
    texts = {".py", ".md", ".yaml", ".yml", ".toml", ".ipynb", ".ftl", ".j2", ".css", ".html", ".json", ""}
    found = [
        p
        for p in tracked()
        if p.suffix in texts and p.resolve() != own and pattern.search(p.read_text("utf-8", "replace"))
    ]
    assert found == []
