"""Tables of separate sites, written, read and added, are the table of everybody together: to the last digit."""

from __future__ import annotations

import tempfile
from functools import reduce
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.counts import LifeTable, on_grid, read_life_table, regrouped, write_life_table
from research_kit.errors import CountsError
from tests.property.examples import examples

QUICK = settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
LEVELS = ["ålder 16-24", 'with "quotes", and commas', "25-75", "never used"]
KINDS = ["plain", "causes", "late entry", "whole weights", "fractional weights", "part days"]


@st.composite
def participants(draw):
    """Between 3 and 40 participants with their site; some groups, and some sites, may have nobody."""
    rows = draw(st.integers(3, 40))

    def column(values):
        return draw(st.lists(values, min_size=rows, max_size=rows))

    return pl.DataFrame(
        {
            "site": column(st.integers(0, 2)),
            "start": column(st.sampled_from([-1.0, -1.0, 0.0, 2.5, 7.0])),
            "followed": column(st.integers(1, 12)),
            "part": column(st.sampled_from([0.0, 0.1, 0.5, 1 / 3])),
            "cause": column(st.integers(0, 2)),
            "weight": column(st.sampled_from([0, 1, 2, 5])),
            "share": column(st.sampled_from([0.25, 1.0, 0.1, 1 / 3])),
            "band": pl.Series(column(st.sampled_from([*LEVELS[:3], None])), dtype=pl.Enum(LEVELS)),
            "word": pl.Series(column(st.sampled_from(["", "yes", "a\nb", "null", None])), dtype=pl.String),
            "flag": pl.Series(column(st.sampled_from([True, False, None])), dtype=pl.Boolean),
            "whole": pl.Series(column(st.sampled_from([-3, 7, None])), dtype=pl.Int16),
        }
    ).with_columns(days=pl.col("start").clip(0).ceil().cast(pl.Int64) + pl.col("followed"))


GROUPS = st.lists(st.sampled_from(["band", "word", "flag", "whole"]), unique=True, max_size=3).map(tuple)


def count(frame: pl.DataFrame, kind: str, by: tuple[str, ...]) -> LifeTable:
    frame = frame.with_columns(event=pl.col("cause") if kind != "plain" else (pl.col("cause") > 0).cast(pl.Int64))
    if kind == "part days":
        frame = frame.with_columns(days=pl.col("days") + pl.col("part"))
    weight = {"whole weights": "weight", "fractional weights": "share"}.get(kind)
    entry = "start" if kind == "late entry" else None
    return rk.counts.life_table(frame, duration="days", event="event", entry=entry, weight=weight, by=by)


def stored(life_table: LifeTable) -> LifeTable:
    """Written and read again."""
    with tempfile.TemporaryDirectory() as folder:
        return read_life_table(write_life_table(life_table, Path(folder) / "site.table"))


def assert_same(found: LifeTable, expected: LifeTable, *, exact: bool = True) -> None:
    """The same rows, types and order; the same values to the last bit where they are counts."""
    tolerance = {"check_exact": True} if exact else {"rel_tol": 1e-12, "abs_tol": 1e-12}
    assert_frame_equal(found.table, expected.table, **tolerance)
    assert (found.entries is None) == (expected.entries is None)
    if found.entries is not None:
        assert_frame_equal(found.entries, expected.entries, **tolerance)
    assert found.weighting == expected.weighting


@QUICK
@given(participants(), st.sampled_from(KINDS), GROUPS)
def test_what_is_written_is_what_is_read(frame, kind, by):
    if kind == "whole weights" and not frame["weight"].sum():
        return
    table = count(frame, kind, by)
    assert_same(stored(table), table)


@QUICK
@given(participants(), st.sampled_from(KINDS), GROUPS, st.randoms(use_true_random=False))
def test_three_partners_tables_added_are_the_pooled_table(frame, kind, by, random):
    parts = [part for part in frame.partition_by("site") if kind != "whole weights" or part["weight"].sum()]
    if not parts:
        return
    tables = [stored(count(part, kind, by)) for part in parts]
    random.shuffle(tables)
    pooled = count(pl.concat(parts), kind, by)
    # Sums of fractional weights depend on the order of addition, in the last digit.
    assert_same(reduce(LifeTable.add, tables), pooled, exact=kind != "fractional weights")


@QUICK
@given(participants(), st.sampled_from(["plain", "causes", "part days"]), GROUPS)
def test_curves_of_added_tables_are_the_pooled_curves_to_the_last_digit(frame, kind, by):
    tables = [stored(count(part, kind, by)) for part in frame.partition_by("site")]
    added, pooled = reduce(LifeTable.add, tables), count(frame, kind, by)
    estimate = rk.statistics.cumulative_incidence if len(pooled.causes) > 1 else rk.statistics.kaplan_meier
    assert_frame_equal(estimate(added), estimate(pooled), check_exact=True)


@QUICK
@given(participants(), st.sampled_from(["plain", "causes", "late entry", "whole weights"]), GROUPS, st.booleans())
def test_rounding_the_times_of_a_table_is_counting_rounded_times(frame, kind, by, is_month):
    if kind == "whole weights" and not frame["weight"].sum():
        return
    step = 30.4375 if is_month else 3.0
    rounded = frame.with_columns(
        days=(pl.col("days") / step).ceil() * step,
        start=pl.when(pl.col("start") < 0).then("start").otherwise((pl.col("start") / step).floor() * step),
    )
    assert_same(on_grid(count(frame, kind, by), step), count(rounded, kind, by))


@QUICK
@given(participants(), st.sampled_from(["plain", "causes", "late entry"]))
def test_a_line_and_the_rest_put_together_from_groups_are_those_counted(frame, kind):
    crossed = count(frame, kind, ("band", "flag"))
    chosen = pl.col("band").eq_missing(pl.lit(LEVELS[0])) & pl.col("flag").fill_null(False)
    part = pl.when(chosen).then(pl.lit("group")).otherwise(pl.lit("rest")).alias("part")
    groups = crossed.groups
    members = pl.concat([groups.with_columns(part), groups.with_columns(part=pl.lit("all"))])
    expected = pl.concat([frame.with_columns(part), frame.with_columns(part=pl.lit("all"))])
    assert_same(regrouped(crossed, members, by=["part"]), count(expected, kind, ("part",)))


@QUICK
@given(participants())
def test_one_changed_count_is_noticed_even_with_a_new_hash(frame):
    table = count(frame, "plain", ())
    spoiled = LifeTable(table=table.table.with_columns(at_risk=pl.col("at_risk") + np.int64(1)))
    with pytest.raises(CountsError, match="contradict each other"):
        stored(spoiled)
