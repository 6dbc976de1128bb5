"""Imputing missing covariates and pooling what is estimated: values one can work out, and what is refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.imputation.drawn_levels import drawn_rows
from research_kit.statistics.imputation.impute_covariates import impute_covariates
from research_kit.statistics.imputation.matched_values import matched_rows
from research_kit.statistics.imputation.missing_values import missing_values
from research_kit.statistics.imputation.observed_covariate import observed_covariates
from research_kit.statistics.imputation.outcome_terms import cumulative_hazard, outcome_terms
from research_kit.statistics.imputation.pooled import pooled
from research_kit.statistics.regression.cox import cox

N = 60


def people(n=N, seed=1):
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "day": rng.integers(1, 300, n),
            "work": rng.integers(0, 2, n),
            "age": rng.integers(18, 65, n),
            "site": rng.choice(["north", "south", "west"], n),
        }
    )


def without(frame, name, count):
    """The last `count` values of a column taken away."""
    return frame.with_columns(pl.when(pl.int_range(pl.len()) < frame.height - count).then(name).alias(name))


def imputed(frame, covariates=("age", "site"), seed=1, **more):
    named = {"duration": "day", "event": "work", "imputations": 2, "rng": np.random.default_rng(seed)} | more
    return impute_covariates(frame, covariates=covariates, **named)


# --- what is known of the outcome ---


def test_nelson_aalen_with_ties_and_late_entry():
    # At risk at 2: 1, 2, 3 (4 enters at 2, so after); at 5: 3, 4. H(2) = 2/3, H(5) = 2/3 + 1/2.
    time, entry = np.array([2.0, 2.0, 5.0, 6.0]), np.array([0.0, 0.0, 0.0, 2.0])
    hazard = cumulative_hazard(time, np.array([True, True, True, False]), entry)
    assert hazard == pytest.approx([2 / 3, 2 / 3, 7 / 6, 1 / 2])


def test_an_event_at_the_index_counts():
    hazard = cumulative_hazard(np.array([0.0, 1.0]), np.array([True, False]), np.full(2, -np.inf))
    assert hazard == pytest.approx([1 / 2, 1 / 2])


def test_each_cause_has_its_indicator_and_its_hazard():
    rows = pl.DataFrame({"_time": [1, 2, 3, 4, 5], "_event": [1, 0, 3, 1, 0]})
    terms = outcome_terms(rows)
    assert terms.shape == (5, 4)
    assert terms.mean(axis=0) == pytest.approx(np.zeros(4))
    assert terms.std(axis=0) == pytest.approx(np.ones(4))
    first, third = np.array([1 / 5, 1 / 5, 1 / 5, 7 / 10, 7 / 10]), np.array([0, 0, 1 / 3, 1 / 3, 1 / 3])
    for place, hazard in ((2, first), (3, third)):
        assert terms[:, place] == pytest.approx((hazard - hazard.mean()) / hazard.std())


def test_nobody_with_an_event_leaves_no_terms():
    assert outcome_terms(pl.DataFrame({"_time": [1, 2], "_event": [0, 0]})).shape == (2, 0)


# --- the two ways to draw ---


def test_a_value_that_the_others_determine_is_matched_among_its_nearest():
    # The covariate equals the term: whoever lacks it gets one of the five nearest values.
    term = np.arange(50.0)
    frame = pl.DataFrame({"age": [None if place in (10, 30) else place for place in range(50)]})
    (age,) = observed_covariates(frame, ["age"])
    terms = np.broadcast_to(np.column_stack([np.ones(50), term / 50]), (200, 50, 2))
    rows = matched_rows(age, terms, np.random.default_rng(1))
    assert rows.shape == (200, 2)
    assert {8, 9, 11, 12} <= set(rows[:, 0]) <= {7, 8, 9, 11, 12, 13}
    assert {28, 29, 31, 32} <= set(rows[:, 1]) <= {27, 28, 29, 31, 32, 33}


def test_equal_expectations_are_drawn_among_all_alike():
    # Nothing but an intercept: every value is as near as any other, so that the draws are spread over all.
    frame = pl.DataFrame({"age": [*range(40), None]})
    (age,) = observed_covariates(frame, ["age"])
    rows = matched_rows(age, np.ones((4_000, 41, 1)), np.random.default_rng(1))
    assert set(rows[:, 0]) == set(range(40))
    # 4,000 draws of 40: 100 each, 3 standard deviations (9.9) and some for the largest of 40.
    assert np.bincount(rows[:, 0]).max() <= 140


def test_levels_that_a_term_separates_are_drawn_all_the_same():
    # Level b occurs only where the term is 1: maximum likelihood has no end, the augmented fit has.
    term = np.repeat([0.0, 1.0], 30)
    level = ["a" if one == 0 else "b" for one in term]
    level[5] = level[45] = None
    (known,) = observed_covariates(pl.DataFrame({"level": level}), ["level"])
    terms = np.broadcast_to(np.column_stack([np.ones(60), term]), (2_000, 60, 2))
    rows = drawn_rows(known, terms, np.random.default_rng(1))
    drawn = np.array(level)[rows]
    assert 0.9 < (drawn[:, 0] == "a").mean() < 1
    assert 0.9 < (drawn[:, 1] == "b").mean() < 1


def test_levels_are_drawn_as_often_as_they_occur():
    # Nothing but an intercept: shares 1/6, 1/3, 1/2 of 300; margin 3 Monte Carlo standard errors.
    level = ["a"] * 50 + ["b"] * 100 + ["c"] * 150 + [None]
    (known,) = observed_covariates(pl.DataFrame({"level": level}), ["level"])
    rows = drawn_rows(known, np.ones((4_000, 301, 1)), np.random.default_rng(1))
    shares = [(np.array(level)[rows] == each).mean() for each in "abc"]
    assert shares == pytest.approx([1 / 6, 1 / 3, 1 / 2], abs=3 * np.sqrt(0.25 / 4_000))


# --- whole imputations ---


def test_nothing_missing_gives_the_same_frame_each_time():
    frame = people()
    found = imputed(frame, imputations=3)
    assert all(each.equals(frame) for each in found.frames)
    assert found.incomplete == 0


def test_every_type_stays_as_it_is():
    frame = people().with_columns(
        pl.col("site").cast(pl.Categorical),
        two=pl.Series(np.arange(N) % 2 + 1, dtype=pl.Int8),
        money=pl.Series(np.arange(N)).cast(pl.Decimal(12, 2)),
        month=pl.Series(np.arange(N) / 4, dtype=pl.Float32),
        note=pl.Series([None] * N, dtype=pl.Date),
    )
    names = ("age", "site", "two", "money", "month")
    for name in names:
        frame = without(frame, name, 6)
    found = imputed(frame.lazy(), names)
    for each in found.frames:
        assert each.schema == frame.schema
        assert each.select(names).null_count().sum_horizontal().item() == 0
        assert each["note"].null_count() == N  # not among the covariates
        assert set(each["two"]) == {1, 2}


def test_a_pandas_frame_serves_as_well():
    frame = without(people().with_columns(pl.col("age").cast(pl.Float64)), "age", 6)
    left, right = imputed(frame), imputed(frame.to_pandas())
    assert all(one["age"].equals(other["age"]) for one, other in zip(left.frames, right.frames, strict=True))


def test_imputations_differ_and_another_seed_draws_others():
    frame = without(people(), "age", 15)
    found = imputed(frame)
    assert not found.frames[0].equals(found.frames[1])
    assert not found.frames[0].equals(imputed(frame, seed=2).frames[0])


def test_a_level_that_only_those_without_a_value_have():
    frame = without(people(), "age", 6).with_columns(
        site=pl.when(pl.int_range(pl.len()) >= N - 6).then(pl.lit("east")).otherwise("site")
    )
    assert all(each["age"].null_count() == 0 for each in imputed(frame).frames)


def test_covariates_that_say_the_same_do_no_harm():
    frame = people().with_columns(again=pl.col("site"), months=pl.col("age") * 12)
    for name in ("age", "site", "months"):
        frame = without(frame, name, 6)
    found = imputed(frame, ("age", "site", "again", "months"))
    assert all(each.null_count().sum_horizontal().item() == 0 for each in found.frames)


def test_the_printed_form_shows_no_participant():
    found = imputed(without(people(), "age", 6))
    expected = (
        "Imputed(2 imputations of 60 participants, 6 of them without a value of some covariate. Not for release.)"
    )
    assert repr(found) == expected


def test_handling_by_share():
    frame = pl.DataFrame({"a": [1] * 100, "b": [1] * 96 + [None] * 4, "c": [1] * 95 + [None] * 5})
    frame = frame.with_columns(d=pl.Series([1] * 60 + [None] * 40), e=pl.Series([1] * 59 + [None] * 41))
    table = missing_values(frame, covariates=["a", "b", "c", "d", "e"])
    assert table["missing"].to_list() == [0, 4, 5, 40, 41]
    assert table["share_missing"].to_list() == [0, 0.04, 0.05, 0.4, 0.41]
    assert table["handling"].to_list() == ["complete", "complete_cases", "impute", "impute", "leave_out"]


# --- what is refused ---


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (without(people(), "age", 25), r"'age' \(25 of 60 rows\) more than 40% have no value.*Leave it out"),
        (without(people(), "day", 1), "1 of 60 rows have no finite duration"),
        (without(people(), "work", 2), "2 of 60 rows have no event code"),
        (people().drop("site"), "no column 'site'"),
        (people().with_columns(age=pl.lit(40)), "'age' has one and the same value"),
        (people().with_columns(age=pl.lit(None)), "more than 40% have no value"),
        (people().with_columns(age=pl.lit(np.nan)), "'age' has no finite number in 60 of 60 rows"),
        (people().with_columns(age=pl.date(2019, 4, 1)), "'age' is of type Date"),
        (people().clear(), "no rows"),
        (without(people().with_columns(site=pl.col("day").cast(pl.String)), "site", 2), "it may have 20"),
        (without(people(n=7).with_columns(site=pl.Series(list("abcdabc"))), "age", 2), "5 rows only"),
        ("a frame", "Cannot impute in a builtins.str"),
    ],
)
def test_frames_that_cannot_be_imputed(frame, sentence):
    with pytest.raises(EstimateError, match=sentence):
        imputed(frame)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"imputations": 1}, "whole number of at least 2"),
        ({"imputations": 2.5}, "whole number of at least 2"),
        ({"rng": 7}, "default_rng"),
        ({"covariates": "age"}, "list of at least one"),
        ({"covariates": []}, "list of at least one"),
        ({"covariates": ["age", "age"]}, "'age' more than once"),
        ({"covariates": ["age", "day"]}, "'day' is named as duration, event or entry"),
        ({"entry": "day"}, "at or after their duration"),
    ],
)
def test_arguments_that_are_refused(more, sentence):
    with pytest.raises(EstimateError, match=sentence):
        imputed(people(), **more)


def test_no_error_tells_a_value():
    frame = without(people(), "age", 25)
    with pytest.raises(EstimateError) as fault:
        imputed(frame.with_columns(site=pl.lit("secret")))
    assert "secret" not in str(fault.value)


# --- pooling ---


def test_rubins_rules_by_hand():
    # Estimates 1, 2, 3, variances 1: mean 2, within 1, between 1, total 1 + 4/3 = 7/3; df = 2 (7/4)^2 = 49/8;
    # fraction missing (4/3 + 2 / (49/8 + 3)) / (7/3).
    row = pooled([1, 2, 3], [1, 1, 1]).row(0, named=True)
    assert row["estimate"] == 2
    assert row["std_error"] == pytest.approx(np.sqrt(7 / 3))
    assert row["df"] == pytest.approx(49 / 8)
    assert row["fraction_missing"] == pytest.approx((4 / 3 + 2 / (49 / 8 + 3)) / (7 / 3))


def test_barnard_and_rubin_by_hand():
    # As above with 10 degrees of freedom: observed 11/13 * 10 * 3/7 = 330/91, df = 1 / (8/49 + 91/330).
    assert pooled([1, 2, 3], [1, 1, 1], complete_df=10)["df"][0] == pytest.approx(1 / (8 / 49 + 91 / 330))


def test_several_quantities_are_pooled_each_by_itself():
    table = pooled([[1, 5], [2, 5], [3, 5]], [[1, 4], [1, 4], [1, 4]])
    assert table.columns == ["estimate", "std_error", "df", "fraction_missing", "lower", "upper"]
    assert table.row(0) == pooled([1, 2, 3], [1, 1, 1]).row(0)
    assert table.row(1)[:4] == (5, 2, np.inf, 0)


def test_a_quantity_known_for_certain():
    row = pooled([[0.0], [0.0]], [[0.0], [0.0]]).row(0, named=True)
    assert (row["estimate"], row["std_error"], row["lower"], row["upper"]) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("estimates", "variances", "more", "sentence"),
    [
        ([1], [1], {}, r"shape \(1,\)"),
        ([1, 2], [1, 1, 1], {}, r"shape \(2,\), variances \(3,\)"),
        ([[]] * 2, [[]] * 2, {}, "at least 2"),
        ([1, np.nan], [1, 1], {}, "1 of 2 estimates"),
        ([1, 2], [1, -1], {}, "1 of 2 estimates"),
        ([1, 2], [0, 0], {}, "1 of 1 quantities have variance 0"),
        ([1, 2], [1, 1], {"confidence": 95}, "strictly between 0 and 1"),
        ([1, 2], [1, 1], {"complete_df": 0}, "above 0"),
    ],
)
def test_what_cannot_be_pooled(estimates, variances, more, sentence):
    with pytest.raises(EstimateError, match=sentence):
        pooled(estimates, variances, **more)


def test_a_cox_model_of_every_imputation_pooled():
    frame = without(people(n=200), "age", 30)
    found = imputed(frame, imputations=5)
    fits = [cox(each, duration="day", event="work", covariates=["age", "site"]).coefficients for each in found.frames]
    table = pooled([fit["estimate"] for fit in fits], [fit["std_error"] ** 2 for fit in fits])
    assert table.height == 3
    assert (table["std_error"] > np.sqrt(np.mean([fit["std_error"] ** 2 for fit in fits], axis=0)) - 1e-12).all()
    assert 0 < table["fraction_missing"][0] < 0.6
