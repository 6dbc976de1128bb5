from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import EstimateError
from research_kit.statistics.effects.clone_censor_weight import clone_censor_weight
from research_kit.statistics.effects.clones import clone_pieces, strategies
from tests.unit.statistics.started_people import COLUMNS, people


def fitted(frame, **more):
    given = {"covariates": ["fact"], "rng": np.random.default_rng(1), "resamples": 20} | more
    return clone_censor_weight(frame, **COLUMNS, **given)


def seen(rows):
    return rows.with_columns(_seen=pl.col("_until"))


def test_clones_by_hand():
    # 1 starts in time and works; 2 starts late; 3 works before the grace period ends; 4 never starts.
    rows = pl.DataFrame(
        {"_until": [8.0, 9, 2, 14], "_event": [True, True, True, False], "_begun": [1.0, 5, np.inf, np.inf]}
    )
    first, second = strategies(
        seen(pl.concat([rows, rows.head(1).with_columns(_until=pl.lit(20.0))])), grace=3, without_until=12, horizon=12
    )
    assert first.until.tolist() == [8, 3, 2, 3, 12]
    assert first.event.tolist() == [True, False, True, False, False]
    assert first.deviates.tolist() == [False, True, False, True, False]
    assert second.until.tolist() == [1, 5, 2, 12, 1]
    assert second.event.tolist() == [False, False, True, False, False]


def test_without_weights_the_curve_is_kaplan_meiers():
    frame = people(200)
    rows = pl.DataFrame({"_until": frame["months"], "_event": frame["worked"], "_begun": np.full(200, np.inf)})
    _, second = strategies(seen(pl.concat([rows, rows.tail(1).with_columns(_until=pl.lit(30.0), _begun=pl.lit(1.0))])),
                           grace=3, without_until=12, horizon=12)  # fmt: skip
    pieces = clone_pieces(second, horizon=12)
    risks = pieces.risks((pieces.person < 200).astype(float))
    table = rk.counts.life_table(frame, duration="months", event="worked")
    curve = rk.statistics.at_times(rk.statistics.kaplan_meier(table), list(range(1, 13)))
    assert risks.tolist() == pytest.approx((1 - curve["estimate"]).to_list(), abs=1e-12)


def test_ties_are_one_time():
    rows = pl.DataFrame({"_until": [2.0, 2, 2, 13], "_event": [True, True, False, False], "_begun": [np.inf] * 4})
    starter = pl.DataFrame({"_until": [13.0], "_event": [False], "_begun": [1.0]})
    _, second = strategies(seen(pl.concat([rows, starter])), grace=3, without_until=12, horizon=12)
    pieces = clone_pieces(second, horizon=12)
    assert pieces.risks((pieces.person < 4).astype(float))[-1] == pytest.approx(0.5)


def test_what_is_handed_over():
    found = fitted(people())
    assert found.shares.height == 36
    start, no_start, difference = (found.shares.filter(strategy=name)["estimate"][-1]
                                   for name in ("start", "no_start", "difference"))  # fmt: skip
    assert difference == pytest.approx(start - no_start)
    assert found.effect["estimate"].item() == difference
    assert found.weights["strategy"].to_list() == ["start", "no_start"]
    assert found.weights["mean_ok"].all()
    assert found.overlap["share_outside"].is_between(0, 1).all()
    assert found.balance["difference_after"].abs().item() < 0.1
    assert found.balance["difference_before"].abs().item() > found.balance["difference_after"].abs().item()


def test_the_same_seed_gives_the_same_and_resampling_starts_from_the_full_fit():
    frame = people()
    assert fitted(frame).shares.equals(fitted(frame).shares)
    assert fitted(frame).effect["estimate"].item() == pytest.approx(
        fitted(frame.sample(fraction=1.0, shuffle=True, seed=2)).effect["estimate"].item(), abs=1e-9
    )


def test_links_agree_nearly():
    logit, cloglog = (fitted(people(), link=link).effect["estimate"].item() for link in ("logit", "cloglog"))
    assert logit == pytest.approx(cloglog, abs=0.005)


def test_left_alone_after_the_grace_period_the_difference_is_smaller():
    frame = people(2_000, effect=2.5)
    never, later = (fitted(frame, without_until=until, resamples=2).effect["estimate"].item() for until in (12, 3))
    assert 0 < later < never


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"grace": 12}, "must end before"),
        ({"grace": 0}, "`grace` must be"),
        ({"without_until": 2}, "at least as long"),
        ({"horizon": 30}, "followed to 30 months"),
        ({"truncate": (0.9, 0.1)}, "two quantiles"),
        ({"resamples": 1}, "at least 2"),
        ({"link": "probit"}, "choose one of"),
        ({"covariates": []}, "at least one"),
    ],
)
def test_bad_arguments(change, said):
    with pytest.raises(EstimateError, match=said):
        fitted(people(), **change)


def test_covariates_that_decide_who_starts_are_refused():
    frame = people().with_columns(sent=pl.col("begun").is_not_null().cast(pl.Int8))
    with pytest.raises(EstimateError, match="'sent'"):
        fitted(frame, covariates=["sent"])


def test_hardly_any_starts():
    frame = people().with_columns(begun=pl.when(pl.int_range(pl.len()) < 4).then("begun"))
    with pytest.raises(EstimateError, match="at least 10"):
        fitted(frame)
