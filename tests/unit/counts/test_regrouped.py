from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.counts import on_grid, regrouped
from research_kit.errors import CountsError

FIVE = pl.DataFrame({"days": [2, 3, 3, 5, 7], "cause": [1, 0, 1, 2, 0], "arm": ["a", "a", "b", "b", None]})


def count(frame=FIVE, **keywords):
    return rk.counts.life_table(frame, **{"duration": "days", "event": "cause"} | keywords)


def test_a_group_may_be_in_several_lines_and_in_none():
    members = pl.DataFrame({"arm": ["a", "a", "b"], "line": ["one", "all", "all"]})
    found = regrouped(count(by="arm"), members, by=["line"])
    assert found.groups["line"].to_list() == ["all", "one"]
    assert (
        found.table.filter(pl.col("line") == "one")
        .drop("line")
        .equals(count(FIVE[:2]).table.with_columns(events_1=pl.Series([1, 0]), events_2=pl.Series([0, 0])))
    )
    assert found.table.filter(pl.col("line") == "all")["at_risk"].to_list() == [4, 3, 1]


def test_a_group_without_a_value_can_be_named():
    members = pl.DataFrame({"arm": ["a", None], "line": [1, 1]})
    assert regrouped(count(by="arm"), members, by=["line"]).table["at_risk"].to_list() == [3, 2, 1]


def test_labels_as_text_find_the_groups_of_an_enum():
    listed = FIVE.with_columns(pl.col("arm").cast(pl.Enum(["b", "a"])))
    members = pl.DataFrame({"arm": ["a"], "line": [0]})
    assert regrouped(count(listed, by="arm"), members, by=["line"]).table["at_risk"].to_list() == [2, 1]


def test_everybody_together_can_be_a_line():
    found = regrouped(count(), pl.DataFrame({"line": [4]}), by=["line"])
    assert_frame_equal(found.table.drop("line"), count().table)


def test_nobody_is_counted_twice_in_one_line_and_an_empty_line_is_no_line():
    with pytest.raises(CountsError, match="counted twice in the same new group"):
        regrouped(count(by="arm"), pl.DataFrame({"arm": ["a", "a"], "line": [0, 0]}), by=["line"])
    with pytest.raises(CountsError, match="compare the labels"):
        regrouped(count(by="arm"), pl.DataFrame({"arm": ["c"], "line": [0]}), by=["line"])


def test_exits_are_rounded_up_and_entries_down_by_hand():
    frame = pl.DataFrame({"days": [0, 4, 5, 6], "cause": [0, 1, 1, 0], "start": [-1, 0, 4, 5]})
    found = on_grid(count(frame, entry="start"), 5)
    assert found.entries is not None
    assert found.entries.rows() == [(-1.0, 1), (0.0, 2), (5.0, 1)]
    assert found.table.rows() == [(0.0, 1, 1, 1, 0), (5.0, 2, 2, 0, 2), (10.0, 1, 1, 1, 0)]
    assert str(found.table["time"][0]) == "0.0"  # a time of -0.0 would be written as such


def test_without_a_step_times_stay_as_they_are():
    assert on_grid(count(), None).table.equals(count().table)


def test_every_cause_keeps_its_column_on_the_grid():
    assert on_grid(count(FIVE.with_columns(cause=pl.Series([2, 0, 2, 2, 0]))), 2).causes == (1, 2)
