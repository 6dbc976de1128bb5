"""The way of the data, held by the code: no import against the layers, no cycle, nothing heavy at the door."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.import_graph import imported, layer_of, modules


@pytest.mark.parametrize("module", [m for m in modules() if m])
def test_a_module_imports_only_from_its_own_layer_or_those_before_it(module):
    own = layer_of(module)
    assert own is not None, f"{module} is in no layer of the design"
    against = [name for name in imported(modules()[module]) if (layer := layer_of(name)) is not None and layer > own]
    assert not against


def test_no_module_imports_itself_through_others():
    known = modules()

    def holder(name: str) -> str:
        return max((k for k in known if name == k or name.startswith(k + ".")), key=len, default="")

    edges = {module: {holder(name) for name in imported(path)} - {module, ""} for module, path in known.items()}

    def reaches(start: str) -> set[str]:
        seen: set[str] = set()
        todo = list(edges[start])
        while todo:
            module = todo.pop()
            if module not in seen:
                seen.add(module)
                todo += edges[module]
        return seen

    assert [module for module in edges if module in reaches(module)] == []


def test_participants_cannot_be_reached_from_what_is_shown():
    for module, path in modules().items():
        if module.startswith("display"):
            below = {name.split(".")[0] for name in imported(path)}
            assert not below & {"study", "cohort", "counts", "synthetic", "analyses"}, module


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import research_kit", {"polars", "numpy", "pandas", "scipy", "lifelines", "statsmodels", "papermill"}),
        ("import research_kit as rk; rk.counts; rk.statistics; rk.time_to_employment", {"lifelines", "statsmodels"}),
        ("import research_kit as rk; rk.open_run; rk.show", {"papermill", "nbconvert", "dataframely", "matplotlib"}),
    ],
)
def test_heavy_libraries_are_imported_only_where_they_are_needed(statement, heavy):
    code = f"import sys; {statement}; print(*sorted(set(sys.modules) & {heavy!r}))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == ""
