"""Who has come closer to the labour market, by her own answer, among those not in work or studies (METHODS M6.4)."""

from __future__ import annotations

import polars as pl

from research_kit.analyses.participants_voice.agree_rows import AGREE, DISAGREE, NEITHER
from research_kit.analyses.participants_voice.bounds_rows import bound_shares, weighted_rows, weights_for
from research_kit.analyses.participants_voice.setting import (
    BOUNDS_NEEDED,
    LOW_RESPONSE,
    VoiceSetting,
    absent,
)
from research_kit.analyses.process.ratio_rows import people_shares
from research_kit.analyses.targets.horizon import Horizon, state_at_horizon
from research_kit.cohort import Cohort
from research_kit.results.status import BLOCKED, INSUFFICIENT

STATISTIC, DISTRIBUTION = "share_closer", "share_of_answers"
ONLY_BOUNDS, WITH_BOUNDS = "UNDER_40", "UNDER_60"


def closer_rows(setting: VoiceSetting) -> list[pl.DataFrame]:
    """The share that agrees among those known not to be in work or regular education, and its bounds.

    Of everybody also how the answers are spread. `n` are those who answered; in the bounds everybody known not to be in
    work, of whom those who did not answer agree in none, or in all. Never pooled with those in work.
    """
    asked = _asked(setting)
    if not asked.height:
        return [absent(STATISTIC)]
    parts = [_shares(setting, asked), _bounds(setting, asked), _weighted(setting, asked), _spread(setting, asked)]
    named = [
        pl.lit(setting.plan.closer.scale).alias("outcome"),
        pl.lit(float(setting.plan.closer.months)).alias("time"),
    ]
    return [part.with_columns(named) for part in parts if part.height]


def _asked(setting: VoiceSetting) -> pl.DataFrame:
    """One row per participant known not to be in work at the assessment: `pid, value` (null: did not answer)."""
    closer, cohort = setting.plan.closer, _judged(setting)
    said = setting.voice.answers.filter(pl.col("scale") == closer.scale)
    if not said.height or not cohort.histories.height:
        return pl.DataFrame()
    at = state_at_horizon(cohort, Horizon(months=float(closer.months), ends_on=cohort.study.ends_on))
    is_outside = pl.col("is_mature") & pl.col("state").is_not_null() & ~pl.col("state").is_in(closer.not_in)
    outside = at.filter(is_outside).select("pid", "horizon_days")
    last = _last_answers(said, outside, cohort)
    return outside.select("pid").join(last, on="pid", how="left", validate="1:1").sort("pid")


def _judged(setting: VoiceSetting) -> Cohort:
    """By what counts as work in the study's target about the question; by the headline's where there is none."""
    cohort, scale = setting.cohort, setting.plan.closer.scale
    rules = [one.numerator_rule for one in cohort.study.promises.targets if one.numerator_rule is not None]
    return cohort.judged_by(next((rule.outcome for rule in rules if rule.scale == scale), None))


def _last_answers(said: pl.DataFrame, people: pl.DataFrame, cohort: Cohort) -> pl.DataFrame:
    """What each answered last, in the latest wording, within the window about the assessment: `pid, value`."""
    index = people.join(cohort.frame.select("pid", "index_on"), on="pid", how="left", validate="1:1")
    latest = said.filter(pl.col("edition") == pl.col("edition").max()).join(index, on="pid", how="inner")
    since = (pl.col("on") - pl.col("index_on")).dt.total_days()
    near = latest.filter((since - pl.col("horizon_days")).abs() <= cohort.definition.follow_up.window_days)
    return near.filter(pl.col("on") == pl.col("on").max().over("pid")).group_by("pid").agg(pl.col("value").mean())


def _counts(setting: VoiceSetting, asked: pl.DataFrame) -> pl.DataFrame:
    agrees = (pl.col("value") >= setting.plan.closer.at_least).fill_null(False)
    return setting.placed(asked).group_by("line").agg(
        people=pl.len().cast(pl.Int64), n=pl.col("value").count().cast(pl.Int64), events=agrees.sum().cast(pl.Int64)
    ).sort("line")  # fmt: skip


