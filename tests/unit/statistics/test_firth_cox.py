from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.optimize import brentq, minimize, minimize_scalar

from research_kit.errors import EstimateError
from research_kit.statistics.regression.firth_cox import firth_cox
from research_kit.statistics.regression.firth_grouped_hazard import firth_grouped_hazard

# Nobody with x = 1 has the event: without the penalty its coefficient is minus infinity. Ties at 2 and 4.
SEPARATED = pl.DataFrame(
    {
        "months": [1, 2, 2, 3, 4, 4, 5, 6, 7, 8],
        "had": [1, 1, 1, 0, 1, 1, 0, 1, 0, 0],
        "x": [0, 0, 0, 1, 0, 0, 1, 0, 1, 1],
        "z": [0.3, 1.2, -0.5, 0.1, 0.8, -1.1, 0.4, 0.9, -0.2, 0.6],
        "start": [0, 0, 1, 0, 2, 0, 0, 3, 1, 0],
        "site": list("nsnsnsnsns"),
    }
)
COLUMNS = {"duration": "months", "event": "had", "covariates": ["x", "z"]}


def draws(frame, ties):
    """For every draw of an event: who has it, and with what weight each row can be drawn, by the definition."""
    time, had, start = (frame[name].to_numpy() for name in ("months", "had", "start"))
    for t in np.unique(time[had == 1]):
        tied = (time == t) & (had == 1)
        for place, row in enumerate(np.flatnonzero(tied)):
            at_risk = ((time >= t) & (start < t)).astype(float)
            at_risk[tied] -= place / tied.sum() if ties == "efron" else 0
            yield row, at_risk


def by_definition(beta, frame, ties):
    """Log partial likelihood + half the log determinant of its information, draw by draw."""
    x = frame.select("x", "z").to_numpy()
    value, information = 0.0, np.zeros((2, 2))
    for row, at_risk in draws(frame, ties):
        weight = at_risk * np.exp(x @ beta)
        share = weight / weight.sum()
        value += x[row] @ beta - np.log(weight.sum())
        centred = x - share @ x
        information += (centred * share[:, None]).T @ centred
    return value + 0.5 * np.linalg.slogdet(information)[1]


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("entry", [None, "start"])
def test_it_maximises_the_penalised_likelihood_of_the_definition(ties, entry):
    frame = SEPARATED if entry else SEPARATED.with_columns(start=pl.lit(-1))
    model = firth_cox(SEPARATED, ties=ties, entry=entry, **COLUMNS)
    best = minimize(
        lambda beta: -by_definition(beta, frame, ties), [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-8}
    )
    assert model.coefficients["estimate"].to_list() == pytest.approx(best.x.tolist(), abs=1e-4)
    assert model.log_likelihood == pytest.approx(-best.fun, rel=1e-9)
    assert model.log_likelihood_null == pytest.approx(by_definition(np.zeros(2), frame, ties), rel=1e-9)


def test_limits_are_where_the_profile_has_fallen_by_half_the_quantile():
    frame = SEPARATED.with_columns(start=pl.lit(-1))
    model = firth_cox(SEPARATED, confidence=0.9, **COLUMNS)

    def fallen(value):
        best = minimize_scalar(lambda z: -by_definition(np.array([value, z]), frame, "efron"), options={"xtol": 1e-10})
        return model.log_likelihood + best.fun - 2.705543 / 2  # 90 % point of chi-square with 1 degree of freedom

    estimate = model.coefficients["estimate"][0]
    for side, far in (("lower", estimate - 15), ("upper", estimate + 15)):
        assert model.coefficients[side][0] == pytest.approx(brentq(fallen, *sorted((estimate, far))), abs=1e-4)


def test_strata_are_compared_within():
    within = firth_cox(SEPARATED, strata="site", **COLUMNS)
    assert within.log_likelihood_unpenalised > firth_cox(SEPARATED, **COLUMNS).log_likelihood_unpenalised


