from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError


def wave_rows(answered, n, *, died=0, withdrawn=0, not_due=0, wave=1):
    kinds = ["answered"] * answered + ["silent"] * (n - answered) + ["died"] * died + ["withdrawn"] * withdrawn
    kinds += ["not due"] * not_due
    kind = pl.Series(kinds, dtype=pl.String)
    return pl.DataFrame(
        {
            "wave": [wave] * len(kinds),
            "due": kind != "not due",
            "died": kind == "died",
            "withdrawn": kind == "withdrawn",
            "answered": kind == "answered",
        }
    )


def test_the_response_rate_leaves_out_who_died_withdrew_or_is_not_due():
    frame = wave_rows(30, 40, died=2, withdrawn=3, not_due=7)
    found = rk.statistics.response_rate(frame, wave="wave", answered="answered")
    assert found.columns == [
        "wave", "due", "died", "withdrawn", "n", "events", "estimate", "lower", "upper", "shown"
    ]  # fmt: skip
    assert found.row(0)[:7] == (1, 45, 2, 3, 40, 30, 0.75)
    assert found.select("lower", "upper").equals(rk.statistics.wilson(30, 40).select("lower", "upper"))


@pytest.mark.parametrize(
    ("answered", "shown"),
    [(60, "estimate"), (59, "with_bounds"), (40, "with_bounds"), (39, "bounds_only"), (0, "bounds_only")],
)
def test_under_sixty_percent_never_without_bounds_and_under_forty_only_bounds(answered, shown):
    found = rk.statistics.response_rate(wave_rows(answered, 100), wave="wave", answered="answered")
    assert found["shown"].item() == shown


def test_a_wave_in_which_nobody_was_due():
    frame = pl.concat([wave_rows(3, 5), wave_rows(0, 0, not_due=4, wave=2)])
    found = rk.statistics.response_rate(frame, wave="wave", answered="answered")
    assert found.select("n", "estimate", "shown").rows() == [(5, 0.6, "estimate"), (0, None, "bounds_only")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"died": True}, "3 of 5 rows have an answer although not due"),
        ({"due": False}, "3 of 5 rows have an answer although not due"),
        ({"died": True, "withdrawn": True}, "5 of 5 rows are both dead and withdrawn"),
        ({"due": None}, "holds Null, not true and false"),
        ({"answered": 1}, "holds Int32, not true and false"),
    ],
)
def test_flags_that_contradict_each_other(change, said):
    frame = wave_rows(3, 5).with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(EstimateError, match=said):
        rk.statistics.response_rate(frame, wave="wave", answered="answered")


def test_unknown_is_not_no():
    frame = wave_rows(3, 5).with_columns(answered=pl.Series([True, None, None, False, False]))
    with pytest.raises(EstimateError, match="2 of 5 rows have neither true nor false in 'answered'"):
        rk.statistics.response_rate(frame, wave="wave", answered="answered")


def test_bounds_by_hand():
    # 12 of 20 who answered, of 30: between 12 and 22 of 30.
    found = rk.statistics.nonresponse_bounds(12, 20, 30).row(0, named=True)
    assert (found["estimate"], found["lowest"], found["highest"]) == pytest.approx((0.6, 0.4, 22 / 30))
    assert found["lower"] == rk.statistics.wilson(12, 30)["lower"].item()
    assert found["upper"] == rk.statistics.wilson(22, 30)["upper"].item()


def test_bounds_without_loss_are_the_estimate_and_without_answers_anything():
    found = rk.statistics.nonresponse_bounds([6, 0], [10, 0], [10, 10])
    assert found.select("estimate", "lowest", "highest").row(0) == (0.6, 0.6, 0.6)
    assert found.row(1) == (None, 0.0, 1.0, 0.0, 1.0)


@pytest.mark.parametrize("counts", [(5, 4, 10), (5, 11, 10), (-1, 4, 10), (1.5, 4, 10)])
def test_counts_out_of_order_have_no_bounds(counts):
    with pytest.raises(EstimateError):
        rk.statistics.nonresponse_bounds(*counts)


def lost(n=400, seed=3):
    rng = np.random.default_rng(seed)
    level = np.where(rng.random(n) < 0.5, "low", "high")
    answered = rng.random(n) < np.where(level == "low", 0.4, 0.8)
    event = rng.random(n) < 0.5
    return pl.DataFrame({"level": level, "answered": answered, "event": event})


def test_one_yes_or_no_covariate_gives_each_group_its_own_response_rate():
    found = rk.statistics.inverse_probability_weights(
        lost(), answered="answered", covariates=["level"], truncate=(0, 1)
    )
    rates = found.group_by("level").agg(rate=pl.col("answered").mean(), fitted=pl.col("probability").first())
    assert rates["fitted"].to_list() == pytest.approx(rates["rate"].to_list(), abs=1e-9)
    # Those who answered stand for all of their group: weights add up to share answering times the group.
    sums = found.group_by("level").agg(pl.col("weight").sum() / pl.len())
    assert sums["weight"].to_list() == pytest.approx([found["answered"].mean()] * 2, abs=1e-9)
    assert found.filter(~pl.col("answered"))["weight"].null_count() == found.filter(~pl.col("answered")).height


