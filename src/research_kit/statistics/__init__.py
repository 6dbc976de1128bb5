"""Estimators: pure functions from counts or frames to estimates with intervals. They know nothing of studies.

Each lies in the module named after it, loaded when first used; all are offered here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from research_kit.statistics.effects.benchmark_difference import benchmark_difference
    from research_kit.statistics.effects.clone_censor_weight import clone_censor_weight
    from research_kit.statistics.effects.difference_in_differences import difference_in_differences
    from research_kit.statistics.effects.e_value import e_value
    from research_kit.statistics.effects.effect_conditions import effect_conditions
    from research_kit.statistics.effects.exposure_groups import exposure_groups
    from research_kit.statistics.effects.landmark import landmark
    from research_kit.statistics.effects.leave_one_out import leave_one_out
    from research_kit.statistics.effects.negative_control import negative_control
    from research_kit.statistics.effects.sequential_trials import sequential_trials
    from research_kit.statistics.effects.start_stop import start_stop
    from research_kit.statistics.effects.trial_conditions import trial_conditions
    from research_kit.statistics.forecasts.attainment_verdict import attainment_verdict
    from research_kit.statistics.forecasts.forecast import ForecastPlan, forecast
    from research_kit.statistics.forecasts.forecast_count import forecast_count
    from research_kit.statistics.forecasts.forecast_hits import forecast_hits
    from research_kit.statistics.forecasts.forecast_scenarios import can_be_forecast, forecast_scenarios
    from research_kit.statistics.forecasts.forecast_states import forecast_states
    from research_kit.statistics.imputation.impute_covariates import impute_covariates
    from research_kit.statistics.imputation.pooled import pooled
    from research_kit.statistics.intervals.distance_to_turnbull import distance_to_turnbull
    from research_kit.statistics.intervals.interval_censored import interval_censored
    from research_kit.statistics.intervals.standardised_incidence import standardised_incidence
    from research_kit.statistics.intervals.turnbull import turnbull
    from research_kit.statistics.intervals.turnbull_optimality import turnbull_optimality
    from research_kit.statistics.looks.alarm_z import alarm_z
    from research_kit.statistics.looks.alpha_spending import alpha_spending
    from research_kit.statistics.looks.benjamini_hochberg import benjamini_hochberg
    from research_kit.statistics.looks.chance_of_alarm import chance_of_alarm, chance_of_low_alarm
    from research_kit.statistics.looks.chance_of_detection import chance_of_detection
    from research_kit.statistics.looks.confidence_sequence import confidence_sequence
    from research_kit.statistics.looks.exact_alarm import alarm_confidence, exact_gap_alarm, exact_share_alarm
    from research_kit.statistics.looks.look_plan import LookPlan, look_plan, looks_that_count, revised_plan
    from research_kit.statistics.looks.obrien_fleming import obrien_fleming
    from research_kit.statistics.multistate.bootstrap_occupation import bootstrap_occupation
    from research_kit.statistics.multistate.expected_time import expected_time
    from research_kit.statistics.multistate.landmark_occupation import landmark_occupation
    from research_kit.statistics.multistate.state_occupation import state_occupation
    from research_kit.statistics.process.attendance import attendance
    from research_kit.statistics.process.events_per_time import events_per_time
    from research_kit.statistics.process.false_signal_risk import false_signal_risk
    from research_kit.statistics.process.funnel_plot import funnel_plot
    from research_kit.statistics.process.g_chart import g_chart
    from research_kit.statistics.process.gap_between import gap_between
    from research_kit.statistics.process.laney_p_chart import laney_p_chart
    from research_kit.statistics.process.laney_u_chart import laney_u_chart
    from research_kit.statistics.process.littles_law import littles_law
    from research_kit.statistics.process.max_cusum import max_cusum
    from research_kit.statistics.process.mean_length import mean_length
    from research_kit.statistics.process.p_chart import p_chart
    from research_kit.statistics.process.planned_throughput import planned_throughput
    from research_kit.statistics.process.run_chart import run_chart
    from research_kit.statistics.process.segmented import segmented
    from research_kit.statistics.process.segmented_counts import segmented_counts
    from research_kit.statistics.process.stock import stock
    from research_kit.statistics.process.t_chart import t_chart
    from research_kit.statistics.process.u_chart import u_chart
    from research_kit.statistics.process.xmr_chart import xmr_chart
    from research_kit.statistics.proportions.clopper_pearson import clopper_pearson
    from research_kit.statistics.proportions.interaction_contrast import contrast, interaction_contrast
    from research_kit.statistics.proportions.koopman import koopman
    from research_kit.statistics.proportions.newcombe import newcombe
    from research_kit.statistics.proportions.partial_pooling import partial_pooling
    from research_kit.statistics.proportions.ratio_to_total import ratio_to_total
    from research_kit.statistics.proportions.representation_ratio import representation_ratio
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
    from research_kit.statistics.scales.cohen_kappa import cohen_kappa
    from research_kit.statistics.scales.cronbach_alpha import cronbach_alpha
    from research_kit.statistics.scales.floor_and_ceiling import floor_and_ceiling, gains_comparable
    from research_kit.statistics.scales.goodman_limits import goodman_limits
    from research_kit.statistics.scales.gwet_ac1 import gwet_ac1
    from research_kit.statistics.scales.improved_same_worse import improved_same_worse
    from research_kit.statistics.scales.inverse_probability_weights import inverse_probability_weights
    from research_kit.statistics.scales.item_total_correlations import item_total_correlations
    from research_kit.statistics.scales.language_comparison import language_comparison
    from research_kit.statistics.scales.mcdonald_omega import mcdonald_omega
    from research_kit.statistics.scales.mixed_change import mixed_change
    from research_kit.statistics.scales.nonresponse_bounds import nonresponse_bounds
    from research_kit.statistics.scales.ordinal_change import ordinal_change
    from research_kit.statistics.scales.proportional_odds_splits import proportional_odds_splits
    from research_kit.statistics.scales.rank_intervals import rank_intervals
    from research_kit.statistics.scales.response_rate import response_rate
    from research_kit.statistics.scales.scale_reliability import scale_reliability
    from research_kit.statistics.scales.scale_scores import scale_scores
    from research_kit.statistics.scales.spearman_brown import spearman_brown
    from research_kit.statistics.scales.theme_agreement import theme_agreement
    from research_kit.statistics.scales.weighted_match import weighted_match
    from research_kit.statistics.scales.weighted_share import weighted_share
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
    "ForecastPlan": "forecasts.forecast",
    "LookPlan": "looks.look_plan",
    "alarm_confidence": "looks.exact_alarm",
    "alarm_z": "looks.alarm_z",
    "alpha_spending": "looks.alpha_spending",
    "at_times": "survival.at_times",
    "attainment_verdict": "forecasts.attainment_verdict",
    "attendance": "process.attendance",
    "benjamini_hochberg": "looks.benjamini_hochberg",
    "bootstrap_occupation": "multistate.bootstrap_occupation",
    "can_be_forecast": "forecasts.forecast_scenarios",
    "chance_of_alarm": "looks.chance_of_alarm",
    "chance_of_detection": "looks.chance_of_detection",
    "chance_of_low_alarm": "looks.chance_of_alarm",
    "clopper_pearson": "proportions.clopper_pearson",
    "confidence_sequence": "looks.confidence_sequence",
    "contrast": "proportions.interaction_contrast",
    "ate": "weighting.ate",
    "att": "weighting.att",
    "balance": "weighting.balance",
    "benchmark_difference": "effects.benchmark_difference",
    "clone_censor_weight": "effects.clone_censor_weight",
    "cohen_kappa": "scales.cohen_kappa",
    "cox": "regression.cox",
    "cronbach_alpha": "scales.cronbach_alpha",
    "cumulative_incidence": "survival.cumulative_incidence",
    "difference_in_differences": "effects.difference_in_differences",
    "distance_to_turnbull": "intervals.distance_to_turnbull",
    "events_per_time": "process.events_per_time",
    "exact_gap_alarm": "looks.exact_alarm",
    "exact_share_alarm": "looks.exact_alarm",
    "expected_time": "multistate.expected_time",
    "false_signal_risk": "process.false_signal_risk",
    "e_value": "effects.e_value",
    "effect_conditions": "effects.effect_conditions",
    "effective_sample_size": "weighting.effective_sample_size",
    "exposure_groups": "effects.exposure_groups",
    "fine_gray": "regression.fine_gray",
    "fine_gray_shares": "regression.fine_gray_shares",
    "firth_cox": "regression.firth_cox",
    "firth_grouped_hazard": "regression.firth_grouped_hazard",
    "forecast": "forecasts.forecast",
    "forecast_count": "forecasts.forecast_count",
    "forecast_hits": "forecasts.forecast_hits",
    "forecast_scenarios": "forecasts.forecast_scenarios",
    "forecast_states": "forecasts.forecast_states",
    "funnel_plot": "process.funnel_plot",
    "g_chart": "process.g_chart",
    "gap_between": "process.gap_between",
    "floor_and_ceiling": "scales.floor_and_ceiling",
    "gains_comparable": "scales.floor_and_ceiling",
    "goodman_limits": "scales.goodman_limits",
    "gray_test": "survival.gray_test",
    "grouped_hazard": "regression.grouped_hazard",
    "grouped_shares": "regression.grouped_shares",
    "gwet_ac1": "scales.gwet_ac1",
    "improved_same_worse": "scales.improved_same_worse",
    "impute_covariates": "imputation.impute_covariates",
    "interaction_contrast": "proportions.interaction_contrast",
    "interval_censored": "intervals.interval_censored",
    "inverse_probability_weights": "scales.inverse_probability_weights",
    "item_total_correlations": "scales.item_total_correlations",
    "language_comparison": "scales.language_comparison",
    "kaplan_meier": "survival.kaplan_meier",
    "koopman": "proportions.koopman",
    "landmark": "effects.landmark",
    "landmark_occupation": "multistate.landmark_occupation",
    "laney_p_chart": "process.laney_p_chart",
    "laney_u_chart": "process.laney_u_chart",
    "littles_law": "process.littles_law",
    "log_rank": "survival.log_rank",
    "look_plan": "looks.look_plan",
    "looks_that_count": "looks.look_plan",
    "max_cusum": "process.max_cusum",
    "mean_cumulative": "recurrent.mean_cumulative",
    "mean_length": "process.mean_length",
    "newcombe": "proportions.newcombe",
    "obrien_fleming": "looks.obrien_fleming",
    "p_chart": "process.p_chart",
    "partial_pooling": "proportions.partial_pooling",
    "planned_throughput": "process.planned_throughput",
    "leave_one_out": "effects.leave_one_out",
    "matched_difference": "weighting.matched_difference",
    "matched_pairs": "weighting.matched_pairs",
    "mcdonald_omega": "scales.mcdonald_omega",
    "mixed_change": "scales.mixed_change",
    "negative_control": "effects.negative_control",
    "nonresponse_bounds": "scales.nonresponse_bounds",
    "ordinal_change": "scales.ordinal_change",
    "overlap": "weighting.overlap",
    "pooled": "imputation.pooled",
    "propensity_weights": "weighting.propensity_weights",
    "proportional_odds_splits": "scales.proportional_odds_splits",
    "quantile": "survival.quantile",
    "ratio_to_total": "proportions.ratio_to_total",
    "representation_ratio": "proportions.representation_ratio",
    "restricted_cubic_spline": "regression.restricted_cubic_spline",
    "restricted_mean": "survival.restricted_mean",
    "restricted_mean_difference": "survival.restricted_mean_difference",
    "revised_plan": "looks.look_plan",
    "run_chart": "process.run_chart",
    "segmented": "process.segmented",
    "segmented_counts": "process.segmented_counts",
    "rank_intervals": "scales.rank_intervals",
    "response_rate": "scales.response_rate",
    "scale_reliability": "scales.scale_reliability",
    "scale_scores": "scales.scale_scores",
    "sequential_trials": "effects.sequential_trials",
    "trial_conditions": "effects.trial_conditions",
    "spearman_brown": "scales.spearman_brown",
    "standardised_incidence": "intervals.standardised_incidence",
    "standardised_shares": "regression.standardised_shares",
    "start_stop": "effects.start_stop",
    "state_occupation": "multistate.state_occupation",
    "stock": "process.stock",
    "t_chart": "process.t_chart",
    "turnbull": "intervals.turnbull",
    "turnbull_optimality": "intervals.turnbull_optimality",
    "u_chart": "process.u_chart",
    "theme_agreement": "scales.theme_agreement",
    "weight_diagnostics": "weighting.weight_diagnostics",
    "weighted_match": "scales.weighted_match",
    "weighted_share": "scales.weighted_share",
    "wilson": "proportions.wilson",
    "xmr_chart": "process.xmr_chart",
}

__all__ = [
    "ApproximateVarianceWarning",
    "EmptyRiskSetWarning",
    "ForecastPlan",
    "LookPlan",
    "alarm_confidence",
    "alarm_z",
    "alpha_spending",
    "at_times",
    "ate",
    "att",
    "attainment_verdict",
    "attendance",
    "balance",
    "benchmark_difference",
    "benjamini_hochberg",
    "bootstrap_occupation",
    "can_be_forecast",
    "chance_of_alarm",
    "chance_of_detection",
    "chance_of_low_alarm",
    "clone_censor_weight",
    "clopper_pearson",
    "cohen_kappa",
    "confidence_sequence",
    "contrast",
    "cox",
    "cronbach_alpha",
    "cumulative_incidence",
    "difference_in_differences",
    "distance_to_turnbull",
    "e_value",
    "effect_conditions",
    "effective_sample_size",
    "events_per_time",
    "exact_gap_alarm",
    "exact_share_alarm",
    "expected_time",
    "exposure_groups",
    "false_signal_risk",
    "fine_gray",
    "fine_gray_shares",
    "firth_cox",
    "firth_grouped_hazard",
    "floor_and_ceiling",
    "forecast",
    "forecast_count",
    "forecast_hits",
    "forecast_scenarios",
    "forecast_states",
    "funnel_plot",
    "g_chart",
    "gains_comparable",
    "gap_between",
    "goodman_limits",
    "gray_test",
    "grouped_hazard",
    "grouped_shares",
    "gwet_ac1",
    "improved_same_worse",
    "impute_covariates",
    "interaction_contrast",
    "interval_censored",
    "inverse_probability_weights",
    "item_total_correlations",
    "kaplan_meier",
    "koopman",
    "landmark",
    "landmark_occupation",
    "laney_p_chart",
    "laney_u_chart",
    "language_comparison",
    "leave_one_out",
    "littles_law",
    "log_rank",
    "look_plan",
    "looks_that_count",
    "matched_difference",
    "matched_pairs",
    "max_cusum",
    "mcdonald_omega",
    "mean_cumulative",
    "mean_length",
    "mixed_change",
    "negative_control",
    "newcombe",
    "nonresponse_bounds",
    "obrien_fleming",
    "ordinal_change",
    "overlap",
    "p_chart",
    "partial_pooling",
    "planned_throughput",
    "pooled",
    "propensity_weights",
    "proportional_odds_splits",
    "quantile",
    "rank_intervals",
    "ratio_to_total",
    "representation_ratio",
    "response_rate",
    "restricted_cubic_spline",
    "restricted_mean",
    "restricted_mean_difference",
    "revised_plan",
    "run_chart",
    "scale_reliability",
    "scale_scores",
    "segmented",
    "segmented_counts",
    "sequential_trials",
    "spearman_brown",
    "standardised_incidence",
    "standardised_shares",
    "start_stop",
    "state_occupation",
    "stock",
    "t_chart",
    "theme_agreement",
    "trial_conditions",
    "turnbull",
    "turnbull_optimality",
    "u_chart",
    "weight_diagnostics",
    "weighted_match",
    "weighted_share",
    "wilson",
    "xmr_chart",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}. It offers: {', '.join(__all__)}.")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
