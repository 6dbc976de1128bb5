"""Cox models against R's coxph, cox.zph, basehaz and survfit (source in each JSON file)."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.statistics.regression import cox_course, cox_data
from research_kit.statistics.regression.cox import cox
from tests.reference.cases import HERE, read_case, read_data

GIVEN = [
    *[f"cox_{data}_{ties}" for data in ("larynx", "lung", "lung_strata_sex", "rossi") for ties in ("breslow", "efron")],
    *[f"cox_{data}_{ties}" for data in ("heart_startstop", "rossi_timevarying") for ties in ("breslow", "efron")],
    "landmark_jasa_30",
]
ROBUST = ["cox_lung_cluster_inst", "cox_lung_robust", "cox_lung_weighted_breslow", "cox_lung_weighted_efron"]
OURS = [
    *[f"cox_veteran_{ties}" for ties in ("breslow", "efron")],
    *[f"cox_mgus2_truncated_{ties}" for ties in ("breslow", "efron")],
    "cox_ovarian",
    "cox_mgus2_cause_1",
    "cox_mgus2_cause_2",
]
OURS_ROBUST = [
    *[f"cox_mgus2_weighted_{kind}_{ties}" for kind in ("strata_cluster", "patterns") for ties in ("breslow", "efron")],
    "cox_colon_strata_cluster",
]
CASES = [*GIVEN, *ROBUST, *OURS, *OURS_ROBUST]
TRANSFORMS = ["km", "identity", "log", "rank"]


@pytest.fixture(autouse=True, params=["the form chosen", "rows in order of time"])
def form(request, monkeypatch):
    """Every case also by the sums that serve events at very many times, where nobody enters late."""
    if request.param == "rows in order of time":
        monkeypatch.setattr(cox_course, "_MANY_TIMES", 0)
        for name in ("_TIMES_PER_STRATUM", "_FEW_CELLS", "_CELLS_PER_ROW"):
            monkeypatch.setattr(cox_data, name, 0)


def prepared(case):
    """The data as the case's call has them; R's factors as text, its `>` and `==` as a column of truth values."""
    name, inputs = case["name"], case["inputs"]
    frame = read_data(case)
    if inputs["event"].endswith(">0"):
        frame = frame.with_columns(event=pl.col(inputs["event"][:-2]) > 0)
    if "larynx" in name:
        frame = frame.with_columns(pl.col("stage").cast(pl.String))
    if name.startswith("landmark"):
        frame = frame.filter(pl.col("futime") >= 30).with_columns(
            pl.col("futime") - 30, tx=(pl.col("wait") <= 30).fill_null(False)
        )
    if "veteran" in name:
        frame = frame.with_columns(prior_therapy=pl.col("prior") / 10)
    return frame.with_columns(person=pl.int_range(frame.height))


def fitted(case):
    inputs = case["inputs"]
    event = inputs["event"]
    return cox(
        prepared(case),
        duration=inputs.get("time", inputs.get("stop")),
        event="event" if "==" in event or ">" in event else event,
        covariates=["stage", "age"] if "larynx" in case["name"] else inputs["covariates"],
        entry=inputs.get("start"),
        ties=inputs.get("ties", "efron"),
        strata=inputs.get("strata", ()),
        cluster="person" if inputs.get("robust") else inputs.get("cluster"),
        weight=inputs.get("weights"),
        cause=inputs.get("cause"),
    )


def near(expected, case):
    """The case's own tolerance; the cases given were fitted with R's default convergence."""
    return pytest.approx(expected, rel=case["tolerance"]["rel"], abs=case["tolerance"]["abs"])


@pytest.mark.parametrize("name", CASES)
def test_coefficients_and_errors(name):
    case = read_case(name)
    expected, model = case["expected"], fitted(case)
    assert (model.n, model.events) == (expected["n"], expected["nevent"])
    assert model.coefficients["estimate"].to_list() == near(expected["coef"], case)
    assert model.coefficients["std_error"].to_list() == near(expected["se"], case)
    robust = model.coefficients["robust_std_error"].to_list()
    assert robust == (near(expected["robust_se"], case) if "robust_se" in expected else [None] * len(robust))


@pytest.mark.parametrize("name", CASES)
def test_likelihoods_and_tests(name):
    case = read_case(name)
    expected, model = case["expected"], fitted(case)
    assert model.log_likelihood_null == near(expected["loglik_null"], case)
    assert model.log_likelihood == near(expected["loglik"], case)
    assert model.likelihood_ratio.statistic == near(2 * (expected["loglik"] - expected["loglik_null"]), case)
    assert model.score.statistic == near(expected["score"], case)
    assert model.concordance == near(expected["concordance"], case)
    assert model.score.df == len(expected["coef"])


@pytest.mark.parametrize("name", [*GIVEN, "cox_lung_cluster_inst", "cox_lung_robust", *OURS, *OURS_ROBUST])
def test_covariance_and_wald(name):
    # `cox_lung_weighted_*` hold the model's covariance beside the robust error; ours is robust there.
    case = read_case(name)
    expected, model = case["expected"], fitted(case)
    # R stops its iterations early enough for its variances to be off by 2e-6.
    assert np.abs(model.covariance - np.array(expected["var"])).max() <= 1e-6 * np.abs(expected["var"]).max()
    assert model.wald.statistic == pytest.approx(expected["wald"], abs=0.005 if "lr_p" in expected else 1e-6)


def test_covariance_of_the_model_beside_a_robust_error():
    for ties in ("efron", "breslow"):
        case = read_case(f"cox_lung_weighted_{ties}")
        assert fitted(case).model_covariance == pytest.approx(np.array(case["expected"]["var"]), rel=1e-6)


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("name", [*GIVEN, *OURS])
def test_proportional_hazards(name, transform):
    case = read_case(name)
    expected = case["expected"][f"zph_{transform}"]
    found = fitted(case).proportional_hazards(transform)
    assert found["term"][-1] == "GLOBAL"
    assert found["statistic"].to_list() == near(expected["chisq"], case)
    assert found["df"].to_list() == expected["df"]
    assert found["p_value"].to_list() == near(expected["p"], case)


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("name", OURS_ROBUST)
def test_proportional_hazards_with_weights_strata_and_clusters(name, transform):
    case = read_case(name)
    expected = case["expected"][f"zph_{transform}"]
    assert fitted(case).proportional_hazards(transform)["statistic"].to_list() == near(expected["chisq"], case)


@pytest.mark.parametrize("name", ["cox_lung_efron", "cox_lung_breslow"])
def test_prediction_and_baseline_after_either_kind_of_ties(name):
    case = read_case(name)
    expected, model = case["expected"], fitted(case)
    people = pl.DataFrame(expected["prediction"]["newdata"])
    found = model.predict(people, expected["prediction"]["times"]).sort("time", "row")["survival"].to_numpy()
    assert found == near(np.array(expected["prediction"]["surv"]).ravel(), case)
    at_zero = expected["baseline_cumhaz_at_zero"]
    baseline = model.baseline()
    cumulative = [baseline.filter(pl.col("time") <= time)["cumulative_hazard"][-1] for time in at_zero["times"]]
    assert cumulative == near(at_zero["cumhaz"], case)


@pytest.mark.parametrize("name", OURS)
def test_baseline_at_every_time(name):
    case = read_case(name)
    expected, found = case["expected"]["baseline"], fitted(case).baseline()
    assert found["time"].to_list() == pytest.approx(expected["time"])
    assert found["cumulative_hazard"].to_list() == near(expected["cumulative_hazard"], case)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_survival_of_people_with_levels(ties):
    case = read_case(f"cox_veteran_{ties}")
    expected = case["expected"]["prediction"]
    people = pl.DataFrame(
        {
            "celltype": ["adeno", "squamous", "large"],
            "karno": [60, 80, 30],
            "age": [50, 63, 70],
            "prior_therapy": [0, 1, 0],
        }
    )
    found = fitted(case).predict(people, expected["times"])["survival"].to_list()
    assert found == near(np.array(expected["survival"]).ravel().tolist(), case)


def test_recidivism_as_published():
    # Allison (1995) data: fin -0.379 (Fox 2002, Cox regression, table 1).
    model = fitted(read_case("cox_rossi_efron"))
    assert model.coefficients.filter(term="fin")["estimate"][0] == pytest.approx(-0.379, abs=5e-4)


def test_larynx_as_published():
    # Klein & Moeschberger (2003), example 8.2, Breslow: 0.1386, 0.6383, 1.6931, 0.0189.
    model = fitted(read_case("cox_larynx_breslow"))
    assert model.coefficients["estimate"].to_list() == pytest.approx([0.1386, 0.6383, 1.6931, 0.0189], abs=5e-5)


def test_every_case_is_tried():
    in_published_cases = {"cox_pbc_mayo", "cox_bladder2_pwp"}
    assert {path.stem for path in HERE.glob("cox_*.json")} - in_published_cases <= set(CASES)
