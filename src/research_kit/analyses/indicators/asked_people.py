"""Who was asked an indicator's questions at each follow-up, in which version, and what came of the answers."""

from __future__ import annotations

import polars as pl

from research_kit.cohort import Cohort
from research_kit.study.indicators import asked_items

_FOREVER = pl.date(9999, 1, 1)


def followed_people(cohort: Cohort) -> pl.DataFrame:
    """One row per participant and follow-up that was due, of those neither dead nor withdrawn by then.

    Returns
    -------
    `pid, k, answered` (anything at all), and `on`, the day it was held, or else was planned for.
    """
    due = pl.col("due") & ~pl.col("died") & ~pl.col("withdrawn")
    asked = cohort.voice.follow_ups.filter(due)
    return asked.select("pid", "k", "answered", on=pl.coalesce("actual_on", "planned_on"))


def asked_people(cohort: Cohort) -> pl.DataFrame:
    """One row per participant, follow-up and version of an indicator that she was asked then.

    Which version somebody was asked follows from the day of the follow-up. Of several questions the mean counts, where
    half of them, and at least two, are answered (METHODS M6.1).

    Returns
    -------
    `indicator, version, k, pid` and `agrees` (null: no answer), in this order. A follow-up at which nobody ever
    answered an indicator's questions did not ask them, and is in no row.
    """
    items = asked_items(cohort.study.registry)
    keys = ["indicator", "version", "from_on", "until_on", "at_least"]
    versions = items.group_by(keys, maintain_order=True).agg(questions=pl.len())
    placed = followed_people(cohort).drop("answered").join(versions, how="cross").filter(_lasts())
    scores = _scores(cohort, items)
    told = placed.join(scores, on=["pid", "k", "indicator", "version"], how="left", validate="1:1")
    needed = pl.max_horizontal(pl.min_horizontal("questions", 2), (pl.col("questions") / 2).ceil())
    agrees = pl.when((pl.col("answers") >= needed).fill_null(False)).then(pl.col("score") >= pl.col("at_least"))
    latest_first = [registry_place("indicator", cohort), "version", "k", "pid"]
    judged = told.select("indicator", "version", "k", "pid", agrees=agrees).sort(
        latest_first, descending=[False, True, False, False]
    )
    return judged.filter(pl.col("agrees").is_not_null().any().over("indicator", "k"))


def registry_place(column: str, cohort: Cohort) -> pl.Expr:
    """Where an indicator stands in the board's registry."""
    places = {one.code: place for place, one in enumerate(cohort.study.registry.indicators)}
    return pl.col(column).replace_strict(places, default=len(places), return_dtype=pl.Int64)


def _lasts() -> pl.Expr:
    """The version in force on the day of the follow-up."""
    return (pl.col("from_on") <= pl.col("on")) & (pl.col("on") < pl.col("until_on").fill_null(_FOREVER))


def _scores(cohort: Cohort, items: pl.DataFrame) -> pl.DataFrame:
    """The mean of the answers to an indicator's questions, each in the version of its wording that was decided."""
    answers = cohort.voice.answers.select("pid", "k", "on", "item", "ver", "value")
    named = answers.join(items, left_on=["item", "ver"], right_on=["item", "item_ver"], how="inner").filter(_lasts())
    return named.group_by("pid", "k", "indicator", "version").agg(score=pl.col("value").mean(), answers=pl.len())
