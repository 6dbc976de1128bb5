"""The fast path gives the table of the general path, and steps aside where it cannot."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.counts import dense
from research_kit.counts.columns import Columns
from research_kit.counts.dense import dense_counts

ROWS = 30_000


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(20110630)
    words = pl.Series(["yes", "no", None])
    return pl.DataFrame(
        {
            "duration": rng.integers(0, 400, ROWS).astype(np.int16),
            "event": rng.integers(0, 3, ROWS).astype(np.int8),
            "text": words[rng.integers(0, 3, ROWS)],
            "whole": rng.integers(1950, 1990, ROWS),
            "flag": pl.Series([True, False, None])[rng.integers(0, 3, ROWS)],
        }
    ).with_columns(
        level=pl.col("text").cast(pl.Enum(["no", "never used", "yes"])),
        category=pl.col("text").cast(pl.Categorical),
        day=pl.date(2010, 1, 1) + pl.duration(days=pl.col("whole") % 3),
    )


def generally(frame, **keywords):
    """The same count through an engine without a fast path."""
    return rk.counts.life_table(frame.to_arrow(), duration="duration", event="event", **keywords)


@pytest.mark.parametrize(
    "by", [(), ("text",), ("level",), ("flag",), ("whole",), ("level", "flag", "text"), ("category",), ("day", "flag")]
)
@pytest.mark.parametrize("is_lazy", [True, False])
def test_all_types_of_groups(frame, by, is_lazy):
    found = rk.counts.life_table(frame.lazy() if is_lazy else frame, duration="duration", event="event", by=by)
    expected = generally(frame, by=by).table
    text = dict.fromkeys(("level", "category"), pl.String)
    same = {name: dtype for name, dtype in text.items() if name in by}
    assert_frame_equal(found.table.cast(same).sort(*by, "time"), expected.cast(same).sort(*by, "time"))
    kept = {name: pl.String() if name == "category" else frame.schema[name] for name in by}  # categories become text
    assert {name: found.table.schema[name] for name in by} == kept


def test_boolean_events(frame):
    frame = frame.with_columns(pl.col("event") == 1)
    found = rk.counts.life_table(frame, duration="duration", event="event", by="level")
    assert_frame_equal(
        found.table.cast({"level": pl.String}), generally(frame, by="text").table.rename({"text": "level"})
    )


def test_levels_nulls_and_causes_that_appear_late_in_the_stream():
    early = pl.DataFrame({"duration": [1] * 250_000, "event": [0] * 250_000, "site": ["b"] * 250_000})
    late = pl.DataFrame({"duration": [9, 2, 9], "event": [3, 1, 0], "site": ["a", None, "c"]})
    found = rk.counts.life_table(pl.concat([early, late]), duration="duration", event="event", by="site").table
    assert found.select("site", "time", "at_risk", "censored", "events_1", "events_3").rows() == [
        ("a", 9, 1, 0, 0, 1), ("b", 1, 250_000, 250_000, 0, 0), ("c", 9, 1, 1, 0, 0), (None, 2, 1, 0, 1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("is_lazy", [True, False])
@pytest.mark.parametrize(("dtype", "highest"), [(pl.UInt8, 255), (pl.Int8, 127), (pl.UInt16, 300)])
def test_a_null_in_the_first_batch_does_not_move_the_widest_level_of_the_later_ones(dtype, highest, is_lazy):
    site = pl.Series([None, 0] + [highest] * 399_999, dtype=dtype)
    frame = pl.DataFrame({"duration": 1, "event": 1, "site": site})
    found = rk.counts.life_table(frame.lazy() if is_lazy else frame, duration="duration", event="event", by="site")
    assert found.table.select("site", "at_risk").rows() == [(0, 1), (highest, 399_999), (None, 1)]


@pytest.mark.parametrize("is_lazy", [True, False])
def test_an_enum_whose_codes_fill_their_narrow_type(is_lazy):
    levels = pl.Enum([f"level {place}" for place in range(255)])  # 255 levels are UInt8 in polars
    site = pl.Series([None] + [levels.categories[-1]] * 400_000, dtype=levels)
    frame = pl.DataFrame({"duration": 1, "event": 1, "site": site})
    found = rk.counts.life_table(frame.lazy() if is_lazy else frame, duration="duration", event="event", by="site")
    assert found.table.select("site", "at_risk").rows() == [("level 254", 400_000), (None, 1)]


def test_whole_numbers_near_the_end_of_their_type():
    site = pl.Series([2**64 - 1, 2**64 - 2, None] * 5_000, dtype=pl.UInt64)
    frame = pl.DataFrame({"duration": 1, "event": 1, "site": site})
    found = rk.counts.life_table(frame, duration="duration", event="event", by="site")
    assert found.groups["site"].to_list() == [2**64 - 2, 2**64 - 1, None]


@pytest.mark.parametrize(
    "change",
    [
        {"duration": pl.col("duration").cast(pl.Float64)},
        {"duration": pl.col("duration").cast(pl.Int64) * 10**12},
        {"duration": -pl.col("duration")},
        {"duration": pl.when(pl.col("whole") > 1960).then("duration")},
        {"event": pl.col("event").cast(pl.Float64)},
        {"level": pl.col("duration").cast(pl.String)},
        {"level": pl.col("duration").cast(pl.Int64) * 1000},
        {"level": pl.col("duration").cast(pl.Float64)},
    ],
)
def test_what_does_not_fit_is_left_to_the_general_path(frame, change):
    columns = Columns(duration="duration", event="event", by=("level",))
    assert dense_counts(frame.with_columns(**change).lazy(), columns) is None


def test_late_entry_weights_few_rows_and_other_engines_are_left_to_the_general_path(frame):
    assert dense_counts(frame, Columns(duration="duration", event="event", weight="whole")) is None
    assert dense_counts(frame, Columns(duration="duration", event="event", entry="whole")) is None
    assert dense_counts(frame[: dense.FEWEST_ROWS - 1], Columns(duration="duration", event="event")) is None
    assert dense_counts(frame.to_pandas(), Columns(duration="duration", event="event")) is None


def test_nobody_is_lost(frame):
    by = ("level", "flag", "whole")
    counts = dense_counts(frame, Columns(duration="duration", event="event", by=by))
    assert counts is not None
    assert counts.table(by)["entered"].sum() == ROWS


def test_one_pass_over_a_stream_gives_the_tables_of_separate_counts_in_any_order_of_columns():
    rng = np.random.default_rng(1)
    for causes in range(4):
        frame = pl.DataFrame(
            {
                "duration": rng.integers(0, 20, 300),
                "event": rng.integers(0, causes + 1, 300),
                "text": pl.Series([["x", "y", None][i] for i in rng.integers(0, 3, 300)]),
                "flag": rng.random(300) < 0.5,
                "small": rng.integers(-2, 3, 300).astype(np.int8),
            }
        ).with_columns(listed=pl.col("text").cast(pl.Enum(["z", "y", "x"])))
        names = ("text", "flag", "small", "listed")
        sets = [(), *(each for many in (1, 2, 3) for each in itertools.permutations(names, many))]
        streamed = rk.counts.life_tables(frame.lazy(), duration="duration", event="event", sets=sets)
        for each in sets:
            apart = rk.counts.life_table(frame, duration="duration", event="event", by=each)
            assert_frame_equal(streamed[each].table, apart.table)
            assert (streamed[each].by, streamed[each].causes) == (apart.by, apart.causes)


@pytest.mark.parametrize("by", [("nothing",), ("level", "nothing")])
def test_a_column_without_any_value_is_one_group(frame, by):
    frame = frame.with_columns(nothing=pl.lit(None))
    counts = dense_counts(frame, Columns(duration="duration", event="event", by=by))
    assert counts is not None
    found, expected = counts.table(by), generally(frame.drop("nothing"), by=by[:-1]).table
    assert found["nothing"].is_null().all()
    assert_frame_equal(
        found.drop("nothing").cast({"level": pl.String} if "level" in by else {}), expected, check_dtypes=False
    )
