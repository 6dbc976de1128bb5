"""The rows of a released table as plain values, and the groups they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.results import ResultTable

NO_SIBLINGS: Mapping[str, ReleasedTable] = MappingProxyType({})
TARGET = "target_"
HORIZON = 12.0
"""The time a headline is about, in months."""
ONE_LEVEL = "one_level:"
HEADLINE = ("strict", "employment")
WIDE = ("wide", "any_success")
SELF_SUPPORT = ("self_support", "self_support")
SUSTAINED = "sustained_"

_CODE_ORDER = (
    *("woman", "man", "non_binary", "unstated"),
    *("yes", "no"),
    *("<9y", "9y", "upper_sec", "post_sec"),
    *("15-24", "25-34", "35-44", "45-54", "55-75"),
    "unknown",
)
UNKNOWN_CODES = frozenset({"unknown", "unstated"})


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a row is about: pairs of dimension and code, none for everybody."""

    codes: tuple[tuple[str, str], ...] = ()

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that are fixed, which name the split the group belongs to."""
        return tuple(dimension for dimension, _ in self.codes)

    def code(self, dimension: str) -> str | None:
        """The group's code in a dimension, or nothing where it holds all of them."""
        return dict(self.codes).get(dimension)

    @property
    def is_target(self) -> bool:
        """Whether the group is a target group; these overlap, and are never crossed or summed."""
        return any(dimension.startswith(TARGET) for dimension, _ in self.codes)

    @property
    def is_unknown(self) -> bool:
        """Whether the group consists of those of whom the code is not known."""
        return any(code in UNKNOWN_CODES for _, code in self.codes)


EVERYBODY = Group()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a released table: the result contract's columns, and the group.

    `allowed_for` are the columns a comparison allows for; `beside` says that the row is of another table of the
    same answer, which this one is read with. `as_of` is the quarter of a row carried from an earlier release.
    """

    group: Group
    statistic: str
    outcome: str | None = None
    cause: str | None = None
    time: float | None = None
    compared_with: str | None = None
    n: int | None = None
    events: int | None = None
    unknown: int | None = None
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    alarm_lower: float | None = None
    alarm_upper: float | None = None
    unit: str | None = None
    status: str = "ok"
    reason: str | None = None
    smallest_visible_gap: float | None = None
    as_of: str | None = None
    allowed_for: tuple[str, ...] = ()
    beside: bool = False

    @property
    def shown(self) -> bool:
        """Whether there is an estimate to show."""
        return self.status in ("ok", "wide") and self.estimate is not None

    @property
    def withheld(self) -> bool:
        """Whether disclosure control took the number away."""
        return self.status == "suppressed"

    @property
    def is_difference(self) -> bool:
        """Whether it compares two groups, so that nobody is told how many people it rests on."""
        return self.statistic.startswith(("gap_", "ratio_", "interaction"))

    @property
    def measure(self) -> tuple[str | None, str | None]:
        """Outcome and cause: what happened."""
        return self.outcome, self.cause

    @property
    def blocked_dimension(self) -> str | None:
        """The dimension that cannot be compared, in a row that says so."""
        return self.statistic.removeprefix(ONE_LEVEL) if self.statistic.startswith(ONE_LEVEL) else None


_COLUMNS = tuple(field.name for field in fields(Row) if field.name not in ("group", "allowed_for", "beside"))


def rows_of(table: ReleasedTable | ResultTable) -> tuple[Row, ...]:
    """The rows of a table, without the people outside a target group (only its members are shown)."""
    rows = []
    allowed_for = _allowed_for(table)
    for record in table.to_polars().iter_rows(named=True):
        codes = tuple((name, str(record[name])) for name in table.by if record[name] is not None)
        if any(name.startswith(TARGET) and code != "yes" for name, code in codes):
            continue
        values = {name: record[name] for name in _COLUMNS if name in record}
        values["status"] = values["status"] or "ok"
        rows.append(Row(group=Group(codes), allowed_for=allowed_for, **values))
    return tuple(sorted(rows, key=lambda row: _position(row, table.by)))


def _allowed_for(table: ReleasedTable | ResultTable) -> tuple[str, ...]:
    return tuple(name for name in table.estimand_key.partition(":")[2].split(",") if name)


def _position(row: Row, by: tuple[str, ...]) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    """The total first, then split by split in the order asked for, in each the codes in their own order."""
    codes = row.group.codes
    return len(codes), tuple(by.index(name) for name, _ in codes), tuple(_code_rank(code) for _, code in codes)


def _code_rank(code: str) -> int:
    return _CODE_ORDER.index(code) if code in _CODE_ORDER else len(_CODE_ORDER) - 1


def rows_beside(table: ReleasedTable, siblings: Mapping[str, ReleasedTable]) -> tuple[Row, ...]:
    """The rows of a table of an answer, read with its other tables.

    Rows that only say that the study has no such table are left out, and so is everything where it has promised
    nothing or given nothing to compare with; those it is read with come last. Gaps in months say in their statistic
    when months without the event are meant, which the table `months` of the same answer knows. Of a table that
    disclosure control has emptied one row says so.
    """
    if table.to_polars().is_empty():
        return (Row(group=EVERYBODY, statistic=table.name, status="suppressed", reason="WITHHELD"),)
    rows = tuple(r for r in rows_of(table) if r.reason != "NO_TABLE")
    if all(r.reason in _NOT_GIVEN for r in rows):
        return ()
    other, statistic = _READ_WITH.get(table.name, ("", ""))
    if rows and other in siblings:
        rows += tuple(replace(r, beside=True) for r in rows_of(siblings[other]) if statistic in ("", r.statistic))
    if table.name == "standardised" and "adjusted" in siblings:
        return tuple(replace(r, allowed_for=r.allowed_for or _allowed_for(siblings["adjusted"])) for r in rows)
    if table.name != "gaps" or not _counts_without(siblings):
        return rows
    return tuple(replace(r, statistic="gap_months_without") if r.statistic == "gap_months" else r for r in rows)


_NOT_GIVEN = frozenset({"NO_TARGETS", "NO_BENCHMARK"})
"""What a study has not declared, so that there is nothing to answer."""
_READ_WITH = {
    "sustained": ("within", "share_within"),
    "bounds": ("within", "share_within"),
    "adjusted": ("gaps", "gap_within"),
    "change": ("responses", "share_answered"),
    "needs_match": ("unmet", "rank_without_activity"),
    "indicator_answers": ("indicator_bounds", ""),
}
"""The table, and its statistic (all where empty), beside which another is read: the headline, or the plain gap."""


def own_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows of the table itself."""
    return tuple(r for r in rows if not r.beside)


