from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError
from research_kit.statistics.scales.item_answers import read_items
from research_kit.statistics.scales.one_factor import LEAST_UNIQUE, is_proper, one_factor


def compound_symmetry(items=4, r=0.5, people=60):
    """Answers whose correlations are exactly r."""
    rng = np.random.default_rng(1)
    drawn = rng.normal(size=(people, items))
    drawn -= drawn.mean(axis=0)
    white = drawn @ np.linalg.inv(np.linalg.cholesky(np.cov(drawn, rowvar=False))).T
    wanted = np.linalg.cholesky(np.full((items, items), r) + (1 - r) * np.eye(items))
    return pl.DataFrame(white @ wanted.T, schema=[f"q{place}" for place in range(items)])


def test_four_items_that_all_correlate_by_a_half_have_alpha_080():
    # k r / (1 + (k - 1) r) = 4 * .5 / 2.5 (METHODS M6.1).
    found = rk.statistics.cronbach_alpha(compound_symmetry()).row(0, named=True)
    assert found["alpha"] == pytest.approx(0.8, abs=1e-12)
    assert found["standardised"] == pytest.approx(0.8, abs=1e-12)
    assert found["n"] == 60


def test_omega_of_items_that_measure_the_same_is_alpha():
    found = rk.statistics.mcdonald_omega(compound_symmetry()).row(0, named=True)
    assert found["omega"] == pytest.approx(0.8, abs=1e-8)
    assert found["smallest_loading"] == pytest.approx(np.sqrt(0.5), abs=1e-8)


def test_two_items_step_up_the_correlation():
    # 2 * .5 / 1.5; alpha of standardised items is the same number.
    pair = compound_symmetry(items=2)
    found = rk.statistics.spearman_brown(pair).row(0, named=True)
    assert found["estimate"] == pytest.approx(2 / 3)
    assert found["estimate"] == pytest.approx(rk.statistics.cronbach_alpha(pair)["standardised"].item())
    # Fisher's z: tanh(atanh(.5) -+ 1.96 / sqrt(57)), stepped up.
    ends = np.tanh(np.arctanh(0.5) + np.array([-1, 1]) * 1.959964 / np.sqrt(57))
    assert (found["lower"], found["upper"]) == pytest.approx(tuple(2 * ends / (1 + ends)), abs=1e-6)


def test_without_random_numbers_there_is_no_bootstrap_and_with_the_same_ones_the_same():
    items = compound_symmetry()
    assert rk.statistics.cronbach_alpha(items).select("lower", "upper").row(0) == (None, None)
    drawn = [rk.statistics.cronbach_alpha(items, rng=np.random.default_rng(3), resamples=200) for _ in range(2)]
    assert drawn[0].equals(drawn[1])
    assert drawn[0]["lower"].item() < 0.8 < drawn[0]["upper"].item()


def test_the_bootstrap_of_counts_is_the_bootstrap_of_rows():
    items = compound_symmetry(people=12).with_columns(q0=pl.when(pl.int_range(pl.len()) != 4).then("q0"))
    answers = read_items(items)
    counts = np.array([[2, 1, 0, 3, 1, 0, 1, 1, 1, 0, 2, 0]])
    drawn = items[np.repeat(np.arange(12), counts[0])]
    assert answers.covariances(counts)[0] == pytest.approx(read_items(drawn).covariances()[0])


def test_alpha_can_be_negative_and_says_so():
    frame = pl.DataFrame({"a": [1, 2, 3, 4, 5], "b": [5, 4, 3, 2, 2]})
    assert rk.statistics.cronbach_alpha(frame)["alpha"].item() < 0


def test_lazy_and_pandas_frames_give_the_same():
    items = compound_symmetry()
    expected = rk.statistics.cronbach_alpha(items)
    assert rk.statistics.cronbach_alpha(items.lazy()).equals(expected)
    assert rk.statistics.cronbach_alpha(items.to_pandas())["alpha"].item() == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pl.DataFrame({"a": [1, 2, 3]}), "at least 2 different items; 1 given"),
        (pl.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "z"]}), "'b' holds String, not numbers"),
        (pl.DataFrame({"a": [1, 2, 3], "b": [4, 4, 4]}), "one and the same answer to 'b'"),
        (pl.DataFrame({"a": [1, 2, None], "b": [1, None, 4]}), "answered together by 1 of them"),
        (pl.DataFrame({"a": [1.0, 2.0, np.inf], "b": [1.0, 2.0, 3.0]}), "1 of 3 rows are infinite in 'a'"),
        (pl.DataFrame({"a": [], "b": []}), "no rows"),
        ({"a": [1, 2]}, "of type dict, not a frame"),
    ],
)
def test_what_has_no_reliability_is_refused_without_a_value(frame, said):
    with pytest.raises(EstimateError, match=said):
        rk.statistics.cronbach_alpha(frame)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [({"missing": "drop"}, "pairwise, complete"), ({"confidence": 95}, "strictly between 0 and 1")],
)
def test_arguments_out_of_range(arguments, said):
    with pytest.raises(EstimateError, match=said):
        rk.statistics.cronbach_alpha(compound_symmetry(), **arguments)


