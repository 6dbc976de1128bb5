from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError, GuardError

STAYS = pl.DataFrame(
    {
        "start": [date(2010, 1, 1), date(2010, 2, 1), date(2010, 3, 1)],
        "stop": [date(2010, 4, 1), None, date(2010, 3, 20)],
        "group": ["w", "w", "m"],
    }
)
NAMED = {"start": "start", "stop": "stop", "cut": date(2010, 6, 1)}


def steady(months=60, length=6.0):
    """One person comes every tenth of a month and stays exactly six months, from long before time 0."""
    start = np.arange(-120, months * 10) / 10
    stop = start + length
    return pl.DataFrame({"start": start, "stop": np.where(stop <= months, stop, np.nan)}).fill_nan(None)


def test_who_starts_is_there_and_who_stops_is_not():
    times = [
        date(2009, 12, 31),
        date(2010, 1, 1),
        date(2010, 3, 19),
        date(2010, 3, 20),
        date(2010, 4, 1),
        date(2010, 6, 1),
    ]
    found = rk.statistics.stock(STAYS, **NAMED, times=times)
    assert found["n"].to_list() == [0, 1, 3, 2, 1, 1]
    assert found["time"].to_list() == times


def test_groups_add_up():
    times = [date(2010, 3, 10), date(2010, 5, 1)]
    parts = rk.statistics.stock(STAYS, **NAMED, times=times, by="group")
    assert parts.rows() == [("m", times[0], 1), ("m", times[1], 0), ("w", times[0], 2), ("w", times[1], 1)]


def test_a_stop_after_the_cut_is_not_known_at_it():
    planned = STAYS.with_columns(stop=pl.col("stop").fill_null(date(2011, 1, 1)))
    for estimator in (
        rk.statistics.mean_length,
        lambda *a, **k: rk.statistics.littles_law(*a, **k, begins=date(2010, 1, 1)),
    ):
        assert estimator(planned, **NAMED).equals(estimator(STAYS, **NAMED))


def test_frames_of_other_libraries():
    expected = rk.statistics.mean_length(STAYS, **NAMED)
    for other in (STAYS.lazy(), STAYS.to_arrow(), STAYS.with_columns(pl.col("start", "stop").cast(pl.Datetime))):
        assert rk.statistics.mean_length(other, **NAMED).equals(expected)
    stamps = pd.DataFrame({name: pd.to_datetime(STAYS[name].to_list()) for name in ("start", "stop")})
    assert rk.statistics.mean_length(stamps, **NAMED).equals(expected)


def test_the_mean_of_completed_spells_is_refused():
    for estimator, options in (
        (rk.statistics.mean_length, {}),
        (rk.statistics.stock, {"times": [date(2010, 3, 1)]}),
        (rk.statistics.littles_law, {"begins": date(2010, 1, 1)}),
    ):
        with pytest.raises(GuardError, match="G-ONGOING"):
            estimator(STAYS, start="start", stop="stop", **options)


def test_spells_that_go_on_make_the_mean_longer():
    spells = pl.DataFrame({"start": [0.0] * 4, "stop": [1.0, 2.0, None, None]})
    row = rk.statistics.mean_length(spells, start="start", stop="stop", cut=10.0).row(0, named=True)
    assert (row["n"], row["ongoing"], row["tau"]) == (4, 2, 10.0)
    assert row["estimate"] == pytest.approx((1 + 2 + 10 + 10) / 4)  # nobody is censored before the horizon
    assert row["still_there"] == 0.5


def test_a_spell_without_length_counts_as_no_time():
    spells = pl.DataFrame({"start": [0.0, 0.0], "stop": [0.0, 4.0]})
    row = rk.statistics.mean_length(spells, start="start", stop="stop", cut=10.0).row(0, named=True)
    assert (row["n"], row["estimate"]) == (2, pytest.approx(2.0))


def test_each_group_has_its_own_horizon():
    found = rk.statistics.mean_length(STAYS, **NAMED, by="group")
    assert found["group"].to_list() == ["m", "w"]
    assert found["tau"].to_list() == pytest.approx([19 / 30.4375, 120 / 30.4375])


def test_littles_law_holds_in_a_steady_state():
    row = rk.statistics.littles_law(steady(), start="start", stop="stop", begins=0.0, cut=60.0).row(0, named=True)
    assert row["mean_stock"] == pytest.approx(60.0, abs=0.1)
    assert row["inflow"] == pytest.approx(10.0, abs=0.1)
    assert row["mean_length"] == pytest.approx(6.0, abs=1e-6)
    assert row["steady"]
    assert abs(row["relative_gap"]) < 0.01


