"""Attack tables of counts as an intruder would: what can be found out from all of them, and all earlier ones?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

import polars as pl

from research_kit.disclosure.count_tables.cell_table import OTHERS, RESERVED, Cell, CellTable
from research_kit.disclosure.count_tables.earlier_releases import Tables, read_releases
from research_kit.disclosure.count_tables.everything_published import Publication, Publishing, Question
from research_kit.disclosure.count_tables.families import families_over_time
from research_kit.disclosure.count_tables.family import Family
from research_kit.disclosure.count_tables.found_out import found_out, known_narrowed
from research_kit.disclosure.linked.intruder import Exposed
from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError

_FOUND = {"lower": pl.Float64(), "upper": pl.Float64(), "what": pl.String(), "release": pl.Int64()}


def audit(tables: Tables, earlier: Sequence[Tables] = (), *, policy: Policy, seconds: float = 60.0) -> pl.DataFrame:
    """Every count of people that an intruder can find out, or bound too closely, from all that is published.

    Parameters
    ----------
    tables
        Name -> one row per group of people: dimension columns (null = total over that dimension; a boolean column is
        a target group) and `n`, null where withheld. Columns `status` and `reason` are passed over; a row with `as_of`
        repeats what that release (0 = the first of `earlier`) told, and says nothing of this one.
    earlier
        The same for every earlier release, oldest first. Tables of the same name are about the same project.
    policy
        The thresholds in force.
    seconds
        The time box; what was not shown to be safe in time is listed.

    Returns
    -------
    One row per table and cell; none if all is safe: `table`, the dimensions, `lower` and `upper` (what the count must
    lie between, in whole numbers), `what` (`count`: of the cell; `others`: of those outside a target group, or in a
    total and in none of the rows listed, whose dimension is then null; `increment`: of those who came since the cell
    was last published, negative if they left) and `release` (0 = this one, -1 = the one before).

    A withheld count is listed if it can be found exactly, or if its interval is shorter than k and has a number of 1
    to k-1 people in it; a published one if it is 1 to k-1.

    Raises
    ------
    DisclosureError
        Counts that are no counts, a group with two rows, sums that contradict each other, or rows `as_of` a release
        that did not tell them.
    """
    everything = [*earlier, tables]
    found = findings(read_releases(everything, policy), seconds)
    rows = chain.from_iterable(_rows(question, each) for question, each in found)
    return _table(list(rows), everything)


Finding = tuple[Question, Exposed]


def findings(releases: Sequence[Sequence[CellTable]], seconds: float = 60.0) -> list[Finding]:
    """The questions about these releases, oldest first, that an intruder can answer too well, with the answers."""
    return list(_findings(tuple(map(tuple, releases)), seconds))


@lru_cache(maxsize=2)
def _findings(releases: tuple[tuple[CellTable, ...], ...], seconds: float) -> tuple[Finding, ...]:
    """The last attack is often asked for again: by `audit`, of what `protect` has just made."""
    found = families_over_time(releases)
    try:
        return tuple(_found(_published(found, monotone=True), seconds))
    except DisclosureError:
        if len(releases) == 1:
            raise
    # Somebody must have left, though no published number fell.
    return tuple(_found(_published(found, monotone=False), seconds))


def _published(releases: Sequence[Sequence[Family]], *, monotone: bool) -> Publication:
    together = Publishing(monotone=monotone, jointly=True)
    for at, found in enumerate(releases):
        together.add(found, at + 1 - len(releases))
    return together.publication()


def _found(published: Publication, seconds: float) -> list[Finding]:
    limits = known_narrowed(published.linked, published.told)
    secrets: dict[int, int] = {}
    for question in published.questions:
        lower, upper = (float(end[question.variable]) for end in limits)
        if _may_tell(question, lower, upper, published):
            secrets[question.variable] = max(question.k, secrets.get(question.variable, 0))
    found = found_out(published, limits, secrets, seconds=seconds)
    answers = {each.variable: each for each in found}
    asked = [(question, answers[question.variable]) for question in published.questions if question.variable in answers]
    return [(question, each) for question, each in asked if _tells(question, each, published)]


def _tells(question: Question, found: Exposed, published: Publication) -> bool:
    """Whether the answer says something of a few people, or gives a withheld number away."""
    few = _has_few(question, found.lower, found.upper)
    gone = _is_withheld(question, published) and found.lower == found.upper
    return few or gone or found.upper - found.lower >= question.k


def _may_tell(question: Question, lower: float, upper: float, published: Publication) -> bool:
    """Whether any answer within these limits would."""
    return _has_few(question, lower, upper) or _is_withheld(question, published)


def _has_few(question: Question, lower: float, upper: float) -> bool:
    lower, upper = lower - question.shift, upper - question.shift
    return max(lower, 1) <= min(upper, question.k - 1) or max(-upper, 1) <= min(-lower, question.k - 1)


def _is_withheld(question: Question, published: Publication) -> bool:
    return question.what == "count" and question.variable not in published.told and not question.is_carried


def _rows(question: Question, found: Exposed) -> list[dict[str, object]]:
    """One row for each table that has the cell, or the dimensions of those in no row of it."""
    own = [table for table in question.family.tables if _concerns(table, question.cell)]
    values = {name: None if value.startswith(OTHERS) else value for name, value in question.cell}
    answer = {"lower": found.lower - question.shift, "upper": found.upper - question.shift}
    kind = {"what": question.what, "release": question.release}
    return [{"table": table.name, **values, **answer, **kind} for table in own]


def _concerns(table: CellTable, cell: Cell) -> bool:
    return cell in table.cells or {name for name, _ in cell} <= set(table.dimensions)


def _table(rows: Sequence[Mapping[str, object]], everything: Sequence[Tables]) -> pl.DataFrame:
    kinds = _dimensions(everything)
    texts: dict[str, pl.DataType] = {"table": pl.String(), **dict.fromkeys(kinds, pl.String()), **_FOUND}
    found = pl.DataFrame([{name: row.get(name) for name in texts} for row in rows], schema=texts)
    return found.with_columns(_as(name, kind) for name, kind in kinds.items())


def _dimensions(everything: Sequence[Tables]) -> dict[str, pl.DataType]:
    """Every dimension with its type; text where tables differ."""
    kinds: dict[str, pl.DataType] = {}
    for frame in chain.from_iterable(tables.values() for tables in reversed(everything)):
        for name, kind in frame.schema.items():
            if name not in ("n", *RESERVED):
                kinds[name] = kind if kinds.get(name, kind) == kind else pl.String()
    return kinds


def _as(name: str, kind: pl.DataType) -> pl.Expr:
    return pl.col(name) == "true" if kind == pl.Boolean else pl.col(name).cast(kind, strict=False)
