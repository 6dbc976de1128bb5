"""How much depends on those who did not answer: bounds, and weights from what is known of them (METHODS M6.3)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from research_kit.analyses.outcome_rows import FEW_PEOPLE, judge
from research_kit.analyses.participants_voice.change_pairs import Pairs, improved
from research_kit.analyses.participants_voice.change_rows import IMPROVED, response_of
from research_kit.analyses.participants_voice.scores import told_of
from research_kit.analyses.participants_voice.setting import NOTHING, VoiceSetting, absent, months_of
from research_kit.analyses.process.ratio_rows import people_shares
from research_kit.cohort.records.contacts import HELD
from research_kit.errors import EstimateError
from research_kit.results import smallest_visible_gap
from research_kit.statistics import inverse_probability_weights, weighted_share

NONE, ALL, WEIGHTED = "share_if_none", "share_if_all", "share_weighted"
UNSTABLE = "UNSTABLE"
LEAST_PAIRS = 20
_GROUPS = ("gender", "foreign_born", "age_band", "education")


def change_bounds_rows(setting: VoiceSetting, pairs: list[Pairs]) -> list[pl.DataFrame]:
    """The share improved if nobody, or everybody, who did not answer had improved; and weighted by who answers.

    Of those due with a value at the start. Weights are for loss that what is known of people explains: the value at the
    start, earlier answers, meetings with the coach, and the groups. The bounds hold whatever explains it.
    """
    told = [(told_of(setting, one.measure), one) for one in pairs if one.least is not None]
    parts = [row for own, one in told for row in (_bounds(own, one), _weighted(own, one))]
    return [part for part in parts if part.height] or [absent(NONE)]


def bound_shares(setting: VoiceSetting, counts: pl.DataFrame) -> pl.DataFrame:
    """Rows with `n`, `events` and `silent` people twice: had none of the silent the event, and had all of them."""
    ends = {NONE: pl.col("events"), ALL: pl.col("events") + pl.col("silent")}
    long = pl.concat(
        [counts.with_columns(statistic=pl.lit(name), events=events.cast(pl.Int64)) for name, events in ends.items()]
    ).with_columns(unknown=pl.lit(0, dtype=pl.Int64))
    return people_shares(long.drop("silent"), setting.limits, alarm_confidence=setting.alarm_confidence)


def _bounds(setting: VoiceSetting, pairs: Pairs) -> pl.DataFrame:
    response = response_of(setting, pairs)
    if not response.height:
        return response
    counts = response.select("line", "k", n="asked", events="improved", silent=pl.col("asked") - pl.col("pairs"))
    return _named(bound_shares(setting, counts), pairs)


def _named(rows: pl.DataFrame, pairs: Pairs) -> pl.DataFrame:
    return rows.with_columns(
        outcome=pl.lit(pairs.measure.code), cause=pl.lit(IMPROVED), time=months_of(pl.col("k")), unit=pl.lit("share")
    ).drop("k")


def _weighted(setting: VoiceSetting, pairs: Pairs) -> pl.DataFrame:
    parts = []
    for (k,), rows in pairs.rows.sort("k", "pid").group_by("k", maintain_order=True):
        wave = int(str(k))
        weighed = weights_for(_known_before(setting, pairs, rows, wave), answered="_answered")
        if weighed is not None and setting.placed(weighed)["weight"].count():
            least = float(pairs.least or 0.0)
            marked = weighed.with_columns(_event=pl.when(pl.col("_answered")).then(improved(least)))
            parts.append(weighted_rows(setting, marked).with_columns(k=pl.lit(wave, dtype=pl.Int64())))
        else:
            parts.append(_unweighted(rows).with_columns(k=pl.lit(wave, dtype=pl.Int64())))
    return _named(pl.concat(parts, how="diagonal_relaxed"), pairs) if parts else pl.DataFrame()


def _unweighted(rows: pl.DataFrame) -> pl.DataFrame:
    """Where nobody's chance of answering can be told."""
    return pl.DataFrame({"n": [rows["later"].count()], "status": ["insufficient"], "reason": [UNSTABLE]}).with_columns(
        line=pl.lit(0, dtype=pl.Int64()), statistic=pl.lit(WEIGHTED)
    )


