"""Errors name covariates by column and number of levels: a level is a participant's value."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.intervals.interval_censored import interval_censored
from research_kit.statistics.regression.cox import cox
from research_kit.statistics.regression.cox_at import cox_at
from research_kit.statistics.regression.design import columns_of, read_covariates, require_independent
from research_kit.statistics.regression.fine_gray import fine_gray
from research_kit.statistics.regression.firth_cox import firth_cox
from research_kit.statistics.regression.grouped_hazard import grouped_hazard
from research_kit.statistics.regression.runaway_terms import require_finite

SECRETS = ["secret1", "secret2", "secret3", "secret4"]
FOUR = pl.DataFrame({"g": SECRETS * 3, "x": range(12), "y": range(12, 24), "a=b": SECRETS * 3})
FITS = {
    "cox": lambda frame, **own: cox(frame, duration="t", event="e", **own),
    "firth_cox": lambda frame, **own: firth_cox(frame, duration="t", event="e", **own),
    "fine_gray": lambda frame, **own: fine_gray(frame, duration="t", event="e", **own),
    "grouped_hazard": lambda frame, **own: grouped_hazard(frame, duration="t", event="e", **own),
    "interval_censored": lambda frame, **own: interval_censored(frame, left="left", right="right", **own),
    "cox_at": lambda frame, **own: cox_at(frame, duration="t", event="e", coefficients=[], covariance=[], **own),
}


def followed(levels, n=80):
    """A text covariate `g`, its copy `copy`, and a `flag` that has the event only in one level."""
    rng = np.random.default_rng(4)
    place = np.arange(n) % len(levels)
    time, event = rng.integers(1, 5, n), rng.random(n) < 0.7
    return pl.DataFrame(
        {
            "g": [levels[each] for each in place],
            "copy": [f"also {levels[each]}" for each in place],
            "t": time,
            "e": event.astype(int),
            "only_first": (event & (place == 0)).astype(int),
            "left": time - 0.5,
            "right": np.where(event, time.astype(float), np.inf),
        }
    )


@pytest.mark.parametrize("name", [name for name in FITS if name != "cox_at"])
def test_terms_that_others_determine_are_named_by_column(name):
    with pytest.raises(EstimateError, match=r"'copy' \(4 levels\) is constant .* or is determined") as caught:
        FITS[name](followed(SECRETS), covariates=["g", "copy"])
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["cox", "fine_gray", "grouped_hazard"])
def test_effects_that_run_away_are_named_by_column(name):
    frame = followed(SECRETS).with_columns(e="only_first")
    with pytest.raises(EstimateError, match=r"'g' .4 levels. has no|3 of the 4 levels of 'g'") as caught:
        FITS[name](frame, covariates=["g"])
    assert "secret" not in str(caught.value)


def test_levels_that_separate_intervals_are_named_by_column():
    frame = followed(SECRETS).with_columns(right=pl.when(pl.col("only_first") == 1).then("right").otherwise(np.inf))
    with pytest.raises(EstimateError, match=r"'g' \(4 levels\) tells events") as caught:
        interval_censored(frame, left="left", right="right", covariates=["g"], cuts=[])
    assert "secret" not in str(caught.value)


def test_more_terms_than_events_and_wrong_coefficients_name_columns():
    frame = followed(SECRETS)
    few = frame.with_columns(e=(pl.int_range(pl.len()) < 2).cast(pl.Int64))
    with pytest.raises(EstimateError, match=r"for 3 terms of 'g' \(4 levels\): there are fewer") as caught:
        cox(few, duration="t", event="e", covariates=["g"])
    assert "secret" not in str(caught.value)
    with pytest.raises(EstimateError, match=r"3 terms, of 'g' \(4 levels\)") as caught:
        FITS["cox_at"](frame, covariates=["g"])
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", FITS)
@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_an_identifier_is_no_covariate(name, dtype):
    frame = followed([f"PID{9000 + each}" for each in range(40)]).with_columns(pl.col("g").cast(dtype))
    with pytest.raises(EstimateError, match="'g' is text with 40 levels in 80 rows: an identifier, or") as caught:
        FITS[name](frame, covariates=["g"])
    assert "PID" not in str(caught.value)


@pytest.mark.parametrize(
    ("levels", "rows", "is_refused"), [(31, 500, True), (30, 500, False), (5, 10, True), (5, 11, False), (2, 3, False)]
)
def test_how_many_levels_are_too_many(levels, rows, is_refused):
    frame = pl.DataFrame({"g": [f"level {row % levels}" for row in range(rows)]})
    if is_refused:
        with pytest.raises(EstimateError, match=f"text with {levels} levels in {rows} rows"):
            read_covariates(frame, ["g"])
    else:
        assert len(read_covariates(frame, ["g"])[0].levels) == levels


def test_patterns_stand_for_their_rows():
    frame = pl.DataFrame({"g": SECRETS})
    assert read_covariates(frame, ["g"], rows=100)[0].levels == tuple(SECRETS)


def test_columns_of_terms():
    read = read_covariates(FOUR, ["g", "x", "a=b"])
    assert columns_of(read) == ["'g' (4 levels)", "'x'", "'a=b' (4 levels)"]
    assert columns_of(read, np.array([1, 0, 0, 1, 0, 1, 1], dtype=bool)) == [
        "'g' (1 of 4 levels)",
        "'x'",
        "'a=b' (2 of 4 levels)",
    ]


def test_one_and_several_columns_are_said_in_grammar():
    read = read_covariates(FOUR, ["x", "y"])
    with pytest.raises(EstimateError, match=r"^Covariates 'x', 'y' are constant .* or are determined"):
        require_independent(np.zeros((2, 2)), read)
    with pytest.raises(EstimateError, match=r"^The effects of 'x', 'y' have no finite estimate: they separate"):
        require_finite(np.array([99.0, 99.0]), read)
