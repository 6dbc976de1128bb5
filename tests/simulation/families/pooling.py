"""Partial pooling of small groups (METHODS 7.3): less error on the whole, and at what cost."""

from __future__ import annotations

from functools import partial

import numpy as np

import research_kit as rk
from tests.simulation.acceptance import Figure, Limit, Measured, Row, share_of
from tests.simulation.plan import Plan, each_fit

TITLE = "Pooled shares of small groups"
TEXT = """\
Twelve groups of 10 to 60 people, whose true shares differ around 40 % by a spread (standard deviation of the logits).
*Less error* is how much smaller the root mean square error of the pooled shares is than that of the raw ones. Accepted:
never larger, and coverage of at least 93 % on average (up to 99.5 % where the groups do not differ). *The cost* is that
of one group that is truly disadvantaged (1.2 on the logit scale), of which pooled values are drawn towards the others:
they are shown beside the raw ones, and decide nothing (G-SHRINK).
"""
GROUPS = np.round(np.geomspace(10, 60, 12)).astype(int)
SHARE = 0.4
QUOTED = {0.0: None, 0.25: 0.45, 0.4: 0.33, 0.7: 0.18}
NO_WORSE = Limit(quantity="less_error", low=0.0)


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [_spread(plan, spread, quoted) for spread, quoted in QUOTED.items()] + [_disadvantaged(plan)]


def _spread(plan: Plan, spread: float, quoted: float | None) -> Row:
    replications = plan.fits // 3
    drawn = each_fit(partial(_pooled, spread=spread), replications, seed=73, processes=plan.processes)
    raw, pooled, covered = (np.array(each) for each in zip(*drawn, strict=True))
    coverage = Limit(quantity="coverage", low=0.93, high=0.995 if spread == 0 else 0.98)
    figures = {"less_error": _less(raw, pooled), "coverage": share_of(covered.ravel())}
    measured = () if quoted is None else (Measured(quantity="less_error", value=quoted, error=0.012),)
    return _row(f"spread {spread:.2f}", replications, figures, (NO_WORSE, coverage), measured)


def _disadvantaged(plan: Plan) -> Row:
    """METHODS 7.3: drawn 16 points towards the rest, 56 % coverage."""
    replications = plan.fits // 3
    drawn = each_fit(partial(_pooled, spread=0.25, shift=-1.2), replications, seed=74, processes=plan.processes)
    _, pooled, covered = (np.array(each) for each in zip(*drawn, strict=True))
    errors = pooled[:, 0]
    figures = {
        "bias": Figure(value=float(errors.mean()), error=float(errors.std() / np.sqrt(errors.size))),
        "coverage": share_of(covered[:, 0]),
    }
    return _row("one group far below, of 10 people", replications, figures, ())


def _pooled(
    rng: np.random.Generator, *, spread: float, shift: float = 0.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Errors of the raw and of the pooled shares, and whether the interval holds the truth, per group."""
    logits = np.log(SHARE / (1 - SHARE)) + spread * rng.standard_normal(GROUPS.size)
    logits[0] += shift
    share = 1 / (1 + np.exp(-logits))
    events = rng.binomial(GROUPS, share)
    found = rk.statistics.partial_pooling(events, GROUPS)
    held = (found["lower"].to_numpy() <= share) & (share <= found["upper"].to_numpy())
    return events / GROUPS - share, found["estimate"].to_numpy() - share, held


def _less(raw: np.ndarray, pooled: np.ndarray) -> Figure:
    """One minus the ratio of the errors; its standard error by the delta method over the studies."""
    before, after = (np.square(each).mean(axis=1) for each in (raw, pooled))
    ratio = after.mean() / before.mean()
    spread = np.std(after - ratio * before, ddof=1) / (before.mean() * np.sqrt(before.size))
    return Figure(value=float(1 - np.sqrt(ratio)), error=float(spread / (2 * np.sqrt(ratio))))


def _row(
    scenario: str,
    replications: int,
    figures: dict[str, Figure],
    accepted: tuple[Limit, ...],
    measured: tuple[Measured, ...] = (),
) -> Row:
    return Row(
        estimator="partial pooling",
        method="M7.3",
        n=int(GROUPS.sum()),
        scenario=scenario,
        replications=replications,
        truth=None,
        figures=figures,
        accepted=accepted,
        measured=measured,
    )
