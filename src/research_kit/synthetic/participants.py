"""Who is referred, who comes in and when: one row per referred person, in days of the project."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from research_kit.synthetic.truth import Composition, Intake, StudyTruth

EDUCATION = ("<9y", "9y", "upper_sec", "post_sec", "unknown")
NEVER = np.inf
"""The day of what never happens."""

FloatArray = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
BoolArray = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
StrArray = np.ndarray[tuple[int, ...], np.dtype[np.str_]]


def draw_people(truth: StudyTruth, *, size: int, rng: np.random.Generator) -> pl.DataFrame:
    """Referred people with what is known of them before they come in.

    Parameters
    ----------
    truth
        The study.
    size
        Number of people (>= 1).
    rng
        Source of randomness.

    Returns
    -------
    One row per referred person: `woman`, `foreign_born` and other covariates as booleans, `age_years` at referral,
    `education`, `years_in_sweden` (null for the Swedish-born), `organisation` that referred, `children` under 18,
    and `entry_status` (METHODS 1.1).
    """
    mix = truth.composition
    woman = rng.random(size) < mix.women
    foreign_born = rng.random(size) < np.where(woman, mix.foreign_born_women, mix.foreign_born_men)
    age_years = _ages(mix.ages, size, rng)
    referring = [code for code, _, role in truth.organisations if role != "other"]
    people = pl.DataFrame(
        {
            "woman": woman,
            "foreign_born": foreign_born,
            "age_years": age_years,
            "education": _education(mix, foreign_born, rng),
            "years_in_sweden": _years_in_sweden(mix, foreign_born, age_years, rng),
            "language_support": foreign_born & (rng.random(size) < mix.language_support),
            "disability": rng.random(size) < mix.disability,
            "children": rng.choice(4, size, p=(0.45, 0.22, 0.21, 0.12)),
            "entry_status": draw_codes(mix.entry_status, size, rng),
            "organisation": np.array(referring)[rng.integers(len(referring), size=size)],
        }
    )
    return people.with_columns(
        pl.col("years_in_sweden").fill_nan(None),
        foreign_born_woman=pl.col("foreign_born") & pl.col("woman"),
        low_education=pl.col("education").is_in(["<9y", "9y"]),
        young=pl.col("age_years") < 30,
        older=pl.col("age_years") >= 55,
    )


def draw_codes(shares: Sequence[tuple[str, float]], size: int, rng: np.random.Generator) -> StrArray:
    """`size` codes, each with its share."""
    codes = np.array([code for code, _ in shares])
    return codes[rng.choice(codes.size, size, p=[share for _, share in shares])]


def bring_in(people: pl.DataFrame, *, intake: Intake, rng: np.random.Generator) -> pl.DataFrame:
    """Referral, decision and enrolment of each person, in days of the project.

    Returns
    -------
    The same rows with `referred_day`, `decided_day`, `decision` (METHODS 1), `index_day` (start of the enrolment,
    infinite where there is none), `planned_end_day` and `withdrawn_day` (infinite where consent holds).
    """
    size = people.height
    slow = people["foreign_born_woman"].to_numpy()
    wait = np.where(slow, intake.foreign_born_women_wait, 1.0)
    referred = _referral_days(intake, size, rng)
    decided = np.minimum(referred + 1 + rng.exponential(intake.mean_decision_days * wait), intake.intake_days + 110)
    decision = _decisions(slow, intake, rng)
    start = np.minimum(decided + 1 + rng.exponential(intake.mean_start_days * wait), intake.intake_days + 120)
    length = np.clip(rng.gamma(4.0, intake.mean_enrolment_days / 4.0, size), 28, 720)
    index = np.where(decision == "accepted", np.floor(start), NEVER)
    withdrawn = index + rng.uniform(20, 600, size)
    withdrawn[rng.random(size) >= intake.withdrawn] = NEVER
    return people.with_columns(
        referred_day=pl.Series(np.floor(referred)),
        decided_day=pl.Series(np.floor(decided)),
        decision=pl.Series(decision),
        index_day=pl.Series(index),
        planned_end_day=pl.Series(np.floor(index + length)),
        withdrawn_day=pl.Series(np.floor(withdrawn)),
    )


def draw_referrals(truth: StudyTruth, *, rng: np.random.Generator) -> pl.DataFrame:
    """Everybody who is referred until exactly `truth.intake.participants` have been enrolled.

    Returns
    -------
    One row per referred person, in order of referral, with the columns of `draw_people` and `bring_in`, and
    `person`: 0, 1, 2 …
    """
    intake = truth.intake
    accepted = min(intake.accepted, intake.accepted_foreign_born_women)
    size = int(intake.participants / accepted * 1.3) + 60
    people = bring_in(draw_people(truth, size=size, rng=rng), intake=intake, rng=rng)
    enrolled = people["index_day"].is_finite().cum_sum()
    last = int((enrolled >= intake.participants).arg_max() or 0)
    return people.head(last + 1).sort("referred_day", maintain_order=True).with_row_index("person")


def _education(mix: Composition, foreign_born: BoolArray, rng: np.random.Generator) -> StrArray:
    swedish_born = draw_codes(tuple(zip(EDUCATION, mix.education, strict=True)), foreign_born.size, rng)
    others = draw_codes(tuple(zip(EDUCATION, mix.education_foreign_born, strict=True)), foreign_born.size, rng)
    return np.where(foreign_born, others, swedish_born)


def _years_in_sweden(
    mix: Composition, foreign_born: BoolArray, age_years: FloatArray, rng: np.random.Generator
) -> FloatArray:
    years = rng.gamma(1.6, mix.mean_years_in_sweden / 1.6, foreign_born.size)
    return np.where(foreign_born, np.minimum(years, age_years - 1.0), np.nan)


def _ages(bands: tuple[tuple[int, int, float], ...], size: int, rng: np.random.Generator) -> FloatArray:
    lower, upper, share = (np.array(column) for column in zip(*bands, strict=True))
    band = rng.choice(len(bands), size, p=share)
    return rng.integers(lower[band], upper[band] + 1).astype(float)


def _referral_days(intake: Intake, size: int, rng: np.random.Generator) -> FloatArray:
    """Arrivals of a Poisson process whose rate grows evenly over `ramp_days`, given their number."""
    at = rng.random(size) * (intake.intake_days - intake.ramp_days / 2)
    ramp = np.sqrt(2 * intake.ramp_days * at)
    return np.where(at < intake.ramp_days / 2, ramp, at + intake.ramp_days / 2)


def _decisions(slow: BoolArray, intake: Intake, rng: np.random.Generator) -> StrArray:
    accepted = np.where(slow, intake.accepted_foreign_born_women, intake.accepted)
    chance = rng.random(slow.size)
    by_person = chance < accepted + intake.declined_by_person
    no_show = rng.random(slow.size) < 0.4
    refused = np.where(by_person, np.where(no_show, "no_show", "declined_by_person"), "declined_by_project")
    return np.where(chance < accepted, "accepted", refused)
