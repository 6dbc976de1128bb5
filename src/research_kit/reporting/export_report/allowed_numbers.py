"""The numbers that a page may hold at a place: those of the released rows that the place is about, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from research_kit.disclosure import Release, ReleasedAnswer, ReleasedTable
from research_kit.display.board_questions import ASKED_OF, QUESTIONS
from research_kit.display.number_format import quarter_parts, report_number
from research_kit.display.rows import Group, Row, rows_beside
from research_kit.ledger.told_loop import ToldLoop
from research_kit.reporting.export_report.loop_numbers import rows_of_the_loop
from research_kit.reporting.read_back.numbers import Number

_HALF = 0.5 + 1e-6
_TENTH = 0.05 + 1e-6
_STAGE = "lost_before_"
_DAYS = re.compile(r"_(\d+)$")
_MEASURES = {
    "days": "days",
    "per_month": "rate",
    "ratio": "ratio",
    "participants": "people",
    "things": "people",
    "score": "rate",
    "points": "rate",
    "coefficient": "ratio",
    "rank": "people",
}
"""What the estimates of a unit measure, where their unit says it; people here are amounts that nobody counted."""
_DIFFERENCES = ("gap_", "interaction")
_OFF = {"days": _HALF, "people": _HALF, "rate": _TENTH, "ratio": 0.005 + 1e-6}
"""How far a written value may be from its estimate: days and people are whole, rates have one decimal, ratios two."""


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """The released numbers of some rows, by what they measure."""

    rows: tuple[Row, ...]
    k: int = 0
    facts: frozenset[float] = frozenset()
    """Numbers of the study's declaration and of the guards, such as the months of a horizon."""

    @cached_property
    def counts(self) -> frozenset[int]:
        """Numbers of people: as released, those without the event, and those lost before a stage."""
        told = {value for row in self.rows for value in (row.n, row.events, row.unknown) if value is not None}
        rest = {row.n - row.events for row in self.rows if row.n is not None and row.events is not None}
        return frozenset(told | rest | _lost(self.rows))

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """Shares of a group and their limits, in percent; of a curve of those who have not, of those who have."""
        told = _values(row for row in self.rows if kind_of(row) == "%")
        turned = _values(row for row in self.rows if row.statistic == "not_yet")
        return (*told, *(100 - share for share in turned))

    @cached_property
    def points(self) -> tuple[float, ...]:
        """Gaps between shares and their limits, in points."""
        return (*_values(row for row in self.rows if kind_of(row) == "points"), *self._visible("%", "points"))

    @cached_property
    def months(self) -> tuple[float, ...]:
        """Months and gaps in months, with their limits."""
        return (*_values(row for row in self.rows if kind_of(row) == "months"), *self._visible("months"))

    @cached_property
    def times(self) -> frozenset[float]:
        """The times since the start that rows are about, in months."""
        return frozenset({row.time for row in self.rows if row.time is not None} | {0.0, 3.0, 6.0, 9.0, 12.0})

    @cached_property
    def days(self) -> frozenset[float]:
        """How long work lasted, as outcomes are named, and the times that rows are about, which may be in days."""
        named = [_DAYS.search(text) for row in self.rows for text in (row.outcome or "", row.statistic)]
        return frozenset({float(match[1]) for match in named if match} | self.facts | self.times)

    @cached_property
    def quarters(self) -> int:
        """How many calendar quarters rows are about."""
        return len({row.cause for row in self.rows if quarter_parts(row.cause or "") is not None})

    @cached_property
    def _by_measure(self) -> Mapping[str, tuple[float, ...]]:
        """Estimates and limits in units of their own: days, rates, ratios, and people that were not counted."""
        return {kind: _values(row for row in self.rows if kind_of(row) == kind) for kind in _OFF}

    def _visible(self, *kinds: str) -> tuple[float, ...]:
        """The smallest gaps that would have been seen."""
        seen = [(row.smallest_visible_gap, kind_of(row)) for row in self.rows]
        return tuple(gap if kind == "months" else 100 * gap for gap, kind in seen if gap is not None and kind in kinds)

    def holds(self, number: Number, *, fewer: bool = False, bare: str = "") -> bool:
        """Whether a number is one of these, in the unit that it is written in.

        Parameters
        ----------
        number
            As read.
        fewer
            Whether "fewer than" stands before it, where the least number that is shown stands too.
        bare
            What a number without a unit may measure at this place besides people: `%`, `points`, `months`, `tenths`.
        """
        value = number.value
        if number.unit == "of":
            return self._is_part(number)
        if number.unit in ("", "people"):
            return self._is_people(value) or (fewer and value == self.k) or self._is_bare(number, bare)
        if number.unit == "times":
            return value in self.facts or self.measures(value, "rate") or self.measures(value, "ratio")
        if number.unit == "quarters":
            return value in range(self.quarters + 1)
        if number.unit == "groups":
            told = {(row.group, row.compared_with, row.outcome, row.cause) for row in self.rows}
            return value in range(len(told) + 1)
        return self.measures(value, number.unit)

    def measures(self, value: float, unit: str, *, off: float = 0.0) -> bool:
        """Whether a value in a unit other than people is one of these, but for rounding and what is `off` besides."""
        if unit == "%":
            return near(value, self.shares, _HALF + off)
        if unit == "points":
            return near(value, self.points, _HALF + off) or near(-value, self.points, _HALF + off)
        if unit == "months":
            return self._is_months(value, off) or near(value, (*self.times, *self.facts), 1e-6 + off)
        if unit == "days" and value in self.days:
            return True
        return unit in _OFF and near(value, self._by_measure[unit], _OFF[unit] + off)

    def stands_at(self, value: float, *, off: float) -> bool:
        """Whether a mark on an axis without a unit stands at one of these; `off` is how exactly it could be read."""
        people = (*self._by_measure["people"], *self.counts, 0.0)
        others = [(kind, values) for kind, values in self._by_measure.items() if kind != "people"]
        return near(value, people, max(0.35, off)) or any(
            near(value, (*values, 0.0), max(_OFF[kind], off)) for kind, values in others if values
        )

    def _is_people(self, value: float) -> bool:
        return value in self.counts or self.measures(value, "people")

    def _is_months(self, value: float, off: float = 0.0) -> bool:
        """Months in tenths, or whole as medians are written."""
        medians = _values(row for row in self.rows if row.statistic == "median")
        whole = value == int(value) and near(value, medians, _HALF + off)
        return whole or near(value, self.months, _TENTH + off) or near(-value, self.months, _TENTH + off)

    def _is_part(self, number: Number) -> bool:
        """`7 of 10` is a share in tenths; any other part and whole are people."""
        tenths = number.of == 10 and near(10 * number.value, self.shares, 5 + 1e-6)
        return tenths or (self._is_people(number.value) and number.of is not None and self._is_people(number.of))

    def _is_bare(self, number: Number, bare: str) -> bool:
        if number.unit == "people":
            return False
        value = number.value
        if number.pair != 0 and any(self.measures(value, unit) for unit in ("%", "points", *_OFF)):
            return True
        if (number.pair != 0 or "months" in bare) and self._is_months(value):
            return True
        tenths = "tenths" in bare and near(10 * value, self.shares, 5 + 1e-6)
        named = any(unit in bare and self.measures(value, unit) for unit in ("points", *_OFF))
        return tenths or named or ("facts" in bare and value in self.facts)


