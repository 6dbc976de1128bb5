"""How long people wait, with leaving before the end of the wait as what competes (METHODS M4.1).

Nothing here is a mean of completed waits: short ones are completed first (G-COMPLETED).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from research_kit.analyses.median_rows import medians
from research_kit.analyses.outcome_rows import FEW_AT_RISK, Followed, shares_within
from research_kit.analyses.process.ratio_rows import people_shares
from research_kit.analyses.process.setting import ProcessSetting, absent
from research_kit.cohort.records.waits import BEFORE_THE_DATA, TABLES_OF
from research_kit.results import GuardHit
from research_kit.results.guards import hit

WITHIN, MEDIAN = "share_within_days", "median_days"
WAIT_DAYS = (14.0, 30.0, 60.0)
_CAUSES = ("happened", "left")


def waits_tables(setting: ProcessSetting) -> dict[str, list[pl.DataFrame]]:
    """The rows of `waits` and `waits_median`: per wait and line the share within 14, 30, 60 days, and the median."""
    followed = dict(_followed(setting))
    if not followed:
        return {"waits": [absent(WITHIN)], "waits_median": [absent(MEDIAN)]}
    untold = [wait for wait in TABLES_OF if wait not in followed]
    return {
        "waits": [_within(one) for one in followed.values()] + [absent(WITHIN, outcome=wait) for wait in untold],
        "waits_median": [_median(one) for one in followed.values()] + [absent(MEDIAN, outcome=wait) for wait in untold],
    }


def _followed(setting: ProcessSetting) -> Iterator[tuple[str, Followed]]:
    """Waits from the referral are those of everybody referred, waits from enrolment those of the participants."""
    waits = setting.records.waits
    everybody = {"referral": setting.referred, "enrolment": setting.cohort.frame}
    for wait in TABLES_OF:
        times = waits.filter(pl.col("wait") == wait)
        if times.height:
            people = everybody[wait.partition("_")[0]].with_columns(entry_days=pl.lit(0.0))
            yield wait, setting.follow(times, wait, people=people, causes=_CAUSES)


def _within(followed: Followed) -> pl.DataFrame:
    """The shares by line and time."""
    told = with_plain_shares(followed, WAIT_DAYS)
    return told.with_columns(statistic=pl.lit(WITHIN), outcome=pl.lit(followed.name)).sort("line", "time")


def with_plain_shares(followed: Followed, days: Sequence[float]) -> pl.DataFrame:
    """The shares by line and time; where nobody's is unknown it may be told though few, or none, still wait."""
    shares = shares_within(followed, days).filter(pl.col("cause") == 1).drop("cause")
    is_plain = (pl.col("reason") == FEW_AT_RISK).fill_null(False) & (pl.col("unknown") == 0)
    plain = shares.filter(is_plain).select("line", "time", "n", "events", "unknown")
    told = pl.concat([shares.filter(~is_plain), _plainly(plain, followed)], how="diagonal_relaxed")
    return told.with_columns(unit=pl.lit("share"))


def _plainly(counts: pl.DataFrame, followed: Followed) -> pl.DataFrame:
    return people_shares(counts, followed.limits, alarm_confidence=followed.alarm_confidence)


def _median(followed: Followed) -> pl.DataFrame:
    """The medians by line; how many waits have ended in all is not part of what they tell."""
    return medians(followed).drop("cause", "events").with_columns(statistic=pl.lit(MEDIAN))


def open_waits(setting: ProcessSetting) -> dict[str, int]:
    """How many of each wait had not ended by the cut, as far as is known: exact, for the researcher."""
    counts = setting.records.waits.filter(pl.col("event") == 0).group_by("wait").len().sort("wait")
    return dict(counts.iter_rows())


def late_guards(setting: ProcessSetting) -> tuple[GuardHit, ...]:
    """G-TRUNC, where somebody was enrolled before the data begin: those waits are not known."""
    late = setting.records.lost.filter(pl.col("reason") == BEFORE_THE_DATA)
    return (hit("G-TRUNC"),) if late.height else ()
