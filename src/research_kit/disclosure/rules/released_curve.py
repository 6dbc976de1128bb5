"""The curve as it is shown: its safe steps, less what would tell of a group that is withheld."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.rules.complementary import split_of, withhold_thin_differences
from research_kit.disclosure.rules.curves import HORIZON_MONTHS, drawn

_LINE = ("statistic", "outcome", "cause")


def released_curve(
    steps: pl.DataFrame, marked: Mapping[str, pl.DataFrame], *, by: tuple[str, ...], policy: Policy
) -> pl.DataFrame:
    """The steps without the points and the numbers followed that another table withholds.

    Parameters
    ----------
    steps
        What `safe_steps` gives.
    marked
        The other tables of the same answer, with `withheld`: the shares `within` given times, and `bounds`.
    by
        The group columns.
    policy
        The thresholds in force.
    """
    within = marked.get("within")
    shown = steps if within is None else _without_withheld(steps, within, by)
    shown = drawn(_ends_in_common(shown, by), policy=policy)
    if within is not None:
        shown = _without_last_of_a_sum(_as_withheld(shown, within, by), within, by, policy)
        shown = _without_sum_with_lost(shown, within, marked.get("bounds"), by)
    shown = _one_number_followed(shown, by, policy)
    return _followed_without_remainders(shown, by, policy)


def _without_withheld(steps: pl.DataFrame, within: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """A point whose share is withheld is not on the curve either."""
    point = [*by, "outcome", "cause", "time"]
    hidden = within.filter(pl.col("withheld").is_not_null()).select(point).unique()
    return steps.join(hidden, on=point, how="anti", nulls_equal=True, maintain_order="left")


def _ends_in_common(steps: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """After 12 months a split goes on only while all its groups do, so that none is the total less the others."""
    late = pl.col("time") > HORIZON_MONTHS
    groups = steps.with_columns(_split=split_of(by)).with_columns(
        _groups=pl.struct(by).n_unique().over(["_split", *_LINE]) if by else pl.lit(1, dtype=pl.UInt32),
    )
    here = pl.len().over(["_split", *_LINE, "time"])
    alone = (pl.col("_split") == "") | pl.col("_split").str.starts_with("target_")
    return groups.filter(~(late & ~alone & (here < pl.col("_groups"))).fill_null(False)).drop("_split", "_groups")


def _as_withheld(shown: pl.DataFrame, within: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """A line without points says `withheld` where its shares are: `few events` would tell that there are none."""
    line = [*by, "outcome", "cause"]
    hidden = within.filter(pl.col("withheld").is_not_null()).select(line).unique().with_columns(_hidden=pl.lit(True))
    joined = shown.join(hidden, on=line, how="left", nulls_equal=True, maintain_order="left")
    silent = pl.col("time").is_null() & pl.col("_hidden").is_not_null()
    silent |= pl.col("status") == "suppressed"
    return joined.with_columns(
        status=pl.when(silent).then(pl.lit("suppressed")).otherwise("status"),
        reason=pl.when(silent).then(pl.lit("WITHHELD")).otherwise("reason"),
    ).drop("_hidden")


def _without_last_of_a_sum(
    shown: pl.DataFrame, within: pl.DataFrame, by: tuple[str, ...], policy: Policy
) -> pl.DataFrame:
    """How many are followed is not told where those left over, of a withheld outcome or not known of, are too few.

    The group is made up of those with each outcome, those followed, and those of whom nothing is known.
    """
    point = [*by, "outcome", "time"]
    told = pl.col("events").filter(pl.col("withheld").is_null()).sum()
    sums = within.group_by(point).agg(_people=pl.col("n").max(), _told=told)
    joined = shown.join(sums, on=point, how="left", nulls_equal=True, maintain_order="left")
    rest = pl.col("_people") - pl.col("_told") - pl.col("n")
    goes = rest.is_between(1, least_count(policy, by) + 1).fill_null(False)
    return joined.with_columns(n=pl.when(~goes).then("n")).drop("_people", "_told")


def _without_sum_with_lost(
    shown: pl.DataFrame, within: pl.DataFrame, bounds: pl.DataFrame | None, by: tuple[str, ...]
) -> pl.DataFrame:
    """How many are followed is not told beside how many were lost, where something of the same sum is withheld."""
    if bounds is None:
        return shown
    point = [*by, "time"]
    lost = bounds.filter((pl.col("statistic") == "share_if_all_started") & pl.col("withheld").is_null())
    hidden = within.filter(pl.col("withheld").is_not_null()).select(point).unique()
    tied = lost.select(point).unique().join(hidden, on=point, how="semi", nulls_equal=True)
    joined = shown.join(
        tied.with_columns(_tied=pl.lit(True)), on=point, how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.with_columns(n=pl.when(pl.col("_tied").is_null()).then("n")).drop("_tied")


def _one_number_followed(shown: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """The numbers followed of outcomes that contain each other differ by nobody or by at least k."""
    first = pl.int_range(pl.len()).min().over("outcome", "cause")
    open_rows = shown.with_columns(withheld=pl.lit(None, dtype=pl.String), _place=first)
    thin = withhold_thin_differences(open_rows, by=(*by, "time"), count="n", order=pl.col("_place"), policy=policy)[
        "withheld"
    ].is_not_null()
    return shown.with_columns(n=pl.when(~thin).then("n"))


def _followed_without_remainders(shown: pl.DataFrame, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """How many are followed is told of a split where it is told of all its groups, else a remainder is a group.

    A target group's number goes where those outside it are 1 to k-1.
    """
    marked = shown.with_columns(_split=split_of(by), _k=least_count(policy, by))
    groups = pl.struct(by).n_unique().over(["_split", *_LINE]) if by else pl.lit(1)
    told = pl.col("n").is_not_null().sum().over(["_split", *_LINE, "time"])
    target = pl.col("_split").str.starts_with("target_")
    total = pl.col("n").filter(pl.col("_split") == "").first().over([*_LINE, "time"])
    outside = (total - pl.col("n")).is_between(1, pl.col("_k") - 1).fill_null(False)
    goes = (~target & (pl.col("_split") != "") & (told < groups)) | (target & outside)
    return marked.with_columns(n=pl.when(~goes).then("n")).drop("_split", "_k")
