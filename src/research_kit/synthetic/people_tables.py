"""The tables about who takes part: participant, consent, referral, enrolment, phase (METHODS 1).

Every table has `person` instead of `pid`, and `recorded_at`; rows of the same key are a history.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from research_kit.synthetic.lives import Lives, add_days, to_dates
from research_kit.synthetic.observations import draw_delays
from research_kit.synthetic.participants import FloatArray
from research_kit.synthetic.truth import StudyTruth


def enrolment_id() -> pl.Expr:
    """The partner's number of an enrolment, from the row of the enrolled person."""
    return pl.format("INS-{}", pl.col("row").cast(pl.String).str.zfill(5))


def referral_id() -> pl.Expr:
    """The partner's number of a referral."""
    return pl.format("REM-{}", pl.col("person").cast(pl.String).str.zfill(5))


def participant_table(lives: Lives, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """One row per referred person."""
    referred = to_dates(lives.people["referred_day"], start=truth.starts_on)
    return lives.people.select(
        "person",
        "organisation",
        gender=pl.when("woman").then(pl.lit("woman")).otherwise(pl.lit("man")),
        foreign_born=_yes_no("foreign_born"),
        birth_year=referred.dt.year() - pl.col("age_years").cast(pl.Int32),
        target_groups=_target_groups(lives.people, rng),
        education="education",
        years_in_sweden_band=_band("years_in_sweden", {"0-4": 5, "5-9": 10}, above="10-"),
        language_support="language_support",
        disability_support=_yes_no("disability"),
        children_u18_band=_band("children", {"0": 1, "1-2": 3}, above="3-"),
        recorded_at=referred,
    )


def consent_table(lives: Lives, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """One row per person and scope; once more, recorded later, for a consent that is withdrawn."""
    referred = lives.people.select(
        "person",
        given_on=to_dates(lives.people["referred_day"], start=truth.starts_on),
        withdrawn_on=to_dates(lives.people["withdrawn_day"], start=truth.starts_on),
        enrolled=pl.col("index_day").is_finite(),
    )
    given = pl.concat(_given(referred, truth, rng))
    given = given.with_columns(recorded_at=pl.col("given_on") + pl.duration(days=1))
    ended = given.filter(pl.col("withdrawn_on") <= truth.ends_on)
    later = add_days(ended["withdrawn_on"], rng.integers(1, 10, ended.height).astype(float))
    ended = ended.with_columns(recorded_at=later, erase=pl.Series(rng.random(ended.height) < 0.15))
    first = given.with_columns(withdrawn_on=pl.lit(None, pl.Date), erase=pl.lit(False))
    return pl.concat([first, ended]).select(
        "person", "scope", "version", "given_on", "withdrawn_on", "erase", "legal_basis", "recorded_at"
    )


def referral_table(lives: Lives, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """One row per referral while it waits, and one when it has been decided."""
    people = lives.people
    size = people.height
    by_self = pl.Series(rng.random(size) < 0.12)
    reasons = pl.Series(np.array(("fel_malgrupp", "fullt", "annan_insats"))[rng.integers(3, size=size)])
    referred = to_dates(people["referred_day"], start=truth.starts_on)
    decided = to_dates(people["decided_day"], start=truth.starts_on)
    written_down = add_days(decided, _delays(size, truth, rng))
    rows = people.select(
        "person",
        ref_id=referral_id(),
        org_id=pl.when(by_self).then(pl.lit("self")).otherwise("organisation"),
        referred_on=referred,
        decision="decision",
        decided_on=decided,
        decline_reason=pl.when(pl.col("decision") == "declined_by_project").then(reasons),
        recorded_at=pl.when(pl.col("decision") == "accepted").then(decided).otherwise(written_down),
    )
    waiting = rows.filter(pl.col("decided_on") - pl.col("referred_on") > pl.duration(days=4)).with_columns(
        decision=pl.lit("waiting"),
        decided_on=pl.lit(None, pl.Date),
        decline_reason=pl.lit(None, pl.String),
        recorded_at=pl.col("referred_on") + pl.duration(days=2),
    )
    return pl.concat([waiting, rows])


def enrolment_table(lives: Lives, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """One row per enrolment when it begins, and one when it has ended."""
    ended = add_days(lives.enrolled["end_on"], _delays(lives.enrolled.height, truth, rng))
    rows = lives.enrolled.select(
        "person",
        enr_id=enrolment_id(),
        ref_id=referral_id(),
        start="index_on",
        end="end_on",
        planned_end="planned_end_on",
        exit_reason="exit_reason",
        spell_no=pl.lit(1),
        recorded_at=ended,
    )
    running = rows.with_columns(end=pl.lit(None, pl.Date), exit_reason=pl.lit(None, pl.String), recorded_at="start")
    return pl.concat([running, rows])


def phase_table(lives: Lives, *, truth: StudyTruth) -> pl.DataFrame:
    """One row per phase when it begins, and one when it has ended; a phase is cut where the enrolment ends."""
    frames = [
        lives.enrolled.select(
            enr_id=enrolment_id(),
            seq=pl.lit(number + 1),
            phase=pl.lit(name),
            start=add_days(lives.enrolled["index_on"], lives.phases[:, number]),
            end=pl.min_horizontal(add_days(lives.enrolled["index_on"], lives.phases[:, number + 1]), "end_on"),
        ).filter(pl.col("start") < pl.col("end"))
        for number, (name, _) in enumerate(truth.phases)
    ]
    rows = pl.concat(frames)
    running = rows.with_columns(end=pl.lit(None, pl.Date), recorded_at=pl.col("start") + pl.duration(days=1))
    return pl.concat([running, rows.with_columns(recorded_at=pl.col("end") + pl.duration(days=1))])


def _target_groups(people: pl.DataFrame, rng: np.random.Generator) -> pl.Expr:
    """Overlapping groups, joined by commas."""
    income_support = pl.Series(rng.random(people.height) < 0.38)
    also_unemployed = pl.Series(rng.random(people.height) < 0.3)
    member = {
        "long_term_sick": pl.col("entry_status") == "sick",
        "unemployed": (pl.col("entry_status") != "sick") | also_unemployed,
        "income_support": pl.lit(income_support),
        "youth": pl.col("young"),
        "newly_arrived": (pl.col("years_in_sweden") < 4).fill_null(False),
    }
    parts = [pl.when(belongs).then(pl.lit(name)) for name, belongs in member.items()]
    return pl.concat_str(parts, separator=",", ignore_nulls=True)


def _given(referred: pl.DataFrame, truth: StudyTruth, rng: np.random.Generator) -> Iterator[pl.DataFrame]:
    """Consents scope by scope; those who never enrol are on file on another legal basis, for the project only."""
    register = truth.follow_up.register
    shares = {"project_data": 1.0, "research": 0.93, "register_link": register, "contact_after_exit": 0.82}
    basis = pl.when("enrolled").then(pl.lit("consent")).otherwise(pl.lit("public_task"))
    for scope, share in shares.items():
        agreed = pl.Series(rng.random(referred.height) < share) & referred["enrolled"]
        rows = referred.filter(agreed | (scope == "project_data"))
        yield rows.with_columns(scope=pl.lit(scope), version=pl.lit(1), legal_basis=basis)


def _yes_no(column: str) -> pl.Expr:
    return pl.when(column).then(pl.lit("yes")).otherwise(pl.lit("no"))


def _band(column: str, below: dict[str, int], *, above: str) -> pl.Expr:
    """The name of the first band whose upper limit lies above the value; null where there is no value."""
    named = pl.coalesce(pl.when(pl.col(column) < limit).then(pl.lit(name)) for name, limit in below.items())
    return pl.when(pl.col(column).is_not_null()).then(named.fill_null(above))


def _delays(size: int, truth: StudyTruth, rng: np.random.Generator) -> FloatArray:
    return draw_delays(size, follow_up=truth.follow_up, rng=rng)
