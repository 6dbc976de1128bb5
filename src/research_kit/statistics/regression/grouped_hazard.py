"""Regression for events known by interval (quarterly waves): one intercept per interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.regression.column_names import listed
from research_kit.statistics.regression.design import read_covariates
from research_kit.statistics.regression.grouped_hazard_design import grouped_design
from research_kit.statistics.regression.grouped_hazard_fit import count_clusters, fit_grouped, robust_covariance
from research_kit.statistics.regression.grouped_hazard_links import grouped_link
from research_kit.statistics.regression.grouped_hazard_model import GroupedHazardModel, grouped_model
from research_kit.statistics.regression.person_periods import FollowUp, person_periods, read_follow_up


def grouped_hazard(
    frame: Any,
    *,
    event: str,
    covariates: Sequence[str],
    duration: str | None = None,
    interval: str | None = None,
    entry: str | None = None,
    exposure: str | None = None,
    link: str = "cloglog",
    cluster: str | None = None,
    confidence: float = 0.95,
) -> GroupedHazardModel:
    """Log hazard ratios when the event is known by interval only, such as the quarterly wave that found it.

    Parameters
    ----------
    frame
        With `duration`: one row per participant. With `interval`: one row per participant and interval at risk. Any
        frame that `rk.counts.life_table` takes.
    event
        Column: boolean, or 1 if the event came in the row's (last) interval, else 0. Competing events are 0.
    covariates
        Columns: numbers and booleans are terms; text and categories one term per level but the first.
    duration
        Column: the interval, numbered 1, 2, ..., in which the event came or observation ended.
    interval
        Column: the interval a row is about, numbered 1, 2, ....
    entry
        Column: the interval after which observation began, 0 = from the start; at risk in entry + 1 to duration.
    exposure
        Column: the part of the last interval, above 0 and up to 1, during which a row without the event was under
        observation (days observed / days in the interval; 0.5 if unknown). Not read where the event came: that it came
        in the interval is all that is known. None: everybody was observed to the end of the interval.
    link
        `cloglog`: log hazard ratios, as `cox` would estimate from exact times. `logit`: log odds ratios of having the
        event in an interval.
    cluster
        Column: rows that belong together (a participant's, an organisation's), for robust errors.
    confidence
        Coverage of the two-sided normal intervals.

    Returns
    -------
    A frozen `GroupedHazardModel`; `.coefficients` has `term, estimate, std_error, robust_std_error, lower, upper`.

    Raises
    ------
    EstimateError
        Columns or rows that cannot be used, an interval in which nobody or everybody has the event, terms that cannot
        be told apart, or a fit without a finite maximum.

    Notes
    -----
    Fitted by statsmodels' binomial GLM to counts of the distinct patterns; likelihood and deviance are those of R's
    `glm` on one 0/1 row per participant and interval. Who left during an interval has the offset log(exposure) under
    `cloglog`, and counts as the part of a trial under `logit`; counting the whole of it as at risk biases the
    coefficients. Robust errors have no small-sample factor, as `coxph(cluster=)`.

    References
    ----------
    Prentice RL, Gloeckler LA (1978). Biometrics 34:57-67. doi:10.2307/2529588
    """
    normal_quantile(confidence)
    by_name = grouped_link(link)
    follow_up = FollowUp(event=event, duration=duration, interval=interval, entry=entry, exposure=exposure)
    names, apart = listed(covariates), () if cluster is None else (cluster,)
    rows = read_follow_up(frame, follow_up, (*names, *apart))
    seen = {"rows": rows.height, "clusters": count_clusters(rows, cluster)}
    design = grouped_design(person_periods(rows, names), read_covariates(rows, names), by_name)
    fit = fit_grouped(design, by_name, link)
    robust = None if cluster is None else robust_covariance(fit, person_periods(rows, (*names, cluster)), cluster)
    return grouped_model(fit, robust=robust, link=link, confidence=confidence, seen=seen)
