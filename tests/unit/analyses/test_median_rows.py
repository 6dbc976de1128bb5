"""The median of a curve with two bands: of 95 %, and of the alarm."""

from __future__ import annotations

import polars as pl
import pytest

from research_kit.analyses.incidence_curves import KEY
from research_kit.analyses.median_rows import medians_of_steps


def curve(**bands):
    fixed = dict.fromkeys(KEY, 1) | {"at_risk": 9, "events": 1, "std_error": 0.1}
    return pl.DataFrame({"time": [10.0, 20.0, 30.0], "estimate": [0.2, 0.3, 0.6]} | bands).with_columns(
        **{name: pl.lit(value) for name, value in fixed.items()}
    )


@pytest.mark.parametrize("alarm_upper", [[0.64, 0.60, 0.90], [0.60, 0.64, 0.90]])
def test_the_alarm_s_limits_are_never_inside_those_of_95_percent(alarm_upper):
    # After late entry a band can turn back; the row closest to a half is another one in each band.
    bands = {"lower": [0.0, 0.1, 0.4], "upper": [0.52, 0.58, 0.8], "alarm_lower": [0.0, 0.0, 0.3]}
    found = medians_of_steps(curve(**bands, alarm_upper=alarm_upper)).row(0, named=True)
    assert (found["alarm_lower"], found["lower"], found["estimate"]) == (10, 10, 30)


def test_a_limit_that_the_alarm_does_not_reach_is_not_reached():
    bands = {"lower": [0.0, 0.1, 0.55], "upper": [0.3, 0.58, 0.8]}
    found = medians_of_steps(curve(**bands, alarm_lower=[0.0, 0.0, 0.4], alarm_upper=[0.6, 0.6, 0.9]))
    assert found["upper"].item() == 30
    assert found["alarm_upper"].item() is None