def near(value: float, among: Iterable[float], within: float) -> bool:
    """Whether a value lies that close to one of others."""
    return any(abs(value - one) <= within for one in among)


def kind_of(row: Row) -> str:
    """What the estimate of a row measures: `%`, `points`, `months`, or what its own unit is about."""
    if row.unit in _MEASURES:
        return _MEASURES[row.unit]
    if row.unit == "months" or row.statistic == "median" or "months" in row.statistic.replace("_12_months", ""):
        return "months"
    return "points" if row.statistic.startswith(_DIFFERENCES) else "%"


def _values(rows: Iterable[Row]) -> tuple[float, ...]:
    """The estimates and limits of rows of one kind; the edges of the scale too."""
    found: set[float] = set()
    for row in rows:
        scale = 100 if kind_of(row) in ("%", "points") else 1
        told = (row.estimate, row.lower, row.upper, row.alarm_lower, row.alarm_upper)
        found |= {scale * value for value in told if value is not None}
    return tuple(sorted(found | {0.0})) if found else ()


def _lost(rows: Sequence[Row]) -> set[int]:
    """Sums that a page tells: those lost before each stage, with and without those who may still come."""
    sums: set[int] = set()
    by: dict[tuple[Group, str], list[Row]] = {}
    for row in rows:
        if row.statistic.startswith(_STAGE) and row.n is not None:
            by.setdefault((row.group, row.statistic), []).append(row)
    for of in by.values():
        sums |= {sum(row.n or 0 for row in of), sum(row.n or 0 for row in of if row.cause not in _MAY_COME)}
    return sums