def _shares(setting: VoiceSetting, asked: pl.DataFrame) -> pl.DataFrame:
    counts = _counts(setting, asked).with_columns(unknown=pl.lit(0, dtype=pl.Int64))
    shares = people_shares(counts, setting.limits, alarm_confidence=setting.alarm_confidence)
    response = pl.col("n") / pl.col("people")
    low, told = response < LOW_RESPONSE, pl.col("status") != INSUFFICIENT
    silent = [pl.when(~low).then(pl.col(name)).alias(name) for name in _VALUES]
    return shares.with_columns(
        *silent,
        statistic=pl.lit(STATISTIC),
        status=pl.when(low & told).then(pl.lit(BLOCKED)).otherwise("status"),
        reason=pl.when(low & told).then(pl.lit(ONLY_BOUNDS)).when((response < BOUNDS_NEEDED) & told).then(
            pl.lit(WITH_BOUNDS)).otherwise("reason"),
    ).drop("people")  # fmt: skip


_VALUES = ("estimate", "lower", "upper", "alarm_lower", "alarm_upper")


def _bounds(setting: VoiceSetting, asked: pl.DataFrame) -> pl.DataFrame:
    counts = _counts(setting, asked).select("line", "events", n="people", silent=pl.col("people") - pl.col("n"))
    return bound_shares(setting, counts)


def _weighted(setting: VoiceSetting, asked: pl.DataFrame) -> pl.DataFrame:
    """By who answers, as far as the groups and earlier answers to the same question tell."""
    frame = setting.cohort.frame
    groups = [name for name in ("gender", "foreign_born", "age_band", "education") if name in frame.columns]
    people = asked.join(frame.select("pid", *(pl.col(name).cast(pl.String) for name in groups)), on="pid", how="left")
    meetings = setting.cohort.records.contacts.filter(pl.col("kind") == "held").group_by("pid").agg(
        _meetings=pl.len().cast(pl.Float64)
    )  # fmt: skip
    people = people.join(meetings, on="pid", how="left").with_columns(
        pl.col("_meetings").fill_null(0.0), _answered=pl.col("value").is_not_null()
    )
    weighed = weights_for(people, answered="_answered")
    if weighed is None or not weighed["_answered"].any():
        return pl.DataFrame()
    agrees = pl.when(pl.col("_answered")).then(pl.col("value") >= setting.plan.closer.at_least)
    return weighted_rows(setting, weighed.with_columns(_event=agrees))


def _spread(setting: VoiceSetting, asked: pl.DataFrame) -> pl.DataFrame:
    """How everybody's answers are spread: agree, neither, disagree. Single steps would be too few people each."""
    own = setting.voice.answers.filter(pl.col("scale") == setting.plan.closer.scale)
    middle = (float(str(own["range_lo"].min())) + float(str(own["range_hi"].max()))) / 2
    answered = asked.drop_nulls("value").with_columns(
        cause=pl.when(pl.col("value") >= setting.plan.closer.at_least).then(pl.lit(AGREE))
        .when(pl.col("value") < middle).then(pl.lit(DISAGREE)).otherwise(pl.lit(NEITHER))
    )  # fmt: skip
    kinds = pl.DataFrame({"cause": [AGREE, NEITHER, DISAGREE]})
    counts = kinds.join(answered.group_by("cause").agg(events=pl.len().cast(pl.Int64)), on="cause", how="left")
    rows = counts.with_columns(
        pl.col("events").fill_null(0),
        n=pl.lit(answered.height, dtype=pl.Int64),
        unknown=pl.lit(0, dtype=pl.Int64),
        line=pl.lit(0, dtype=pl.Int64),
    )
    shares = people_shares(rows, setting.limits, alarm_confidence=setting.alarm_confidence)
    return shares.with_columns(statistic=pl.lit(DISTRIBUTION))
