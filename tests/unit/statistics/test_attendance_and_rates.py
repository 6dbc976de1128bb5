from __future__ import annotations

import pandas as pd
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

HOURS = pl.DataFrame(
    {
        "person": ["a", "a", "b", "c", "d", "e"],
        "group": ["w", "w", "w", "m", "m", None],
        "planned": [10, 20, 10, 40, 10, 10],
        "attended": [5, 20, 8, 10, 10, 3],
    }
)
NAMED = {"attended": "attended", "planned": "planned", "cluster": "person"}
CONTACTS = pl.DataFrame(
    {"person": [1, 2, 3, 4], "group": ["w", "w", "m", "m"], "held": [4, 2, 0, 0], "days": [100.0, 50.0, 60.0, 40.0]}
)
COUNTED = {"events": "held", "exposure": "days", "cluster": "person"}


def test_hours_count_alike():
    row = rk.statistics.attendance(HOURS, **NAMED).row(0, named=True)
    assert (row["n"], row["attended"], row["planned"], row["estimate"]) == (5, 56.0, 100.0, 0.56)
    assert 0 < row["lower"] < 0.56 < row["upper"] < 1


def test_groups_null_among_them():
    found = rk.statistics.attendance(HOURS, **NAMED, by="group")
    assert found["group"].to_list() == [None, "m", "w"]
    assert found["n"].to_list() == [1, 2, 2]
    assert found["lower"].is_null().to_list() == [True, False, False]


def test_frames_of_other_libraries():
    expected = rk.statistics.attendance(HOURS, **NAMED)
    for other in (HOURS.lazy(), pd.DataFrame(HOURS.to_dict(as_series=False)), HOURS.to_arrow()):
        assert rk.statistics.attendance(other, **NAMED).equals(expected)


def test_hours_over_the_plan_and_without_one_are_told():
    frame = pl.DataFrame({"person": [1, 2, 3], "planned": [10, 10, 0], "attended": [11.0, 11.5, 4.0]})
    row = rk.statistics.attendance(frame, **NAMED).row(0, named=True)
    assert (row["over_planned"], row["without_plan"], row["n"]) == (1, 1, 2)
    assert row["estimate"] == pytest.approx(22.5 / 20)
    assert row["lower"] is None


def test_a_group_without_a_plan_stays_in_the_table():
    frame = pl.DataFrame({"person": [1, 2], "g": ["x", "y"], "planned": [10, 0], "attended": [5, 0]})
    found = rk.statistics.attendance(frame, **NAMED, by="g")
    assert found.select("g", "n", "estimate", "without_plan").rows() == [("x", 1, 0.5, 0), ("y", 0, None, 1)]


@pytest.mark.parametrize(("attended", "limits"), [(10, (0.025 ** (1 / 12), 1.0)), (0, (0.0, 1 - 0.025 ** (1 / 12)))])
def test_nobody_and_everybody_have_clopper_pearson_limits(attended, limits):
    frame = pl.DataFrame({"person": range(12), "planned": [10] * 12, "attended": [attended] * 12})
    assert rk.statistics.attendance(frame, **NAMED).select("lower", "upper").row(0) == pytest.approx(limits)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"attended": pl.lit(-1)}, "6 of 6 rows have a negative number in 'attended'"),
        ({"planned": pl.lit(None, dtype=pl.Int64)}, "6 of 6 rows have no finite number in 'planned'. Null is not 0"),
        ({"planned": pl.lit(0)}, "None of 6 rows has planned hours"),
        ({"planned": pl.lit(float("inf"))}, "no finite number"),
        ({"planned": pl.lit("much")}, "holds String, not numbers"),
        ({"person": pl.lit(None, dtype=pl.String)}, "6 of 6 rows have no person"),
    ],
)
def test_hours_that_cannot_be(change, told):
    with pytest.raises(EstimateError, match=told):
        rk.statistics.attendance(HOURS.with_columns(**change), **NAMED)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: rk.statistics.attendance(HOURS.drop("planned"), **NAMED), "no column 'planned'"),
        (lambda: rk.statistics.attendance(HOURS[:0], **NAMED), "no rows"),
        (lambda: rk.statistics.attendance([1, 2], **NAMED), "not a frame"),
        (lambda: rk.statistics.attendance(HOURS, **NAMED, by="planned"), "name of a result column"),
        (lambda: rk.statistics.attendance(HOURS, **NAMED, confidence=95), "strictly between 0 and 1"),
    ],
)
def test_frames_that_cannot_be_read(call, told):
    with pytest.raises(EstimateError, match=told):
        call()


