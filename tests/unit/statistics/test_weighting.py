from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.weighting.ate import ate
from research_kit.statistics.weighting.att import att
from research_kit.statistics.weighting.balance import balance
from research_kit.statistics.weighting.effective_sample_size import effective_sample_size
from research_kit.statistics.weighting.matched_difference import matched_difference
from research_kit.statistics.weighting.matched_pairs import matched_pairs
from research_kit.statistics.weighting.nearest import nearest_left
from research_kit.statistics.weighting.overlap import overlap
from research_kit.statistics.weighting.propensity_weights import propensity_weights
from research_kit.statistics.weighting.weight_diagnostics import weight_diagnostics

# 2 x 2: of 10 with x = 0, 2 are exposed; of 10 with x = 1, 6. The chances are .2 and .6.
CELLS = pl.DataFrame({"x": [0] * 10 + [1] * 10, "exposed": [1] * 2 + [0] * 8 + [1] * 6 + [0] * 4})
PEOPLE = CELLS.with_columns(y=pl.col("x") * 2.0 + pl.col("exposed") + pl.Series([0.1, -0.1] * 10))


def test_weights_of_a_two_by_two_by_hand():
    found = propensity_weights(CELLS, exposure="exposed", covariates=["x"]).unique().sort("x", "exposed")
    assert found["propensity"].to_list() == pytest.approx([0.2, 0.2, 0.6, 0.6])
    assert found["weight"].to_list() == pytest.approx([0.25, 1, 1.5, 1])
    everybody = propensity_weights(CELLS, exposure="exposed", covariates=["x"], estimand="ATE")
    assert everybody.unique().sort("x", "exposed")["weight"].to_list() == pytest.approx([1.25, 5, 2.5, 1 / 0.6])


def test_stabilised_weights_have_mean_one_in_each_group():
    for estimand in ("ATT", "ATE"):
        found = propensity_weights(CELLS, exposure="exposed", covariates=["x"], estimand=estimand, stabilised=True)
        means = found.group_by("exposed").agg(pl.col("weight").mean())["weight"]
        assert means.to_list() == pytest.approx([1, 1])


def test_truncation_cuts_within_groups():
    found = propensity_weights(CELLS, exposure="exposed", covariates=["x"], estimand="ATE", truncate=(0.0, 0.5))
    assert found.filter(exposed=1)["weight"].max() == pytest.approx(1 / 0.6)
    assert found.filter(exposed=0)["weight"].max() == pytest.approx(1.25)


def test_a_saturated_model_gives_the_standardised_difference():
    by_cell = PEOPLE.group_by("x", "exposed").agg(pl.col("y").mean()).sort("x", "exposed")["y"].to_list()
    gaps = np.array([by_cell[1] - by_cell[0], by_cell[3] - by_cell[2]])
    of_exposed, of_all = att, ate
    columns = {"outcome": "y", "exposure": "exposed", "covariates": ["x"]}
    assert of_exposed(PEOPLE, **columns)["estimate"].item() == pytest.approx(gaps @ [0.25, 0.75])
    assert of_all(PEOPLE, **columns)["estimate"].item() == pytest.approx(gaps.mean())


def test_the_bootstrap_error_is_near_the_sandwich():
    rng = np.random.default_rng(4)
    x = rng.normal(size=500)
    exposed = rng.random(500) < 1 / (1 + np.exp(-x))
    frame = pl.DataFrame({"x": x, "exposed": exposed, "y": x + rng.normal(size=500)})
    columns = {"outcome": "y", "exposure": "exposed", "covariates": ["x"]}
    sandwich, drawn = att(frame, **columns), att(frame, **columns, resamples=200, rng=rng)
    assert drawn["estimate"].item() == sandwich["estimate"].item()
    assert drawn["std_error"].item() == pytest.approx(sandwich["std_error"].item(), rel=0.2)


def test_weights_balance_what_they_were_made_of():
    weighted = propensity_weights(CELLS, exposure="exposed", covariates=["x"])
    row = balance(weighted, exposure="exposed", covariates=["x"], weight="weight").row(0, named=True)
    assert row["difference_before"] == pytest.approx((0.75 - 1 / 3) / np.std([0, 0, 1, 1, 1, 1, 1, 1], ddof=1))
    assert row["difference_after"] == pytest.approx(0, abs=1e-9)
    assert row["status"] == "ok"


@pytest.mark.parametrize(("shift", "status"), [(0.05, "ok"), (0.15, "warning"), (0.3, "blocked")])
def test_thresholds_of_balance(shift, status):
    values = np.random.default_rng(1).normal(size=400)
    values = (values - values.mean()) / values.std(ddof=1)
    frame = pl.DataFrame({"x": np.concatenate([values + shift, values]), "exposed": [1] * 400 + [0] * 400})
    found = balance(frame, exposure="exposed", covariates=["x"]).row(0, named=True)
    assert found["difference_before"] == pytest.approx(shift)
    assert found["status"] == status


def test_every_level_of_text_is_compared():
    frame = CELLS.with_columns(town=pl.Series(["north", "south", "west", "south"] * 5))
    assert balance(frame, exposure="exposed", covariates=["town"])["term"].to_list() == [
        "town=north", "town=south", "town=west"
    ]  # fmt: skip


