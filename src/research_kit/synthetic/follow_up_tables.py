"""The tables about what became of people: wave, status_spell, item, item_response, need (METHODS 1)."""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.synthetic.incomes import draw_incomes
from research_kit.synthetic.lives import Lives, add_days
from research_kit.synthetic.observations import draw_delays, observe_statuses
from research_kit.synthetic.outcomes import WORK
from research_kit.synthetic.people_tables import enrolment_id
from research_kit.synthetic.surveys import draw_needs, draw_questions, draw_responses, survey_items
from research_kit.synthetic.truth import StudyTruth

_ITEM = ["item", "ver", "scale", "text_sv", "range_lo", "range_hi", "reverse", "month"]
_OWN_WORDS = {
    "svenska": "Jag vill prata bättre svenska",
    "yrke": "Jag vill ha ett yrke",
    "natverk": "Jag vill träffa andra",
    "halsa": "Jag vill må bättre",
    "samhalle": "Jag vill veta hur samhället fungerar",
    "egenmakt": "Jag vill bestämma själv",
    "barnomsorg": "Jag behöver barnomsorg",
    "praktik": "Jag vill prova ett arbete",
    "vagledning": "Jag vill veta vad jag kan bli",
    "eget_foretag": "Jag vill starta eget",
}


def wave_table(lives: Lives, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """One row per due follow-up, held or missed."""
    waves = lives.waves
    size = waves.height
    seen = lives.observations.filter(pl.col("k").is_not_null()).select("row", "k", recorded_at="recorded_on")
    missed_at = add_days(waves["planned_on"], 14 + draw_delays(size, follow_up=truth.follow_up, rng=rng))
    by_coach = pl.Series(rng.random(size) < 0.12)
    person = pl.when(by_coach).then(pl.lit("coach")).otherwise(pl.lit("self"))
    by_register = pl.when(pl.col("mode") == "register").then(pl.lit("register")).otherwise(person)
    respondent = pl.when(pl.col("actual_on").is_not_null()).then(by_register)
    rows = waves.join(seen, on=["row", "k"], how="left", validate="1:1", maintain_order="left")
    return rows.select(
        enr_id=enrolment_id(),
        k="k",
        planned_on="planned_on",
        actual_on="actual_on",
        mode="mode",
        respondent=respondent,
        missing_reason="missing_reason",
        recorded_at=pl.coalesce("recorded_at", missed_at),
    )


def status_spell_table(lives: Lives, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """One row per record of a status: each time it is seen running, and when its end is reported."""
    records = observe_statuses(lives.spells, lives.observations, truth=truth, rng=rng)
    schemes = np.array(("lonebidrag", "nystartsjobb", "extratjanst"))
    scheme = pl.Series(schemes[rng.integers(3, size=lives.enrolled.height)]).gather(records["row"])
    idle_employer = (pl.col("verified_by") == "employer") & ~pl.col("kind").is_in(WORK)
    income = draw_incomes(records, known=truth.follow_up.income_known, rng=rng)
    return records.select(
        person=lives.enrolled["person"].gather(records["row"]),
        start=pl.when(pl.col("precision") == "day").then("start_on"),
        kind="kind",
        start_lo="start_lo",
        start_hi="start_hi",
        precision="precision",
        end_lo="end_lo",
        end_hi="end_hi",
        hours_pct="hours_pct",
        support_scheme=pl.when(pl.col("kind") == "sub_emp").then(scheme),
        income_source=income,
        verified_by=pl.when(idle_employer).then(pl.lit("coach")).otherwise("verified_by"),
        verified_on="verified_on",
        recorded_at="recorded_on",
    )


def item_table(truth: StudyTruth) -> pl.DataFrame:
    """One row per question of the survey and version of its wording."""
    first = [(code, 1, scale, text, 1, 5, False, 0) for code, scale, text in survey_items(truth)]
    own = [
        (one.code, version, "other", text, 1, 5, False, int(month))
        for one in truth.voice.questions
        for version, (month, text) in enumerate(one.wordings, start=1)
    ]
    items = pl.DataFrame([*first, *own], schema=_ITEM, orient="row")
    since = pl.lit(truth.starts_on).dt.offset_by(pl.format("{}mo", "month"))
    return items.with_columns(first_used=since, recorded_at=since).drop("month")


def item_response_table(lives: Lives, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """One row per person, follow-up and question."""
    responses = draw_responses(lives.waves, truth=truth, rng=rng)
    if truth.voice.questions:
        own = draw_questions(lives.waves, truth=truth, rng=rng.spawn(1)[0])
        responses = pl.concat([responses, own.cast(responses.schema)])
    names = [name for name, _ in truth.voice.languages]
    drawn = rng.choice(len(names), lives.enrolled.height, p=[share for _, share in truth.voice.languages])
    swedish = ~lives.enrolled["foreign_born"].to_numpy()
    language = pl.Series(np.where(swedish, "sv", np.array(names)[drawn]))
    alone = pl.Series(rng.random(lives.enrolled.height) < 0.8)
    seen = lives.observations.filter(pl.col("k").is_not_null()).select("row", "k", recorded_at="recorded_on")
    rows = responses.join(seen, on=["row", "k"], how="inner", validate="m:1", maintain_order="left")
    return rows.select(
        enr_id=enrolment_id(),
        k="k",
        item="item",
        value="value",
        lang=language.gather(rows["row"]),
        self_completed=alone.gather(rows["row"]),
        recorded_at="recorded_at",
    )


def need_table(lives: Lives, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """One row per need when it is voiced, and one more when it is met."""
    needs = draw_needs(lives.enrolled, truth=truth, rng=rng)
    words = pl.DataFrame({"theme": list(_OWN_WORDS), "own_words": list(_OWN_WORDS.values())})
    stated = add_days(needs["stated_on"], draw_delays(needs.height, follow_up=truth.follow_up, rng=rng))
    rows = needs.join(words, on="theme", how="left", validate="m:1", maintain_order="left").select(
        need_id=pl.format("BEH-{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(6)),
        person=lives.enrolled["person"].gather(needs["row"]),
        stated_on="stated_on",
        own_words="own_words",
        themes="theme",
        coder1="theme",
        coder2="second_theme",
        priority="priority",
        met_on="met_on",
        met_by="met_by",
        still_wanted="still_wanted",
        recorded_at=stated,
    )
    open_needs = rows.with_columns(met_on=pl.lit(None, pl.Date), met_by=pl.lit(None, pl.String))
    later = pl.max_horizontal(pl.col("met_on") + pl.duration(days=10), pl.col("recorded_at") + pl.duration(days=1))
    met = rows.filter(pl.col("met_on").is_not_null()).with_columns(recorded_at=later)
    return pl.concat([open_needs, met])