def test_contacts_per_month():
    found = rk.statistics.events_per_time(CONTACTS, **COUNTED, by="group", per=30.4375)
    assert found["estimate"].to_list() == [0.0, pytest.approx(6 / 150 * 30.4375)]
    assert found["events"].to_list() == [0, 6]


def test_no_event_has_the_exact_upper_limit():
    row = rk.statistics.events_per_time(CONTACTS, **COUNTED, by="group").row(0, named=True)
    assert (row["lower"], row["upper"]) == (0.0, pytest.approx(3.688879 / 100))  # Poisson, 0 events: 3.689


def test_rows_of_one_person_are_one_person():
    split = pl.concat([CONTACTS, CONTACTS]).with_columns(days=pl.col("days") / 2, held=pl.lit(1))
    whole = CONTACTS.with_columns(held=pl.lit(2))
    one, two = (rk.statistics.events_per_time(frame, **COUNTED) for frame in (whole, split))
    assert one.row(0) == pytest.approx(two.row(0))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"held": pl.lit(1.5)}, "no whole number in 'held'"),
        ({"held": pl.lit(-1)}, "negative number in 'held'"),
        ({"days": pl.lit(0.0)}, "2 of 4 rows have events in 'held' but none of 'days'"),
        ({"days": pl.lit(0.0), "held": pl.lit(0)}, "None of 4 rows has any of 'days'"),
        ({"days": pl.lit(-3.0)}, "negative number in 'days'"),
    ],
)
def test_contacts_that_cannot_be(change, told):
    with pytest.raises(EstimateError, match=told):
        rk.statistics.events_per_time(CONTACTS.with_columns(**change), **COUNTED)


@pytest.mark.parametrize("per", [0, -1, float("inf"), float("nan"), "month"])
def test_units_that_are_none(per):
    with pytest.raises(EstimateError, match="finite number above 0"):
        rk.statistics.events_per_time(CONTACTS, **COUNTED, per=per)


def test_the_gap_of_two_shares_is_newcombes():
    shares = rk.statistics.wilson([56, 48], [70, 80]).with_columns(g=pl.Series(["one", "two"]))
    found = rk.statistics.gap_between(shares, group="g", compared_with="two")
    assert found.select("estimate", "lower", "upper").row(0) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert found.columns == ["g", "compared_with", "estimate", "lower", "upper"]


def test_gaps_within_groups_and_as_ratios():
    table = pl.DataFrame(
        {"site": ["n", "n", "s", "s"], "g": ["a", "b", "a", "b"], "estimate": [2.0, 1.0, 3.0, 0.0],
         "lower": [1.0, 0.5, 2.0, 0.0], "upper": [4.0, 2.0, 4.5, 1.0]}
    )  # fmt: skip
    ratio = rk.statistics.gap_between(table, group="g", compared_with="b", measure="ratio", by="site")
    assert ratio["estimate"].to_list() == [pytest.approx(2.0), None]
    assert ratio["lower"][0] == pytest.approx(2 / 2 ** (2**0.5))
    gap = rk.statistics.gap_between(table, group="g", compared_with="b", by="site")
    assert gap["estimate"].to_list() == [1.0, 3.0]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"compared_with": "c"}, "No row has the group compared with"),
        ({"compared_with": "w", "measure": "odds"}, "choose 'difference' or 'ratio'"),
    ],
)
def test_gaps_that_cannot_be(options, told):
    table = rk.statistics.events_per_time(CONTACTS, **COUNTED, by="group")
    with pytest.raises(EstimateError, match=told):
        rk.statistics.gap_between(table, group="group", **options)
    with pytest.raises(EstimateError, match="already seen"):
        rk.statistics.gap_between(pl.concat([table, table]), group="group", compared_with="w")
