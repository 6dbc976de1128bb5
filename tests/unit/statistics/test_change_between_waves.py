from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

COLUMNS = {"id": "id", "wave": "wave", "value": "value", "baseline": 0}


def pairs(changes, first=None):
    """One participant per change, answers at wave 0 and wave 1."""
    start = [float(place % 3) for place in range(len(changes))] if first is None else first
    rows = [(place, 0, value) for place, value in enumerate(start)]
    rows += [(place, 1, value + change) for place, (value, change) in enumerate(zip(start, changes, strict=True))]
    return pl.DataFrame(rows, schema={"id": pl.Int64, "wave": pl.Int64, "value": pl.Float64}, orient="row")


def people(n=40, seed=1, waves=(0, 1, 2), missed=0.2):
    rng = np.random.default_rng(seed)
    level = rng.normal(size=n)
    rows = [
        (person, wave, float(np.clip(np.round(3 + level[person] + 0.3 * wave + rng.normal(0, 0.7)), 1, 5)))
        for person in range(n)
        for wave in waves
        if wave == 0 or rng.random() > missed
    ]
    return pl.DataFrame(rows, schema=["id", "wave", "value"], orient="row")


def test_one_category_up_is_improved_and_one_down_is_worse():
    frame = pairs([1.0] * 10 + [0.0] * 6 + [-1.0] * 4)
    found = rk.statistics.improved_same_worse(frame, **COLUMNS, threshold="category")
    assert found.columns == [
        "wave", "change", "n", "events", "estimate", "lower", "upper", "threshold", "status", "reason"
    ]  # fmt: skip
    assert found.select("wave", "change", "n", "events").rows() == [
        (1, "improved", 20, 10), (1, "same", 20, 6), (1, "worse", 20, 4)
    ]  # fmt: skip
    limits = rk.statistics.goodman_limits([10, 6, 4])
    assert found.select("estimate", "lower", "upper").equals(limits.select("estimate", "lower", "upper"))


def test_the_threshold_is_half_a_standard_deviation_of_all_at_baseline():
    # Baseline 0, 1, 2, ... has standard deviation 5.916 (20 values): the threshold is 2.958.
    first = [float(value) for value in range(20)]
    frame = pairs([2.959] * 5 + [2.957] * 5 + [-2.957] * 5 + [-2.959] * 5, first)
    found = rk.statistics.improved_same_worse(frame, **COLUMNS)
    assert found["threshold"][0] == pytest.approx(np.std(first, ddof=1) / 2)
    assert found["events"].to_list() == [5, 10, 5]


def test_a_change_equal_to_the_threshold_counts_in_spite_of_floating_point():
    # 0.1 + 0.2 - 0.3 is not 0 in floating point.
    frame = pairs([0.2] * 20, [0.1] * 20)
    found = rk.statistics.improved_same_worse(frame, **COLUMNS, threshold=0.2)
    assert found["events"].to_list() == [20, 0, 0]
    assert found["upper"][0] == 1
    assert found["lower"][1] == 0


def test_nineteen_pairs_are_too_few_but_are_counted():
    found = rk.statistics.improved_same_worse(pairs([1.0] * 19), **COLUMNS, threshold="category")
    assert found["n"].to_list() == [19, 19, 19]
    assert found["events"].to_list() == [19, 0, 0]
    assert found.select("estimate", "lower", "upper").null_count().row(0) == (3, 3, 3)
    assert found.select("status", "reason").unique().rows() == [("insufficient", "FEW_PAIRS")]


def test_who_did_not_answer_both_times_is_in_no_pair():
    frame = (
        pairs([1.0] * 22)
        .with_columns(value=pl.when((pl.col("wave") == 1) & (pl.col("id") == 0)).then(None).otherwise("value"))
        .filter(~((pl.col("wave") == 0) & (pl.col("id") == 1)))
    )
    found = rk.statistics.improved_same_worse(frame, **COLUMNS, threshold="category")
    assert found["n"].to_list() == [20, 20, 20]


def test_groups_share_one_threshold_and_a_small_one_says_nothing():
    frame = pairs([1.0] * 25 + [0.0] * 5).with_columns(group=pl.when(pl.col("id") < 25).then(pl.lit("a")))
    found = rk.statistics.improved_same_worse(frame, **COLUMNS, threshold=1.0, by=["group"])
    assert found["group"].to_list() == ["a"] * 3 + [None] * 3
    assert found["status"].to_list() == ["ok"] * 3 + ["insufficient"] * 3


@pytest.mark.parametrize(
    ("frame", "arguments", "said"),
    [
        (pairs([1.0] * 20, [2.0] * 20), {}, "half a standard deviation is not defined"),
        (pairs([1.0] * 20), {"threshold": 0}, "a number above 0"),
        (pairs([1.0] * 20), {"threshold": "some"}, "a number above 0"),
        (pairs([1.0] * 20), {"baseline": 7}, "baseline 7 is none of them"),
        (pl.concat([pairs([1.0] * 20)] * 2), {}, "40 of 80 rows repeat the same 'id' and 'wave'"),
        (pairs([1.0] * 20).with_columns(value=pl.lit("x")), {}, "holds String, not numbers"),
        (pairs([1.0] * 20).with_columns(id=pl.lit(None, dtype=pl.Int64)), {}, "40 of 40 rows have no value in 'id'"),
        (pairs([1.0] * 20).with_columns(group=pl.col("wave")), {"by": ["group"]}, "change group between waves"),
        (pairs([1.0] * 20).drop("wave"), {}, "no column 'wave'"),
    ],
)
def test_what_allows_no_change_is_refused(frame, arguments, said):
    with pytest.raises(EstimateError, match=said):
        rk.statistics.improved_same_worse(frame, **(COLUMNS | arguments))


