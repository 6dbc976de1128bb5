"""What holds for every Cox model, whatever the data."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from research_kit.errors import EstimateError
from research_kit.statistics.regression import cox_course, cox_data, ordered_sets
from research_kit.statistics.regression.cox import cox, fit_cox
from research_kit.statistics.regression.cox_columns import CoxColumns
from research_kit.statistics.regression.cox_data import data_of_rows
from research_kit.statistics.regression.cox_rows import read_rows
from tests.property.examples import examples

QUICK = settings(max_examples=examples(30), deadline=None)
TIES = st.sampled_from(["efron", "breslow"])


@st.composite
def participants(draw, smallest=30):
    """At most 80 participants with many ties, late entry, weights, strata and covariates of three kinds."""
    n, seed = draw(st.integers(smallest, 80)), draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    start = rng.integers(0, 4, n)
    return pl.DataFrame(
        {
            "start": start,
            "duration": start + rng.integers(1, 9, n),
            "event": rng.random(n) < 0.7,
            "weight": rng.integers(1, 9, n) / 4,
            "site": rng.choice(["north", "south"], n),
            "person": rng.integers(0, n // 2, n),
            "gender": rng.choice(["man", "unstated", "woman"], n),
            "age": rng.integers(18, 66, n),
            "score": rng.normal(0, 1, n),
        }
    )


COVARIATES = ["gender", "age", "score"]


def fit(frame, **changed):
    """The model, unless these random rows have no finite one."""
    arguments = {"duration": "duration", "event": "event", "covariates": COVARIATES} | changed
    try:
        return cox(frame, **arguments)
    except EstimateError:
        assume(False)


def estimates(model):
    return model.coefficients["estimate"].to_numpy()


def assert_same(one, other, tolerance=1e-10):
    assert estimates(other) == pytest.approx(estimates(one), abs=tolerance)
    assert other.covariance == pytest.approx(one.covariance, rel=1e-8, abs=tolerance)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-11)


@QUICK
@given(participants(), TIES, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame, ties, late, random):
    order = list(range(frame.height))
    random.shuffle(order)
    options = {"ties": ties, "entry": "start" if late else None, "strata": "site", "cluster": "person"}
    assert_same(fit(frame, **options), fit(frame[order], **options))


@QUICK
@given(participants(smallest=55), TIES, st.sampled_from([None, "weight"]), st.booleans(), st.sampled_from([1, 3, 100]))
def test_rows_in_the_order_of_time_agree_with_rows_in_any_order(frame, ties, weight, stratified, at_once):
    strata = ("site",) if stratified else ()
    roles = {"duration": "duration", "event": "event", "covariates": tuple(COVARIATES)}
    columns = CoxColumns(**roles, weight=weight, cluster="person", strata=strata)
    rows = read_rows(frame.with_columns(pl.col("duration") + pl.col("score").abs().round(1)), columns)
    try:
        one = fit_cox(data_of_rows(rows, columns, most_cells=0), ties=ties, confidence=0.95)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cox_course, "_MANY_TIMES", 0)
            patch.setattr(cox_data, "_TIMES_PER_STRATUM", 0)
            patch.setattr(ordered_sets, "_AT_ONCE", at_once)
            other = fit_cox(data_of_rows(rows, columns, most_cells=0), ties=ties, confidence=0.95)
            assert_same(one, other, tolerance=1e-12)
            assert [type(model.data.sets).__name__ for model in (one, other)] == ["RowSets", "OrderedSets"]
            for name in ("statistic", "p_value"):
                found, expected = (model.proportional_hazards("rank")[name].to_list() for model in (other, one))
                assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)
            assert other.influence() == pytest.approx(one.influence(), abs=1e-10)
            assert other.baseline()["hazard"].to_numpy() == pytest.approx(one.baseline()["hazard"].to_numpy(), rel=1e-9)
    except EstimateError:
        assume(False)


@QUICK
@given(
    participants(smallest=55), TIES, st.sampled_from([None, "start"]), st.sampled_from([None, "weight"]), st.booleans()
)
def test_patterns_and_rows_agree(frame, ties, entry, weight, stratified):
    columns = CoxColumns(
        duration="duration",
        event="event",
        covariates=tuple(COVARIATES),
        entry=entry,
        weight=weight,
        strata=("site",) if stratified else (),
    )
    coarse = read_rows(frame.with_columns(pl.col("score").round()), columns)
    fine = read_rows(frame, columns)
    try:
        models = [
            fit_cox(data_of_rows(rows, columns, most_cells=cells), ties=ties, confidence=0.95)
            for rows, cells in ((coarse, 10**6), (coarse, 0), (fine, 10**6), (fine, 0))
        ]
    except EstimateError:
        assume(False)
    counted, every_row, between, each_row = models
    assert [type(model.data.sets).__name__ for model in models] == ["PatternSets", "RowSets", "RowSets", "RowSets"]
    assert [len(model.data.units.columns) for model in models] == [0, 4, 1, 4]
    for one, other in ((counted, every_row), (between, each_row)):
        assert estimates(other) == pytest.approx(estimates(one), abs=1e-12, rel=1e-12)
        assert other.covariance == pytest.approx(one.covariance, rel=1e-9, abs=1e-12)
        assert other.concordance == pytest.approx(one.concordance, abs=0.01)  # equal hazards may differ by rounding
        assert other.baseline()["hazard"].to_numpy() == pytest.approx(one.baseline()["hazard"].to_numpy(), rel=1e-9)
        tests = [model.proportional_hazards("rank")["statistic"].to_numpy() for model in (one, other)]
        assert tests[1] == pytest.approx(tests[0], rel=1e-7, abs=1e-9)


@QUICK
@given(participants(), st.sampled_from([0.25, 7.0, 30.4375, 86400.0]))
def test_only_the_order_of_times_matters(frame, factor):
    scaled = frame.with_columns(pl.col("start", "duration") * factor)
    squared = frame.with_columns(pl.col("start", "duration") ** 2)
    plain = fit(frame, entry="start")
    for other in (scaled, squared):
        found = fit(other, entry="start")
        assert estimates(found).tolist() == estimates(plain).tolist()
        ranks = [model.proportional_hazards("rank")["statistic"].to_list() for model in (plain, found)]
        assert ranks[0] == ranks[1]


@QUICK
@given(participants(), TIES, st.sampled_from([1e-6, 12.0, 1e7]), st.sampled_from([0.0, -40.0, 1e5]))
def test_coefficients_follow_the_unit_of_the_covariate(frame, ties, unit, origin):
    plain = fit(frame, ties=ties)
    other = fit(frame.with_columns(score=pl.col("score") * unit + origin * unit), ties=ties)
    assert other.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-11)
    assert estimates(other)[-1] * unit == pytest.approx(estimates(plain)[-1], rel=1e-7, abs=1e-8)


@QUICK
@given(participants(), TIES)
def test_another_reference_level_says_the_same(frame, ties):
    plain = fit(frame, ties=ties)
    levels = ["woman", "man", "unstated"]
    other = fit(frame.with_columns(pl.col("gender").cast(pl.Enum(levels))), ties=ties)
    found = dict(zip(other.terms, estimates(other), strict=True))
    expected = dict(zip(plain.terms, estimates(plain), strict=True))
    assert found["gender=man"] == pytest.approx(-expected["gender=woman"], abs=1e-9)
    assert found["gender=unstated"] == pytest.approx(expected["gender=unstated"] - expected["gender=woman"], abs=1e-9)
    assert other.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-12)
    assert other.concordance == pytest.approx(plain.concordance, abs=0.01)  # equal hazards may differ by rounding


@QUICK
@given(participants(), TIES)
def test_strata_add_up(frame, ties):
    whole = fit(frame, ties=ties, strata="site", covariates=["score"])
    at = estimates(whole)[0]
    # At its maximum the stratified likelihood is the sum of those of the strata at the same coefficient, so their
    # scores cancel: the average of the strata's own estimates, weighted by information, is close to it.
    parts = [fit(part, ties=ties, covariates=["score"]) for _, part in frame.group_by("site")]
    assert len(parts) == 2
    assert whole.log_likelihood_null == pytest.approx(sum(part.log_likelihood_null for part in parts), rel=1e-12)
    assert whole.log_likelihood <= sum(part.log_likelihood for part in parts) + 1e-9
    low, high = sorted(estimates(part)[0] for part in parts)
    assert low - 1e-9 <= at <= high + 1e-9


@QUICK
@given(participants(), st.integers(2, 4))
def test_repeating_every_row_multiplies_breslows_information(frame, times):
    plain = fit(frame, ties="breslow")
    repeated = fit(pl.concat([frame] * times), ties="breslow")
    weighted = fit(frame.with_columns(weight=float(times)), ties="breslow", weight="weight")
    for other in (repeated, weighted):
        assert estimates(other) == pytest.approx(estimates(plain), abs=1e-10)
        assert other.model_covariance * times == pytest.approx(plain.model_covariance, rel=1e-8)
        gain = other.log_likelihood - other.log_likelihood_null
        assert gain == pytest.approx(times * (plain.log_likelihood - plain.log_likelihood_null), rel=1e-9, abs=1e-9)


@QUICK
@given(participants(), TIES)
def test_cutting_follow_up_into_intervals_changes_nothing(frame, ties):
    plain = fit(frame.with_columns(person=pl.int_range(frame.height)), ties=ties, cluster="person")
    cuts = [-1, 2, 5, 20]
    pieces = [
        frame.with_columns(person=pl.int_range(frame.height))
        .filter(pl.col("duration") > max(low, 0))
        .with_columns(
            begin=pl.lit(max(low, 0)),
            end=pl.min_horizontal("duration", pl.lit(high)),
            event=pl.col("event") & (pl.col("duration") <= high),
        )
        for low, high in pairwise(cuts)
    ]
    cut = fit(pl.concat(pieces), duration="end", entry="begin", ties=ties, cluster="person")
    assert_same(plain, cut, 1e-9)
    assert cut.concordance == pytest.approx(plain.concordance, abs=1e-12)


@QUICK
@given(participants(), TIES)
def test_a_cluster_of_each_row_gives_the_sum_of_squared_shifts(frame, ties):
    alone = fit(frame.with_columns(person=pl.int_range(frame.height)), ties=ties, cluster="person")
    moved = alone.influence()
    assert moved.sum(axis=0) == pytest.approx(np.zeros(4), abs=1e-9)
    assert alone.covariance == pytest.approx(moved.T @ moved, rel=1e-9)


@QUICK
@given(participants(), TIES)
def test_predicted_events_add_up_to_those_seen(frame, ties):
    # Cumulative hazards at exit sum to the number of events: Breslow's martingale residuals sum to 0.
    model = fit(frame, ties=ties)
    times = sorted(frame["duration"].unique())
    predicted = model.predict(frame, times)
    own = predicted.join(
        frame.select(row=pl.int_range(pl.len()), time=pl.col("duration").cast(pl.Float64)), on=["row", "time"]
    )
    expected = -np.log(own["survival"].to_numpy()).sum()
    if ties == "breslow":
        assert expected == pytest.approx(model.events, rel=1e-9)
    else:
        assert expected >= model.events - 1e-9  # Efron spares the tied part of their own hazard
