"""Whether models belong together in shares: one of the event, and one of each cause that competes with it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError
from research_kit.statistics.regression.cox_model import CoxModel


def models_of_shares(model: Any, competing: Any) -> list[CoxModel]:
    """The model and its competitors; refused where their shares would be shares of nothing."""
    if not isinstance(competing, (list, tuple)):
        raise EstimateError(f"`competing` is of type {type(competing).__name__}; give a list of models: [other].")
    models = [model, *competing]
    for each in models:
        if not isinstance(each, CoxModel):
            raise EstimateError(
                f"A model is of type {type(each).__name__}; these shares are those of models from `cox`. For others "
                "use `fine_gray_shares`, `standardised_incidence` (of `interval_censored`), or `cox_at` with the "
                "coefficients of `firth_cox`."
            )
    _require_causes(models)
    return models


def _require_causes(models: list[CoxModel]) -> None:
    model, *competing = models
    if model.data.has_other_causes and not competing:
        raise EstimateError(
            f"The model is of cause {model.data.cause}, and its data have other causes: without them its hazard gives "
            "no share of anybody. Fit `cox` to each of the others and give them as `competing=[...]`."
        )
    if competing and any(each.data.cause is None for each in models):
        raise EstimateError(
            "A model of any event has nothing to compete with. Fit each model with `cause=`, or leave out `competing`."
        )
    same = sum(_is_same(one, other) for place, one in enumerate(models) for other in models[:place])
    if same:
        raise EstimateError(
            f"{same} {'pair' if same == 1 else 'pairs'} of the models are of the same cause, which cannot compete with "
            "itself. Give one model of each cause."
        )


def _is_same(one: CoxModel, other: CoxModel) -> bool:
    """Whether two models count the same events; causes have the same codes only where both saw several."""
    if one.data.cause == other.data.cause and one.data.has_other_causes and other.data.has_other_causes:
        return True
    return one is other or (one.data.cause == other.data.cause and all(map(np.array_equal, _tally(one), _tally(other))))


def _tally(model: CoxModel) -> tuple[NDArray[Any], NDArray[Any]]:
    """The times of events, and how many there are at each."""
    time, place = np.unique(model.data.times.time, return_inverse=True)
    return time, np.bincount(place, weights=model.data.times.events)
