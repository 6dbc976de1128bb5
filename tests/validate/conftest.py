"""These tests start Spark: asked for by `-m spark` (as `make validate` does), else passed over with a reason."""

from __future__ import annotations

import pytest

from tests.validate.needs import for_spark


def pytest_collection_modifyitems(config, items):
    is_asked_for = "spark" in (config.option.markexpr or "")
    reason = for_spark() if is_asked_for else "runs on Spark, by `make validate`"
    if not reason:
        return
    for item in items:
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.skip(reason=reason))