def beside(rows: Iterable[Row], *, time: float = HORIZON) -> dict[tuple[Group, str | None], Row]:
    """The shown rows that a table is read with, by group and group compared with; the headline's, at one time."""
    of = headline_rows(r for r in rows if r.beside)
    return {(r.group, r.compared_with): r for r in of if r.shown and r.time in (time, None)}


def _counts_without(siblings: Mapping[str, ReleasedTable]) -> bool:
    return "months" in siblings and "months_without" in siblings["months"].to_polars()["statistic"].to_list()


def select(rows: Iterable[Row], statistic: str, *, time: float | None = None) -> tuple[Row, ...]:
    """The rows of one statistic, at one time where a time is given."""
    return tuple(r for r in rows if r.statistic == statistic and (time is None or r.time == time))


def headline_measure(rows: Iterable[Row]) -> tuple[str | None, str | None]:
    """The outcome and cause the headline is about: strict employment, else the study's own first one."""
    measures = list(dict.fromkeys(r.measure for r in rows if r.blocked_dimension is None))
    if not measures or HEADLINE in measures:
        return HEADLINE
    return measures[0]


def headline_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows about the headline's outcome and cause."""
    rows = tuple(rows)
    measure = headline_measure(rows)
    return tuple(r for r in rows if r.measure == measure)


def headline_time(rows: Iterable[Row]) -> float | None:
    """The time the headline is about: 12 months, or the latest before it of which something can be said."""
    of = [r for r in headline_rows(rows) if r.time is not None and r.blocked_dimension is None]
    times = {r.time for r in of if r.time is not None}
    for wanted in (
        {r.time for r in of if r.group == EVERYBODY and r.shown},
        {r.time for r in of if r.shown},
        times,
    ):
        early = [time for time in wanted if time is not None and time <= HORIZON]
        if early:
            return max(early)
    return max(times, default=None)


def splits(rows: Iterable[Row]) -> dict[tuple[str, ...], tuple[Row, ...]]:
    """The rows by the dimensions of their group: the total first, then each dimension, then crossings."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        if row.blocked_dimension is None:
            found.setdefault(row.group.dimensions, []).append(row)
    return {key: tuple(found[key]) for key in sorted(found, key=len)}


def total(rows: Iterable[Row]) -> Row | None:
    """The row about everybody, or nothing where the table has none."""
    return next((r for r in rows if not r.group.codes and r.blocked_dimension is None), None)


def blocked(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows that say which comparisons the design forbids, one per dimension."""
    found = {r.blocked_dimension: r for r in rows if r.blocked_dimension is not None}
    return tuple(found.values())
