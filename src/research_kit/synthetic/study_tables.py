"""All tables of METHODS section 1 for one run of a synthetic study, before partners write them in their own way."""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.synthetic.activity_tables import activity_version_table, coach_contact_table, participation_table
from research_kit.synthetic.follow_up_tables import (
    item_response_table,
    item_table,
    need_table,
    status_spell_table,
    wave_table,
)
from research_kit.synthetic.indicator_tables import indicator_value_table
from research_kit.synthetic.lives import Lives
from research_kit.synthetic.people_tables import (
    consent_table,
    enrolment_table,
    participant_table,
    phase_table,
    referral_table,
)
from research_kit.synthetic.surroundings_tables import (
    benchmark_table,
    org_table,
    staff_training_table,
)
from research_kit.synthetic.truth import StudyTruth


def study_tables(lives: Lives, *, truth: StudyTruth, rng: np.random.Generator) -> dict[str, pl.DataFrame]:
    """Every table by name; `person` stands for the person's identity, rows of the same key are a history."""
    tables = {
        "participant": participant_table(lives, truth=truth, rng=rng),
        "consent": consent_table(lives, truth=truth, rng=rng),
        "referral": referral_table(lives, truth=truth, rng=rng),
        "enrolment": enrolment_table(lives, truth=truth, rng=rng),
        "activity_version": activity_version_table(truth),
        "participation": participation_table(lives, truth=truth, rng=rng),
        "coach_contact": coach_contact_table(lives, rng=rng),
        "wave": wave_table(lives, truth=truth, rng=rng),
        "status_spell": status_spell_table(lives, truth=truth, rng=rng),
        "item": item_table(truth),
        "item_response": item_response_table(lives, truth=truth, rng=rng),
        "need": need_table(lives, truth=truth, rng=rng),
        "org": org_table(truth),
        "staff_training": staff_training_table(truth, rng=rng),
        "benchmark": benchmark_table(truth),
        "indicator_value": indicator_value_table(truth, rng=rng),
    }
    if truth.phases:
        tables["phase"] = phase_table(lives, truth=truth)
    tables["enrolment"] = _ended_last(tables)
    return tables


def _ended_last(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Enrolments whose end is recorded no sooner than the ends of what lies within them."""
    within = [tables[name].select("enr_id", "recorded_at") for name in ("participation", "phase") if name in tables]
    latest = pl.concat(within).group_by("enr_id").agg(within=pl.col("recorded_at").max())
    enrolments = tables["enrolment"].join(latest, on="enr_id", how="left", validate="m:1", maintain_order="left")
    later = pl.when(pl.col("end").is_not_null()).then(pl.max_horizontal("recorded_at", "within"))
    return enrolments.with_columns(recorded_at=later.otherwise("recorded_at")).drop("within")
