"""The statements a table makes about people: whom each of its three counts counts, and which rows go as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

KEY = ("statistic", "outcome", "cause", "time", "compared_with")
_ROW = "{answer}.{table}:{statistic}/{outcome}/{cause}/{compared_with}"

Row = Mapping[str, Any]


class Source(NamedTuple):
    """A table that another is made from, of its rows at the same time; of a row without a time, of the last ones told.

    `statistics` and `outcomes` limit it to some of the rows that are made; `hides`: a row is withheld wherever the one
    it is made from says nothing, since it would show it again; `withheld_only`: only where that one is withheld, not
    where it says too little. A table of another `answer` calls its outcomes otherwise: a row of the same group and
    cause counts.
    """

    table: str
    statistics: tuple[str, ...] = ()
    hides: bool = False
    withheld_only: bool = False
    answer: str | None = None
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TableStatements:
    """What one table tells of people. The defaults are those of a table that nobody declared: each count is its own.

    Attributes
    ----------
    people, events, unknown
        The name of those whom `n`, `events` and `unknown` count, the same wherever these people are told of. In it
        stand `{statistic} {outcome} {cause} {compared_with}` for what the row says, and `{at}` for its time (`@12`).
        None: the column counts nobody whom another number could give away.
    declared
        Whether these names say who is counted. Where they do not, counts that are equal in every group are read as
        the same people, and causes of one base as parts of it wherever their numbers allow it.
    timeless
        What stands for `{at}` in a row without a time.
    of_everybody
        `n` counts everybody, whatever group the row is about.
    loose_base
        Where the people may not be told, only `n` goes: no other number of the row gives them away.
    untold
        Counts that no reader needs, and that would tell of few people beside those of other tables: never shown.
    adds_up
        Within rows of a group that agree in these columns the shares add up to one: all are shown, or none.
    told_as_one
        Whether those in the project and those out of it are told as one where few are in one of the two.
    carried_as_one
        Within rows of a group that agree in these columns all are told anew, or none.
    sums
        Whether the groups of a split add up to everybody.
    follows_people
        Whether it tells of people, and nothing else: of no group is it told beside something else.
    model
        Whether the estimates are those of a model, of which no level has fewer than k people or events.
    sources
        What it is made from; None: a gap that nobody declared, made from every other table of its answer.
    """

    people: str | None = f"{_ROW} n{{at}}"
    events: str | None = f"{_ROW}{{at}}"
    unknown: str | None = f"{_ROW} unknown{{at}}"
    declared: bool = True
    of_everybody: bool = False
    loose_base: bool = False
    untold: tuple[str, ...] = ()
    adds_up: tuple[str, ...] = ()
    told_as_one: bool = False
    carried_as_one: tuple[str, ...] = KEY
    timeless: str = ""
    sums: bool = True
    follows_people: bool = False
    model: bool = False
    sources: tuple[Source, ...] | None = ()

    def names(self, answer: str, table: str, row: Row) -> dict[str, str]:
        """Column -> the name of those whom it counts in this row."""
        said = {name: row[name] or "" for name in KEY if name != "time"}
        at = self.timeless if row["time"] is None else f"@{row['time']:g}"
        templates = {"n": self.people, "events": self.events, "unknown": self.unknown}
        return {
            column: template.format(answer=answer, table=table, at=at, **said).rstrip("/")
            for column, template in templates.items()
            if template is not None
        }


class Relation(NamedTuple):
    """`whole` = the sum of `parts`, and of `rest` where the parts are not all of it; only where `given` is there.

    One that is not `sure` is believed where the numbers allow it, as somebody who subtracts would.

    Names as in `TableStatements`; whatever else stands in braces (`{outcome}`, `{at}`) is the same text throughout. A
    part with `{each}` stands for all names that fill it, added up.
    """

    whole: str
    parts: tuple[str, ...]
    rest: str | None = None
    given: tuple[str, ...] = ()
    sure: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerStatements:
    """What the tables of one answer tell of people, and what ties the people they count to one another.

    `kept_first`: how the names of those begin that readers look for first, and that go last when others are protected.
    `at_a_time`: how the names of those begin who are somewhere at a time, and may have left by the next.
    `apart`: how the names of those begin who are never all those of another table, whatever their number.
    """

    tables: Mapping[str, TableStatements] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    kept_first: tuple[str, ...] = ()
    at_a_time: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
