"""Rows and released tables for made-up releases."""

from __future__ import annotations

from typing import Any

import polars as pl

from research_kit.disclosure.released_table import SEAL, ReleasedTable
from research_kit.results import result_frame

Row = dict[str, Any]
SHARES = {
    (): 0.38,
    ("woman",): 0.33,
    ("man",): 0.41,
    ("non_binary",): None,
    (None, "yes"): 0.29,
    (None, "no"): 0.44,
    ("woman", "yes"): 0.23,
    ("man", "yes"): 0.35,
    ("woman", "no"): 0.41,
    ("man", "no"): 0.46,
}


def released(name: str, rows: list[Row], by: tuple[str, ...], kind: str = "share", **more: Any) -> ReleasedTable:
    frame = result_frame([pl.DataFrame(rows, infer_schema_length=None)] if rows else [], by)
    values = {"method_id": "M3.2", "sentence_key": name, "k": 5, **more}
    return ReleasedTable(name=name, kind=kind, table=frame, by=by, seal=SEAL, **values)  # type: ignore[arg-type]


def group_of(key: tuple[Any, ...]) -> Row:
    gender, birth = (*key, None, None)[:2]
    return {"gender": gender, "foreign_born": birth}


def measured(share: float, n: int, *, half: float = 0.0) -> Row:
    half = half or round(1.0 / n**0.5, 2)
    low, high = max(share - half, 0.0), min(share + half, 1.0)
    alarm = (max(share - 1.38 * half, 0.0), min(share + 1.38 * half, 1.0))
    return {
        "estimate": round(share, 2),
        "lower": round(low, 2),
        "upper": round(high, 2),
        "alarm_lower": round(alarm[0], 2),
        "alarm_upper": round(alarm[1], 2),
        "status": "wide" if half > 0.2 else "ok",
    }


NO_VALUES = ("estimate", "lower", "upper", "alarm_lower", "alarm_upper")
SUPPRESSED: Row = {"status": "suppressed", "reason": "WITHHELD"}
FEW: Row = {"status": "insufficient", "reason": "FEW_PEOPLE"}
