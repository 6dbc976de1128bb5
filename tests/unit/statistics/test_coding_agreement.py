from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError

CODED = {"id": "id", "first": "first", "second": "second", "resamples": 200}


def needs(rows):
    schema = {"id": pl.Int64, "first": pl.List(pl.String), "second": pl.List(pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def units(*pairs):
    return pl.DataFrame(list(pairs), schema=["first", "second"], orient="row")


def test_kappa_and_ac1_by_hand():
    # 3 of 4 agreed; the first says yes twice, the second three times: chance .5 * .75 + .5 * .25 = .5 for kappa;
    # AC1: 2 * .625 * .375 / 1 = .46875.
    frame = units((True, True), (True, True), (False, False), (False, True))
    kappa = rk.statistics.cohen_kappa(frame, first="first", second="second").row(0, named=True)
    ac1 = rk.statistics.gwet_ac1(frame, first="first", second="second").row(0, named=True)
    assert (kappa["n"], kappa["observed"], kappa["expected"]) == (4, 0.75, 0.5)
    assert kappa["estimate"] == pytest.approx(0.5)
    assert ac1["estimate"] == pytest.approx((0.75 - 0.46875) / (1 - 0.46875))


def test_perfect_agreement_has_no_error_to_show_and_one_category_no_kappa():
    frame = units(("a", "a"), ("b", "b"), ("a", "a"))
    found = rk.statistics.cohen_kappa(frame, first="first", second="second").row(0, named=True)
    assert (found["estimate"], found["lower"], found["upper"]) == (1.0, None, None)
    same = units(("a", "a"), ("a", "a"))
    found = rk.statistics.cohen_kappa(same, first="first", second="second", categories=["a", "b"]).row(0, named=True)
    assert (found["observed"], found["estimate"], found["std_error"]) == (1.0, None, None)
    assert rk.statistics.gwet_ac1(same, first="first", second="second", categories=["a", "b"])["estimate"].item() == 1


def test_rows_nobody_coded_are_no_units_and_unused_categories_count_for_ac1():
    frame = units(("a", "a"), ("b", "b"), ("a", "b"), (None, None))
    two = rk.statistics.gwet_ac1(frame, first="first", second="second")
    three = rk.statistics.gwet_ac1(frame, first="first", second="second", categories=["a", "b", "c"])
    assert two["n"].item() == three["n"].item() == 3
    assert three["expected"].item() == pytest.approx(two["expected"].item() / 2)


@pytest.mark.parametrize(
    ("frame", "arguments", "said"),
    [
        (units(("a", "a"), ("b", None)), {}, "1 of 2 units are coded by one person only"),
        (units(("a", "a"), ("a", "a")), {}, "Name all categories"),
        (units(("a", "a"), ("a", "b")), {"categories": ["a", "c"]}, "1 codes in use are not among"),
        (units(("a", "a"), ("a", "b")), {"confidence": 2}, "between 0 and 1"),
        (units(("a", "a")), {"second": "third"}, "no column 'third'"),
        (units(("a", "a")), {"second": "first"}, "needs two columns"),
    ],
)
def test_agreement_that_cannot_be_told(frame, arguments, said):
    for estimator in (rk.statistics.cohen_kappa, rk.statistics.gwet_ac1):
        with pytest.raises(EstimateError, match=said) as refused:
            estimator(frame, **({"first": "first", "second": "second"} | arguments))
        assert "'b'" not in str(refused.value)


def coded_twice(rows=40):
    """Two themes: on `work` the coders agree but once, on `home` they do not."""
    found = []
    for place in range(rows):
        first = (["work"] if place % 2 else []) + (["home"] if place % 4 == 0 else [])
        second = (["work"] if place % 2 or place == 0 else []) + (["home"] if place % 4 == 1 else [])
        found.append((place // 2, first, second))
    return needs(found)


def test_each_theme_is_a_table_of_given_or_not():
    found = rk.statistics.theme_agreement(coded_twice(), **CODED, rng=np.random.default_rng(1))
    assert found["theme"].to_list() == ["home", "work", None]
    work = found.row(1, named=True)
    assert (work["n"], work["first"], work["second"], work["both"]) == (40, 20, 21, 20)
    flags = coded_twice().select(pl.col("first", "second").list.contains("work"))
    expected = rk.statistics.cohen_kappa(flags, first="first", second="second")
    assert (work["kappa"], work["kappa_lower"]) == pytest.approx(expected.select("estimate", "lower").row(0))
    expected = rk.statistics.gwet_ac1(flags, first="first", second="second")
    assert (work["ac1"], work["ac1_lower"]) == pytest.approx(expected.select("estimate", "lower").row(0))
    assert found.select("quantified", "reason").rows()[:2] == [(False, "LOW_AGREEMENT"), (True, None)]


def test_all_themes_together_average_agreement_before_kappa():
    found = rk.statistics.theme_agreement(coded_twice(), **CODED, rng=np.random.default_rng(1))
    overall = found.row(2, named=True)
    observed = (20 / 40 + 39 / 40) / 2
    # home: 10 of 40 by each; work: 20 and 21 of 40.
    expected = ((0.25**2 + 0.75**2) + 0.5) / 2
    assert overall["observed"] == pytest.approx(observed)
    assert overall["kappa"] == pytest.approx((observed - expected) / (1 - expected))
    assert overall["kappa_lower"] < overall["kappa"] < overall["kappa_upper"]
    assert (overall["first"], overall["both"]) == (30, 20)


def test_under_a_fifth_coded_twice_nothing_is_quantified():
    once = needs([(place, ["work"], None) for place in range(200)])
    found = rk.statistics.theme_agreement(pl.concat([coded_twice(), once]), **CODED, rng=np.random.default_rng(1))
    assert found["coded_twice"].unique().to_list() == [pytest.approx(40 / 240)]
    assert found["reason"].unique().to_list() == ["ONE_CODER"]
    assert not found["quantified"].any()


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (needs([(1, ["a"], None), (2, ["b"], None)]), "0 of 2 needs are coded by two people"),
        (needs([(1, [], []), (2, [], [])]), "with 0 themes"),
        (needs([(1, None, ["a"]), (2, ["a"], ["a"])]), "1 of 2 rows are not coded at all"),
        (needs([(None, ["a"], ["a"])]), "have no participant"),
        (pl.DataFrame({"id": [1], "first": ["a"], "second": ["a"]}), "not lists of themes"),
    ],
)
def test_needs_coded_by_one_person_only_have_no_agreement(frame, said):
    with pytest.raises(EstimateError, match=said):
        rk.statistics.theme_agreement(frame, **CODED, rng=np.random.default_rng(1))
