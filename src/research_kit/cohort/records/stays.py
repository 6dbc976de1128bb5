"""How long participants stay in the project, how they leave it, and which phases they pass through."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.index_dates import every_spell
from research_kit.cohort.records.project_records import empty
from research_kit.cohort.records.scope import Scope
from research_kit.study.codes import EMPLOYMENT

COMPLETED, DROPPED_OUT, NOT_KNOWN = "completed", "dropped_out", "not_known"
WORK, EDUCATION, TERMINAL, OTHER_PROGRAMME = "work", "education", "terminal", "other_programme"
_PROGRAMMES = ("sfi", "internship", "programme")
_LEFT = {"moved_untraceable": "moved", "withdrawn": "withdrawn", "end_of_consent": "withdrawn", "lost": DROPPED_OUT}


def stays(scope: Scope) -> pl.DataFrame:
    """One row per spell of a participant in the project: all spells, a short pause being none."""
    if "enrolment" not in scope.tables:
        return empty("stays")
    begun = scope.until_cut("stays", "enrolment", "start", ends="end")
    mine = scope.losses.kept("stays", "not_in_cohort", begun, pl.col("pid").is_in(scope.participants["pid"].implode()))
    spells = every_spell(mine, scope.same_spell_days)
    scope.losses.add("stays", "same_spell", mine.height - spells.height)
    ends = how_it_ended(scope.definition)
    return scope.select("stays", spells.with_columns(start_on="start", end_on="end", ends=ends).sort("pid", "spell"))


def how_it_ended(definition: CohortDefinition) -> pl.Expr:
    """How a spell with `end, planned_end, exit_reason` ended, by the roles of the outcome map; null while it lasts.

    Who leaves on the planned day or later has completed, whatever came of it, unless it is known otherwise. Who leaves
    earlier for no outcome and no other programme has dropped out; where no reason is written down it is not known.
    """
    outcomes = definition.outcomes
    work = [code for code in outcomes.codes_with("success") if code in EMPLOYMENT]
    studies = [code for code in outcomes.codes_with("success") if code not in EMPLOYMENT]
    named = dict.fromkeys(work, WORK) | dict.fromkeys(studies, EDUCATION) | _LEFT
    named |= dict.fromkeys(outcomes.codes_with("competing"), TERMINAL) | {COMPLETED: COMPLETED}
    reason = pl.col("exit_reason")
    known = reason.replace_strict(named, default=None, return_dtype=pl.String())
    as_planned = (pl.col("end") >= pl.col("planned_end")).fill_null(False)  # no plan: nobody knows
    otherwise = (
        pl.when(as_planned)
        .then(pl.lit(COMPLETED))
        .when(reason.is_null())
        .then(pl.lit(NOT_KNOWN))
        .when(reason.is_in(_PROGRAMMES))
        .then(pl.lit(OTHER_PROGRAMME))
        .otherwise(pl.lit(DROPPED_OUT))
    )
    return pl.when(pl.col("end").is_not_null()).then(pl.coalesce(known, otherwise))


def phases(scope: Scope) -> pl.DataFrame:
    """One row per phase: one without an end lasts to the next, and none lasts beyond its enrolment."""
    if not {"phase", "enrolment"} <= set(scope.tables):
        return empty("phases")
    begun = scope.of_participants("phases", scope.until_cut("phases", "phase", "start", ends="end"))
    ends = scope.tables["enrolment"].select("enr_id", left_on="end").unique("enr_id", maintain_order=True)
    placed = begun.join(ends, on="enr_id", how="left", validate="m:1").sort("pid", "enr_id", "start", "seq")
    left = pl.when(pl.col("left_on") <= scope.cut).then("left_on")
    following = pl.col("start").shift(-1).over("enr_id")
    ended = placed.with_columns(start_on="start", end_on=pl.min_horizontal(pl.coalesce("end", following), left))
    return scope.select("phases", ended)
