"""Values of indicators that are not about participants, period by period, of the project and of each organisation."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.indicators.asked_people import registry_place
from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.cohort import Cohort
from research_kit.results import Thresholds
from research_kit.results.status import BLOCKED, OK
from research_kit.statistics import wilson
from research_kit.study.indicators.version import COUNT, PEOPLE, SCORE, SHARE
from research_kit.study.indicators.version_table import with_version

NO_SAMPLE_SIZE = "NO_SAMPLE_SIZE"
PEOPLE_SHARE, PEOPLE_COUNT = "indicator_share", "indicator_count"
VALUE = {SHARE: "indicator_share", COUNT: "indicator_count", SCORE: "indicator_score"}
_KEYS = ("organisation", "statistic", "outcome", "cause")


def placed_values(cohort: Cohort) -> pl.DataFrame:
    """The values with the version that they were told in; the whole project is the sum of its organisations.

    Returns
    -------
    One row per indicator, period and organisation (null: the whole project): the columns of `records.indicator_values`,
    `version`, `measure`, `counts`. Values of a period without one version are in no row.
    """
    registered = cohort.study.registry.about_surroundings
    known = [one.code for one in registered]
    values = cohort.records.indicator_values.filter(pl.col("indicator").is_in(known))
    placed = with_version(values, registered).filter(pl.col("version").is_not_null())
    whole = _with_whole_project(placed)
    keys = [registry_place("indicator", cohort), "version", "organisation", "first_on", "last_on"]
    return whole.sort(keys, descending=[False, True, False, False, False], nulls_last=False, maintain_order=True)


def share_rows(values: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Shares of people who are no participants, such as staff: with Wilson's interval, and n as everywhere."""
    of_people = values.filter((pl.col("measure") == SHARE) & (pl.col("counts") == PEOPLE))
    told, silent = _with_and_without_n(of_people, PEOPLE_SHARE)
    counted = told.with_columns(events=(pl.col("value") * pl.col("n")).round().cast(pl.Int64))
    shares = counted.hstack(wilson(counted["events"].to_numpy(), counted["n"].to_numpy()))
    nothing = pl.lit(None, dtype=pl.String)
    judged = judge(
        shares.with_columns(blocked_by=nothing, too_thin=nothing, unit=pl.lit("share")),
        {FEW_PEOPLE: pl.col("n") < limits.share_n},
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > limits.half_width,
    )
    return pl.concat([_named(judged, PEOPLE_SHARE), silent], how="diagonal").sort("_order").drop("_order")


def count_rows(values: pl.DataFrame) -> pl.DataFrame:
    """Numbers of people who are no participants."""
    people = values.filter((pl.col("measure") == COUNT) & (pl.col("counts") == PEOPLE))
    told = people.with_columns(n=pl.col("value").round().cast(pl.Int64), unit=pl.lit("participants"), status=pl.lit(OK))
    return _named(told.with_row_index("_order"), PEOPLE_COUNT).drop("_order")


def value_rows(values: pl.DataFrame) -> pl.DataFrame:
    """Numbers of things, shares of things, and mean scores of people; `n` counts people alone, those who answered."""
    counts_people = pl.col("counts") == PEOPLE
    rest = values.filter(~counts_people | (pl.col("measure") == SCORE)).with_row_index("_order")
    scored = rest.filter((pl.col("measure") == SCORE) & counts_people)
    without_n = scored.filter(pl.col("n").is_null())
    told = rest.join(without_n.select("_order"), on="_order", how="anti", maintain_order="left")
    rows = told.with_columns(
        n=pl.when(counts_people).then("n"), estimate="value", status=pl.lit(OK), unit=_unit(),
        statistic=_statistic(),
    )  # fmt: skip
    shares = _with_limits(rows)
    silent = _blocked(without_n.with_columns(statistic=_statistic()))
    return pl.concat([_keyed(shares), silent], how="diagonal").sort("_order").drop("_order")


def _with_limits(rows: pl.DataFrame) -> pl.DataFrame:
    """Wilson's limits of shares of a known number of things; the number itself is in no column of people."""
    of_known = (pl.col("measure") == SHARE) & pl.col("_of").is_not_null()
    size = pl.when(of_known).then("_of")
    part = rows.select(events=(pl.col("value") * size).round(), n=size)
    limits = wilson(part["events"].fill_null(0).to_numpy(), part["n"].fill_null(0).to_numpy())
    return rows.with_columns(lower=limits["lower"], upper=limits["upper"])


def _statistic() -> pl.Expr:
    return pl.col("measure").replace_strict(VALUE, return_dtype=pl.String)


def _unit() -> pl.Expr:
    return pl.col("measure").replace_strict({SHARE: "share", COUNT: "things", SCORE: "score"}, return_dtype=pl.String)


def _with_and_without_n(values: pl.DataFrame, statistic: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = values.with_row_index("_order")
    without = rows.filter(pl.col("n").is_null() | (pl.col("n") == 0)).with_columns(statistic=pl.lit(statistic))
    return rows.filter(pl.col("n") > 0), _blocked(without)


def _blocked(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows without the number of people they rest on: nobody knows whom they give away."""
    told = rows.with_columns(status=pl.lit(BLOCKED), reason=pl.lit(NO_SAMPLE_SIZE))
    return _keyed(told).select("_order", *_KEYS, "status", "reason")


def _named(rows: pl.DataFrame, statistic: str) -> pl.DataFrame:
    return _keyed(rows.with_columns(statistic=pl.lit(statistic)))


def _keyed(rows: pl.DataFrame) -> pl.DataFrame:
    """Which indicator in which version (`outcome`), and for which period (`cause`)."""
    version = pl.format("{}.{}", "indicator", "version")
    told = ["n", "events", "estimate", "lower", "upper", "unit", "status", "reason"]
    kept = [name for name in ("_order", "organisation", "statistic", *told) if name in rows.columns]
    return rows.with_columns(outcome=version, cause="period").select(*kept, "outcome", "cause")


def _with_whole_project(placed: pl.DataFrame) -> pl.DataFrame:
    """Where only organisations told a value the project's is their sum, or their mean by people."""
    whole = placed.filter(pl.col("organisation").is_null()).select("indicator", "period")
    parts = placed.filter(pl.col("organisation").is_not_null())
    alone = parts.join(whole, on=["indicator", "period"], how="anti", maintain_order="left")
    keys = ["indicator", "period", "first_on", "last_on", "version", "measure", "counts"]
    weighted = (pl.col("value") * pl.col("n")).sum() / pl.col("n").sum()
    complete = pl.col("n").null_count() == 0
    sums = alone.group_by(keys, maintain_order=True).agg(
        value=pl.when(pl.col("measure").first() == COUNT).then(pl.col("value").sum()).when(complete).then(weighted),
        n=pl.when(complete).then(pl.col("n").sum()),
    )
    made = sums.filter(pl.col("value").is_not_null()).with_columns(organisation=pl.lit(None, dtype=pl.String))
    both = pl.concat([placed, made.select(pl.col(n).cast(placed.schema[n]) for n in [*made.columns])], how="diagonal")
    return both.with_columns(_of=pl.col("n"))
