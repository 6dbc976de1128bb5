"""These tests start Spark: asked for by `-m spark` (as `make validate` does), else passed over with a reason."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest


def pytest_collection_modifyitems(config, items):
    if "spark" not in (config.option.markexpr or ""):
        reason = "runs on Spark, by `make validate`"
    elif find_spec("pyspark") is None:
        reason = "the extra `spark` is not installed"
    elif shutil.which("java") is None:
        reason = "there is no Java"
    else:
        return
    for item in items:
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.skip(reason=reason))
