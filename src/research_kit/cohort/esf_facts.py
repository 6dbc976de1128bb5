"""What the ESF+ indicators ask of each person enrolled: facts at entry, and what came after leaving (DOMAIN section 4).

Everybody enrolled is here, whoever the cohort file speaks about. A person counts once: entry from the first enrolment,
leaving from the last. What nobody wrote down is null, never no.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.index_dates import Tables
from research_kit.cohort.labour_at_entry import SEARCHING, labour_at_entry
from research_kit.cohort.status_intervals import place_statuses
from research_kit.study.codes import EMPLOYMENT, STATUS_KIND, STUDIES

DAYS_AFTER, MONTHS_AFTER = 28, 6
_LABOUR = "labour_status_at_entry"
_NO_STATUS = ("moved_untraceable", "lost", "withdrawn", "end_of_consent")
_FACTS = {
    "gender": pl.String(),
    "foreign_born": pl.String(),
    "education": pl.String(),
    "disability_support": pl.String(),
    "labour_status_at_entry": pl.String(),
    "citizenship_band": pl.String(),
    "parents_born_abroad": pl.String(),
    "housing": pl.String(),
    "rural": pl.Boolean(),
}
_AFTER = {
    "left_on": pl.Date(),
    "due_28_days": pl.Boolean(),
    "searching": pl.Boolean(),
    "studying": pl.Boolean(),
    "employed": pl.Boolean(),
    "due_6_months": pl.Boolean(),
    "employed_6_months": pl.Boolean(),
}


def entry_facts(tables: Tables, definition: CohortDefinition, *, cut: date) -> pl.DataFrame:
    """One row per person enrolled by the cut: `pid, enrolled_on, age_years` and the facts, null where not known.

    The labour status is the one delivered; failing that, the one verified on the day of enrolment.
    """
    schema = {"pid": pl.String(), "enrolled_on": pl.Date(), "age_years": pl.Int64(), **_FACTS}
    if "enrolment" not in tables:
        return pl.DataFrame(schema=schema)
    begun = tables["enrolment"].filter(pl.col("start") <= cut)
    first = begun.group_by("pid").agg(enrolled_on=pl.col("start").min()).sort("pid")
    people = tables.get("participant", pl.DataFrame(schema={"pid": pl.String()}))
    known = first.join(people, on="pid", how="left", validate="1:1", maintain_order="left")
    born = pl.col("birth_year") if "birth_year" in known.columns else pl.lit(None, dtype=pl.Int32())
    aged = known.with_columns(age_years=(pl.col("enrolled_on").dt.year() - born).cast(pl.Int64))
    facts = [
        (pl.col(name) if name in aged.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in _FACTS.items()
    ]
    told = aged.select("pid", "enrolled_on", "age_years", *facts)
    return _with_verified_labour(told, tables, definition, cut)


def _with_verified_labour(told: pl.DataFrame, tables: Tables, definition: CohortDefinition, cut: date) -> pl.DataFrame:
    verified = labour_at_entry(tables, told.select("pid", "enrolled_on", "age_years"), definition, cut=cut)
    joined = told.join(verified, on="pid", how="left", validate="1:1", maintain_order="left")
    own = pl.when(pl.col(_LABOUR) != "unknown").then(_LABOUR)
    return joined.with_columns(pl.coalesce(own, "labour").alias(_LABOUR)).drop("labour")


def after_leaving(tables: Tables, definition: CohortDefinition, *, cut: date) -> pl.DataFrame:
    """One row per person who has left by the cut: what is known of the 28 days after, and of the day 6 months after.

    Returns
    -------
    `pid, left_on`; `due_28_days`, whether they have passed; of the last status known in them whether she is `searching`
    for work, `studying`, `employed` (searching and employed exclude each other; null: nothing is known); `due_6_months`
    and `employed_6_months` the same for that day.
    """
    if not {"enrolment", "status_spell"} <= set(tables):
        return pl.DataFrame(schema={"pid": pl.String(), **_AFTER})
    left = _left(tables["enrolment"], cut)
    spells = _known_spells(tables, left, definition, cut)
    end = pl.lit(cut)
    soon, later = pl.col("left_on").dt.offset_by(f"{DAYS_AFTER}d"), pl.col("left_on").dt.offset_by(f"{MONTHS_AFTER}mo")
    people = left.select("pid", "left_on", due_28_days=soon <= end, due_6_months=later <= end)
    found = people.join(_last_within(spells, soon), on="pid", how="left", validate="1:1", maintain_order="left")
    found = found.join(_on_day(spells, later), on="pid", how="left", validate="1:1", maintain_order="left")
    return found.select("pid", *_AFTER)


def _left(enrolment: pl.DataFrame, cut: date) -> pl.DataFrame:
    """Whoever is in no enrolment any more on the cut: `pid, left_on, exit_reason` of the last one."""
    begun = enrolment.filter(pl.col("start") <= cut)
    over = (pl.col("end") <= cut).fill_null(False).all().over("pid")
    last = begun.filter(over).sort("pid", "end", "start").unique("pid", keep="last", maintain_order=True)
    return last.select("pid", "exit_reason", left_on="end")


def _known_spells(tables: Tables, left: pl.DataFrame, definition: CohortDefinition, cut: date) -> pl.DataFrame:
    """Each status as far as it is known: `pid, left_on, kind, since, until`; so is the reason of leaving."""
    placed = place_statuses(
        tables["status_spell"], left.rename({"left_on": "index_on"}), definition=definition, cut=cut
    )
    spells = placed.select(
        "pid", left_on="index_on", kind=pl.col("kind").cast(pl.String), since="hi",
        until=pl.max_horizontal("hi", "verified_until"),
    )  # fmt: skip
    is_status = pl.col("exit_reason").is_in([kind for kind in STATUS_KIND if kind not in _NO_STATUS])
    reasons = left.filter(is_status).select(
        "pid", "left_on", kind=pl.col("exit_reason").cast(pl.String), since="left_on", until="left_on"
    )
    return pl.concat([spells, reasons])


def _last_within(spells: pl.DataFrame, until: pl.Expr) -> pl.DataFrame:
    """Of the statuses known between leaving and a day, those that were going on when the last of them had begun."""
    within = spells.filter((pl.col("since") <= until) & (pl.col("until") >= pl.col("left_on")))
    last = pl.col("since").max().over("pid")
    going_on = within.filter(pl.max_horizontal("until", "left_on") >= pl.max_horizontal(last, "left_on"))
    employed, searching = pl.col("kind").is_in(EMPLOYMENT).any(), pl.col("kind").is_in(SEARCHING).any()
    return going_on.group_by("pid").agg(
        searching=searching & ~employed, studying=pl.col("kind").is_in(STUDIES).any(), employed=employed
    )


def _on_day(spells: pl.DataFrame, day: pl.Expr) -> pl.DataFrame:
    known = spells.filter((pl.col("since") <= day) & (pl.col("until") >= day))
    return known.group_by("pid").agg(employed_6_months=pl.col("kind").is_in(EMPLOYMENT).any())