def test_weights_are_truncated_at_their_quantiles():
    found = rk.statistics.inverse_probability_weights(
        lost().with_columns(x=pl.int_range(pl.len()) / 100), answered="answered", covariates=["level", "x"],
        truncate=(0.1, 0.9),
    )  # fmt: skip
    whole = rk.statistics.inverse_probability_weights(
        found.drop("weight", "probability"), answered="answered", covariates=["level", "x"], truncate=(0, 1)
    )["weight"]
    ends = np.quantile(whole.drop_nulls().to_numpy(), [0.1, 0.9])
    assert (found["weight"].min(), found["weight"].max()) == pytest.approx(tuple(ends))


def test_the_answers_of_others_are_carried_and_a_column_to_be_certain_is_refused():
    certain = lost().with_columns(sure=pl.col("answered").cast(pl.Float64))
    with pytest.raises(EstimateError, match="certain to answer or not"):
        rk.statistics.inverse_probability_weights(certain, answered="answered", covariates=["sure"])
    twice = lost().with_columns(x=pl.int_range(pl.len()), y=2 * pl.int_range(pl.len()))
    with pytest.raises(EstimateError, match="two columns say the same"):
        rk.statistics.inverse_probability_weights(twice, answered="answered", covariates=["x", "y"])


@pytest.mark.parametrize(
    ("frame", "arguments", "said"),
    [
        (lost(12), {}, "coefficients need at least"),
        (lost().with_columns(level=pl.lit(None, dtype=pl.String)), {}, "'level' has no"),
        (lost(), {"truncate": (0.9, 0.1)}, "two quantiles in order"),
        (lost(), {"stabilised_by": ["event"]}, "some of `covariates`"),
        (lost(), {"covariates": ["age"]}, "no column 'age'"),
        (lost(), {"answered": "level"}, "not true and false"),
    ],
)
def test_weights_that_cannot_be_had(frame, arguments, said):
    with pytest.raises(EstimateError, match=said):
        rk.statistics.inverse_probability_weights(
            frame, **({"answered": "answered", "covariates": ["level"]} | arguments)
        )


def test_weights_of_one_give_the_plain_share():
    frame = pl.DataFrame({"event": [True] * 6 + [False] * 4 + [None], "w": [1.0] * 10 + [None]})
    found = rk.statistics.weighted_share(frame, event="event", weight="w").row(0, named=True)
    assert (found["n"], found["events"], found["estimate"], found["unweighted"]) == (10, 6, 0.6, 0.6)
    assert found["effective_n"] == pytest.approx(10)
    assert found["std_error"] == pytest.approx(np.sqrt(0.6 * 0.4 / 9))


def test_a_weighted_share_by_hand():
    frame = pl.DataFrame({"event": [True, False, False], "w": [3.0, 2.0, 1.0]})
    found = rk.statistics.weighted_share(frame, event="event", weight="w").row(0, named=True)
    assert found["estimate"] == pytest.approx(0.5)
    # sqrt(3/2 * ((3 * .5)^2 + (2 * .5)^2 + .5^2)) / 6
    assert found["std_error"] == pytest.approx(np.sqrt(1.5 * 3.5) / 6)
    assert found["effective_n"] == pytest.approx(36 / 14)
    assert (found["smallest_weight"], found["largest_weight"]) == (1, 3)


def test_a_share_of_all_or_of_one_has_no_limits():
    frame = pl.DataFrame({"event": [True, True, False], "w": [1.0, 2.0, 1.0], "g": ["a", "a", "b"]})
    found = rk.statistics.weighted_share(frame, event="event", weight="w", by=["g"])
    assert found["estimate"].to_list() == [1.0, 0.0]
    assert found.select("std_error", "lower", "upper").null_count().row(0) == (2, 2, 2)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"event": [True, None], "w": [1.0, 1.0]}, "1 of 2 rows have neither true nor false"),
        ({"event": [True, False], "w": [1.0, 0.0]}, "1 of 2 rows have a 'w' that is not above 0"),
        ({"event": [True, False], "w": [1.0, -2.0]}, "not above 0"),
        ({"event": [True, False], "w": [None, None]}, "None of 2 people has a weight"),
        ({"event": [1, 0], "w": [1.0, 1.0]}, "not true and false"),
    ],
)
def test_weights_that_are_none(columns, said):
    with pytest.raises(EstimateError, match=said):
        rk.statistics.weighted_share(pl.DataFrame(columns), event="event", weight="w")
