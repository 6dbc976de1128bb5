"""What is charted quarter by quarter: one row per line and quarter, with the people it rests on (METHODS M4.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from research_kit.analyses.incidence_curves import DAYS_PER_MONTH
from research_kit.analyses.process.attendance_rows import counted_hours
from research_kit.analyses.process.contacts_rows import IS_HELD, IS_MISSED, meetings_in_project
from research_kit.analyses.process.quarters import in_quarters
from research_kit.analyses.process.setting import TOTAL_AND_GENDER, ProcessSetting
from research_kit.cohort.records.waits import HAPPENED, REFERRAL_TO_ACTIVITY
from research_kit.counts import life_table
from research_kit.statistics import attendance, cumulative_incidence, p_chart, quantile, u_chart, xmr_chart

WINDOW_DAYS = 30
FEWEST_EXPECTED = 5.0
"""METHODS M4.3: a period with fewer expected is pooled with its neighbour."""
_PLACE = ["line", "quarter"]
_VALUE = [*_PLACE, "n", "events", "value"]


@dataclass(frozen=True, slots=True)
class Chart:
    """A number told quarter by quarter: its points, and the chart that fits it.

    `points` gives `line, quarter, n` and `events` (people), `value` where the chart is of values, and what else `draw`
    reads; of a study without the tables it gives None. `counted` are, of a chart of counts, the column of what is
    counted and that of what it is counted out of; `is_share` where the one is a part of the
    other; `matures_in` is how long after a quarter it takes until all is known of it.
    """

    statistic: str
    unit: str
    points: Callable[[ProcessSetting, pl.DataFrame], pl.DataFrame | None]
    draw: Callable[[pl.DataFrame], pl.DataFrame]
    counted: tuple[str, str] | None = None
    is_share: bool = True
    matures_in: timedelta = timedelta(0)

    def due(self, quarters: pl.DataFrame, cut: date) -> pl.DataFrame:
        """The quarters of which everything is known: so long before the cut that nothing in them is still open."""
        return quarters.filter(pl.col("to_on") + self.matures_in <= cut + timedelta(days=1))

    def is_enough(self, points: pl.DataFrame) -> Callable[[float], bool]:
        """Whether a period of some size is expected to have at least five with the event, and five without."""
        events, size = self.counted or ("", "")
        share = float(points[events].sum()) / max(float(points[size].sum()), 1e-9)
        rarer = min(share, 1 - share) if self.is_share else share
        return lambda total: total * rarer >= FEWEST_EXPECTED


def activity_points(setting: ProcessSetting, quarters: pl.DataFrame) -> pl.DataFrame | None:
    """Of those referred in a quarter, those who began an activity within 30 days."""
    waits = _waits_of_referred(setting, quarters)
    if waits is None:
        return None
    began = (pl.col("event") == HAPPENED) & (pl.col("days") <= WINDOW_DAYS)
    return waits.group_by(_PLACE).agg(n=pl.len().cast(pl.Int64), events=began.sum().cast(pl.Int64))


def median_points(setting: ProcessSetting, quarters: pl.DataFrame) -> pl.DataFrame | None:
    """The days after which half of those referred in a quarter had begun an activity; where half have."""
    waits = _waits_of_referred(setting, quarters)
    if waits is None or not waits.filter(pl.col("event") == HAPPENED).height:
        return None
    curves = cumulative_incidence(life_table(waits, duration="days", event="event", by=_PLACE))
    half = quantile(curves.filter(pl.col("cause") == HAPPENED)).select(*_PLACE, value="time")
    happened = (pl.col("event") == HAPPENED).sum().cast(pl.Int64)
    people = waits.group_by(_PLACE).agg(n=pl.len().cast(pl.Int64), events=happened)
    enough = people.filter(pl.col("events") >= setting.limits.median_events)
    return enough.join(half.drop_nulls(), on=_PLACE, how="inner", validate="1:1").select(_VALUE)


def _waits_of_referred(setting: ProcessSetting, quarters: pl.DataFrame) -> pl.DataFrame | None:
    waits = setting.records.waits.filter(pl.col("wait") == REFERRAL_TO_ACTIVITY)
    if not waits.height:
        return None
    members = setting.members_referred(TOTAL_AND_GENDER).select("line", "pid")
    return in_quarters(waits, "from_on", quarters).join(members, on="pid", how="inner", validate="1:m")


def missed_points(setting: ProcessSetting, quarters: pl.DataFrame) -> pl.DataFrame | None:
    """Of the meetings of a quarter that were held or missed, those missed: `missed, due`; people beside them."""
    if not setting.records.contacts.height:
        return None
    told = _placed(meetings_in_project(setting).filter(IS_HELD | IS_MISSED), "on", setting, quarters)
    return told.group_by(_PLACE).agg(
        n=pl.col("pid").n_unique().cast(pl.Int64),
        events=pl.col("pid").filter(IS_MISSED).n_unique().cast(pl.Int64),
        missed=IS_MISSED.sum().cast(pl.Int64),
        due=pl.len().cast(pl.Int64),
    )


def attendance_points(setting: ProcessSetting, quarters: pl.DataFrame) -> pl.DataFrame | None:
    """Of the hours planned in participations that ended in a quarter, the share attended."""
    ended = setting.records.attendance.filter(counted_hours() & (pl.col("planned_h") > 0))
    if not ended.height:
        return None
    placed = _placed(ended, "end", setting, quarters)
    if not placed.height:
        return None
    found = attendance(placed, attended="attended_h", planned="planned_h", cluster="pid", by=_PLACE)
    return found.with_columns(events=pl.lit(None, dtype=pl.Int64), value="estimate").select(_VALUE)


def contact_points(setting: ProcessSetting, quarters: pl.DataFrame) -> pl.DataFrame | None:
    """Meetings held in a quarter (`held`) and the months that people were in the project in it (`months`)."""
    if not setting.records.contacts.height or not quarters.height:
        return None
    stays = setting.records.stays.select("pid", "start_on", stop_on=pl.col("end_on").fill_null(setting.cohort.cut))
    both = stays.join(quarters.select("quarter", "from_on", "to_on"), how="cross")
    begin, stop = pl.max_horizontal("start_on", "from_on"), pl.min_horizontal("stop_on", "to_on")
    there = both.with_columns(days=(stop - begin).dt.total_days()).filter(pl.col("days") > 0)
    members = setting.members(TOTAL_AND_GENDER)
    people = there.join(members, on="pid", how="inner").group_by(_PLACE).agg(
        n=pl.col("pid").n_unique().cast(pl.Int64), months=pl.col("days").sum() / DAYS_PER_MONTH
    )  # fmt: skip
    held = _placed(meetings_in_project(setting).filter(IS_HELD), "on", setting, quarters)
    counts = held.group_by(_PLACE).agg(events=pl.col("pid").n_unique().cast(pl.Int64), held=pl.len().cast(pl.Int64))
    joined = people.join(counts, on=_PLACE, how="left", validate="1:1")
    return joined.with_columns(pl.col("events", "held").fill_null(0))


def _placed(rows: pl.DataFrame, day: str, setting: ProcessSetting, quarters: pl.DataFrame) -> pl.DataFrame:
    """Rows of people in the lines and quarters they belong to."""
    return in_quarters(rows, day, quarters).join(setting.members(TOTAL_AND_GENDER), on="pid", how="inner")


def _shares(points: pl.DataFrame) -> pl.DataFrame:
    return p_chart(points["events"], points["n"], periods=points["quarter"], overdispersion="adjust")


def _missed(points: pl.DataFrame) -> pl.DataFrame:
    return p_chart(points["missed"], points["due"], periods=points["quarter"], overdispersion="adjust")


def _rates(points: pl.DataFrame) -> pl.DataFrame:
    return u_chart(points["held"], points["months"], periods=points["quarter"], overdispersion="adjust")


def _values(points: pl.DataFrame) -> pl.DataFrame:
    return xmr_chart(points["value"], periods=points["quarter"])


CHARTS = (
    Chart(
        "activity_within_30_days",
        "share",
        activity_points,
        _shares,
        counted=("events", "n"),
        matures_in=timedelta(days=WINDOW_DAYS),
    ),
    Chart("median_wait", "days", median_points, _values),
    Chart("missed_contacts", "share", missed_points, _missed, counted=("missed", "due")),
    Chart("contacts_per_month", "per_month", contact_points, _rates, counted=("held", "months"), is_share=False),
    Chart("attendance", "share", attendance_points, _values),
)
