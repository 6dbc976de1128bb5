"""What is checked of a comparison with people outside the project, and how far the two groups overlap (METHODS 5.4)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from research_kit.analyses.activity_effects.checks import LEAST_E_VALUE, MOST_OUTSIDE
from research_kit.analyses.activity_effects.outside_people import BesideOthers
from research_kit.analyses.activity_effects.verdicts import FAILED, PASSED, UNBALANCED, WARNING, Check
from research_kit.statistics import e_value
from research_kit.statistics.weighting.balance import ALIKE, UNLIKE
from research_kit.statistics.weighting.effective_sample_size import effective_sample_size
from research_kit.statistics.weighting.overlap import overlap
from research_kit.statistics.weighting.weight_diagnostics import EFFECTIVE

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SIDES = {1: "in_project", 0: "outside_project"}


def outside_checks(found: BesideOthers) -> tuple[Check, ...]:
    """All that can be made of what was fitted; nothing where nothing was."""
    if found.people is None or found.balance is None:
        return ()
    return (*_weights(found), _balance(found.balance), *_overlap(found), *_e_values(found))


def _passed(is_passed: bool) -> str:
    return PASSED if is_passed else FAILED


def _weights(found: BesideOthers) -> Iterator[Check]:
    """Of the others, how many they count for."""
    assert found.people is not None
    weights = found.people.filter((pl.col("in_project") == 0) & (pl.col("weight") > 0))["weight"].to_numpy()
    share = effective_sample_size(weights) / len(weights)
    yield Check("weights_effective", share, "share", _passed(share >= EFFECTIVE))


def _balance(rows: pl.DataFrame) -> Check:
    apart = float(rows["difference_after"].abs().max() or 0.0)  # type: ignore[arg-type]
    return Check("imbalance", apart, "ratio", PASSED if apart < ALIKE else WARNING if apart <= UNLIKE else UNBALANCED)


def _overlap(found: BesideOthers) -> Iterator[Check]:
    """Of the participants: who is like nobody outside; by the chance, or by finding no match."""
    if found.matched is not None:
        alone = 1 - found.matched
    else:
        alone = float(overlap(found.people, exposure="in_project").filter(group="exposed")["share_outside"].item())
    yield Check("outside_overlap", alone, "share", _passed(alone <= MOST_OUTSIDE))


def _e_values(found: BesideOthers) -> Iterator[Check]:
    """Of the ratio of shares, that of the others taken as it is."""
    others, row = found.share_others, found.row
    if not others or "estimate" not in row or others + row["lower"] <= 0:
        return
    ratio, lower, upper = ((others + row[name]) / others for name in ("estimate", "lower", "upper"))
    told = e_value(ratio, lower, upper).row(0, named=True)
    verdict = _passed(lower <= 1 <= upper or told["limit"] >= LEAST_E_VALUE)
    yield Check("e_value", told["estimate"], "ratio", PASSED)
    yield Check("e_value_limit", told["limit"], "ratio", verdict)


def chances(found: BesideOthers) -> pl.DataFrame:
    """One row per side: `side`, and quantiles of the chance of being in the project, named `q05` to `q95`."""
    assert found.people is not None
    quantiles = [pl.col("propensity").quantile(each, "linear").alias(f"q{round(100 * each):02d}") for each in QUANTILES]
    rows = found.people.group_by("in_project").agg(quantiles).sort("in_project", descending=True)
    return rows.with_columns(side=pl.col("in_project").replace_strict(SIDES, return_dtype=pl.String())).drop(
        "in_project"
    )
