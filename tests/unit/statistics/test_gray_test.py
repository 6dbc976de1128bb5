from __future__ import annotations

import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import CountsError, EstimateError
from research_kit.statistics.survival.gray_test import gray_test

MADE_UP = pl.DataFrame(
    {
        "months": [1, 2, 2, 3, 4, 5, 6, 6, 7, 9],
        "cause": [1, 2, 1, 0, 1, 2, 1, 1, 0, 2],
        "arm": list("abababbaab"),
        "site": list("nnssnnssns"),
    }
)


def gray(frame=MADE_UP, **keywords):
    return gray_test(frame, **{"duration": "months", "event": "cause", "group": "arm"} | keywords)


def test_four_participants_by_hand():
    # a: event at 1, censored at 3; b: event at 2, censored at 3. R = Y (1 - F) / S is (2, 2) at 1 and (1, 2) at 2, so
    # the score of a is (1 - 1/2) + (0 - 1/3) = 1/6. Y / S sums to 4 at both times, the pooled F is 1/4, then 1/2; the
    # weights of the groups' steps (a; b) are 5/6, 1; -13/12, -1, and each step has variance 1/8.
    frame = pl.DataFrame({"months": [1, 3, 2, 3], "cause": [1, 0, 1, 0], "arm": list("aabb")})
    variance = ((5 / 6) ** 2 + 1 + (13 / 12) ** 2 + 1) / 8
    assert gray(frame)["statistic"][0] == pytest.approx((1 / 6) ** 2 / variance)


def test_three_participants_by_hand():
    # Times 1, 2, 3; a dies of the other cause at 1, b has the cause at 2 and 3. R = Y (1 - F) / S at 2 and 3:
    # a has nobody under observation left (Y = 0), so both events are expected in b: the score is 0, nothing to compare.
    frame = pl.DataFrame({"months": [1, 2, 3], "cause": [2, 1, 1], "arm": list("abb")})
    assert gray(frame).row(0) == (None, None, None)


def test_a_life_table_gives_what_its_frame_gives():
    table = rk.counts.life_table(MADE_UP, duration="months", event="cause", by=["site", "arm"])
    assert gray_test(table, group="arm").equals(gray())
    assert gray_test(table, group="arm", strata="site").equals(gray(strata=["site"]))
    assert gray_test(table, group=["site", "arm"]).equals(gray(group=["site", "arm"]))


def test_whole_weights_count_as_participants():
    weighted = MADE_UP.with_columns(weight=pl.Series([1, 2, 3, 1, 2, 1, 3, 1, 2, 1]))
    repeated = weighted.select(pl.exclude("weight").repeat_by("weight").explode())
    table = rk.counts.life_table(weighted, duration="months", event="cause", weight="weight", by="arm")
    assert gray_test(table, group="arm").row(0) == pytest.approx(gray(repeated).row(0))


def test_the_groups_names_do_not_matter():
    renamed = MADE_UP.with_columns(arm=pl.col("arm").replace({"a": "z"}))
    assert gray(renamed).row(0) == pytest.approx(gray().row(0))


def test_a_group_that_never_meets_an_event_is_left_out():
    early = pl.DataFrame({"months": [0, 0], "cause": [0, 0], "arm": ["c", "c"], "site": ["n", "n"]})
    found = gray(pl.concat([MADE_UP, early]))
    assert found.row(0) == pytest.approx(gray().row(0))


def test_equal_groups_have_statistic_0():
    twice = pl.concat([MADE_UP.with_columns(arm=pl.lit(name)) for name in "xy"])
    found = gray(twice).row(0, named=True)
    assert found["statistic"] == pytest.approx(0, abs=1e-20)
    assert found["p_value"] == pytest.approx(1)


def test_nobody_has_an_event():
    found = gray(MADE_UP.with_columns(cause=0))
    assert found.row(0) == (None, None, None)
    assert found.schema == {"statistic": pl.Float64, "df": pl.Int64, "p_value": pl.Float64}


@pytest.mark.parametrize(
    ("keywords", "sentence"),
    [
        ({"group": []}, "needs two groups"),
        ({"group": "one"}, "needs two groups"),
        ({"rho": "0"}, "it is a power"),
        ({"rho": float("nan")}, "it is a power"),
        ({"duration": None}, "name its columns"),
    ],
)
def test_what_cannot_be_tested(keywords, sentence):
    with pytest.raises(EstimateError, match=sentence):
        gray(MADE_UP.with_columns(one=1), **keywords)


def test_causes_and_columns_that_are_not_there():
    with pytest.raises(CountsError, match="no column 'gender'"):
        gray(group="gender")
    with pytest.raises(CountsError, match="Cause 3 is not in this life table"):
        gray(cause=3)


def test_life_tables_that_cannot_be_tested():
    table = rk.counts.life_table(MADE_UP, duration="months", event="cause", by="arm")
    with pytest.raises(EstimateError, match="counted already"):
        gray_test(table, duration="months", event="cause", group="arm")
    with pytest.raises(EstimateError, match="'site': not among the columns"):
        gray_test(table, group="arm", strata="site")
    late = MADE_UP.with_columns(start=pl.lit(0.5), weight=pl.lit(0.5))
    entered = rk.counts.life_table(late, duration="months", event="cause", entry="start", by="arm")
    with pytest.raises(EstimateError, match="not defined for late entry"):
        gray_test(entered, group="arm")
    weighted = rk.counts.life_table(late, duration="months", event="cause", weight="weight", by="arm")
    with pytest.raises(EstimateError, match="fractional weights"):
        gray_test(weighted, group="arm")


# Nobody is censored and group 1 runs out first: the incidence pooled over the groups passes 1.
RUNS_OUT = pl.DataFrame({"t": [7, 4, 1, 9, 9, 6, 7, 1, 5, 3, 3], "g": [1, 1, 0, 1, 2, 1, 2, 0, 0, 0, 0], "e": [1] * 11})


def test_a_pooled_incidence_above_1():
    # R 4.2.2, cmprsk 2.2.11: cuminc(t, e, g)$Tests.
    row = gray_test(RUNS_OUT, group="g", duration="t", event="e").row(0)
    assert row == pytest.approx((8.73399950244296, 2, 0.0126892544340788), rel=1e-12)


@pytest.mark.parametrize("rho", [0.5, -0.5])
def test_a_power_of_what_is_below_0_is_undefined(rho):
    with pytest.raises(EstimateError, match=r"At 1 of 7 event times .* has reached or passed 1, .* rho = -?0.5"):
        gray_test(RUNS_OUT, group="g", duration="t", event="e", rho=rho)