def test_other_units_of_a_covariate_change_only_its_own_numbers():
    one = firth_cox(SEPARATED, **COLUMNS)
    other = firth_cox(SEPARATED.with_columns(z=1_000 * pl.col("z") + 7), **COLUMNS)
    numbers = one.coefficients.select("estimate", "std_error", "lower", "upper").to_numpy()
    assert other.coefficients.select("estimate", "std_error", "lower", "upper").to_numpy() == pytest.approx(
        numbers / np.array([[1], [1_000]]), rel=1e-6
    )


def test_what_the_model_holds():
    model = firth_cox(SEPARATED, **COLUMNS)
    assert model.coefficients.columns == ["term", "estimate", "std_error", "robust_std_error", "lower", "upper"]
    assert model.coefficients["robust_std_error"].null_count() == 2
    assert model.diagnostics["events_per_term"] == 3
    assert model.diagnostics["largest_score"] < 1e-6
    tests = model.diagnostics["tests"]
    assert tests.columns == ["term", "statistic", "p_value", "reason"]
    assert (tests["statistic"] >= 0).all()
    assert "Efron" in repr(model)
    assert model.to_polars() is model.coefficients


@pytest.mark.parametrize(
    ("keywords", "sentence"),
    [
        ({"ties": "exact"}, "choose one of efron, breslow"),
        ({"event": "nobody"}, "0 of 10 rows have the event in 'nobody'"),
        ({"event": "single"}, "1 of 10 rows have the event in 'single'"),
        ({"event": "coded"}, "rows have an event code above 1 in 'coded'"),
        ({"covariates": ["x", "twice"]}, "Covariate 'twice' is"),
        ({"covariates": ["site"], "strata": "site"}, "Covariate 'site' .2 levels. is constant"),
        ({"covariates": ["one"]}, "one and the same value"),
        ({"covariates": ["gap"]}, "Covariate 'gap' has no .finite. value in 1 rows"),
        ({"entry": "months"}, "10 of 10 rows have an entry in 'months' at or after"),
        ({"strata": "nope"}, "no column 'nope'"),
        ({"confidence": 0}, "strictly between 0 and 1"),
    ],
)
def test_what_cannot_be_fitted(keywords, sentence):
    frame = SEPARATED.with_columns(
        nobody=0,
        single=(pl.int_range(pl.len()) == 3).cast(pl.Int64),
        coded=2 * pl.col("had"),
        twice=2 * pl.col("x"),
        one=1,
        gap=pl.when(pl.col("z") > 1).then(None).otherwise("z"),
    )
    with pytest.raises(EstimateError, match=sentence):
        firth_cox(frame, **COLUMNS | keywords)


@pytest.mark.parametrize(("a", "b", "c", "d"), [(5, 5, 0, 10), (0, 7, 3, 4), (1, 1, 2, 9), (4, 0, 0, 3)])
def test_a_saturated_two_by_two_table_has_half_added_to_each_cell(a, b, c, d):
    # METHODS M3.5: Firth's logistic estimate of a 2x2 table is log[(a+1/2)(d+1/2) / ((b+1/2)(c+1/2))].
    frame = pl.DataFrame({"x": [1] * (a + b) + [0] * (c + d), "had": [1] * a + [0] * b + [1] * c + [0] * d, "wave": 1})
    model = firth_grouped_hazard(frame, event="had", interval="wave", covariates=["x"], link="logit")
    expected = np.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))
    assert model.coefficients["estimate"][0] == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("link", ["cloglog", "logit"])
def test_grouped_times_with_a_group_that_always_or_never_has_the_event(link):
    waves = {"wave": [1, 1, 1, 2, 2, 3, 3, 3, 1, 2, 3, 3], "had": [1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 0, 0]}
    frame = pl.DataFrame(waves).with_columns(at_once=(pl.col("wave") == 1) & (pl.col("had") == 1))
    model = firth_grouped_hazard(frame, event="had", duration="wave", covariates=["at_once"], link=link)
    row = model.coefficients.row(0, named=True)
    assert 0 < row["lower"] < row["estimate"]
    assert row["upper"] is None or row["upper"] > row["estimate"]
