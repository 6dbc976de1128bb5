"""The names that `__init__.py` loads when first used, for type checkers and editors."""

from research_kit.statistics.effects.benchmark_difference import benchmark_difference as benchmark_difference
from research_kit.statistics.effects.clone_censor_weight import clone_censor_weight as clone_censor_weight
from research_kit.statistics.effects.difference_in_differences import (
    difference_in_differences as difference_in_differences,
)
from research_kit.statistics.effects.e_value import e_value as e_value
from research_kit.statistics.effects.effect_conditions import effect_conditions as effect_conditions
from research_kit.statistics.effects.exposure_groups import exposure_groups as exposure_groups
from research_kit.statistics.effects.landmark import landmark as landmark
from research_kit.statistics.effects.leave_one_out import leave_one_out as leave_one_out
from research_kit.statistics.effects.negative_control import negative_control as negative_control
from research_kit.statistics.effects.sequential_trials import sequential_trials as sequential_trials
from research_kit.statistics.effects.start_stop import start_stop as start_stop
from research_kit.statistics.effects.trial_conditions import trial_conditions as trial_conditions
from research_kit.statistics.forecasts.attainment_verdict import attainment_verdict as attainment_verdict
from research_kit.statistics.forecasts.forecast import ForecastPlan as ForecastPlan
from research_kit.statistics.forecasts.forecast import forecast as forecast
from research_kit.statistics.forecasts.forecast_count import forecast_count as forecast_count
from research_kit.statistics.forecasts.forecast_hits import forecast_hits as forecast_hits
from research_kit.statistics.forecasts.forecast_scenarios import can_be_forecast as can_be_forecast
from research_kit.statistics.forecasts.forecast_scenarios import forecast_scenarios as forecast_scenarios
from research_kit.statistics.forecasts.forecast_states import forecast_states as forecast_states
from research_kit.statistics.imputation.impute_covariates import impute_covariates as impute_covariates
from research_kit.statistics.imputation.pooled import pooled as pooled
from research_kit.statistics.intervals.distance_to_turnbull import distance_to_turnbull as distance_to_turnbull
from research_kit.statistics.intervals.interval_censored import interval_censored as interval_censored
from research_kit.statistics.intervals.standardised_incidence import standardised_incidence as standardised_incidence
from research_kit.statistics.intervals.turnbull import turnbull as turnbull
from research_kit.statistics.intervals.turnbull_optimality import turnbull_optimality as turnbull_optimality
from research_kit.statistics.looks.alarm_z import alarm_z as alarm_z
from research_kit.statistics.looks.alpha_spending import alpha_spending as alpha_spending
from research_kit.statistics.looks.benjamini_hochberg import benjamini_hochberg as benjamini_hochberg
from research_kit.statistics.looks.chance_of_alarm import chance_of_alarm as chance_of_alarm
from research_kit.statistics.looks.chance_of_alarm import chance_of_low_alarm as chance_of_low_alarm
from research_kit.statistics.looks.chance_of_detection import chance_of_detection as chance_of_detection
from research_kit.statistics.looks.confidence_sequence import confidence_sequence as confidence_sequence
from research_kit.statistics.looks.exact_alarm import alarm_confidence as alarm_confidence
from research_kit.statistics.looks.exact_alarm import exact_gap_alarm as exact_gap_alarm
from research_kit.statistics.looks.exact_alarm import exact_share_alarm as exact_share_alarm
from research_kit.statistics.looks.look_plan import LookPlan as LookPlan
from research_kit.statistics.looks.look_plan import look_plan as look_plan
from research_kit.statistics.looks.look_plan import looks_that_count as looks_that_count
from research_kit.statistics.looks.look_plan import revised_plan as revised_plan
from research_kit.statistics.looks.obrien_fleming import obrien_fleming as obrien_fleming
from research_kit.statistics.multistate.bootstrap_occupation import bootstrap_occupation as bootstrap_occupation
from research_kit.statistics.multistate.expected_time import expected_time as expected_time
from research_kit.statistics.multistate.landmark_occupation import landmark_occupation as landmark_occupation
from research_kit.statistics.multistate.state_occupation import state_occupation as state_occupation
from research_kit.statistics.process.attendance import attendance as attendance
from research_kit.statistics.process.events_per_time import events_per_time as events_per_time
from research_kit.statistics.process.false_signal_risk import false_signal_risk as false_signal_risk
from research_kit.statistics.process.funnel_plot import funnel_plot as funnel_plot
from research_kit.statistics.process.g_chart import g_chart as g_chart
from research_kit.statistics.process.gap_between import gap_between as gap_between
from research_kit.statistics.process.laney_p_chart import laney_p_chart as laney_p_chart
from research_kit.statistics.process.laney_u_chart import laney_u_chart as laney_u_chart
from research_kit.statistics.process.littles_law import littles_law as littles_law
from research_kit.statistics.process.max_cusum import max_cusum as max_cusum
from research_kit.statistics.process.mean_length import mean_length as mean_length
from research_kit.statistics.process.p_chart import p_chart as p_chart
from research_kit.statistics.process.planned_throughput import planned_throughput as planned_throughput
from research_kit.statistics.process.run_chart import run_chart as run_chart
from research_kit.statistics.process.segmented import segmented as segmented
from research_kit.statistics.process.segmented_counts import segmented_counts as segmented_counts
from research_kit.statistics.process.stock import stock as stock
from research_kit.statistics.process.t_chart import t_chart as t_chart
from research_kit.statistics.process.u_chart import u_chart as u_chart
from research_kit.statistics.process.xmr_chart import xmr_chart as xmr_chart
from research_kit.statistics.proportions.clopper_pearson import clopper_pearson as clopper_pearson
from research_kit.statistics.proportions.interaction_contrast import contrast as contrast
from research_kit.statistics.proportions.interaction_contrast import interaction_contrast as interaction_contrast
from research_kit.statistics.proportions.koopman import koopman as koopman
from research_kit.statistics.proportions.newcombe import newcombe as newcombe
from research_kit.statistics.proportions.partial_pooling import partial_pooling as partial_pooling
from research_kit.statistics.proportions.ratio_to_total import ratio_to_total as ratio_to_total
from research_kit.statistics.proportions.representation_ratio import representation_ratio as representation_ratio
from research_kit.statistics.proportions.wilson import wilson as wilson
from research_kit.statistics.recurrent.mean_cumulative import mean_cumulative as mean_cumulative
from research_kit.statistics.regression.cox import cox as cox
from research_kit.statistics.regression.fine_gray import fine_gray as fine_gray
from research_kit.statistics.regression.fine_gray_shares import fine_gray_shares as fine_gray_shares
from research_kit.statistics.regression.firth_cox import firth_cox as firth_cox
from research_kit.statistics.regression.firth_grouped_hazard import firth_grouped_hazard as firth_grouped_hazard
from research_kit.statistics.regression.grouped_hazard import grouped_hazard as grouped_hazard
from research_kit.statistics.regression.grouped_shares import grouped_shares as grouped_shares
from research_kit.statistics.regression.restricted_cubic_spline import (
    restricted_cubic_spline as restricted_cubic_spline,
)
from research_kit.statistics.regression.standardised_shares import standardised_shares as standardised_shares
from research_kit.statistics.scales.cohen_kappa import cohen_kappa as cohen_kappa
from research_kit.statistics.scales.cronbach_alpha import cronbach_alpha as cronbach_alpha
from research_kit.statistics.scales.floor_and_ceiling import floor_and_ceiling as floor_and_ceiling
from research_kit.statistics.scales.floor_and_ceiling import gains_comparable as gains_comparable
from research_kit.statistics.scales.goodman_limits import goodman_limits as goodman_limits
from research_kit.statistics.scales.gwet_ac1 import gwet_ac1 as gwet_ac1
from research_kit.statistics.scales.improved_same_worse import improved_same_worse as improved_same_worse
from research_kit.statistics.scales.inverse_probability_weights import (
    inverse_probability_weights as inverse_probability_weights,
)
from research_kit.statistics.scales.item_total_correlations import item_total_correlations as item_total_correlations
from research_kit.statistics.scales.language_comparison import language_comparison as language_comparison
from research_kit.statistics.scales.mcdonald_omega import mcdonald_omega as mcdonald_omega
from research_kit.statistics.scales.mixed_change import mixed_change as mixed_change
from research_kit.statistics.scales.nonresponse_bounds import nonresponse_bounds as nonresponse_bounds
from research_kit.statistics.scales.ordinal_change import ordinal_change as ordinal_change
from research_kit.statistics.scales.proportional_odds_splits import proportional_odds_splits as proportional_odds_splits
from research_kit.statistics.scales.rank_intervals import rank_intervals as rank_intervals
from research_kit.statistics.scales.response_rate import response_rate as response_rate
from research_kit.statistics.scales.scale_reliability import scale_reliability as scale_reliability
from research_kit.statistics.scales.scale_scores import scale_scores as scale_scores
from research_kit.statistics.scales.spearman_brown import spearman_brown as spearman_brown
from research_kit.statistics.scales.theme_agreement import theme_agreement as theme_agreement
from research_kit.statistics.scales.weighted_match import weighted_match as weighted_match
from research_kit.statistics.scales.weighted_share import weighted_share as weighted_share
from research_kit.statistics.survival.approximate_variance import (
    ApproximateVarianceWarning as ApproximateVarianceWarning,
)
from research_kit.statistics.survival.at_times import at_times as at_times
from research_kit.statistics.survival.cumulative_incidence import cumulative_incidence as cumulative_incidence
from research_kit.statistics.survival.empty_risk_set import EmptyRiskSetWarning as EmptyRiskSetWarning
from research_kit.statistics.survival.gray_test import gray_test as gray_test
from research_kit.statistics.survival.kaplan_meier import kaplan_meier as kaplan_meier
from research_kit.statistics.survival.log_rank import log_rank as log_rank
from research_kit.statistics.survival.quantile import quantile as quantile
from research_kit.statistics.survival.restricted_mean import restricted_mean as restricted_mean
from research_kit.statistics.survival.restricted_mean_difference import (
    restricted_mean_difference as restricted_mean_difference,
)
from research_kit.statistics.weighting.ate import ate as ate
from research_kit.statistics.weighting.att import att as att
from research_kit.statistics.weighting.balance import balance as balance
from research_kit.statistics.weighting.effective_sample_size import effective_sample_size as effective_sample_size
from research_kit.statistics.weighting.matched_difference import matched_difference as matched_difference
from research_kit.statistics.weighting.matched_pairs import matched_pairs as matched_pairs
from research_kit.statistics.weighting.overlap import overlap as overlap
from research_kit.statistics.weighting.propensity_weights import propensity_weights as propensity_weights
from research_kit.statistics.weighting.weight_diagnostics import weight_diagnostics as weight_diagnostics
