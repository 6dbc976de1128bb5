"""Correlations of items with the others, language by language, against R."""

from __future__ import annotations

import numpy as np
import polars as pl

import research_kit as rk
from tests.reference.cases import close, read_case, read_data


def test_two_random_halves_of_bfi_have_the_differences_of_r_and_may_be_compared():
    case = read_case("language_bfi")
    rows = read_data(case).drop_nulls().with_row_index("place")
    halves = rows.with_columns(lang=pl.when(pl.col("place") % 2 == 0).then(pl.lit("ar")).otherwise(pl.lit("sv")))
    found = rk.statistics.language_comparison(
        halves, items=case["inputs"]["items"], language="lang", rng=np.random.default_rng(4), resamples=500
    ).row(0, named=True)
    expected = case["expected"]
    assert (found["n"], found["other_n"], found["item"]) == (expected["n"], expected["other_n"], expected["item"])
    assert [found["largest_difference"]] == close([expected["largest_difference"]], case)
    # Halves drawn at random have one truth: more than 0.10 apart, but within what chance gives.
    assert (found["comparable"], found["reason"]) == (True, None)
