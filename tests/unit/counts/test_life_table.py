from __future__ import annotations

import traceback
from datetime import date

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.errors import CountsError

FIVE = pl.DataFrame({"days": [2, 3, 3, 5, 7], "cause": [1, 0, 1, 2, 0], "arm": ["a", "a", "b", "b", None]})


def count(frame=FIVE, **keywords):
    return rk.counts.life_table(frame, **{"duration": "days", "event": "cause"} | keywords)


def test_five_participants_by_hand():
    expected = pl.DataFrame(
        {
            "time": [2, 3, 5, 7],
            "entered": [5, 0, 0, 0],
            "at_risk": [5, 4, 2, 1],
            "censored": [0, 1, 0, 1],
            "events": [1, 1, 1, 0],
            "events_1": [1, 1, 0, 0],
            "events_2": [0, 0, 1, 0],
        }
    )
    assert_frame_equal(count().table, expected)


def test_groups_come_first_sorted_and_null_is_a_group_of_its_own():
    table = count(by=["arm"]).table
    assert table.columns[0] == "arm"
    assert table.select("arm", "time", "at_risk").rows() == [
        ("a", 2, 2), ("a", 3, 1), ("b", 3, 2), ("b", 5, 1), (None, 7, 1),
    ]  # fmt: skip


def test_an_enum_keeps_its_own_order():
    levels = pl.Enum(["young", "old"])
    frame = FIVE.with_columns(band=pl.Series(["old", "young", "old", "young", "old"], dtype=levels))
    groups = count(frame, by="band").groups
    assert groups["band"].to_list() == ["young", "old"]
    assert groups.schema["band"] == levels


@pytest.mark.parametrize(
    "engine",
    [
        pl.DataFrame.lazy,
        pl.DataFrame.to_pandas,
        pl.DataFrame.to_arrow,
        lambda frame: duckdb.from_arrow(frame.to_arrow()),
    ],
    ids=["polars lazy", "pandas", "pyarrow", "duckdb"],
)
@pytest.mark.parametrize("extra", [{}, {"by": ["arm"]}, {"entry": "start"}, {"weight": "share", "by": ["arm"]}])
def test_every_engine_gives_the_same_table(engine, extra):
    frame = FIVE.with_columns(start=pl.Series([0, 1, 2, 1, 4]), share=pl.Series([1.5, 1.0, 2.0, 0.5, 1.0]))
    expected = count(frame, **extra)
    found = count(engine(frame), **extra)
    assert_frame_equal(found.table, expected.table)
    assert found.weighting == expected.weighting


def test_who_enters_late_is_at_risk_after_entry_only():
    # R: at risk at t means entry < t <= duration. Entry at 3 is not at risk for the event at 3.
    frame = pl.DataFrame({"days": [3, 5, 6], "cause": [1, 1, 1], "start": [0, 3, 1]})
    found = count(frame, entry="start")
    assert found.table["at_risk"].to_list() == [2, 2, 1]
    assert found.table["entered"].to_list() == [2, 1, 0]
    assert found.entries is not None
    assert found.entries.rows() == [(0, 1), (1, 1), (3, 1)]


def test_the_risk_set_can_be_rebuilt_from_entries_and_exits():
    frame = pl.DataFrame({"days": [3, 5, 6, 6], "cause": [1, 0, 1, 0], "start": [0, 3, 1, 5]})
    table = count(frame, entry="start").table
    left = table["events"] + table["censored"]
    assert table["at_risk"].to_list() == (table["entered"].cum_sum() - left.cum_sum() + left).to_list()


def test_times_equal_up_to_noise_are_one_time():
    frame = pl.DataFrame({"days": [0.3, 0.1 + 0.2, 1.0], "cause": [1, 0, 1]})
    assert count(frame).table.select("time", "at_risk", "events", "censored").rows() == [(0.3, 3, 1, 1), (1.0, 1, 1, 0)]


def test_an_entry_equal_to_the_exit_up_to_noise_is_never_at_risk():
    frame = pl.DataFrame({"days": [0.1 + 0.2, 1.0], "cause": [1, 1], "start": [0.3, 0.0]})
    with pytest.raises(CountsError, match="never at risk"):
        count(frame, entry="start")


def test_whole_number_times_are_never_joined():
    frame = pl.DataFrame({"days": [1_700_000_000, 1_700_000_001], "cause": [1, 1]})
    assert count(frame).table.height == 2


def test_booleans_and_whole_floats_are_events():
    assert_frame_equal(
        count(FIVE.with_columns(pl.col("cause") > 0)).table,
        count(FIVE.with_columns((pl.col("cause") > 0).cast(pl.Float64))).table,
    )


def test_one_participant_and_an_event_at_time_zero():
    table = count(pl.DataFrame({"days": [0], "cause": [True]})).table
    assert table.rows() == [(0, 1, 1, 0, 1)]