def test_overlap_counts_who_could_hardly_be_in_the_other_group():
    frame = pl.DataFrame({"exposed": [1, 1, 0, 0, 0], "propensity": [0.97, 0.5, 0.05, 0.01, 0.4]})
    found = overlap(frame, exposure="exposed")
    assert found.select("group", "below", "above").rows() == [("exposed", 0, 1), ("comparison", 1, 0), ("all", 1, 1)]
    assert found["share_outside"].to_list() == pytest.approx([1 / 2, 1 / 3, 2 / 5])


def test_effective_number():
    assert effective_sample_size([1, 1, 1, 1]) == 4
    assert effective_sample_size([3, 1]) == pytest.approx(16 / 10)
    with pytest.raises(EstimateError, match="1 of 2 weights"):
        effective_sample_size([1, -1])


@pytest.mark.parametrize(
    ("weights", "failed"),
    [([1.0] * 50, []), ([1.1] * 50, ["mean_ok"]), ([1.0] * 999 + [21.0], ["maximum_ok"]),
     ([2.5] * 20 + [0.0] * 30, ["effective_ok"])],
)  # fmt: skip
def test_thresholds_of_weights(weights, failed):
    row = weight_diagnostics(weights).row(0, named=True)
    assert [name for name in ("mean_ok", "maximum_ok", "effective_ok") if not row[name]] == failed
    assert row["status"] == ("warning" if failed else "ok")


def test_choosing_in_turn_all_at_once():
    rng = np.random.default_rng(2)
    apart = rng.random((30, 40))
    apart[rng.random(apart.shape) < 0.6] = np.inf
    left, expected = np.ones(40, dtype=bool), []
    for row in apart:
        choice = int(np.where(left, row, np.inf).argmin())
        expected.append(choice if np.isfinite(row[choice]) and left[choice] else -1)
        if expected[-1] >= 0:
            left[choice] = False
    assert nearest_left(apart).tolist() == expected


def test_matches_agree_in_the_month_and_lie_within_the_calliper():
    rng = np.random.default_rng(3)
    frame = pl.DataFrame({"x": rng.normal(size=200), "month": rng.integers(1, 4, 200), "exposed": [1] * 50 + [0] * 150})
    found = matched_pairs(frame, exposure="exposed", covariates=["x"], exact="month", ratio=2)
    month = frame["month"].to_numpy()
    assert (month[found.pairs["exposed"]] == month[found.pairs["comparison"]]).all()
    assert found.pairs["comparison"].n_unique() == found.pairs.height
    assert found.n_matched <= found.n_exposed == 50
    assert found.weights[found.pairs["exposed"].unique()].tolist() == [1.0] * found.n_matched
    assert found.weights[50:].sum() == pytest.approx((found.weights[50:] > 0).sum())
    assert "exposed" not in repr(found).replace("n_exposed", "")


def test_a_difference_within_sets_by_hand():
    frame = pl.DataFrame({"x": [0.0, 1, 2, 0.1, 1.1, 2.2], "exposed": [1, 1, 1, 0, 0, 0], "y": [3.0, 5, 9, 1, 1, 4]})
    found = matched_pairs(frame, exposure="exposed", covariates=["x"], calliper=None)
    row = matched_difference(frame, found, outcome="y").row(0, named=True)
    gaps = np.array([2.0, 4, 5])
    assert row["estimate"] == pytest.approx(gaps.mean())
    assert row["std_error"] == pytest.approx(gaps.std() / np.sqrt(3))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"exposure": "nobody"}, "no column 'nobody'"),
        ({"exposure": "y"}, "neither 0 nor 1"),
        ({"covariates": ["exposed"]}, "is also the exposure"),
        ({"covariates": ["copy"]}, "'copy' separates the exposed"),
        ({"covariates": ["x", "twice"]}, "determined by the other terms"),
        ({"covariates": ["gaps"]}, "no \\(finite\\) value in 1 rows"),
        ({"estimand": "ATC"}, "estimand is 'ATC'"),
        ({"truncate": (0.5, 0.5)}, "two quantiles"),
    ],
)
def test_bad_input(change, said):
    frame = PEOPLE.with_columns(
        copy=pl.col("exposed") * 1.0, twice=pl.col("x") * 2, gaps=pl.when(pl.int_range(pl.len()) > 0).then("x")
    )
    with pytest.raises(EstimateError, match=said):
        propensity_weights(frame, **({"exposure": "exposed", "covariates": ["x"]} | change))


def test_nobody_to_compare_with():
    with pytest.raises(EstimateError, match="20 rows are exposed in 'all' and 0 are not"):
        propensity_weights(CELLS.with_columns(all=pl.lit(1)), exposure="all", covariates=["x"])


def test_a_stratum_without_anybody_to_match_leaves_its_exposed_without_a_match():
    people = pl.DataFrame(
        {
            "exposed": [1, 1, 1, 0, 0, 0],
            "age": [30.0, 41.0, 50.0, 31.0, 40.0, 52.0],
            "month": [1, 1, 2, 1, 1, 1],
        }
    )
    found = matched_pairs(people, exposure="exposed", covariates=["age"], calliper=None, exact="month")
    assert (found.n_exposed, found.n_matched) == (3, 2)
    assert found.weights[2] == 0
