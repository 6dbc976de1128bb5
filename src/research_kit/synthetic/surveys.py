"""What people say themselves: answers to the survey's questions, and their needs."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.special import ndtri

from research_kit.synthetic.outcomes import EDUCATION, WORK
from research_kit.synthetic.participants import FloatArray, StrArray
from research_kit.synthetic.truth import DAYS_PER_MONTH, Scale, StudyTruth

CLOSENESS = "close_1"
"""The question whether someone feels closer to work because of the project."""

_RESPONSES = ("row", "k", "item", "value")


def survey_items(truth: StudyTruth) -> list[tuple[str, str, str]]:
    """Code, scale and wording of each question, in the order of the form."""
    items = [
        (f"{scale.name[:5]}_{number}", scale.name, text)
        for scale in truth.voice.scales
        for number, text in enumerate(scale.items, start=1)
    ]
    return [*items, (CLOSENESS, "closeness", "Jag har kommit närmare arbetsmarknaden tack vare projektet.")]


def draw_responses(waves: pl.DataFrame, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """Answers 1 to 5 at each follow-up that the person herself took part in.

    Parameters
    ----------
    waves
        One row per person and wave: `row`, `k`, `actual_on`, `mode`, `kind` (true status then), `previous_kind`.
    truth
        The study; the answers follow one factor per scale, with growth and a ceiling.
    rng
        Source of randomness.

    Returns
    -------
    One row per person, wave and question: `row`, `k`, `item`, `value` (null where left out).
    """
    asked = waves.filter(pl.col("actual_on").is_not_null() & (pl.col("mode") != "register"))
    people = 1 + max(waves["row"].unique(), default=0)
    general = rng.standard_normal(people)
    frames = [_scale_responses(asked, scale, general, rng) for scale in truth.voice.scales]
    responses = pl.concat([*frames, _closeness(asked, truth, rng)])
    skipped = pl.Series(rng.random(responses.height) < 0.02)
    return responses.with_columns(value=pl.when(~skipped).then("value")).select(_RESPONSES).sort("row", "k", "item")


def draw_questions(waves: pl.DataFrame, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """Answers to the questions of their own, at each follow-up that the person took part in; as `draw_responses`."""
    asked = waves.filter(pl.col("actual_on").is_not_null() & (pl.col("mode") != "register"))
    k = asked["k"].to_numpy()
    drawn = []
    for question in truth.voice.questions:
        share = np.clip(question.agree + question.growth * k, 0.02, 0.98)
        values = 1 + np.searchsorted(np.array((-1.5, -0.8, 0.0, 0.9)), rng.standard_normal(k.size) + ndtri(share))
        drawn.append(asked.select("row", "k", item=pl.lit(question.code), value=pl.Series(values)))
    return pl.concat(drawn).select(_RESPONSES) if drawn else pl.DataFrame()


def draw_needs(people: pl.DataFrame, *, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """Needs that people voice in their first weeks, one to three each.

    Returns
    -------
    One row per need: `row`, `stated_on`, `theme`, `second_theme` (the second coder's, null for three needs in
    four), `priority` 1 to 3, `met_on` (null while unmet), `met_by`, `still_wanted`.
    """
    voice = truth.voice
    taste = rng.dirichlet(voice.theme_weights, people.height)
    # The largest of taste plus noise, in order: drawn without replacement with the person's own weights.
    order = np.argsort(-(np.log(taste + 1e-12) + rng.gumbel(size=taste.shape)), axis=1)[:, :3]
    number = rng.choice((1, 2, 3), people.height, p=(0.35, 0.40, 0.25))
    row, priority = np.nonzero(np.arange(3)[None, :] < number[:, None])
    themes = np.array(voice.themes)
    needs = people.select("row", "index_on", "observed_until")[row].with_columns(
        theme=pl.Series(themes[order[row, priority]]), priority=pl.Series(priority + 1)
    )
    return _with_outcome(needs, themes, voice.need_met, rng)


def _scale_responses(asked: pl.DataFrame, scale: Scale, general: FloatArray, rng: np.random.Generator) -> pl.DataFrame:
    """One factor: a person's level at the start, growth with each wave, and noise of the day."""
    row = asked["row"].to_numpy()
    own = rng.standard_normal(general.size)
    level = 0.6 * general[row] + 0.7 * own[row] + 0.39 * rng.standard_normal(row.size)
    factor = level + scale.growth * asked["k"].to_numpy()
    noise = rng.standard_normal((row.size, len(scale.items))) * np.sqrt(1 - scale.loading**2)
    latent = scale.loading * factor[:, None] + noise
    values = 1 + np.searchsorted(np.array(scale.thresholds), latent)
    frames = [
        asked.select("row", "k", item=pl.lit(f"{scale.name[:5]}_{number}"), value=pl.Series(values[:, number - 1]))
        for number in range(1, len(scale.items) + 1)
    ]
    return pl.concat(frames)


def _closeness(asked: pl.DataFrame, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """After 12 months the planted share of those not in work answers 4 or 5; earlier somewhat fewer."""
    later = asked.filter(pl.col("k") > 0)
    k = later["k"].to_numpy()
    in_work = later["kind"].is_in([*WORK, EDUCATION]).to_numpy()
    share = np.clip(truth.voice.closer + 0.03 * (np.minimum(k, 4) - 4) + 0.2 * in_work, 0.02, 0.98)
    latent = rng.standard_normal(k.size) + ndtri(share)
    values = 1 + np.searchsorted(np.array((-1.5, -0.8, 0.0, 0.9)), latent)
    return later.select("row", "k", item=pl.lit(CLOSENESS), value=pl.Series(values))


def _with_outcome(needs: pl.DataFrame, themes: StrArray, hazard: float, rng: np.random.Generator) -> pl.DataFrame:
    size = needs.height
    wait = pl.lit(pl.Series(rng.exponential(DAYS_PER_MONTH / hazard, size)).clip(0, 9000).cast(pl.Int32))
    stated = pl.lit(pl.Series(rng.integers(1, 35, size)))
    needs = needs.with_columns(stated_on=pl.col("index_on") + pl.duration(days=stated))
    needs = needs.with_columns(met=pl.col("stated_on") + pl.duration(days=wait + 14))
    other = pl.Series(themes[rng.integers(len(themes), size=size)])
    coded_twice, agreed = pl.Series(rng.random(size) < 0.25), pl.Series(rng.random(size) < 0.8)
    by_staff, dropped = pl.Series(rng.random(size) < 0.25), pl.Series(rng.random(size) < 0.06)
    is_met = pl.col("met") < pl.col("observed_until")
    return needs.with_columns(
        met_on=pl.when(is_met).then("met"),
        met_by=pl.when(is_met).then(pl.when(by_staff).then(pl.lit("staff")).otherwise(pl.lit("self_reported"))),
        second_theme=pl.when(coded_twice).then(pl.when(agreed).then("theme").otherwise(other)),
        still_wanted=~dropped,
    ).drop("met")
