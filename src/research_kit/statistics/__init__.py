"""Estimators: pure functions from counts to estimates with intervals. They know nothing of studies.

Each is a module of its own, loaded when first used, and all are offered here by name.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from research_kit.statistics.proportions.clopper_pearson import clopper_pearson
    from research_kit.statistics.proportions.koopman import koopman
    from research_kit.statistics.proportions.newcombe import newcombe
    from research_kit.statistics.proportions.wilson import wilson
    from research_kit.statistics.survival.at_times import at_times
    from research_kit.statistics.survival.cumulative_incidence import cumulative_incidence
    from research_kit.statistics.survival.kaplan_meier import kaplan_meier
    from research_kit.statistics.survival.log_rank import log_rank
    from research_kit.statistics.survival.quantile import quantile
    from research_kit.statistics.survival.restricted_mean import restricted_mean
    from research_kit.statistics.survival.restricted_mean_difference import restricted_mean_difference

# Each name is that of its module; the value is the folder it lies in.
_FOLDERS = {
    "at_times": "survival",
    "clopper_pearson": "proportions",
    "cumulative_incidence": "survival",
    "kaplan_meier": "survival",
    "koopman": "proportions",
    "log_rank": "survival",
    "newcombe": "proportions",
    "quantile": "survival",
    "restricted_mean": "survival",
    "restricted_mean_difference": "survival",
    "wilson": "proportions",
}

__all__ = [
    "at_times",
    "clopper_pearson",
    "cumulative_incidence",
    "kaplan_meier",
    "koopman",
    "log_rank",
    "newcombe",
    "quantile",
    "restricted_mean",
    "restricted_mean_difference",
    "wilson",
]


def __getattr__(name: str) -> Any:
    if name not in _FOLDERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}. It offers: {', '.join(__all__)}.")
    return getattr(import_module(f"{__name__}.{_FOLDERS[name]}.{name}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
