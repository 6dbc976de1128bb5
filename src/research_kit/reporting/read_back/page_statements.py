"""Every statement about people on a finished page: tables, sentences and alternative texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from research_kit.reporting.read_back.markup_tree import Node, tree_of
from research_kit.reporting.read_back.numbers import Number
from research_kit.reporting.read_back.page_words import IN_PART, PageWords, is_part, quarter_at_the_end
from research_kit.reporting.read_back.read_file import language_of
from research_kit.reporting.read_back.statements import Key, Statement
from research_kit.reporting.read_back.table_cells import Cell, headed_cells
from research_kit.results import Subject

_ROUND = 10
_READ = ("participants", "time-to-employment", "esf-plus")
"""Answers whose numbers of people have names here. What the items of others say of people is counted anew for each
number (those referred so long ago, those offered something): it is compared with the release, number by number."""
_NOT_READ = "participants-voice"
"""Begins like `participants`, and counts anew for each number: those asked, those who answered, those with a need."""
_INDICATOR = re.compile(r"(?P<code>EEC[OR]\d\d)\b")
_NO_SHARES = ("gaps", "adjusted", "standardised", "median")
"""Items whose columns of people count those of another table."""


def statements_of(page: str | Path, quarter: str, *, subject: Subject | None = None) -> list[Statement]:
    """All that a finished page says of numbers of people, each thing once.

    Parameters
    ----------
    page
        The file. Nothing else is read: no release and no data.
    quarter
        The quarter that it is about, such as `2011-Q2`; a number that says which earlier one it is from, is from that.
    subject
        The study's own words for its groups, where they are known.
    """
    path = Path(page)
    return statements_in(path.read_text(encoding="utf-8"), path.name, quarter, subject=subject)


def statements_in(html: str, name: str, quarter: str, *, subject: Subject | None = None) -> list[Statement]:
    """The same of a page that is at hand as text, under the name that it is to be called by."""
    tree = tree_of(html)
    reader = PageReader(name, quarter, tree, PageWords(language_of(tree) or "sv", subject))
    found: dict[tuple[object, ...], Statement] = {}
    for told in reader.statements():
        found.setdefault((told.key, told.n, told.percent, told.of, told.perhaps), told)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Table:
    """What a cell is read with: the item, the outcome or step that it is about, the caption, the line's quarters."""

    item: str
    about: str
    caption: str
    dates: dict[int, str]


