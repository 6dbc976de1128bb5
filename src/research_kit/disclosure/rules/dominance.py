"""Totals of hours or money that tell of one of those they are added up from (METHODS 10.1)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from research_kit.disclosure.house_rules import Dominance
from research_kit.errors import DisclosureError

DOMINATED = "DOMINATED"
"""One or two people have most of the amount."""


def contributions(amounts: pl.DataFrame, *, amount: str, by: Sequence[str] = ()) -> pl.DataFrame:
    """Per group, how many people an amount is added up from, its total, and its largest two shares in it.

    Parameters
    ----------
    amounts
        One row per person and group: the columns `by`, and `amount` (>= 0, any unit; null where it is not known, and
        then the person adds nothing and is not counted).
    amount
        The column to add up.
    by
        The group columns; the whole table is one group where empty.

    Returns
    -------
    One row per group: `by`, `people`, `total`, `largest`, `second_largest` (0 where there is no second), in the unit
    of `amount`.

    Raises
    ------
    DisclosureError
        An amount is negative or not finite: shares of a total are then undefined.
    """
    known = amounts.filter(pl.col(amount).is_not_null()).with_columns(pl.col(amount).cast(pl.Float64))
    bad = known.filter(~pl.col(amount).is_finite() | (pl.col(amount) < 0)).height
    if bad:
        raise DisclosureError(
            f"{bad} of {amounts.height} rows have a negative or infinite `{amount}`: what share of the total is one "
            "person's cannot be said. Correct them, or add up what was given and what was taken back apart."
        )
    largest = pl.col(amount).top_k(2).sort(descending=True)
    return _grouped(
        known,
        by,
        people=pl.len().cast(pl.Int64),
        total=pl.col(amount).sum(),
        largest=largest.first().fill_null(0.0),
        second_largest=largest.get(1, null_on_oob=True).fill_null(0.0),
    )


def is_dominated(rules: Dominance) -> pl.Expr:
    """Whether a total (`total`, `largest`, `second_largest`) would tell of one of those in it.

    One person has more than half of it, or two have more than three quarters; or the second largest, who knows their
    own amount, could take it from the total and have the largest within 15 % (the p %-rule). A total of nought tells
    of everybody in it alike, and is judged by how many they are.

    Parameters
    ----------
    rules
        The shares in force (`Policy.dominance`).

    References
    ----------
    Hundepool A et al. (2012). Statistical Disclosure Control, section 4.2.2. Wiley. doi:10.1002/9781118348239
    Cox LH (1981). J Stat Plan Inference 5:153-164.
    """
    total, largest, second = pl.col("total"), pl.col("largest"), pl.col("second_largest")
    by_share = (largest > rules.one_person * total) | (largest + second > rules.two_persons * total)
    rest = total - largest - second
    return by_share | ((rest < rules.known_within * largest) & (total > 0))


def withhold_dominated(
    table: pl.DataFrame, made_of: pl.DataFrame, *, by: tuple[str, ...], rules: Dominance
) -> pl.DataFrame:
    """Means and totals of amounts, without those that would tell of one of the people in them.

    Parameters
    ----------
    table
        One row per statistic and group, with `withheld` (`primary`); null in a column of `by` means all.
    made_of
        One row per group: what `contributions` gives, with the same columns `by`. A group that it lacks is withheld:
        nothing is known of whose amounts it holds.
    by
        The group columns.
    rules
        The shares in force (`Policy.dominance`).
    """
    safe = made_of.filter(~is_dominated(rules)).select(*by, _safe=pl.lit(True))
    if by:
        beside = table.join(safe, on=by, how="left", nulls_equal=True, maintain_order="left", validate="m:1")
    else:
        beside = table.with_columns(_safe=pl.lit(True if safe.height else None, dtype=pl.Boolean))
    goes = pl.col("_safe").is_null() & pl.col("withheld").is_null() & pl.col("n").is_not_null()
    return beside.with_columns(withheld=pl.when(goes).then(pl.lit(DOMINATED)).otherwise("withheld")).drop("_safe")


def _grouped(known: pl.DataFrame, by: Sequence[str], **sums: pl.Expr) -> pl.DataFrame:
    if by:
        return known.group_by(by, maintain_order=True).agg(**sums)
    return known.select(**sums)
