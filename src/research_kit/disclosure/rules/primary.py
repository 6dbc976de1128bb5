"""Which cells are unsafe on their own: primary rules of METHODS 10.1.

Each rule reads a table of one kind and gives it the column `withheld`: null where a cell may be seen, else a
reason. Nothing is removed here; `release` does that once for all tables. Percentages, rates and means are judged as
statements about counts: by the people they rest on, those who had the event, and those who had not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from research_kit.disclosure.policy import Policy, least_count
from research_kit.results.result_table import Kind

SMALL = "SMALL"

LEAST_FOR_SPREAD = 10
"""A standard deviation of fewer people is near the deviation of one of them."""

_KEY = ("statistic", "outcome", "cause", "time", "compared_with")
_EXTREMES = ("min", "max", "minimum", "maximum", "smallest", "largest", "range")
_SPREADS = ("sd", "standard_deviation", "variance")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What is asked of the counts behind one row.

    Attributes
    ----------
    numerator
        Those who had the event, those of the group who had not, and of these the ones of whom it is known, are judged
        as groups of people.
    tail
        The number is the value of one or two people in the middle or at an edge of a group: on either side of it
        there must be k others (a median needs 2k people, a quartile 4k).
    judged_alone
        The rows may be judged one by one; a curve is not, its steps are made safe together (`curves`).
    """

    numerator: bool = False
    tail: bool = False
    judged_alone: bool = True


RULES: Mapping[Kind, Rule] = {
    "count": Rule(),
    "gap": Rule(),
    "share": Rule(numerator=True),
    "rate": Rule(numerator=True),
    "mean": Rule(numerator=True),
    "months": Rule(numerator=True),
    "time": Rule(numerator=True, tail=True),
    "quantile": Rule(numerator=True, tail=True),
    "curve": Rule(judged_alone=False),
}
"""By what the rows of a table are. Of every kind: 1 to k-1 people are too few; no smallest and no largest value; no
standard deviation of fewer than 10; where a dimension tells a sensitive trait, nobody or everybody of fewer than 3k.
"""


def is_small(count: pl.Expr, k: pl.Expr) -> pl.Expr:
    """1 to k-1 people: too few to be shown. Nobody (0) is not a small group."""
    return (count.is_between(1, k - 1)).fill_null(False)


def primary(table: pl.DataFrame, *, kind: Kind, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """The table with `withheld`: `SMALL` where a rule of its kind forbids the row.

    Parameters
    ----------
    table
        One row per statistic and group (`results.ResultTable`): `n` people, of whom `events` had the event (of a mean:
        anything above nought; null where that is not counted), and `unknown` who may have had it.
    kind
        What the rows are; a curve is handled by `curves`, whose steps are safe as they are made.
    by
        The group columns.
    policy
        The thresholds in force.

    Raises
    ------
    KeyError
        A kind of rows that no rule knows: nothing is released without one.

    References
    ----------
    Hundepool A et al. (2012). Statistical Disclosure Control, ch. 4-5. Wiley. doi:10.1002/9781118348239
    """
    rule, k = RULES[kind], least_count(policy, by)
    if not rule.judged_alone:
        return table.with_columns(withheld=pl.lit(None, dtype=pl.String))
    per_side = pl.coalesce(_people_per_side(), pl.lit(1_000_000 if rule.tail else 1))
    unsafe = is_small(pl.col("n"), k * per_side) | _tells_of_one()
    if rule.numerator:
        unsafe |= is_small(pl.col("events"), k) | is_small(pl.col("n") - pl.col("events"), k) | _few_surely_not(k)
        told = _nobody_or_all(pl.col("events"), pl.col("n"), k)
        unsafe |= _protected(by, policy) & told
    marked = table.with_columns(withheld=pl.when(unsafe).then(pl.lit(SMALL)))
    return _withhold_telling_counts(marked, by, policy) if kind == "count" else marked


def _few_surely_not(k: pl.Expr) -> pl.Expr:
    """1 to k-1 who surely had not: a share that allows for those not known of says at most how many they are."""
    return is_small(pl.col("n") - pl.col("events") - pl.col("unknown"), k)


def _nobody_or_all(part: pl.Expr, whole: pl.Expr, k: pl.Expr) -> pl.Expr:
    """A part that is nobody, or all, of fewer than 3k people."""
    return (((part == 0) | (part == whole)) & (whole < 3 * k)).fill_null(False)


def _people_per_side() -> pl.Expr:
    """How many times k people a quantile needs: 2 for a median, 4 for a quartile, 10 for a tenth percentile.

    It is known by its name (`median`, `median_days`), whatever the table is. In a table of quantiles no number of
    people is enough for a statistic of another name.
    """
    percent = pl.col("statistic").str.extract(r"^percentile_(\d+)$").cast(pl.Int64)
    from_edge = pl.min_horizontal(percent, 100 - percent)
    divided = pl.when(from_edge > 0).then((100 / from_edge).ceil().cast(pl.Int64))
    name = pl.col("statistic")
    named = pl.when(name.str.starts_with("median")).then(2).when(name.is_in(["quartile_1", "quartile_3"])).then(4)
    return pl.coalesce(named, divided)


def _tells_of_one() -> pl.Expr:
    """The smallest and the largest value are somebody's; so nearly is the spread of a few."""
    few = (pl.col("n") < LEAST_FOR_SPREAD).fill_null(True)
    extreme = pl.col("statistic").is_in(_EXTREMES)
    return (extreme | (pl.col("statistic").is_in(_SPREADS) & few)).fill_null(False)


def _withhold_telling_counts(table: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """Nobody or everybody of a small group in a protected dimension: a count of 0 of 12 tells of all the twelve."""
    names = [name for name in by if name in policy.protected]
    if not names:
        return table
    keys = [*(name for name in by if name not in names), *_KEY]
    wholes = table.filter(pl.all_horizontal(pl.col(name).is_null() for name in names))
    wholes = wholes.group_by(keys).agg(_whole=pl.col("n").min())
    beside = table.join(wholes, on=keys, how="left", nulls_equal=True, maintain_order="left", validate="m:1")
    told = _protected(by, policy) & _nobody_or_all(pl.col("n"), pl.col("_whole"), least_count(policy, by))
    goes = told & pl.col("withheld").is_null()
    return beside.with_columns(withheld=pl.when(goes).then(pl.lit(SMALL)).otherwise("withheld")).drop("_whole")


def _protected(by: tuple[str, ...], policy: Policy) -> pl.Expr:
    named = [pl.col(name).is_not_null() for name in by if name in policy.protected]
    return pl.any_horizontal(named) if named else pl.lit(False)
