"""What holds for every life table, whatever the data."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.counts.columns import Columns
from research_kit.counts.dense import dense_counts
from tests.property.examples import examples

# Random late entry often leaves nobody at risk for a while.
pytestmark = pytest.mark.filterwarnings("ignore::research_kit.statistics.survival.empty_risk_set.EmptyRiskSetWarning")

QUICK = settings(max_examples=examples(60), deadline=None)
GENDER = pl.Enum(["woman", "man"])


@st.composite
def participants(draw, smallest=1):
    """Up to 40 participants with ties, three causes, late entry and groups of every type, nulls among them."""
    n = draw(st.integers(smallest, 40))

    def column(values):
        return draw(st.lists(values, min_size=n, max_size=n))

    return pl.DataFrame(
        {
            "start": column(st.integers(0, 4)),
            "followed": column(st.integers(1, 9)),
            "cause": column(st.integers(0, 3)),
            "gender": pl.Series(column(st.sampled_from(["woman", "man", None])), dtype=GENDER),
            "foreign_born": column(st.sampled_from([True, False, None])),
            "site": pl.Series(column(st.sampled_from(["north", "south", "", None])), dtype=pl.String),
            "band": pl.Series(column(st.sampled_from([3, 7, None])), dtype=pl.Int32),
        }
    ).with_columns(duration=pl.col("start") + pl.col("followed"))


GROUPS = st.lists(st.sampled_from(["gender", "foreign_born", "site", "band"]), unique=True, max_size=3).map(tuple)


def count(frame, **keywords):
    return rk.counts.life_table(frame, **{"duration": "duration", "event": "cause"} | keywords)


@QUICK
@given(participants(), GROUPS, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame, by, late, random):
    order = list(range(frame.height))
    random.shuffle(order)
    entry = "start" if late else None
    assert_frame_equal(count(frame, by=by, entry=entry).table, count(frame[order], by=by, entry=entry).table)


@QUICK
@given(participants(), GROUPS)
def test_the_fast_path_gives_the_table_of_the_general_path(frame, by):
    counts = dense_counts(frame.lazy(), Columns(duration="duration", event="cause", by=by))
    assert counts is not None
    assert_frame_equal(counts.table(by), count(frame, by=by).table)


@QUICK
@given(participants(), st.lists(GROUPS, min_size=1, max_size=4), st.booleans())
def test_margins_of_one_pass_equal_separate_counts(frame, sets, late):
    entry = "start" if late else None
    tables = rk.counts.life_tables(frame, duration="duration", event="cause", sets=sets, entry=entry)
    assert set(tables) == set(sets)
    for by, table in tables.items():
        expected = count(frame, by=by, entry=entry)
        columns = expected.table.columns
        assert_frame_equal(table.table.select(columns), expected.table)
        assert (table.entries is None) == (not late)
        if late:
            assert_frame_equal(table.entries, expected.entries)


@QUICK
@given(participants(smallest=2), GROUPS, st.booleans(), st.data())
def test_sites_added_equal_the_pool(frame, by, late, data):
    cut = data.draw(st.integers(1, frame.height - 1))
    entry = "start" if late else None
    added = count(frame[:cut], by=by, entry=entry).add(count(frame[cut:], by=by, entry=entry))
    pooled = count(frame, by=by, entry=entry)
    assert_frame_equal(added.table, pooled.table)
    assert_frame_equal(added.add(added).collapse().table, count(pl.concat([frame, frame]), entry=entry).table)


@QUICK
@given(participants(), GROUPS, st.booleans())
def test_incidences_and_event_free_share_add_up_to_one(frame, by, late):
    table = count(frame, by=by, entry="start" if late else None)
    incidence = rk.statistics.cumulative_incidence(table)
    total = incidence.group_by([*by, "time"], maintain_order=True).agg(pl.col("estimate").sum())
    total = total.sort([*by, "time"], nulls_last=True)["estimate"]
    event_free = rk.statistics.kaplan_meier(table)["estimate"]
    assert np.abs(total.to_numpy() + event_free.to_numpy() - 1).max() <= 1e-12


@QUICK
@given(participants())
def test_without_censoring_shares_are_plain_and_errors_binomial(frame):
    frame = frame.with_columns(pl.col("cause").clip(1, 3))
    n = frame.height
    curve = rk.statistics.cumulative_incidence(count(frame))
    for cause in curve["cause"].unique():
        part = curve.filter(cause=cause)
        had = np.array([frame.filter(pl.col("duration") <= t, cause=cause).height for t in part["time"]])
        share = had / n
        assert part["estimate"].to_numpy() == pytest.approx(share, abs=1e-12)
        # sqrt turns the rounding of a variance of 0 into 1e-9
        assert part["std_error"].to_numpy() == pytest.approx(np.sqrt(share * (1 - share) / n), abs=1e-8)


@QUICK
@given(participants())
def test_without_censoring_beta_product_is_clopper_pearson(frame):
    frame = frame.with_columns(cause=1)
    curve = rk.statistics.kaplan_meier(count(frame), interval="beta-product")
    left = [frame.filter(pl.col("duration") > t).height for t in curve["time"]]
    exact = rk.statistics.clopper_pearson(left, frame.height)
    assert curve["lower"].to_numpy() == pytest.approx(exact["lower"].to_numpy(), abs=1e-9)
    assert curve["upper"].to_numpy() == pytest.approx(exact["upper"].to_numpy(), abs=1e-9)


@QUICK
@given(participants(), st.sampled_from(["log-log", "log", "plain", "beta-product"]))
def test_limits_enclose_the_estimate_and_stay_between_0_and_1(frame, interval):
    curve = rk.statistics.kaplan_meier(count(frame), interval=interval).drop_nulls()
    assert (curve["lower"] <= curve["estimate"] + 1e-12).all()
    assert (curve["upper"] >= curve["estimate"] - 1e-12).all()
    assert curve["lower"].is_between(0, 1).all()
    assert curve["upper"].is_between(0, 1).all()


@QUICK
@given(participants(), GROUPS, st.floats(0.01, 0.999))
def test_beta_product_encloses_the_estimate_also_under_late_entry(frame, by, confidence):
    curve = rk.statistics.kaplan_meier(count(frame, by=by, entry="start"), "beta-product", confidence)
    assert (curve["lower"] <= curve["estimate"]).all()
    assert (curve["estimate"] <= curve["upper"]).all()
    assert curve["lower"].is_between(0, 1).all()
    assert curve["upper"].is_between(0, 1).all()


@QUICK
@given(participants(smallest=2), st.booleans())
def test_the_log_rank_test_has_as_many_degrees_of_freedom_as_its_variance_has_rank(frame, late):
    table = count(frame, by=("gender", "site"), entry="start" if late else None)
    assume(len(table.groups["gender"].unique()) > 1)
    found = rk.statistics.log_rank(table, "site").row(0, named=True)
    levels = [
        pl.col("gender").is_null(),
        *((pl.col("gender") == level).fill_null(False) for level in GENDER.categories),
    ]
    variance = np.zeros((3, 3))
    for site, month in frame.filter(pl.col("cause") > 0).select("site", "duration").unique().rows():
        present = pl.col("start") < month if late else pl.lit(True)
        at_risk = frame.filter(pl.col("site").eq_missing(pl.lit(site)), present, pl.col("duration") >= month)
        n = at_risk.height
        drawn = at_risk.filter(pl.col("duration") == month, pl.col("cause") > 0).height
        share = np.array([at_risk.filter(level).height for level in levels]) / n
        if n > 1:
            variance += drawn * (n - drawn) / (n - 1) * (np.diag(share) - np.outer(share, share))
    assert (found["df"] or 0) == np.linalg.matrix_rank(variance, tol=1e-9)


@QUICK
@given(participants(), st.sampled_from([0.25, 7.0, 30.4375]))
def test_time_scales_through(frame, factor):
    scaled = frame.with_columns(pl.col("start", "duration") * factor)
    one, other = count(frame, entry="start"), count(scaled, entry="start")
    assert (
        rk.statistics.kaplan_meier(other)["estimate"].to_list() == rk.statistics.kaplan_meier(one)["estimate"].to_list()
    )
    means = [
        rk.statistics.restricted_mean(table, tau=tau).drop("tau") for table, tau in ((one, 8.0), (other, 8.0 * factor))
    ]
    for column in ("estimate", "std_error"):
        assert means[1][column][0] == pytest.approx(factor * means[0][column][0], abs=1e-9)


@QUICK
@given(participants(), st.integers(1, 4))
def test_whole_weights_are_counts_of_participants(frame, weight):
    weighted = count(frame.with_columns(weight=weight), weight="weight")
    repeated = count(pl.concat([frame] * weight))
    for estimator in (rk.statistics.kaplan_meier, rk.statistics.cumulative_incidence):
        found, expected = estimator(weighted), estimator(repeated)
        columns = ["at_risk", "estimate", "std_error", "lower", "upper"]
        assert_frame_equal(found.select(columns), expected.select(pl.col(columns).cast(pl.Float64)), abs_tol=1e-9)


@QUICK
@given(participants())
def test_equal_sampling_weights_change_nothing_but_the_counts(frame):
    weighted, plain = count(frame.with_columns(weight=0.5), weight="weight"), count(frame)
    for cause in (None, *plain.causes):
        found = rk.statistics.restricted_mean(weighted, tau=6, cause=cause)
        expected = rk.statistics.restricted_mean(plain, tau=6, cause=cause)
        assert found["estimate"][0] == pytest.approx(expected["estimate"][0], abs=1e-12)
        assert found["std_error"][0] == pytest.approx(expected["std_error"][0], abs=1e-7)
    found, expected = rk.statistics.cumulative_incidence(weighted), rk.statistics.cumulative_incidence(plain)
    assert_frame_equal(found.select("estimate", "std_error"), expected.select("estimate", "std_error"), abs_tol=1e-7)


@QUICK
@given(participants())
def test_the_restricted_mean_of_any_cause_is_what_the_causes_leave(frame):
    table = count(frame, entry="start")
    means = [
        rk.statistics.restricted_mean(table, tau=7.5, cause=cause)["estimate"][0] for cause in (None, *table.causes)
    ]
    assert sum(means) == pytest.approx(7.5, abs=1e-12)


@QUICK
@given(participants(), st.integers(1, 9))
def test_reading_a_curve_agrees_with_counting(frame, time):
    table = count(frame.with_columns(cause=1))
    read = rk.statistics.at_times(rk.statistics.kaplan_meier(table), time).row(0, named=True)
    assert read["at_risk"] == frame.filter(pl.col("duration") >= time).height
    assert read["events"] == frame.filter(pl.col("duration") <= time).height
    assert read["estimate"] == pytest.approx(frame.filter(pl.col("duration") > time).height / frame.height, abs=1e-12)
