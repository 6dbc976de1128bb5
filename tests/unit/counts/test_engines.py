"""Every engine gives the same table, bit for bit: what differed between them once stays put. Spark: `validation/`."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import research_kit as rk

WORDS = ["b", "a", None, "c", "b", None, "a", "c"]
FRAME = pl.DataFrame(
    {
        "days": [2, 3, 3, 5, 7, 7, 9, 4],
        "cause": [1, 0, 1, 2, 0, 1, 0, 2],
        "word": WORDS,
        "flag": [True, None, False, True, True, False, None, True],
        "whole": [-1, 5, None, 5, -1, 5, 5, 5],
        "weight": [1, 2, 3, 0, 1, 1, 2, 5],
        "start": [-1.0, 0.0, 2.5, 4.0, -1.0, -1.0, 6.5, -1.0],
        "part": [0.5, 0.25, 1.0, 2.0, 0.75, 1.5, 0.5, 4.0],  # sums of these are exact in any order
    }
).with_columns(
    category=pl.col("word").cast(pl.Categorical),
    small=pl.col("days").cast(pl.UInt8),
    day=pl.date(2020, 1, 1) + pl.duration(days=pl.col("days") % 2),
    big=pl.col("days") + 1_700_000_000_000,
    months=pl.col("days") / 30.4375,
    happened=pl.col("cause") > 0,
)


def duckdb_file(frame):
    folder = duckdb_file.folder / f"{len(list(duckdb_file.folder.iterdir()))}.parquet"
    frame.write_parquet(folder)
    return duckdb.read_parquet(str(folder))


ENGINES = {
    "polars lazy": pl.DataFrame.lazy,
    "pyarrow": pl.DataFrame.to_arrow,
    "pandas on Arrow": lambda frame: frame.to_pandas(use_pyarrow_extension_array=True),
    "duckdb": lambda frame: duckdb.from_arrow(frame.to_arrow()),
    "duckdb on a file": duckdb_file,
}
QUESTIONS = {
    "plain": {"event": "happened"},
    "causes": {},
    "late entry": {"entry": "start"},
    "whole weights": {"weight": "weight"},
    "fractional weights": {"weight": "part", "by": "word"},
    "weights and late entry": {"weight": "weight", "entry": "start", "by": ["word", "flag"]},
    "text": {"by": "word"},
    "categories": {"by": "category"},
    "truth values": {"by": "flag"},
    "whole numbers": {"by": "whole"},
    "numbers without a sign": {"by": "small"},
    "days": {"by": "day"},
    "large numbers": {"duration": "big"},
    "fractions": {"duration": "months"},
}


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory):
    duckdb_file.folder = tmp_path_factory.mktemp("duckdb")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_frame_gives_the_same_table(engine, question):
    asked = {"duration": "days", "event": "cause"} | QUESTIONS[question]
    expected = rk.counts.life_table(FRAME, **asked)
    found = rk.counts.life_table(ENGINES[engine](FRAME), **asked)
    assert_frame_equal(found.table, expected.table, check_exact=True)
    assert found.weighting == expected.weighting
    if expected.entries is not None:
        assert_frame_equal(found.entries, expected.entries, check_exact=True)


@pytest.mark.parametrize("engine", ENGINES)
def test_all_disaggregations_in_one_pass_are_the_same(engine):
    sets = [(), ("word",), ("word", "flag"), ("small",)]
    expected = rk.counts.life_tables(FRAME, duration="days", event="cause", sets=sets)
    found = rk.counts.life_tables(ENGINES[engine](FRAME), duration="days", event="cause", sets=sets)
    for each in sets:
        assert_frame_equal(found[each].table, expected[each].table, check_exact=True)


@pytest.mark.parametrize("engine", ["pandas on Arrow", "pyarrow"])
def test_nobody_is_lost_whose_category_is_unknown(engine):
    # Grouping an Arrow dictionary drops the rows without a value: two of eight participants vanished.
    found = rk.counts.life_table(ENGINES[engine](FRAME), duration="days", event="cause", by="category")
    assert found.table["entered"].sum() == FRAME.height
    assert found.groups["category"].to_list() == ["a", "b", "c", None]


def test_a_list_of_levels_that_duckdb_knows_keeps_its_order():
    connection = duckdb.connect()
    connection.execute("create type band as enum ('young', 'old')")
    frame = connection.sql(
        "select 3 as days, true as event, 'old'::band as band union all select 4, false, 'young'::band"
    )
    groups = rk.counts.life_table(frame, duration="days", event="event", by="band").groups
    assert groups["band"].to_list() == ["young", "old"]
    assert groups.schema["band"] == pl.Enum(["young", "old"])


def test_labels_are_text_or_64_bit_numbers_on_every_engine():
    schema = rk.counts.life_table(FRAME, duration="days", event="cause", by=["category", "small"]).groups.schema
    assert schema == {"category": pl.String, "small": pl.Int64}
