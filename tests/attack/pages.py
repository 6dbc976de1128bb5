"""Every statement about people on the pages of one quarter: tables, sentences and alternative texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from research_kit.display import catalogue
from research_kit.reporting.read_back.group_labels import GroupLabels, keys_of
from research_kit.reporting.read_back.markup_tree import Node, tree_of
from research_kit.reporting.read_back.numbers import Number, numbers_in
from research_kit.reporting.read_back.table_cells import Cell, headed_cells
from research_kit.results import Subject
from tests.attack.answer_cells import ANSWERS, QUARTER, AnswerReader, Place, quarter_of
from tests.attack.statements import Edition, Group, Key, Told
from tests.attack.ties import STAGES

CAUSES = ("employment", "education", "terminal", "any_success", "self_support")
STATES = ("work", "education", "in_project", "ended", "neither")
_ROUND = 10
_AGES = re.compile(r"(\d+)\s*[–-]\s*(\d+)\s+(?:år|years)")


def told_by(edition: Edition, subject: Subject | None = None) -> list[Told]:
    """All that the pages of a quarter say, each thing once."""
    found: dict[tuple[object, ...], Told] = {}
    for path in edition.pages:
        tree = tree_of(Path(path).read_text(encoding="utf-8"))
        reader = PageReader(Path(path).name, edition.quarter, tree, subject)
        for told in reader.statements():
            found.setdefault((told.key, told.n, told.percent, told.of, told.perhaps, told.at_most), told)
    return list(found.values())


@dataclass(frozen=True)
class PageReader:
    """One page, read by somebody who knows its language and the public catalogue of words."""

    name: str
    quarter: str
    page: Node
    subject: Subject | None = None

    def statements(self) -> Iterator[Told]:
        """Tables first, then the texts of figures and the sentences."""
        for article in self.page.find("article"):
            item = article.get("id")
            cause = "employment"
            tables = list(article.find("table"))
            for turn, table in enumerate(tables):
                caption = " ".join(node.text().strip() for node in table.find("caption"))
                cause = self._cause_of(caption) or cause
                stage = ""
                cells = list(headed_cells(table))
                dates = self._dates(cells)
                for cell in cells:
                    stage = self._stages.get(self._dated(cell.row)[0].lower(), stage)
                    if item.startswith(ANSWERS):
                        yield from self._answer_cell(cell, item, (caption, turn, len(tables)))
                    elif not cell.is_header and cell.column:
                        yield from self._cell(cell, item, (stage if item.endswith("-flow") else cause, caption, dates))
            for node in (*article.find("desc"), *article.find("p")):
                yield from self._text(node.text().strip(), item)
        for node in self.page.find("dd"):
            yield from self._headed(node.text().strip())

    # --- tables

    def _dates(self, cells: Sequence[Cell]) -> dict[int, str]:
        """Per line the quarter of its last time: the numbers after it bear no mark of their own."""
        return {cell.line: self._dated(cell.text)[1] for cell in cells if self._months(cell.column) is not None}

    def _cell(self, cell: Cell, item: str, about: tuple[str, str, dict[int, str]]) -> Iterator[Told]:
        cause, caption, dates = about
        said, own = self._dated(cell.text)
        row, of_row = self._dated(cell.row)
        column, of_column = self._dated(cell.column)
        numbers = self._numbers(said)
        if "?" in (own, of_row, of_column) or not (numbers or item.endswith("-flow")):
            return
        undated = dates.get(cell.line, "") if self._columns.get(column.lower()) == "unknown" else ""
        quarter = own or of_row or of_column or undated or self.quarter
        place = f"{self.name} {item}: {cell.row} | {cell.column} | {cell.text}"
        if item.endswith("-flow"):
            yield from self._flow((row, column), cause, numbers, (quarter, place))
        elif item.endswith("-states"):
            yield from self._state(row, column, numbers, (quarter, place))
        else:
            yield from self._share_or_people(row, column, numbers, (quarter, place, item, cause, caption))

    def _answer_cell(self, cell: Cell, item: str, table: tuple[str, int, int]) -> Iterator[Told]:
        """A cell of process, equity, targets or ESF+; where only a part is from another quarter it is left out."""
        said, own = self._dated(cell.text)
        row, of_row = self._dated(cell.row)
        column, of_column = self._dated(cell.column)
        if cell.is_header or not column or "?" in (own, of_row, of_column):
            return
        text = f"{self.name} {item}: {table[0]} | {cell.row} | {cell.column} | {cell.text}"
        place = Place(own or of_row or of_column or self.quarter, text, item, row, column, *table)
        yield from self._answers.told(place, self._numbers(said))

    def _flow(self, heads: tuple[str, str], stage: str, numbers: list[Number], at: tuple[str, str]) -> Iterator[Told]:
        """A step, or those lost before it for a reason; a withheld number says that there are some."""
        row, column = heads
        reason = self._reasons.get(row.lower())
        what = stage if row.lower() in self._stages else f"lost before {stage}: {reason or row}"
        yield Told(Key(at[0], self.group(column), what), at[1], n=int(numbers[0].value) if numbers else None)

    def _state(self, row: str, column: str, numbers: list[Number], at: tuple[str, str]) -> Iterator[Told]:
        state = self._states.get(column.lower())
        months = numbers_in(row, language=self.language)
        if state is None or numbers[0].unit != "%" or len(months) != 1 or months[0].text != row.strip():
            return
        time = int(months[0].value)
        what = f"state {state}@{time}"
        share = int(numbers[0].value)
        yield Told(Key(at[0], (), what), at[1], percent=share, of="n", perhaps=f"state unknown@{time}")

    def _share_or_people(
        self, row: str, column: str, numbers: list[Number], at: tuple[str, str, str, str, str]
    ) -> Iterator[Told]:
        quarter, place, item, cause, caption = at
        group, value = self.group(row), numbers[0].value
        head = self._columns.get(column.lower(), "")
        months = self._months(column)
        if head and item.split("-")[-1] not in ("gaps", "adjusted", "standardised", "median"):
            what = {"people": "n", "in-group": "mature", "known": "known", "unknown": _unknown(cause, 12)}.get(head, "")
            if what:
                yield Told(Key(quarter, group, what), place, n=int(value))
            elif head == "share":
                part, whole = ("n", "all") if item.endswith("composition") else ("known", "mature")
                yield Told(Key(quarter, group, part), place, percent=int(value), of=whole)
            elif head in ("none-started", "all-started"):
                what = "employment@12" if head == "none-started" else "employment or lost@12"
                yield Told(Key(quarter, group, what), place, percent=int(value), of="n", perhaps="unknown@12")
        elif months is not None and caption == self._word("followed-heading"):
            yield Told(Key(quarter, group, f"followed@{months}" if months else "n"), place, n=int(value))
        elif months is not None and numbers[0].unit == "%":
            perhaps = _unknown(cause, months)
            yield Told(Key(quarter, group, f"{cause}@{months}"), place, percent=int(value), of="n", perhaps=perhaps)
        elif item.endswith("-sustained") and numbers[0].unit == "%":
            days = numbers_in(column, language=self.language)[0].value
            what, perhaps = f"sustained_{days:.0f}", f"sustained_{days:.0f} unknown"
            yield Told(Key(quarter, group, what), place, percent=int(value), of="n", perhaps=perhaps)

    # --- texts

    def _text(self, text: str, item: str) -> Iterator[Told]:
        """Numbers of people in running text: `Women 43 % (79 people)`, `97 of 108`, `Enrolled: 184`."""
        before = text.partition(": ")[0]
        dated = re.search(rf"(?:{QUARTER.pattern})$", before)
        if dated and _is_part(before.lower()):
            return
        for piece in re.split(r"[;.,] " if item.endswith("-flow") else r"[;.] ", text):
            said, own = self._dated_inside(piece)
            if own != "?":
                quarter = own or (quarter_of(dated) if dated else self.quarter)
                yield from self._piece(said, item, (quarter, f"{self.name} {item}: «{piece.strip()[:120]}»"))

    def _piece(self, said: str, item: str, at: tuple[str, str]) -> Iterator[Told]:
        quarter, place = at
        numbers, group = self._numbers(said), self._group_before(said)
        people = [number for number in numbers if number.unit == "people"]
        if item.endswith("-known") and group is not None:
            yield from self._of(numbers, Key(quarter, group, "known"), "mature", place)
        elif item.endswith("-composition") and group is not None and len(people) == 1:
            yield Told(Key(quarter, group, "n"), place, n=int(people[0].value))
        elif item.endswith("-flow"):
            name, _, rest = said.partition(":")
            stage, only = self._stages.get(name.strip().lower()), self._numbers(rest)
            if stage is not None and len(only) == 1 and only[0].text == rest.strip(" ."):
                yield Told(Key(quarter, (), stage), place, n=int(only[0].value))
            yield from self._of(numbers, Key(quarter, (), "enrolled"), "referred", place)

    def _of(self, numbers: Sequence[Number], part: Key, whole: str, place: str) -> Iterator[Told]:
        """`97 of 108`; `3 of 10` is a rounded share."""
        for number in numbers:
            if number.of is not None and number.of != _ROUND:
                yield Told(part, place, n=int(number.value))
                yield Told(Key(part.quarter, part.group, whole), place, n=int(number.of))

    def _headed(self, text: str) -> Iterator[Told]:
        """The facts at the head of the page: people counted, and for how many the outcome is known."""
        said, own = self._dated_inside(text)
        numbers = self._numbers(said)
        quarter, place = own or self.quarter, f"{self.name} header: «{text[:120]}»"
        if own == "?":
            return
        if numbers and numbers[0].unit == "people" and said.startswith(numbers[0].text):
            yield Told(Key(quarter, (), "n"), place, n=int(numbers[0].value))
        elif numbers and numbers[-1].value + numbers[0].value == numbers[0].of:  # known, of all, not known
            yield from self._of(numbers[:1], Key(quarter, (), "known"), "mature", place)

    def _group_before(self, said: str) -> Group | None:
        """The group whose name begins the text up to its first number."""
        first = re.search(r"\d+\s?%", said)
        if first is None:
            return None
        label = said[: first.start()].strip()
        group = self.group(label) if label else None
        return None if group is None or any(name == "part" for name, _ in group) else group

    # --- words

    def group(self, label: str) -> Group:
        """The group of a label; a name of no dimension is a target group, which is a part of everybody."""
        ages = _AGES.fullmatch(label.strip())
        if ages:
            return (("age", f"{ages[1]}-{ages[2]}"),)
        codes = self._labels.codes_of(label)
        return tuple(sorted(_dimension(name, code) for name, code in codes))

    @cached_property
    def language(self) -> str:
        """The language that the page says it is in."""
        return next((node.get("lang")[:2] for node in self.page.find("html") if node.get("lang")), "sv")

    @cached_property
    def _labels(self) -> GroupLabels:
        return GroupLabels(self.language, self.subject)

    @cached_property
    def _answers(self) -> AnswerReader:
        return AnswerReader(self.language, self.group)

    def _numbers(self, text: str) -> list[Number]:
        return numbers_in(text, language=self.language)

    def _months(self, column: str) -> int | None:
        numbers = self._numbers(column)
        is_month = len(numbers) == 1 and self._word("column-month", t=int(numbers[0].value)) == column
        return int(numbers[0].value) if is_month else None

    def _cause_of(self, caption: str) -> str:
        found = [cause for cause in CAUSES if self._word(f"outcome-{cause}") in caption]
        return max(found, key=lambda cause: len(self._word(f"outcome-{cause}")), default="")

    def _dated(self, text: str) -> tuple[str, str]:
        """A text without the quarter that it is from, and that quarter; `?` where only a part is from it."""
        match = re.fullmatch(r"(.*?) ?\(([^()]*)\)", text)
        quarter = QUARTER.search(match[2]) if match else None
        if match is None or quarter is None:
            return text, ""
        return (match[1], "?") if _is_part(match[2]) else (match[1], quarter_of(quarter))

    def _dated_inside(self, text: str) -> tuple[str, str]:
        for match in re.finditer(r" ?\(([^()]*)\)", text):
            quarter = QUARTER.search(match[1])
            if quarter is not None:
                return text.replace(match[0], "", 1), "?" if _is_part(match[1]) else quarter_of(quarter)
        return text, ""

    def _word(self, key: str, **values: str | int) -> str:
        return catalogue.text(self.language, key, **values)

    @cached_property
    def _stages(self) -> dict[str, str]:
        return {self._word(f"stage-{stage}").lower(): stage for stage in STAGES}

    @cached_property
    def _states(self) -> dict[str, str]:
        return {self._word(f"state-{state}").lower(): state for state in STATES}

    @cached_property
    def _reasons(self) -> dict[str, str]:
        keys = [key for key in keys_of(self.language) if key.startswith("lost-") and key.count("-") == 1]
        words = {
            key.removeprefix("lost-"): self._word(key) for key in keys if key not in ("lost-withheld", "lost-item")
        }
        return {self._word("table-lost-row", reason=said).lower(): reason for reason, said in words.items()}

    @cached_property
    def _columns(self) -> dict[str, str]:
        names = ("people", "in-group", "known", "unknown", "share", "none-started", "all-started")
        return {self._word(f"column-{name}").lower(): name for name in names}


def _dimension(name: str, code: str) -> tuple[str, str]:
    """Ages are one dimension, however fine; a name of no dimension is a part of everybody."""
    if name == "group":
        return "part", code
    return ("age", code.replace("–", "-")) if name.startswith("age_") else (name, code)


def _unknown(cause: str, months: int) -> str:
    return {"any_success": f"any_success unknown@{months}", "self_support": f"self_support unknown@{months}"}.get(
        cause, f"unknown@{months}"
    )


def _is_part(text: str) -> bool:
    return text.startswith(("delvis", "in part"))