def test_goodman_limits_are_refused_without_categories_or_people():
    for counts in ([5], [0, 0], [1, None], []):
        with pytest.raises(EstimateError, match="at least 2 categories"):
            rk.statistics.goodman_limits(counts)
    with pytest.raises(EstimateError, match="no count"):
        rk.statistics.goodman_limits([-1, 3])


def test_with_everybody_in_two_waves_the_model_is_the_paired_t_test():
    # Complete pairs: the mean change, its error is SD of the changes / sqrt(n), n - 2 degrees of freedom by METHODS.
    rng = np.random.default_rng(4)
    frame = pairs(list(rng.normal(0.4, 1, 30)), list(rng.normal(3, 1, 30)))
    found = rk.statistics.mixed_change(frame, **COLUMNS).row(0, named=True)
    change = frame.filter(wave=1)["value"] - frame.filter(wave=0)["value"]
    assert found["estimate"] == pytest.approx(change.mean(), abs=1e-7)
    assert found["std_error"] == pytest.approx(change.std() / np.sqrt(30), rel=1e-5)
    assert (found["persons"], found["answers"], found["df"]) == (30, 30, 28)
    assert found["random_effects"] == "intercept"
    assert found["slope_sd"] is None


def test_an_error_that_knows_of_the_variances_is_that_of_the_whole_information():
    # statsmodels' MixedLM takes the standard errors of the mean from the information of all parameters together.
    from statsmodels.formula.api import mixedlm

    rng = np.random.default_rng(8)
    level = rng.normal(size=200)
    first, second = level + rng.normal(0, 0.6, 200), 0.4 + level + rng.normal(0, 0.6, 200)
    stays = rng.random(200) < 1 / (1 + np.exp(-0.3 - 1.5 * first))
    frame = pairs(list(second - first), list(first)).filter(
        (pl.col("wave") == 0) | pl.col("id").is_in(np.flatnonzero(stays).tolist())
    )
    reference = mixedlm("value ~ C(wave)", frame.to_pandas(), groups="id").fit(reml=True)
    found = rk.statistics.mixed_change(frame, **COLUMNS, variances_known=False)
    known = rk.statistics.mixed_change(frame, **COLUMNS)
    assert found["estimate"].item() == pytest.approx(reference.params.iloc[1], rel=1e-4)
    assert found["std_error"].item() == pytest.approx(reference.bse.iloc[1], rel=1e-4)
    assert found["std_error"].item() > 1.03 * known["std_error"].item()
    assert found["estimate"].item() == known["estimate"].item()


@pytest.mark.parametrize("waves", [(0, 1), (0, 1, 2)])
def test_with_nobody_lost_it_is_the_same_whether_the_variances_are_known(waves):
    frame = people(120, waves=waves, missed=0.0)
    found = rk.statistics.mixed_change(frame, **COLUMNS, variances_known=False)["std_error"].to_list()
    assert found == pytest.approx(rk.statistics.mixed_change(frame, **COLUMNS)["std_error"].to_list(), rel=1e-6)


def test_people_who_do_not_differ_add_nothing_to_the_error():
    # The best fit is at the edge, people alike: there is no curvature to take the variance from.
    frame = pairs([1.0, -1.0] * 20, [1.0, 2.0] * 20)
    found = rk.statistics.mixed_change(frame, **COLUMNS, variances_known=False)
    assert found["person_sd"].item() == pytest.approx(0, abs=1e-3)
    assert np.isfinite(found["std_error"].item())


def test_a_random_slope_from_a_hundred_participants_on():
    for n, expected in ((99, "intercept"), (100, "intercept and slope")):
        found = rk.statistics.mixed_change(people(n), **COLUMNS)
        assert found["random_effects"].unique().to_list() == [expected]


def test_waves_may_have_names():
    named = people(30).with_columns(pl.col("wave").replace_strict({0: "entry", 1: "half", 2: "whole"}))
    found = rk.statistics.mixed_change(named, **(COLUMNS | {"baseline": "entry"}))
    plain = rk.statistics.mixed_change(people(30), **COLUMNS)
    assert found["wave"].to_list() == ["half", "whole"]
    assert found["estimate"].to_list() == pytest.approx(plain["estimate"].to_list())


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (people(19), "at least 20 are needed"),
        (people(60).filter((pl.col("wave") < 2) | (pl.col("id") < 2)), "A wave has"),
        (people(30).with_columns(value=pl.lit(3.0)), "are the same: nothing changes"),
    ],
)
def test_a_mixed_model_that_cannot_be_told_is_refused(frame, said):
    with pytest.raises(EstimateError, match=said):
        rk.statistics.mixed_change(frame, **COLUMNS)


