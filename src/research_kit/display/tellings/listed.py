"""Tables that are about no groups of people: one line per scale, coefficient or language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display import catalogue
from research_kit.display.as_of import dated_sentence, labelled
from research_kit.display.cells import DataTable, count
from research_kit.display.rows import Row, own_rows
from research_kit.display.tellings.by_group import cell
from research_kit.display.tellings.telling import Telling, no_pictures
from research_kit.display.words import Words, capital, key_of

Name = Callable[[Row, Words], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """The table, and what its lines are named by beside the number of people."""

    name: str
    named: tuple[tuple[str, Name], ...]


def listed(spec: Listed) -> Telling:
    """The telling of a table of single numbers."""
    return Telling(
        heading=partial(_heading, spec),
        sentences=partial(_sentences, spec),
        pictures=no_pictures,
        tables=partial(_tables, spec),
        sure=partial(_sure, spec),
    )


def _rows(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None]


def _heading(spec: Listed, rows: Sequence[Row], words: Words) -> str:
    return words.text(f"heading-{spec.name}{_message(rows)}")


def _message(rows: Sequence[Row]) -> str:
    """What the numbers come to: all is well, something is not, or nothing can be told."""
    shown = [r for r in _rows(rows) if r.shown]
    if not shown:
        return "-plain"
    return "-warn" if any(r.reason is not None and r.reason != "WIDE" for r in shown) else ""


def _sentences(spec: Listed, table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    del table
    of = _rows(rows)
    said = dated_sentence(words.text(f"{spec.name}-sentence{_message(rows)}"), of[:1], words)
    reasons = dict.fromkeys(words.reason(r.reason) for r in of if r.reason not in (None, "WIDE", "WITHHELD"))
    told = any(r.shown for r in of)
    return [said, *(words.text("listed-others", reason=reason) if told else capital(reason) for reason in reasons)]


def _tables(spec: Listed, rows: Sequence[Row], words: Words) -> list[DataTable]:
    lines = []
    for told in _rows(rows):
        if not told.shown and told.n is None:
            continue
        first, (row,) = labelled(spec.named[0][1](told, words), [told], words)
        names = [name(told, words) for _, name in spec.named[1:]]
        lines.append([first, *names, count(row.n, row, words), cell(row, words)])
    if not lines:
        return []
    heads = [words.text(f"column-{name}") for name, _ in spec.named]
    columns = [*heads, words.text("column-people"), words.text("column-value")]
    return [DataTable(caption=words.text(f"table-{spec.name}"), columns=columns, rows=lines)]


def _sure(spec: Listed, rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text(f"sure-{spec.name}")] if any(r.shown for r in _rows(rows)) else []


def _scale(row: Row, words: Words) -> str:
    return capital(words.coded(row.outcome or "") or (row.outcome or ""))


def _statistic(row: Row, words: Words) -> str:
    return words.text(f"coefficient-{key_of(row.statistic)}")


def language_name(code: str | None, words: Words) -> str:
    """A language in the language of the page."""
    from babel import Locale

    if code is None:
        return words.text("cell-none")
    return str(Locale.parse(catalogue.locale(words.language)).languages.get(code, code))


def _language(row: Row, words: Words) -> str:
    return language_name(row.cause, words)


def _other(row: Row, words: Words) -> str:
    return language_name(row.compared_with, words)


def _months(row: Row, words: Words) -> str:
    return words.text("cell-none") if row.time is None else words.number.months(row.time)


RELIABILITY = listed(
    Listed(
        name="reliability",
        named=(("scale", _scale), ("language", _language), ("months-after", _months), ("coefficient", _statistic)),
    )
)
LANGUAGES = listed(Listed(name="languages", named=(("scale", _scale), ("language", _language), ("compared", _other))))
CODING = listed(Listed(name="coding", named=(("coefficient", _statistic),)))
