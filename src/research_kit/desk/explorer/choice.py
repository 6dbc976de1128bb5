"""One choice in the explorer: the answer it asks for, what is shown of it, and the code that makes the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from research_kit import analyses
from research_kit.cohort import Cohort
from research_kit.cohort.part_of import CountedFrom, part_of
from research_kit.desk.explorer.outcomes import OF_REFERRED, SUCCESS, Outcome
from research_kit.display.catalogue import REFERENCE
from research_kit.display.exact_item import Measure, measures_of, view
from research_kit.display.rows import headline_measure, rows_of
from research_kit.display.shown import Shown
from research_kit.results import Answer
from research_kit.results.of_a_part import is_left_out

OVER_TIME = frozenset({"within", "curve", "dropout", "states", "phases"})
"""Tables that tell the same at several months since the start."""
FIRST = "within"
"""The table of success that tells of every kind of it."""
YEAR = 12
_EVERY = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What is chosen: an outcome, the split, whose it is, and how it is told.

    `group` is a dimension and its code; `since` and `until` are days of the index date, of a question about those
    referred days of the referral. Null: all. `table`, `measure` and `months` are of the answer: `fitted` takes those
    that it has.
    """

    outcome: Outcome
    by: tuple[str, ...]
    table: str = ""
    measure: Measure | None = None
    months: int | None = None
    since: date | None = None
    until: date | None = None
    group: tuple[str, str | bool] | None = None

    @property
    def counted(self) -> tuple[object, ...]:
        """What has to be counted: choices that differ in the telling alone have the same."""
        return (self.outcome.question, self.by, self.since, self.until, self.group)

    def people(self, cohort: Cohort) -> Cohort:
        """Those whom the choice is about."""
        where = dict([self.group]) if self.group else None
        return part_of(cohort, since=self.since, until=self.until, where=where, counted_from=self._counted_from)

    @property
    def _counted_from(self) -> CountedFrom:
        is_part = any(one is not None for one in (self.since, self.until, self.group))
        return "referral" if is_part and self.outcome.question in OF_REFERRED else "index"

    def answer(self, cohort: Cohort) -> Answer:
        """The answer it asks for, exact."""
        answer: Answer = getattr(analyses, self.outcome.question)(self.people(cohort), by=list(self.by))
        return answer

    def shown(self, answer: Answer, *, language: str) -> Shown:
        """What it shows of that answer."""
        return view(answer, self.table, measure=self.measure, months=self.months, language=language)

    def code(self, cohort: str, *, language: str) -> str:
        """Python that shows the same; `cohort` is what the cohort is called."""
        part = {
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "where": dict([self.group]) if self.group else None,
            "counted_from": None if self._counted_from == "index" else self._counted_from,
        }
        asked = _arguments(part)
        told = {
            "measure": self.measure,
            "months": self.months,
            "language": None if language == REFERENCE else language,
        }
        people = "people" if asked else cohort
        return "\n".join(
            [
                "import research_kit as rk",
                "",
                *([f"people = rk.part_of({cohort}{asked})"] if asked else []),
                f"answer = rk.{self.outcome.question}({people}, by={_written(list(self.by))})",
                f"rk.view(answer, {_written(self.table)}{_arguments(told)})",
            ]
        )


def fitted(choice: Choice, answer: Answer) -> Choice:
    """The same choice with a table, and months, that the answer has."""
    tables = tables_of(answer, choice.outcome)
    table = choice.table if choice.table in tables else tables[0]
    measure = choice.outcome.measure if choice.outcome.measure in measures_of(answer[table]) else None
    months = months_of(answer, table)
    within = [one for one in months if one <= YEAR]
    until = choice.months if choice.months in months else within[-1] if within else None
    return replace(choice, table=table, measure=measure, months=until)


def tables_of(answer: Answer, outcome: Outcome) -> tuple[str, ...]:
    """The tables of an answer that tell of the outcome; where none does, all that may be told, for they say why.

    Tables that are about no kind of success of the answer's first table (work that lasts, where people are) go with
    its headline.
    """
    having = [name for name, table in answer.tables.items() if _has_data(table.to_polars())]
    told = [name for name, table in answer.tables.items() if not is_left_out(table.to_polars())]
    if outcome.question == SUCCESS:
        plain = measures_of(answer[FIRST])
        is_headline = outcome.measure == headline_measure(rows_of(answer[FIRST]))
        kinds = {name: measures_of(answer[name]) for name in having}
        having = [
            name for name in having if outcome.measure in kinds[name] or (is_headline and not {*kinds[name]} & {*plain})
        ]
    return tuple(having or told or answer.tables)


def months_of(answer: Answer, table: str) -> tuple[int, ...]:
    """Until which months a table can be told: those it has, of a curve every third as far as it is followed."""
    if table not in OVER_TIME:
        return ()
    times = answer[table].to_polars()["time"].drop_nulls()
    if answer[table].kind != "curve":
        return tuple(sorted({int(time) for time in times}))
    last = int(times.max() or 0)  # type: ignore[arg-type]
    return tuple(range(_EVERY, last + 1, _EVERY))


def _has_data(rows: pl.DataFrame) -> bool:
    return not is_left_out(rows) and bool((rows["reason"].fill_null("") != "NO_TABLE").any())


def _arguments(values: Mapping[str, object]) -> str:
    return "".join(f", {name}={_written(value)}" for name, value in values.items() if value is not None)


def _written(value: object) -> str:
    """As the house writes Python: with double quotation marks."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, tuple):
        return f"({', '.join(_written(one) for one in value)})"
    if isinstance(value, list):
        return f"[{', '.join(_written(one) for one in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_written(key)}: {_written(one)}" for key, one in value.items()) + "}"
    return repr(value)
