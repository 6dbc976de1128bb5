"""What is checked every time something is said of an activity (METHODS 5.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from research_kit.analyses.activity_effects.trial_people import TrialPeople
from research_kit.analyses.activity_effects.verdicts import FAILED, PASSED, UNBALANCED, WARNING, Check
from research_kit.errors import EstimateError
from research_kit.statistics import e_value, leave_one_out, negative_control
from research_kit.statistics.effects.clone_comparison import CloneComparison
from research_kit.statistics.effects.sequential_trials import SequentialTrials
from research_kit.statistics.weighting.balance import ALIKE, UNLIKE

Refit = Callable[[str | None], SequentialTrials]
"""From a confounder to leave out (null: none) to the trials."""
Control = Callable[[str], SequentialTrials]
"""From another activity to its trials."""
MOST_OUTSIDE = 0.10
"""Months in which somebody could hardly start, or not start; METHODS 5.3 asks for the share, the limit is ours."""
LEAST_E_VALUE = 1.5
"""Of the limit nearer to no difference (METHODS 11, grade E3)."""


def checks_of(
    people: TrialPeople, trials: SequentialTrials, clones: CloneComparison | None, *, refit: Refit, control: Control
) -> tuple[Check, ...]:
    """All of them, in the order of the table."""
    return (
        *_weights(clones),
        _balance(trials),
        *_overlap(trials),
        *_e_values(trials),
        *_left_out(people, trials, refit),
        *(_control(name, control) for name in people.trial.negative_controls.activities),
    )


def _passed(is_passed: bool) -> str:
    return PASSED if is_passed else FAILED


def _weights(clones: CloneComparison | None) -> Iterator[Check]:
    """Of the strategy whose weights are the worse; the largest weight is one person's, so only its verdict is told."""
    if clones is None:
        return
    found = clones.weights
    furthest = found["mean"].to_numpy()[np.abs(found["mean"].to_numpy() - 1).argmax()]
    yield Check("weights_mean", float(furthest), "ratio", _passed(bool(found["mean_ok"].all())))
    yield Check("weights_largest", None, "ratio", _passed(bool(found["maximum_ok"].all())))
    least = found["effective_share"].to_numpy().min()
    yield Check("weights_effective", float(least), "share", _passed(bool(found["effective_ok"].all())))


def is_unlike(trials: SequentialTrials) -> bool:
    """Whether those who start and those who do not are too different to be compared."""
    return _balance(trials).verdict == UNBALANCED


def _balance(trials: SequentialTrials) -> Check:
    """The largest difference between those who start and those who do not, in standard deviations, after weighting."""
    if trials.balance is None:
        return Check("imbalance", None, "ratio", FAILED)
    apart = float(trials.balance["difference_after"].abs().max() or 0.0)  # type: ignore[arg-type]
    verdict = PASSED if apart < ALIKE else WARNING if apart <= UNLIKE else UNBALANCED
    return Check("imbalance", apart, "ratio", verdict)


def _overlap(trials: SequentialTrials) -> Iterator[Check]:
    if trials.overlap is None:
        return
    outside = float(trials.overlap.filter(group="all")["share_outside"].item())
    yield Check("outside_overlap", outside, "share", _passed(outside <= MOST_OUTSIDE))


def _e_values(trials: SequentialTrials) -> Iterator[Check]:
    """Where the interval holds no difference there is nothing to explain away."""
    ratio, lower, upper = (float(np.exp(trials.effect[name].item())) for name in ("estimate", "lower", "upper"))
    found = e_value(ratio, lower, upper, measure="hazard_ratio").row(0, named=True)
    verdict = _passed(lower <= 1 <= upper or found["limit"] >= LEAST_E_VALUE)
    yield Check("e_value", found["estimate"], "ratio", PASSED)
    yield Check("e_value_limit", found["limit"], "ratio", verdict)


def _left_out(people: TrialPeople, trials: SequentialTrials, refit: Refit) -> Iterator[Check]:
    """The largest change without one confounder; passed where the estimate stays within its interval."""
    names = people.confounding.names
    if len(names) < 2:
        return
    try:
        found = leave_one_out(lambda kept: refit(next((name for name in names if name not in kept), None)), names)
    except EstimateError:
        yield Check("left_out", None, "ratio", FAILED)
        return
    others = found.slice(1)
    lower, upper = trials.effect["lower"].item(), trials.effect["upper"].item()
    furthest = others.row(int(others["change"].abs().arg_max() or 0), named=True)
    within = bool(others["estimate"].is_between(lower, upper).all())
    yield Check("left_out", float(np.exp(furthest["change"])), "ratio", _passed(within), about=furthest["left_out"])


def _control(activity: str, control: Control) -> Check:
    """The same analysis of an activity that cannot lead to the outcome."""
    try:
        found = negative_control(control, [activity]).row(0, named=True)
    except EstimateError:
        return Check("control", None, "ratio", WARNING, about=activity)
    ratio, lower, upper = (float(np.exp(found[name])) for name in ("estimate", "lower", "upper"))
    return Check("control", ratio, "ratio", _passed(found["passed"]), about=activity, lower=lower, upper=upper)
