"""What holds for every scale, table of counts, and set of needs."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import research_kit as rk
from research_kit.errors import EstimateError
from tests.property.examples import examples

ANSWERS = arrays(np.int64, st.tuples(st.integers(5, 15), st.integers(2, 5)), elements=st.integers(1, 5))
TABLE = arrays(np.int64, st.integers(2, 4).map(lambda size: (size, size)), elements=st.integers(0, 12))


def items_of(values):
    frame = pl.DataFrame(values.astype(float), schema=[f"q{place}" for place in range(values.shape[1])])
    assume(all(frame[name].n_unique() > 1 for name in frame.columns))
    return frame


def as_units(table):
    rows = [(str(i), str(j)) for (i, j), n in np.ndenumerate(table) for _ in range(n)]
    return pl.DataFrame(rows, schema={"first": pl.String, "second": pl.String}, orient="row")


@given(ANSWERS, st.floats(0.1, 10), st.floats(-5, 5))
@settings(max_examples=examples(40), deadline=None)
def test_alpha_does_not_depend_on_order_or_unit_and_is_at_most_one(values, factor, shift):
    items = items_of(values)
    found = rk.statistics.cronbach_alpha(items)["alpha"].item()
    assume(np.isfinite(found))
    assert found <= 1 + 1e-12
    assert rk.statistics.cronbach_alpha(items[::-1].select(items.columns[::-1]))["alpha"].item() == pytest.approx(found)
    changed = items.select(pl.all() * factor + shift)
    assert rk.statistics.cronbach_alpha(changed)["alpha"].item() == pytest.approx(found, abs=1e-6)


@given(ANSWERS, st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_score_lies_in_the_range_and_turning_all_items_turns_it(values, data):
    frame = pl.DataFrame(values, schema=[f"q{place}" for place in range(values.shape[1])])
    missing = data.draw(arrays(np.bool_, values.shape))
    frame = frame.with_columns(
        pl.when(~pl.Series(missing[:, place])).then(name).alias(name) for place, name in enumerate(frame.columns)
    )
    plain = rk.statistics.scale_scores(frame, items=frame.columns, ranges=(1, 5))
    turned = rk.statistics.scale_scores(frame, items=frame.columns, ranges=(1, 5), reverse=frame.columns)
    assert plain["score"].drop_nulls().is_between(1, 5).all()
    assert (plain["score"] + turned["score"]).drop_nulls().to_list() == pytest.approx([6.0] * plain["score"].count())
    enough = (2 * plain["items_answered"] >= values.shape[1]) & (plain["items_answered"] >= 2)
    assert plain["score"].is_not_null().equals(enough)


@given(st.lists(st.integers(0, 200), min_size=2, max_size=6), st.floats(0.5, 0.99))
@settings(max_examples=examples(60), deadline=None)
def test_goodman_limits_hold_the_shares_and_widen_with_confidence(counts, confidence):
    assume(sum(counts))
    found = rk.statistics.goodman_limits(counts, confidence)
    assert ((found["lower"] <= found["estimate"] + 1e-12) & (found["estimate"] <= found["upper"] + 1e-12)).all()
    assert found["lower"].min() >= 0
    assert found["upper"].max() <= 1
    wider = rk.statistics.goodman_limits(counts, (1 + confidence) / 2)
    assert (wider["lower"] <= found["lower"] + 1e-12).all()


@given(TABLE)
@settings(max_examples=examples(60), deadline=None)
def test_agreement_is_symmetric_and_at_most_one(table):
    assume(table.sum() >= 2)
    units = as_units(table)
    levels = [str(place) for place in range(len(table))]
    for estimator in (rk.statistics.cohen_kappa, rk.statistics.gwet_ac1):
        found = estimator(units, first="first", second="second", categories=levels)
        other = estimator(units, first="second", second="first", categories=levels[::-1])
        value = found["estimate"].item()
        assert other["estimate"].item() == pytest.approx(value)
        assert value is None or value <= 1 + 1e-12
        if value is not None and found["observed"].item() == 1:
            assert value == pytest.approx(1)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=examples(60), deadline=None)
def test_bounds_hold_every_way_the_lost_could_have_answered(events, others, silent):
    assume(events + others + silent)
    answered, n = events + others, events + others + silent
    found = rk.statistics.nonresponse_bounds(events, answered, n).row(0, named=True)
    assert found["lowest"] == pytest.approx(events / n)
    assert found["highest"] == pytest.approx((events + silent) / n)
    assert found["lower"] <= found["lowest"] <= found["highest"] <= found["upper"]
    if answered:
        assert found["lowest"] - 1e-12 <= found["estimate"] <= found["highest"] + 1e-12


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 3), st.booleans()), min_size=3, max_size=30), st.randoms())
@settings(max_examples=examples(40), deadline=None)
def test_the_match_is_a_share_and_does_not_depend_on_the_order_of_needs(rows, random):
    frame = pl.DataFrame(rows, schema=["id", "priority", "met"], orient="row")
    assume(frame["id"].n_unique() > 1)
    shuffled = frame[random.sample(range(frame.height), frame.height)]
    asked = {"id": "id", "priority": "priority", "met": ["met"], "resamples": 20}
    found = rk.statistics.weighted_match(frame, **asked, rng=np.random.default_rng(1))
    assert rk.statistics.weighted_match(shuffled, **asked, rng=np.random.default_rng(1)).equals(found)
    if found["lower"].item() is not None:
        assert 0 <= found["lower"].item() <= found["upper"].item() <= 1
    not_met = rk.statistics.weighted_match(frame.with_columns(~pl.col("met")), **asked, rng=np.random.default_rng(1))
    assert found["estimate"].item() + not_met["estimate"].item() == pytest.approx(1)


@given(st.integers(2, 5), st.integers(0, 1000))
@settings(max_examples=examples(20), deadline=None)
def test_ranks_lie_within_their_limits_and_the_best_is_first(themes, seed):
    rng = np.random.default_rng(seed)
    person, theme = np.nonzero(rng.random((30, themes)) < 0.7)
    frame = pl.DataFrame(
        {
            "id": person,
            "theme": [f"t{each}" for each in theme],
            "priority": rng.integers(1, 4, person.size),
            "unmet": rng.random(person.size) < 0.5,
        }
    )
    found = rk.statistics.rank_intervals(
        frame, id="id", theme="theme", priority="priority", unmet="unmet", rng=rng, resamples=100
    )
    assert found["estimate"].is_sorted(descending=True)
    assert (found["rank_lower"] <= found["rank_upper"]).all()
    assert found["rank"].min() == 1
    assert (found["rank"] <= found["rank_lower"]).all()


def test_a_wrong_frame_is_refused_by_all_in_words():
    for name, arguments in (
        ("cronbach_alpha", {}),
        ("mcdonald_omega", {}),
        ("spearman_brown", {}),
        ("item_total_correlations", {}),
        ("scale_scores", {"items": ["a", "b"], "ranges": (1, 5)}),
        ("floor_and_ceiling", {"value": "a", "lowest": 1, "highest": 5}),
        ("cohen_kappa", {"first": "a", "second": "b"}),
        ("weighted_share", {"event": "a", "weight": "b"}),
        ("response_rate", {"wave": "a", "answered": "b"}),
    ):
        with pytest.raises(EstimateError, match="not a frame"):
            getattr(rk.statistics, name)(None, **arguments)