def weighted_rows(setting: VoiceSetting, weighed: pl.DataFrame) -> pl.DataFrame:
    """The weighted share of each line, from `_event` and `weight` of those who answered."""
    found, bar = (
        weighted_share(setting.placed(weighed), event="_event", weight="weight", by=["line"], confidence=confidence)
        for confidence in (0.95, setting.alarm_confidence)
    )
    rows = found.select("line", "n", "events", "estimate", "std_error", "lower", "upper").with_columns(
        alarm_lower=bar["lower"], alarm_upper=bar["upper"], unknown=pl.lit(0, dtype=pl.Int64),
        blocked_by=NOTHING, too_thin=NOTHING,
    )  # fmt: skip
    judged = judge(
        rows,
        {FEW_PEOPLE: pl.col("n") < LEAST_PAIRS, UNSTABLE: pl.col("lower").is_null()},
        is_wide=(pl.col("upper") - pl.col("lower")) / 2 > setting.limits.half_width,
    )
    visible = pl.Series(smallest_visible_gap(judged["n"].to_numpy(), judged["estimate"].fill_null(0.5).to_numpy()))
    return judged.with_columns(statistic=pl.lit(WEIGHTED), smallest_visible_gap=visible, unit=pl.lit("share"))


def _known_before(setting: VoiceSetting, pairs: Pairs, rows: pl.DataFrame, k: int) -> pl.DataFrame:
    """What was known of each person before the follow-up: `_first, _last, _meetings`, the groups, and `_answered`."""
    earlier = pairs.measure.values.filter(pl.col("k") < k).sort("k")
    last = earlier.group_by("pid", maintain_order=True).agg(_last=pl.col("value").last())
    frame = setting.cohort.frame.select("pid", *(name for name in _GROUPS if name in setting.cohort.frame.columns))
    placed = rows.join(last, on="pid", how="left", validate="m:1", maintain_order="left")
    placed = placed.join(frame, on="pid", how="left", validate="m:1", maintain_order="left")
    placed = placed.join(_meetings(setting, rows), on="pid", how="left", validate="m:1", maintain_order="left")
    return placed.with_columns(
        pl.col(pl.Enum).cast(pl.String),
        _first="first",
        _last=pl.coalesce("_last", "first"),
        _meetings=pl.col("_meetings").fill_null(0.0),
        _answered=pl.col("later").is_not_null(),
    )


def _meetings(setting: VoiceSetting, rows: pl.DataFrame) -> pl.DataFrame:
    """Meetings held with a coach in the three months before the follow-up was planned: `pid, _meetings`."""
    asked = setting.voice.follow_ups.join(rows.select("pid", "k"), on=["pid", "k"], how="semi")
    held = setting.cohort.records.contacts.filter(pl.col("kind") == HELD).select("pid", "on")
    days = (pl.col("planned_on") - pl.col("on")).dt.total_days()
    near = held.join(asked.select("pid", "planned_on"), on="pid", how="inner").filter(days.is_between(0, 91))
    return near.group_by("pid").agg(_meetings=pl.len().cast(pl.Float64))


def weights_for(people: pl.DataFrame, *, answered: str) -> pl.DataFrame | None:
    """The people with `weight`, by as much of what is known of them as can be used; none where nothing can."""
    numbers = [name for name in ("_first", "_last", "_meetings") if name in people.columns]
    groups = [name for name in _GROUPS if name in people.columns]
    for names in ([*numbers, *groups], [*numbers, *groups[:2]], numbers, numbers[:1]):
        used = _varying(people, names)
        if not used:
            continue
        try:
            return inverse_probability_weights(people, answered=answered, covariates=used)
        except EstimateError:
            continue  # fewer columns need fewer people
    return _alike(people, answered)


def _alike(people: pl.DataFrame, answered: str) -> pl.DataFrame | None:
    """Where everybody answered nobody stands for anybody else."""
    everybody = bool(people[answered].all())
    return people.with_columns(weight=pl.lit(1.0)) if everybody and people.height else None


def _varying(people: pl.DataFrame, names: Sequence[str]) -> list[str]:
    """The columns in which people differ, and which are no copy of an earlier one."""
    kept: list[str] = []
    for name in names:
        is_copy = any(people[name].equals(people[other]) for other in kept)
        if people[name].n_unique() > 1 and not is_copy:
            kept.append(name)
    return kept