def test_all_censored():
    table = count(FIVE.with_columns(cause=0)).table
    assert table["events"].sum() == 0
    assert table["censored"].sum() == 5


def test_weights_are_summed_with_their_squares():
    frame = FIVE.with_columns(share=pl.Series([1.5, 1.0, 2.0, 0.5, 0.0]))
    found = count(frame, weight="share")
    assert found.weighting == "fractional"
    assert found.table["at_risk"].to_list() == [5.0, 3.5, 0.5]  # who weighs nothing is left out
    assert found.table["at_risk_squared_weights"].to_list() == [7.5, 5.25, 0.25]
    assert found.table["events_2_squared_weights"].to_list() == [0.0, 0.0, 0.25]
    assert count(frame.with_columns(share=2), weight="share").weighting == "whole"


@pytest.mark.parametrize(
    ("changes", "keywords", "sentence"),
    [
        ({"days": [2, 3, None, 5, -7]}, {}, "1 of 5 rows have no finite duration in 'days'"),
        ({"days": [2, 3, 3, 5, -7]}, {}, "1 of 5 rows have a negative duration"),
        ({"days": [2.0, 3, float("inf"), 5, float("nan")]}, {}, "2 of 5 rows have no finite duration"),
        ({"days": ["2", "3", "3", "5", "7"]}, {}, "holds String, not a number of days"),
        ({"cause": [1, 0, None, 2, None]}, {}, "2 of 5 rows have no event code"),
        ({"cause": [1, 0, -1, 2, 0]}, {}, "1 of 5 rows have a negative event code"),
        ({"cause": [1, 0, 0.5, 2, 0]}, {}, "1 of 5 rows have an event code in 'cause' that is no whole number"),
        ({"cause": [1, 0, 20110630, 2, 0]}, {}, "1 of 5 rows have an event code above 100"),
        ({"start": [0, 3, 1, 7, 0]}, {"entry": "start"}, "2 of 5 rows have an entry in 'start' at or after"),
        ({"start": [0, None, 1, 0, 0]}, {"entry": "start"}, "1 of 5 rows have no finite entry"),
        ({"share": [1, -1, None, 1.0, float("nan")]}, {"weight": "share"}, "3 of 5 rows have a null, infinite or neg"),
        ({"share": [0, 0, 0, 0, 0]}, {"weight": "share"}, "nobody counts"),
    ],
)
def test_bad_rows_are_counted_and_never_shown(changes, keywords, sentence):
    frame = FIVE.with_columns(**{name: pl.Series(values, strict=False) for name, values in changes.items()})
    with pytest.raises(CountsError, match=sentence):
        count(frame, **keywords)
    with pytest.raises(CountsError, match=sentence):
        count(frame.to_pandas() if "None" not in str(changes) else frame.lazy(), **keywords)


def test_missing_columns_are_named_with_those_available():
    with pytest.raises(CountsError, match=r"no column 'sex'. It has: days, cause, arm"):
        count(by=["sex"])


@pytest.mark.parametrize(("by", "sentence"), [(["arm", "arm"], "more than once"), (["time"], "Rename it")])
def test_impossible_groups(by, sentence):
    with pytest.raises(CountsError, match=sentence):
        count(FIVE.with_columns(time=1), by=by)


@pytest.mark.parametrize("name", ["_records", "_weight", "_squared", "at_risk", "std_error_small_sample", "events_2"])
@pytest.mark.parametrize("weight", [None, "share"])
def test_a_group_column_named_as_one_of_ours_is_to_be_renamed(name, weight):
    frame = FIVE.rename({"arm": name}).with_columns(share=1.0)
    with pytest.raises(CountsError, match=f"'{name}' has the name of a column of the life table. Rename it"):
        count(frame, by=name, weight=weight)


@pytest.mark.parametrize("name", ["days", "cause", "start"])
def test_a_counted_column_is_no_group(name):
    with pytest.raises(CountsError, match=f"'{name}' .*[rR]ename"):
        count(FIVE.with_columns(start=0), entry="start", by=name)