def test_a_project_that_fills_up_is_not_steady_until_its_ends_are_left_out():
    filling = steady().filter(pl.col("start").is_between(0, 24, closed="left"))
    named = {"start": "start", "stop": "stop", "begins": 0.0, "cut": 24.0}
    whole = rk.statistics.littles_law(filling, **named, ends=0)
    assert whole["relative_gap"][0] < -0.10
    assert not whole["steady"][0]
    assert rk.statistics.littles_law(filling, **named)["steady"][0]


def test_who_starts_on_the_day_of_the_cut_is_there():
    late = pl.DataFrame({"start": [date(2010, 6, 1)], "stop": [None], "group": ["w"]}, schema=STAYS.schema)
    frame = pl.concat([STAYS, late])
    assert rk.statistics.stock(frame, **NAMED, times=NAMED["cut"])["n"].to_list() == [2]
    assert rk.statistics.mean_length(frame, **NAMED)["ongoing"].to_list() == [2]


def test_little_calendar_time_gives_no_answer():
    filling = steady().filter(pl.col("start").is_between(0, 9))
    row = rk.statistics.littles_law(filling, start="start", stop="stop", begins=0.0, cut=10.0).row(0, named=True)
    assert (row["reason"], row["steady"]) == ("short_window", None)


def test_spells_longer_than_seen_give_no_answer():
    start = np.arange(100.0)
    spells = pl.DataFrame({"start": start, "stop": np.where(start % 10 == 0, np.nan, start + 1)}).fill_nan(None)
    named = {"start": "start", "stop": "stop", "begins": 0.0, "cut": 100.0, "ends": 1.0}
    row = rk.statistics.littles_law(spells, **named).row(0, named=True)
    assert (row["reason"], row["steady"]) == ("length_not_reached", None)


def test_the_inflow_has_poisson_limits():
    row = rk.statistics.littles_law(
        pl.DataFrame({"start": np.arange(10) * 10.0, "stop": np.arange(10) * 10.0 + 1}),
        start="start", stop="stop", begins=0.0, cut=100.0, ends=0,
    ).row(0, named=True)  # fmt: skip
    assert (row["inflow"], row["inflow_lower"], row["inflow_upper"]) == pytest.approx((0.1, 0.04795, 0.18390), abs=5e-6)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"start": pl.lit(None, dtype=pl.Date)}, "3 of 3 rows have no start"),
        ({"stop": pl.lit(date(2009, 1, 1))}, "3 of 3 rows stop in 'stop' before they start"),
        ({"start": pl.lit(date(2010, 6, 2))}, "start in 'start' after `cut`"),
        ({"start": pl.lit("spring")}, "holds String"),
        ({"stop": pl.lit(3.5)}, "holds no dates"),
    ],
)
def test_spells_that_cannot_be(change, told):
    with pytest.raises(EstimateError, match=told):
        rk.statistics.mean_length(STAYS.with_columns(**change), **NAMED)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: rk.statistics.stock(STAYS, **NAMED, times=[date(2011, 1, 1)]), "1 of 1 times are after `cut`"),
        (lambda: rk.statistics.stock(STAYS, **NAMED, times=[]), "0 of 0 times"),
        (lambda: rk.statistics.stock(STAYS, **NAMED, times=3.0), "the spells have dates"),
        (lambda: rk.statistics.littles_law(STAYS, **NAMED, begins=date(2011, 1, 1)), "not after `begins`"),
        (lambda: rk.statistics.littles_law(STAYS, **NAMED, begins=date(2010, 1, 1), ends=3), "less than half"),
        (lambda: rk.statistics.mean_length(STAYS, **NAMED, tau=-1), "tau"),
        (lambda: rk.statistics.mean_length(STAYS, start="start", stop="end", cut=date(2010, 6, 1)), "no column 'end'"),
        (lambda: rk.statistics.planned_throughput(0, 6, horizon=32), "at_once is 0"),
        (lambda: rk.statistics.planned_throughput(43, float("inf"), horizon=32), "length is inf"),
    ],
)
def test_arguments_out_of_range(call, told):
    with pytest.raises(EstimateError, match=told):
        call()
