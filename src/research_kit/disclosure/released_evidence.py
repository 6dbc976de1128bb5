"""What the grade of a released number rests on, read from the release that it stands in (METHODS 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
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


class ToldShares:
    """The shares that a table tells under one statistic, by group: each with its time."""

    def __init__(self, table: pl.DataFrame, statistic: str) -> None:
        groups = table.columns[: table.columns.index("statistic")]
        rows = table.filter((pl.col("statistic") == statistic) & pl.col("estimate").is_not_null())
        self._told: dict[frozenset[tuple[str, str]], list[tuple[float | None, float]]] = {}
        for row in rows.iter_rows(named=True):
            group = frozenset((name, row[name]) for name in groups if row[name] is not None)
            self._told.setdefault(group, []).append((row["time"], row["estimate"]))

    def of(self, group: str, time: float | None) -> float | None:
        """The smallest told of one group, at that time where there is any."""
        told = self._told.get(frozenset(codes_of(group).items()), [])
        at = [share for when, share in told if time is not None and when == time]
        return min(at or [share for _, share in told], default=None)


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a release tells beside each of its numbers, read once for all of them."""

    release: Release

    @cached_property
    def answered(self) -> Mapping[str, ToldShares]:
        """By answer, how many answered; an answer that asks nobody is not among them."""
        asked = [(answer.name, table.table) for answer in self.release.values() for table in answer.values()]
        asked = [(name, table) for name, table in asked if (table["statistic"] == _ANSWERED).any()]
        return {name: ToldShares(table, _ANSWERED) for name, table in reversed(asked)}  # the first of each

    @cached_property
    def known(self) -> ToldShares | None:
        """Of how many it is known what came of them."""
        answer, table, statistic = _KNOWN
        if answer not in self.release or table not in self.release[answer]:
            return None
        return ToldShares(self.release[answer][table].table, statistic)


def evidence_of(
    beside: Beside, table: ReleasedTable, row: Mapping[str, Any], claim: Claim, *, registered: Registered
) -> Evidence:
    """The evidence of one row of a released table."""
    design = _design(table, row, claim)
    checks = _checks(beside.release, claim) if design == "adjusted" else {}
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
        response=_least(claim, beside.answered.get(claim.answer)),
        unknown=_unknown(beside, claim),
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


def _unknown(beside: Beside, claim: Claim) -> float | None:
    """The share of whom it is not known what came of them: only of numbers about outcomes."""
    about = claim.answer in _OF_OUTCOMES or (claim.answer == "equity" and claim.table in _RESULTS)
    least = _least(claim.model_copy(update={"time": None}), beside.known) if about else None
    return None if least is None else 1 - least


def _least(claim: Claim, shares: ToldShares | None) -> float | None:
    """The smallest share told of the groups that a claim is about; of a group that is not told, that of everybody."""
    if shares is None:
        return None
    everybody = shares.of(EVERYBODY, claim.time)
    other = [claim.compared_with if codes_of(claim.compared_with) else EVERYBODY] if claim.compared_with else []
    told = [shares.of(group, claim.time) for group in (claim.group, *other)]
    return min(
        (share for share in (everybody if one is None else one for one in told) if share is not None), default=None
    )
