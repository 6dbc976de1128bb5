from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.errors import EstimateError
from research_kit.statistics.resampling import (
    Resamples,
    bca_interval,
    bootstrap,
    jackknife,
    percentile_interval,
)

# Efron and Tibshirani (1993), table 14.1: spatial test of 26 neurologically impaired children.
SPATIAL = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41]


def children():
    return pl.DataFrame({"child": range(26), "score": SPATIAL})


def variance(frame):
    return frame["score"].var(ddof=0)


def mean(frame):
    return frame["score"].mean()


@pytest.mark.slow
def test_bca_of_a_variance_is_that_of_the_book():
    # Theta 171.5, acceleration .061, 90 % limits 115.8-259.6 (table 14.2, B = 2,000); Martinez and Martinez (2002),
    # Computational Statistics Handbook with MATLAB, example 7.8, another 2,000: 115.97-258.54. The two differ by their
    # Monte Carlo error only; ours and theirs together: 8.
    drawn = bootstrap(children(), variance, id="child", rng=np.random.default_rng(14), resamples=4_000)
    left_out = jackknife(children(), variance, id="child")
    found = bca_interval(drawn, left_out, confidence=0.9).row(0, named=True)
    distance = left_out.mean() - left_out
    assert (distance**3).sum() / (6 * (distance**2).sum() ** 1.5) == pytest.approx(0.061, abs=5e-4)
    assert found["estimate"] == pytest.approx(171.5, abs=0.05)
    assert (found["lower"], found["upper"]) == pytest.approx((115.97, 258.54), abs=8)
    assert found["upper"] > percentile_interval(drawn, confidence=0.9)["upper"][0] + 10


def test_the_error_of_a_mean_is_the_plain_one():
    # sqrt(variance / n) = 2.568; Monte Carlo error of a standard deviation of 2,000 draws: 1.6 %.
    drawn = bootstrap(children(), mean, id="child", rng=np.random.default_rng(1))
    assert drawn.values.shape == (2_000, 1)
    assert drawn.std_error[0] == pytest.approx(np.std(SPATIAL) / np.sqrt(26), rel=0.05)


def test_participants_are_drawn_and_not_rows():
    # Two equal rows per child: drawn by row the error would be smaller by sqrt(2).
    twice = pl.concat([children(), children()])
    drawn = bootstrap(twice, mean, id="child", rng=np.random.default_rng(1), resamples=400)
    again = bootstrap(children(), mean, id="child", rng=np.random.default_rng(1), resamples=400)
    assert drawn.values == pytest.approx(again.values)


def test_who_is_drawn_twice_is_two_participants():
    seen = []

    def people(frame):
        seen.append((frame["child"].n_unique(), frame.height))
        return 1.0

    bootstrap(children(), people, id="child", rng=np.random.default_rng(1), resamples=5)
    assert set(seen) == {(26, 26)}


def test_several_values_and_their_names_keep_their_order():
    drawn = bootstrap(
        children(), lambda frame: [frame["score"].mean(), frame["score"].max()], id="child",
        rng=np.random.default_rng(1), resamples=200,
    )  # fmt: skip
    table = percentile_interval(drawn)
    assert table.columns == ["estimate", "std_error", "lower", "upper"]
    assert table["estimate"].to_list() == pytest.approx([np.mean(SPATIAL), 48])
    assert table["upper"][1] == 48


def test_the_seed_decides_and_the_order_of_rows_does_not():
    def draw(frame, seed):
        return bootstrap(frame, mean, id="child", rng=np.random.default_rng(seed), resamples=50).values

    assert (draw(children(), 3) == draw(children().reverse(), 3)).all()
    assert (draw(children(), 3) != draw(children(), 4)).any()


def fails_for(share):
    """A statistic that cannot be fitted in about this share of resamples; never for the frame itself."""
    calls = np.random.default_rng(0)
    first = [True]

    def statistic(frame):
        whole, first[0] = first[0], False
        if not whole and calls.random() < share:
            raise EstimateError("too few")
        return frame["score"].mean()

    return statistic


def test_up_to_five_percent_may_fail():
    drawn = bootstrap(children(), fails_for(0.02), id="child", rng=np.random.default_rng(1), resamples=500)
    assert 0 < np.isnan(drawn.values).sum() <= 25
    assert percentile_interval(drawn).null_count().row(0) == (0, 0, 0, 0)


def test_more_than_five_percent_is_an_error():
    with pytest.raises(EstimateError, match="of 500 resamples of 26 participants could be fitted; at least 95%"):
        bootstrap(children(), fails_for(0.2), id="child", rng=np.random.default_rng(1), resamples=500)


def test_an_error_of_another_kind_is_not_swallowed():
    def broken(frame):
        return frame["no such column"].mean()

    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        bootstrap(children(), broken, id="child", rng=np.random.default_rng(1), resamples=5)


def test_bca_without_bias_and_acceleration_is_the_percentile_interval():
    values = np.arange(-500, 501.0)[:, None]
    drawn = Resamples(estimate=np.array([0.0]), values=values)
    left_out = np.array([[-1.0], [0.0], [1.0]])
    assert bca_interval(drawn, left_out)["lower"][0] == pytest.approx(percentile_interval(drawn)["lower"][0])


def test_bca_is_null_where_all_resamples_lie_on_one_side():
    drawn = Resamples(estimate=np.array([0.0]), values=np.ones((200, 1)))
    row = bca_interval(drawn, np.zeros((5, 1))).row(0, named=True)
    assert (row["estimate"], row["lower"], row["upper"]) == (0, None, None)


def test_a_jackknife_that_fails_says_for_how_many():
    def needs_everybody(frame):
        return np.nan if frame.height < 26 else 1.0

    with pytest.raises(EstimateError, match="Without any one of 26 of 26 participants"):
        jackknife(children(), needs_everybody, id="child")


@pytest.mark.parametrize(
    ("frame", "wrong", "message"),
    [
        (children().head(1), {}, "1 participant cannot be resampled"),
        (children(), {"resamples": 1}, "resamples is 1"),
        (children(), {"resamples": 2.5}, "resamples is 2.5"),
        (children(), {"id": "pupil"}, "no column 'pupil'"),
        (children().with_columns(child=pl.lit(None)), {}, "26 of 26 rows have no participant"),
    ],
)
def test_what_cannot_be_resampled_is_refused(frame, wrong, message):
    with pytest.raises(EstimateError, match=message):
        bootstrap(frame, mean, **{"id": "child", "rng": np.random.default_rng(1)} | wrong)