_MAY_COME = frozenset({"not_due", "waiting", "no_activity_yet", "not_enrolled_yet", "not_known"})


@dataclass(frozen=True)
class ItemNumbers:
    """What an item may hold: of everybody together, and of each group by itself."""

    name: str
    rows: tuple[Row, ...]
    k: int
    facts: frozenset[float]
    _made: dict[frozenset[Group], Allowed] = field(default_factory=dict)

    @cached_property
    def measured(self) -> str:
        """What the rows measure besides shares, people and months, which have units of their own."""
        return " ".join({kind_of(row) for row in self.rows} - {"%", "people", "months"})

    def of(self, groups: Iterable[Group] = ()) -> Allowed:
        """The numbers of the rows about these groups; of all rows where none is named."""
        key = frozenset(groups)
        if key not in self._made:
            rows = tuple(row for row in self.rows if not key or row.group in key)
            self._made[key] = Allowed(rows=rows, k=self.k, facts=self.facts)
        return self._made[key]


def numbers_of_items(release: Release, loop: ToldLoop | None = None) -> Mapping[str, ItemNumbers]:
    """By the id of each item that a page about this release can have; under an empty id those of the whole page.

    What is told of the loop is allowed in its own items alone: it is of other people and of other quarters.
    """
    items = {
        f"{answer.name}-{name}".replace("_", "-"): _item(answer, answer[name])
        for answer in release.values()
        for name in answer.tables
    }
    asked = [items[each] for each in asked_of() if each in items]
    if asked:
        items[QUESTIONS] = _together(QUESTIONS, asked)
    rows = tuple(row for item in items.values() for row in item.rows)
    k = max((item.k for item in items.values()), default=0)
    facts = frozenset().union(*(item.facts for item in items.values()), _reports(release))
    told = loop or ToldLoop()
    counted = frozenset(float(n) for n in range(max(len(told.decisions), len(told.certain)) + 1))
    of_the_loop = {
        name: ItemNumbers(name, of, k, facts | counted) for name, of in rows_of_the_loop(told, release).items()
    }
    return {**items, **of_the_loop, "": ItemNumbers("", rows, k, facts)}


def asked_of() -> list[str]:
    """The items whose numbers the board's questions may hold."""
    return [f"{answer}-{name}".replace("_", "-") for answer, names in ASKED_OF.items() for name in names]


def _together(name: str, items: Sequence[ItemNumbers]) -> ItemNumbers:
    rows = tuple(row for item in items for row in item.rows)
    return ItemNumbers(name, rows, max(item.k for item in items), frozenset().union(*(item.facts for item in items)))


def _item(answer: ReleasedAnswer, table: ReleasedTable) -> ItemNumbers:
    hits = [hit for other in answer.values() for hit in other.guards]
    told = {float(value) for hit in hits for value in hit.facts.values() if isinstance(value, int | float)}
    planned = answer.subject.planned_reports
    facts = told | {12.0, 90.0} | ({float(planned)} if planned is not None else set())
    return ItemNumbers(table.name, rows_beside(table, answer.tables), table.k, frozenset(facts))


def _reports(release: Release) -> frozenset[float]:
    """Which report this is, and of how many."""
    subjects = [answer.subject for answer in release.values() if answer.subject.starts_on is not None]
    numbers = {report_number(one.starts_on, one.quarter) for one in subjects if one.starts_on is not None}
    return frozenset(float(number) for number in numbers if number is not None)
