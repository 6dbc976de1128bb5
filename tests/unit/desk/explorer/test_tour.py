"""The tour runs from top to bottom on the demonstration's data, ends at an explorer, and is in no report."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from research_kit.desk.new_study import make_study
from research_kit.desk.shipped_files import shipped_notebooks

ROOT = Path(__file__).parents[4]
TOUR = "00_tour.ipynb"


def cells(notebook, kind):
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


@pytest.fixture(scope="module")
def tour():
    return json.loads(shipped_notebooks()[TOUR])


@pytest.fixture(scope="module")
def shown(tour, samba):
    """What the last line of each cell gives, by the cell's place among those with code; nothing where it prints."""
    known: dict[str, object] = {}
    given = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(samba / "notebooks")
        for source in cells(tour, "code"):
            *lines, last = ast.parse(source).body
            exec(compile(ast.Module(lines, []), TOUR, "exec"), known)
            if isinstance(last, ast.Expr):
                given.append(eval(compile(ast.Expression(last.value), TOUR, "eval"), known))
            else:
                exec(compile(ast.Module([last], []), TOUR, "exec"), known)
    return [one for one in given if one is not None]


def test_every_cell_shows_itself(shown):
    kinds = [type(one).__name__ for one in shown]
    assert kinds[0] == "Cohort"
    assert kinds[-1] == "Explorer"
    assert set(kinds[1:-1]) == {"Shown"}
    assert len(kinds) >= 7


def test_it_shows_a_figure_of_exact_numbers_and_what_would_be_released(shown):
    told = [one for one in shown if type(one).__name__ == "Shown"]
    assert {one.released for one in told} == {True, False}
    assert any("<svg" in one.html["en"] for one in told if not one.released)
    assert "What should change?" in told[-1].html["en"]
    assert "<li" in told[-1].html["en"] or "<h4" in told[-1].html["en"]


def test_its_explorer_shows_a_figure(shown):
    assert shown[-1].wait()
    assert "<svg" in shown[-1].figure


def test_it_is_committed_without_outputs(tour):
    assert all(cell.get("outputs", []) == [] for cell in tour["cells"])
    assert all(cell.get("execution_count") is None for cell in tour["cells"])
    assert "widgets" not in tour["metadata"]


def test_no_report_takes_it_up(tmp_path):
    study = make_study(tmp_path / "ny", name="liten")
    declared = [study.parameters, *(ROOT / "parameters").glob("*.yaml")]
    assert not [path for path in declared if re.search(r"(?m)^    - 00_|\b00_tour\b", path.read_text(encoding="utf-8"))]
    assert f"notebooks/{TOUR}" in study.files
