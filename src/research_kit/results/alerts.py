"""Alerts: when somebody must look now, and when a difference is established (METHODS 7.7).

A report of unequal access is passed on without any threshold. Yellow asks for a check, at every data load; red says
that a difference is established, only at the planned looks, and stays until a re-measurement has closed it. An alert
says who and what in codes, never how many: its words are the language catalogue's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import polars as pl

from research_kit.results.guards import raise_guard
from research_kit.results.history import History
from research_kit.results.look_plan import WatchRule
from research_kit.results.result_table import RESULT_COLUMNS, Answer, ResultTable
from research_kit.results.status import OK, WIDE

Level = Literal["report", "yellow", "red"]
GAPS = ("gap_access", "gap_results", "gap_screening")
_RATIO_OF = {"gap_access": "ratio_access"}
POOLED = "pooled"
_APART, _AND, _IS = "|", "&", "="


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """One alert.

    `group` and `compared_with`: whom it concerns, in codes (`gender=woman&foreign_born=yes`, `rest`). `statistic` and
    `outcome`: in what. `chance`: of a yellow, the chance that one ever comes from nothing over the project. `stands`:
    a red of an earlier look that no re-measurement has closed, whatever these data say.
    """

    level: Level
    group: str
    compared_with: str
    statistic: str
    outcome: str
    chance: float | None = None
    stands: bool = False

    @property
    def key(self) -> str:
        """What makes it the same alert at another look."""
        return _APART.join((self.level, self.statistic, self.outcome, self.group, self.compared_with))


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessReport:
    """Somebody says that access is unequal: who by role, about what and whom in codes. Nobody is named."""

    by: Literal["staff", "participant", "partner"]
    about: str
    group: str = ""


def alerts_of(answer: Answer, history: History | None = None, *, rule: WatchRule | None = None) -> tuple[Alert, ...]:
    """The alerts of an answer, red before yellow; those that stand from earlier looks first.

    Parameters
    ----------
    answer
        Its tables of gaps are read: rows with an alarm bar were registered beforehand and can be red.
    history
        Whether this is a planned look (otherwise no new red), and which reds stand open.
    rule
        The study's rule (`watch_rule`), for an answer that was stored and read back: it has lost it.

    Raises
    ------
    GuardError
        G-SHRINK: a gap was computed from pooled shares, which are drawn towards the others.
    """
    known = history or History()
    standing = tuple(_standing(key) for key in known.open_alerts if key.startswith("red" + _APART))
    found = [alert for table in answer.values() if table.kind == "gap" for alert in _alerts(table, known, rule)]
    open_keys = {alert.key for alert in standing}
    new = [alert for alert in found if alert.key not in open_keys]
    reds = {_matter(alert) for alert in (*standing, *new) if alert.level == "red"}
    yellows = [alert for alert in new if alert.level == "yellow" and _matter(alert) not in reds]
    return (*standing, *(alert for alert in new if alert.level == "red"), *_once(yellows))


def reported(reports: Iterable[AccessReport]) -> tuple[Alert, ...]:
    """Reports of staff, participants and partners as alerts, every one of them: there is no threshold."""
    return tuple(
        Alert(level="report", group=one.group, compared_with="", statistic=f"reported_by_{one.by}", outcome=one.about)
        for one in reports
    )


def is_yellow(practical_gap: float, practical_ratio: float) -> pl.Expr:
    """Of a gap with `estimate`, `upper` and `ratio` (null: not known): whether it calls for a check.

    The 95 % bar (z = -1.96) lies below no difference, and the gap matters in practice.
    """
    matters = (pl.col("estimate") <= -practical_gap) | (pl.col("ratio") < practical_ratio).fill_null(False)
    return ((pl.col("upper") < 0) & matters).fill_null(False)


def is_red() -> pl.Expr:
    """The alarm bar excludes no difference; rows without an alarm bar can never be red (G-LOOK)."""
    return ((pl.col("alarm_upper") < 0) | (pl.col("alarm_lower") > 0)).fill_null(False)


def _alerts(table: ResultTable, history: History, given: WatchRule | None) -> list[Alert]:
    if table.table["statistic"].str.contains(POOLED).any():
        raise_guard("G-SHRINK", f"The table `{table.name}` holds pooled values, and alerts were asked of it.")
    rule = given or _rule_of(table)
    said = pl.col("status").is_in([OK, WIDE])
    rows = _with_ratios(table).filter(said & pl.col("statistic").is_in(GAPS))
    judged = rows.with_columns(
        _red=is_red() & pl.lit(history.is_look and rule.is_look),
        _yellow=is_yellow(rule.practical_gap, rule.practical_ratio),
    )
    called = judged.filter(pl.col("_red") | pl.col("_yellow"))
    return [_alert(row, table.by, rule) for row in called.iter_rows(named=True)]


def _rule_of(table: ResultTable) -> WatchRule:
    """The rule that the table was made by; the house defaults where it does not say."""
    given: Mapping[str, Any] = table.diagnostics.get("watch", {})
    return WatchRule(**{**asdict(WatchRule()), **given})


def _with_ratios(table: ResultTable) -> pl.DataFrame:
    key = [*table.by, "outcome", "compared_with"]
    rows = table.table.select(*table.by, *RESULT_COLUMNS)
    ratios = rows.filter(pl.col("statistic").is_in(list(_RATIO_OF.values()))).select(*key, ratio="estimate")
    return rows.join(ratios.unique(key), on=key, how="left", nulls_equal=True, maintain_order="left")


def _alert(row: Mapping[str, Any], by: Iterable[str], rule: WatchRule) -> Alert:
    """The side that has less is the group, be it all the others."""
    group, other = _AND.join(f"{name}{_IS}{row[name]}" for name in by if row[name] is not None), row["compared_with"]
    if row["estimate"] > 0:
        group, other = other, group
    level: Level = "red" if row["_red"] else "yellow"
    return Alert(
        level=level,
        group=group,
        compared_with=other,
        statistic=row["statistic"],
        outcome=row["outcome"],
        chance=rule.yellow_chance if level == "yellow" else None,
    )


def _standing(key: str) -> Alert:
    _, statistic, outcome, group, compared_with = key.split(_APART)
    return Alert(
        level="red", group=group, compared_with=compared_with, statistic=statistic, outcome=outcome, stands=True
    )


def _matter(alert: Alert) -> tuple[str, str, str]:
    return alert.group, alert.compared_with, alert.outcome


def _once(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """One and the same matter may stand in two tables."""
    return tuple({_matter(alert): alert for alert in alerts}.values())
