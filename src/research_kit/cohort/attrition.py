"""How the cohort came about, as data: everybody known to the study is either in it or excluded for a reason."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from research_kit.cohort.definition import Criterion
from research_kit.errors import CohortError

SCHEMA = {
    "criterion": pl.String(),
    "reason": pl.String(),
    "n_in": pl.Int64(),
    "n_excluded": pl.Int64(),
    "n_unknown": pl.Int64(),
    "n_out": pl.Int64(),
}


def attrition_table(steps: Sequence[tuple[str, str, int, int]], known: int) -> pl.DataFrame:
    """One row per criterion in its order.

    Parameters
    ----------
    steps
        Criterion, reason, people excluded, and how many of those had no known value.
    known
        People known to the study before the first criterion.

    Returns
    -------
    `criterion, reason, n_in, n_excluded, n_unknown, n_out`, each row's `n_in` being the `n_out` before it.
    """
    table = pl.DataFrame(
        steps, schema={n: SCHEMA[n] for n in ("criterion", "reason", "n_excluded", "n_unknown")}, orient="row"
    )
    left = known - pl.col("n_excluded").cum_sum()
    return table.with_columns(n_out=left, n_in=left + pl.col("n_excluded")).select(list(SCHEMA))


def criterion_steps(people: pl.DataFrame, criteria: Sequence[Criterion]) -> list[tuple[str, str, int, int]]:
    """What each criterion excluded, from `failed_criteria`."""
    lost = people.group_by("failed_step").agg(n=pl.len(), unknown=pl.col("failed_unknown").sum())
    counts = {step: (n, unknown) for step, n, unknown in lost.iter_rows()}
    return [
        (criterion.criterion, criterion.reason, *counts.get(place, (0, 0))) for place, criterion in enumerate(criteria)
    ]


def require_sums(attrition: pl.DataFrame, used: int) -> None:
    """Everybody is accounted for: people in = people used + the sum of those excluded (METHODS 0.4).

    Raises
    ------
    CohortError
        Somebody was dropped without a reason; this would be a fault of the package.
    """
    known = int(attrition["n_in"][0])
    excluded = int(attrition["n_excluded"].sum())
    if known != used + excluded:
        raise CohortError(
            f"{known} people came in, {used} are used and {excluded} were excluded with a reason: "
            f"{known - used - excluded} are unaccounted for. This is a fault of research-kit: please report it."
        )


def require_somebody(attrition: pl.DataFrame, name: str) -> None:
    """Refuse a cohort nobody is in, showing where people were lost.

    Raises
    ------
    CohortError
        No participant is left after the last criterion.
    """
    if int(attrition["n_out"][-1]):
        return
    lines = [
        f"  {row['criterion']}: {row['n_in']} in, {row['n_excluded']} excluded ({row['reason']})"
        for row in attrition.iter_rows(named=True)
    ]
    worst = attrition.filter(pl.col("n_excluded") > 0).sort("n_excluded", descending=True, maintain_order=True)
    advice = f"Widen `{worst['criterion'][0]}`, which excluded most." if worst.height else "The study has no people."
    raise CohortError("\n".join([f"Nobody is left in the cohort `{name}`:", *lines, advice]))
