"""Who can be compared with allowance for what they brought with them: the participants, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from research_kit.analyses.covariates_at_start import made_of_groups, require_known_at_start
from research_kit.analyses.groups import grouping_frame
from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.analyses.interval_counts import interval_of
from research_kit.analyses.outcome_rows import HORIZON_MONTHS
from research_kit.analyses.setting import Setting
from research_kit.errors import EstimateError
from research_kit.provenance import seed_of
from research_kit.statistics import impute_covariates

ONE_LEVEL, NO_TABLE = "ONE_LEVEL", "NO_TABLE"
NOT_KNOWN = ("unknown", "unstated")
FEW_MISSING, TOO_MANY_MISSING = 0.05, 0.40
"""METHODS Annex A: fewer are left out, more are not allowed for; in between values are imputed."""
_FOLLOWED = ("days", "left", "right", "cause", "entry")


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparable:
    """Participants with their follow-up and covariates, once for each completed data set.

    `lines` has one row per number to be told: `line, column, level, statistic, compared_with, n, events` (all that the
    model rests on), those of them `within` 12 months (of a gap: of both groups) and `still_followed` then. `compared`
    are the columns of whose groups both have people. `excluded` says how many were left out by reason, `imputed` how
    many values of which covariate were missing, `not_allowed_for` which covariates could not be used and why,
    `undated` of how many people the day a covariate was measured is not known. `fault` is what hindered the values that
    were missing from being drawn: then nothing is `completed`.
    """

    outcome: str
    cause: str
    compared: tuple[str, ...]
    allowed_for: tuple[str, ...]
    lines: pl.DataFrame
    completed: list[pl.DataFrame] = field(repr=False)
    excluded: Mapping[str, int]
    imputed: Mapping[str, int]
    not_allowed_for: Mapping[str, str]
    undated: Mapping[str, int]
    fault: str = ""

    @property
    def covariates(self) -> tuple[str, ...]:
        """All columns in the models."""
        return (*self.compared, *self.allowed_for)


def comparable_people(setting: Setting) -> Comparable | str:
    """The participants of an adjusted comparison, or the reason why there can be none.

    Raises
    ------
    GuardError
        G-MEDIATOR, G-IMMORTAL: a covariate was measured, or comes about, after the index date.
    CohortError
        A column is no covariate, or is made of another that is named too.
    """
    pairs = _pairs(setting)
    wanted = [name for name in dict.fromkeys(setting.cohort.definition.adjust_for) if name not in pairs]
    if not pairs:
        return ONE_LEVEL if setting.groups.blocked else NO_TABLE
    if len(pairs) + len(wanted) < 2:
        return NO_TABLE  # nothing is known at the start that could be allowed for
    undated = require_known_at_start(setting.cohort, [*pairs, *wanted])
    people, excluded = _followed(setting, pairs)
    made = made_of_groups(wanted, pairs)
    complete, allowed_for, refused = _with_values(people, [name for name in wanted if name not in made])
    used = complete.select(*_FOLLOWED, *pairs, *allowed_for)
    compared = tuple(name for name in pairs if used[name].n_unique() > 1)
    missing = {name: count for name in allowed_for if (count := used[name].null_count())}
    completed, fault = _completed(setting, used, [*compared, *allowed_for]) if missing else ([used], "")
    outcomes = setting.cohort.definition.outcomes
    return Comparable(
        outcome=outcomes.headline,
        cause=outcomes.causes_of(outcomes.headline)[0],
        compared=compared,
        allowed_for=allowed_for,
        lines=_lines(setting, used, pairs),
        completed=completed,
        fault=fault,
        excluded=excluded | {"value_missing": people.height - complete.height},
        imputed=missing,
        not_allowed_for=made | refused,
        undated=undated,
    )


def _pairs(setting: Setting) -> dict[str, tuple[str, str]]:
    """The columns with a named comparison, of those the cohort file crosses: group, and whom it is compared with."""
    crossed, found = setting.cohort.definition.split_by.crossed, dict[str, tuple[str, str]]()
    for line in setting.groups.lines.filter(pl.col("compared_with").str.contains("=")).iter_rows(named=True):
        column, _, other = str(line["compared_with"]).partition("=")
        if column in crossed:
            found[column] = (str(line[column]), other)
    return found


def _with_values(people: pl.DataFrame, wanted: Sequence[str]) -> tuple[pl.DataFrame, tuple[str, ...], dict[str, str]]:
    """People with a value of every covariate that hardly anybody lacks; what to allow for; and why not for the rest.

    Leaving people out may leave a covariate with one value: then that one cannot be allowed for either.
    """
    known = people.with_columns(_null_where_unknown(people, name) for name in wanted)
    refused: dict[str, str] = {}
    while True:
        allowed = tuple(name for name in wanted if name not in refused)
        rarely = [name for name in allowed if known[name].null_count() < FEW_MISSING * known.height]
        complete = known.drop_nulls(rarely) if rarely else known
        lacking = {name: reason for name in allowed if (reason := _why_not(complete[name]))}
        if not lacking:
            return complete, allowed, refused
        refused |= lacking


def _followed(setting: Setting, pairs: dict[str, tuple[str, str]]) -> tuple[pl.DataFrame, dict[str, int]]:
    """Everybody at risk who is in one of the groups compared; the group compared with is the first level."""
    name = setting.cohort.definition.outcomes.headline
    event = pl.col(f"event_{name}")
    left, right = interval_of(name, longest_midpoint=setting.limits.interval_days)
    people = grouping_frame(setting.cohort, setting.groups.used).with_columns(
        days=f"duration_days_{name}",
        left=left if setting.route.by_intervals else f"duration_days_{name}",
        right=right if setting.route.by_intervals else f"duration_days_{name}",
        cause=pl.when(event > 1).then(2).otherwise(event),
        entry=pl.when(pl.col("entry_days") > 0).then("entry_days").otherwise(-1.0),
    )
    at_risk = people.filter(pl.col("left") > pl.col("entry"))
    ordered = [pl.col(c).cast(pl.String).cast(pl.Enum([other, own]), strict=False) for c, (own, other) in pairs.items()]
    stated = at_risk.with_columns(ordered).drop_nulls(list(pairs))
    excluded = {"never_at_risk": people.height - at_risk.height, "group_not_stated": at_risk.height - stated.height}
    return stated, excluded


def _null_where_unknown(people: pl.DataFrame, name: str) -> pl.Expr:
    if people.schema[name].is_numeric():
        return pl.col(name)
    return pl.when(~pl.col(name).cast(pl.String).is_in(NOT_KNOWN)).then(name).alias(name)


def _why_not(column: pl.Series) -> str:
    if column.drop_nulls().n_unique() < 2:
        return "one value"
    return "more than 40 % missing" if column.null_count() > TOO_MANY_MISSING * len(column) else ""


def _completed(setting: Setting, used: pl.DataFrame, covariates: list[str]) -> tuple[list[pl.DataFrame], str]:
    """The people with every value that was missing drawn, some times over; none where they could not be, and why."""
    cohort = setting.cohort
    rng = np.random.default_rng(seed_of("M3.5", cohort.data_hash, cohort.definition.hash))
    try:
        found = impute_covariates(used, covariates=covariates, duration="days", event="cause", entry="entry", rng=rng)
    except EstimateError as error:
        return [], str(error)
    return list(found.frames), ""


def _lines(setting: Setting, used: pl.DataFrame, pairs: dict[str, tuple[str, str]]) -> pl.DataFrame:
    """The rows to be told: a share for both groups, and the gap of the first."""
    single = setting.groups.lines.filter(pl.sum_horizontal(pl.col(setting.groups.columns).is_not_null()) == 1)
    parts = []
    for column, (own, other) in pairs.items():
        here = single.drop_nulls(column).select("line", "compared_with", level=column, column=pl.lit(column))
        sides = here.filter(pl.col("level").is_in([own, other]))
        counts = _counts(used, column)
        shares = sides.join(counts, on="level", how="left", validate="1:1").with_columns(
            pl.col(_COUNTS).fill_null(0),
            compared_with=pl.lit(None, dtype=pl.String),
            statistic=pl.lit("share_standardised"),
        )
        smaller = shares.select(
            pl.col("n", "still_followed").min(), pl.col("within").sum(), events=pl.lit(None, dtype=pl.Int64)
        )
        gap = sides.filter(pl.col("level") == own).join(smaller, how="cross")
        parts += [shares.select(_LINE), gap.with_columns(statistic=pl.lit("gap_standardised")).select(_LINE)]
    return pl.concat(parts)


def _counts(used: pl.DataFrame, column: str) -> pl.DataFrame:
    """Per level: people, their events of the headline, those by 12 months, and who is then followed without any."""
    horizon = HORIZON_MONTHS * DAYS_PER_MONTH
    still = (pl.col("left") >= horizon) & (pl.col("entry") < horizon)
    started = pl.col("cause") == 1
    by_then = started & (pl.col("right") <= horizon)
    counted = {"n": pl.len(), "events": started.sum(), "within": by_then.sum(), "still_followed": still.sum()}
    return used.group_by(level=pl.col(column).cast(pl.String)).agg(
        value.cast(pl.Int64).alias(name) for name, value in counted.items()
    )


_COUNTS = ("n", "events", "within", "still_followed")
_LINE = ("line", "column", "level", "statistic", "compared_with", *_COUNTS)
