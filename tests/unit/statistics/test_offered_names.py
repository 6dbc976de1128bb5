from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import research_kit as rk

ESTIMATORS = [name for name in rk.statistics.__all__ if not name.endswith(("Warning", "Plan"))]


@pytest.mark.parametrize("name", ESTIMATORS)
def test_every_estimator_is_offered_flat_cites_its_source_and_says_what_it_returns(name):
    estimator = getattr(rk.statistics, name)
    assert estimator.__name__ == name
    documented = inspect.getdoc(estimator)
    assert "Returns\n-------" in documented
    assert "Raises\n------" in documented
    if name != "at_times":  # reads a curve, estimates nothing
        assert "References\n----------" in documented


@pytest.mark.parametrize("name", ["ApproximateVarianceWarning", "EmptyRiskSetWarning"])
def test_what_estimators_warn_of_can_be_caught_by_name(name):
    assert name in rk.statistics.__all__
    assert issubclass(getattr(rk.statistics, name), UserWarning)


def test_a_name_that_is_not_offered():
    with pytest.raises(AttributeError, match=r"It offers: .*at_times, .*wilson"):
        _ = rk.statistics.mean


def test_importing_the_statistics_loads_nothing_heavy():
    script = (
        "import sys, research_kit; research_kit.statistics; "
        "print([name for name in ('scipy', 'polars', 'lifelines', 'statsmodels', 'pandas') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_estimators_never_load_lifelines_or_statsmodels():
    script = (
        "import sys, polars, research_kit as rk; "
        "table = rk.counts.life_table(polars.DataFrame({'t': [1], 'e': [1]}), duration='t', event='e'); "
        "[getattr(rk.statistics, name) for name in rk.statistics.__all__]; rk.statistics.kaplan_meier(table); "
        "print([name for name in ('lifelines', 'statsmodels', 'matplotlib') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_type_checkers_are_told_the_same_names_from_the_same_modules():
    stub = Path(rk.statistics.__file__).with_suffix(".pyi")
    imports = [node for node in ast.parse(stub.read_text(encoding="utf-8")).body if isinstance(node, ast.ImportFrom)]
    told = {alias.asname: node.module for node in imports for alias in node.names}
    assert sorted(told) == rk.statistics.__all__
    assert all(getattr(rk.statistics, name).__module__ == module for name, module in told.items())