def test_omega_is_refused_where_an_item_would_have_no_variance_of_its_own():
    # Correlations .9, .9 and .5 with one factor ask for a loading of .9 * .9 / .5 > 1: a Heywood case.
    wanted = np.linalg.cholesky(np.array([[1, 0.9, 0.9], [0.9, 1, 0.65], [0.9, 0.65, 1]]))
    white = compound_symmetry(items=3, r=0.0).to_numpy()
    with pytest.raises(EstimateError, match="did not converge to a proper solution"):
        rk.statistics.mcdonald_omega(pl.DataFrame(white @ wanted.T, schema=["a", "b", "c"]))


def test_omega_of_two_items_is_refused():
    with pytest.raises(EstimateError, match="use `spearman_brown`"):
        rk.statistics.mcdonald_omega(compound_symmetry(items=2))


def test_three_items_have_one_factor_in_closed_form():
    # Loadings sqrt(r12 r13 / r23), ...
    matrix = np.array([[[1, 0.56, 0.48], [0.56, 1, 0.42], [0.48, 0.42, 1]]])
    loadings, unique = one_factor(matrix)
    assert loadings[0] == pytest.approx([0.8, 0.7, 0.6], abs=1e-7)
    assert unique[0] == pytest.approx([0.36, 0.51, 0.64], abs=1e-7)
    assert is_proper(loadings, unique).all()
    assert LEAST_UNIQUE < 0.01


def answers_by_wave(people):
    rng = np.random.default_rng(5)
    trait = rng.normal(size=(2, max(people), 1))
    waves = [
        pl.DataFrame(trait[wave, :n] + 0.7 * rng.normal(size=(n, 4)), schema=list("abcd")).with_columns(
            wave=pl.lit(wave)
        )
        for wave, n in enumerate(people)
    ]
    return pl.concat(waves)


def test_below_fifty_people_a_wave_has_no_reliability():
    frame = answers_by_wave((49, 50))
    found = rk.statistics.scale_reliability(
        frame, items=list("abcd"), by=["wave"], rng=np.random.default_rng(1), resamples=100
    )
    first, second = found.filter(wave=0), found.filter(wave=1)
    assert first.select("coefficient", "n", "estimate", "status", "reason", "as_scale").rows() == [
        ("omega", 49, None, "insufficient", "FEW_PEOPLE", False),
        ("alpha", 49, None, "insufficient", "FEW_PEOPLE", False),
    ]
    assert second["status"].to_list() == ["ok", "ok"]
    assert second["as_scale"].to_list() == [True, True]
    assert second["estimate"].min() > 0.7


def test_an_unreliable_scale_is_reported_item_by_item():
    rng = np.random.default_rng(2)
    trait = rng.normal(size=(200, 1))
    weak = pl.DataFrame(0.5 * trait + rng.normal(size=(200, 3)), schema=list("abc"))
    found = rk.statistics.scale_reliability(weak, items=list("abc"), rng=rng, resamples=100)
    assert found["estimate"][0] < 0.7
    assert not found["as_scale"].any()


def test_two_items_use_spearman_brown_and_what_cannot_be_fitted_is_insufficient():
    rng = np.random.default_rng(2)
    pair = answers_by_wave((60, 60)).select("a", "b")
    found = rk.statistics.scale_reliability(pair, items=["a", "b"], rng=rng, resamples=100)
    assert found["coefficient"].to_list() == ["spearman_brown"]
    same = pl.DataFrame({"a": [3] * 60, "b": [3] * 60, "c": [2] * 60})
    found = rk.statistics.scale_reliability(same, items=list("abc"), rng=rng, resamples=100)
    assert found["reason"].unique().to_list() == ["NOT_ESTIMABLE"]
    assert found["estimate"].null_count() == 2
