"""Agreement of two coders who give each need a set of themes, and whether the themes may be counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit

from research_kit.errors import EstimateError
from research_kit.statistics.confidence import normal_quantile, tail_probability
from research_kit.statistics.resampling import RESAMPLES, bootstrap_counts, percentile_interval
from research_kit.statistics.scales.cross_coding import Agreement, ac1_of, kappa_of, limits_of, require_two
from research_kit.statistics.scales.read_rows import read_rows, refuse

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
LEAST_CODED_TWICE = 0.20
LEAST_KAPPA = 0.60


def theme_agreement(
    frame: Any,
    *,
    id: str,
    first: str,
    second: str,
    rng: np.random.Generator,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> pl.DataFrame:
    """How far two coders gave the same themes to the same needs, and whether the themes may be counted.

    Parameters
    ----------
    frame
        One row per need.
    id
        Column: the participant who voiced it.
    first, second
        Columns: lists of themes, each coder's own, empty where none fits; `second` null: coded by one person only.
    rng
        Source of the random numbers of the bootstrap of participants, for the row of all themes.
    confidence
        Coverage of the two-sided intervals, strictly between 0 and 1.
    resamples
        How many times participants are resampled.

    Returns
    -------
    One row per theme, sorted, and last one with `theme` null for all of them: `theme`, `n` (needs coded twice),
    `first`, `second`, `both` (needs given the theme), `observed` agreement, `kappa`, `kappa_lower`, `kappa_upper`,
    `ac1`, `ac1_lower`, `ac1_upper`, `coded_twice` (share of all needs), `quantified`, `reason`. Quantified: at least
    20 % of needs coded twice and kappa at least 0.6; else `reason` is `ONE_CODER` or `LOW_AGREEMENT` (also where kappa
    is undefined).

    Raises
    ------
    EstimateError
        Fewer than two needs are coded twice, no theme was given, a need is not coded at all, or a column is missing or
        no list.

    Notes
    -----
    By theme: given or not, a two-by-two table, errors as in `cohen_kappa` and `gwet_ac1`. Overall: observed and
    expected agreement averaged over the themes first (pooled kappa), since the mean of kappas is dominated by rare
    themes; percentile limits by resampling participants.

    References
    ----------
    De Vries H, Elliott MN, Kanouse DE, Teleki SS (2008). Field Methods 20:272-282. doi:10.1177/1525822X08317166
    Gwet KL (2008). Br J Math Stat Psychol 61:29-48. doi:10.1348/000711006X126600
    """
    tail_probability(confidence)
    coded = _read(frame, id, first, second)
    tables = coded.tables(np.ones((1, coded.persons), dtype=np.int64))[0]
    by_theme = _by_theme(coded.themes, tables, confidence)
    table = pl.concat([by_theme, _overall(coded, tables, rng, (confidence, resamples))])
    is_enough = pl.lit(coded.coded_twice >= LEAST_CODED_TWICE)
    agrees = (pl.col("kappa") >= LEAST_KAPPA).fill_null(False)
    return table.with_columns(
        coded_twice=pl.lit(coded.coded_twice),
        quantified=is_enough & agrees,
        reason=pl.when(~is_enough).then(pl.lit("ONE_CODER")).when(~agrees).then(pl.lit("LOW_AGREEMENT")),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Coded:
    """Themes as flags: one row per need coded twice, one column per theme."""

    themes: list[str]
    person: NDArray[np.int64]
    first: Floats
    second: Floats
    coded_twice: float

    @property
    def persons(self) -> int:
        return int(self.person.max()) + 1

    def tables(self, counts: Counts) -> Floats:
        """Two-by-two tables (resamples, themes, first, second) with each participant there so many times."""
        pairs = [(1 - self.first, 1 - self.second), (1 - self.first, self.second)]
        pairs += [(self.first, 1 - self.second), (self.first, self.second)]
        cells = np.stack([one * other for one, other in pairs], axis=2)
        sums = np.zeros((self.persons, *cells.shape[1:]))
        np.add.at(sums, self.person, cells)
        drawn = counts.astype(np.float64) @ sums.reshape(self.persons, -1)
        return np.asarray(drawn.reshape(len(counts), len(self.themes), 2, 2))


def _read(frame: Any, id: str, first: str, second: str) -> _Coded:
    require_two(first, second)
    rows = read_rows(frame, [id, first, second])
    for name in (first, second):
        if not isinstance(rows.schema[name], pl.List):
            raise EstimateError(f"Column {name!r} holds {rows.schema[name]}, not lists of themes.")
    refuse(rows, pl.col(id).is_null(), f"have no participant in {id!r}.")
    refuse(rows, pl.col(first).is_null(), f"are not coded at all in {first!r}: give an empty list where no theme fits.")
    twice = rows.filter(pl.col(second).is_not_null())
    themes = sorted(set(twice[first].explode().drop_nulls()) | set(twice[second].explode().drop_nulls()))
    if twice.height < 2 or not themes:
        raise EstimateError(
            f"{twice.height:,} of {rows.height:,} needs are coded by two people, with {len(themes)} themes: agreement "
            "needs at least 2 needs and a theme. Let a second coder code at least 20 % of them."
        )
    flags = [
        np.column_stack([twice[name].list.contains(theme).to_numpy().astype(np.float64) for theme in themes])
        for name in (first, second)
    ]
    person = twice[id].rank("dense").cast(pl.Int64).to_numpy() - 1
    share = twice.height / rows.height
    return _Coded(themes=themes, person=person, first=flags[0], second=flags[1], coded_twice=share)


def _by_theme(themes: list[str], tables: Floats, confidence: float) -> pl.DataFrame:
    n = tables.sum(axis=(1, 2))
    kappa, ac1 = kappa_of(tables), ac1_of(tables)
    half = -stdtrit(n - 1, tail_probability(confidence))
    return pl.DataFrame(
        {
            "theme": pl.Series(themes, dtype=pl.String),
            **_counts(n, tables),
            "observed": kappa.observed,
            **_limits("kappa", kappa, normal_quantile(confidence)),
            **_limits("ac1", ac1, half),
        }
    ).with_columns(pl.col(pl.Float64).fill_nan(None))


def _counts(n: Floats, tables: Floats) -> dict[str, NDArray[np.int64]]:
    given = {
        "n": n,
        "first": tables[:, 1, :].sum(axis=1),
        "second": tables[:, :, 1].sum(axis=1),
        "both": tables[:, 1, 1],
    }
    return {name: counts.astype(np.int64) for name, counts in given.items()}


def _limits(name: str, found: Agreement, half: float | Floats) -> dict[str, Floats]:
    lower, upper = limits_of(found, half)
    return {name: found.coefficient, f"{name}_lower": lower, f"{name}_upper": upper}


def _overall(coded: _Coded, tables: Floats, rng: np.random.Generator, settings: tuple[float, int]) -> pl.DataFrame:
    pooled = _pooled(tables[None])[0]
    limits = pl.DataFrame({"estimate": pooled, "lower": [None] * 2, "upper": [None] * 2}).cast(pl.Float64)
    if coded.persons > 1 and np.isfinite(pooled).all():
        drawn = bootstrap_counts(
            lambda counts: _pooled(coded.tables(counts)),
            estimate=pooled,
            participants=coded.persons,
            rng=rng,
            resamples=settings[1],
        )
        limits = percentile_interval(drawn, settings[0])
    kappa, ac1 = (limits.fill_nan(None).row(place, named=True) for place in range(2))
    counts = {name: [int(each.sum())] for name, each in _counts(np.zeros(len(tables)), tables).items()}
    counts["n"] = [int(tables[0].sum())]
    values = {
        f"{name}{end}": [row[key]] for name, row in (("kappa", kappa), ("ac1", ac1)) for end, key in _ENDS.items()
    }
    observed = {"observed": [float(kappa_of(tables).observed.mean())]}
    table = pl.DataFrame({"theme": pl.Series([None], dtype=pl.String), **counts, **observed, **values})
    return table.with_columns(pl.col("^(kappa|ac1).*$").cast(pl.Float64))


_ENDS = {"": "estimate", "_lower": "lower", "_upper": "upper"}


def _pooled(tables: Floats) -> Floats:
    """Pooled kappa and AC1 of tables (resamples, themes, 2, 2): one row per resample."""
    found = []
    for each in (kappa_of(tables), ac1_of(tables)):
        observed, expected = each.observed.mean(axis=1), each.expected.mean(axis=1)
        found.append((observed - expected) / np.where(expected < 1 - 1e-12, 1 - expected, np.nan))
    return np.column_stack(found)
