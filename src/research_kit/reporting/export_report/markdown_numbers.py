"""Numbers that a researcher typed into a notebook's prose: how long and which method may be said, how many may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from research_kit.disclosure.house_rules import HEALTH_K, HOUSE_K
from research_kit.errors import DisclosureError
from research_kit.reporting.read_back.number_words import counts_people
from research_kit.reporting.read_back.numbers import Number, numbers_in

_NOT_SAID = (
    re.compile(r"\]\([^)]*\)|<https?://[^>]*>|https?://\S+"),  # where a link leads
    re.compile(r"(?:\b(?:METHODS|DESIGN|Annex)\s*§?|§)\s*\d+(?:\.\d+)*", re.IGNORECASE),  # clauses of texts
    re.compile(r"\bM\d+(?:\.\d+)*\b"),  # names of methods
    re.compile(r"^\s*(?:#+\s*)?\d+[.)]\s", re.MULTILINE),  # the number of a heading or of a line in a list
    re.compile(r"\b95\s?%"),  # the coverage of an interval
)
_DURATION = re.compile(
    r"^(?:[\s,]+(?:and|or|och|eller|to|till|[–-])?\s*\d+)*[\s,-]*(?:months?|days?|weeks?|years?|quarters?|månader\w*|"
    r"månad|dagar|dag|veckor|år|kvartal|mån)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\b(?:at least|fewer than|more than|under|minst|färre än|fler än)\s+$", re.IGNORECASE)


def counts_in_markdown(text: str, *, k: int) -> Iterator[str]:
    """What is wrong with a text of a notebook, where it holds a number that may count people.

    Numbers of months or days, of methods and headings, years, the least number that is shown ("at least five people")
    and the coverage of intervals are part of saying how something is done; every other number is a result, which
    belongs into an answer of the run.

    Parameters
    ----------
    text
        A Markdown cell.
    k
        The least number of people that is shown.
    """
    for pattern in _NOT_SAID:
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    found = [number for number in numbers_in(text) if not _is_said(number, text, k)]
    if found:
        line = text.count("\n", 0, found[0].start) + 1
        yield (
            f"its text holds {len(found)} number(s) that may be counts of people (line {line}). The board's words come "
            "from the language catalogue: take the number out, or let `rk.show(...)` say it"
        )


def require_prose_without_counts(path: Path, *, k: int) -> None:
    """Refuse a notebook that goes to the board while a number is typed into its prose: before anything is run.

    Raises
    ------
    DisclosureError
        Naming the notebook, the cell (counted from 1) and the line, never the number.
    """
    import nbformat

    for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
        for what in counts_in_markdown(cell.source, k=k) if cell.cell_type in ("markdown", "raw") else ():
            raise DisclosureError(f"{path.name}, cell {number}: {what}. Nothing was published.")


def _is_said(number: Number, text: str, k: int) -> bool:
    is_word = all(character.isalpha() or character == "-" for character in number.text)
    if number.unit in ("months", "days", "years") or _DURATION.match(text[number.end :]):
        return True
    if number.value in (k, *HOUSE_K.values(), HEALTH_K) and _BOUND.search(text[: number.start]):
        return True
    if is_word:
        return number.unit not in ("people", "of", "%") and not counts_people(number.text)
    return number.unit == "" and number.text.isdigit() and 1900 <= number.value <= 2100
