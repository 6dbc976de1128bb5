"""The tables of counts that an outsider can put together from a finished page, and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from research_kit.display import catalogue
from research_kit.reporting.read_back.group_labels import TARGET, Codes, GroupLabels, keys_of
from research_kit.reporting.read_back.markup_tree import Node, tree_of
from research_kit.reporting.read_back.numbers import numbers_in
from research_kit.reporting.read_back.read_file import language_of
from research_kit.reporting.read_back.table_cells import Cell, headed_cells
from research_kit.results import Subject

Counts = dict[Codes, int | None]
_STAGES = (
    "accepted", "enrolled", "any_activity", "followed_1", "followed_2", "followed_3", "followed_4",
    "outcome_known",
)  # fmt: skip
_ENROLLED: Codes = (("to_accepted", "accepted"), ("to_enrolled", "enrolled"))
_HAPPENED = ("to_", "enrolled_", "followed_", "outcome_known", "not_known_yet_")
"""How dimensions begin that say what people have done; they stand before those of the group."""
_A_YEAR_AGO: Codes = (*_ENROLLED, ("enrolled_a_year_ago", "yes"))


def tables_of(page: str | Path, *, subject: Subject | None = None) -> dict[str, pl.DataFrame]:
    """The counts of people in a page's tables, as tables of groups that add up: what an outsider has to attack with.

    Parameters
    ----------
    page
        A finished page. Only its tables are read: captions, headers, cells, and the notes under them.
    subject
        The study's own words for its groups, where the attacker knows them; names that are in no catalogue are else
        codes of a dimension `group`.

    Returns
    -------
    By item (such as `time-to-employment-within`), one row per group: a column per dimension (null = all of it; true
    where it is a target group) and `n`, null where the page says that the number is withheld, or that it was
    published in an earlier quarter. Steps of the flow are dimensions too, such as `to_accepted`: who was accepted, and
    who not and why, add up to those referred. Groups with nothing to add are left out.
    """
    tree = tree_of(Path(page).read_text(encoding="utf-8"))
    reader = _Reader(tree, language_of(tree), subject)
    found: dict[str, Counts] = {}
    for article in tree.find("article"):
        for table in article.find("table"):
            for codes, n in reader.counts_in(table, article):
                counts = found.setdefault(article.get("id"), {})
                counts[codes] = n if counts.get(codes) is None else counts[codes]
    groups = {_group(codes) for counts in found.values() for codes in counts}
    return {item: _frame({**_unlisted(counts, groups), **counts}) for item, counts in found.items()}


def _group(codes: Codes) -> Codes:
    """The dimensions of a group, without what its people have done or had happen to them."""
    return tuple(pair for pair in codes if not pair[0].startswith(_HAPPENED))


def _unlisted(counts: Counts, groups: set[Codes]) -> Counts:
    """The groups of each way to divide people that is told of in part: the others are known to be there."""
    missing: Counts = {}
    ways = {(codes[: len(codes) - len(_group(codes))], _split(_group(codes))) for codes in counts if _group(codes)}
    for before, way in sorted(ways):
        for group in sorted(groups):
            if _split(group) == way and (*before, *group) not in counts:
                missing[*before, *group] = None
    return missing


def _split(group: Codes) -> tuple[str, ...]:
    return tuple(name for name, _ in group)


def _frame(counts: Mapping[Codes, int | None]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for codes in counts for name, _ in codes))
    rows = [{**dict(codes), "n": n} for codes, n in counts.items()]
    kinds = {name: pl.String() for name in names}
    frame = pl.DataFrame(rows, schema={**kinds, "n": pl.Int64()}, orient="row")
    return frame.with_columns(pl.col(name) == "true" for name in names if name.startswith(TARGET))


@dataclass(frozen=True)
class _Reader:
    """One page in one language."""

    page: Node
    language: str
    subject: Subject | None

    def counts_in(self, table: Node, article: Node) -> Iterator[tuple[Codes, int | None]]:
        """The counts of one table, each with whom it counts; then the groups that its notes say are withheld."""
        cells = list(headed_cells(table))
        if any(cell.column == self._text("column-stage") for cell in cells):
            yield from self._flow(cells)
            return
        groups = [codes for codes, _, _ in self._cells(cells)]
        for codes, column, n in self._cells(cells):
            yield from self._counted(codes, column, n, followed=self._is_followed(table), items=article.get("id"))
        if groups and any(cell.column in self._counting or self._is_followed(table) for cell in cells):
            base = _A_YEAR_AGO if article.get("id").endswith("known") else _ENROLLED
            yield from (((*base, *codes), None) for codes in self._silent(article) if codes not in groups)

    def _cells(self, cells: list[Cell]) -> Iterator[tuple[Codes, str, int | None]]:
        """Group, column and number of each cell that holds a number of people, or says that it is withheld."""
        for cell in cells:
            if cell.is_header or not cell.row or not cell.column:
                continue
            label, is_carried = self._undated(cell.row)
            n = self._count(cell.text)
            if n is not None or cell.text == self._text("cell-suppressed"):
                yield self.labels.codes_of(label), cell.column, None if is_carried else n

    def _counted(
        self, codes: Codes, column: str, n: int | None, *, followed: bool, items: str
    ) -> Iterator[tuple[Codes, int | None]]:
        """Whom a column counts of a group."""
        if followed:
            months = numbers_in(column, language=self.language)
            if months and n is not None:
                yield (*_ENROLLED, *_followed(int(months[0].value)), *codes), n
        elif column == self._text("column-people"):
            yield (*_ENROLLED, *codes), n
        elif column == self._text("column-in-group"):
            yield (*_A_YEAR_AGO, *codes), n
        elif column == self._text("column-known"):
            yield (*_A_YEAR_AGO, ("outcome_known", "yes"), *codes), n
        elif column == self._text("column-unknown"):
            yield (*_ENROLLED, (f"not_known_yet_{items}", "yes"), *codes), n

    @cached_property
    def _counting(self) -> frozenset[str]:
        """The headers of columns of people."""
        names = ("column-people", "column-in-group", "column-known", "column-unknown")
        return frozenset(self._text(name) for name in names)

    def _flow(self, cells: list[Cell]) -> Iterator[tuple[Codes, int | None]]:
        """Those of each stage, and those who did not reach it by reason, of each group in a column."""
        reached: Codes = ()
        stage = ""
        for cell in cells:
            if cell.is_header or not cell.column:
                continue
            here = self._stage_of(cell.row)
            if here and here != stage:
                stage = here
                reached = (*reached, (f"to_{stage}", stage)) if stage in _STAGES else ()
            at = reached if here else (*reached[:-1], (f"to_{stage}", self._reason_of(cell.row)))
            label, is_carried = self._undated(cell.column)
            n = self._count(cell.text)
            if n is not None or cell.text == self._text("cell-suppressed"):
                yield (*at, *self.labels.codes_of(label)), None if is_carried else n

    def _stage_of(self, label: str) -> str:
        stages = ("referred", *_STAGES)
        return next((s for s in stages if self._text(f"stage-{s}") == self._undated(label)[0]), "")

    def _reason_of(self, label: str) -> str:
        """The cause in the row of those lost, by its words in the catalogue."""
        said = self._undated(label)[0]
        causes = (key for key in keys_of(self.language) if key.startswith("lost-"))
        for key in causes:
            if not _has_variables(self.language, key):
                whole = catalogue.text(self.language, "table-lost-row", reason=self._text(key))
                if whole == said:
                    return key.removeprefix("lost-")
        return said

    def _silent(self, article: Node) -> list[Codes]:
        """The groups that a note names as withheld."""
        before, _, after = catalogue.text(self.language, "note-suppressed", groups="\u0000").partition("\u0000")
        found: list[Codes] = []
        for node in article.find("p"):
            said = node.text().strip()
            is_list = node.get("class") == "note" and said.startswith(before) and said.endswith(after)
            if is_list and said not in self._legends:
                names = said[len(before) : len(said) - len(after)].split("; ")
                found += [self.labels.codes_of(self._undated(name)[0]) for name in names]
        return found

    @cached_property
    def _legends(self) -> frozenset[str]:
        """The notes that say why cells are withheld; in some languages they begin like those that say of whom."""
        reasons = [key for key in keys_of(self.language) if key.startswith("reason-")]
        return frozenset(self._note(key) for key in reasons)

    def _note(self, key: str) -> str:
        return catalogue.text(self.language, "withheld-note", reason=self._text(key))

    def _is_followed(self, table: Node) -> bool:
        return any(node.text().strip() == self._text("followed-heading") for node in table.find("caption"))

    def _count(self, text: str) -> int | None:
        """A cell that is one whole number and nothing else; the quarter it is from aside."""
        said, _ = self._undated(text)
        numbers = numbers_in(said, language=self.language)
        alone = len(numbers) == 1 and numbers[0].text == said.strip()
        return int(numbers[0].value) if alone and numbers[0].value == int(numbers[0].value) else None

    def _undated(self, text: str) -> tuple[str, bool]:
        """A text without the quarter that it is from, and whether there was one."""
        match = self._dated.fullmatch(text)
        return (match[1], True) if match else (text, False)

    @cached_property
    def _dated(self) -> re.Pattern[str]:
        if "as-of-label" not in keys_of(self.language):
            return re.compile(r"(?!)")
        written = catalogue.text(self.language, "as-of-label", text="\u0000", quarter="\u0001")
        return re.compile(re.escape(written).replace("\u0000", "(.+?)").replace("\u0001", ".+"))

    @cached_property
    def labels(self) -> GroupLabels:
        """The names of groups in the page's language."""
        return GroupLabels(self.language, self.subject)

    def _text(self, key: str) -> str:
        return catalogue.text(self.language, key)


def _followed(months: int) -> Codes:
    """Those followed at a time were followed at every quarter before it."""
    return tuple((f"followed_{at}", "yes") for at in range(3, months + 1, 3))


def _has_variables(language: str, key: str) -> bool:
    from research_kit.errors import ResearchKitError

    try:
        catalogue.text(language, key)
    except ResearchKitError:
        return True
    return False
