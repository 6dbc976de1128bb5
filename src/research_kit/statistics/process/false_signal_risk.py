"""How often a control chart signals although nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import polars as pl

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import is_number
from research_kit.statistics.process.chart_rules import USUAL_RULES, Bools, Readings, checked_rules, signals_of
from research_kit.statistics.process.chart_table import MOVING_RANGE, SIGMAS
from research_kit.statistics.process.series import Floats

REPLICATIONS = 200_000
SEED = 4_3  # METHODS M4.3
_VALUES_AT_A_TIME = 2_000_000  # keeps memory bounded


def false_signal_risk(
    points: int,
    *,
    rules: Sequence[str] | str = USUAL_RULES,
    baseline: int | None = None,
    share: float | None = None,
    n: int | None = None,
    replications: int = REPLICATIONS,
    rng: np.random.Generator | None = None,
) -> pl.DataFrame:
    """Chance that a chart of a process in which nothing changes signals at least once, by simulation.

    Parameters
    ----------
    points
        How many periods the chart will have, at least 2.
    rules
        The patterns that signal, as for `p_chart`; all that are named are on, whatever the number of points.
    baseline
        Limits frozen on so many first points. None: limits from the same points that are judged.
    share, n
        The share with the event and the number of people in a period, for a `p_chart`. None: single values on an
        `xmr_chart`.
    replications
        How many series are drawn, at least 100.
    rng
        Source of every random number. None: one with a fixed seed, so that the same question has the same answer.

    Returns
    -------
    One row: `points`, `baseline`, `rules` (separated by commas), `estimate`, `std_error` (of the simulation).

    Raises
    ------
    EstimateError
        `points`, `baseline`, `n` or `replications` is no whole number in range, `share` is not strictly between 0 and
        1, one of `share` and `n` is missing, or a rule is unknown.

    Notes
    -----
    Without `share`: independent normal values on an `xmr_chart`. Limits that include the judged points move with them;
    limits frozen on few points are themselves uncertain, and signal some four times as often. A `p_chart` (binomial
    limits) signals less, since its sigma follows from the counts.

    References
    ----------
    Montgomery DC (2013). Introduction to Statistical Quality Control, 7th ed., sections 5.3 and 6.4. Wiley.
    """
    named = checked_rules(rules)
    _require_whole("points", points, least=2)
    _require_whole("replications", replications, least=100)
    basis = points if baseline is None else baseline
    _require_whole("baseline", basis, least=2, most=points)
    people = _people(share, n)
    chart = (int(points), int(basis), named, people)
    risk = _seeded(chart, int(replications)) if rng is None else _false_share(chart, int(replications), rng)
    return pl.DataFrame(
        {
            "points": [points],
            "baseline": pl.Series([baseline], dtype=pl.Int64),
            "rules": [",".join(named)],
            "estimate": [risk],
            "std_error": [float(np.sqrt(risk * (1 - risk) / replications))],
        }
    )


People = tuple[float, int] | None
Chart = tuple[int, int, tuple[str, ...], People]  # points, points the limits are taken from, rules, people


@lru_cache(maxsize=64)
def _seeded(chart: Chart, replications: int) -> float:
    """The same question has the same answer, and is worked out once."""
    return _false_share(chart, replications, np.random.default_rng(SEED))


def _false_share(chart: Chart, replications: int, rng: np.random.Generator) -> float:
    points, basis, rules, people = chart
    drawn = _stable_series(points, replications, rng, people)
    return sum(int(_any_signal(series, basis, rules, people).sum()) for series in drawn) / replications


def _people(share: float | None, n: int | None) -> People:
    """The share and the number of a p chart, if one is meant."""
    if share is None and n is None:
        return None
    if n is None or not is_number(share) or share is None or not 0 < share < 1:
        raise EstimateError(f"share is {share!r} and n is {n!r}; give both, the share strictly between 0 and 1.")
    _require_whole("n", n, least=1)
    return share, n


def _stable_series(points: int, replications: int, rng: np.random.Generator, people: People) -> Iterator[Floats]:
    at_once = max(1, _VALUES_AT_A_TIME // points)
    for done in range(0, replications, at_once):
        shape = (min(at_once, replications - done), points)
        if people is None:
            yield rng.standard_normal(shape)
        else:
            yield rng.binomial(people[1], people[0], shape) / people[1]


def _any_signal(series: Floats, basis: int, rules: tuple[str, ...], people: People) -> Bools:
    first = series[:, :basis]
    centre = first.mean(axis=1, keepdims=True)
    distance = np.where(np.isclose(series, centre, rtol=0, atol=1e-12), 0.0, series - centre)
    if people is None:
        sigma = np.abs(np.diff(first, axis=1)).mean(axis=1, keepdims=True) / MOVING_RANGE
    else:
        sigma = np.sqrt(centre * (1 - centre) / people[1])
    standardised = np.divide(distance, sigma, out=np.zeros_like(distance), where=sigma > 0)
    seen = Readings(value=series, distance=distance, standardised=standardised, outside=np.abs(standardised) > SIGMAS)
    false: Bools = np.any([found.any(axis=1) for found in signals_of(seen, rules).values()], axis=0)
    return false


def _require_whole(name: str, value: int, *, least: int, most: int | None = None) -> None:
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least or (most is not None and value > most):
        upto = "" if most is None else f" and at most {most}"
        raise EstimateError(f"{name} is {value!r}; it must be a whole number of at least {least}{upto}.")
