"""A made-up answer `process`: every number is invented."""

from __future__ import annotations

from typing import Any

from research_kit.disclosure.released_table import ReleasedAnswer, ReleasedTable
from tests.unit.display.made_up import samba_subject
from tests.unit.display.made_up_tables import SHARES, SUPPRESSED, group_of, measured, released

Row = dict[str, Any]
BY = ("gender", "foreign_born")
WAITS = ("referral_to_decision", "referral_to_activity")
QUARTERS = tuple(f"{year}-Q{quarter}" for year in (2009, 2010, 2011) for quarter in (1, 2, 3, 4))[2:10]


def _people(index: int) -> int:
    return 231 if not index else 110 - 9 * index


def shares(statistic: str, measures: list[Row], *, factor: float = 1.0) -> list[Row]:
    rows = []
    for index, (key, share) in enumerate(SHARES.items()):
        for place, measure in enumerate(measures):
            row = {**group_of(key), "statistic": statistic, "unit": "share", **measure}
            if share is None:
                rows.append({**row, **SUPPRESSED})
            else:
                value = share * factor * (1 + 0.3 * place)
                rows.append({**row, "n": _people(index), **measured(value, _people(index))})
    return rows


def numbers(statistic: str, unit: str, measures: list[Row], *, size: float) -> list[Row]:
    rows = []
    for index, (key, share) in enumerate(SHARES.items()):
        for place, measure in enumerate(measures):
            row = {**group_of(key), "statistic": statistic, "unit": unit, **measure}
            if share is None:
                rows.append({**row, **SUPPRESSED})
                continue
            value = size * (1 + share) + 3 * place
            limits = {"lower": 0.8 * value, "upper": 1.3 * value}
            rows.append({**row, "n": _people(index), "estimate": value, **limits, "status": "ok"})
    return rows


def _charts() -> list[Row]:
    rows: list[Row] = []
    for key in ((), ("woman",), ("man",)):
        base = {**group_of(key), "statistic": "activity_within_30_days", "unit": "share"}
        for place, quarter in enumerate(QUARTERS):
            n = 30 - place
            half = 0.9 / n**0.5
            row = {**base, "cause": quarter, "n": n, "estimate": 0.62 + 0.03 * (-1) ** place, "status": "ok"}
            row |= {"lower": 0.6 - half, "upper": 0.6 + half, "reason": "PRELIMINARY_LIMITS"}
            rows.append(row if place != 5 else {**row, "estimate": 0.2, "reason": "SIGNAL"})
        rows[-1] |= {"estimate": None, "n": None, "lower": None, "upper": None, **SUPPRESSED}
        rows.append({**base, "cause": "centre", "estimate": 0.6, "status": "ok"})
        rows.append({**base, "cause": "false_signal_risk", "estimate": 0.026, "status": "ok"})
    return rows


def _stock() -> list[Row]:
    rows: list[Row] = []
    for place, quarter in enumerate(QUARTERS):
        for key, part in (((), 1.0), (("woman",), 0.5), (("man",), 0.48)):
            n = round((20 + 4 * place) * part)
            base = {"statistic": "at_once", "cause": quarter, "unit": "participants", "status": "ok"}
            rows.append({**group_of(key), **base, "n": n})
        plan = {"statistic": "plan_at_once", "cause": quarter, "unit": "participants", "estimate": 43.0, "status": "ok"}
        rows.append({**group_of(()), **plan})
    return rows


def _versions() -> list[Row]:
    base = {"statistic": "gap_after_version", "outcome": "language", "cause": "sprak:2", "compared_with": "before"}
    gap = {"n": 21, "estimate": 0.12, "lower": -0.05, "upper": 0.29, "alarm_lower": -0.11, "alarm_upper": 0.35}
    return [{**group_of(()), **base, **gap, "unit": "share", "status": "ok", "smallest_visible_gap": 0.24}]


def _balance() -> list[Row]:
    rows = numbers("mean_at_once", "participants", [{}], size=20)
    rows += numbers("inflow_per_month", "per_month", [{}], size=4)
    return rows + numbers("mean_length_months", "months", [{}], size=5)


def process() -> ReleasedAnswer:
    waits = [{"outcome": wait, "time": time} for wait in WAITS for time in (14.0, 30.0, 60.0)]
    left = [{"cause": cause, "time": time} for cause in ("dropped_out", "completed") for time in (6.0, 12.0)]
    states = [{"cause": state, "time": 12.0} for state in ("referred", "utredning", "work", "education", "ended")]
    tables: dict[str, ReleasedTable] = {
        "waits": released("waits", shares("share_within_days", waits, factor=0.5), BY),
        "waits_median": released(
            "waits_median", numbers("median_days", "days", [{"outcome": w} for w in WAITS], size=30), BY, kind="time"
        ),
        "dropout": released("dropout", shares("share_dropped_out", left, factor=0.5), BY),
        "attendance": released(
            "attendance", shares("attendance", [{}, {"outcome": "language"}], factor=1.5), BY, kind="rate"
        ),
        "offers": released("offers", shares("share_declined", [{}], factor=0.4), BY),
        "contacts": released(
            "contacts",
            numbers("held_per_month", "per_month", [{}], size=1.2) + shares("missed_share", [{}], factor=0.3),
            BY,
            kind="rate",
        ),
        "charts": released("charts", _charts(), ("gender", "foreign_born"), kind="rate"),
        "versions": released("versions", _versions(), BY, kind="gap", alarm_z=2.7),
        "series": released(
            "series", numbers("level_change", "per_month", [{"cause": "A2:2"}], size=0.4), BY, kind="gap"
        ),
        "phases": released("phases", shares("share_in_phase", states, factor=0.3), BY),
        "stock": released("stock", _stock(), BY, kind="count"),
        "flow_balance": released("flow_balance", _balance(), BY, kind="mean"),
    }
    return ReleasedAnswer(name="process", tables=tables, subject=samba_subject())
