"""Made-up tables beside the headline: work that lasted, bounds, adjusted comparisons, where people are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.results import GuardHit
from tests.unit.display.made_up_tables import FEW, NO_VALUES, SHARES, SUPPRESSED, group_of, measured, released

Row = dict[str, Any]
BY = ("gender", "foreign_born")
STATES = {"work": 0.29, "education": 0.09, "in_project": 0.41, "ended": 0.21}
NOT_COUNTED: Row = {"events": None, "unknown": None}


def sustained() -> ReleasedTable:
    """Everybody and every group; one group withheld, one too small, one known only as a wide range."""
    rows: list[Row] = []
    for days, kept in ((90, 0.8), (180, 0.62)):
        for key, share in SHARES.items():
            facts = {"statistic": "share_sustained", "outcome": f"sustained_{days}", "cause": "employment"}
            row = {**group_of(key), **facts, "time": 12.0, "n": 168 if not key else 52, "smallest_visible_gap": 0.29}
            if share is None:
                rows.append({**row, "n": None, **SUPPRESSED})
                continue
            half = 0.24 if key == ("man", "no") else 0.08
            rows.append({**row, **measured(share * kept, 168, half=half)})
        rows.append({**rows[-1], "gender": "non_binary", "n": 8, "smallest_visible_gap": 0.68, **NOTHING, **FEW})
    guard = GuardHit(code="G-SUSTAIN", severity="error", facts={"d": 90})
    return released("sustained", rows, BY, method_id="M3.6", alarm_z=2.7, guards=(guard,))


NOTHING: Row = dict.fromkeys(NO_VALUES)


def bounds() -> ReleasedTable:
    """Three lines with both bounds, one of which one is withheld, and a share followed by register."""
    rows: list[Row] = []
    ends = {(): (0.31, 0.52), ("woman",): (0.27, 0.5), ("man",): (0.36, None), (None, "yes"): (0.22, 0.49)}
    for key, (low, high) in ends.items():
        row = {**group_of(key), "outcome": "strict", "cause": "employment", "time": 12.0, "n": 168 if not key else 84}
        rows.append({**row, "statistic": "share_if_none_started", "events": round(low * 168), **measured(low, 168)})
        upper = SUPPRESSED if high is None else measured(high, 168)
        rows.append({**row, "statistic": "share_if_all_started", **upper})
    verified = {"statistic": "share_verified", "n": 140, "events": 51, **measured(0.36, 140)}
    rows.append({"outcome": "strict", "cause": "employment", "time": 12.0, **verified})
    return released("bounds", rows, BY, method_id="M6.3")


LEVELS = {("woman",): 0.34, ("man",): 0.4, (None, "yes"): 0.33, (None, "no"): 0.42}
ALLOWED = "age_band,education"


def standardised() -> ReleasedTable:
    rows: list[Row] = []
    for key, share in LEVELS.items():
        row = {**group_of(key), "statistic": "share_standardised", "outcome": "strict", "cause": "employment"}
        rows.append({**row, "time": 12.0, "n": None if key == ("man",) else 80, **measured(share, 80)})
    return released("standardised", rows, BY, method_id="M3.5", estimand_key="share_standardised")


def adjusted(*, guards: tuple[GuardHit, ...] = ()) -> ReleasedTable:
    """Women against men, foreign-born against native-born."""
    rows: list[Row] = []
    for key, other, gap in ((("woman",), "gender=man", -0.06), ((None, "yes"), "foreign_born=no", -0.09)):
        row = {**group_of(key), "statistic": "gap_standardised", "outcome": "strict", "cause": "employment"}
        limits = {"lower": gap - 0.13, "upper": gap + 0.13, "alarm_lower": gap - 0.18, "alarm_upper": gap + 0.18}
        row |= {"time": 12.0, "compared_with": other, "estimate": gap, **limits, "unit": "share", "status": "ok"}
        rows.append(row | {"smallest_visible_gap": 0.19})
    return released(
        "adjusted", rows, BY, kind="gap", method_id="M3.5", alarm_z=2.9, guards=guards,
        estimand_key=f"gap_standardised:{ALLOWED}",
    )  # fmt: skip


def states() -> ReleasedTable:
    """Four quarters; the first is withheld. One group is withheld and one has too few in some state."""
    rows: list[Row] = []
    for key, share in SHARES.items():
        if len(key) == 2 and None not in key:
            continue
        for time, part in ((3.0, 0.35), (6.0, 0.6), (9.0, 0.85), (12.0, 1.0)):
            rows += _quarter(key, share, time, part)
    return released("states", rows, BY, method_id="M4.6", alarm_z=2.7)


def _quarter(key: tuple[Any, ...], share: float | None, time: float, part: float) -> list[Row]:
    base = {**group_of(key), "statistic": "share_in_state", "time": time, "n": 168 if not key else 80, **NOT_COUNTED}
    if share is None or time == 3.0:
        return [{**base, "cause": state, **SUPPRESSED} for state in STATES]
    if key == (None, "no"):
        return [{**base, "cause": state, "status": "insufficient", "reason": "FEW_PER_STATE"} for state in STATES]
    work = share * 0.76 * part
    rest = {"education": 0.09 * part, "ended": 0.21 * part}
    shares = {"work": work, **rest, "in_project": 1 - work - sum(rest.values())}
    return [{**base, "cause": state, **measured(shares[state], 168)} for state in STATES]


def states_jointly() -> ReleasedTable:
    """As `states`, but for everybody at 12 months and for men those in the project and out of it are told as one."""
    made = states()
    frame = made.to_polars()
    jointly = pl.col("estimate").is_not_null() & (
        ((pl.col("time") == 12.0) & pl.col("gender").is_null() & pl.col("foreign_born").is_null())
        | (pl.col("gender") == "man")
    ).fill_null(False)
    one_of_two = pl.col("cause").is_in(["in_project", "ended"])
    whole = (1 - pl.col("estimate").filter(~one_of_two).sum()).over("gender", "foreign_born", "time")
    of = jointly & (pl.col("cause") == "in_project")
    bare = [pl.when(~of).then(name).alias(name) for name in ("lower", "upper", "alarm_lower", "alarm_upper")]
    told = frame.with_columns(
        *bare,
        estimate=pl.when(of).then(whole).otherwise("estimate"),
        cause=pl.when(of).then(pl.lit("neither")).otherwise("cause"),
    ).filter(~(jointly & (pl.col("cause") == "ended")))
    return replace(made, table=told)


STATUSES = {
    "ok": None,
    "wide": None,
    "insufficient": "FEW_PER_TERM",
    "blocked": "NO_REGISTER",
    "suppressed": "WITHHELD",
}


def in_status(table: ReleasedTable, status: str) -> ReleasedTable:
    """A made-up table with every row in one status."""
    frame = table.to_polars()
    if status in ("ok", "wide"):
        shown = frame.filter(pl.col("estimate").is_not_null())
        return replace(table, table=shown.with_columns(status=pl.lit(status), reason=pl.lit(None, dtype=pl.String)))
    silent = {name: pl.lit(None, dtype=frame.schema[name]) for name in NO_VALUES}
    told = frame.with_columns(**silent, status=pl.lit(status), reason=pl.lit(STATUSES[status]))
    return replace(table, table=told)
