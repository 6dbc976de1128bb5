"""Whether a change did what was expected of it: met, not met, worse, or cannot be told (METHODS M11.1)."""

from __future__ import annotations

from dataclasses import dataclass

from research_kit.analyses.remeasure.pooled_baseline import Reading, between
from research_kit.errors import EstimateError
from research_kit.ledger.decision import Baseline
from research_kit.ledger.decision_file import Direction
from research_kit.ledger.remeasurement import Verdict

RTM = "G-RTM"
_MATTERS = 0.005


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of a change: after minus before, how much of it is chance, what lies beyond it, and the verdict."""

    difference: Reading
    expected_rebound: float | None
    beyond_chance: Reading
    verdict: Verdict
    guards: tuple[str, ...]


def remeasure_outcome(baseline: Baseline, after: Reading, *, direction: Direction, size: float) -> Outcome:
    """A number after a change against the one it was decided on, with what chance alone would have done taken out.

    Parameters
    ----------
    baseline
        Raw and pooled, fixed when it was decided.
    after
        The same number of the people who came after the change, and of nobody who came before.
    direction, size
        What was expected: `higher` or `lower`, and by how much (> 0, in the number's unit).

    Raises
    ------
    EstimateError
        The expected size is not above 0.

    Notes
    -----
    The verdict is about after minus the *pooled* number before, with its 95 % interval: the review is one look that was
    fixed beforehand. `met`: the interval lies on the wished side of no change and does not exclude the expected size.
    `worse`: it lies on the other side, and so does after minus the number before as it was told: where groups differ
    much, the pooled number lies too near to the others, and somebody far behind them would look worse unchanged.
    `not_met`: it excludes the expected size. `cannot_be_told`: it holds both no change and the expected size. This is
    the rule of METHODS 7.4, with the expected size in the place of 10 points.

    References
    ----------
    METHODS 7.3, 7.4, 11. Zou GY, Donner A (2008). Stat Med 27:1693-1702. doi:10.1002/sim.3095
    """
    if not size > 0:
        raise EstimateError(f"the expected size is {size:g}, and must be above 0. Its sign is the direction.")
    raw = Reading(baseline.estimate, baseline.lower, baseline.upper)
    difference, beyond = between(after, raw), between(after, Reading(*baseline.fair))
    rebound = baseline.expected_rebound
    is_chance = rebound is not None and abs(rebound) >= _MATTERS
    return Outcome(
        difference=difference,
        expected_rebound=rebound,
        beyond_chance=beyond,
        verdict=verdict_on(beyond, direction=direction, size=size, difference=difference),
        guards=(RTM,) if is_chance else (),
    )


def verdict_on(beyond: Reading, *, direction: Direction, size: float, difference: Reading | None = None) -> Verdict:
    """The verdict on a change beyond chance, by its interval; `difference`: from the number before as it was told."""
    lower, upper = _limits(beyond, direction)
    if upper < 0 and _limits(difference or beyond, direction)[1] < 0:
        return "worse"
    if upper < size:
        return "not_met"
    return "met" if lower > 0 else "cannot_be_told"


def _limits(change: Reading, direction: Direction) -> tuple[float, float]:
    """The limits of a change, upwards where the wished direction is."""
    return (change.lower, change.upper) if direction == "higher" else (-change.upper, -change.lower)
