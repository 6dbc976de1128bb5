from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

NAMED = {"outcome": "y", "time": "t", "change": 13}


def monthly(before=12, after=12, level=-5.0, trend=0.5):
    months = np.arange(1, before + after + 1)
    later = months > before
    noise = np.tile([0.3, -0.3, 0.1, -0.1], 20)[: months.size]
    y = 20 + 0.2 * months + later * (level + trend * (months - before)) + noise
    return pl.DataFrame({"t": months, "y": y})


def estimates(found):
    return dict(zip(found["term"], found["estimate"], strict=True))


def test_level_and_trend_are_found():
    found = rk.statistics.segmented(monthly(36, 36), outcome="y", time="t", change=37)
    assert found.columns[:6] == ["term", "estimate", "std_error", "std_error_small_sample", "lower", "upper"]
    assert list(estimates(found).values()) == pytest.approx([20, 0.2, -5, 0.5], abs=0.15)
    assert (found["lower"] < found["estimate"]).all()
    assert found.select("months", "before").row(0) == (72, 36)


def test_dates_order_of_rows_and_frames_of_other_libraries_change_nothing():
    frame = monthly()
    dated = frame.with_columns(t=pl.Series([date(2010 + k // 12, k % 12 + 1, 15) for k in range(24)]))
    plain = rk.statistics.segmented(frame, **NAMED)
    by_date = rk.statistics.segmented(dated, outcome="y", time="t", change=date(2011, 1, 1))
    assert by_date["estimate"].to_list()[1:] == pytest.approx(plain["estimate"].to_list()[1:])
    shuffled = frame.sample(fraction=1, shuffle=True, seed=1)
    for other in (shuffled, frame.lazy(), pd.DataFrame(frame.to_dict(as_series=False))):
        assert rk.statistics.segmented(other, **NAMED).equals(plain)


def test_the_change_lies_between_two_points():
    assert rk.statistics.segmented(monthly(), outcome="y", time="t", change=12.5).equals(
        rk.statistics.segmented(monthly(), **NAMED)
    )


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (monthly(6, 6), "blocked: 12 points before the change and 0"),
        (monthly(11, 20), "blocked: 6 points before the change and 25"),
        (monthly(12, 12).filter(pl.col("t") != 5), "1 of 22 steps in 't' are longer"),
        (pl.concat([monthly(), monthly()[:1]]), "1 of 25 points share a time"),
        (monthly().with_columns(t=pl.col("t") * 3), "blocked: the points of 't' are 3 months apart"),
        (monthly().with_columns(y=pl.lit(None, dtype=pl.Float64)), "24 of 24 rows have no finite number in 'y'"),
        (monthly().with_columns(y=pl.lit("many")), "holds String, not numbers"),
        (monthly().drop("y"), "no column 'y'"),
        (monthly()[:0], "no rows"),
    ],
)
def test_series_that_bear_no_segmented_regression(frame, told):
    change = {"change": 7} if frame.height == 31 else {}
    with pytest.raises(EstimateError, match=told):
        rk.statistics.segmented(frame, **NAMED | change)


def test_twelve_quarters_never_give_one():
    quarters = pl.DataFrame({"t": [date(2010 + k // 4, 3 * (k % 4) + 1, 1) for k in range(12)], "y": np.arange(12.0)})
    with pytest.raises(EstimateError, match=r"blocked.*12 quarters give at most 6"):
        rk.statistics.segmented(quarters, outcome="y", time="t", change=date(2011, 7, 1))
    numbered = quarters.with_columns(t=pl.int_range(1, 13))
    for change in range(2, 12):
        with pytest.raises(EstimateError, match="blocked"):
            rk.statistics.segmented(numbered, outcome="y", time="t", change=change)


def test_few_events_a_month_are_blocked():
    frame = monthly().with_columns(n=pl.when(pl.col("t") < 13).then(9).otherwise(4))
    with pytest.raises(EstimateError, match=r"blocked: 4\.0 events are expected per point"):
        rk.statistics.segmented(frame, **NAMED, counted="n")
    assert rk.statistics.segmented(frame.with_columns(n=5), **NAMED, counted="n").height == 4


@pytest.mark.parametrize(
    "options",
    [{"lag": 24}, {"lag": -1}, {"lag": 1.5}, {"harmonics": 6}, {"harmonics": True}, {"errors": "white"},
     {"confidence": 1.0}, {"change": "March"}, {"change": date(2010, 1, 1)}, {"change": float("nan")}],
)  # fmt: skip
def test_options_out_of_range(options):
    with pytest.raises(EstimateError):
        rk.statistics.segmented(monthly(), **NAMED | options)


def test_lag_0_is_the_heteroscedastic_error():
    frame = monthly()
    found = rk.statistics.segmented(frame, **NAMED, lag=0)
    import statsmodels.api as sm

    later = frame["t"].to_numpy() > 12
    design = np.column_stack([np.ones(24), frame["t"], later, later * (frame["t"].to_numpy() - 12)])
    expected = sm.OLS(frame["y"].to_numpy(), design).fit(cov_type="HC0").bse
    assert found["std_error"].to_numpy() == pytest.approx(expected, rel=1e-9)


def test_newey_west_as_statsmodels():
    import statsmodels.api as sm

    frame = monthly(20, 18)
    later = frame["t"].to_numpy() > 20
    design = np.column_stack([np.ones(38), frame["t"], later, later * (frame["t"].to_numpy() - 20)])
    expected = sm.OLS(frame["y"].to_numpy(), design).fit(cov_type="HAC", cov_kwds={"maxlags": 5}).bse
    found = rk.statistics.segmented(frame, outcome="y", time="t", change=21, lag=5)
    assert found["std_error"].to_numpy() == pytest.approx(expected, rel=1e-9)


# --- an unknown time of change ---------------------------------------------------------------------------------------


def test_a_shift_is_found_where_it_is():
    values = np.r_[np.tile([1.0, 2.0], 8), np.tile([4.0, 5.0], 6)]
    row = rk.statistics.max_cusum(values, rng=np.random.default_rng(1), permutations=999).row(0, named=True)
    assert (row["change"], row["before"], row["after"], row["difference"]) == (17, 16, 12, 3.0)
    assert row["p_value"] == pytest.approx(0.001)


def test_no_shift_is_not_found():
    row = rk.statistics.max_cusum([1.0, 2.0] * 14, rng=np.random.default_rng(1), permutations=999).row(0, named=True)
    assert row["p_value"] > 0.9


@pytest.mark.parametrize(
    ("values", "told"),
    [([1.0, 2.0] * 11, "at least 24"), ([1.0] * 24, "equal"), ([1.0] * 23 + [None], "1 of 24 values")],
)
def test_series_without_a_time_of_change(values, told):
    with pytest.raises(EstimateError, match=told):
        rk.statistics.max_cusum(values, rng=np.random.default_rng(1))


def test_orders_are_counted():
    with pytest.raises(EstimateError, match="at least 99"):
        rk.statistics.max_cusum([1.0, 2.0] * 12, rng=np.random.default_rng(1), permutations=10)


# --- counts ----------------------------------------------------------------------------------------------------------

COUNTS = pl.DataFrame({"t": range(1, 31), "n": [20, 22, 18, 21, 19] * 3 + [10, 11, 9, 12, 8] * 3, "size": [100.0] * 30})


def test_half_the_events_are_a_ratio_of_a_half():
    found = rk.statistics.segmented_counts(COUNTS, events="n", time="t", change=16)
    assert np.exp(estimates(found)["level"]) == pytest.approx(0.5, abs=0.06)
    assert found["dispersion"][0] < 1
    rates = rk.statistics.segmented_counts(COUNTS.reverse(), events="n", time="t", change=16, exposure="size")
    assert rates["estimate"].to_list()[1:] == pytest.approx(found["estimate"].to_list()[1:])
    assert rates["estimate"][0] == pytest.approx(found["estimate"][0] - np.log(100))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"n": pl.lit(2)}, r"blocked: 2\.0 events are expected"),
        ({"n": pl.lit(20.5)}, "30 of 30 rows have no whole number in 'n'"),
        ({"n": pl.lit(-20)}, "negative number in 'n'"),
        ({"size": pl.lit(0)}, "30 of 30 rows have an exposure of 0"),
        ({"t": pl.col("t") * 3}, "3 months apart"),
    ],
)
def test_counts_that_bear_no_segmented_regression(change, told):
    with pytest.raises(EstimateError, match=told):
        rk.statistics.segmented_counts(COUNTS.with_columns(**change), events="n", time="t", change=16, exposure="size")
    with pytest.raises(EstimateError, match="no column 'people'"):
        rk.statistics.segmented_counts(COUNTS, events="n", time="t", change=16, exposure="people")
