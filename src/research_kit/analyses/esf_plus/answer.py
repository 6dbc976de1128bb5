"""The ESF+ indicators by gender, each with those of whom it is not known (DOMAIN section 4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from research_kit.analyses.answer_table import TableMaker, blocked_row, definition_of, guard_definition, subject_of
from research_kit.analyses.counted_groups import plan_counted_groups
from research_kit.analyses.esf_plus.indicators import HORIZONS, INDICATORS, Indicator
from research_kit.analyses.groups import Groups, plan_groups
from research_kit.analyses.told_of_a_part import require_everybody
from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.results import Answer, History, ResultTable
from research_kit.results.status import OK
from research_kit.study.codes import GENDER

NAME, METHOD_ID, TABLE = "esf_plus", "ESF+", "indicators"
_BY = "gender"
_UNSTATED = "unstated"


def esf_plus(cohort: Cohort | CountedStudy, *, history: History | None = None) -> Answer:
    """How many of those enrolled each common indicator counts, by gender, and of how many it is not known.

    Parameters
    ----------
    cohort
        The participants; everybody enrolled is counted, whoever the cohort file speaks about. Of partners' tables the
        indicators cannot be made.
    history
        What earlier releases fixed.

    Returns
    -------
    An `Answer` with the table `indicators`: one row per indicator (`statistic`) for everybody and for each gender; `n`
    people counted, `unknown` people of whom it is not known, `outcome` the horizon (`entry`, `exit_28_days`,
    `exit_6_months`). `left_28_days` and `left_6_months` say how many have left so long ago. An indicator for which the
    study has no facts is blocked, with NO_TABLE. `diagnostics` says whether the table adds up.

    Raises
    ------
    CohortError
        The cohort is a part of the participants (`part_of`).
    GuardError
        G-DEFSWITCH: the population changed since the latest release, and the cohort file does not say so.

    Notes
    -----
    The genders add up to everybody; unemployed, inactive and employed (02, 04, 05), with those of whom it is not known,
    add up to all (01). Reported data should have none unknown.

    References
    ----------
    Regulation (EU) 2021/1057, Annex I. DOMAIN section 4.

    Examples
    --------
    >>> answer = rk.esf_plus(cohort)
    >>> list(answer)
    ['indicators']
    """
    require_everybody(cohort, NAME)
    parts = definition_of(cohort, with_outcome=False)
    guards = guard_definition(cohort, NAME, parts, history)
    maker = TableMaker(cohort=cohort, groups=_by_gender(cohort), method_id=METHOD_ID, guards=guards)
    if isinstance(cohort, CountedStudy) or not cohort.records.entry_facts.height:
        made = maker.without_table(TABLE, "count", "EECO01", estimand="people_enrolled")
    else:
        made = _indicators(cohort, maker)
    return Answer(name=NAME, tables={TABLE: made}, subject=subject_of(cohort), guards=guards, definition=parts)


def _by_gender(cohort: Cohort | CountedStudy) -> Groups:
    """The regulation asks for gender alone, whatever else a study splits by."""
    reason = "the regulation asks for gender"
    if isinstance(cohort, CountedStudy):
        groups = plan_counted_groups(cohort.counted, cohort.definition, (), reason)
    else:
        groups = plan_groups(cohort, (), reason)
    return replace(groups, columns=(_BY,))


def _indicators(cohort: Cohort, maker: TableMaker) -> ResultTable:
    facts = cohort.records.entry_facts.with_columns(pl.col(_BY).fill_null(_UNSTATED))
    left = cohort.records.after_leaving.join(facts.select("pid", _BY), on="pid", how="inner", validate="1:1")
    frames = {"entry_facts": facts, "after_leaving": left}
    has_statuses = cohort.records.has("enrolment", "status_spell")
    rows = [_row(one, frames[one.frame], has_statuses=has_statuses) for one in INDICATORS]
    rows += [_left_so_long_ago(horizon, left) for horizon in HORIZONS if has_statuses]
    named = replace(maker, diagnostics=_adds_up(rows))
    return named.plain(TABLE, "count", rows, estimand="people_enrolled")


def _row(one: Indicator, frame: pl.DataFrame, *, has_statuses: bool) -> pl.DataFrame:
    """Everybody and each gender; blocked where the study has no such facts: nobody's is known, or no statuses."""
    named = {"statistic": pl.lit(one.code), "outcome": pl.lit(one.horizon)}
    absent = [name for name in one.needs if name not in frame.columns]
    if one.frame == "entry_facts":
        absent += [name for name in one.needs if name not in absent and not frame[name].is_not_null().any()]
    if absent or (one.frame == "after_leaving" and not has_statuses):
        return blocked_row(one.code, "NO_TABLE").with_columns(outcome=pl.lit(one.horizon))
    due = pl.col(one.due) if one.due else pl.lit(True)
    judged = frame.with_columns(_counts=one.counts, _due=due).filter("_due")
    return _counted(judged, pl.col("_counts")).with_columns(**named)


def _left_so_long_ago(horizon: str, left: pl.DataFrame) -> pl.DataFrame:
    statistic, flag = HORIZONS[horizon]
    rows = _counted(left.filter(flag), pl.lit(True))
    return rows.with_columns(statistic=pl.lit(statistic), outcome=pl.lit(horizon))


def _counted(people: pl.DataFrame, counts: pl.Expr) -> pl.DataFrame:
    """`n` and `unknown` for everybody (gender null) and for each gender, none left out: what is not there is 0."""
    genders = pl.DataFrame({_BY: list(GENDER)}, schema={_BY: pl.String()})
    judged = people.select(pl.col(_BY).cast(pl.String), _counts=counts)
    sums = [
        (pl.col("_counts").fill_null(False) & pl.col(_BY).is_not_null()).sum().cast(pl.Int64).alias("n"),
        pl.col("_counts").is_null().sum().cast(pl.Int64).alias("unknown"),
    ]
    each = genders.join(judged.group_by(_BY).agg(sums), on=_BY, how="left", maintain_order="left")
    filled = each.with_columns(pl.col("n", "unknown").fill_null(0))
    total = filled.select(pl.lit(None, dtype=pl.String()).alias(_BY), pl.col("n", "unknown").sum())
    return pl.concat([total, filled]).with_columns(unit=pl.lit("participants"), status=pl.lit(OK))


def _adds_up(rows: list[pl.DataFrame]) -> dict[str, Any]:
    """The checks of the table, with exact numbers: for the researcher, never released."""
    told = {part["statistic"][0]: part for part in rows if part["status"][0] == OK}
    genders = all(int(part["n"][0]) == int(part["n"][1:].sum()) for part in told.values())
    parts = [told[code] for code in ("EECO02", "EECO04", "EECO05") if code in told]
    labour = None
    if len(parts) == 3:
        known = sum(int(part["n"][0]) for part in parts)
        labour = known + int(parts[0]["unknown"][0]) == int(told["EECO01"]["n"][0])
    return {"genders_add_up": genders, "labour_status_adds_up": labour, "people": int(told["EECO01"]["n"][0])}