def test_a_mixed_model_that_does_not_converge_gives_no_number():
    # Everybody changes by the same: there is no residual, and the likelihood has no maximum.
    with pytest.raises(EstimateError, match="30 participants did not converge"):
        rk.statistics.mixed_change(pairs([1.0] * 30), **COLUMNS)


def test_two_waves_have_no_random_slope():
    frame = people(120, waves=(0, 1))
    assert rk.statistics.mixed_change(frame, **COLUMNS)["random_effects"].item() == "intercept"
    with pytest.raises(EstimateError, match="2 waves cannot tell a random slope"):
        rk.statistics.mixed_change(frame, **COLUMNS, random_slope=True)


def test_the_mean_change_does_not_depend_on_the_unit_of_the_score():
    frame = people(60)
    found = rk.statistics.mixed_change(frame, **COLUMNS)
    moved = rk.statistics.mixed_change(frame.with_columns(value=1e6 + 1e3 * pl.col("value")), **COLUMNS)
    assert (moved["estimate"] / 1e3).to_list() == pytest.approx(found["estimate"].to_list(), rel=1e-6)
    assert (moved["std_error"] / 1e3).to_list() == pytest.approx(found["std_error"].to_list(), rel=1e-6)


def test_two_categories_in_two_waves_have_the_odds_ratio_of_the_table():
    # 10 of 30 at baseline, 18 of 30 later: log((18/12) / (10/20)).
    frame = pairs([0.0] * 10 + [1.0] * 8 + [0.0] * 12, [1.0] * 10 + [0.0] * 20)
    found = rk.statistics.ordinal_change(frame, **COLUMNS, rng=np.random.default_rng(1), resamples=200)
    assert found["estimate"].item() == pytest.approx(np.log(1.5 / 0.5), abs=1e-7)
    assert found["odds_ratio"].item() == pytest.approx(3)
    assert found["answers"].item() == 30


def test_answers_of_one_participant_belong_together():
    # All change is upwards: within participants the change is surer than between two groups of strangers.
    frame = pairs([0.0] * 10 + [1.0] * 8 + [0.0] * 12, [1.0] * 10 + [0.0] * 20)
    found = rk.statistics.ordinal_change(frame, **COLUMNS, rng=np.random.default_rng(1), resamples=500)
    of_strangers = np.sqrt(1 / 18 + 1 / 12 + 1 / 10 + 1 / 20)
    assert found["std_error"].item() < 0.8 * of_strangers


def test_all_at_one_end_has_no_odds_ratio():
    frame = pairs([1.0] * 25, [0.0, 1.0] * 12 + [0.0]).with_columns(pl.col("value").clip(0, 1))
    with pytest.raises(EstimateError, match="all answers of a wave are at one end"):
        rk.statistics.ordinal_change(frame, **COLUMNS, rng=np.random.default_rng(1))
    with pytest.raises(EstimateError, match="all answers of a wave are at one end"):
        rk.statistics.proportional_odds_splits(frame, **COLUMNS, rng=np.random.default_rng(1))


def test_scores_are_no_ordered_answers():
    rng = np.random.default_rng(1)
    with pytest.raises(EstimateError, match="no whole number"):
        rk.statistics.ordinal_change(pairs([0.5] * 20), **COLUMNS, rng=rng)
    with pytest.raises(EstimateError, match="For scores: `mixed_change`"):
        rk.statistics.ordinal_change(pairs([1.0] * 20, [float(each) for each in range(20)]), **COLUMNS, rng=rng)
    with pytest.raises(EstimateError, match="at least 20 are needed"):
        rk.statistics.ordinal_change(pairs([1.0] * 19), **COLUMNS, rng=rng)


def test_splits_find_an_answer_whose_steps_change_differently():
    # Baseline even over 1 to 4. Later everybody leaves 2 for 1 and 3 for 4: above 1 falls, above 3 rises.
    first = [float(1 + place % 4) for place in range(80)]
    change = [
        {1.0: 0.0, 2.0: -1.0, 3.0: 1.0, 4.0: 0.0}[value] if place < 60 else 0.0 for place, value in enumerate(first)
    ]
    found = rk.statistics.proportional_odds_splits(
        pairs(change, first), **COLUMNS, rng=np.random.default_rng(1), resamples=400
    )
    assert found["above"].to_list() == [1.0, 2.0, 3.0]
    assert found["agrees"].to_list() == [False, True, False]
    assert found["difference"].to_list() == pytest.approx(
        [each - found["common"][0] for each in found["estimate"].to_list()]
    )


def test_a_split_with_few_answers_on_a_side_is_not_judged():
    frame = pairs([1.0] * 10 + [0.0] * 30, [1.0, 2.0] * 19 + [3.0, 3.0])
    found = rk.statistics.proportional_odds_splits(frame, **COLUMNS, rng=np.random.default_rng(1), resamples=100)
    assert found.filter(above=2.0).select("estimate", "lower", "agrees").row(0) == (None, None, None)
