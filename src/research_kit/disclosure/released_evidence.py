"""What the grade of a released number rests on, read from the release that it stands in (METHODS 11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from research_kit.disclosure.released_table import Release, ReleasedTable
from research_kit.results.finding import EVERYBODY, Claim, codes_of
from research_kit.results.grades import ANSWERED, Design, Evidence
from research_kit.results.registered import Registered

LEAD = "LEAD"
_EFFECTS, _CHECKS = "activity_effects", "effect_checks"
_BY_WORDING: Mapping[str, Design] = {
    "DESCRIBED": "described",
    "ASSOCIATED": "associated",
    "POINTS_TO": "adjusted",
    "LED_TO": "randomised",
}
"""Which words a comparison may be told with was decided by its design and its checks (METHODS 5.5)."""
_OF_OUTCOMES = ("time_to_employment", "targets", "activity_effects")
_RESULTS = ("results", "interaction", "in_results")
_ANSWERED = "share_answered"
_KNOWN = ("participants", "known", "outcome_known_12_months")


def evidence_of(
    release: Release, table: ReleasedTable, row: Mapping[str, Any], claim: Claim, *, registered: Registered
) -> Evidence:
    """The evidence of one row of a released table."""
    design = _design(table, row, claim)
    checks = _checks(release, claim) if design == "adjusted" else {}
    return Evidence(
        status=row["status"],
        design=design,
        alarm_lower=row["alarm_lower"],
        alarm_upper=row["alarm_upper"],
        no_difference=1.0 if row["unit"] == "ratio" else 0.0,
        open_guards=tuple(one.code for one in table.guards if one.severity == "error" and one.code not in ANSWERED),
        is_registered=registered.holds(claim),
        e_value_limit=checks.get("check_e_value_limit", (None, ""))[0],
        is_stable=checks["check_left_out"][1] == "PASSED" if "check_left_out" in checks else None,
        response=_least(claim, _answered(release, claim)),
        unknown=_unknown(release, claim),
        is_exploratory=design != "described" and (row["reason"] == LEAD or not registered.holds(claim)),
        changed_at_once=_changed_at_once(table, claim),
    )


def _design(table: ReleasedTable, row: Mapping[str, Any], claim: Claim) -> Design:
    """A number of a group on its own describes; one that is compared with somebody is a difference."""
    if claim.answer == _EFFECTS and table.name != "activity_starts":
        return _BY_WORDING.get(row["reason"] or "", "associated")
    return "associated" if table.kind == "gap" or claim.compared_with else "described"


def _checks(release: Release, claim: Claim) -> dict[str, tuple[float | None, str]]:
    """Of an activity's comparison: by check, the figure and the verdict."""
    rows = release[_EFFECTS][_CHECKS].table.filter(pl.col("outcome") == claim.outcome)
    return {
        name: (value, verdict or "") for name, value, verdict in rows.select("statistic", "estimate", "reason").rows()
    }


def _changed_at_once(table: ReleasedTable, claim: Claim) -> tuple[str, ...]:
    """What `estimand_key` lists beside the change: `gap_after_version:A2:2=short_course:2+staff_training,…`."""
    listed = table.estimand_key.partition(":")[2].split(",")
    beside = dict(one.split("=", 1) for one in listed if "=" in one)
    return tuple(beside.get(claim.cause, "").split("+")) if claim.cause in beside else ()


def _answered(release: Release, claim: Claim) -> pl.DataFrame:
    """The rows of the same answer that say how many answered; none where it asks nobody."""
    tables = release[claim.answer].values()
    rows = [table.table.filter(pl.col("statistic") == _ANSWERED) for table in tables]
    return next((found for found in rows if found.height), pl.DataFrame())


def _unknown(release: Release, claim: Claim) -> float | None:
    """The share of whom it is not known what came of them: only of numbers about outcomes."""
    about = claim.answer in _OF_OUTCOMES or (claim.answer == "equity" and claim.table in _RESULTS)
    answer, table, statistic = _KNOWN
    if not about or answer not in release or table not in release[answer]:
        return None
    rows = release[answer][table].table.filter(pl.col("statistic") == statistic)
    least = _least(claim.model_copy(update={"time": None}), rows)
    return None if least is None else 1 - least


def _least(claim: Claim, rows: pl.DataFrame) -> float | None:
    """The smallest share told of the groups that a claim is about; of a group that is not told, that of everybody."""
    if not rows.height:
        return None
    everybody = _share(rows, EVERYBODY, claim.time)
    other = [claim.compared_with if codes_of(claim.compared_with) else EVERYBODY] if claim.compared_with else []
    shares = [_share(rows, group, claim.time) for group in (claim.group, *other)]
    told = [everybody if share is None else share for share in shares]
    return min((share for share in told if share is not None), default=None)


def _share(rows: pl.DataFrame, group: str, time: float | None) -> float | None:
    """The share told of one group, at that time where the rows have it."""
    codes = codes_of(group)
    columns = rows.columns[: rows.columns.index("statistic")]
    if not set(codes) <= set(columns):
        return None
    alike = [pl.col(name).eq_missing(pl.lit(codes.get(name), dtype=pl.String)) for name in columns]
    same = pl.all_horizontal(alike) if alike else pl.lit(True)
    found = rows.filter(same & pl.col("estimate").is_not_null())
    at = found.filter(pl.col("time") == time) if time is not None else found
    shares = (at if at.height else found)["estimate"]
    return float(shares.min()) if shares.len() else None  # type: ignore[arg-type]
