"""Starting within a grace period against not starting: everybody is cloned, censored on deviation, and weighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import tail_probability
from research_kit.statistics.effects.clone_comparison import CloneComparison, clone_comparison
from research_kit.statistics.effects.clone_weights import CloneWeights
from research_kit.statistics.effects.clones import clone_pieces, strategies
from research_kit.statistics.effects.history import read_history
from research_kit.statistics.effects.start_chance import fit_start_chance
from research_kit.statistics.effects.start_months import shut_months, start_months
from research_kit.statistics.effects.started_follow_up import StartColumns, started_follow_up
from research_kit.statistics.effects.time_zero import require_measured_by
from research_kit.statistics.regression.column_names import listed, several_names
from research_kit.statistics.regression.given_frame import given_frame
from research_kit.statistics.weighting.weights_of_exposure import truncation_limits


@dataclass(frozen=True, kw_only=True)
class CloneDesign:
    """The strategies compared, in whole months: start by `grace`; do not start until `without_until`; to `horizon`."""

    grace: int
    horizon: int
    without_until: int
    covariates: tuple[str, ...] = field(default=())


def clone_censor_weight(
    frame: Any,
    *,
    id: str,
    duration: str,
    event: str,
    exposure_time: str,
    covariates: Sequence[str],
    rng: np.random.Generator,
    history: Any = None,
    history_covariates: Sequence[str] = (),
    grace: int = 3,
    horizon: int = 12,
    without_until: int | None = None,
    truncate: tuple[float, float] | None = (0.01, 0.99),
    resamples: int = 500,
    link: str = "logit",
    measured: Mapping[str, str] | None = None,
    could_start_until: str | None = None,
    others_until: str | None = None,
    confidence: float = 0.95,
) -> CloneComparison:
    """Share with the event within a year, had everybody started an activity within some months, and had nobody started.

    Parameters
    ----------
    frame
        One row per participant, times in months from the index date.
    id, duration, event
        Columns: the participant; time to the event or the end of observation; whether the event came.
    exposure_time
        Column: time of the start; null: never. Starts after the end of observation count as none.
    covariates
        Columns known at the index date that go with both starting and the event.
    rng
        Source of every random number of the bootstrap.
    history, history_covariates
        As in `sequential_trials`; the last value measured by the beginning of a month is used.
    grace
        Months within which the first strategy starts.
    horizon
        Months of follow-up.
    without_until
        Months during which the second strategy does not start; None: the whole follow-up. Equal to `grace`: they do not
        start within the grace period and are left alone after it.
    truncate
        Quantiles at which each strategy's weights are cut, in each quarter of a month; None: no cut.
    resamples
        Bootstrap samples of participants, the chance of starting fitted anew in each.
    link
        Of the regression of starting: `logit` (pooled logistic) or `cloglog`.
    measured
        For covariates that have one: the column with the time of measurement, in months from the index date.
    could_start_until, others_until
        As in `sequential_trials`.
    confidence
        Coverage of the two-sided percentile intervals.

    Returns
    -------
    A frozen `CloneComparison`.

    Raises
    ------
    GuardError
        `G-MEDIATOR`: a covariate is measured after the index date.
    EstimateError
        Rows or arguments that cannot be used; fewer than ten starts; covariates that separate who starts; nobody who
        keeps to a strategy up to the horizon; too few resamples that can be fitted.

    Notes
    -----
    A clone that should start is censored at the end of the grace period if it has not; a clone that should not start is
    censored at its start. An event before deviation counts for both. The weights come from one pooled regression of
    starting, by month, on the covariates and their history: the chance of what one did, whoever one is, over one's own.
    Those who start within the grace period do so at the times at which people usually start in it (Cain et al.): who
    started early stands for others too, so that the weights stay small. Within a month the chance passes evenly and
    weights change each quarter of it, so that exact times of starts and events are used: counting whole months would
    count months with a start as no time at risk (7 % too high a hazard at 15 % starts a month). Shares are of the
    weighted product-limit curve. Loss to follow-up is taken as unrelated to the event. Truncation buys precision for
    bias: compare `truncate=None`.

    References
    ----------
    Cain LE, Robins JM, Lanoy E, et al. (2010). Int J Biostat 6(2):18. doi:10.2202/1557-4679.1212
    Hernán MA, Robins JM (2016). Am J Epidemiol 183:758-764. doi:10.1093/aje/kwv254
    Maringe C, Benitez Majano S, Exarchakou A, et al. (2020). Int J Epidemiol 49:1719-1729. doi:10.1093/ije/dyaa057
    """
    tail_probability(confidence)
    names = listed(covariates) if not history_covariates else several_names("covariates", covariates)
    design = _design(grace, horizon, without_until, names)
    cut = truncation_limits(truncate)
    require_measured_by(given_frame(frame), measured, used=list(names))
    columns = StartColumns(
        id=id,
        duration=duration,
        event=event,
        exposure_time=exposure_time,
        could_start_until=could_start_until,
        others_until=others_until,
    )
    people = started_follow_up(frame, columns, names).sort("_id")
    changing = read_history(history, id, history_covariates)
    months = start_months(people, names, changing, months=max(design.without_until, grace))
    weights = _weights(people, design, months=months, chance=fit_start_chance(months, link=link), truncate=cut)
    return clone_comparison(people, weights, design.covariates, confidence=confidence, draws=(resamples, rng))


def _design(grace: int, horizon: int, without_until: int | None, names: Sequence[str]) -> CloneDesign:
    last = horizon if without_until is None else without_until
    for name, value in (("grace", grace), ("horizon", horizon), ("without_until", last)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 1 <= value <= 120:
            raise EstimateError(f"`{name}` must be a whole number of months from 1 to 120.")
    if not grace < horizon or not grace <= last <= horizon:
        raise EstimateError(
            f"grace is {grace}, without_until {last} and horizon {horizon} months: the grace period must end before "
            "the horizon, and the second strategy last at least as long as it and at most to the horizon."
        )
    return CloneDesign(grace=grace, horizon=horizon, without_until=last, covariates=tuple(names))


def _weights(people: pl.DataFrame, design: CloneDesign, **given: Any) -> CloneWeights:
    both = strategies(people, grace=design.grace, without_until=design.without_until, horizon=design.horizon)
    first, second = (clone_pieces(each, horizon=design.horizon) for each in both)
    return CloneWeights(
        strategies=both,
        pieces=(first, second),
        begun=people["_begun"].to_numpy(),
        taken=people.select(_TAKEN).to_series().to_numpy(),
        shut=shut_months(people, max(design.without_until, design.grace)),
        grace=design.grace,
        without_until=design.without_until,
        **given,
    )


_TAKEN = pl.when(pl.col("_seen") > pl.col("_until")).then("_until").otherwise(float("inf"))