ENGINES = {
    "polars": lambda frame: frame,
    "polars lazy": pl.DataFrame.lazy,
    "pandas": pl.DataFrame.to_pandas,
    "pandas objects": lambda frame: frame.to_pandas().astype(object),
    "pyarrow": pl.DataFrame.to_arrow,
    "duckdb": lambda frame: duckdb.from_arrow(frame.to_arrow()),
}
SECRET = "19450102"
NO_NUMBERS = {
    "text": [f"{SECRET}-1234"] * 5,
    "date": [date(1945, 1, 2)] * 5,
    "list": [[19450102]] * 5,
    "enum": pl.Series([SECRET] * 5, dtype=pl.Enum([SECRET])),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", NO_NUMBERS)
@pytest.mark.parametrize("role", ["duration", "event", "entry", "weight"])
def test_what_is_no_number_is_refused_by_column_and_type_without_a_value(engine, kind, role):
    column = {"duration": "days", "event": "cause"}.get(role, role)
    frame = ENGINES[engine](FIVE.with_columns(pl.Series(column, NO_NUMBERS[kind])))
    with pytest.raises(CountsError, match=f"{role} column '{column}' holds [A-Z]") as refused:
        count(frame, **({role: role} if column == role else {}))
    assert SECRET not in str(refused.value)
    assert "1945" not in "".join(traceback.format_exception(refused.value)[-1:])


def test_mixed_objects_are_refused_without_a_value():
    for changes in ({"days": [1, SECRET, 2, 3, 4]}, {"arm": [1, SECRET, 2, (3,), 4]}):
        frame = FIVE.to_pandas().assign(**changes)
        with pytest.raises(CountsError) as refused:
            count(frame, by="arm")
        assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_numbers_as_objects_are_counted():
    expected = count(FIVE.with_columns(share=1.5), weight="share").table
    found = count(FIVE.with_columns(share=1.5).to_pandas().astype({"cause": object, "share": object}), weight="share")
    assert_frame_equal(found.table, expected)


def test_what_is_no_life_table_is_to_be_counted_first():
    with pytest.raises(CountsError, match=r"a DataFrame, not a life table. Count first: `rk.counts.life_table"):
        count().add(FIVE)


def test_an_empty_frame_and_what_is_no_frame():
    with pytest.raises(CountsError, match="no rows"):
        count(FIVE.clear())
    with pytest.raises(CountsError, match="no rows"):
        count(FIVE.clear().lazy())
    with pytest.raises(CountsError, match="Give a frame"):
        count({"days": [1]})


def test_sites_add_up_to_the_pooled_table():
    one, other = FIVE[:2], FIVE[2:]
    assert_frame_equal(count(one, by="arm").add(count(other, by="arm")).table, count(by="arm").table)


def test_sites_with_late_entry_add_up_between_each_others_times():
    # The participant of site B enters at 4, between two rows of B and exactly between two exits of A.
    a = pl.DataFrame({"days": [3, 5], "cause": [1, 1], "start": [0, 0]})
    b = pl.DataFrame({"days": [2, 9], "cause": [1, 1], "start": [0, 4]})
    pooled = count(pl.concat([a, b]), entry="start")
    added = count(a, entry="start").add(count(b, entry="start"))
    assert_frame_equal(added.table, pooled.table)
    assert_frame_equal(added.entries, pooled.entries)
    assert count(a).add(count(b, entry="start")).table["at_risk"].to_list() == pooled.table["at_risk"].to_list()


def test_adding_weighted_to_unweighted_gives_weight_one():
    weighted = count(FIVE.with_columns(share=0.5), weight="share")
    total = weighted.add(count())
    assert total.weighting == "fractional"
    assert total.table["at_risk"][0] == 7.5
    assert total.table["at_risk_squared_weights"][0] == 5 * 0.25 + 5


def test_only_tables_by_the_same_columns_can_be_added():
    with pytest.raises(CountsError, match="cannot be added"):
        count().add(count(by="arm"))


def test_collapse_sums_over_the_other_dimensions():
    crossed = count(FIVE.with_columns(odd=pl.col("days") % 2 == 1), by=["arm", "odd"])
    assert_frame_equal(crossed.collapse(["arm"]).table, count(by="arm").table)
    assert_frame_equal(crossed.collapse().table, count().table)
    with pytest.raises(CountsError, match="Cannot collapse to sex"):
        crossed.collapse(["sex"])


def test_one_pass_gives_every_disaggregation():
    frame = FIVE.with_columns(odd=pl.col("days") % 2)
    tables = rk.counts.life_tables(frame, duration="days", event="cause", sets=[(), ("arm",), ["odd"], "arm"])
    assert list(tables) == [(), ("arm",), ("odd",)]
    assert_frame_equal(tables[("arm",)].table, count(by="arm").table)
    assert_frame_equal(tables[()].table, count().table)
    with pytest.raises(CountsError, match="at least one"):
        rk.counts.life_tables(FIVE, duration="days", event="cause", sets=[])


def test_a_life_table_prints_no_rows():
    shown = repr(count(by="arm"))
    assert shown == "<LifeTable by arm: 3 groups, causes 1-2. Not for release.>"


def test_a_table_that_is_no_life_table():
    with pytest.raises(CountsError, match="missing: entered"):
        rk.counts.LifeTable(table=pl.DataFrame({"time": [1]}))


def test_an_unknown_cause():
    with pytest.raises(CountsError, match="Cause 3 is not in this life table; it has 1, 2"):
        count().events_of(3)