@dataclass(frozen=True)
class PageReader:
    """One page, read by somebody who knows its language and the public catalogue of words."""

    name: str
    quarter: str
    page: Node
    words: PageWords

    def statements(self) -> Iterator[Statement]:
        """Tables first, then the texts of figures and the sentences."""
        for article in self.page.find("article"):
            item = article.get("id")
            if not item.startswith(_READ) or item.startswith(_NOT_READ):
                continue
            yield from self._tables(article, item)
            for node in (*article.find("desc"), *article.find("p")):
                for told in self._text(node.text().strip(), item):
                    yield replace(told, at=(self.name, item, node.tag, ""))
        for node in (each for header in self.page.find("header") for each in header.find("dd")):
            for told in self._headed(node.text().strip()):
                yield replace(told, at=(self.name, "header", "", ""))

    # --- tables

    def _tables(self, article: Node, item: str) -> Iterator[Statement]:
        cause = "employment"
        for table in article.find("table"):
            caption = " ".join(node.text().strip() for node in table.find("caption"))
            cause = self.words.cause_of(caption) or cause
            stage = ""
            cells = list(headed_cells(table))
            dates = self._dates(cells)
            for cell in cells:
                stage = self.words.stages.get(self.words.dated(cell.row)[0].lower(), stage)
                about = stage if item.endswith("-flow") else cause
                if not cell.is_header and cell.column:
                    for told in self._cell(cell, _Table(item, about, caption, dates)):
                        yield replace(told, at=(self.name, item, cell.row, cell.column))

    def _dates(self, cells: Sequence[Cell]) -> dict[int, str]:
        """Per line the quarter of its last time: the numbers after it may bear no mark of their own."""
        timed = (cell for cell in cells if self.words.months(cell.column) is not None)
        return {cell.line: self.words.dated(cell.text)[1] for cell in timed}

    def _cell(self, cell: Cell, table: _Table) -> Iterator[Statement]:
        said, own = self.words.dated(cell.text)
        row, of_row = self.words.dated(cell.row)
        column, of_column = self.words.dated(cell.column)
        numbers = self.words.numbers(said)
        if IN_PART in (own, of_row, of_column) or not (numbers or table.item.endswith("-flow")):
            return
        undated = table.dates.get(cell.line, "") if self.words.columns.get(column.lower()) == "unknown" else ""
        quarter = own or of_row or of_column or undated or self.quarter
        at = (quarter, f"{self.name} {table.item}: {cell.row} | {cell.column} | {cell.text}")
        if table.item.endswith("-flow"):
            yield from self._flow((row, column), table.about, numbers, at)
        elif table.item.endswith("-states"):
            yield from self._state((row, column), numbers, at)
        elif table.item.endswith("-indicators"):
            yield from self._indicator((row, column), numbers[0], at)
        elif table.item.rpartition("-")[2] not in _NO_SHARES:
            yield from self._people((row, column), numbers[0], table, at)
            yield from self._share((row, column), numbers[0], table, at)

    def _flow(
        self, heads: tuple[str, str], stage: str, numbers: list[Number], at: tuple[str, str]
    ) -> Iterator[Statement]:
        """A step, or those lost before it for a reason; a withheld number says that there are some."""
        row, column = heads
        reason = self.words.reasons.get(row.lower())
        what = stage if row.lower() in self.words.stages else f"lost before {stage}: {reason or row}"
        n = int(numbers[0].value) if numbers else None
        yield Statement(Key(at[0], self.words.group(column), what), at[1], n=n)

    def _state(self, heads: tuple[str, str], numbers: list[Number], at: tuple[str, str]) -> Iterator[Statement]:
        row, column = heads
        state = self.words.states.get(column.lower())
        months = self.words.numbers(row)
        if state is None or numbers[0].unit != "%" or len(months) != 1 or months[0].text != row.strip():
            return
        time = int(months[0].value)
        key = Key(at[0], (), f"state {state}@{time}")
        yield Statement(key, at[1], percent=int(numbers[0].value), of="n", perhaps=f"state unknown@{time}")

    def _indicator(self, heads: tuple[str, str], number: Number, at: tuple[str, str]) -> Iterator[Statement]:
        """An indicator of a regulation, of everybody or of one group."""
        named = _INDICATOR.match(heads[0])
        if named is not None:
            yield Statement(Key(at[0], self.words.group(heads[1]), named["code"]), at[1], n=int(number.value))

    def _people(
        self, heads: tuple[str, str], number: Number, table: _Table, at: tuple[str, str]
    ) -> Iterator[Statement]:
        """Numbers of people in a column of them."""
        group, months = self.words.group(heads[0]), self.words.months(heads[1])
        head = self.words.columns.get(heads[1].lower(), "")
        named = {"people": "n", "in-group": "mature", "known": "known", "unknown": _unknown(table.about, 12)}
        if head in named:
            yield Statement(Key(at[0], group, named[head]), at[1], n=int(number.value))
        elif months is not None and table.caption == self.words.word("followed-heading"):
            what = f"followed@{months}" if months else "n"
            yield Statement(Key(at[0], group, what), at[1], n=int(number.value))

    def _share(self, heads: tuple[str, str], number: Number, table: _Table, at: tuple[str, str]) -> Iterator[Statement]:
        """Shares of a group, as statements about numbers of people."""
        months = self.words.months(heads[1])
        head = self.words.columns.get(heads[1].lower(), "")
        if head == "share":
            of = ("n", "all", "") if table.item.endswith("composition") else ("known", "mature", "")
        elif head in ("none-started", "all-started"):
            of = ("employment@12" if head == "none-started" else "employment or lost@12", "n", "unknown@12")
        elif months is not None and number.unit == "%":
            of = (f"{table.about}@{months}", "n", _unknown(table.about, months))
        elif table.item.endswith("-sustained") and number.unit == "%":
            what = f"sustained_{self.words.numbers(heads[1])[0].value:.0f}"
            of = (what, "n", f"{what} unknown")
        else:
            return
        key = Key(at[0], self.words.group(heads[0]), of[0])
        yield Statement(key, at[1], percent=int(number.value), of=of[1], perhaps=of[2])

    # --- texts

    def _text(self, text: str, item: str) -> Iterator[Statement]:
        """Numbers of people in running text: `Women 43 % (79 people)`, `97 of 108`, `Enrolled: 184`."""
        before = text.partition(": ")[0]
        dated = quarter_at_the_end(before)
        if dated and is_part(before):
            return
        for piece in re.split(r"[;.,] " if item.endswith("-flow") else r"[;.] ", text):
            said, own = self.words.dated_inside(piece)
            if own != IN_PART:
                at = (own or dated or self.quarter, f"{self.name} {item}: «{piece.strip()[:120]}»")
                yield from self._piece(said, item, at)

    def _piece(self, said: str, item: str, at: tuple[str, str]) -> Iterator[Statement]:
        quarter, place = at
        numbers, group = self.words.numbers(said), self.words.group_before(said)
        people = [number for number in numbers if number.unit == "people"]
        if item.endswith("-known") and group is not None:
            yield from _parts(numbers, Key(quarter, group, "known"), "mature", place)
        elif item.endswith("-composition") and group is not None and len(people) == 1:
            yield Statement(Key(quarter, group, "n"), place, n=int(people[0].value))
        elif item.endswith("-flow"):
            name, _, rest = said.partition(":")
            stage, only = self.words.stages.get(name.strip().lower()), self.words.numbers(rest)
            if stage is not None and len(only) == 1 and only[0].text == rest.strip(" ."):
                yield Statement(Key(quarter, (), stage), place, n=int(only[0].value))
            yield from _parts(numbers, Key(quarter, (), "enrolled"), "referred", place)

    def _headed(self, text: str) -> Iterator[Statement]:
        """The facts at the head of the page: people counted, and for how many the outcome is known."""
        said, own = self.words.dated_inside(text)
        if own == IN_PART:
            return
        numbers = self.words.numbers(said)
        quarter, place = own or self.quarter, f"{self.name} header: «{text[:120]}»"
        if numbers and numbers[0].unit == "people" and said.startswith(numbers[0].text):
            yield Statement(Key(quarter, (), "n"), place, n=int(numbers[0].value))
        elif numbers and numbers[-1].value + numbers[0].value == numbers[0].of:  # known, of all, not known
            yield from _parts(numbers[:1], Key(quarter, (), "known"), "mature", place)


def _parts(numbers: Sequence[Number], part: Key, whole: str, place: str) -> Iterator[Statement]:
    """`97 of 108`; `3 of 10` is a rounded share."""
    for number in numbers:
        if number.of is not None and number.of != _ROUND:
            yield Statement(part, place, n=int(number.value))
            yield Statement(Key(part.quarter, part.group, whole), place, n=int(number.of))


def _unknown(cause: str, months: int) -> str:
    own = f"{cause} " if cause in ("any_success", "self_support") else ""
    return f"{own}unknown@{months}"
