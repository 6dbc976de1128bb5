"""Estimators: pure functions from counts or frames to estimates with intervals. They know nothing of studies.

Each lies in the module named after it, loaded when first used; all are offered here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from research_kit.statistics.imputation.impute_covariates import impute_covariates
    from research_kit.statistics.imputation.pooled import pooled
    from research_kit.statistics.intervals.distance_to_turnbull import distance_to_turnbull
    from research_kit.statistics.intervals.interval_censored import interval_censored
    from research_kit.statistics.intervals.standardised_incidence import standardised_incidence
    from research_kit.statistics.intervals.turnbull import turnbull
    from research_kit.statistics.intervals.turnbull_optimality import turnbull_optimality
    from research_kit.statistics.multistate.bootstrap_occupation import bootstrap_occupation
    from research_kit.statistics.multistate.expected_time import expected_time
    from research_kit.statistics.multistate.landmark_occupation import landmark_occupation
    from research_kit.statistics.multistate.state_occupation import state_occupation
    from research_kit.statistics.proportions.clopper_pearson import clopper_pearson
    from research_kit.statistics.proportions.koopman import koopman
    from research_kit.statistics.proportions.newcombe import newcombe
    from research_kit.statistics.proportions.wilson import wilson
    from research_kit.statistics.recurrent.mean_cumulative import mean_cumulative
    from research_kit.statistics.regression.cox import cox
    from research_kit.statistics.regression.fine_gray import fine_gray
    from research_kit.statistics.regression.fine_gray_shares import fine_gray_shares
    from research_kit.statistics.regression.firth_cox import firth_cox
    from research_kit.statistics.regression.firth_grouped_hazard import firth_grouped_hazard
    from research_kit.statistics.regression.grouped_hazard import grouped_hazard
    from research_kit.statistics.regression.grouped_shares import grouped_shares
    from research_kit.statistics.regression.restricted_cubic_spline import restricted_cubic_spline
    from research_kit.statistics.regression.standardised_shares import standardised_shares
    from research_kit.statistics.survival.approximate_variance import ApproximateVarianceWarning
    from research_kit.statistics.survival.at_times import at_times
    from research_kit.statistics.survival.cumulative_incidence import cumulative_incidence
    from research_kit.statistics.survival.empty_risk_set import EmptyRiskSetWarning
    from research_kit.statistics.survival.gray_test import gray_test
    from research_kit.statistics.survival.kaplan_meier import kaplan_meier
    from research_kit.statistics.survival.log_rank import log_rank
    from research_kit.statistics.survival.quantile import quantile
    from research_kit.statistics.survival.restricted_mean import restricted_mean
    from research_kit.statistics.survival.restricted_mean_difference import restricted_mean_difference

_MODULES = {
    "ApproximateVarianceWarning": "survival.approximate_variance",
    "EmptyRiskSetWarning": "survival.empty_risk_set",
    "at_times": "survival.at_times",
    "bootstrap_occupation": "multistate.bootstrap_occupation",
    "clopper_pearson": "proportions.clopper_pearson",
    "cox": "regression.cox",
    "cumulative_incidence": "survival.cumulative_incidence",
    "distance_to_turnbull": "intervals.distance_to_turnbull",
    "expected_time": "multistate.expected_time",
    "fine_gray": "regression.fine_gray",
    "fine_gray_shares": "regression.fine_gray_shares",
    "firth_cox": "regression.firth_cox",
    "firth_grouped_hazard": "regression.firth_grouped_hazard",
    "gray_test": "survival.gray_test",
    "grouped_hazard": "regression.grouped_hazard",
    "grouped_shares": "regression.grouped_shares",
    "impute_covariates": "imputation.impute_covariates",
    "interval_censored": "intervals.interval_censored",
    "kaplan_meier": "survival.kaplan_meier",
    "koopman": "proportions.koopman",
    "landmark_occupation": "multistate.landmark_occupation",
    "log_rank": "survival.log_rank",
    "mean_cumulative": "recurrent.mean_cumulative",
    "newcombe": "proportions.newcombe",
    "pooled": "imputation.pooled",
    "quantile": "survival.quantile",
    "restricted_cubic_spline": "regression.restricted_cubic_spline",
    "restricted_mean": "survival.restricted_mean",
    "restricted_mean_difference": "survival.restricted_mean_difference",
    "standardised_incidence": "intervals.standardised_incidence",
    "standardised_shares": "regression.standardised_shares",
    "state_occupation": "multistate.state_occupation",
    "turnbull": "intervals.turnbull",
    "turnbull_optimality": "intervals.turnbull_optimality",
    "wilson": "proportions.wilson",
}

__all__ = [
    "ApproximateVarianceWarning",
    "EmptyRiskSetWarning",
    "at_times",
    "bootstrap_occupation",
    "clopper_pearson",
    "cox",
    "cumulative_incidence",
    "distance_to_turnbull",
    "expected_time",
    "fine_gray",
    "fine_gray_shares",
    "firth_cox",
    "firth_grouped_hazard",
    "gray_test",
    "grouped_hazard",
    "grouped_shares",
    "impute_covariates",
    "interval_censored",
    "kaplan_meier",
    "koopman",
    "landmark_occupation",
    "log_rank",
    "mean_cumulative",
    "newcombe",
    "pooled",
    "quantile",
    "restricted_cubic_spline",
    "restricted_mean",
    "restricted_mean_difference",
    "standardised_incidence",
    "standardised_shares",
    "state_occupation",
    "turnbull",
    "turnbull_optimality",
    "wilson",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}. It offers: {', '.join(__all__)}.")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
